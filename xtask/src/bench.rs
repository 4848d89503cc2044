//! What a listing costs, beside the least that any client has to do in the same run.

use std::{
    fmt::Write,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use wait4::{ResUse, Wait4};

const TASKS: usize = 100_000;
const WAYS: [&str; 4] = ["floor", "items", "scan", "ordered"];

/// What one way of listing cost.
struct Cost {
    wall: Duration,
    cpu: Duration,
    peak: u64,
}

/// Prints the table.
pub fn run() -> Result<(), String> {
    build()?;
    println!(
        "{TASKS} tasks with payload, pages of 100; times in ms, memory in MiB, `x` is the multiple of the floor\n"
    );
    println!("| latency | way | wall | x | CPU | x | peak | emulator CPU |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for latency in [0, 20] {
        let mut floor: Option<(Duration, Duration)> = None;
        for way in WAYS {
            let (cost, emulator) = measure(way, latency)?;
            let (wall, cpu) = *floor.get_or_insert((cost.wall, cost.cpu));
            let mut row = format!("| {latency} ms | `{way}` ");
            for (value, least) in [(cost.wall, wall), (cost.cpu, cpu)] {
                let times = value.as_secs_f64() / least.as_secs_f64();
                let _ = write!(row, "| {} | {times:.2} ", value.as_millis());
            }
            println!("{row}| {} | {} |", cost.peak / (1 << 20), emulator.as_millis());
        }
    }
    Ok(())
}

fn build() -> Result<(), String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo).args(["build", "--quiet", "--release", "--locked", "--examples"]).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("cargo build: {status}")),
        Err(error) => Err(format!("cargo: {error}")),
    }
}

/// An emulator of its own for each, so that none finds a warm one. Gives its CPU time too.
fn measure(way: &str, latency: u32) -> Result<(Cost, Duration), String> {
    let mut emulator = example("emulator")
        .args(["--unsigned", "--items", &TASKS.to_string(), "--latency-ms", &latency.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("emulator: {error}"))?;
    let listed = variables(&mut emulator).and_then(|variables| list(way, &variables));
    let ended = emulator.kill().and_then(|()| emulator.wait4()).map_err(|error| format!("emulator: {error}"))?;
    Ok((listed?, cpu(&ended)))
}

fn variables(emulator: &mut Child) -> Result<Vec<String>, String> {
    let out = emulator.stdout.take().ok_or("emulator: no output")?;
    let lines = BufReader::new(out).lines().take(3);
    let value = |line: std::io::Result<String>| Some(line.ok()?.split_once('=')?.1.to_owned());
    let variables: Option<Vec<_>> = lines.map(value).collect();
    variables.filter(|variables| variables.len() == 3).ok_or_else(|| "emulator: it has not started".to_owned())
}

#[allow(clippy::disallowed_methods, reason = "it measures time")]
fn list(way: &str, variables: &[String]) -> Result<Cost, String> {
    let start = Instant::now();
    let mut client = example("measured")
        .arg(way)
        .args(variables)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{way}: {error}"))?;
    let mut count = String::new();
    let out = client.stdout.take().ok_or("no output")?;
    BufReader::new(out).read_line(&mut count).map_err(|error| format!("{way}: {error}"))?;
    let ended = client.wait4().map_err(|error| format!("{way}: {error}"))?;
    let wall = start.elapsed();
    if count.trim() != TASKS.to_string() {
        return Err(format!("{way}: listed `{}` tasks, not {TASKS}", count.trim()));
    }
    Ok(Cost { wall, cpu: cpu(&ended), peak: ended.rusage.maxrss })
}

fn cpu(ended: &ResUse) -> Duration {
    ended.rusage.utime + ended.rusage.stime
}

fn example(name: &str) -> Command {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    Command::new(format!("{target}/release/examples/{name}"))
}
