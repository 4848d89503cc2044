//! The examples, each in a process of its own.

#![allow(dead_code, reason = "each test uses a part")]

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use fc_async_tasks::{Client, Credentials};

/// An example that Cargo has built beside this test.
pub fn example(name: &str) -> Command {
    let mut path: PathBuf = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    let mut command = Command::new(path.join("examples").join(name));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("FC_") || name.starts_with("ALIBABA_CLOUD_")) {
            command.env_remove(name);
        }
    }
    command.env("HOME", "/nonexistent").env_remove("RUST_LOG");
    // A proxy that is not there must not be asked for a server on this machine.
    // Nor are certificates needed for it.
    command.env("SSL_CERT_FILE", "/nonexistent").env("SSL_CERT_DIR", "/nonexistent");
    command.env("http_proxy", "http://127.0.0.1:9").env_remove("no_proxy").env_remove("NO_PROXY");
    command
}

/// The emulator as its own process, ended with the value.
pub struct Served {
    process: Child,
    /// What a client needs, by name.
    pub variables: Vec<(String, String)>,
}

impl Served {
    pub fn start(arguments: &[&str]) -> Self {
        let mut process = example("emulator").args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let variable =
            |line: String| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap();
        let variables = lines.take(3).map(|line| variable(line.unwrap())).collect();
        Self { process, variables }
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        let value = |index: usize| self.variables[index].1.as_str();
        let builder = Client::builder().endpoint(value(0)).credentials(Credentials::new(value(1), value(2)));
        builder.build().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
