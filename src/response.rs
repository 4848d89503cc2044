//! What an answer means: a value, or an error with all that is known of it.
//!
//! [`read`] is given what came of sending a request, and one of the functions that find the result
//! in an answer.

use std::{
    ops::Deref,
    time::{Duration, SystemTime},
};

use progenitor_client::Error as Unsent;
use reqwest::{Url, header::HeaderMap};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    error::{Error, ErrorKind},
    middleware::Sent,
};

/// As much of the body of an error as is read. The errors of the service are a few hundred bytes.
const MAX_ERROR_BODY: usize = 64 * 1024;

/// How much of an unreadable body an error shows, in characters.
const EXCERPT: usize = 200;

/// How much of the service's own words an error shows, in characters. Room for the string to sign
/// that it may quote.
const MESSAGE: usize = 4000;

/// Headers that may hold the id of the request.
const REQUEST_ID: [&str; 2] = ["x-fc-request-id", "x-acs-request-id"];

/// The result of an operation, and what the service said beside it. Derefs to the result.
///
/// ```
/// use fc_async_tasks::{Error, Response, types::InvocationPage};
///
/// fn report(answer: Result<Response<InvocationPage>, Error>) -> Result<usize, Error> {
///     let page = answer?;
///     println!("request {}", page.request_id().unwrap_or("without an id"));
///     Ok(page.invocations.len())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Response<T> {
    result: T,
    status: u16,
    request_id: Option<String>,
}

impl<T> Response<T> {
    /// The result by itself.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.result
    }

    /// The HTTP status, 200 to 299.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The id of the request, to quote to the vendor's support. None where the answer had none.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.result
    }
}

/// The result of an answer whose body is a JSON object.
pub(crate) fn object<T: DeserializeOwned>(answer: &Answer) -> Result<T, Error> {
    // Serde takes a list for a struct, field by field.
    if answer.body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(answer.unlike("not an object"));
    }
    json(answer)
}

/// The result of an answer whose body is any other JSON.
pub(crate) fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, Error> {
    serde_json::from_slice(&answer.body).map_err(|error| answer.unlike(&error.to_string()))
}

/// The result of an answer that says all it has to say with its status.
#[allow(dead_code, clippy::unnecessary_wraps, reason = "one of three; the document may have no such operation")]
pub(crate) fn empty(_: &Answer) -> Result<(), Error> {
    Ok(())
}

/// Reads null as the empty value: the service writes an empty list as null.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// What came of sending a request, read to its end.
pub(crate) async fn read<T>(
    sent: Result<reqwest::Response, Unsent>,
    max_body: usize,
    result: impl FnOnce(&Answer) -> Result<T, Error>,
) -> Result<Response<T>, Error> {
    let answer = Answer::receive(sent.map_err(unsent)?, max_body).await?;
    let result = result(&answer)?;
    Ok(Response { result, status: answer.status, request_id: answer.request_id() })
}

/// A successful answer, read to its end.
pub(crate) struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    /// How the request was signed.
    sent: Option<Sent>,
}

impl Answer {
    async fn receive(mut response: reqwest::Response, max_body: usize) -> Result<Self, Error> {
        if let Some(error) = response.extensions_mut().remove::<Error>() {
            return Err(error);
        }
        let mut answer = Self {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body: Vec::new(),
            sent: response.extensions_mut().remove(),
        };
        tracing::debug!(status = answer.status, request_id = answer.request_id(), "answered");
        if !response.status().is_success() {
            // The status alone makes it an error; a body that breaks off does not change that.
            while let Ok(Some(chunk)) = response.chunk().await {
                let room = MAX_ERROR_BODY - answer.body.len();
                answer.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if answer.body.len() == MAX_ERROR_BODY {
                    break;
                }
            }
            return Err(answer.refusal());
        }
        let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
        if announced.is_some_and(|length| length > max_body) {
            return Err(answer.too_large(max_body));
        }
        while let Some(chunk) =
            response.chunk().await.map_err(|error| answer.known(unreceived(error, Some(response.url()))))?
        {
            if answer.body.len() + chunk.len() > max_body {
                return Err(answer.too_large(max_body));
            }
            answer.body.extend_from_slice(&chunk);
        }
        Ok(answer)
    }

