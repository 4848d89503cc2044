//! Calls whose keys come from the chain.

#![cfg(test)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::{
    super::CredentialsChain,
    fakes::{EXPIRY, Home, Services, TOKEN, answer_of, chain, pod, well},
};
use crate::{
    Client, Error, ErrorKind, RetryPolicy, Scheme, clock::Still, credentials::CredentialsCache, middleware::Middleware,
};

/// A client whose clock the test moves.
fn client(services: &Services, chain: CredentialsChain, clock: &Arc<Still>) -> Client {
    let keys = CredentialsCache::provided(Arc::new(chain), clock.clone());
    let middleware = Middleware::new(keys, Scheme::Roa, RetryPolicy::default(), 1 << 20, clock.clone());
    Client::new_with_client(&services.endpoint, reqwest::Client::builder().no_proxy().build().unwrap(), middleware)
}

async fn list(client: &Client) -> Result<(), Error> {
    let request = client.list_stateful_async_invocations().service_name("s").function_name("f");
    request.send().await.map(drop)
}

/// The keys of a metadata service on this machine, which last an hour each, are renewed under a
/// listing of three pages.
#[tokio::test]
async fn a_key_that_expires_in_the_middle_of_a_listing_is_renewed() {
    let (clock, keys) = (Arc::new(Still::new(0.0)), AtomicUsize::new(0));
    let now = clock.clone();
    let services = Services::start(move |request| {
        if request.contains("/security-credentials/role") {
            let number = keys.fetch_add(1, Ordering::Relaxed) + 1;
            let end = jiff::Timestamp::try_from(crate::clock::Clock::now(&*now) + Duration::from_hours(1)).unwrap();
            return (200, answer_of(&format!("key-{number}")).1.replace(EXPIRY, &end.to_string()));
        }
        if request.contains("/services/") { (200, "{}".to_owned()) } else { well(request) }
    })
    .await;
    let home = Home::with(&[]);
    let client = client(&services, chain(&home, &[("ECS_METADATA_SERVICE_ENDPOINT", &services.endpoint)]), &clock);
    for _ in 0..3 {
        list(&client).await.unwrap();
        clock.advance(Duration::from_mins(61));
    }
    let asked = services.asked.lock().unwrap().clone();
    let pages = asked.iter().filter(|request| request.contains("/services/"));
    let tokens = pages.map(|page| page.lines().find_map(|line| line.strip_prefix("x-acs-security-token: ")).unwrap());
    assert_eq!(tokens.collect::<Vec<_>>(), ["hush-key-1", "hush-key-2", "hush-key-3"]);
}

#[tokio::test]
async fn a_look_up_that_fails_for_a_moment_does_not_fail_the_call() {
    let asked = AtomicUsize::new(0);
    let services = Services::start(move |request| {
        if request.contains("Action=") && asked.fetch_add(1, Ordering::Relaxed) < 2 {
            return (503, String::new());
        }
        if request.contains("/services/") { (503, String::new()) } else { well(request) }
    })
    .await;
    let home = Home::with(&[TOKEN]);
    let token = home.0.join("token").display().to_string();
    let client = client(&services, chain(&home, &pod(&token, &services)), &Arc::new(Still::new(0.0)));
    // Of four attempts the first two had no key to sign with.
    let error = list(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::Service, Some(503), 2), "{error}");
    assert_eq!(services.asked().iter().filter(|path| path.contains("/services/")).count(), 2);
}

/// The service may end a key before its time.
#[tokio::test]
async fn a_key_that_the_service_calls_expired_is_looked_up_anew() {
    let served = AtomicUsize::new(0);
    let services = Services::start(move |request| {
        let first = request.contains("/services/") && served.fetch_add(1, Ordering::Relaxed) == 0;
        match request.contains("/services/") {
            true if first => (400, r#"{"Code": "InvalidSecurityToken.Expired", "Message": "m"}"#.to_owned()),
            true => (200, "{}".to_owned()),
            false => well(request),
        }
    })
    .await;
    let home = Home::with(&[]);
    let uri = format!("{}/key", services.endpoint);
    let variables = [("CREDENTIALS_URI", uri.as_str()), ("ECS_METADATA_DISABLED", "true")];
    let client = client(&services, chain(&home, &variables), &Arc::new(Still::new(0.0)));
    list(&client).await.unwrap();
    let paths = services.asked();
    assert_eq!(paths.iter().filter(|path| path.ends_with("/key")).count(), 2, "{paths:?}");
}
