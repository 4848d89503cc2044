//! Lists the asynchronous tasks of a function.
//!
//! ```text
//! cargo run --example list [SERVICE FUNCTION]
//! ```
//!
//! Talks to the service when the environment holds an access key and an endpoint, else to the
//! emulator in this process. The README has the table of the variables.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    io::{self, Write, stdout},
    process::ExitCode,
};

use fc_async_tasks::{
    Client, ClientBuilder, Credentials, InvocationStatus,
    emulator::{Dataset, Emulator},
    types::Invocation,
};

const USAGE: &str = "usage: list [SERVICE FUNCTION]";

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = list(&mut stdout()).await else { return ExitCode::SUCCESS };
    // Whoever reads the output may have seen enough.
    let closed = error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
    if closed {
        return ExitCode::SUCCESS;
    }
    eprintln!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
    ExitCode::FAILURE
}

async fn list(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let names: Vec<_> = env::args().skip(1).collect();
    let (service, function) = match names.as_slice() {
        [] => ("demo-service", "demo-function"),
        [help] if help == "--help" => return Ok(writeln!(out, "{USAGE}")?),
        [service, function] => (service.as_str(), function.as_str()),
        _ => return Err(USAGE.into()),
    };

    // The emulator lives as long as this variable.
    let mut emulator = None;
    let client = match from_environment() {
        Ok(builder) => {
            writeln!(out, "Listing {service}/{function} of the service that the environment names.")?;
            builder.build()?
        }
        Err(missing) => {
            writeln!(out, "Listing {service}/{function} of the emulator: the environment has no {missing}.")?;
            let emulator = emulator.insert(Emulator::start().await?);
            emulator.insert("demo-service", "demo-function", Dataset::new(1).take(130));
            Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials()).build()?
        }
    };

    let mut counts: BTreeMap<InvocationStatus, usize> = BTreeMap::new();
    let request = client.list_stateful_async_invocations().service_name(service).function_name(function).limit(100);
    let mut page = request.clone().send().await?.into_inner();
    writeln!(
        out,
        "\n{:<24} {:<10} {:<20} {:>11} {:>7}  error",
        "id", "status", "started (UTC)", "duration ms", "retries"
    )?;
    loop {
        for task in &page.invocations {
            writeln!(out, "{}", row(task))?;
            *counts.entry(task.status.clone().unwrap_or("(none)".into())).or_default() += 1;
        }
        match page.next_token {
            Some(token) if !token.is_empty() => page = request.clone().next_token(token).send().await?.into_inner(),
            _ => break,
        }
    }

    let total: usize = counts.values().sum();
    let counts: Vec<_> =
        counts.iter().map(|(status, count)| format!("{} {count}", printable(status.as_str()))).collect();
    writeln!(out, "\n{total} tasks: {}", counts.join(", "))?;
    Ok(())
}

/// A client of what the environment names, or the name of the variable that is missing.
fn from_environment() -> Result<ClientBuilder, &'static str> {
    let variable = |name| env::var(name).ok().filter(|value: &String| !value.is_empty()).ok_or(name);
    let id = variable("ALIBABA_CLOUD_ACCESS_KEY_ID")?;
    let mut credentials = Credentials::new(id, variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET")?);
    if let Ok(token) = variable("ALIBABA_CLOUD_SECURITY_TOKEN") {
        credentials = credentials.with_security_token(token);
    }
    let builder = Client::builder().credentials(credentials);
    if let Ok(endpoint) = variable("FC_ENDPOINT") {
        return Ok(builder.endpoint(endpoint));
    }
    let builder = builder.region(variable("FC_REGION").map_err(|_| "FC_ENDPOINT and no FC_REGION")?);
    Ok(match variable("FC_ACCOUNT_ID") {
        Ok(account_id) => builder.account_id(account_id),
        Err(_) => builder,
    })
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