    fn too_large(&self, max_body: usize) -> Error {
        let message = format!("the body is larger than {max_body} bytes, which is all that `max_body` allows");
        self.known(Error::new(ErrorKind::Decoding, message))
    }

    fn unlike(&self, why: &str) -> Error {
        let why = self.printable(why, EXCERPT);
        let message = format!("the body is not the JSON that was expected: {why}: {}", self.excerpt());
        self.known(Error::new(ErrorKind::Decoding, message))
    }

    /// The error that the answer is, in either of the service's shapes or in none.
    fn refusal(&self) -> Error {
        let body: Map<String, Value> = serde_json::from_slice(&self.body).unwrap_or_default();
        // The spelling of the keys varies.
        let field = |names: [&str; 2], length| {
            let named =
                |name: &str| body.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
            let text = names.into_iter().find_map(|name| named(name)?.as_str().filter(|text| !text.is_empty()))?;
            Some(self.printable(text, length))
        };
        let code = field(["ErrorCode", "Code"], EXCERPT);
        let message = field(["ErrorMessage", "Message"], MESSAGE)
            .unwrap_or_else(|| format!("the body is no error of the service: {}", self.excerpt()));
        let id = self.request_id().or_else(|| field(["RequestId", "Request-Id"], EXCERPT));
        let error = Error::new(ErrorKind::Service, message).answered(self.status, code, id);
        let error = error.signed_with(self.sent.as_ref().map(|sent| &sent.credentials));
        let date = self.header("date").and_then(http_date);
        error.with_times(self.retry_after(date), date.zip(self.sent.as_ref().map(|sent| sent.signed_at)))
    }

    /// An error of this answer, with what the answer's head tells.
    fn known(&self, error: Error) -> Error {
        error.answered(self.status, None, self.request_id())
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How long the service asks to be left alone: its own header in milliseconds, or the standard
    /// one in seconds or as a date, which is compared with the date of the answer.
    fn retry_after(&self, date: Option<SystemTime>) -> Option<Duration> {
        let own = self.header("x-acs-retry-after").and_then(|value| value.trim().parse().ok());
        if let Some(millis) = own.filter(|millis| *millis > 0) {
            return Some(Duration::from_millis(millis));
        }
        let value = self.header("retry-after")?.trim();
        let seconds = value.parse().ok().map(Duration::from_secs);
        let asked = seconds.or_else(|| http_date(value)?.duration_since(date?).ok());
        asked.filter(|asked| !asked.is_zero())
    }

    fn request_id(&self) -> Option<String> {
        REQUEST_ID
            .into_iter()
            .find_map(|name| self.header(name).filter(|id| !id.is_empty()))
            .map(|id| self.printable(id, EXCERPT))
    }

    /// The start of the body as it may stand in a message.
    fn excerpt(&self) -> String {
        if self.body.is_empty() {
            return "nothing".to_owned();
        }
        // Enough that a secret which stands across the cut is still found.
        let start = String::from_utf8_lossy(&self.body[..self.body.len().min(MAX_ERROR_BODY)]);
        let lower = start.to_ascii_lowercase();
        // An escaped token would not be found.
        if ["security-token", "securitytoken", "authorization"].iter().any(|word| lower.contains(word)) {
            return "(left out, since it speaks of a security token or a signature)".to_owned();
        }
        format!("`{}`", self.printable(&start, EXCERPT))
    }

    /// A text of the answer, without the secrets that signed the request.
    fn printable(&self, text: &str, length: usize) -> String {
        let secrets = self.sent.iter().map(|sent| &sent.credentials);
        let secrets = secrets.flat_map(|it| [Some(it.access_key_secret()), it.security_token()]);
        let mut secrets: Vec<_> = secrets.flatten().collect();
        // The longest first: one may be a part of the other.
        secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
        let text = secrets.into_iter().fold(text.to_owned(), |text, secret| text.replace(secret, "***"));
        one_line(&text, length)
    }
}

/// Why nothing came back.
fn unsent(error: Unsent) -> Error {
    match error {
        Unsent::CommunicationError(error) => unreceived(error, None),
        Unsent::InvalidRequest(message) | Unsent::Custom(message) => Error::new(ErrorKind::InvalidRequest, message),
        // The rest is of the reading of answers, which the generated code no longer does.
        other => Error::new(ErrorKind::Transport, "the request failed").because(other),
    }
}

/// What broke, with the server it was to: of the error itself where it knows, else as given.
pub(crate) fn unreceived(error: reqwest::Error, url: Option<&Url>) -> Error {
    let server = error.url().or(url).map_or_else(String::new, |url| url.origin().ascii_serialization());
    let (kind, message) = if error.is_builder() {
        (ErrorKind::InvalidRequest, "the request cannot be built for")
    } else if error.is_connect() {
        (ErrorKind::Connect, "no connection could be made to")
    } else if error.is_timeout() {
        (ErrorKind::Timeout, "no answer in time from")
    } else if error.is_body() || error.is_decode() {
        (ErrorKind::Body, "the body of the answer broke off, from")
    } else {
        (ErrorKind::Transport, "the connection broke to")
    };
    Error::new(kind, format!("{message} {server}")).because(error.without_url())
}

fn http_date(text: &str) -> Option<SystemTime> {
    let seconds = jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_second();
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds.try_into().ok()?))
}

