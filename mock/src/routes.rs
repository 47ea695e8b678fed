//! Which endpoint answers a method and a path. Read it as the API's index.

use crate::{
    answer::{Answer, ApiError},
    lock::lock,
    log::LoggedRequest,
    options::Options,
    other_side,
    request::Request,
    resources::{
        custom_fields, customers, events, files, legacy, merge, reporting, search, values,
    },
    schema::Key,
    shop::Shop,
};
use axum::{
    Extension, Router,
    extract::{RawPathParams, State},
    response::IntoResponse,
    routing::{self, MethodFilter},
};
use http::StatusCode;
use std::sync::{Arc, Mutex};

/// The account that the endpoints work on.
#[derive(Debug)]
pub struct Account {
    pub options: Options,
    pub shop: Mutex<Shop>,
}

type Endpoint = fn(&mut Shop, &Request) -> Answer;

/// A method, a path, the keys that the query may have, and the endpoint.
type Route = (MethodFilter, &'static str, &'static [Key], Endpoint);

const DELETE: MethodFilter = MethodFilter::DELETE;
const GET: MethodFilter = MethodFilter::GET;
const POST: MethodFilter = MethodFilter::POST;
const PUT: MethodFilter = MethodFilter::PUT;
const DOWNLOAD: &str = "/api/{file_type}/download/{domain_hash}/{resource_name}";
const VALUE: &str = "/api/customers/{id}/custom-fields/{field_id}";
const NONE: &[Key] = &[];

const ROUTES: &[Route] = &[
    (GET, "/api/customers", customers::FILTERS, customers::list),
    (POST, "/api/customers", NONE, customers::create),
    (DELETE, "/api/customers", NONE, customers::delete_many),
    (PUT, "/api/customers/merge", merge::IDS, merge::merge),
    (
        GET,
        "/api/customers/{id}",
        customers::RELATIONSHIPS,
        customers::get,
    ),
    (PUT, "/api/customers/{id}", NONE, customers::update),
    (DELETE, "/api/customers/{id}", NONE, customers::delete),
    (PUT, "/api/customers/{id}/data", NONE, customers::set_data),
    (GET, "/api/customers/{id}/custom-fields", NONE, values::list),
    (
        PUT,
        "/api/customers/{id}/custom-fields",
        NONE,
        values::set_many,
    ),
    (PUT, VALUE, NONE, values::set),
    (DELETE, VALUE, NONE, values::delete),
    (
        GET,
        "/api/custom-fields",
        custom_fields::FILTERS,
        custom_fields::list,
    ),
    (POST, "/api/custom-fields", NONE, custom_fields::create),
    (PUT, "/api/custom-fields", NONE, custom_fields::update_many),
    (GET, "/api/custom-fields/{id}", NONE, custom_fields::get),
    (PUT, "/api/custom-fields/{id}", NONE, custom_fields::update),
    (GET, "/api/events", events::FILTERS, events::list),
    (GET, "/api/events/{id}", NONE, events::get),
    (
        POST,
        "/api/reporting/stats",
        reporting::PAGING,
        reporting::query,
    ),
    (POST, "/api/stats/{name}", NONE, legacy::get),
    (POST, "/api/stats/{name}/download", NONE, legacy::download),
    (POST, "/api/upload", files::TYPE, files::upload),
    (GET, DOWNLOAD, NONE, files::download),
    (POST, "/api/search", NONE, search::search),
];

/// Answers requests that bring their [`LoggedRequest`] as an extension.
pub fn router(account: Arc<Account>) -> Router {
    let mut router = Router::new();
    for &(method, path, keys, endpoint) in ROUTES {
        let answer = move |State(account): State<Arc<Account>>,
                           params: RawPathParams,
                           Extension(logged): Extension<Arc<LoggedRequest>>| async move {
            answer(&account, &params, logged, keys, endpoint).await
        };
        router = router.route(path, routing::on(method, answer));
    }
    let router = router.method_not_allowed_fallback(not_allowed);
    router.fallback(unexpected).with_state(account)
}

async fn answer(
    account: &Account,
    params: &RawPathParams,
    logged: Arc<LoggedRequest>,
    keys: &[Key],
    endpoint: Endpoint,
) -> Answer {
    let params: Vec<_> = params.iter().collect();
    // No route takes nothing, nor anything but digits for an id.
    let fits = |(name, text): &(&str, &str)| {
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        !text.is_empty() && (is_digits || !name.ends_with("id"))
    };
    if !params.iter().all(fits) {
        return Err(unexpected(Extension(logged)).await);
    }
    let request = Request::new(&logged, &account.options, &params, keys)?;
    let answer = endpoint(&mut lock(&account.shop), &request);
    Ok(other_side::of(&request, answer.into_response()))
}

async fn not_allowed() -> ApiError {
    let msg = "The specified HTTP method is not allowed.";
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, msg)
}

/// Gorgias says no more than "not found"; a test is better served by the request.
async fn unexpected(Extension(logged): Extension<Arc<LoggedRequest>>) -> ApiError {
    let msg = format!("{} {} was not expected", logged.method, logged.path);
    eprintln!("mock: {msg}");
    ApiError::new(StatusCode::NOT_FOUND, &msg)
}
