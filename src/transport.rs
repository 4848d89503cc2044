//! How HTTP clients are set up, whoever they talk to.

use reqwest::{ClientBuilder, Url, redirect};

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
