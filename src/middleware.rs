//! The hook between a generated call and the wire: it signs, and sends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime},
};

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::{
    Request, Response,
    header::{ACCEPT, HeaderName, HeaderValue},
};

use crate::{
    Client, Credentials, RetryPolicy, Scheme,
    clock::Clock,
    credentials::CredentialsCache,
    error::{Error, ErrorKind},
    retry::TokenBucket,
    signing::{RequestHead, Signature},
};

/// Headers of a signature that must not show up in a log.
const SENSITIVE: [&str; 3] = ["authorization", "x-acs-security-token", "x-fc-security-token"];

/// How a request was signed, for the reading of its answer: which must repeat no secret that the
/// service quotes, may have to know the time, and helps where the signature does not match.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) credentials: Arc<Credentials>,
    pub(crate) signed_at: SystemTime,
    pub(crate) signature: Signature,
}

/// What the hook needs, inside every [`Client`].
#[derive(Clone, Debug)]
pub(crate) struct Middleware {
    credentials: Arc<CredentialsCache>,
    scheme: Scheme,
    pub(crate) policy: RetryPolicy,
    pub(crate) max_body: usize,
    pub(crate) bucket: Arc<TokenBucket>,
    pub(crate) clock: Arc<dyn Clock>,
    /// What the service's clock is ahead of ours, in milliseconds, as far as it is known.
    ahead_ms: Arc<AtomicI64>,
}

impl Middleware {
    pub(crate) fn new(
        credentials: Arc<CredentialsCache>,
        scheme: Scheme,
        policy: RetryPolicy,
        max_body: usize,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { credentials, scheme, policy, max_body, bucket: Arc::default(), clock, ahead_ms: Arc::default() }
    }

    /// The time at the service.
    fn now(&self) -> SystemTime {
        let (now, ahead) = (self.clock.now(), self.ahead_ms.load(Ordering::Relaxed));
        let offset = Duration::from_millis(ahead.unsigned_abs());
        let there = if ahead < 0 { now.checked_sub(offset) } else { now.checked_add(offset) };
        there.unwrap_or(now)
    }

    /// Mends what the service complains about, if that can be done here: a wrong clock, or a key that
    /// has expired.
    pub(crate) fn recover(&self, error: &Error) -> bool {
        self.correct_clock(error) || error.expired_key().is_some_and(|used| self.credentials.discard(used))
    }

    /// Takes the service's word for the time where it refused a request for its date. Holds for
    /// the client's life. Says whether the refused attempt was signed with another time than that.
    fn correct_clock(&self, error: &Error) -> bool {
        let Some((there, signed_at)) = error.clock_skew() else { return false };
        let Some(offset) = ahead_ms(there, self.clock.now()) else { return false };
        self.ahead_ms.store(offset, Ordering::Relaxed);
        // A service that refuses its own time shall not be asked again.
        ahead_ms(there, signed_at).is_some_and(|offset| offset.unsigned_abs() > 60_000)
    }

    /// Signs a request as it stands, with the key at hand, the time of now and a new nonce.
    async fn sign(&self, request: &mut Request, operation: &str) -> Result<Sent, Error> {
        let credentials = self.credentials.get(self.now()).await?;
        // The look-up may have taken its time.
        let now = self.now();
        // Progenitor's own, unknown to the service.
        request.headers_mut().remove("api-version");
        // Reqwest would add one that is not signed.
        request.headers_mut().entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        let url = request.url();
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        let headers: Vec<_> =
            request.headers().iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
        let body = match request.body().map(reqwest::Body::as_bytes) {
            None => &[],
            Some(Some(bytes)) => bytes,
            Some(None) => {
                return Err(Error::new(ErrorKind::InvalidRequest, "a body that is a stream cannot be signed"));
            }
        };
        let head = RequestHead {
            method: request.method().as_str(),
            host: &host,
            path: url.path(),
            query: url.query(),
            headers: &headers,
            body,
            action: operation,
            version: Client::api_version(),
        };
        let signature = self.scheme.sign(&head, &credentials, now, &self.clock.nonce()?)?;
        for (name, value) in signature.headers() {
            let mut value = HeaderValue::from_str(value).map_err(|error| {
                Error::new(ErrorKind::Configuration, format!("the header {name} cannot be sent")).because(error)
            })?;
            value.set_sensitive(SENSITIVE.contains(name));
            request.headers_mut().insert(HeaderName::from_static(name), value);
        }
        Ok(Sent { credentials, signed_at: now, signature })
    }
}

