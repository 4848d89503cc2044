//! The emulator answers as the service does.

mod common;

use std::time::Duration;

use common::{PATH, client, emulator, list};
use fc_async_tasks::{
    Client, InvocationStatus, SortOrder,
    emulator::{Emulator, RecordedRequest},
    types::{Invocation, InvocationPage},
};

fn task(id: &str, started: Option<i64>) -> Invocation {
    Invocation::builder().invocation_id(id.to_owned()).started_time(started).try_into().unwrap()
}

fn ids(page: &InvocationPage) -> Vec<&str> {
    page.invocations.iter().filter_map(|task| task.invocation_id.as_deref()).collect()
}

async fn with_tasks(tasks: impl IntoIterator<Item = Invocation>) -> (Emulator, Client) {
    let emulator = emulator(0).await;
    emulator.insert("demo-service", "demo-function", tasks);
    let client = client(&emulator);
    (emulator, client)
}

#[tokio::test]
async fn filters_narrow_the_listing() {
    let mut tasks = vec![task("a1", Some(10)), task("a2", Some(20)), task("b1", Some(30)), task("b2", None)];
    tasks[0].status = Some(InvocationStatus::Failed);
    tasks[2].status = Some(InvocationStatus::Failed);
    tasks[1].qualifier = Some("prod".to_owned());
    let (_emulator, client) = with_tasks(tasks).await;
    let call = || list(&client).sort_order_by_time(SortOrder::Asc);
    for (request, expected) in [
        (call(), &["b2", "a1", "a2", "b1"][..]),
        (call().sort_order_by_time(SortOrder::Desc), &["b1", "a2", "a1", "b2"]),
        (list(&client), &["b1", "a2", "a1", "b2"]),
        (call().status(InvocationStatus::Failed), &["a1", "b1"]),
        (call().status(InvocationStatus::Running), &[]),
        (call().qualifier("prod"), &["a2"]),
        (call().invocation_id_prefix("b"), &["b2", "b1"]),
        (call().invocation_id_prefix(""), &["b2", "a1", "a2", "b1"]),
        (call().started_time_begin(20), &["a2", "b1"]),
        (call().started_time_end(20), &["a1", "a2"]),
        (call().started_time_begin(11).started_time_end(29), &["a2"]),
        (call().started_time_begin(21).started_time_end(19), &[]),
    ] {
        let shown = format!("{request:?}");
        assert_eq!(ids(&request.send().await.unwrap()), expected, "{shown}");
    }
}

/// Whatever the window, the order and the token: what is listed is what stands between its bounds.
#[tokio::test]
async fn a_window_has_what_started_between_its_bounds_and_nothing_else() {
    let starts = [None, Some(i64::MIN), Some(-5), Some(0), Some(7), Some(8), Some(9), Some(i64::MAX)];
    let name = |number: usize, copy: u8| format!("t{number}{}", char::from(b'a' + copy));
    let tasks = (0..24).map(|n| task(&name(n % 8, u8::try_from(n / 8).unwrap()), starts[n % 8]));
    let (_emulator, client) = with_tasks(tasks).await;
    let bounds = [None, Some(i64::MIN), Some(-5), Some(6), Some(7), Some(8), Some(i64::MAX)];
    for (begin, end) in bounds.iter().flat_map(|begin| bounds.map(|end| (*begin, end))) {
        let inside = |start: &Option<i64>| {
            start.map_or(begin.is_none() && end.is_none(), |start| {
                begin.is_none_or(|begin| start >= begin) && end.is_none_or(|end| start <= end)
            })
        };
        let numbers = (0..8).filter(|number| inside(&starts[*number]));
        let mut expected: Vec<_> = numbers.flat_map(|number| [0, 1, 2].map(|copy| name(number, copy))).collect();
        for order in [SortOrder::Asc, SortOrder::Desc] {
            let mut call = list(&client).sort_order_by_time(order.clone()).limit(2);
            if let Some(begin) = begin {
                call = call.started_time_begin(begin);
            }
            if let Some(end) = end {
                call = call.started_time_end(end);
            }
            let (mut pages, mut seen) = (call.pages(), Vec::new());
            while let Some(page) = pages.try_next().await.unwrap() {
                seen.extend(ids(&page).into_iter().map(str::to_owned));
            }
            assert_eq!(seen, expected, "{begin:?} to {end:?}, {order}");
            expected.reverse();
        }
    }
}

