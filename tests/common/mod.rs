//! What several tests need.

#![allow(dead_code, reason = "each test uses a part")]

use std::sync::{Arc, Mutex};

use fc_async_tasks::{
    Client, RetryPolicy, Scheme,
    builder::ListStatefulAsyncInvocations,
    emulator::{Dataset, Emulator},
};
use proptest::test_runner::{Config, RngSeed};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

pub const SCHEMES: [Scheme; 3] = [Scheme::Roa, Scheme::Acs3, Scheme::Fc];

pub const PATH: &str = "/2021-04-06/services/demo-service/functions/demo-function/stateful-async-invocations";

/// A seed from the environment variable `SEED`, or one that is always the same; printed either way.
pub fn config(cases: u32) -> Config {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_241_114);
    println!("SEED={seed}");
    Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() }
}

/// An emulator with tasks of demo-service/demo-function.
pub async fn emulator(tasks: usize) -> Emulator {
    let emulator = Emulator::start().await.unwrap();
    emulator.insert("demo-service", "demo-function", Dataset::new(1).take(tasks));
    emulator
}

/// A client of the emulator.
pub fn client(emulator: &Emulator) -> Client {
    let builder = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials());
    // No test waits between attempts.
    builder.retry(RetryPolicy::none()).build().unwrap()
}

/// A request for the tasks of demo-service/demo-function.
pub fn list(client: &Client) -> ListStatefulAsyncInvocations<'_> {
    client.list_stateful_async_invocations().service_name("demo-service").function_name("demo-function")
}

/// A server that answers every connection with the same bytes, then closes it.
pub async fn canned(answer: impl Into<Vec<u8>>) -> String {
    let answer = answer.into();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                match stream.read(&mut byte).await {
                    Ok(1) => request.push(byte[0]),
                    _ => break,
                }
            }
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    });
    endpoint
}

/// A server that gives each connection the next answer, and none once there is none left. Beside
/// its endpoint, what it was asked.
pub async fn scripted(answers: Vec<String>) -> (String, Arc<Mutex<Vec<String>>>) {
    let mut answers = answers.into_iter();
    served(move |_| answers.next()).await
}

/// A server that answers each connection by what it asks, as long as there is an answer.
pub async fn served(
    mut answer: impl FnMut(&str) -> Option<String> + Send + 'static,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = String::new();
            while !request.ends_with("\r\n\r\n") {
                match stream.read_u8().await {
                    Ok(byte) => request.push(char::from(byte)),
                    Err(_) => break,
                }
            }
            let Some(answer) = answer(&request) else { return };
            seen.lock().unwrap().push(request);
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (endpoint, asked)
}
