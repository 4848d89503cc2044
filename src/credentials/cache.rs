//! The key at hand: looked up once for all who wait, and renewed before it expires.

use std::{
    error::Error as StdError,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant, SystemTime},
};

use tokio::sync::watch;

use super::{Credentials, DynProvider};
use crate::{
    clock::Clock,
    error::{Error, ErrorKind},
};

/// How long before its end a key is renewed; of a key with a short life, a third of that.
const AHEAD: Duration = Duration::from_mins(5);

/// How long a failed renewal is left alone while the old key can still be used.
const PAUSE: Duration = Duration::from_secs(10);

type Outcome = Result<Arc<Credentials>, Error>;

/// A look-up under way, as those who wait for it see it.
type Flight = watch::Receiver<Option<Outcome>>;

enum Source {
    /// One key for good.
    Fixed(Arc<Credentials>),
    Provider(Arc<dyn DynProvider>),
}

/// Keeps the key that a provider gave.
pub(crate) struct CredentialsCache {
    source: Source,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    flight: Option<Flight>,
    paused_until: Option<Instant>,
}

struct Held {
    credentials: Arc<Credentials>,
    renew_at: Option<SystemTime>,
}

impl Held {
    fn new(credentials: Arc<Credentials>, now: SystemTime) -> Self {
        let renew_at = credentials.expires_at().map(|end| {
            let life = end.duration_since(now).unwrap_or_default();
            end.checked_sub(AHEAD.min(life / 3)).unwrap_or(end)
        });
        Self { credentials, renew_at }
    }

    fn is_fresh(&self, now: SystemTime) -> bool {
        self.renew_at.is_none_or(|renew_at| now < renew_at)
    }

    fn is_valid(&self, now: SystemTime) -> bool {
        self.credentials.expires_at().is_none_or(|end| now < end)
    }
}

impl CredentialsCache {
    /// One key for good.
    pub(crate) fn fixed(credentials: Credentials, clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self { source: Source::Fixed(Arc::new(credentials)), clock, state: Mutex::default() })
    }

    /// The keys that a provider gives.
    pub(crate) fn provided(provider: Arc<dyn DynProvider>, clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self { source: Source::Provider(provider), clock, state: Mutex::default() })
    }

    // Whoever panicked left a whole state: each change is one assignment.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key to sign with at a time. Waits only where there is none that can still be used.
    pub(crate) async fn get(self: &Arc<Self>, now: SystemTime) -> Outcome {
        let provider = match &self.source {
            Source::Fixed(credentials) => return Ok(Arc::clone(credentials)),
            Source::Provider(provider) => provider,
        };
        // A flight without an outcome ended with the runtime that carried it, so it is started anew,
        // once: the provider may be what broke it off.
        for _ in 0..2 {
            let mut flight = {
                let mut state = self.state();
                if let Some(held) = &state.held {
                    let credentials = Arc::clone(&held.credentials);
                    if held.is_fresh(now) {
                        return Ok(credentials);
                    }
                    if held.is_valid(now) {
                        let paused = state.paused_until.is_some_and(|until| self.clock.instant() < until);
                        if state.flight.is_none() && !paused {
                            state.flight = Some(self.start(provider, now));
                        }
                        return Ok(credentials);
                    }
                }
                state.flight.get_or_insert_with(|| self.start(provider, now)).clone()
            };
            if let Ok(outcome) = flight.wait_for(Option::is_some).await
                && let Some(outcome) = &*outcome
            {
                return outcome.clone();
            }
        }
        Err(Error::new(ErrorKind::Credentials, "credentials: the look-up was broken off: its provider panicked"))
    }

    /// Starts a look-up in a task of its own, so that no request that gives up takes it along.
    fn start(self: &Arc<Self>, provider: &Arc<dyn DynProvider>, now: SystemTime) -> Flight {
        let (sender, flight) = watch::channel(None);
        let (provider, landing) = (Arc::clone(provider), Landing { cache: Arc::clone(self), sender });
        tokio::spawn(async move {
            let outcome = provider.provide().await.map_err(failed).and_then(checked);
            landing.land(outcome, now);
        });
        flight
    }

    /// Lets go of a key that the service says has expired. Says whether there may be another.
    pub(crate) fn discard(&self, used: &Weak<Credentials>) -> bool {
        if matches!(self.source, Source::Fixed(_)) {
            return false;
        }
        let mut state = self.state();
        // Another call may have done it already; then the key at hand is a new one.
        if state.held.as_ref().is_some_and(|held| std::ptr::eq(Arc::as_ptr(&held.credentials), used.as_ptr())) {
            state.held = None;
        }
        true
    }
}

/// Ends a flight, also where its task panics or its runtime ends.
struct Landing {
    cache: Arc<CredentialsCache>,
    sender: watch::Sender<Option<Outcome>>,
}

impl Landing {
    fn land(self, outcome: Outcome, now: SystemTime) {
        let mut state = self.cache.state();
        match &outcome {
            Ok(credentials) => {
                state.held = Some(Held::new(Arc::clone(credentials), now));
                state.paused_until = None;
                tracing::debug!(access_key_id = credentials.access_key_id(), "looked up an access key");
            }
            Err(error) => {
                state.paused_until = Some(self.cache.clock.instant() + PAUSE);
                if state.held.is_some() {
                    tracing::warn!(%error, "the access key could not be renewed");
                }
            }
        }
        // Before the lock is let go of: whoever comes next starts a flight of his own.
        state.flight = None;
        drop(state);
        self.sender.send_replace(Some(outcome));
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        if self.sender.borrow().is_none() {
            self.cache.state().flight = None;
        }
    }
}

fn checked(credentials: Credentials) -> Outcome {
    let unfit = |error: Error| Error::new(ErrorKind::Credentials, error.message());
    credentials.check().map_err(unfit)?;
    Ok(Arc::new(credentials))
}

fn failed(error: Box<dyn StdError + Send + Sync>) -> Error {
    match error.downcast::<Error>() {
        Ok(error) => *error,
        Err(error) => Error::new(ErrorKind::Credentials, format!("credentials: {error}")).because(error),
    }
}

impl fmt::Debug for CredentialsCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fixed = match &self.source {
            Source::Fixed(credentials) => Some(Arc::clone(credentials)),
            Source::Provider(_) => None,
        };
        let held = fixed.or_else(|| Some(Arc::clone(&self.state().held.as_ref()?.credentials)));
        // A provider of the user's own may print what it should not.
        f.debug_struct("CredentialsCache").field("held", &held).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
