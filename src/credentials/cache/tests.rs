//! Look-ups that wait until they are let through, on a clock that stands still.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::{sync::Semaphore, task::yield_now};

use super::*;
use crate::{ProvideCredentials, clock::Still};

const MINUTE: Duration = Duration::from_mins(1);

/// Gives keys `1`, `2` and so on, of a life of an hour each; each once it is let through.
#[derive(Clone)]
struct Keys {
    clock: Arc<Still>,
    asked: Arc<AtomicUsize>,
    gate: Arc<Semaphore>,
    /// What becomes of a look-up, by its number.
    fate: fn(usize) -> Fate,
}

enum Fate {
    Key(Duration),
    Failure,
    Panic,
}

impl ProvideCredentials for Keys {
    async fn provide_credentials(&self) -> Result<Credentials, Box<dyn StdError + Send + Sync>> {
        let number = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        self.gate.acquire().await?.forget();
        match (self.fate)(number) {
            Fate::Key(life) => Ok(Credentials::new(number.to_string(), "secret").with_expiry(self.clock.now() + life)),
            Fate::Failure => Err("no\nkey".into()),
            Fate::Panic => panic!("the provider's own"),
        }
    }
}

impl Keys {
    fn new(fate: fn(usize) -> Fate) -> (Self, Arc<CredentialsCache>) {
        let clock = Arc::new(Still::new(0.0));
        let keys = Self { clock: clock.clone(), asked: Arc::default(), gate: Arc::new(Semaphore::new(0)), fate };
        (keys.clone(), CredentialsCache::provided(Arc::new(keys), clock))
    }

    /// Lets so many look-ups through, and every task run until it waits.
    async fn let_through(&self, lookups: usize) {
        self.gate.add_permits(lookups);
        for _ in 0..10 {
            yield_now().await;
        }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

async fn id(cache: &Arc<CredentialsCache>, clock: &Still) -> Result<String, Error> {
    Ok(cache.get(clock.now()).await?.access_key_id().to_owned())
}

#[tokio::test]
async fn a_hundred_that_wait_cause_one_look_up() {
    let (keys, cache) = Keys::new(|_| Fate::Key(60 * MINUTE));
    assert_eq!(keys.asked(), 0, "nothing is looked up before it is needed");
    for expected in ["1", "2"] {
        let get = |_| {
            tokio::spawn({
                let (cache, clock) = (Arc::clone(&cache), Arc::clone(&keys.clock));
                async move { id(&cache, &clock).await }
            })
        };
        let all: Vec<_> = (0..100).map(get).collect();
        keys.let_through(100).await;
        for one in all {
            assert_eq!(one.await.unwrap().unwrap(), expected);
        }
        assert_eq!(keys.asked().to_string(), expected);
        keys.gate.forget_permits(100);
        keys.clock.advance(61 * MINUTE);
    }
}

#[tokio::test]
async fn a_key_is_renewed_while_the_old_one_serves() {
    let hours: fn(usize) -> Fate = |_| Fate::Key(60 * MINUTE);
    // Of a short life the last third.
    let minutes: fn(usize) -> Fate = |_| Fate::Key(3 * MINUTE);
    let lives = [(hours, 54 * MINUTE, 2 * MINUTE), (minutes, MINUTE, MINUTE + MINUTE / 2)];
    for (fate, fresh, stale) in lives {
        let (keys, cache) = Keys::new(fate);
        keys.let_through(1).await;
        assert_eq!(id(&cache, &keys.clock).await.unwrap(), "1");
        keys.clock.advance(fresh);
        assert_eq!((id(&cache, &keys.clock).await.unwrap().as_str(), keys.asked()), ("1", 1));
        keys.clock.advance(stale);
        for _ in 0..3 {
            // Nobody waits, although the second look-up does.
            assert_eq!(id(&cache, &keys.clock).await.unwrap(), "1");
            keys.let_through(0).await;
        }
        assert_eq!(keys.asked(), 2);
        keys.let_through(1).await;
        assert_eq!(id(&cache, &keys.clock).await.unwrap(), "2");
    }
}

#[tokio::test]
async fn a_failed_renewal_is_left_alone_for_a_while() {
    let (keys, cache) = Keys::new(|number| if number == 2 { Fate::Failure } else { Fate::Key(60 * MINUTE) });
    keys.let_through(9).await;
    id(&cache, &keys.clock).await.unwrap();
    keys.clock.advance(56 * MINUTE);
    for (pause, asked) in [(0, 2), (9, 2), (2, 3)] {
        keys.clock.advance(Duration::from_secs(pause));
        assert_eq!(id(&cache, &keys.clock).await.unwrap(), "1");
        keys.let_through(0).await;
        assert_eq!(keys.asked(), asked);
    }
    assert_eq!(id(&cache, &keys.clock).await.unwrap(), "3");
}

#[tokio::test]
async fn a_failure_is_told_and_the_next_request_asks_again() {
    let (keys, cache) = Keys::new(|number| if number == 1 { Fate::Failure } else { Fate::Key(MINUTE) });
    keys.let_through(2).await;
    let error = id(&cache, &keys.clock).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Credentials, "credentials: no key"));
    assert_eq!(id(&cache, &keys.clock).await.unwrap(), "2");
}

