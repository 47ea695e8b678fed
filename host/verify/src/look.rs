//! Looks at parts of an answer, by the words of `questions.json`.

use crate::{known::Known, probe::Reply};
use http::Uri;
use serde_json::{Value, json};

/// Looks at this place of an answer; none where it says nothing.
///
/// `/id` is a member of the result; `/name = {name} 1` whether it has this value, and `/items has /id =
/// {id}` whether an item of this list has one that has it. `201` is whether a success has this status, or
/// whether it is the status where it is none of a success. Behind `;`, `not` turns a yes or no, `true`
/// keeps a yes alone, and `refutes` makes a no of that: it was not found before, and is there.
pub fn look(place: &str, known: &Known, reply: &Reply) -> Option<Value> {
    if let Some((place, turn)) = place.split_once("; ") {
        let seen = look(place, known, reply)?.as_bool()?;
        return match turn {
            "not" => Some((!seen).into()),
            "refutes" => seen.then(|| false.into()),
            _ => seen.then(|| true.into()),
        };
    }
    if let Some((place, value)) = place.split_once(" = ") {
        let value = match value {
            "null" => Value::Null,
            template => known.fill(&template.into())?,
        };
        let result = reply.result.as_ref().ok()?;
        let has = |it: &Value, member| *it.pointer(member).unwrap_or(&Value::Null) == value;
        return Some(match place.split_once(" has ") {
            Some((list, member)) => {
                let mut items = result.pointer(list)?.as_array()?.iter();
                items.any(|it| has(it, member)).into()
            }
            None => has(result, place).into(),
        });
    }
    if place.starts_with('/') {
        return reply.result.as_ref().ok()?.pointer(place).cloned();
    }
    if let Ok(status) = place.parse::<u16>() {
        return reply.has_status(status).map(Value::Bool);
    }
    match place {
        "one with email" => customer(reply).cloned(),
        "their email, or nothing" => Some(customer(reply).map_or("", email).into()),
        "their email in the other case" => {
            let email = email(customer(reply)?);
            let other: String = email.chars().map(swap_case).collect();
            (other != email).then(|| other.into())
        }
        "their first name" => {
            let (first, _) = customer(reply)?["name"].as_str()?.split_once(' ')?;
            Some(first.into())
        }
        "value of a usable field" => reply.items().iter().find_map(usable),
        "two users" => {
            let mut users = reply.items().iter().filter_map(|it| it["user_id"].as_u64());
            let one = users.next()?;
            let other = users.find(|user| *user != one).unwrap_or(one + 1);
            Some(json!([one, other]))
        }
        "address of the upload" => {
            let body = reply.body();
            let own = known.get("authority").as_str();
            address(body[0]["url"].as_str()?, |it| Some(it) == own).map(|parts| json!(parts))
        }
        _ => seen(place, known, reply).map(Value::Bool),
    }
}

