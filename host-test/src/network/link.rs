//! A connection that hears the peer out after the peer has stopped listening.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Keeps a failed write to itself, and lets reading tell how the exchange ended.
///
/// A server may answer an upload before it has read it (413, 401) and close. The next write then
/// fails although the answer lies ready to be read, and an HTTP client that looks at the write
/// first reports a broken pipe. So after the peer has gone, bytes for it are thrown away; reading
/// gives what it still sent, and then the end or the error.
pub(super) struct Link<S> {
    stream: S,
    peer_gone: bool,
}

impl<S> Link<S> {
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            peer_gone: false,
        }
    }

    fn written(&mut self, result: io::Result<usize>, offered: usize) -> io::Result<usize> {
        match result {
            Err(error) if is_gone(&error) => {
                self.peer_gone = true;
                Ok(offered)
            }
            other => other,
        }
    }
}

fn is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::BrokenPipe | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted
    )
}

impl<S: AsyncRead + Unpin> AsyncRead for Link<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Link<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.peer_gone {
            return Poll::Ready(Ok(bytes.len()));
        }
        let result = Pin::new(&mut self.stream).poll_write(cx, bytes);
        result.map(|result| self.written(result, bytes.len()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let offered = slices.iter().map(|slice| slice.len()).sum();
        if self.peer_gone {
            return Poll::Ready(Ok(offered));
        }
        let result = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        result.map(|result| self.written(result, offered))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.peer_gone {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.peer_gone {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
