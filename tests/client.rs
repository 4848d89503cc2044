//! The client from the user's side: a listing from end to end, and what is refused before anything
//! is sent.

mod common;

use std::collections::BTreeSet;

use common::{SCHEMES, client, emulator, list};
use fc_async_tasks::{Client, ClientBuilder, Credentials, Error, ErrorKind, InvocationStatus, RetryPolicy, SortOrder};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

#[tokio::test]
async fn a_listing_follows_the_tokens_to_its_end_in_every_scheme() {
    for scheme in SCHEMES {
        let emulator = emulator(250).await;
        let builder = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials());
        let client = builder.scheme(scheme).build().unwrap();
        let (mut ids, mut token) = (BTreeSet::new(), None::<String>);
        loop {
            let mut request = list(&client).limit(100);
            if let Some(token) = token.take() {
                request = request.next_token(token);
            }
            let page = request.send().await.unwrap().into_inner();
            ids.extend(page.invocations.into_iter().filter_map(|task| task.invocation_id));
            match page.next_token {
                Some(next) => token = Some(next),
                None => break,
            }
        }
        assert_eq!(ids.len(), 250, "{scheme:?}");
        assert_eq!(emulator.requests().len(), 3, "{scheme:?}");
    }
}

#[tokio::test]
async fn every_parameter_goes_out_under_its_own_name() {
    let emulator = emulator(1).await;
    let client = client(&emulator);
    let request = list(&client)
        .qualifier("LATEST")
        .status(InvocationStatus::Failed)
        .limit(7)
        .started_time_begin(1_640_966_400_000_i64)
        .started_time_end(9_007_199_254_740_993_i64)
        .sort_order_by_time(SortOrder::Asc)
        .invocation_id_prefix("job")
        .include_payload(true)
        .x_fc_account_id("1")
        .x_fc_code_checksum("2")
        .x_fc_date("3")
        .x_fc_invocation_type("Async")
        .x_fc_log_type("Tail")
        .x_fc_trace_id("4");
    request.send().await.unwrap();
    let seen = emulator.requests().pop().unwrap();
    assert_eq!(seen.path(), common::PATH);
    for (key, value) in [
        ("qualifier", "LATEST"),
        ("status", "Failed"),
        ("limit", "7"),
        ("startedTimeBegin", "1640966400000"),
        ("startedTimeEnd", "9007199254740993"),
        ("sortOrderByTime", "asc"),
        ("invocationIdPrefix", "job"),
        ("includePayload", "true"),
    ] {
        assert_eq!(seen.query(key), Some(value));
    }
    for (name, value) in [
        ("X-Fc-Account-Id", "1"),
        ("X-Fc-Code-Checksum", "2"),
        ("X-Fc-Date", "3"),
        ("X-Fc-Invocation-Type", "Async"),
        ("X-Fc-Log-Type", "Tail"),
        ("X-Fc-Trace-Id", "4"),
        ("x-acs-action", "ListStatefulAsyncInvocations"),
        ("x-acs-version", "2021-04-06"),
        ("accept", "application/json"),
    ] {
        assert_eq!(seen.header(name), Some(value));
    }
}

#[tokio::test]
async fn nothing_is_sent_that_was_not_asked_for() {
    let emulator = emulator(1).await;
    let (service, function) = ("demo-service".to_owned(), "demo-function".to_owned());
    let client = client(&emulator);
    let request = client.list_stateful_async_invocations().service_name(&service).function_name(function);
    request.send().await.unwrap();
    let seen = format!("{:?}", emulator.requests().pop().unwrap());
    assert!(seen.contains("query: []"), "{seen}");
    assert!(!seen.contains("api-version"), "progenitor's header is taken out: {seen}");
}

#[tokio::test]
async fn the_user_agent_has_room_for_the_callers_own() {
    let emulator = emulator(1).await;
    let builder = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials());
    list(&builder.clone().build().unwrap()).send().await.unwrap();
    list(&builder.clone().user_agent("mine/1.0").build().unwrap()).send().await.unwrap();
    let version = concat!("fc-async-tasks/", env!("CARGO_PKG_VERSION"));
    let seen: Vec<_> = emulator.requests().iter().map(|it| it.header("user-agent").unwrap().to_owned()).collect();
    assert_eq!(seen, [version.to_owned(), format!("{version} mine/1.0")]);
    let error = builder.user_agent("a\r\nb").build().unwrap_err();
    assert!(error.to_string().starts_with("user_agent: "), "{error}");
}

#[tokio::test]
async fn every_request_has_a_nonce_of_its_own() {
    let emulator = emulator(1).await;
    let client = client(&emulator);
    let request = list(&client);
    request.clone().send().await.unwrap();
    request.send().await.unwrap();
    let nonces: BTreeSet<_> =
        emulator.requests().iter().map(|seen| seen.header("x-acs-signature-nonce").unwrap().to_owned()).collect();
    assert_eq!(nonces.len(), 2);
    assert!(nonces.iter().all(|nonce| nonce.len() == 32));
}

#[tokio::test]
async fn an_answer_has_its_status_and_request_id() {
    let emulator = emulator(1).await;
    let page = list(&client(&emulator)).send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert_eq!(page.request_id(), Some("00000000-0000-4000-8000-000000000000"));
}

