//! Whatever a server answers, a tool gives a result or a bounded error without credentials.
#![no_main]

use arbitrary::Unstructured;
use gorgias_customers_fuzz::{
    messages::{self, CALLS, Ending},
    network::Network,
    shape::Shape,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Unstructured::new(bytes);
    let Ok((tool, arguments)) = bytes.choose(&CALLS) else {
        return;
    };
    let network = Network::new(bytes, Shape::of(tool));
    let ending = messages::call(&network, tool, arguments);
    assert!(ending == Ending::Done || !network.is_good(), "{tool}");
});
