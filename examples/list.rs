//! Lists the asynchronous tasks of a function.
//!
//! ```text
//! cargo run --example list [SERVICE FUNCTION]
//! ```
//!
//! Talks to the service when the environment holds an access key and an endpoint, else to the
//! emulator in this process. The access key: `ALIBABA_CLOUD_ACCESS_KEY_ID` and
//! `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, for a temporary one also `ALIBABA_CLOUD_SECURITY_TOKEN`.
//! The endpoint: `FC_ENDPOINT`, or `FC_REGION` and `FC_ACCOUNT_ID`.

use std::{collections::BTreeMap, env, error::Error, process::ExitCode};

use fc_async_tasks::{
    Client, ClientBuilder, Credentials,
    emulator::{Dataset, Emulator},
    types::Invocation,
};

#[tokio::main]
async fn main() -> ExitCode {
    match list().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn list() -> Result<(), Box<dyn Error>> {
    let names: Vec<_> = env::args().skip(1).collect();
    let (service, function) = match names.as_slice() {
        [] => ("demo-service", "demo-function"),
        [service, function] => (service.as_str(), function.as_str()),
        _ => return Err("usage: list [SERVICE FUNCTION]".into()),
    };

    // The emulator lives as long as this variable.
    let mut emulator = None;
    let client = if let Some(builder) = from_environment() {
        println!("Listing {service}/{function} of the service that the environment names.");
        builder.build()?
    } else {
        println!("No access key and endpoint in the environment: listing {service}/{function} of the emulator.");
        let emulator = emulator.insert(Emulator::start().await?);
        emulator.insert("demo-service", "demo-function", Dataset::new(1).take(130));
        Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials()).build()?
    };

    println!("\n{:<24} {:<10} {:<20} {:>11} {:>7}  error", "id", "status", "started (UTC)", "duration ms", "retries");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let request = client.list_stateful_async_invocations().service_name(service).function_name(function).limit(100);
    let mut token = None;
    loop {
        let mut page = request.clone();
        if let Some(token) = token.take() {
            page = page.next_token(token);
        }
        let page = page.send().await?.into_inner();
        for task in &page.invocations {
            println!("{}", row(task));
            let status = task.status.as_ref().map_or("(none)", |status| status.as_str());
            *counts.entry(printable(status)).or_default() += 1;
        }
        match page.next_token {
            Some(next) if !next.is_empty() => token = Some(next),
            _ => break,
        }
    }

    let total: usize = counts.values().sum();
    let counts: Vec<_> = counts.iter().map(|(status, count)| format!("{status} {count}")).collect();
    println!("\n{total} tasks: {}", counts.join(", "));
    Ok(())
}

/// A client of what the environment names, if it names enough.
fn from_environment() -> Option<ClientBuilder> {
    let variable = |name| env::var(name).ok().filter(|value: &String| !value.is_empty());
    let id = variable("ALIBABA_CLOUD_ACCESS_KEY_ID")?;
    let mut credentials = Credentials::new(id, variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET")?);
    if let Some(token) = variable("ALIBABA_CLOUD_SECURITY_TOKEN") {
        credentials = credentials.with_security_token(token);
    }
    let builder = Client::builder().credentials(credentials);
    if let Some(endpoint) = variable("FC_ENDPOINT") {
        return Some(builder.endpoint(endpoint));
    }
    Some(builder.region(variable("FC_REGION")?).account_id(variable("FC_ACCOUNT_ID")?))
}

fn row(task: &Invocation) -> String {
    let text = |field: &Option<String>| field.as_deref().map_or_else(|| "-".to_owned(), printable);
    let number = |field: Option<i64>| field.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let status = task.status.as_ref().map_or_else(|| "-".to_owned(), |status| printable(status.as_str()));
    let started = task.started_time.and_then(|started| jiff::Timestamp::from_millisecond(started).ok());
    let started = started.map_or_else(|| "-".to_owned(), |started| started.strftime("%Y-%m-%d %H:%M:%S").to_string());
    format!(
        "{:<24} {status:<10} {started:<20} {:>11} {:>7}  {}",
        text(&task.invocation_id),
        number(task.duration_ms),
        number(task.already_retried_times),
        text(&task.invocation_error_message),
    )
}

/// Text from the service must not steer the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
