//! The server on two streams: a message a line.

use crate::{
    mcp::{
        Log, MAX_COMPUTING, MAX_MESSAGE, McpServer,
        lines::{Lines, Waiting},
        open::Open,
    },
    sandbox::Sandbox,
};
use bytes::Bytes;
use memchr::memchr;
use std::{
    future::{pending, poll_fn},
    io,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, empty},
    sync::mpsc::{self, Receiver, Sender, UnboundedReceiver, UnboundedSender},
};
use wasmtime::Result;
use wasmtime_wasi::{
    async_trait,
    cli::{IsTerminal, StdinStream},
    p2::{InputStream, Pollable, StreamError, StreamResult},
};

impl McpServer {
    /// Answers the messages on `stdin` until its end. When the component traps, what has no answer
    /// yet is answered with an error, and another instance goes on.
    ///
    /// # Errors
    ///
    /// When nobody reads the answers any more, and when an instance traps before it has read
    /// anything.
    pub async fn stdio(
        &self,
        sandbox: &Sandbox,
        stdin: impl AsyncRead,
        stdout: impl AsyncWrite,
        log: &Log,
    ) -> Result<()> {
        let (messages, received) = mpsc::channel(1);
        let (answers, answered) = mpsc::unbounded_channel();
        let session = Session {
            received: Arc::new(Mutex::new(Received {
                messages: received,
                given: 0,
            })),
            answers,
            waiting: Arc::default(),
            open: Arc::default(),
        };
        let writing = write(stdout, answered, Arc::clone(&session.waiting));
        let answering = async {
            let answered = self.instances(sandbox, log, session);
            tokio::try_join!(answered, async { Ok(writing.await?) })
        };
        tokio::select! {
            ended = answering => ended.map(drop),
            never = async { read(stdin, messages).await; pending().await } => never,
        }
    }

    /// Runs one instance after the other, until one has come to the end of the input.
    async fn instances(&self, sandbox: &Sandbox, log: &Log, session: Session) -> Result<()> {
        loop {
            let given = lock(&session.received).given;
            let store = self.store(sandbox, log, MAX_COMPUTING, |wasi| {
                wasi.stdin(session.stdin()).stdout(session.stdout());
            })?;
            let Err(trap) = self.run(store).await else {
                return Ok(());
            };
            if lock(&session.received).given == given {
                return Err(trap);
            }
            log.write(&format!("error: {trap:#}; the server starts anew"));
            for answer in lock(&session.open).failed() {
                session.answer(answer.into_bytes());
            }
        }
    }
}

/// State shared by the instances of one client.
#[derive(Clone)]
struct Session {
    received: Arc<Mutex<Received>>,
    answers: UnboundedSender<Vec<u8>>,
    waiting: Arc<Waiting>,
    open: Arc<Mutex<Open>>,
}

/// The client's messages.
struct Received {
    messages: Receiver<Bytes>,
    /// How many an instance has read.
    given: usize,
}

impl Session {
    fn answer(&self, line: Vec<u8>) {
        self.waiting.more(line.len());
        // Where nobody reads, `stdio` has ended.
        let _ = self.answers.send(line);
    }

    /// Makes the input of one instance more, which first hears again how the client introduced itself.
    fn stdin(&self) -> Stdin {
        let hello = lock(&self.open).hello.clone();
        Stdin {
            received: Arc::clone(&self.received),
            open: Arc::clone(&self.open),
            rest: hello.unwrap_or_default().into(),
        }
    }

    fn stdout(&self) -> Lines {
        let session = self.clone();
        // The answer to what the client did not ask again is not for it.
        let mut repeats = lock(&self.open).hello.is_some();
        Lines::new(Arc::clone(&self.waiting), move |line| {
            let asked = lock(&session.open).answered(&line);
            if asked || !std::mem::take(&mut repeats) {
                session.answer(line);
            }
        })
    }
}

/// Cuts the input into messages. One that is too long comes in pieces.
async fn read(stdin: impl AsyncRead, messages: Sender<Bytes>) {
    let mut stdin = pin!(BufReader::with_capacity(64 << 10, stdin));
    let mut message = Vec::new();
    loop {
        // Input that fails has ended.
        let bytes = stdin.fill_buf().await.unwrap_or_default();
        let end = memchr(b'\n', bytes).map(|newline| newline + 1);
        let length = end.unwrap_or(bytes.len());
        message.extend_from_slice(&bytes[..length]);
        stdin.consume(length);
        let is_over = length == 0;
        if end.is_some() || is_over || message.len() > MAX_MESSAGE {
            let message = std::mem::take(&mut message);
            if messages.send(message.into()).await.is_err() || is_over {
                return;
            }
        }
    }
}

async fn write(
    stdout: impl AsyncWrite,
    mut lines: UnboundedReceiver<Vec<u8>>,
    waiting: Arc<Waiting>,
) -> io::Result<()> {
    let mut stdout = pin!(stdout);
    while let Some(mut line) = lines.recv().await {
        let length = line.len();
        line.push(b'\n');
        stdout.write_all(&line).await?;
        stdout.flush().await?;
        waiting.fewer(length);
    }
    Ok(())
}

/// The input of one instance. What it has not read is there for the next one.
#[derive(Clone)]
struct Stdin {
    received: Arc<Mutex<Received>>,
    open: Arc<Mutex<Open>>,
    rest: Bytes,
}

impl Stdin {
    /// Waits for something to read; an error at the end of the input.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<StreamResult<()>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Ok(()));
        }
        let mut received = lock(&self.received);
        let message = std::task::ready!(received.messages.poll_recv(cx));
        let message = message.filter(|it| !it.is_empty());
        let Some(message) = message else {
            received.messages.close();
            return Poll::Ready(Err(StreamError::Closed));
        };
        received.given += 1;
        lock(&self.open).asked(&message);
        self.rest = message;
        Poll::Ready(Ok(()))
    }
}

#[async_trait]
impl Pollable for Stdin {
    async fn ready(&mut self) {
        let _ = poll_fn(|cx| self.poll(cx)).await;
    }
}

impl InputStream for Stdin {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        let mut never_wakes = Context::from_waker(std::task::Waker::noop());
        if let Poll::Ready(ready) = self.poll(&mut never_wakes) {
            ready?;
        }
        Ok(self.rest.split_to(size.min(self.rest.len())))
    }
}

impl StdinStream for Stdin {
    fn async_stream(&self) -> Box<dyn AsyncRead + Send + Sync> {
        // The components' interface is the other one.
        Box::new(empty())
    }

    fn p2_stream(&self) -> Box<dyn InputStream> {
        Box::new(self.clone())
    }
}

impl IsTerminal for Stdin {
    fn is_terminal(&self) -> bool {
        false
    }
}

/// Locks; nothing panics while it holds the lock.
fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
