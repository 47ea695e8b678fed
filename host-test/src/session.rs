//! One instance of the plugin.

use crate::bindings::GorgiasCustomers;
use crate::call::{Call, Outcome};
use crate::state::State;
use wasmtime::component::{Instance, Val};
use wasmtime::{Result, Store};

/// One instance of the plugin in a store of its own. It can be called any number of times, one
/// call after the other.
///
/// Typed calls go through both fields:
/// `session.tools.call_gorgias_customers_get_event(&mut session.store, id).await`. The outer
/// result is the host's: an error there is a trap, and the session is spoilt. The inner one is
/// the tool's.
pub struct Session {
    /// Where the instance lives.
    pub store: Store<State>,
    /// The tools, typed.
    pub tools: GorgiasCustomers,
    instance: Instance,
}

impl Session {
    pub(crate) fn new(store: Store<State>, tools: GorgiasCustomers, instance: Instance) -> Self {
        Self {
            store,
            tools,
            instance,
        }
    }

    /// Makes a call that was read from text.
    ///
    /// # Errors
    ///
    /// When the plugin traps. What a tool answers, an error too, is an [`Outcome`].
    pub async fn call(&mut self, call: &Call) -> Result<Outcome> {
        let function = self
            .instance
            .get_func(&mut self.store, call.function())
            .ok_or_else(|| wasmtime::format_err!("the component lacks {}", call.function()))?;
        let mut results = [Val::Bool(false)];
        function
            .call_async(&mut self.store, call.arguments(), &mut results)
            .await?;
        let [result] = results;
        Ok(Outcome::new(result))
    }

    /// The most linear memory that this session has had, in bytes.
    #[must_use]
    pub fn peak_memory(&self) -> usize {
        self.store.data().memory.peak()
    }

    /// Instructions executed so far, by wasmtime's count. None unless
    /// [`Options::fuel`](crate::Options::fuel) was set.
    #[must_use]
    pub fn fuel_used(&self) -> Option<u64> {
        self.store.get_fuel().ok().map(|left| u64::MAX - left)
    }
}
