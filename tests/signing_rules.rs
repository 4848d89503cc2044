//! The rules of the canonical forms, case by case, and what holds for any request.

mod common;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use common::{PATH, SCHEMES, config, list};
use fc_async_tasks::{
    Client, Credentials, ErrorKind,
    emulator::Emulator,
    signing::{RequestHead, Scheme, Signature},
};
use proptest::prelude::*;

fn noon() -> SystemTime {
    UNIX_EPOCH + Duration::from_hours(480_992)
}

fn head<'a>(query: Option<&'a str>, headers: &'a [(&'a str, &'a str)]) -> RequestHead<'a> {
    let mut head = RequestHead::new("GET", "host.example:8080", PATH);
    (head.query, head.headers) = (query, headers);
    head.action = "ListStatefulAsyncInvocations";
    head.version = "2021-04-06";
    head
}

fn sign(scheme: Scheme, head: &RequestHead<'_>) -> Signature {
    scheme.sign(head, &Credentials::new("id", "secret"), noon(), "nonce").unwrap()
}

#[test]
fn a_query_is_signed_by_what_it_means() {
    // As sent; in the ROA string to sign; in the ACS3 canonical request.
    for (sent, raw, encoded) in [
        ("", "", ""),
        ("limit=20", "?limit=20", "limit=20"),
        ("a=x+y", "?a=x y", "a=x%20y"),
        ("a=x%20y", "?a=x y", "a=x%20y"),
        ("a=x%2By", "?a=x+y", "a=x%2By"),
        ("a=x/y", "?a=x/y", "a=x%2Fy"),
        ("a=x%2Fy", "?a=x/y", "a=x%2Fy"),
        ("a=~", "?a=~", "a=~"),
        ("a=%7E", "?a=~", "a=~"),
        ("a=*", "?a=*", "a=%2A"),
        ("a=%2a", "?a=*", "a=%2A"),
        ("a=b=c", "?a=b=c", "a=b%3Dc"),
        ("a=%E4%BD%A0", "?a=你", "a=%E4%BD%A0"),
        ("a=", "?a", "a="),
        ("a", "?a", "a="),
        ("=x", "?=x", "=x"),
        ("=&=", "?&", "=&="),
        ("&&", "", ""),
        ("a&&b", "?a&b", "a=&b="),
        ("&a=", "?a", "a="),
        ("a&=x", "?=x&a", "=x&a="),
        ("b=1&a=2", "?a=2&b=1", "a=2&b=1"),
        ("a=2&a=1", "?a=1&a=2", "a=1&a=2"),
        ("a=-_.&B=1", "?B=1&a=-_.", "B=1&a=-_."),
    ] {
        let head = head(Some(sent), &[]);
        let roa = sign(Scheme::Roa, &head);
        assert_eq!(roa.string_to_sign().split_once(PATH).unwrap().1, raw, "ROA: {sent}");
        let acs3 = sign(Scheme::Acs3, &head);
        assert_eq!(acs3.canonical_request().unwrap().lines().nth(2).unwrap(), encoded, "ACS3: {sent}");
        let fc = sign(Scheme::Fc, &head);
        assert!(fc.string_to_sign().ends_with(&format!("\n{PATH}")), "FC signs no query: {sent}");
    }
}

#[test]
fn a_path_is_signed_as_sent_but_for_fc_which_decodes_it() {
    let mut sent = head(None, &[]);
    sent.path = "/a%20b/%E4%BD%A0~%2A*+";
    assert!(sign(Scheme::Roa, &sent).string_to_sign().ends_with("\n/a%20b/%E4%BD%A0~%2A*+"));
    assert_eq!(sign(Scheme::Acs3, &sent).canonical_request().unwrap().lines().nth(1), Some("/a%20b/%E4%BD%A0~%2A*+"));
    assert!(sign(Scheme::Fc, &sent).string_to_sign().ends_with("\n/a b/你~**+"));
}

