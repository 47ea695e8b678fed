//! Tells a client that a call goes on, so that it keeps waiting.

use crate::{
    json,
    run::{Call, Observer},
    streams::Streams,
};
use alloc::{
    format,
    string::{String, ToString},
};
use core::{task::Context, time::Duration};
use gorgias_customers::transport::{Instant, Pending};

/// How often a client hears of a call.
const INTERVAL: Duration = Duration::from_secs(5);

/// The progress that a client has heard of a call, and when it hears more.
pub struct Progress<'s, S> {
    streams: &'s S,
    /// JSON.
    token: String,
    started: Instant,
    total: Duration,
    told: Duration,
    timer: Pending<'s, ()>,
}

impl<'s, S: Streams> Progress<'s, S> {
    /// Begins to count, for a call whose client wants to hear of it.
    pub fn of(call: &Call, streams: &'s S) -> Option<Self> {
        let started = call.observer.platform.transport.now();
        Some(Progress {
            streams,
            token: call.progress_token.clone()?,
            started,
            total: call.timeout(),
            told: Duration::ZERO,
            timer: streams.sleep_until(after(started)),
        })
    }

    /// Writes the notification that is due, if one is: every few seconds, and at once where the call
    /// begins to wait for more than a second.
    pub fn poll(&mut self, observer: &Observer, context: &mut Context) -> Option<String> {
        let words = match observer.watch.take_long_wait() {
            Some(words) => words,
            None if self.timer.as_mut().poll(context).is_ready() => {
                match observer.watch.is_asking() {
                    true => "Waiting for the person who is asked".into(),
                    false => "Waiting for Gorgias".into(),
                }
            }
            None => return None,
        };
        let now = observer.now();
        self.timer = self.streams.sleep_until(after(now));
        // Each has to say more than the one before.
        let told = self
            .started
            .until(now)
            .max(self.told + Duration::from_millis(1));
        self.told = told;
        let seconds = |time: Duration| format!("{}.{:03}", time.as_secs(), time.subsec_millis());
        let mut out =
            String::from(r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"#);
        json::push_member(&mut out, "progressToken", &json::on_one_line(&self.token));
        json::push_member(&mut out, "progress", &seconds(told));
        json::push_member(&mut out, "total", &self.total.as_secs().to_string());
        json::push_text(&mut out, "message", &words);
        out.push_str("}}");
        Some(out)
    }
}

fn after(now: Instant) -> Instant {
    Instant(now.0.saturating_add(INTERVAL))
}
