//! Bodies: those that the API sends, and what can become of them.

use super::{SECRETS, SECRETS_IN_JSON, pick, shape::Shape};
use arbitrary::{Result, Unstructured};

const CUSTOMER: &str = r#"{"id": 700101, "external_id": null, "name": "Ada é \u00e9 \ud83d\ude00", "score": -1.10e+2, "channels": [{"type": "email", "address": "ada@shop.test", "preferred": true}], "big": 12345678901234567890}"#;
const UPLOADED: &str = r#"[{"content_type": "image/png", "name": "a.txt", "size": "784554", "url": "https://uploads.example.test/a.txt"}]"#;

/// A body in this shape.
pub fn good(shape: Shape, u: &mut Unstructured) -> Result<Vec<u8>> {
    Ok(match shape {
        Shape::Nothing => Vec::new(),
        Shape::Json => CUSTOMER.into(),
        Shape::Upload => UPLOADED.into(),
        Shape::Csv => "Agent,Closed tickets\nAda Byron,12\n".into(),
        Shape::File => {
            let length = u.int_in_range(0..=3000)?.min(u.len());
            u.bytes(length)?.to_vec()
        }
        Shape::List => {
            let items = vec![CUSTOMER; u.int_in_range(0..=3)?].join(", ");
            let cursor = *u.choose(&["null", r#""WyJuZXh0Iiwg==""#, r#""a\"b\\c""#])?;
            u.choose(&[
                format!(
                    r#"{{"object": "list", "uri": "/api/x", "data": [{items}], "meta": {{"prev_cursor": null, "next_cursor": {cursor}}}}}"#
                ),
                format!(r#"{{"data": [{items}]}}"#),
                format!("[{items}]"),
                format!(" \n[{items}]\t "),
            ])?
            .clone()
            .into_bytes()
        }
    })
}

/// The forms of an error's body.
pub fn error(u: &mut Unstructured) -> Result<Vec<u8>> {
    let words = *u.choose(&["Unauthorized.", "", "no\\nsuch\\u0000thing", "Wörter 😀"])?;
    let (plain, secret) = (*u.choose(&SECRETS)?, *u.choose(&SECRETS_IN_JSON)?);
    let (long, longer) = (u.int_in_range(0..=8000)?, u.int_in_range(0..=20_000)?);
    Ok(match u.int_in_range(0..=14)? {
        0 => format!(
            r#"{{"error": {{"msg": "{words}", "data": {{"channels": ["Missing data."]}}}}}}"#
        ),
        1 => format!(r#"{{"error": {{"msg": "{words}", "data": null}}}}"#),
        2 => format!(r#"{{"error": "{words}"}}"#),
        3 => r#"{"error": {"msg": 5, "data": [[[[]]]]}}"#.into(),
        4 => format!("<!DOCTYPE html><html><head><title>{words}</title></head></html>"),
        5 => format!("<HTML><TITLE x=\"<title>\">{words}"),
        6 => "<title>".into(),
        7 => words.into(),
        8 => "null".into(),
        9 => format!(r#"{{"error": {{"msg": "{}"}}}}"#, "long ".repeat(long)),
        10 => format!("<title>{}</title>", "ö".repeat(longer)),
        11 => format!("<title>{plain}</title> {words}"),
        12 => format!("{}{plain} {words}", " no".repeat(long % 200)),
        13 => format!(r#"{{"error": {{"msg": "{words} {secret}"}}}}"#),
        _ => format!(r#"{{"error": {{"msg": "no", "data": {{"{secret}": ["{secret}"]}}}}}}"#),
    }
    .into_bytes())
}

/// A value that nests and repeats as the bytes have it.
pub fn json(u: &mut Unstructured, depth: usize) -> Result<String> {
    let leaf = depth == 0 || u.ratio(1, 3)?;
    Ok(match (leaf, u.int_in_range(0..=5)?) {
        (true, 0) => "null".into(),
        (true, 1) => u.arbitrary::<u64>()?.to_string(),
        (true, 2) => {
            let [whole, fraction, exponent] = u.arbitrary::<[u8; 3]>()?;
            format!("-{whole}.{fraction}e-{exponent}")
        }
        (true, 3) => u.arbitrary::<bool>()?.to_string(),
        (true, _) => string(u)?,
        (false, 0..=2) => {
            let items: Result<Vec<String>> = (0..u.int_in_range(0..=4)?)
                .map(|_| json(u, depth - 1))
                .collect();
            format!("[{}]", items?.join(","))
        }
        (false, _) => {
            let members: Result<Vec<String>> = (0..u.int_in_range(0..=4)?)
                .map(|_| Ok(format!("{}: {}", key(u)?, json(u, depth - 1)?)))
                .collect();
            format!("{{{}}}", members?.join(", "))
        }
    })
}

/// The keys that are looked for, mostly.
fn key(u: &mut Unstructured) -> Result<String> {
    const KEYS: &str =
        r"data meta next_cursor prev_cursor error msg name url size content_type d\u0061ta";
    match u.ratio(1, 3)? {
        true => string(u),
        false => Ok(format!("\"{}\"", pick(u, KEYS, ' ')?)),
    }
}

fn string(u: &mut Unstructured) -> Result<String> {
    const PIECES: &str = r#"a é 😀 \n \u0000 \u00e9 \ud83d\ude00 \\ \" \/ </title> %2F"#;
    let pieces: Result<Vec<&str>> = (0..u.int_in_range(0..=7)?)
        .map(|_| pick(u, PIECES, ' '))
        .collect();
    let between = *u.choose(&["", " "])?;
    Ok(format!("\"{}\"", pieces?.join(between)))
}

/// Changes some bytes.
pub fn mutate(body: &mut Vec<u8>, u: &mut Unstructured) -> Result<()> {
    for _ in 0..u.int_in_range(1..=4)? {
        let at = u.int_in_range(0..=body.len())?;
        let end = (at + u.int_in_range(0..=39)?).min(body.len());
        match u.int_in_range(0..=10)? {
            0 => body.truncate(at),
            1 => drop(body.drain(at..end)),
            2 => {
                let copy = body[at..end].to_vec();
                body.splice(at..at, copy);
            }
            3 => {
                if let Some(byte) = body.get_mut(at) {
                    *byte ^= 1 << u.int_in_range(0..=7)?;
                }
            }
            4 => {
                let token = pick(u, TOKENS, ' ')?;
                body.splice(at..at, token.bytes());
            }
            5 => {
                let length = u.int_in_range(0..=29)?.min(u.len());
                body.splice(at..at, u.bytes(length)?.iter().copied());
            }
            6 => {
                let bracket = *u.choose(b"[{\"\\ 0")?;
                let many = vec![bracket; 1 << u.int_in_range(0..=14)?];
                body.splice(at..at, many);
            }
            7 => {
                let value = json(u, 4)?;
                body.splice(at..end, value.into_bytes());
            }
            8 => {
                let secret = *u.choose(&SECRETS)?;
                body.splice(at..end, secret.bytes());
            }
            9 => {
                let token = *u.choose(&BROKEN)?;
                body.splice(at..at, token.iter().copied());
            }
            _ => body.rotate_left(at),
        }
    }
    Ok(())
}

/// Pieces that readers of JSON and of text stumble over: as text, and as bytes that are none.
const TOKENS: &str = "\\u \\ud800 \\udc00\\ud800 \\x41 \0 \u{feff} 1e999 -0 01 .5 NaN , : } ] \" // null \u{1b}[31m \r\n \u{2028} <title> <";
const BROKEN: [&[u8]; 4] = [b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3"];
