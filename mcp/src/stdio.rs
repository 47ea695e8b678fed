//! Messages on a stream, one a line: many calls at once, each answered when it is ready.
//!
//! One future serves the stream. It keeps the calls on the way, and asks each of them in turn whether
//! it is done whenever anything has happened; what may happen is waited for outside, all at once.

use crate::{
    channel::{Channel, Session},
    lines::{Line, Lines},
    message::RpcError,
    progress::Progress,
    response::{Response, is_full_batch, join_batch},
    run::{Call, Observer},
    server::Server,
    settings::Caller,
    streams::{Closed, Streams},
};
use alloc::{boxed::Box, collections::VecDeque, rc::Rc, string::String, vec::Vec};
use core::{
    cell::RefCell,
    future::poll_fn,
    mem,
    task::{Context, Poll},
};
use gorgias_customers::transport::Pending;

/// How many calls are on the way at once.
const MAX_CALLS: usize = 16;
/// How many bytes the requests and responses of the calls on the way may have together, so that the
/// largest stay within the sandbox. A call that may have more is on the way alone.
const MAX_CALL_BYTES: usize = 128 << 20;
/// How many calls wait for their turn before no more input is read, and how large their requests are.
const MAX_WAITING: usize = 256;
const MAX_WAITING_BYTES: usize = 32 << 20;
/// How many answers wait to be written before no more input is read.
const MAX_UNWRITTEN: usize = 64;

/// Serves the client at the other end of the streams until the end of input, and until what it asked
/// for by then is answered.
///
/// # Errors
/// When the client does not read any more.
pub async fn serve<'s, S: Streams>(server: &'s Server<'s>, streams: &'s S) -> Result<(), Closed> {
    server.log_settings();
    let mut work = Work {
        server,
        streams,
        session: Session::default(),
        lines: Lines::default(),
        reading: None,
        has_ended: false,
        waiting: VecDeque::new(),
        running: Vec::new(),
        unwritten: VecDeque::new(),
        writing: None,
    };
    poll_fn(|context| work.poll(context)).await
}

/// All that is on the way for a client.
struct Work<'s, S> {
    server: &'s Server<'s>,
    streams: &'s S,
    session: Session,
    lines: Lines,
    reading: Option<Pending<'s, Vec<u8>>>,
    has_ended: bool,
    waiting: VecDeque<Waiting<'s>>,
    running: Vec<Running<'s, S>>,
    unwritten: VecDeque<Unwritten>,
    /// The line being written, and the bytes that it keeps from others.
    writing: Option<(Pending<'s, Result<(), Closed>>, usize)>,
}

/// A call whose turn has not come.
struct Waiting<'s> {
    call: Call<'s>,
    batch: Option<Rc<RefCell<Batch>>>,
}

/// A call on the way. Dropping it closes its connection.
struct Running<'s, S> {
    key: String,
    future: Pending<'s, Response>,
    observer: Observer<'s>,
    progress: Option<Progress<'s, S>>,
    size: usize,
    batch: Option<Rc<RefCell<Batch>>>,
}

/// The answers to a batch, as far as they are ready.
struct Batch {
    replies: Vec<String>,
    open: usize,
}

/// Lines that wait to be written.
#[allow(clippy::large_enum_variant, reason = "a few dozen at most")]
enum Unwritten {
    Line(String),
    /// The answer to a call, whose place it keeps until it is written: its text may be large.
    Call {
        key: String,
        response: Response,
        size: usize,
    },
}