/// A text from outside on one line, without control characters, cut to length.
fn one_line(text: &str, length: usize) -> String {
    let mut plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut kept: String = plain.by_ref().take(length).collect();
    if plain.next().is_some() {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(body: impl Into<reqwest::Body>) -> reqwest::Response {
        http::Response::builder().header("x-fc-request-id", "1").body(body.into()).unwrap().into()
    }

    #[tokio::test]
    async fn a_body_is_read_up_to_the_cap() {
        let answer = Answer::receive(response("12345"), 5).await.ok().unwrap();
        assert_eq!(answer.body, b"12345");
        let error = Answer::receive(response("123456"), 5).await.err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Decoding);
        assert_eq!(
            error.to_string(),
            "the body is larger than 5 bytes, which is all that `max_body` allows (HTTP 200, request id 1)"
        );
    }

    #[tokio::test]
    async fn json_that_is_no_object_is_read_where_it_is_expected() {
        assert_eq!(read(Ok(response("[1]")), 9, json::<Vec<u8>>).await.unwrap().into_inner(), [1]);
        assert!(read(Ok(response("[1]")), 9, object::<Vec<u8>>).await.is_err());
        assert_eq!(read(Ok(response("any")), 9, empty).await.unwrap().status(), 200);
    }

    #[tokio::test]
    async fn the_service_may_ask_for_a_pause() {
        const DATE: (&str, &str) = ("date", "Thu, 14 Nov 2024 08:00:00 GMT");
        for (headers, seconds) in [
            (&[("x-acs-retry-after", "1500")][..], Some(1.5)),
            (&[("x-acs-retry-after", "1500"), ("retry-after", "7")], Some(1.5)),
            (&[("x-acs-retry-after", "0"), ("retry-after", "7")], Some(7.0)),
            (&[DATE, ("retry-after", "Thu, 14 Nov 2024 08:00:09 GMT")], Some(9.0)),
            (&[DATE, ("retry-after", "Thu, 14 Nov 2024 07:00:00 GMT")], None),
            (&[("retry-after", "Thu, 14 Nov 2024 08:00:09 GMT")], None),
            (&[("retry-after", "-1")], None),
            (&[("x-acs-retry-after", "soon")], None),
            (&[], None),
        ] {
            let mut answer = http::Response::builder().status(503);
            for (name, value) in headers {
                answer = answer.header(*name, *value);
            }
            let answer = answer.body("").unwrap().into();
            let error = Answer::receive(answer, 0).await.err().unwrap();
            assert_eq!(error.retry_after(), seconds.map(Duration::from_secs_f64), "{headers:?}");
        }
    }
}
