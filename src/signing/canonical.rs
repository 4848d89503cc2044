//! The forms that the schemes have in common.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode_str, utf8_percent_encode};

/// All but what RFC 3986 leaves unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The keys and values of a query as it is sent, decoded and sorted, so that their order does not
/// matter.
pub(super) fn query(query: Option<&str>) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let mut pairs: Vec<_> = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).collect();
    pairs.sort_unstable();
    pairs
}

/// Percent-encodes a key or a value of a query.
pub(super) fn encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// Undoes the percent-encoding of a path.
pub(super) fn decode_path(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// The value of a header, or the empty text.
pub(super) fn header<'a>(headers: &[(&str, &'a str)], name: &str) -> &'a str {
    headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value.trim())
}

/// The headers of the request and those that signing adds, which replace them, as far as their
/// name is wanted: with lower-case names and trimmed values, sorted.
pub(super) fn headers<'a>(
    own: &[(&'a str, &'a str)],
    added: &'a [(&'static str, String)],
    wanted: impl Fn(&str) -> bool,
) -> Vec<(Cow<'a, str>, &'a str)> {
    let own = own.iter().copied();
    let kept = own.filter(|(name, _)| added.iter().all(|(added, _)| !name.eq_ignore_ascii_case(added)));
    let mut kept: Vec<_> = kept
        .chain(added.iter().map(|(name, value)| (*name, value.as_str())))
        .map(|(name, value)| (lower_case(name), value.trim()))
        .filter(|(name, _)| wanted(name))
        .collect();
    kept.sort_unstable();
    kept
}

fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { name.to_ascii_lowercase().into() } else { name.into() }
}

/// `name:value` and a line break for each header.
pub(super) fn header_lines(headers: &[(Cow<'_, str>, &str)]) -> String {
    let mut lines = String::with_capacity(headers.iter().map(|(name, value)| name.len() + value.len() + 2).sum());
    lines.extend(headers.iter().flat_map(|(name, value)| [&**name, ":", value, "\n"]));
    lines
}
