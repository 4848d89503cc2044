//! Lists the asynchronous tasks of a function.
//!
//! ```text
//! cargo run --example list [SERVICE FUNCTION]
//! ```
//!
//! Talks to the service when the environment names one, else to the emulator in this process. The
//! README has the table of the variables. `RUST_LOG=fc_async_tasks=debug` shows what the client does.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    io::{self, Write, stdout},
    process::ExitCode,
};

use fc_async_tasks::{
    Client, InvocationStatus,
    emulator::{Dataset, Emulator},
    types::Invocation,
};
use tracing_subscriber::{EnvFilter, filter::LevelFilter};

const USAGE: &str = "usage: list [SERVICE FUNCTION]";

/// One of these names the service.
const SERVICE: [&str; 3] = ["FC_ENDPOINT", "FC_REGION", "ALIBABA_CLOUD_REGION_ID"];

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::WARN.into()).from_env_lossy();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
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
    let service_named = SERVICE.iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
    let client = if service_named {
        writeln!(out, "Listing {service}/{function} of the service that the environment names.")?;
        Client::from_env()?
    } else {
        let missing = SERVICE.join(" or ");
        writeln!(out, "Listing {service}/{function} of the emulator: the environment has no {missing}.")?;
        let emulator = emulator.insert(Emulator::start().await?);
        emulator.insert("demo-service", "demo-function", Dataset::new(1).take(130));
        Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials()).build()?
    };

    let mut counts: BTreeMap<InvocationStatus, usize> = BTreeMap::new();
    let request = client.list_stateful_async_invocations().service_name(service).function_name(function);
    let mut tasks = request.items();
    // Whatever goes wrong with the service should show before the head of the table.
    let mut next = tasks.try_next().await?;
    writeln!(
        out,
        "\n{:<24} {:<10} {:<20} {:>11} {:>7}  error",
        "id", "status", "started (UTC)", "duration ms", "retries"
    )?;
    while let Some(task) = next {
        writeln!(out, "{}", row(&task))?;
        *counts.entry(task.status.unwrap_or("(none)".into())).or_default() += 1;
        next = tasks.try_next().await?;
    }

    let total: usize = counts.values().sum();
    let counts: Vec<_> =
        counts.iter().map(|(status, count)| format!("{} {count}", printable(status.as_str()))).collect();
    writeln!(out, "\n{total} tasks: {}", counts.join(", "))?;
    Ok(())
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
