//! The only place that reads time, sleeps or draws randomness.

use std::{
    fmt::Debug,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
    time::{Duration, Instant, SystemTime},
};

use crate::error::{Error, ErrorKind};

/// Ends when it is time.
pub(crate) type Timer = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Time and chance, so that a test can have its own.
pub(crate) trait Clock: Debug + Send + Sync {
    /// The time of day, for signatures.
    fn now(&self) -> SystemTime;

    /// A time that only goes forward, to measure with.
    fn instant(&self) -> Instant;

    /// Waits.
    fn sleep(&self, duration: Duration) -> Timer;

    /// Is ready when so much time has passed, for what is then broken off.
    fn timer(&self, duration: Duration) -> Timer;

    /// A random number from 0 up to but not including 1.
    fn random(&self) -> f64;

    /// 128 random bits in hex, for a request that must not be replayed.
    fn nonce(&self) -> Result<String, Error>;
}

/// What comes of something, unless the time is up before.
pub(crate) async fn within<T>(mut timer: Timer, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
        Poll::Pending => timer.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// The clock of the system.
#[derive(Debug)]
pub(crate) struct SystemClock;

#[allow(clippy::disallowed_methods, reason = "this is the one place")]
impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn instant(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> Timer {
        Box::pin(tokio::time::sleep(duration))
    }

    fn timer(&self, duration: Duration) -> Timer {
        self.sleep(duration)
    }

    fn random(&self) -> f64 {
        fastrand::f64()
    }

    fn nonce(&self) -> Result<String, Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| {
            Error::new(ErrorKind::Configuration, "the system gives no random bytes for a nonce").because(error)
        })?;
        Ok(base16ct::lower::encode_string(&bytes))
    }
}

/// A clock that stands still but for the sleeps, which take no time.
#[cfg(test)]
#[derive(Debug)]
pub(crate) struct Still {
    start: Instant,
    sleeps: std::sync::Mutex<Vec<Duration>>,
    random: f64,
}

#[cfg(test)]
impl Still {
    #[allow(clippy::disallowed_methods, reason = "any instant will do")]
    pub(crate) fn new(random: f64) -> Self {
        Self { start: Instant::now(), sleeps: std::sync::Mutex::default(), random }
    }

    fn slept(&self) -> Duration {
        self.sleeps.lock().unwrap().iter().sum()
    }

    pub(crate) fn advance(&self, duration: Duration) {
        self.sleeps.lock().unwrap().push(duration);
    }

    pub(crate) fn millis(&self) -> Vec<u128> {
        self.sleeps.lock().unwrap().iter().map(Duration::as_millis).collect()
    }
}

#[cfg(test)]
impl Clock for Still {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.slept()
    }

    fn instant(&self) -> Instant {
        self.start + self.slept()
    }

    fn sleep(&self, duration: Duration) -> Timer {
        self.advance(duration);
        Box::pin(std::future::ready(()))
    }

    fn timer(&self, _: Duration) -> Timer {
        Box::pin(std::future::pending())
    }

    fn random(&self) -> f64 {
        self.random
    }

    fn nonce(&self) -> Result<String, Error> {
        Ok("nonce".to_owned())
    }
}
