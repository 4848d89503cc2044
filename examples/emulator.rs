//! Serves the emulator alone, so that other programs can talk to it.
//!
//! Prints what a client needs on standard output, one `NAME=value` a line, and runs until it is
//! stopped:
//!
//! ```text
//! cargo run --example emulator -- --port 8080 --items 1000 --fault 1=503 --fault 3-=reset:in-head
//! ```

use std::{error::Error, io::Write, ops::Bound, process::ExitCode, str::FromStr, time::Duration};

use fc_async_tasks::{
    emulator::{Dataset, Emulator, Fault, Stage},
    types::Invocation,
};

const USAGE: &str =
    "usage: emulator [--port N] [--items N] [--seed N] [--skewed] [--latency-ms N] [--unsigned] [--fault N=KIND]...

  --port N        port to listen on; 0, the default, lets the system choose
  --items N       how many tasks demo-service/demo-function has; 1000 by default
  --seed N        which tasks; 1 by default
  --skewed        nine of ten tasks start within a hundredth of the time
  --latency-ms N  how long every answer is held back; 0 by default
  --unsigned      requests without a signature are answered too
  --fault N=KIND  what goes wrong with request N, counted from 1; N-M are several, N- all from N on;
                  the last one that is given for a request holds";

/// What `--fault` takes.
const KINDS: &str = "KIND is one of
  STATUS             an error of the service with this HTTP status, 200 to 999; also as
                     STATUS:gateway, STATUS:xml, STATUS:html, STATUS:empty
  expired-token      the security token has expired
  late:MS            the right answer, so many milliseconds later
  slow:MS            the right answer, with so many milliseconds before each byte of the body
  no-answer          none at all
  reset:WHERE        the connection is reset; before-head, in-head or after-head
  truncated          half of the body, then the end
  wrong-length       a Content-Length that is half of the right one
  oversized:BYTES    a body of at least this size
  clock-skew:SECONDS a clock that is so much ahead, or behind where negative";

#[tokio::main]
async fn main() -> ExitCode {
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let (mut port, mut items, mut seed, mut latency) = (0_u16, 1000_usize, 1_u64, 0_u64);
    let (mut skewed, mut faults) = (false, Vec::new());
    let mut builder = Emulator::builder();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        use lexopt::{Arg::Long, ValueExt};
        match argument {
            Long("port") => port = arguments.value()?.parse()?,
            Long("items") => items = arguments.value()?.parse()?,
            Long("seed") => seed = arguments.value()?.parse()?,
            Long("skewed") => skewed = true,
            Long("latency-ms") => latency = arguments.value()?.parse()?,
            Long("unsigned") => builder = builder.unsigned(),
            Long("fault") => faults.push(arguments.value()?.parse_with(aimed)?),
            Long("help") => {
                println!("{USAGE}\n\n{KINDS}");
                return Ok(());
            }
            other => return Err(format!("{}\n\n{USAGE}", other.unexpected()).into()),
        }
    }

    let emulator = builder.port(port).latency(Duration::from_millis(latency)).start().await?;
    let mut tasks: Vec<_> = Dataset::new(seed).take(items).collect();
    if skewed {
        skew(&mut tasks);
    }
    emulator.insert("demo-service", "demo-function", tasks);
    for (first, last, fault) in faults {
        emulator.inject((Bound::Included(first), last), fault);
    }

    let mut out = std::io::stdout();
    writeln!(out, "FC_ENDPOINT={}", emulator.endpoint())?;
    writeln!(out, "ALIBABA_CLOUD_ACCESS_KEY_ID={}", Emulator::ACCESS_KEY_ID)?;
    writeln!(out, "ALIBABA_CLOUD_ACCESS_KEY_SECRET={}", Emulator::ACCESS_KEY_SECRET)?;
    out.flush()?;
    std::future::pending::<()>().await;
    Ok(())
}

/// Moves the middle nine tenths of the tasks into the middle hundredth of the time that all take.
fn skew(tasks: &mut [Invocation]) {
    let queued = |task: &Invocation| task.events.first()?.timestamp;
    let (Some(first), Some(last)) = (tasks.first().and_then(queued), tasks.last().and_then(queued)) else { return };
    let range = (last - first).max(1);
    for task in tasks {
        let at = queued(task).unwrap_or(first) - first;
        let to = match at * 100 / range {
            ..5 => at * 99 / 10,
            5..95 => range * 495 / 1000 + (at - range * 5 / 100) / 90,
            _ => range * 505 / 1000 + (at - range * 95 / 100) * 99 / 10,
        };
        let events = task.events.iter_mut().map(|event| &mut event.timestamp);
        for time in events.chain([&mut task.started_time, &mut task.end_time]).flatten() {
            // 0 stands for an end that is yet to come.
            if *time != 0 {
                *time += to - at;
            }
        }
    }
}

/// `N=KIND`, `N-M=KIND` or `N-=KIND`: the first request, the last, and what goes wrong.
fn aimed(text: &str) -> Result<(u64, Bound<u64>, Fault), String> {
    let (numbers, kind) = text.split_once('=').ok_or("a fault is written N=KIND")?;
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let first = number(first)?;
    let last = if last.is_empty() { Bound::Unbounded } else { Bound::Included(number(last)?) };
    if first == 0 || matches!(last, Bound::Included(last) if last < first) {
        return Err(format!("`{numbers}` are no requests: they are counted from 1, and N-M goes up"));
    }
    Ok((first, last, fault(kind)?))
}

fn fault(text: &str) -> Result<Fault, String> {
    let (kind, detail) = text.split_once(':').map_or((text, None), |(kind, detail)| (kind, Some(detail)));
    Ok(match (kind, detail) {
        ("expired-token", None) => Fault::expired_token(),
        ("late", Some(pause)) => Fault::late(Duration::from_millis(number(pause)?)),
        ("slow", Some(pause)) => Fault::slow(Duration::from_millis(number(pause)?)),
        ("no-answer", None) => Fault::no_answer(),
        ("reset", Some("before-head")) => Fault::reset(Stage::BeforeHead),
        ("reset", Some("in-head")) => Fault::reset(Stage::InHead),
        ("reset", Some("after-head")) => Fault::reset(Stage::AfterHead),
        ("truncated", None) => Fault::truncated(),
        ("wrong-length", None) => Fault::wrong_length(),
        ("oversized", Some(bytes)) => Fault::oversized(number(bytes)?),
        ("clock-skew", Some(seconds)) => Fault::clock_skew(number(seconds)?),
        (status, shape) => {
            let status = status.parse().ok().filter(|status| (200..=999).contains(status));
            let unknown = || format!("`{text}` is no fault\n\n{KINDS}");
            error(status.ok_or_else(unknown)?, shape).ok_or_else(unknown)?
        }
    })
}

/// An error of this status, with a code that goes with it.
fn error(status: u16, shape: Option<&str>) -> Option<Fault> {
    let code = match status {
        403 => "AccessDenied",
        404 => "FunctionNotFound",
        429 => "ResourceExhausted",
        500 => "InternalServerError",
        502 => "BadResponse",
        503 => "ServiceUnavailable",
        _ => "InvalidArgument",
    };
    match shape {
        None => Some(Fault::service_error(status, code)),
        Some("gateway") => Some(Fault::gateway_error(status, code)),
        Some("xml") => Some(Fault::xml(status, code)),
        Some("html") => Some(Fault::html(status)),
        Some("empty") => Some(Fault::empty(status)),
        Some(_) => None,
    }
}

fn number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is not a number that fits here"))
}
