//! The shapes of good answers.

/// The shape that a tool needs to find in a good answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Nothing,
    Json,
    List,
    /// As many uploaded files as were sent: one.
    Upload,
    Csv,
    File,
}

impl Shape {
    /// Of the tool with this name, without its prefix.
    pub fn of(tool: &str) -> Self {
        match tool.replace('_', "-").as_str() {
            "download-file" => Self::File,
            "post-api-stats-name-download" => Self::Csv,
            "post-api-upload" => Self::Upload,
            "update-customer-data" => Self::Nothing,
            "search"
            | "post-api-reporting-stats"
            | "update-custom-fields"
            | "update-customer-custom-field-values" => Self::List,
            name if name.starts_with("delete-") => Self::Nothing,
            name if name.starts_with("list-") => Self::List,
            _ => Self::Json,
        }
    }
}
