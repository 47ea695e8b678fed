//! The filters of a legacy statistic.

use serde_json::{Map, Value};

use crate::answer::Fault;
use crate::checks::{self, Checks, MISSING};
use crate::shop::Ticket;
use crate::time::{DAY, Micros};

/// A bound on the days of a series. The vendor names none.
const LONGEST: Micros = 3_660 * DAY;

/// Both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub start: Micros,
    pub end: Micros,
}

impl Period {
    pub fn has(&self, at: Option<Micros>) -> bool {
        at.is_some_and(|at| (self.start..=self.end).contains(&at))
    }

    /// The period of the same length that ends where this one starts: as in the vendor's example.
    pub fn previous(&self) -> Self {
        Self {
            start: self.start - (self.end - self.start),
            end: self.start,
        }
    }

    /// Midnights of its days.
    pub fn days(&self) -> impl Iterator<Item = Micros> + use<> {
        (self.start.div_euclid(DAY)..=self.end.div_euclid(DAY)).map(|day| day * DAY)
    }
}

#[derive(Debug)]
pub struct Filters {
    pub period: Period,
    agents: Option<Vec<u64>>,
    channels: Option<Vec<String>>,
    campaigns: Option<Vec<String>>,
    tags: Option<Vec<u64>>,
    integrations: Option<Vec<u64>>,
    score: Option<Vec<u64>>,
}

impl Filters {
    /// # Errors
    /// 400 with what is wrong.
    pub fn read(body: &Map<String, Value>, now: Micros) -> Result<Self, Fault> {
        let mut outer = Checks::new("Failed to get statistic");
        outer.only(body, &["filters"]);
        let mut checks = Checks::new("");
        let mut filters = None;
        match body.get("filters") {
            Some(Value::Object(given)) => filters = Some(read(given, now, &mut checks)),
            Some(_) => outer.refuse("filters", "Invalid input type."),
            None => outer.refuse("filters", MISSING),
        }
        outer.refuse_within("filters", checks.into_fields());
        outer.finish()?;
        filters.ok_or_else(|| Fault::bad_request("Failed to get statistic"))
    }

    /// An absent filter lets all through, an empty one too.
    pub fn fit(&self, ticket: &Ticket) -> bool {
        fn one_of<T: PartialEq>(wanted: Option<&Vec<T>>, held: &[T]) -> bool {
            wanted.is_none_or(|wanted| {
                wanted.is_empty() || held.iter().any(|held| wanted.contains(held))
            })
        }
        let score = ticket.survey.and_then(|survey| survey.score);
        one_of(self.agents.as_ref(), &[ticket.agent])
            && one_of(self.channels.as_ref(), &[ticket.channel.to_owned()])
            // No ticket of the shop came from a campaign.
            && one_of(self.campaigns.as_ref(), &[])
            && one_of(self.tags.as_ref(), &ticket.tags)
            && one_of(self.integrations.as_ref(), &[ticket.integration])
            && one_of(self.score.as_ref(), score.as_slice())
    }
}

fn read(given: &Map<String, Value>, now: Micros, checks: &mut Checks) -> Filters {
    checks.only(
        given,
        &[
            "period",
            "agents",
            "channels",
            "campaigns",
            "tags",
            "integrations",
            "score",
        ],
    );
    let mut inner = Checks::new("");
    let period = match given.get("period") {
        Some(Value::Object(period)) => {
            inner.only(period, &["start_datetime", "end_datetime"]);
            let start = inner.required(period, "start_datetime", checks::datetime);
            let end = inner.required(period, "end_datetime", checks::datetime);
            if let (Some(start), Some(end)) = (start, end)
                && !(0..=LONGEST).contains(&(end - start))
            {
                inner.refuse("end_datetime", "Before the start, or too long after it.");
            }
            start.zip(end).map(|(start, end)| Period { start, end })
        }
        Some(_) => {
            checks.refuse("period", "Invalid input type.");
            None
        }
        // Sources differ on whether it may be absent; then it is the last thirty days.
        None => None,
    };
    checks.refuse_within("period", inner.into_fields());
    let mut ids = |key: &str| {
        let read = |value: &Value| list(value, checks::integer);
        checks.patch(given, key, false, read).value().cloned()
    };
    let (agents, tags) = (ids("agents"), ids("tags"));
    let (integrations, score) = (ids("integrations"), ids("score"));
    let mut texts = |key: &str| {
        let read = |value: &Value| list(value, checks::string);
        checks.patch(given, key, false, read).value().cloned()
    };
    Filters {
        period: period.unwrap_or(Period {
            start: now - 30 * DAY,
            end: now,
        }),
        agents,
        channels: texts("channels"),
        campaigns: texts("campaigns"),
        tags,
        integrations,
        score,
    }
}

fn list<T>(value: &Value, read: fn(&Value) -> Result<T, String>) -> Result<Vec<T>, String> {
    match value {
        Value::Array(items) => items.iter().map(read).collect(),
        _ => Err("Not a valid list.".into()),
    }
}
