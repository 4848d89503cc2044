//! Checks the signature of a request.
//!
//! Written from the description of the schemes and for itself: it shares no code with
//! `crate::signing`, so that a mistake there cannot hide here.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use axum::http::{StatusCode, request::Parts};
use base16ct::lower::encode_string as lower_hex;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::{refusal::Refusal, server::header_of};
use crate::Credentials;

/// How far the date of a request may be from now.
const SKEW: Duration = Duration::from_mins(15);

/// Knows one access key and the nonces that were used.
#[derive(Debug)]
pub(super) struct Guard {
    credentials: Credentials,
    nonces: Mutex<Nonces>,
}

/// The nonces that a request could still be replayed with.
#[derive(Debug, Default)]
struct Nonces {
    known: HashSet<String>,
    order: VecDeque<(SystemTime, String)>,
}

impl Guard {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self { credentials, nonces: Mutex::default() }
    }

    pub(super) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Lets a request through, or says why not. Its date is judged by the service's clock, which may
    /// be wrong; nonces are kept by the right time, lest a wrong one lets them all go.
    pub(super) fn check(&self, head: &Parts, body: &[u8], clock: Timestamp, now: SystemTime) -> Result<(), Refusal> {
        let request = Signed { head, body, clock, credentials: &self.credentials };
        let authorization = header_of(head, "authorization").unwrap_or_default();
        let nonce = if let Some(rest) = authorization.strip_prefix("acs ") {
            request.check_roa(rest)?
        } else if let Some(rest) = authorization.strip_prefix("ACS3-HMAC-SHA256 ") {
            request.check_acs3(rest)?
        } else if let Some(rest) = authorization.strip_prefix("FC ") {
            // This scheme has no nonce.
            return request.check_fc(rest);
        } else {
            let message = "the request is not signed: the header Authorization is missing or of no known scheme";
            return Err(Refusal::service(StatusCode::FORBIDDEN, "AccessDenied", message));
        };
        let fresh = self.nonces.lock().unwrap_or_else(PoisonError::into_inner).add(nonce, now);
        let used = || Refusal::gateway(StatusCode::BAD_REQUEST, "SignatureNonceUsed", "the nonce was used before");
        fresh.then_some(()).ok_or_else(used)
    }
}

impl Nonces {
    /// Whether it is a new one.
    fn add(&mut self, nonce: &str, now: SystemTime) -> bool {
        // A request may be dated ahead by the skew and is refused as late by the skew after that.
        let past = |seen: SystemTime| now.duration_since(seen).is_ok_and(|age| age > 2 * SKEW);
        while self.order.front().is_some_and(|(seen, _)| past(*seen)) {
            if let Some((_, oldest)) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
        let new = self.known.insert(nonce.to_owned());
        if new {
            self.order.push_back((now, nonce.to_owned()));
        }
        new
    }
}

/// A request that claims to be signed.
struct Signed<'a> {
    head: &'a Parts,
    body: &'a [u8],
    clock: Timestamp,
    credentials: &'a Credentials,
}

impl<'a> Signed<'a> {
    /// `acs <id>:<signature>`. Gives the nonce.
    fn check_roa(&self, rest: &str) -> Result<&'a str, Refusal> {
        let (id, signature) = rest.split_once(':').ok_or_else(malformed)?;
        self.check_key(id, "x-acs-security-token", unknown_to_gateway)?;
        let date = self.required("date")?;
        self.check_date(http_date(date), expired)?;
        let nonce = self.required("x-acs-signature-nonce")?;

