//! What goes over the wire, call by call, and what a client gets: the rows are in `wire.txt`.
//!
//! A call stands as the tool's name and its arguments. What follows it, a line each:
//! - `>` and the request that has to arrive, to the byte: method, path with query, body. `> files`
//!   begins one to the file host, `|` a part of a multipart body: name, media type, content.
//! - `<` and what is answered: status, body; without one, `200 {"id": 1}`. A media type other than
//!   JSON stands in parentheses, a body in JSON's quotes or behind `base64:` where it is no JSON.
//!   After `307`, in place of a body, stands the path at the file host.
//! - `=` and the structured content, to the byte; without one, the body of the answer.
//! - `~` and the text in JSON's quotes; without one, the structured content.
//! - `+` and a block that follows the text.
//! - `!` in place of these, and the line for programs at the end of an error's text.

use super::{call, list, session};
use crate::support::sandbox_with;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use mock::{Canned, LoggedRequest, Mock, Origin};
use serde::Deserialize;
use serde_json::{Map, Value, json, value::RawValue};
use std::collections::BTreeSet;

const ROWS: &str = include_str!("wire.txt");

#[derive(Default)]
struct Row<'t> {
    tool: &'t str,
    arguments: &'t str,
    /// `>` and `|` lines.
    requests: Vec<&'t str>,
    answers: Vec<&'t str>,
    structured: Option<&'t str>,
    text: Option<&'t str>,
    block: Option<&'t str>,
    error: Option<&'t str>,
}

fn rows() -> Vec<Row<'static>> {
    let mut rows = Vec::<Row>::new();
    let lines = ROWS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        let row = match mark.starts_with(|first: char| first.is_ascii_lowercase()) {
            true => rows.push_mut(Row {
                tool: mark,
                arguments: rest,
                ..Row::default()
            }),
            false => rows.last_mut().expect("a call"),
        };
        match mark {
            ">" | "|" => row.requests.push(line),
            "<" => row.answers.push(rest),
            "=" => row.structured = Some(rest),
            "~" => row.text = Some(rest),
            "+" => row.block = Some(rest),
            "!" => row.error = Some(rest),
            _ => {}
        }
    }
    rows
}

impl Row<'_> {
    fn prepare(&self, mock: &Mock) {
        let answers = match self.answers.as_slice() {
            _ if self.requests.is_empty() => return,
            [] => &[r#"200 {"id": 1}"#],
            answers => answers,
        };
        for (index, answer) in answers.iter().enumerate() {
            let (status, body) = answer.split_once(' ').unwrap_or((answer, ""));
            let canned = Canned::new(status.parse().expect("a status"));
            if status == "307" {
                let location = mock.files_origin() + body;
                mock.answer_next(canned.header("location", &location));
                continue;
            }
            let (media_type, body) = match body.strip_prefix('(') {
                Some(rest) => rest.split_once(") ").expect("a media type"),
                None => ("application/json", body),
            };
            let canned = canned.header("content-type", media_type).body(bytes(body));
            mock.answer_next(if index > 0 {
                canned.from_files()
            } else {
                canned
            });
        }
    }

    /// What differs from the row, in words.
    fn check(&self, arrived: &[LoggedRequest], answer: &str) -> Result<(), String> {
        let arrived: Vec<String> = arrived.iter().flat_map(shown).collect();
        same("requests", &arrived, &self.requests)?;
        let read: Response = serde_json::from_str(answer).map_err(|error| error.to_string())?;
        let result = read.result;
        let text = result.content[0]["text"].as_str().unwrap_or_default();
        if let Some(error) = self.error {
            let lines: Vec<&str> = text.lines().collect();
            same("error", &lines.get(1..), &Some([error].as_slice()))?;
            let about = (
                result.is_error,
                result.structured.is_none(),
                result.content.len(),
            );
            return same(
                "isError, no structured content, blocks",
                &about,
                &(true, true, 1),
            );
        }
        let body = self
            .answers
            .last()
            .and_then(|answer| Some(answer.split_once(' ')?.1));
        let expected = self.structured.or(body).unwrap_or(r#"{"id": 1}"#);
        let structured = result.structured.ok_or(text)?.get();
        same("structured content", &structured, &expected)?;
        let expected = match self.text {
            Some(quoted) => serde_json::from_str(quoted).expect("a JSON string"),
            None => expected.to_owned(),
        };
        let mut content = vec![json!({"type": "text", "text": expected})];
        content.extend(
            self.block
                .map(|block| serde_json::from_str(block).expect("JSON")),
        );
        same("content", &result.content, &content)?;
        same("isError", &result.is_error, &false)?;
        let schema = &list::tools()[self.tool]["outputSchema"];
        let structured = serde_json::from_str(structured).map_err(|error| error.to_string())?;
        let valid = list::validator(schema).validate(&structured);
        valid.map_err(|error| format!("not by the output schema: {error}"))
    }
}

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    result: CallResult<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CallResult<'a> {
    content: Vec<Value>,
    #[serde(borrow, rename = "structuredContent")]
    structured: Option<&'a RawValue>,
    is_error: bool,
}

