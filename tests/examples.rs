//! The examples do what the README says they do.

#![cfg(feature = "credentials-chain")]

mod common;
#[path = "common/example.rs"]
mod example;

use std::{
    io::{BufRead, BufReader, Write},
    process::{Output, Stdio},
};

use common::list;
use example::{Served, example};

fn text(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn list_falls_back_to_the_emulator_and_says_so() {
    let output = example("list").output().unwrap();
    let (out, err) = text(&output);
    assert!(output.status.success(), "{err}");
    let first = "Listing demo-service/demo-function of the emulator: the environment has no FC_ENDPOINT or FC_REGION or ALIBABA_CLOUD_REGION_ID.\n";
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
fn list_says_where_it_looked_for_a_key() {
    let mut command = example("list");
    command.env("FC_ENDPOINT", "http://127.0.0.1:9").env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    let output = command.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "x").output().unwrap();
    assert!(!output.status.success());
    let reasons = "error: ListStatefulAsyncInvocations: credentials: no access key found (\
        environment: ALIBABA_CLOUD_ACCESS_KEY_SECRET not set; \
        OIDC: ALIBABA_CLOUD_OIDC_TOKEN_FILE, ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN not set; \
        CLI profile: /nonexistent/.aliyun/config.json: No such file or directory (os error 2); \
        credentials file: /nonexistent/.alibabacloud/credentials: No such file or directory (os error 2); \
        ECS RAM role: switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED; \
        credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI not set) (";
    let told = text(&output).1;
    assert!(told.lines().last().unwrap().starts_with(reasons), "{told}");
}

/// A proxy's variable and the machine's certificates play no part, as for the metadata service.
#[test]
fn list_takes_a_key_from_a_uri() {
    let served = Served::start(&["--items", "7"]);
    let [endpoint, id, secret] = [0, 1, 2].map(|index| served.variables[index].1.clone());
    let body = format!(
        r#"{{"Code": "Success", "AccessKeyId": "{id}", "AccessKeySecret": "{secret}",
            "SecurityToken": "unwanted", "Expiration": "2099-01-01T00:00:00Z"}}"#
    );
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}/key", listener.local_addr().unwrap());
    let giver = std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let request = lines.next().unwrap().unwrap();
        assert!(lines.any(|line| line.unwrap().is_empty()));
        write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        request
    });
    let mut command = example("list");
    command.env("FC_ENDPOINT", endpoint).env("ALIBABA_CLOUD_CREDENTIALS_URI", uri);
    let output = command.env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true").output().unwrap();
    assert_eq!(giver.join().unwrap(), "GET /key HTTP/1.1");
    // The emulator's key is one without a token.
    assert!(text(&output).1.contains("InvalidAccessKeyId.NotFound"), "{}", text(&output).1);
}

#[test]
fn list_tells_what_the_client_does() {
    let output = example("list").env("RUST_LOG", "fc_async_tasks=debug").output().unwrap();
    let story = text(&output).1;
    let told = "call{operation=\"ListStatefulAsyncInvocations\"}:attempt{attempt=1 status=200 request_id=";
    assert_eq!(story.lines().filter(|line| line.contains(told)).count(), 2, "{story}");
}

#[test]
fn scan_counts_every_task() {
    let served = Served::start(&["--items", "1234"]);
    let output = example("scan").args(["--concurrency", "4"]).envs(served.variables.clone()).output().unwrap();
    let (out, err) = text(&output);
    assert!(output.status.success() && err.is_empty(), "{err}");
    let (counts, total) = out.trim_end().rsplit_once('\n').unwrap();
    let counts = counts.lines().map(|line| line.split_whitespace().next().unwrap().parse::<usize>().unwrap());
    assert_eq!(counts.sum::<usize>(), 1234, "{out}");
    assert!(total.trim_start().starts_with("1234 tasks in "), "{out}");
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
    let client = served.client();
    assert_eq!(list(&client).send().await.unwrap().invocations.len(), 3);
}

#[tokio::test]
async fn the_emulator_has_skewed_tasks() {
    let served = Served::start(&["--items", "1000", "--skewed"]);
    let client = served.client();
    let (mut tasks, mut starts) = (list(&client).sort_order_by_time("asc").items(), Vec::new());
    while let Some(task) = tasks.try_next().await.unwrap() {
        assert!(task.events.iter().map(|event| event.timestamp).is_sorted());
        assert!(task.end_time == Some(0) || task.end_time > task.started_time);
        starts.extend(task.started_time);
    }
    let within =
        |share: usize| starts[starts.len() - 1 - starts.len() * share / 100] - starts[starts.len() * share / 100];
    // A little more of them than nine tenths.
    assert!((85..=105).contains(&(within(6) * 10_000 / within(0))), "{} of {}", within(6), within(0));
    assert!(within(3) > within(0) / 3, "the rest is spread");
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
