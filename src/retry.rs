//! When a call is tried again, and how long it waits before: policy and loop, no HTTP.

use std::{
    future::Future,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::{
    clock::{Clock, within},
    error::{Error, ErrorKind},
};

/// When a failed call is tried again by itself.
///
/// Tried again are: no connection, a connection that broke, no answer in time, the statuses 429,
/// 500, 502, 503 and 504, and throttling whatever its status; see [`Error::is_retryable`]. Every
/// attempt is signed anew.
///
/// ```
/// use std::time::Duration;
/// use fc_async_tasks::RetryPolicy;
///
/// let patient = RetryPolicy { max_attempts: 10, ..RetryPolicy::default() };
/// assert_eq!(patient.initial_backoff, Duration::from_millis(200));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often a call is sent at most, the first time included. 4 by default; 0 is taken as 1.
    pub max_attempts: u32,
    /// The longest wait before the second attempt; it doubles from attempt to attempt. 200 ms by
    /// default. Each wait is drawn evenly between nothing and the longest, so that clients which
    /// failed together do not come back together. What the service asks for is waited besides.
    pub initial_backoff: Duration,
    /// No wait is longer than this, not even where the service asks for it. 20 s by default.
    pub max_backoff: Duration,
    /// How long a call may take with all its attempts and waits. 2 minutes by default. An attempt that
    /// is under way then is broken off, and a call is given up rather than wait past it.
    pub total_timeout: Duration,
}

impl RetryPolicy {
    /// Every call is sent once.
    #[must_use]
    pub fn none() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// The wait after a number of attempts that failed.
    fn delay(&self, failed: u32, asked: Option<Duration>, random: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(failed.saturating_sub(1));
        let drawn = self.initial_backoff.saturating_mul(doubled).min(self.max_backoff).mul_f64(random);
        asked.unwrap_or_default().saturating_add(drawn).min(self.max_backoff)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            initial_backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(20),
            total_timeout: Duration::from_mins(2),
        }
    }
}

/// What all calls of a client may spend on attempts after the first. It keeps many tasks on one
/// client from hammering a service that refuses them: when it is empty, a call is sent once.
#[derive(Debug)]
pub(crate) struct TokenBucket(Mutex<u32>);

impl TokenBucket {
    const CAPACITY: u32 = 500;
    const RETRY: u32 = 5;

    /// Pays for an attempt after the first, if there is enough.
    fn take(&self) -> bool {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *tokens >= Self::RETRY;
        if enough {
            *tokens -= Self::RETRY;
        }
        enough
    }

    /// A success gives back what its last attempt cost, or a little where it was the first.
    fn refund(&self, paid: bool) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let refund = if paid { Self::RETRY } else { 1 };
        *tokens = (*tokens + refund).min(Self::CAPACITY);
    }
}

impl Default for TokenBucket {
    fn default() -> Self {
        Self(Mutex::new(Self::CAPACITY))
    }
}

/// Tries until it succeeds, or until the policy says that it is enough.
///
/// `attempt` is given its number, from 1. `recover` may mend what an error complains about; what it
/// mended is tried again at once, once.
pub(crate) async fn run<T, F: Future<Output = Result<T, Error>>>(
    policy: &RetryPolicy,
    bucket: &TokenBucket,
    clock: &dyn Clock,
    recover: impl Fn(&Error) -> bool,
    attempt: impl Fn(u32) -> F,
) -> Result<T, Error> {
    let start = clock.instant();
    let elapsed = || clock.instant().duration_since(start);
    let (mut recovered, mut paid) = (false, false);
    let (mut number, mut sent) = (1, 0);
    let mut last = None;
    loop {
        let timer = clock.timer(policy.total_timeout.saturating_sub(elapsed()));
        let error = match within(timer, attempt(number)).await {
            Some(Ok(value)) => {
                bucket.refund(paid);
                return Ok(value);
            }
            Some(Err(error)) => error,
            None => return Err(out_of_time(policy, last).after(sent + 1, elapsed())),
        };
        sent += u32::from(error.was_sent());
        let elapsed = elapsed();
        let error = error.after(sent, elapsed);
        let mended = !recovered && recover(&error);
        if number >= policy.max_attempts {
            return Err(error);
        }
        if mended && elapsed <= policy.total_timeout {
            (recovered, paid) = (true, false);
            tracing::debug!(%error, "trying again at once, with what the error says");
        } else {
            let delay = policy.delay(number, error.retry_after(), clock.random());
            if !error.is_retryable() || elapsed.saturating_add(delay) > policy.total_timeout {
                return Err(error);
            }
            // What was not sent did not burden the service.
            paid = error.was_sent();
            if paid && !bucket.take() {
                return Err(error);
            }
            tracing::debug!(%error, delay_ms = delay.as_millis(), "trying again");
            clock.sleep(delay).await;
        }
        last = Some(error);
        number += 1;
    }
}

