//! The connections of callers: so many at once, the one idle longest gives way.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::{
    task::{AbortHandle, JoinSet},
    time::Instant,
};

/// All connections. They end when this is dropped.
pub(super) struct Callers {
    most: usize,
    tasks: JoinSet<()>,
    known: Vec<(Caller, AbortHandle)>,
}

/// One connection: since when it is idle; none while a call of it is at work.
#[derive(Clone)]
pub(super) struct Caller(Arc<Mutex<Option<Instant>>>);

/// The call at work, until it is dropped.
pub(super) struct Working<'a>(&'a Caller);

impl Callers {
    pub fn new(most: usize) -> Self {
        Self {
            most,
            tasks: JoinSet::new(),
            known: Vec::new(),
        }
    }

    /// Runs one connection more. Where there are as many as may be, the one that has been idle
    /// longest is closed.
    pub fn admit<F>(&mut self, connection: impl FnOnce(Caller) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        while self.tasks.try_join_next().is_some() {}
        if self.tasks.len() >= self.most {
            self.known.retain(|(_, task)| !task.is_finished());
            let known = self.known.iter().enumerate();
            let idle = known.filter_map(|(place, (caller, _))| Some((caller.idle()?, place)));
            if let Some((_, place)) = idle.min() {
                self.known.swap_remove(place).1.abort();
            }
        }
        let caller = Caller(Arc::new(Mutex::new(Some(Instant::now()))));
        let task = self.tasks.spawn(connection(caller.clone()));
        self.known.push((caller, task));
        // Those that have ended by themselves.
        if self.known.len() > 2 * self.most {
            self.known.retain(|(_, task)| !task.is_finished());
        }
    }
}

impl Caller {
    /// Notes that the caller sent something.
    pub fn is_heard(&self) {
        self.set(Some(Instant::now()));
    }

    /// Notes that a call is at work.
    pub fn works(&self) -> Working<'_> {
        self.set(None);
        Working(self)
    }

    fn idle(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, idle: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = idle;
    }
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0.is_heard();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{future::pending, time::Duration};
    use tokio::time::sleep;

    #[tokio::test]
    async fn the_one_idle_longest_gives_way_and_none_at_work() {
        let mut callers = Callers::new(3);
        let mut known = Vec::new();
        for _ in 0..3 {
            callers.admit(|caller| {
                known.push(caller.clone());
                async move {
                    let _held = caller;
                    pending::<()>().await;
                }
            });
            sleep(Duration::from_millis(1)).await;
        }
        let _working = known[0].works();
        known[1].is_heard();
        callers.admit(|_| pending());
        sleep(Duration::from_millis(1)).await;
        // A connection that has ended holds its caller no more.
        let held = known.iter().map(|it| Arc::strong_count(&it.0));
        assert_eq!(held.collect::<Vec<_>>(), [3, 3, 1]);
    }
}
