//! The error that an answer is, in any of the shapes that the service, its gateway and proxies give
//! it.

use std::time::{Duration, SystemTime};

use roxmltree::Document;
use serde_json::{Map, Value};

use crate::{
    error::{Error, ErrorKind},
    json,
    response::{Answer, EXCERPT},
    string_to_sign::Comparison,
};

/// How much of the service's own words an error shows, in characters. Room for the string to sign
/// that it may quote.
const MESSAGE: usize = 4000;

/// What a body says, by names whose spelling varies.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn read(body: &[u8]) -> Self {
        if let Ok(object) = json::read::<Map<String, Value>>(body) {
            let text = |value: Value| if let Value::String(text) = value { Some(text) } else { None };
            return Self(object.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect());
        }
        let body = String::from_utf8_lossy(body);
        // It reads no entities from elsewhere and holds itself to a limit of depth.
        let document = Document::parse(&body).ok();
        // A web page may have elements of these names too.
        let page = |document: &Document| document.root_element().has_tag_name("html");
        let Some(document) = document.filter(|document| !page(document)) else { return Self(Vec::new()) };
        let texts = document
            .descendants()
            .filter_map(|node| Some((node.tag_name().name().to_owned(), node.text()?.to_owned())));
        Self(texts.collect())
    }

    fn get(&self, names: &[&str]) -> Option<&str> {
        let find = |name: &&str| self.0.iter().find(|(key, text)| key.eq_ignore_ascii_case(name) && !text.is_empty());
        names.iter().find_map(find).map(|(_, text)| text.as_str())
    }
}

/// The error that an answer without success is.
pub(crate) fn of(answer: &Answer) -> Error {
    let fields = Fields::read(&answer.body);
    let shown = |names: &[&str], length| fields.get(names).map(|text| answer.printable(text, length));
    let code = shown(&["ErrorCode", "Code"], EXCERPT);
    let mut message = shown(&["ErrorMessage", "Message"], MESSAGE)
        .unwrap_or_else(|| format!("the body is no error of the service: {}", answer.excerpt()));
    let id = answer.request_id().or_else(|| shown(&["RequestId", "Request-Id"], EXCERPT));
    let comparison = compared(answer, &fields);
    if let Some(comparison) = &comparison {
        message = message + "; " + &answer.printable(&comparison.advice(), MESSAGE);
    }
    let error = Error::new(ErrorKind::Service, message).answered(answer.status, code, id);
    let error = error.signed_with(answer.sent.as_ref().map(|sent| &sent.credentials));
    let date = answer.header("date").and_then(http_date);
    let error = error.with_times(retry_after(answer, date), date.zip(answer.sent.as_ref().map(|sent| sent.signed_at)));
    match comparison {
        Some(comparison) => error.because(comparison),
        None => error,
    }
}

/// What the service signed beside what was signed here, where it quotes that.
fn compared(answer: &Answer, fields: &Fields) -> Option<Comparison> {
    let message = fields.get(&["ErrorMessage", "Message"]).unwrap_or_default();
    // As a field of its own in XML.
    let field = fields.get(&["StringToSign"]).map(|text| format!("string to sign {text}"));
    let signature = &answer.sent.as_ref()?.signature;
    [Some(message), field.as_deref()]
        .into_iter()
        .flatten()
        .find_map(|text| Comparison::of(text, signature, |line| answer.silenced(line)))
}

/// How long the service asks to be left alone: its own header in milliseconds, or the standard
/// one in seconds or as a date, which is compared with the date of the answer.
fn retry_after(answer: &Answer, date: Option<SystemTime>) -> Option<Duration> {
    let own = answer.header("x-acs-retry-after").and_then(|value| value.trim().parse().ok());
    if let Some(millis) = own.filter(|millis| *millis > 0) {
        return Some(Duration::from_millis(millis));
    }
    let value = answer.header("retry-after")?.trim();
    let seconds = value.parse().ok().map(Duration::from_secs);
    let asked = seconds.or_else(|| http_date(value)?.duration_since(date?).ok());
    asked.filter(|asked| !asked.is_zero())
}

fn http_date(text: &str) -> Option<SystemTime> {
    let seconds = jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_second();
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::{empty, read};

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
            let error = read(Ok(answer.body("").unwrap().into()), 0, empty).await.unwrap_err();
            assert_eq!(error.retry_after(), seconds.map(Duration::from_secs_f64), "{headers:?}");
        }
    }
}
