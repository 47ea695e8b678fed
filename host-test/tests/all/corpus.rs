//! Runs what is fuzzed in `fuzz/`, with what the fuzzer kept because it led somewhere new, and with
//! pseudo-random bytes, the same in every run.

use crate::{data, fuzz::TARGETS};
use base64::{Engine, prelude::BASE64_STANDARD};
use std::{fs, path::Path};

/// The bytes that a message or a schedule is generated from.
const BYTES: usize = 512;

#[test]
fn what_the_fuzzer_kept_and_noise_do_no_harm() -> anyhow::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    let noise = data::binary(300 * BYTES);
    for (name, run) in TARGETS {
        for line in fs::read_to_string(corpus.join(name))?.lines() {
            run(&BASE64_STANDARD.decode(line)?);
        }
        noise.chunks(BYTES).for_each(run);
    }
    Ok(())
}
