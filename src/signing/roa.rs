//! ROA, HMAC-SHA1.

use std::time::SystemTime;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha1::Sha1;

use super::{RequestHead, Signature, canonical, hmac, http_date};
use crate::{credentials::Credentials, error::Error};

pub(super) fn sign(
    head: &RequestHead<'_>,
    credentials: &Credentials,
    time: SystemTime,
    nonce: &str,
) -> Result<Signature, Error> {
    let date = http_date(time)?;
    let mut headers = vec![
        ("date", date.clone()),
        ("x-acs-action", head.action.to_owned()),
        ("x-acs-signature-method", "HMAC-SHA1".to_owned()),
        ("x-acs-signature-nonce", nonce.to_owned()),
        ("x-acs-signature-version", "1.0".to_owned()),
        ("x-acs-version", head.version.to_owned()),
    ];
    if let Some(token) = credentials.security_token() {
        headers.push(("x-acs-accesskey-id", credentials.access_key_id().to_owned()));
        headers.push(("x-acs-security-token", token.to_owned()));
    }

    let signed = canonical::headers(head.headers, &headers, |name| name.starts_with("x-acs-"));
    let string_to_sign = format!(
        "{}\n{}\n{}\n{}\n{date}\n{}{}{}",
        head.method,
        canonical::header(head.headers, "accept"),
        canonical::header(head.headers, "content-md5"),
        canonical::header(head.headers, "content-type"),
        canonical::header_lines(&signed),
        head.path,
        query(head.query),
    );
    let signature = STANDARD.encode(hmac::<::hmac::Hmac<Sha1>>(credentials, &string_to_sign)?);
    headers.push(("authorization", format!("acs {}:{signature}", credentials.access_key_id())));
    Ok(Signature { headers, canonical_request: None, string_to_sign, encoded: signature })
}

/// `?` and the pairs, values raw; an empty value is written as the bare key.
fn query(query: Option<&str>) -> String {
    // As long as it was, or about so.
    let mut text = String::with_capacity(query.map_or(0, |query| query.len() + 8));
    for (key, value) in canonical::query(query) {
        text.push(if text.is_empty() { '?' } else { '&' });
        text.push_str(&key);
        if !value.is_empty() {
            text.push('=');
            text.push_str(&value);
        }
    }
    text
}
