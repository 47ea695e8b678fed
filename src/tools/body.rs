//! The JSON bodies of requests.

use crate::{
    error::{Error, Place, invalid},
    format::json,
};
use alloc::{format, string::String, vec::Vec};
use serde::Serialize;

/// Writes the JSON of a parameter, whose own JSON texts have been checked.
pub fn body(parameter: &'static str, value: &impl Serialize) -> Result<String, Error> {
    json::write(value).map_err(|problem| invalid(parameter, format!("is not JSON: {problem}")))
}

/// Writes the JSON of an update: what is absent stays, what is in `clear` becomes null, or an empty list
/// where it is one.
///
/// An update that changes nothing is refused: the API takes an empty one for an error, as one
/// public client found.
pub fn patch(
    parameter: &'static str,
    changes: &impl Serialize,
    clear: impl Iterator<Item = &'static str>,
) -> Result<String, Error> {
    let object = body(parameter, changes)?;
    let mut nulls = Vec::new();
    for key in clear {
        if let Ok([Some(_)]) = json::members(&object, [key]) {
            return Err(invalid(
                key,
                "has a value and stands in `clear`; choose one",
            ));
        }
        if !nulls.contains(&key) {
            nulls.push(key);
        }
    }
    if object == "{}" && nulls.is_empty() {
        return Err(invalid(
            parameter,
            "name nothing to change; give at least one field, or in `clear` what to empty",
        ));
    }
    Ok(json::with_nulls(&object, nulls))
}

/// Puts the id before the other members of a JSON object.
pub fn with_id(id: u64, object: &str) -> String {
    let rest = object.strip_prefix('{').unwrap_or_default();
    format!("{{\"id\":{id},{rest}")
}

/// Makes something of each entry of a list; an error names the entry, `body[3].label`.
pub fn each<T, U>(
    parameter: &'static str,
    entries: &[T],
    make: impl Fn(&T) -> Result<U, Error>,
) -> Result<Vec<U>, Error> {
    let mut made = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        let within = |error: Error| error.within(Place::from(parameter).item(index));
        made.push(make(entry).map_err(within)?);
    }
    Ok(made)
}
