use crate::{
    client::{retry::*, transport::Cause},
    property::check,
};
use std::time::Duration;

const FACTS: Facts = Facts {
    repeatable: true,
    outcome: Outcome::Status(503),
    retry_after: None,
    tries: 1,
    left: Duration::from_secs(30),
    took: Duration::ZERO,
    jitter: 0,
};

fn failed(cause: Cause, sent: bool) -> Outcome {
    Outcome::Failed { cause, sent }
}

fn millis(facts: &Facts) -> Option<u128> {
    wait_before_next(facts).map(|wait| wait.as_millis())
}

#[test]
fn what_is_tried_again() {
    // Outcome; the first wait where repeating is harmless, and where it is not.
    for (outcome, repeatable, not_repeatable) in [
        (Outcome::Status(429), Some(1000), Some(1000)),
        (Outcome::Status(502), Some(1000), None),
        (Outcome::Status(503), Some(1000), None),
        (Outcome::Status(504), Some(1000), None),
        (failed(Cause::Connect, false), Some(250), Some(250)),
        (failed(Cause::Connect, true), Some(250), None),
        (failed(Cause::Dns, false), Some(250), Some(250)),
        (failed(Cause::Broken, false), Some(250), Some(250)),
        (failed(Cause::Broken, true), Some(250), None),
        (failed(Cause::TimedOut, false), None, None),
        (failed(Cause::TimedOut, true), None, None),
        (failed(Cause::Denied, false), None, None),
        (failed(Cause::Tls, false), None, None),
        (failed(Cause::Refused, false), None, None),
    ] {
        let facts = Facts { outcome, ..FACTS };
        assert_eq!(millis(&facts), repeatable, "{outcome:?}");
        let facts = Facts {
            repeatable: false,
            ..facts
        };
        assert_eq!(millis(&facts), not_repeatable, "{outcome:?}");
    }
    for status in [200, 301, 400, 401, 404, 408, 409, 500, 501, 505] {
        let outcome = Outcome::Status(status);
        assert_eq!(millis(&Facts { outcome, ..FACTS }), None, "{status}");
    }
}

#[test]
fn waits_double_until_the_tries_are_used_up() {
    let waits = |outcome| {
        (1..=6)
            .map(move |tries| {
                millis(&Facts {
                    outcome,
                    tries,
                    ..FACTS
                })
            })
            .collect::<Vec<_>>()
    };
    let (none, some) = (None, Some);
    assert_eq!(
        waits(Outcome::Status(429)),
        [some(1000), some(2000), some(4000), none, none, none]
    );
    assert_eq!(
        waits(failed(Cause::Connect, false)),
        [some(250), some(500), some(1000), none, none, none]
    );
    assert_eq!(
        millis(&Facts {
            tries: u32::MAX,
            ..FACTS
        }),
        None
    );
}

#[test]
fn a_wish_to_wait_is_honoured_where_it_fits() {
    for (asked, left, wait) in [
        (5000, 30_000, Some(5000)),
        (28_999, 30_000, Some(28_999)),
        // A second is kept to see the answer.
        (29_000, 30_000, None),
        (30_000, 30_000, None),
        (30_001, 30_000, None),
        (1, 30_000, Some(1)),
        // Zero says nothing.
        (0, 30_000, Some(1000)),
        (0, 2000, None),
        (0, 2001, Some(1000)),
        (0, 0, None),
    ] {
        let facts = Facts {
            retry_after: Some(Duration::from_millis(asked)),
            left: Duration::from_millis(left),
            ..FACTS
        };
        assert_eq!(millis(&facts), wait, "{asked} of {left}");
    }
    let slow = Facts {
        retry_after: Some(Duration::from_secs(10)),
        took: Duration::from_secs(20),
        ..FACTS
    };
    assert_eq!(
        wait_before_next(&slow),
        None,
        "the next try may take as long"
    );
    let huge = Facts {
        retry_after: Some(Duration::MAX),
        left: Duration::MAX,
        ..FACTS
    };
    assert_eq!(wait_before_next(&huge), None);
}

#[test]
fn what_may_have_been_done() {
    for (outcome, may) in [
        (Outcome::Status(502), true),
        (Outcome::Status(429), false),
        (Outcome::Status(404), false),
        (failed(Cause::Broken, true), true),
        (failed(Cause::Broken, false), false),
    ] {
        assert_eq!(outcome.may_be_done(), may, "{outcome:?}");
    }
}

#[test]
fn jitter_adds_less_than_a_quarter_and_no_wait_outlasts_the_time_left() {
    check(
        |u| {
            Ok(Facts {
                repeatable: true,
                outcome: match u.arbitrary()? {
                    true => Outcome::Status(503),
                    false => failed(Cause::Broken, true),
                },
                retry_after: u
                    .arbitrary::<Option<u16>>()?
                    .map(|it| Duration::from_millis(it.into())),
                tries: u.int_in_range(1..=3)?,
                left: Duration::from_millis(u.arbitrary::<u16>()?.into()),
                took: Duration::ZERO,
                jitter: u.arbitrary()?,
            })
        },
        |facts| {
            assert!(wait_before_next(facts).is_none_or(|wait| wait < facts.left));
            let first = match facts.outcome {
                Outcome::Status(_) => 1000,
                Outcome::Failed { .. } => 250,
            };
            let base = first << (facts.tries - 1);
            let (retry_after, left) = (None, FACTS.left);
            let wait = millis(&Facts {
                retry_after,
                left,
                ..*facts
            })
            .unwrap();
            assert!((base..base + base / 4).contains(&wait));
        },
    );
}
