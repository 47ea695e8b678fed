//! The body of an answer: bounded in time, and the keeper of its connection until its end.

use super::failure;
use super::lease::Lease;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};
use wasmtime_wasi_http::Error;

pub(super) struct ResponseBody {
    incoming: Incoming,
    between_bytes: Duration,
    /// Runs while bytes are awaited.
    stalled: Option<Pin<Box<Sleep>>>,
    connection: Option<Lease>,
    /// Runs once the body is read, until its connection is free.
    handback: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl ResponseBody {
    pub fn new(incoming: Incoming, connection: Lease, between_bytes: Duration) -> Self {
        Self {
            incoming,
            between_bytes,
            stalled: None,
            connection: Some(connection),
            handback: None,
        }
    }

    /// The end of the body is told once the connection is free, so that the plugin's next request
    /// finds it: it takes microseconds. It is not waited for where it takes longer, because the
    /// server answered before it had read the request.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(mut connection) = self.connection.take() {
            self.handback = Some(Box::pin(async move {
                let _ = tokio::time::timeout(Lease::PATIENCE, connection.finish()).await;
            }));
        }
        match &mut self.handback {
            None => Poll::Ready(()),
            Some(handback) => {
                let done = handback.as_mut().poll(cx);
                if done.is_ready() {
                    self.handback = None;
                }
                done
            }
        }
    }

    fn poll_stalled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let limit = self.between_bytes;
        self.stalled
            .get_or_insert_with(|| Box::pin(sleep(limit)))
            .as_mut()
            .poll(cx)
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let this = &mut *self;
        if this.handback.is_some() {
            return this.poll_end(cx).map(|()| None);
        }
        match Pin::new(&mut this.incoming).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(stalled) = &mut this.stalled {
                    stalled.as_mut().reset(Instant::now() + this.between_bytes);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(failure::reading(&error)))),
            Poll::Ready(None) => this.poll_end(cx).map(|()| None),
            Poll::Pending => this
                .poll_stalled(cx)
                .map(|()| Some(Err(Error::ConnectionReadTimeout))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream() && self.connection.is_none() && self.handback.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
