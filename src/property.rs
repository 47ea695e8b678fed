//! Checks properties of the library with generated inputs, the same ones in every run.

use arbitrary::{Result, Unstructured};
use std::{
    fmt::Debug,
    iter,
    ops::RangeInclusive,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// How many inputs a property is checked with.
const CASES: usize = 500;
/// The bytes that an input is made from.
const BYTES: usize = 512;

/// Checks that something holds, by its assertions, for whatever is generated.
///
/// # Panics
///
/// When it does not hold: with the input.
pub fn check<T: Debug>(generate: impl Fn(&mut Unstructured) -> Result<T>, holds: impl Fn(&T)) {
    let mut noise = noise();
    for _ in 0..CASES {
        let bytes: Vec<u8> = noise.by_ref().take(BYTES).collect();
        let input = generate(&mut Unstructured::new(&bytes)).expect("bytes enough");
        let result = catch_unwind(AssertUnwindSafe(|| holds(&input)));
        assert!(result.is_ok(), "it does not hold for {input:?}");
    }
}

/// Generates a text of so many characters, half of them ASCII.
pub fn text(u: &mut Unstructured, length: RangeInclusive<usize>) -> Result<String> {
    let length = u.int_in_range(length)?;
    let mut character = || match u.arbitrary()? {
        true => u.int_in_range(b' '..=b'~').map(char::from),
        false => u.arbitrary(),
    };
    (0..length).map(|_| character()).collect()
}

/// Generates a text of up to so many of these pieces.
pub fn pieces(u: &mut Unstructured, pieces: &[&str], most: usize) -> Result<String> {
    let count = u.int_in_range(0..=most)?;
    (0..count).map(|_| u.choose(pieces).copied()).collect()
}

/// Pseudo-random bytes, by Marsaglia's xorshift.
fn noise() -> impl Iterator<Item = u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()[0]
    })
}
