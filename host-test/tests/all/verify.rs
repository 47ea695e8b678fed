//! `verify` as a shell sees it. What it finds out is tested beside it, in `src/cli/verify`.

use crate::{
    cli::{run, stderr, stdout},
    support::World,
};
use mock::Mock;
use std::{
    process::{Command, Stdio},
    time::Duration,
};
use tokio::time::sleep;

/// Against a mock of the test's, as if it were an account.
fn live(mock: &Mock, access: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_host-test"));
    command
        .args(["verify", "--live", "--write", "--yes"])
        .args(["--grant", &mock.files_origin()])
        .args(["--file", &(mock.base_url() + mock::FILE)])
        .env_remove("GORGIAS_DOMAIN")
        .envs(mock.env())
        .env("GORGIAS_ACCESS", access)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[test]
fn without_arguments_it_reads_the_mock() {
    let output = run(&["verify"]);
    let page = stdout(&output);
    assert!(output.status.success(), "{page}{}", stderr(&output));
    assert!(
        page.contains("## Tools: 12 work, 0 differ, 13 not tried"),
        "{page}"
    );
    assert_eq!(stderr(&output), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writing_takes_the_access_to_clean_up() {
    let world = World::start().await;
    let output = live(&world.mock, "no-delete").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("it takes GORGIAS_ACCESS=full"),
        "{}",
        stderr(&output)
    );
    assert_eq!(world.requests(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_to_ask_means_nothing_is_written() {
    let world = World::start().await;
    let mut command = live(&world.mock, "full");
    let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
    let mut unsure = Command::new(env!("CARGO_BIN_EXE_host-test"));
    let output = unsure
        .args(arguments.iter().filter(|it| *it != "--yes"))
        .envs(world.mock.env())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("--yes"), "{}", stderr(&output));
    assert_eq!(world.requests(), [""; 0]);
    // With it, everything is.
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    assert!(stdout(&output).contains("## Tools: 25 work, 0 differ, 0 not tried"));
    assert!(!(stdout(&output) + &stderr(&output)).contains("mock-api-key"));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn interrupted_it_cleans_up_and_names_what_it_cannot_remove() {
    let latency = Mock::builder().latency(Duration::from_millis(10));
    let world = World::with(latency).await;
    let before = world.ok("list-customers({limit: 100})").await;
    world.mock.clear_requests();
    let child = live(&world.mock, "full").spawn().unwrap();
    while world.mock.requests().len() < 45 {
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
    assert!(stderr(&output).contains("archived; a custom field cannot be deleted"));
    let after = world.ok("list-customers({limit: 100})").await;
    assert_eq!(after, before);
}
