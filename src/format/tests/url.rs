use crate::{
    format::url::*,
    property::{check, pieces},
    testing::spelled,
};
use percent_encoding::percent_decode;

fn origin(https: bool, authority: &str) -> Origin {
    Origin {
        https,
        authority: authority.into(),
    }
}

/// Makes an address on this host, deep enough to have something above it.
fn base(https: bool, authority: &str) -> Url {
    Url {
        origin: origin(https, authority),
        target: "/api/a/b?c=d".into(),
    }
}

fn follow(location: &str) -> Option<(bool, String, String)> {
    base(true, "acme.gorgias.com")
        .join(location)
        .ok()
        .map(|url| (url.origin.https, url.origin.authority, url.target))
}

#[test]
fn segments_keep_what_names_a_file() {
    for (given, sent) in [
        ("box.png", "box.png"),
        ("a b.png", "a%20b.png"),
        ("a%20b.png", "a%20b.png"),
        ("caf\u{e9}.png", "caf%C3%A9.png"),
        ("caf%C3%A9.png", "caf%C3%A9.png"),
        ("caf%c3%a9.png", "caf%C3%A9.png"),
        ("100%.png", "100%25.png"),
        ("100%25.png", "100%25.png"),
        ("%zz", "%25zz"),
        ("%", "%25"),
        ("%f", "%25f"),
        ("a?b#c", "a%3Fb%23c"),
        ("a&b=c;d", "a%26b%3Dc%3Bd"),
        (".hidden", ".hidden"),
        ("..a", "..a"),
        ("%ff", "%FF"),
        ("~-_.", "~-_."),
    ] {
        assert_eq!(segment("name", given).unwrap(), sent, "{given}");
    }
}

#[test]
fn segments_that_address_another_path_are_refused() {
    for given in [
        "",
        ".",
        "..",
        "%2e",
        "%252e%252e",
        "a/b",
        "a%2fb",
        "a%252Fb",
        "a\\b",
        "a%255cb",
        "a\r\nb",
        "a%00b",
        "a%2500b",
        "a\u{7f}b",
    ] {
        let error = spelled(segment("name", given).unwrap_err());
        assert!(error.message.starts_with("`name` "), "{given:?}");
    }
}

#[test]
fn locations_are_read() {
    for (location, https, authority, target) in [
        ("https://files.test/a?b=c", true, "files.test", "/a?b=c"),
        ("http://files.test/a", false, "files.test", "/a"),
        ("HTTPS://FILES.test/A", true, "files.test", "/A"),
        ("https://files.test", true, "files.test", "/"),
        ("https://files.test?a=b", true, "files.test", "/?a=b"),
        ("https://files.test/a#fragment", true, "files.test", "/a"),
        ("https://files.test#/@b", true, "files.test", "/"),
        ("https://files.test:8443/a", true, "files.test:8443", "/a"),
        ("//files.test/a", true, "files.test", "/a"),
        ("/a?b", true, "acme.gorgias.com", "/a?b"),
        ("/", true, "acme.gorgias.com", "/"),
        ("", true, "acme.gorgias.com", "/api/a/b"),
        ("#x", true, "acme.gorgias.com", "/api/a/b"),
        ("?x", true, "acme.gorgias.com", "/api/a/b?x"),
        ("x", true, "acme.gorgias.com", "/api/a/x"),
        ("x/y?z/../", true, "acme.gorgias.com", "/api/a/x/y?z/../"),
        ("./x/", true, "acme.gorgias.com", "/api/a/x/"),
        ("../x", true, "acme.gorgias.com", "/api/x"),
        ("../../../x", true, "acme.gorgias.com", "/x"),
        ("..", true, "acme.gorgias.com", "/api/"),
        (" https://files.test/a b ", true, "files.test", "/a%20b"),
        (
            "https://files.test/caf\u{e9}%20x",
            true,
            "files.test",
            "/caf%C3%A9%20x",
        ),
        (
            "https://files.test//a/../b@c:d",
            true,
            "files.test",
            "//a/../b@c:d",
        ),
    ] {
        let expected = (https, authority.to_string(), target.to_string());
        assert_eq!(follow(location), Some(expected), "{location}");
    }
}

