//! `verify` as a shell sees it. What it finds out is tested beside it, in the crate `verify`.

use crate::{program, requests, stderr, stdout};
use gorgias_customers::tool::Tool;
use mock::Mock;
use std::{
    process::{Command, Stdio},
    time::Duration,
};
use tokio::time::sleep;

/// Against a mock of the test's, as if it were an account.
fn live(mock: &Mock, access: &str) -> Command {
    let mut command = program(&["verify", "--write", "--yes"]);
    command
        .args(["--grant", &mock.files_origin()])
        .args(["--file", &(mock.base_url() + mock::FILE)])
        .envs(mock.env())
        .env("GORGIAS_ACCESS", access)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writing_takes_the_access_to_clean_up() {
    let mock = Mock::start().await.unwrap();
    let output = live(&mock, "no-delete").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("it takes GORGIAS_ACCESS=full"),
        "{}",
        stderr(&output)
    );
    assert_eq!(requests(&mock), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_to_ask_means_nothing_is_written() {
    let mock = Mock::start().await.unwrap();
    let mut command = live(&mock, "full");
    let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
    let output = program(&[])
        .args(arguments.iter().filter(|it| *it != "--yes"))
        .envs(mock.env())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("--yes"), "{}", stderr(&output));
    assert_eq!(requests(&mock), [""; 0]);
    // With it, everything is.
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    let all = format!("## Tools: {} work, 0 differ, 0 not tried", Tool::ALL.len());
    assert!(stdout(&output).contains(&all));
    assert!(!(stdout(&output) + &stderr(&output)).contains("mock-api-key"));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn interrupted_it_cleans_up_and_names_what_it_cannot_remove() {
    let latency = Mock::builder().delay(Duration::from_millis(10));
    let mock = latency.start().await.unwrap();
    let customers = || {
        let output = program(&["call", "list-customers", r#"{"limit": 100}"#])
            .envs(mock.env())
            .output();
        stdout(&output.unwrap())
    };
    let before = customers();
    for is_read in [true, false] {
        mock.clear_requests();
        let mut child = live(&mock, "full").spawn().unwrap();
        // Whoever read what it says may be gone with the same signal.
        if !is_read {
            drop(child.stderr.take());
        }
        while mock.requests().len() < 45 {
            sleep(Duration::from_millis(1)).await;
        }
        let kill = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let output = tokio::task::spawn_blocking(|| child.wait_with_output());
        let output = output.await.unwrap().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(
            stdout(&output).contains("stopped by a person"),
            "{}",
            stdout(&output)
        );
        let named = stderr(&output).contains("archived; a custom field cannot be deleted");
        assert_eq!(named, is_read);
        assert_eq!(customers(), before);
    }
}
