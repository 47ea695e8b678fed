//! Reading single values, with the leniency that models and clients need: a number may come as a
//! string, JSON as a string that holds it, an enumeration in any letter case, a list as the one
//! thing in it.

use crate::{
    arguments::{Fields, Read, Record, is_blank, problem},
    escape_hidden,
    json::{self, Misread, Object},
};
use alloc::{borrow::Cow, format, string::String, vec::Vec};
use gorgias_customers::{
    error::{Error, Place},
    json as api_json,
};

/// 2^53 - 1, the largest whole number that an f64 holds exactly together with its neighbours.
const WHOLE: f64 = 9_007_199_254_740_991.0;

/// Reads a string; a number is taken as its digits.
pub fn text(value: &str) -> Result<String, Error> {
    match value.as_bytes() {
        [b'-' | b'0'..=b'9', ..] => Ok(value.into()),
        [b'"', ..] => json::string(value).ok_or_else(|| {
            problem("holds half of a surrogate pair (\\ud800 to \\udfff), which is no character")
        }),
        _ => Err(problem("has to be a string")),
    }
}

/// Returns the text of a string, or what stands there without quotes.
fn bare(value: &str) -> String {
    let text = json::string(value);
    text.as_deref().unwrap_or(value).trim_ascii().into()
}

/// Reads a boolean.
pub fn boolean(value: &str) -> Result<bool, Error> {
    match &*bare(value).to_ascii_lowercase() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(problem("has to be true or false")),
    }
}

/// Reads an id: a whole number, `#7`, or an address of Gorgias that ends in one.
pub fn id(value: &str) -> Result<u64, Error> {
    let text = bare(value);
    let digits = match text.split_once(".gorgias.com/") {
        Some((_, path)) => {
            let path = path.split(['?', '#']).next().unwrap_or_default();
            path.trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or_default()
        }
        None => text.strip_prefix('#').unwrap_or(&text),
    };
    match whole(digits) {
        Some(id) if id > 0 => Ok(id),
        _ => Err(problem("has to be an id, a whole number from 1")),
    }
}

/// Reads the ids in an argument: one, several, or those of objects; none where it holds others.
pub fn ids(value: &str) -> Vec<u64> {
    let own = |item: &str| match Object::read(item) {
        Ok(object) => match object.get("id") {
            Some(value) => id(value),
            None => Err(problem("is required")),
        },
        Err(_) => id(item),
    };
    match id(value) {
        Ok(id) => Vec::from([id]),
        Err(_) => list(value, own).unwrap_or_default(),
    }
}

/// Reads a whole number within a range.
pub fn number(value: &str, least: u32, most: u32) -> Result<u32, Error> {
    whole(&bare(value))
        .and_then(|number| u32::try_from(number).ok())
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| problem(format!("has to be a whole number from {least} to {most}")))
}

/// Reads `7`, `7.0` or `7e0`, and nothing that would have to be rounded.
fn whole(text: &str) -> Option<u64> {
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let number = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') => whole,
        _ => text,
    };
    number.parse().ok().or_else(|| {
        let float: f64 = serde_json::from_str(number).ok()?;
        let whole = float as u64;
        let exact = number.contains(['e', 'E']) && float <= WHOLE && whole as f64 == float;
        exact.then_some(whole)
    })
}

/// Reads a time of ISO 8601, as far as telling it from words goes.
pub fn datetime(value: &str) -> Result<String, Error> {
    let text = text(value)?;
    let form = b"0000-00";
    let same = |(byte, form): (u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        _ => byte == *form,
    };
    match text.len() >= form.len() && text.bytes().zip(form).all(same) {
        true => Ok(text),
        false => Err(problem(
            "has to be a time in ISO 8601, such as 2026-05-01T00:00:00Z",
        )),
    }
}

/// Reads a code of ISO 639-1, as far as telling it from a language's name goes.
pub fn language(value: &str) -> Result<String, Error> {
    let text = text(value)?;
    let end = text.find(['-', '_']).unwrap_or(text.len());
    match matches!(end, 2 | 3) && text.is_ascii() {
        true => Ok(text),
        false => Err(problem("has to be a code of ISO 639-1, such as fr")),
    }
}

/// Reads JSON as it came, and out of a string the object or array that it holds.
pub fn json(value: &str) -> Result<String, Error> {
    Ok(held(value).unwrap_or_else(|| value.into()))
}

