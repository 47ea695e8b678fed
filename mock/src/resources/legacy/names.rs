//! What each name computes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::figures::Statistic;
use super::period::Period;
use super::totals::{TOTALS, Total, When, closed, created, replied, single, surveyed, within};
use crate::resources::reporting::{average, median};
use crate::shop::{Shop, Ticket};
use crate::time::{DAY, HOUR, Micros};

/// Computes from the tickets that passed the filters, of any time.
pub type Compute = fn(&Shop, Vec<&Ticket>, &Period) -> Statistic;

/// The names that the vendor's docs list, without those about revenue: the shop keeps none.
pub fn find(name: &str) -> Option<Compute> {
    Some(match name {
        "overview" => |_, tickets, period| {
            Statistic::List(
                TOTALS
                    .iter()
                    .map(|total| total.figure(&tickets, period))
                    .collect(),
            )
        },
        "total-tickets-created" => {
            |_, tickets, period| single("total_new_tickets", &tickets, period)
        }
        "total-tickets-replied" => {
            |_, tickets, period| single("total_replied_tickets", &tickets, period)
        }
        "total-tickets-closed" => {
            |_, tickets, period| single("total_closed_tickets", &tickets, period)
        }
        "total-messages-sent" => {
            |_, tickets, period| single("total_messages_sent", &tickets, period)
        }
        "total-messages-received" => {
            |_, tickets, period| single("total_messages_received", &tickets, period)
        }
        "median-first-response-time" => {
            |_, tickets, period| single("median_first_response_time", &tickets, period)
        }
        "median-resolution-time" => {
            |_, tickets, period| single("median_resolution_time", &tickets, period)
        }
        "total-one-touch-tickets" => {
            |_, tickets, period| single("total_one_touch_tickets", &tickets, period)
        }
        "support-volume" => support_volume,
        "resolution-time" => |_, tickets, period| {
            let of = Ticket::resolution_time;
            medians("Resolution time", &tickets, period, closed, of)
        },
        "first-response-time" => |_, tickets, period| {
            let of = Ticket::first_response_time;
            medians("First response time", &tickets, period, replied, of)
        },
        "tickets-created-per-hour-per-weekday" => per_hour_and_weekday,
        "tickets-per-tag" => |shop, tickets, period| {
            let tags = |ticket: &Ticket| ticket.tags.clone();
            let name = |tag: &u64| shop.staff.tag_name(*tag).to_owned();
            counts(
                "Tickets per tag",
                ["Tag", "Tickets"],
                &tickets,
                (period, created),
                tags,
                name,
            )
        },
        "tickets-created-per-channel" => |_, tickets, period| {
            let channel = |ticket: &Ticket| vec![ticket.channel];
            let name = |channel: &&str| (*channel).to_owned();
            let columns = ["Channel", "Tickets created"];
            counts(
                "Tickets created per channel",
                columns,
                &tickets,
                (period, created),
                channel,
                name,
            )
        },
        "tickets-created-per-channel-per-day" => |_, tickets, period| {
            let name = |ticket: &Ticket| ticket.channel.to_owned();
            per_day(
                "Tickets created per channel",
                &tickets,
                period,
                created,
                name,
            )
        },
        "tickets-closed-per-agent" => |shop, tickets, period| {
            let agent = |ticket: &Ticket| vec![ticket.agent];
            let name = |agent: &u64| shop.staff.agent_name(*agent).to_owned();
            let columns = ["Agent", "Closed tickets"];
            counts(
                "Tickets closed per agent",
                columns,
                &tickets,
                (period, closed),
                agent,
                name,
            )
        },
        "tickets-closed-per-agent-per-day" => |shop, tickets, period| {
            let name = |ticket: &Ticket| shop.staff.agent_name(ticket.agent).to_owned();
            per_day("Tickets closed per agent", &tickets, period, closed, name)
        },
        "messages-sent-per-macro" => |shop, tickets, period| {
            let used = |ticket: &Ticket| ticket.macro_used.into_iter().collect();
            let name = |id: &u64| shop.staff.macro_name(*id).to_owned();
            let columns = ["Macro", "Messages sent"];
            counts(
                "Messages sent per macro",
                columns,
                &tickets,
                (period, replied),
                used,
                name,
            )
        },
        "satisfaction-surveys" => surveys,
        "latest-satisfaction-surveys" => latest_surveys,
        _ => return None,
    })
}

fn support_volume(_: &Shop, tickets: Vec<&Ticket>, period: &Period) -> Statistic {
    let days: Vec<Micros> = period.days().collect();
    let line = |name: &str, when: When| {
        let inside = within(&tickets, period, when);
        (name.to_owned(), count_days(&days, &inside, when))
    };
    Statistic::Series {
        label: "Support volume",
        unit: "Tickets",
        lines: vec![line("created", created), line("closed", closed)],
        days,
    }
}