#[test]
fn a_token_is_sent_and_signed() {
    let credentials = Credentials::new("id", "secret").with_security_token("the/token+==");
    for (scheme, line) in [
        (
            Scheme::Roa,
            "x-acs-accesskey-id:id\nx-acs-action:ListStatefulAsyncInvocations\nx-acs-security-token:the/token+==\n",
        ),
        (Scheme::Acs3, "x-acs-security-token:the/token+==\n"),
        (Scheme::Fc, "x-fc-security-token:the/token+==\n"),
    ] {
        let signature = scheme.sign(&head(None, &[]), &credentials, noon(), "nonce").unwrap();
        let signed = signature.canonical_request().unwrap_or(signature.string_to_sign());
        assert!(signed.contains(line), "{scheme:?}: {signed}");
        assert!(signature.headers().iter().any(|(_, value)| value == "the/token+=="), "{scheme:?}");
        let without = sign(scheme, &head(None, &[]));
        assert!(!without.headers().iter().any(|(name, _)| name.ends_with("token") || name.ends_with("accesskey-id")));
    }
}

#[test]
fn content_headers_and_a_body_are_signed() {
    let headers = [("Content-Type", "application/json"), ("Content-MD5", "md5=="), ("Accept", "text/plain")];
    let mut sent = head(None, &headers);
    (sent.method, sent.body) = ("PUT", b"{}");
    assert!(sign(Scheme::Roa, &sent).string_to_sign().starts_with("PUT\ntext/plain\nmd5==\napplication/json\nThu, 14"));
    assert!(sign(Scheme::Fc, &sent).string_to_sign().starts_with("PUT\nmd5==\napplication/json\nThu, 14"));
    // SHA-256 of `{}`.
    let hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    assert!(sign(Scheme::Acs3, &sent).canonical_request().unwrap().ends_with(hash));
}

#[test]
fn headers_of_the_request_that_a_scheme_covers_are_signed() {
    // As `x-acs-action` they come before and after what signing adds, which replaces its like.
    let headers = [("X-Acs-Zone", " z "), ("x-acs-a", "1"), ("X-ACS-Action", "Other"), ("x-other", "no")];
    let lines = |text: &str| text.lines().filter(|line| line.contains("-acs-")).map(str::to_owned).collect::<Vec<_>>();
    let sent = head(None, &headers);
    let roa = lines(sign(Scheme::Roa, &sent).string_to_sign());
    assert_eq!(roa[..2], ["x-acs-a:1", "x-acs-action:ListStatefulAsyncInvocations"]);
    assert_eq!(roa.last().unwrap(), "x-acs-zone:z");
    let acs3 = sign(Scheme::Acs3, &sent);
    let names =
        "host;x-acs-a;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version;x-acs-zone";
    assert!(acs3.canonical_request().unwrap().contains(&format!("\nx-acs-zone:z\n\n{names}\n")));
    assert!(acs3.headers().iter().any(|(_, value)| value.contains(&format!("SignedHeaders={names},"))));
}

#[test]
fn fc_signs_the_x_fc_headers_trimmed_and_sorted() {
    let headers = [("X-Fc-Trace-Id", " trace "), ("X-Fc-Account-Id", "1"), ("x-other", "no")];
    let signature = sign(Scheme::Fc, &head(None, &headers));
    assert!(signature.string_to_sign().contains(" GMT\nx-fc-account-id:1\nx-fc-trace-id:trace\n/"));
}

#[test]
fn fc_signs_its_own_token_and_not_one_that_was_there() {
    let credentials = Credentials::new("id", "secret").with_security_token("new");
    let headers = [("X-Fc-Security-Token", "old")];
    let signature = Scheme::Fc.sign(&head(None, &headers), &credentials, noon(), "").unwrap();
    assert!(signature.string_to_sign().contains("x-fc-security-token:new\n"));
    assert!(!signature.string_to_sign().contains("old"));
}

