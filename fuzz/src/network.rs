//! A network made of bytes.

use super::{EMAIL, KEY, SECRETS, answer::Answer, shape::Shape};
use arbitrary::{Result, Unstructured};
use gorgias_customers::transport::{
    Cause, End, Failure, Incoming, Instant, Limits, Outgoing, Pending, Transport,
};
use std::{
    cell::{Cell, RefCell},
    future::ready,
    pin::pin,
    result,
    task::{Context, Poll, Waker},
    time::Duration,
};

/// Each try takes its answer or its failure from the bytes.
pub struct Network<'a> {
    bytes: RefCell<Unstructured<'a>>,
    shape: Shape,
    now: Cell<Duration>,
    deadline: Cell<Duration>,
    good: Cell<bool>,
}

impl<'a> Network<'a> {
    /// A network whose good answers have this shape.
    pub fn new(bytes: Unstructured<'a>, shape: Shape) -> Self {
        Network {
            bytes: RefCell::new(bytes),
            shape,
            now: Cell::default(),
            deadline: Cell::default(),
            good: Cell::new(true),
        }
    }

    /// Whether nothing was wrong with any answer.
    pub fn is_good(&self) -> bool {
        self.good.get()
    }

    /// Whether anything was sent.
    pub fn is_used(&self) -> bool {
        !self.now.get().is_zero()
    }

    fn answer(&self, limits: &Limits) -> Result<result::Result<Incoming, Failure>> {
        let u = &mut *self.bytes.borrow_mut();
        if u.ratio(1, 8)? {
            self.good.set(false);
            return Ok(Err(Failure {
                cause: *u.choose(&[
                    Cause::TimedOut,
                    Cause::Denied,
                    Cause::Dns,
                    Cause::Connect,
                    Cause::Tls,
                    Cause::Broken,
                    Cause::Refused,
                ])?,
                detail: detail(u)?,
                sent: u.arbitrary()?,
            }));
        }
        let answer = Answer::generate(self.shape, u)?;
        self.good.set(self.good.get() && answer.good);
        let limit = match answer.status {
            200..=299 => limits.body,
            300..=399 => 0,
            _ => limits.error_body,
        };
        let mut body = answer.body.clone();
        let end = match u.int_in_range(0..=2)? {
            _ if body.len() > limit => End::OverLimit,
            _ if !answer.breaks_off() => End::Complete,
            0 => End::TimedOut,
            1 => End::Broken(detail(u)?),
            // A host that does not count.
            _ => End::Complete,
        };
        body.truncate(limit);
        let announced = answer.announced().map(|length| length.to_string());
        let mut headers = answer.headers;
        headers.extend(announced.map(|length| ("content-length", length.into())));
        Ok(Ok(Incoming {
            status: answer.status,
            headers: headers
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            body,
            end,
        }))
    }
}

/// What a host says of a failure.
fn detail(u: &mut Unstructured) -> Result<String> {
    Ok(format!(
        "{} {}",
        u.arbitrary::<&str>()?,
        u.choose(&SECRETS)?
    ))
}

impl Transport for Network<'_> {
    fn environment(&self) -> Vec<(String, String)> {
        [
            ("GORGIAS_DOMAIN", "acme"),
            ("GORGIAS_EMAIL", EMAIL),
            ("GORGIAS_API_KEY", KEY),
            ("GORGIAS_ACCESS", "full"),
            ("GORGIAS_MAX_RESPONSE_BYTES", "65536"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn now(&self) -> Instant {
        Instant(self.now.get())
    }

    fn sleep_until(&self, then: Instant) -> Pending<'_, ()> {
        let now = self.now.replace(then.0);
        assert!(then.0 >= now);
        assert!(then.0 < self.deadline.get(), "slept past the deadline");
        Box::pin(ready(()))
    }

    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing<'a>,
        limits: &'a Limits,
    ) -> Pending<'a, result::Result<Incoming, Failure>> {
        self.now.set(self.now.get() + Duration::from_millis(7));
        self.deadline.set(limits.deadline.0);
        assert!(request.https);
        let own_host = request.authority == "acme.gorgias.com";
        let mut names = request.headers.iter().map(|(name, _)| *name);
        assert!(
            own_host || !names.any(|name| name == "authorization"),
            "credentials went to {}",
            request.authority
        );
        Box::pin(ready(self.answer(limits).unwrap_or_else(|_| {
            self.good.set(false);
            Err(Failure {
                cause: Cause::TimedOut,
                detail: String::new(),
                sent: true,
            })
        })))
    }
}

/// Runs a future that is ready at once, since the network is.
///
/// # Panics
///
/// When it is not.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits for nothing"),
    }
}
