//! A server that knows its answer before it has read what it was sent.

use super::MEGABYTE;
use crate::faults::{
    class::Class,
    fault::{Expect, Fault, fails, refused},
};
use gorgias_customers::bindings::gorgias::customers::types::ErrorKind::*;
use mock::faults::{Answer, Exchange, Reading};

pub fn faults() -> Vec<Fault> {
    let too_large = Answer::new(413).body("Too large");
    let unknown = Answer::new(401).body(r#"{"error": {"msg": "Unauthorized."}}"#);
    let failed = Answer::new(500);
    let closing = |answer: &Answer| answer.clone().header("connection", "close");
    vec![
        early(
            "413, then closed",
            head().send(too_large.clone()).close(),
            refused(TooLarge, 413),
        ),
        early(
            "413, and keeps the connection",
            head().send(too_large).stall(),
            refused(TooLarge, 413),
        )
        // More than the buffers of both ends hold.
        .sending(12 * MEGABYTE),
        early(
            "401, then closed",
            head().send(closing(&unknown)).close(),
            refused(Unauthorized, 401),
        ),
        early(
            "401, then reset",
            head().send(unknown).reset(),
            refused(Unauthorized, 401),
        ),
        early(
            "500, then closed",
            head().send(closing(&failed)).close(),
            fails(Server).status(500),
        ),
    ]
}

fn head() -> Exchange {
    Exchange::reading(Reading::Head)
}

fn early(name: &'static str, exchange: Exchange, expect: Expect) -> Fault {
    Fault::always(name, exchange)
        .sending(2 * MEGABYTE)
        // Megabytes take their time on a busy machine, and nothing here waits for the deadline.
        .timeout(20)
        .on(Class::SENDING, expect)
}
