//! Setting up a client.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{Url, redirect};

use crate::{
    Client, Credentials, RetryPolicy, Scheme,
    clock::SystemClock,
    endpoint,
    error::{Error, ErrorKind},
    middleware::Middleware,
};

/// Time allowed for a connection to be made: what the official clients allow.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest silence of the service while an answer is awaited or read: the most that an official
/// client allows.
const READ_TIMEOUT: Duration = Duration::from_mins(1);

/// Sets up a [`Client`]: where it sends its requests, and how it signs them.
///
/// Made by [`Client::builder`].
#[derive(Clone, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    region: Option<String>,
    account_id: Option<String>,
    endpoint: Option<String>,
    credentials: Option<Credentials>,
    scheme: Scheme,
    retry: RetryPolicy,
}

impl Client {
    /// Starts to set up a client.
    ///
    /// ```
    /// use fc_async_tasks::{Client, Credentials};
    ///
    /// let client = Client::builder()
    ///     .endpoint("http://127.0.0.1:8080")
    ///     .credentials(Credentials::new("id", "secret"))
    ///     .build()?;
    /// # Ok::<(), fc_async_tasks::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

impl ClientBuilder {
    /// The region of the functions, for example `cn-hangzhou`. A region that this version has
    /// never heard of is accepted.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The account that owns the functions. With it requests go to the account's own host, without
    /// it to the region's gateway, which takes the account from the access key.
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// Where requests go, instead of the host that follows from region and account: a scheme, a
    /// host and a port, such as `http://127.0.0.1:8080`. Without a scheme it is HTTPS.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// The access key that requests are signed with.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// How requests are signed; [`Scheme::Roa`] unless told otherwise.
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// When a failed call is tried again by itself; see [`RetryPolicy`] for what is done unless told
    /// otherwise.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// Time-outs: 5 s to connect, 60 s of silence while an answer is awaited or read. Redirects
    /// are not followed, since the signature is for one host.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when the endpoint or the credentials are missing or malformed,
    /// or when TLS cannot be set up on this machine.
    pub fn build(self) -> Result<Client, Error> {
        let invalid = |message: &str| Error::new(ErrorKind::Configuration, message);
        let url = match (&self.endpoint, &self.region) {
            (Some(endpoint), _) => endpoint::of_url(endpoint)?,
            (None, Some(region)) => endpoint::of_region(region, self.account_id.as_deref())?,
            (None, None) => return Err(invalid("region: not set, and no endpoint either: set one of them")),
        };
        let credentials =
            self.credentials.ok_or_else(|| invalid("credentials: not set: requests cannot be signed without"))?;
        credentials.check()?;
        let http = http_client(&url).map_err(|error| invalid("the HTTP client cannot be set up").because(error))?;
        let base = url.as_str().trim_end_matches('/');
        Ok(Client::new_with_client(
            base,
            http,
            Middleware::new(credentials, self.scheme, self.retry, Arc::new(SystemClock)),
        ))
    }
}

fn http_client(url: &Url) -> reqwest::Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("fc-async-tasks/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT);
    if is_loopback(url) {
        // A proxy would look for the emulator on its own machine.
        builder = builder.no_proxy();
        if url.scheme() == "http" {
            // Else a machine without certificates could not even talk to the emulator.
            builder = without_certificates(builder);
        }
    }
    builder.build()
}

#[cfg(feature = "rustls")]
fn without_certificates(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder.tls_certs_only([])
}

#[cfg(not(feature = "rustls"))]
fn without_certificates(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.baseurl)
            .field("middleware", &self.inner)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("region", &self.region)
            .field("account_id", &self.account_id)
            .field("credentials", &self.credentials)
            .field("scheme", &self.scheme)
            .field("retry", &self.retry)
            // The endpoint may hold a password by mistake, which `build` refuses.
            .finish_non_exhaustive()
    }
}
