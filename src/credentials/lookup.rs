//! What a look-up reaches out to, the environment, files and HTTP, and what came of it.
//!
//! The library's own errors may hold the body of an answer, and so a key. What is told of a failure
//! is therefore written down here, where it happens.

use std::{
    collections::HashMap,
    fmt,
    fs::File,
    io::Read,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use reqsign_core::{Context, Env, ErrorKind, FileRead, HttpSend};
use reqwest::{Request, Url};
use serde_json::Value;

use super::chain::Reason;
use crate::transport;

/// Time allowed for a connection: the metadata service is near, and where there is none, every
/// first request waits so long, twice.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Time allowed for a request.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The largest file or answer that is read: keys take some hundred bytes.
const MAX_LENGTH: usize = 1024 * 1024;

type Result<T> = reqsign_core::Result<T>;

/// The environment, as far as it is about credentials: the library would take OSS's variables too,
/// and an empty one for a value.
#[derive(Clone, Debug)]
pub(super) struct Variables(Arc<dyn Env>);

impl Variables {
    pub(super) fn new(env: impl Env) -> Self {
        Self(Arc::new(env))
    }
}

fn counts(name: &str, value: &str) -> bool {
    name.starts_with("ALIBABA_CLOUD_") && !value.is_empty()
}

impl Env for Variables {
    fn var(&self, key: &str) -> Option<String> {
        self.0.var(key).filter(|value| counts(key, value))
    }

    fn vars(&self) -> HashMap<String, String> {
        // Not all at once, which would panic at a variable that is no text.
        const READ: [&str; 8] = [
            "ALIBABA_CLOUD_ACCESS_KEY_ID",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            "ALIBABA_CLOUD_SECURITY_TOKEN",
            "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
            "ALIBABA_CLOUD_ROLE_ARN",
            "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
            "ALIBABA_CLOUD_ROLE_SESSION_NAME",
            "ALIBABA_CLOUD_STS_ENDPOINT",
        ];
        READ.iter().filter_map(|name| Some(((*name).to_owned(), self.var(name)?))).collect()
    }

    fn home_dir(&self) -> Option<PathBuf> {
        self.0.home_dir()
    }
}

/// One look-up in one source.
#[derive(Clone)]
pub(super) struct Lookup {
    variables: Variables,
    record: Arc<Mutex<Record>>,
}

/// What came of a look-up.
#[derive(Default)]
struct Record {
    /// What was read last: a path or a server.
    read: Option<String>,
    failures: Vec<String>,
    unreached: bool,
    unwell: bool,
}

impl Lookup {
    pub(super) fn new(variables: &Variables) -> Self {
        Self { variables: variables.clone(), record: Arc::default() }
    }

    pub(super) fn context(&self) -> Context {
        Context::new().with_env(self.variables.clone()).with_file_read(self.clone()).with_http_send(self.clone())
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why there was no key. A source that is `set_up` is meant to be reached.
    pub(super) fn reason(&self, error: Option<&reqsign_core::Error>, set_up: bool) -> Reason {
        let mut record = self.record();
        record.failures.dedup();
        let transient = error.is_some() && (record.unwell || (set_up && record.unreached));
        let text = match (error, &record.read) {
            _ if !record.failures.is_empty() => record.failures.join(", "),
            (Some(error), Some(read)) => match error.kind() {
                // These are fixed texts.
                ErrorKind::ConfigInvalid | ErrorKind::CredentialInvalid => format!("{read}: {error}"),
                _ => format!("{read}: what is there cannot be understood"),
            },
            (None, Some(read)) => format!("{read} holds no access key for this profile"),
            (Some(_), None) => "what is set cannot be used".to_owned(),
            (None, None) => "switched off".to_owned(),
        };
        Reason { text, transient }
    }

    async fn send(&self, request: http::Request<Bytes>) -> std::result::Result<http::Response<Bytes>, crate::Error> {
        let request = Request::try_from(request).map_err(|error| transport::unreceived(error, None))?;
        let url = request.url().clone();
        let unreceived = |error| transport::unreceived(error, Some(&url));
        // The metadata service can be reached from its own machine alone.
        let client = transport::builder(&url, url.scheme() == "http");
        let client = client.connect_timeout(CONNECT_TIMEOUT).timeout(TIMEOUT).build().map_err(unreceived)?;
        let mut answer = client.execute(request).await.map_err(unreceived)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unreceived)? {
            if body.len() + chunk.len() > MAX_LENGTH {
                return Err(crate::Error::new(crate::ErrorKind::Decoding, "the answer is too large"));
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = http::Response::new(Bytes::from(body));
        *response.status_mut() = answer.status();
        Ok(response)
    }
}

impl HttpSend for Lookup {
    async fn http_send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>> {
        let server = server(&request.uri().to_string());
        let outcome = self.send(request).await;
        let mut record = self.record();
        match outcome {
            Ok(answer) => {
                let status = answer.status().as_u16();
                if answer.status().is_success() {
                    record.read = Some(server);
                } else {
                    record.failures.push(format!("{server} answered HTTP {status}{}", code(answer.body())));
                    record.unwell |= matches!(status, 429 | 500 | 502..=504);
                }
                Ok(answer)
            }
            Err(error) => {
                record.failures.push(error.message().to_owned());
                if error.kind() == crate::ErrorKind::Connect {
                    record.unreached = true;
                } else {
                    record.unwell |= error.is_retryable();
                }
                Err(reqsign_core::Error::unexpected(error.message()))
            }
        }
    }
}

impl FileRead for Lookup {
    async fn file_read(&self, path: &str) -> Result<Vec<u8>> {
        let opened = path.to_owned();
        let read = tokio::task::spawn_blocking(move || {
            let mut content = Vec::new();
            File::open(opened)?.take(MAX_LENGTH as u64).read_to_end(&mut content)?;
            Ok::<_, std::io::Error>(content)
        });
        let content = read.await.unwrap_or_else(|error| Err(error.into()));
        let mut record = self.record();
        match &content {
            Ok(_) => record.read = Some(path.to_owned()),
            Err(error) => record.failures.push(format!("{path}: {error}")),
        }
        Ok(content?)
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookup").finish_non_exhaustive()
    }
}

/// Scheme, host and port of a URL; the rest may be secret.
fn server(url: &str) -> String {
    Url::parse(url).map_or_else(|_| "a URL that is none".to_owned(), |url| url.origin().ascii_serialization())
}

/// The code of the error that an answer is, which is no secret where it looks like a code.
fn code(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = body.get("Code").and_then(Value::as_str).unwrap_or_default();
    let plain = code.len() <= 100 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    if plain && !code.is_empty() { format!(", {code}") } else { String::new() }
}
