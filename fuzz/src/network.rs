//! A network made of bytes.

use super::{EMAIL, KEY, SECRETS, answer::Answer, shape::Shape};
use arbitrary::{Result, Unstructured};
use gorgias_customers::{
    testing::Script,
    transport::{Cause, End, Failure, Incoming},
};
use std::{cell::Cell, rc::Rc, result};

/// Takes the answer or the failure of each try from the bytes.
pub struct Network<'a> {
    pub script: Script<'a>,
    good: Rc<Cell<bool>>,
}

impl<'a> Network<'a> {
    /// Makes a network whose good answers have this shape.
    pub fn new(mut bytes: Unstructured<'a>, shape: Shape) -> Self {
        let good = Rc::new(Cell::new(true));
        let seen = Rc::clone(&good);
        let script = Script::asking(move || {
            let generated = outcome(&mut bytes, shape);
            let (is_good, outcome) = generated.unwrap_or_else(|_| {
                let failure = failure(Cause::TimedOut, String::new(), true);
                (false, Err(failure))
            });
            seen.set(seen.get() && is_good);
            outcome
        });
        let script = script
            .set("GORGIAS_EMAIL", EMAIL)
            .set("GORGIAS_API_KEY", KEY)
            .set("GORGIAS_MAX_RESPONSE_BYTES", "65536");
        Network { script, good }
    }

    /// Tells whether nothing was wrong with any answer.
    pub fn is_good(&self) -> bool {
        self.good.get()
    }

    /// Checks where the requests went.
    ///
    /// # Panics
    ///
    /// When one went without TLS, or to another host with credentials.
    pub fn check(&self) {
        for sent in self.script.sent.borrow().iter() {
            assert!(sent.https);
            let own = sent.authority == "acme.gorgias.com";
            assert!(own || sent.header("authorization").is_none(), "{sent:?}");
        }
    }
}

fn failure(cause: Cause, detail: String, sent: bool) -> Failure {
    Failure {
        cause,
        detail,
        sent,
    }
}

/// Generates an answer, or why there is none; and whether the tool has to succeed with it.
fn outcome(
    u: &mut Unstructured,
    shape: Shape,
) -> Result<(bool, result::Result<Incoming, Failure>)> {
    if u.ratio(1, 8)? {
        let cause = *u.choose(&[
            Cause::TimedOut,
            Cause::Denied,
            Cause::Dns,
            Cause::Connect,
            Cause::Tls,
            Cause::Broken,
            Cause::Refused,
        ])?;
        let failure = failure(cause, detail(u)?, u.arbitrary()?);
        return Ok((false, Err(failure)));
    }
    let answer = Answer::generate(shape, u)?;
    let end = match u.int_in_range(0..=2)? {
        _ if !answer.breaks_off() => End::Complete,
        0 => End::TimedOut,
        1 => End::Broken(detail(u)?),
        // A host that does not count.
        _ => End::Complete,
    };
    let announced = answer.announced().map(|length| length.to_string());
    let mut headers = answer.headers;
    headers.extend(announced.map(|length| ("content-length", length.into())));
    let headers = headers.into_iter();
    let incoming = Incoming {
        status: answer.status,
        headers: headers
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        body: answer.body,
        end,
    };
    Ok((answer.good, Ok(incoming)))
}

/// Generates what a host says of a failure.
fn detail(u: &mut Unstructured) -> Result<String> {
    Ok(format!(
        "{} {}",
        u.arbitrary::<&str>()?,
        u.choose(&SECRETS)?
    ))
}
