//! Where the tool list of MCP differs from `wit/` in names, shapes or words.

use contract::{Effect, Tool};
use serde_json::{Map, Value, json};

/// Returns a field's description where the API's own object stands in place of a variant.
pub fn description(record: &str, field: &str) -> Option<&'static str> {
    (record == "new-custom-field" && field == "definition").then_some(r#"{"data_type":"text","input_settings":{"input_type":"input"}}; dropdown: data_type text, input_type dropdown, choices (array, :: nests); number: data_type number, input_type input_number, optional min, max; boolean: data_type boolean, input_type dropdown."#)
}

/// Returns the name that a parameter has in MCP.
pub fn parameter<'n>(tool: &str, name: &'n str) -> &'n str {
    match (tool, name) {
        ("update-customer-custom-field-value", "value") => "body",
        _ => name,
    }
}

/// Returns the reader of a parameter that has one of its own.
pub fn reader(name: &str) -> Option<&'static str> {
    Some(match name {
        "channels" => "overrides::channels",
        "language" => "read::language",
        "types" => "|it| read::list(it, read::event_type)",
        "gt" | "gte" | "lt" | "lte" | "version" | "deactivated-datetime" => "read::datetime",
        _ => return None,
    })
}

/// Parameters that `merge-customers` takes and MCP does not send: what the API only reads, and the
/// id, which clients that fill every parameter would change.
pub fn is_ignored(record: &str, field: &str) -> bool {
    let only_read = [
        "active",
        "created-datetime",
        "customer",
        "ecommerce-data",
        "firstname",
        "id",
        "integrations",
        "lastname",
        "updated-datetime",
    ];
    record == "merged-customer" && only_read.contains(&field)
}

/// Returns the parameters of a tool that are written by hand, as properties of its input schema:
/// one file flat, or several. `src/overrides.rs` reads them.
pub fn properties(tool: &str) -> Option<&'static str> {
    const UPLOAD: &str = r#""file":{"type":"string","description":"The file's content: text, or base64 in one line. For several files use files."},"name":{"type":"string","description":"The file's name, box.png."},"encoding":{"type":"string","enum":["utf8","base64"],"description":"Of the content; default utf8."},"content_type":{"type":"string","description":"Media type, image/png."},"files":{"type":"array","minItems":1,"description":"Several files in place of file.","items":{"type":"object","properties":{"content":{"type":"string"},"name":{"type":"string"},"encoding":{"type":"string","enum":["utf8","base64"]},"content_type":{"type":"string"}},"required":["content"]}},"type":{"type":"string","enum":["attachment","public_attachment","profile_picture","widget_picture"],"description":"What it is for; default attachment (private)."}"#;
    (tool == "post-api-upload").then_some(UPLOAD)
}

/// Puts a value into the object that the tool list has here. `src/overrides.rs` takes both.
pub fn adjust(tool: &str, properties: &mut Map<String, Value>) {
    if tool == "update-customer-custom-field-value"
        && let Some(body) = properties.get_mut("body").and_then(Value::as_object_mut)
        && let Some(any_of) = body.shift_remove("anyOf")
    {
        body.insert("type".into(), "object".into());
        body.insert("properties".into(), json!({"value": {"anyOf": any_of}}));
        body.insert("required".into(), json!(["value"]));
    }
}

/// Tells whether a tool takes `fields`: those that answer a record or a list of them.
pub fn has_fields(result: &str) -> bool {
    matches!(result, "Page" | "Json" | "Vec<UploadedFile>")
}

/// The description of `fields`.
pub const FIELDS: &str =
    "Answer with these keys alone; dots reach in: [\"id\",\"channels.address\"].";

/// Tells whether a tool takes `dry_run`: all that change something.
pub fn has_dry_run(tool: &Tool) -> bool {
    tool.effect != Effect::Read
}

/// Returns the description of `dry_run`.
pub fn dry_run(tool: &Tool) -> &'static str {
    match (tool.effect, tool.name) {
        (Effect::Destructive, _) => {
            "Show the request and read whom it would hit, change nothing: keep would_remove, an undo is made of it."
        }
        (
            _,
            "update-customer"
            | "update-customer-data"
            | "update-custom-field"
            | "update-custom-fields",
        ) => "Show the request and read what would be lost (would_lose), change nothing.",
        _ => "Show the request, send nothing.",
    }
}

/// The most ids in one call, where no setting says otherwise. The server puts the setting in its place.
pub const MAX_IDS: u32 = 100;

/// Returns a title that says more than the name.
pub fn title(tool: &str) -> Option<&'static str> {
    match tool {
        "post-api-reporting-stats" => Some("Query statistics"),
        "post-api-stats-name" => Some("Read a legacy statistic"),
        "post-api-stats-name-download" => Some("Read a legacy statistic as CSV"),
        "post-api-upload" => Some("Upload files"),
        _ => None,
    }
}
