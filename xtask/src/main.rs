//! Tasks of the developers: `cargo xtask <task>`.

mod measure;

use std::{env, process::ExitCode};

const USAGE: &str = "usage: cargo xtask <task>

  measure  how many crates a user compiles, and how many lines are written by hand";

fn main() -> ExitCode {
    let task = env::args().nth(1);
    let outcome = match task.as_deref() {
        Some("measure") => measure::run(),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}
