//! Access keys, and where they come from.

mod cache;
#[cfg(feature = "credentials-chain")]
mod chain;
#[cfg(feature = "credentials-chain")]
mod lookup;
mod provider;

use std::{fmt, time::SystemTime};

use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, ErrorKind};

pub(crate) use cache::CredentialsCache;
#[cfg(feature = "credentials-chain")]
pub use chain::CredentialsChain;
pub(crate) use provider::DynProvider;
pub use provider::ProvideCredentials;

/// An access key: an id, its secret, and the security token where the key is a temporary one.
///
/// `Debug` shows the id alone. The copies of the secrets in here are wiped from memory when the value
/// is dropped.
///
/// ```
/// use fc_async_tasks::Credentials;
///
/// let credentials = Credentials::new("LTAI5tExample", "hush").with_security_token("silence");
/// assert_eq!(credentials.access_key_id(), "LTAI5tExample");
/// assert_eq!(format!("{credentials:?}"), "Credentials { access_key_id: \"LTAI5tExample\", .. }");
/// ```
#[derive(Clone)]
pub struct Credentials {
    access_key_id: String,
    access_key_secret: SecretString,
    security_token: Option<SecretString>,
    expiry: Option<SystemTime>,
}

impl Credentials {
    /// A key that lasts until it is deleted.
    #[must_use]
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            access_key_secret: access_key_secret.into().into(),
            security_token: None,
            expiry: None,
        }
    }

    /// Makes it a temporary key, as the vendor's token service gives them out.
    #[must_use]
    pub fn with_security_token(mut self, security_token: impl Into<String>) -> Self {
        self.security_token = Some(security_token.into().into());
        self
    }

    /// Says until when a temporary key can be used, so that a [provider](ProvideCredentials) is asked
    /// for the next one before that. Of a key that is given to the client as it is, it changes
    /// nothing.
    #[must_use]
    pub fn with_expiry(mut self, expiry: SystemTime) -> Self {
        self.expiry = Some(expiry);
        self
    }

    /// The id of the key. Not a secret.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Until when the key can be used, where that is known.
    #[must_use]
    pub fn expiry(&self) -> Option<SystemTime> {
        self.expiry
    }

    pub(crate) fn access_key_secret(&self) -> &str {
        self.access_key_secret.expose_secret()
    }

    pub(crate) fn security_token(&self) -> Option<&str> {
        self.security_token.as_ref().map(ExposeSecret::expose_secret)
    }

    /// Refuses what cannot go into a header, without repeating it.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let parts = [
            ("access key id", Some(self.access_key_id())),
            ("access key secret", Some(self.access_key_secret())),
            ("security token", self.security_token()),
        ];
        for (part, value) in parts {
            let fault = match value {
                Some("") => "is empty",
                // A line break at the end of a file is the usual one.
                Some(value) if value.contains(char::is_whitespace) => "holds a space or a line break",
                Some(value) if !value.bytes().all(|byte| byte.is_ascii_graphic()) => {
                    "holds a character that no key has"
                }
                _ => continue,
            };
            return Err(Error::new(ErrorKind::Configuration, format!("credentials: the {part} {fault}")));
        }
        Ok(())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}
