//! The faults of the example `emulator`.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use tokio::io::AsyncWriteExt;

use super::{connect, read_to_end};

/// An example that Cargo has built beside this test.
fn example(arguments: &[&str]) -> Command {
    let path = std::env::current_exe().unwrap();
    let mut command = Command::new(path.parent().unwrap().parent().unwrap().join("examples/emulator"));
    command.args(arguments);
    command
}

#[tokio::test]
async fn the_example_takes_faults() {
    let faults = [
        ("1=503", "HTTP/1.1 503 ", "\"ErrorCode\":\"ServiceUnavailable\""),
        ("2=429:gateway", "HTTP/1.1 429 ", "\"Code\":\"ResourceExhausted\""),
        ("3=500:xml", "HTTP/1.1 500 ", "<Code>InternalServerError</Code>"),
        ("4=200:html", "HTTP/1.1 200 ", "<h1>200 OK</h1>"),
        ("5=502:empty", "HTTP/1.1 502 ", "content-length: 0\r\n"),
        ("6=403", "HTTP/1.1 403 ", "\"AccessDenied\""),
        ("7=404", "HTTP/1.1 404 ", "\"FunctionNotFound\""),
        ("8=502", "HTTP/1.1 502 ", "\"BadResponse\""),
        ("9=418", "HTTP/1.1 418 ", "\"InvalidArgument\""),
        ("10=expired-token", "HTTP/1.1 400 ", "\"InvalidSecurityToken.Expired\""),
        ("11=late:1", "HTTP/1.1 403 ", "\"}"),
        ("12=slow:0", "HTTP/1.1 403 ", "\"}"),
        ("13=reset:before-head", "", ""),
        ("14=reset:in-head", "HTTP/1.1 403 ", "content-type"),
        ("15=reset:after-head", "HTTP/1.1 403 ", "\r\n\r\n{"),
        ("16=truncated", "HTTP/1.1 403 ", "\r\n\r\n{"),
        ("17=wrong-length", "HTTP/1.1 403 ", "connection: close"),
        ("18=oversized:1000", "HTTP/1.1 403 ", "transfer-encoding: chunked"),
        ("19=clock-skew:-99999999999", "HTTP/1.1 403 ", "01 Jan 1970"),
        ("20-21=503", "HTTP/1.1 503 ", ""),
        ("", "HTTP/1.1 503 ", ""),
        ("22-=no-answer", "", ""),
    ];
    let arguments = faults.iter().filter(|(fault, ..)| !fault.is_empty());
    let arguments: Vec<_> = arguments.flat_map(|(fault, ..)| ["--fault", fault]).collect();
    let mut process = example(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let endpoint = line.trim_end().strip_prefix("FC_ENDPOINT=").unwrap();
    for (fault, start, part) in faults {
        let mut stream = connect(endpoint, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await;
        if fault.contains("no-answer") {
            // Else it would keep the connection open.
            stream.shutdown().await.unwrap();
        }
        let raw = read_to_end(stream).await;
        assert!(raw.text().starts_with(start) && raw.text().contains(part), "{fault}: {}", raw.text());
        assert_eq!((raw.bytes.is_empty(), raw.reset), (start.is_empty(), fault.contains("reset")), "{fault}");
    }
    process.kill().unwrap();
    process.wait().unwrap();
}

#[test]
fn the_example_says_which_faults_there_are() {
    for bad in [
        "503",
        "=503",
        "0=503",
        "x=503",
        "3-2=503",
        "1-x=503",
        "-3=503",
        "1=",
        "1=100",
        "1=1000",
        "1=503:",
        "1=503:json",
        "1=late",
        "1=late:-1",
        "1=truncated:1",
        "1=reset",
        "1=reset:later",
        "1=oversized:many",
        "1=clock-skew:1.5",
    ] {
        let output = example(&["--fault", bad]).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains(": "), "{bad}: {error}");
    }
    let output = example(&["--fault", "1=reset:later"]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("`reset:later` is no fault") && error.contains("before-head"), "{error}");
}