#[test]
fn a_time_beyond_all_dates_is_an_error() {
    let far = UNIX_EPOCH + Duration::from_secs(1 << 40);
    for scheme in SCHEMES {
        let error = scheme.sign(&head(None, &[]), &Credentials::new("id", "secret"), far, "").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }
}

#[test]
fn a_second_that_has_not_passed_is_not_counted() {
    for (millis, roa, acs3) in [
        (1_731_571_200_999, "Thu, 14 Nov 2024 08:00:00 GMT", "2024-11-14T08:00:00Z"),
        (0, "Thu, 1 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z"),
        (-500, "Wed, 31 Dec 1969 23:59:59 GMT", "1969-12-31T23:59:59Z"),
        (-1500, "Wed, 31 Dec 1969 23:59:58 GMT", "1969-12-31T23:59:58Z"),
    ] {
        let time: SystemTime = jiff::Timestamp::from_millisecond(millis).unwrap().into();
        for (scheme, name, date) in [(Scheme::Roa, "date", roa), (Scheme::Acs3, "x-acs-date", acs3)] {
            let signature = scheme.sign(&head(None, &[]), &Credentials::new("id", "secret"), time, "").unwrap();
            let sent = signature.headers().iter().find(|(header, _)| *header == name).unwrap();
            assert_eq!(sent.1.replace(", 01 ", ", 1 "), date, "{scheme:?}");
        }
    }
}

#[test]
fn the_form_does_not_depend_on_the_order_of_the_query() {
    let pairs = prop::collection::vec(("[a-c ~*+/é]{1,3}", "[a-c ~*+/é=&]{0,3}"), 0..6);
    let shuffled = pairs.prop_flat_map(|pairs| (Just(pairs.clone()), Just(pairs).prop_shuffle()));
    proptest!(config(256), |((one, other) in shuffled)| {
        let encode = |pairs: &[(String, String)]| {
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        };
        let (one, other) = (encode(&one), encode(&other));
        for scheme in SCHEMES {
            let (one, other) = (sign(scheme, &head(Some(&one), &[])), sign(scheme, &head(Some(&other), &[])));
            prop_assert_eq!(one.canonical_request(), other.canonical_request());
            prop_assert_eq!(one.string_to_sign(), other.string_to_sign());
            prop_assert_eq!(one.signature(), other.signature());
        }
    });
}

/// Whatever the arguments, the emulator sees just these, and its own check accepts the signature:
/// so signing has changed nothing in the URL, and has signed what was sent.
#[test]
fn what_is_asked_for_is_what_is_sent_and_signed() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let credentials = Credentials::new("id", "secret").with_security_token("token");
    let start = Emulator::builder().credentials(credentials).start();
    let emulator = runtime.block_on(start).unwrap();
    emulator.insert("demo-service", "demo-function", []);
    let text = "[ -~é你\\PC]{0,12}";
    proptest!(config(128), |(qualifier in text, prefix in text, trace in "[!-~]([ -~]{0,10}[!-~])?", begin: i64)| {
        for scheme in SCHEMES {
            let client = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials());
            let client = client.scheme(scheme).build().unwrap();
            let call = list(&client).qualifier(&*qualifier).invocation_id_prefix(&*prefix).started_time_begin(begin);
            let page = runtime.block_on(call.x_fc_trace_id(&*trace).send());
            prop_assert!(page.is_ok(), "{scheme:?}: {page:?}");
            let seen = emulator.requests().pop().unwrap();
            prop_assert_eq!(seen.path(), PATH);
            prop_assert_eq!(seen.query("qualifier"), Some(qualifier.as_str()));
            prop_assert_eq!(seen.query("invocationIdPrefix"), Some(prefix.as_str()));
            let begin = begin.to_string();
            prop_assert_eq!(seen.query("startedTimeBegin"), Some(begin.as_str()));
            prop_assert_eq!(seen.header("x-fc-trace-id"), Some(trace.as_str()));
        }
    });
}
