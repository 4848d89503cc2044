//! Every fault of the emulator, on the first attempt and on the last: what a call makes of it. The
//! README shows this table.

mod common;

use std::{future::Future, time::Duration};

use ErrorKind::{Body, Decoding, Service, Timeout, Transport};
use common::list;
use fc_async_tasks::{
    Client, ErrorKind, RetryPolicy,
    emulator::{Emulator, Fault, Stage},
};

const ATTEMPTS: u32 = 3;

/// A fault, and the error that it is.
struct Row {
    what: &'static str,
    fault: Fault,
    kind: ErrorKind,
    code: Option<&'static str>,
    status: Option<u16>,
    /// Whether the error knows the id of the request.
    id: bool,
    /// Whether the call is tried again.
    again: bool,
}

/// A row of an error that the service answers with.
fn answered(
    what: &'static str,
    fault: Fault,
    code: impl Into<Option<&'static str>>,
    status: u16,
    id: bool,
    again: bool,
) -> Row {
    Row { what, fault, kind: Service, code: code.into(), status: Some(status), id, again }
}

/// A row of an answer that breaks, of which the head may have come.
fn broken(what: &'static str, fault: Fault, kind: ErrorKind, head: bool, again: bool) -> Row {
    Row { what, fault, kind, code: None, status: head.then_some(200), id: head, again }
}

fn rows() -> Vec<Row> {
    let (second, hour) = (Duration::from_secs(1), Duration::from_hours(1));
    let (service, gateway) = (Fault::service_error, Fault::gateway_error);
    vec![
        answered(
            "429 with `x-acs-retry-after`",
            service(429, "ResourceExhausted").with_acs_retry_after(second),
            "ResourceExhausted",
            429,
            true,
            true,
        ),
        answered(
            "429 of the gateway with `Retry-After`",
            gateway(429, "Throttling.User").with_retry_after(second),
            "Throttling.User",
            429,
            true,
            true,
        ),
        answered("400 with a code of throttling", gateway(400, "Throttling.Api"), "Throttling.Api", 400, true, true),
        answered("500", service(500, "InternalServerError"), "InternalServerError", 500, true, true),
        answered("502, a proxy's HTML page", Fault::html(502), None, 502, false, true),
        answered("503", service(503, "ServiceUnavailable"), "ServiceUnavailable", 503, true, true),
        answered("503 as XML", Fault::xml(503, "ServiceUnavailable"), "ServiceUnavailable", 503, true, true),
        answered("504 with an empty body", Fault::empty(504), None, 504, true, true),
        answered("400", service(400, "InvalidArgument"), "InvalidArgument", 400, true, false),
        answered("403", service(403, "AccessDenied"), "AccessDenied", 403, true, false),
        answered("403 as XML", Fault::xml(403, "AccessDenied"), "AccessDenied", 403, true, false),
        answered("404", service(404, "FunctionNotFound"), "FunctionNotFound", 404, true, false),
        answered("404, a proxy's HTML page", Fault::html(404), None, 404, false, false),
        answered("412 with an empty body", Fault::empty(412), None, 412, true, false),
        answered("501", gateway(501, "NotImplemented"), "NotImplemented", 501, true, false),
        answered(
            "an expired security token, of a key that was given",
            Fault::expired_token(),
            "InvalidSecurityToken.Expired",
            400,
            true,
            false,
        ),
        answered("a clock that is an hour off", Fault::clock_skew(3600), "InvalidTimeStamp.Expired", 400, true, true),
        Row { id: false, ..broken("200, a captive portal's HTML page", Fault::html(200), Decoding, true, false) },
        broken("an answer that comes too late", Fault::late(hour), Timeout, false, true),
        broken("no answer", Fault::no_answer(), Timeout, false, true),
        broken("a body of one byte a second", Fault::slow(second), Timeout, true, true),
        broken("a reset before the head", Fault::reset(Stage::BeforeHead), Transport, false, true),
        broken("a reset in the head", Fault::reset(Stage::InHead), Transport, false, true),
        broken("a reset after the head", Fault::reset(Stage::AfterHead), Body, true, true),
        broken("a body that breaks off", Fault::truncated(), Body, true, true),
        broken("a body longer than its `Content-Length`", Fault::wrong_length(), Decoding, true, false),
        broken("a body over `max_body`", Fault::oversized(2 << 20), Decoding, true, false),
    ]
}

