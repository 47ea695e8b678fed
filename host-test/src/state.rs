//! What the host keeps for one session.

use crate::{
    limits::MemoryLimit,
    network::{Client, Network},
    sandbox::Sandbox,
};
use std::sync::Arc;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// The data of a session's store.
pub struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    table: ResourceTable,
    network: Network,
    pub(crate) memory: MemoryLimit,
}

impl State {
    pub(crate) fn new(sandbox: &Sandbox, client: Client) -> Self {
        let environment: Vec<(&str, &str)> = sandbox
            .environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Self {
            // No arguments, no inherited environment; standard streams are closed and not linked.
            wasi: WasiCtx::builder().envs(&environment).build(),
            http: WasiHttpCtx::new(),
            table: ResourceTable::new(),
            network: Network {
                client,
                grants: Arc::clone(&sandbox.grants),
            },
            memory: MemoryLimit::new(sandbox.max_memory),
        }
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            ctx: &mut self.http,
            table: &mut self.table,
            hooks: &mut self.network,
        }
    }
}
