//! How components are compiled, and what their stores may use.

use crate::{network::ClientOptions, sandbox::Sandbox, state::State};
use wasmtime::{
    Cache, Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Result, Store,
};

/// How sessions are made.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Some: memory for so many sessions at once is set aside beforehand, which makes starting one
    /// faster; one more than that is refused. None: memory is allocated on demand.
    pub pool: Option<u32>,
    /// Counts the instructions that the plugin executes; see
    /// [`Session::fuel_used`](crate::Session::fuel_used).
    pub fuel: bool,
    /// Lets other tasks run during long computations: the plugin yields whenever
    /// [`Engine::increment_epoch`] has been called on
    /// [`Plugin::engine`](crate::Plugin::engine).
    pub epochs: bool,
    /// Keeps machine code in wasmtime's cache, below the user's cache directory, so that the
    /// second process does not compile what the first one did. Where there is no such directory,
    /// nothing is kept.
    pub cache: bool,
    /// How connections are kept.
    pub client: ClientOptions,
}

impl Options {
    /// The engine's configuration, which a precompiled component has to share.
    #[must_use]
    pub fn config(&self) -> Config {
        let mut config = Config::new();
        config.consume_fuel(self.fuel);
        config.epoch_interruption(self.epochs);
        if self.cache {
            config.cache(Cache::from_file(None).ok());
        }
        if let Some(sessions) = self.pool {
            let mut pool = PoolingAllocationConfig::default();
            pool.total_component_instances(sessions);
            // The component is made of a main module and the small ones that adapt its imports.
            pool.total_core_instances(sessions.saturating_mul(8));
            pool.total_memories(sessions);
            pool.total_tables(sessions.saturating_mul(4));
            pool.total_stacks(sessions);
            pool.max_memory_size(Sandbox::DEFAULT_MAX_MEMORY);
            // Memory that a session touched is kept for the next one in its place, up to this size.
            pool.linear_memory_keep_resident(1 << 20);
            // The same for its tables: giving them back costs a system call for each session.
            pool.table_keep_resident(64 << 10);
            config.memory_reservation(Sandbox::DEFAULT_MAX_MEMORY as u64);
            config.memory_guard_size(64 << 10);
            config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
        }
        config
    }

    /// A store with this data.
    pub(crate) fn store(&self, engine: &Engine, state: State) -> Result<Store<State>> {
        let mut store = Store::new(engine, state);
        store.limiter(|state| &mut state.memory);
        if self.fuel {
            store.set_fuel(u64::MAX)?;
        }
        if self.epochs {
            store.epoch_deadline_async_yield_and_update(1);
            store.set_epoch_deadline(1);
        }
        Ok(store)
    }
}