#[tokio::test]
async fn a_window_holds_for_a_token_from_outside_it() {
    let (_emulator, client) = with_tasks((0..6).map(|n| task(&format!("t{n}"), Some(n)))).await;
    for (order, expected) in [(SortOrder::Asc, ["t2", "t3"]), (SortOrder::Desc, ["t3", "t2"])] {
        let call = || list(&client).sort_order_by_time(order.clone());
        let token = call().limit(1).send().await.unwrap().next_token.clone().unwrap();
        let page = call().started_time_begin(2).started_time_end(3).next_token(token).send().await.unwrap();
        assert_eq!(ids(&page), expected);
    }
}

#[tokio::test]
async fn a_page_has_twenty_tasks_unless_told_otherwise() {
    let emulator = emulator(101).await;
    let client = client(&emulator);
    for (request, tasks, more) in [
        (list(&client), 20, true),
        (list(&client).limit(1), 1, true),
        (list(&client).limit(100), 100, true),
        (list(&client).limit(100).invocation_id_prefix("job-00000"), 99, false),
    ] {
        let page = request.send().await.unwrap();
        assert_eq!((page.invocations.len(), page.next_token.is_some()), (tasks, more));
    }
}

#[tokio::test]
async fn a_token_goes_on_where_its_page_ended_whatever_came_since() {
    for order in [SortOrder::Asc, SortOrder::Desc] {
        let (emulator, client) = with_tasks((0..6).map(|n| task(&format!("t{n}"), Some(n / 2)))).await;
        let call = || list(&client).sort_order_by_time(order.clone()).limit(3);
        let first = call().send().await.unwrap();
        let token = first.next_token.clone().unwrap();
        // Two before the end of the first page in either order, one after it.
        emulator.insert("demo-service", "demo-function", [task("new", Some(9)), task("old", Some(-9))]);
        let second = call().next_token(&*token).send().await.unwrap();
        let mut seen = ids(&first);
        seen.extend(ids(&second));
        let mut expected = vec!["t0", "t1", "t2", "t3", "t4", "t5"];
        if order == SortOrder::Desc {
            expected.reverse();
        }
        assert_eq!(seen, expected);
    }
}

#[tokio::test]
async fn an_empty_token_asks_for_the_first_page() {
    let emulator = emulator(3).await;
    let page = list(&client(&emulator)).next_token("").send().await.unwrap();
    assert_eq!(page.invocations.len(), 3);
}

#[tokio::test]
async fn the_payload_comes_only_when_asked_for() {
    let payload = "{\"text\": \"\\ud83d \u{1F600} \\\" \n\"}";
    let mut with = task("a", Some(1));
    with.invocation_payload = Some(payload.to_owned());
    let (_emulator, client) = with_tasks([with, task("b", Some(2))]).await;
    let of = |page: &InvocationPage| -> Vec<_> {
        page.invocations.iter().map(|task| task.invocation_payload.clone()).collect()
    };
    let page = list(&client).include_payload(true).send().await.unwrap();
    assert_eq!(of(&page), [None, Some(payload.to_owned())]);
    for request in [list(&client).include_payload(false), list(&client)] {
        assert_eq!(of(&request.send().await.unwrap()), [None, None]);
    }
}

#[tokio::test]
async fn a_task_is_filled_in_and_replaced_by_its_id() {
    let (emulator, client) = with_tasks([task("a", None), Invocation::default()]).await;
    let mut again = task("a", Some(5));
    again.status = Some(InvocationStatus::Running);
    emulator.insert("demo-service", "demo-function", [again]);
    let page = list(&client).send().await.unwrap();
    assert_eq!(ids(&page), ["a", "task-1"]);
    assert_eq!(page.invocations[0].status, Some(InvocationStatus::Running));
    assert_eq!(page.invocations[1].service_name.as_deref(), Some("demo-service"));
    assert_eq!(page.invocations[1].function_name.as_deref(), Some("demo-function"));
}

