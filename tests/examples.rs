//! The examples do what the README says they do.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
};

use fc_async_tasks::{Client, Credentials};

/// An example that Cargo has built beside this test.
fn example(name: &str) -> Command {
    let mut path: PathBuf = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    let mut command = Command::new(path.join("examples").join(name));
    for name in ["FC_ENDPOINT", "FC_REGION", "FC_ACCOUNT_ID"] {
        command.env_remove(name);
    }
    for name in ["ID", "SECRET"] {
        command.env_remove(format!("ALIBABA_CLOUD_ACCESS_KEY_{name}"));
    }
    command.env_remove("ALIBABA_CLOUD_SECURITY_TOKEN");
    // A proxy that is not there must not be asked for a server on this machine.
    // Nor are certificates needed for it.
    command.env("SSL_CERT_FILE", "/nonexistent").env("SSL_CERT_DIR", "/nonexistent");
    command.env("http_proxy", "http://127.0.0.1:9").env_remove("no_proxy").env_remove("NO_PROXY");
    command
}

fn text(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// The emulator as its own process, ended with the value.
struct Served {
    process: Child,
    variables: Vec<(String, String)>,
}

impl Served {
    fn start(arguments: &[&str]) -> Self {
        let mut process = example("emulator").args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let variable =
            |line: String| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap();
        let variables = lines.take(3).map(|line| variable(line.unwrap())).collect();
        Self { process, variables }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn list_falls_back_to_the_emulator_and_says_so() {
    let output = example("list").output().unwrap();
    let (out, err) = text(&output);
    assert!(output.status.success(), "{err}");
    let first =
        "Listing demo-service/demo-function of the emulator: the environment has no ALIBABA_CLOUD_ACCESS_KEY_ID.\n";
    assert!(out.starts_with(first), "{out}");
    let rows = out.lines().filter(|line| line.starts_with("job-")).count();
    // More than one page.
    assert_eq!(rows, 130);
    let (total, counts) = out.lines().last().unwrap().split_once(" tasks: ").unwrap();
    assert_eq!(total, "130");
    let numbers = counts.split(", ").map(|count| count.rsplit_once(' ').unwrap().1.parse::<usize>().unwrap());
    assert_eq!(numbers.sum::<usize>(), 130, "{counts}");
}

#[test]
fn list_takes_what_the_environment_names() {
    let served = Served::start(&["--items", "7"]);
    let output = example("list").envs(served.variables.clone()).output().unwrap();
    let (out, err) = text(&output);
    assert!(output.status.success(), "{err}");
    assert!(out.starts_with("Listing demo-service/demo-function of the service that the environment names."), "{out}");
    assert!(out.lines().last().unwrap().starts_with("7 tasks: "), "{out}");

    let output = example("list").args(["other", "function"]).envs(served.variables.clone()).output().unwrap();
    let (_, err) = text(&output);
    assert!(!output.status.success());
    assert!(err.starts_with("error: ListStatefulAsyncInvocations: ServiceNotFound: "), "{err}");
    assert!(err.contains("HTTP 404, request id "), "{err}");
}

#[test]
fn list_says_which_variable_is_missing() {
    for (given, missing) in [
        (&["ALIBABA_CLOUD_ACCESS_KEY_ID"][..], "ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        (&["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"], "FC_ENDPOINT and no FC_REGION"),
        (&["FC_ENDPOINT"], "ALIBABA_CLOUD_ACCESS_KEY_ID"),
    ] {
        let output = example("list").envs(given.iter().map(|name| (name, "x"))).output().unwrap();
        assert!(text(&output).0.lines().next().unwrap().ends_with(&format!("the environment has no {missing}.")));
    }
}

#[test]
fn list_stops_when_nobody_reads() {
    let mut process = example("list").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(process.stdout.take());
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(text(&output).1, "");
}

#[test]
fn list_explains_how_it_is_called() {
    let output = example("list").arg("one").output().unwrap();
    assert!(!output.status.success());
    assert_eq!(text(&output).1, "error: usage: list [SERVICE FUNCTION]\n");
}

#[tokio::test]
async fn the_emulator_prints_what_a_client_needs() {
    let served = Served::start(&["--items", "3", "--seed", "2", "--latency-ms", "1"]);
    let names: Vec<_> = served.variables.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["FC_ENDPOINT", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"]);
    let value = |index: usize| served.variables[index].1.as_str();
    let builder = Client::builder().endpoint(value(0)).credentials(Credentials::new(value(1), value(2)));
    let client = builder.build().unwrap();
    let call = client.list_stateful_async_invocations().service_name("demo-service").function_name("demo-function");
    assert_eq!(call.send().await.unwrap().invocations.len(), 3);
}

#[test]
fn the_emulator_explains_how_it_is_called() {
    for bad in ["--unheard-of", "--items=many", "extra"] {
        let output = example("emulator").arg(bad).output().unwrap();
        assert!(!output.status.success(), "{bad}");
    }
    let output = example("emulator").arg("--help").output().unwrap();
    assert!(text(&output).0.starts_with("usage: emulator "));
}
