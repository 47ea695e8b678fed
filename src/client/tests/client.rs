use crate::{
    bindings::gorgias::customers::types::{DownloadedFile, ErrorKind},
    client::{
        Client, Observer, Wait,
        transport::{Cause, End, Failure, Incoming, Method},
    },
    testing::{BASIC, Error, KEY, Script, answer, answer_with, broken, failure, finish, incoming},
    tool::{Effect, Tool},
    tools::{
        delete_customer, download_file, get_customer, list_customers, merge_customers,
        tests::{ANY_ANSWER, Case, cases},
        update_customer_data,
    },
};
use core::{cell::RefCell, time::Duration};

type Answer = Result<Incoming, Failure>;

fn delete(script: &Script) -> Result<(), Error> {
    script.call(Tool::DeleteCustomer, || delete_customer(7))
}

fn get(script: &Script) -> Result<String, Error> {
    script.call(Tool::GetCustomer, || get_customer(7, None))
}

fn download(script: &Script) -> Result<DownloadedFile, Error> {
    script.call(Tool::DownloadFile, || {
        download_file("a".into(), "b".into(), "c.png".into())
    })
}

fn redirect(location: &str) -> Answer {
    answer_with(307, &[("location", location)], "")
}

/// Whether sending it twice may do more than sending it once, as the API's docs have it.
fn once_only(case: &Case) -> bool {
    let creates = case.request().method == Method::Post && case.tool.effect() != Effect::Read;
    creates || case.tool == Tool::MergeCustomers
}

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
            let ignored =
                outcome().is_ok_and(|a| a.status == 200) && result.is_ok() && script.tries() == 1;
            if ignored {
                assert_eq!(script.sent.borrow()[0].limits.body, 0);
                continue;
            }
            let name = case.tool.name();
            assert_eq!(script.tries(), 2 - usize::from(once_only(&case)), "{name}");
            assert_eq!(result.is_ok(), !once_only(&case), "{name}");
            if let Err(error) = result {
                assert!(error.request_sent);
                let warns = error.message.contains("look before you repeat it");
                assert_eq!(
                    warns,
                    case.tool.effect() != Effect::Read,
                    "{}",
                    error.message
                );
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
fn statuses_have_kinds() {
    for (status, kind) in [
        (400, ErrorKind::InvalidInput),
        (422, ErrorKind::InvalidInput),
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (410, ErrorKind::NotFound),
        (301, ErrorKind::Merged),
        (409, ErrorKind::Conflict),
        (413, ErrorKind::TooLarge),
        (500, ErrorKind::Server),
        (599, ErrorKind::Server),
        (100, ErrorKind::UnexpectedResponse),
        (302, ErrorKind::UnexpectedResponse),
        (418, ErrorKind::UnexpectedResponse),
    ] {
        let error = get(&Script::answering(status, "")).unwrap_err();
        assert_eq!((error.kind, error.status), (kind, Some(status)));
        let start = format!("Gorgias answered {status} to GET /api/customers/7. ");
        assert!(error.message.starts_with(&start), "{}", error.message);
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
fn settings_are_read_before_anything_is_sent() {
    let script = Script::new([]).unset("GORGIAS_DOMAIN");
    let error = get(&script).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotConfigured);
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

#[test]
fn merged_customers_are_named() {
    let location = "https://acme.gorgias.com/api/customers/8";
    let script = Script::new([answer_with(301, &[("location", location)], "")]);
    let error = delete(&script).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Merged);
    let details = format!("{{\"location\":\"{location}\"}}");
    assert_eq!(error.details.as_deref(), Some(details.as_str()));
    assert!(error.message.contains(location));
    // Elsewhere, 301 says nothing about customers.
    let error = Script::answering(301, "")
        .call(Tool::ListCustomers, || list_customers(None))
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::UnexpectedResponse);
}

#[test]
fn downloads_follow_redirects_without_credentials() {
    let script = Script::new([
        redirect("https://files.test/a?signature=x"),
        redirect("/b"),
        redirect("//More.Files.test:8443/c"),
        answer_with(200, &[("content-type", "text/plain")], "hello"),
    ]);
    assert_eq!(download(&script).ok().unwrap().content, "hello");
    let sent = script.sent.borrow();
    let went: Vec<_> = sent
        .iter()
        .map(|sent| {
            (
                sent.authority.as_str(),
                sent.target.as_str(),
                sent.header("authorization").is_some(),
            )
        })
        .collect();
    assert_eq!(
        went,
        [
            ("acme.gorgias.com", "/api/a/download/b/c.png", true),
            ("files.test", "/a?signature=x", false),
            ("files.test", "/b", false),
            ("more.files.test:8443", "/c", false),
        ]
    );
    assert!(sent.iter().all(|sent| sent.https));
}

#[test]
fn a_redirect_back_gets_no_credentials_either() {
    let script = Script::new([redirect("https://acme.gorgias.com/login"), answer(401, "")]);
    let error = download(&script).unwrap_err();
    assert_eq!(script.sent.borrow()[1].header("authorization"), None);
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert!(error.message.contains("may have expired"));
}

#[test]
fn redirect_loops_end() {
    let script = Script::repeating([redirect("https://files.test/a")]);
    let error = download(&script).unwrap_err();
    assert_eq!(error.kind, ErrorKind::UnexpectedResponse);
    assert!(error.message.contains("once too often"));
    assert_eq!(script.tries(), 4);
}

#[test]
fn redirects_stay_encrypted() {
    for (location, problem) in [
        (Some("http://files.test/a"), "not https"),
        (Some("http://acme.gorgias.com/a"), "not https"),
        (Some("http://127.0.0.1/a"), "an IP address"),
        (
            Some("https://user@files.test/a"),
            "without a proper host name",
        ),
        (Some(""), "without saying where to"),
        (None, "without saying where to"),
    ] {
        let headers: Vec<_> = location.map(|it| ("location", it)).into_iter().collect();
        let script = Script::new([answer_with(307, &headers, "")]);
        let error = download(&script).unwrap_err();
        assert_eq!(error.kind, ErrorKind::UnexpectedResponse);
        assert!(error.message.contains(problem), "{}", error.message);
    }
}

#[test]
fn plain_http_leads_from_this_machine_to_this_machine() {
    let local = |location| {
        Script::new([redirect(location), answer(200, "")])
            .unset("GORGIAS_DOMAIN")
            .set("GORGIAS_BASE_URL", "http://127.0.0.1:8080")
    };
    for location in ["http://localhost:81/a", "/a", "https://files.test/a"] {
        assert!(download(&local(location)).is_ok(), "{location}");
    }
    for location in [
        "http://files.test/a",
        "http://127.0.0.1.evil.test/a",
        "//files.test/a",
    ] {
        assert!(download(&local(location)).is_err(), "{location}");
    }
    // From https there is no way back.
    let script = Script::new([
        redirect("https://files.test/a"),
        redirect("http://localhost/a"),
    ])
    .unset("GORGIAS_DOMAIN")
    .set("GORGIAS_BASE_URL", "http://127.0.0.1:8080");
    assert!(download(&script).is_err());
}

#[test]
fn only_downloads_follow_redirects() {
    for case in cases()
        .into_iter()
        .filter(|case| case.tool != Tool::DownloadFile)
    {
        for status in [301, 302, 303, 307, 308] {
            let headers = [("location", "https://acme.gorgias.com/api/customers/8")];
            let script = Script::new([answer_with(status, &headers, "")]);
            assert!(case.run(&script).is_err(), "{}", case.tool.name());
            assert_eq!(script.tries(), 1);
        }
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
fn request_ids_are_kept_in_bounded_length() {
    let id = |status, id: &str| {
        let script = Script::new([answer_with(status, &[("x-request-id", id)], "no JSON")]);
        get(&script).unwrap_err().request_id.unwrap()
    };
    assert_eq!(id(500, "abc-1"), "abc-1");
    assert_eq!(id(200, "abc-1"), "abc-1");
    assert!(id(500, &"a".repeat(10_000)).len() < 600);
}

#[test]
fn long_file_names_do_not_fill_the_message() {
    let script = Script::answering(404, "");
    let name = "a".repeat(100_000);
    let error = script
        .call(Tool::DownloadFile, || {
            download_file("a".into(), "b".into(), name)
        })
        .unwrap_err();
    assert!(error.message.len() < 1000);
}

#[test]
fn details_hold_what_the_api_says() {
    let body = r#"{"error":{"msg":"The resource already exists.","data":{"email":["ada@shop.test"]},"code":"taken"}}"#;
    let error = get(&Script::answering(409, body)).unwrap_err();
    assert_eq!(error.details.as_deref(), Some(body));
    assert!(
        error.message.contains("ada@shop.test"),
        "what the user needs stays"
    );
}

/// The forms in which a server may echo one are tested where they are hidden.
#[test]
fn no_error_shows_a_credential() {
    const KEY_SETTING: &str = "GORGIAS_API_KEY";
    for (setting, value, secret) in [
        (KEY_SETTING, KEY, KEY),
        (KEY_SETTING, KEY, BASIC.trim_end_matches('=')),
        ("GORGIAS_ACCESS_TOKEN", "to/ken+0123", "to/ken+0123"),
    ] {
        let headers = [("x-request-id", secret), ("location", secret)];
        let mut answers = vec![
            broken(200, "", secret),
            Err(Failure {
                cause: Cause::Broken,
                detail: secret.into(),
                sent: true,
            }),
        ];
        for body in [
            format!(r#"{{"error":{{"msg":"{secret}","data":{{"{secret}":["{secret}"]}}}}}}"#),
            format!("<title>{secret}</title>"),
        ] {
            answers.extend(
                [200, 301, 307, 400, 401, 404, 409, 429, 500]
                    .map(|status| answer_with(status, &headers, &body)),
            );
        }
        for answer in answers {
            let script = Script::repeating([answer]).unset(KEY_SETTING);
            let script = script.set(setting, value);
            let errors = [get(&script).err(), download(&script).err()];
            for error in errors.into_iter().flatten() {
                let shown = format!("{error:?}");
                assert!(!shown.contains(secret), "{shown}");
            }
        }
    }
}

#[test]
fn failures_say_what_to_do() {
    for (cause, kind, words) in [
        (
            Cause::TimedOut,
            ErrorKind::Timeout,
            "No complete answer came from acme.gorgias.com within 30 s (GORGIAS_TIMEOUT_SECONDS).",
        ),
        (
            Cause::Denied,
            ErrorKind::BlockedByPolicy,
            "The host that runs this plugin does not let it reach acme.gorgias.com. Grant it network access to acme.gorgias.com.",
        ),
        (
            Cause::Tls,
            ErrorKind::Network,
            "No trusted TLS connection to acme.gorgias.com could be made.",
        ),
        (
            Cause::Refused,
            ErrorKind::Network,
            "The host that runs this plugin would not send the request to acme.gorgias.com.",
        ),
        (
            Cause::Dns,
            ErrorKind::Network,
            "The name acme.gorgias.com was not found. Check GORGIAS_DOMAIN.",
        ),
        (
            Cause::Connect,
            ErrorKind::Network,
            "No connection to acme.gorgias.com could be made.",
        ),
        (
            Cause::Broken,
            ErrorKind::Network,
            "The connection to acme.gorgias.com broke before the answer.",
        ),
    ] {
        for sent in [false, true] {
            let error = get(&Script::repeating([failure(cause, sent)])).unwrap_err();
            assert_eq!((error.kind, error.request_sent), (kind, sent));
            assert_eq!(error.message, words);
        }
    }
}

#[test]
fn of_the_file_host_other_things_are_said() {
    let xml = "<?xml version=\"1.0\"?><Error><Code>X</Code><Message>Request has expired</Message></Error>";
    for (second, words) in [
        (
            failure(Cause::Denied, false),
            "a host that Gorgias named. Grant it network access to files.test.",
        ),
        (failure(Cause::Tls, false), "connection to files.test"),
        (
            failure(Cause::Dns, false),
            "The name files.test of the file host was not found.",
        ),
        (
            answer(429, ""),
            "The host of the file limits requests. Wait some seconds and call again.",
        ),
        (answer(403, xml), "answered 403: Request has expired"),
    ] {
        let script = Script::repeating([redirect("https://files.test/a"), second]);
        let message = download(&script.set("GORGIAS_TIMEOUT_SECONDS", "1"))
            .unwrap_err()
            .message;
        assert!(message.contains(words), "{message}");
        assert!(!message.contains("GORGIAS_"), "{message}");
    }
}

#[test]
fn what_is_not_the_api_is_told_as_such() {
    let moved = [("location", "https://other.gorgias.com/api")];
    for (answer, words) in [
        (
            answer(404, "<html><title>Not found | Gorgias</title></html>"),
            ": Not found | Gorgias. It is a web page, not the API: GORGIAS_DOMAIN may name",
        ),
        (
            answer(403, "<html><title>Just a moment...</title>"),
            "a check for robots",
        ),
        (
            answer_with(302, &moved, ""),
            "It redirects to https://other.gorgias.com/api",
        ),
    ] {
        let error = get(&Script::new([answer])).unwrap_err();
        assert!(error.message.contains(words), "{}", error.message);
        assert_eq!(error.details, None);
    }
}

#[test]
fn unauthorized_names_the_settings_to_check() {
    for (name, value, header) in [
        ("GORGIAS_API_KEY", KEY, Some(["Basic ", BASIC].concat())),
        (
            "GORGIAS_ACCESS_TOKEN",
            "token-0123456789",
            Some("Bearer token-0123456789".into()),
        ),
        ("GORGIAS_AUTH", "host", None),
    ] {
        let mut script = Script::answering(401, "");
        if name != "GORGIAS_API_KEY" {
            script = script.unset("GORGIAS_EMAIL").unset("GORGIAS_API_KEY");
        }
        let script = script.set(name, value);
        let message = get(&script).unwrap_err().message;
        assert!(message.contains(name), "{message}");
        let sent = script.only_request();
        assert_eq!(sent.header("authorization"), header.as_deref());
    }
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
