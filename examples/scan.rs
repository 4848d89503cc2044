//! Counts the asynchronous tasks of a function by status, with several requests at once.
//!
//! ```text
//! cargo run --release --example scan [--concurrency N] [SERVICE FUNCTION]
//! ```
//!
//! Talks to the service when the environment names one, else to an emulator in this process which
//! takes 20 ms for an answer. On a terminal a bar shows how far it is.

use std::{collections::BTreeMap, env, error::Error, process::ExitCode, time::Duration};

use fc_async_tasks::{
    Client, InvocationStatus,
    emulator::{Dataset, Emulator},
};
use indicatif::{ProgressBar, ProgressStyle};

const USAGE: &str = "usage: scan [--concurrency N] [SERVICE FUNCTION]";

#[tokio::main]
async fn main() -> ExitCode {
    match scan().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn scan() -> Result<(), Box<dyn Error>> {
    let (mut concurrency, mut names) = (16, Vec::new());
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        use lexopt::{
            Arg::{Long, Value},
            ValueExt,
        };
        match argument {
            Long("concurrency") => concurrency = arguments.value()?.parse()?,
            Long("help") => {
                println!("{USAGE}");
                return Ok(());
            }
            Value(name) => names.push(name.string()?),
            other => return Err(format!("{}\n\n{USAGE}", other.unexpected()).into()),
        }
    }
    let (service, function) = match names.as_slice() {
        [] => ("demo-service", "demo-function"),
        [service, function] => (service.as_str(), function.as_str()),
        _ => return Err(USAGE.into()),
    };

    // The emulator lives as long as this variable.
    let mut emulator = None;
    let is_named = ["FC_ENDPOINT", "FC_REGION", "ALIBABA_CLOUD_REGION_ID"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
    let client = if is_named {
        Client::from_env()?
    } else {
        let emulator = emulator.insert(Emulator::builder().latency(Duration::from_millis(20)).start().await?);
        emulator.insert("demo-service", "demo-function", Dataset::new(1).take(20_000));
        Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials()).build()?
    };

    // Nothing is drawn where it is no terminal.
    let bar = ProgressBar::new(steps(1.0)).with_style(ProgressStyle::with_template("{wide_bar} {percent} % {msg}")?);
    let mut counts: BTreeMap<InvocationStatus, usize> = BTreeMap::new();
    let request = client.list_stateful_async_invocations().service_name(service).function_name(function);
    let mut tasks = request.scan(concurrency);
    while let Some(task) = tasks.try_next().await? {
        *counts.entry(task.status.unwrap_or("(none)".into())).or_default() += 1;
        let progress = tasks.progress();
        if progress.items % 100 == 0 {
            bar.set_position(steps(progress.share));
            bar.set_message(format!("{} tasks, {} at once", progress.items, progress.concurrency));
        }
    }
    let (progress, took) = (tasks.progress(), bar.elapsed());
    bar.finish_and_clear();
    for (status, count) in counts {
        println!("{count:>8} {}", status.as_str().escape_debug());
    }
    println!("{:>8} tasks in {} pages, {:.1} s", progress.items, progress.pages, took.as_secs_f64());
    Ok(())
}

/// A share of the bar.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is from 0 to 1")]
fn steps(share: f64) -> u64 {
    (share * 1000.0) as u64
}
