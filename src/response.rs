//! What an answer means: a value, or an error with all that is known of it.
//!
//! The generated methods call [`read`] and [`read_empty`] with what came of sending the request.

use progenitor_client::Error as Unsent;
use reqwest::{Response, header::HeaderMap};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use crate::{
    ResponseValue,
    error::{Error, ErrorKind},
    types::ErrorBody,
};

/// The largest body that is read. A full page with a result of 1 MB for each task, and the
/// payload besides, is about 120 MB; what is larger is no page.
const MAX_BODY: usize = 256 * 1024 * 1024;

/// How much of an unreadable body an error shows, in characters.
const EXCERPT: usize = 200;

/// How much of the service's own words an error shows, in characters. Room for the string to sign
/// that it may quote.
const MESSAGE: usize = 4000;

/// Headers that may hold the id of the request.
const REQUEST_ID: [&str; 2] = ["x-fc-request-id", "x-acs-request-id"];

/// Reads an answer whose body is a JSON object.
pub(crate) async fn read<T: DeserializeOwned>(
    operation: &'static str,
    sent: Result<Response, Unsent>,
) -> Result<ResponseValue<T>, Error> {
    let answer = Answer::receive(sent).await.map_err(|error| error.in_operation(operation))?;
    let value = answer.decode().map_err(|error| error.in_operation(operation))?;
    Ok(ResponseValue::new(value, answer.status, answer.headers))
}

/// Reads an answer that says all it has to say with its status.
#[allow(dead_code, reason = "for operations without a result; the document may have none now")]
pub(crate) async fn read_empty(
    operation: &'static str,
    sent: Result<Response, Unsent>,
) -> Result<ResponseValue<()>, Error> {
    let answer = Answer::receive(sent).await.map_err(|error| error.in_operation(operation))?;
    Ok(ResponseValue::new((), answer.status, answer.headers))
}

/// Reads null as the empty value: the service writes an empty list as null.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A successful answer, read to its end.
struct Answer {
    status: reqwest::StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    async fn receive(sent: Result<Response, Unsent>) -> Result<Self, Error> {
        let mut response = sent.map_err(unsent)?;
        if let Some(error) = response.extensions_mut().remove::<Error>() {
            return Err(error);
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let mut answer = Self { status, headers, body: Vec::new() };
        while let Some(chunk) = response.chunk().await.map_err(|error| answer.known(unreceived(error)))? {
            if answer.body.len() + chunk.len() > MAX_BODY {
                let message = format!("the body is larger than {MAX_BODY} bytes, which no page is");
                return Err(answer.known(Error::new(ErrorKind::Decoding, message)));
            }
            answer.body.extend_from_slice(&chunk);
        }
        if answer.status.is_success() { Ok(answer) } else { Err(answer.refusal()) }
    }

    fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        // Serde would take a list for a struct whose fields are all optional.
        let object = self.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        let unlike = || format!("the body is not the JSON object that was expected: {}", excerpt(&self.body));
        if !object {
            return Err(self.known(Error::new(ErrorKind::Decoding, unlike())));
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| self.known(Error::new(ErrorKind::Decoding, unlike()).because(error)))
    }

    /// The error that the answer is.
    fn refusal(&self) -> Error {
        let body: ErrorBody = serde_json::from_slice(&self.body).unwrap_or_default();
        let short = |text: String| printable(&text, EXCERPT);
        let code = body.error_code.or(body.code).map(short);
        let message = body.error_message.or(body.message).map_or_else(
            || format!("the body is no error of the service: {}", excerpt(&self.body)),
            |message| printable(&message, MESSAGE),
        );
        let id = self.request_id().or(body.request_id.map(short));
        Error::new(ErrorKind::Service, message).answered(self.status.as_u16(), code, id)
    }

    /// An error of this answer, with what the answer's head tells.
    fn known(&self, error: Error) -> Error {
        error.answered(self.status.as_u16(), None, self.request_id())
    }

    fn request_id(&self) -> Option<String> {
        let header = |name| self.headers.get(name)?.to_str().ok();
        REQUEST_ID.into_iter().find_map(header).map(|id| printable(id, EXCERPT))
    }
}

/// Why nothing came back.
fn unsent(error: Unsent) -> Error {
    match error {
        Unsent::CommunicationError(error) => unreceived(error),
        Unsent::InvalidRequest(message) | Unsent::Custom(message) => Error::new(ErrorKind::InvalidRequest, message),
        // The rest is of the reading of answers, which the generated code no longer does.
        other => Error::new(ErrorKind::Transport, "the request failed").because(other),
    }
}

fn unreceived(error: reqwest::Error) -> Error {
    let error = error.without_url();
    let (kind, message) = if error.is_builder() {
        (ErrorKind::InvalidRequest, "the request cannot be built")
    } else if error.is_timeout() {
        (ErrorKind::Timeout, "no answer in time")
    } else if error.is_connect() {
        (ErrorKind::Connect, "no connection")
    } else {
        (ErrorKind::Transport, "the connection broke")
    };
    let cause = innermost(&error);
    Error::new(kind, format!("{message}: {cause}")).because(error)
}

/// The cause at the bottom, which is the one that says something.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    printable(&cause.to_string(), MESSAGE)
}

/// The start of a body as it may stand in a message.
fn excerpt(body: &[u8]) -> String {
    if body.is_empty() {
        return "nothing".to_owned();
    }
    // Four bytes a character at most.
    let start = &body[..body.len().min(4 * EXCERPT)];
    format!("`{}`", printable(&String::from_utf8_lossy(start), EXCERPT))
}

/// A text from outside on one line, without control characters, cut to length.
fn printable(text: &str, length: usize) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut kept: String = plain.clone().take(length).collect();
    if plain.count() > length {
        kept.push('…');
    }
    kept
}
