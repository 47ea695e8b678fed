use crate::format::http_date::*;

const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

fn wait(value: &str, date: Option<&str>) -> Option<u64> {
    retry_after(value, date).map(|wait| wait.as_secs())
}

#[test]
fn dates_are_seconds_since_1970() {
    for (date, expected) in [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        (DATE, 784_111_777),
        ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
        ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
        ("Fri, 31 Dec 2027 23:59:59 GMT", 1_830_297_599),
        ("Tue, 29 Feb 2028 00:00:00 GMT", 1_835_395_200),
        ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
        (" Sun, 06 Nov 1994 08:49:37 GMT\t", 784_111_777),
    ] {
        assert_eq!(seconds(date), Some(expected), "{date}");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for date in [
        "",
        " ",
        "GMT",
        "Sun,",
        "Sun, 06",
        "Sun, 06 Nov",
        "Sun, 06 Nov 1994",
        "Sun, 06 Nov 1994 08:49",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 anF 1994 08:49:37 GMT",
        "Sun, 06  1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1969 08:49:37 GMT",
        "Sun, 06 Nov 10000 08:49:37 GMT",
        "Sun, 06 Nov 18446744073709551615 08:49:37 GMT",
        "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:00:61 GMT",
        "Sun, 06 Nov 1994 08:00 GMT",
        "1994-11-06T08:49:37Z",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "\u{e9}\u{e9} \u{e9} \u{e9} \u{e9} \u{e9}",
    ] {
        assert_eq!(seconds(date), None, "{date}");
    }
}

#[test]
fn seconds_are_taken_as_they_are() {
    for (value, seconds) in [
        ("0", 0),
        ("5", 5),
        (" 120 ", 120),
        ("0007", 7),
        ("18446744073709551615", u64::MAX),
        ("99999999999999999999999999", u64::from(u32::MAX)),
    ] {
        assert_eq!(wait(value, None), Some(seconds), "{value}");
    }
    for value in ["", "-5", "+5", "5.5", "5s", "five", "0x5", "\u{665}", "5 5"] {
        assert_eq!(wait(value, Some(DATE)), None, "{value}");
    }
}

#[test]
fn a_date_counts_from_the_answers_own() {
    let later = "Sun, 06 Nov 1994 08:50:07 GMT";
    assert_eq!(wait(later, Some(DATE)), Some(30));
    assert_eq!(wait(DATE, Some(DATE)), Some(0));
    assert_eq!(wait(DATE, Some(later)), Some(0));
    assert_eq!(wait(later, None), None);
    assert_eq!(wait(later, Some("yesterday")), None);
}
