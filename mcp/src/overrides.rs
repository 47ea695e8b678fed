//! Where the tool list of MCP takes other values than `wit/`. The names that differ are in
//! `build/overrides.rs`.

use crate::{
    answer::{self, Answer, Content, Operation},
    arguments::{Fields, Record, is_blank, problem},
    enumerations,
    json::{self, Object},
    read,
};
use alloc::{format, string::String, vec, vec::Vec};
use gorgias_customers::{
    bindings::gorgias::customers::types::{
        Channel, DownloadedFile, Encoding, FieldDefinition, FieldValue, UploadFile, UploadedFile,
    },
    error::Error,
    tool::Tool,
    tools::{self, scopes::Scope},
};

/// Reads a definition, the API's own object.
pub fn field_definition(value: &str) -> Result<FieldDefinition, Error> {
    read::json(value).map(FieldDefinition::Other)
}

/// Reads a value: itself, or an object that holds it as `value`, which may stand in a string.
pub fn field_value(value: &str) -> Result<FieldValue, Error> {
    let held = json::string(value).filter(|text| text.trim_ascii_start().starts_with('{'));
    let value = match Object::read(held.as_deref().unwrap_or(value)) {
        Ok(object) => {
            let fields = Fields::new(&object);
            match fields.only(&["value"]) {
                // A text in braces is a text.
                Err(_) if held.is_some() => return Ok(FieldValue::Text(held.unwrap_or_default())),
                only => only?,
            }
            return match fields.get("value") {
                Some(value) => scalar(value).map_err(|problem| problem.within("value")),
                None => Err(problem(format!("is required; {REMOVE}")).within("value")),
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

fn scalar(value: &str) -> Result<FieldValue, Error> {
    let raw = value;
    match raw.as_bytes() {
        [b'"', ..] => match read::text(value)? {
            text if text.eq_ignore_ascii_case("null") => {
                Err(problem(format!("is the text `{text}`; {REMOVE}")))
            }
            text => Ok(FieldValue::Text(text)),
        },
        b"true" => Ok(FieldValue::Boolean(true)),
        b"false" => Ok(FieldValue::Boolean(false)),
        [b'-' | b'0'..=b'9', ..] => match serde_json::from_str(raw) {
            Ok(number) if read::keeps_digits(raw, number) => Ok(FieldValue::Number(number)),
            _ => Err(problem(
                "has more digits than a number keeps, which are 15 to 17; give fewer, or a string where the field holds text",
            )),
        },
        _ => Err(problem("has to be a string, a number or a boolean")),
    }
}

/// Reads a channel as it is given, or as `get_customer` shows it: what only reading gives is
/// dropped.
pub fn channels(value: &str) -> Result<Vec<Channel>, Error> {
    read::list(value, |item| {
        let mut object = read::object(item)?;
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
pub fn check(tool: Tool, fields: &Fields) -> Result<(), Error> {
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
    Err(problem(refused.1).within(refused.0))
}

/// Answers a query of statistics that holds nothing but its scope: with what that takes.
pub fn known(tool: Tool, fields: &Fields) -> Result<Option<String>, Error> {
    let (Tool::PostApiReportingStats, Some(query)) = (tool, fields.get("query")) else {
        return Ok(None);
    };
    let query = read::json(query)?;
    let Ok(query) = Object::read(&query) else {
        return Ok(None);
    };
    let Some(name) = Fields::new(&query).get("scope").and_then(json::string) else {
        let words = ["is required: ", &Scope::names()].concat();
        return Err(problem(words).within("scope").within("query"));
    };
    if query
        .iter()
        .any(|(key, value)| key != "scope" && !is_blank(value))
    {
        return Ok(None);
    }
    let Some(scope) = Scope::named(&name) else {
        let words = ["is none that is known: ", &Scope::names()].concat();
        return Err(problem(words).within("scope").within("query"));
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
pub fn adjust(tool: Tool, fields: &Fields, operation: Operation) -> Result<Operation, Error> {
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

/// Reads a file: its content with a name, or several of them. What stands beside several holds for
/// those that do not say otherwise.
pub fn post_api_upload(fields: &Fields) -> Result<Operation, Error> {
    let upload_type = fields.optional("type", enumerations::upload_type);
    let beside = About::take(fields);
    let several = fields.optional("files", |value| read::list(value, read::record::<File>));
    let is_one = several.is_none();
    let files = match several {
        Some(_) if fields.get("file").is_some() => {
            return Err(problem("stands beside `files`; put it into them").within("file"));
        }
        Some(files) => files,
        None => vec![File {
            content: fields.required("file", read::text)?,
            about: About::default(),
        }],
    };
    let files = files.into_iter().map(|file| file.into_upload(&beside));
    let call = tools::post_api_upload(files.collect(), upload_type).map_err(|mut error| {
        // One file stands among the parameters itself.
        if is_one && error.place == Some("content".into()) {
            error.place = Some("file".into());
        }
        error
    })?;
    Ok(call.map(|files: Vec<UploadedFile>| {
        Answer::json(serde_json::to_string(&files).unwrap_or_default())
    }))
}

/// Name, encoding and type of a file.
#[derive(Default)]
struct About {
    name: Option<String>,
    encoding: Option<Encoding>,
    content_type: Option<String>,
}

impl About {
    fn take(fields: &Fields) -> Self {
        About {
            name: fields.optional("name", read::text),
            encoding: fields.optional("encoding", enumerations::encoding),
            content_type: fields.optional("content_type", read::text),
        }
    }
}

struct File {
    content: String,
    about: About,
}

impl File {
    fn into_upload(self, beside: &About) -> UploadFile {
        let own = self.about;
        let name = own.name.or_else(|| beside.name.clone());
        UploadFile {
            name: name.unwrap_or_else(|| "file".into()),
            content: self.content,
            encoding: own.encoding.or(beside.encoding).unwrap_or(Encoding::Utf8),
            content_type: own.content_type.or_else(|| beside.content_type.clone()),
        }
    }
}

impl Record for File {
    const NAMES: &'static [&'static str] = &["content", "name", "encoding", "content_type"];

    fn take(fields: &Fields) -> Result<Self, Error> {
        Ok(File {
            content: fields.required("content", read::text)?,
            about: About::take(fields),
        })
    }
}

/// Sends a downloaded file as blocks, under its name.
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
