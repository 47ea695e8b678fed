//! The host's state of one session.

use crate::{
    computed::Computed,
    limits::MemoryLimit,
    network::{Client, Network},
    sandbox::Sandbox,
};
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// The data of a session's store.
pub struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    table: ResourceTable,
    network: Network,
    pub(crate) memory: MemoryLimit,
    pub(crate) computed: Computed,
}

impl State {
    /// Makes the data of a store. `streams` may open standard streams, which are closed otherwise.
    pub(crate) fn new(
        sandbox: &Sandbox,
        client: Client,
        streams: impl FnOnce(&mut WasiCtxBuilder),
    ) -> Self {
        let environment: Vec<(&str, &str)> = sandbox
            .environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        // No arguments, no inherited environment.
        let mut wasi = WasiCtx::builder();
        wasi.envs(&environment);
        streams(&mut wasi);
        Self {
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            table: ResourceTable::new(),
            network: Network::new(sandbox, client),
            memory: MemoryLimit::new(sandbox.max_memory),
            computed: Computed::default(),
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
