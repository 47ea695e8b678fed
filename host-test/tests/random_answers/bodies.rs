//! Bodies: those that the API sends, and what can become of them.

use crate::prng::Prng;
use crate::tools::Tool;

/// A body that the tool understands.
pub fn good(tool: Tool, prng: &mut Prng) -> Vec<u8> {
    let customer = r#"{"id": 700101, "external_id": null, "name": "Ada é \u00e9 \ud83d\ude00", "score": -1.10e+2, "channels": [{"type": "email", "address": "ada@shop.test", "preferred": true}], "big": 12345678901234567890}"#;
    let items = vec![customer; prng.below(4)].join(", ");
    let cursor = prng.pick(&["null", r#""WyJuZXh0Iiwg==""#, r#""a\"b\\c""#]);
    let list = prng.pick(&[
        format!(
            r#"{{"object": "list", "uri": "/api/x", "data": [{items}], "meta": {{"prev_cursor": null, "next_cursor": {cursor}}}}}"#
        ),
        format!(r#"{{"data": [{items}]}}"#),
        format!("[{items}]"),
        format!(" \n[{items}]\t "),
    ]);
    match tool {
        Tool::GetCustomer | Tool::CreateCustomer | Tool::UpdateCustomer => customer.into(),
        Tool::Upload => {
            br#"[{"content_type": "image/png", "name": "a.txt", "size": "784554", "url": "https://uploads.example.test/a.txt"}]"#.to_vec()
        }
        Tool::Csv => b"Agent,Closed tickets\nAda Byron,12\n".to_vec(),
        Tool::Download => {
            let length = prng.below(3000);
            prng.bytes(length)
        }
        Tool::DeleteCustomer => Vec::new(),
        _ => list.into(),
    }
}

/// What an error's body may be.
pub fn error(prng: &mut Prng) -> Vec<u8> {
    let words = prng.pick(&["Unauthorized.", "", "no\\nsuch\\u0000thing", "Wörter 😀"]);
    let (long, longer) = (prng.below(8000), prng.below(20_000));
    prng.pick(&[
        format!(r#"{{"error": {{"msg": "{words}", "data": {{"channels": ["Missing data."]}}}}}}"#),
        format!(r#"{{"error": {{"msg": "{words}", "data": null}}}}"#),
        format!(r#"{{"error": "{words}"}}"#),
        r#"{"error": {"msg": 5, "data": [[[[]]]]}}"#.into(),
        format!("<!DOCTYPE html><html><head><title>{words}</title></head></html>"),
        format!("<HTML><TITLE x=\"<title>\">{words}"),
        "<title>".into(),
        "<".into(),
        words.into(),
        String::new(),
        "null".into(),
        format!(r#"{{"error": {{"msg": "{}"}}}}"#, "long ".repeat(long)),
        format!("<title>{}</title>", "ö".repeat(longer)),
    ])
    .into_bytes()
}

/// A value that nests and repeats as the dice fall.
pub fn json(prng: &mut Prng, depth: usize) -> String {
    let leaf = depth == 0 || prng.once_in(3);
    match (leaf, prng.below(6)) {
        (true, 0) => "null".into(),
        (true, 1) => prng.next().to_string(),
        (true, 2) => format!(
            "-{}.{}e-{}",
            prng.below(99),
            prng.below(99),
            prng.below(500)
        ),
        (true, 3) => prng.pick(&["true", "false"]).into(),
        (true, _) => string(prng),
        (false, 0..=2) => {
            let items: Vec<String> = (0..prng.below(5)).map(|_| json(prng, depth - 1)).collect();
            format!("[{}]", items.join(","))
        }
        (false, _) => {
            let members: Vec<String> = (0..prng.below(5))
                .map(|_| format!("{}: {}", key(prng), json(prng, depth - 1)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

/// The keys that are looked for, now and then.
fn key(prng: &mut Prng) -> String {
    if prng.once_in(3) {
        return string(prng);
    }
    let keys = [
        "data",
        "meta",
        "next_cursor",
        "prev_cursor",
        "error",
        "msg",
        "name",
        "url",
        "size",
        "content_type",
        "d\\u0061ta",
    ];
    format!("\"{}\"", prng.pick(&keys))
}

fn string(prng: &mut Prng) -> String {
    let pieces = [
        "a",
        "é",
        "😀",
        "\\n",
        "\\u0000",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\\\",
        "\\\"",
        "\\/",
        "</title>",
        " ",
        "%2F",
    ];
    let text: String = (0..prng.below(8)).map(|_| prng.pick(&pieces)).collect();
    format!("\"{text}\"")
}

/// Changes some bytes.
pub fn mutate(mut body: Vec<u8>, prng: &mut Prng) -> Vec<u8> {
    for _ in 0..=prng.below(4) {
        let at = prng.below(body.len() + 1);
        let end = (at + prng.below(40)).min(body.len());
        match prng.below(9) {
            0 => body.truncate(at),
            1 => drop(body.drain(at..end)),
            2 => {
                let copy = body[at..end].to_vec();
                body.splice(at..at, copy);
            }
            3 => {
                if let Some(byte) = body.get_mut(at) {
                    *byte ^= 1 << prng.below(8);
                }
            }
            4 => {
                let token = prng.pick(TOKENS);
                body.splice(at..at, token.iter().copied());
            }
            5 => {
                let length = prng.below(30);
                let noise = prng.bytes(length);
                body.splice(at..at, noise);
            }
            6 => {
                let bracket = prng.pick(b"[{\"\\ 0");
                let many = vec![bracket; 1 << prng.below(15)];
                body.splice(at..at, many);
            }
            7 => {
                let value = json(prng, 4);
                body.splice(at..end, value.into_bytes());
            }
            _ => body.rotate_left(at),
        }
    }
    body
}

/// What readers of JSON and of text stumble over.
const TOKENS: &[&[u8]] = &[
    b"\\u",
    b"\\ud800",
    b"\\udc00\\ud800",
    b"\\x41",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xc3",
    b"1e999",
    b"-0",
    b"01",
    b".5",
    b"NaN",
    b",",
    b":",
    b"}",
    b"]",
    b"\"",
    b"//",
    b"null",
    b"\x1b[31m",
    b"\r\n",
    b"\xe2\x80\xa8",
    b"<title>",
    b"<",
];
