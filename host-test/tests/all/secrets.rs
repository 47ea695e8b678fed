//! Credentials that a server sends back show in no error, whatever it makes of them. The wire table
//! shows that they go to Gorgias and to no other host.

use crate::{
    faults::class::Class,
    fuzz::{BASIC, EMAIL, KEY},
    support::plugin,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use host::Sandbox;
use mock::faults::{Answer, FaultServer, Reading, Step};

const TOKEN: &str = "0aut4.T0ken-of_100%/random+l3tters==";

/// Whether any eight characters of a secret stand in the text, in any of their usual forms.
fn shows(secrets: &[&str], text: &str) -> bool {
    let plain = unescaped(text);
    let mut windows = secrets
        .iter()
        .flat_map(|secret| secret.as_bytes().windows(8));
    windows.any(|window| {
        let window = String::from_utf8_lossy(window);
        text.contains(&*window) || plain.contains(&*window)
    })
}

/// JSON's and URLs' escapes undone, as far as they stand for ASCII.
fn unescaped(text: &str) -> String {
    let mut out = text.replace("\\/", "/");
    for byte in b' '..=b'~' {
        let character = char::from(byte).to_string();
        for escape in [
            format!("\\u{byte:04x}"),
            format!("\\u{byte:04X}"),
            format!("%{byte:02x}"),
            format!("%{byte:02X}"),
        ] {
            out = out.replace(&escape, &character);
        }
    }
    out
}

fn percent_encoded(text: &str) -> String {
    let encoded = text.chars().map(|character| match character {
        c if c.is_ascii_alphanumeric() || "-._~".contains(c) => c.to_string(),
        c => format!("%{:02X}", c as u32),
    });
    encoded.collect()
}

/// Ways in which a server gives the Authorization header back.
fn echoes(header: &str) -> Vec<Answer> {
    let json_escapes = [
        header.to_owned(),
        header.replace('/', "\\/"),
        header.replace('=', "\\u003d").replace('+', "\\u002B"),
        header
            .bytes()
            .map(|byte| format!("\\u{byte:04x}"))
            .collect(),
    ];
    let percent = percent_encoded(header);
    let lower_case = percent
        .replace("%2F", "%2f")
        .replace("%2B", "%2b")
        .replace("%3D", "%3d");
    // Some encoders leave slashes.
    let but_slash = percent.replace("%2F", "/");
    let mut bodies = vec![
        header.to_owned(),
        format!("<html><title>No {header}</title></html>"),
        percent.clone(),
        lower_case,
        but_slash,
    ];
    for escaped in &json_escapes {
        bodies.push(format!(r#"{{"error": {{"msg": "got {escaped}"}}}}"#));
        bodies.push(format!(
            r#"{{"error": {{"msg": "no", "data": {{"{escaped}": ["x", "{escaped}"]}}}}}}"#
        ));
    }
    // Where an excerpt ends in the middle of it: at 512 characters, 4096 and 16384 bytes.
    for end in [512, 4096, 16_384] {
        for kept in [9, header.len() / 2, header.len() - 1] {
            let padding = &"no ".repeat(end)[..end - kept];
            let text = format!("{padding}{header} and more, {}", "x".repeat(400));
            bodies.push(format!(r#"{{"error": {{"msg": "{text}"}}}}"#));
            bodies.push(format!("<title>{text}</title>"));
            bodies.push(text);
        }
    }
    let mut answers = Vec::new();
    for status in [200, 301, 307, 400, 401, 403, 404, 409, 413, 418, 500] {
        let answer = || Answer::new(status);
        answers.push(answer().header("x-request-id", header));
        for echo in [header, &percent] {
            answers.push(answer().header("location", &format!("/api/customers/8?auth={echo}")));
        }
        answers.extend(bodies.iter().map(|body| answer().body(body.clone())));
    }
    answers
}

#[tokio::test]
async fn what_a_server_echoes_does_not_show() -> anyhow::Result<()> {
    assert_eq!(BASIC, STANDARD.encode(format!("{EMAIL}:{KEY}")));
    for (variables, header, secrets) in [
        (
            &[("GORGIAS_EMAIL", EMAIL), ("GORGIAS_API_KEY", KEY)][..],
            format!("Basic {BASIC}"),
            &[KEY, BASIC][..],
        ),
        (
            &[("GORGIAS_ACCESS_TOKEN", TOKEN)],
            format!("Bearer {TOKEN}"),
            &[TOKEN],
        ),
    ] {
        let answers = echoes(&header);
        let count = answers.len();
        let server = FaultServer::answering(Reading::All, move |number, _| {
            vec![Step::Send(answers[number].bytes())]
        })
        .await?;
        let sandbox = Sandbox::new()
            .env("GORGIAS_BASE_URL", server.base_url())
            .envs(variables.iter().copied())
            .grant(&server.authority())?;
        let mut session = plugin().start(&sandbox).await?;
        for number in 0..count {
            // POST: never repeated, so that calls and answers keep step.
            let Err(error) = Class::Create.call(&mut session, 0).await? else {
                // JSON of a good answer is the account's own, whatever is in it.
                continue;
            };
            let shown = format!(
                "{} {:?} {:?}",
                error.message, error.details, error.request_id
            );
            assert!(!shows(secrets, &shown), "answer {number}: {shown}");
            assert!(error.message.len() < 4096);
        }
        assert_eq!(server.exchanges(), count);
        for request in server.received() {
            assert_eq!(request.header("authorization"), Some(&*header));
        }
    }
    Ok(())
}
