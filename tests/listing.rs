//! Listing all of it, page after page.

mod common;

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use common::{client, emulator, list, served};
use fc_async_tasks::{
    Client, Credentials, Cursor, Error, ErrorKind, InvocationStatus, Items, Pages, RetryPolicy, SortOrder,
    emulator::{Emulator, Fault},
};
use futures_core::{FusedStream, Stream};
use sha2::{Digest, Sha256};

/// A page of tasks with these ids.
fn page(ids: &[&str], next: &str) -> String {
    let tasks: Vec<_> = ids.iter().map(|id| format!(r#"{{"invocationId": "{id}"}}"#)).collect();
    let body = format!(r#"{{"invocations": [{}]{next}}}"#, tasks.join(","));
    format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// A client of a service whose pages are named by their tokens; `""` is the first.
async fn paged(pages: &'static [(&str, &[&str], &str)]) -> (Client, Arc<Mutex<Vec<String>>>) {
    let (endpoint, asked) = served(move |request| {
        let query = request.split(' ').nth(1)?.split_once('?')?.1.to_owned();
        let token = query.split('&').find_map(|pair| pair.strip_prefix("nextToken=")).unwrap_or_default();
        pages.iter().find(|(name, ..)| *name == token).map(|(_, ids, next)| page(ids, next))
    })
    .await;
    let builder = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret"));
    (builder.retry(RetryPolicy::none()).build().unwrap(), asked)
}

async fn ids(mut items: Items) -> Result<Vec<String>, Error> {
    let mut ids = Vec::new();
    while let Some(task) = items.try_next().await? {
        ids.push(task.invocation_id.unwrap());
    }
    Ok(ids)
}

fn queries(emulator: &Emulator, key: &str) -> Vec<Option<String>> {
    emulator.requests().iter().map(|request| request.query(key).map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_listing_has_every_task_once_and_every_filter_goes_out_with_every_token() {
    let emulator = emulator(1000).await;
    let client = client(&emulator);
    let request = list(&client).status(InvocationStatus::Succeeded).include_payload(true).x_fc_trace_id("trace");
    let found = ids(request.sort_order_by_time(SortOrder::Asc).items()).await.unwrap();
    assert!(found.len() > 500 && found.is_sorted_by(|one, other| one != other));
    let requests = emulator.requests();
    assert_eq!(requests.len(), found.len().div_ceil(100));
    for (number, request) in requests.iter().enumerate() {
        let filters = ["status", "includePayload", "limit", "sortOrderByTime"].map(|key| request.query(key).unwrap());
        assert_eq!(filters, ["Succeeded", "true", "100", "asc"]);
        assert_eq!(request.header("x-fc-trace-id"), Some("trace"));
        assert_eq!(request.query("nextToken").is_some(), number > 0);
    }
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_asked_for_nor_after_it_is_dropped() {
    let emulator = emulator(50).await;
    let client = client(&emulator);
    let mut items = list(&client).limit(10).items();
    assert_eq!(emulator.requests().len(), 0);
    for _ in 0..10 {
        items.try_next().await.unwrap().unwrap();
        assert_eq!(emulator.requests().len(), 1);
    }
    items.try_next().await.unwrap().unwrap();
    drop(items);
    assert_eq!(queries(&emulator, "limit"), vec![Some("10".to_owned()); 2]);
}

#[tokio::test]
async fn the_end_has_many_forms_and_an_empty_page_is_none_of_them() {
    for pages in [
        &[("", &["a"] as &[&str], ""), ("never", &[], "")][..],
        &[("", &["a"], r#", "nextToken": null"#)],
        &[("", &["a"], r#", "nextToken": """#)],
        &[("", &[], r#", "nextToken": "t""#), ("t", &["a"], "")],
        &[("", &["a"], r#", "nextToken": "t""#), ("t", &[], "")],
    ] {
        // The pages live as long as the test.
        let pages: &'static [(&str, &[&str], &str)] = Vec::leak(pages.to_vec());
        let (client, asked) = paged(pages).await;
        let mut items = list(&client).items();
        assert_eq!(items.try_next().await.unwrap().unwrap().invocation_id.as_deref(), Some("a"));
        for _ in 0..3 {
            assert!(items.try_next().await.unwrap().is_none());
            assert!(items.is_terminated());
        }
        assert_eq!(asked.lock().unwrap().len(), pages.iter().filter(|page| page.0 != "never").count());
    }
}

#[tokio::test]
async fn a_token_that_gives_itself_is_an_error_after_its_page() {
    let (client, asked) = paged(&[("", &["a"], r#", "nextToken": "t""#), ("t", &["b"], r#", "nextToken": "t""#)]).await;
    for prefetch in [0, 3] {
        let mut items = list(&client).items().prefetch(prefetch);
        for id in ["a", "b"] {
            assert_eq!(items.try_next().await.unwrap().unwrap().invocation_id.as_deref(), Some(id));
        }
        let error = items.try_next().await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Pagination, Some(200)), "{error}");
        assert!(
            error.to_string().starts_with("ListStatefulAsyncInvocations: the page of the token `t` names"),
            "{error}"
        );
        assert!(items.try_next().await.unwrap().is_none());
    }
    assert_eq!(asked.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn an_error_is_given_once_and_ends_the_stream() {
    let emulator = emulator(250).await;
    emulator.inject(2..=2, Fault::service_error(403, "AccessDenied"));
    let client = client(&emulator);
    let mut items = list(&client).items();
    for _ in 0..100 {
        items.try_next().await.unwrap().unwrap();
    }
    assert!(!items.is_terminated());
    assert_eq!(items.try_next().await.unwrap_err().status(), Some(403));
    assert!(items.is_terminated());
    assert!(items.try_next().await.unwrap().is_none());
    // What was not read is read by who goes on.
    assert_eq!(ids(client.resume(items.cursor()).items()).await.unwrap().len(), 150);

    let mut bad = client.list_stateful_async_invocations().function_name("f").pages();
    let error = bad.try_next().await.unwrap_err();
    assert_eq!(error.to_string(), "ListStatefulAsyncInvocations: service_name: not set");
    assert!(bad.try_next().await.unwrap().is_none());
    assert_eq!(emulator.requests().len(), 4);
}

#[tokio::test]
async fn a_page_is_given_whole_with_its_request_id() {
    let emulator = emulator(30).await;
    let client = client(&emulator);
    let mut pages = list(&client).limit(20).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        assert!(page.request_id().is_some());
        sizes.push(page.invocations.len());
    }
    assert_eq!((sizes, pages.is_terminated()), (vec![20, 10], true));
}

/// A listing that begins with a token begins there.
#[tokio::test]
async fn a_token_that_is_given_is_where_it_begins() {
    let emulator = emulator(30).await;
    let client = client(&emulator);
    let token = list(&client).send().await.unwrap().next_token.clone().unwrap();
    assert_eq!(ids(list(&client).next_token(token).items()).await.unwrap().len(), 10);
}

#[tokio::test]
async fn a_cursor_moves_when_a_page_is_done_with() {
    let emulator = emulator(25).await;
    let client = client(&emulator);
    let all = ids(list(&client).items()).await.unwrap();
    let mut items = list(&client).limit(10).items();
    let mut left = Vec::new();
    for seen in 0..=25 {
        let kept: Cursor = items.cursor().to_string().parse().unwrap();
        assert_eq!(kept, items.cursor());
        left.push(ids(client.resume(kept).items()).await.unwrap());
        // At least once: the page that is being read comes again.
        let drained = if seen == 0 { 0 } else { (seen - 1) / 10 * 10 };
        assert_eq!(left[seen], all[drained..], "{seen}");
        items.try_next().await.unwrap();
    }
    let end = items.cursor();
    assert!(end.is_ended() && ids(client.resume(end).items()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_cursor_goes_on_with_all_filters_on_another_client() {
    let emulator = emulator(500).await;
    let request = client(&emulator);
    let request = list(&request).status("Failed").limit(7).x_fc_trace_id("trace");
    let all = ids(request.clone().items()).await.unwrap();
    let mut items = request.items();
    for _ in 0..8 {
        items.try_next().await.unwrap();
    }
    let kept = serde_json::to_string(&items.cursor()).unwrap();
    assert!(kept.len() < 400, "{} bytes", kept.len());
    let other = client(&emulator);
    let cursor: Cursor = serde_json::from_str(&kept).unwrap();
    assert_eq!(ids(other.resume(cursor).items()).await.unwrap(), all[7..]);
    assert_eq!(emulator.requests().last().unwrap().header("x-fc-trace-id"), Some("trace"));
}

#[tokio::test]
async fn a_cursor_that_is_not_whole_or_not_ours_is_refused() {
    let emulator = emulator(1).await;
    let client = client(&emulator);
    let text = list(&client).items().cursor().to_string();
    let whole = |text: &str| text.parse::<Cursor>().map(drop).map_err(|error| error.to_string());
    assert_eq!(whole(&format!("{text}\n")), Ok(()));
    for at in 0..text.len() {
        let mut changed = text.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(whole(&changed).is_err(), "{at}");
        assert!(whole(&text[..at]).is_err(), "{at}");
    }
    for text in ["", "é", "not a cursor", &"A".repeat(50)] {
        assert_eq!(whole(text).unwrap_err(), "cursor: it is not whole: it was cut or changed since it was written");
    }
    // What another version wrote, or is of another operation.
    let json = String::from_utf8(URL_SAFE_NO_PAD.decode(&text).unwrap().split_off(6)).unwrap();
    for (from, to, message) in [
        (
            r#""f":1,"#,
            r#""f":2,"new":[],"#,
            "cursor: it was written by a version of this crate that writes another form: list anew",
        ),
        (
            r#""o":"List"#,
            r#""o":"Show"#,
            "cursor: it is of the operation `ShowStatefulAsyncInvocations`, not `ListStatefulAsyncInvocations`",
        ),
    ] {
        let changed = json.replacen(from, to, 1);
        let sum = &Sha256::digest(&changed)[..6];
        let text = URL_SAFE_NO_PAD.encode([sum, changed.as_bytes()].concat());
        assert_eq!(whole(&text).unwrap_err(), message);
    }
    let scan = list(&client).scan(2).cursor().to_string();
    assert_eq!(whole(&scan).unwrap_err(), "cursor: it is of the kind `scan`, not `listing`");
    assert!(serde_json::from_str::<Cursor>("7").is_err());
}

/// Which the compiler says.
#[tokio::test]
async fn a_stream_that_is_not_used_is_a_mistake() {
    #![deny(unfulfilled_lint_expectations)]
    let emulator = emulator(1).await;
    let client = client(&emulator);
    #[expect(unused_must_use)]
    list(&client).pages();
    #[expect(unused_must_use)]
    list(&client).items();
    #[expect(unused_must_use)]
    list(&client).scan(2);
    assert_eq!(emulator.requests().len(), 0);
}

#[tokio::test]
async fn the_streams_are_streams() {
    fn stream<T: FusedStream + Unpin + Send + 'static>(stream: T) -> T {
        stream
    }
    let emulator = emulator(3).await;
    let client = client(&emulator);
    let (mut items, mut pages): (Items, Pages) = (stream(list(&client).items()), stream(list(&client).pages()));
    let next = poll_fn(|cx| Pin::new(&mut items).poll_next(cx)).await;
    assert!(next.unwrap().is_ok());
    assert_eq!(items.size_hint(), (2, None));
    assert!(poll_fn(|cx| Pin::new(&mut pages).poll_next(cx)).await.unwrap().is_ok());
    // They go into tasks of their own, and are waited for there.
    let mut scan = stream(list(&client).scan(2));
    let task = tokio::spawn(async move {
        (items.try_next().await.unwrap().is_some(), scan.try_next().await.unwrap().is_some(), items)
    });
    let (item, scanned, items) = task.await.unwrap();
    assert!(item && scanned);
    assert!(!format!("{items:?} {pages:?} {:?}", items.cursor()).contains(Emulator::ACCESS_KEY_SECRET));
}
