//! A guest's output, cut into lines.

use bytes::Bytes;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering::Relaxed},
};
use tokio::{
    io::{AsyncWrite, sink},
    sync::Notify,
};
use wasmtime_wasi::{
    async_trait,
    cli::{IsTerminal, StdoutStream},
    p2::{OutputStream, Pollable, StreamResult},
};

/// How much the guest may write at once.
const PERMIT: usize = 1 << 20;
/// How much may wait for the reader; then the guest has to wait.
const MAX_WAITING: usize = 4 << 20;

/// Hands each whole line, without its newline, to a function. A line that a guest leaves unfinished
/// is dropped with it.
#[derive(Clone)]
pub(super) struct Lines {
    cut: Arc<Mutex<Cut>>,
    waiting: Arc<Waiting>,
}

struct Cut {
    line: Vec<u8>,
    take: Box<dyn FnMut(Vec<u8>) + Send>,
}

/// Counts the bytes of lines that wait for their reader.
#[derive(Default)]
pub(super) struct Waiting {
    bytes: AtomicUsize,
    read: Notify,
}

impl Waiting {
    pub fn more(&self, bytes: usize) {
        self.bytes.fetch_add(bytes, Relaxed);
    }

    pub fn fewer(&self, bytes: usize) {
        self.bytes.fetch_sub(bytes, Relaxed);
        self.read.notify_one();
    }

    fn is_full(&self) -> bool {
        self.bytes.load(Relaxed) >= MAX_WAITING
    }
}

impl Lines {
    pub fn new(waiting: Arc<Waiting>, take: impl FnMut(Vec<u8>) + Send + 'static) -> Self {
        let (line, take) = (Vec::new(), Box::new(take));
        let cut = Arc::new(Mutex::new(Cut { line, take }));
        Self { cut, waiting }
    }
}

impl OutputStream for Lines {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        let mut cut = self.cut.lock().unwrap_or_else(PoisonError::into_inner);
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (text, is_whole) = match piece.strip_suffix(b"\n") {
                Some(text) => (text, true),
                None => (piece, false),
            };
            cut.line.extend_from_slice(text);
            if is_whole {
                let line = std::mem::take(&mut cut.line);
                (cut.take)(line);
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(if self.waiting.is_full() { 0 } else { PERMIT })
    }
}

#[async_trait]
impl Pollable for Lines {
    async fn ready(&mut self) {
        while self.waiting.is_full() {
            self.waiting.read.notified().await;
        }
    }
}

impl StdoutStream for Lines {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        // The components' interface is the other one.
        Box::new(sink())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

impl IsTerminal for Lines {
    fn is_terminal(&self) -> bool {
        false
    }
}
