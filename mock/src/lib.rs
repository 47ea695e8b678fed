//! A Gorgias to test against: stateful, over real sockets, seeded with a small shop.
//!
//! It is written from what the vendor documents and from public recordings, not from what the
//! component sends, so a wrong request gets the answer that Gorgias would give. Where the two
//! sources disagree, or say nothing, [`MockBuilder::play_alternatives`] chooses the other side; the
//! default is the recordings' side. What the vendor documents stands in `vendor/`, as data.
//!
//! Everything it says is repeatable: ids come from counters and time from a clock that moves only
//! with changes.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use mock::{Canned, Mock};
//!
//! let mock = Mock::start().await?;
//! mock.answer_next(Canned::new(429).header("retry-after", "2"));
//! for (name, value) in mock.env() {
//!     println!("{name}={value}");
//! }
//! # Ok(())
//! # }
//! ```

mod answer;
mod bounded_log;
mod canned;
pub mod faults;
mod lock;
mod log;
mod middleware;
mod options;
mod paging;
mod rate_limit;
mod request;
mod resources;
mod routes;
mod schema;
mod server;
mod shop;
#[cfg(test)]
mod tests;
mod time;
mod vendor;

pub use canned::Canned;
pub use log::{LoggedRequest, Origin, Part};
pub use options::{MockBuilder, RateLimit};
pub use server::Mock;
pub use vendor::alternatives;

/// The path of a file that the shop has from the beginning, a text.
pub const FILE: &str =
    "/api/attachment/download/Hna8kldnmlal/care-guide-3f9c1d2e-5b7a-4c8d-9e0f-1a2b3c4d5e6f.txt";
