//! Runs the MCP server component: over stdio, and over HTTP.
//!
//! It gets what the plugin gets (seven interfaces, its own environment, granted addresses), and
//! for stdio the two streams.

mod log;
mod message;
mod serve;
mod stdio;

use crate::{
    engine::Options,
    linker::{linker, standard_streams},
    network::{Client, RequestCount},
    sandbox::Sandbox,
    state::State,
};
use wasmtime::{
    Engine, Result, Store,
    component::{Component, InstancePre},
};
use wasmtime_wasi::{WasiCtxBuilder, p2::bindings::CommandPre};
use wasmtime_wasi_http::p2::bindings::ProxyPre;

pub use log::Log;

/// The component as it ships: what the build script built and packed.
pub const SHIPPED_MCP: &[u8] = include_bytes!(env!("GORGIAS_CUSTOMERS_MCP_WASM"));

/// The compiled MCP server. Clones share it, and the network connections of what they run.
#[derive(Clone)]
pub struct McpServer {
    command: CommandPre<State>,
    proxy: ProxyPre<State>,
    options: Options,
    client: Client,
}

impl McpServer {
    /// Compiles the shipped component.
    ///
    /// # Errors
    ///
    /// When the engine cannot be set up on this machine.
    pub fn shipped(options: Options) -> Result<Self> {
        let engine = Engine::new(&options.config())?;
        let component = Component::new(&engine, SHIPPED_MCP)?;
        let mut linker = linker(&engine)?;
        standard_streams(&mut linker)?;
        let pre: InstancePre<State> = linker.instantiate_pre(&component)?;
        Ok(Self {
            command: CommandPre::new(pre.clone())?,
            proxy: ProxyPre::new(pre)?,
            client: Client::new(options.client.clone()),
            options,
        })
    }

    /// A store for one instance.
    fn store(
        &self,
        sandbox: &Sandbox,
        requests: RequestCount,
        streams: impl FnOnce(&mut WasiCtxBuilder),
    ) -> Result<Store<State>> {
        let state = State::new(sandbox, self.client.clone(), requests, streams);
        self.options.store(self.command.engine(), state)
    }
}

#[cfg(test)]
mod tests;
