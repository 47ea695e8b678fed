//! `call` with the settings of its environment. What it prints otherwise is tested by `host-test`, with
//! the mock's.

use crate::{program, requests, stderr, stdout};
use base64::{Engine, engine::general_purpose::STANDARD};
use mock::{Canned, Mock};
use serde_json::{Map, Value, json};
use std::{io::Write, process::Stdio};
use tokio::task::block_in_place;

#[test]
fn without_settings_the_missing_variable_is_named() {
    let output = program(&["call", "list-customers"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let message = stderr(&output);
    assert!(message.contains("GORGIAS_DOMAIN"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_reaches_the_account_of_the_environment_and_prints_its_answer_as_it_came() {
    let mock = Mock::start().await.unwrap();
    let customer = r#"{"z":12345678901234567890,"id":700101,"a":1.10}"#;
    mock.answer_next(Canned::new(200).body(customer));
    let output = program(&["call", "get-customer", r#"{"id": 700101}"#])
        .envs(mock.env())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), format!("{customer}\n"));
    assert_eq!(requests(&mock), ["GET /api/customers/700101"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_bounds_agents_bounds_no_person_but_what_is_hidden_stays_so() {
    let mock = Mock::start().await.unwrap();
    let call = |tool, arguments, access| {
        let settings = [
            ("GORGIAS_ACCESS", access),
            ("GORGIAS_CONFIRM", "write"),
            ("GORGIAS_HIDE", "note"),
            ("GORGIAS_MAX_RESULT_BYTES", "1000"),
            ("GORGIAS_TOOLS", "search"),
        ];
        let mut command = program(&["call", tool, arguments]);
        command.envs(mock.env()).envs(settings).output().unwrap()
    };
    let output = call("update-customer", r#"{"id": 700101, "name": "A"}"#, "full");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!stdout(&output).contains("\"note\""), "{}", stdout(&output));
    let page = stdout(&call("list-customers", r#"{"limit": 100}"#, "read-only"));
    let page: Value = serde_json::from_str(&page).unwrap();
    assert_eq!(page["items"].as_array().unwrap().len(), 40);
    let output = call(
        "update-customer",
        r#"{"id": 700101, "name": "A"}"#,
        "read-only",
    );
    assert_eq!(output.status.code(), Some(1));
    let message = stderr(&output);
    assert!(
        message.starts_with("error: blocked-by-policy: "),
        "{message}"
    );
}

/// More than fits on a command line, and than an agent gets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_goes_up_from_standard_input_and_comes_down_whole() {
    let mock = Mock::start().await.unwrap();
    let content = STANDARD.encode(vec![0xff; 1 << 20]);
    let call = |tool, arguments: Value| {
        let mut command = program(&["call", tool, "-", "--grant", &mock.files_origin()]);
        command
            .envs(mock.env())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // On several lines.
        let arguments = format!("{arguments:#}");
        child
            .stdin
            .take()
            .unwrap()
            .write_all(arguments.as_bytes())
            .unwrap();
        let output = block_in_place(|| child.wait_with_output()).unwrap();
        serde_json::from_str::<Value>(&stdout(&output)).unwrap()
    };
    let file = json!({"file": content, "name": "a.bin", "encoding": "base64"});
    let stored = &call("post-api-upload", file)["items"][0];
    let names = ["file_type", "domain_hash", "resource_name"];
    let names: Map<String, Value> = names
        .map(|it| (it.to_owned(), stored[it].clone()))
        .into_iter()
        .collect();
    let blocks = call("download-file", names.into());
    assert_eq!(blocks[1]["resource"]["blob"], content);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_variable_that_is_not_utf8_is_named_without_its_value_or_ignored() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    let mock = Mock::start().await.unwrap();
    let bytes = OsStr::from_bytes(b"secret\xff");
    let call = || {
        let mut command = program(&["call", "get-customer", r#"{"id": 700101}"#]);
        command.envs(mock.env());
        command
    };
    let output = call().env("GORGIAS_API_KEY", bytes).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(stderr(&output), "error: GORGIAS_API_KEY is not UTF-8\n");
    let output = call().env("ANOTHER", bytes).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_success() {
    let mut child = program(&["tools"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(141));
}
