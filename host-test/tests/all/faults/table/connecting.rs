//! No connection comes about. What certainly was not sent, every tool tries again.

use crate::faults::{
    class::Class,
    fault::{Fault, Place, fails, unsent},
};
use gorgias_customers::bindings::gorgias::customers::types::ErrorKind::{
    BlockedByPolicy, Network, Timeout,
};
use mock::faults::{Exchange, Reading};

pub fn faults() -> Vec<Fault> {
    vec![
        Fault::new("connection refused", Place::Refused)
            .timeout(3)
            .on_all(unsent(Network))
            .says("No connection"),
        // Hosts do not tell this from a server that is silent.
        Fault::new("connecting hangs", Place::Full).on_all(fails(Timeout).requests(0)),
        Fault::new("the name does not resolve", Place::NoName)
            .timeout(3)
            .on_all(unsent(Network))
            .says("was not found"),
        Fault::new("the host is not granted", Place::NotGranted)
            .on_all(unsent(BlockedByPolicy))
            .says("127.0.0.1"),
        Fault::new("TLS: the server speaks something else", speaks_no_tls())
            .on(&[Class::FileHost], fails(Network).requests(1))
            .says("TLS"),
        Fault::new("TLS: the handshake hangs", hangs_in_handshake())
            .on(&[Class::FileHost], fails(Timeout)),
    ]
}

fn speaks_no_tls() -> Place {
    Place::Tls(Box::new(|_| {
        vec![
            Exchange::reading(Reading::Nothing)
                .send("220 mail.test ESMTP\r\n")
                .stall(),
        ]
    }))
}

fn hangs_in_handshake() -> Place {
    Place::Tls(Box::new(|_| {
        vec![Exchange::reading(Reading::Nothing).stall()]
    }))
}
