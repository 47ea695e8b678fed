//! The shapes of a legacy statistic, as JSON and as CSV.

use serde_json::{Value, json};

use super::period::Period;
use crate::time::{self, Micros, SECOND};

/// Which shape it is depends on the name.
#[derive(Debug)]
pub enum Statistic {
    /// `overview` and `satisfaction-surveys`.
    List(Vec<Figure>),
    /// The totals and medians.
    Single(Figure),
    /// Lines over days.
    Series {
        label: &'static str,
        unit: &'static str,
        days: Vec<Micros>,
        lines: Vec<(String, Vec<Value>)>,
    },
    /// Rows of cells.
    Table {
        label: &'static str,
        columns: Vec<&'static str>,
        rows: Vec<Vec<Value>>,
    },
}

/// A number with its change against the period before, in percent.
#[derive(Debug)]
pub struct Figure {
    pub name: &'static str,
    /// `number`, `duration` (seconds) or `percent`.
    pub kind: &'static str,
    pub value: Value,
    pub before: Value,
    pub more_is_better: Option<bool>,
}

impl Figure {
    fn json(&self) -> Value {
        let mut out = json!({
            "name": self.name, "type": self.kind, "value": self.value, "delta": self.delta(),
        });
        if let (Some(better), Value::Object(out)) = (self.more_is_better, &mut out) {
            out.insert("more_is_better".into(), json!(better));
        }
        out
    }

    /// From nothing to something is 100 %, and nothing at all is 0: as in a live answer.
    fn delta(&self) -> i64 {
        let now = self.value.as_f64().unwrap_or_default();
        let before = self.before.as_f64().unwrap_or_default();
        if before == 0.0 {
            return if now > 0.0 { 100 } else { 0 };
        }
        ((now - before) / before * 100.0).round() as i64
    }
}

impl Statistic {
    pub fn json(&self, period: &Period) -> Value {
        let previous = period.previous();
        json!({
            "data": self.data(),
            "meta": {
                "start_datetime": time::live(period.start),
                "end_datetime": time::live(period.end),
                "previous_start_datetime": time::live(previous.start),
                "previous_end_datetime": time::live(previous.end),
            },
        })
    }

    fn data(&self) -> Value {
        match self {
            Self::List(figures) => {
                json!({"data": figures.iter().map(Figure::json).collect::<Vec<_>>()})
            }
            Self::Single(figure) => json!({"data": figure.json()}),
            Self::Series {
                label,
                unit,
                days,
                lines,
            } => {
                let days: Vec<i64> = days.iter().map(|day| day / SECOND).collect();
                let lines = lines
                    .iter()
                    .map(|(name, data)| json!({"name": name, "data": data}));
                json!({
                    "label": label,
                    "legend": {"axes": {"x": "Day", "y": unit}},
                    "data": {"axes": {"x": days, "y": []}, "lines": lines.collect::<Vec<_>>()},
                })
            }
            Self::Table {
                label,
                columns,
                rows,
            } => {
                let cells = |row: &Vec<Value>| -> Value {
                    row.iter().map(|value| json!({"value": value})).collect()
                };
                let columns = columns.iter().map(|name| json!({"name": name}));
                json!({
                    "label": label,
                    "legend": {"axes": {}},
                    "data": {
                        "axes": {"x": columns.collect::<Vec<_>>(), "y": []},
                        "lines": rows.iter().map(cells).collect::<Vec<_>>(),
                    },
                })
            }
        }
    }

    /// A header line, then the rows; every line ends with a line feed.
    pub fn csv(&self) -> String {
        let mut out = String::new();
        match self {
            Self::List(figures) => {
                line(&mut out, &[json!("Name"), json!("Value")]);
                for figure in figures {
                    line(&mut out, &[json!(figure.name), figure.value.clone()]);
                }
            }
            Self::Single(figure) => {
                line(&mut out, &[json!("Name"), json!("Value")]);
                line(&mut out, &[json!(figure.name), figure.value.clone()]);
            }
            Self::Series { days, lines, .. } => {
                let names = lines.iter().map(|(name, _)| json!(name));
                let header: Vec<Value> = std::iter::once(json!("Day")).chain(names).collect();
                line(&mut out, &header);
                for (place, day) in days.iter().enumerate() {
                    let cells = lines.iter().map(|(_, data)| data[place].clone());
                    let date = json!(&time::plain(*day)[..10]);
                    line(
                        &mut out,
                        &std::iter::once(date).chain(cells).collect::<Vec<_>>(),
                    );
                }
            }
            Self::Table { columns, rows, .. } => {
                let header: Vec<Value> = columns.iter().map(|name| json!(name)).collect();
                line(&mut out, &header);
                for row in rows {
                    line(&mut out, row);
                }
            }
        }
        out
    }
}

fn line(out: &mut String, cells: &[Value]) {
    let cells: Vec<String> = cells.iter().map(cell).collect();
    out.push_str(&cells.join(","));
    out.push('\n');
}

/// Quoted when it must be (RFC 4180).
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_when_they_must_be() {
        let table = Statistic::Table {
            label: "",
            columns: vec!["Macro", "Messages"],
            rows: vec![
                vec![json!("Where, \"where\"?"), json!(12)],
                vec![json!("None"), Value::Null],
            ],
        };
        assert_eq!(
            table.csv(),
            "Macro,Messages\n\"Where, \"\"where\"\"?\",12\nNone,\n"
        );
    }
}
