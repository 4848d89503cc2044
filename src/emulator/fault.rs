//! Faults that the emulator can be told to have.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::RETRY_AFTER};

use super::refusal::{Refusal, Shape};

/// What goes wrong with a request. Told to [`Emulator::inject`](super::Emulator::inject).
///
/// The *right answer* is the one that the request would have without the fault: a page, or a
/// refusal where its signature or its query is wrong. An error that a fault answers with comes
/// whether the request is signed or not.
///
/// Where a constructor takes a status, 100 to 199 and what is no HTTP status, below 100 or above
/// 999, is answered as 500: neither can end a request. HTTP has no body at 204 and 304; none is
/// sent then.
#[derive(Clone, Debug)]
#[must_use = "a fault does nothing until it is injected"]
pub struct Fault {
    pub(super) kind: Kind,
    pub(super) headers: HeaderMap,
}

/// Where in its answer a connection is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Before the first byte.
    BeforeHead,
    /// After the status line, in the middle of the headers.
    InHead,
    /// After the headers and a part of the body: half of it, but no more than 1024 bytes.
    AfterHead,
}

/// The faults.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Refusal(Refusal),
    Late(Duration),
    Slow(Duration),
    NoAnswer,
    Reset(Stage),
    Truncated,
    WrongLength,
    Oversized(usize),
    ClockSkew(i64),
}

impl Fault {
    /// An error of Function Compute itself: the JSON has `ErrorCode` and `ErrorMessage`, and the id
    /// of the request is in the header `x-fc-request-id`.
    pub fn service_error(status: u16, code: &str) -> Self {
        Self::refusal(status, code, Shape::Service)
    }

    /// An error of the gateway before it: the JSON has `Code`, `Message`, `RequestId`, `HostId` and
    /// `Recommend`. The id of the request is there and in no header.
    pub fn gateway_error(status: u16, code: &str) -> Self {
        Self::refusal(status, code, Shape::Gateway)
    }

    /// An error in XML: `Error` with `Code`, `Message`, `RequestId` and `HostId`, as `text/xml`. The
    /// id of the request is there and in no header.
    pub fn xml(status: u16, code: &str) -> Self {
        Self::refusal(status, code, Shape::Xml)
    }

    /// The page of a proxy, as `text/html`, without an id of the request. With status 200 it is the
    /// page of a network that wants its user to log in.
    pub fn html(status: u16) -> Self {
        Self::refusal(status, "", Shape::Html)
    }

    /// No body, only a status; the id of the request is in the header `x-fc-request-id`.
    pub fn empty(status: u16) -> Self {
        Self::refusal(status, "", Shape::Empty)
    }

    /// A refusal since the security token has expired, whether the request has one or not: HTTP 400
    /// with the code `InvalidSecurityToken.Expired`, as by [`gateway_error`](Self::gateway_error).
    pub fn expired_token() -> Self {
        Self::gateway_error(400, "InvalidSecurityToken.Expired")
    }

    /// The right answer, that much later, beside the emulator's own latency. The request is judged
    /// when it comes. With no delay at all it is the plain right answer.
    pub fn late(delay: Duration) -> Self {
        Kind::Late(delay).into()
    }

    /// The right answer, whose body comes one byte after each such pause. The head comes at once.
    pub fn slow(pause: Duration) -> Self {
        Kind::Slow(pause).into()
    }

    /// Nothing, ever. The connection stays open until the client leaves or the emulator is dropped.
    pub fn no_answer() -> Self {
        Kind::NoAnswer.into()
    }

    /// A TCP reset of the connection, somewhere in the right answer.
    pub fn reset(stage: Stage) -> Self {
        Kind::Reset(stage).into()
    }

    /// The right head and the first half of the body, after which the connection is closed in the
    /// ordinary way.
    pub fn truncated() -> Self {
        Kind::Truncated.into()
    }

    /// The right answer, but for a `Content-Length` that is half of what it should be, so that the
    /// JSON breaks off. The rest of the body is sent all the same, and then the connection closed,
    /// as a header says.
    pub fn wrong_length() -> Self {
        Kind::WrongLength.into()
    }

    /// The right answer, padded with white space, which is good JSON, to at least that many bytes.
    /// It comes in chunks and says nothing of its length. It is made while it is sent, so it may be
    /// larger than the memory.
    pub fn oversized(bytes: usize) -> Self {
        Kind::Oversized(bytes).into()
    }

    /// The right answer of a service whose clock is that many seconds ahead, or behind where
    /// negative, but not before 1970 nor after 9999: it judges the date of the request by that clock
    /// and shows it in the header `Date`. All schemes of signing allow 15 minutes.
    pub fn clock_skew(seconds: i64) -> Self {
        Kind::ClockSkew(seconds).into()
    }

    /// Adds the service's own header `x-acs-retry-after`, in milliseconds, rounded up, to what is
    /// answered.
    pub fn with_acs_retry_after(self, pause: Duration) -> Self {
        self.with(HeaderName::from_static("x-acs-retry-after"), pause.as_nanos().div_ceil(1_000_000))
    }

    /// Adds the header `Retry-After`, in seconds, rounded up, to what is answered.
    pub fn with_retry_after(self, pause: Duration) -> Self {
        self.with(RETRY_AFTER, pause.as_nanos().div_ceil(1_000_000_000))
    }

    fn with(mut self, name: HeaderName, value: u128) -> Self {
        let value = u64::try_from(value).unwrap_or(u64::MAX);
        self.headers.insert(name, HeaderValue::from(value));
        self
    }

    fn refusal(status: u16, code: &str, shape: Shape) -> Self {
        let status = StatusCode::from_u16(status).ok().filter(|status| !status.is_informational());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Kind::Refusal(Refusal::injected(status, code, shape)).into()
    }
}

impl From<Kind> for Fault {
    fn from(kind: Kind) -> Self {
        Self { kind, headers: HeaderMap::new() }
    }
}

impl Kind {
    /// Whether a status is sent, however little after it.
    pub(super) fn sends_status(&self) -> bool {
        !matches!(self, Self::NoAnswer | Self::Reset(Stage::BeforeHead))
    }
}
