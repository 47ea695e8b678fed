//! Tests what is said of failures and of answers that are no success.

use super::{delete, download, get, redirect};
use crate::{
    bindings::gorgias::customers::types::ErrorKind,
    client::transport::{Cause, Failure},
    testing::{BASIC, KEY, Script, answer, answer_with, broken, failure},
    tool::Tool,
    tools::{download_file, list_customers},
};

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
