//! How long a guest computes without waiting.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

/// Counts the ticks for which a guest has computed without waiting for anything.
#[derive(Clone, Default)]
pub(crate) struct Computed(Arc<AtomicU32>);

impl Computed {
    /// Counts a tick, and returns how many there were before it.
    pub fn tick(&self) -> u32 {
        self.0.fetch_add(1, Relaxed)
    }

    /// Runs the guest, and counts anew whenever it waits.
    pub async fn watch<T>(self, guest: impl Future<Output = T>) -> T {
        let mut guest = pin!(guest);
        poll_fn(|cx| {
            let before = self.0.load(Relaxed);
            let polled = guest.as_mut().poll(cx);
            // A poll that no tick ended has waited.
            if self.0.load(Relaxed) == before {
                self.0.store(0, Relaxed);
            }
            polled
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use tokio::select;

    #[tokio::test]
    async fn waiting_counts_anew() {
        let computed = Computed::default();
        computed.0.store(7, Relaxed);
        select! {
            biased;
            () = computed.clone().watch(pending::<()>()) => {}
            () = async {} => {}
        }
        assert_eq!(computed.0.load(Relaxed), 0);
    }
}
