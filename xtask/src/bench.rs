//! What a listing costs, beside the least that any client has to do in the same run.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context;
use wait4::Wait4;

/// What is measured in one go: each way after the other, several times over, so that a busy moment
/// of the machine hits all of them.
struct Series {
    tasks: usize,
    skewed: bool,
    latency: u32,
    ways: &'static [&'static str],
    rounds: usize,
}

const EVEN: Series = Series {
    tasks: 100_000,
    skewed: false,
    latency: 0,
    ways: &["bytes", "floor", "items", "scan", "ordered"],
    rounds: 5,
};

const ALL: [Series; 4] = [
    EVEN,
    Series { tasks: 10_000, ways: &["items"], ..EVEN },
    Series { latency: 20, ways: &["floor", "items", "scan", "ordered"], rounds: 3, ..EVEN },
    Series { latency: 20, ways: &["items", "scan"], rounds: 1, skewed: true, ..EVEN },
];

/// What one way of listing cost.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Duration,
    /// In bytes.
    peak: u64,
}

/// Prints the table.
pub fn run() -> anyhow::Result<()> {
    build()?;
    say!(
        "Tasks with payload, pages of 100, 16 requests at once in a scan; each way in a process of its own, with an
emulator of its own. Times in ms, memory in MiB: medians of several rounds.\n"
    );
    say!("| tasks | latency | way | wall | faster than items | CPU | of the floor's | peak |");
    say!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for series in &ALL {
        let costs = series.measure()?;
        let of = |way: &str| series.ways.iter().zip(&costs).find(|(name, _)| **name == way).map(|(_, cost)| *cost);
        let (floor, items) = (of("floor"), of("items"));
        let data = format!("{}{}", series.tasks, if series.skewed { ", skewed" } else { "" });
        for (way, cost) in series.ways.iter().zip(&costs) {
            let ratio = |one: Option<Duration>, other: Option<Duration>| {
                let ratio = one.zip(other).map(|(one, other)| one.as_secs_f64() / other.as_secs_f64());
                ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"))
            };
            let tenths = cost.peak * 10 / (1 << 20);
            say!(
                "| {data} | {} ms | `{way}` | {} | {} | {} | {} | {}.{} |",
                series.latency,
                cost.wall.as_millis(),
                ratio(items.map(|items| items.wall), Some(cost.wall)),
                cost.cpu.as_millis(),
                ratio(Some(cost.cpu), floor.map(|floor| floor.cpu)),
                tenths / 10,
                tenths % 10,
            );
        }
    }
    Ok(())
}

impl Series {
    /// What each way costs.
    fn measure(&self) -> anyhow::Result<Vec<Cost>> {
        let mut costs = vec![Vec::new(); self.ways.len()];
        for _ in 0..self.rounds {
            for (way, costs) in self.ways.iter().zip(&mut costs) {
                costs.push(self.once(way)?);
            }
        }
        Ok(costs.iter().map(|costs| median(costs)).collect())
    }

    /// An emulator of its own for each, so that none finds a warm one.
    fn once(&self, way: &str) -> anyhow::Result<Cost> {
        let mut emulator = example("emulator")
            .args(["--unsigned", "--items", &self.tasks.to_string(), "--latency-ms", &self.latency.to_string()])
            .args(self.skewed.then_some("--skewed"))
            .stdout(Stdio::piped())
            .spawn()
            .context("emulator")?;
        let listed = variables(&mut emulator).and_then(|variables| list(way, self.tasks, &variables));
        emulator.kill().and_then(|()| emulator.wait()).context("emulator")?;
        listed
    }
}

/// The median of each by itself.
fn median(costs: &[Cost]) -> Cost {
    fn of<T: Copy + Ord>(costs: &[Cost], part: impl Fn(&Cost) -> T) -> T {
        let mut parts: Vec<_> = costs.iter().map(part).collect();
        parts.sort_unstable();
        parts[parts.len() / 2]
    }
    Cost { wall: of(costs, |cost| cost.wall), cpu: of(costs, |cost| cost.cpu), peak: of(costs, |cost| cost.peak) }
}

fn build() -> anyhow::Result<()> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo).args(["build", "--quiet", "--release", "--locked", "--examples"]).status();
    anyhow::ensure!(status.context("cargo")?.success(), "cargo build failed");
    Ok(())
}

fn variables(emulator: &mut Child) -> anyhow::Result<Vec<String>> {
    let out = emulator.stdout.take().context("emulator: no output")?;
    let lines = BufReader::new(out).lines().take(3);
    let value = |line: std::io::Result<String>| Some(line.ok()?.split_once('=')?.1.to_owned());
    let variables: Option<Vec<_>> = lines.map(value).collect();
    variables.filter(|variables| variables.len() == 3).context("emulator: it has not started")
}

#[allow(clippy::disallowed_methods, reason = "it measures time")]
fn list(way: &str, tasks: usize, variables: &[String]) -> anyhow::Result<Cost> {
    let start = Instant::now();
    let mut client =
        example("measured").arg(way).args(variables).stdout(Stdio::piped()).spawn().with_context(|| way.to_owned())?;
    let mut count = String::new();
    let out = client.stdout.take().context("no output")?;
    BufReader::new(out).read_line(&mut count).with_context(|| way.to_owned())?;
    let ended = client.wait4().with_context(|| way.to_owned())?;
    let wall = start.elapsed();
    if count.trim() != tasks.to_string() {
        anyhow::bail!("{way}: listed `{}` tasks, not {tasks}", count.trim());
    }
    Ok(Cost { wall, cpu: ended.rusage.utime + ended.rusage.stime, peak: ended.rusage.maxrss })
}

fn example(name: &str) -> Command {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    Command::new(format!("{target}/release/examples/{name}"))
}
