//! A case for each kind of error, with all that the record says.

use crate::{
    faults::{kind, table::groups},
    fuzz::record::Record,
    shipped::shipped,
    support::World,
};
use host::call::ToolError;
use mock::{Canned, Mock, MockBuilder};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use wit_parser::TypeDefKind;

const GET: &str = "get-customer(700101)";
const CREATE: &str = r#"create-customer({channels: [], email: "ada@shop.test"})"#;

struct Case {
    /// As in `wit/`.
    kind: &'static str,
    call: &'static str,
    /// Changes to the mock's environment; an empty text takes a variable away.
    settings: &'static [(&'static str, &'static str)],
    mock: MockBuilder,
    /// What is answered instead of the mock's own answer.
    answer: Option<Canned>,
    /// None: nothing is sent.
    status: Option<u16>,
    details: Option<Value>,
    retry_after: Option<u32>,
    /// Words of the message.
    says: &'static [&'static str],
}

impl Case {
    fn new(kind: &'static str, call: &'static str, says: &'static [&'static str]) -> Self {
        Self {
            kind,
            call,
            settings: &[],
            mock: Mock::builder(),
            answer: None,
            status: None,
            details: None,
            retry_after: None,
            says,
        }
    }

    fn settings(mut self, settings: &'static [(&'static str, &'static str)]) -> Self {
        self.settings = settings;
        self
    }

    fn mock(mut self, mock: MockBuilder) -> Self {
        self.mock = mock;
        self
    }

    fn answer(mut self, answer: Canned) -> Self {
        self.answer = Some(answer);
        self
    }

    /// The request is answered with this status.
    fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The same, with `{"error": {"msg": …}}`, which become the details.
    fn msg(mut self, status: u16, msg: &str) -> Self {
        self.details = Some(json!({"error": {"msg": msg}}));
        self.status(status)
    }

    fn details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

fn cases() -> Vec<Case> {
    let missing = json!({"error": {"msg": "Failed to create customer", "data": {"channels": ["Missing data for required field."]}}});
    vec![
        Case::new(
            "not-configured",
            GET,
            &["GORGIAS_DOMAIN", "account", "Nothing was sent."],
        )
        .settings(&[("GORGIAS_BASE_URL", ""), ("GORGIAS_DOMAIN", "evil.test")]),
        Case::new(
            "invalid-input",
            CREATE,
            &[
                "Gorgias answered 400 to POST /api/customers: Failed to create customer",
                "Missing data for required field",
                "Correct the parameters",
            ],
        )
        .answer(Canned::new(400).json(&missing))
        .status(400)
        .details(missing),
        Case::new("unauthorized", GET, &["GORGIAS_API_KEY", "GORGIAS_EMAIL"])
            .settings(&[("GORGIAS_API_KEY", "wrong-key-0123")])
            .msg(401, "Unauthorized."),
        // A host that should have added credentials, and did not.
        Case::new(
            "unauthorized",
            GET,
            &["GORGIAS_AUTH", "host has to add credentials"],
        )
        .settings(&[
            ("GORGIAS_EMAIL", ""),
            ("GORGIAS_API_KEY", ""),
            ("GORGIAS_AUTH", "host"),
        ])
        .msg(401, "Unauthorized."),
        Case::new(
            "forbidden",
            "delete-customer(700101)",
            &["You are not allowed", "role or scope"],
        )
        .answer(Canned::error(403, "You are not allowed."))
        .msg(403, "You are not allowed."),
        Case::new(
            "not-found",
            "get-customer(1)",
            &["GET /api/customers/1:", "No such customer: check the id"],
        )
        .msg(404, "Resource not found."),
        Case::new(
            "merged",
            GET,
            &["merged into another", "/api/customers/700102"],
        )
        .answer(Canned::new(301).header("location", "/api/customers/700102"))
        .status(301)
        .details(json!({"location": "/api/customers/700102"})),
        Case::new(
            "conflict",
            CREATE,
            &[
                "belongs to another customer",
                "find it with list-customers or search",
            ],
        )
        .msg(409, "The email ada@shop.test belongs to another customer."),
        Case::new(
            "conflict",
            "merge-customers(700102, 700105)",
            &["cannot be merged"],
        )
        .msg(409, "Both customers have data of the integration 61."),
        Case::new(
            "too-large",
            r#"post-api-upload([{name: "a.txt", content: "aaaa", encoding: utf8}])"#,
            &["fewer or smaller files"],
        )
        .mock(Mock::builder().upload_limit(100_usize))
        .msg(413, "The request is too large."),
        Case::new(
            "too-large",
            "list-customers()",
            &[
                "larger than 2048 bytes",
                "GORGIAS_MAX_RESPONSE_BYTES",
                "smaller `limit`",
            ],
        )
        .settings(&[("GORGIAS_MAX_RESPONSE_BYTES", "2048")])
        .status(200),
        Case::new("rate-limited", GET, &["request budget", "Wait 120 s"])
            .answer(Canned::rate_limited(120))
            .msg(429, "Rate limit exceeded.")
            .retry_after(120),
        Case::new("server", GET, &["Oops", "try again later"])
            .answer(Canned::error(500, "Oops"))
            .msg(500, "Oops"),
        Case::new(
            "unexpected-response",
            GET,
            &["I'm a teapot", "does not document"],
        )
        .answer(Canned::new(418).body("I'm a teapot"))
        .status(418),
        Case::new(
            "unexpected-response",
            GET,
            &["not JSON", "It begins: <p>Sign in"],
        )
        .answer(Canned::new(200).html("<p>Sign in</p>"))
        .status(200),
    ]
}

