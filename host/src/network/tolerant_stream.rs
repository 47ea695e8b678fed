//! A stream that keeps reading after writes fail.

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use std::{
    io::{ErrorKind, IoSlice, Result},
    pin::Pin,
    task::{Context, Poll},
};

/// Keeps a failed write to itself, and lets reading tell how the exchange ended.
///
/// A server may answer an upload before it has read it (413, 401) and close. The next write then
/// fails although the answer lies ready to be read, and hyper looks at the write first and reports
/// a broken pipe. So after the peer has gone, bytes for it are thrown away; reading gives what it
/// still sent, and then the end or the error.
pub(super) struct TolerantStream<S> {
    stream: S,
    peer_gone: bool,
}

impl<S: Write + Unpin> TolerantStream<S> {
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            peer_gone: false,
        }
    }

    /// Writes, or acts as if when the peer has gone.
    fn write<T>(
        &mut self,
        write: impl FnOnce(Pin<&mut S>) -> Poll<Result<T>>,
        thrown_away: T,
    ) -> Poll<Result<T>> {
        use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
        if self.peer_gone {
            return Poll::Ready(Ok(thrown_away));
        }
        match write(Pin::new(&mut self.stream)) {
            Poll::Ready(Err(error))
                if matches!(
                    error.kind(),
                    BrokenPipe | ConnectionAborted | ConnectionReset
                ) =>
            {
                self.peer_gone = true;
                Poll::Ready(Ok(thrown_away))
            }
            result => result,
        }
    }
}

impl<S: Read + Unpin> Read for TolerantStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: Write + Unpin> Write for TolerantStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        self.write(|stream| stream.poll_write(cx, bytes), bytes.len())
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let offered = slices.iter().map(|slice| slice.len()).sum();
        self.write(|stream| stream.poll_write_vectored(cx, slices), offered)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.write(|stream| stream.poll_flush(cx), ())
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.write(|stream| stream.poll_shutdown(cx), ())
    }
}

impl<S: Connection> Connection for TolerantStream<S> {
    fn connected(&self) -> Connected {
        self.stream.connected()
    }
}
