//! The hook between a generated call and the wire: it signs, and sends.

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::{
    Request, Response,
    header::{HeaderName, HeaderValue},
};

use crate::{
    Client, Credentials, Scheme, clock,
    error::{Error, ErrorKind},
    signing::RequestHead,
};

/// Headers of a signature that must not show up in a log.
const SENSITIVE: [&str; 3] = ["authorization", "x-acs-security-token", "x-fc-security-token"];

/// What the hook needs, inside every [`Client`].
#[derive(Clone, Debug)]
pub(crate) struct Middleware {
    credentials: Credentials,
    scheme: Scheme,
}

impl Middleware {
    pub(crate) fn new(credentials: Credentials, scheme: Scheme) -> Self {
        Self { credentials, scheme }
    }

    /// Signs a request as it stands, with the time of now and a new nonce.
    fn sign(&self, request: &mut Request, operation: &str) -> Result<(), Error> {
        // Progenitor's own, unknown to the service.
        request.headers_mut().remove("api-version");
        let url = request.url();
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        let headers: Vec<_> = request
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
            .collect();
        let head = RequestHead {
            method: request.method().as_str(),
            host: &host,
            path: url.path(),
            query: url.query(),
            headers: &headers,
            body: request.body().and_then(|body| body.as_bytes()).unwrap_or_default(),
            action: operation,
            version: Client::api_version(),
        };
        let signature = self.scheme.sign(&head, &self.credentials, clock::now(), &clock::nonce()?)?;
        for (name, value) in signature.headers() {
            let mut value = HeaderValue::from_str(value).map_err(|error| {
                Error::new(ErrorKind::Configuration, format!("the header {name} cannot be sent")).because(error)
            })?;
            value.set_sensitive(SENSITIVE.contains(name));
            request.headers_mut().insert(HeaderName::from_static(name), value);
        }
        Ok(())
    }
}

impl ClientHooks<Middleware> for Client {
    async fn exec(&self, mut request: Request, operation: &OperationInfo) -> reqwest::Result<Response> {
        match self.inner().sign(&mut request, operation.operation_id) {
            Ok(()) => self.client().execute(request).await,
            Err(error) => Ok(error.into_response()),
        }
    }
}
