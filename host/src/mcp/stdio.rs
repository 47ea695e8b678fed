//! The server on two streams: a message a line.

use crate::{
    mcp::{
        Log, McpServer,
        message::{ToolCall, answer_id, outcome},
    },
    network::RequestCount,
    sandbox::Sandbox,
    state::State,
};
use memchr::memchr;
use std::{
    collections::HashMap,
    iter,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::io::{InspectReader, InspectWriter};
use wasmtime::{Result, Store};
use wasmtime_wasi::{
    cli::{AsyncStdinStream, AsyncStdoutStream},
    p2::pipe::{MemoryInputPipe, MemoryOutputPipe},
};

/// The longest message that is looked at. The server takes none that is longer.
const MAX_LINE: usize = 32 << 20;
/// What is kept of the beginning and the end of an answer.
const ANSWER_END: usize = 8 << 10;
/// Bytes of answers that wait for the reader.
const BUFFER: usize = 1 << 20;

impl McpServer {
    /// Answers one message, as a client would get it that sends nothing else.
    ///
    /// # Errors
    ///
    /// When the component traps.
    pub async fn ask(&self, sandbox: &Sandbox, message: &str) -> Result<String> {
        let output = MemoryOutputPipe::new(MAX_LINE);
        let mut store = self.store(sandbox, RequestCount::default(), |wasi| {
            wasi.stdin(MemoryInputPipe::new(message.to_owned()));
            wasi.stdout(output.clone());
        })?;
        self.run(&mut store).await?;
        Ok(String::from_utf8_lossy(&output.contents()).into_owned())
    }

    /// Answers the messages on `stdin` until its end.
    ///
    /// # Errors
    ///
    /// When the component traps, or nobody reads its answers any more.
    pub async fn stdio(
        &self,
        sandbox: &Sandbox,
        stdin: impl AsyncRead + Send + Sync + 'static,
        stdout: impl AsyncWrite + Send + Sync + 'static,
        log: &Log,
    ) -> Result<()> {
        let requests = RequestCount::default();
        let watch = Arc::new(Mutex::new(Watch::new(log, requests.clone())));
        let [reads, writes] = [Arc::clone(&watch), watch];
        let stdin = InspectReader::new(stdin, move |bytes| lock(&reads).asked(bytes));
        let stdout = InspectWriter::new(stdout, move |bytes| lock(&writes).answered(bytes));
        let mut store = self.store(sandbox, requests, |wasi| {
            wasi.stdin(AsyncStdinStream::new(stdin));
            wasi.stdout(AsyncStdoutStream::new(BUFFER, stdout));
        })?;
        self.run(&mut store).await
    }

    async fn run(&self, store: &mut Store<State>) -> Result<()> {
        let command = self.command.instantiate_async(&mut *store).await?;
        match command.wasi_cli_run().call_run(store).await? {
            Ok(()) => Ok(()),
            Err(()) => wasmtime::bail!("the server stopped before the end of its input"),
        }
    }
}

/// Sees the messages go by, and logs each call when its answer has gone out.
struct Watch {
    log: Log,
    requests: RequestCount,
    question: Vec<u8>,
    /// The rest of a question that is too long to be looked at passes by.
    too_long: bool,
    /// Calls without an answer, by their ids.
    open: HashMap<String, (String, Instant)>,
    answer: Vec<u8>,
    /// When the last answer was complete, and how many requests had been sent by then. The server
    /// takes one message after the other.
    last: Option<Instant>,
    counted: u64,
}

impl Watch {
    fn new(log: &Log, requests: RequestCount) -> Self {
        Self {
            log: log.clone(),
            requests,
            question: Vec::new(),
            too_long: false,
            open: HashMap::new(),
            answer: Vec::new(),
            last: None,
            counted: 0,
        }
    }

    /// Sees input pass.
    fn asked(&mut self, bytes: &[u8]) {
        for piece in pieces(bytes) {
            self.too_long |= self.question.len() + piece.len() > MAX_LINE;
            if !self.too_long {
                self.question.extend_from_slice(piece);
            }
            if piece.ends_with(b"\n") {
                if let Some(ToolCall { id: Some(id), tool }) = ToolCall::read(&self.question) {
                    self.open.insert(id, (tool, Instant::now()));
                }
                self.question = Vec::new();
                self.too_long = false;
            }
        }
    }

    /// Sees output pass.
    fn answered(&mut self, bytes: &[u8]) {
        for piece in pieces(bytes) {
            self.answer.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.log_answer();
                self.answer.clear();
            } else if self.answer.len() > 2 * ANSWER_END {
                let middle = ANSWER_END..self.answer.len() - ANSWER_END;
                self.answer.drain(middle);
            }
        }
    }

    fn log_answer(&mut self) {
        let requests = self.requests.get();
        let call = answer_id(&self.answer).and_then(|id| self.open.remove(id));
        if let Some((tool, asked)) = call {
            let begun = self.last.map_or(asked, |last| last.max(asked));
            let sent = requests - self.counted;
            self.log.call(&tool, &outcome(&self.answer), begun, sent);
        }
        self.last = Some(Instant::now());
        self.counted = requests;
    }
}

/// What ends with a newline, piece by piece, and the rest.
fn pieces(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    iter::from_fn(move || {
        let end = memchr(b'\n', bytes).map_or(bytes.len(), |newline| newline + 1);
        let piece = bytes.split_off(..end)?;
        (!piece.is_empty()).then_some(piece)
    })
}

/// What panicked while it held the lock was about a log.
fn lock(watch: &Mutex<Watch>) -> MutexGuard<'_, Watch> {
    watch.lock().unwrap_or_else(PoisonError::into_inner)
}
