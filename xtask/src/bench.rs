//! What a listing costs, beside the least that any client has to do in the same run.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context;
use wait4::{ResUse, Wait4};

use crate::Outcome;

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
    Series { latency: 20, ways: &["items", "scan"], rounds: 3, skewed: true, ..EVEN },
];

/// What one way of listing cost.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Duration,
    /// In bytes.
    peak: u64,
    /// What the emulator spent on answering.
    emulator: Duration,
}

/// Prints the table, and whether the bars are kept.
pub fn run() -> anyhow::Result<Outcome> {
    build()?;
    say!(
        "Tasks with payload, pages of 100, 16 requests at once in a scan; each way in a process of its own, with an
emulator of its own. Times in ms, memory in MiB: medians of several rounds.\n"
    );
    say!("| tasks | latency | way | wall | faster than items | CPU | of the floor's | peak | emulator's CPU |");
    say!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let mut all = Vec::new();
    for series in &ALL {
        let costs = series.measure()?;
        let of = |way: &str| series.cost(&costs, way);
        let (floor, items) = (of("floor"), of("items"));
        let data = format!("{}{}", series.tasks, if series.skewed { ", skewed" } else { "" });
        for (way, cost) in series.ways.iter().zip(&costs) {
            let ratio = |one: Option<Duration>, other: Option<Duration>| {
                one.zip(other).map_or("-".to_owned(), |(one, other)| format!("{:.2}", ratio(one, other)))
            };
            let tenths = cost.peak * 10 / (1 << 20);
            say!(
                "| {data} | {} ms | `{way}` | {} | {} | {} | {} | {}.{} | {} |",
                series.latency,
                cost.wall.as_millis(),
                ratio(items.map(|items| items.wall), Some(cost.wall)),
                cost.cpu.as_millis(),
                ratio(Some(cost.cpu), floor.map(|floor| floor.cpu)),
                tenths / 10,
                tenths % 10,
                cost.emulator.as_millis(),
            );
        }
        all.push(costs);
    }
    bars(&all)
}

/// What a listing may cost, measured against the rest of the same run.
fn bars(all: &[Vec<Cost>]) -> anyhow::Result<Outcome> {
    let cost = |series: usize, way: &str| ALL[series].cost(&all[series], way).context("a way that was not measured");
    let cpu = |series| Ok::<_, anyhow::Error>(ratio(cost(series, "items")?.cpu, cost(series, "floor")?.cpu));
    let faster = |series| Ok::<_, anyhow::Error>(ratio(cost(series, "items")?.wall, cost(series, "scan")?.wall));
    #[allow(clippy::cast_precision_loss, reason = "a ratio")]
    let memory = cost(0, "items")?.peak as f64 / cost(1, "items")?.peak as f64;
    let bars = [
        ("CPU of items, of the floor's, at 0 ms: at most 1.15", cpu(0)?, cpu(0)? <= 1.15),
        ("CPU of items, of the floor's, at 20 ms: at most 1.15", cpu(2)?, cpu(2)? <= 1.15),
        ("memory of items for ten times the tasks: at most 1.1 times", memory, memory <= 1.1),
        ("scan, times as fast as items, at 20 ms: at least 10", faster(2)?, faster(2)? >= 10.0),
        ("the same where nine of ten tasks are in a hundredth of the time: at least 6", faster(3)?, faster(3)? >= 6.0),
    ];
    say!("");
    for (bar, value, kept) in &bars {
        say!("{} {value:.2}  {bar}", if *kept { "kept  " } else { "MISSED" });
    }
    Ok(Outcome::of(bars.iter().filter(|(_, _, kept)| !kept).count()))
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

impl Series {
    /// What a way cost.
    fn cost(&self, costs: &[Cost], way: &str) -> Option<Cost> {
        self.ways.iter().zip(costs).find(|(name, _)| **name == way).map(|(_, cost)| *cost)
    }

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
        let ready = variables(&mut emulator).map(|variables| (variables, so_far(&emulator)));
        let listed = ready.and_then(|(variables, ready)| Ok((list(way, self.tasks, &variables)?, ready?)));
        let ended = emulator.kill().and_then(|()| emulator.wait4()).context("emulator")?;
        // Making the tasks does not count.
        listed.map(|(cost, ready)| Cost { emulator: of(&ended).saturating_sub(ready), ..cost })
    }
}

/// The median of each by itself.
fn median(costs: &[Cost]) -> Cost {
    fn of<T: Copy + Ord>(costs: &[Cost], part: impl Fn(&Cost) -> T) -> T {
        let mut parts: Vec<_> = costs.iter().map(part).collect();
        parts.sort_unstable();
        parts[parts.len() / 2]
    }
    Cost {
        wall: of(costs, |cost| cost.wall),
        cpu: of(costs, |cost| cost.cpu),
        peak: of(costs, |cost| cost.peak),
        emulator: of(costs, |cost| cost.emulator),
    }
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
    let mut said = String::new();
    let out = client.stdout.take().context("no output")?;
    BufReader::new(out).read_line(&mut said).with_context(|| way.to_owned())?;
    let ended = client.wait4().with_context(|| way.to_owned())?;
    let wall = start.elapsed();
    let (count, peak) = said.trim().split_once(' ').with_context(|| format!("{way}: said `{}`", said.trim()))?;
    anyhow::ensure!(count == tasks.to_string(), "{way}: listed {count} tasks, not {tasks}");
    let peak = 1024 * peak.parse::<u64>().with_context(|| way.to_owned())?;
    Ok(Cost { wall, cpu: of(&ended), peak, emulator: Duration::ZERO })
}

/// The CPU time of a process that runs, as Linux tells it: in hundredths of a second.
fn so_far(process: &Child) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.id())).context("emulator")?;
    // After the name, which may hold anything.
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|ticks| ticks.parse::<u64>().ok());
    let ticks = ticks(11).zip(ticks(12)).context("emulator: /proc says nothing of its time")?;
    Ok(Duration::from_millis(10 * (ticks.0 + ticks.1)))
}

/// User and system time.
fn of(ended: &ResUse) -> Duration {
    ended.rusage.utime + ended.rusage.stime
}

fn example(name: &str) -> Command {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    Command::new(format!("{target}/release/examples/{name}"))
}
