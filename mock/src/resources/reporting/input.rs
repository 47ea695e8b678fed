//! The body of a reporting query.

use serde_json::{Map, Value};

use super::filters::Filters;
use super::scopes::{Known, Scope};
use crate::answer::Fault;
use crate::checks::{self, Checks, MISSING};
use crate::names;

pub struct Input {
    pub scope: Known,
    pub filters: Filters,
    pub dimensions: Vec<String>,
    /// None: all of the scope.
    pub measures: Option<Vec<String>>,
    pub time_dimensions: Vec<(String, Granularity)>,
    /// A column, and whether it falls.
    pub order: Vec<(String, bool)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    Hour,
    Day,
    Week,
    Month,
}

const KEYS: [&str; 7] = [
    "scope",
    "filters",
    "timezone",
    "dimensions",
    "measures",
    "time_dimensions",
    "order",
];

impl Input {
    /// # Errors
    /// 400 with what is wrong.
    pub fn read(body: &Map<String, Value>) -> Result<Self, Fault> {
        let mut outer = Checks::new("Failed to query statistics");
        outer.only(body, &["query"]);
        let mut checks = Checks::new("");
        let input = match body.get("query") {
            Some(Value::Object(query)) => read_query(query, &mut checks),
            Some(_) => {
                outer.refuse("query", "Invalid input type.");
                None
            }
            None => {
                outer.refuse("query", MISSING);
                None
            }
        };
        outer.refuse_within("query", checks.into_fields());
        outer.finish()?;
        let input = input.ok_or_else(|| Fault::bad_request("Failed to query statistics"))?;
        if input.filters.is_too_long() {
            return Err(Fault::bad_request(
                "Maximum allowed period size is 366 days",
            ));
        }
        Ok(input)
    }
}

fn read_query(query: &Map<String, Value>, checks: &mut Checks) -> Option<Input> {
    checks.only(query, &KEYS);
    let scope = checks.required(query, "scope", |value| {
        Known::find(&checks::string(value)?).ok_or_else(|| "Unknown scope.".into())
    });
    let filters = checks.required(query, "filters", |value| match value {
        Value::Array(items) => Filters::read(items),
        _ => Err("Not a valid list.".into()),
    });
    checks.required(query, "timezone", |value| {
        let zone = checks::string(value)?;
        let known = names::is_timezone(&zone);
        known
            .then_some(())
            .ok_or_else(|| "Not a valid timezone.".into())
    });
    let counted = match &scope {
        Some(Known::Counted(scope)) => Some(*scope),
        _ => None,
    };
    let dimensions = checks.patch(query, "dimensions", false, |value| {
        strings(value, |name| {
            counted.is_none_or(|scope| scope.has_dimension(name))
        })
    });
    let measures = checks.patch(query, "measures", false, |value| {
        strings(value, |name| {
            counted.is_none_or(|scope| scope.measures.iter().any(|(known, _)| *known == name))
        })
    });
    let time_dimensions = checks.patch(query, "time_dimensions", false, |value| {
        time_dimensions(value, counted)
    });
    let order = checks.patch(query, "order", false, order);
    Some(Input {
        scope: scope?,
        filters: filters?,
        dimensions: dimensions.value().cloned().unwrap_or_default(),
        measures: measures.value().cloned(),
        time_dimensions: time_dimensions.value().cloned().unwrap_or_default(),
        order: order.value().cloned().unwrap_or_default(),
    })
}

fn strings(value: &Value, is_known: impl Fn(&str) -> bool) -> Result<Vec<String>, String> {
    let items = value.as_array().ok_or("Not a valid list.")?;
    items
        .iter()
        .map(|item| {
            let name = checks::string(item)?;
            if is_known(&name) {
                Ok(name)
            } else {
                Err(format!("Unknown in this scope: {name}."))
            }
        })
        .collect()
}

fn time_dimensions(
    value: &Value,
    scope: Option<&Scope>,
) -> Result<Vec<(String, Granularity)>, String> {
    let items = value.as_array().ok_or("Not a valid list.")?;
    items
        .iter()
        .map(|item| {
            let item = item.as_object().ok_or("Invalid input type.")?;
            let text = |key: &str| item.get(key).and_then(Value::as_str);
            let dimension = text("dimension").ok_or("dimension is missing.")?;
            if scope.is_some_and(|scope| !scope.time_dimensions.contains(&dimension)) {
                return Err(format!("Unknown in this scope: {dimension}."));
            }
            let granularity = match text("granularity") {
                Some("hour") => Granularity::Hour,
                Some("day") => Granularity::Day,
                Some("week") => Granularity::Week,
                Some("month") => Granularity::Month,
                _ => return Err("granularity must be one of: hour, day, week, month.".into()),
            };
            Ok((dimension.to_owned(), granularity))
        })
        .collect()
}

/// Pairs such as `["ticketCount", "desc"]`.
fn order(value: &Value) -> Result<Vec<(String, bool)>, String> {
    let items = value.as_array().ok_or("Not a valid list.")?;
    items
        .iter()
        .map(|item| {
            let pair: Option<Vec<&str>> = item
                .as_array()
                .and_then(|pair| pair.iter().map(Value::as_str).collect());
            match pair.as_deref() {
                Some([column, "asc"]) => Ok(((*column).to_owned(), false)),
                Some([column, "desc"]) => Ok(((*column).to_owned(), true)),
                _ => Err("Not a pair of a name and asc or desc.".into()),
            }
        })
        .collect()
}
