//! The decoding of arguments: what is sent with them, or why nothing is. The rows are in
//! `tests.txt`: a call, then `>` and its request, or `!` and the error's message. `UPDATE=1` writes
//! the outcomes anew.

use crate::{escape_hidden, json::Object, run::PreparedCall, testing::sent, tools::Tool};
use gorgias_customers::{
    client::Client,
    testing::{Script, failure, finish},
    transport::Cause,
};
use std::{env, format, fs, string::String, vec::Vec};

const ROWS: &str = include_str!("tests.txt");

/// Returns the request that a call makes, or the message of its error.
fn outcome(tool: &str, arguments: &str) -> String {
    let network = Script::repeating([failure(Cause::Denied, false)]);
    let tool = Tool::named(&["gorgias_customers_", tool].concat()).expect(tool);
    let arguments = escape_hidden::undo(arguments);
    let arguments = Object::read(&arguments).expect(&arguments);
    let answer =
        PreparedCall::new(tool, &arguments).and_then(|call| match call.answer_at_once(tool) {
            Some(answer) => Ok(answer),
            None if call.is_dry_run => Ok(call.dry_run("")),
            None => finish(call.run(&Client::open(&network, tool.tool)?, tool.effect())),
        });
    let message = match answer {
        Err(error) => crate::dialect::message(&error),
        Ok(answer) => {
            let mut out = String::new();
            answer.render(&mut out);
            return structured(&out);
        }
    };
    match sent(&network).as_slice() {
        [] => format!("! {}", message.replace(" Nothing was sent.", "")),
        requests => format!("> {}", requests.join(" and ")),
    }
}

/// Returns the structured content of a result that went without a request.
fn structured(result: &str) -> String {
    let (_, structured) = result.split_once(r#""structuredContent":"#).expect(result);
    let (structured, _) = structured.split_once(r#","content""#).expect(result);
    format!("= {structured}")
}

#[test]
fn arguments_are_read_as_models_write_them_or_refused_in_words() {
    let mut lines = ROWS.lines();
    let (mut all, mut wrong) = (String::new(), Vec::new());
    while let Some(line) = lines.next() {
        all.extend([line, "\n"]);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (tool, arguments) = line.split_once(' ').expect(line);
        let is = outcome(tool, arguments);
        let expected = lines.next().expect(line);
        all.extend([&is, "\n"]);
        if is != expected {
            wrong.push(format!("{line}\n{is}\nnot\n{expected}"));
        }
    }
    if env::var_os("UPDATE").is_some() {
        return fs::write(
            concat!(env!("CARGO_MANIFEST_DIR"), "/src/arguments/tests.txt"),
            all,
        )
        .expect("the rows can be written");
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}
