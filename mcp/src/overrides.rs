//! Where the tool list of MCP takes other values than `wit/`. The names that differ are in
//! `build/overrides.rs`.

use crate::{
    answer::{self, Answer, Content, Operation},
    arguments::{Fault, Fields, Problem, Record, is_blank},
    enumerations,
    json::{self, Object},
    read,
};
use alloc::{format, string::String, vec, vec::Vec};
use gorgias_customers::{
    bindings::gorgias::customers::types::{
        Channel, DownloadedFile, Encoding, FieldDefinition, FieldValue, UploadFile, UploadedFile,
    },
    tool::Tool,
    tools::{self, scopes::Scope},
};
use serde_json::value::RawValue;

/// A definition is the API's own object.
pub fn field_definition(value: &RawValue) -> Result<FieldDefinition, Problem> {
    read::json(value).map(FieldDefinition::Other)
}

/// A value is itself, or an object that holds it as `value`, which may stand in a string.
pub fn field_value(value: &RawValue) -> Result<FieldValue, Problem> {
    let held = json::string(value).filter(|text| text.trim_ascii_start().starts_with('{'));
    let value = match Object::read(held.as_deref().unwrap_or(value.get())) {
        Ok(object) => {
            let fields = Fields::new(&object);
            match fields.only(&["value"]) {
                // A text in braces is a text.
                Err(_) if held.is_some() => return Ok(FieldValue::Text(held.unwrap_or_default())),
                only => only?,
            }
            return match fields.get("value") {
                Some(value) => scalar(value).map_err(|problem| problem.in_field("value")),
                None => Err(Problem::new(format!("is required; {REMOVE}")).in_field("value")),
            };
        }
        Err(_) => value,
    };
    scalar(value)
}

/// The least that statistics are filtered by.
const PERIOD: &str =
    r#"{"period":{"start_datetime":"2026-05-01T00:00:00Z","end_datetime":"2026-05-31T23:59:59Z"}}"#;

/// How a value is removed, which no update does.
const REMOVE: &str = "delete_customer_custom_field_value removes a value";

fn scalar(value: &RawValue) -> Result<FieldValue, Problem> {
    let raw = value.get();
    match raw.as_bytes() {
        [b'"', ..] => match read::text(value)? {
            text if text.eq_ignore_ascii_case("null") => {
                Err(Problem::new(format!("is the text `{text}`; {REMOVE}")))
            }
            text => Ok(FieldValue::Text(text)),
        },
        b"true" => Ok(FieldValue::Boolean(true)),
        b"false" => Ok(FieldValue::Boolean(false)),
        [b'-' | b'0'..=b'9', ..] => match serde_json::from_str(raw) {
            Ok(number) if read::keeps_digits(raw, number) => Ok(FieldValue::Number(number)),
            _ => Err(Problem::new(
                "has more digits than a number keeps, which are 15 to 17; give fewer, or a string where the field holds text",
            )),
        },
        _ => Err(Problem::new("has to be a string, a number or a boolean")),
    }
}

/// A channel as it is given, or as `get_customer` shows it: what only reading gives is dropped.
pub fn channels(value: &RawValue) -> Result<Vec<Channel>, Problem> {
    read::list(value, |item| {
        let mut object = read::object(item.get())?;
        for shown in [
            "id",
            "created_datetime",
            "updated_datetime",
            "deleted_datetime",
            "user",
            "customer",
        ] {
            object.take(shown);
        }
        let fields = Fields::new(&object);
        fields.only(Channel::NAMES)?;
        fields.finish(Channel::take(&fields))
    })
}

