//! A server that misbehaves on purpose, byte by byte, over raw TCP.
//!
//! ```no_run
//! use mock::faults::{Exchange, FaultServer, Reading};
//!
//! # async fn run() -> std::io::Result<()> {
//! let server = FaultServer::start([
//!     Exchange::reading(Reading::All).send("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"),
//!     Exchange::reading(Reading::All).send("HTTP/1.1 200 OK\r\n").stall(),
//! ])
//! .await?;
//! // … point a client at `server.base_url()` …
//! assert_eq!(server.exchanges(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! It knows as much of HTTP as it takes to read a request: a head, and a body by its
//! content-length. What it answers is up to the script.

mod answer;
mod receive;
mod script;
mod server;

pub use answer::Answer;
pub use receive::Received;
pub use script::{Exchange, Reading, Step};
pub use server::FaultServer;
