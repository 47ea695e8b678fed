use super::{delete, download, get, redirect};
use crate::{
    bindings::gorgias::customers::types::ErrorKind,
    client::{
        Client, Observer, Wait,
        transport::{Cause, End, Incoming},
    },
    testing::{Script, answer, answer_with, broken, failure, finish, incoming},
    tool::{Effect, Tool},
    tools::{
        get_customer, list_customers, merge_customers,
        tests::{ANY_ANSWER, cases},
    },
};
use core::{cell::RefCell, time::Duration};

#[test]
fn a_tool_runs_where_access_allows_its_effect() {
    for (access, allowed) in [
        (
            "full",
            &[Effect::Read, Effect::Write, Effect::Destructive][..],
        ),
        ("no-delete", &[Effect::Read, Effect::Write]),
        ("read-only", &[Effect::Read]),
    ] {
        for case in cases() {
            let script = Script::answering(200, ANY_ANSWER).set("GORGIAS_ACCESS", access);
            let result = case.run(&script);
            let name = case.tool.name();
            if allowed.contains(&case.tool.effect()) {
                assert!(result.is_ok() && script.tries() == 1, "{name} {access}");
                continue;
            }
            let error = result.unwrap_err();
            assert_eq!(error.kind, ErrorKind::BlockedByPolicy);
            assert!(error.message.contains(name) && error.message.contains(access));
            assert!(
                !error.request_sent && script.tries() == 0,
                "{name} {access}"
            );
        }
    }
}

#[test]
fn any_2xx_is_success() {
    for status in [200, 201, 202, 203, 206, 299] {
        assert_eq!(
            get(&Script::answering(status, "{}")).ok().as_deref(),
            Some("{}")
        );
    }
    for status in [200, 202, 204] {
        assert!(delete(&Script::answering(status, "not JSON")).is_ok());
    }
}

#[test]
fn tools_without_an_answer_ignore_its_body() {
    let ignoring: Vec<_> = cases()
        .into_iter()
        .filter(|case| {
            let script = Script::answering(200, ANY_ANSWER);
            assert!(case.run(&script).is_ok());
            script.only_request().limits.body == 0
        })
        .map(|case| case.tool)
        .collect();
    assert_eq!(
        ignoring,
        [
            Tool::DeleteCustomer,
            Tool::DeleteCustomers,
            Tool::UpdateCustomerData,
            Tool::DeleteCustomerCustomFieldValue,
        ]
    );
}

#[test]
fn limits_come_from_the_settings() {
    let script = Script::answering(200, "{}")
        .set("GORGIAS_MAX_RESPONSE_BYTES", "2048")
        .set("GORGIAS_TIMEOUT_SECONDS", "5");
    assert!(get(&script).is_ok());
    let limits = script.only_request().limits;
    assert_eq!(limits.body, 2048);
    assert_eq!(limits.deadline.0, Duration::from_secs(1005));
    assert_eq!(limits.body_of(500), 16 << 10);
    assert_eq!(limits.body_of(307), 0);
}

#[test]
fn a_large_answer_ends_with_advice() {
    let large =
        || Script::answering(200, &"x".repeat(2049)).set("GORGIAS_MAX_RESPONSE_BYTES", "2048");
    let script = large();
    let list = script.call(Tool::ListCustomers, || list_customers(None));
    assert_eq!(script.tries(), 1);
    for (error, advice) in [
        (list.unwrap_err(), "with a smaller `limit`"),
        (get(&large()).unwrap_err(), "A person can raise that"),
    ] {
        assert_eq!(error.kind, ErrorKind::TooLarge);
        assert!(error.message.contains("2048 bytes"));
        assert!(error.message.contains(advice), "{}", error.message);
    }
}

