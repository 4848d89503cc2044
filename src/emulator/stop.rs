//! The end of an emulator.

use std::time::Duration;

use tokio::{sync::watch, time::timeout};

/// Knows when the emulator is dropped, so that nothing outlives it for long.
#[derive(Clone, Debug)]
pub(super) struct Stop(pub(super) watch::Receiver<()>);

impl Stop {
    /// Until the emulator is dropped.
    pub(super) async fn wait(mut self) {
        // Nothing is ever sent; a sender that is dropped ends the wait as well.
        let _ = self.0.changed().await;
    }

    /// As long as it is told to, but no longer than the emulator lives.
    pub(super) async fn rest(self, duration: Duration) {
        // Even a rest of nothing would last until the timer's next tick.
        if !duration.is_zero() {
            let _ = timeout(duration, self.wait()).await;
        }
    }
}
