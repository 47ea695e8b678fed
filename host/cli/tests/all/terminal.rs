//! Keeps the words of others from a terminal: nothing that acts on it or hides there.
//!
//! `script` gives the program a terminal; it is part of every Debian.

use crate::without_settings;
use mock::{Canned, Mock};
use std::process::{Command, Stdio};

/// Clears the screen, sets the title, and turns the direction of what follows.
const EVIL: &str = "a\u{1b}[2J\u{1b}]0;title\u{7}\u{202e}b\u{9b}31m\u{200b}";

/// Returns what a terminal gets of the program, run as a shell has it.
fn on_a_terminal(mock: &Mock, arguments: &str) -> String {
    let line = format!("'{}' {arguments}", env!("CARGO_BIN_EXE_gorgias-customers"));
    let output = without_settings(Command::new("script"))
        .args(["--quiet", "--command", &line, "/dev/null"])
        .envs(mock.env())
        .stdin(Stdio::null())
        .output();
    String::from_utf8(output.expect("script is there").stdout).unwrap()
}

fn assert_harmless(shown: &str, about: &str) {
    let acts = |it: char| it.is_control() && !matches!(it, '\t' | '\r' | '\n');
    let hides = |it: char| matches!(it, '\u{202e}' | '\u{200b}');
    assert!(
        !shown.contains(|it| acts(it) || hides(it)),
        "{about}: {shown:?}"
    );
    assert!(shown.contains("202e"), "{about}: {shown:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_of_others_do_nothing_to_a_terminal() {
    let mock = Mock::start().await.unwrap();
    let customer = || {
        Canned::new(200).body(format!(
            r#"{{"id":1,"note":"{}"}}"#,
            EVIL.replace(char::is_control, "")
        ))
    };
    let get = r#"call get-customer '{"id": 1}'"#;
    let csv = Canned::new(200).header("content-type", "text/csv");
    let refusal = || Canned::new(403).body(EVIL);
    let name = "{\"id\": 1, \"name\": \"a\u{202e}b\", \"dry_run\": true}";
    let csv_call = r#"post-api-stats-name-download '{"name": "overview", "filters": {"a": 1}}'"#;
    for (arguments, answer) in [
        (get.to_owned(), Some(customer())),
        (format!("call {csv_call}"), Some(csv.body(EVIL))),
        (get.to_owned(), Some(refusal())),
        (format!("call update-customer '{name}'"), None),
        (format!("call '{EVIL}'"), None),
        (format!("tools '{EVIL}'"), None),
        ("doctor".into(), Some(refusal())),
        ("verify".into(), Some(refusal())),
    ] {
        answer.into_iter().for_each(|it| mock.answer_next(it));
        let shown = on_a_terminal(&mock, &arguments);
        assert_eq!(mock.pending_answers(), 0, "{arguments}: {shown}");
        assert_harmless(&shown, &arguments);
    }
}
