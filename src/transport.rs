//! How HTTP clients are set up, whoever they talk to, and what their errors mean.

use std::time::Duration;

use progenitor_client::Error as Unsent;
use reqwest::{ClientBuilder, Url, redirect};

use crate::error::{Error, ErrorKind};

/// Time allowed for a connection to be made: what the official clients allow.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A client for the server of a URL, through no proxy where it is to be reached directly. It follows
/// no redirects, since a signature is for one host.
pub(crate) fn builder(url: &Url, direct: bool) -> ClientBuilder {
    let builder = with_tls(ClientBuilder::new()).redirect(redirect::Policy::none());
    match (direct, url.scheme()) {
        // Else a machine without certificates could not even talk to the emulator.
        (true, "http") => without_certificates(builder).no_proxy(),
        (true, _) => builder.no_proxy(),
        (false, _) => builder,
    }
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether `https` works.
pub(crate) const TLS: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

#[cfg(feature = "native-tls")]
fn with_tls(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_backend_native()
}

#[cfg(all(feature = "rustls", not(feature = "native-tls")))]
fn with_tls(builder: ClientBuilder) -> ClientBuilder {
    // Another crate may have switched the other one on.
    builder.tls_backend_rustls()
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn with_tls(builder: ClientBuilder) -> ClientBuilder {
    builder
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn without_certificates(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_certs_only([])
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn without_certificates(builder: ClientBuilder) -> ClientBuilder {
    builder
}

/// Why nothing came back.
pub(crate) fn unsent(error: Unsent) -> Error {
    match error {
        Unsent::CommunicationError(error) => unreceived(error, None),
        Unsent::InvalidRequest(message) | Unsent::Custom(message) => Error::new(ErrorKind::InvalidRequest, message),
        // The rest is of the reading of answers, which the generated code no longer does.
        other => Error::new(ErrorKind::Transport, "the request failed").because(other),
    }
}

/// What broke, with the server it was to: of the error itself where it knows, else as given.
pub(crate) fn unreceived(error: reqwest::Error, url: Option<&Url>) -> Error {
    let server = error.url().or(url).map(|url| url.origin().ascii_serialization());
    let server = server.unwrap_or_else(|| "a URL that is none".to_owned());
    let (kind, message) = if error.is_builder() {
        (ErrorKind::InvalidRequest, "the request cannot be built for")
    } else if error.is_connect() {
        (ErrorKind::Connect, "no connection could be made to")
    } else if error.is_timeout() {
        (ErrorKind::Timeout, "no answer in time from")
    } else if error.is_body() || error.is_decode() {
        (ErrorKind::Body, "the body of the answer broke off, from")
    } else {
        (ErrorKind::Transport, "the connection broke to")
    };
    Error::new(kind, format!("{message} {server}")).because(error.without_url())
}