#[tokio::test]
async fn bad_arguments_are_refused_by_name_and_nothing_is_sent() {
    let emulator = emulator(1).await;
    let client = client(&emulator);
    let bare = || client.list_stateful_async_invocations();
    let good = || list(&client);
    let long = "a".repeat(129);
    for (request, message) in [
        (bare().function_name("f"), "service_name: not set"),
        (bare().service_name("s"), "function_name: not set"),
        (good().service_name(""), "service_name: doesn't match pattern"),
        (good().service_name("."), "service_name: doesn't match pattern"),
        (good().service_name("a/b"), "service_name: doesn't match pattern"),
        (good().service_name("a%2Fb"), "service_name: doesn't match pattern"),
        (good().service_name("1st"), "service_name: doesn't match pattern"),
        (good().service_name("demo\n"), "service_name: doesn't match pattern"),
        (good().service_name(&*long), "service_name: doesn't match pattern"),
        (good().function_name(&long[..65]), "function_name: doesn't match pattern"),
        (good().function_name("a\\b"), "function_name: doesn't match pattern"),
        (good().limit(0), "limit: 0 is out of range, it must be at least 1 and at most 100"),
        (good().limit(-1), "limit: -1 is out of range"),
        (good().limit(101), "limit: 101 is out of range, it must be at least 1 and at most 100"),
        (good().limit(5_000_000_000_i64), "limit: "),
        (good().started_time_begin(u64::MAX), "started_time_begin: "),
        (good().x_fc_trace_id("a\r\nX-Evil: 1"), "x_fc_trace_id: a header may hold only printable ASCII"),
        (good().x_fc_log_type("Tail\n"), "x_fc_log_type: a header may hold only printable ASCII"),
        (good().x_fc_account_id("é"), "x_fc_account_id: a header may hold only printable ASCII"),
    ] {
        let error = request.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert!(error.message().starts_with(message), "{error}");
        assert!(error.to_string().starts_with("ListStatefulAsyncInvocations: "), "{error}");
        assert_eq!(error.status(), None);
    }
    assert_eq!(emulator.requests(), []);
    assert!(good().limit(1).send().await.is_ok());
    assert!(good().limit(100_u8).send().await.is_ok());
}

#[test]
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn a_client_that_cannot_work_is_not_built() {
    let key = || Credentials::new("id", "secret");
    let base = || Client::builder().region("cn-hangzhou").account_id("123456789012").credentials(key());
    assert!(base().build().is_ok());
    let with = |key| base().credentials(key);
    let cases: [(ClientBuilder, &str); 9] = [
        (Client::builder().credentials(key()), "region: not set"),
        (base().region("cn hangzhou"), "region: "),
        (base().account_id(""), "account_id: "),
        (base().endpoint("http://"), "endpoint: `http://` has no host"),
        (with(Credentials::new("", "secret")), "credentials: the access key id is empty"),
        (with(Credentials::new("id", "secret\n")), "credentials: the access key secret holds a space or a line break"),
        (
            with(Credentials::new("id", "sécret")),
            "credentials: the access key secret holds a character that no key has",
        ),
        (with(Credentials::new("id\r\nx: y", "secret")), "credentials: the access key id"),
        (with(key().with_security_token("to ken")), "credentials: the security token"),
    ];
    for (builder, message) in cases {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert!(error.to_string().starts_with(message), "{error}");
        assert!(!error.to_string().contains("sécret") && !error.to_string().contains("to ken"));
    }
}

#[tokio::test]
async fn no_connection_is_an_error_of_its_own_kind() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let builder = Client::builder().endpoint(format!("http://127.0.0.1:{port}")).retry(RetryPolicy::none());
    let client = builder.credentials(Credentials::new("id", "secret")).build().unwrap();
    let error = list(&client).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert_eq!(error.message(), format!("no connection could be made to http://127.0.0.1:{port}"));
    assert!(std::error::Error::source(&error).is_some());
}

/// The first byte of a TLS handshake, and no answer to it.
#[test]
#[cfg(not(feature = "credentials-chain"))]
fn without_the_chain_a_key_or_a_provider_is_needed() {
    let error = Client::builder().endpoint("http://127.0.0.1:1").build().unwrap_err();
    let told = "credentials: not set: set them or a provider, or switch on the feature `credentials-chain`";
    assert_eq!((error.kind(), error.message()), (ErrorKind::Configuration, told));
}

#[tokio::test]
#[cfg(any(feature = "rustls", feature = "native-tls"))]
async fn https_is_spoken_where_the_endpoint_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    let first = tokio::spawn(async move { listener.accept().await.unwrap().0.read_u8().await.unwrap() });
    let builder = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret"));
    let error = list(&builder.retry(RetryPolicy::none()).build().unwrap()).send().await.unwrap_err();
    assert_eq!((first.await.unwrap(), error.kind()), (22, ErrorKind::Connect), "{error}");
}

#[tokio::test]
async fn a_call_that_is_dropped_ends_its_request_and_harms_none_other() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let builder = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret"));
    let client = builder.build().unwrap();
    let dropped = tokio::spawn({
        let client = client.clone();
        async move { list(&client).send().await }
    });
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.read_u8().await.unwrap();
    dropped.abort();
    // The client hangs up, once the rest of the request is read.
    stream.read_to_end(&mut Vec::new()).await.unwrap();

    let next = tokio::spawn(async move { list(&client).send().await.map(|page| page.status()) });
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.read_u8().await.unwrap();
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await.unwrap();
    assert_eq!(next.await.unwrap().unwrap(), 200);
}

#[test]
fn what_is_shared_between_tasks_can_be() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    fn sent<T: Send>(_: T) {}
    shared::<Client>();
    shared::<Error>();
    shared::<Credentials>();
    shared::<ClientBuilder>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    let client = Client::builder().endpoint("http://127.0.0.1:1").credentials(Credentials::new("id", "secret"));
    let client = client.build().unwrap();
    sent(list(&client).send());
}
