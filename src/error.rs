//! The one error of the crate.

use std::{
    error::Error as StdError,
    fmt,
    sync::{Arc, Weak},
    time::{Duration, SystemTime},
};

use crate::Credentials;

/// What went wrong, with all that is known of it.
///
/// One pointer wide and cheap to clone. `Display` is one line without secrets; what lies below is
/// in [`source`](std::error::Error::source).
#[derive(Clone)]
pub struct Error(Arc<Inner>);

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot work as it was set up, or a request cannot be signed. Nothing was sent, but
    /// for the attempts before that [`Error::attempts`] counts.
    Configuration,
    /// No access key could be had. The message says where one was looked for, and why each place gave
    /// none. Nothing was sent, but for the attempts before that [`Error::attempts`] counts.
    Credentials,
    /// A parameter of the request is missing or not allowed. Nothing was sent.
    InvalidRequest,
    /// No connection could be made: the host name, the network, TLS.
    Connect,
    /// No answer within the time allowed.
    Timeout,
    /// The connection broke before the head of the answer was there.
    Transport,
    /// The connection broke after the head of a successful answer and before the end of its body.
    Body,
    /// The service, or something before it, answered with an error.
    Service,
    /// The answer says success, but cannot be read.
    Decoding,
    /// A page of a listing names itself as the next, or a cursor cannot be used.
    Pagination,
}

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    message: String,
    code: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    /// Whether a look-up of credentials that failed may yet succeed.
    transient: bool,
    attempts: u32,
    elapsed: Duration,
    retry_after: Option<Duration>,
    /// The time at the service, and the time that the request was signed with.
    times: Option<(SystemTime, SystemTime)>,
    /// The key that the request was signed with, which an error shall not keep in memory.
    used: Weak<Credentials>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            kind,
            operation: None,
            message: message.into(),
            code: None,
            status: None,
            request_id: None,
            transient: false,
            attempts: 0,
            elapsed: Duration::ZERO,
            retry_after: None,
            times: None,
            used: Weak::new(),
            source: None,
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    pub(crate) fn because(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.with(|inner| inner.source = Some(source.into().into()))
    }

    /// That the look-up of credentials may yet succeed.
    pub(crate) fn transient(self) -> Self {
        self.with(|inner| inner.transient = true)
    }

    /// That it was in this operation, and what to grant where that is what is missing.
    pub(crate) fn in_operation(self, operation: &'static str, grant: &'static str) -> Self {
        let denied = self.is_access_denied() && !grant.is_empty();
        self.with(|inner| {
            inner.operation = Some(operation);
            if denied {
                inner.message += "; it takes the RAM action ";
                inner.message += grant;
            }
        })
    }

    pub(crate) fn answered(self, status: u16, code: Option<String>, request_id: Option<String>) -> Self {
        self.with(|inner| {
            inner.status = Some(status);
            inner.code = code;
            inner.request_id = request_id;
        })
    }

    /// How long the service asks to be left alone; what time it is there, and what time the request
    /// was signed with.
    pub(crate) fn with_times(self, retry_after: Option<Duration>, times: Option<(SystemTime, SystemTime)>) -> Self {
        self.with(|inner| (inner.retry_after, inner.times) = (retry_after, times))
    }

    /// That the request was signed with this key.
    pub(crate) fn signed_with(self, used: Option<&Arc<Credentials>>) -> Self {
        self.with(|inner| inner.used = used.map(Arc::downgrade).unwrap_or_default())
    }

    /// That the request was sent so often, and how long that took.
    pub(crate) fn after(self, sent: u32, elapsed: Duration) -> Self {
        self.with(|inner| (inner.attempts, inner.elapsed) = (sent, elapsed))
    }

    /// Whether the request went out. What could not be signed, or not be built, did not.
    pub(crate) fn was_sent(&self) -> bool {
        !matches!(self.0.kind, ErrorKind::Configuration | ErrorKind::Credentials | ErrorKind::InvalidRequest)
    }

    /// The key that the request was signed with, where the service says that it has expired.
    pub(crate) fn expired_key(&self) -> Option<&Weak<Credentials>> {
        let expired = |code: &str| code.contains("SecurityToken") && code.ends_with("Expired");
        self.code().is_some_and(expired).then_some(&self.0.used)
    }

    /// How long the service asks to be left alone, where it does. The client has waited so long
    /// between its attempts, up to [`RetryPolicy::max_backoff`](crate::RetryPolicy::max_backoff).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The time at the service and the time that the request was signed with, where the service
    /// refused it for that.
    pub(crate) fn clock_skew(&self) -> Option<(SystemTime, SystemTime)> {
        self.0.times.filter(|_| self.is_of_the_date())
    }

    /// Whether the request was refused for its date. Function Compute says so in words alone.
    fn is_of_the_date(&self) -> bool {
        let told = self.0.message.contains("request time") && self.0.message.contains("too large");
        told || self.code().is_some_and(|code| code.starts_with("InvalidTimeStamp"))
    }

    /// Wraps the error in a response, the one thing that the hook can give back. The reading of
    /// the answer takes it out again.
    pub(crate) fn into_response(self) -> reqwest::Response {
        let mut response = http::Response::new("");
        response.extensions_mut().insert(self);
        response.into()
    }

    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that failed, as the service names it. None while the client is being set up.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.operation
    }

    /// The error code of the service, for example `ServiceNotFound`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What happened, in words: the service's own where it sent some.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status of the answer, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// How often the request was sent; 0 where it was refused before it was sent. An attempt that
    /// was broken off since the time was up counts.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the call took, with all attempts and waits. Zero while the client is being set up.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// Whether the service wants fewer requests: HTTP 429, or a code of throttling whatever the
    /// status. Worth another try, later.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        let throttled =
            |code: &str| code.starts_with("Throttling") || matches!(code, "ResourceExhausted" | "ResourceThrottled");
        self.status() == Some(429) || self.code().is_some_and(throttled)
    }

    /// Whether the same request may succeed later: no connection, a connection that broke, no
    /// answer in time, throttling, the statuses 500, 502, 503 and 504, and a source of credentials
    /// that failed like that. The client has tried again by itself, as its
    /// [`RetryPolicy`](crate::RetryPolicy) says.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::Body => true,
            ErrorKind::Credentials => self.0.transient,
            ErrorKind::Service => self.is_throttled() || matches!(self.status(), Some(500 | 502 | 503 | 504)),
            ErrorKind::Configuration | ErrorKind::InvalidRequest | ErrorKind::Decoding | ErrorKind::Pagination => false,
        }
    }

    /// Whether there is no such service, function, version or alias (HTTP 404).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Whether the key may not do this. The message says which RAM action must be granted, and on
    /// which resource. A wrong account id can show like this too.
    #[must_use]
    pub fn is_access_denied(&self) -> bool {
        self.code() == Some("AccessDenied") && !self.is_of_the_date()
    }

    /// The id of the request, to quote to the vendor's support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = inner.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(code) = &inner.code {
            write!(f, "{code}: ")?;
        }
        f.write_str(&inner.message)?;
        let mut facts = Vec::new();
        if let Some(status) = inner.status {
            facts.push(format!("HTTP {status}"));
            facts.push(inner.request_id.as_ref().map_or("no request id".to_owned(), |id| format!("request id {id}")));
        }
        if inner.attempts > 0 {
            facts.push(format!("attempts {}", inner.attempts));
        }
        // A look-up takes its time too; what is refused at once does not.
        if inner.attempts > 0 || (inner.kind == ErrorKind::Credentials && inner.operation.is_some()) {
            facts.push(format!("{} ms", inner.elapsed.as_millis()));
        }
        if facts.is_empty() { Ok(()) } else { write!(f, " ({})", facts.join(", ")) }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("operation", &inner.operation)
            .field("code", &inner.code)
            .field("message", &inner.message)
            .field("status", &inner.status)
            .field("request_id", &inner.request_id)
            .field("attempts", &inner.attempts)
            .field("elapsed", &inner.elapsed)
            .field("source", &inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
