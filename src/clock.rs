//! The only place that reads the time or draws randomness.

use std::time::SystemTime;

use crate::error::{Error, ErrorKind};

/// The time now.
#[allow(clippy::disallowed_methods, reason = "this is the one place")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// 128 random bits in hex, for a request that must not be replayed.
#[allow(clippy::disallowed_methods, reason = "this is the one place")]
pub(crate) fn nonce() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::new(ErrorKind::Configuration, "the system gives no random bytes for a nonce").because(error)
    })?;
    Ok(base16ct::lower::encode_string(&bytes))
}
