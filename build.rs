//! Generates the client from the OpenAPI document in `spec/`.
//!
//! The work is done in `build/`, which knows nothing of Cargo; this file feeds it and reports.

use std::{env, fs, panic, path::Path};

#[path = "build/mod.rs"]
mod generator;

const DOCUMENT: &str = "spec/fc-open-2021-04-06.json";

fn main() {
    println!("cargo::rerun-if-changed={DOCUMENT}");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    // A fault in the document shows as one line; progenitor's own panics are caught and reworded.
    panic::set_hook(Box::new(|_| {}));
    let outcome = panic::catch_unwind(run)
        .unwrap_or_else(|panic| Err(format!("{DOCUMENT}: the generator failed: {}", generator::text_of(&*panic))));
    if let Err(message) = outcome {
        println!("cargo::error={}", message.replace('\n', " "));
    }
}

fn run() -> Result<(), String> {
    let text = fs::read_to_string(DOCUMENT).map_err(|error| format!("{DOCUMENT}: {error}"))?;
    let code = generator::generate(&text).map_err(|fault| format!("{DOCUMENT}{fault}"))?;
    let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run this through cargo")?;
    let file = Path::new(&folder).join("client.rs");
    fs::write(&file, code).map_err(|error| format!("{}: {error}", file.display()))
}