fn count_days(days: &[Micros], tickets: &[&Ticket], when: When) -> Vec<Value> {
    let on = |day: Micros| {
        let same = |ticket: &&&Ticket| when(ticket).is_some_and(|at| at / DAY == day / DAY);
        tickets.iter().filter(same).count()
    };
    days.iter().map(|day| json!(on(*day))).collect()
}

fn medians(
    label: &'static str,
    tickets: &[&Ticket],
    period: &Period,
    when: When,
    of: fn(&Ticket) -> Option<f64>,
) -> Statistic {
    let days: Vec<Micros> = period.days().collect();
    let inside = within(tickets, period, when);
    let on = |day: &Micros| -> Vec<&Ticket> {
        let same = |ticket: &&&Ticket| when(ticket).is_some_and(|at| at / DAY == day / DAY);
        inside.iter().filter(same).copied().collect()
    };
    Statistic::Series {
        label,
        unit: "Seconds",
        lines: vec![(
            "median".into(),
            days.iter().map(|day| median(&on(day), of)).collect(),
        )],
        days,
    }
}

fn per_day(
    label: &'static str,
    tickets: &[&Ticket],
    period: &Period,
    when: When,
    name: impl Fn(&Ticket) -> String,
) -> Statistic {
    let days: Vec<Micros> = period.days().collect();
    let mut groups: BTreeMap<String, Vec<&Ticket>> = BTreeMap::new();
    for ticket in within(tickets, period, when) {
        groups.entry(name(ticket)).or_default().push(ticket);
    }
    let line = |(name, group): (String, Vec<&Ticket>)| (name, count_days(&days, &group, when));
    Statistic::Series {
        label,
        unit: "Tickets",
        lines: groups.into_iter().map(line).collect(),
        days,
    }
}

/// A table of names and numbers of tickets. A ticket counts for each of its groups.
fn counts<K: Ord>(
    label: &'static str,
    columns: [&'static str; 2],
    tickets: &[&Ticket],
    (period, when): (&Period, When),
    groups: impl Fn(&Ticket) -> Vec<K>,
    name: impl Fn(&K) -> String,
) -> Statistic {
    let mut counts: BTreeMap<K, u64> = BTreeMap::new();
    for group in within(tickets, period, when).into_iter().flat_map(groups) {
        *counts.entry(group).or_default() += 1;
    }
    let row = |(group, count): (&K, &u64)| vec![json!(name(group)), json!(count)];
    Statistic::Table {
        label,
        columns: columns.to_vec(),
        rows: counts.iter().map(row).collect(),
    }
}

fn per_hour_and_weekday(_: &Shop, tickets: Vec<&Ticket>, period: &Period) -> Statistic {
    let mut cells = [[0_u64; 7]; 24];
    for ticket in within(&tickets, period, created) {
        let hour = ticket.created.rem_euclid(DAY) / HOUR;
        // The first of January 1970 was a Thursday.
        let weekday = (ticket.created.div_euclid(DAY) + 3).rem_euclid(7);
        cells[hour as usize][weekday as usize] += 1;
    }
    let row = |(hour, days): (usize, &[u64; 7])| {
        std::iter::once(json!(hour))
            .chain(days.iter().map(|count| json!(count)))
            .collect()
    };
    Statistic::Table {
        label: "Tickets created per hour and weekday",
        columns: vec!["Hour", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        rows: cells.iter().enumerate().map(row).collect(),
    }
}

fn surveys(_: &Shop, tickets: Vec<&Ticket>, period: &Period) -> Statistic {
    let rating: fn(&[&Ticket]) -> Value = |tickets| {
        average(tickets, |ticket| {
            ticket.survey?.score.map(|score| score as f64)
        })
    };
    let figure = |name, of: fn(&[&Ticket]) -> Value| {
        Total {
            name,
            kind: "number",
            more_is_better: Some(true),
            when: surveyed,
            of,
        }
        .figure(&tickets, period)
    };
    Statistic::List(vec![
        figure("average_rating", rating),
        figure("total_sent", |tickets| json!(tickets.len())),
    ])
}

fn latest_surveys(shop: &Shop, tickets: Vec<&Ticket>, period: &Period) -> Statistic {
    let mut inside = within(&tickets, period, surveyed);
    inside.sort_by_key(|ticket| std::cmp::Reverse(surveyed(ticket)));
    let answered = inside
        .iter()
        .filter_map(|ticket| Some((ticket, ticket.survey?.score?)));
    let row = |(ticket, score): (&&Ticket, u64)| {
        vec![
            json!(ticket.id),
            json!(shop.staff.agent_name(ticket.agent)),
            json!(score),
        ]
    };
    Statistic::Table {
        label: "Latest satisfaction surveys",
        columns: vec!["Ticket", "Agent", "Score"],
        rows: answered.map(row).collect(),
    }
}
