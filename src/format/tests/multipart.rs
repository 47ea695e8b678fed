use crate::{
    format::multipart::*,
    property::{check, pieces},
    testing::spelled,
};

fn part<'a>(name: &'a str, content: &'a [u8]) -> Part<'a> {
    Part {
        name,
        content_type: "text/plain",
        content,
    }
}

/// Reads a body as RFC 2046 (section 5.1.1) says: the lines before the blank one, and the bytes
/// up to the line end that belongs to the next delimiter.
fn parse(boundary: &str, body: &[u8]) -> Vec<(String, Vec<u8>)> {
    let delimiter = format!("\r\n--{boundary}");
    let find = |from: usize, what: &[u8]| {
        let found = body[from..]
            .windows(what.len())
            .position(|window| window == what);
        found.map(|at| from + at)
    };
    let mut at = delimiter.len() - 2;
    assert_eq!(&body[..at], &delimiter.as_bytes()[2..]);
    let mut parts = Vec::new();
    while &body[at..] != b"--\r\n" {
        assert_eq!(&body[at..at + 2], b"\r\n");
        let blank = find(at + 2, b"\r\n\r\n").expect("no blank line");
        let head = String::from_utf8(body[at + 2..blank].to_vec()).unwrap();
        let end = find(blank + 4, delimiter.as_bytes()).expect("no delimiter");
        parts.push((head, body[blank + 4..end].to_vec()));
        at = end + delimiter.len();
    }
    parts
}

fn contents(parts: &[Part]) -> Vec<Vec<u8>> {
    let (boundary, body) = encode(parts).ok().unwrap();
    assert!(boundary.len() <= 70, "RFC 2046 allows 70 characters");
    assert!(
        boundary
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    );
    parse(&boundary, &body)
        .into_iter()
        .map(|(_, content)| content)
        .collect()
}

#[test]
fn parts_say_name_and_type() {
    let parts = [
        part("box.png", b"1"),
        Part {
            content_type: "image/png; a=\"b\"",
            ..part("caf\u{e9} \"2\" %22.png", b"")
        },
    ];
    let (boundary, body) = encode(&parts).ok().unwrap();
    assert_eq!(
        parse(&boundary, &body),
        [
            (
                "content-disposition: form-data; name=\"box.png\"; filename=\"box.png\"\r\ncontent-type: text/plain".to_string(),
                b"1".to_vec()
            ),
            (
                "content-disposition: form-data; name=\"caf\u{e9} %222%22 %22.png\"; filename=\"caf\u{e9} %222%22 %22.png\"\r\ncontent-type: image/png; a=\"b\"".to_string(),
                b"".to_vec()
            ),
        ]
    );
}

#[test]
fn names_and_types_that_would_break_a_header_are_refused() {
    for name in [
        "", "a\r\nb", "a\nb", "a\0b", "a\u{7f}", "a\u{85}b", "a/b", "../b", "a\\b",
    ] {
        let error = spelled(encode(&[part(name, b"")]).unwrap_err());
        assert!(error.message.starts_with("`name` "), "{name:?}");
    }
    for content_type in ["", "text", "a/b\r\nx: y", "a/b\0", "a/\u{e9}", "a/b\t"] {
        let error = encode(&[Part {
            content_type,
            ..part("a", b"")
        }]);
        let error = spelled(error.unwrap_err());
        assert!(
            error.message.starts_with("`content-type` "),
            "{content_type:?}"
        );
    }
}

#[test]
fn the_boundary_stands_in_no_part() {
    let plain = boundary(&[part("a", b"nothing")]);
    assert_eq!(
        boundary(&[part("a", b""), part("b", plain.as_bytes())]),
        format!("{plain}0")
    );
    // All boundaries of up to two more digits, and the beginning of one at the very end.
    let mut content = plain.clone();
    for first in "0123456789abcdef".chars() {
        content.push_str(&format!("\r\n--{plain}{first}--\r\n"));
        for second in "0123456789abcdef".chars() {
            content.push_str(&format!("--{plain}{first}{second}"));
        }
    }
    content.push_str(plain.trim_end_matches('-'));
    let found = boundary(&[part("a", content.as_bytes())]);
    assert!(!content.contains(&found));
    assert_eq!(
        contents(&[part("a", content.as_bytes())]),
        [content.as_bytes()]
    );
}

#[test]
fn content_made_of_boundaries_costs_a_few_passes() {
    let plain = boundary(&[]);
    let mut content = Vec::new();
    while content.len() < 8 << 20 {
        content
            .extend_from_slice(format!("{plain}{:08x}", content.len() * 2_654_435_761).as_bytes());
    }
    let found = boundary(&[part("a", &content)]);
    // Each pass adds a digit.
    assert!(found.len() <= plain.len() + 6, "{found}");
    let dashes = vec![b'_'; 1 << 20];
    assert_eq!(boundary(&[part("a", &dashes)]), plain);
}

#[test]
fn parts_come_back() {
    let likely = [
        "\r\n--_gorgias-customers-",
        "--_gorgias-customers-0",
        "_gorgias-customers-0f--\r\n",
        "\r\n",
        "a",
        "\0",
        "é",
    ];
    check(
        |u| Ok([pieces(u, &likely, 8)?, pieces(u, &likely, 8)?]),
        |contents| {
            let parts = contents
                .each_ref()
                .map(|content| part("a", content.as_bytes()));
            assert_eq!(self::contents(&parts), parts.map(|part| part.content));
        },
    );
}
