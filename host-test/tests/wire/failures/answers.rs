//! Answers that say no, and answers that say nothing that can be understood.

use super::case::Case;
use mock::{Canned, Mock, RateLimit};
use serde_json::{Value, json};
use std::time::Duration;

const GET: &str = "get-customer(700101)";
const CREATE: &str = r#"create-customer({channels: [], name: "Zoë"})"#;
const MERGE: &str = "merge-customers(700104, 700107)";
const LEGACY: &str = r#"post-api-stats-name("overview", "{}")"#;
const UPLOAD: &str = r#"post-api-upload([{name: "a.txt", content: "aaaa", encoding: utf8}, {name: "b.txt", content: "b", encoding: utf8}])"#;
/// What a write says of which nobody knows whether it was done.
const LOOK: &str = "look before you repeat it";

pub fn cases() -> Vec<Case> {
    [refused(), signed_in(), gone(), busy(), odd()]
        .into_iter()
        .flatten()
        .collect()
}

fn msg(text: &str) -> Value {
    json!({"error": {"msg": text}})
}

/// 400, 409, 413, 422.
fn refused() -> Vec<Case> {
    let data = json!({"error": {"msg": "Failed to create customer", "data": {"channels": ["Missing data for required field."]}}});
    vec![
        Case::new("invalid-input", CREATE)
            .answer(Canned::new(400).json(&data))
            .status(400)
            .details(data)
            .says([
                "POST /api/customers",
                "400",
                "Failed to create customer",
                "Missing data for required field",
                "Correct the parameters",
            ]),
        Case::new("invalid-input", GET)
            .answer(Canned::error(422, "No."))
            .status(422)
            .details(msg("No."))
            .says(["GET /api/customers/700101", "422", "No."]),
        // The mock's own refusal, of what the plugin does not look into.
        Case::new("invalid-input", r#"search("ticket")"#)
            .status(400)
            .details(json!({"error": {"msg": "Failed to search", "data": {"type": ["Must be one of: agent, customer, customer_profile, customer_channel, customer_channel_email, customer_channel_phone, customers_by_phone, integration, team, tag."]}}}))
            .says(["400", "POST /api/search", "type", "Must be one of"]),
        // An account without legacy statistics.
        Case::new("invalid-input", LEGACY)
            .answer(Canned::error(400, "does not exist"))
            .status(400)
            .details(msg("does not exist"))
            .says(["does not exist", "post-api-reporting-stats"]),
        // The mock's own conflict.
        Case::new(
            "conflict",
            r#"create-customer({channels: [], email: "ada@shop.test"})"#,
        )
        .status(409)
        .details(msg("The email ada@shop.test belongs to another customer."))
        .says(["409", "belongs to another customer", "find it first"]),
        Case::new("conflict", "merge-customers(700102, 700105)")
            .status(409)
            .details(msg("Both customers have data of the integration 61."))
            .says(["409", "integration 61", "cannot be joined"]),
        // The mock's own limit.
        Case::new("too-large", UPLOAD)
            .mock(Mock::builder().upload_limit(100))
            .status(413)
            .details(msg("The request is too large."))
            .says(["413", "POST /api/upload", "fewer or smaller files"]),
        // The plugin's limit for answers.
        Case::new("too-large", "list-customers()")
            .set("GORGIAS_MAX_RESPONSE_BYTES", "2048")
            .status(200)
            .says(["larger than 2048 bytes", "GORGIAS_MAX_RESPONSE_BYTES", "smaller `limit`"]),
    ]
}

/// 401 and 403.
fn signed_in() -> Vec<Case> {
    const EMAIL: &str = "GORGIAS_EMAIL";
    const KEY: &str = "GORGIAS_API_KEY";
    const TOKEN: &str = "GORGIAS_ACCESS_TOKEN";
    let unauthorized = |call| {
        Case::new("unauthorized", call)
            .status(401)
            .details(msg("Unauthorized."))
            .says(["401"])
    };
    vec![
        unauthorized(GET)
            .set(KEY, "wrong-key-0123")
            .says([KEY, EMAIL]),
        unauthorized(CREATE)
            .set(EMAIL, "other@acme.test")
            .says([KEY, EMAIL]),
        unauthorized(GET)
            .unset(EMAIL)
            .unset(KEY)
            .set(TOKEN, "expired-0123")
            .says([TOKEN, "expire"]),
        unauthorized(GET)
            .unset(EMAIL)
            .unset(KEY)
            .set("GORGIAS_AUTH", "host")
            .says(["GORGIAS_AUTH", "host has to add credentials"]),
        Case::new("forbidden", "delete-customer(700101)")
            .answer(Canned::error(403, "You are not allowed to do this."))
            .status(403)
            .details(msg("You are not allowed to do this."))
            .says([
                "403",
                "DELETE /api/customers/700101",
                "You are not allowed",
                "role or scope",
            ]),
    ]
}

/// 301, 404, 410.
fn gone() -> Vec<Case> {
    let page =
        "<!DOCTYPE html><html><head><title>Page\n not  found</title></head><body>long</body>";
    vec![
        Case::new("not-found", "get-customer(1)")
            .status(404)
            .details(msg("Resource not found."))
            .says(["404", "GET /api/customers/1:", "Check the id"]),
        Case::new("not-found", "get-event(1)")
            .answer(Canned::new(410))
            .status(410)
            .says(["410", "GET /api/events/1."]),
        // An unknown account: seen live.
        Case::new("not-found", "list-customers({limit: 2})")
            .answer(Canned::new(404).html(page))
            .status(404)
            .says(["GET /api/customers: Page not found", "GORGIAS_DOMAIN"])
            .never("body")
            .never("limit=2"),
        Case::new("not-found", r#"download-file("attachment", "h", "n.png")"#)
            .status(404)
            .details(msg("Resource not found."))
            .says(["GET /api/attachment/download/h/n.png"]),
        Case::new("merged", GET)
            .answer(Canned::new(301).header("location", "/api/customers/700102"))
            .status(301)
            .details(json!({"location": "/api/customers/700102"}))
            .says(["merged into another", "/api/customers/700102"]),
        Case::new("merged", "delete-customer(700101)")
            .answer(Canned::new(301).header("location", "https://acme.gorgias.com/api/customers/7"))
            .status(301)
            .details(json!({"location": "https://acme.gorgias.com/api/customers/7"}))
            .says(["merged into another"]),
        // Where the location leads is not documented; it may be missing.
        Case::new("merged", r#"update-customer-data(700101, "1")"#)
            .answer(Canned::new(301))
            .status(301)
            .says(["merged into another"]),
    ]
}

/// 429 and 5xx.
fn busy() -> Vec<Case> {
    let limit = RateLimit {
        api_key: 0,
        access_token: 0,
        window: Duration::from_secs(3600),
    };
    let html = "<html><HEAD><TITLE>502 Bad Gateway</TITLE></HEAD><body>nginx</body></html>";
    vec![
        // A wait that does not fit into the call's time is told at once.
        Case::new("rate-limited", GET)
            .answer(Canned::rate_limited(120))
            .status(429)
            .details(msg("Rate limit exceeded."))
            .retry_after(120)
            .says(["429", "request budget", "Wait 120 s"]),
        Case::new("rate-limited", CREATE)
            .answer(Canned::rate_limited(30))
            .status(429)
            .details(msg("Rate limit exceeded."))
            .retry_after(30)
            .says(["POST /api/customers", "Wait 30 s"])
            .never(LOOK),
        // The mock's own bucket, which holds nothing.
        Case::new("rate-limited", "delete-customer(700101)")
            .mock(Mock::builder().rate_limit(limit))
            .status(429)
            .details(msg("Rate limit exceeded."))
            .retry_after(u32::MAX)
            .says(["request budget"])
            .never(LOOK),
        // 500 is no answer that asks to come back.
        Case::new("server", GET)
            .answer(Canned::error(500, "Oops"))
            .status(500)
            .details(msg("Oops"))
            .says(["500", "Oops", "try again later"])
            .never(LOOK),
        // A change is not repeated, since it may have been made.
        Case::new("server", CREATE)
            .answer(Canned::new(502).html(html))
            .status(502)
            .says(["502", "502 Bad Gateway", LOOK])
            .never("nginx"),
        Case::new("server", MERGE)
            .answer(Canned::new(503).body("An external service had an issue."))
            .status(503)
            .says([
                "PUT /api/customers/merge",
                "An external service had an issue",
                LOOK,
            ]),
        // A POST that reads changes nothing.
        Case::new("server", r#"search("customer")"#)
            .answer(Canned::new(504))
            .status(504)
            .says(["504", "POST /api/search"])
            .never(LOOK),
    ]
}

/// What the API does not document.
fn odd() -> Vec<Case> {
    let unexpected = |call, answer: Canned, status| {
        Case::new("unexpected-response", call)
            .answer(answer)
            .status(status)
    };
    let json = |body: &'static str| {
        Canned::new(200)
            .header("content-type", "application/json")
            .body(body)
    };
    vec![
        unexpected(GET, Canned::new(200).html("<html>Sign in</html>"), 200)
            .says(["200", "not JSON", "Sign in"]),
        unexpected(GET, Canned::new(200), 200).says(["200", "body is empty"]),
        unexpected(GET, json(r#"{"id": 1"#), 200).says(["not JSON", r#"{"id": 1"#]),
        unexpected(GET, json(r#"{"id": 1} {"id": 2}"#), 200).says(["not JSON"]),
        unexpected(GET, Canned::new(200).body(&b"\"\xff\""[..]), 200).says(["not UTF-8"]),
        unexpected("list-customers()", json(r#"{"items": []}"#), 200).says(["no `data` array"]),
        unexpected("list-events()", json(r#"{"data": {}}"#), 200).says(["no `data` array"]),
        unexpected("list-events()", json("[1, 2"), 200).says(["not JSON"]),
        unexpected("list-custom-fields(ticket)", json("\"x\""), 200).says(["but its body is"]),
        unexpected(CREATE, json("created"), 200).says(["not JSON", "created", LOOK]),
        unexpected(UPLOAD, json(r#"[{"name": "a", "url": "u"}]"#), 200)
            .says(["names 1 files instead of 2", LOOK]),
        unexpected(
            UPLOAD,
            json(r#"[{"name": "a"}, {"name": "b", "url": "u"}]"#),
            200,
        )
        .says(["no url"]),
        unexpected(GET, Canned::new(418).body("I'm a teapot"), 418).says([
            "418",
            "I'm a teapot",
            "does not document",
        ]),
        unexpected(CREATE, Canned::new(302).header("location", "/login"), 302).says([
            "302",
            "POST /api/customers",
            LOOK,
        ]),
        unexpected(
            r#"download-file("attachment", "h", "n")"#,
            Canned::new(307),
            307,
        )
        .says(["307", "without saying where"]),
        unexpected(
            r#"download-file("attachment", "h", "n")"#,
            Canned::new(307).header("location", "http://files.example.test/n"),
            307,
        )
        .says(["307", "not https"]),
    ]
}
