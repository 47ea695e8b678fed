//! Datetimes as microseconds since 1970 in UTC, and the texts that the API writes and reads.

/// Microseconds since 1970-01-01T00:00:00Z.
pub type Micros = i64;

pub const SECOND: Micros = 1_000_000;
pub const HOUR: Micros = 3_600 * SECOND;
pub const DAY: Micros = 24 * HOUR;

/// Days since 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the
/// leap day is the last of its year.
pub const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a day since 1970-01-01.
pub const fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

/// Midnight of a day.
pub const fn date(year: i64, month: i64, day: i64) -> Micros {
    days(year, month, day) * DAY
}

/// `2026-05-01T09:00:00.120000+00:00`; the fraction is left out when it is zero. Seen live.
pub fn live(at: Micros) -> String {
    let fraction = at.rem_euclid(SECOND);
    if fraction == 0 {
        format!("{}+00:00", seconds(at))
    } else {
        format!("{}.{fraction:06}+00:00", seconds(at))
    }
}

/// `2026-05-01T09:00:00.120000`: inside cursors. Seen live.
pub fn plain(at: Micros) -> String {
    format!("{}.{:06}", seconds(at), at.rem_euclid(SECOND))
}

/// `2026-05-04T00:00:00.000`: in rows of statistics. The vendor's docs.
pub fn millis(at: Micros) -> String {
    format!("{}.{:03}", seconds(at), at.rem_euclid(SECOND) / 1_000)
}

fn seconds(at: Micros) -> String {
    let (year, month, day) = civil(at.div_euclid(DAY));
    let second = at.rem_euclid(DAY) / SECOND;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

/// Reads ISO 8601: a date, or a date and time with an optional fraction and an optional offset
/// (`Z`, `+02:00`, `+0200`). Without an offset it is UTC.
pub fn parse(text: &str) -> Option<Micros> {
    let (day, rest) = (text.get(..10)?, text.get(10..)?);
    let (year, month, day) = (
        digits(day, 0, 4, '-')?,
        digits(day, 5, 2, '-')?,
        digits(day, 8, 2, '\0')?,
    );
    let midnight = date(year, month, day);
    if civil(midnight / DAY) != (year, month, day) {
        return None;
    }
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
        return rest.is_empty().then_some(midnight);
    };
    let (hour, minute, second) = (
        digits(rest, 0, 2, ':')?,
        digits(rest, 3, 2, ':')?,
        digits(rest, 6, 2, '\0')?,
    );
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (fraction, zone) = fraction(&rest[8..])?;
    Some(midnight + (hour * 3_600 + minute * 60 + second) * SECOND + fraction - offset(zone)?)
}

/// `len` digits from `at`, followed by `then` (`\0`: by anything).
fn digits(text: &str, at: usize, len: usize, then: char) -> Option<i64> {
    let number = text.get(at..at + len)?;
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if then != '\0' && !text.get(at + len..)?.starts_with(then) {
        return None;
    }
    number.parse().ok()
}

fn fraction(text: &str) -> Option<(Micros, &str)> {
    let Some(rest) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let end = rest
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(rest.len());
    if end == 0 {
        return None;
    }
    let micros = format!("{:0<6}", &rest[..end])[..6].parse().ok()?;
    Some((micros, &rest[end..]))
}

fn offset(zone: &str) -> Option<Micros> {
    if zone.is_empty() || zone == "Z" || zone == "z" {
        return Some(0);
    }
    let sign = match zone.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let zone = zone[1..].replace(':', "");
    if zone.len() != 4 {
        return None;
    }
    Some(sign * (digits(&zone, 0, 2, '\0')? * HOUR + digits(&zone, 2, 2, '\0')? * 60 * SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let at = date(2026, 5, 31) + 23 * HOUR + 59 * 60 * SECOND + 58 * SECOND + 120;
        assert_eq!(live(at), "2026-05-31T23:59:58.000120+00:00");
        assert_eq!(plain(at), "2026-05-31T23:59:58.000120");
        assert_eq!(millis(at), "2026-05-31T23:59:58.000");
        assert_eq!(parse(&live(at)), Some(at));
        assert_eq!(parse(&plain(at)), Some(at));
        assert_eq!(live(date(2024, 2, 29)), "2024-02-29T00:00:00+00:00");
        for day in (-800_000..800_000).step_by(7) {
            let (year, month, date) = civil(day);
            assert_eq!(days(year, month, date), day);
        }
    }

    #[test]
    fn the_forms_that_the_api_accepts() {
        let noon = date(2026, 5, 1) + 12 * HOUR;
        assert_eq!(parse("2026-05-01"), Some(date(2026, 5, 1)));
        assert_eq!(parse("2026-05-01T12:00:00Z"), Some(noon));
        assert_eq!(parse("2026-05-01T12:00:00.5Z"), Some(noon + SECOND / 2));
        assert_eq!(parse("2026-05-01T14:00:00+02:00"), Some(noon));
        assert_eq!(parse("2026-05-01T07:00:00.000-0500"), Some(noon));
        for bad in [
            "",
            "yesterday",
            "2026-02-30",
            "2026-13-01",
            "2026-05-01T",
            "2026-05-01T25:00:00",
            "2026-05-01T12:00",
            "2026-05-01T12:00:00.",
            "2026-05-01T12:00:00+2",
            "2026-05-01T12:00:00 Paris",
            "2026-5-1",
            "２０２６-05-01",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
