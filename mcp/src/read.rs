//! Reading single values, with the leniency that models need: a number may come as a string of
//! digits, JSON as a string that holds it, an enumeration in any letter case.

use crate::{
    arguments::{Fields, Problem, Read, Record},
    json::{self, Items, Object},
};
use alloc::{format, string::String, vec::Vec};
use serde_json::value::RawValue;

/// 2^53 - 1, the largest whole number that an f64 holds exactly together with its neighbours.
const WHOLE: f64 = 9_007_199_254_740_991.0;

/// Reads a string.
pub fn text(value: &RawValue) -> Result<String, Problem> {
    json::string(value).ok_or_else(|| Problem::new("has to be a string"))
}

/// Reads a boolean.
pub fn boolean(value: &RawValue) -> Result<bool, Problem> {
    match value.get() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Problem::new("has to be true or false")),
    }
}

/// Reads an id.
pub fn id(value: &RawValue) -> Result<u64, Problem> {
    match whole(value) {
        Some(id) if id > 0 => Ok(id),
        _ => Err(Problem::new("has to be an id, a whole number from 1")),
    }
}

/// Reads the ids in an argument: one, several, or those of objects; none where it holds others.
pub fn ids(value: &RawValue) -> Vec<u64> {
    let own = |item: &RawValue| match Object::read(item.get()) {
        Ok(object) => match object.get("id") {
            Some(value) => id(value),
            None => Err(Problem::new("is required")),
        },
        Err(_) => id(item),
    };
    match id(value) {
        Ok(id) => Vec::from([id]),
        Err(_) => list(value, own).unwrap_or_default(),
    }
}

/// Reads a whole number.
pub fn number(value: &RawValue) -> Result<u32, Problem> {
    whole(value)
        .and_then(|number| u32::try_from(number).ok())
        .ok_or_else(|| Problem::new("has to be a whole number from 0"))
}

/// Reads `7`, `7.0`, `7e0` or `"7"`, and nothing that would have to be rounded.
fn whole(value: &RawValue) -> Option<u64> {
    if value.get().starts_with('"') {
        let digits = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit());
        return json::string(value).filter(digits)?.parse().ok();
    }
    let number = match value.get().split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') => whole,
        _ => value.get(),
    };
    number.parse().ok().or_else(|| {
        let float: f64 = number.parse().ok()?;
        let whole = float as u64;
        let exact = number.contains(['e', 'E']) && float <= WHOLE && whole as f64 == float;
        exact.then_some(whole)
    })
}

/// Reads JSON as it came, and out of a string the object or array that it holds.
pub fn json(value: &RawValue) -> Result<String, Problem> {
    if value.get().starts_with('"')
        && let Some(held) = json::string(value)
        && held.trim_ascii_start().starts_with(['{', '['])
        && serde_json::from_str::<&RawValue>(&held).is_ok()
    {
        return Ok(held);
    }
    Ok(value.get().into())
}

/// Reads a list.
pub fn list<T>(value: &RawValue, read: Read<T>) -> Result<Vec<T>, Problem> {
    let Ok(Items(items)) = serde_json::from_str(value.get()) else {
        return Err(Problem::new("has to be an array"));
    };
    let read = |(index, item)| read(item).map_err(|problem| problem.in_item(index));
    items.into_iter().enumerate().map(read).collect()
}

/// Reads a record.
pub fn record<R: Record>(value: &RawValue) -> Result<R, Problem> {
    let Ok(object) = Object::read(value.get()) else {
        return Err(Problem::new("has to be an object"));
    };
    let fields = Fields(&object);
    fields.only(R::NAMES)?;
    R::take(&fields)
}

/// Reads a case of an enumeration, in any letter case.
pub fn one_of<E: Copy>(value: &RawValue, cases: &[(&str, E)]) -> Result<E, Problem> {
    let given = json::string(value);
    let same = |(name, _): &&(&str, E)| {
        given
            .as_ref()
            .is_some_and(|it| it.eq_ignore_ascii_case(name))
    };
    match cases.iter().find(same) {
        Some((_, case)) => Ok(*case),
        None => {
            let names: Vec<&str> = cases.iter().map(|(name, _)| *name).collect();
            let names = names.join(", ");
            Err(Problem::new(format!("has to be one of {names}")))
        }
    }
}

/// Tells whether a number keeps its digits as a float.
pub fn keeps_digits(number: f64) -> bool {
    number.abs() <= WHOLE
}
