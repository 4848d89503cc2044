//! What a look-up reaches out to, the environment, files and HTTP, and what came of it.
//!
//! The library's own errors may hold the body of an answer, and so a key. What is told of a failure
//! is therefore written down here, where it happens.

use std::{
    collections::HashMap,
    error::Error,
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
use crate::{text::one_line, transport};

/// Time allowed for a connection to the metadata service: it is near, and where there is none, the
/// first request waits so long, twice.
const NEAR_CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
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

impl Env for Variables {
    fn var(&self, key: &str) -> Option<String> {
        self.0.var(key).filter(|value| !value.is_empty())
    }

    fn vars(&self) -> HashMap<String, String> {
        // Not all there are: OSS's are not meant, and one that is no text would be a panic.
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
    /// Whether what it asks is on this machine, or nowhere.
    near: bool,
    last: Arc<Mutex<Option<Step>>>,
}

/// What came of the last step of a look-up.
enum Step {
    /// A path or a server was read.
    Read(String),
    Failed {
        text: String,
        /// There was no connection.
        unreached: bool,
        /// What was asked cannot answer just now.
        unwell: bool,
    },
}

impl Lookup {
    pub(super) fn new(variables: &Variables, near: bool) -> Self {
        Self { variables: variables.clone(), near, last: Arc::default() }
    }

    pub(super) fn context(&self) -> Context {
        Context::new().with_env(self.variables.clone()).with_file_read(self.clone()).with_http_send(self.clone())
    }

    fn last(&self) -> MutexGuard<'_, Option<Step>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why what was found is no key.
    pub(super) fn unfit(&self, why: &str) -> String {
        match &*self.last() {
            Some(Step::Read(place)) => format!("{place}: {why}"),
            _ => why.to_owned(),
        }
    }

    /// Why nothing was found, though nothing failed.
    pub(super) fn barren(&self, why: &str) -> String {
        match &*self.last() {
            Some(Step::Read(place)) => format!("{place} {why}"),
            Some(Step::Failed { text, .. }) => text.clone(),
            None => "the home directory is not known".to_owned(),
        }
    }

    /// Why it failed. A source that is `meant` to be reached may be so later.
    pub(super) fn failed(&self, error: &reqsign_core::Error, meant: bool) -> Reason {
        let (text, transient) = match &*self.last() {
            Some(Step::Failed { text, unreached, unwell }) => (text.clone(), *unwell || (meant && *unreached)),
            Some(Step::Read(place)) => match error.kind() {
                // These are fixed texts.
                ErrorKind::ConfigInvalid | ErrorKind::CredentialInvalid => (format!("{place}: {error}"), false),
                ErrorKind::RequestInvalid => ("no URL can be made of what is set".to_owned(), false),
                _ => (format!("{place}: what is there cannot be understood"), false),
            },
            None => ("no URL can be made of what is set".to_owned(), false),
        };
        Reason { text, transient }
    }

    async fn send(&self, request: http::Request<Bytes>) -> std::result::Result<http::Response<Bytes>, crate::Error> {
        let request = Request::try_from(request).map_err(|error| transport::unreceived(error, None))?;
        let url = request.url().clone();
        let unreceived = |error| transport::unreceived(error, Some(&url));
        if url.scheme() == "http" && !self.near && !transport::is_loopback(&url) {
            tracing::warn!(server = %url.origin().ascii_serialization(), "a key is looked up unencrypted over plain http");
        }
        // What gives out keys over plain http is near, and a proxy is not.
        let client = transport::builder(&url, url.scheme() == "http");
        let connect = if self.near { NEAR_CONNECT_TIMEOUT } else { transport::CONNECT_TIMEOUT };
        let client = client.connect_timeout(connect).timeout(TIMEOUT).build().map_err(unreceived)?;
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
        let (step, outcome) = match outcome {
            Ok(answer) if answer.status().is_success() => (Step::Read(server), Ok(answer)),
            Ok(answer) => {
                let (status, code) = (answer.status().as_u16(), code(answer.body()));
                let unwell = matches!(status, 429 | 500 | 502..=504) || code.starts_with("Throttling");
                let code = if code.is_empty() { code } else { format!(", {code}") };
                let text = format!("{server} answered HTTP {status}{code}");
                (Step::Failed { text, unreached: false, unwell }, Ok(answer))
            }
            Err(error) => {
                let unreached = error.kind() == crate::ErrorKind::Connect;
                let unwell = error.is_retryable() && !unreached;
                let text = format!("{}{}", error.message(), root(&error));
                let failed = reqsign_core::Error::unexpected(error.message());
                (Step::Failed { text, unreached, unwell }, Err(failed))
            }
        };
        *self.last() = Some(step);
        outcome
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
        *self.last() = Some(match &content {
            Ok(_) => Step::Read(path.to_owned()),
            Err(error) => Step::Failed { text: format!("{path}: {error}"), unreached: false, unwell: false },
        });
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

/// What lies at the bottom of an error, such as a name that has no address.
fn root(error: &crate::Error) -> String {
    let mut cause = error.source();
    while let Some(below) = cause.and_then(Error::source) {
        cause = Some(below);
    }
    cause.map(|cause| format!(" ({})", one_line(&cause.to_string(), 100))).unwrap_or_default()
}

/// The code of the error that an answer is, which is no secret where it looks like a code.
fn code(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = body.get("Code").and_then(Value::as_str).unwrap_or_default();
    let plain = code.len() <= 100 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    if plain { code.to_owned() } else { String::new() }
}