#[test]
fn a_body_shorter_than_announced_is_broken() {
    let short = || answer_with(200, &[("content-length", "5")], "{}");
    let script = Script::new([short(), answer_with(200, &[("content-length", "2")], "{}")]);
    assert_eq!(get(&script).ok().as_deref(), Some("{}"));
    let merged = Script::new([short()]).call(Tool::MergeCustomers, || merge_customers(7, 8, None));
    let error = merged.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.message.contains("shorter than announced"));
    assert!(error.message.contains("look before"));
    let script = Script::repeating([redirect("https://files.test/a"), short()]);
    assert_eq!(download(&script).unwrap_err().kind, ErrorKind::Network);
}

#[test]
fn announced_lengths_that_say_nothing_are_ignored() {
    for headers in [
        &[("content-length", "5"), ("content-encoding", "gzip")][..],
        &[("content-length", "many")],
        &[("content-length", "1")],
        &[("content-length", "-1")],
        &[("content-length", "99999999999999999999999")],
    ] {
        assert!(
            get(&Script::new([answer_with(200, headers, "{}")])).is_ok(),
            "{headers:?}"
        );
    }
    // The body is not read at all.
    assert!(
        delete(&Script::new([answer_with(
            204,
            &[("content-length", "5")],
            ""
        )]))
        .is_ok()
    );
    let script = Script::new([answer_with(404, &[("content-length", "50")], "{}")]);
    assert_eq!(get(&script).unwrap_err().kind, ErrorKind::NotFound);
}

#[test]
fn a_broken_body_is_told_when_tries_are_used_up() {
    let script = Script::repeating([broken(200, "[1,", "reset by peer")]);
    let error = get(&script).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.message.contains("(reset by peer)"));
    assert_eq!(error.status, Some(200));
    assert_eq!(script.tries(), 4);
}

#[test]
fn a_dripping_body_ends_in_timeout() {
    let drip = Incoming {
        end: End::TimedOut,
        ..incoming(200, &[], b"[")
    };
    let script = Script::new([Ok(drip)]);
    let error = get(&script).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Timeout);
    assert!(
        error
            .message
            .contains("within 30 s (GORGIAS_TIMEOUT_SECONDS)")
    );
}

#[test]
fn an_observer_hears_of_requests_responses_and_waits() {
    #[derive(Default)]
    struct Heard(RefCell<Vec<String>>);

    impl Observer for Heard {
        fn sends(&self, tries: u32) {
            self.0.borrow_mut().push(format!("try {tries}"));
        }

        fn receives(&self, response: &Incoming) {
            let budget = response.header("x-gorgias-account-api-call-limit");
            self.0.borrow_mut().push(budget.unwrap_or("-").into());
        }

        fn waits(&self, wait: &Wait) {
            let Wait {
                status,
                is_asked_for,
                next_try,
                ..
            } = wait;
            let words = format!("waits {status:?} {is_asked_for} {next_try}");
            self.0.borrow_mut().push(words);
        }
    }

    let budget = [("x-gorgias-account-api-call-limit", "40/40")];
    let asked = [budget[0], ("retry-after", "2")];
    let script = Script::new([
        answer_with(503, &budget, ""),
        failure(Cause::Broken, true),
        answer_with(429, &asked, ""),
        answer(200, "{}"),
    ]);
    let heard = Heard::default();
    let client = Client::open(&script, Tool::GetCustomer).unwrap();
    let client = client.observed_by(&heard);
    assert!(finish(client.call(get_customer(7, None).unwrap())).is_ok());
    assert_eq!(
        *heard.0.borrow(),
        [
            "try 1",
            "40/40",
            "waits Some(503) false 2",
            "try 2",
            "waits None false 3",
            "try 3",
            "40/40",
            "waits Some(429) true 4",
            "try 4",
            "-",
        ]
    );
}

#[test]
fn what_a_transport_calls_too_long_is_too_long() {
    let mut response = incoming(200, &[("content-length", "5000")], b"{}");
    response.end = End::OverLimit;
    let error = get(&Script::new([Ok(response)])).unwrap_err();
    assert_eq!(error.kind, ErrorKind::TooLarge);
}
