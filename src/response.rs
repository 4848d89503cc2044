//! What an answer means: a value, or an error with all that is known of it.
//!
//! [`read`] is given what came of sending a request, and one of the functions that find the result
//! in an answer.

use std::ops::Deref;

use bytes::Bytes;
use progenitor_client::Error as Unsent;
use reqwest::header::HeaderMap;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use tracing::Span;

use crate::{
    error::{Error, ErrorKind},
    json,
    middleware::Sent,
    service_error,
    text::{one_line, without_token},
    transport::{unreceived, unsent},
};

/// As much of the body of an error as is read. The errors of the service are a few hundred bytes.
const MAX_ERROR_BODY: usize = 64 * 1024;

/// As much room as is made for a body because its head says so, in bytes. A head may lie.
const MAX_RESERVED: usize = 1 << 20;

/// How much of an unreadable body an error shows, in characters.
pub(crate) const EXCERPT: usize = 200;

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
    throttled: bool,
}

impl<T> Response<T> {
    /// That an attempt before was throttled, or that none was.
    pub(crate) fn after(self, throttled: bool) -> Self {
        Self { throttled, ..self }
    }

    /// Whether an attempt before was throttled.
    pub(crate) fn was_throttled(&self) -> bool {
        self.throttled
    }

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
    json::read(&answer.body).map_err(|error| answer.unlike(&error.to_string()))
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
    Ok(Response { result, status: answer.status, request_id: answer.request_id(), throttled: false })
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HeaderMap,
    pub(crate) body: Bytes,
    /// How the request was signed.
    pub(crate) sent: Option<Sent>,
}

impl Answer {
    /// A successful answer, or the error that any other is.
    async fn receive(mut response: reqwest::Response, max_body: usize) -> Result<Self, Error> {
        if let Some(error) = response.extensions_mut().remove::<Error>() {
            return Err(error);
        }
        let mut answer = Self {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body: Bytes::new(),
            sent: response.extensions_mut().remove(),
        };
        let span = Span::current();
        // The id is silenced, which is not done for nobody.
        if !span.is_disabled() {
            span.record("status", answer.status);
            if let Some(id) = answer.request_id() {
                span.record("request_id", id);
            }
        }
        tracing::debug!("answered");
        if !response.status().is_success() {
            // The status alone makes it an error; a body that breaks off does not change that.
            let mut body = Vec::new();
            while let Ok(Some(chunk)) = response.chunk().await {
                let room = MAX_ERROR_BODY - body.len();
                body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if body.len() == MAX_ERROR_BODY {
                    break;
                }
            }
            answer.body = body.into();
            return Err(service_error::of(&answer));
        }
        let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
        if announced.is_some_and(|length| length > max_body) {
            return Err(answer.too_large(max_body));
        }
        // What comes in one piece is not copied.
        let mut pieces = Vec::new();
        while let Some(chunk) =
            response.chunk().await.map_err(|error| answer.known(unreceived(error, Some(response.url()))))?
        {
            if answer.body.len().max(pieces.len()) + chunk.len() > max_body {
                return Err(answer.too_large(max_body));
            }
            if answer.body.is_empty() {
                answer.body = chunk;
                continue;
            }
            if pieces.is_empty() {
                pieces.reserve_exact(announced.unwrap_or_default().min(MAX_RESERVED));
                pieces.extend_from_slice(&answer.body);
            }
            pieces.extend_from_slice(&chunk);
        }
        if !pieces.is_empty() {
            answer.body = pieces.into();
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

    /// An error of this answer, with what the answer's head tells.
    fn known(&self, error: Error) -> Error {
        error.answered(self.status, None, self.request_id())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn request_id(&self) -> Option<String> {
        REQUEST_ID
            .into_iter()
            .find_map(|name| self.header(name).filter(|id| !id.is_empty()))
            .map(|id| self.printable(id, EXCERPT))
    }

    /// The start of the body as it may stand in a message.
    pub(crate) fn excerpt(&self) -> String {
        if self.body.is_empty() {
            return "it is empty".to_owned();
        }
        // Enough that a secret which stands across the cut is still found.
        let start = String::from_utf8_lossy(&self.body[..self.body.len().min(MAX_ERROR_BODY)]);
        let lower = start.to_ascii_lowercase();
        // An escaped token would not be found.
        if ["security-token", "securitytoken", "authorization:", "authorization\""]
            .iter()
            .any(|word| lower.contains(word))
        {
            return "(left out, since it speaks of a security token or a signature)".to_owned();
        }
        format!("`{}`", self.printable(&start, EXCERPT))
    }

    /// A text of the answer as it may stand in a message: silenced, on one line, cut to length.
    pub(crate) fn printable(&self, text: &str, length: usize) -> String {
        one_line(&self.silenced(text), length)
    }

    /// A text of the answer, without any security token and without the secrets that signed the
    /// request.
    pub(crate) fn silenced(&self, text: &str) -> String {
        let secrets = self.sent.iter().map(|sent| &sent.credentials);
        let secrets = secrets.flat_map(|it| [Some(it.access_key_secret()), it.security_token()]);
        let mut secrets: Vec<_> = secrets.flatten().collect();
        // The longest first: one may be a part of the other.
        secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.into_iter().fold(without_token(text), |text, secret| text.replace(secret, "***"))
    }
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
        assert_eq!(*answer.body, *b"12345");
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
}
