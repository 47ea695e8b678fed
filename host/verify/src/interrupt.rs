//! Ctrl-C, and the other signals that end a program politely.

use tokio::sync::watch;

/// How often the person has asked to stop. The first time ends the questions, and what was created
/// is cleaned up; the second time ends that as well.
#[derive(Clone, Debug)]
pub struct Interrupt(watch::Receiver<u32>);

impl Interrupt {
    /// Listens from now on. Needs a tokio runtime.
    pub fn listen() -> Self {
        let (count, interrupt) = Self::manual();
        tokio::spawn(async move {
            while signal().await.is_ok() {
                count.send_modify(|count| *count += 1);
            }
        });
        interrupt
    }

    /// Makes one that asks when it is told to.
    pub fn manual() -> (watch::Sender<u32>, Self) {
        let (count, interrupt) = watch::channel(0);
        (count, Self(interrupt))
    }

    /// Waits until there were so many signals; without an end where nobody can send one any more.
    pub async fn asked(&self, times: u32) {
        let mut count = self.0.clone();
        if count.wait_for(|count| *count >= times).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt,
        _ = terminate.recv() => Ok(()),
        _ = hangup.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
