//! Where the tool list of MCP takes other values than `wit/`. The names that differ are in
//! `build/overrides.rs`.

use crate::{
    answer::{Answer, Content},
    arguments::{Fault, Fields, Problem, Record},
    json::{self, Object},
    read,
    tools::{Operation, enumerations},
};
use alloc::{format, string::String, vec, vec::Vec};
use gorgias_customers::{
    bindings::gorgias::customers::types::{
        DownloadedFile, Encoding, FieldDefinition, FieldValue, UploadFile, UploadedFile,
    },
    tools,
};
use serde_json::value::RawValue;

/// A definition is the API's own object.
pub fn field_definition(value: &RawValue) -> Result<FieldDefinition, Problem> {
    read::json(value).map(FieldDefinition::Other)
}

/// A value is itself, or an object that holds it as `value`.
pub fn field_value(value: &RawValue) -> Result<FieldValue, Problem> {
    let value = match Object::read(value.get()) {
        Ok(object) => {
            Fields(&object).only(&["value"])?;
            object.get_non_null("value").unwrap_or(value)
        }
        Err(_) => value,
    };
    if let Some(text) = json::string(value) {
        return Ok(FieldValue::Text(text));
    }
    if let Ok(boolean) = read::boolean(value) {
        return Ok(FieldValue::Boolean(boolean));
    }
    match value.get().parse::<f64>() {
        Ok(number) if read::keeps_digits(number) => Ok(FieldValue::Number(number)),
        Ok(_) => Err(Problem::new(
            "has more digits than a number keeps; give it as a string",
        )),
        Err(_) => Err(Problem::new("has to be a string, a number or a boolean")),
    }
}

/// A file: its content with a name, or several of them.
pub fn post_api_upload(fields: &Fields) -> Result<Operation, Fault> {
    let upload_type = fields.optional("type", enumerations::upload_type)?;
    let mut content = "`content`";
    let files = match fields.optional("files", |value| read::list(value, read::record::<File>))? {
        Some(files) => {
            let single = ["file", "name", "encoding", "content_type"];
            if let Some(name) = single
                .iter()
                .find(|name| fields.0.get_non_null(name).is_some())
            {
                return Err(Problem::new("stands beside `files`; put it into them")
                    .in_field(name)
                    .into());
            }
            files
        }
        None => {
            content = "`file`";
            vec![File {
                content: fields.required("file", read::text)?,
                name: fields.optional("name", read::text)?,
                encoding: fields.optional("encoding", enumerations::encoding)?,
                content_type: fields.optional("content_type", read::text)?,
            }]
        }
    };
    let files: Vec<UploadFile> = files.into_iter().map(File::into_upload).collect();
    let call = tools::post_api_upload(files, upload_type).map_err(|mut error| {
        error.message = error.message.replacen("`content`", content, 1);
        error
    })?;
    Ok(call.map(|files: Vec<UploadedFile>| Answer::json(uploaded(&files))))
}

struct File {
    content: String,
    name: Option<String>,
    encoding: Option<Encoding>,
    content_type: Option<String>,
}

impl File {
    fn into_upload(self) -> UploadFile {
        UploadFile {
            name: self.name.unwrap_or_else(|| "file".into()),
            content: self.content,
            encoding: self.encoding.unwrap_or(Encoding::Utf8),
            content_type: self.content_type,
        }
    }
}

impl Record for File {
    const NAMES: &'static [&'static str] = &["content", "name", "encoding", "content_type"];

    fn take(fields: &Fields) -> Result<Self, Problem> {
        Ok(File {
            content: fields.required("content", read::text)?,
            name: fields.optional("name", read::text)?,
            encoding: fields.optional("encoding", enumerations::encoding)?,
            content_type: fields.optional("content_type", read::text)?,
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

/// A downloaded file goes out as a block of its own, under its name.
pub fn downloaded(file: DownloadedFile, name: String) -> Answer {
    let content = match file.encoding {
        Encoding::Utf8 => Content::Text(file.content),
        Encoding::Base64 => Content::Base64(file.content),
    };
    let content_type = file
        .content_type
        .unwrap_or_else(|| "application/octet-stream".into());
    Answer::file(name, content_type, file.size, content)
}