#[tokio::test]
async fn every_error_says_what_happened_and_what_to_do() {
    let mut wrong = Vec::new();
    for case in cases() {
        let world = World::with(case.mock.clone()).await;
        if let Some(answer) = &case.answer {
            world.mock.answer_next(answer.clone());
        }
        // An empty variable counts as none.
        let sandbox = world.sandbox().envs(case.settings.iter().copied());
        let problems = match world.call_in(&sandbox, case.call).await {
            Ok(value) => vec![format!("succeeded with {value:?}")],
            Err(error) => problems(&case, &error, world.mock.requests().len()),
        };
        wrong.extend(
            problems
                .iter()
                .map(|problem| format!("{}: {problem}", case.call)),
        );
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}

fn problems(case: &Case, error: &ToolError, requests: usize) -> Vec<String> {
    let details = error.details.as_deref();
    let record = Record {
        message: &error.message,
        details,
        request_id: error.request_id.as_deref(),
    };
    let mut problems = record.flaws(&["mock-api-key", "evil"]);
    for words in case
        .says
        .iter()
        .filter(|words| !error.message.contains(**words))
    {
        problems.push(format!("the message lacks {words:?}"));
    }
    let details = details.map(|json| serde_json::from_str(json).expect("details are JSON"));
    let is = (
        &*error.kind,
        error.status,
        details,
        error.retry_after_seconds,
    );
    let wanted = (
        case.kind,
        case.status,
        case.details.clone(),
        case.retry_after,
    );
    if is != wanted {
        problems.push(format!("{is:?} instead of {wanted:?}"));
    }
    // The mock counts its answers in the request id.
    let sent = case.status.is_some();
    let id = sent.then(|| format!("{:032x}", 1));
    let is = (error.request_sent, requests, &error.request_id);
    let wanted = (sent, usize::from(sent), &id);
    if is != wanted {
        problems.push(format!("sent, requests, id: {is:?} instead of {wanted:?}"));
    }
    problems
        .iter()
        .map(|problem| format!("{problem}\nin {error}"))
        .collect()
}

/// Here, or in the matrix of faults.
#[test]
fn every_kind_of_error_is_tested() {
    let mut tested: BTreeSet<&str> = cases().iter().map(|case| case.kind).collect();
    let groups = groups();
    let faults = groups.iter().flat_map(|group| &group.faults);
    tested.extend(faults.flat_map(|fault| fault.kinds()).map(kind::name));
    let (resolve, _) = shipped();
    let kinds = resolve.types.iter().find_map(|(_, ty)| match &ty.kind {
        TypeDefKind::Enum(kinds) if ty.name.as_deref() == Some("error-kind") => Some(kinds),
        _ => None,
    });
    let kinds = kinds.expect("an error has a kind").cases.iter();
    assert_eq!(tested, kinds.map(|kind| &*kind.name).collect());
}