impl<'s, S: Streams> Work<'s, S> {
    fn poll(&mut self, context: &mut Context) -> Poll<Result<(), Closed>> {
        loop {
            let mut is_changed = self.poll_input(context);
            // What is there goes out before calls are sent: that takes a while under some hosts.
            match self.poll_output(context) {
                Poll::Ready(Err(Closed)) => return Poll::Ready(Err(Closed)),
                Poll::Ready(Ok(())) => is_changed = true,
                Poll::Pending => {}
            }
            is_changed |= self.start();
            is_changed |= self.poll_calls(context);
            for line in self.session.questions.take_outgoing() {
                self.unwritten.push_back(Unwritten::Line(line));
                is_changed = true;
            }
            if !is_changed {
                break;
            }
        }
        let is_done = self.has_ended
            && self.waiting.is_empty()
            && self.running.is_empty()
            && self.writing.is_none();
        match is_done {
            true => Poll::Ready(Ok(())),
            false => Poll::Pending,
        }
    }

    /// Reads as long as there is room for what the input may lead to.
    fn poll_input(&mut self, context: &mut Context) -> bool {
        let mut is_changed = false;
        while !self.has_ended && self.has_room() {
            let streams = self.streams;
            let reading = self.reading.get_or_insert_with(|| Box::pin(streams.read()));
            let Poll::Ready(bytes) = reading.as_mut().poll(context) else {
                break;
            };
            self.reading = None;
            is_changed = true;
            self.has_ended = bytes.is_empty();
            let mut lines = mem::take(&mut self.lines);
            match self.has_ended {
                true => {
                    lines.end(|line| self.take(line));
                    self.session.questions.close();
                }
                false => lines.push(&bytes, |line| self.take(line)),
            }
            self.lines = lines;
        }
        is_changed
    }

    fn has_room(&self) -> bool {
        let requests = self
            .waiting
            .iter()
            .map(|waiting| waiting.call.request_size());
        self.waiting.len() < MAX_WAITING
            && self.unwritten.len() < MAX_UNWRITTEN
            && requests.sum::<usize>() < MAX_WAITING_BYTES
    }

    fn take(&mut self, line: Line) {
        let channel = Channel::Stdio(&self.session);
        let message = match line {
            Line::Whole(message) => message,
            Line::TooLong(id) => {
                let error = RpcError::invalid_request("a message may have 32 MiB");
                let id = id.as_deref().or(channel.id_of_no_message());
                let response = Response::refuse(id, error);
                return self
                    .unwritten
                    .push_back(Unwritten::Line(response.write().json));
            }
        };
        let accepted = self.server.accept(message, Caller::Anyone, channel);
        for key in accepted.cancelled {
            self.cancel(&key);
        }
        let replies = accepted.responses.into_iter();
        let replies = replies.map(|response| response.write().json);
        let batch = match accepted.is_batch {
            true => Some(Rc::new(RefCell::new(Batch {
                replies: replies.collect(),
                open: accepted.calls.len(),
            }))),
            false => {
                self.unwritten.extend(replies.map(Unwritten::Line));
                None
            }
        };
        if let Some(batch) = &batch {
            self.write_if_complete(batch);
        }
        for call in accepted.calls {
            self.waiting.push_back(Waiting {
                call,
                batch: batch.clone(),
            });
        }
    }

    /// Drops the calls of this id, and what they would be answered with.
    fn cancel(&mut self, key: &str) {
        let mut batches = Vec::new();
        self.waiting.retain(|waiting| {
            if waiting.call.key() != key {
                return true;
            }
            waiting.call.observer.log_cancelled();
            batches.extend(waiting.batch.clone());
            false
        });
        self.running.retain(|running| {
            if running.key != key {
                return true;
            }
            running.observer.log_cancelled();
            batches.extend(running.batch.clone());
            false
        });
        self.unwritten
            .retain(|it| !matches!(it, Unwritten::Call { key: other, .. } if other == key));
        for batch in batches {
            batch.borrow_mut().open -= 1;
            self.write_if_complete(&batch);
        }
    }

