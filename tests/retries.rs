//! A call that failed and may yet succeed is tried again, without the caller doing anything.

#![allow(clippy::disallowed_methods, reason = "a service whose clock is another is compared with ours")]

mod common;

use std::{
    collections::BTreeSet,
    time::{Duration, SystemTime},
};

use common::{list, scripted, served};
use fc_async_tasks::{Client, Credentials, Error, ErrorKind, RetryPolicy};

/// No waits, so that no test sleeps.
fn at_once(max_attempts: u32) -> RetryPolicy {
    RetryPolicy { max_attempts, initial_backoff: Duration::ZERO, max_backoff: Duration::ZERO, ..RetryPolicy::default() }
}

fn answer(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
}

fn refused(status: u16, code: &str) -> String {
    answer(status, "X-Fc-Request-Id: 1\r\n", &format!(r#"{{"ErrorCode": "{code}", "ErrorMessage": "m"}}"#))
}

/// What the client makes of the answers, and how often it asked.
async fn call(answers: Vec<String>, max_attempts: u32) -> (Result<(), Error>, Vec<String>) {
    let (endpoint, asked) = scripted(answers).await;
    let builder = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret"));
    let client = builder.retry(at_once(max_attempts)).build().unwrap();
    let result = list(&client).send().await.map(drop);
    let asked = asked.lock().unwrap().clone();
    (result, asked)
}

/// Makes calls at the same time.
async fn together(calls: usize, client: &Client) -> Vec<Result<(), Error>> {
    let call = |client: Client| tokio::spawn(async move { list(&client).send().await.map(drop) });
    let calls: Vec<_> = (0..calls).map(|_| call(client.clone())).collect();
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.unwrap());
    }
    results
}

/// What `tests/faults.rs` does not have, as the first answer, where the second is good, and as the last.
#[tokio::test]
async fn what_may_yet_succeed_is_tried_again() {
    for (fault, kind, code, status, again) in [
        (answer(504, "", "<html>"), ErrorKind::Service, None, Some(504), true),
        (refused(499, "ClientClosedRequest"), ErrorKind::Service, Some("ClientClosedRequest"), Some(499), false),
        (answer(302, "", ""), ErrorKind::Service, None, Some(302), false),
        (answer(200, "", "[]"), ErrorKind::Decoding, None, Some(200), false),
    ] {
        let (first, asked) = call(vec![fault.clone(), answer(200, "", "{}")], 3).await;
        assert_eq!((first.is_ok(), asked.len()), (again, if again { 2 } else { 1 }), "{fault}: {first:?}");

        let (last, asked) = call(vec![fault.clone(); 3], 3).await;
        let error = last.unwrap_err();
        let attempts: u32 = if again { 3 } else { 1 };
        assert_eq!(
            (asked.len(), error.attempts(), error.is_retryable()),
            (attempts as usize, attempts, again),
            "{error}"
        );
        assert_eq!((error.kind(), error.code(), error.status()), (kind, code, status), "{error}");
    }
}

#[tokio::test]
async fn every_attempt_is_signed_anew() {
    let (_, asked) = call(vec![refused(503, "ServiceUnavailable"); 4], 4).await;
    for header in ["x-acs-signature-nonce: ", "authorization: "] {
        let values = asked.iter().map(|request| request.lines().find(|line| line.starts_with(header)).unwrap());
        assert_eq!(values.collect::<BTreeSet<_>>().len(), 4, "{header}");
    }
}

#[tokio::test]
async fn a_denied_call_says_what_to_grant() {
    let error = call(vec![refused(403, "AccessDenied")], 1).await.0.unwrap_err();
    let grant = "m; it takes the RAM action fc:ListStatefulAsyncInvocations on \
                 acs:fc:<region>:<account-id>:services/<service>/functions/<function>/stateful-async-invocations/*";
    assert_eq!(error.message(), grant);
    let error = call(vec![refused(403, "SignatureNotMatch")], 1).await.0.unwrap_err();
    assert_eq!(error.message(), "m");
}

#[tokio::test]
async fn predicates_follow_from_code_and_status() {
    for (status, code, throttled, not_found, denied) in [
        (429, "Any", true, false, false),
        (400, "Throttling", true, false, false),
        (400, "Throttling.Api", true, false, false),
        (503, "ResourceThrottled", true, false, false),
        (404, "FunctionNotFound", false, true, false),
        (403, "AccessDenied", false, false, true),
        (403, "SignatureNotMatch", false, false, false),
    ] {
        let error = call(vec![refused(status, code)], 1).await.0.unwrap_err();
        let predicates = (error.is_throttled(), error.is_not_found(), error.is_access_denied());
        assert_eq!(predicates, (throttled, not_found, denied), "{error}");
    }
}

