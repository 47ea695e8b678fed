//! Answers messages: the methods of both eras of the protocol.

use crate::{
    channel::Channel,
    confirm::{self, Asking},
    dialect, escape_hidden,
    instructions::instructions,
    json::{self, Misread, Object},
    log::{Form, Line, Log, Outcome},
    message::{self, Malformed, Message, Request, RpcError, quoted},
    misnamed::tool_advice,
    modern,
    pace::Pace,
    platform::Platform,
    read,
    response::{CallResult, Reply, Response, SERVER_INFO, is_full_batch, join_batch},
    run::{Call, End, Observer, PreparedCall},
    settings::{Account, Caller, Connection, Settings},
    tools::{TOOLS, Tool},
    version::{self, SUPPORTED},
};
use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};
use core::str;
use gorgias_customers::{
    config::{self, Variables},
    error::Error,
    tool,
    transport::Transport,
};

/// For how long clients may keep what the settings decide, the list of tools above all. They
/// change only when the server is started anew.
const CACHE_MILLISECONDS: &str = "300000";
/// The features of the protocol that the server has.
const CAPABILITIES: &str = r#"{"tools":{}}"#;
/// Refuses a batch in versions that have none.
const NO_BATCHES: &str = "this version of the protocol has no batches";
/// How many messages of a batch are answered.
const MAX_BATCH: usize = 100;

/// An MCP server over the tools.
pub struct Server<'t> {
    pub(crate) platform: Platform<'t>,
    settings: Result<Settings, Error>,
}

/// The circumstances of a request besides its body.
#[derive(Clone, Copy)]
struct Context<'s, 'c> {
    caller: Caller<'s>,
    channel: Channel<'c>,
    in_batch: bool,
}

/// The consequences of a message, or of each message of a batch.
#[derive(Default)]
pub struct Accepted<'s> {
    /// Answers that are ready.
    pub responses: Vec<Response>,
    /// Calls that need the network.
    pub calls: Vec<Call<'s>>,
    /// The ids of requests that the client takes back, as [`message::id_key`] makes them.
    pub cancelled: Vec<String>,
    /// Whether the responses go back together.
    pub is_batch: bool,
}

impl<'t> Server<'t> {
    /// Makes a server with the settings in the transport's environment. Where they are malformed it
    /// serves all the same, and says so wherever they would have counted. `log` gets lines without
    /// their newlines.
    pub fn new(transport: &'t dyn Transport, log: &'t dyn Fn(&str)) -> Self {
        let variables = Variables(transport.environment());
        let form = Form::read(&variables);
        Server {
            platform: Platform {
                transport,
                log: Log::new(form.as_ref().copied().unwrap_or_default(), log),
                pace: Pace::default(),
            },
            settings: form.and_then(|_| Settings::read(variables.0)),
        }
    }

    /// Returns the settings.
    ///
    /// # Errors
    /// `not-configured`, when they are malformed.
    pub fn settings(&self) -> Result<&Settings, &Error> {
        self.settings.as_ref()
    }

    /// Writes into the log what is wrong with the settings, or looks so.
    pub fn log_settings(&self) {
        let settings = match &self.settings {
            Ok(settings) => settings,
            Err(error) => return self.platform.log.note(&dialect::message(error)),
        };
        for name in settings.others() {
            self.platform
                .log
                .note(&format!("{name} is no setting of this server"));
        }
        for problem in settings
            .connections()
            .iter()
            .filter_map(Connection::problem)
        {
            self.platform.log.note(&dialect::message(problem));
        }
    }

    /// Answers a message, and makes its calls one after the other. Not all messages have an answer.
    pub async fn answer(
        &self,
        message: &[u8],
        caller: Caller<'_>,
        channel: Channel<'_>,
    ) -> Option<Reply> {
        let mut accepted = self.accept(message, caller, channel);
        if !accepted.is_batch {
            let response = match accepted.calls.pop() {
                Some(call) => call.run().await,
                None => accepted.responses.pop()?,
            };
            return Some(response.write());
        }
        let replies = accepted.responses.into_iter();
        let mut replies: Vec<String> = replies.map(|response| response.write().json).collect();
        for call in accepted.calls {
            let response = match is_full_batch(&replies) {
                true => Response::too_large_batch(&call.id),
                false => call.run().await,
            };
            replies.push(response.write().json);
        }
        (!replies.is_empty()).then(|| Reply {
            json: join_batch(&replies),
            status: 200,
        })
    }

