//! Asks the account, at its pace: by the tools, and bare where no tool asks that.

use crate::{
    evidence::Evidence,
    interrupt::Interrupt,
    known::Known,
    pace::{BUDGET, Pace},
    report::Report,
    tell,
};
use anyhow::{Context, Result};
use bytes::Bytes;
use gorgias_customers::{config::Settings, url::Origin};
use host::{
    Exchange, Recorder, Sandbox,
    mcp::{McpServer, ToolError},
};
use http::{HeaderValue, Request, header};
use serde::Deserialize;
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};
use std::time::{Duration, Instant};
use tokio::{select, time::sleep};

/// A call takes this many requests at most: the plugin tries again where that is safe.
const TRIES: usize = 4;
/// After so many signals a call on its way is not waited for.
const ABANDON: u32 = 2;

/// Why the questions ended before their end.
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
    /// The server trapped, or a call could not be made.
    Broken,
}

impl End {
    /// Returns the words of the report.
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

/// How something is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// By a tool, which should succeed.
    Call(String),
    /// By a tool, which may well fail: that is no trial of it.
    Ask(String),
    /// By a request that no tool sends: `GET /api/events?limit=1`.
    Send(String),
}

impl Kind {
    /// Puts what is known into the request; none where it is not known.
    pub fn filled(&self, known: &Known) -> Option<Self> {
        match self {
            Self::Send(line) => known.text(line).map(Self::Send),
            tool => Some(tool.clone()),
        }
    }
}

/// The result of a question.
pub struct Reply {
    /// The tool's result, or null; of a bare request the body.
    pub result: Result<Value, ToolError>,
    /// Numbers of the exchanges.
    pub by: Vec<usize>,
    /// The account's last answer.
    last: Option<Exchange>,
}

impl Reply {
    /// Returns the account's status.
    pub fn status(&self) -> Option<u16> {
        Some(self.last.as_ref()?.status?.as_u16())
    }

    /// Returns the account's answer as it came, where it is JSON.
    pub fn body(&self) -> Value {
        let body = self.last.as_ref().map(|last| last.body.as_slice());
        serde_json::from_slice(body.unwrap_or_default()).unwrap_or_default()
    }

    /// Returns a header of the account's answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.last.as_ref()?.headers.get(name)?.to_str().ok()
    }

    /// Tells whether it was refused as invalid; none if it failed for another reason.
    pub fn refused(&self) -> Option<bool> {
        match (&self.result, self.status()) {
            (Ok(_), _) => Some(false),
            (Err(_), Some(400 | 422)) => Some(true),
            (Err(_), _) => None,
        }
    }

    /// Tells whether this is the status. Of failures a 2xx says nothing, of no such thing only 404 does.
    pub fn has_status(&self, status: u16) -> Option<bool> {
        let is_it = self.status()? == status;
        match (&self.result, status) {
            (Err(_), 200..300) => None,
            (Err(_), 404) => is_it.then_some(true),
            _ => Some(is_it),
        }
    }

    /// Tells whether what was asked is done, or may be.
    pub fn may_be_done(&self) -> bool {
        match &self.result {
            Ok(_) => true,
            Err(error) => error.request_sent && error.status.is_none_or(|status| status >= 500),
        }
    }

    /// Returns the items of a page or list.
    pub fn items(&self) -> &[Value] {
        let items = self.result.as_ref().ok().and_then(|it| it.get("items"));
        items.and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Returns the id of the record that was returned.
    pub fn id(&self) -> Option<u64> {
        self.result.as_ref().ok()?["id"].as_u64()
    }

    /// Returns the id of the item that has this.
    pub fn find(&self, key: &str, value: &str) -> Option<u64> {
        let item = self.items().iter().find(|it| it[key] == value)?;
        item["id"].as_u64()
    }
}

/// Asks.
pub struct Probe {
    server: McpServer,
    sandbox: Sandbox,
    recorder: Recorder,
    origin: Origin,
    authorization: Option<String>,
    pace: Pace,
    interrupt: Interrupt,
    /// How many signals it takes to stop.
    pub patience: u32,
    /// How many requests may be sent in all.
    pub allowance: usize,
    /// The findings so far.
    pub report: Report,
}

impl Probe {
    /// Asks in this sandbox, which the settings are those of, and takes down what it finds in the report.
    pub fn new(
        server: &McpServer,
        sandbox: Sandbox,
        settings: Settings,
        window: Duration,
        interrupt: Interrupt,
        report: Report,
    ) -> Self {
        let recorder = Recorder::new();
        Self {
            server: server.clone(),
            sandbox: sandbox.record(&recorder),
            recorder,
            origin: settings.origin,
            authorization: settings.authorization,
            pace: Pace::new(window),
            interrupt,
            patience: 1,
            allowance: usize::MAX,
            report,
        }
    }

