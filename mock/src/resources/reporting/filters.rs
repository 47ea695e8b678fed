//! The filters of a reporting query, in their three shapes.

use serde_json::{Map, Value};

use super::scopes::{MEMBERS, Scope};
use crate::shop::{Staff, Ticket};
use crate::time::{self, DAY, Micros};

/// All of them must fit.
#[derive(Debug)]
pub struct Filters(Vec<Filter>);

#[derive(Debug)]
enum Filter {
    Date {
        member: String,
        from: Option<Micros>,
        /// Not included.
        to: Option<Micros>,
    },
    Plain {
        member: String,
        operator: Operator,
        values: Vec<String>,
    },
    /// No ticket of the shop has custom field values.
    CustomField(Operator),
    Tags {
        operator: Operator,
        values: Vec<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    OneOf,
    NotOneOf,
    AllOf,
    Set,
    Contains,
}

impl Filters {
    /// # Errors
    /// What is wrong with the first bad one.
    pub fn read(items: &[Value]) -> Result<Self, String> {
        let mut filters = Vec::new();
        for item in items {
            let item = item.as_object().ok_or("Invalid input type.")?;
            let member = text(item, "member")?;
            match member {
                "customFields" => {
                    for inner in objects(item)? {
                        inner
                            .get("custom_field_id")
                            .and_then(Value::as_u64)
                            .ok_or("custom_field_id is missing.")?;
                        values(inner)?;
                        filters.push(Filter::CustomField(operator(inner)?));
                    }
                }
                "tags" => {
                    for inner in objects(item)? {
                        filters.push(Filter::Tags {
                            operator: operator(inner)?,
                            values: values(inner)?,
                        });
                    }
                }
                _ if MEMBERS.contains(&member) => filters.push(ordinary(item, member)?),
                _ => return Err(format!("Unknown member: {member}.")),
            }
        }
        Ok(Self(filters))
    }

    /// Whether the period is longer than the API computes: 366 days.
    pub fn is_too_long(&self) -> bool {
        let dates = || {
            self.0.iter().filter_map(|filter| match filter {
                Filter::Date { from, to, .. } => Some((*from, *to)),
                _ => None,
            })
        };
        let start = dates().filter_map(|(from, _)| from).max();
        let end = dates().filter_map(|(_, to)| to).min();
        matches!((start, end), (Some(start), Some(end)) if end - start > 366 * DAY)
    }

    pub fn fit(&self, scope: &Scope, staff: &Staff, ticket: &Ticket) -> bool {
        self.0.iter().all(|filter| match filter {
            Filter::Date { member, from, to } => {
                let at = match member.as_str() {
                    "createdDatetime" => Some(ticket.created),
                    _ => (scope.time)(ticket),
                };
                at.is_some_and(|at| {
                    from.is_none_or(|from| at >= from) && to.is_none_or(|to| at < to)
                })
            }
            Filter::Plain {
                member,
                operator,
                values,
            } => {
                let held: Vec<String> = value_of(member, staff, ticket).into_iter().collect();
                operator.fits(&held, values)
            }
            Filter::CustomField(operator) => *operator == Operator::NotOneOf,
            Filter::Tags { operator, values } => {
                let held: Vec<String> = ticket.tags.iter().map(u64::to_string).collect();
                operator.fits(&held, values)
            }
        })
    }
}

impl Operator {
    fn fits(self, held: &[String], values: &[String]) -> bool {
        match self {
            Self::OneOf => held.iter().any(|one| values.contains(one)),
            Self::NotOneOf => !held.iter().any(|one| values.contains(one)),
            Self::AllOf => values.iter().all(|one| held.contains(one)),
            Self::Set => !held.is_empty(),
            Self::Contains => held
                .iter()
                .any(|one| values.iter().any(|part| one.contains(part.as_str()))),
        }
    }
}

fn value_of(member: &str, staff: &Staff, ticket: &Ticket) -> Option<String> {
    match member {
        "agentId" => Some(ticket.agent.to_string()),
        "teamId" | "agentIdFromTeamId" => staff.team_of(ticket.agent).map(|id| id.to_string()),
        "channel" => Some(ticket.channel.to_owned()),
        "integrationId" => Some(ticket.integration.to_string()),
        "storeId" => Some(super::rows::STORE.to_string()),
        "score" => Some(ticket.survey?.score?.to_string()),
        _ => None,
    }
}

fn ordinary(item: &Map<String, Value>, member: &str) -> Result<Filter, String> {
    let is_date = matches!(member, "periodStart" | "periodEnd" | "createdDatetime");
    let values = values(item)?;
    if !is_date {
        return Ok(Filter::Plain {
            member: member.to_owned(),
            operator: operator(item)?,
            values,
        });
    }
    let dates: Vec<Micros> = values
        .iter()
        .map(|value| time::parse(value).ok_or_else(|| format!("Not a valid datetime: {value}.")))
        .collect::<Result<_, _>>()?;
    let (from, to) = match (text(item, "operator")?, dates.as_slice()) {
        ("afterDate", [from]) => (Some(*from), None),
        ("beforeDate", [to]) => (None, Some(*to)),
        ("inDateRange", [from, to]) => (Some(*from), Some(*to)),
        (operator, _) => {
            return Err(format!("{operator} does not fit {member} and its values."));
        }
    };
    Ok(Filter::Date {
        member: member.to_owned(),
        from,
        to,
    })
}

fn text<'a>(item: &'a Map<String, Value>, key: &str) -> Result<&'a str, String> {
    item.get(key)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("{key} is missing."))
}

fn operator(item: &Map<String, Value>) -> Result<Operator, String> {
    match text(item, "operator")? {
        "one-of" => Ok(Operator::OneOf),
        "not-one-of" => Ok(Operator::NotOneOf),
        "all-of" => Ok(Operator::AllOf),
        "set" => Ok(Operator::Set),
        "contains" => Ok(Operator::Contains),
        other => Err(format!("Unknown operator: {other}.")),
    }
}

/// Strings or numbers; both are compared as text.
fn values(item: &Map<String, Value>) -> Result<Vec<String>, String> {
    let values = item.get("values").and_then(Value::as_array);
    values
        .ok_or("values is missing.")?
        .iter()
        .map(|value| match value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            _ => Err("values must be strings or numbers.".into()),
        })
        .collect()
}

fn objects(item: &Map<String, Value>) -> Result<Vec<&Map<String, Value>>, String> {
    let values = item.get("values").and_then(Value::as_array);
    values
        .ok_or("values is missing.")?
        .iter()
        .map(|value| {
            value
                .as_object()
                .ok_or_else(|| "Invalid input type.".into())
        })
        .collect()
}
