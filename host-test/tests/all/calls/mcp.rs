//! The MCP server, by one message.

use super::{Component, ROWS, Row, rows_for, same};
use crate::{
    mcp::{SERVER, list},
    support::{ToolError, sandbox_with},
};
use host::mcp::Answer;
use mock::Mock;
use serde_json::{Value, json, value::RawValue};

#[tokio::test]
async fn the_mcp_server_makes_every_call() {
    let mock = Mock::start().await.expect("a port is free");
    let sandbox = sandbox_with(&mock);
    let mut wrong = Vec::new();
    for row in rows_for(Component::Mcp) {
        mock.clear_requests();
        row.prepare(&mock);
        let result = SERVER.call(&sandbox, &row.tool, &row.arguments).await;
        let result = result.expect(&row.name);
        let told = format!("{result:?}");
        let checked = row.check_requests(&mock);
        if let Err(problem) = checked.and_then(|()| check(row, result)) {
            wrong.push(row.report(&problem));
        }
        assert_eq!(mock.pending_answers(), 0, "{}", row.report(&told));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}

fn check(row: &Row, result: Result<Answer, ToolError>) -> Result<(), String> {
    let answer = match result {
        Err(error) => return row.check_error(error),
        Ok(answer) if row.error.is_some() => return Err(format!("succeeds: {answer:?}")),
        Ok(answer) => answer,
    };
    let structured = answer.structured_content.as_deref().map(RawValue::get);
    let wanted = row.file.is_none().then(|| row.result());
    same("structured content", &structured, &wanted)?;
    let plain = || vec![json!({"type": "text", "text": row.result()})];
    let content = row.content.clone().unwrap_or_else(plain);
    same("content", &answer.content, &content)?;
    let Some(structured) = structured else {
        return Ok(());
    };
    // Some clients hand a model the blocks alone, some the structured content alone.
    let structured: Value = serde_json::from_str(structured).map_err(|error| error.to_string())?;
    let text = answer.text();
    let told = serde_json::from_str(&text).unwrap_or_else(|_| json!({"text": text}));
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
fn rows_with(parameter: &str) -> Vec<&'static Row> {
    let tools = list::tools();
    let takes = move |tool: &Value| list::parameters(tool).any(|it| it == parameter);
    let tools = tools.into_iter().filter(move |(_, tool)| takes(tool));
    let rows = tools.map(|(name, _)| {
        let mut rows = rows_for(Component::Mcp);
        let row = rows.find(|row| row.tool == name && row.error.is_none());
        row.expect("each tool has a row")
    });
    let rows: Vec<_> = rows.collect();
    assert!(!rows.is_empty(), "no tool takes {parameter}");
    rows
}

/// Makes the row's call with one more argument, and returns what the tool gives.
async fn with(mock: &Mock, row: &Row, more: &str) -> Value {
    let arguments = row.arguments.get();
    let comma = if arguments == "{}" { "" } else { ", " };
    let arguments = arguments.replacen('{', &format!("{{{more}{comma}"), 1);
    let arguments = RawValue::from_string(arguments).expect("JSON");
    let result = SERVER
        .call(&sandbox_with(mock), &row.tool, &arguments)
        .await;
    let answer = result.expect("no trap").expect(&row.tool);
    let structured = answer.structured_content.expect(&row.tool);
    serde_json::from_str(structured.get()).expect(&row.tool)
}

#[tokio::test]
async fn a_dry_run_says_what_it_would_send_and_changes_nothing() {
    let mock = Mock::start().await.expect("a port is free");
    for row in rows_with("dry_run") {
        mock.clear_requests();
        let told = with(&mock, row, r#""dry_run": true"#).await;
        let part = |name: &str| told[name].as_str().unwrap_or_default();
        let mut line = format!("{} {}", part("method"), part("path"));
        if let Some(query) = told["query"].as_str() {
            line += &format!("?{query}");
        }
        assert_eq!(Some(&line), row.request.as_ref());
        if row.parts.is_empty() {
            let body = row.body.as_deref().map_or("null", RawValue::get);
            let body: Value = serde_json::from_str(body).expect("JSON");
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
    for row in rows_with("fields") {
        let is_list = row.result().starts_with(r#"{"items""#);
        let record = r#"{"id":7,"name":"a","url":"b"}"#;
        let answer = if is_list {
            format!("[{record}]")
        } else {
            record.to_owned()
        };
        mock.answer_next(mock::Canned::new(200).body(answer));
        let told = with(&mock, row, r#""fields": ["name"]"#).await;
        let told = if is_list { &told["items"][0] } else { &told };
        assert_eq!(told, &json!({"name": "a"}), "{}", row.tool);
    }
}
