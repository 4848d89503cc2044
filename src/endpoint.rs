//! Where requests go.

use reqwest::Url;

use crate::{
    error::{Error, ErrorKind},
    transport::TLS,
};

/// The network that the service is reached through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Network {
    /// The internet: `<account>.<region>.fc.aliyuncs.com`, or `fc.<region>.aliyuncs.com`.
    #[default]
    Internet,
    /// A VPC of the region: `<account>.<region>-internal.fc.aliyuncs.com`, or
    /// `fc-vpc.<region>.aliyuncs.com`.
    Vpc,
}

/// The host of an account in a region, or of the region's gateway where no account is named.
///
/// The regions are an open set, so a region is checked only for being fit for a host name.
pub(crate) fn of_region(region: &str, account_id: Option<&str>, network: Network) -> Result<Url, Error> {
    label("region", region)?;
    let host = match account_id {
        Some(account_id) => {
            label("account_id", account_id)?;
            let internal = if network == Network::Vpc { "-internal" } else { "" };
            format!("{account_id}.{region}{internal}.fc.aliyuncs.com")
        }
        None if network == Network::Vpc => format!("fc-vpc.{region}.aliyuncs.com"),
        None => format!("fc.{region}.aliyuncs.com"),
    };
    of_url(&host)
}

/// An endpoint as its URL. HTTPS unless it says `http://`.
pub(crate) fn of_url(endpoint: &str) -> Result<Url, Error> {
    if endpoint.contains('@') {
        return Err(invalid("endpoint: must not hold a user name or a password; use credentials instead"));
    }
    let (scheme, rest) = endpoint.split_once("://").unwrap_or(("https", endpoint));
    // The URL standard would read `https:///path` as a host named `path`.
    if rest.is_empty() || rest.starts_with(['/', '\\', '?', '#', ':']) {
        return Err(invalid(format!("endpoint: `{}` has no host", shown(endpoint))));
    }
    // The URL standard would drop tabs and line breaks in silence.
    if rest.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return Err(invalid(format!("endpoint: `{}` is not a URL", shown(endpoint))));
    }
    let url = Url::parse(&format!("{scheme}://{rest}"))
        .map_err(|error| invalid(format!("endpoint: `{}` is not a URL", shown(endpoint))).because(error))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid(format!("endpoint: `{}` is neither http nor https", shown(endpoint))));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        let message = format!("endpoint: `{}` must be a scheme, a host and a port, with no path", shown(endpoint));
        return Err(invalid(message));
    }
    if url.scheme() == "https" && !TLS {
        return Err(invalid("endpoint: https needs the feature `rustls` or `native-tls`, and both are switched off"));
    }
    Ok(url)
}

fn label(field: &str, text: &str) -> Result<(), Error> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    if text.len() <= 63 && text.bytes().all(allowed) && edge(text.bytes().next()) && edge(text.bytes().last()) {
        return Ok(());
    }
    let message = format!("{field}: `{}` cannot be part of a host name: use letters, digits and `-`", shown(text));
    Err(invalid(message))
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Configuration, message)
}

/// User input as it may stand in a message: short and on one line.
fn shown(text: &str) -> String {
    text.escape_debug().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    fn a_url_is_scheme_host_and_port() {
        for (given, meant) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("http://[::1]:8080/", "http://[::1]:8080/"),
            ("https://fc.example.com", "https://fc.example.com/"),
            ("fc.example.com:8443", "https://fc.example.com:8443/"),
        ] {
            assert_eq!(of_url(given).unwrap().as_str(), meant);
        }
    }

    #[test]
    fn what_is_no_endpoint_is_refused_by_name() {
        for bad in [
            "",
            "http://",
            "https:///2021-04-06/services",
            "http://:8080",
            "http://user:secret@host",
            "http://:secret@host",
            "user:secret@x://host",
            "ftp://host",
            "http://host/prefix",
            "http://host?query",
            "http://host#part",
            "http://host:notaport",
            "http://ho st",
            "http://a\nb",
        ] {
            let error = of_url(bad).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{bad:?}");
            let line = error.to_string();
            assert!(line.starts_with("endpoint: "), "{line}");
            assert!(!line.contains("secret") && !line.contains('\n'), "{line}");
        }
    }

    #[test]
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    fn the_hosts_are_those_of_the_document() {
        let document: serde_json::Value =
            serde_json::from_str(include_str!("../spec/fc-open-2021-04-06.json")).unwrap();
        let server = |index: usize| {
            let template = document["servers"][index]["url"].as_str().unwrap();
            format!("{}/", template.replace("{accountId}", "42").replace("{region}", "cn-shanghai"))
        };
        for (index, account_id, network) in [
            (0, Some("42"), Network::Internet),
            (1, None, Network::Internet),
            (2, Some("42"), Network::Vpc),
            (3, None, Network::Vpc),
        ] {
            assert_eq!(of_region("cn-shanghai", account_id, network).unwrap().as_str(), server(index));
        }
        assert_eq!(document["servers"].as_array().unwrap().len(), 4);
    }

    #[test]
    #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
    fn https_without_tls_says_what_to_switch_on() {
        let line = of_url("https://host").unwrap_err().to_string();
        assert_eq!(line, "endpoint: https needs the feature `rustls` or `native-tls`, and both are switched off");
        assert!(of_url("http://host").is_ok());
    }

    #[test]
    fn a_region_and_an_account_are_host_labels() {
        assert_eq!(of_region("mars-north-7", Some("1"), Network::Internet).is_ok(), TLS);
        for (region, account, field) in [
            ("", None, "region"),
            ("cn/hangzhou", None, "region"),
            ("-cn", None, "region"),
            ("cn-hangzhou.evil.example", None, "region"),
            ("cn-hangzhou", Some("1@2"), "account_id"),
        ] {
            let line = of_region(region, account, Network::Vpc).unwrap_err().to_string();
            assert!(line.starts_with(&format!("{field}: ")), "{line}");
        }
    }
}
