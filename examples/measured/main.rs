//! What `cargo xtask bench` measures: the same listing in several ways, each in a process of its own.
//!
//! ```text
//! measured bytes|floor|items|scan|ordered ENDPOINT ID SECRET
//! ```
//!
//! The floor is what any client has to do at the least: plain requests, and JSON read into structs
//! written by hand. It signs nothing and tries nothing again, so the endpoint is one that needs no
//! signature. `bytes` makes the same requests and looks for nothing but the token: what HTTP and the
//! emulator cost. Prints how many tasks there were, and the most memory that it took.

mod page;

use std::{env, error::Error, fs};

use fc_async_tasks::{Client, Credentials, types::Invocation};
use page::Page;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [how, endpoint, id, secret] = arguments.as_slice() else {
        return Err("see the source for the arguments".into());
    };
    let client = Client::builder().endpoint(endpoint).credentials(Credentials::new(id, secret)).build()?;
    let request = client.list_stateful_async_invocations().service_name("demo-service").function_name("demo-function");
    let request = request.include_payload(true);
    let mut count = 0;
    let mut see = |task: &Invocation| count += usize::from(task.invocation_id.is_some());
    match how.as_str() {
        "bytes" => count = plain(endpoint, |body| Ok(bytes(body))).await?,
        "floor" => count = plain(endpoint, floor).await?,
        "items" => {
            let mut tasks = request.items();
            while let Some(task) = tasks.try_next().await? {
                see(&task);
            }
        }
        "scan" | "ordered" => {
            let scan = request.scan(16);
            let mut tasks = if how == "ordered" { scan.ordered() } else { scan };
            while let Some(task) = tasks.try_next().await? {
                see(&task);
            }
        }
        other => return Err(format!("{other}: not a way to list").into()),
    }
    println!("{count} {}", peak()?);
    Ok(())
}

/// The most memory that this process had at once, in KiB, as Linux tells it. What a parent is told after the end counts its
/// own memory before the program was started.
fn peak() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// Plain requests. `read` says of each body how many tasks it has, and the token of the next.
async fn plain(
    endpoint: &str,
    read: impl Fn(&[u8]) -> serde_json::Result<(usize, Option<String>)>,
) -> Result<usize, Box<dyn Error>> {
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build()?;
    let path = "/2021-04-06/services/demo-service/functions/demo-function/stateful-async-invocations";
    let (mut count, mut token) = (0, String::new());
    loop {
        let mut query = vec![("includePayload", "true"), ("limit", "100")];
        if !token.is_empty() {
            query.push(("nextToken", &token));
        }
        let answer = client.get(format!("{endpoint}{path}")).query(&query).send().await?.error_for_status()?;
        let (tasks, next) = read(&answer.bytes().await?)?;
        count += tasks;
        match next {
            Some(next) if !next.is_empty() => token = next,
            _ => return Ok(count),
        }
    }
}

/// Reads a page.
fn floor(body: &[u8]) -> serde_json::Result<(usize, Option<String>)> {
    let page: Page = serde_json::from_slice(body)?;
    Ok((page.invocations.iter().filter(|task| task.invocation_id.is_some()).count(), page.next_token))
}

/// Looks for the token alone, which the emulator writes last, and takes the page to be full.
fn bytes(body: &[u8]) -> (usize, Option<String>) {
    let end = String::from_utf8_lossy(&body[body.len().saturating_sub(300)..]);
    let next = end.rsplit_once(r#""nextToken":""#).and_then(|(_, token)| token.strip_suffix(r#""}"#));
    (100, next.map(str::to_owned))
}
