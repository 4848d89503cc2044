//! Errors in every shape, aimed at some requests.

use std::time::Duration;

use fc_async_tasks::{
    Client, RetryPolicy,
    emulator::{Fault, Stage},
};

use super::{
    HOUR,
    common::{PATH, client, emulator, list},
    hit, send, statuses,
};

#[tokio::test]
async fn an_error_has_the_shape_of_its_kind() {
    const ID: &str = "00000000-0000-4000-8000-000000000000";
    let why = "the emulator was told to answer with this error";
    let host = r#""HostId":"h&<o>""#;
    let gateway = |code: &str| {
        let end = format!(r#""Recommend":"https://api.aliyun.com/troubleshoot","RequestId":"{ID}""#);
        format!(r#"{{"Code":"{code}",{host},"Message":"{why}",{end}}}"#)
    };
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>&lt;&quot;A&amp;B&apos;&gt;</Code>\
         <Message>{why}</Message><RequestId>{ID}</RequestId><HostId>h&amp;&lt;o&gt;</HostId></Error>"
    );
    let title = "502 Bad Gateway";
    let html =
        format!("<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1><hr>proxy</body>\n</html>\n");
    let json = Some("application/json");
    for (fault, status, content_type, id, body) in [
        (
            Fault::service_error(429, "Resource\"Exhausted"),
            "429 Too Many Requests",
            json,
            Some(ID),
            format!(r#"{{"ErrorCode":"Resource\"Exhausted","ErrorMessage":"{why}"}}"#),
        ),
        (
            Fault::gateway_error(503, "ServiceUnavailable"),
            "503 Service Unavailable",
            json,
            None,
            gateway("ServiceUnavailable"),
        ),
        (Fault::expired_token(), "400 Bad Request", json, None, gateway("InvalidSecurityToken.Expired")),
        (Fault::xml(403, "<\"A&B'>"), "403 Forbidden", Some("text/xml"), None, xml),
        (Fault::html(502), title, Some("text/html"), None, html.clone()),
        (Fault::html(200), "200 OK", Some("text/html"), None, html.replace(title, "200 OK")),
        (Fault::empty(504), "504 Gateway Timeout", None, Some(ID), String::new()),
    ] {
        let raw = hit(fault).await;
        assert_eq!(raw.text().lines().next().unwrap(), format!("HTTP/1.1 {status}"));
        assert_eq!(raw.header("content-type").as_deref(), content_type, "{status}");
        assert_eq!(raw.header("x-fc-request-id").as_deref(), id, "{status}");
        assert_eq!((raw.body(), raw.length()), (body.clone(), body.len()), "{status}");
        assert!(raw.header("date").is_some() && !raw.reset, "{status}");
    }
}

#[tokio::test]
async fn a_client_finds_code_and_id_in_both_json_shapes() {
    for fault in [Fault::service_error(503, "Code"), Fault::gateway_error(503, "Code")] {
        let error = send(fault).await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(503), Some("Code")));
        assert!(error.request_id().unwrap().starts_with("00000000-0000-4000-8000-"), "{error}");
    }
}

#[tokio::test]
async fn a_status_that_ends_no_request_is_500() {
    for (given, line) in [
        (0, "500 Internal Server Error"),
        (99, "500 Internal Server Error"),
        (100, "500 Internal Server Error"),
        (101, "500 Internal Server Error"),
        (199, "500 Internal Server Error"),
        (1000, "500 Internal Server Error"),
        (u16::MAX, "500 Internal Server Error"),
        (200, "200 OK"),
        (204, "204 No Content"),
        (304, "304 Not Modified"),
    ] {
        let faults = [Fault::service_error(given, "X"), Fault::gateway_error(given, "X"), Fault::xml(given, "X")];
        for fault in faults.into_iter().chain([Fault::html(given), Fault::empty(given)]) {
            let raw = hit(fault).await;
            assert_eq!(raw.text().lines().next().unwrap(), format!("HTTP/1.1 {line}"), "{given}");
            assert!(raw.body().is_empty() || !matches!(given, 204 | 304), "{given}: {}", raw.body());
        }
    }
    assert!(hit(Fault::empty(999)).await.text().starts_with("HTTP/1.1 999 "));
}

#[tokio::test]
async fn a_pause_can_be_asked_for_with_any_answer() {
    let fraction = Duration::from_micros(1_200_001);
    for (fault, own, standard) in [
        (Fault::service_error(429, "X").with_acs_retry_after(fraction), Some("1201"), None),
        (Fault::empty(503).with_retry_after(fraction), None, Some("2")),
        (Fault::html(503).with_retry_after(HOUR).with_retry_after(Duration::ZERO), None, Some("0")),
        (Fault::truncated().with_acs_retry_after(HOUR).with_retry_after(HOUR), Some("3600000"), Some("3600")),
        (Fault::late(Duration::ZERO).with_acs_retry_after(Duration::MAX), Some(&*u64::MAX.to_string()), None),
    ] {
        let raw = hit(fault).await;
        assert_eq!((raw.header("x-acs-retry-after").as_deref(), raw.header("retry-after").as_deref()), (own, standard));
    }
}

#[tokio::test]
async fn a_fault_hits_the_requests_that_it_is_aimed_at_and_the_last_one_holds() {
    let emulator = emulator(1).await;
    let client = client(&emulator);
    emulator.inject(2..=2, Fault::empty(502));
    emulator.inject(4..6, Fault::empty(503));
    emulator.inject(5.., Fault::empty(504));
    emulator.inject(7.., Fault::late(Duration::ZERO));
    emulator.inject(..1, Fault::empty(500));
    for _ in 0..7 {
        let _ = list(&client).send().await;
    }
    assert_eq!(statuses(&emulator), [200, 502, 200, 503, 504, 504, 200]);
    emulator.inject(.., Fault::empty(429));
    list(&client).send().await.unwrap_err();
    assert_eq!(statuses(&emulator)[7], 429);
    assert_eq!(emulator.requests()[7].path(), PATH);
}

#[tokio::test]
async fn a_client_that_tries_again_gets_over_faults() {
    let emulator = emulator(20).await;
    emulator.inject(1..=1, Fault::gateway_error(503, "ServiceUnavailable"));
    emulator.inject(2..=2, Fault::reset(Stage::BeforeHead));
    let policy = RetryPolicy { initial_backoff: Duration::ZERO, ..RetryPolicy::default() };
    let build = || {
        let builder = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials());
        builder.retry(policy.clone()).build().unwrap()
    };
    assert_eq!(list(&build()).send().await.unwrap().invocations.len(), 20);
    assert_eq!(statuses(&emulator), [503, 0, 200]);
    // A wrong clock is the client's to adapt to.
    emulator.inject(4.., Fault::clock_skew(-3600));
    let client = build();
    for _ in 0..2 {
        assert_eq!(list(&client).send().await.unwrap().invocations.len(), 20);
    }
    assert_eq!(statuses(&emulator)[3..], [400, 200, 200]);
}
