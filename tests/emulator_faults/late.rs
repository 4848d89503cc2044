//! What comes late or not at all. Where the emulator's clock is the test's own, hours take no time.

use std::time::Duration;

use fc_async_tasks::{Client, ErrorKind, RetryPolicy, emulator::Fault};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{
    HOUR, Raw,
    common::{emulator, list},
    connect, hit, read_to_end, statuses,
};

/// Where the emulator's clock is the test's own, hours take no time.
#[tokio::test(start_paused = true)]
#[allow(clippy::disallowed_methods, reason = "the clock is the test's own")]
async fn late_and_slow_answers_are_right_ones() {
    let plain = hit(Fault::late(Duration::ZERO)).await;
    for (fault, pauses) in [(Fault::late(HOUR), 1), (Fault::slow(HOUR), u32::try_from(plain.length()).unwrap())] {
        let start = tokio::time::Instant::now();
        let raw = hit(fault).await;
        assert!(start.elapsed() >= HOUR * pauses && start.elapsed() < HOUR * (pauses + 1), "{:?}", start.elapsed());
        assert!(raw.text().starts_with("HTTP/1.1 403 Forbidden\r\n"), "{}", raw.text());
        assert_eq!((raw.body(), raw.length(), raw.reset), (plain.body(), plain.length(), false));
    }
}

#[tokio::test(start_paused = true)]
#[allow(clippy::disallowed_methods, reason = "the clock is the test's own")]
async fn the_head_of_a_slow_answer_comes_at_once_and_the_connection_can_be_used_again() {
    let emulator = emulator(1).await;
    emulator.inject(1..=1, Fault::slow(HOUR));
    let start = tokio::time::Instant::now();
    let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    let mut stream = connect(&emulator.endpoint(), request).await;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    assert!(start.elapsed() < HOUR);
    stream.read_u8().await.unwrap();
    assert!(start.elapsed() >= HOUR && start.elapsed() < 2 * HOUR);
    let length = Raw { bytes: head, reset: false }.length();
    stream.read_exact(&mut vec![0; length - 1]).await.unwrap();

    let start = tokio::time::Instant::now();
    stream.write_all(request.replace("Host", "Connection: close\r\nHost").as_bytes()).await.unwrap();
    let raw = read_to_end(stream).await;
    assert!(raw.text().starts_with("HTTP/1.1 403 Forbidden\r\n") && raw.body().len() == raw.length());
    assert!(start.elapsed() < HOUR);
}

#[tokio::test(start_paused = true)]
async fn a_client_does_not_wait_for_what_is_late() {
    for fault in [Fault::late(HOUR), Fault::slow(Duration::from_secs(1)), Fault::no_answer()] {
        let emulator = emulator(20).await;
        emulator.inject(.., fault);
        let builder = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials());
        let client = builder.retry(RetryPolicy::none()).attempt_timeout(Duration::from_mins(1)).build().unwrap();
        assert_eq!(list(&client).send().await.unwrap_err().kind(), ErrorKind::Timeout);
    }
}

#[tokio::test(start_paused = true)]
async fn no_answer_is_none_until_the_emulator_is_dropped() {
    let emulator = emulator(1).await;
    emulator.inject(.., Fault::no_answer());
    let mut stream = connect(&emulator.endpoint(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
    tokio::time::timeout(HOUR, stream.read_u8()).await.unwrap_err();
    assert_eq!(statuses(&emulator), [0]);
    drop(emulator);
    let raw = read_to_end(stream).await;
    assert!(raw.bytes.is_empty() && !raw.reset);
}

#[tokio::test(start_paused = true)]
#[allow(clippy::disallowed_methods, reason = "the clock is the test's own")]
async fn what_is_late_comes_at_once_when_the_emulator_is_dropped() {
    for fault in [Fault::late(HOUR), Fault::slow(HOUR)] {
        let emulator = emulator(1).await;
        emulator.inject(.., fault);
        let start = tokio::time::Instant::now();
        let stream = connect(&emulator.endpoint(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
        while emulator.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        drop(emulator);
        let raw = read_to_end(stream).await;
        assert_eq!(raw.body().len(), raw.length());
        assert!(start.elapsed() < HOUR);
    }
}
