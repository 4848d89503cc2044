//! Everything that CI checks. `.ci/run` installs what this needs and then runs it, so there is one list.

use std::{
    env,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::Context;

use crate::{
    Outcome,
    document::{root, version},
};

/// A command, and the variables that it needs.
struct Step {
    command: &'static str,
    env: &'static [(&'static str, &'static str)],
}

const fn step(command: &'static str) -> Step {
    Step { command, env: &[] }
}

const fn docs(command: &'static str) -> Step {
    Step { command, env: &[("RUSTDOCFLAGS", "-D warnings")] }
}

/// In this order. The commands of the README come last and in the other order: what CI concludes is read off the last
/// lines of the tests.
const STEPS: &[Step] = &[
    step("cargo fmt --all --check"),
    step("cargo xtask spec lint"),
    // What the published schema of OpenAPI says of it.
    step("target/openapi-spec-validator/bin/openapi-spec-validator spec/fc-open-2021-04-06.json"),
    step("cargo xtask regen --check"),
    step("cargo xtask spec compare"),
    step("cargo deny --locked check bans licenses sources"),
    // The library alone, so that what the tests depend on switches no feature on.
    step("cargo clippy --locked -p fc-async-tasks --no-default-features -- -D warnings"),
    step("cargo clippy --locked -p fc-async-tasks -- -D warnings"),
    step("cargo clippy --locked -p fc-async-tasks --no-default-features --features rustls,schemars -- -D warnings"),
    step("cargo clippy --locked -p fc-async-tasks --no-default-features --features credentials-chain -- -D warnings"),
    step("cargo clippy --locked -p xtask --no-default-features -- -D warnings"),
    step("cargo clippy --locked --workspace --all-targets --all-features -- -D warnings"),
    docs("cargo doc --locked -p fc-async-tasks --no-deps --no-default-features"),
    docs("cargo doc --locked -p fc-async-tasks --no-deps --all-features"),
    step("cargo package --locked -p fc-async-tasks --allow-dirty"),
    // As docs.rs does it: from the package, without a network.
    Step {
        command: "cargo doc --offline --locked --no-deps --all-features \
                  --manifest-path {target}/package/fc-async-tasks-{version}/Cargo.toml",
        env: &[("DOCS_RS", "1"), ("RUSTDOCFLAGS", "-D warnings")],
    },
    // The tests that are left out build copies of the package, which has its features of its own.
    step(
        "cargo test --locked -p fc-async-tasks --no-default-features --tests -- \
         --skip a_fault_in_the_document --skip the_document_alone",
    ),
    step("cargo test --locked -p fc-async-tasks --no-default-features --features native-tls --test client"),
    step("cargo run --example list"),
    // What `spec types` and `spec conformance` check is among them.
    step("cargo test --workspace"),
];

pub fn run() -> anyhow::Result<Outcome> {
    let mut results = Vec::new();
    let version = version()?.to_string();
    let target = env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| root().join("target").display().to_string());
    for Step { command, env } in STEPS {
        let command = command.replace("{version}", &version).replace("{target}", &target);
        say!("\n== {command}");
        let (passed, took) = execute(&command, env, &target)?;
        results.push((command, passed, took));
    }
    say!("");
    for (command, passed, took) in &results {
        say!("{} {:>4} s  {command}", if *passed { "ok    " } else { "FAILED" }, took.as_secs());
    }
    let failed = results.iter().filter(|(_, passed, _)| !passed).count();
    if failed > 0 {
        say!("\n`bash .ci/run` installs what a step may lack");
    }
    // In the form that the runners of tests close with.
    say!("\n{} passed, {failed} failed", results.len() - failed);
    Ok(Outcome::of(failed))
}

#[allow(clippy::disallowed_methods, reason = "it tells how long a step took")]
fn execute(command: &str, variables: &[(&str, &str)], target: &str) -> anyhow::Result<(bool, Duration)> {
    let start = Instant::now();
    let mut words = command.split_whitespace();
    let program = match words.next().context("an empty step")? {
        "cargo" => env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        other => root().join(other).into(),
    };
    let mut child = Command::new(program);
    // What Cargo sets for this program would have the next one build all anew.
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            child.env_remove(name);
        }
    }
    // So that a package that is unpacked is built where the rest is.
    child.args(words).envs(variables.iter().copied()).env("CARGO_TARGET_DIR", target).current_dir(root());
    let passed = child.status().inspect_err(|error| say!("{error}")).is_ok_and(|status| status.success());
    Ok((passed, start.elapsed()))
}
