//! A package of its own in a folder of its own, with a document and nothing to build.

#![allow(dead_code, reason = "each test uses a part")]

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

/// A document without a fault.
pub const GOOD: &str = include_str!("../lint.in/good.json");

const DOCUMENT: &str = "spec/fc-open-2021-04-06.json";

/// The package.
pub struct Package {
    folder: TempDir,
}

impl Package {
    /// One with this document.
    pub fn new(document: &str) -> Self {
        let package = Self { folder: TempDir::new().unwrap() };
        package.document(document);
        package
    }

    /// Where a file of it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, file: &str, text: &str) {
        let file = self.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub fn document(&self, text: &str) {
        self.write(DOCUMENT, text);
    }

    pub fn version(&self, version: &str) {
        self.write("Cargo.toml", &format!("[package]\nname = \"p\"\nversion = \"{version}\"\n"));
    }

    /// Runs a task in it: how it ended, and what it said.
    pub fn xtask(&self, arguments: &[&str]) -> (i32, String) {
        self.within("", arguments)
    }

    /// Runs a task in a folder of it.
    pub fn within(&self, folder: &str, arguments: &[&str]) -> (i32, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(arguments)
            .current_dir(self.path().join(folder))
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout) + &text(output.stderr))
    }

    /// Runs git in it.
    pub fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"]);
        let output = git.args(arguments).current_dir(self.path()).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Commits all of it, and tags that.
    pub fn release(&self, version: &str) {
        self.version(version);
        self.git(&["init", "--quiet"]);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", version]);
        self.git(&["tag", &format!("v{version}")]);
    }
}
