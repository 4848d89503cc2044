//! The one error of the crate.

use std::{error::Error as StdError, fmt, sync::Arc};

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
    /// The client cannot work as it was set up. Nothing was sent.
    Configuration,
    /// A parameter of the request is missing or not allowed. Nothing was sent.
    InvalidRequest,
    /// No connection could be made: the host name, the network, TLS.
    Connect,
    /// No answer within the time allowed.
    Timeout,
    /// The connection broke while the request was sent or the answer read.
    Transport,
    /// The service, or something before it, answered with an error.
    Service,
    /// The answer says success, but cannot be read.
    Decoding,
}

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    message: String,
    code: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
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
            source: None,
        }))
    }

    /// Adds what an error is told at the place where it arises, before anybody else has it.
    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            change(inner);
        }
        self
    }

    pub(crate) fn because(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.with(|inner| inner.source = Some(source.into()))
    }

    pub(crate) fn in_operation(self, operation: &'static str) -> Self {
        self.with(|inner| inner.operation = Some(operation))
    }

    pub(crate) fn answered(self, status: u16, code: Option<String>, request_id: Option<String>) -> Self {
        self.with(|inner| {
            inner.status = Some(status);
            inner.code = code;
            inner.request_id = request_id;
        })
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
        match (inner.status, &inner.request_id) {
            (Some(status), Some(id)) => write!(f, " (HTTP {status}, request id {id})"),
            (Some(status), None) => write!(f, " (HTTP {status}, no request id)"),
            _ => Ok(()),
        }
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
            .field("source", &inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