/// Calls that were refused together are all tried again, whoever corrected the clock.
#[tokio::test]
async fn a_wrong_clock_fails_none_of_many_calls() {
    let there = jiff::Timestamp::try_from(SystemTime::now() + Duration::from_hours(5)).unwrap();
    let there = format!("Date: {}\r\n", there.strftime("%a, %d %b %Y %H:%M:%S GMT"));
    let refusal = answer(400, &there, r#"{"Code": "InvalidTimeStamp.Expired", "Message": "m"}"#);
    let soon = SystemTime::now() + Duration::from_hours(1);
    let by_date = move |request: &str| Some(if date(request) > soon { answer(200, "", "{}") } else { refusal.clone() });
    let (endpoint, asked) = served(by_date).await;
    let builder = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret"));
    let client = builder.retry(at_once(4)).build().unwrap();
    for result in together(8, &client).await {
        result.unwrap();
    }
    assert!(asked.lock().unwrap().len() > 8, "some were refused");
}

/// 64 calls at once of a service that throttles would be 256 requests without the shared budget.
#[tokio::test]
async fn many_calls_share_a_budget_of_further_attempts() {
    let (endpoint, asked) = served(|_| Some(refused(429, "ResourceExhausted"))).await;
    let builder = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret"));
    let client = builder.retry(at_once(4)).build().unwrap();
    let mut attempts = 0;
    for result in together(64, &client).await {
        let error = result.unwrap_err();
        assert!(error.is_throttled(), "{error}");
        attempts += error.attempts();
    }
    assert_eq!((attempts, asked.lock().unwrap().len()), (164, 164));
}

/// The test's clock stands still while nothing happens and then jumps, so no time passes.
#[tokio::test(start_paused = true)]
async fn no_answer_in_time_is_an_error_of_its_own_kind() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    for (seconds, attempts, message) in [
        (30, 3, "no answer in time from http://127.0.0.1:"),
        // The first attempt is broken off, as the call takes too long.
        (1000, 1, "no answer within 120000 ms, which is all that `total_timeout` allows"),
    ] {
        let builder = Client::builder().endpoint(endpoint.clone()).credentials(Credentials::new("id", "secret"));
        let client = builder.attempt_timeout(Duration::from_secs(seconds)).retry(at_once(3)).build().unwrap();
        let start = tokio::time::Instant::now();
        let error = list(&client).send().await.unwrap_err();
        let facts = (error.kind(), error.attempts(), error.is_retryable());
        assert_eq!(facts, (ErrorKind::Timeout, attempts, true), "{error}");
        assert!(error.message().starts_with(message), "{error}");
        let jumped = start.elapsed().as_secs();
        assert!((90..=120).contains(&jumped), "{jumped} s");
    }
}

/// The date that a request was signed with.
fn date(request: &str) -> SystemTime {
    let date = request.lines().find_map(|line| line.strip_prefix("date: ")).unwrap();
    jiff::fmt::rfc2822::parse(date).unwrap().timestamp().into()
}

/// A clock that is wrong is corrected once, from the answer's date, and stays so.
#[tokio::test]
async fn a_wrong_clock_is_corrected_for_good() {
    let ahead = Duration::from_hours(5);
    let there = jiff::Timestamp::try_from(SystemTime::now() + ahead).unwrap();
    let there = format!("Date: {}\r\n", there.strftime("%a, %d %b %Y %H:%M:%S GMT"));
    let late = r#"{"ErrorCode": "AccessDenied", "ErrorMessage": "the difference between the request time A and the current time B is too large"}"#;
    for refusal in
        [answer(400, &there, r#"{"Code": "InvalidTimeStamp.Expired", "Message": "m"}"#), answer(403, &there, late)]
    {
        let (endpoint, asked) =
            scripted(vec![refusal.clone(), answer(200, "", "{}"), answer(200, "", "{}"), refusal]).await;
        let builder = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret"));
        let client = builder.retry(at_once(4)).build().unwrap();
        list(&client).send().await.unwrap();
        list(&client.clone()).send().await.unwrap();
        // Where the service refuses its own time, there is nothing more to correct, or to grant.
        let error = list(&client).send().await.unwrap_err();
        assert_eq!((error.attempts(), error.is_access_denied()), (1, false), "{error}");
        let asked = asked.lock().unwrap().clone();
        let soon = SystemTime::now() + Duration::from_hours(1);
        assert_eq!(asked.iter().map(|request| date(request) > soon).collect::<Vec<_>>(), [false, true, true, true]);
    }
}
