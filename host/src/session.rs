//! One instance of the plugin.

use crate::{bindings::GorgiasCustomers, state::State};
use wasmtime::{
    Store,
    component::{Instance, Val},
};

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

    /// Calls the exported function of this name, for programs that learn its type from the component.
    ///
    /// # Errors
    ///
    /// When there is no such function, and when the plugin traps. What a tool answers, an error too,
    /// is the value.
    pub async fn call(&mut self, function: &str, arguments: &[Val]) -> wasmtime::Result<Val> {
        let named = self.instance.get_func(&mut self.store, function);
        let named = named.ok_or_else(|| wasmtime::format_err!("the component lacks {function}"))?;
        let mut results = [Val::Bool(false)];
        named
            .call_async(&mut self.store, arguments, &mut results)
            .await?;
        let [result] = results;
        Ok(result)
    }

    /// Returns the most linear memory that this session has had, in bytes.
    #[must_use]
    pub fn peak_memory(&self) -> usize {
        self.store.data().memory.peak()
    }

    /// Returns the instructions executed so far, by wasmtime's count. None unless
    /// [`Options::fuel`](crate::Options::fuel) was set.
    #[must_use]
    pub fn fuel_used(&self) -> Option<u64> {
        self.store.get_fuel().ok().map(|left| u64::MAX - left)
    }
}
