//! What reading tells: every read tool once or twice, and the questions between.

use crate::{
    files,
    probe::{End, Probe, Told, has_message, text},
};
use http::Method;
use serde_json::{Value, json};

/// Reading takes no more requests than this.
pub const MOST_REQUESTS: usize = 40;

/// An id that nobody has, and that fits into 32 bits.
const NOBODY: u64 = 2_147_483_646;
/// Scopes that every account should have, and two of features that it may lack.
const USUAL: [(&str, &str); 3] = [
    ("first-response-time", "medianFirstResponseTime"),
    ("messages-sent", "messagesCount"),
    ("satisfaction-surveys", "averageSurveyScore"),
];
const RARE: [(&str, &str); 2] = [
    ("online-time", "onlineTime"),
    ("voice-calls", "voiceCallsCount"),
];

/// What the rest needs to know.
pub struct Subject {
    /// The three parts of a file's address.
    pub file: Option<[String; 3]>,
    /// The first day of the statistics, and the day after the last one: `2026-05-01`.
    pub period: [String; 2],
}

/// The custom fields of customers that were found.
pub type Fields = Vec<Value>;

/// Asks everything that takes no change.
pub async fn run(probe: &mut Probe, subject: &Subject) -> Result<Fields, End> {
    let customer = customers(probe).await?;
    let fields = custom_fields(probe).await?;
    events(probe).await?;
    search(probe, &customer).await?;
    reporting(probe, &subject.period).await?;
    legacy(probe, &subject.period).await?;
    if let Some(parts) = &subject.file {
        files::download(probe, parts).await?;
    }
    Ok(fields)
}

/// One with an email address, where there is one.
async fn customers(probe: &mut Probe) -> Result<Value, End> {
    let all = probe.call("list-customers()").await?;
    let body = all.body();
    let shape = match &body {
        Value::Array(_) => Some(false),
        _ => body["data"].is_array().then(|| body["meta"].is_object()),
    };
    probe.conclude("list-envelope", shape, &all);
    let has_email = |one: &&Value| one["email"].is_string();
    let items = all.items();
    let customer = items.iter().find(has_email).or(items.first());
    let customer = customer.cloned().unwrap_or_default();

    let page = probe.call("list-customers({limit: 2})").await?;
    if let Some(cursor) = page
        .result
        .as_ref()
        .ok()
        .and_then(|it| it["next-cursor"].as_str())
    {
        let cursor = text(cursor);
        let next = format!("list-customers({{limit: 2, cursor: {cursor}}})");
        probe.call(&next).await?;
    }
    let many = probe.bare(Method::GET, "/api/customers?limit=101", None);
    let many = many.await?;
    probe.conclude("limit-above-100", many.refused(), &many);
    let both = probe
        .ask("list-customers({language: \"fr\", limit: 1})")
        .await?;
    probe.conclude("language-alone", both.refused(), &both);

    if let Some(id) = customer["id"].as_u64() {
        filters(probe, &customer, id).await?;
        probe.call(format!("get-customer({id})")).await?;
        let call = format!("list-customer-custom-fields-values({id})");
        let values = probe.call(&call).await?;
        wrapper(probe, &values);
    }
    let nobody = probe.ask(format!("get-customer({NOBODY})")).await?;
    let shape = has_message(nobody.body().to_string().as_bytes());
    let holds = nobody.result.is_err() && nobody.status().is_some();
    probe.conclude("error-shape", holds.then_some(shape), &nobody);
    Ok(customer)
}

/// Notes whether an answer without pages has its array under `data`.
pub fn wrapper(probe: &mut Probe, told: &Told) {
    let body = told.body();
    let holds = match &body {
        Value::Array(_) => Some(false),
        _ => body["data"].is_array().then_some(true),
    };
    probe.conclude("data-wrapper", holds, told);
}

