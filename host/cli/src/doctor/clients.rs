//! The configuration of the programs that run agents, for this machine.

use crate::{
    account::{Target, Variables},
    shell::quoted,
};
use anyhow::Result;
use gorgias_customers::config::FILE_HOST;
use http::uri::Authority;
use serde_json::{Map, Value, json};
use std::{fmt::Write, path::Path};

/// Stands where a secret has to be put.
const PLACE: &str = "…";
/// The key that clients put before each tool's name. A short one, with short names, fits into all of them.
const KEY: &str = "gorgias";
const SHORT: (&str, &str) = ("GORGIAS_TOOL_NAMES", "short");

/// Writes a block for each client. `program` is this one; `component` is where `packing` puts the
/// typed component.
pub fn blocks(target: &Target, program: &Path, component: &Path) -> Result<String> {
    let settings = &short_named(&target.variables);
    let program = program.display().to_string();
    let mut text = String::new();
    let mut block = |title: &str, content: &str| write!(text, "\n{title}\n\n{content}\n");
    let servers =
        laid_out(&json!({"mcpServers": {KEY: stdio(settings, &program, |_| PLACE.to_owned())}}))?;
    block(
        "Claude Desktop, in claude_desktop_config.json (Settings, Developer, Edit Config):",
        &servers,
    )?;
    block("Claude Code:", &claude_code(settings, &program))?;
    block("Cursor, in ~/.cursor/mcp.json:", &servers)?;
    block(
        "VS Code, in .vscode/mcp.json; it asks for the secrets once and keeps them:",
        &laid_out(&vs_code(settings, &program))?,
    )?;
    if let Some(wassette) = wassette(target, component)? {
        block(
            "wassette, with the component that `cargo run -p packing` writes to dist. The last line is what a client starts:",
            &wassette,
        )?;
    }
    Ok(text.trim_end().to_owned())
}

/// Adds short names of tools to the settings, unless they say otherwise.
fn short_named(settings: &Variables) -> Variables {
    let mut settings = settings.clone();
    if settings.iter().all(|(name, _)| name != SHORT.0) {
        settings.push((SHORT.0.to_owned(), SHORT.1.to_owned()));
    }
    settings
}

/// Tells whether the value is a secret.
fn is_secret(name: &str) -> bool {
    mcp::settings::setting(name).is_some_and(|(setting, _)| setting.is_secret)
}

fn laid_out(value: &Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)?)
}

/// Returns what starts the server, with something in the place of each secret.
fn stdio(settings: &Variables, program: &str, secret: impl Fn(&str) -> String) -> Value {
    let variables: Map<String, Value> = settings
        .iter()
        .map(|(name, value)| {
            let value = if is_secret(name) {
                secret(name)
            } else {
                value.clone()
            };
            (name.clone(), value.into())
        })
        .collect();
    json!({"command": program, "args": ["mcp"], "env": variables})
}

fn claude_code(settings: &Variables, program: &str) -> String {
    let variables: String = settings
        .iter()
        .map(|(name, value)| format!("  --env {} \\\n", assignment(name, value)))
        .collect();
    format!(
        "claude mcp add {KEY} \\\n{variables}  -- {} mcp",
        quoted(program)
    )
}

/// Returns `NAME=value`, quoted for a shell.
fn assignment(name: &str, value: &str) -> String {
    match is_secret(name) {
        true => format!("{name}={PLACE}"),
        false => quoted(&format!("{name}={value}")),
    }
}

fn vs_code(settings: &Variables, program: &str) -> Value {
    let secrets = settings.iter().filter(|(name, _)| is_secret(name));
    let inputs: Vec<Value> = secrets
        .map(|(name, _)| json!({"type": "promptString", "id": name, "description": name, "password": true}))
        .collect();
    let mut server = json!({"type": "stdio"});
    if let (Value::Object(server), Value::Object(stdio)) = (
        &mut server,
        stdio(settings, program, |name| format!("${{input:{name}}}")),
    ) {
        server.extend(stdio);
    }
    json!({"inputs": inputs, "servers": {KEY: server}})
}

