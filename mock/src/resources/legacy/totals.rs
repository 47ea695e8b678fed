//! The numbers of the overview, and when a ticket counts for one.

use serde_json::{Value, json};

use super::figures::{Figure, Statistic};
use super::period::Period;
use crate::resources::reporting::median;
use crate::shop::Ticket;
use crate::time::Micros;

pub type When = fn(&Ticket) -> Option<Micros>;

pub const fn created(ticket: &Ticket) -> Option<Micros> {
    Some(ticket.created)
}

pub const fn replied(ticket: &Ticket) -> Option<Micros> {
    ticket.first_reply
}

pub const fn closed(ticket: &Ticket) -> Option<Micros> {
    ticket.closed
}

pub fn surveyed(ticket: &Ticket) -> Option<Micros> {
    ticket.survey.map(|survey| survey.sent)
}

pub fn within<'a>(tickets: &[&'a Ticket], period: &Period, when: When) -> Vec<&'a Ticket> {
    let inside = tickets.iter().filter(|ticket| period.has(when(ticket)));
    inside.copied().collect()
}

/// One of the overview's figures: names, kinds and order were seen live.
pub struct Total {
    pub name: &'static str,
    pub kind: &'static str,
    pub more_is_better: Option<bool>,
    pub when: When,
    pub of: fn(&[&Ticket]) -> Value,
}

impl Total {
    pub fn figure(&self, tickets: &[&Ticket], period: &Period) -> Figure {
        Figure {
            name: self.name,
            kind: self.kind,
            value: (self.of)(&within(tickets, period, self.when)),
            before: (self.of)(&within(tickets, &period.previous(), self.when)),
            more_is_better: self.more_is_better,
        }
    }
}

pub static TOTALS: [Total; 8] = [
    Total {
        name: "total_new_tickets",
        kind: "number",
        more_is_better: None,
        when: created,
        of: |tickets| json!(tickets.len()),
    },
    Total {
        name: "total_replied_tickets",
        kind: "number",
        more_is_better: None,
        when: replied,
        of: |tickets| json!(tickets.len()),
    },
    Total {
        name: "total_closed_tickets",
        kind: "number",
        more_is_better: None,
        when: closed,
        of: |tickets| json!(tickets.len()),
    },
    Total {
        name: "total_messages_sent",
        kind: "number",
        more_is_better: None,
        when: replied,
        of: |tickets| {
            json!(
                tickets
                    .iter()
                    .map(|ticket| ticket.messages_sent)
                    .sum::<u64>()
            )
        },
    },
    Total {
        name: "total_messages_received",
        kind: "number",
        more_is_better: None,
        when: created,
        of: |tickets| {
            json!(
                tickets
                    .iter()
                    .map(|ticket| ticket.messages_received)
                    .sum::<u64>()
            )
        },
    },
    Total {
        name: "median_first_response_time",
        kind: "duration",
        more_is_better: Some(false),
        when: replied,
        of: |tickets| median(tickets, Ticket::first_response_time),
    },
    Total {
        name: "median_resolution_time",
        kind: "duration",
        more_is_better: Some(false),
        when: closed,
        of: |tickets| median(tickets, Ticket::resolution_time),
    },
    Total {
        name: "total_one_touch_tickets",
        kind: "percent",
        more_is_better: Some(true),
        when: closed,
        of: |tickets| {
            let one_touch = tickets
                .iter()
                .filter(|ticket| ticket.is_one_touch())
                .count();
            json!(
                (one_touch * 100)
                    .checked_div(tickets.len())
                    .unwrap_or_default()
            )
        },
    },
];

pub fn single(name: &str, tickets: &[&Ticket], period: &Period) -> Statistic {
    let total = TOTALS.iter().find(|total| total.name == name);
    Statistic::Single(total.unwrap_or(&TOTALS[0]).figure(tickets, period))
}
