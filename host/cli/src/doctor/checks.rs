//! The checks. Each ends well, with a few words, or says what is wrong and how to mend it.

use crate::{
    account::{Target, Variables},
    doctor::{
        report::{Stop, well},
        variables,
    },
    mcp_server, plugin,
};
use gorgias_customers::config::Settings;
use host::{Client, Grant, Sandbox, call::Call};
use http::Uri;
use serde_json::Value;
use wasmtime_wasi_http::Error;

/// Reads one customer at most.
const HARMLESS: &str = "list-customers({limit: 1})";

/// What the MCP server makes of its settings.
pub async fn server(settings: &Variables) -> Result<(), Stop> {
    const CHECK: &str = "server";
    if let Some(what) = settings.iter().find_map(|(name, _)| variables::typo(name)) {
        return Err(wrong(
            CHECK,
            what,
            "Correct the name, or take the variable away.",
        ));
    }
    let sandbox = Sandbox::new().envs(settings.clone());
    let ask = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    let answer = mcp_server()?
        .ask(&sandbox, ask)
        .await
        .map_err(anyhow::Error::from)?;
    let answer: Value = serde_json::from_str(&answer).map_err(anyhow::Error::from)?;
    match answer["result"]["tools"].as_array() {
        Some(tools) => Ok(well(
            CHECK,
            &format!("{} tools for MCP clients", tools.len()),
        )?),
        None => {
            let message = answer["error"]["message"].as_str();
            Err(wrong(
                CHECK,
                message.unwrap_or("no list of tools").to_owned(),
                "",
            ))
        }
    }
}

/// Whether the account answers, with these variables by their plain names.
pub async fn account(target: &Target, file_host: &Grant) -> Result<(), Stop> {
    let settings = Settings::read(target.variables.clone())
        .map_err(|error| wrong("settings", error.message, ""))?;
    well("settings", &summary(&settings, &target.variables))?;

    let sandbox = target.sandbox()?.grants([file_host.clone()]);
    let origin = settings.origin.to_string();
    well(
        "grants",
        &format!("{origin} and, for downloads, {file_host}; nothing else"),
    )?;

    reach(&origin, settings.origin.https).await?;

    let plugin = plugin()?;
    let call = Call::parse(HARMLESS, &plugin).map_err(anyhow::Error::from)?;
    let mut session = plugin.start(&sandbox).await.map_err(anyhow::Error::from)?;
    let outcome = session.call(&call).await.map_err(anyhow::Error::from)?;
    match outcome.get() {
        Ok(_) => Ok(well("credentials", "the account answered list-customers")?),
        Err(error) => Err(wrong("credentials", error.message, "")),
    }
}

/// DNS, connection and TLS, by the client that the plugin's requests go through.
async fn reach(origin: &str, https: bool) -> Result<(), Stop> {
    let uri: Uri = origin.parse().map_err(anyhow::Error::from)?;
    let failed = Client::connect(uri).await.err().map(|error| failed(&error));
    for (check, text, mend) in [
        (
            "DNS",
            "the name was found",
            "Check GORGIAS_DOMAIN, and that this machine can look up names.",
        ),
        (
            "connection",
            "it accepts connections",
            "Check that this machine may connect to it: firewall, VPN. Proxies are not used.",
        ),
        (
            "TLS",
            if https {
                "trusted"
            } else {
                "none, on this machine"
            },
            "Something between this machine and Gorgias may decrypt TLS. Its certificates are not trusted here.",
        ),
    ] {
        match &failed {
            Some((at, what)) if *at == check => {
                return Err(wrong(check, format!("{origin}: {what}"), mend));
            }
            _ => well(check, text)?,
        }
    }
    Ok(())
}

/// Which check an error of connecting belongs to, and what it says.
fn failed(error: &Error) -> (&'static str, String) {
    match error {
        Error::DnsError { rcode, .. } => {
            let why = rcode.as_deref().unwrap_or("no reason given");
            ("DNS", format!("the name was not found ({why})"))
        }
        Error::TlsCertificateError | Error::TlsProtocolError | Error::TlsAlertReceived { .. } => {
            ("TLS", error.to_string())
        }
        _ => ("connection", error.to_string()),
    }
}

/// The settings without their secrets.
fn summary(settings: &Settings, variables: &Variables) -> String {
    let value = |wanted: &str| {
        variables
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.trim())
    };
    let credentials = match (&settings.authorization, value("GORGIAS_EMAIL")) {
        (None, _) => "no credentials (GORGIAS_AUTH=host)".to_owned(),
        (Some(_), Some(email)) if value("GORGIAS_API_KEY").is_some() => {
            format!("an API key of {email}")
        }
        _ => "an access token".to_owned(),
    };
    format!(
        "{}, {credentials}, {}, {} s a call",
        settings.origin,
        settings.access.name(),
        settings.timeout.as_secs()
    )
}

fn wrong(check: &'static str, what: String, mend: &'static str) -> Stop {
    Stop::Wrong { check, what, mend }
}
