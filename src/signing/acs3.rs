//! ACS V3, HMAC-SHA256.

use std::time::SystemTime;

use base16ct::lower::encode_string as hex;
use sha2::{Digest, Sha256};

use super::{RequestHead, Signature, canonical, hmac, iso_date};
use crate::{credentials::Credentials, error::Error};

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

pub(super) fn sign(
    head: &RequestHead<'_>,
    credentials: &Credentials,
    time: SystemTime,
    nonce: &str,
) -> Result<Signature, Error> {
    let body_hash = hex(&Sha256::digest(head.body));
    let mut headers = vec![
        ("host", head.host.to_owned()),
        ("x-acs-action", head.action.to_owned()),
        ("x-acs-content-sha256", body_hash.clone()),
        ("x-acs-date", iso_date(time)?),
        ("x-acs-signature-nonce", nonce.to_owned()),
        ("x-acs-version", head.version.to_owned()),
    ];
    if let Some(token) = credentials.security_token() {
        headers.push(("x-acs-accesskey-id", credentials.access_key_id().to_owned()));
        headers.push(("x-acs-security-token", token.to_owned()));
    }

    let signed = canonical::headers(head.headers, &headers, |name| name == "host" || name.starts_with("x-acs-"));
    let signed_names = signed.iter().map(|(name, _)| &**name).collect::<Vec<_>>().join(";");
    let canonical_request = format!(
        "{}\n{}\n{}\n{}\n{signed_names}\n{body_hash}",
        head.method,
        if head.path.is_empty() { "/" } else { head.path },
        query(head.query),
        canonical::header_lines(&signed),
    );
    let string_to_sign = format!("{ALGORITHM}\n{}", hex(&Sha256::digest(&canonical_request)));
    let signature = hex(hmac::<::hmac::Hmac<Sha256>>(credentials, &string_to_sign)?.as_ref());
    let id = credentials.access_key_id();
    let authorization = format!("{ALGORITHM} Credential={id},SignedHeaders={signed_names},Signature={signature}");
    headers.push(("authorization", authorization));
    Ok(Signature { headers, canonical_request: Some(canonical_request), string_to_sign, encoded: signature })
}

/// The pairs, encoded; an empty value keeps its `=`.
fn query(query: Option<&str>) -> String {
    // As long as it was, or about so.
    let mut text = String::with_capacity(query.map_or(0, |query| query.len() + 8));
    for (key, value) in canonical::query(query) {
        if !text.is_empty() {
            text.push('&');
        }
        text.extend(canonical::encode(&key));
        text.push('=');
        text.extend(canonical::encode(&value));
    }
    text
}
