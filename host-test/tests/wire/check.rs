//! Runs one row: makes the call in a fresh session and compares all that arrived and came back.

use crate::row::{Answer, Body, Request, Row};
use crate::support::World;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mock::{Canned, LoggedRequest, Origin, Part};
use serde_json::Value;
use std::collections::BTreeMap;

/// The mock's credentials, as its documentation names them.
const CREDENTIALS: &str = "agent@acme.test:mock-api-key";

/// A request in a form that reads well when two of them differ.
#[derive(Debug, PartialEq)]
struct Seen {
    request: String,
    query: Vec<(String, String)>,
    /// All headers. The boundary of a multipart body is left out of the content type.
    headers: BTreeMap<String, String>,
    body: SeenBody,
}

#[derive(Debug, PartialEq)]
enum SeenBody {
    None,
    Json(Value),
    Text(String),
    Parts(Vec<Part>),
}

/// # Errors
/// What differs, in words.
pub async fn check(world: &World, row: &Row) -> Result<(), String> {
    world.mock.clear_requests();
    world.mock.answer_next(canned(world, &row.answer));
    if let Some((_, answer)) = &row.file {
        world.mock.answer_next(canned(world, answer).from_files());
    }
    let given = world.call(&row.call).await;
    let arrived = world.mock.requests();

    let mut expected = vec![(Origin::Api, &row.request)];
    expected.extend(row.file.iter().map(|(request, _)| (Origin::Files, request)));
    if arrived.len() != expected.len() {
        let lines = world.requests();
        return Err(format!(
            "{} requests instead of {}: {lines:?}, given {given:?}",
            arrived.len(),
            expected.len()
        ));
    }
    for (arrived, (origin, request)) in arrived.iter().zip(expected) {
        same("origin", &arrived.origin, &origin)?;
        let host = match origin {
            Origin::Api => world.mock.base_url(),
            Origin::Files => world.mock.files_origin(),
        };
        same(
            "request",
            &seen(arrived, &request.body),
            &wanted(request, &host, origin, arrived.body.len()),
        )?;
    }
    match given {
        Ok(value) => same("result", &value, &row.gives),
        Err(error) => Err(format!("the tool failed: {error}")),
    }
}

fn same<T: std::fmt::Debug + PartialEq>(what: &str, is: &T, wanted: &T) -> Result<(), String> {
    if is == wanted {
        return Ok(());
    }
    Err(format!("{what}\n   is {is:#?}\n   not {wanted:#?}"))
}

fn canned(world: &World, answer: &Answer) -> Canned {
    let canned = Canned::new(answer.status).body(answer.body.clone());
    answer.headers.iter().fold(canned, |canned, (name, value)| {
        canned.header(name, &value.replace("{files}", &world.mock.files_origin()))
    })
}

fn seen(request: &LoggedRequest, like: &Body) -> Seen {
    let text = || String::from_utf8_lossy(&request.body).into_owned();
    Seen {
        request: format!("{} {}", request.method, request.path),
        query: request.query.clone(),
        headers: request
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                let shown = value.split("; boundary=").next().unwrap_or_default();
                (name.to_string(), shown.to_owned())
            })
            .collect(),
        body: match like {
            Body::None if request.body.is_empty() => SeenBody::None,
            Body::Json(_) => match request.json() {
                Some(json) => SeenBody::Json(json),
                None => SeenBody::Text(text()),
            },
            Body::Parts(_) => SeenBody::Parts(request.parts.clone()),
            Body::None | Body::Exact(_) => SeenBody::Text(text()),
        },
    }
}

/// No header beside these may arrive: what a plugin sends without need, it leaks.
fn wanted(request: &Request, host: &str, origin: Origin, length: usize) -> Seen {
    let mut headers = BTreeMap::new();
    let mut put = |name: &str, value: &str| headers.insert(name.to_owned(), value.to_owned());
    put("accept", request.accept);
    put("accept-encoding", "identity");
    put("host", host.trim_start_matches("http://"));
    put(
        "user-agent",
        concat!("gorgias-customers/", env!("CARGO_PKG_VERSION")),
    );
    if origin == Origin::Api {
        put(
            "authorization",
            &format!("Basic {}", STANDARD.encode(CREDENTIALS)),
        );
    }
    let content_type = match request.body {
        Body::None => None,
        Body::Json(_) | Body::Exact(_) => Some("application/json"),
        Body::Parts(_) => Some("multipart/form-data"),
    };
    if let Some(content_type) = content_type {
        put("content-type", content_type);
        put("content-length", &length.to_string());
    }
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Seen {
        request: format!("{} {}", request.method, request.path),
        query: request.query.iter().map(owned).collect(),
        headers,
        body: match &request.body {
            Body::None => SeenBody::None,
            Body::Json(json) => SeenBody::Json(json.clone()),
            Body::Exact(text) => SeenBody::Text((*text).to_owned()),
            Body::Parts(parts) => SeenBody::Parts(parts.clone()),
        },
    }
}
