//! Runs the gorgias-customers component in wasmtime.
//!
//! ```no_run
//! use host::{Plugin, Sandbox};
//!
//! # async fn run() -> anyhow::Result<()> {
//! let plugin = Plugin::shipped()?;
//! let sandbox = Sandbox::new()
//!     .env("GORGIAS_DOMAIN", "acme")
//!     .env("GORGIAS_EMAIL", "me@acme.test")
//!     .env("GORGIAS_API_KEY", std::env::var("GORGIAS_API_KEY")?)
//!     .grant("acme.gorgias.com")?;
//! let mut session = plugin.start(&sandbox).await?;
//! let found = session
//!     .tools
//!     .call_gorgias_customers_search(&mut session.store, "customer", Some("ada"), None)
//!     .await?;
//! println!("{found:?}");
//! # Ok(())
//! # }
//! ```
//!
//! The plugin cannot do here what the world in `wit/` does not import: the linker holds
//! these seven interfaces and nothing else. The environment is only what [`Sandbox`] gives, and
//! every network address is refused until [`Sandbox::grant`] names it.

pub mod bindings;
mod computed;
mod engine;
mod limits;
mod linker;
pub mod mcp;
mod network;
mod plugin;
mod sandbox;
mod session;
mod state;

pub use engine::Options;
pub use mcp::SHIPPED_MCP;
pub use network::{Client, ClientOptions, Exchange, Grant, InvalidGrant, Recorder};
pub use plugin::{Plugin, SHIPPED};
pub use sandbox::Sandbox;
pub use session::Session;
pub use state::State;
