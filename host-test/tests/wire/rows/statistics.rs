//! Both kinds of statistics: `/api/reporting/stats` and `/api/stats/{name}`.

use super::{NO_ROWS, no_rows, page};
use crate::row::{Answer, Row};
use crate::support::value::text;
use serde_json::json;

const REPORTING: &str = "/api/reporting/stats";
/// Not pretty, so that a change of a single byte is seen.
const QUERY: &str = r#"{ "scope":"tickets-created", "timezone":"UTC","filters":[{"member":"customFields","values":[{"custom_field_id":12345678901234567890,"operator":"one-of","values":[1.10,"é\u00e9"]}]}] }"#;
const FILTERS: &str = r#"{"period":{"start_datetime":"2026-05-01T00:00:00Z", "end_datetime":"2026-05-31T23:59:59Z"},"agents":[12345678901234567890],"score":[1.0]}"#;

pub fn reporting() -> Vec<Row> {
    vec![
        Row::post(format!("post-api-reporting-stats({})", text(QUERY)), REPORTING)
            .exact(concat!(
                r#"{"query":{ "scope":"tickets-created", "timezone":"UTC","filters":[{"member":"customFields","values":[{"custom_field_id":12345678901234567890,"operator":"one-of","values":[1.10,"é\u00e9"]}]}] }"#,
                "}"
            ))
            .answers(
                201,
                r#"{"object":"list","uri":"/api/reporting/stats?limit=2","data":[{"agentId":31,"medianResolutionTime":1.50}],"meta":{"scope":"tickets-created","prev_cursor":null,"next_cursor":"b2Zmc2V0OjI=","total":40,"offset":0,"limit":2}}"#,
            )
            .gives(page(
                r#"[{"agentId":31,"medianResolutionTime":1.50}]"#,
                Some("b2Zmc2V0OjI="),
                None,
                Some(r#"{"scope":"tickets-created","prev_cursor":null,"next_cursor":"b2Zmc2V0OjI=","total":40,"offset":0,"limit":2}"#),
            )),
        // The paging goes into the query, the query into the body.
        Row::post(
            r#"post-api-reporting-stats("{}", {cursor: "b2Zmc2V0OjI=", limit: 10000})"#,
            REPORTING,
        )
        .query([("cursor", "b2Zmc2V0OjI="), ("limit", "10000")])
        .json(json!({"query": {}}))
        .answers(200, NO_ROWS)
        .gives(no_rows()),
        Row::post(r#"post-api-reporting-stats("{}", {limit: 1})"#, REPORTING)
            .query([("limit", "1")])
            .json(json!({"query": {}}))
            .answers(200, NO_ROWS)
            .gives(no_rows()),
        Row::post(r#"post-api-reporting-stats("{}", {cursor: "x&y"})"#, REPORTING)
            .query([("cursor", "x&y")])
            .json(json!({"query": {}}))
            .answers(200, NO_ROWS)
            .gives(no_rows()),
    ]
}

pub fn legacy() -> Vec<Row> {
    vec![
        Row::post(
            format!(r#"post-api-stats-name("overview", {})"#, text(FILTERS)),
            "/api/stats/overview",
        )
        .exact(concat!(
            r#"{"filters":{"period":{"start_datetime":"2026-05-01T00:00:00Z", "end_datetime":"2026-05-31T23:59:59Z"},"agents":[12345678901234567890],"score":[1.0]}"#,
            "}"
        ))
        .passes(200, r#"{"data":{"data":[{"name":"total_new_tickets","value":5.0}]},"meta":{}}"#),
        // A name is one segment of the path, whatever it holds.
        Row::post(
            r#"post-api-stats-name("a new name?#ü", "{}")"#,
            "/api/stats/a%20new%20name%3F%23%C3%BC",
        )
        .json(json!({"filters": {}}))
        .passes(201, r#"{"data":null}"#),
    ]
}

pub fn legacy_csv() -> Vec<Row> {
    const CSV: &str = "text/csv; charset=utf-8";
    let csv = |body: &'static str| Answer::new(200).header("content-type", CSV).body(body);
    vec![
        Row::post(
            format!(
                r#"post-api-stats-name-download("tickets-closed-per-agent", {})"#,
                text(FILTERS)
            ),
            "/api/stats/tickets-closed-per-agent/download",
        )
        .accept("text/csv")
        .exact(concat!(
            r#"{"filters":{"period":{"start_datetime":"2026-05-01T00:00:00Z", "end_datetime":"2026-05-31T23:59:59Z"},"agents":[12345678901234567890],"score":[1.0]}"#,
            "}"
        ))
        .answers_with(csv("Agent,Closed tickets\r\n\"Byron, Ada\",12\r\nZoë,0\r\n"))
        .gives(json!("Agent,Closed tickets\r\n\"Byron, Ada\",12\r\nZoë,0\r\n")),
        // Text, even where it looks like JSON or is empty; with the mark that spreadsheets write.
        Row::post(
            r#"post-api-stats-name-download("overview", "{}")"#,
            "/api/stats/overview/download",
        )
        .accept("text/csv")
        .json(json!({"filters": {}}))
        .answers_with(csv("\u{feff}{"))
        .gives(json!("\u{feff}{")),
        Row::post(
            r#"post-api-stats-name-download("überblick", "{}")"#,
            "/api/stats/%C3%BCberblick/download",
        )
        .accept("text/csv")
        .json(json!({"filters": {}}))
        .answers_with(Answer::new(201))
        .gives(json!("")),
    ]
}
