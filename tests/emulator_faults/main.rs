//! The emulator fails as it is told to.

mod clock;
#[path = "../common/mod.rs"]
mod common;
mod cuts;
mod errors;
// The examples are not built without it.
#[cfg(feature = "credentials-chain")]
mod example;
mod late;

use std::time::Duration;

use common::{PATH, client, emulator, list};
use fc_async_tasks::{
    Error,
    emulator::{Emulator, Fault, RecordedRequest},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const HOUR: Duration = Duration::from_hours(1);

/// What a connection gave, and whether it ended with a reset.
struct Raw {
    bytes: Vec<u8>,
    reset: bool,
}

impl Raw {
    fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    fn head(&self) -> String {
        self.text().split_once("\r\n\r\n").unwrap().0.to_owned()
    }

    fn body(&self) -> String {
        self.text().split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    fn header(&self, name: &str) -> Option<String> {
        let head = self.head();
        let mut headers = head.lines().skip(1).map(|line| line.split_once(": ").unwrap());
        headers.find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    }

    fn length(&self) -> usize {
        self.header("content-length").unwrap().parse().unwrap()
    }
}

async fn connect(endpoint: &str, head: &str) -> TcpStream {
    let mut stream = TcpStream::connect(endpoint.replace("http://", "")).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

async fn read_to_end(mut stream: TcpStream) -> Raw {
    let mut bytes = Vec::new();
    let reset = match stream.read_to_end(&mut bytes).await {
        Ok(_) => false,
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => true,
        Err(error) => panic!("{error}"),
    };
    Raw { bytes, reset }
}

/// What an unsigned request gets, whose right answer is a refusal, to the end of the connection.
async fn get(endpoint: &str) -> Raw {
    let head = format!("GET {PATH} HTTP/1.1\r\nHost: h&<o>\r\nConnection: close\r\n\r\n");
    read_to_end(connect(endpoint, &head).await).await
}

/// The same under a fault.
async fn hit(fault: Fault) -> Raw {
    let emulator = emulator(1).await;
    emulator.inject(.., fault);
    get(&emulator.endpoint()).await
}

/// What a client makes of a page of 20 tasks under a fault.
async fn send(fault: Fault) -> Result<usize, Error> {
    let emulator = emulator(20).await;
    emulator.inject(1.., fault);
    let tasks = list(&client(&emulator)).send().await.map(|page| page.invocations.len());
    assert_eq!(emulator.requests().len(), 1);
    tasks
}

fn statuses(emulator: &Emulator) -> Vec<u16> {
    emulator.requests().iter().map(RecordedRequest::status).collect()
}
