//! The decoding of arguments: what is sent with them, or why nothing is. The rows are in
//! `tests.txt`: a call, then `>` and its request, or `!` and the error's message.

use crate::{
    json::Object,
    run::PreparedCall,
    testing::{Network, block_on},
    tools::Tool,
};
use gorgias_customers::client::Client;

const ROWS: &str = include_str!("tests.txt");

/// The request that a call makes, or the message of its error.
fn outcome(tool: &str, arguments: &str) -> String {
    let network = Network::denying();
    let tool = Tool::named(&["gorgias_customers_", tool].concat()).expect(tool);
    let arguments = Object::read(arguments).expect(arguments);
    let answer = PreparedCall::new(tool, &arguments).and_then(|call| match call.is_dry_run {
        true => Ok(call.dry_run("")),
        false => block_on(call.run(&Client::open(&network, tool.tool)?)),
    });
    let message = match answer {
        Err(error) => error.message,
        Ok(answer) => {
            let mut out = String::new();
            answer.render(&mut out);
            return structured(&out);
        }
    };
    match network.sent().as_slice() {
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
