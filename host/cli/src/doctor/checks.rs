//! The checks. Each ends well, with a few words, or says what is wrong and how to mend it.

use crate::{
    account::{Account, Target, Variables, value},
    client_options,
    doctor::report::{Stop, well},
    mcp_server,
};
use anyhow::{Result, anyhow};
use gorgias_customers::config::Settings;
use host::{
    Client, Grant, Recorder, Sandbox,
    mcp::{Answer, ToolError},
};
use http::Uri;
use serde_json::{json, value::to_raw_value};
use wasmtime_wasi_http::Error;

/// `used/limit`, in every answer of the API.
const BUDGET: &str = "x-gorgias-account-api-call-limit";
/// The most characters that Cursor allows for the server's key and a tool's name together.
const CURSOR: usize = 60;

/// Checks what the MCP server makes of its settings.
pub async fn server(target: &Target) -> Result<(), Stop> {
    const CHECK: &str = "server";
    let wrong = |what: String| wrong(CHECK, what, "");
    target.server().map_err(|error| wrong(error.to_string()))?;
    let sandbox = Sandbox::new().envs(target.variables.clone());
    let tools = mcp_server()?.list(&sandbox).await;
    let tools = tools.map_err(|error| wrong(error.to_string()))?;
    let names = tools.iter().filter_map(|tool| tool["name"].as_str());
    let is_long = |name: &&str| "gorgias".len() + name.len() > CURSOR;
    let long = match names.filter(is_long).count() {
        0 => String::new(),
        long => format!(
            "; {long} of their names are too long for Cursor, so the blocks below set GORGIAS_TOOL_NAMES=short"
        ),
    };
    Ok(well(
        CHECK,
        &format!("{} tools for MCP clients{long}", tools.len()),
    )?)
}

/// Checks that the account answers. Returns what it said of its budget.
pub async fn account(
    account: &Account,
    target: &Target,
    file_host: &Grant,
) -> Result<Option<String>, Stop> {
    let settings = account.settings.as_ref();
    let settings = settings.map_err(|error| wrong("settings", error.to_string(), ""))?;
    well("settings", &summary(settings, &account.variables))?;

    let recorder = Recorder::new();
    let plain = Target {
        variables: account.variables.clone(),
        ..target.clone()
    };
    let sandbox = plain
        .for_a_person()
        .sandbox()?
        .grants([file_host.clone()])
        .record(&recorder);
    let origin = settings.origin.to_string();
    well(
        "grants",
        &format!("{origin} and, for downloads, {file_host}; nothing else"),
    )?;

    reach(&origin, settings.origin.https).await?;

    let answered = harmless(&sandbox).await?;
    answered.map_err(|error| wrong("credentials", error.message, ""))?;
    well("credentials", "the account answered list_customers")?;
    let last = recorder.take().pop();
    let budget = last.and_then(|it| it.headers.get(BUDGET).cloned());
    Ok(budget.and_then(|it| it.to_str().ok().map(str::to_owned)))
}

/// Reads one customer at most.
async fn harmless(sandbox: &Sandbox) -> Result<Result<Answer, ToolError>> {
    let one = to_raw_value(&json!({"limit": 1}))?;
    Ok(mcp_server()?.call(sandbox, "list_customers", &one).await?)
}

/// Checks DNS, connection and TLS, by the client that the requests go through.
async fn reach(origin: &str, https: bool) -> Result<(), Stop> {
    let uri: Uri = origin.parse().map_err(anyhow::Error::from)?;
    let client = Client::new(client_options()).map_err(|error| anyhow!(error))?;
    let failed = client.connect(uri).await.err().map(|error| failed(&error));
    for (check, text, mend) in [
        (
            "DNS",
            "the name was found",
            "Check GORGIAS_DOMAIN, and that this machine can look up names.",
        ),
        (
            "connection",
            "it accepts connections",
            "Check that this machine may connect to it: firewall, VPN, and the proxy in HTTPS_PROXY if there has to be one.",
        ),
        (
            "TLS",
            if https {
                "trusted"
            } else {
                "none, on this machine"
            },
            "Something between this machine and Gorgias may decrypt TLS, as companies do. SSL_CERT_FILE names the file with the certificate of its authority.",
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

/// Tells which check an error of connecting belongs to, and what it says.
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

/// Returns the settings without their secrets.
fn summary(settings: &Settings, variables: &Variables) -> String {
    let credentials = match (&settings.authorization, value(variables, "GORGIAS_EMAIL")) {
        (None, _) => "no credentials (GORGIAS_AUTH=host)".to_owned(),
        (Some(_), Some(email)) if value(variables, "GORGIAS_API_KEY").is_some() => {
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
