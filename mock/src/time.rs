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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_forms_are_read_and_one_is_written() {
        let forms = [
            ("2026-05-01", "2026-05-01T00:00:00+00:00"),
            (
                "2026-05-01T02:00:00.5+02:00",
                "2026-05-01T00:00:00.500000+00:00",
            ),
            ("2026-05-01T00:00:01", "2026-05-01T00:00:01+00:00"),
            ("2026-05-01T12:00:00Z", "2026-05-01T12:00:00+00:00"),
            ("2026-05-01T07:00:00.000-0500", "2026-05-01T12:00:00+00:00"),
        ];
        for (given, written) in forms {
            let told = read(given).map(write);
            assert_eq!(told.as_deref(), Some(written), "{given}");
        }
        assert!(
            forms.map(|(_, written)| written).is_sorted(),
            "texts sort as times do"
        );
        let bad = "|yesterday|2026-02-30|2026-05-01T|2026-05-01T25:00:00|2026-5-1";
        assert!(bad.split('|').all(|text| read(text).is_none()));
    }
}
