//! Runs the MCP server component: over stdio, and over HTTP.
//!
//! It gets what the plugin gets (seven interfaces, its own environment, granted addresses), and
//! three streams: its log goes to stderr. Its computing is bounded: it never holds a thread.

mod call;
mod callers;
mod lines;
mod log;
mod open;
mod serve;
mod stdio;

use crate::{
    engine::Options,
    linker::{linker, standard_streams},
    network::{Client, Network},
    sandbox::Sandbox,
    state::State,
};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use lines::Lines;
use std::sync::{Arc, mpsc::channel};
use wasmtime::{
    Result, Store,
    component::{Component, InstancePre},
};
use wasmtime_wasi::{WasiCtxBuilder, p2::bindings::CommandPre, p2::pipe};
use wasmtime_wasi_http::{Error, WasiHttpHooks, p2::bindings::ProxyPre};

pub use call::{Answer, ToolError};
pub use log::Log;

/// The component as it ships: what the build script built and packed.
pub const SHIPPED_MCP: &[u8] = include_bytes!(env!("GORGIAS_CUSTOMERS_MCP_WASM"));

/// The longest message, as in the component.
const MAX_MESSAGE: usize = 32 << 20;
/// For how many ticks an instance may compute without waiting for anything: ten seconds. It needs one or
/// two for the largest answers.
const MAX_COMPUTING: u32 = 500;
/// The same for an instance that answers one message, and that nobody else waits for: a minute.
const MAX_COMPUTING_ALONE: u32 = 3_000;

/// The compiled MCP server. Clones share it, and the network connections of what they run.
#[derive(Clone)]
pub struct McpServer {
    command: CommandPre<State>,
    proxy: ProxyPre<State>,
    options: Options,
    client: Client,
}

impl McpServer {
    /// Compiles the shipped component. [`Options::epochs`] is always on.
    ///
    /// # Errors
    ///
    /// When the engine cannot be set up on this machine.
    pub fn shipped(mut options: Options) -> Result<Self> {
        options.epochs = true;
        let engine = options.engine()?;
        let component = Component::new(&engine, SHIPPED_MCP)?;
        let mut linker = linker(&engine)?;
        standard_streams(&mut linker)?;
        let pre: InstancePre<State> = linker.instantiate_pre(&component)?;
        Ok(Self {
            command: CommandPre::new(pre.clone())?,
            proxy: ProxyPre::new(pre)?,
            client: Client::new(options.client.clone())?,
            options,
        })
    }

    /// Answers one message, as a client would get it that sends nothing else. The log is lost.
    ///
    /// # Errors
    ///
    /// When the component traps.
    pub async fn ask(&self, sandbox: &Sandbox, message: &str) -> Result<String> {
        let (sender, answer) = channel();
        let stdout = Lines::new(Arc::default(), move |line| drop(sender.send(line)));
        let store = self.store(sandbox, &Log::none(), MAX_COMPUTING_ALONE, |wasi| {
            wasi.stdin(pipe::MemoryInputPipe::new(message.to_owned()));
            wasi.stdout(stdout);
        })?;
        self.run(store).await?;
        let line = answer.try_recv().unwrap_or_default();
        Ok(String::from_utf8(line)?)
    }

    /// Sends a request of the host's own over the sandbox's network: the same grants, connections
    /// and recorder as the component's. For what no tool asks.
    ///
    /// # Errors
    ///
    /// When the address is not granted, and when there is no whole answer.
    pub async fn send(
        &self,
        sandbox: &Sandbox,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, Error> {
        let body = |bytes| {
            Full::new(bytes)
                .map_err(|never| match never {})
                .boxed_unsync()
        };
        let mut network = Network::new(sandbox, self.client.clone());
        let sending = network.send_request(request.map(body), None, Box::new(async { Ok(()) }));
        let (response, _) = Box::into_pin(sending).await?;
        let (head, body) = response.into_parts();
        Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
    }

    /// Returns the same server without the connections of this one, for another tokio runtime.
    ///
    /// # Errors
    ///
    /// As for the first one.
    pub fn with_connections_of_its_own(&self) -> Result<Self> {
        Ok(Self {
            client: Client::new(self.options.client.clone())?,
            ..self.clone()
        })
    }

    /// Makes a store for one instance, which may compute for as many ticks as `bound` without waiting.
    fn store(
        &self,
        sandbox: &Sandbox,
        log: &Log,
        bound: u32,
        streams: impl FnOnce(&mut WasiCtxBuilder),
    ) -> Result<Store<State>> {
        let log = log.clone();
        let stderr = Lines::new(Arc::default(), move |line| {
            log.write(&String::from_utf8_lossy(&line));
        });
        let state = State::new(sandbox, self.client.clone(), |wasi| {
            streams(wasi);
            wasi.stderr(stderr);
        });
        self.options
            .store(self.command.engine(), state, Some(bound))
    }

    /// Runs the component until the end of its input.
    async fn run(&self, mut store: Store<State>) -> Result<()> {
        let command = self.command.instantiate_async(&mut store).await?;
        let computed = store.data().computed.clone();
        let run = command.wasi_cli_run().call_run(&mut store);
        match computed.watch(run).await? {
            Ok(()) => Ok(()),
            Err(()) => wasmtime::bail!("the server stopped before the end of its input"),
        }
    }
}

#[cfg(test)]
mod tests;
