//! The plugin's imports: seven interfaces, one line each.

use crate::state::State;
use wasmtime::{
    Engine, Result,
    component::{HasData, Linker, ResourceTable},
};
use wasmtime_wasi::{
    WasiCtxView, WasiView,
    cli::{WasiCli, WasiCliView},
    clocks::{WasiClocks, WasiClocksView},
    p2::bindings::{cli, clocks, io},
};
use wasmtime_wasi_http::{WasiHttp, WasiHttpView, p2::bindings::http};

/// Holds the world's imports and nothing else, so a component that asks for more does not load.
pub(crate) fn linker(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    let l = &mut linker;
    io::error::add_to_linker::<State, Io>(l, table)?;
    io::poll::add_to_linker::<State, Io>(l, table)?;
    io::streams::add_to_linker::<State, Io>(l, table)?;
    clocks::monotonic_clock::add_to_linker::<State, WasiClocks>(l, State::clocks)?;
    cli::environment::add_to_linker::<State, WasiCli>(l, State::cli)?;
    let options = http::types::LinkOptions::default();
    http::types::add_to_linker::<State, WasiHttp>(l, &options, State::http)?;
    http::outgoing_handler::add_to_linker::<State, WasiHttp>(l, State::http)?;
    Ok(linker)
}

/// Adds the three streams that the MCP server has beside.
pub(crate) fn standard_streams(linker: &mut Linker<State>) -> Result<()> {
    cli::stdin::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    cli::stdout::add_to_linker::<State, WasiCli>(linker, State::cli)?;
    cli::stderr::add_to_linker::<State, WasiCli>(linker, State::cli)
}

/// wasi:io needs the table of resources alone.
struct Io;

impl HasData for Io {
    type Data<'a> = &'a mut ResourceTable;
}

fn table(state: &mut State) -> &mut ResourceTable {
    let WasiCtxView { table, .. } = state.ctx();
    table
}
