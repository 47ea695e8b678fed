//! Tests what is tried again, and when.

use super::{Answer, delete, get};
use crate::{
    bindings::gorgias::customers::types::ErrorKind,
    client::transport::{Cause, Method},
    testing::{Script, answer, answer_with, broken, failure},
    tool::{Effect, Tool},
    tools::{
        tests::{ANY_ANSWER, Case, cases},
        update_customer_data,
    },
};
use core::time::Duration;

/// Tells whether sending it twice may do more than sending it once, as the API's docs have it.
fn once_only(case: &Case) -> bool {
    let creates = case.request().method == Method::Post && case.tool.effect() != Effect::Read;
    creates || case.tool == Tool::MergeCustomers
}

#[test]
fn what_could_be_done_twice_is_sent_once() {
    let outcomes: [fn() -> Answer; 4] = [
        || failure(Cause::Broken, true),
        || answer(502, ""),
        || answer(503, ""),
        || broken(200, "[", "reset"),
    ];
    for case in cases() {
        for outcome in outcomes {
            let script = Script::new([outcome(), answer(200, ANY_ANSWER)]);
            let result = case.run(&script);
            // A tool that ignores the answer's body does not see that it broke.
            let ignores = script.sent.borrow()[0].limits.body == 0;
            if ignores && outcome().is_ok_and(|it| it.status == 200) {
                assert!(result.is_ok() && script.tries() == 1);
                continue;
            }
            let (name, once) = (case.tool.name(), once_only(&case));
            assert_eq!(script.tries(), if once { 1 } else { 2 }, "{name}");
            assert_eq!(result.is_ok(), !once, "{name}");
            if let Err(error) = result {
                assert!(error.request_sent);
                let warns = error.message.contains("look before you repeat it");
                assert!(warns, "{}", error.message);
            }
        }
    }
}

#[test]
fn what_was_not_done_is_sent_again_by_every_tool() {
    for case in cases() {
        for outcome in [
            || answer_with(429, &[("retry-after", "2")], ""),
            || failure(Cause::Connect, false),
            || failure(Cause::Dns, false),
        ] {
            let script = Script::new([outcome(), answer(200, ANY_ANSWER)]);
            assert!(case.run(&script).is_ok(), "{}", case.tool.name());
            let sent = script.sent.borrow();
            assert_eq!(sent.len(), 2);
            assert_eq!(sent[0].body, sent[1].body);
            assert_eq!(sent[0].headers, sent[1].headers);
        }
    }
}

#[test]
fn a_wish_to_wait_is_honoured() {
    let (now, later) = (
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:47 GMT",
    );
    let headers = [("retry-after", later), ("date", now)];
    let script = Script::new([answer_with(429, &headers, ""), answer(200, "{}")]);
    assert!(get(&script).is_ok());
    assert_eq!(*script.slept.borrow(), [Duration::from_secs(10)]);
}

#[test]
fn a_wish_to_wait_too_long_is_told_at_once() {
    for (seconds, told) in [("31", 31), ("86400", 86_400), ("99999999999", u32::MAX)] {
        let script = Script::new([answer_with(429, &[("retry-after", seconds)], "")]);
        let error = get(&script).unwrap_err();
        assert_eq!(error.kind, ErrorKind::RateLimited);
        assert_eq!(error.retry_after_seconds, Some(told));
        assert!(
            error.message.contains(&format!("Wait {told} s")),
            "{}",
            error.message
        );
        assert!(script.slept.borrow().is_empty() && script.tries() == 1);
    }
}

#[test]
fn a_full_bucket_is_told_after_all_tries() {
    let script = Script::repeating([answer(429, "")]);
    let error = get(&script).unwrap_err();
    assert_eq!(error.kind, ErrorKind::RateLimited);
    assert_eq!(error.retry_after_seconds, None);
    assert_eq!(script.tries(), 4);
    let waited: Duration = script.slept.borrow().iter().sum();
    assert!(waited >= Duration::from_secs(7) && waited < Duration::from_millis(8750));
}

#[test]
fn one_deadline_holds_for_all_tries() {
    for takes in [1, 4, 9, 29, 30, 100] {
        let script = Script::repeating([answer(503, "")]).taking(Duration::from_secs(takes));
        assert_eq!(get(&script).unwrap_err().kind, ErrorKind::Server);
        let deadline = Duration::from_secs(1030);
        let sent = script.sent.borrow();
        assert!(sent.iter().all(|sent| sent.limits.deadline.0 == deadline));
        // No try begins after the deadline.
        assert!(script.elapsed() < Duration::from_secs(30 + takes));
    }
}

#[test]
fn whatever_follows_a_deletion_that_may_be_done_says_so() {
    const EARLIER: &str = "An earlier try of this call may have";
    for status in [401, 403, 404, 429] {
        for (first, says) in [
            (answer(503, ""), true),
            (failure(Cause::Broken, true), true),
            (answer(429, ""), false),
            (failure(Cause::Connect, false), false),
        ] {
            let last = answer_with(status, &[("retry-after", "600")], "");
            let message = delete(&Script::new([first, last])).unwrap_err().message;
            assert_eq!(message.contains(EARLIER), says, "{message}");
        }
    }
    let gone = || Script::new([answer(503, ""), answer(404, "")]);
    let error = gone().call(Tool::UpdateCustomerData, || {
        update_customer_data(7, None, None)
    });
    assert!(!error.unwrap_err().message.contains("may have deleted it"));
    assert!(!get(&gone()).unwrap_err().message.contains(EARLIER));
}

#[test]
fn a_failed_connection_after_a_broken_one_still_was_sent() {
    let tries = [failure(Cause::Broken, true), failure(Cause::Denied, false)];
    assert!(delete(&Script::new(tries)).unwrap_err().request_sent);
    let tries = [
        failure(Cause::Connect, false),
        failure(Cause::Denied, false),
    ];
    let error = delete(&Script::new(tries)).unwrap_err();
    assert!(!error.request_sent && !error.message.contains("look before"));
}
