//! Search: parts of names, emails and addresses, in any letter case.

use http::HeaderValue;
use serde_json::{Value, json};

use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::checks::{self, Checks};
use crate::options::ListShape;
use crate::shop::{Channel, Customer, Named, Shop};

const TYPES: [&str; 10] = [
    "agent",
    "customer",
    "customer_profile",
    "customer_channel",
    "customer_channel_email",
    "customer_channel_phone",
    "customers_by_phone",
    "integration",
    "team",
    "tag",
];

/// `POST /api/search`
pub fn search(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&[])?;
    let body = call.object()?;
    let mut checks = Checks::new("Failed to search");
    checks.only(&body, &["type", "query", "size"]);
    let kind = checks.required(&body, "type", checks::one_of(&TYPES));
    let query = checks.patch(&body, "query", false, checks::string);
    let size = checks.patch(&body, "size", false, |value| {
        match checks::integer(value)? {
            size @ 1..=50 => Ok(size as usize),
            _ => Err("Must be between 1 and 50.".into()),
        }
    });
    checks.finish()?;
    let query = query
        .value()
        .map_or(String::new(), |text| text.to_lowercase());
    let found = find(shop, kind.unwrap_or_default(), &query);
    let data: Vec<Value> = found.take(size.value().copied().unwrap_or(10)).collect();
    let body = match call.options.lists {
        ListShape::Envelope => json!({"object": "list", "uri": "", "data": data, "meta": {}}),
        ListShape::BareArray => Value::Array(data),
    };
    let engine = HeaderValue::from_static("ES");
    Ok(Answer::created(&body).with_header("x-gorgias-search-engine", engine))
}

/// All that match, in the order of their ids. The keys of a customer were seen live, the others
/// follow from what the records have.
fn find<'a>(shop: &'a Shop, kind: &str, query: &'a str) -> Box<dyn Iterator<Item = Value> + 'a> {
    let customers = shop.customers.values();
    match kind {
        "customer" => Box::new(customers.filter(|one| is_named(one, query)).map(short)),
        "customer_profile" => Box::new(
            customers
                .filter(|one| {
                    is_named(one, query) || one.channels.iter().any(|channel| has(channel, query))
                })
                .map(short),
        ),
        "customer_channel" => channels(shop, query, |_| true),
        "customer_channel_email" => channels(shop, query, |channel| channel.kind == "email"),
        "customer_channel_phone" => channels(shop, query, |channel| channel.kind == "phone"),
        "customers_by_phone" => Box::new(
            customers
                .filter(|one| {
                    let mut phones = one
                        .channels
                        .iter()
                        .filter(|channel| channel.kind == "phone");
                    phones.any(|channel| has(channel, query))
                })
                .map(short),
        ),
        "agent" => Box::new(
            shop.staff
                .agents
                .iter()
                .filter(|agent| part_of(query, agent.name) || part_of(query, agent.email))
                .map(|agent| json!({"id": agent.id, "name": agent.name, "email": agent.email})),
        ),
        "team" => named(&shop.staff.teams, query),
        "tag" => named(&shop.staff.tags, query),
        _ => Box::new(
            shop.staff
                .integrations
                .iter()
                .filter(|one| part_of(query, one.name))
                .map(|one| json!({"id": one.id, "name": one.name, "type": one.kind})),
        ),
    }
}

fn channels<'a>(
    shop: &'a Shop,
    query: &'a str,
    keep: fn(&Channel) -> bool,
) -> Box<dyn Iterator<Item = Value> + 'a> {
    Box::new(shop.customers.values().flat_map(move |customer| {
        let fitting = customer.channels.iter();
        fitting
            .filter(move |channel| keep(channel) && has(channel, query))
            .map(|channel| {
                json!({
                    "id": channel.id, "type": channel.kind, "address": channel.address,
                    "customer": {"id": customer.id, "name": customer.name},
                })
            })
    }))
}

fn named<'a>(things: &'a [Named], query: &'a str) -> Box<dyn Iterator<Item = Value> + 'a> {
    let fitting = things.iter().filter(move |one| part_of(query, one.name));
    Box::new(fitting.map(|one| json!({"id": one.id, "name": one.name})))
}

fn short(customer: &Customer) -> Value {
    json!({"id": customer.id, "name": customer.name, "email": customer.email})
}

fn is_named(customer: &Customer, query: &str) -> bool {
    let mut texts = [&customer.name, &customer.email].into_iter().flatten();
    query.is_empty() || texts.any(|text| part_of(query, text))
}

fn has(channel: &Channel, query: &str) -> bool {
    part_of(query, &channel.address)
}

/// `query` is in lower case already.
fn part_of(query: &str, text: &str) -> bool {
    text.to_lowercase().contains(query)
}
