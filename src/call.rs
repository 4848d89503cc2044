//! A call: attempts until one succeeds, each read to its end.

use std::future::Future;

use progenitor_client::{ClientInfo, Error as Unsent};

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
    let once = || async { read(attempt().await, middleware.max_body, result).await };
    let recover = |error: &Error| middleware.correct_clock(error);
    retry::run(&middleware.policy, &middleware.bucket, &*middleware.clock, recover, once)
        .await
        .map_err(|error| error.in_operation(operation, grant))
}
