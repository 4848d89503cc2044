//! Sends requests as they are, also those that the library would refuse to send.

use std::time::{Duration, SystemTime};

use anyhow::Context;
use fc_async_tasks::{
    Credentials,
    signing::{RequestHead, Scheme},
};
use reqwest::{Method, Request, Url, header::HeaderMap, redirect};

use super::cases::{Case, Sent};
use crate::{document::Document, operation::Operation};

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How often a request is sent where the server is busy.
const ATTEMPTS: usize = 4;

pub struct Client {
    http: reqwest::Client,
    endpoint: Url,
    credentials: Credentials,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The start of the body.
    pub fn excerpt(&self) -> String {
        String::from_utf8_lossy(&self.body).chars().take(120).collect()
    }
}

impl Client {
    pub fn new(endpoint: &str, credentials: Credentials) -> anyhow::Result<Self> {
        let endpoint: Url = endpoint.parse().with_context(|| format!("--endpoint {endpoint}"))?;
        anyhow::ensure!(endpoint.has_host(), "--endpoint {endpoint}: must be like https://HOST");
        let builder = reqwest::Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::none());
        let loopback = endpoint.host_str().is_some_and(|host| host == "127.0.0.1" || host == "localhost");
        let builder = if loopback { builder.no_proxy() } else { builder };
        Ok(Self { http: builder.build().context("the HTTP client")?, endpoint, credentials })
    }

    /// Sends a request; again, after a while, where the server says that it is busy.
    pub async fn send(
        &self,
        document: &Document,
        id: &str,
        operation: &Operation<'_>,
        case: &Case,
    ) -> anyhow::Result<Answer> {
        let mut left = ATTEMPTS;
        loop {
            let response =
                self.http.execute(self.request(document, id, operation, case)?).await.context("no answer")?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = response.bytes().await.context("no whole answer")?.to_vec();
            left -= 1;
            if left == 0 || !matches!(status, 429 | 503) {
                return Ok(Answer { status, headers, body });
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    fn request(&self, document: &Document, id: &str, operation: &Operation, case: &Case) -> anyhow::Result<Request> {
        let mut url = self.endpoint.clone();
        {
            let mut segments = url.path_segments_mut().map_err(|()| anyhow::anyhow!("--endpoint: has no path"))?;
            segments.clear();
            for segment in operation.path.split('/').skip(1) {
                let named = segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
                segments.push(named.and_then(|name| text(&case.sent, name, "path")).unwrap_or(segment));
            }
        }
        let of = |place: &'static str| case.sent.iter().filter(move |sent| sent.place == place);
        if of("query").next().is_some() {
            url.query_pairs_mut().extend_pairs(of("query").map(|sent| (&sent.name, &sent.text)));
        }
        let mut headers = vec![("accept", "application/json")];
        headers.extend(of("header").map(|sent| (sent.name.as_str(), sent.text.as_str())));
        let host = match (url.host_str().unwrap_or_default(), url.port()) {
            (host, Some(port)) => format!("{host}:{port}"),
            (host, None) => host.to_owned(),
        };
        let mut head = RequestHead::new("GET", &host, url.path());
        (head.query, head.headers, head.action) = (url.query(), &headers, id);
        head.version = document.json["info"]["version"].as_str().unwrap_or_default();
        #[allow(clippy::disallowed_methods, reason = "a signature needs the time")]
        let signature = Scheme::Acs3.sign(&head, &self.credentials, SystemTime::now(), &nonce())?;
        let mut request = self.http.request(Method::GET, url.clone());
        let signed = signature.headers().iter().map(|(name, value)| (*name, value.as_str()));
        for (name, value) in headers.iter().copied().chain(signed) {
            request = request.header(name, value);
        }
        request.build().context("the request")
    }
}

fn text<'a>(sent: &'a [Sent], name: &str, place: &str) -> Option<&'a str> {
    sent.iter().find(|sent| sent.name == name && sent.place == place).map(|sent| sent.text.as_str())
}

/// It has to be new each time, and is no secret.
fn nonce() -> String {
    format!("{:032x}", fastrand::u128(..))
}
