//! How components are compiled, and what their stores may use.

use crate::{network::ClientOptions, sandbox::Sandbox, state::State};
use std::{thread, time::Duration};
use wasmtime::{
    Cache, Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Result, Store,
    UpdateDeadline,
};

/// How long a guest may compute before other tasks of its thread get their turn.
const TICK: Duration = Duration::from_millis(20);

/// How sessions are made.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Some: memory for so many sessions at once is set aside beforehand, which makes starting one
    /// faster; one more than that is refused. None: memory is allocated on demand.
    pub pool: Option<u32>,
    /// Counts the instructions that the plugin executes; see
    /// [`Session::fuel_used`](crate::Session::fuel_used).
    pub fuel: bool,
    /// Lets other tasks run during long computations: a thread of the library's own makes the
    /// plugin yield every 20 ms. Without it a computation holds its thread.
    pub epochs: bool,
    /// Keeps machine code in wasmtime's cache, below the user's cache directory, so that the
    /// second process does not compile what the first one did. Where there is no such directory,
    /// nothing is kept.
    pub cache: bool,
    /// How connections are kept.
    pub client: ClientOptions,
}

impl Options {
    /// Returns the engine's configuration, which a precompiled component has to share.
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

    /// Compiles nothing yet: an engine with this configuration, and its ticks.
    pub(crate) fn engine(&self) -> Result<Engine> {
        let engine = Engine::new(&self.config())?;
        if self.epochs {
            tick(&engine)?;
        }
        Ok(engine)
    }

    /// Makes a store with this data. A guest that computes for more ticks than `bound` without
    /// waiting for anything traps.
    pub(crate) fn store(
        &self,
        engine: &Engine,
        state: State,
        bound: Option<u32>,
    ) -> Result<Store<State>> {
        let mut store = Store::new(engine, state);
        store.limiter(|state| &mut state.memory);
        if self.fuel {
            store.set_fuel(u64::MAX)?;
        }
        if self.epochs {
            store.set_epoch_deadline(1);
            store.epoch_deadline_callback(move |store| {
                let computed = store.data().computed.tick();
                Ok(match bound {
                    Some(bound) if computed >= bound => UpdateDeadline::Interrupt,
                    _ => UpdateDeadline::Yield(1),
                })
            });
        }
        Ok(store)
    }
}

/// Increments the epoch for as long as there is the engine.
fn tick(engine: &Engine) -> Result<()> {
    let engine = engine.weak();
    thread::Builder::new()
        .name("epochs".to_owned())
        .spawn(move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
            }
        })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        network::{Client, ClientOptions},
        sandbox::Sandbox,
    };
    use tokio::{select, time::sleep};
    use wasmtime::{Instance, Module};

    /// A function `f` that computes for good.
    const LOOP: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x07\x05\x01\x01f\0\0\x0a\x09\x01\x07\0\x03\x40\x0c\0\x0b\x0b";

    #[tokio::test]
    async fn a_computation_lets_others_run_and_ends_at_its_bound() {
        let options = Options {
            epochs: true,
            ..Options::default()
        };
        let engine = options.engine().unwrap();
        let module = Module::new(&engine, LOOP).unwrap();
        let run = async |bound| {
            let client = Client::new(ClientOptions::default()).unwrap();
            let state = State::new(&Sandbox::new(), client, |_| {});
            let mut store = options.store(&engine, state, bound).unwrap();
            let instance = Instance::new_async(&mut store, &module, &[]).await.unwrap();
            let f = instance.get_typed_func::<(), ()>(&mut store, "f").unwrap();
            let computed = store.data().computed.clone();
            computed.watch(f.call_async(&mut store, ())).await
        };
        assert!(run(Some(2)).await.is_err());
        select! {
            _ = run(None) => panic!("it has no end"),
            () = sleep(5 * TICK) => {}
        }
    }
}
