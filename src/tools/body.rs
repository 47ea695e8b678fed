//! The JSON bodies of requests.

use crate::{
    error::{Error, invalid},
    format::json,
};
use alloc::{format, string::String, vec::Vec};
use core::fmt::Display;
use serde::Serialize;

/// The JSON of a parameter, whose own JSON texts have been checked.
pub fn body(parameter: &str, value: &impl Serialize) -> Result<String, Error> {
    json::write(value).map_err(|problem| invalid(parameter, &format!("is not JSON: {problem}")))
}

/// The JSON of an update: what is absent stays, what is in `clear` becomes null, or an empty list
/// where it is one.
///
/// An update that changes nothing is refused: the API takes an empty one for an error, as one
/// public client found.
pub fn patch(
    parameter: &str,
    changes: &impl Serialize,
    clear: Option<&[impl Display + PartialEq + Copy]>,
) -> Result<String, Error> {
    let object = body(parameter, changes)?;
    let mut nulls: Vec<String> = Vec::new();
    for property in clear.unwrap_or_default() {
        let key = format!("{property}");
        if let Ok([Some(_)]) = json::members(&object, [&key]) {
            return Err(invalid(
                &key.replace('_', "-"),
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
    Ok(json::with_nulls(&object, nulls.iter().map(String::as_str)))
}

/// A JSON object with this member before the others.
pub fn with_id(id: u64, object: &str) -> String {
    let rest = object.strip_prefix('{').unwrap_or_default();
    format!("{{\"id\":{id},{rest}")
}

/// Something made of each entry of a list; an error names the entry, `body[3].label`.
pub fn each<T, U>(
    parameter: &str,
    entries: &[T],
    make: impl Fn(&T) -> Result<U, Error>,
) -> Result<Vec<U>, Error> {
    let mut made = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        made.push(make(entry).map_err(|error| inside(parameter, index, error))?);
    }
    Ok(made)
}

/// The error of an entry, with its place in the list.
fn inside(parameter: &str, index: usize, mut error: Error) -> Error {
    if let Some(rest) = error.message.strip_prefix('`') {
        error.message = format!("`{parameter}[{index}].{rest}");
    }
    error
}
