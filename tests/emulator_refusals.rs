//! The emulator refuses what the service refuses: requests that no client of ours would send.

#![allow(clippy::disallowed_methods, reason = "a request that is signed by hand needs a time")]

mod common;

use std::time::{Duration, SystemTime};

use common::{PATH, SCHEMES, config, emulator, list};
use fc_async_tasks::{Client, Credentials, Scheme, emulator::Emulator, signing::RequestHead};
use proptest::prelude::*;
use serde_json::Value;

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
        let mut head = RequestHead::new(self.method.as_str(), &host, self.path);
        head.query = Some(self.query);
        head.action = "ListStatefulAsyncInvocations";
        head.version = "2021-04-06";
        let signature = self.scheme.sign(&head, &self.credentials, self.time, self.nonce).unwrap();
        let url = format!("http://{host}{}?{}", self.path, self.query);
        let mut request = reqwest::Client::builder().no_proxy().build().unwrap().request(self.method, url);
        for (name, value) in signature.headers() {
            let replaced = self.header.filter(|(other, _)| other == name).map(|(_, value)| value);
            request = request.header(*name, replaced.unwrap_or(value));
        }
        if let Some((name, value)) =
            self.header.filter(|(name, _)| signature.headers().iter().all(|(it, _)| it != name))
        {
            request = request.header(name, value);
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
        "status=NotYetInvented",
        "sortOrderByTime=",
        "nextToken=AAAA",
        "limit=2&limit=2",
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
    for (number, query) in ["includePayload=True&limit=1", "limit=100&unheard=of"].iter().enumerate() {
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
        (Scheme::Acs3, ("x-acs-smuggled", "1")),
        (Scheme::Roa, ("x-acs-smuggled", "1")),
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
    emulator.insert("demo-service", "demo-function", []);
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

#[test]
fn no_request_can_stop_it() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let emulator = runtime.block_on(emulator(1));
    let address = emulator.endpoint().replace("http://", "");
    let authorization = "(acs |FC |ACS3-HMAC-SHA256 )?[ -~]{0,40}";
    let date = "[ -~]{0,30}|Thu, 14 Nov 2024 08:00:00 GMT";
    proptest!(config(200), |(path in "/[!-~]{0,30}", authorization in authorization, date in date, bytes: Vec<u8>)| {
        let head = format!("GET {path} HTTP/1.1\r\nAuthorization: {authorization}\r\nDate: {date}\r\n\r\n");
        runtime.block_on(async {
            let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
            let _ = stream.write_all(&[head.as_bytes(), &bytes].concat()).await;
            let _ = stream.shutdown().await;
            let _ = stream.read_to_end(&mut Vec::new()).await;
        });
        prop_assert!(runtime.block_on(list(&common::client(&emulator)).send()).is_ok());
    });
}