#[tokio::test]
async fn a_request_that_gives_up_leaves_the_look_up_to_the_others() {
    let (keys, cache) = Keys::new(|_| Fate::Key(MINUTE));
    let first = tokio::spawn({
        let (cache, clock) = (Arc::clone(&cache), Arc::clone(&keys.clock));
        async move { id(&cache, &clock).await }
    });
    keys.let_through(0).await;
    first.abort();
    keys.let_through(1).await;
    assert_eq!((id(&cache, &keys.clock).await.unwrap().as_str(), keys.asked()), ("1", 1));
}

#[tokio::test]
async fn a_provider_that_panics_is_an_error() {
    let (keys, cache) = Keys::new(|number| if number < 3 { Fate::Panic } else { Fate::Key(MINUTE) });
    keys.let_through(3).await;
    let error = id(&cache, &keys.clock).await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Credentials, false));
    assert_eq!(id(&cache, &keys.clock).await.unwrap(), "3");
}

#[test]
fn a_look_up_does_not_end_with_the_runtime_of_another() {
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (keys, cache) = Keys::new(|_| Fate::Key(MINUTE));
    let first = runtime();
    first.block_on(async {
        let waiting = tokio::spawn({
            let (cache, clock) = (Arc::clone(&cache), Arc::clone(&keys.clock));
            async move { id(&cache, &clock).await }
        });
        keys.let_through(0).await;
        assert!(!waiting.is_finished());
    });
    drop(first);
    keys.gate.add_permits(1);
    assert_eq!(runtime().block_on(id(&cache, &keys.clock)).unwrap(), "2");
}

/// A runtime that has ended drops a task as soon as it is given one.
#[test]
fn a_runtime_that_has_ended_gives_an_error() {
    let (_, cache) = Keys::new(|_| Fate::Key(MINUTE));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let handle = runtime.handle().clone();
    drop(runtime);
    let error = handle.block_on(cache.get(SystemTime::UNIX_EPOCH)).unwrap_err();
    assert_eq!(error.message(), "credentials: the look-up broke off before it had an outcome");
}

/// The test's clock jumps where everything waits.
#[tokio::test(start_paused = true)]
async fn a_look_up_that_never_ends_is_given_up_for_another() {
    let clock = Arc::new(crate::clock::SystemClock);
    let (keys, _) = Keys::new(|_| Fate::Key(MINUTE));
    let cache = CredentialsCache::provided(Arc::new(keys.clone()), clock);
    let error = cache.get(SystemTime::UNIX_EPOCH).await.unwrap_err();
    assert_eq!(error.message(), "credentials: no access key within 30 s");
    assert!(error.is_retryable());
    keys.let_through(2).await;
    assert_eq!(cache.get(SystemTime::UNIX_EPOCH).await.unwrap().access_key_id(), "2");
}

#[tokio::test]
async fn a_key_that_the_service_calls_expired_is_let_go_of_once() {
    let (keys, cache) = Keys::new(|_| Fate::Key(60 * MINUTE));
    keys.let_through(9).await;
    let used = Arc::downgrade(&cache.get(keys.clock.now()).await.unwrap());
    assert!(cache.discard(&used));
    assert_eq!(id(&cache, &keys.clock).await.unwrap(), "2");
    // A late answer to a request of before.
    assert!(cache.discard(&used));
    assert_eq!((id(&cache, &keys.clock).await.unwrap().as_str(), keys.asked()), ("2", 2));
    let fixed = CredentialsCache::fixed(Credentials::new("id", "secret"), keys.clock.clone());
    let used = Arc::downgrade(&fixed.get(keys.clock.now()).await.unwrap());
    assert!(!fixed.discard(&used));
}

struct Bad;

impl ProvideCredentials for Bad {
    async fn provide_credentials(&self) -> Result<Credentials, Box<dyn StdError + Send + Sync>> {
        Ok(Credentials::new("id", "hush\n"))
    }
}

#[tokio::test]
async fn a_key_that_is_none_is_told_without_it() {
    let (keys, _) = Keys::new(|_| Fate::Failure);
    // One provider may be shared.
    let cache = CredentialsCache::provided(Arc::new(Arc::new(Bad)), keys.clock.clone());
    let error = id(&cache, &keys.clock).await.unwrap_err();
    let told = "credentials: the access key secret holds a space or a line break";
    assert_eq!((error.kind(), error.message()), (ErrorKind::Credentials, told));
}
