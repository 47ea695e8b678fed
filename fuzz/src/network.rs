//! A network made of bytes.

use super::{KEY, SECRETS, answer::Answer};
use arbitrary::{Result, Unstructured};
use gorgias_customers::{
    testing::{Script, failure},
    transport::{Cause, End, Failure, Incoming},
};
use std::{cell::Cell, rc::Rc, result};

/// Makes a network that takes the answer or the failure of each try from the bytes, good answers with this
/// body, and tells whether nothing was wrong with any of them.
pub fn network<'a>(mut bytes: Unstructured<'a>, body: &'a str) -> (Script<'a>, Rc<Cell<bool>>) {
    let is_good = Rc::new(Cell::new(true));
    let seen = Rc::clone(&is_good);
    let script = Script::asking(move || {
        // Silence, when the bytes are used up.
        let (is_good, outcome) =
            outcome(&mut bytes, body).unwrap_or((false, failure(Cause::TimedOut, true)));
        seen.set(seen.get() && is_good);
        outcome
    });
    let script = script
        .set("GORGIAS_API_KEY", KEY)
        .set("GORGIAS_MAX_RESPONSE_BYTES", "65536");
    (script, is_good)
}

/// Generates an answer, or why there is none; and whether the tool has to succeed with it.
fn outcome(u: &mut Unstructured, body: &str) -> Result<(bool, result::Result<Incoming, Failure>)> {
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
        let failure = Failure {
            cause,
            detail: detail(u)?,
            sent: u.arbitrary()?,
        };
        return Ok((false, Err(failure)));
    }
    let answer = Answer::generate(body, u)?;
    let end = match u.int_in_range(0..=2)? {
        _ if !answer.breaks_off() => End::Complete,
        0 => End::TimedOut,
        1 => End::Broken(detail(u)?),
        // A host that does not count.
        _ => End::Complete,
    };
    let length = answer.announced.map(|length| length.to_string());
    let mut headers = answer.headers;
    headers.extend(length.map(|length| ("content-length", length.into())));
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
