//! The program as a shell sees it, against a mock that stands for the account.
#![allow(clippy::unwrap_used, reason = "a test")]

mod call;
mod company;
mod doctor;
mod server;
#[cfg(target_os = "linux")]
mod terminal;
mod verify;

use mock::Mock;
use std::process::{Command, Output};

fn program(arguments: &[&str]) -> Command {
    let mut command = without_settings(Command::new(env!("CARGO_BIN_EXE_gorgias-customers")));
    command.args(arguments);
    command
}

/// Takes away the settings of whoever runs the tests.
fn without_settings(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GORGIAS_") {
            command.env_remove(name);
        }
    }
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Method and path of what the mock was asked.
fn requests(mock: &Mock) -> Vec<String> {
    let requests = mock.requests();
    requests
        .iter()
        .map(|it| format!("{} {}", it.method, it.path))
        .collect()
}