async fn filters(probe: &mut Probe, customer: &Value, id: u64) -> Result<(), End> {
    let finds = |told: &Told| told.items().iter().any(|one| one["id"] == id);
    let email = customer["email"].as_str().unwrap_or_default();
    let other_case: String = email.chars().map(swap_case).collect();
    if other_case != email {
        let told = by(probe, "email", &other_case).await?;
        let mut holds = told.result.is_ok().then(|| finds(&told));
        if holds == Some(false) {
            // Only if it is found as it is written does that say anything.
            let plain = by(probe, "email", email).await?;
            holds = holds.filter(|_| finds(&plain));
        }
        probe.conclude("email-any-case", holds, &told);
    }
    let name = customer["name"].as_str().unwrap_or_default();
    if let Some((first, _)) = name.split_once(' ') {
        let told = by(probe, "name", first).await?;
        // Others may have that for their full name.
        let is_full = |one: &Value| {
            let name = one["name"].as_str().unwrap_or_default();
            name.trim().eq_ignore_ascii_case(first)
        };
        let holds = told.result.is_ok();
        let holds = holds.then(|| told.items().iter().all(is_full));
        probe.conclude("name-whole", holds, &told);
    }
    Ok(())
}

async fn by(probe: &mut Probe, filter: &str, value: &str) -> Result<Told, End> {
    let call = format!("list-customers({{{filter}: {}}})", text(value));
    probe.ask(&call).await
}

fn swap_case(letter: char) -> char {
    match letter.is_ascii_lowercase() {
        true => letter.to_ascii_uppercase(),
        false => letter.to_ascii_lowercase(),
    }
}

async fn custom_fields(probe: &mut Probe) -> Result<Fields, End> {
    let mut of_customers = Vec::new();
    let mut archived = Vec::new();
    for object in ["customer", "ticket"] {
        let told = probe.call(format!("list-custom-fields({object}, {{limit: 100}})"));
        let told = told.await?;
        let is_archived = |field: &Value| field["deactivated_datetime"].is_string();
        if told.items().iter().any(is_archived) {
            archived.push((true, told.by.clone()));
        }
        if object == "customer" {
            of_customers = told.items().to_vec();
        }
    }
    if archived.is_empty() {
        for object in ["customer", "ticket"] {
            let call = format!("list-custom-fields({object}, {{archived: true, limit: 1}})");
            let told = probe.ask(&call).await?;
            if !told.items().is_empty() {
                archived.push((false, told.by));
            }
        }
    }
    for (holds, by) in archived {
        probe.findings.conclude("fields-both", Some(holds), &by);
    }
    if let Some(id) = of_customers.first().and_then(|field| field["id"].as_u64()) {
        probe.call(format!("get-custom-field({id})")).await?;
    }
    Ok(of_customers)
}

async fn events(probe: &mut Probe) -> Result<(), End> {
    let all = probe.call("list-events()").await?;
    if let Some(id) = all.items().first().and_then(|event| event["id"].as_u64()) {
        probe.call(format!("get-event({id})")).await?;
    }
    let lone = probe.ask("list-events({object-type: \"Customer\", limit: 1})");
    let lone = lone.await?;
    probe.conclude("event-object-id", lone.refused(), &lone);
    let target = "/api/events?limit=1&order_by=created_datetime";
    let bare = probe.bare(Method::GET, target, None).await?;
    probe.conclude("event-order", bare.refused(), &bare);
    let mut users = all
        .items()
        .iter()
        .filter_map(|event| event["user_id"].as_u64());
    if let Some(one) = users.next() {
        let other = users.find(|user| *user != one).unwrap_or(one + 1);
        let call = format!("list-events({{user-ids: [{one}, {other}], limit: 1}})");
        let told = probe.ask(&call).await?;
        probe.conclude("event-one-user", told.refused(), &told);
    }
    Ok(())
}