#[test]
fn misleading_locations_are_refused() {
    let long = format!("https://{}.test/", "a".repeat(250));
    for location in [
        "ftp://files.test/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https:/files.test/a",
        "https:files.test",
        "https://",
        "https:///a",
        "https://user@files.test/a",
        "https://user:password@files.test/a",
        "https://acme.gorgias.com@files.test/a",
        "https://files.test\\@acme.gorgias.com/a",
        "/\\files.test/a",
        "https://files.test:/a",
        "https://files.test:0/a",
        "https://files.test:65536/a",
        "https://files.test:+443/a",
        "https://files.test:443:443/a",
        "https://[::1]/a",
        "https://[2001:db8::1]:8443/a",
        "https://10.0.0.1/a",
        "https://2130706433/a",
        "https://0x7f.1/a",
        "https://127.0.0.1./a",
        "https://[::1/a",
        "https://[]/a",
        "https://[::1]x/a",
        "https://[fe80::1%25eth0]/a",
        "https://fi les.test/a",
        "https://files.test/a\r\nx: y",
        "https://files.test/a\0",
        "https://f\u{fc}r.test/a",
        "https://files%2etest/a",
        &long,
    ] {
        assert_eq!(follow(location), None, "{location:?}");
    }
}

#[test]
fn relative_locations_keep_scheme_and_host() {
    let base = base(false, "127.0.0.1:8080");
    let url = base.join("//localhost:81/x").unwrap();
    assert_eq!(url.origin, origin(false, "localhost:81"));
    let url = base.join("/x").unwrap();
    assert_eq!(url.origin, base.origin);
}

#[test]
fn only_this_machine_is_loopback() {
    for authority in [
        "localhost",
        "localhost:80",
        "127.0.0.1",
        "127.0.0.1:8080",
        "127.255.255.254",
        "[::1]",
        "[::1]:8080",
    ] {
        assert!(is_loopback(authority), "{authority}");
    }
    for authority in [
        "",
        "localhost.evil.test",
        "127.0.0.1.evil.test",
        "evil.test",
        "10.0.0.1",
        "0.0.0.0",
        "128.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "[::]",
        "::1",
        "[::1",
        "[::ffff:7f00:1]",
        "user@127.0.0.1",
        "127.0.0.1@evil.test",
        "127.0.0.1/",
        "127.0.0.1:x",
        "127.0.0.1:",
        "127.0.0.1:+80",
        "127.0.0.1:80@evil.test",
        "127.0.0.1#",
        "local\nhost",
    ] {
        assert!(!is_loopback(authority), "{authority}");
    }
}

#[test]
fn a_segment_means_what_was_given_and_never_adds_a_level() {
    let likely = [
        ".", "/", "\\", "\n", "%", "%25", "%2e", "%2F", "%5c", "%00", "%7f", "2e", "2F", "5c",
        "0a", "a", "é", "?", "#",
    ];
    check(
        |u| pieces(u, &likely, 12),
        |given| {
            let Ok(sent) = segment("name", given) else {
                return;
            };
            assert!(sent.bytes().all(|byte| byte.is_ascii_graphic()));
            let mut meaning = sent.into_bytes();
            for decoded in 0..3 {
                assert!(meaning.iter().any(|byte| *byte != b'.'));
                assert!(
                    !meaning
                        .iter()
                        .any(|byte| matches!(byte, b'/' | b'\\' | 0..=31 | 0x7f))
                );
                assert!(decoded != 1 || given.contains('%') || meaning == given.as_bytes());
                meaning = percent_decode(&meaning).collect();
            }
        },
    );
}
