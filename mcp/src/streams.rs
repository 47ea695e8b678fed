//! The standard streams of a process, as a server of them needs them.

use alloc::vec::Vec;
use gorgias_customers::transport::{Instant, Pending};

/// The streams of a process, and its clock.
pub trait Streams {
    /// Reads what comes in next; nothing at the end of input.
    fn read(&self) -> impl Future<Output = Vec<u8>>;

    /// Writes all of it.
    fn write(&self, bytes: &[u8]) -> impl Future<Output = Result<(), Closed>>;

    /// Waits until then.
    fn sleep_until(&self, then: Instant) -> Pending<'_, ()>;
}

/// Nobody reads any more.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed;