async fn search(probe: &mut Probe, customer: &Value) -> Result<(), End> {
    let id = &customer["id"];
    let email = text(customer["email"].as_str().unwrap_or_default());
    probe.about = Some("customer");
    let told = probe.call(format!("search(\"customer\", {email})")).await?;
    let status = told.succeeded_with(201);
    probe.conclude("search-201", status, &told);
    if !customer["email"].is_string() {
        return Ok(());
    }
    probe.about = Some("customer_profile");
    let profiles = probe.call(format!("search(\"customer_profile\", {email}, 50)"));
    let profiles = profiles.await?;
    let found = profiles.items();
    let has_id = found.iter().any(|profile| profile["id"] == *id);
    let holds = (!found.is_empty()).then_some(has_id);
    probe.conclude("search-profile-ids", holds, &profiles);
    probe.about = Some("customer_channel");
    let channels = probe.call(format!("search(\"customer_channel\", {email}, 50)"));
    let channels = channels.await?;
    let mut found = channels.items().iter();
    let own = found.find(|channel| channel["customer"]["id"] == *id);
    let holds = own.map(|channel| channel["id"] != *id);
    probe.conclude("search-channel-ids", holds, &channels);
    Ok(())
}

async fn reporting(probe: &mut Probe, [start, end]: &[String; 2]) -> Result<(), End> {
    let period = json!([
        {"member": "periodStart", "operator": "afterDate", "values": [start]},
        {"member": "periodEnd", "operator": "beforeDate", "values": [end]},
    ]);
    let call = |scope: &str, measure: &str, filters: &Value, times: &Value| {
        let query = json!({
            "scope": scope, "timezone": "UTC", "measures": [measure], "filters": filters,
            "time_dimensions": times,
        });
        format!("post-api-reporting-stats({})", text(&query.to_string()))
    };
    let (created, count, none) = ("tickets-created", "ticketCount", json!([]));
    let days = json!([{"dimension": "createdDatetime", "granularity": "day"}]);
    probe.about = Some("tickets-created");
    let told = probe.call(&call(created, count, &period, &days)).await?;
    let keys = told.items().first().and_then(Value::as_object);
    let keys: Vec<&String> = keys.into_iter().flat_map(|row| row.keys()).collect();
    let key = keys.iter().find(|key| key.starts_with("createdDatetime"));
    let holds = key.map(|key| *key == "createdDatetime");
    probe.conclude("time-key", holds, &told);
    good_statistics(probe, &told);

    probe.about = Some("tickets-created without a period");
    let told = probe.ask(&call(created, count, &none, &none)).await?;
    let holds = told.refused().map(|refused| !refused);
    probe.conclude("period-optional", holds, &told);
    for (scope, measure) in USUAL {
        probe.about = Some(scope);
        let told = probe.call(&call(scope, measure, &period, &none)).await?;
        good_statistics(probe, &told);
    }
    for (scope, measure) in RARE {
        probe.about = Some(scope);
        let told = probe.ask(&call(scope, measure, &period, &none)).await?;
        let holds = match told.status() {
            Some(500..) => Some(true),
            Some(400..) => Some(false),
            _ => None,
        };
        probe.conclude("scope-500", holds, &told);
    }
    Ok(())
}

fn good_statistics(probe: &mut Probe, told: &Told) {
    let holds = told.succeeded_with(200);
    probe.conclude("statistics-200", holds, told);
}

async fn legacy(probe: &mut Probe, [start, end]: &[String; 2]) -> Result<(), End> {
    let filters = json!({"period": {
        "start_datetime": format!("{start}T00:00:00Z"), "end_datetime": format!("{end}T00:00:00Z"),
    }});
    let filters = text(&filters.to_string());
    let told = probe.call(format!("post-api-stats-name(\"overview\", {filters})"));
    let told = told.await?;
    let is_there = told.refused().map(|refused| !refused);
    probe.conclude("legacy-statistics", is_there, &told);
    good_statistics(probe, &told);
    let csv = format!("post-api-stats-name-download(\"overview\", {filters})");
    let told = probe.call(&csv).await?;
    good_statistics(probe, &told);
    if is_there == Some(true) {
        probe.about = Some("latest-satisfaction-surveys");
        let call = format!("post-api-stats-name(\"latest-satisfaction-surveys\", {filters})");
        let told = probe.ask(&call).await?;
        let holds = told.refused().map(|refused| !refused);
        probe.conclude("legacy-names", holds, &told);
    }
    Ok(())
}