    /// Asks, each time of an instance of its own: one that traps spoils nothing else.
    pub async fn ask(
        &mut self,
        kind: &Kind,
        about: Option<&str>,
        with: &Value,
    ) -> Result<Reply, End> {
        if self.report.requests + TRIES > self.allowance {
            return Err(End::Spent);
        }
        self.rest(self.pace.wait(Instant::now())).await?;
        let asked = async {
            match kind {
                Kind::Call(tool) | Kind::Ask(tool) => {
                    call(&self.server, &self.sandbox, tool, with).await
                }
                Kind::Send(line) => self.send(line, with).await,
            }
        };
        let result = select! {
            result = asked => result,
            () = self.interrupt.asked(ABANDON) => return Err(End::Stopped),
        };
        let result = result.map_err(|error| {
            tell(format_args!("error: {error:#}"));
            End::Broken
        });
        let tool = match kind {
            Kind::Call(tool) | Kind::Ask(tool) => Some(tool.as_str()),
            Kind::Send(_) => None,
        };
        let reply = result.and_then(|result| self.told(tool, about, result));
        if let Kind::Call(tool) = kind {
            self.report.tried(tool, &reply);
        }
        reply
    }

    /// Does nothing for so long.
    pub async fn rest(&mut self, pause: Duration) -> Result<(), End> {
        select! {
            biased;
            () = self.interrupt.asked(self.patience) => Err(End::Stopped),
            () = sleep(pause) => Ok(()),
        }
    }

    /// Sends a request by the host's own client.
    async fn send(&self, line: &str, body: &Value) -> Result<Result<Value, ToolError>> {
        let (method, target) = line.split_once(' ').context("no method and target")?;
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{target}", self.origin))
            .header(header::ACCEPT, "application/json");
        if let Some(authorization) = &self.authorization {
            let mut value = HeaderValue::from_str(authorization).context("the credentials")?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        let body = match body {
            Value::Null => Bytes::new(),
            body => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                body.to_string().into()
            }
        };
        let failed = |status| ToolError {
            status,
            ..ToolError::default()
        };
        Ok(
            match self.server.send(&self.sandbox, request.body(body)?).await {
                Ok(answer) if answer.status().is_success() => {
                    Ok(serde_json::from_slice(answer.body()).unwrap_or_default())
                }
                Ok(answer) => Err(failed(Some(answer.status().as_u16()))),
                Err(_) => Err(failed(None)),
            },
        )
    }

    /// Takes down what went over the wire.
    fn told(
        &mut self,
        tool: Option<&str>,
        about: Option<&str>,
        result: Result<Value, ToolError>,
    ) -> Result<Reply, End> {
        let authority = self.origin.authority.clone();
        let mut reply = Reply {
            result,
            by: Vec::new(),
            last: None,
        };
        for exchange in self.recorder.take() {
            self.report.requests += 1;
            let number = self.report.requests;
            let evidence = Evidence::new(number, tool, about, &exchange, &authority);
            self.report.exchanges.push(evidence);
            reply.by.push(number);
            if exchange.uri.authority().is_none_or(|it| *it != *authority) {
                continue;
            }
            let header = exchange.headers.get(BUDGET);
            let header = header.and_then(|header| header.to_str().ok());
            self.pace.note(header, Instant::now());
            self.report.budget = self.pace.limit();
            reply.last = Some(exchange);
            if reply.status() == Some(429) {
                let holds = reply.body()["error"]["msg"].is_string();
                let by = [number];
                self.report.conclude("too-many-requests", Some(holds), &by);
            }
        }
        let mut exchanges = self.report.exchanges.iter();
        match reply.status() {
            Some(401) => Err(End::Unauthorized),
            None if exchanges.all(|it| it.status.is_none()) => {
                if let Err(error) = &reply.result {
                    tell(format_args!("{}: {}", error.kind, error.message));
                }
                Err(End::Unreachable)
            }
            _ => Ok(reply),
        }
    }
}

/// Calls a tool of the MCP server. Its result is null where it is a file.
pub(crate) async fn call(
    server: &McpServer,
    sandbox: &Sandbox,
    tool: &str,
    arguments: &Value,
) -> Result<Result<Value, ToolError>> {
    let arguments = to_raw_value(arguments)?;
    let answered = server.call(sandbox, tool, &arguments).await?;
    Ok(answered.map(|answer| {
        let object = answer.structured_content.as_deref().map(RawValue::get);
        serde_json::from_str(object.unwrap_or("null")).unwrap_or_default()
    }))
}

impl Report {
    /// Notes how a call went that should succeed.
    fn tried(&mut self, tool: &str, reply: &Result<Reply, End>) {
        let Some(line) = self.tool(tool) else {
            return;
        };
        let Reply { result, by, .. } = match reply {
            Ok(reply) => reply,
            Err(End::Stopped | End::Spent) => return,
            Err(end) => return line.failed(end.words().to_owned()),
        };
        line.by.extend(by);
        let Err(error) = result else {
            return line.worked();
        };
        tell(format_args!("{tool}: {}: {}", error.kind, error.message));
        // The host's own grants say nothing about the account.
        if error.kind == "blocked-by-policy" {
            line.hindered("the file host is not granted");
        } else {
            // Without its message, which may quote anything.
            let status = error.status.map(|status| format!(", {status}"));
            line.failed(format!("{}{}", error.kind, status.unwrap_or_default()));
        }
    }
}
