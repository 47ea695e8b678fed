//! An account in memory for tests, on the library's scripted transport.

use crate::{channel::Channel, server::Server, settings::Caller, stdio::world};
use gorgias_customers::{
    testing::{Script, Sent, answer_with, finish},
    transport::{Failure, Incoming, Method, Outgoing},
};
use serde_json::{Value, json};
use std::{
    format,
    string::{String, ToString},
    time::Duration,
    vec::Vec,
};

/// Customer 7, by whose digits one sees that they stay.
pub const CUSTOMER: &str = r#"{"id":7,"x":1.10}"#;

/// Makes an account whose settings allow everything, unless they say otherwise. Its clock moves
/// only where somebody sleeps.
pub fn account(variables: &[(&str, &str)]) -> Script<'static> {
    with_settings(
        Script::by_request(|request| respond(request, &[])),
        variables,
    )
}

/// Returns the same, whose answers say how much of its budget is used up.
pub fn account_that_used(budget: &'static str, variables: &[(&str, &str)]) -> Script<'static> {
    let headers = [("x-gorgias-account-api-call-limit", budget)];
    with_settings(
        Script::by_request(move |request| respond(request, &headers)),
        variables,
    )
}

fn with_settings<'s>(script: Script<'s>, variables: &[(&str, &str)]) -> Script<'s> {
    let mut script = script
        .taking(Duration::ZERO)
        .unset("GORGIAS_EMAIL")
        .unset("GORGIAS_API_KEY")
        .set("GORGIAS_AUTH", "host");
    for (name, value) in variables {
        script = script.set(name, value);
        if let Some((_, id)) = name.split_once("__") {
            script = script.set(&format!("GORGIAS_AUTH__{id}"), "host");
        }
    }
    script
}

/// Makes a call of a tool and its arguments: `get_customer {"id": 7}`.
pub fn call(row: &str) -> Value {
    let (tool, arguments) = row.split_once(' ').expect(row);
    let arguments = serde_json::from_str(arguments).expect(arguments);
    world::call(7, tool, arguments)
}

/// Sends a message that has an answer.
pub fn answer(server: &Server, message: &Value, channel: Channel) -> Value {
    let message = message.to_string();
    let reply = server.answer(message.as_bytes(), Caller::Anyone, channel);
    serde_json::from_str(&finish(reply).unwrap().json).unwrap()
}

/// Makes a request one of 2026-07-28.
pub fn modern(mut request: Value, capabilities: Value) -> Value {
    request["params"]["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": capabilities,
    });
    request
}

/// Takes out what was sent: method, path and body, and before them the host if it is not the one of
/// `acme`.
pub fn sent(script: &Script) -> Vec<String> {
    script.sent.take().iter().map(line).collect()
}

/// Takes out what was sent and changes something.
pub fn changes(script: &Script) -> Vec<String> {
    let mut sent = script.sent.take();
    sent.retain(|sent| sent.method != Method::Get);
    sent.iter().map(line).collect()
}

fn line(sent: &Sent) -> String {
    let host = match sent.authority.trim_end_matches(".gorgias.com") {
        "acme" => String::new(),
        other => format!("{other}: "),
    };
    let (method, body) = (sent.method.as_str(), sent.body.replace("\r\n", " "));
    let line = format!("{host}{method} {} {body}", sent.target);
    line.trim_end().into()
}

fn respond(request: &Outgoing, headers: &[(&str, &str)]) -> Result<Incoming, Failure> {
    let path = request.target.split('?').next().unwrap_or_default();
    let (status, body) = match (request.method, path) {
        (Method::Delete, _) => (204, ""),
        (Method::Get, "/api/customers/1") => (
            200,
            r#"{"id":1,"name":"Ada Byron","email":"ada@shop.test","note":"secret","channels":[{"type":"email","address":"ada@shop.test"}],"external_data":{"plan":"x"}}"#,
        ),
        (Method::Get, "/api/customers/7") => (200, CUSTOMER),
        (Method::Get, "/api/customers/1/custom-fields") => (
            200,
            r#"{"data":[{"field":{"id":8},"value":1},{"field":{"id":9,"label":"Tier"},"value":"VIP"}]}"#,
        ),
        (Method::Get, "/api/custom-fields/9") => (
            200,
            r#"{"id":9,"label":"Tier","definition":{"data_type":"text","input_settings":{"input_type":"dropdown","choices":["a","b","c"]}}}"#,
        ),
        (Method::Get, "/api/customers/404") => (
            404,
            r#"{"error":{"msg":"none","data":{"note":"secret","id":404}}}"#,
        ),
        (Method::Get, "/api/customers") => (
            200,
            r#"{"data":[{"id":1,"note":"secret"}],"meta":{"next_cursor":"x"}}"#,
        ),
        (Method::Post, _) => (201, r#"{"id":3,"note":"secret"}"#),
        (_, "/api/custom-fields") => (200, r#"{"data":[{"id":9,"note":"secret"}]}"#),
        _ => (
            200,
            r#"{"id":2,"name":"Bob","email":"bob@shop.test","note":"secret","channels":[]}"#,
        ),
    };
    answer_with(status, headers, body)
}
