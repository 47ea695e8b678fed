//! What a JSON body or a query may hold, as data. All that is wrong is collected and answered at
//! once, under the key that it is about.

use crate::time;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

/// The error has the messages: a list of texts, or an object of such by key or index.
pub type Verdict = Result<(), Value>;

/// A key of an object, or of a query.
pub type Key = (&'static str, Need, Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
    /// May be null, too.
    Nullable,
    /// May come several times in a query.
    Repeated,
}

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Any,
    Boolean,
    /// An integer from one number to another.
    Integer(u64, u64),
    Text,
    /// A string of so many characters, from one number to another.
    Sized(usize, usize),
    /// One of these words.
    OneOf(&'static str),
    /// One `@` between two parts, the second with a dot; at most 320 characters.
    Email,
    /// ISO 8601.
    Datetime,
    /// An IANA name, aliases such as `US/Pacific` included.
    Timezone,
    List(&'static Kind),
    /// An object of these keys and no others.
    Object(&'static [Key]),
    /// An object that may have other keys, too.
    Open(&'static [Key]),
    Custom(fn(&Value) -> Verdict),
}

pub const ID: Kind = Kind::Integer(0, u64::MAX);
pub const MISSING: &str = "Missing data for required field.";
const UNKNOWN: &str = "Unknown field.";

/// A verdict of one message.
pub fn no(message: &str) -> Verdict {
    Err(json!([message]))
}

/// The message, unless the value fits.
pub fn require(fits: bool, message: &str) -> Verdict {
    if fits { Ok(()) } else { no(message) }
}

pub fn check(kind: &Kind, value: &Value) -> Verdict {
    match (*kind, value) {
        (Kind::Any, _) | (Kind::Text, Value::String(_)) | (Kind::Boolean, Value::Bool(_)) => Ok(()),
        (Kind::Boolean, _) => no("Not a valid boolean."),
        (Kind::Integer(low, high), _) => match value.as_u64() {
            None => no("Not a valid integer."),
            Some(number) if (low..=high).contains(&number) => Ok(()),
            Some(_) if high == u64::MAX => no(&format!("Must be at least {low}.")),
            Some(_) => no(&format!("Must be between {low} and {high}.")),
        },
        (Kind::List(kind), _) => list(value, |item| check(kind, item)),
        (Kind::Object(keys), _) => object(value, keys),
        (Kind::Open(keys), _) => open(value, keys),
        (Kind::Custom(check), _) => check(value),
        (_, Value::String(text)) => check_text(kind, text),
        _ => no("Not a valid string."),
    }
}

fn check_text(kind: &Kind, text: &str) -> Verdict {
    let (fits, message) = match *kind {
        Kind::Sized(low, high) => (
            (low..=high).contains(&text.chars().count()),
            &*format!("Length must be between {low} and {high}."),
        ),
        Kind::OneOf(words) => (
            words.split(' ').any(|word| word == text),
            &*format!("Must be one of: {}.", words.replace(' ', ", ")),
        ),
        Kind::Datetime => (time::read(text).is_some(), "Not a valid datetime."),
        Kind::Timezone => {
            let zone = TimeZone::get(text).ok();
            let known = zone.is_some_and(|zone| zone.iana_name() == Some(text));
            (known, "Not a valid timezone.")
        }
        _ => (is_email(text), "Not a valid email address."),
    };
    require(fits, message)
}

fn is_email(text: &str) -> bool {
    let (user, host) = text.split_once('@').unwrap_or_default();
    let has_dot = host.contains('.') && !host.ends_with('.');
    let is_clean = !host.contains('@') && !text.contains(char::is_whitespace);
    !user.is_empty() && has_dot && is_clean && text.chars().count() <= 320
}

fn verdict(problems: Map<String, Value>) -> Verdict {
    if problems.is_empty() {
        return Ok(());
    }
    Err(problems.into())
}

/// An object of these keys and no others.
pub fn object(value: &Value, keys: &[Key]) -> Verdict {
    let mut problems = problems(value, keys)?;
    let given = value.as_object().into_iter().flat_map(Map::keys);
    problems.extend(unknown(given, keys));
    verdict(problems)
}

/// An object that may have other keys, too.
pub fn open(value: &Value, keys: &[Key]) -> Verdict {
    verdict(problems(value, keys)?)
}

/// A list whose items pass the check.
pub fn list(value: &Value, check: impl Fn(&Value) -> Verdict) -> Verdict {
    let Value::Array(items) = value else {
        return no("Not a valid list.");
    };
    let items = items.iter().enumerate();
    let wrong = items.filter_map(|(at, item)| Some((at.to_string(), check(item).err()?)));
    verdict(wrong.collect())
}

/// The pairs of a query.
pub fn query(pairs: &[(String, String)], keys: &[Key]) -> Verdict {
    let mut problems: Map<_, _> = unknown(pairs.iter().map(|(name, _)| name), keys).collect();
    for (key, need, kind) in keys {
        let values: Vec<_> = pairs.iter().filter(|(name, _)| name == key).collect();
        let judge = |(_, text): &&(String, String)| match kind {
            Kind::Integer(..) | Kind::Boolean => {
                check(kind, &serde_json::from_str(text).unwrap_or_default())
            }
            _ => check(kind, &json!(text)),
        };
        let verdict = match values.len() {
            0 if *need == Need::Required => no(MISSING),
            2.. if *need != Need::Repeated => no("Given more than once."),
            _ => values.iter().try_for_each(judge),
        };
        if let Err(messages) = verdict {
            problems.insert((*key).into(), messages);
        }
    }
    verdict(problems)
}

fn unknown<'a>(
    given: impl Iterator<Item = &'a String>,
    keys: &[Key],
) -> impl Iterator<Item = (String, Value)> {
    let strange = given.filter(|name| !keys.iter().any(|key| key.0 == **name));
    strange.map(|name| (name.clone(), json!([UNKNOWN])))
}

fn problems(value: &Value, keys: &[Key]) -> Result<Map<String, Value>, Value> {
    let Value::Object(given) = value else {
        return Err(json!({"_schema": ["Invalid input type."]}));
    };
    let judge = |(key, need, kind): &Key| match given.get(*key) {
        None if *need == Need::Required => no(MISSING),
        None => Ok(()),
        Some(Value::Null) if *need == Need::Nullable => Ok(()),
        Some(Value::Null) if !matches!(kind, Kind::Any) => no("Field may not be null."),
        Some(value) => check(kind, value),
    };
    let wrong = keys
        .iter()
        .filter_map(|key| Some((key.0.into(), judge(key).err()?)));
    Ok(wrong.collect())
}

#[cfg(test)]
mod tests {
    use super::{Kind::*, Need::*, *};

    const PART: &[Key] = &[("id", Required, ID)];
    const KEYS: &[Key] = &[
        ("name", Required, Sized(1, 3)),
        ("email", Nullable, Email),
        ("zone", Optional, Timezone),
        ("since", Optional, Datetime),
        ("size", Optional, Integer(1, 50)),
        ("on", Optional, Boolean),
        ("parts", Optional, List(&Object(PART))),
    ];

    #[test]
    fn every_problem_stands_under_its_key() {
        for (given, problems) in [
            (
                json!({"name": "abc", "parts": [{"id": u64::MAX}]}),
                json!(null),
            ),
            (
                json!({"name": "é", "zone": "US/Pacific", "on": true}),
                json!(null),
            ),
            (
                json!({"name": "é", "email": null, "since": "2026-05-01"}),
                json!(null),
            ),
            (json!([]), json!({"_schema": ["Invalid input type."]})),
            (
                json!({"email": "nobody", "size": 51, "zone": "Mars/Base", "shoe": 1}),
                json!({
                    "name": [MISSING], "email": ["Not a valid email address."],
                    "zone": ["Not a valid timezone."], "size": ["Must be between 1 and 50."],
                    "shoe": [UNKNOWN],
                }),
            ),
            (
                json!({"name": "abcd", "email": 7, "size": null, "since": "today", "on": "true",
                    "parts": [{"id": 1}, {"id": -1}, 7]}),
                json!({
                    "name": ["Length must be between 1 and 3."], "email": ["Not a valid string."],
                    "since": ["Not a valid datetime."], "size": ["Field may not be null."],
                    "on": ["Not a valid boolean."],
                    "parts": {
                        "1": {"id": ["Not a valid integer."]},
                        "2": {"_schema": ["Invalid input type."]},
                    },
                }),
            ),
        ] {
            let told = object(&given, KEYS).err().unwrap_or_default();
            assert_eq!(told, problems, "{given}");
        }
        assert_eq!(check(&Open(PART), &json!({"id": 1, "shoe": 1})), Ok(()));
        for address in ["a@b", "a@b.", "@b.c", "a@b@c.d", "a b@c.d", ""] {
            assert_ne!(check(&Email, &json!(address)), Ok(()), "{address}");
        }
    }

    #[test]
    fn a_query_is_checked_like_a_body() {
        const QUERY: &[Key] = &[
            ("a", Required, Text),
            ("n", Optional, Integer(1, u64::MAX)),
            ("t", Repeated, OneOf("x y")),
        ];
        let (least, number) = ("Must be at least 1.", "Not a valid integer.");
        let (once, words) = ("Given more than once.", "Must be one of: x, y.");
        for (given, problems) in [
            ("a=&n=1&t=x&t=y", json!(null)),
            ("n=0", json!({"a": [MISSING], "n": [least]})),
            (
                "a=1&a=1&n=&t=z&b=",
                json!({"b": [UNKNOWN], "a": [once], "n": [number], "t": [words]}),
            ),
        ] {
            let pairs = form_urlencoded::parse(given.as_bytes()).into_owned();
            let told = query(&pairs.collect::<Vec<_>>(), QUERY).err();
            assert_eq!(told.unwrap_or_default(), problems, "{given}");
        }
    }
}
