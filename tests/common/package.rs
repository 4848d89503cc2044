//! A copy of this package, to change its document and see what the build says.

#![allow(dead_code, reason = "each test uses a part")]

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// The document's file.
pub const DOCUMENT: &str = "spec/fc-open-2021-04-06.json";

/// Pointer to the operation.
pub const OPERATION: &str =
    "/paths/~12021-04-06~1services~1{serviceName}~1functions~1{functionName}~1stateful-async-invocations/get";

/// Pointer to the named schemas.
pub const SCHEMAS: &str = "/components/schemas";

/// A copy of the package, built into a folder of its own. There is one at a time.
pub struct Copy {
    package: PathBuf,
    /// The document as text.
    pub text: String,
    /// The document.
    pub document: Value,
    // The lock on the folder, let go with the file.
    _only: File,
}

impl Copy {
    /// Copies the package, as soon as nobody else uses the copy.
    pub fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let only = File::create(folder.join("package.lock")).unwrap();
        only.lock().unwrap();
        let package = folder.join("package");
        let _ = fs::remove_dir_all(&package);
        fs::create_dir_all(&package).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in [
            "Cargo.toml",
            "Cargo.lock",
            "build.rs",
            "build",
            "spec",
            "src",
            "examples",
            "benches",
            "xtask",
            "README.md",
        ] {
            copy(&root.join(part), &package.join(part));
        }
        let text = fs::read_to_string(root.join(DOCUMENT)).unwrap();
        let document = serde_json::from_str(&text).unwrap();
        Self { package, text, document, _only: only }
    }

    /// The document after a change.
    pub fn with(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut document = self.document.clone();
        change(&mut document);
        document.to_string()
    }

    /// Builds the library with another document; gives what is said if it fails.
    pub fn build(&self, document: &str) -> Result<(), String> {
        self.cargo(document, &["build", "--lib"])
    }

    /// Runs Cargo with another document; gives what is said if it fails.
    pub fn cargo(&self, document: &str, arguments: &[&str]) -> Result<(), String> {
        fs::write(self.package.join(DOCUMENT), document).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--locked", "--quiet"])
            .current_dir(&self.package)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
            .output()
            .unwrap();
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }

    /// Adds a program that uses the library.
    pub fn add_program(&self, code: &str) {
        let folder = self.package.join("src/bin");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("probe.rs"), code).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}
