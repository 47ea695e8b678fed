//! Figures as people read them.

use std::time::Duration;

/// Three digits and a unit.
pub fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let (value, unit) = match seconds {
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s => (s * 1e6, "µs"),
    };
    format!("{} {unit}", digits(value))
}

/// Three digits.
pub fn digits(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v => format!("{v:.2}"),
    }
}

/// `1.25 ×`
pub fn ratio(value: Duration, to: Duration) -> String {
    format!("{} ×", digits(value.as_secs_f64() / to.as_secs_f64()))
}

/// With commas between thousands.
pub fn count(value: u64) -> String {
    let plain = value.to_string();
    let mut out = String::new();
    for (index, digit) in plain.chars().enumerate() {
        if index > 0 && (plain.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Thousands of bytes, as disks and the goal for the component's size count.
pub fn kilobytes(bytes: usize) -> String {
    format!("{:.1} kB", bytes as f64 / 1e3)
}

/// Binary units, as memory is counted.
pub fn memory(bytes: f64) -> String {
    if bytes >= 1_048_576.0 {
        return format!("{} MiB", digits(bytes / 1_048_576.0));
    }
    format!("{} KiB", digits(bytes / 1024.0))
}

/// A goal with how it was met. `goal` and `value` are in the same unit; more is worse.
pub fn at_most(goal: &str, limit: f64, value: f64) -> String {
    if value <= limit {
        return format!("≤ {goal}: met");
    }
    format!("≤ {goal}: missed by {:.0} %", (value / limit - 1.0) * 100.0)
}

/// A goal with how it was met; less is worse.
pub fn at_least(goal: &str, limit: f64, value: f64) -> String {
    if value >= limit {
        return format!("≥ {goal}: met");
    }
    format!("≥ {goal}: missed by {:.0} %", (1.0 - value / limit) * 100.0)
}
