//! Tasks of the developers: `cargo xtask <task>`.
//!
//! The exit code is 0 where all is well, 1 where something differs or was found, and 2 where the task
//! could not run.

/// As `println`, which panics where nobody reads any more.
macro_rules! say {
    ($($word:tt)*) => {
        crate::print(format_args!($($word)*))
    };
}

mod bench;
mod ci;
mod compare;
#[cfg(feature = "library")]
mod conformance;
mod document;
#[path = "../../build/mod.rs"]
mod generator;
mod library;
mod lint;
mod measure;
mod operation;
mod regen;
mod schema;
mod table;
#[cfg(feature = "library")]
mod types;
mod vendor;

use std::{
    fmt,
    io::{self, Write},
    process::{self, ExitCode},
};

use clap::{Parser, Subcommand};

/// Tasks of the developers of fc-async-tasks.
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Everything that CI checks, in the same order
    Ci,
    /// Write the snapshot of the generated client, for whoever reviews a change of the document
    Regen(regen::Arguments),
    /// Look at the OpenAPI document
    #[command(subcommand)]
    Spec(Spec),
    /// What a listing costs, beside the least that any client has to do
    Bench,
    /// How many crates a user compiles, and how many lines are written by hand
    Measure,
}

#[derive(Subcommand)]
enum Spec {
    /// Find what is wrong with the document
    Lint(lint::Arguments),
    /// Compare the document with another version of it, or with the vendor's metadata
    Compare(compare::Arguments),
    /// Compare the generated types with the document
    Types(library::TypesArguments),
    /// Send what the document allows and forbids to a server, and check the answers
    Conformance(library::ConformanceArguments),
}

/// What came of a task that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Clean,
    Differences,
}

impl Outcome {
    /// Clean where there is nothing to tell.
    fn of(differences: usize) -> Self {
        if differences == 0 { Self::Clean } else { Self::Differences }
    }
}

fn print(line: fmt::Arguments) {
    if writeln!(io::stdout(), "{line}").is_err() {
        process::exit(2);
    }
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Ci => ci::run(),
        Task::Regen(arguments) => regen::run(&arguments),
        Task::Spec(Spec::Lint(arguments)) => lint::run(&arguments),
        Task::Spec(Spec::Compare(arguments)) => compare::run(&arguments),
        #[cfg(feature = "library")]
        Task::Spec(Spec::Types(arguments)) => types::run(&arguments),
        #[cfg(feature = "library")]
        Task::Spec(Spec::Conformance(arguments)) => conformance::run(&arguments),
        #[cfg(not(feature = "library"))]
        Task::Spec(Spec::Types(_) | Spec::Conformance(_)) => library::again(),
        Task::Bench => bench::run(),
        Task::Measure => measure::run().map(|()| Outcome::Clean),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Differences) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