        let mut expected = format!("{}\n", self.head.method);
        for name in ["accept", "content-md5", "content-type", "date"] {
            expected += header_of(self.head, name).unwrap_or_default();
            expected.push('\n');
        }
        expected += &self.lines("x-acs-");
        expected += self.head.uri.path();
        for (index, (key, value)) in self.sorted_query().iter().enumerate() {
            expected.push(if index == 0 { '?' } else { '&' });
            expected += key;
            if !value.is_empty() {
                expected = expected + "=" + value;
            }
        }
        let matches = signature == STANDARD.encode(self.hmac::<Hmac<Sha1>>(&expected));
        matches.then_some(nonce).ok_or_else(|| mismatch(&expected))
    }

    /// `Credential=<id>,SignedHeaders=<a;b>,Signature=<hex>`. Gives the nonce.
    fn check_acs3(&self, rest: &str) -> Result<&'a str, Refusal> {
        let field = |name| rest.split(',').find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='));
        let part = |name| field(name).ok_or_else(malformed);
        let (id, names, signature) = (part("Credential")?, part("SignedHeaders")?, part("Signature")?);
        self.check_key(id, "x-acs-security-token", unknown_to_gateway)?;
        let date = self.required("x-acs-date")?;
        self.check_date(date.parse().ok(), expired)?;
        let nonce = self.required("x-acs-signature-nonce")?;
        let body_hash = lower_hex(&Sha256::digest(self.body));
        if self.required("x-acs-content-sha256")? != body_hash {
            return Err(mismatch("the body does not have the hash that x-acs-content-sha256 names"));
        }

        let signed: Vec<_> = names.split(';').collect();
        let must = |name: &str| name == "host" || name.starts_with("x-acs-");
        let left_out = self.head.headers.keys().find(|name| must(name.as_str()) && !signed.contains(&name.as_str()));
        if let Some(name) = left_out {
            return Err(mismatch(&format!("the header {name} must be signed")));
        }
        let mut sorted = signed.clone();
        sorted.sort_unstable();
        let line = |name: &&str| format!("{name}:{}\n", header_of(self.head, name).unwrap_or_default().trim());
        let lines: String = sorted.iter().map(line).collect();
        let query: Vec<_> = self.sorted_query().iter().map(|(key, value)| encode(key) + "=" + &encode(value)).collect();
        let canonical =
            [self.head.method.as_str(), self.head.uri.path(), &query.join("&"), &lines, names, &body_hash].join("\n");
        let expected = format!("ACS3-HMAC-SHA256\n{}", lower_hex(&Sha256::digest(&canonical)));
        let matches = signature == lower_hex(&self.hmac::<Hmac<Sha256>>(&expected));
        let both = || format!("{expected}, the server canonical request is: {canonical}");
        matches.then_some(nonce).ok_or_else(|| mismatch(&both()))
    }

    /// `FC <id>:<signature>`.
    fn check_fc(&self, rest: &str) -> Result<(), Refusal> {
        let forbidden = |code, message: String| Refusal::service(StatusCode::FORBIDDEN, code, message);
        let (id, signature) = rest.split_once(':').ok_or_else(malformed)?;
        self.check_key(id, "x-fc-security-token", |id| {
            forbidden(
                "InvalidAccessKeyID",
                format!("the access key `{id}` is not known, or has not come with its security token"),
            )
        })?;
        let date = self.required("date")?;
        self.check_date(http_date(date), |date, now| {
            let message =
                format!("the difference between the request time {date} and the current time {now} is too large");
            forbidden("AccessDenied", message)
        })?;

        let mut expected = format!("{}\n", self.head.method);
        for name in ["content-md5", "content-type", "date"] {
            expected += header_of(self.head, name).unwrap_or_default();
            expected.push('\n');
        }
        expected += &self.lines("x-fc-");
        expected += &decode(self.head.uri.path(), false);
        let matches = signature == STANDARD.encode(self.hmac::<Hmac<Sha256>>(&expected));
        let unlike = || format!("the signature does not match, the string to sign here is: {expected}");
        matches.then_some(()).ok_or_else(|| forbidden("SignatureNotMatch", unlike()))
    }

    /// The key must be ours, with its token if it has one and without if not.
    fn check_key(&self, id: &str, token: &str, unknown: impl Fn(&str) -> Refusal) -> Result<(), Refusal> {
        let known =
            id == self.credentials.access_key_id() && header_of(self.head, token) == self.credentials.security_token();
        known.then_some(()).ok_or_else(|| unknown(id))
    }

    fn check_date(&self, date: Option<Timestamp>, refuse: impl Fn(&str, &str) -> Refusal) -> Result<(), Refusal> {
        let near = date.is_some_and(|date| date.duration_since(self.clock).unsigned_abs() <= SKEW);
        let shown = || date.map_or_else(|| "(not a date)".to_owned(), |date| date.to_string());
        near.then_some(()).ok_or_else(|| refuse(&shown(), &self.clock.to_string()))
    }

    fn required(&self, name: &str) -> Result<&'a str, Refusal> {
        header_of(self.head, name).ok_or_else(|| {
            let message = format!("the header {name} is missing");
            Refusal::gateway(StatusCode::BAD_REQUEST, "MissingRequiredHeader", message)
        })
    }

    /// `name:value` lines of the headers with a prefix.
    fn lines(&self, prefix: &str) -> String {
        let names = self.head.headers.keys().map(axum::http::HeaderName::as_str);
        let mut names: Vec<_> = names.filter(|name| name.starts_with(prefix)).collect();
        names.sort_unstable();
        let line = |name| format!("{name}:{}\n", header_of(self.head, name).unwrap_or_default());
        names.into_iter().map(line).collect()
    }

    fn sorted_query(&self) -> Vec<(String, String)> {
        let mut pairs = pairs(self.head.uri.query().unwrap_or_default());
        pairs.sort();
        pairs
    }

    fn hmac<M: Mac + KeyInit>(&self, text: &str) -> Vec<u8> {
        // HMAC takes a key of any length, so nothing is lost by the default.
        let mac = <M as KeyInit>::new_from_slice(self.credentials.access_key_secret().as_bytes());
        mac.map(|mac| mac.chain_update(text).finalize().into_bytes().to_vec()).unwrap_or_default()
    }
}

