//! Datetimes in the form that the API writes. In UTC and in this form, texts sort as times do.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// `2026-05-01T09:00:00.120000+00:00`; without the fraction when it is zero (public recording).
pub fn write(at: Timestamp) -> String {
    let whole = at.subsec_nanosecond() / 1_000 == 0;
    let format = if whole {
        "%FT%T+00:00"
    } else {
        "%FT%T.%6f+00:00"
    };
    at.strftime(format).to_string()
}

/// Reads ISO 8601: a date, or a date and time with an optional fraction and an optional offset.
/// Without an offset it is UTC.
pub fn read(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let local: DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(local).ok()
    })
}
