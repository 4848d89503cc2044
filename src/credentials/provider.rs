//! What gives out access keys.

use std::{error::Error, future::Future, pin::Pin, sync::Arc};

use super::Credentials;

/// A source of access keys, for [`ClientBuilder::credentials_provider`](crate::ClientBuilder::credentials_provider).
///
/// It is asked when the first request is signed, once for all requests that wait, in a task of its
/// own. A key that says when it [expires](Credentials::with_expiry) is asked for again by the first
/// request in its last 5 minutes, or in the last third of a shorter life, and serves until then; one
/// that does not is kept for good.
///
/// A failure ends the call with [`ErrorKind::Credentials`](crate::ErrorKind::Credentials) and is not
/// tried again, unless the key at hand can still be used; a look-up that takes longer than 30 s is a
/// failure that is tried again. The text of the error becomes part of the client's, on one line, so
/// it must hold no secret.
///
/// ```
/// use std::{error::Error, time::{Duration, SystemTime}};
/// use fc_async_tasks::{Client, Credentials, ProvideCredentials};
///
/// struct Vault;
///
/// impl ProvideCredentials for Vault {
///     async fn provide_credentials(&self) -> Result<Credentials, Box<dyn Error + Send + Sync>> {
///         let (id, secret, token) = ("STS.example", "secret", "token"); // from the vault
///         let expiry = SystemTime::now() + Duration::from_secs(3600);
///         Ok(Credentials::new(id, secret).with_security_token(token).with_expiry(expiry))
///     }
/// }
///
/// let client = Client::builder().endpoint("http://127.0.0.1:8080").credentials_provider(Vault).build()?;
/// # Ok::<(), fc_async_tasks::Error>(())
/// ```
pub trait ProvideCredentials: Send + Sync + 'static {
    /// Gives an access key.
    fn provide_credentials(&self) -> impl Future<Output = Result<Credentials, Box<dyn Error + Send + Sync>>> + Send;
}

/// Several clients can share one.
impl<P: ProvideCredentials> ProvideCredentials for Arc<P> {
    async fn provide_credentials(&self) -> Result<Credentials, Box<dyn Error + Send + Sync>> {
        P::provide_credentials(self).await
    }
}

/// A look-up under way.
type Provided<'a> = Pin<Box<dyn Future<Output = Result<Credentials, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

/// Any [`ProvideCredentials`], as a trait object.
pub(crate) trait DynProvider: Send + Sync {
    fn provide(&self) -> Provided<'_>;
}

impl<P: ProvideCredentials> DynProvider for P {
    fn provide(&self) -> Provided<'_> {
        Box::pin(self.provide_credentials())
    }
}
