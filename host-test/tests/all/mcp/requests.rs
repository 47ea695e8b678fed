//! Requests of support staff, owners and analysts, in `requests.json`: each request with the calls
//! that the list of tools alone suggests, and what the answers to them cost a model's context.
//!
//! A request is answered by a shop of its own, with so many `customers`, after the calls `before` it,
//! which cost nothing. Its last answer `shows` these texts; where nothing is to be called, the server's
//! `instructions` say why. A `cursor` of `next_cursor` stands for the one of the answer before.
//!
//! `requests.txt` records the price: calls, bytes of text that the model reads (a picture is none), and
//! errors. After a change of words or answers, this writes it anew, to be read and committed:
//!
//! ```sh
//! UPDATE=1 cargo test -p host-test mcp::requests
//! ```

use super::{SERVER, call, list, request};
use crate::support::sandbox_with;
use host::Sandbox;
use mock::Mock;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{env, fmt::Write, fs};

const PRICES: &str = include_str!("requests.txt");
const PRICES_PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/all/mcp/requests.txt");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    request: String,
    customers: Option<usize>,
    #[serde(default)]
    before: Vec<(String, Value)>,
    calls: Vec<(String, Value)>,
    #[serde(default)]
    shows: Vec<String>,
    instructions: Option<String>,
}

fn requests() -> Vec<Request> {
    serde_json::from_str(include_str!("requests.json")).expect("requests")
}

/// Calls, bytes and errors.
type Price = [usize; 3];

async fn result(sandbox: &Sandbox, input: String) -> Value {
    let answer = SERVER.ask(sandbox, &input).await.expect("an answer");
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    answer["result"].clone()
}

/// Returns the text that a model reads.
fn text(result: &Value) -> String {
    let blocks = result["content"].as_array().expect("blocks").iter();
    let texts = blocks.filter_map(|block| block["text"].as_str());
    texts.collect::<Vec<_>>().join("\n")
}

impl Request {
    /// Returns its price; adds to `wrong` whatever is not as it should be.
    async fn price(&self, wrong: &mut Vec<String>) -> Price {
        let shop = Mock::builder().customers(self.customers.unwrap_or(40));
        let mock = shop.start().await.expect("a port is free");
        let sandbox = sandbox_with(&mock);
        for (tool, arguments) in &self.before {
            let done = result(&sandbox, call(tool, &arguments.to_string())).await;
            assert_eq!(done["isError"], false, "{}: {done}", self.request);
        }
        let ([mut bytes, mut errors], mut last) = ([0; 2], Value::Null);
        for (tool, arguments) in &self.calls {
            let mut arguments = arguments.clone();
            if arguments["cursor"] == "next_cursor" {
                arguments["cursor"] = last["structuredContent"]["next_cursor"].clone();
            }
            last = result(&sandbox, call(tool, &arguments.to_string())).await;
            bytes += text(&last).len();
            errors += usize::from(last["isError"] == true);
        }
        if let Some(words) = &self.instructions {
            let told = result(&sandbox, request("server/discover", modern())).await;
            let told = told["instructions"].as_str().unwrap_or_default();
            if !told.contains(words) {
                wrong.push(format!("{}: {words}: {told}", self.request));
            }
        }
        for shown in &self.shows {
            let text = text(&last);
            if !text.contains(shown) {
                wrong.push(format!("{}: {shown}: {text}", self.request));
            }
        }
        [self.calls.len(), bytes, errors]
    }
}

/// Returns the `_meta` of a client without a handshake.
fn modern() -> Value {
    json!({"_meta": {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }})
}

#[tokio::test]
async fn the_requests_cost_what_is_recorded() {
    let requests = requests();
    assert_eq!(requests.len(), 40);
    let mut table = String::from("calls  bytes  errors\n");
    let (mut all, mut wrong) = ([0; 3], Vec::new());
    let mut line = |[calls, bytes, errors]: Price, name: &str| {
        writeln!(table, "{calls:5} {bytes:6} {errors:7}  {name}").expect("a line");
    };
    for request in &requests {
        let price = request.price(&mut wrong).await;
        all = [0, 1, 2].map(|part| all[part] + price[part]);
        line(price, &request.request);
    }
    line(all, "= all");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if env::var_os("UPDATE").is_some() {
        fs::write(PRICES_PATH, &table).expect("the prices can be written");
    }
    let [calls, bytes, errors] = all;
    assert!(
        calls <= 140 && bytes <= 45_000 && errors <= 1,
        "too dear:\n{table}"
    );
    assert!(
        PRICES == table || env::var_os("UPDATE").is_some(),
        "the prices changed; UPDATE=1 cargo test -p host-test mcp::requests\n{table}"
    );
}

/// Nobody knows what the tool list does not say.
#[test]
fn the_requests_use_the_words_of_the_list() {
    const NAMES: [&str; 9] = [
        "type",
        "types",
        "scope",
        "measures",
        "dimensions",
        "dimension",
        "granularity",
        "member",
        "operator",
    ];
    fn names<'v>(value: &'v Value, is_name: bool, found: &mut Vec<&'v str>) {
        match value {
            Value::String(text) if is_name => found.push(text),
            Value::Array(items) => items.iter().for_each(|it| names(it, is_name, found)),
            Value::Object(members) => members
                .iter()
                .for_each(|(key, value)| names(value, NAMES.contains(&key.as_str()), found)),
            _ => {}
        }
    }
    let tools = list::tools();
    for request in requests() {
        for (tool, arguments) in request.calls {
            let (mut used, entry) = (Vec::new(), tools[&tool].to_string());
            names(&arguments, false, &mut used);
            for name in used {
                assert!(entry.contains(name), "{tool}: {name}");
            }
        }
    }
}
