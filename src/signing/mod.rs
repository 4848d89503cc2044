//! Signing: the three schemes that the service has published, as pure functions.
//!
//! A signature follows from the head of the request, the credentials, a time and a nonce, and from
//! nothing else: there is no clock here, no I/O, and no type of an HTTP client. What is signed is
//! what the head says, so the head must say what is really sent.
//!
//! ```
//! use std::time::{Duration, UNIX_EPOCH};
//! use fc_async_tasks::{Credentials, signing::{RequestHead, Scheme}};
//!
//! let mut head = RequestHead::new(
//!     "GET",
//!     "123456789012.cn-hangzhou.fc.aliyuncs.com",
//!     "/2021-04-06/services/s/functions/f/stateful-async-invocations",
//! );
//! head.query = Some("limit=20");
//! head.headers = &[("accept", "application/json")];
//! head.action = "ListStatefulAsyncInvocations";
//! head.version = "2021-04-06";
//! let credentials = Credentials::new("id", "secret");
//! let time = UNIX_EPOCH + Duration::from_secs(1_731_571_200);
//! let signature = Scheme::Roa.sign(&head, &credentials, time, "a nonce")?;
//! assert!(signature.string_to_sign().starts_with("GET\napplication/json\n"));
//! # Ok::<(), fc_async_tasks::Error>(())
//! ```

mod acs3;
mod canonical;
mod fc;
mod roa;

use std::{fmt, time::SystemTime};

use hmac::{KeyInit, Mac};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};

use crate::{
    credentials::Credentials,
    error::{Error, ErrorKind},
};

/// How requests are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// ROA with HMAC-SHA1: `Authorization: acs ...`. Covers the path, the query and the
    /// `x-acs-*` headers.
    #[default]
    Roa,
    /// ACS V3 with HMAC-SHA256: `Authorization: ACS3-HMAC-SHA256 ...`. Covers the host, the path,
    /// the query, the `x-acs-*` headers and the body. What the vendor recommends.
    Acs3,
    /// Function Compute's own, with HMAC-SHA256: `Authorization: FC ...`. Covers the path and the
    /// `x-fc-*` headers, but neither the query nor a nonce.
    Fc,
}

/// What a signature is made from: the request as it is sent.
///
/// `Debug` leaves out the values of the headers, which may be secret, and the body.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RequestHead<'a> {
    /// The method in upper case.
    pub method: &'a str,
    /// The host, with its port where that is not the scheme's own.
    pub host: &'a str,
    /// The path as it is sent, percent-encoded.
    pub path: &'a str,
    /// The query as it is sent, encoded, without the `?`.
    pub query: Option<&'a str>,
    /// The headers that are sent besides those that signing adds. Names in any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body; empty where there is none.
    pub body: &'a [u8],
    /// The operation, for the header `x-acs-action`.
    pub action: &'a str,
    /// The version of the API, for the header `x-acs-version`.
    pub version: &'a str,
}

/// A signature, with the steps that led to it.
///
/// `Debug` leaves out every value: the string to sign holds the security token.
#[derive(Clone)]
pub struct Signature {
    headers: Vec<(&'static str, String)>,
    canonical_request: Option<String>,
    string_to_sign: String,
    encoded: String,
}

impl<'a> RequestHead<'a> {
    /// A request with nothing but what every request has; the other fields are empty.
    #[must_use]
    pub fn new(method: &'a str, host: &'a str, path: &'a str) -> Self {
        Self { method, host, path, query: None, headers: &[], body: &[], action: "", version: "" }
    }
}

impl fmt::Debug for RequestHead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("RequestHead")
            .field("method", &self.method)
            .field("host", &self.host)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

impl Scheme {
    /// Signs a request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when the time is outside the years that a date can be written
    /// for.
    pub fn sign(
        self,
        head: &RequestHead<'_>,
        credentials: &Credentials,
        time: SystemTime,
        nonce: &str,
    ) -> Result<Signature, Error> {
        match self {
            Self::Roa => roa::sign(head, credentials, time, nonce),
            Self::Acs3 => acs3::sign(head, credentials, time, nonce),
            Self::Fc => fc::sign(head, credentials, time),
        }
    }
}

impl Signature {
    /// The headers to add to the request, `authorization` among them. Names in lower case. They
    /// replace headers of the same name.
    #[must_use]
    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.headers
    }

    /// The canonical request, which only ACS3 has.
    #[must_use]
    pub fn canonical_request(&self) -> Option<&str> {
        self.canonical_request.as_deref()
    }

    /// The text that the signature is of. Holds the security token, where there is one.
    #[must_use]
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }

    /// The signature alone, encoded as the scheme wants it.
    #[must_use]
    pub fn signature(&self) -> &str {
        &self.encoded
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Signature").field("headers", &names).finish_non_exhaustive()
    }
}

/// A keyed hash of a text.
fn hmac<M: Mac + KeyInit>(credentials: &Credentials, text: &str) -> Result<impl AsRef<[u8]> + use<M>, Error> {
    let key = credentials.access_key_secret().as_bytes();
    let mac = <M as KeyInit>::new_from_slice(key)
        .map_err(|error| Error::new(ErrorKind::Configuration, "the access key secret is no key").because(error))?;
    Ok(mac.chain_update(text).finalize().into_bytes())
}

/// The date of the header `date`, as RFC 9110 has it.
fn http_date(time: SystemTime) -> Result<String, Error> {
    let date = Timestamp::try_from(time).and_then(|time| DateTimePrinter::new().timestamp_to_rfc9110_string(&time));
    date.map_err(undated)
}

/// A date as RFC 3339 has it, in whole seconds.
fn iso_date(time: SystemTime) -> Result<String, Error> {
    let time = Timestamp::try_from(time).map_err(undated)?;
    // Before 1970 a second is cut off towards the past, as it is afterwards.
    let second = time.as_second() - i64::from(time.subsec_nanosecond() < 0);
    Ok(Timestamp::from_second(second).map_err(undated)?.to_string())
}

fn undated(error: jiff::Error) -> Error {
    Error::new(ErrorKind::Configuration, "the time is outside the years that a date can be written for").because(error)
}