    /// Reads a message, answers what can be answered at once, and prepares the rest.
    pub fn accept<'s>(
        &'s self,
        message: &[u8],
        caller: Caller<'s>,
        channel: Channel,
    ) -> Accepted<'s> {
        let context = Context {
            caller,
            channel,
            in_batch: false,
        };
        let refuse = |malformed: Malformed| {
            let id = malformed.id.or(channel.id_of_no_message());
            Accepted {
                responses: Vec::from([Response::refuse(id, malformed.error)]),
                ..Accepted::default()
            }
        };
        let Ok(text) = str::from_utf8(message) else {
            return refuse(RpcError::new(RpcError::PARSE, "Parse error: not UTF-8").into());
        };
        let message = message::read(text);
        if let Some(error) = modern::unknown_version(&message, channel) {
            let id = match message {
                Ok(Message::Request(request)) => Some(request.id),
                _ => None,
            };
            return refuse(Malformed { id, error });
        }
        match message {
            Ok(Message::Batch(messages)) => self.batch(&messages, context).unwrap_or_else(refuse),
            Err(malformed) => refuse(malformed),
            Ok(message) => {
                let mut accepted = Accepted::default();
                self.single(message, context, &mut accepted);
                accepted
            }
        }
    }

    fn batch<'s>(
        &'s self,
        messages: &[&str],
        context: Context<'s, '_>,
    ) -> Result<Accepted<'s>, Malformed<'static>> {
        if let Some(headers) = context.channel.headers()
            && !version::has_batches(headers.version)
        {
            return Err(RpcError::invalid_request(NO_BATCHES).into());
        }
        if messages.len() > MAX_BATCH {
            let words = format!("a batch may hold {MAX_BATCH} messages");
            return Err(RpcError::invalid_request(&words).into());
        }
        let context = Context {
            in_batch: true,
            ..context
        };
        let mut accepted = Accepted {
            is_batch: true,
            ..Accepted::default()
        };
        for message in messages {
            let message = match message.starts_with('[') {
                true => Err(RpcError::invalid_request("a batch within a batch").into()),
                false => message::read(message),
            };
            match message {
                Ok(message) => self.single(message, context, &mut accepted),
                // Only versions that have `null` there have batches.
                Err(malformed) => {
                    let id = malformed.id.or(Some("null"));
                    let response = Response::refuse(id, malformed.error);
                    accepted.responses.push(response);
                }
            }
        }
        Ok(accepted)
    }

    /// Takes one message, and adds what follows from it.
    fn single<'s>(
        &'s self,
        message: Message,
        context: Context<'s, '_>,
        accepted: &mut Accepted<'s>,
    ) {
        match message {
            Message::Request(request) => self.request(&request, context, accepted),
            Message::Notification(method, params) => {
                if let ("notifications/cancelled", Some(id)) = (&*method, params.get("requestId")) {
                    accepted.cancelled.push(message::id_key(id));
                }
            }
            Message::Response(id, result) => {
                if let (Channel::Stdio(session), Some(id)) = (context.channel, id) {
                    session.questions.answer(id, result);
                }
            }
            Message::Batch(_) => {}
        }
    }

    fn request<'s>(
        &'s self,
        request: &Request,
        context: Context<'s, '_>,
        accepted: &mut Accepted<'s>,
    ) {
        let meta = request.params.get_non_null("_meta").map(Object::read);
        let (meta, repeated) = match meta {
            Some(Err(Misread::Repeated(name, object))) => (object, Some(name)),
            meta => (meta.and_then(Result::ok).unwrap_or_default(), None),
        };
        let is_modern = modern::is_modern(request, &meta, context.channel);
        let started = match repeated {
            Some(name) => Err(RpcError::invalid_params(&message::repeated(
                "_meta: ", &name,
            ))),
            None if is_modern && context.in_batch => Err(RpcError::invalid_request(NO_BATCHES)),
            None if is_modern => modern::check(request, &meta, context.channel)
                .and_then(|capabilities| self.start(request, &meta, Some(&capabilities), context)),
            None => self.start(request, &meta, None, context),
        };
        let result = match started {
            Ok(Started::Call(call)) => return accepted.calls.push(call),
            Ok(Started::Done(result)) => Ok(result),
            Err(error) => Err(error),
        };
        let response = Response::new(request.id, is_modern, result);
        accepted.responses.push(response);
    }

    /// Begins the method. `capabilities` are those that a request of 2026-07-28 names; the versions
    /// before have other methods, and nothing to keep a result by.
    fn start<'s>(
        &'s self,
        request: &Request,
        meta: &Object,
        capabilities: Option<&Object>,
        context: Context<'s, '_>,
    ) -> Result<Started<'s>, RpcError> {
        let instructions = || instructions(self.settings.as_ref().ok(), context.caller);
        let is_modern = capabilities.is_some();
        let mut members = match request.method.as_str() {
            "server/discover" if is_modern => discover(&instructions()),
            "initialize" if !is_modern && context.in_batch => {
                return Err(RpcError::invalid_request("initialize in a batch"));
            }
            "initialize" if !is_modern => initialize(request, context.channel, &instructions())?,
            // There is no log to set a level for: what is said stands in results.
            "ping" | "logging/setLevel" if !is_modern => String::new(),
            "tools/list" => self.list(request, context.caller)?,
            "tools/call" => return self.call(request, meta, capabilities, context),
            // There are none of these. No capability promises them, but older clients ask all the
            // same, and hide a server that refuses.
            "prompts/list" => r#""prompts":[]"#.into(),
            "resources/list" => r#""resources":[]"#.into(),
            "resources/templates/list" => r#""resourceTemplates":[]"#.into(),
            _ => return Err(unknown_method(&request.method, is_modern)),
        };
        if is_modern {
            self.push_caching(&mut members);
        }
        Ok(Started::Done(CallResult::complete(members)))
    }

    fn list(&self, request: &Request, caller: Caller) -> Result<String, RpcError> {
        let cursor = request.params.get_non_null("cursor");
        if cursor.is_some_and(|cursor| cursor != r#""""#) {
            return Err(RpcError::invalid_params(
                "cursor is not one of this server's, whose list has one page",
            ));
        }
        let internal = |error: &Error| RpcError::new(RpcError::INTERNAL, dialect::message(error));
        let settings = self.settings.as_ref().map_err(internal)?;
        if let Some(error) = settings.problem(caller) {
            return Err(internal(error));
        }
        let pcid = settings.pcid_schema(caller);
        let max_ids = settings.max_ids(caller);
        let mut out = String::from(r#""tools":["#);
        let shown = TOOLS.iter().filter(|tool| settings.shows(tool, caller));
        for tool in shown {
            json::separate(&mut out);
            tool.push(&mut out, pcid.as_deref(), max_ids, settings.short_names);
        }
        out.push(']');
        Ok(out)
    }

    /// Writes the hints that let clients keep a result. What depends on the caller is theirs alone.
    fn push_caching(&self, out: &mut String) {
        let scope = match &self.settings {
            Ok(settings) if settings.connections().is_empty() => "public",
            _ => "private",
        };
        json::push_member(out, "ttlMs", CACHE_MILLISECONDS);
        json::push_text(out, "cacheScope", scope);
    }

    /// Begins a call: refuses it, answers it where that needs no network, or prepares it.
    /// `capabilities` are those of a client that can be asked.
    fn call<'s>(
        &'s self,
        request: &Request,
        meta: &Object,
        capabilities: Option<&Object>,
        context: Context<'s, '_>,
    ) -> Result<Started<'s>, RpcError> {
        let begun = self.platform.transport.now();
        let mut line = Line::default();
        let prepared = self.prepare(request, context.caller, &mut line);
        let observer = Observer::new(&self.platform, line, begun);
        let (account, settings, tool, prepared) = match prepared {
            Ok(prepared) => prepared,
            Err(end) => {
                observer.log(&end.outcome());
                return end.into_result(None).map(Started::Done);
            }
        };
        if let Some(answer) = prepared.answer_at_once(tool) {
            observer.log(&Outcome::Ok);
            return Ok(Started::Done(CallResult::of_call(Ok(answer), None)));
        }
        let asking = Asking::new(request, capabilities, context.channel);
        let token = meta
            .get("progressToken")
            .filter(|token| message::is_id(token));
        Ok(Started::Call(Call {
            id: request.id.to_owned(),
            is_modern: capabilities.is_some(),
            tool,
            account,
            settings,
            prepared,
            asking,
            holds_back: matches!(context.channel, Channel::Http(_)),
            progress_token: token.map(String::from),
            observer,
        }))
    }

    /// Resolves the account, checks what it allows, and decodes the arguments.
    fn prepare<'s>(
        &'s self,
        request: &Request,
        caller: Caller<'s>,
        line: &mut Line,
    ) -> Result<(Account<'s>, config::Settings, &'static Tool, PreparedCall), End> {
        let name = request.params.get("name").and_then(json::string);
        let name = name
            .ok_or_else(|| RpcError::invalid_params("name has to be a string, the tool's name"))?;
        let tool = Tool::named(&name).ok_or_else(|| {
            let is_shown = |tool: &Tool| {
                let settings = self.settings.as_ref();
                settings.is_ok_and(|settings| settings.shows(tool, caller))
            };
            let advice = tool_advice(&name, is_shown);
            let words = format!("Unknown tool: {}; {advice}", quoted(&name));
            RpcError::new(RpcError::INVALID_PARAMS, words)
        })?;
        line.tool = Some(tool);
        let raw = request.params.get_non_null("arguments").unwrap_or("{}");
        // Files go out as they came.
        let raw = match tool.tool {
            tool::Tool::PostApiUpload => Cow::Borrowed(raw),
            _ => escape_hidden::undo(raw),
        };
        let raw = raw.as_ref();
        let mut arguments = Object::read(raw).map_err(|why| match why {
            Misread::NotAnObject => RpcError::invalid_params("arguments has to be an object"),
            Misread::Repeated(name, _) => {
                RpcError::invalid_params(&message::repeated("arguments: ", &name))
            }
        })?;
        for &name in tool.ids {
            let ids = arguments.get(name).map(read::ids).unwrap_or_default();
            if !ids.is_empty() {
                line.ids.push((name, ids));
            }
        }
        let settings = self.settings.as_ref().map_err(Error::clone)?;
        let pcid = match settings.connections() {
            [] => None,
            _ => arguments.take("PCID").and_then(json::string),
        };
        let account = settings.account(tool, pcid.as_deref(), caller)?;
        line.connection = account.id().map(String::from);
        let settings = config::Settings::read(account.environment())
            .map_err(|error| account.explain(error))?;
        let call = PreparedCall::new(tool, &arguments)?.within(tool, &account)?;
        line.is_dry_run = call.is_dry_run;
        Ok((account, settings, tool, call))
    }
}

