//! Serves the emulator alone, so that other programs can talk to it.
//!
//! Prints what a client needs on standard output, one `NAME=value` a line, and runs until it is
//! stopped:
//!
//! ```text
//! cargo run --example emulator -- --port 8080 --items 1000
//! ```

use std::{error::Error, io::Write, process::ExitCode, time::Duration};

use fc_async_tasks::emulator::{Dataset, Emulator};

const USAGE: &str = "usage: emulator [--port N] [--items N] [--seed N] [--latency-ms N]

  --port N        port to listen on; 0, the default, lets the system choose
  --items N       how many tasks demo-service/demo-function has; 1000 by default
  --seed N        which tasks; 1 by default
  --latency-ms N  how long every answer is held back; 0 by default";

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
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        use lexopt::{Arg::Long, ValueExt};
        match argument {
            Long("port") => port = arguments.value()?.parse()?,
            Long("items") => items = arguments.value()?.parse()?,
            Long("seed") => seed = arguments.value()?.parse()?,
            Long("latency-ms") => latency = arguments.value()?.parse()?,
            Long("help") => {
                println!("{USAGE}");
                return Ok(());
            }
            other => return Err(format!("{}\n\n{USAGE}", other.unexpected()).into()),
        }
    }

    let emulator = Emulator::builder().port(port).latency(Duration::from_millis(latency)).start().await?;
    emulator.insert("demo-service", "demo-function", Dataset::new(seed).take(items));

    let mut out = std::io::stdout();
    writeln!(out, "FC_ENDPOINT={}", emulator.endpoint())?;
    writeln!(out, "ALIBABA_CLOUD_ACCESS_KEY_ID={}", Emulator::ACCESS_KEY_ID)?;
    writeln!(out, "ALIBABA_CLOUD_ACCESS_KEY_SECRET={}", Emulator::ACCESS_KEY_SECRET)?;
    out.flush()?;
    std::future::pending::<()>().await;
    Ok(())
}
