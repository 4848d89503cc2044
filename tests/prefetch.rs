//! Pages that are fetched ahead.

mod common;

use std::time::Duration;

use common::{client, emulator, list};
use fc_async_tasks::{
    Client, Credentials, ErrorKind,
    emulator::{Emulator, Fault},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Waits until so many requests have come, and that no more do. The test's clock jumps, so no time
/// passes.
async fn settle(emulator: &Emulator, requests: usize) {
    let mut waits = 0;
    while waits < 10_000 && emulator.requests().len() < requests {
        tokio::time::sleep(Duration::from_millis(1)).await;
        waits += 1;
    }
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(emulator.requests().len(), requests);
}

#[tokio::test(start_paused = true)]
async fn pages_are_fetched_ahead_as_many_as_are_wanted() {
    for ahead in [0, 1, 3] {
        let emulator = emulator(1000).await;
        let client = client(&emulator);
        let pages = list(&client).pages();
        // None unless told otherwise.
        let mut pages = if ahead == 0 { pages } else { pages.prefetch(ahead) };
        // It begins with the first page.
        settle(&emulator, 0).await;
        for taken in 1..=3 {
            pages.try_next().await.unwrap().unwrap();
            settle(&emulator, taken + ahead).await;
        }
        let cursor = pages.cursor();
        pages.try_next().await.unwrap().unwrap();
        // Whatever is under way or waits for its turn is not sent any more.
        drop(pages);
        let asked = emulator.requests().len();
        settle(&emulator, asked).await;
        // What is ahead and was not given comes again.
        let (mut rest, mut count) = (client.resume(cursor).items(), 0);
        while rest.try_next().await.unwrap().is_some() {
            count += 1;
        }
        assert_eq!(count, 800);
    }
}

/// What is fetched ahead is fetched by a task of the runtime that began.
#[test]
fn a_task_that_is_broken_off_is_no_end() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let served = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let first = runtime();
    let emulator = served.block_on(emulator(1000));
    let client = client(&emulator);
    let mut pages = list(&client).pages().prefetch(2);
    first.block_on(pages.try_next()).unwrap().unwrap();
    drop(first);
    let next = runtime();
    let error = loop {
        match next.block_on(pages.try_next()) {
            Ok(page) => assert!(page.is_some(), "it ended after a part of its pages"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert!(next.block_on(pages.try_next()).unwrap().is_none() && !pages.cursor().is_ended());
}

/// A page that is under way when the stream is dropped is not waited for.
#[tokio::test]
async fn what_is_fetched_ahead_ends_with_the_stream() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let builder = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret"));
    // Else it would end by itself.
    let client = builder.attempt_timeout(Duration::from_hours(1)).build().unwrap();
    let mut pages = list(&client).pages().prefetch(1);
    let first = tokio::spawn(async move { (pages.try_next().await.unwrap().is_some(), pages) });
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.read_u8().await.unwrap();
    let body = r#"{"nextToken": "t"}"#;
    let answer = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(answer.as_bytes()).await.unwrap();
    drop(stream);
    let (mut ahead, _) = listener.accept().await.unwrap();
    ahead.read_u8().await.unwrap();
    let (is_page, pages) = first.await.unwrap();
    assert!(is_page);
    drop(pages);
    // The client hangs up, once the rest of the request is read.
    for _ in 0..10_000 {
        match ahead.try_read(&mut [0; 4096]) {
            Ok(0) => return,
            _ => tokio::task::yield_now().await,
        }
    }
    panic!("it is waited for");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_fetched_ahead_of_an_error() {
    let emulator = emulator(1000).await;
    emulator.inject(2..=2, Fault::service_error(403, "AccessDenied"));
    let client = client(&emulator);
    let mut pages = list(&client).pages().prefetch(3);
    pages.try_next().await.unwrap().unwrap();
    settle(&emulator, 2).await;
    assert_eq!(pages.try_next().await.unwrap_err().status(), Some(403));
    assert!(pages.try_next().await.unwrap().is_none());
}
