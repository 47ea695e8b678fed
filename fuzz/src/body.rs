//! Bodies of errors, any JSON, and what can become of it.

use super::{SECRETS, SECRETS_IN_JSON, pick};
use arbitrary::{Result, Unstructured};

/// Generates the forms of an error's body.
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

/// Generates a value that nests and repeats as the bytes have it.
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

/// Picks a key: those that are looked for, mostly.
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

/// Replaces some bytes by others, or adds some, or takes some away.
pub fn mutate(body: &mut Vec<u8>, u: &mut Unstructured) -> Result<()> {
    for _ in 0..u.int_in_range(1..=4)? {
        let at = u.int_in_range(0..=body.len())?;
        let length = *u.choose(&[0, 0, 1, 9, 39, usize::MAX])?;
        let end = at.saturating_add(length).min(body.len());
        let bytes = match u.int_in_range(0..=9)? {
            0 => body[at..(at + 39).min(body.len())].to_vec(),
            1 => pick(u, TOKENS, ' ')?.into(),
            2 => u.choose(&BROKEN)?.to_vec(),
            3 => u.choose(&SECRETS)?.as_bytes().to_vec(),
            4 => json(u, 4)?.into_bytes(),
            5 => {
                let length = u.int_in_range(0..=29)?.min(u.len());
                u.bytes(length)?.to_vec()
            }
            6 => vec![*u.choose(b"[{\"\\ 0")?; 1 << u.int_in_range(0..=14)?],
            _ => Vec::new(),
        };
        body.splice(at..end, bytes);
    }
    Ok(())
}

/// Pieces that readers of JSON and of text stumble over: as text, and as bytes that are none.
const TOKENS: &str = "\\u \\ud800 \\udc00\\ud800 \\x41 \0 \u{feff} 1e999 -0 01 .5 NaN , : } ] \" // null \u{1b}[31m \r\n \u{2028} <title> <";
const BROKEN: [&[u8]; 4] = [b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3"];
