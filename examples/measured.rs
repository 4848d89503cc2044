//! What `cargo xtask bench` measures: the same listing in several ways, each in a process of its own.
//!
//! ```text
//! measured floor|items|scan|ordered ENDPOINT ID SECRET
//! ```
//!
//! The floor is what any client has to do at the least: plain requests, and JSON read into structs
//! written by hand. It signs nothing and tries nothing again, so the endpoint is one that needs no
//! signature.

use std::{env, error::Error};

use fc_async_tasks::{Client, Credentials, types::Invocation};
use serde::Deserialize;

/// A page, as it would be written by hand.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    invocations: Vec<Task>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "what is read is what counts")]
struct Task {
    function_name: Option<String>,
    service_name: Option<String>,
    qualifier: Option<String>,
    invocation_id: Option<String>,
    status: Option<String>,
    started_time: Option<i64>,
    end_time: Option<i64>,
    destination_status: Option<String>,
    invocation_error_message: Option<String>,
    invocation_payload: Option<String>,
    request_id: Option<String>,
    already_retried_times: Option<i64>,
    instance_id: Option<String>,
    duration_ms: Option<i64>,
    return_payload: Option<String>,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, clippy::struct_field_names, reason = "what is read is what counts")]
struct Event {
    event_id: Option<i64>,
    status: Option<String>,
    timestamp: Option<i64>,
    event_detail: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [how, endpoint, id, secret] = arguments.as_slice() else {
        return Err("see the source for the arguments".into());
    };
    let client = Client::builder().endpoint(endpoint).credentials(Credentials::new(id, secret)).build()?;
    let request = client.list_stateful_async_invocations().service_name("demo-service").function_name("demo-function");
    let request = request.include_payload(true);
    let mut count = 0;
    let mut see = |task: &Invocation| count += usize::from(task.invocation_id.is_some());
    match how.as_str() {
        "floor" => count = floor(endpoint).await?,
        "items" => {
            let mut tasks = request.items();
            while let Some(task) = tasks.try_next().await? {
                see(&task);
            }
        }
        "scan" | "ordered" => {
            let scan = request.scan(16);
            let mut tasks = if how == "ordered" { scan.ordered() } else { scan };
            while let Some(task) = tasks.try_next().await? {
                see(&task);
            }
        }
        other => return Err(format!("{other}: not a way to list").into()),
    }
    println!("{count}");
    Ok(())
}

async fn floor(endpoint: &str) -> Result<usize, Box<dyn Error>> {
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build()?;
    let path = "/2021-04-06/services/demo-service/functions/demo-function/stateful-async-invocations";
    let (mut count, mut token) = (0, String::new());
    loop {
        let mut query = vec![("includePayload", "true"), ("limit", "100")];
        if !token.is_empty() {
            query.push(("nextToken", &token));
        }
        let answer = client.get(format!("{endpoint}{path}")).query(&query).send().await?.error_for_status()?;
        let page: Page = serde_json::from_slice(&answer.bytes().await?)?;
        count += page.invocations.iter().filter(|task| task.invocation_id.is_some()).count();
        match page.next_token {
            Some(next) if !next.is_empty() => token = next,
            _ => return Ok(count),
        }
    }
}
