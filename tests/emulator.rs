//! The emulator answers as the service does.

#![allow(clippy::disallowed_methods, reason = "a request that is signed by hand needs a time")]

mod common;

use std::time::{Duration, SystemTime};

use common::{PATH, SCHEMES, client, emulator, list};
use fc_async_tasks::{
    Client, Credentials, InvocationStatus, Scheme, SortOrder,
    emulator::{Emulator, RecordedRequest},
    signing::RequestHead,
    types::{Invocation, InvocationPage},
};
use serde_json::Value;

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
    let forged = format!("{}A{}", &token[..token.len() / 2], &token[token.len() / 2 + 1..]);
    for (request, status, code) in [
        (list(&client).service_name("other"), 404, "ServiceNotFound"),
        (list(&client).function_name("other"), 404, "FunctionNotFound"),
        (list(&client).status("Paused"), 400, "InvalidArgument"),
        (list(&client).sort_order_by_time("up"), 400, "InvalidArgument"),
        (list(&client).next_token("no token"), 400, "InvalidArgument"),
        (list(&client).next_token(forged), 400, "InvalidArgument"),
    ] {
        let error = request.send().await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(status), Some(code)), "{error}");
        assert!(error.request_id().is_some());
    }
}

/// A request that is signed by hand, so that anything can be sent.
struct Raw<'a> {
    scheme: Scheme,
    method: reqwest::Method,
    path: &'a str,
    query: &'a str,
    credentials: Credentials,
    time: SystemTime,
    nonce: &'a str,
    header: Option<(&'static str, &'static str)>,
}

impl Raw<'_> {
    fn new(emulator: &Emulator, scheme: Scheme) -> Self {
        let (credentials, time) = (emulator.credentials(), SystemTime::now());
        Self {
            scheme,
            method: reqwest::Method::GET,
            path: PATH,
            query: "",
            credentials,
            time,
            nonce: "n",
            header: None,
        }
    }

    /// Status, body, and whether there was a request id.
    async fn send(self, emulator: &Emulator) -> (u16, Value, bool) {
        let host = emulator.endpoint().replace("http://", "");
        let head = RequestHead {
            method: self.method.as_str(),
            host: &host,
            path: self.path,
            query: Some(self.query),
            headers: &[],
            body: b"",
            action: "ListStatefulAsyncInvocations",
            version: "2021-04-06",
        };
        let signature = self.scheme.sign(&head, &self.credentials, self.time, self.nonce).unwrap();
        let url = format!("http://{host}{}?{}", self.path, self.query);
        let mut request = reqwest::Client::builder().no_proxy().build().unwrap().request(self.method, url);
        for (name, value) in signature.headers() {
            let replaced = self.header.filter(|(other, _)| other == name).map(|(_, value)| value);
            request = request.header(*name, replaced.unwrap_or(value));
        }
        // ROA signs the accept header that reqwest would add.
        request = request.header("accept", "");
        read(request).await
    }
}

async fn read(request: reqwest::RequestBuilder) -> (u16, Value, bool) {
    let answer = request.send().await.unwrap();
    let (status, id) = (answer.status().as_u16(), answer.headers().contains_key("x-fc-request-id"));
    (status, answer.json().await.unwrap(), id)
}

fn code(body: &Value) -> &str {
    body["ErrorCode"].as_str().or(body["Code"].as_str()).unwrap_or_default()
}

#[tokio::test]
async fn a_query_that_the_client_would_not_send_is_refused() {
    let emulator = emulator(3).await;
    for (number, query) in [
        "limit=0",
        "limit=101",
        "limit=ten",
        "limit=",
        "startedTimeBegin=noon",
        "startedTimeEnd=1.5",
        "includePayload=maybe",
        "status=",
        "sortOrderByTime=",
        "nextToken=AAAA",
    ]
    .into_iter()
    .enumerate()
    {
        let nonce = number.to_string();
        let raw = Raw { query, nonce: &nonce, ..Raw::new(&emulator, Scheme::Roa) };
        let (status, body, id) = raw.send(&emulator).await;
        assert_eq!((status, code(&body), id), (400, "InvalidArgument", true), "{query}: {body}");
        assert!(body["ErrorMessage"].as_str().unwrap().contains(query.split('=').next().unwrap()), "{query}: {body}");
    }
    for (number, query) in ["includePayload=True&limit=1", "limit=100&unheard=of", "limit=2&limit=0"].iter().enumerate()
    {
        let nonce = format!("good{number}");
        let raw = Raw { query, nonce: &nonce, ..Raw::new(&emulator, Scheme::Acs3) };
        assert_eq!(raw.send(&emulator).await.0, 200, "{query}");
    }
}

#[tokio::test]
async fn another_path_or_method_is_not_supported() {
    let emulator = emulator(1).await;
    let other = format!("{PATH}/x");
    for (nonce, method, path) in [("1", "GET", "/"), ("2", "GET", &*other), ("3", "PUT", PATH), ("4", "GET", "/a//b")] {
        let method = method.parse().unwrap();
        let raw = Raw { method, path, nonce, ..Raw::new(&emulator, Scheme::Fc) };
        let (status, body, _) = raw.send(&emulator).await;
        assert_eq!((status, code(&body)), (400, "PathNotSupported"), "{path}");
    }
}