fn same<A: PartialEq<B> + std::fmt::Debug, B: std::fmt::Debug>(
    what: &str,
    is: &A,
    wanted: &B,
) -> Result<(), String> {
    match is == wanted {
        true => Ok(()),
        false => Err(format!("{what}\n   is  {is:?}\n   not {wanted:?}")),
    }
}

/// A body as it stands in a row.
fn bytes(body: &str) -> Vec<u8> {
    if let Some(encoded) = body.strip_prefix("base64:") {
        return STANDARD.decode(encoded).expect("base64");
    }
    match serde_json::from_str::<String>(body) {
        Ok(text) => text.into(),
        Err(_) => body.into(),
    }
}

/// A request as it stands in a row.
fn shown(request: &LoggedRequest) -> Vec<String> {
    let host = match request.origin {
        Origin::Api => "",
        Origin::Files => "files ",
    };
    let mut line = format!("> {host}{} {}", request.method, request.path);
    if !request.raw_query.is_empty() {
        line += &format!("?{}", request.raw_query);
    }
    if request.parts.is_empty() && !request.body.is_empty() {
        line += &format!(" {}", String::from_utf8_lossy(&request.body));
    }
    let parts = request.parts.iter().map(|part| {
        let content = match str::from_utf8(&part.bytes) {
            Ok(text) => json!(text).to_string(),
            Err(_) => format!("base64:{}", STANDARD.encode(&part.bytes)),
        };
        assert_eq!(part.filename.as_deref(), Some(&*part.name));
        format!(
            "| {} {} {content}",
            part.name,
            part.content_type.as_deref().unwrap_or_default()
        )
    });
    [line].into_iter().chain(parts).collect()
}

#[tokio::test]
async fn every_call_makes_its_request_and_reads_its_answer() {
    let mock = Mock::start().await.expect("a port is free");
    let sandbox = sandbox_with(&mock).env("GORGIAS_ACCESS", "full");
    let mut wrong = Vec::new();
    for row in rows() {
        mock.clear_requests();
        row.prepare(&mock);
        let answers = session(&sandbox, call(row.tool, row.arguments)).await;
        let [answer] = answers.as_slice() else {
            panic!("{} is answered with {answers:?}", row.tool);
        };
        if let Err(problem) = row.check(&mock.requests(), answer) {
            wrong.push(format!("{} {}\n{problem}", row.tool, row.arguments));
        }
        assert_eq!(mock.pending_answers(), 0, "{}", row.tool);
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}

#[test]
fn every_parameter_stands_in_a_row_that_succeeds() {
    let mut missing = Vec::new();
    for (name, tool) in list::tools() {
        let rows = rows();
        let rows = rows
            .iter()
            .filter(|row| row.tool == name && row.error.is_none());
        let arguments = rows.map(|row| serde_json::from_str::<Map<String, Value>>(row.arguments));
        let arguments: Vec<_> = arguments.map(|it| it.expect("arguments")).collect();
        let used: BTreeSet<&String> = arguments.iter().flat_map(Map::keys).collect();
        let unused: Vec<&str> = list::parameters(&tool)
            .filter(|it| !used.contains(&(*it).to_owned()))
            .collect();
        if arguments.is_empty() || !unused.is_empty() {
            missing.push(format!(
                "{name}: {} rows, none with {unused:?}",
                arguments.len()
            ));
        }
    }
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}
