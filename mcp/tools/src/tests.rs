//! The decoding of arguments: what is sent with them, or why nothing is. The rows are in
//! `tests.txt`: a call, then `>` and its request, or `!` and the error's message.

use crate::Gorgias;
use gorgias_customers::transport::{
    Cause, Failure, Incoming, Instant, Limits, Outgoing, Transport,
};
use mcp_server::{
    json::Object,
    tools::{Environment, Tools},
};
use std::{cell::RefCell, time::Duration};

const ROWS: &str = include_str!("tests.txt");

/// Keeps what is sent, and answers nothing.
#[derive(Default)]
struct Recorder(RefCell<Vec<String>>);

impl Transport for Recorder {
    fn environment(&self) -> Environment {
        Vec::new()
    }

    fn now(&self) -> Instant {
        Instant(Duration::ZERO)
    }

    fn sleep_until(&self, _: Instant) {}

    fn exchange(&self, request: &Outgoing, _: &Limits) -> Result<Incoming, Failure> {
        let (method, target) = (request.method.as_str(), request.target);
        let body = String::from_utf8_lossy(request.body);
        let line = format!("{method} {target} {}", body.replace("\r\n", " "));
        self.0.borrow_mut().push(line.trim_end().into());
        Err(Failure {
            cause: Cause::Denied,
            detail: String::new(),
            sent: false,
        })
    }
}

/// The request that a call makes, or the message of its error.
fn outcome(tool: &str, arguments: &str) -> String {
    let recorder = Recorder::default();
    let tools = Gorgias {
        transport: &recorder,
    };
    let name = ["gorgias_customers_", tool].concat();
    let tool = tools.all().iter().find(|it| it.name == name).expect(&name);
    let arguments = Object::read(arguments).expect(arguments);
    let message = match tools.prepare(tool, &arguments) {
        Err(error) => error.message,
        Ok(call) => {
            let settings = [
                ("GORGIAS_DOMAIN", "acme"),
                ("GORGIAS_EMAIL", "ada@shop.test"),
                ("GORGIAS_API_KEY", "key-0123456789"),
                ("GORGIAS_ACCESS", "full"),
            ];
            let settings = settings.map(|(name, value)| (name.into(), value.into()));
            match (call.make)(settings.into()).answer {
                Err(error) => error.message,
                Ok(answer) => return structured(&answer.render()),
            }
        }
    };
    match recorder.0.into_inner().as_slice() {
        [] => format!("! {}", message.replace(" Nothing was sent.", "")),
        requests => format!("> {}", requests.join(" and ")),
    }
}

/// The structured content of a result that went without a request.
fn structured(result: &str) -> String {
    let (_, structured) = result.split_once(r#""structuredContent":"#).expect(result);
    let (structured, _) = structured.split_once(r#","isError""#).expect(result);
    format!("= {structured}")
}

#[test]
fn arguments_are_read_as_models_write_them_or_refused_in_words() {
    let mut lines = ROWS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut wrong = Vec::new();
    while let Some(call) = lines.next() {
        let (tool, arguments) = call.split_once(' ').expect(call);
        let is = outcome(tool, arguments);
        let expected = lines.next().expect(call);
        if is != expected {
            wrong.push(format!("{call}\n{is}\nnot\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}
