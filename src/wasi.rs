//! The components' needs of their host, over the bindings of WASI.

pub mod http;
pub mod reactor;
mod runtime;
