//! The MCP server component: stdio and HTTP over WASI. Everything else is in `mcp`.
#![cfg(target_family = "wasm")]
#![no_std]

extern crate alloc;

mod wasi;
