//! The HTTP side: from a request to an answer.

use std::{
    future::IntoFuture,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{self, Body},
    extract::Request,
    http::{Method, Response, StatusCode, header, request::Parts},
    serve::ListenerExt,
};
use tokio::{net::TcpListener, sync::oneshot};

use super::{
    arguments,
    log::{Log, RecordedRequest},
    refusal::Refusal,
    store::Store,
    verify::{self, Guard},
};
use crate::{
    Credentials,
    clock::{Clock, SystemClock},
};

/// The largest request body that is read; the operation has none.
const MAX_BODY: usize = 1024 * 1024;

/// What all requests share.
#[derive(Debug)]
pub(super) struct State {
    store: RwLock<Store>,
    log: Mutex<Log>,
    guard: Guard,
    latency: Duration,
    answered: AtomicU64,
}

impl State {
    pub(super) fn new(credentials: Credentials, latency: Duration) -> Self {
        Self {
            store: RwLock::default(),
            log: Mutex::default(),
            guard: Guard::new(credentials),
            latency,
            answered: AtomicU64::new(0),
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

    async fn respond(&self, request: Request) -> Response<Body> {
        if !self.latency.is_zero() {
            // Even a sleep of nothing would last until the timer's next tick.
            tokio::time::sleep(self.latency).await;
        }
        let number = self.answered.fetch_add(1, Ordering::Relaxed);
        let request_id = format!("00000000-0000-4000-8000-{number:012x}");
        let (head, body) = request.into_parts();
        let response = match body::to_bytes(body, MAX_BODY).await {
            Ok(body) => self.list(&head, &body),
            Err(_) => Err(Refusal::service(StatusCode::BAD_REQUEST, "EntityTooLarge", "the body is too large")),
        };
        let host = header_of(&head, "host").unwrap_or_default();
        let response = match response {
            Ok(page) => answer(StatusCode::OK, &request_id, page),
            Err(refusal) => refusal.into_response(&request_id, host),
        };
        self.log().push(record(&head, response.status().as_u16()));
        response
    }

    fn list(&self, head: &Parts, body: &[u8]) -> Result<String, Refusal> {
        self.guard.check(head, body, SystemClock.now())?;
        let (service, function) = names(head).ok_or_else(|| {
            let message = format!("{} {} is not an operation of this service", head.method, head.uri.path());
            Refusal::service(StatusCode::BAD_REQUEST, "PathNotSupported", message)
        })?;
        let query = arguments::query(head.uri.query().unwrap_or_default())?;
        self.tasks().page(&service, &function, &query)
    }
}

/// Serves until told to stop.
pub(super) async fn serve(listener: TcpListener, state: Arc<State>, stopped: oneshot::Receiver<()>) {
    let respond = move |request: Request| {
        let state = Arc::clone(&state);
        async move { state.respond(request).await }
    };
    // Without this, an answer could wait for the acknowledgement of the one before it.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let server = axum::serve(listener, Router::new().fallback(respond));
    let stop = async {
        // A sender that is dropped says the same as one that speaks.
        let _ = stopped.await;
    };
    let _ = server.with_graceful_shutdown(stop).into_future().await;
}

/// An answer as the service sends it.
pub(super) fn answer(status: StatusCode, request_id: &str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    if let Ok(value) = request_id.parse() {
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

fn record(head: &Parts, status: u16) -> RecordedRequest {
    let text = |value: &header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    RecordedRequest {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: verify::pairs(head.uri.query().unwrap_or_default()),
        headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        status,
    }
}
