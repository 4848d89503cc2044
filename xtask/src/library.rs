//! The tasks that call the library. A program that was built without it has them run by one that has it.

use std::path::PathBuf;

#[derive(clap::Args)]
pub struct TypesArguments {
    /// The document to compare with, instead of the one that the types were generated from
    pub document: Option<PathBuf>,
}

#[derive(clap::Args)]
pub struct ConformanceArguments {
    /// The server to ask, such as `https://fc.cn-hangzhou.aliyuncs.com`, instead of the emulator. Its access
    /// key is looked for where the library looks for one
    #[arg(long)]
    pub endpoint: Option<String>,
    /// What a parameter has in every request, instead of its example in the document
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub values: Vec<String>,
    /// The document to check against, instead of the one of this package
    #[arg(long)]
    pub document: Option<PathBuf>,
}

#[cfg(feature = "library")]
pub use with::{conformance, types};
#[cfg(not(feature = "library"))]
pub use without::{conformance, types};

#[cfg(feature = "library")]
mod with {
    pub use crate::{conformance::run as conformance, types::run as types};
}

#[cfg(not(feature = "library"))]
mod without {
    use std::{env, process::Command};

    use anyhow::Context;

    use super::{ConformanceArguments, TypesArguments};
    use crate::Outcome;

    pub fn types(_: &TypesArguments) -> anyhow::Result<Outcome> {
        again()
    }

    pub fn conformance(_: &ConformanceArguments) -> anyhow::Result<Outcome> {
        again()
    }

    /// The same task, by a program that has the library.
    fn again() -> anyhow::Result<Outcome> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(["run", "--quiet", "--package", "xtask", "--"]).args(env::args_os().skip(1));
        match command.status().context("cargo")?.code() {
            Some(0) => Ok(Outcome::Clean),
            Some(1) => Ok(Outcome::Differences),
            // It has said why itself.
            Some(2) => std::process::exit(2),
            _ => anyhow::bail!(
                "the library cannot be built; where that is the document's fault, `cargo xtask spec lint` says more"
            ),
        }
    }
}