#[tokio::test]
async fn a_request_without_a_signature_is_refused() {
    let emulator = emulator(1).await;
    for authorization in [None, Some("Basic aTpz"), Some("acs id"), Some("FC x"), Some("ACS3-HMAC-SHA256 x")] {
        let url = format!("{}{PATH}", emulator.endpoint());
        let mut request = reqwest::Client::builder().no_proxy().build().unwrap().get(url);
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        let (status, body, id) = read(request).await;
        assert_eq!((status, code(&body), id), (403, "AccessDenied", true), "{authorization:?}");
    }
}

#[tokio::test]
async fn each_scheme_refuses_what_it_covers() {
    let emulator = emulator(1).await;
    let late = SystemTime::now() - Duration::from_mins(16);
    let early = SystemTime::now() + Duration::from_mins(16);
    let other = |id: &str, secret: &str| Credentials::new(id, secret);
    let id = emulator.credentials().access_key_id().to_owned();
    for scheme in SCHEMES {
        let (mismatch, unknown, expired) = match scheme {
            Scheme::Fc => ((403, "SignatureNotMatch"), (403, "InvalidAccessKeyID"), (403, "AccessDenied")),
            _ => (
                (400, "SignatureDoesNotMatch"),
                (403, "InvalidAccessKeyId.NotFound"),
                (400, "InvalidTimeStamp.Expired"),
            ),
        };
        let raw = || Raw::new(&emulator, scheme);
        let date = if scheme == Scheme::Acs3 { "x-acs-date" } else { "date" };
        let token = emulator.credentials().with_security_token("unexpected");
        for (request, expected) in [
            (Raw { credentials: other(&id, "wrong"), ..raw() }, mismatch),
            (Raw { credentials: other("unknown", "wrong"), ..raw() }, unknown),
            (Raw { credentials: token, ..raw() }, unknown),
            (Raw { time: late, ..raw() }, expired),
            (Raw { time: early, ..raw() }, expired),
            (Raw { header: Some((date, "no date")), ..raw() }, expired),
        ] {
            let (status, body, id) = request.send(&emulator).await;
            assert_eq!((status, code(&body), id), (expected.0, expected.1, true), "{scheme:?}: {body}");
            let text = body.to_string();
            if scheme == Scheme::Fc {
                assert!(body["ErrorMessage"].is_string(), "{body}");
            } else {
                assert!(["Code", "Message", "RequestId", "HostId"].iter().all(|key| body[key].is_string()), "{body}");
            }
            if expected == mismatch {
                assert!(text.contains("string to sign") && text.contains("GET"), "{text}");
            }
        }
    }
}

#[tokio::test]
async fn a_header_or_a_query_that_was_changed_on_the_way_is_refused() {
    let emulator = emulator(1).await;
    for (scheme, header) in [
        (Scheme::Roa, ("x-acs-action", "Other")),
        (Scheme::Acs3, ("x-acs-action", "Other")),
        (Scheme::Acs3, ("host", "other.example")),
    ] {
        let raw = Raw { header: Some(header), ..Raw::new(&emulator, scheme) };
        let (status, body, _) = raw.send(&emulator).await;
        assert_eq!((status, code(&body)), (400, "SignatureDoesNotMatch"), "{scheme:?} {header:?}");
    }
    let raw = Raw { header: Some(("x-acs-content-sha256", "00")), ..Raw::new(&emulator, Scheme::Acs3) };
    assert_eq!(code(&raw.send(&emulator).await.1), "SignatureDoesNotMatch");
}

#[tokio::test]
async fn a_nonce_is_used_once() {
    let emulator = emulator(1).await;
    for (scheme, second) in [(Scheme::Roa, (400, "SignatureNonceUsed")), (Scheme::Fc, (200, ""))] {
        let raw = || Raw { nonce: "same", ..Raw::new(&emulator, scheme) };
        assert_eq!(raw().send(&emulator).await.0, 200);
        let (status, body, _) = raw().send(&emulator).await;
        assert_eq!((status, code(&body)), second, "{scheme:?}");
    }
    let raw = Raw { nonce: "same", ..Raw::new(&emulator, Scheme::Acs3) };
    assert_eq!(code(&raw.send(&emulator).await.1), "SignatureNonceUsed");
}

#[tokio::test]
async fn a_temporary_key_needs_its_token() {
    let key = Credentials::new("id", "secret").with_security_token("token");
    let emulator = Emulator::builder().credentials(key.clone()).start().await.unwrap();
    emulator.insert("demo-service", "demo-function", [task("a", None)]);
    for scheme in SCHEMES {
        for (credentials, good) in [
            (key.clone(), true),
            (Credentials::new("id", "secret"), false),
            (Credentials::new("id", "secret").with_security_token("other"), false),
        ] {
            let builder = Client::builder().endpoint(emulator.endpoint()).credentials(credentials);
            let result = list(&builder.scheme(scheme).build().unwrap()).send().await;
            assert_eq!(result.is_ok(), good, "{scheme:?}");
        }
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
