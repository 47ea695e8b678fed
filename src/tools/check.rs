//! Checks of parameters against the limits that the API documents.

use crate::{
    client::quote,
    error::{Error, Place, invalid},
    format::json,
};
use alloc::format;
use core::ops::RangeInclusive;

const ZERO: &str = "is 0; ids start at 1";

/// Refuses an id of 0.
pub fn id(parameter: &'static str, id: u64) -> Result<u64, Error> {
    match id {
        0 => Err(invalid(parameter, ZERO)),
        id => Ok(id),
    }
}

/// Refuses ids of 0.
pub fn ids(parameter: &'static str, ids: &[u64]) -> Result<(), Error> {
    match ids.iter().position(|id| *id == 0) {
        Some(index) => Err(invalid(Place::from(parameter).item(index), ZERO)),
        None => Ok(()),
    }
}

/// Refuses a number outside of a range, when one is given.
pub fn range(
    parameter: &'static str,
    value: Option<u32>,
    allowed: RangeInclusive<u32>,
) -> Result<(), Error> {
    within(parameter, "is", value, "", allowed)
}

/// Refuses a text whose length in characters is outside of a range, when one is given.
pub fn length(
    parameter: &'static str,
    value: Option<&str>,
    allowed: RangeInclusive<u32>,
) -> Result<(), Error> {
    let count = value.map(|text| u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    within(parameter, "has", count, " characters", allowed)
}

fn within(
    parameter: &'static str,
    verb: &str,
    value: Option<u32>,
    unit: &str,
    allowed: RangeInclusive<u32>,
) -> Result<(), Error> {
    match value {
        Some(value) if !allowed.contains(&value) => {
            let (least, most) = allowed.into_inner();
            let problem = format!("{verb} {value}{unit}; allowed are {least} to {most}");
            Err(invalid(parameter, problem))
        }
        _ => Ok(()),
    }
}

/// Refuses an empty list.
pub fn not_empty<T>(parameter: &'static str, list: &[T]) -> Result<(), Error> {
    if list.is_empty() {
        return Err(invalid(parameter, "is empty; give at least one"));
    }
    Ok(())
}

/// Refuses infinities and not-a-number, for which JSON has no form.
pub fn finite(parameter: &'static str, value: f64) -> Result<(), Error> {
    match value.is_finite() {
        true => Ok(()),
        false => Err(invalid(parameter, "is not a finite number")),
    }
}

/// Refuses a text that is not JSON, when one is given.
pub fn json(parameter: &'static str, text: Option<&str>) -> Result<(), Error> {
    let Some(text) = text else { return Ok(()) };
    json::valid(text).map_err(|problem| {
        let near = match quote::plain(problem.excerpt(text)) {
            near if near.is_empty() => near,
            near => format!(", near `{near}`"),
        };
        invalid(parameter, format!("is not valid JSON: {problem}{near}"))
    })
}

/// Refuses a text that is not a JSON object.
pub fn json_object(parameter: &'static str, text: &str) -> Result<(), Error> {
    json(parameter, Some(text))?;
    if text.trim_ascii_start().starts_with('{') {
        return Ok(());
    }
    // An object that was written into a string perhaps, with a mistake in it.
    if let Some(held) = json::string(text)
        && held.trim_ascii_start().starts_with('{')
    {
        json(parameter, Some(&held))?;
    }
    Err(invalid(parameter, "is not a JSON object, {…}"))
}
