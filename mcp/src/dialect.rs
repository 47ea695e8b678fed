//! How MCP names tools, parameters and variables.

use alloc::string::String;
use gorgias_customers::error::{Dialect, Error, Message};

/// The prefix of the names of all tools.
pub const PREFIX: &str = "gorgias_customers_";

/// The names where no connection is meant.
pub const MCP: Dialect<'static> = Dialect {
    separator: "_",
    prefix: PREFIX,
    flattens_changes: true,
    suffix: "",
};

/// Returns the message of an error.
pub fn message(error: &Error) -> String {
    error.message(&MCP)
}

/// Gives the variables of an error the names that they have for a connection.
pub fn error_of(error: Error, id: &str) -> Error {
    let suffix = ["__", id].concat();
    error.fixed(&of_connection(&suffix))
}

/// Does the same for a message.
pub fn message_of(message: &Message, id: &str) -> Message {
    let suffix = ["__", id].concat();
    of_connection(&suffix).message(message).into()
}

fn of_connection(suffix: &str) -> Dialect<'_> {
    Dialect { suffix, ..MCP }
}

#[cfg(test)]
mod tests {
    use super::PREFIX;
    use crate::settings::setting;
    use gorgias_customers::tool::Tool;
    use std::{fs, path::Path, string::String, vec::Vec};

    const WIT: &str = include_str!("../../wit/gorgias.wit");

    /// Adds the code below a folder: without tests and comments.
    fn add_code(folder: &Path, code: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.display().to_string();
            if path.is_dir() && !name.ends_with("tests") {
                add_code(&path, code);
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).expect("text");
                let text = text.split("#[cfg(test)]").next().unwrap_or_default();
                let is_code = |line: &&str| !line.trim_start().starts_with("//");
                code.push((name, text.lines().filter(is_code).collect()));
            }
        }
    }

    /// That none of another dialect stands in a message of the library is tested there.
    #[test]
    fn names_in_messages_exist() {
        let tool = |name: &str| Tool::ALL.iter().any(|tool| tool.name() == name);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut code = Vec::new();
        add_code(&root.join("../src"), &mut code);
        let mut spelled = 0;
        for (file, text) in &code {
            let names = text.split('{').filter_map(|rest| rest.split_once('}'));
            for (name, _) in names.filter(|(name, _)| name.contains('-') || tool(name)) {
                if name.bytes().all(|it| it.is_ascii_lowercase() || it == b'-') {
                    spelled += 1;
                    let is_field = WIT.contains(&[" ", name, ":"].concat());
                    assert!(tool(name) || is_field, "{file}: {name}");
                }
            }
        }
        assert!(spelled > 4, "{spelled}");
        code.clear();
        add_code(&root.join("src"), &mut code);
        for (file, text) in &code {
            for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
                let setting = setting(word).is_some() || ["GORGIAS", "GORGIAS_"].contains(&word);
                assert!(setting || !word.starts_with("GORGIAS"), "{file}: {word}");
                let name = word.trim_start_matches(PREFIX);
                let looks = ["_customer", "_custom_field", "_events", "post_api_"];
                let looks = looks.iter().any(|part| name.contains(part));
                let starts = [
                    "get_", "list_", "create_", "update_", "delete_", "merge_", "post_",
                ];
                let looks = looks && starts.iter().any(|start| name.starts_with(start));
                assert!(!looks || tool(&name.replace('_', "-")), "{file}: {word}");
            }
        }
    }
}
