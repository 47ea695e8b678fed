//! One tool of each class of method, with the answer that it hopes for.

use super::script::Reply;
use crate::{
    calls::call,
    support::{Call, ToolError, make},
};
use host::Session;
use serde_json::{Value, json};

/// A tool's answer, in short.
pub type Answered = Result<String, ToolError>;

const EXAMPLE_FILE: &str = "line one\nline two, é\n";

/// A tool, and for the download which of both servers misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// These never go out twice, unless the first one certainly was not performed.
    pub const ONCE: [Class; 3] = [Create, Merge, Upload];

    /// Reads names of classes, and of groups of them, with blanks between.
    pub fn named(names: &str) -> Vec<Self> {
        let class = |name| match name {
            "all" => Self::ALL.to_vec(),
            // Sending these twice does no more than sending them once.
            "repeatable" => vec![Get, Update, Delete, Download, FileHost],
            "once" => Self::ONCE.to_vec(),
            // All but the download's first hop, of which only status and header matter.
            "content" => vec![Get, Update, Create, Merge, Upload, FileHost],
            // These have a body to send.
            "sending" => vec![Update, Create, Merge, Upload],
            "not-download" => vec![Get, Update, Delete, Create, Merge, Upload],
            name => {
                let class = Self::ALL.into_iter().find(|class| class.name() == name);
                vec![class.unwrap_or_else(|| panic!("no class is called {name}"))]
            }
        };
        names.split(' ').flat_map(class).collect()
    }

    pub fn name(self) -> &'static str {
        match self {
            Get => "get",
            Update => "update",
            Delete => "delete",
            Create => "create",
            Merge => "merge",
            Upload => "upload",
            Download => "download",
            FileHost => "file-host",
        }
    }

    /// Tells whether the tool changes the account.
    pub fn changes(self) -> bool {
        !matches!(self, Get | Download | FileHost)
    }

    /// Returns the API's answer when all is well. `files` is the file host's origin.
    pub fn fine(self, files: &str) -> Reply {
        let json = [("content-type", "application/json")];
        let uploaded = r#"[{"name": "a.txt", "url": "https://files.test/a.txt", "content_type": "text/plain", "size": "5"}]"#;
        match self {
            Get | Update | Merge => Reply::new(200, &json, CUSTOMER),
            Create => Reply::new(201, &json, CUSTOMER),
            Delete => Reply::new(204, &[], ""),
            Upload => Reply::new(201, &json, uploaded),
            Download => Reply::new(307, &[("location", &format!("{files}/signed?key=1"))], ""),
            FileHost => Reply::new(200, &[("content-type", "text/plain")], EXAMPLE_FILE),
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

    /// Returns a call, with so many bytes of content where the tool sends any; 0: a few.
    pub fn call(self, size: usize) -> Call {
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
        call(tool, &arguments.to_string())
    }
}

/// Makes the call.
pub async fn answered(session: &mut Session, call: &Call) -> Answered {
    Ok(match make(session, call).await?.unwrap_or_default() {
        Value::String(text) => text,
        Value::Array(files) => {
            let urls = files.iter().filter_map(|file| file["url"].as_str());
            urls.collect()
        }
        // Nothing, or a file.
        other => other["content"].as_str().unwrap_or_default().to_owned(),
    })
}
