//! The MCP server, over stdio.

use super::{Component, ROWS, Row, rows_for, same};
use crate::{
    mcp::{SERVER, call, list},
    support::sandbox_with,
};
use host::Sandbox;
use mock::Mock;
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

#[derive(Deserialize)]
struct Response {
    result: CallResult,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CallResult {
    content: Vec<Value>,
    structured_content: Option<Box<RawValue>>,
    is_error: bool,
}

/// Makes a call in a session of its own.
async fn result(sandbox: &Sandbox, tool: &str, arguments: &str) -> Result<CallResult, String> {
    let answer = SERVER.ask(sandbox, &call(tool, arguments)).await;
    let answer = answer.map_err(|trap| format!("{trap:?}"))?;
    let response: Result<Response, _> = serde_json::from_str(&answer);
    Ok(response
        .map_err(|error| format!("{error}: {answer}"))?
        .result)
}

#[tokio::test]
async fn the_mcp_server_makes_every_call() {
    let mock = Mock::start().await.expect("a port is free");
    let sandbox = sandbox_with(&mock);
    let mut wrong = Vec::new();
    for row in rows_for(Component::Mcp) {
        mock.clear_requests();
        row.prepare(&mock);
        let result = result(&sandbox, &row.tool, row.arguments.get()).await;
        let checked = row.check_requests(&mock);
        let told = format!("{result:?}");
        if let Err(problem) = checked.and_then(|()| check(row, &result?)) {
            wrong.push(row.report(&problem));
        }
        assert_eq!(mock.pending_answers(), 0, "{}", row.report(&told));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}

fn check(row: &Row, result: &CallResult) -> Result<(), String> {
    let structured = result.structured_content.as_deref().map(RawValue::get);
    let text = result.content[0]["text"].as_str().unwrap_or_default();
    same("isError", &result.is_error, &row.error.is_some())
        .map_err(|error| format!("{error}: {text}"))?;
    if let Some(error) = &row.error {
        same("structured content", &structured, &None::<&str>)?;
        let line = text.lines().nth(1).map(serde_json::from_str::<Value>);
        let line = line.and_then(Result::ok).ok_or(text)?;
        return same("error", &line, error);
    }
    let wanted = row.file.is_none().then(|| row.result());
    same("structured content", &structured, &wanted)?;
    let plain = || vec![json!({"type": "text", "text": row.result()})];
    let content = row.content.clone().unwrap_or_else(plain);
    same("content", &result.content, &content)?;
    let Some(structured) = structured else {
        return Ok(());
    };
    // Some clients hand a model the blocks alone, some the structured content alone.
    let structured: Value = serde_json::from_str(structured).map_err(|error| error.to_string())?;
    let told = serde_json::from_str(text).unwrap_or_else(|_| json!({"text": text}));
    same("text", &told, &structured)?;
    let schema = &list::tools()[&row.tool]["outputSchema"];
    let valid = list::validator(schema).validate(&structured);
    valid.map_err(|error| format!("not by the output schema: {error}"))
}

/// Beside the tool list's own parameters stand those that tools share, tested below, and those of
/// an upload.
#[test]
fn every_parameter_stands_in_a_row_that_succeeds() {
    let mut missing = Vec::new();
    for (name, tool) in list::tools() {
        let rows = ROWS
            .iter()
            .filter(|row| row.tool == name && row.error.is_none());
        let used: String = rows.map(|row| row.arguments.get()).collect();
        let unused = list::parameters(&tool)
            .filter(|it| !["fields", "dry_run"].contains(it))
            .filter(|it| !used.contains(&format!(r#""{it}":"#)));
        missing.extend(unused.map(|parameter| format!("{name}: {parameter}")));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Returns a row of each tool that takes this parameter.
fn rows_with(parameter: &str) -> impl Iterator<Item = &'static Row> {
    let tools = list::tools();
    let takes = move |tool: &Value| list::parameters(tool).any(|it| it == parameter);
    let tools = tools.into_iter().filter(move |(_, tool)| takes(tool));
    tools.map(|(name, _)| {
        let mut rows = rows_for(Component::Mcp);
        let row = rows.find(|row| row.tool == name && row.error.is_none());
        row.expect("each tool has a row")
    })
}

/// Returns a row's arguments with one more in them.
fn with(row: &Row, more: &str) -> String {
    let arguments = row.arguments.get();
    let comma = if arguments == "{}" { "" } else { ", " };
    arguments.replacen('{', &format!("{{{more}{comma}"), 1)
}

#[tokio::test]
async fn a_dry_run_says_what_it_would_send_and_changes_nothing() {
    let mock = Mock::start().await.expect("a port is free");
    let sandbox = sandbox_with(&mock);
    for row in rows_with("dry_run") {
        mock.clear_requests();
        let arguments = with(row, r#""dry_run": true"#);
        let result = result(&sandbox, &row.tool, &arguments).await;
        let result = result.expect(&row.tool);
        let told: Value = read(result.structured_content.as_deref(), &row.tool);
        let target = told["path"].as_str().map(str::to_owned).unwrap_or_default();
        let target = match told["query"].as_str() {
            Some(query) => format!("{target}?{query}"),
            None => target,
        };
        let line = format!("{} {target}", told["method"].as_str().unwrap_or_default());
        assert_eq!(Some(&line), row.request.as_ref());
        if row.parts.is_empty() {
            let body: Value = row
                .body
                .as_deref()
                .map(RawValue::get)
                .map_or(Value::Null, |json| {
                    serde_json::from_str(json).expect("JSON")
                });
            assert_eq!(told["body"], body, "{}", row.tool);
        }
        let sent = mock.requests();
        assert!(
            sent.iter().all(|it| it.method == "GET"),
            "{}: {sent:?}",
            row.tool
        );
    }
}

#[tokio::test]
async fn every_tool_that_answers_records_leaves_out_keys() {
    let mock = Mock::start().await.expect("a port is free");
    let sandbox = sandbox_with(&mock);
    for row in rows_with("fields") {
        let is_list = row.result().starts_with(r#"{"items""#);
        let record = r#"{"id":7,"name":"a","url":"b"}"#;
        let answer = if is_list {
            format!("[{record}]")
        } else {
            record.to_owned()
        };
        mock.answer_next(mock::Canned::new(200).body(answer));
        let arguments = with(row, r#""fields": ["name"]"#);
        let result = result(&sandbox, &row.tool, &arguments)
            .await
            .expect(&row.tool);
        let told: Value = read(result.structured_content.as_deref(), &row.tool);
        let told = if is_list { &told["items"][0] } else { &told };
        assert_eq!(told, &json!({"name": "a"}), "{}", row.tool);
    }
}

fn read(structured: Option<&RawValue>, tool: &str) -> Value {
    let text = structured.expect(tool).get();
    serde_json::from_str(text).expect(tool)
}
