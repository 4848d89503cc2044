//! Function Compute's own scheme, HMAC-SHA256.

use std::time::SystemTime;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::Sha256;

use super::{RequestHead, Signature, canonical, hmac, http_date};
use crate::{credentials::Credentials, error::Error};

pub(super) fn sign(head: &RequestHead<'_>, credentials: &Credentials, time: SystemTime) -> Result<Signature, Error> {
    let date = http_date(time)?;
    let mut headers = vec![("date", date.clone())];
    if let Some(token) = credentials.security_token() {
        headers.push(("x-fc-security-token", token.to_owned()));
    }

    let signed = canonical::headers(head.headers, &headers, |name| name.starts_with("x-fc-"));
    let string_to_sign = format!(
        "{}\n{}\n{}\n{date}\n{}{}",
        head.method,
        canonical::header(head.headers, "content-md5"),
        canonical::header(head.headers, "content-type"),
        canonical::header_lines(&signed),
        canonical::decode_path(head.path),
    );
    let signature = STANDARD.encode(hmac::<::hmac::Hmac<Sha256>>(credentials, &string_to_sign)?);
    headers.push(("authorization", format!("FC {}:{signature}", credentials.access_key_id())));
    Ok(Signature { headers, canonical_request: None, string_to_sign, encoded: signature })
}
