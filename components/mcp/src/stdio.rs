//! Serves one client on the streams of the process.
//!
//! Resources drop in the reverse order of their declaration, children before parents: pollables
//! before streams.

use crate::{
    CHUNK, Component,
    bindings::{
        exports::wasi::cli::run,
        wasi::cli::{stdin::get_stdin, stdout::get_stdout},
    },
    log,
};
use alloc::{rc::Rc, vec::Vec};
use gorgias_customers::{
    bindings::wasi::io::{
        poll::Pollable,
        streams::{InputStream, OutputStream, StreamError},
    },
    http::Wasi,
    transport::{Instant, Pending, Transport},
};
use mcp::{
    server::Server,
    stdio,
    streams::{Closed, Streams},
};

impl run::Guest for Component {
    /// Reads messages from stdin and answers them on stdout, until the end of input.
    fn run() -> Result<(), ()> {
        let wasi = Wasi::default();
        let server = Server::new(&wasi, &log);
        let process = Process {
            wasi: &wasi,
            stdin: get_stdin(),
            stdout: get_stdout(),
        };
        let served = wasi.reactor.block_on(stdio::serve(&server, &process));
        served.map_err(|Closed| ())
    }
}

/// The streams of the process.
struct Process<'w> {
    wasi: &'w Wasi,
    stdin: InputStream,
    stdout: OutputStream,
}

impl Process<'_> {
    async fn wait(&self, pollable: Pollable) {
        self.wasi.reactor.any([&Rc::new(pollable)]).await;
    }
}

impl Streams for Process<'_> {
    async fn read(&self) -> Vec<u8> {
        loop {
            self.wait(self.stdin.subscribe()).await;
            match self.stdin.read(CHUNK) {
                Ok(bytes) if bytes.is_empty() => {}
                Ok(bytes) => return bytes,
                // A stream that breaks has ended too.
                Err(StreamError::Closed | StreamError::LastOperationFailed(_)) => {
                    return Vec::new();
                }
            }
        }
    }

    async fn write(&self, mut bytes: &[u8]) -> Result<(), Closed> {
        let closed = |_| Closed;
        while !bytes.is_empty() {
            let space = self.stdout.check_write().map_err(closed)?;
            if space == 0 {
                self.wait(self.stdout.subscribe()).await;
                continue;
            }
            let space = usize::try_from(space).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(space.min(bytes.len()));
            self.stdout.write(now).map_err(closed)?;
            bytes = later;
        }
        self.stdout.flush().map_err(closed)?;
        self.wait(self.stdout.subscribe()).await;
        self.stdout.check_write().map_err(closed).map(drop)
    }

    fn sleep_until(&self, then: Instant) -> Pending<'_, ()> {
        self.wasi.sleep_until(then)
    }
}