/// How far one time is ahead of another, in milliseconds. None for what no clock is wrong by.
fn ahead_ms(one: SystemTime, other: SystemTime) -> Option<i64> {
    const CENTURY: Duration = Duration::from_hours(24 * 365 * 100);
    let (ahead, span) = match one.duration_since(other) {
        Ok(ahead) => (1, ahead),
        Err(behind) => (-1, behind.duration()),
    };
    let span = i64::try_from(span.as_millis()).ok().filter(|_| span < CENTURY)?;
    Some(ahead * span)
}

impl ClientHooks<Middleware> for Client {
    async fn exec(&self, mut request: Request, operation: &OperationInfo) -> reqwest::Result<Response> {
        let sent = match self.inner().sign(&mut request, operation.operation_id).await {
            Ok(sent) => sent,
            Err(error) => return Ok(error.into_response()),
        };
        let mut response = self.client().execute(request).await?;
        response.extensions_mut().insert(sent);
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use proptest::test_runner::{Config, RngSeed};

    use super::*;
    use crate::clock::SystemClock;

    fn middleware(credentials: &Credentials, scheme: Scheme) -> Middleware {
        let clock = Arc::new(SystemClock);
        let credentials = CredentialsCache::fixed(credentials.clone(), clock.clone());
        Middleware::new(credentials, scheme, RetryPolicy::none(), 0, clock)
    }

    #[tokio::test]
    async fn what_the_hook_adds_is_marked_and_what_progenitor_adds_is_gone() {
        let credentials = Credentials::new("id", "secret").with_security_token("hush");
        for (scheme, token) in [
            (Scheme::Roa, "x-acs-security-token"),
            (Scheme::Acs3, "x-acs-security-token"),
            (Scheme::Fc, "x-fc-security-token"),
        ] {
            let url = "http://h:8080/a%20b/~?q=%7E+*&a".parse().unwrap();
            let mut request = Request::new(reqwest::Method::GET, url);
            request.headers_mut().insert("api-version", HeaderValue::from_static("2021-04-06"));
            middleware(&credentials, scheme).sign(&mut request, "Op").await.unwrap();
            assert!(request.headers()["authorization"].is_sensitive());
            assert!(request.headers()[token].is_sensitive());
            assert_eq!(request.headers()[token], "hush");
            assert!(!format!("{request:?}").contains("hush"));
            assert_eq!(request.headers().get("api-version"), None);
            assert_eq!(request.url().as_str(), "http://h:8080/a%20b/~?q=%7E+*&a", "the URL is as it was");
        }
    }

    #[tokio::test]
    async fn the_host_is_signed_with_a_port_that_is_not_the_schemes_own() {
        let middleware = middleware(&Credentials::new("id", "secret"), Scheme::Acs3);
        for (url, host) in [
            ("http://h.example/", "h.example"),
            ("http://h.example:80/", "h.example"),
            ("https://h.example:443/", "h.example"),
            ("https://h.example:80/", "h.example:80"),
            ("http://[::1]:8080/", "[::1]:8080"),
        ] {
            let mut request = Request::new(reqwest::Method::GET, url.parse().unwrap());
            middleware.sign(&mut request, "Op").await.unwrap();
            assert_eq!(request.headers()["host"], host);
        }
    }

    proptest::proptest! {
        #![proptest_config(Config { rng_seed: RngSeed::Fixed(20_241_114), failure_persistence: None, ..Config::default() })]

        #[test]
        fn signing_never_changes_the_url(rest in "/[!-~é]{0,20}([?][!-~é+%]{0,30})?") {
            let Ok(url) = reqwest::Url::parse(&format!("http://h:8080{rest}")) else { return Ok(()) };
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            for scheme in [Scheme::Roa, Scheme::Acs3, Scheme::Fc] {
                let mut request = Request::new(reqwest::Method::GET, url.clone());
                let middleware = middleware(&Credentials::new("id", "secret"), scheme);
                runtime.block_on(middleware.sign(&mut request, "Op")).unwrap();
                proptest::prop_assert_eq!(request.url().as_str(), url.as_str());
            }
        }
    }
}
