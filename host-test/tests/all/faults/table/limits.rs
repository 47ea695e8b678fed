//! 429: not performed, so every tool waits and tries again, if the time suffices.

use super::request_read;
use crate::faults::{
    class::Class,
    fault::{Expect, Fault, done, refused},
};
use gorgias_customers::bindings::gorgias::customers::types::ErrorKind::RateLimited;
use mock::faults::Answer;

const NOW: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
const SECOND_LATER: &str = "Sun, 06 Nov 1994 08:49:38 GMT";
const MINUTES_LATER: &str = "Sun, 06 Nov 1994 08:51:07 GMT";
const EARLIER: &str = "Sun, 06 Nov 1994 08:00:00 GMT";

pub fn faults() -> Vec<Fault> {
    let limited = |requests| refused(RateLimited, 429).requests(requests);
    vec![
        then_fine("429 without Retry-After, then fine", Answer::new(429)),
        then_fine("429, Retry-After: 1, then fine", busy("1")),
        then_fine(
            "429, Retry-After: a date 1 s later, then fine",
            busy(SECOND_LATER).header("date", NOW),
        ),
        // The second wait does not fit into the time.
        always("429 without Retry-After", Answer::new(429), limited(2)),
        always("429, Retry-After: 0", busy("0"), limited(2).wait(0)),
        always("429, Retry-After: 30", busy("30"), limited(1).wait(30)).says("Wait 30 s"),
        always(
            "429, Retry-After: a date 90 s later",
            busy(MINUTES_LATER).header("date", NOW),
            limited(1).wait(90),
        ),
        always(
            "429, Retry-After: a date in the past",
            busy(EARLIER).header("date", NOW),
            limited(2).wait(0),
        ),
        always(
            "429, Retry-After: a date, without Date",
            busy(MINUTES_LATER),
            limited(2),
        ),
        always("429, Retry-After: -5", busy("-5"), limited(2)),
        always("429, Retry-After: soon", busy("soon"), limited(2)),
        always(
            "429, Retry-After: 99999999999999999999999",
            busy("99999999999999999999999"),
            limited(1).wait(u32::MAX),
        ),
        Fault::always(
            "429, and its body never comes",
            request_read()
                .send("HTTP/1.1 429 Busy\r\ncontent-length: 9\r\n\r\n{")
                .stall(),
        )
        .timeout(1)
        .on_all(limited(1)),
    ]
}

fn busy(retry_after: &str) -> Answer {
    Answer::new(429)
        .header("retry-after", retry_after)
        .body(r#"{"error": {"msg": "Too many requests."}}"#)
}

fn always(name: &'static str, answer: Answer, expect: Expect) -> Fault {
    Fault::answers(name, answer).on_all(expect)
}

fn then_fine(name: &'static str, answer: Answer) -> Fault {
    Fault::answering(name, move |scene| vec![answer.clone(), scene.fine()])
        .timeout(3)
        .on(&Class::ALL, done().requests(2))
}
