//! Checks of parameters against the limits that the API documents.

use crate::error::{Error, invalid};
use alloc::format;
use core::ops::RangeInclusive;

/// A number within a range, when given.
pub fn range(
    parameter: &str,
    value: Option<u32>,
    allowed: RangeInclusive<u32>,
) -> Result<(), Error> {
    match value {
        Some(value) if !allowed.contains(&value) => Err(invalid(
            parameter,
            &format!(
                "is {value}; allowed are {} to {}",
                allowed.start(),
                allowed.end()
            ),
        )),
        _ => Ok(()),
    }
}

/// A text whose length in characters is within a range, when given.
pub fn length(
    parameter: &str,
    value: Option<&str>,
    allowed: RangeInclusive<usize>,
) -> Result<(), Error> {
    match value.map(|text| text.chars().count()) {
        Some(count) if !allowed.contains(&count) => Err(invalid(
            parameter,
            &format!(
                "has {count} characters; allowed are {} to {}",
                allowed.start(),
                allowed.end()
            ),
        )),
        _ => Ok(()),
    }
}

/// A list with at least one element.
pub fn not_empty<T>(parameter: &str, list: &[T]) -> Result<(), Error> {
    if list.is_empty() {
        return Err(invalid(parameter, "is empty; give at least one"));
    }
    Ok(())
}

/// A property is set or set to null, not both.
pub fn set_or_clear(parameter: &str, set: bool, clear: bool) -> Result<(), Error> {
    if set && clear {
        return Err(invalid(
            parameter,
            "has a value and stands in `clear`; choose one",
        ));
    }
    Ok(())
}

/// An update changes something: the API takes an empty one for an error, as one public client
/// found.
pub fn something_changes(parameter: &str, nothing: bool) -> Result<(), Error> {
    if nothing {
        return Err(invalid(
            parameter,
            "name nothing to change; give at least one field",
        ));
    }
    Ok(())
}