/// Grants before secrets: older versions give a component without a policy every variable. None for
/// several accounts, which the typed component does not know.
fn wassette(target: &Target, component: &Path) -> Result<Option<String>> {
    const ID: &str = "gorgias_customers";
    let settings = &target.variables;
    let accounts = target.accounts()?;
    let [account] = &accounts[..] else {
        return Ok(None);
    };
    let (None, Ok(of_account)) = (&account.id, &account.settings) else {
        return Ok(None);
    };
    let origin = &of_account.origin;
    let account: Authority = origin.authority.parse()?;
    let mut text = format!(
        "wassette component load {}\n",
        quoted(&format!("file://{}", component.display()))
    );
    for host in [account.host(), FILE_HOST] {
        writeln!(text, "wassette permission grant network {ID} {host}")?;
    }
    let names: Vec<&str> = settings.iter().map(|(name, _)| name.as_str()).collect();
    writeln!(
        text,
        "for name in {}; do\n  wassette permission grant environment-variable {ID} $name\ndone",
        names.join(" ")
    )?;
    let values: Vec<String> = settings
        .iter()
        .map(|(name, value)| assignment(name, value))
        .collect();
    writeln!(text, "wassette secret set {ID} {}", values.join(" "))?;
    // Its built-in tools would let an agent grant itself more.
    write!(text, "wassette run --disable-builtin-tools")?;
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the account of the README, and where its reader's checkout lies.
    fn sample() -> (Target, &'static str) {
        let settings = [
            ("GORGIAS_DOMAIN", "acme"),
            ("GORGIAS_EMAIL", "me@acme.example"),
            ("GORGIAS_API_KEY", "a-secret"),
            ("GORGIAS_ACCESS", "read-only"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let target = Target {
            variables: settings.into(),
            ..Target::default()
        };
        (target, "/path/to/gorgias-customers")
    }

    /// Returns the fenced blocks in a language of the README, without its layout.
    fn blocks_of_readme(language: &str) -> Vec<String> {
        let readme = include_str!("../../../../README.md");
        let blocks = readme.split("```").skip(1).step_by(2);
        let blocks = blocks.filter_map(|block| block.strip_prefix(language));
        blocks.map(words).collect()
    }

    fn words(text: &str) -> String {
        text.split_whitespace()
            .filter(|word| *word != "\\")
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn the_readme_shows_the_same_blocks() {
        let (target, checkout) = sample();
        let settings = short_named(&target.variables);
        let program = format!("{checkout}/target/release/gorgias-customers");
        let component = Path::new(checkout).join("dist/gorgias_customers.wasm");
        let shells = [
            claude_code(&settings, &program),
            wassette(&target, &component).unwrap().unwrap(),
        ];
        for block in shells {
            assert!(blocks_of_readme("sh").contains(&words(&block)), "{block}");
        }
        let servers =
            json!({"mcpServers": {KEY: stdio(&settings, &program, |_| PLACE.to_owned())}});
        let parsed = blocks_of_readme("json");
        let parsed: Vec<Value> = parsed
            .iter()
            .map(|block| serde_json::from_str(block).unwrap())
            .collect();
        assert_eq!(
            parsed.iter().filter(|block| **block == servers).count(),
            2,
            "{servers}"
        );
        assert!(
            parsed.contains(&vs_code(&settings, &program)),
            "{}",
            vs_code(&settings, &program)
        );
    }

    #[test]
    fn no_block_holds_a_secret() {
        let (mut target, checkout) = sample();
        target.variables.push((
            "GORGIAS_ACCESS_TOKEN__acme".to_owned(),
            "a-secret-token".to_owned(),
        ));
        target.variables.push((
            "GORGIAS_MCP_TOKEN__acme".to_owned(),
            "a-secret-word".to_owned(),
        ));
        let text = blocks(&target, Path::new(checkout), Path::new(checkout)).unwrap();
        assert!(
            text.contains("GORGIAS_MCP_TOKEN__acme") && !text.contains("a-secret"),
            "{text}"
        );
        assert!(
            !text.contains("wassette"),
            "several accounts are for the MCP server alone"
        );
    }
}
