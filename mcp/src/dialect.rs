//! How MCP names tools, parameters and variables.

use crate::policy::PREFIX;
use alloc::string::String;
use gorgias_customers::error::{Dialect, Error, Message};

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

/// Gives variables the names that they have for a connection.
pub fn error_of(error: Error, id: &str) -> Error {
    let suffix = ["__", id].concat();
    error.fixed(&Dialect {
        suffix: &suffix,
        ..MCP
    })
}

/// Gives variables the names that they have for a connection.
pub fn message_of(message: &Message, id: &str) -> Message {
    let suffix = ["__", id].concat();
    let dialect = Dialect {
        suffix: &suffix,
        ..MCP
    };
    dialect.message(message).into()
}

#[cfg(test)]
mod tests {
    use crate::{policy::PREFIX, settings::setting, tools::TOOLS};
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

    /// The words of a text with what stands around each.
    fn words(text: &str) -> impl Iterator<Item = (char, &str, char)> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        text.split(move |c| !is_part(c))
            .filter(|word| word.len() > 3)
            .map(move |word| {
                let start = word.as_ptr() as usize - text.as_ptr() as usize;
                let before = text[..start].chars().next_back().unwrap_or(' ');
                let after = text[start + word.len()..].chars().next().unwrap_or(' ');
                (before, word, after)
            })
    }

    /// Names of the library stand in braces, and are spelled; those of MCP's own messages are spelled
    /// already.
    #[test]
    fn names_in_messages_exist_in_their_dialect() {
        let tool = |name: &str| Tool::ALL.iter().any(|tool| tool.name() == name);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut spelled = 0;
        let mut code = Vec::new();
        add_code(&root.join("../src"), &mut code);
        for (file, text) in &code {
            for (before, word, after) in words(text) {
                let is_name = (before, after) == ('{', '}') && (word.contains('-') || tool(word));
                if is_name {
                    spelled += 1;
                    let is_field = WIT.contains(&[" ", word, ":"].concat());
                    assert!(tool(word) || is_field, "{file}: {word}");
                    let snake = word.replace('-', "_");
                    let mut all = TOOLS.iter();
                    let known =
                        all.any(|it| it.short_name() == snake || it.parameters.contains(&&*snake));
                    assert!(known, "{file}: {word}");
                }
                let kebab = word.replace('_', "-");
                let is_bare = word.contains(['-', '_']) && tool(&kebab) && !is_name;
                let is_code = (before, after) == ('"', '"') || after == '(' || word.contains('_');
                assert!(!is_bare || is_code, "{file}: {word}");
            }
        }
        assert!(spelled > 4, "{spelled}");
        code.clear();
        add_code(&root.join("src"), &mut code);
        for (file, text) in &code {
            for (before, word, after) in words(text) {
                let is_setting = word.starts_with("GORGIAS_") && word.len() > "GORGIAS_".len();
                assert!(!is_setting || setting(word).is_some(), "{file}: {word}");
                let is_bare = word.contains('-') && tool(word) && (before, after) != ('"', '"');
                assert!(!is_bare, "{file}: {word}");
                let name = word.trim_start_matches(PREFIX);
                let verbs = [
                    "create_cust",
                    "delete_cust",
                    "list_cust",
                    "list_ev",
                    "merge_cust",
                    "post_api_",
                    "update_cust",
                ];
                let looks = verbs.iter().any(|verb| name.starts_with(verb)) && before != '.';
                assert!(!looks || tool(&name.replace('_', "-")), "{file}: {word}");
            }
        }
    }
}
