//! One failure: what is set up, what is called, and all that the error must and must not say.

use crate::support::{World, call};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use host_test::Sandbox;
use host_test::call::ToolError;
use mock::{Canned, Mock, MockBuilder};
use serde_json::Value;
use std::fmt;
use std::net::Ipv4Addr;
use tokio::net::TcpSocket;

/// Which hosts the sandbox lets the plugin reach.
#[derive(Clone, Copy, PartialEq)]
pub enum Granted {
    Both,
    ApiAlone,
    Nothing,
}

pub struct Case {
    /// As in `wit/`.
    pub kind: &'static str,
    call: String,
    /// Changes to the mock's environment; none takes a variable away.
    environment: Vec<(&'static str, Option<String>)>,
    granted: Granted,
    /// A port where nothing listens, and nothing else can.
    dead_end: Option<(TcpSocket, String)>,
    mock: MockBuilder,
    answer: Option<Canned>,
    says: Vec<String>,
    never: Vec<String>,
    status: Option<u16>,
    details: Option<Value>,
    retry_after: Option<u32>,
    sent: bool,
    /// Requests that arrive at the mock.
    requests: usize,
}

impl Case {
    /// A failure before anything is sent, unless said otherwise.
    pub fn new(kind: &'static str, call: impl Into<String>) -> Self {
        Self {
            kind,
            call: call.into(),
            environment: Vec::new(),
            granted: Granted::Both,
            dead_end: None,
            mock: Mock::builder(),
            answer: None,
            says: Vec::new(),
            never: Vec::new(),
            status: None,
            details: None,
            retry_after: None,
            sent: false,
            requests: 0,
        }
    }

    pub fn set(mut self, variable: &'static str, value: impl Into<String>) -> Self {
        self.environment.push((variable, Some(value.into())));
        self
    }

    pub fn unset(mut self, variable: &'static str) -> Self {
        self.environment.push((variable, None));
        self
    }

    pub fn granted(mut self, granted: Granted) -> Self {
        self.granted = granted;
        self
    }

    /// The account is at an address where nothing listens.
    pub fn dead_end(mut self) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        let any_port = (Ipv4Addr::LOCALHOST, 0).into();
        socket.bind(any_port).expect("a port is free");
        let address = socket.local_addr().expect("a bound port").to_string();
        let url = format!("http://{address}");
        self.dead_end = Some((socket, url.clone()));
        self.says([&*address]).set("GORGIAS_BASE_URL", url)
    }

    pub fn mock(mut self, mock: MockBuilder) -> Self {
        self.mock = mock;
        self
    }

    /// The one request is answered with this instead of the mock's own answer.
    pub fn answer(mut self, answer: Canned) -> Self {
        self.answer = Some(answer);
        self
    }

