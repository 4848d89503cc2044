//! Whatever comes back over the wire, it is read, or it is an error that says what came.

mod common;

use std::cell::Cell;

use common::{canned, config, list};
use fc_async_tasks::{
    Client, Credentials, Error, ErrorKind, InvocationStatus, RetryPolicy, Scheme, types::InvocationPage,
};
use proptest::prelude::*;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const ID: &str = "X-Fc-Request-Id: 1-2-3\r\n";

fn client(endpoint: String) -> Client {
    let builder = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret"));
    builder.retry(RetryPolicy::none()).build().unwrap()
}

/// What the client makes of an answer.
async fn read(answer: impl Into<Vec<u8>>) -> Result<InvocationPage, Error> {
    Ok(list(&client(canned(answer).await)).send().await?.into_inner())
}

fn with_body(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
}

fn ok(body: &str) -> String {
    with_body("200 OK", ID, body)
}

#[tokio::test]
async fn an_empty_page_has_many_forms() {
    for body in
        ["{}", r#"{"invocations": null}"#, r#"{"invocations": [], "nextToken": null}"#, "\n {\"unheard-of\": [1]}"]
    {
        let page = read(ok(body)).await.unwrap();
        assert!(page.invocations.is_empty(), "{body}");
        assert_eq!(page.next_token, None, "{body}");
    }
}

#[tokio::test]
async fn a_task_may_leave_out_or_null_any_field() {
    let body = r#"{"invocations": [{}, {"status": null, "events": null, "startedTime": null, "invocationId": "a"},
        {"status": "NotYetInvented", "events": [{}, {"status": "Neither"}], "endTime": 9007199254740993, "new": {}}]}"#;
    let page = read(ok(body)).await.unwrap();
    let tasks = page.invocations;
    assert_eq!(tasks.len(), 3);
    assert_eq!(tasks[1].invocation_id.as_deref(), Some("a"));
    assert!(tasks[1].events.is_empty());
    assert_eq!(tasks[2].status, Some(InvocationStatus::Unknown("NotYetInvented".to_owned())));
    assert_eq!(tasks[2].events[1].status, Some(InvocationStatus::Unknown("Neither".to_owned())));
    assert_eq!(tasks[2].end_time, Some(9_007_199_254_740_993));
}

#[tokio::test]
async fn one_odd_text_does_not_lose_its_page() {
    let tasks = [
        br#"{"invocationId": "a", "invocationPayload": "x\ud800"}"#.to_vec(),
        b"{\"returnPayload\": \"\xff\"}".to_vec(),
    ];
    let clean = br#"{"invocationId": "b", "endTime": 9007199254740993}"#.to_vec();
    let body =
        [b"{\"invocations\": [".to_vec(), [tasks[0].clone(), tasks[1].clone(), clean].join(&b","[..]), b"]}".to_vec()]
            .concat();
    let head = format!("HTTP/1.1 200 OK\r\n{ID}Content-Length: {}\r\n\r\n", body.len());
    let page = read([head.into_bytes(), body].concat()).await.unwrap();
    assert_eq!(page.invocations[0].invocation_payload.as_deref(), Some("x\u{fffd}"));
    assert_eq!(page.invocations[1].return_payload.as_deref(), Some("\u{fffd}"));
    assert_eq!(page.invocations[2].invocation_id.as_deref(), Some("b"));
    assert_eq!(page.invocations[2].end_time, Some(9_007_199_254_740_993));
}

/// The emulator quotes the string to sign, as the service does.
#[tokio::test]
async fn a_signature_that_does_not_match_is_explained() {
    let emulator = common::emulator(1).await;
    for scheme in common::SCHEMES {
        let wrong = Credentials::new(emulator.credentials().access_key_id(), "another");
        let builder = Client::builder().endpoint(emulator.endpoint()).credentials(wrong).scheme(scheme);
        let error = list(&builder.build().unwrap()).send().await.unwrap_err();
        assert!(error.message().ends_with("is the same on both sides, so the access key secret is wrong"), "{error}");
        let both = std::error::Error::source(&error).unwrap().to_string();
        assert!(both.contains("of the service (-) and of this client (+):\n  GET\n"), "{both}");
    }
    // Something on the way that rewrites the path, as a proxy may.
    let answer =
        r#"{"ErrorCode": "SignatureNotMatch", "ErrorMessage": "the string to sign is: GET\n\n\nnever\n/elsewhere"}"#;
    let builder = Client::builder().endpoint(canned(with_body("403 No", ID, answer)).await).scheme(Scheme::Fc);
    let error = list(&builder.credentials(Credentials::new("id", "secret")).build().unwrap()).send().await.unwrap_err();
    assert!(error.message().contains("; line 4 of the string to sign is `never` at the service and `"), "{error}");
    let both = std::error::Error::source(&error).unwrap().to_string();
    assert!(both.ends_with(&format!("\n- /elsewhere\n+ {}", common::PATH)), "{both}");
}

