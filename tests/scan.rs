//! Listing by several requests at once, against the emulator. What a scan does with any data and any
//! service is in `src/pagination/scan/plan/tests.rs`.

#![allow(clippy::disallowed_methods, reason = "a clock that jumps counts what is waited for")]

mod common;

use std::{collections::BTreeSet, time::Duration};

use common::{client, list, served};
use fc_async_tasks::{
    Client, Credentials, Error, ErrorKind, RetryPolicy, Scan, ScanCursor, SortOrder,
    emulator::{Emulator, Fault},
    types::Invocation,
};

const HOUR: i64 = 3_600_000;

fn task(number: usize, time: Option<i64>) -> Invocation {
    let mut task = Invocation::default();
    task.invocation_id = Some(format!("job-{number:05}"));
    task.started_time = time;
    task
}

/// Tasks of a month, nine of ten within an hour, and some that wait in the queue.
async fn skewed(tasks: usize) -> Emulator {
    let emulator = Emulator::start().await.unwrap();
    let time = |number: usize| {
        let number = i64::try_from(number).unwrap();
        match number % 50 {
            7 => None,
            digit if digit % 10 == 3 => Some(number * 700 * HOUR / 10_000),
            _ => Some(400 * HOUR + number * 997 % HOUR),
        }
    };
    emulator.insert("demo-service", "demo-function", (0..tasks).map(|number| task(number, time(number))));
    emulator
}

async fn all(mut scan: Scan) -> Result<Vec<String>, Error> {
    let mut ids = Vec::new();
    while let Some(task) = scan.try_next().await? {
        ids.push(task.invocation_id.unwrap());
    }
    Ok(ids)
}