/// A method that has begun.
#[allow(clippy::large_enum_variant, reason = "one at a time")]
enum Started<'s> {
    Done(CallResult),
    Call(Call<'s>),
}

fn discover(instructions: &str) -> String {
    let mut out = String::new();
    json::push_member(&mut out, "supportedVersions", SUPPORTED);
    json::push_member(&mut out, "capabilities", CAPABILITIES);
    json::push_text(&mut out, "instructions", instructions);
    out
}

fn initialize(request: &Request, channel: Channel, instructions: &str) -> Result<String, RpcError> {
    let requested = request.params.get("protocolVersion").and_then(json::string);
    let requested =
        requested.ok_or_else(|| RpcError::invalid_params("protocolVersion has to be a string"))?;
    let version = version::negotiate(&requested);
    if let Channel::Stdio(session) = channel {
        session.version.set(Some(version));
        let capabilities = request.params.get_non_null("capabilities");
        let capabilities = capabilities.and_then(|it| Object::read(it).ok());
        // Older versions have no way to ask.
        let asks =
            version::can_ask(version) && capabilities.is_some_and(|it| confirm::can_ask(&it));
        session.questions.can_ask.set(asks);
    }
    let mut out = String::new();
    json::push_text(&mut out, "protocolVersion", version);
    json::push_member(&mut out, "capabilities", CAPABILITIES);
    json::push_member(&mut out, "serverInfo", SERVER_INFO);
    json::push_text(&mut out, "instructions", instructions);
    Ok(out)
}

fn unknown_method(method: &str, is_modern: bool) -> RpcError {
    let method = quoted(method);
    let others = match is_modern {
        true => "server/discover",
        false => "initialize, ping",
    };
    RpcError::new(
        RpcError::METHOD_NOT_FOUND,
        format!("Method not found: {method}. This server has {others}, tools/list and tools/call"),
    )
}

#[cfg(test)]
mod tests;
