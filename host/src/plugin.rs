//! The compiled component, ready to be instantiated.

use crate::{
    bindings::GorgiasCustomersIndices, engine::Options, linker::linker, network::Client,
    sandbox::Sandbox, session::Session, state::State,
};
use std::sync::Arc;
use wasmtime::{
    Engine, Result,
    component::{Component, InstancePre},
};

/// The component as it ships: what the build script built and packed.
pub const SHIPPED: &[u8] = include_bytes!(env!("GORGIAS_CUSTOMERS_WASM"));

/// The compiled component with its imports resolved. Clones share it, and their sessions share
/// the network connections.
///
/// Sessions are independent: a trap, or a call that is dropped half-way, spoils its session and
/// nothing else.
#[derive(Clone)]
pub struct Plugin {
    pre: InstancePre<State>,
    indices: Arc<GorgiasCustomersIndices>,
    options: Options,
    client: Client,
}

impl Plugin {
    /// Compiles the shipped component.
    ///
    /// # Errors
    ///
    /// When the engine cannot be set up on this machine.
    pub fn shipped() -> Result<Self> {
        Self::from_bytes(SHIPPED, Options::default())
    }

    /// Compiles the shipped component for an engine of your own making.
    ///
    /// # Errors
    ///
    /// As [`Plugin::shipped`]; with a pool, when the address space does not suffice.
    pub fn with_options(options: Options) -> Result<Self> {
        Self::from_bytes(SHIPPED, options)
    }

    /// Compiles a component (`.wasm`, or its text form where wasmtime can read it).
    ///
    /// # Errors
    ///
    /// When the bytes are no component, import something beside the seven interfaces of the
    /// world, or lack one of the tools.
    pub fn from_bytes(component: &[u8], options: Options) -> Result<Self> {
        let engine = options.engine()?;
        let compiled = Component::new(&engine, component)?;
        Self::from_component(&compiled, options)
    }

    /// Takes a component that was compiled, or deserialized, for an engine with
    /// [`Options::config`].
    ///
    /// # Errors
    ///
    /// As [`Plugin::from_bytes`].
    pub fn from_component(compiled: &Component, options: Options) -> Result<Self> {
        let pre = linker(compiled.engine())?.instantiate_pre(compiled)?;
        let indices = GorgiasCustomersIndices::new(&pre)?;
        Ok(Self {
            pre,
            indices: indices.into(),
            client: Client::new(options.client.clone())?,
            options,
        })
    }

    /// Starts a session: instantiates the component in a store of its own.
    ///
    /// # Errors
    ///
    /// When memory or, with a pool, a place in it is missing.
    pub async fn start(&self, sandbox: &Sandbox) -> Result<Session> {
        let state = State::new(sandbox, self.client.clone(), |_| {});
        let mut store = self.options.store(self.engine(), state, None)?;
        let instance = self.pre.instantiate_async(&mut store).await?;
        let tools = self.indices.load(&mut store, &instance)?;
        Ok(Session::new(store, tools, instance))
    }

    /// Returns the engine that the component is compiled for.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        self.pre.engine()
    }

    /// Returns the compiled component.
    #[must_use]
    pub fn component(&self) -> &Component {
        self.pre.component()
    }
}
