//! Groups tickets into the rows of an answer.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::input::{Granularity, Input};
use super::measures::Measure;
use super::scopes::{Scope, time_of};
use crate::answer::Fault;
use crate::shop::{Shop, Ticket};
use crate::time::{self, DAY, HOUR, Micros};

/// The shop's only store: its Shopify integration.
pub const STORE: u64 = 61;

/// # Errors
/// 400 for an order by a column that the rows do not have.
pub fn rows(shop: &Shop, scope: &'static Scope, input: &Input) -> Result<Vec<Value>, Fault> {
    let measures: Vec<(&str, Measure)> = scope
        .measures
        .iter()
        .filter(|(name, _)| {
            let asked = input.measures.as_ref();
            asked.is_none_or(|asked| asked.iter().any(|one| one == name))
        })
        .copied()
        .collect();
    check_order(input, &measures)?;

    let mut groups: Vec<(Map<String, Value>, Vec<&Ticket>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let by_tag = input.dimensions.iter().any(|name| name == "tagId");
    for ticket in &shop.tickets {
        let counts = (scope.time)(ticket).is_some();
        if !counts || !input.filters.fit(scope, &shop.staff, ticket) {
            continue;
        }
        // A ticket with two tags counts in the rows of both.
        let tags: Vec<Option<u64>> = match by_tag {
            true => ticket.tags.iter().map(|tag| Some(*tag)).collect(),
            false => vec![None],
        };
        for tag in tags {
            let key = key(scope, input, ticket, tag);
            let text = Value::Object(key.clone()).to_string();
            let place = *places.entry(text).or_insert_with(|| {
                groups.push((key, Vec::new()));
                groups.len() - 1
            });
            groups[place].1.push(ticket);
        }
    }
    let is_grouped = !input.dimensions.is_empty() || !input.time_dimensions.is_empty();
    if groups.is_empty() && !is_grouped {
        // A sum over nothing is still a sum.
        groups.push((Map::new(), Vec::new()));
    }
    let mut rows: Vec<Map<String, Value>> = groups
        .into_iter()
        .map(|(mut row, tickets)| {
            for (name, measure) in &measures {
                row.insert((*name).into(), measure(&tickets));
            }
            row
        })
        .collect();
    rows.sort_by(|left, right| compare(input, left, right));
    Ok(rows.into_iter().map(Value::Object).collect())
}

fn check_order(input: &Input, measures: &[(&str, Measure)]) -> Result<(), Fault> {
    for (column, _) in &input.order {
        let known = input.dimensions.contains(column)
            || input.time_dimensions.iter().any(|(name, _)| name == column)
            || measures.iter().any(|(name, _)| name == column);
        if !known {
            let msg = format!("Cannot order by {column}: it was not asked for.");
            return Err(Fault::bad_request(&msg));
        }
    }
    Ok(())
}

fn key(scope: &Scope, input: &Input, ticket: &Ticket, tag: Option<u64>) -> Map<String, Value> {
    let mut key = Map::new();
    for name in &input.dimensions {
        let value = match name.as_str() {
            "ticketId" => json!(ticket.id),
            "agentId" => json!(ticket.agent),
            "channel" => json!(ticket.channel),
            "integrationId" => json!(ticket.integration),
            "storeId" => json!(STORE),
            "tagId" => json!(tag),
            "surveyScore" => json!(ticket.survey.and_then(|survey| survey.score)),
            "firstResponseTime" => json!(ticket.first_response_time()),
            "resolutionTime" => json!(ticket.resolution_time()),
            "messagesCount" => json!(ticket.messages_sent + ticket.messages_received),
            _ => Value::Null,
        };
        key.insert(name.clone(), value);
    }
    for (name, granularity) in &input.time_dimensions {
        let at = time_of(scope, ticket, name).map(|at| time::millis(start_of(at, *granularity)));
        key.insert(name.clone(), json!(at));
    }
    key
}

/// The beginning of the hour, day, week (from Monday) or month.
fn start_of(at: Micros, granularity: Granularity) -> Micros {
    let day = at.div_euclid(DAY);
    match granularity {
        Granularity::Hour => at - at.rem_euclid(HOUR),
        Granularity::Day => day * DAY,
        // The first of January 1970 was a Thursday.
        Granularity::Week => (day - (day + 3).rem_euclid(7)) * DAY,
        Granularity::Month => {
            let (year, month, _) = time::civil(day);
            time::date(year, month, 1)
        }
    }
}

/// First as asked, then by time and by the dimensions, rising.
fn compare(input: &Input, left: &Map<String, Value>, right: &Map<String, Value>) -> Ordering {
    let times = input.time_dimensions.iter().map(|(name, _)| (name, false));
    let dimensions = input.dimensions.iter().map(|name| (name, false));
    input
        .order
        .iter()
        .map(|(name, falls)| (name, *falls))
        .chain(times)
        .chain(dimensions)
        .map(|(name, falls)| {
            let order = compare_values(&left[name], &right[name]);
            if falls { order.reverse() } else { order }
        })
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// Nothing comes before numbers, and those before texts.
fn compare_values(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        _ => match (left.as_f64(), right.as_f64()) {
            (Some(left), Some(right)) => left.total_cmp(&right),
            _ => left.as_str().cmp(&right.as_str()),
        },
    }
}