/// Returns the object or array that a string holds.
fn held(value: &str) -> Option<String> {
    let held = json::string(value)?;
    let is_json = held.trim_ascii_start().starts_with(['{', '[']) && api_json::valid(&held).is_ok();
    is_json.then(|| escape_hidden::undo(&held).into_owned())
}

/// Reads a list: an array, also in a string, one element alone, or texts separated by commas.
/// Blank items are left out.
pub fn list<T>(value: &str, read: Read<T>) -> Result<Vec<T>, Error> {
    let mut list = Vec::new();
    each_item(value, &mut |item| {
        list.push(read(item)?);
        Ok(())
    })?;
    Ok(list)
}

/// Reads a list as far as that is the same for every type, so that it is compiled once.
fn each_item(value: &str, take: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
    let text = array(value);
    let items = json::items(&text);
    let items = items.ok_or_else(|| problem("has to be an array of at most 100000 elements"))?;
    for (index, item) in items.into_iter().enumerate() {
        if !is_blank(item) {
            take(item).map_err(|problem| problem.within(Place::default().item(index)))?;
        }
    }
    Ok(())
}

/// Makes an array of what may stand for one.
fn array(value: &str) -> Cow<'_, str> {
    let text = match (held(value), json::string(value)) {
        (Some(held), _) => Cow::Owned(held),
        (None, Some(text)) => {
            let mut texts = String::from("[");
            for text in text.split(',') {
                json::separate(&mut texts);
                json::push_string(&mut texts, text.trim());
            }
            Cow::Owned(texts + "]")
        }
        (None, None) => Cow::Borrowed(value),
    };
    match text.trim_ascii_start().starts_with('[') {
        true => text,
        false => Cow::Owned(["[", &text, "]"].concat()),
    }
}

/// Reads an object.
pub fn object(text: &str) -> Result<Object<'_>, Error> {
    Object::read(text).map_err(|why| match why {
        Misread::Repeated(name, _) => {
            let name: String = name.chars().take(64).collect();
            problem("is given twice").within(name)
        }
        Misread::NotAnObject => problem("has to be an object"),
    })
}

/// Reads a record, also out of a string.
pub fn record<R: Record>(value: &str) -> Result<R, Error> {
    let held = held(value);
    let object = object(held.as_deref().unwrap_or(value))?;
    let fields = Fields::new(&object);
    fields.only(R::NAMES)?;
    fields.finish(R::take(&fields))
}

/// Reads a case of an enumeration, in any letter case; `-` and `_` are one.
pub fn one_of<E: Copy, const N: usize>(
    value: &str,
    names: &[&str; N],
    cases: [E; N],
) -> Result<E, Error> {
    match place(value, names) {
        Some(place) if place < N => Ok(cases[place]),
        _ => Err(problem(["has to be one of ", &names.join(", ")].concat())),
    }
}

/// Finds a text among names.
fn place(value: &str, names: &[&str]) -> Option<usize> {
    let given = json::string(value)?.trim().replace('-', "_");
    names
        .iter()
        .position(|name| given.eq_ignore_ascii_case(name))
}

/// Reads the keys of answers that are asked for.
pub fn keys(value: &str) -> Result<Vec<String>, Error> {
    const MAX_KEYS: usize = 64;
    const MAX_LENGTH: usize = 100;
    let keys = list(value, text)?;
    if keys.len() > MAX_KEYS {
        return Err(problem(format!("may have {MAX_KEYS} keys")));
    }
    match keys.iter().position(|key| key.chars().count() > MAX_LENGTH) {
        Some(index) => Err(problem(format!("may have {MAX_LENGTH} characters"))
            .within(Place::default().item(index))),
        None => Ok(keys),
    }
}

/// Reads a type of event; `-` and `_` are one, and a type has hyphens.
pub fn event_type(value: &str) -> Result<String, Error> {
    Ok(text(value)?.replace('_', "-"))
}

/// Tells whether a number keeps all its digits as a float.
pub fn keeps_digits(written: &str, number: f64) -> bool {
    let read = serde_json::to_string(&number).unwrap_or_default();
    number.is_finite() && digits(written) == digits(&read)
}

/// Returns the digits of a number without zeros at either end. Two that are nearly equal and have
/// the same ones are the same.
fn digits(number: &str) -> String {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.replace(['-', '.'], "");
    digits.trim_matches('0').into()
}
