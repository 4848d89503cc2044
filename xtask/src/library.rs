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

/// The same task, by a program that has the library.
#[cfg(not(feature = "library"))]
pub fn again() -> anyhow::Result<crate::Outcome> {
    use std::{
        env,
        process::{Command, exit},
    };

    use anyhow::Context;

    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let with_library = ["--quiet", "--package", "xtask"];
    let built = Command::new(&cargo).arg("build").args(with_library).status().context("cargo")?.success();
    let hint = "the library cannot be built; where that is the document's fault, `cargo xtask spec lint` says more";
    anyhow::ensure!(built, hint);
    let task = env::args_os().skip(1);
    let status = Command::new(cargo).arg("run").args(with_library).arg("--").args(task).status().context("cargo")?;
    // It has said all there is to say.
    exit(status.code().unwrap_or(2))
}