#[tokio::test]
async fn what_does_not_exist_or_cannot_be_meant_is_refused() {
    let emulator = emulator(3).await;
    let client = client(&emulator);
    let token = list(&client).limit(1).send().await.unwrap().next_token.clone().unwrap();
    for (request, status, code) in [
        (list(&client).service_name("other"), 404, "ServiceNotFound"),
        (list(&client).function_name("other"), 404, "FunctionNotFound"),
        (list(&client).status("NotYetInvented"), 400, "InvalidArgument"),
        (list(&client).sort_order_by_time("up"), 400, "InvalidArgument"),
        (list(&client).next_token("no token"), 400, "InvalidArgument"),
    ] {
        let error = request.send().await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(status), Some(code)), "{error}");
        assert!(error.request_id().is_some());
    }
    // No letter of a token can be another.
    for (index, letter) in token.char_indices().filter(|(_, letter)| *letter != '=') {
        let other = if letter == 'A' { "B" } else { "A" };
        let forged = format!("{}{other}{}", &token[..index], &token[index + 1..]);
        let error = list(&client).next_token(forged).send().await.unwrap_err();
        assert_eq!(error.code(), Some("InvalidArgument"), "letter {index} of {token}");
    }
}

#[tokio::test]
async fn the_log_tells_what_was_seen() {
    let emulator = emulator(1).await;
    let client = client(&emulator);
    list(&client).limit(3).send().await.unwrap();
    list(&client).function_name("other").send().await.unwrap_err();
    let seen = emulator.requests();
    assert_eq!(seen.iter().map(RecordedRequest::status).collect::<Vec<_>>(), [200, 404]);
    assert_eq!((seen[0].method(), seen[0].path(), seen[0].query("limit")), ("GET", PATH, Some("3")));
    assert!(seen[0].header("Authorization").unwrap().starts_with("acs "));
    assert_eq!(seen[0].query("status"), None);
}

#[tokio::test]
async fn a_status_that_this_version_does_not_know_can_be_asked_for_where_a_task_has_it() {
    let mut new = task("a", Some(1));
    new.status = Some(InvocationStatus::from("NotYetInvented"));
    let (_emulator, client) = with_tasks([new, task("b", Some(2))]).await;
    assert_eq!(ids(&list(&client).status("NotYetInvented").send().await.unwrap()), ["a"]);
}

#[tokio::test]
async fn an_invented_id_takes_no_other_tasks_place() {
    let (_emulator, client) = with_tasks([task("task-1", None), Invocation::default(), Invocation::default()]).await;
    let page = list(&client).sort_order_by_time("asc").send().await.unwrap();
    assert_eq!(ids(&page), ["task-1", "task-2", "task-3"]);
}

/// Where the emulator's clock is the test's own, an hour of latency takes no time.
#[tokio::test(start_paused = true)]
#[allow(clippy::disallowed_methods, reason = "the clock is the test's own")]
async fn every_answer_is_held_back_by_the_latency() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let emulator = Emulator::builder().latency(Duration::from_hours(1)).start().await.unwrap();
    let start = tokio::time::Instant::now();
    let address = emulator.endpoint().replace("http://", "");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert!(start.elapsed() >= Duration::from_hours(1));
}

#[tokio::test]
async fn it_listens_where_it_is_told_to() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let emulator = Emulator::builder().port(port).start().await.unwrap();
    assert_eq!(emulator.endpoint(), format!("http://127.0.0.1:{port}"));
    assert!(Emulator::builder().port(port).start().await.is_err(), "the port is taken");
}

#[tokio::test]
async fn it_stops_when_it_is_dropped() {
    let emulator = emulator(1).await;
    let client = client(&emulator);
    list(&client).send().await.unwrap();
    drop(emulator);
    // The server gets its turn to close; then nobody listens.
    for _ in 0..1000 {
        if list(&client).send().await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("it still answers");
}
