//! What is computed over the tickets of a row.

use serde_json::{Value, json};

use crate::shop::Ticket;

pub type Measure = fn(&[&Ticket]) -> Value;

pub fn count(tickets: &[&Ticket]) -> Value {
    json!(tickets.len())
}

pub fn messages_sent(tickets: &[&Ticket]) -> Value {
    json!(
        tickets
            .iter()
            .map(|ticket| ticket.messages_sent)
            .sum::<u64>()
    )
}

pub fn messages_received(tickets: &[&Ticket]) -> Value {
    json!(
        tickets
            .iter()
            .map(|ticket| ticket.messages_received)
            .sum::<u64>()
    )
}

pub fn average_messages(tickets: &[&Ticket]) -> Value {
    average(tickets, |ticket| {
        Some((ticket.messages_sent + ticket.messages_received) as f64)
    })
}

pub fn scores(tickets: &[&Ticket]) -> Vec<u64> {
    let surveys = tickets.iter().filter_map(|ticket| ticket.survey);
    surveys.filter_map(|survey| survey.score).collect()
}

pub fn average_score(tickets: &[&Ticket]) -> Value {
    average(tickets, |ticket| {
        ticket.survey?.score.map(|score| score as f64)
    })
}

/// The share of scores of 4 and 5.
pub fn satisfaction(tickets: &[&Ticket]) -> Value {
    let scores = scores(tickets);
    percent(
        scores.iter().filter(|score| **score >= 4).count(),
        scores.len(),
    )
}

pub fn percent(part: usize, whole: usize) -> Value {
    if whole == 0 {
        Value::Null
    } else {
        rounded(100.0 * part as f64 / whole as f64)
    }
}

/// Null when there is nothing to take it of.
pub fn average(tickets: &[&Ticket], of: fn(&Ticket) -> Option<f64>) -> Value {
    let values: Vec<f64> = tickets.iter().filter_map(|ticket| of(ticket)).collect();
    if values.is_empty() {
        return Value::Null;
    }
    rounded(values.iter().sum::<f64>() / values.len() as f64)
}

/// Null when there is nothing to take it of.
pub fn median(tickets: &[&Ticket], of: fn(&Ticket) -> Option<f64>) -> Value {
    let mut values: Vec<f64> = tickets.iter().filter_map(|ticket| of(ticket)).collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => Value::Null,
        odd if odd % 2 == 1 => rounded(values[middle]),
        _ => rounded((values[middle - 1] + values[middle]) / 2.0),
    }
}

/// Two decimals.
fn rounded(number: f64) -> Value {
    json!((number * 100.0).round() / 100.0)
}
