//! Asks the account, at its pace: by the plugin's tools, and bare where no tool asks that.

use crate::{
    evidence::Evidence,
    findings::Findings,
    pace::{BUDGET, Pace},
    stop::Stop,
};
use anyhow::{Context, Result};
use bytes::Bytes;
use gorgias_customers::config::Settings;
use host::{
    Exchange, Plugin, Recorder, Sandbox, Session,
    call::{Call, ToolError, json, wave},
    tools::PREFIX,
};
use http::{HeaderValue, Method, Request, header};
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::{select, time::sleep};
use wasmtime::component::Val;

/// A call takes this many requests at most: the plugin tries again where that is safe.
const TRIES: usize = 4;

/// After so many signals a call on its way is not waited for.
const ABANDON: u32 = 2;

/// Why the trying ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The person asked to.
    Stopped,
    /// The credentials are refused, and so will be everything else.
    Unauthorized,
    /// Nothing has answered yet, and so nothing will.
    Unreachable,
    /// So many requests were allowed.
    Spent,
    /// The plugin trapped, or a call could not be made.
    Broken,
}

impl End {
    /// For the report.
    pub fn words(self) -> &'static str {
        match self {
            Self::Stopped => "stopped by a person",
            Self::Unauthorized => "the credentials were refused",
            Self::Unreachable => "the account could not be reached",
            Self::Spent => "all requests that were allowed are used",
            Self::Broken => "a call could not be made",
        }
    }
}

/// What came of a question.
pub struct Told {
    /// What the tool returned: the page's items and cursors, JSON, or null; or its error. For a
    /// bare request the body.
    pub result: Result<Value, ToolError>,
    /// Numbers of the exchanges.
    pub by: Vec<usize>,
    /// The account's last answer.
    last: Option<Exchange>,
}

impl Told {
    /// The account's status.
    pub fn status(&self) -> Option<u16> {
        Some(self.last.as_ref()?.status?.as_u16())
    }

    /// The account's answer as it came, where it is JSON.
    pub fn body(&self) -> Value {
        let body = self.last.as_ref().map(|last| last.body.as_slice());
        serde_json::from_slice(body.unwrap_or_default()).unwrap_or_default()
    }

    /// A header of the account's answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.last.as_ref()?.headers.get(name)?.to_str().ok()
    }

    /// Whether it was refused as invalid; none if it failed for another reason.
    pub fn refused(&self) -> Option<bool> {
        match (&self.result, self.status()) {
            (Ok(_), _) => Some(false),
            (Err(_), Some(400 | 422)) => Some(true),
            (Err(_), _) => None,
        }
    }

    /// Whether the status is this one, if the call succeeded.
    pub fn succeeded_with(&self, status: u16) -> Option<bool> {
        self.result.is_ok().then(|| self.status() == Some(status))
    }

    /// Whether there is no such thing; none if it failed for another reason.
    pub fn is_404(&self) -> Option<bool> {
        match (&self.result, self.status()) {
            (Ok(_), _) => Some(false),
            (Err(_), Some(404)) => Some(true),
            (Err(_), _) => None,
        }
    }

    /// Whether what was asked is done, or may be.
    pub fn may_be_done(&self) -> bool {
        match &self.result {
            Ok(_) => true,
            Err(error) => error.request_sent && error.status.is_none_or(|status| status >= 500),
        }
    }

    /// The items of a page or list.
    pub fn items(&self) -> &[Value] {
        let value = self.result.as_ref().ok();
        let items = value.and_then(|value| value.get("items").or(Some(value)));
        items.and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The id of the record that was returned.
    pub fn id(&self) -> Option<u64> {
        self.result.as_ref().ok()?["id"].as_u64()
    }
}

/// Asks.
pub struct Probe {
    plugin: Plugin,
    session: Session,
    recorder: Recorder,
    settings: Settings,
    pace: Pace,
    stop: Stop,
    /// How many signals it takes to stop.
    pub patience: u32,
    /// How many requests may be sent in all.
    pub allowance: usize,
    /// What tells the next call from others of the same tool: a scope, a type.
    pub about: Option<&'static str>,
    /// What was found.
    pub findings: Findings,
}

impl Probe {
    /// Starts a session in this sandbox, which the settings are those of.
    pub async fn start(
        plugin: &Plugin,
        sandbox: Sandbox,
        settings: Settings,
        pace: Pace,
        stop: Stop,
    ) -> Result<Self> {
        let recorder = Recorder::new();
        let session = plugin.start(&sandbox.record(&recorder)).await;
        Ok(Self {
            plugin: plugin.clone(),
            session: session.map_err(anyhow::Error::from)?,
            recorder,
            settings,
            pace,
            stop,
            patience: 1,
            allowance: usize::MAX,
            about: None,
            findings: Findings::default(),
        })
    }

    /// The account's budget, as its answers say.
    pub fn budget(&self) -> Option<u32> {
        self.pace.limit()
    }

    /// Whether this address is one of the account's.
    pub fn is_own(&self, authority: &str) -> bool {
        self.settings.origin.authority == authority
    }

    /// Notes what was told about a fact, if anything.
    pub fn conclude(&mut self, fact: &str, holds: Option<bool>, told: &Told) {
        self.findings.conclude(fact, holds, &told.by);
    }

