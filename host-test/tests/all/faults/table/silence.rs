//! A connection, and no whole head of an answer.

use super::{MEGABYTE, request_read};
use crate::faults::{
    class::Class,
    fault::{Fault, done, fails},
};
use gorgias_customers::bindings::gorgias::customers::types::ErrorKind::{Network, Timeout};
use mock::faults::{Exchange, Reading};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(100);

pub fn faults() -> Vec<Fault> {
    let mut faults = broken();
    faults.extend(silent());
    faults
}

/// A request that breaks off may have been performed: only what may happen twice is sent again.
fn broken() -> Vec<Fault> {
    let unread = Exchange::reading(Reading::Nothing);
    let long_head = format!(
        "HTTP/1.1 200 OK\r\nx-long: {}\r\n\r\n",
        "x".repeat(MEGABYTE)
    );
    let many_headers = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x-many: 1\r\n".repeat(5000));
    [
        Fault::always("reset once connected", unread.wait(PAUSE).reset()),
        Fault::always("reset before the answer", request_read().reset()),
        Fault::always("closed before the answer", request_read().close()),
        Fault::always(
            "reset inside the headers",
            request_read().send("HTTP/1.1 200 OK\r\ncontent-").reset(),
        ),
        Fault::always(
            "an answer that is not HTTP",
            request_read().send("SSH-2.0-OpenSSH_9.9\r\n\r\n").close(),
        ),
        Fault::always(
            "contradictory lengths",
            request_read()
                .send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} "),
        ),
        Fault::always("a header of 1 MB", request_read().send(long_head)),
        Fault::always("5000 headers", request_read().send(many_headers)),
    ]
    .map(|fault| {
        fault
            .timeout(3)
            .on(Class::REPEATABLE, fails(Network).requests(4))
            .on(Class::ONCE, fails(Network))
    })
    .into()
}

/// The deadline ends it, and nothing is sent again.
fn silent() -> Vec<Fault> {
    let unread = Exchange::reading(Reading::Nothing);
    let head = "HTTP/1.1 200 OK\r\nx-one: 1\r\n";
    let reads_a_sip = Exchange::reading(Reading::Slowly(PAUSE));
    let mut faults: Vec<Fault> = vec![
        Fault::always("stalls once connected", unread.clone().stall()).on_all(fails(Timeout)),
        Fault::always("stalls after the request", request_read().stall()).on_all(fails(Timeout)),
        Fault::always(
            "stalls inside the headers",
            request_read().send(head).stall(),
        )
        .on_all(fails(Timeout)),
        Fault::always(
            "drips its headers",
            request_read().send(head).drip("x-drip: 1\r\n", PAUSE),
        )
        .on_all(fails(Timeout)),
        Fault::always(
            "sends 103 for ever",
            request_read().drip("HTTP/1.1 103 Early Hints\r\n\r\n", Duration::from_millis(2)),
        )
        .on_all(fails(Timeout)),
        Fault::always("never reads an upload of 16 MB", unread.stall())
            .sending(16 * MEGABYTE)
            .on(Class::SENDING, fails(Timeout)),
        Fault::always("reads an upload of 16 MB at 10 kB/s", reads_a_sip)
            .sending(16 * MEGABYTE)
            .on(Class::SENDING, fails(Timeout)),
    ];
    faults = faults.into_iter().map(|fault| fault.timeout(1)).collect();
    faults.push(
        Fault::scripted("100 and 103 before the answer", |scene| {
            let interim = "HTTP/1.1 100 Continue\r\n\r\n\
                           HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
            vec![request_read().send(interim).wait(PAUSE).send(scene.fine())]
        })
        .on_all(done()),
    );
    faults
}
