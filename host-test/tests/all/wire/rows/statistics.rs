//! Both kinds of statistics: `/api/reporting/stats` and `/api/stats/{name}`.

use super::page;
use crate::{
    support::value::text,
    wire::row::{Row, answer},
};
use mock::Canned;
use serde_json::json;

const REPORTING: &str = "/api/reporting/stats";
/// Not pretty, so that a change of a single byte is seen.
const QUERY: &str = r#"{ "scope":"tickets-created", "timezone":"UTC","filters":[{"member":"customFields","values":[{"custom_field_id":12345678901234567890,"operator":"one-of","values":[1.10,"é\u00e9"]}]}] }"#;
const BODY: &str = r#"{"filters":{"period":{"start_datetime":"2026-05-01T00:00:00Z", "end_datetime":"2026-05-31T23:59:59Z"},"agents":[12345678901234567890],"score":[1.0]}}"#;
const FILTERS: &str = r#"{"period":{"start_datetime":"2026-05-01T00:00:00Z", "end_datetime":"2026-05-31T23:59:59Z"},"agents":[12345678901234567890],"score":[1.0]}"#;

pub fn rows() -> Vec<Row> {
    [reporting(), legacy(), legacy_csv()].concat()
}

fn reporting() -> Vec<Row> {
    vec![
        Row::post(format!("post-api-reporting-stats({})", text(QUERY)), REPORTING)
            .exact(
                r#"{"query":{ "scope":"tickets-created", "timezone":"UTC","filters":[{"member":"customFields","values":[{"custom_field_id":12345678901234567890,"operator":"one-of","values":[1.10,"é\u00e9"]}]}] }}"#,
            )
            .answers(answer(
 201,
                r#"{"object":"list","uri":"/api/reporting/stats?limit=2","data":[{"agentId":31,"medianResolutionTime":1.50}],"meta":{"scope":"tickets-created","prev_cursor":null,"next_cursor":"b2Zmc2V0OjI=","total":40,"offset":0,"limit":2}}"#,
))
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
        .lists_nothing(),
        Row::post(r#"post-api-reporting-stats("{}", {:})"#, REPORTING)
            .json(json!({"query": {}}))
            .lists_nothing(),
    ]
}

fn legacy() -> Vec<Row> {
    vec![
        Row::post(
            format!(r#"post-api-stats-name("overview", {})"#, text(FILTERS)),
            "/api/stats/overview",
        )
        .exact(BODY)
        .passes(
            200,
            r#"{"data":{"data":[{"name":"total_new_tickets","value":5.0}]},"meta":{}}"#,
        ),
        // A name is one segment of the path, whatever it holds.
        Row::post(
            r#"post-api-stats-name("a new name?#ü", "{}")"#,
            "/api/stats/a%20new%20name%3F%23%C3%BC",
        )
        .json(json!({"filters": {}}))
        .passes(201, r#"{"data":null}"#),
    ]
}

fn legacy_csv() -> Vec<Row> {
    vec![
        // Text, byte for byte.
        Row::post(
            format!(
                r#"post-api-stats-name-download("tickets-closed-per-agent", {})"#,
                text(FILTERS)
            ),
            "/api/stats/tickets-closed-per-agent/download",
        )
        .accept("text/csv")
        .exact(BODY)
        .answers(
            Canned::new(200)
                .header("content-type", "text/csv; charset=utf-8")
                .body("\u{feff}Agent,Closed tickets\r\n\"Byron, Ada\",12\r\nZoë,0\r\n"),
        )
        .gives(json!(
            "\u{feff}Agent,Closed tickets\r\n\"Byron, Ada\",12\r\nZoë,0\r\n"
        )),
    ]
}
