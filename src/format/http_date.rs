//! `Retry-After`, in seconds or as a date (RFC 9110, sections 5.6.7 and 10.2.3).
//!
//! The dates are read here: the crate for them, httpdate, needs the standard library.

use core::time::Duration;

/// Returns how long a `Retry-After` asks to wait. A date counts from the answer's own `Date`, since the
/// plugin has no wall clock. None for what is neither, and for a date without a `Date`.
pub fn retry_after(value: &str, date: Option<&str>) -> Option<Duration> {
    let value = value.trim_ascii();
    if value.bytes().all(|byte| byte.is_ascii_digit()) && !value.is_empty() {
        // An overflow counts as a very long wait.
        return Some(Duration::from_secs(
            value.parse().unwrap_or(u64::from(u32::MAX)),
        ));
    }
    let then = seconds(value)?;
    let now = seconds(date?)?;
    Some(Duration::from_secs(then.saturating_sub(now)))
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`, the only form that
/// servers may send.
pub(super) fn seconds(date: &str) -> Option<u64> {
    let mut words = date.trim_ascii().split(' ').skip(1);
    let day: u64 = words.next()?.parse().ok()?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? as u64;
    let year: u64 = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':').map(str::parse::<u64>);
    let (hour, minute, second) = (
        clock.next()?.ok()?,
        clock.next()?.ok()?,
        clock.next()?.ok()?,
    );
    if !(1970..=9999).contains(&year)
        || !(1..=31).contains(&day)
        || hour > 23
        || minute > 59
        || second > 60
    {
        return None;
    }
    Some(((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second)
}

/// Days since 1970-01-01; `month` from 0. Years start in March, so that the leap day is the last.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month < 2 {
        (year - 1, month + 10)
    } else {
        (year, month - 2)
    };
    let days_of_years = year * 365 + year / 4 - year / 100 + year / 400;
    let days_of_months = (month * 153 + 2) / 5;
    // 719469 days lie between 0000-03-01 and 1970-01-01, and `day` counts from 1.
    (days_of_years + days_of_months + day).saturating_sub(719_469)
}
