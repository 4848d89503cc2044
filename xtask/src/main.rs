//! Tasks of the developers: `cargo xtask <task>`.

mod bench;
mod measure;

use std::{env, process::ExitCode};

const USAGE: &str = "usage: cargo xtask <task>

  bench    what a listing of 100,000 tasks costs, beside the least that any client has to do
  measure  how many crates a user compiles, and how many lines are written by hand";

fn main() -> ExitCode {
    let task = env::args().nth(1);
    let outcome = match task.as_deref() {
        Some("bench") => bench::run(),
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