fn malformed() -> Refusal {
    Refusal::service(StatusCode::FORBIDDEN, "AccessDenied", "the header Authorization is malformed")
}

fn unknown_to_gateway(id: &str) -> Refusal {
    let message = format!("the access key `{id}` is not found, or has not come with its security token");
    Refusal::gateway(StatusCode::FORBIDDEN, "InvalidAccessKeyId.NotFound", message)
}

fn expired(date: &str, now: &str) -> Refusal {
    let message = format!("the date {date} is more than 15 minutes from {now}");
    Refusal::gateway(StatusCode::BAD_REQUEST, "InvalidTimeStamp.Expired", message)
}

fn mismatch(expected: &str) -> Refusal {
    let message = format!("the signature does not match, the server string to sign is: {expected}");
    Refusal::gateway(StatusCode::BAD_REQUEST, "SignatureDoesNotMatch", message)
}

fn http_date(text: &str) -> Option<Timestamp> {
    Some(jiff::fmt::rfc2822::parse(text).ok()?.timestamp())
}

/// The keys and values of a query, decoded, in the order they came.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(key, value)| (decode(key, true), decode(value, true)))
        .collect()
}

/// Undoes percent-encoding. In a query a `+` is a space.
pub(super) fn decode(text: &str, plus_is_space: bool) -> String {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        let code = digit(bytes.get(index + 1)).zip(digit(bytes.get(index + 2)));
        match (byte, code) {
            (b'%', Some((high, low))) => {
                plain.extend(u8::try_from(high * 16 + low));
                index += 2;
            }
            (b'+', _) if plus_is_space => plain.push(b' '),
            _ => plain.push(byte),
        }
        index += 1;
    }
    String::from_utf8_lossy(&plain).into_owned()
}

fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded += &base16ct::upper::encode_string(&[byte]);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_forgotten_when_its_request_would_be_refused_for_its_date() {
        let (mut nonces, start) = (Nonces::default(), SystemTime::UNIX_EPOCH);
        assert!(nonces.add("a", start));
        assert!(nonces.add("b", start + SKEW));
        assert!(!nonces.add("a", start + 2 * SKEW));
        assert!(nonces.add("a", start + 3 * SKEW));
        assert!(!nonces.add("b", start + 3 * SKEW));
        assert_eq!((nonces.known.len(), nonces.order.len()), (2, 2));
    }
}
