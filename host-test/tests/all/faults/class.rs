//! One tool of each class of method, with the answer that it hopes for.

use host::{
    Session,
    bindings::types::{CustomerChanges, Encoding, Error, MergedCustomer, NewCustomer, UploadFile},
};
use mock::faults::Answer;

/// What a tool answered, in short.
pub type Answered = Result<String, Error>;

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

/// What a customer looks like, with digits that must not change.
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

    /// What the API answers when all is well. `files` is the file host's origin.
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

    /// What the tool then gives.
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
        let (tools, store) = (&session.tools, &mut session.store);
        let text = "x".repeat(size);
        let text = Some(text).filter(|text| !text.is_empty());
        Ok(match self {
            Get => {
                tools
                    .call_gorgias_customers_get_customer(store, 7, None)
                    .await?
            }
            Update => {
                let changes = CustomerChanges {
                    channels: None,
                    email: None,
                    external_id: None,
                    language: None,
                    name: text.or(Some("Ada".into())),
                    timezone: None,
                    clear: None,
                };
                tools
                    .call_gorgias_customers_update_customer(store, 7, &changes)
                    .await?
            }
            Delete => tools
                .call_gorgias_customers_delete_customer(store, 7)
                .await?
                .map(|()| String::new()),
            Create => {
                let customer = NewCustomer {
                    channels: Vec::new(),
                    email: None,
                    external_id: None,
                    language: None,
                    name: text.or(Some("Ada".into())),
                    timezone: None,
                };
                tools
                    .call_gorgias_customers_create_customer(store, &customer)
                    .await?
            }
            Merge => {
                let customer = merged(text);
                tools
                    .call_gorgias_customers_merge_customers(store, 7, 8, Some(&customer))
                    .await?
            }
            Upload => {
                let file = UploadFile {
                    name: "a.txt".into(),
                    content: text.unwrap_or_else(|| "hello".into()),
                    encoding: Encoding::Utf8,
                    content_type: Some("text/plain".into()),
                };
                tools
                    .call_gorgias_customers_post_api_upload(store, &[file], None)
                    .await?
                    .map(|files| files.into_iter().map(|file| file.url).collect())
            }
            Download | FileHost => tools
                .call_gorgias_customers_download_file(store, "attachment", "hash", "a.txt")
                .await?
                .map(|file| file.content),
        })
    }
}

fn merged(note: Option<String>) -> MergedCustomer {
    MergedCustomer {
        active: None,
        channels: None,
        created_datetime: None,
        custom_fields: None,
        customer: None,
        data: None,
        ecommerce_data: None,
        email: None,
        external_id: None,
        firstname: None,
        id: None,
        integrations: None,
        language: None,
        lastname: None,
        meta: None,
        name: None,
        note,
        timezone: None,
        updated_datetime: None,
    }
}