    /// Begins the calls whose turn it is.
    fn start(&mut self) -> bool {
        let mut is_changed = false;
        while let Some(next) = self.waiting.front() {
            let unwritten = self.unwritten.iter().filter_map(|it| match it {
                Unwritten::Call { size, .. } => Some(*size),
                Unwritten::Line(_) => None,
            });
            let written = self.writing.iter().map(|(_, size)| *size);
            // Who waits for a person keeps no place from others, up to as many again.
            let mut spared = MAX_CALLS;
            let running = self.running.iter().filter(|running| {
                let is_spared = spared > 0 && running.observer.watch.is_asking();
                spared -= usize::from(is_spared);
                !is_spared
            });
            let sizes = running.map(|running| running.size);
            let sizes = sizes
                .chain(unwritten)
                .chain(written.filter(|&size| size > 0));
            let (count, bytes) = sizes.fold((0, 0), |(count, bytes): (usize, usize), size| {
                (count + 1, bytes.saturating_add(size))
            });
            let size = next.call.size();
            if count > 0 && (count >= MAX_CALLS || bytes.saturating_add(size) > MAX_CALL_BYTES) {
                break;
            }
            let Some(Waiting { call, batch }) = self.waiting.pop_front() else {
                break;
            };
            is_changed = true;
            if let Some(batch) = &batch
                && is_full_batch(&batch.borrow().replies)
            {
                let response = Response::too_large_batch(&call.id);
                self.finish(call.key(), response, 0, Some(batch.clone()));
                continue;
            }
            self.running.push(Running {
                key: call.key(),
                observer: call.observer.clone(),
                progress: Progress::of(&call, self.streams),
                size,
                batch,
                future: Box::pin(call.run()),
            });
        }
        is_changed
    }

    fn poll_calls(&mut self, context: &mut Context) -> bool {
        let mut is_changed = false;
        let mut index = 0;
        while let Some(running) = self.running.get_mut(index) {
            if let Poll::Ready(response) = running.future.as_mut().poll(context) {
                let Running {
                    key, size, batch, ..
                } = self.running.remove(index);
                self.finish(key, response, size, batch);
                is_changed = true;
                continue;
            }
            // Who does not read needs no news.
            if let Some(progress) = &mut running.progress
                && let Some(line) = progress.poll(&running.observer, context)
                && self.unwritten.len() < MAX_UNWRITTEN
            {
                self.unwritten.push_back(Unwritten::Line(line));
                is_changed = true;
            }
            index += 1;
        }
        is_changed
    }

    fn finish(
        &mut self,
        key: String,
        response: Response,
        size: usize,
        batch: Option<Rc<RefCell<Batch>>>,
    ) {
        let Some(batch) = batch else {
            return self.unwritten.push_back(Unwritten::Call {
                key,
                response,
                size,
            });
        };
        {
            let mut batch = batch.borrow_mut();
            let response = match is_full_batch(&batch.replies) {
                true if size > 0 => response.left_out(),
                _ => response,
            };
            batch.replies.push(response.write().json);
            batch.open -= 1;
        }
        self.write_if_complete(&batch);
    }

    fn write_if_complete(&mut self, batch: &Rc<RefCell<Batch>>) {
        let mut batch = batch.borrow_mut();
        if batch.open == 0 && !batch.replies.is_empty() {
            let line = join_batch(&mem::take(&mut batch.replies));
            self.unwritten.push_back(Unwritten::Line(line));
        }
    }

    /// Writes one answer after the other.
    fn poll_output(&mut self, context: &mut Context) -> Poll<Result<(), Closed>> {
        if self.writing.is_none() {
            let Some(next) = self.unwritten.pop_front() else {
                return Poll::Pending;
            };
            let (mut line, size) = match next {
                Unwritten::Line(line) => (line, 0),
                Unwritten::Call { response, size, .. } => (response.write().json, size),
            };
            line.push('\n');
            let streams = self.streams;
            let writing = async move { streams.write(line.as_bytes()).await };
            self.writing = Some((Box::pin(writing), size));
        }
        let Some((writing, _)) = &mut self.writing else {
            return Poll::Pending;
        };
        let written = writing.as_mut().poll(context);
        if written.is_ready() {
            self.writing = None;
        }
        written
    }
}

#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "testing"))]
pub mod world;
