//! The command line, as a shell sees it: a process of its own, since that is what is tested.

use gorgias_customers::tool::{Effect, Tool};
use std::process::{Command, Output};

/// Runs the program.
pub fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_host-test"))
        .args(arguments)
        .env_remove("GORGIAS_DOMAIN")
        .env_remove("GORGIAS_BASE_URL")
        .output()
        .unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Counts the tools that read, write and destroy.
pub fn by_effect() -> [usize; 3] {
    let count = |effect| {
        Tool::ALL
            .iter()
            .filter(|tool| tool.effect() == effect)
            .count()
    };
    [Effect::Read, Effect::Write, Effect::Destructive].map(count)
}

#[test]
fn the_demo_uses_every_tool_and_nothing_is_unexpected() {
    let output = run(&[]);
    let text = stdout(&output);
    assert!(output.status.success(), "{text}{}", stderr(&output));
    let summary = text.lines().last().unwrap();
    let count = Tool::ALL.len();
    let all = format!("{count} of {count} tools, ");
    assert!(summary.starts_with(&all), "{summary}");
    assert!(summary.ends_with(", 0 unexpected"), "{summary}");
}

#[test]
fn a_call_prints_the_json_that_the_tool_returned() {
    for tool in ["get-customer", "gorgias_customers_get_customer"] {
        let output = run(&["call", tool, r#"{"id": 700101}"#]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let customer: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_eq!(customer["email"], "ada@shop.test");
        assert_eq!(stderr(&output), "");
    }
}

#[test]
fn a_tool_error_is_exit_code_1_and_goes_to_stderr() {
    for (tool, arguments, kind, line) in [
        ("get-customer", r#"{"id": 1}"#, "not-found", "status: 404"),
        ("get-customer", r#"{"Id": 1}"#, "invalid-input", "`Id`"),
        (
            "list-customers",
            r#"{"limit": 500}"#,
            "invalid-input",
            "request sent: no",
        ),
    ] {
        let output = run(&["call", tool, arguments]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(stdout(&output), "");
        let message = stderr(&output);
        assert!(
            message.starts_with(&format!("error: {kind}: ")),
            "{message}"
        );
        assert!(message.contains(line), "{message}");
    }
}

#[test]
fn a_call_that_is_none_is_exit_code_2_with_an_example() {
    for (call, words) in [
        (&["get-custmer"][..], "did you mean get_customer?"),
        (&["search(\"customer\")"], "Unknown tool"),
        (&["search", "customer"], "no JSON"),
        (&["search", "[1]"], "no JSON object"),
    ] {
        let output = run(&[&["call"], call].concat());
        assert_eq!(output.status.code(), Some(2), "{call:?}");
        assert_eq!(stdout(&output), "");
        let message = stderr(&output);
        let example = "for example: call search '{";
        assert!(
            message.contains(words) && message.contains(example),
            "{message}"
        );
    }
}

#[test]
fn verify_without_arguments_reads_the_mock() {
    let output = run(&["verify"]);
    let page = stdout(&output);
    assert!(output.status.success(), "{page}{}", stderr(&output));
    let [reading, writing, destructive] = by_effect();
    let rest = writing + destructive;
    let tools = format!("## Tools: {reading} work, 0 differ, {rest} not tried");
    assert!(page.contains(&tools), "{page}");
    assert_eq!(stderr(&output), "");
}

#[test]
fn tools_are_listed_with_their_effect() {
    let text = stdout(&run(&["tools"]));
    assert!(
        text.contains("destructive  merge-customers {source_id, target_id, active?, "),
        "{text}"
    );
    let (count, [reading, writing, destructive]) = (Tool::ALL.len(), by_effect());
    let last =
        format!("{count} tools: {reading} read, {writing} write, {destructive} destructive.");
    assert!(text.contains(&last), "{text}");
    for name in ["get-event", "get_event", "gorgias_customers_get_event"] {
        assert!(run(&["tools", name]).status.success(), "{name}");
    }
    let one = stdout(&run(&["tools", "merge"]));
    assert!(one.contains("  source_id: {\"type\":\"integer\""), "{one}");
}

#[test]
fn the_list_of_the_mcp_server_is_json() {
    let text = stdout(&run(&["tools", "--json"]));
    let tools: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(tools.len(), Tool::ALL.len());
    assert_eq!(tools[0]["inputSchema"]["type"], "object", "{text}");
}

/// Words of a shell, which may stand in single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (index, part) in line.split('\'').enumerate() {
        let quoted = index % 2 == 1;
        for (index, piece) in part.split(' ').enumerate() {
            if index > 0 && !quoted {
                words.push(String::new());
            } else if index > 0 {
                words.last_mut().unwrap().push(' ');
            }
            words.last_mut().unwrap().push_str(piece);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Returns the output as on a terminal: JSON laid out, errors beside it.
fn shown(output: &Output) -> String {
    let text = stdout(output);
    let text = match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(value) => serde_json::to_string_pretty(&value).unwrap(),
        Err(_) => text,
    };
    format!("{}\n{}", text.trim_end(), stderr(output))
        .trim()
        .to_owned()
}

#[test]
fn the_readme_shows_what_appears() {
    let readme = include_str!("../../../README.md");
    let blocks = readme.split("```console\n").skip(1);
    let calls: Vec<(&str, &str)> = blocks
        .filter_map(|block| block.split("\n```").next())
        .flat_map(|block| block.split("$ cargo run --quiet -- ").skip(1))
        .filter_map(|call| call.split_once('\n'))
        .collect();
    assert!(calls.len() >= 3, "{calls:?}");
    for (command, appears) in calls {
        let words = words(command);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(shown(&run(&words)), appears.trim_end(), "{command}");
    }
}