    /// Makes a call that should succeed, and notes whether it did.
    pub async fn call(&mut self, call: impl AsRef<str>) -> Result<Told, End> {
        let call = call.as_ref();
        let asked = self.ask(call).await;
        let trials = self.findings.tools.entry(name(call).to_owned());
        let trials = trials.or_default();
        let told = match asked {
            Ok(told) => told,
            Err(end) => {
                if matches!(end, End::Unauthorized | End::Unreachable | End::Broken) {
                    trials.failure.get_or_insert(end.words().to_owned());
                }
                return Err(end);
            }
        };
        trials.by.extend(&told.by);
        match &told.result {
            Ok(_) => trials.good += 1,
            // The host's own grants say nothing about the account.
            Err(error) if error.kind == "blocked-by-policy" => {
                trials.hindrance = Some("the file host is not granted".to_owned());
                eprintln!("{}: {}", name(call), error.message);
            }
            Err(error) => {
                trials.failure.get_or_insert(words(error));
                eprintln!("{}: {}: {}", name(call), error.kind, error.message);
            }
        }
        Ok(told)
    }

    /// Makes a call that may well fail: a question, and no trial of the tool.
    pub async fn ask(&mut self, call: impl AsRef<str>) -> Result<Told, End> {
        let call = call.as_ref();
        self.wait().await?;
        let parsed = Call::parse(call, &self.plugin).map_err(|error| {
            eprintln!("error: {error}");
            End::Broken
        })?;
        let outcome = select! {
            outcome = self.session.call(&parsed) => outcome,
            () = self.stop.asked(ABANDON) => return Err(End::Stopped),
        };
        let outcome = outcome.map_err(|trap| {
            eprintln!("error: the plugin trapped: {trap:#}");
            End::Broken
        })?;
        let result = outcome.get().map(|value| value.map_or(Value::Null, json));
        self.told(Some(name(call)), result)
    }

    /// Sends a request that no tool sends, by the host's own client.
    pub async fn bare(
        &mut self,
        method: Method,
        target: &str,
        body: Option<&Value>,
    ) -> Result<Told, End> {
        self.wait().await?;
        let request = self.request(method, target, body).map_err(|error| {
            eprintln!("error: {error:#}");
            End::Broken
        })?;
        let answer = select! {
            answer = self.session.send(request) => answer,
            () = self.stop.asked(ABANDON) => return Err(End::Stopped),
        };
        let failed = |status| ToolError {
            status,
            ..ToolError::default()
        };
        let result = match answer {
            Ok(answer) if answer.status().is_success() => {
                Ok(serde_json::from_slice(answer.body()).unwrap_or_default())
            }
            Ok(answer) => Err(failed(Some(answer.status().as_u16()))),
            Err(_) => Err(failed(None)),
        };
        self.told(None, result)
    }

    fn request(
        &self,
        method: Method,
        target: &str,
        body: Option<&Value>,
    ) -> Result<Request<Bytes>> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{target}", self.settings.origin))
            .header(header::ACCEPT, "application/json");
        if let Some(authorization) = &self.settings.authorization {
            let mut value = HeaderValue::from_str(authorization).context("the credentials")?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        Ok(request.body(body.into())?)
    }

    /// Waits as long as the budget asks.
    async fn wait(&mut self) -> Result<(), End> {
        if self.findings.exchanges.len() + TRIES > self.allowance {
            return Err(End::Spent);
        }
        self.rest(self.pace.wait(Instant::now())).await
    }

    /// Does nothing for so long.
    pub async fn rest(&mut self, pause: Duration) -> Result<(), End> {
        select! {
            biased;
            () = self.stop.asked(self.patience) => Err(End::Stopped),
            () = sleep(pause) => Ok(()),
        }
    }

    /// Takes down what went over the wire.
    fn told(&mut self, tool: Option<&str>, result: Result<Value, ToolError>) -> Result<Told, End> {
        let authority = self.settings.origin.authority.clone();
        let about = self.about.take();
        let mut by = Vec::new();
        let mut last = None;
        for exchange in self.recorder.take() {
            let number = self.findings.exchanges.len() + 1;
            let mut evidence = Evidence::new(number, tool, &exchange, &authority);
            evidence.about = about;
            self.findings.exchanges.push(evidence);
            by.push(number);
            if exchange.uri.authority().is_none_or(|it| *it != *authority) {
                continue;
            }
            let header = exchange.headers.get(BUDGET);
            let header = header.and_then(|header| header.to_str().ok());
            self.pace.note(header, Instant::now());
            if exchange.status.is_some_and(|status| status.as_u16() == 429) {
                let holds = has_message(&exchange.body);
                let fact = "too-many-requests";
                self.findings.conclude(fact, Some(holds), &[number]);
            }
            last = Some(exchange);
        }
        let told = Told { result, by, last };
        let mut exchanges = self.findings.exchanges.iter();
        match told.status() {
            Some(401) => Err(End::Unauthorized),
            None if exchanges.all(|it| it.status.is_none()) => {
                if let Err(error) = &told.result {
                    eprintln!("{}: {}", error.kind, error.message);
                }
                Err(End::Unreachable)
            }
            _ => Ok(told),
        }
    }
}

/// Whether it is `{"error": {"msg": …}}`.
pub fn has_message(body: &[u8]) -> bool {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    body["error"]["msg"].is_string()
}

/// The tool of a call.
fn name(call: &str) -> &str {
    let name = call.split('(').next().unwrap_or_default();
    name.strip_prefix(PREFIX).unwrap_or(name)
}

/// An error without its message, which may quote anything.
fn words(error: &ToolError) -> String {
    match error.status {
        Some(status) => format!("{}, {status}", error.kind),
        None => error.kind.clone(),
    }
}

/// Text as a call has it.
pub fn text(text: &str) -> String {
    wave(&Val::String(text.to_owned()))
}