fn out_of_time(policy: &RetryPolicy, last: Option<Error>) -> Error {
    let message =
        format!("no answer within {} ms, which is all that `total_timeout` allows", policy.total_timeout.as_millis());
    let error = Error::new(ErrorKind::Timeout, message);
    match last {
        Some(last) => error.because(last),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::clock::Still;

    fn broken() -> Error {
        Error::new(ErrorKind::Transport, "broken")
    }

    fn policy() -> RetryPolicy {
        let seconds = Duration::from_secs;
        RetryPolicy {
            max_attempts: 5,
            initial_backoff: seconds(1),
            max_backoff: seconds(5),
            total_timeout: seconds(60),
        }
    }

    /// Fails so often, then succeeds. Gives the attempt that succeeded.
    async fn fail(times: u32, policy: &RetryPolicy, clock: &Still, error: impl Fn() -> Error) -> Result<u32, Error> {
        let tries = Cell::new(0);
        let attempt = |_| {
            tries.set(tries.get() + 1);
            std::future::ready(if tries.get() > times { Ok(tries.get()) } else { Err(error()) })
        };
        run(policy, &TokenBucket::default(), clock, |_| false, attempt).await
    }

    #[tokio::test]
    async fn waits_double_up_to_the_longest() {
        let clock = Still::new(1.0);
        assert_eq!(fail(4, &policy(), &clock, broken).await.unwrap(), 5);
        assert_eq!(clock.millis(), [1000, 2000, 4000, 5000]);
    }

    #[tokio::test]
    async fn waits_are_drawn_from_nothing_to_the_longest() {
        for (random, waits) in [(0.0, [0, 0, 0, 0]), (0.5, [500, 1000, 2000, 2500])] {
            let clock = Still::new(random);
            fail(4, &policy(), &clock, broken).await.unwrap();
            assert_eq!(clock.millis(), waits);
        }
    }

    #[tokio::test]
    async fn it_gives_up_after_the_last_attempt_and_says_so() {
        let clock = Still::new(1.0);
        let error = fail(5, &policy(), &clock, broken).await.unwrap_err();
        assert_eq!((error.attempts(), error.kind()), (5, ErrorKind::Transport));
        assert_eq!(error.to_string(), "broken (attempts 5, 12000 ms)");
        for policy in [RetryPolicy::none(), RetryPolicy { max_attempts: 0, ..policy() }] {
            let error = fail(1, &policy, &Still::new(1.0), broken).await.unwrap_err();
            assert_eq!(error.attempts(), 1);
        }
    }

    #[tokio::test]
    async fn what_cannot_succeed_is_not_tried_again() {
        for (kind, attempts) in [
            (ErrorKind::Configuration, 0),
            (ErrorKind::Credentials, 0),
            (ErrorKind::InvalidRequest, 0),
            (ErrorKind::Decoding, 1),
            (ErrorKind::Service, 1),
        ] {
            let clock = Still::new(1.0);
            let error = fail(1, &policy(), &clock, || Error::new(kind, "no")).await.unwrap_err();
            assert_eq!((error.attempts(), clock.millis().len()), (attempts, 0), "{kind:?}");
        }
    }

    #[tokio::test]
    async fn a_wait_that_the_service_asks_for_is_kept_up_to_the_longest() {
        for (asked, random, waited) in
            [(300, 0.0, 300), (300, 0.5, 800), (4_000, 0.0, 4_000), (4_500, 0.9, 5_000), (90_000, 0.0, 5_000)]
        {
            let clock = Still::new(random);
            let error = || broken().with_times(Some(Duration::from_millis(asked)), None);
            fail(1, &policy(), &clock, error).await.unwrap();
            assert_eq!(clock.millis(), [waited]);
        }
    }

    #[tokio::test]
    async fn what_fails_unsent_after_an_attempt_was_sent_once() {
        let tries = Cell::new(0);
        let attempt = |_| {
            tries.set(tries.get() + 1);
            let kind = if tries.get() == 1 { ErrorKind::Transport } else { ErrorKind::Configuration };
            std::future::ready(Err::<(), _>(Error::new(kind, "no")))
        };
        let clock = Still::new(0.0);
        let error = run(&policy(), &TokenBucket::default(), &clock, |_| false, attempt).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Configuration, 1));
    }

    #[tokio::test]
    async fn it_gives_up_rather_than_wait_too_long() {
        // After 1 s and 2 s the next wait would be 4 s.
        let impatient = |seconds| RetryPolicy { total_timeout: Duration::from_secs(seconds), ..policy() };
        let clock = Still::new(1.0);
        let error = fail(4, &impatient(6), &clock, broken).await.unwrap_err();
        assert_eq!((error.attempts(), clock.millis()), (3, vec![1000, 2000]));
        let clock = Still::new(1.0);
        assert_eq!(fail(3, &impatient(7), &clock, broken).await.unwrap(), 4);
        // No sum overflows.
        let endless = RetryPolicy { initial_backoff: Duration::MAX, max_backoff: Duration::MAX, ..policy() };
        assert_eq!(fail(1, &endless, &Still::new(0.9), broken).await.unwrap_err().attempts(), 1);
    }

    #[tokio::test]
    async fn what_is_mended_is_tried_again_once_and_at_once() {
        let (clock, bucket) = (Still::new(1.0), TokenBucket::default());
        let refused = |_| std::future::ready(Err::<(), _>(Error::new(ErrorKind::Service, "late")));
        let error = run(&policy(), &bucket, &clock, |_| true, refused).await.unwrap_err();
        assert_eq!((error.attempts(), clock.millis().len()), (2, 0));
        let error = run(&RetryPolicy::none(), &bucket, &clock, |_| true, refused).await.unwrap_err();
        assert_eq!(error.attempts(), 1);
    }

    #[tokio::test]
    async fn what_was_not_sent_takes_nothing_from_the_bucket() {
        let (clock, bucket) = (Still::new(0.0), TokenBucket::default());
        let unsent = |_| std::future::ready(Err::<(), _>(Error::new(ErrorKind::Credentials, "no").transient()));
        let error = run(&policy(), &bucket, &clock, |_| false, unsent).await.unwrap_err();
        assert_eq!((error.attempts(), clock.millis().len()), (0, 4));
        assert_eq!(*bucket.0.lock().unwrap(), TokenBucket::CAPACITY);
    }

    #[tokio::test]
    async fn an_empty_bucket_means_one_attempt_and_successes_fill_it() {
        let (clock, bucket) = (Still::new(0.0), TokenBucket::default());
        let call = |fails: bool| {
            let (bucket, clock) = (&bucket, &clock);
            async move {
                let attempt = |_| std::future::ready(if fails { Err(broken()) } else { Ok(()) });
                run(&policy(), bucket, clock, |_| false, attempt).await.map_err(|error| error.attempts())
            }
        };
        // 100 attempts after the first are paid for, 4 a call.
        for _ in 0..25 {
            assert_eq!(call(true).await, Err(5));
        }
        assert_eq!(call(true).await, Err(1));
        for _ in 0..4 {
            call(false).await.unwrap();
        }
        assert_eq!(call(true).await, Err(1));
        call(false).await.unwrap();
        assert_eq!(call(true).await, Err(2));
        for _ in 0..1000 {
            call(false).await.unwrap();
        }
        assert_eq!(*bucket.0.lock().unwrap(), TokenBucket::CAPACITY);
    }
}