/// Says what to give for a parameter that is required and missing, where that is more than it.
pub fn missing(tool: Tool, name: &str, fields: &Fields) -> Option<String> {
    match (tool, name) {
        (Tool::CreateCustomer, "channels") => {
            let Some(email) = fields.get("email").and_then(json::string) else {
                return Some("[] where there is none".into());
            };
            let mut entry = String::from(r#"[{"type":"email","address":"#);
            json::push_string(&mut entry, &email);
            entry.push_str("}]");
            Some(entry)
        }
        (Tool::UpdateCustomerCustomFieldValue, "body") => Some(REMOVE.into()),
        (Tool::PostApiReportingStats, "query") => {
            Some(["with a scope of ", &Scope::names()].concat())
        }
        (_, "filters") => Some(PERIOD.into()),
        _ => None,
    }
}

/// Refuses what decodes, and cannot be meant.
pub fn check(tool: Tool, fields: &Fields) -> Result<(), Problem> {
    let refused = match tool {
        // An email address is a channel too, and the customer is reached by channels.
        Tool::CreateCustomer
            if fields.get("channels").is_none() && fields.get("email").is_some() =>
        {
            let entry = missing(tool, "channels", fields).unwrap_or_default();
            ("channels", format!("is empty; give {entry}"))
        }
        Tool::UpdateCustomerData if fields.get("data").is_none() => (
            "data",
            r#"is required; the text "{}" replaces what is there by nothing"#.into(),
        ),
        _ => return Ok(()),
    };
    Err(Problem::new(refused.1).in_field(refused.0))
}

/// Answers a query of statistics that holds nothing but its scope: with what that takes.
pub fn known(tool: Tool, fields: &Fields) -> Result<Option<String>, Problem> {
    let (Tool::PostApiReportingStats, Some(query)) = (tool, fields.get("query")) else {
        return Ok(None);
    };
    let query = read::json(query)?;
    let Ok(query) = Object::read(&query) else {
        return Ok(None);
    };
    let Some(name) = Fields::new(&query).get("scope").and_then(json::string) else {
        let problem = ["is required: ", &Scope::names()].concat();
        return Err(Problem::new(problem).in_field("scope").in_field("query"));
    };
    if query
        .iter()
        .any(|(key, value)| key != "scope" && !is_blank(value))
    {
        return Ok(None);
    }
    let Some(scope) = Scope::named(&name) else {
        let problem = ["is none that is known: ", &Scope::names()].concat();
        return Err(Problem::new(problem).in_field("scope").in_field("query"));
    };
    let mut out = String::from("{");
    json::push_text(&mut out, "scope", &name);
    for (kind, names) in [
        ("measures", scope.measures),
        ("dimensions", scope.dimensions),
        ("filter_members", scope.filters),
        ("time_dimensions", scope.time_dimensions),
    ] {
        let mut list = String::from("[");
        for name in names {
            json::separate(&mut list);
            json::push_string(&mut list, name);
        }
        json::push_member(&mut out, kind, &(list + "]"));
    }
    json::push_member(&mut out, "filters", FILTERS);
    Ok(Some(out + "}"))
}

/// The forms of filters that are not like the others.
const FILTERS: &str = r#"[{"member":"periodStart","operator":"afterDate","values":["2026-05-01"]},{"member":"periodEnd","operator":"beforeDate","values":["2026-06-01"]},{"member":"tags","values":[{"operator":"one-of","values":[7]}]},{"member":"customFields","values":[{"custom_field_id":7,"operator":"one-of","values":["VIP"]}]}]"#;

/// Adds to an answer what only MCP says. A search has no pages: one that is full may have left
/// something out.
pub fn adjust(tool: Tool, fields: &Fields, operation: Operation) -> Result<Operation, Problem> {
    const DEFAULT_SIZE: u32 = 10;
    Ok(match tool {
        Tool::Search => {
            // Its range is checked by now.
            let size = fields.optional("size", |size| read::number(size, 0, u32::MAX));
            let size = size.unwrap_or(DEFAULT_SIZE) as usize;
            operation.map(move |answer| answer.full_at(size))
        }
        _ => operation,
    })
}

/// A file: its content with a name, or several of them. What stands beside several holds for those
/// that do not say otherwise.
pub fn post_api_upload(fields: &Fields) -> Result<Operation, Fault> {
    let upload_type = fields.optional("type", enumerations::upload_type);
    let beside = Beside {
        name: fields.optional("name", read::text),
        encoding: fields.optional("encoding", enumerations::encoding),
        content_type: fields.optional("content_type", read::text),
    };
    let mut content = "content";
    let files = match fields.optional("files", |value| read::list(value, read::record::<File>)) {
        Some(_) if fields.get("file").is_some() => {
            let problem = Problem::new("stands beside `files`; put it into them");
            return Err(problem.in_field("file").into());
        }
        Some(files) => files,
        None => {
            content = "file";
            vec![File {
                content: fields.required("file", read::text)?,
                name: None,
                encoding: None,
                content_type: None,
            }]
        }
    };
    let files = files
        .into_iter()
        .map(|file| file.into_upload(&beside))
        .collect();
    let call = tools::post_api_upload(files, upload_type).map_err(|mut error| {
        // One file stands among the parameters itself.
        if content == "file" && error.place == Some("content".into()) {
            error.place = Some("file".into());
        }
        error
    })?;
    Ok(call.map(|files: Vec<UploadedFile>| Answer::json(uploaded(&files))))
}

/// Parameters beside several files.
struct Beside {
    name: Option<String>,
    encoding: Option<Encoding>,
    content_type: Option<String>,
}

struct File {
    content: String,
    name: Option<String>,
    encoding: Option<Encoding>,
    content_type: Option<String>,
}

impl File {
    fn into_upload(self, beside: &Beside) -> UploadFile {
        let name = self.name.or_else(|| beside.name.clone());
        UploadFile {
            name: name.unwrap_or_else(|| "file".into()),
            content: self.content,
            encoding: self.encoding.or(beside.encoding).unwrap_or(Encoding::Utf8),
            content_type: self.content_type.or_else(|| beside.content_type.clone()),
        }
    }
}

impl Record for File {
    const NAMES: &'static [&'static str] = &["content", "name", "encoding", "content_type"];

    fn take(fields: &Fields) -> Result<Self, Problem> {
        Ok(File {
            content: fields.required("content", read::text)?,
            name: fields.optional("name", read::text),
            encoding: fields.optional("encoding", enumerations::encoding),
            content_type: fields.optional("content_type", read::text),
        })
    }
}

fn uploaded(files: &[UploadedFile]) -> String {
    let files: Vec<String> = files
        .iter()
        .map(|file| serde_json::to_string(file).unwrap_or_default())
        .collect();
    format!("[{}]", files.join(","))
}

/// A downloaded file goes out as blocks, under its name.
pub fn downloaded(file: DownloadedFile, name: String) -> Answer {
    Answer::file(answer::File {
        name,
        content_type: file
            .content_type
            .unwrap_or_else(|| "application/octet-stream".into()),
        size: file.size,
        content: match file.encoding {
            Encoding::Utf8 => Content::Text(file.content),
            Encoding::Base64 => Content::Base64(file.content),
        },
    })
}
