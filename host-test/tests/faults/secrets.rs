//! Credentials go to Gorgias and to nobody else, and nobody who sends them back makes them show.

use crate::class::Class;
use crate::plugin::{API_KEY, Answered, EMAIL, plugin};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use host_test::Sandbox;
use mock::faults::{Answer, Exchange, FaultServer, Reading, Received, Step};

const TOKEN: &str = "0aut4.T0ken-of_100%/random+l3tters==";

/// A way of signing in: the sandbox's variables, the Authorization header, and what is secret.
struct Identity {
    variables: Vec<(&'static str, &'static str)>,
    authorization: String,
    secrets: Vec<String>,
}

fn identities() -> [Identity; 2] {
    let basic = STANDARD.encode(format!("{EMAIL}:{API_KEY}"));
    assert!(
        basic.contains('/') && basic.contains('+') && basic.ends_with('='),
        "{basic} has what servers escape"
    );
    [
        Identity {
            variables: vec![("GORGIAS_EMAIL", EMAIL), ("GORGIAS_API_KEY", API_KEY)],
            authorization: format!("Basic {basic}"),
            secrets: vec![API_KEY.to_owned(), basic],
        },
        Identity {
            variables: vec![("GORGIAS_ACCESS_TOKEN", TOKEN)],
            authorization: format!("Bearer {TOKEN}"),
            secrets: vec![TOKEN.to_owned()],
        },
    ]
}

impl Identity {
    fn sandbox(&self, api: &FaultServer, others: &[&FaultServer]) -> Sandbox {
        let sandbox = Sandbox::new()
            .env("GORGIAS_BASE_URL", api.base_url())
            .env("GORGIAS_TIMEOUT_SECONDS", "5")
            .envs(self.variables.iter().copied());
        let servers = others.iter().chain([&api]);
        servers.fold(sandbox, |sandbox, server| {
            sandbox.grant(&server.authority()).expect("an address")
        })
    }

