//! The key at hand: looked up once for all who wait, and renewed before it expires.

use std::{
    error::Error as StdError,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant, SystemTime},
};

use tokio::sync::watch;
use tracing::Instrument;

use super::{Credentials, DynProvider};
use crate::{
    clock::{Clock, within},
    error::{Error, ErrorKind},
    text::one_line,
};

/// How long before its end a key is renewed; of a key with a short life, a third of that.
const AHEAD: Duration = Duration::from_mins(5);

/// How long a failed renewal is left alone while the old key can still be used.
const PAUSE: Duration = Duration::from_secs(10);

/// How long a look-up may take: several requests of the slowest source.
const LIMIT: Duration = Duration::from_secs(30);

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
        let renew_at = credentials.expiry().map(|end| {
            let life = end.duration_since(now).unwrap_or_default();
            end.checked_sub(AHEAD.min(life / 3)).unwrap_or(end)
        });
        Self { credentials, renew_at }
    }

    fn is_fresh(&self, now: SystemTime) -> bool {
        self.renew_at.is_none_or(|renew_at| now < renew_at)
    }

    fn is_valid(&self, now: SystemTime) -> bool {
        self.credentials.expiry().is_none_or(|end| now < end)
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

    // Nothing that can panic runs under the lock.
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
            let (held, flight, landing) = self.join(now);
            if let Some(landing) = landing {
                // Not under the lock: a runtime that ends drops the task at once.
                self.start(Arc::clone(provider), landing, now);
            }
            if let Some(held) = held {
                return Ok(held);
            }
            let Some(mut flight) = flight else { continue };
            if let Ok(outcome) = flight.wait_for(Option::is_some).await
                && let Some(outcome) = &*outcome
            {
                return outcome.clone();
            }
        }
        Err(Error::new(ErrorKind::Credentials, "credentials: the look-up broke off before it had an outcome"))
    }

    /// The key that can still be used, the look-up that is under way, and what to start one with
    /// where one is due.
    fn join(self: &Arc<Self>, now: SystemTime) -> (Option<Arc<Credentials>>, Option<Flight>, Option<Landing>) {
        let mut state = self.state();
        let held = state.held.as_ref().filter(|held| held.is_valid(now) || held.is_fresh(now));
        let paused = held.is_some() && state.paused_until.is_some_and(|until| self.clock.instant() < until);
        let due = !paused && state.flight.is_none() && !held.is_some_and(|held| held.is_fresh(now));
        let held = held.map(|held| Arc::clone(&held.credentials));
        let landing = due.then(|| {
            let (sender, flight) = watch::channel(None);
            state.flight = Some(flight);
            Landing { cache: Arc::clone(self), sender }
        });
        (held, state.flight.clone(), landing)
    }

    /// Looks up in a task of its own, so that no request that gives up takes it along.
    fn start(&self, provider: Arc<dyn DynProvider>, landing: Landing, now: SystemTime) {
        let timer = self.clock.timer(LIMIT);
        let lookup = async move {
            let outcome = match within(timer, provider.provide()).await {
                Some(outcome) => outcome.map_err(failed).and_then(checked),
                None => Err(out_of_time()),
            };
            landing.land(outcome, now);
        };
        tokio::spawn(lookup.instrument(tracing::debug_span!("credentials")));
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
        let pause = self.cache.clock.instant() + PAUSE;
        let mut state = self.cache.state();
        match &outcome {
            Ok(credentials) => {
                state.held = Some(Held::new(Arc::clone(credentials), now));
                state.paused_until = None;
            }
            Err(_) => state.paused_until = Some(pause),
        }
        // Before the lock is let go of: whoever comes next starts a flight of his own.
        state.flight = None;
        let renewal = state.held.as_ref().is_some_and(|held| held.is_valid(now));
        drop(state);
        match &outcome {
            Ok(credentials) => tracing::debug!(access_key_id = credentials.access_key_id(), "looked up an access key"),
            Err(error) if renewal => tracing::warn!(%error, "the access key could not be renewed"),
            Err(error) => tracing::debug!(%error, "no access key"),
        }
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

/// The error of a provider, as text alone: what else it holds may be secret.
fn failed(error: Box<dyn StdError + Send + Sync>) -> Error {
    match error.downcast::<Error>() {
        Ok(error) if error.kind() == ErrorKind::Credentials => *error,
        Ok(error) => other(error.message()),
        Err(error) => other(&error.to_string()),
    }
}

fn other(text: &str) -> Error {
    Error::new(ErrorKind::Credentials, format!("credentials: {}", one_line(text, 1000)))
}

fn out_of_time() -> Error {
    let message = format!("credentials: no access key within {} s", LIMIT.as_secs());
    Error::new(ErrorKind::Credentials, message).transient()
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
