//! The HTTP side: from a request to an answer.

use std::{
    future::IntoFuture,
    ops::{Bound, RangeBounds},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

use axum::{
    Router,
    body::{self, Body},
    extract::{ConnectInfo, Request},
    http::{Method, Response, StatusCode, header, request::Parts},
};
use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimePrinter};
use tokio::net::TcpListener;

use super::{
    arguments,
    fault::{Fault, Kind},
    log::{Log, RecordedRequest},
    refusal::Refusal,
    script::Script,
    stop::Stop,
    store::Store,
    verify::{self, Guard},
    wire::{Door, Line},
};
use crate::{
    Credentials,
    clock::{Clock, SystemClock},
};

/// The largest request body that is read; the operation has none.
const MAX_BODY: usize = 1024 * 1024;

/// The numbers of some requests.
type Numbers = (Bound<u64>, Bound<u64>);

/// What all requests share.
#[derive(Debug)]
pub(super) struct State {
    store: RwLock<Store>,
    log: Mutex<Log>,
    guard: Guard,
    latency: Duration,
    unsigned: bool,
    faults: Mutex<Vec<(Numbers, Fault)>>,
    stop: Stop,
}

impl State {
    pub(super) fn new(credentials: Credentials, latency: Duration, unsigned: bool, stop: Stop) -> Self {
        Self {
            store: RwLock::default(),
            log: Mutex::default(),
            guard: Guard::new(credentials),
            latency,
            unsigned,
            faults: Mutex::default(),
            stop,
        }
    }

    pub(super) fn credentials(&self) -> &Credentials {
        self.guard.credentials()
    }

    // A panic elsewhere leaves the data as it was: it is only ever added to.
    pub(super) fn store(&self) -> RwLockWriteGuard<'_, Store> {
        self.store.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> RwLockReadGuard<'_, Store> {
        self.store.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn inject(&self, requests: Numbers, fault: Fault) {
        self.faults().push((requests, fault));
    }

    fn faults(&self) -> MutexGuard<'_, Vec<(Numbers, Fault)>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fault(&self, number: u64) -> Option<Fault> {
        self.faults().iter().rev().find(|(requests, _)| requests.contains(&number)).map(|(_, fault)| fault.clone())
    }

    async fn respond(&self, line: &Line, request: Request) -> Response<Body> {
        let (head, body) = request.into_parts();
        let number = self.log().push(record(&head));
        let fault = self.fault(number);
        let kind = fault.as_ref().map(|fault| &fault.kind);
        self.stop.clone().rest(self.latency).await;
        let body = body::to_bytes(body, MAX_BODY).await;
        if let Some(Kind::NoAnswer) = kind {
            self.stop.clone().wait().await;
            line.play(Script::hang_up());
            return Response::default();
        }
        let body =
            body.map_err(|_| Refusal::service(StatusCode::BAD_REQUEST, "EntityTooLarge", "the body is too large"));
        let result = match kind {
            Some(Kind::Refusal(refusal)) => Err(refusal.clone()),
            _ => body.and_then(|body| self.list(&head, &body, clock(kind))),
        };
        let request_id = format!("00000000-0000-4000-8000-{:012x}", number - 1);
        let host = header_of(&head, "host").unwrap_or_default();
        let mut answer = match result {
            Ok(page) => answer(StatusCode::OK, Some("application/json"), Some(&request_id), page),
            Err(refusal) => refusal.into_response(&request_id, host),
        };
        if let Some(Kind::Late(delay)) = kind {
            self.stop.clone().rest(*delay).await;
        }
        if let Ok(date) = DateTimePrinter::new().timestamp_to_rfc9110_string(&clock(kind)).map(|date| date.parse()) {
            answer.headers_mut().extend(date.map(|date| (header::DATE, date)));
        }
        answer.headers_mut().extend(fault.iter().flat_map(|fault| fault.headers.clone()));
        if kind.is_none_or(Kind::sends_status) {
            self.log().answered(number, answer.status().as_u16());
        }
        if let Some(script) = kind.and_then(|kind| Script::of(kind, &answer)) {
            line.play(script);
            return Response::default();
        }
        answer.map(Body::from)
    }

    fn list(&self, head: &Parts, body: &[u8], clock: Timestamp) -> Result<String, Refusal> {
        if !self.unsigned || head.headers.contains_key(header::AUTHORIZATION) {
            self.guard.check(head, body, clock, SystemClock.now())?;
        }
        let (service, function) = names(head).ok_or_else(|| {
            let message = format!("{} {} is not an operation of this service", head.method, head.uri.path());
            Refusal::service(StatusCode::BAD_REQUEST, "PathNotSupported", message)
        })?;
        let query = arguments::query(head.uri.query().unwrap_or_default())?;
        self.tasks().page(&service, &function, &query)
    }
}

/// Serves until told to stop.
pub(super) async fn serve(listener: TcpListener, state: Arc<State>) {
    let stop = state.stop.clone();
    let respond = move |ConnectInfo(line): ConnectInfo<Line>, request: Request| {
        let state = Arc::clone(&state);
        async move { state.respond(&line, request).await }
    };
    let door = Door { listener, stop: stop.clone() };
    let router = Router::new().fallback(respond).into_make_service_with_connect_info::<Line>();
    let _ = axum::serve(door, router).with_graceful_shutdown(stop.wait()).into_future().await;
}

/// What the service takes for the time, which is wrong where a fault says so.
fn clock(fault: Option<&Kind>) -> Timestamp {
    let now = Timestamp::try_from(SystemClock.now()).unwrap_or_default();
    let skew = if let Some(Kind::ClockSkew(seconds)) = fault { *seconds } else { 0 };
    now.saturating_add(SignedDuration::from_secs(skew)).unwrap_or(now).max(Timestamp::UNIX_EPOCH)
}

/// An answer as the service sends it.
pub(super) fn answer(
    status: StatusCode,
    content_type: Option<&'static str>,
    request_id: Option<&str>,
    body: String,
) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.extend(content_type.map(|kind| (header::CONTENT_TYPE, header::HeaderValue::from_static(kind))));
    if let Some(Ok(value)) = request_id.map(str::parse) {
        headers.insert("x-fc-request-id", value);
    }
    response
}

/// Service and function of `GET /2021-04-06/services/{}/functions/{}/stateful-async-invocations`.
fn names(head: &Parts) -> Option<(String, String)> {
    let segments: Vec<_> = head.uri.path().split('/').collect();
    match segments[..] {
        ["", "2021-04-06", "services", service, "functions", function, "stateful-async-invocations"]
            if head.method == Method::GET =>
        {
            Some((verify::decode(service, false), verify::decode(function, false)))
        }
        _ => None,
    }
}

pub(super) fn header_of<'a>(head: &'a Parts, name: &str) -> Option<&'a str> {
    head.headers.get(name)?.to_str().ok()
}

/// A request that has no answer yet.
fn record(head: &Parts) -> RecordedRequest {
    let text = |value: &header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    RecordedRequest {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: verify::pairs(head.uri.query().unwrap_or_default()),
        headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        status: 0,
    }
}
