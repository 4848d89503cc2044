//! What breaks off, or is longer than it says.

use std::time::Duration;

use fc_async_tasks::{
    Client, ErrorKind, RetryPolicy,
    emulator::{Fault, Stage},
};

use super::{
    Raw,
    common::{emulator, list},
    get, hit, send, statuses,
};

#[tokio::test]
async fn a_connection_is_reset_or_closed_where_it_should_be() {
    let plain = hit(Fault::late(Duration::ZERO)).await;
    let half = plain.length() / 2;
    for (fault, sent, status, reset) in [
        (Fault::reset(Stage::BeforeHead), "nothing", 0, true),
        (Fault::reset(Stage::InHead), "status", 403, true),
        (Fault::reset(Stage::AfterHead), "head", 403, true),
        (Fault::truncated(), "head", 403, false),
    ] {
        let emulator = emulator(1).await;
        emulator.inject(.., fault.clone());
        let raw = get(&emulator.endpoint()).await;
        assert_eq!((raw.reset, statuses(&emulator)), (reset, vec![status]), "{fault:?}");
        match sent {
            "nothing" => assert_eq!(raw.bytes, b""),
            "status" => {
                assert!(raw.text().starts_with("HTTP/1.1 403 Forbidden\r\ncontent-type: "), "{}", raw.text());
                assert!(!raw.text().contains("\r\n\r\n"));
            }
            _ => {
                assert_eq!((raw.length(), raw.body()), (plain.length(), plain.body()[..half].to_owned()));
                let names = |raw: &Raw| {
                    let head = raw.head();
                    let mut names: Vec<_> =
                        head.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect();
                    names.sort();
                    names
                };
                // But for what was asked with the request.
                let expected: Vec<_> = names(&plain).into_iter().filter(|name| name != "connection").collect();
                assert_eq!(names(&raw), expected);
            }
        }
    }
}

#[tokio::test]
async fn a_page_that_breaks_off_is_no_page() {
    for (fault, kind) in [
        (Fault::truncated(), ErrorKind::Body),
        (Fault::reset(Stage::BeforeHead), ErrorKind::Transport),
        (Fault::reset(Stage::InHead), ErrorKind::Transport),
        (Fault::reset(Stage::AfterHead), ErrorKind::Body),
    ] {
        assert_eq!(send(fault.clone()).await.unwrap_err().kind(), kind, "{fault:?}");
    }
    let error = send(Fault::wrong_length()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Decoding, Some(200)), "{error}");
    assert!(error.message().contains("EOF"), "{error}");
}

#[tokio::test]
async fn a_wrong_length_is_half_of_the_right_one() {
    let plain = hit(Fault::late(Duration::ZERO)).await;
    let raw = hit(Fault::wrong_length()).await;
    assert_eq!((raw.length(), raw.body(), raw.reset), (plain.length() / 2, plain.body(), false));
}

/// Undoes the chunks.
fn joined(mut chunks: &str) -> String {
    let mut body = String::new();
    loop {
        let (size, rest) = chunks.split_once("\r\n").unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        body.push_str(&rest[..size]);
        chunks = rest[size..].strip_prefix("\r\n").unwrap();
        if size == 0 {
            assert_eq!(chunks, "");
            return body;
        }
    }
}

#[tokio::test]
async fn an_oversized_answer_is_padded_and_does_not_say_how_long_it_is() {
    let plain = hit(Fault::late(Duration::ZERO)).await.body();
    for size in [0, 1000, 65_536 + plain.len(), 1_000_000] {
        let raw = hit(Fault::oversized(size)).await;
        assert_eq!((raw.header("content-length"), raw.header("transfer-encoding").unwrap()), (None, "chunked".into()));
        let body = joined(&raw.body());
        assert_eq!((body.len(), body.trim_end()), (size.max(plain.len()), &*plain));
    }
    // Good JSON, up to what a client takes.
    assert_eq!(send(Fault::oversized(1_000_000)).await.unwrap(), 20);
    let emulator = emulator(20).await;
    emulator.inject(1..=1, Fault::oversized(usize::MAX));
    let builder = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials());
    let client = builder.retry(RetryPolicy::none()).max_body(1_000_000).build().unwrap();
    let error = list(&client).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decoding);
    assert!(error.message().contains("max_body"), "{error}");
    assert_eq!(list(&client).send().await.unwrap().invocations.len(), 20);
}