impl Row {
    /// As the README has it.
    fn shown(&self) -> String {
        let text = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let code = text(self.code.map(|code| format!("`{code}`")));
        let status = text(self.status.map(|status| status.to_string()));
        let yes = |yes: bool| if yes { "yes" } else { "-" };
        let (id, again) = (yes(self.id), yes(self.again));
        format!("| {} | `{:?}` | {code} | {status} | {id} | {again} |", self.what, self.kind)
    }
}

/// Faults that are made of waiting on a clock that jumps where everything waits; the others on a real
/// one, since a network that is slow for a moment must not make it jump.
fn run(waits: bool, test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(waits).build().unwrap();
    runtime.block_on(test);
}

fn client(emulator: &Emulator) -> Client {
    let retry = RetryPolicy {
        max_attempts: ATTEMPTS,
        initial_backoff: Duration::ZERO,
        max_backoff: Duration::ZERO,
        ..RetryPolicy::default()
    };
    let builder = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials()).retry(retry);
    builder.attempt_timeout(Duration::from_secs(10)).max_body(1 << 20).build().unwrap()
}

fn check(row: &Row, emulator: &Emulator, error: &fc_async_tasks::Error, attempts: u32) {
    let found = (error.kind(), error.code(), error.status(), error.request_id().is_some(), error.attempts());
    assert_eq!(found, (row.kind, row.code, row.status, row.id, attempts), "{}: {error}", row.what);
    assert_eq!(emulator.requests().len(), attempts as usize, "{}: {error}", row.what);
}

#[test]
fn on_the_first_attempt_the_next_one_makes_good_what_it_can() {
    for row in rows() {
        run(row.kind == Timeout, async {
            let emulator = common::emulator(30).await;
            // A clock is not wrong for one request alone.
            let requests = if row.code == Some("InvalidTimeStamp.Expired") { 1..=u64::MAX } else { 1..=1 };
            emulator.inject(requests, row.fault.clone());
            match list(&client(&emulator)).send().await {
                Ok(page) => {
                    assert!(row.again, "{}", row.what);
                    assert_eq!((page.invocations.len(), emulator.requests().len()), (20, 2), "{}", row.what);
                }
                Err(error) => {
                    assert!(!row.again, "{}: {error}", row.what);
                    check(&row, &emulator, &error, 1);
                }
            }
        });
    }
}

#[test]
fn on_the_last_attempt_it_is_the_error_of_the_call() {
    for row in rows() {
        run(row.kind == Timeout, async {
            let emulator = common::emulator(30).await;
            emulator.inject(.., Fault::service_error(503, "ServiceUnavailable"));
            emulator.inject(u64::from(ATTEMPTS).., row.fault.clone());
            let error = list(&client(&emulator)).send().await.unwrap_err();
            check(&row, &emulator, &error, ATTEMPTS);
        });
    }
}

#[test]
fn an_answer_that_is_late_but_in_time_is_none() {
    run(true, async {
        let emulator = common::emulator(30).await;
        emulator.inject(.., Fault::late(Duration::from_secs(9)));
        assert_eq!(list(&client(&emulator)).send().await.unwrap().invocations.len(), 20);
        assert_eq!(emulator.requests().len(), 1);
    });
}

#[test]
fn the_readme_shows_the_table() {
    let rows: Vec<_> = rows().iter().map(Row::shown).collect();
    let readme = include_str!("../README.md");
    let head = "| what happens | `ErrorKind` | `code` | HTTP | request id | tried again |";
    let shown: Vec<_> = readme.lines().skip_while(|line| *line != head).skip(2).take(rows.len() + 1).collect();
    assert_eq!(shown, [rows.iter().map(String::as_str).collect(), vec![""]].concat(), "\n{}", rows.join("\n"));
}
