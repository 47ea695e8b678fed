//! Both kinds of statistics, and the CSV of the old kind.

use crate::support::World;
use crate::support::value::text;
use mock::Mock;
use serde_json::{Value, json};

const MAY: &str =
    r#"{"period":{"start_datetime":"2026-05-01T00:00:00Z","end_datetime":"2026-05-31T23:59:59Z"}}"#;

fn report(more: &str) -> String {
    let query = format!(
        r#"{{"timezone":"UTC","filters":[{{"member":"periodStart","operator":"afterDate","values":["2026-05-01"]}},{{"member":"periodEnd","operator":"beforeDate","values":["2026-06-01"]}}],{more}}}"#
    );
    format!("post-api-reporting-stats({})", text(&query))
}

#[tokio::test]
async fn a_report_counts_group_by_group() {
    let world = World::start().await;
    let total = world
        .ok(&report(
            r#""scope":"tickets-created","measures":["ticketCount"]"#,
        ))
        .await;
    assert_eq!(total["items"], json!([{"ticketCount": 124}]));
    assert_eq!(total["meta"]["scope"], "tickets-created");
    assert_eq!(total["next-cursor"], Value::Null);

    let agents = world
        .ok(&report(
            r#""scope":"tickets-created","measures":["ticketCount"],"dimensions":["agentId"],"order":[["ticketCount","desc"]]"#,
        ))
        .await;
    let rows = agents["items"].as_array().expect("rows");
    let counts: Vec<u64> = rows
        .iter()
        .filter_map(|row| row["ticketCount"].as_u64())
        .collect();
    assert_eq!(counts.iter().sum::<u64>(), 124);
    assert!(
        counts.is_sorted_by(|a, b| a >= b) && counts.len() == 3,
        "{counts:?}"
    );
}

#[tokio::test]
async fn what_a_report_does_not_know_is_passed_on() {
    let world = World::start().await;
    for (query, word) in [
        (r#""scope":"no-such-scope""#, "scope"),
        (
            r#""scope":"tickets-created","measures":["noSuchMeasure"]"#,
            "noSuchMeasure",
        ),
        (
            r#""scope":"tickets-created","dimensions":["noSuchDimension"]"#,
            "noSuchDimension",
        ),
    ] {
        let error = world.err(&report(query)).await;
        assert_eq!(error.kind, "invalid-input", "{error}");
        assert_eq!(error.status, Some(400));
        let told = format!("{} {:?}", error.message, error.details);
        assert!(told.contains(word), "{error}");
    }
    let long = report(r#""scope":"tickets-created""#).replace("2026-05-01", "2020-05-01");
    let error = world.err(&long).await;
    assert_eq!(error.kind, "invalid-input");
    assert!(error.message.contains("366 days"), "{error}");
    // Seen on an account without the feature.
    let error = world.err(&report(r#""scope":"voice-calls""#)).await;
    assert_eq!(error.kind, "server");
    assert_eq!(error.status, Some(500));
}

#[tokio::test]
async fn a_legacy_statistic_agrees_with_its_csv() {
    let world = World::start().await;
    let overview = world
        .ok(&format!(
            r#"post-api-stats-name("overview", {})"#,
            text(MAY)
        ))
        .await;
    let figures = overview["data"]["data"].as_array().expect("figures");
    let names: Vec<&str> = figures
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(
        names,
        [
            "total_new_tickets",
            "total_replied_tickets",
            "total_closed_tickets",
            "total_messages_sent",
            "total_messages_received",
            "median_first_response_time",
            "median_resolution_time",
            "total_one_touch_tickets",
        ]
    );
    assert_eq!(figures[0]["value"], 124);
    assert_eq!(
        overview["meta"]["start_datetime"],
        "2026-05-01T00:00:00+00:00"
    );

    let csv = world
        .ok(&format!(
            r#"post-api-stats-name-download("tickets-closed-per-agent", {})"#,
            text(MAY)
        ))
        .await;
    let csv = csv.as_str().expect("a text");
    let mut lines = csv.lines();
    assert!(
        lines
            .next()
            .is_some_and(|header| header.starts_with("Agent,")),
        "{csv}"
    );
    let closed: u64 = lines
        .map(|line| {
            let count = line.split(',').nth(1).expect("two columns");
            count.parse::<u64>().expect("a count")
        })
        .sum();
    assert_eq!(figures[2]["name"], "total_closed_tickets");
    assert_eq!(figures[2]["value"], closed);
}

#[tokio::test]
async fn an_account_without_legacy_statistics_says_what_to_use() {
    let world = World::with(Mock::builder().legacy_statistics(false)).await;
    for call in ["post-api-stats-name", "post-api-stats-name-download"] {
        let error = world
            .err(&format!(r#"{call}("overview", {})"#, text(MAY)))
            .await;
        assert_eq!(error.kind, "invalid-input", "{error}");
        assert!(
            error.message.contains("post-api-reporting-stats"),
            "{error}"
        );
    }
}
