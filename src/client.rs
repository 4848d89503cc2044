//! Setting up a client.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{Url, redirect};

use crate::{
    Client, Credentials, Network, RetryPolicy, Scheme, argument,
    clock::SystemClock,
    endpoint,
    error::{Error, ErrorKind},
    middleware::Middleware,
};

/// Time allowed for a connection to be made: what the official clients allow.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Time allowed for an attempt: the most that an official client allows.
const ATTEMPT_TIMEOUT: Duration = Duration::from_mins(1);
/// The largest body that is read. A full page with a result of 1 MB for each task, and the
/// payload besides, is about 120 MB; what is larger is no page.
const MAX_BODY: usize = 256 * 1024 * 1024;
const USER_AGENT: &str = concat!("fc-async-tasks/", env!("CARGO_PKG_VERSION"));

/// Sets up a [`Client`]: where it sends its requests, and how it signs them.
///
/// Made by [`Client::builder`].
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    region: Option<String>,
    account_id: Option<String>,
    endpoint: Option<String>,
    credentials: Option<Credentials>,
    scheme: Scheme,
    retry: RetryPolicy,
    network: Network,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    max_body: usize,
    user_agent: String,
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
        ClientBuilder {
            region: None,
            account_id: None,
            endpoint: None,
            credentials: None,
            scheme: Scheme::default(),
            retry: RetryPolicy::default(),
            network: Network::default(),
            connect_timeout: CONNECT_TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            max_body: MAX_BODY,
            user_agent: USER_AGENT.to_owned(),
        }
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

    /// The network to reach the service through; [`Network::Internet`] unless told otherwise.
    /// Without effect where an endpoint is set.
    pub fn network(mut self, network: Network) -> Self {
        self.network = network;
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

    /// How long a connection may take to be made. 5 s unless told otherwise.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long an attempt may take, from the connection to the end of the answer. 1 minute unless
    /// told otherwise. How long a call may go on trying is in [`RetryPolicy::total_timeout`].
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// The largest body of an answer, in bytes; what is larger is an error as soon as it is known to
    /// be. 256 MiB unless told otherwise, about twice what a full page of the largest tasks takes.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// What is added to the header `User-Agent`, such as `my-program/1.0`.
    pub fn user_agent(mut self, product: impl AsRef<str>) -> Self {
        self.user_agent = format!("{USER_AGENT} {}", product.as_ref());
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// Redirects are not followed, since the signature is for one host.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when the endpoint or the credentials are missing or malformed,
    /// or when TLS cannot be set up on this machine.
    pub fn build(self) -> Result<Client, Error> {
        let invalid = |message: &str| Error::new(ErrorKind::Configuration, message);
        let url = match (&self.endpoint, &self.region) {
            (Some(endpoint), _) => endpoint::of_url(endpoint)?,
            (None, Some(region)) => endpoint::of_region(region, self.account_id.as_deref(), self.network)?,
            (None, None) => return Err(invalid("region: not set, and no endpoint either: set one of them")),
        };
        let credentials = self
            .credentials
            .clone()
            .ok_or_else(|| invalid("credentials: not set: requests cannot be signed without"))?;
        credentials.check()?;
        argument::header("user_agent", &self.user_agent).map_err(|message| invalid(&message))?;
        let http =
            self.http_client(&url).map_err(|error| invalid("the HTTP client cannot be set up").because(error))?;
        let base = url.as_str().trim_end_matches('/');
        let middleware = Middleware::new(credentials, self.scheme, self.retry, self.max_body, Arc::new(SystemClock));
        Ok(Client::new_with_client(base, http, middleware))
    }

    fn http_client(&self, url: &Url) -> reqwest::Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .user_agent(&self.user_agent)
            .redirect(redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            .timeout(self.attempt_timeout);
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
            .field("network", &self.network)
            // The endpoint may hold a password by mistake, which `build` refuses.
            .finish_non_exhaustive()
    }
}
