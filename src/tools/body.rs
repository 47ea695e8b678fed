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

/// Completes the JSON of an update: what is absent stays, what is in `clear` becomes null, or an empty list
/// where it is one.
///
/// An update that changes nothing is refused: the API takes an empty one for an error, as one
/// public client found.
pub fn patch(
    parameter: &'static str,
    changes: &str,
    clear: &mut dyn Iterator<Item = &'static str>,
) -> Result<String, Error> {
    let has = |object: &str, key| matches!(json::members(object, [key]), Ok([Some(_)]));
    let mut patch = String::from(changes);
    for key in clear {
        if has(changes, key) {
            return Err(invalid(
                key,
                "has a value and stands in `clear`; choose one",
            ));
        }
        if !has(&patch, key) {
            let nothing = if key == "channels" { "[]" } else { "null" };
            patch = json::joined(&patch, &format!("{{\"{key}\":{nothing}}}"));
        }
    }
    match &*patch {
        "{}" => Err(invalid(
            parameter,
            "name nothing to change; give at least one field, or in `clear` what to empty",
        )),
        _ => Ok(patch),
    }
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
