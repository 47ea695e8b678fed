//! Checks of parameters against the limits that the API documents.

use crate::{
    error::{Error, invalid},
    format::json,
};
use alloc::format;
use core::{fmt::Display, ops::RangeInclusive};

/// An id.
pub fn id(parameter: &str, id: u64) -> Result<u64, Error> {
    match id {
        0 => Err(invalid(parameter, "is 0; ids start at 1")),
        id => Ok(id),
    }
}

/// A list of ids.
pub fn ids(parameter: &str, ids: &[u64]) -> Result<(), Error> {
    match ids.iter().position(|id| *id == 0) {
        Some(index) => id(&format!("{parameter}[{index}]"), 0).map(drop),
        None => Ok(()),
    }
}

/// A number within a range, when given.
pub fn range(
    parameter: &str,
    value: Option<u32>,
    allowed: RangeInclusive<u32>,
) -> Result<(), Error> {
    match value {
        Some(value) if !allowed.contains(&value) => {
            Err(invalid(parameter, &outside("is", value, "", allowed)))
        }
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
            &outside("has", count, " characters", allowed),
        )),
        _ => Ok(()),
    }
}

fn outside<T: Display>(
    verb: &str,
    value: T,
    unit: &str,
    allowed: RangeInclusive<T>,
) -> alloc::string::String {
    format!(
        "{verb} {value}{unit}; allowed are {} to {}",
        allowed.start(),
        allowed.end()
    )
}

/// A list with at least one element.
pub fn not_empty<T>(parameter: &str, list: &[T]) -> Result<(), Error> {
    if list.is_empty() {
        return Err(invalid(parameter, "is empty; give at least one"));
    }
    Ok(())
}

/// A number that JSON has a form for: it has none for infinities and not-a-number.
pub fn finite(parameter: &str, value: f64) -> Result<(), Error> {
    match value.is_finite() {
        true => Ok(()),
        false => Err(invalid(parameter, "is not a finite number")),
    }
}

/// A text that is JSON, when given.
pub fn json(parameter: &str, text: Option<&str>) -> Result<(), Error> {
    match text.map(json::valid) {
        Some(Err(problem)) => Err(invalid(parameter, &format!("is not valid JSON: {problem}"))),
        _ => Ok(()),
    }
}

/// A text that is a JSON object.
pub fn json_object(parameter: &str, text: &str) -> Result<(), Error> {
    json(parameter, Some(text))?;
    match text.trim_ascii_start().starts_with('{') {
        true => Ok(()),
        false => Err(invalid(parameter, "is not a JSON object, {…}")),
    }
}
