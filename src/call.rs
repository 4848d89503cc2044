//! A call: attempts until one succeeds, each read to its end.

use std::{
    future::Future,
    sync::atomic::{AtomicBool, Ordering},
};

use progenitor_client::{ClientInfo, Error as Unsent};
use tracing::{Instrument, debug, debug_span, field::Empty};

use crate::{
    Client, Error, Response,
    response::{Answer, read},
    retry,
};

/// Makes a call of an operation, named as the service does, with what must be granted to call it.
/// `attempt` sends the request once; `result` finds the result in the answer.
pub(crate) async fn call<T, F: Future<Output = Result<reqwest::Response, Unsent>>>(
    client: &Client,
    (operation, grant): (&'static str, &'static str),
    attempt: impl Fn() -> F,
    result: fn(&Answer) -> Result<T, Error>,
) -> Result<Response<T>, Error> {
    let middleware = client.inner();
    let throttled = AtomicBool::new(false);
    let once = |number| {
        let outcome = async {
            let outcome = read(attempt().await, middleware.max_body, result).await;
            throttled.fetch_or(outcome.as_ref().is_err_and(Error::is_throttled), Ordering::Relaxed);
            outcome
        };
        outcome.instrument(debug_span!("attempt", attempt = number, status = Empty, request_id = Empty))
    };
    let recover = |error: &Error| middleware.recover(error);
    let call = async {
        let outcome = retry::run(&middleware.policy, &middleware.bucket, &*middleware.clock, recover, once).await;
        let outcome = outcome.map(|response| response.after(throttled.load(Ordering::Relaxed)));
        outcome.map_err(|error| error.in_operation(operation, grant)).inspect_err(|error| debug!(%error, "failed"))
    };
    call.instrument(debug_span!("call", operation)).await
}