    /// The request is answered with this status.
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self.sent(1)
    }

    /// So many requests arrive.
    pub fn sent(mut self, requests: usize) -> Self {
        self.sent = true;
        self.requests = requests;
        self
    }

    /// Words of the message.
    pub fn says<const N: usize>(mut self, words: [&str; N]) -> Self {
        self.says.extend(words.map(str::to_owned));
        self
    }

    /// What must stand nowhere in the error, beside credentials.
    pub fn never(mut self, words: impl Into<String>) -> Self {
        self.never.push(words.into());
        self
    }

    pub fn details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Runs the case on a mock of its own.
    ///
    /// # Errors
    /// What differs, in words.
    pub async fn check(&self) -> Result<(), String> {
        let world = World::with(self.mock.clone()).await;
        let own_answer = self.answer.clone();
        own_answer
            .into_iter()
            .for_each(|it| world.mock.answer_next(it));
        let sandbox = self.sandbox(&world);
        let mut session = world.session_in(&sandbox).await;
        let error = match call(&mut session, &world.plugin, &self.call).await {
            Ok(value) => return Err(format!("succeeded with {value:?}")),
            Err(error) => error,
        };
        let mut wrong = Vec::new();
        let mut same = |what: &str, is: String, wanted: String| {
            if is != wanted {
                wrong.push(format!("{what} is {is}, not {wanted}"));
            }
        };
        same("kind", error.kind.clone(), self.kind.to_owned());
        same(
            "status",
            format!("{:?}", error.status),
            format!("{:?}", self.status),
        );
        same(
            "details",
            shown(details(&error)),
            shown(self.details.clone()),
        );
        let (after, wanted) = (error.retry_after_seconds, self.retry_after);
        same("retry-after", format!("{after:?}"), format!("{wanted:?}"));
        same(
            "request-sent",
            error.request_sent.to_string(),
            self.sent.to_string(),
        );
        // The mock counts its answers, and the last one is reported.
        let id = self.status.map(|_| format!("{:032x}", self.requests));
        same(
            "request-id",
            format!("{:?}", error.request_id),
            format!("{id:?}"),
        );
        let requests = world.mock.requests().len();
        same("requests", requests.to_string(), self.requests.to_string());
        wrong.extend(self.check_words(&error, &world));
        if wrong.is_empty() {
            return Ok(());
        }
        Err(format!("{}\nin {error}", wrong.join("\n")))
    }

    fn check_words(&self, error: &ToolError, world: &World) -> Vec<String> {
        let mut wrong = Vec::new();
        let api = world.mock.base_url().replace("http://", "");
        let files = world.mock.files_origin().replace("http://", "");
        for words in &self.says {
            let words = words.replace("{api}", &api).replace("{files}", &files);
            if !error.message.contains(&words) {
                wrong.push(format!("the message lacks {words:?}"));
            }
        }
        let told = format!("{error:?}");
        for secret in self
            .never
            .iter()
            .cloned()
            .chain(secrets(self.environment(world)))
        {
            if told.contains(&secret) {
                wrong.push(format!("the error tells {secret:?}"));
            }
        }
        if error.message.chars().any(char::is_control) || error.message.len() > 1_000 {
            wrong.push("the message is no short line".to_owned());
        }
        wrong
    }

    fn environment(&self, world: &World) -> Vec<(String, String)> {
        let mut variables = world.mock.env();
        for (name, value) in &self.environment {
            variables.retain(|(known, _)| known != name);
            variables.extend(value.clone().map(|value| ((*name).to_owned(), value)));
        }
        variables
    }

    fn sandbox(&self, world: &World) -> Sandbox {
        let mut hosts = match self.granted {
            Granted::Both => vec![world.mock.base_url(), world.mock.files_origin()],
            Granted::ApiAlone => vec![world.mock.base_url()],
            Granted::Nothing => Vec::new(),
        };
        hosts.extend(self.dead_end.iter().map(|(_, url)| url.clone()));
        let sandbox = Sandbox::new().envs(self.environment(world));
        hosts.iter().fold(sandbox, |sandbox, host| {
            sandbox.grant(host).expect("a grant")
        })
    }
}

/// The credentials in an environment, in the forms in which they could be told.
pub fn secrets(variables: Vec<(String, String)>) -> Vec<String> {
    let get = |name: &str| {
        let mut found = variables.iter().filter(|(known, _)| known == name);
        let value = found.next().map(|(_, value)| value.clone());
        value.filter(|value| !value.is_empty())
    };
    let mut secrets = Vec::new();
    if let (Some(email), Some(key)) = (get("GORGIAS_EMAIL"), get("GORGIAS_API_KEY")) {
        // With the padding cut off, since that is easily lost.
        let basic = STANDARD.encode(format!("{email}:{key}"));
        secrets.push(basic.trim_end_matches('=').to_owned());
    }
    let plain = ["GORGIAS_API_KEY", "GORGIAS_ACCESS_TOKEN"];
    for secret in plain.into_iter().filter_map(get) {
        secrets.push(STANDARD.encode(&secret).trim_end_matches('=').to_owned());
        secrets.push(secret);
    }
    secrets
}

fn details(error: &ToolError) -> Option<Value> {
    let text = error.details.as_ref()?;
    let json = serde_json::from_str(text);
    Some(json.unwrap_or_else(|_| Value::String(format!("no JSON: {text}"))))
}

fn shown(details: Option<Value>) -> String {
    details.map_or_else(|| "none".to_owned(), |details| details.to_string())
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {:.300} {:?}",
            self.kind, self.call, self.environment
        )
    }
}
