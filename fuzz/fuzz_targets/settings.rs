//! Any environment is either read or refused, without a panic and without a word of its values.
#![no_main]

use arbitrary::Unstructured;
use gorgias_customers_fuzz::settings;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(environment) = settings::environment(&mut Unstructured::new(bytes)) {
        settings::check(environment);
    }
});