    /// Whether any eight characters of a secret stand in the text, in any of their usual forms.
    fn shows_in(&self, text: &str) -> bool {
        let plain = unescaped(text);
        self.secrets.iter().any(|secret| {
            let windows: Vec<&[u8]> = secret.as_bytes().windows(8).collect();
            windows.iter().any(|window| {
                let window = String::from_utf8_lossy(window);
                text.contains(&*window) || plain.contains(&*window)
            })
        })
    }
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

async fn call(class: Class, sandbox: &Sandbox) -> anyhow::Result<Answered> {
    let mut session = plugin().start(sandbox).await?;
    Ok(class.call(&mut session, 0).await?)
}

#[tokio::test]
async fn gorgias_gets_the_credentials_and_redirects_do_not() -> anyhow::Result<()> {
    for identity in identities() {
        let last = FaultServer::start([Exchange::answering(Class::FileHost.fine(""))]).await?;
        let to_last = Answer::new(302).header("location", &format!("{}/b", last.base_url()));
        let between = FaultServer::start([Exchange::answering(to_last)]).await?;
        let location = format!("{}/a?signature=1", between.base_url());
        let to_between = Answer::new(307).header("location", &location);
        let api = FaultServer::start([
            Exchange::answering(Answer::new(307).header("location", "/elsewhere")),
            Exchange::answering(to_between),
        ])
        .await?;

        let sandbox = identity.sandbox(&api, &[&between, &last]);
        call(Class::Download, &sandbox).await??;

        let sent = |request: &Received| request.header("authorization").map(str::to_owned);
        let at_api: Vec<_> = api.received().iter().map(sent).collect();
        assert_eq!(at_api, [Some(identity.authorization.clone()), None]);
        let elsewhere = [between.received(), last.received()].concat();
        assert_eq!(elsewhere.len(), 2);
        for request in elsewhere {
            let all = format!("{request:?}");
            assert!(!identity.shows_in(&all), "{all}");
            for name in ["authorization", "cookie", "referer"] {
                assert_eq!(request.header(name), None, "{name}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_request_to_gorgias_carries_the_credentials_once() -> anyhow::Result<()> {
    for identity in identities() {
        for class in [Class::Get, Class::Update, Class::Delete, Class::Upload] {
            let api = FaultServer::start([
                Exchange::answering(Answer::new(429).header("retry-after", "1")),
                Exchange::answering(class.fine("")),
            ])
            .await?;
            call(class, &identity.sandbox(&api, &[])).await??;
            let received = api.received();
            assert_eq!(received.len(), 2);
            for request in received {
                let values: Vec<_> = request
                    .headers
                    .iter()
                    .filter(|(name, _)| name == "authorization")
                    .map(|(_, value)| value)
                    .collect();
                assert_eq!(values, [&identity.authorization]);
                assert!(!identity.shows_in(&request.target));
            }
        }
    }
    Ok(())
}

fn percent_encoded(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            c if c.is_ascii_alphanumeric() || "-._~".contains(c) => c.to_string(),
            c => format!("%{:02X}", c as u32),
        })
        .collect()
}

/// Ways in which a server gives the Authorization header back, in its error.
fn echoes(authorization: &str) -> Vec<Answer> {
    let json_escapes = [
        authorization.to_owned(),
        authorization.replace('/', "\\/"),
        authorization
            .replace('=', "\\u003d")
            .replace('+', "\\u002B"),
        authorization
            .bytes()
            .map(|b| format!("\\u{b:04x}"))
            .collect(),
    ];
    let percent = percent_encoded(authorization);
    let percent_lower = percent
        .replace("%2F", "%2f")
        .replace("%2B", "%2b")
        .replace("%3D", "%3d");
    // Some encoders leave slashes.
    let percent_but_slash = percent.replace("%2F", "/");
    let mut answers = Vec::new();
    for status in [200, 301, 307, 400, 401, 403, 404, 409, 413, 418, 500] {
        let answer = || Answer::new(status);
        answers.extend([
            answer().body(authorization.to_owned()),
            answer().body(format!("<html><title>No {authorization}</title></html>")),
            answer().header("x-request-id", authorization),
            answer().header(
                "location",
                &format!("/api/customers/8?auth={authorization}"),
            ),
            answer().header("location", &format!("/api/customers/8?auth={percent}")),
            answer().body(percent.clone()),
            answer().body(percent_lower.clone()),
            answer().body(percent_but_slash.clone()),
        ]);
        for escaped in &json_escapes {
            answers.push(answer().body(format!(r#"{{"error": {{"msg": "got {escaped}"}}}}"#)));
            answers.push(answer().body(format!(
                r#"{{"error": {{"msg": "no", "data": {{"{escaped}": ["x", "{escaped}"]}}}}}}"#
            )));
        }
        // Where an excerpt ends in the middle of it: at 512 characters, 4096 and 16384 bytes.
        for end in [512, 4096, 16_384] {
            for kept in [9, authorization.len() / 2, authorization.len() - 1] {
                let padding = "no ".repeat(end)[..end - kept].to_owned();
                let text = format!("{padding}{authorization} and more, {}", "x".repeat(400));
                answers.push(answer().body(text.clone()));
                answers.push(answer().body(format!(r#"{{"error": {{"msg": "{text}"}}}}"#)));
                answers.push(answer().body(format!("<title>{text}</title>")));
            }
        }
    }
    answers
}

#[tokio::test]
async fn what_a_server_echoes_does_not_show() -> anyhow::Result<()> {
    for identity in identities() {
        let answers = echoes(&identity.authorization);
        let count = answers.len();
        let server = FaultServer::answering(Reading::All, move |number, _| {
            vec![Step::Send(answers[number].bytes())]
        })
        .await?;
        let mut session = plugin().start(&identity.sandbox(&server, &[])).await?;
        for number in 0..count {
            // POST: never repeated, so that calls and answers keep step.
            let answered = Class::Create.call(&mut session, 0).await?;
            let Err(error) = answered else {
                // JSON of a good answer is the account's own, whatever is in it.
                continue;
            };
            let shown = format!(
                "{} {:?} {:?}",
                error.message, error.details, error.request_id
            );
            assert!(!identity.shows_in(&shown), "answer {number}: {shown}");
            assert!(error.message.len() < 4096);
        }
        assert_eq!(server.exchanges(), count);
    }
    Ok(())
}