async fn listed(client: &Client, order: SortOrder) -> Vec<String> {
    let (mut items, mut ids) = (list(client).sort_order_by_time(order).items(), Vec::new());
    while let Some(task) = items.try_next().await.unwrap() {
        ids.push(task.invocation_id.unwrap());
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_has_every_task_once() {
    let emulator = skewed(5000).await;
    let client = client(&emulator);
    for concurrency in [0, 1, 2, 16, 100] {
        let mut ids = all(list(&client).scan(concurrency)).await.unwrap();
        ids.sort_unstable();
        let expected: Vec<_> = (0..5000).map(|number| format!("job-{number:05}")).collect();
        assert!(ids == expected, "{concurrency}: {} tasks", ids.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ordered_scan_has_the_order_that_is_asked_for() {
    let emulator = skewed(3000).await;
    let client = client(&emulator);
    for order in [SortOrder::Asc, SortOrder::Desc] {
        let request = list(&client).sort_order_by_time(order.clone());
        assert!(all(request.scan(16).ordered()).await.unwrap() == listed(&client, order.clone()).await, "{order}");
    }
    // The emulator's own order is the newest first, as is that of a scan.
    assert!(all(list(&client).scan(7).ordered()).await.unwrap() == listed(&client, SortOrder::Desc).await);
}

/// What is asked for at once, counted by the waits that it takes.
#[tokio::test(start_paused = true)]
async fn a_scan_does_not_wait_for_one_page_before_it_asks_for_the_next() {
    let latency = Duration::from_secs(1);
    let emulator = Emulator::builder().latency(latency).start().await.unwrap();
    emulator.insert(
        "demo-service",
        "demo-function",
        (0..10_000).map(|number| task(number, Some(i64::try_from(number).unwrap() * 1000))),
    );
    let client = client(&emulator);
    for (scan, waits) in [(list(&client).scan(16), 12), (list(&client).scan(16).ordered(), 20)] {
        let start = tokio::time::Instant::now();
        assert_eq!(all(scan).await.unwrap().len(), 10_000);
        let waited = start.elapsed().as_secs();
        // One after the other it would be a hundred.
        assert!(waited <= waits, "{waited} round trips");
    }
}

/// One task tells where the end is, and what comes after it is not cut off.
#[tokio::test]
async fn the_end_is_looked_for_once_and_stays_open() {
    let emulator = Emulator::start().await.unwrap();
    let tasks = (0..3000).map(|number| task(number, i64::try_from(number).ok()));
    emulator.insert("demo-service", "demo-function", tasks);
    let client = client(&emulator);
    let mut scan = list(&client).scan(4);
    let first = scan.try_next().await.unwrap().unwrap();
    emulator.insert("demo-service", "demo-function", [task(3000, Some(HOUR))]);
    let mut ids = all(scan).await.unwrap();
    ids.extend(first.invocation_id);
    ids.sort_unstable();
    let expected: Vec<_> = (0..=3000).map(|number| format!("job-{number:05}")).collect();
    assert!(ids == expected, "{} tasks", ids.len());
    let requests = emulator.requests();
    assert_eq!(requests.iter().filter(|request| request.query("limit") == Some("1")).count(), 1);
    assert!(requests.iter().any(|request| request.query("startedTimeEnd").is_some()), "it was not cut");
}

#[tokio::test]
async fn the_range_of_the_request_is_kept() {
    let emulator = skewed(3000).await;
    let client = client(&emulator);
    let (begin, end) = (399 * HOUR, 400 * HOUR + HOUR / 2);
    let request = list(&client).started_time_begin(begin).started_time_end(end);
    let mut expected = BTreeSet::new();
    let mut items = request.clone().items();
    while let Some(task) = items.try_next().await.unwrap() {
        expected.insert(task.invocation_id.unwrap());
    }
    assert!(expected.len() > 500);
    let found = all(request.scan(8)).await.unwrap();
    assert!(found.len() == expected.len() && found.into_iter().collect::<BTreeSet<_>>() == expected);
}

#[tokio::test]
async fn a_service_that_throttles_is_asked_less_and_loses_nothing() {
    let emulator = skewed(3000).await;
    // Each burst outlasts the attempts of a call.
    for burst in [3..=12, 20..=24] {
        emulator.inject(burst, Fault::service_error(429, "ResourceExhausted"));
    }
    let client = client(&emulator);
    let mut scan = list(&client).scan(16);
    assert_eq!(scan.progress().concurrency, 16);
    let (mut count, mut least) = (0, 16);
    while scan.try_next().await.unwrap().is_some() {
        count += 1;
        least = least.min(scan.progress().concurrency);
    }
    assert_eq!(count, 3000);
    assert!((1..=4).contains(&least), "{least}");
    // One that never stops ends the scan.
    emulator.inject(.., Fault::service_error(429, "ResourceExhausted"));
    let before = emulator.requests().len();
    let error = all(list(&client).scan(16)).await.unwrap_err();
    assert!(error.is_throttled(), "{error}");
    assert!(emulator.requests().len() - before < 16, "{}", emulator.requests().len() - before);
}

/// An attempt that is throttled and made good by the next one counts as well.
#[tokio::test]
async fn attempts_that_are_throttled_are_noticed() {
    let emulator = skewed(2000).await;
    emulator.inject(1..=8, Fault::service_error(429, "ResourceExhausted"));
    let retry = RetryPolicy { max_attempts: 20, initial_backoff: Duration::ZERO, ..RetryPolicy::default() };
    let builder = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials()).retry(retry);
    let client = builder.build().unwrap();
    let mut scan = list(&client).scan(16);
    scan.try_next().await.unwrap().unwrap();
    assert!(scan.progress().concurrency <= 9, "{:?}", scan.progress());
}

/// Two that are throttled at once say as much as one.
#[tokio::test]
async fn a_burst_at_the_least_concurrency_is_no_end() {
    let emulator = skewed(500).await;
    emulator.inject(1..=2, Fault::service_error(429, "ResourceExhausted"));
    let client = client(&emulator);
    let mut scan = list(&client).scan(2);
    scan.try_next().await.unwrap().unwrap();
    assert_eq!(all(scan).await.unwrap().len(), 499);
}

/// The page that names itself is good, and the rest of its part is not lost to who goes on.
#[tokio::test]
async fn a_token_that_gives_itself_ends_no_part() {
    let page = |next: &str| {
        format!(r#"{{"invocations": [{{"invocationId": "a", "startedTime": 5}}], "nextToken": "{next}"}}"#)
    };
    let (endpoint, _) = common::served(move |request| {
        let body = page(if request.contains("nextToken=") || request.contains("limit=100") { "t" } else { "" });
        let length = body.len();
        Some(format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"))
    })
    .await;
    let credentials = fc_async_tasks::Credentials::new("id", "secret");
    let client = Client::builder().endpoint(endpoint).credentials(credentials).build().unwrap();
    let mut scan = list(&client).scan(1);
    for _ in 0..2 {
        scan.try_next().await.unwrap().unwrap();
    }
    let error = scan.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Pagination, "{error}");
    assert!(!scan.cursor().is_ended() && scan.progress().share < 1.0);
    assert_eq!(all(client.resume_scan(scan.cursor(), 1)).await.unwrap_err().kind(), ErrorKind::Pagination);
}

#[tokio::test]
async fn a_scan_that_goes_on_keeps_its_order() {
    let emulator = skewed(1000).await;
    let client = client(&emulator);
    for (ordered, order) in [(true, SortOrder::Desc), (true, SortOrder::Asc), (false, SortOrder::Desc)] {
        let scan = list(&client).sort_order_by_time(order.clone()).scan(1);
        let mut scan = if ordered { scan.ordered() } else { scan };
        let mut found = Vec::new();
        for _ in 0..250 {
            found.push(scan.try_next().await.unwrap().unwrap().invocation_id.unwrap());
        }
        // What it was told at the start holds, whatever is said now.
        let rest = all(client.resume_scan(scan.cursor(), 8).ordered()).await.unwrap();
        if ordered {
            // Of the last page half was seen.
            found.truncate(200);
            found.extend(rest);
            assert!(found == listed(&client, order).await);
        } else {
            found.extend(rest);
            assert_eq!(found.into_iter().collect::<BTreeSet<_>>().len(), 1000);
        }
    }
}

#[tokio::test]
async fn no_number_is_too_large() {
    let emulator = skewed(50).await;
    let client = client(&emulator);
    assert_eq!(all(list(&client).scan(usize::MAX).ordered()).await.unwrap().len(), 50);
    let mut pages = list(&client).pages().prefetch(usize::MAX);
    assert_eq!(pages.try_next().await.unwrap().unwrap().invocations.len(), 50);
}

#[tokio::test]
async fn an_error_ends_it_after_what_was_read_and_its_cursor_goes_on() {
    let emulator = skewed(3000).await;
    emulator.inject(15..=15, Fault::service_error(403, "AccessDenied"));
    let client = client(&emulator);
    let mut scan = list(&client).scan(4);
    let mut found = BTreeSet::new();
    let error = loop {
        match scan.try_next().await {
            Ok(Some(task)) => drop(found.insert(task.invocation_id.unwrap())),
            Ok(None) => panic!("it ended without the error"),
            Err(error) => break error,
        }
    };
    assert_eq!((error.code(), error.kind()), (Some("AccessDenied"), ErrorKind::Service));
    assert!(scan.try_next().await.unwrap().is_none(), "the error is given once");
    assert!(found.len() > 300, "{}", found.len());

    let kept: ScanCursor = serde_json::from_str(&serde_json::to_string(&scan.cursor()).unwrap()).unwrap();
    assert!(!kept.is_ended());
    let rest = all(client.resume_scan(kept, 4)).await.unwrap();
    let again = rest.len() + found.len() - 3000;
    // A page to each part at most, and those without a time.
    assert!(again <= 4 * 100 + 60, "{again} came again");
    found.extend(rest);
    assert_eq!(found.len(), 3000);
}

/// The test's clock jumps, so no time passes.
#[tokio::test(start_paused = true)]
async fn nothing_is_sent_before_it_is_asked_for_nor_after_it_is_dropped() {
    let latency = Duration::from_millis(50);
    let emulator = Emulator::builder().latency(latency).start().await.unwrap();
    let tasks = (0..3000).map(|number| task(number, i64::try_from(number).ok()));
    emulator.insert("demo-service", "demo-function", tasks);
    let client = client(&emulator);
    let settled = async || {
        tokio::time::sleep(latency * 20).await;
        emulator.requests().len()
    };
    let mut scan = list(&client).limit(10).scan(4);
    assert_eq!(settled().await, 0);
    scan.try_next().await.unwrap().unwrap();
    let asked = settled().await;
    assert!((2..=6).contains(&asked), "no more than may be under way: {asked}");
    drop(scan);
    assert_eq!(settled().await, asked);

    let error = all(list(&client).next_token("t").scan(4)).await.unwrap_err();
    assert_eq!(error.message(), "next_token: must not be set, since a scan begins with tokens of its own");
    // Which the emulator refuses, as the service may.
    let error = all(list(&client).sort_order_by_time("sideways").scan(4)).await.unwrap_err();
    assert_eq!(error.message(), "sortOrderByTime: a scan knows no other order than asc and desc");
    assert_eq!(settled().await, asked);
}

#[tokio::test]
async fn progress_goes_from_nothing_to_all() {
    let emulator = skewed(3000).await;
    let client = client(&emulator);
    let mut scan = list(&client).scan(8);
    assert_eq!((scan.progress().items, scan.progress().pages, scan.progress().share), (0, 0, 0.0));
    let mut shares = Vec::new();
    while scan.try_next().await.unwrap().is_some() {
        shares.push(scan.progress().share);
    }
    assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
    assert!(shares.iter().any(|share| (0.1..0.9).contains(share)));
    let end = scan.progress();
    assert!(end.items == 3000 && end.pages >= 30 && end.share >= 1.0, "{end:?}");
    assert!(scan.cursor().is_ended());
}

/// What has no time is looked past from the epoch on, unless the request has a range of its own.
#[tokio::test]
async fn a_look_keeps_the_range_of_the_request() {
    for (begin, looked_from) in [(None, "startedTimeBegin=0 "), (Some(1000), "startedTimeBegin=1000 ")] {
        let page = |json: &str| {
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{json}", json.len())
        };
        let (endpoint, asked) = served(move |request| {
            // Tasks without a time, at either end.
            Some(match (request.contains("limit=1&"), request.contains("nextToken=t")) {
                (true, _) => page(r#"{"invocations":[{"invocationId":"look"}]}"#),
                (_, false) => page(r#"{"invocations":[{"invocationId":"a"}],"nextToken":"t"}"#),
                (_, true) => page(r#"{"invocations":[]}"#),
            })
        })
        .await;
        let client = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret"));
        let client = client.retry(RetryPolicy::none()).build().unwrap();
        let request = list(&client).limit(7);
        let request = if let Some(begin) = begin { request.started_time_begin(begin) } else { request };
        assert_eq!(all(request.scan(4)).await.unwrap(), ["a"]);
        let asked = asked.lock().unwrap();
        let looks: Vec<_> = asked.iter().filter(|request| request.contains("limit=1&")).collect();
        assert!(looks.len() > 1 && looks.iter().any(|look| look.contains(looked_from)), "{looks:?}");
        assert!(begin.is_none() || looks.iter().all(|look| look.contains(looked_from)), "{looks:?}");
    }
}
