//! What a client tells through `tracing`.

mod common;

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
    time::Duration,
};

use common::{list, scripted};
use fc_async_tasks::{Client, Credentials, ProvideCredentials, RetryPolicy};
use tracing::{Level, subscriber::DefaultGuard};

/// What was told since [`listen`], of every crate.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<u8>>>);

impl Told {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Told {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Listens on this thread, which is all of a test's runtime.
fn listen(level: Level) -> (Told, DefaultGuard) {
    let told = Told::default();
    let writer = told.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    (told, tracing::subscriber::set_default(subscriber))
}

fn answer(status: u16, headers: &str) -> String {
    format!("HTTP/1.1 {status} X\r\nConnection: close\r\n{headers}Content-Length: 2\r\n\r\n{{}}")
}

fn keyed() -> Credentials {
    Credentials::new("LTAI-the-id", "hush-the-secret").with_security_token("hush-the-token")
}

/// A provider whose own `Debug`, if it had one, would be nobody's business.
struct Own;

impl ProvideCredentials for Own {
    async fn provide_credentials(&self) -> Result<Credentials, Box<dyn std::error::Error + Send + Sync>> {
        Ok(keyed())
    }
}

#[tokio::test]
async fn a_call_tells_its_attempts_and_no_secret() {
    let busy = answer(503, "X-Fc-Request-Id: first\r\nx-acs-retry-after: 30\r\n");
    let (endpoint, _) = scripted(vec![busy, answer(200, "X-Fc-Request-Id: second\r\n"), answer(404, "")]).await;
    // Of other crates too, such as the one that keeps the connections.
    let (told, _guard) = listen(Level::TRACE);
    let retry = RetryPolicy { max_backoff: Duration::ZERO, ..RetryPolicy::default() };
    let client = Client::builder().endpoint(endpoint).credentials_provider(Own).retry(retry).build().unwrap();
    list(&client).send().await.unwrap();
    list(&client).send().await.unwrap_err();
    let told = told.text();
    let call = r#"call{operation="ListStatefulAsyncInvocations"}"#;
    for line in [
        format!("{call}:attempt{{attempt=1 status=503 request_id=\"first\"}}: fc_async_tasks::response: answered"),
        format!("{call}: fc_async_tasks::retry: trying again error="),
        " delay_ms=0".to_owned(),
        format!("{call}:attempt{{attempt=2 status=200 request_id=\"second\"}}: fc_async_tasks::response: answered"),
        format!("{call}: fc_async_tasks::call: failed error=ListStatefulAsyncInvocations: "),
        "looked up an access key access_key_id=\"LTAI-the-id\"".to_owned(),
    ] {
        assert!(told.contains(&line), "{line}\n\n{told}");
    }
    assert!(!told.contains("hush"), "{told}");
}

#[test]
fn a_key_that_goes_over_plain_http_is_warned_of() {
    for (endpoint, warned) in [
        ("http://fc.example.com", true),
        ("http://192.0.2.1:8080", true),
        ("http://127.0.0.1:8080", false),
        ("http://[::1]:8080", false),
        ("http://localhost", false),
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        ("https://fc.example.com", false),
    ] {
        let (told, _guard) = listen(Level::WARN);
        Client::builder().endpoint(endpoint).credentials(keyed()).build().unwrap();
        let told = told.text();
        assert_eq!(told.contains("plain http"), warned, "{endpoint}: {told}");
        assert_eq!(told.contains(endpoint), warned, "{endpoint}: {told}");
        assert!(!told.contains("hush"), "{told}");
    }
}
