//! One tool of each class of method, with the answer that it hopes for.

use crate::calls::call;
use host::{Session, mcp::ToolError};
use mock::faults::Answer;
use serde_json::{Value, json};

/// A tool's answer, in short.
pub type Answered = Result<String, ToolError>;

const EXAMPLE_FILE: &str = "line one\nline two, é\n";

/// A tool, and for the download which of both servers misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    Get,
    Update,
    Delete,
    Create,
    Merge,
    Upload,
    /// Gorgias misbehaves, which should redirect to the file host.
    Download,
    /// The file host misbehaves.
    FileHost,
}

use Class::*;

/// A customer's JSON, with digits that must not change.
const CUSTOMER: &str = r#"{"id": 12345678901234567890, "name": "Ada", "score": 1.10}"#;

impl Class {
    pub const ALL: [Class; 8] = [
        Get, Update, Delete, Create, Merge, Upload, Download, FileHost,
    ];
    /// Sending these twice does no more than sending them once.
    pub const REPEATABLE: &[Class] = &[Get, Update, Delete, Download, FileHost];
    /// These never go out twice, unless the first one certainly was not performed.
    pub const ONCE: &[Class] = &[Create, Merge, Upload];
    /// All but the download's first hop, of which only status and header matter.
    pub const WITH_CONTENT: &[Class] = &[Get, Update, Create, Merge, Upload, FileHost];
    /// These have a body to send.
    pub const SENDING: &[Class] = &[Update, Create, Merge, Upload];

    /// The tool, without its prefix.
    pub fn name(self) -> &'static str {
        match self {
            Get => "get-customer",
            Update => "update-customer",
            Delete => "delete-customer",
            Create => "create-customer",
            Merge => "merge-customers",
            Upload => "post-api-upload",
            Download => "download-file",
            FileHost => "download-file, file host",
        }
    }

    /// Whether the tool changes the account.
    pub fn changes(self) -> bool {
        !matches!(self, Get | Download | FileHost)
    }

    /// Returns the API's answer when all is well. `files` is the file host's origin.
    pub fn fine(self, files: &str) -> Answer {
        match self {
            Get | Update | Merge => Answer::json(CUSTOMER),
            Create => Answer::new(201).body(CUSTOMER),
            Delete => Answer::new(204),
            Upload => Answer::new(201).body(
                r#"[{"name": "a.txt", "url": "https://files.test/a.txt", "content_type": "text/plain", "size": "5"}]"#,
            ),
            Download => Answer::new(307).header("location", &format!("{files}/signed?key=1")),
            FileHost => Answer::new(200)
                .header("content-type", "text/plain")
                .body(EXAMPLE_FILE),
        }
    }

    /// Returns what the tool then gives.
    pub fn fine_result(self) -> &'static str {
        match self {
            Get | Update | Merge | Create => CUSTOMER,
            Delete => "",
            Upload => "https://files.test/a.txt",
            Download | FileHost => EXAMPLE_FILE,
        }
    }

    /// Makes the call. `size` is how many bytes of content to send, where the tool sends any.
    ///
    /// # Errors
    ///
    /// When the component traps.
    pub async fn call(self, session: &mut Session, size: usize) -> wasmtime::Result<Answered> {
        let text = match size {
            0 => "Ada".to_owned(),
            size => "x".repeat(size),
        };
        let (tool, arguments) = match self {
            Get => ("get_customer", json!({"id": 7})),
            Update => ("update_customer", json!({"id": 7, "name": text})),
            Delete => ("delete_customer", json!({"id": 7})),
            Create => ("create_customer", json!({"channels": [], "name": text})),
            Merge => (
                "merge_customers",
                json!({"source_id": 7, "target_id": 8, "note": text}),
            ),
            Upload => {
                let file = json!({"name": "a.txt", "content": text, "encoding": "utf8"});
                ("post_api_upload", json!({"files": [file]}))
            }
            Download | FileHost => {
                let file = json!({"file_type": "a", "domain_hash": "b", "resource_name": "c.txt"});
                ("download_file", file)
            }
        };
        let outcome = call(tool, &arguments.to_string()).make(session).await?;
        Ok(outcome.map(|value| match value {
            None => String::new(),
            Some(Value::String(text)) => text,
            Some(Value::Array(files)) => {
                let urls = files
                    .iter()
                    .map(|file| file["url"].as_str().unwrap_or_default());
                urls.collect()
            }
            Some(file) => file["content"].as_str().unwrap_or_default().to_owned(),
        }))
    }
}
