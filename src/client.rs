//! Setting up a client.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::Url;

use crate::{
    Client, Credentials, Network, ProvideCredentials, RetryPolicy, Scheme, argument,
    clock::SystemClock,
    credentials::{CredentialsCache, DynProvider},
    endpoint,
    error::{Error, ErrorKind},
    middleware::Middleware,
    transport,
};

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
    keys: Option<Keys>,
    scheme: Scheme,
    retry: RetryPolicy,
    network: Network,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    max_body: usize,
    user_agent: String,
}

/// Where the access key comes from, once that is said.
#[derive(Clone)]
enum Keys {
    Fixed(Credentials),
    Provided(Arc<dyn DynProvider>),
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
            keys: None,
            scheme: Scheme::default(),
            retry: RetryPolicy::default(),
            network: Network::default(),
            connect_timeout: transport::CONNECT_TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            max_body: MAX_BODY,
            user_agent: USER_AGENT.to_owned(),
        }
    }
}

#[cfg(feature = "credentials-chain")]
impl Client {
    /// A client of what the environment names, with the access key that
    /// [`CredentialsChain`](crate::CredentialsChain) finds when the first request is signed.
    ///
    /// `FC_ENDPOINT` is where requests go; without it the host follows from `FC_REGION`, or
    /// `ALIBABA_CLOUD_REGION_ID`, and from `FC_ACCOUNT_ID` where that is set. A variable that is empty
    /// counts as not set. Inside a function the region and the account are set.
    ///
    /// ```no_run
    /// let client = fc_async_tasks::Client::from_env()?;
    /// # Ok::<(), fc_async_tasks::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when neither an endpoint nor a region is set, or one is malformed.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::of_variables(|name| std::env::var(name).ok())?.build()
    }
}

impl ClientBuilder {
    #[cfg(feature = "credentials-chain")]
    fn of_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let variable = |name| variable(name).filter(|value| !value.is_empty());
        let mut builder = Client::builder();
        builder.endpoint = variable("FC_ENDPOINT");
        builder.region = variable("FC_REGION").or_else(|| variable("ALIBABA_CLOUD_REGION_ID"));
        builder.account_id = variable("FC_ACCOUNT_ID");
        if builder.endpoint.is_none() && builder.region.is_none() {
            let message = "environment: none of FC_ENDPOINT, FC_REGION and ALIBABA_CLOUD_REGION_ID is set: set one";
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        Ok(builder)
    }

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

    /// The access key that requests are signed with. Without this and without a provider a key is
    /// looked for as `CredentialsChain` says, if the feature
    /// `credentials-chain` is on.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.keys = Some(Keys::Fixed(credentials));
        self
    }

    /// Where the access key comes from, instead of [`credentials`](Self::credentials). It is looked up
    /// when the first request is signed, kept, and renewed before it expires.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials) -> Self {
        self.keys = Some(Keys::Provided(Arc::new(provider)));
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
        let clock = Arc::new(SystemClock);
        let credentials = match self.keys.clone().map_or_else(default_keys, Ok)? {
            Keys::Fixed(credentials) => {
                credentials.check()?;
                CredentialsCache::fixed(credentials, clock.clone())
            }
            Keys::Provided(provider) => CredentialsCache::provided(provider, clock.clone()),
        };
        argument::header("user_agent", &self.user_agent).map_err(|message| invalid(&message))?;
        let http =
            self.http_client(&url).map_err(|error| invalid("the HTTP client cannot be set up").because(error))?;
        if url.scheme() == "http" && !transport::is_loopback(&url) {
            tracing::warn!(endpoint = url.as_str(), "requests and their signatures go unencrypted over plain http");
        }
        let base = url.as_str().trim_end_matches('/');
        let middleware = Middleware::new(credentials, self.scheme, self.retry, self.max_body, clock);
        Ok(Client::new_with_client(base, http, middleware))
    }

    fn http_client(&self, url: &Url) -> reqwest::Result<reqwest::Client> {
        // A proxy would look for the emulator on its own machine.
        transport::builder(url, transport::is_loopback(url))
            .user_agent(&self.user_agent)
            .connect_timeout(self.connect_timeout)
            .timeout(self.attempt_timeout)
            .build()
    }
}

#[cfg(feature = "credentials-chain")]
#[allow(clippy::unnecessary_wraps, reason = "it fails without the feature")]
fn default_keys() -> Result<Keys, Error> {
    Ok(Keys::Provided(Arc::new(crate::CredentialsChain::new())))
}

#[cfg(not(feature = "credentials-chain"))]
fn default_keys() -> Result<Keys, Error> {
    let message = "credentials: not set: set them or a provider, or switch on the feature `credentials-chain`";
    Err(Error::new(ErrorKind::Configuration, message))
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
            .field(
                "credentials",
                &match &self.keys {
                    Some(Keys::Fixed(credentials)) => Some(credentials),
                    _ => None,
                },
            )
            .field("scheme", &self.scheme)
            .field("retry", &self.retry)
            .field("network", &self.network)
            // The endpoint may hold a password by mistake, which `build` refuses.
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #[allow(unused_imports, reason = "some features have no test here")]
    use super::*;

    #[test]
    #[cfg(all(feature = "credentials-chain", any(feature = "rustls", feature = "native-tls")))]
    fn the_environment_names_the_service() {
        for (variables, endpoint) in [
            (&[("FC_REGION", "cn-hangzhou"), ("FC_ACCOUNT_ID", "42")][..], "https://42.cn-hangzhou.fc.aliyuncs.com"),
            (&[("FC_REGION", "cn-hangzhou"), ("FC_ACCOUNT_ID", "")], "https://fc.cn-hangzhou.aliyuncs.com"),
            (&[("FC_REGION", "a"), ("ALIBABA_CLOUD_REGION_ID", "b")], "https://fc.a.aliyuncs.com"),
            (&[("FC_REGION", ""), ("ALIBABA_CLOUD_REGION_ID", "b")], "https://fc.b.aliyuncs.com"),
            (&[("FC_ENDPOINT", "http://127.0.0.1:1"), ("FC_REGION", "a")], "http://127.0.0.1:1"),
        ] {
            let given = |name: &str| variables.iter().find(|(given, _)| *given == name).map(|it| it.1.to_owned());
            let client = ClientBuilder::of_variables(given).unwrap().build().unwrap();
            assert_eq!(client.baseurl, endpoint);
        }
        let error = ClientBuilder::of_variables(|_| None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.message().starts_with("environment: none of FC_ENDPOINT"), "{error}");
    }
}