/// Looks at what is so or not so.
fn seen(place: &str, known: &Known, reply: &Reply) -> Option<bool> {
    let result = reply.result.as_ref().ok();
    let mut items = reply.items().iter();
    let customer = &known.get("customer")["id"];
    match place {
        "succeeded" => Some(result.is_some()),
        "refused" => reply.refused(),
        "taken" => Some(!reply.refused()?),
        "any" => Some(items.next().is_some()),
        "500 in place of 400" => match reply.status()? {
            500.. => Some(true),
            400.. => Some(false),
            _ => None,
        },
        "204 in place of 404" => match reply.status() {
            Some(404) => Some(false),
            _ => result.and(reply.has_status(204)),
        },
        "envelope" => match reply.body() {
            Value::Array(_) => Some(false),
            body => body["data"].is_array().then(|| body["meta"].is_object()),
        },
        "wrapper" => match reply.body() {
            Value::Array(_) => Some(false),
            body => body["data"].is_array().then_some(true),
        },
        "error with a message" => {
            let failed = result.is_none() && reply.status().is_some();
            failed.then(|| reply.body()["error"]["msg"].is_string())
        }
        "the customer among any" => {
            let found = reply.items();
            (!found.is_empty()).then(|| items.any(|it| it["id"] == *customer))
        }
        "channel with another id" => {
            let channel = items.find(|it| it["customer"]["id"] == *customer)?;
            Some(channel["id"] != *customer)
        }
        "whole names" => {
            let first = known.get("first").as_str()?;
            // Others may have that for their whole name.
            let is_whole = |it: &Value| {
                let name = it["name"].as_str().unwrap_or_default();
                name.trim().eq_ignore_ascii_case(first)
            };
            result.map(|_| items.all(is_whole))
        }
        "archived ones" => Some(items.any(|it| it["deactivated_datetime"].is_string())),
        "archived ones, here or before" => {
            Some(known.is("archived") || items.any(|it| it["deactivated_datetime"].is_string()))
        }
        "bare time key" => {
            let mut keys = items.next()?.as_object()?.keys();
            let key = keys.find(|key| key.starts_with("createdDatetime"))?;
            Some(key == "createdDatetime")
        }
        "type of an upload" => {
            let kinds = [
                "attachment",
                "public_attachment",
                "profile_picture",
                "widget_picture",
            ];
            let mut files = ["uploaded", "file"].iter().map(|it| known.get(it));
            let kind = files.find_map(|it| it[0].as_str())?;
            result.map(|_| kinds.contains(&kind))
        }
        "has the data" if known.is("given") => {
            let name = known.get("name").as_str()?;
            result.map(|it| it["external_data"].to_string().contains(name))
        }
        "active again" if known.is("inactive") => {
            result.map(|it| it["deactivated_datetime"].is_null())
        }
        "refused, or one of two" => Some(reply.refused() == Some(true) || items.len() < 2),
        // If even the bad entry was taken, nothing is shown.
        "second description" if known.is("partial") => {
            result.map(|it| it["description"] == "second")
        }
        "size is a number" => match &reply.body()[0]["size"] {
            Value::Number(_) => Some(true),
            Value::String(_) => Some(false),
            _ => None,
        },
        "address elsewhere" => {
            reply.body()[0]["url"].as_str()?;
            Some(look("address of the upload", known, reply).is_none())
        }
        "leads to the second" if reply.status() == Some(301) => {
            let location = reply.header("location").unwrap_or_default();
            let last = location.trim_end_matches('/').rsplit('/').next();
            Some(last == Some(known.get("c2").to_string().as_str()))
        }
        _ => None,
    }
}

fn customer(reply: &Reply) -> Option<&Value> {
    let items = reply.items();
    let with_email = items.iter().find(|it| it["email"].is_string());
    with_email.or(items.first())
}

fn email(customer: &Value) -> &str {
    customer["email"].as_str().unwrap_or_default()
}

fn swap_case(letter: char) -> char {
    match letter.is_ascii_lowercase() {
        true => letter.to_ascii_uppercase(),
        false => letter.to_ascii_lowercase(),
    }
}

/// Makes an entry for a field of the account that takes any value of its kind.
fn usable(field: &Value) -> Option<Value> {
    let is_free = field["managed_type"].is_null() && field["deactivated_datetime"].is_null();
    let settings = &field["definition"]["input_settings"];
    let value = match field["definition"]["data_type"].as_str()? {
        "text" if settings["input_type"] == "input" => json!("verify"),
        "boolean" if settings["choices"].is_null() => json!(true),
        _ => return None,
    };
    let id = field["id"].as_u64().filter(|_| is_free)?;
    Some(json!({"id": id, "value": value}))
}

/// Takes `https://{account}/api/{type}/download/{hash}/{name}` apart.
pub fn address(url: &str, is_own: impl Fn(&str) -> bool) -> Option<[String; 3]> {
    let url: Uri = url.parse().ok()?;
    if !is_own(url.authority()?.as_str()) {
        return None;
    }
    let segments: Vec<&str> = url.path().split('/').collect();
    match segments[..] {
        ["", "api", kind, "download", hash, name] => Some([kind, hash, name].map(str::to_owned)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_files_address_is_taken_apart_if_it_is_the_accounts() {
        let own = |authority: &str| authority == "acme.gorgias.com";
        let parts = ["attachment", "h", "box.png"].map(str::to_owned);
        let path = "/api/attachment/download/h/box.png";
        for (url, known) in [
            (format!("https://acme.gorgias.com{path}"), Some(parts)),
            (format!("https://uploads.gorgias.test{path}"), None),
            ("https://acme.gorgias.com/api/customers".to_owned(), None),
            (path.to_owned(), None),
        ] {
            assert_eq!(address(&url, own), known, "{url}");
        }
    }
}
