//! The settings as the program reads them. The commands themselves are tested on the mock, by
//! `host-test`.

use crate::{program, requests, stderr, stdout};
use mock::Mock;

#[test]
fn without_settings_the_missing_variable_is_named() {
    let output = program(&["call", "list-customers()"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let message = stderr(&output);
    assert!(message.contains("GORGIAS_DOMAIN"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_reaches_the_account_of_the_environment() {
    let mock = Mock::start().await.unwrap();
    let output = program(&["call", "get-customer(700101)"])
        .envs(mock.env())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("ada@shop.test"));
    assert_eq!(requests(&mock), ["GET /api/customers/700101"]);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_variable_that_is_not_utf8_is_named_without_its_value_or_ignored() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    let mock = Mock::start().await.unwrap();
    let bytes = OsStr::from_bytes(b"secret\xff");
    let call = || {
        let mut command = program(&["call", "get-customer(700101)"]);
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
