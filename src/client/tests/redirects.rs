//! Tests where redirects lead, and with what.

use super::{download, redirect};
use crate::{
    bindings::gorgias::customers::types::ErrorKind,
    testing::{Script, answer, answer_with},
    tool::Tool,
    tools::tests::cases,
};

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