#[tokio::test]
async fn a_success_that_cannot_be_read_says_what_came() {
    for (body, shown) in [
        ("[]", "not an object: `[]`"),
        ("[[], null]", "not an object: `[[], null]`"),
        ("null", "`null`"),
        ("", "it is empty"),
        ("<html>\r\n<p>captive portal</p>", "`<html>  <p>captive portal</p>`"),
        (r#"{"invocations": [{"invocationId": "a"#, "`{\"invocations\""),
        (r#"{"invocations": {}}"#, "`{\"invocations\""),
        (r#"{"invocations": [{"startedTime": "noon"}]}"#, "invalid type: string \"noon\", expected i64"),
    ] {
        let error = read(ok(body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decoding, "{body}: {error}");
        assert_eq!(error.status(), Some(200), "{body}");
        assert_eq!(error.request_id(), Some("1-2-3"), "{body}");
        assert!(error.message().contains(shown), "{body}: {error}");
        assert!(error.to_string().contains(" (HTTP 200, request id 1-2-3, attempts 1, "), "{error}");
        assert!(!error.to_string().contains('\n'), "{error}");
    }
}

#[tokio::test]
async fn an_excerpt_is_short() {
    let error = read(ok(&"é".repeat(100_000))).await.unwrap_err();
    assert!(error.to_string().chars().count() < 400, "{}", error.to_string().chars().count());
    assert!(error.to_string().contains('…'));
}

#[tokio::test]
async fn an_error_of_the_service_keeps_all_it_says() {
    let xml = "<?xml version='1.0'?>\n<Error>\n <Code>Busy</Code><Message>come &lt;back&gt;</Message><requestID>9-8</requestID></Error>";
    let gateway = r#"{"Code": "SignatureDoesNotMatch", "Message": "no\nmatch", "RequestId": "7", "HostId": "h"}"#;
    for (answer, status, code, id, message) in [
        (
            with_body("404 Not Found", ID, r#"{"ErrorCode": "ServiceNotFound", "ErrorMessage": "no such"}"#),
            404,
            Some("ServiceNotFound"),
            Some("1-2-3"),
            "no such",
        ),
        (with_body("400 Bad Request", "", gateway), 400, Some("SignatureDoesNotMatch"), Some("7"), "no match"),
        (
            with_body("400 Bad Request", "", r#"{"Code": "a\nb", "Message": "", "RequestId": "c\r\u0000d"}"#),
            400,
            Some("a b"),
            Some("c  d"),
            "",
        ),
        (with_body("429 Slow", "x-acs-request-id: 8\r\n", "{}"), 429, None, Some("8"), "the body is no error"),
        (with_body("503 Busy", ID, ""), 503, None, Some("1-2-3"), "the body is no error of the service: it is empty"),
        (with_body("502 Bad", "", "<html>bad gateway</html>"), 502, None, None, "the body is no error"),
        (with_body("500 Oops", "", xml), 500, Some("Busy"), Some("9-8"), "come <back>"),
        (with_body("500 Oops", ID, "<Error><Code>X</Code></Error>"), 500, Some("X"), Some("1-2-3"), "the body is no"),
        (with_body("502 Bad", ID, "<html><code>no code</code></html>"), 502, None, Some("1-2-3"), "the body is no"),
        (with_body("502 Bad", ID, &"<a>".repeat(20_000)), 502, None, Some("1-2-3"), "the body is no"),
        (with_body("400 Bad", ID, r#"{"Code": "C", "Message": "\ud800"}"#), 400, Some("C"), Some("1-2-3"), "\u{fffd}"),
        (with_body("403 No", ID, r#"{"ErrorCode": 7}"#), 403, None, Some("1-2-3"), "the body is no error"),
        (with_body("403 No", "", r#"{"code": "C", "message": "m", "requestId": "9"}"#), 403, Some("C"), Some("9"), "m"),
        (with_body("403 No", "", r#"{"CODE": "C", "Message": 7, "RequestID": "9"}"#), 403, Some("C"), Some("9"), "the"),
        (
            format!("HTTP/1.1 503 Busy\r\n{ID}Content-Length: 100\r\n\r\n{{"),
            503,
            None,
            Some("1-2-3"),
            "the body is no error of the service: `{`",
        ),
        (with_body("500 Long", ID, &"x".repeat(1 << 20)), 500, None, Some("1-2-3"), "the body is no error"),
        (with_body("302 Found", "Location: /elsewhere\r\n", ""), 302, None, None, "the body is no error"),
        (with_body("304 Same", ID, ""), 304, None, Some("1-2-3"), "the body is no error"),
        (with_body("600 What", ID, ""), 600, None, Some("1-2-3"), "the body is no error"),
    ] {
        let error = read(answer).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Service, "{error}");
        assert_eq!((error.status(), error.code(), error.request_id()), (Some(status), code, id), "{error}");
        assert!(error.message().starts_with(message), "{error}");
    }
}

/// Nobody wants 64 MB of an error, so the client hangs up.
#[tokio::test]
async fn the_body_of_an_error_is_not_read_to_its_end() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        assert!(stream.read(&mut [0; 1024]).await.unwrap() > 0);
        let length = 64 << 20;
        stream.write_all(format!("HTTP/1.1 500 No\r\nContent-Length: {length}\r\n\r\n").as_bytes()).await.unwrap();
        stream.write_all(&vec![b'x'; length]).await
    });
    let error = list(&client(endpoint)).send().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Service, Some(500)));
    assert!(server.await.unwrap().is_err(), "all of it was read");
}

/// Whether the length is announced, in which case none of the body is awaited, or only shows.
#[tokio::test]
async fn a_body_larger_than_allowed_is_an_error() {
    let announced = format!("HTTP/1.1 200 OK\r\n{ID}Content-Length: 5000\r\n\r\n{{}}");
    let unannounced = format!("HTTP/1.1 200 OK\r\n{ID}Connection: close\r\n\r\n{{}}{}", " ".repeat(5000));
    for answer in [announced, unannounced] {
        let builder = Client::builder().endpoint(canned(answer).await).credentials(Credentials::new("id", "secret"));
        let client = builder.max_body(1000).build().unwrap();
        let error = list(&client).send().await.unwrap_err();
        assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::Decoding, Some(200), 1), "{error}");
        assert!(error.message().starts_with("the body is larger than 1000 bytes"), "{error}");
    }
}

#[tokio::test]
async fn a_body_in_pieces_is_put_together_up_to_what_is_allowed() {
    let chunks = r#"{"nex|tToken|": "t"}"#.split('|').map(|piece| format!("{:x}\r\n{piece}\r\n", piece.len()));
    let answer =
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunks.collect::<String>());
    for (most, token) in [(18, Some("t")), (17, None), (11, None)] {
        let builder = Client::builder().endpoint(canned(&*answer).await).credentials(Credentials::new("id", "secret"));
        let page = list(&builder.max_body(most).build().unwrap()).send().await.ok();
        assert_eq!(page.and_then(|page| page.into_inner().next_token).as_deref(), token, "{most}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let target = common::emulator(1).await;
    let location = format!("Location: {}{}\r\n", target.endpoint(), common::PATH);
    let error = read(with_body("307 Temporary", &location, "")).await.unwrap_err();
    assert_eq!(error.status(), Some(307));
    assert_eq!(target.requests(), []);
}

#[tokio::test]
async fn a_broken_connection_is_told_from_an_error_of_the_service() {
    for answer in ["", "HTTP/1.1 2", "not http at all\r\n\r\n"] {
        let error = read(answer).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{answer}: {error}");
        assert_eq!(error.status(), None);
    }
    let error = read(format!("HTTP/1.1 200 OK\r\n{ID}Content-Length: 100\r\n\r\n{{}}")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Body, "{error}");
    assert!(error.message().starts_with("the body of the answer broke off, from http://127.0.0.1:"), "{error}");
    assert_eq!((error.status(), error.request_id()), (Some(200), Some("1-2-3")));
}

/// JSON that is nearly a page: the right keys, any values.
fn nearly_a_page() -> impl Strategy<Value = serde_json::Value> {
    let keys = ["invocations", "nextToken", "events", "status", "startedTime", "invocationId", "Code", "Message", "x"];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,8}|[\0-\u{1f}]{1,3}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        let pair = (proptest::sample::select(keys.to_vec()).prop_map(str::to_owned), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Into::into),
            prop::collection::vec(pair, 0..4).prop_map(|pairs| pairs.into_iter().collect()),
        ]
    })
}

#[test]
fn no_answer_can_panic_or_put_control_characters_into_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = prop_oneof![
        (200_u16..600, nearly_a_page()).prop_map(|(status, json)| with_body(
            &status.to_string(),
            "",
            &json.to_string()
        )
        .into_bytes()),
        (200_u16..600, any::<Vec<u8>>()).prop_map(|(status, body)| {
            [format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes(), body].concat()
        }),
        any::<Vec<u8>>(),
    ];
    let (pages, errors) = (Cell::new(0), Cell::new(0));
    proptest!(config(300), |(answer in answer)| {
        match runtime.block_on(read(answer)) {
            Ok(_) => pages.set(pages.get() + 1),
            Err(error) => {
                errors.set(errors.get() + 1);
                prop_assert!(!error.to_string().chars().any(char::is_control), "{error}");
            }
        }
    });
    // Both happened, or the answers are not of the kind that is wanted here.
    assert!(pages.get() > 3 && errors.get() > 100, "{pages:?} pages, {errors:?} errors");
}
