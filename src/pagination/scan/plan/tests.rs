//! A plan against a service of its own, whose answers come in any order: it hands out what a listing
//! of one page after the other would.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};

use super::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Task {
    time: Option<i64>,
    id: u32,
}

/// What is not known of the live service, one way or the other. One order is taken to be the reverse of
/// the other.
#[allow(clippy::struct_excessive_bools, reason = "each is a question of its own")]
#[derive(Clone, Copy, Debug)]
struct Habits {
    begin_counts: bool,
    end_counts: bool,
    /// Whether tasks without a time come before all others in time, or after.
    timeless_first: bool,
    /// Whether tasks without a time are inside every range, or outside.
    timeless_inside: bool,
    /// Whether an empty page stands before each that is not.
    empty_pages: bool,
}

#[derive(Clone, Debug)]
struct Service {
    tasks: Vec<Task>,
    habits: Habits,
    page: usize,
    /// The bounds of the whole listing.
    begin: Option<i64>,
    end: Option<i64>,
}

impl Service {
    fn listed(&self, ascending: bool, begin: Option<i64>, end: Option<i64>) -> Vec<Task> {
        let habits = self.habits;
        let inside = |task: &&Task| {
            let Some(time) = task.time else { return habits.timeless_inside || (begin.is_none() && end.is_none()) };
            begin.is_none_or(|begin| time > begin || (habits.begin_counts && time == begin))
                && end.is_none_or(|end| time < end || (habits.end_counts && time == end))
        };
        let mut tasks: Vec<_> = self.tasks.iter().filter(inside).cloned().collect();
        tasks.sort_by_key(|task| self.rank(task));
        if !ascending {
            tasks.reverse();
        }
        tasks
    }

    fn rank(&self, task: &Task) -> (bool, Option<i64>, u32) {
        ((task.time.is_none() != self.habits.timeless_first), task.time, task.id)
    }

    /// A page, and the token of the next: the last task that was seen.
    fn answer(&self, job: &Job, ascending: bool) -> (Vec<Task>, Option<String>) {
        let (mut begin, end) = job.bounds(ascending);
        if matches!(job, Job::Look { .. }) && (self.begin.is_some() || self.end.is_some()) {
            begin = None;
        }
        let ascends = job.ascends(ascending);
        let tasks = self.listed(ascends, begin.or(self.begin), end.or(self.end));
        let (size, token) = match job {
            Job::Look { walk: Walk::At(token), .. } => (1, token.as_deref()),
            Job::Look { .. } => (1, None),
            Job::Page { token, .. } => (self.page, token.as_deref()),
        };
        let token = match (token.unwrap_or_default(), self.habits.empty_pages) {
            ("", false) => None,
            (token, false) => Some(token),
            (token, true) => match token.strip_prefix('~') {
                None => return (Vec::new(), Some(format!("~{token}"))),
                Some(token) => Some(token).filter(|token| !token.is_empty()),
            },
        };
        let last = token.map(|id| self.tasks.iter().find(|task| task.id.to_string() == *id).unwrap());
        let seen = |task: &Task| {
            last.is_some_and(|last| {
                if ascends { self.rank(task) <= self.rank(last) } else { self.rank(task) >= self.rank(last) }
            })
        };
        let left: Vec<_> = tasks.into_iter().filter(|task| !seen(task)).collect();
        let page: Vec<_> = left.iter().take(size).cloned().collect();
        let next = (left.len() > size).then(|| page.last().map(|task| task.id.to_string())).flatten();
        (page, next)
    }
}

/// What a run did.
struct Run {
    handed_out: Vec<Task>,
    pages: usize,
    parts: u64,
    longest: usize,
}

/// Answers requests in the order that the choices say; some are throttled, and some tasks are added
/// at the end while it runs.
fn run(
    mut service: Service,
    mut plan: Plan<Task>,
    ascending: bool,
    limit: usize,
    choices: &[u8],
    added: &[Task],
) -> Run {
    let (mut under_way, mut handed_out) = (Vec::new(), Vec::new());
    let (mut choices, mut added) = (choices.iter().copied().cycle(), added.iter());
    let (mut pages, mut longest) = (0, 0);
    for step in 0..100_000 {
        while under_way.len() < limit {
            let Some(job) = plan.next_job() else { break };
            under_way.push(job);
        }
        longest = longest.max(plan.parts.iter().map(|part| part.waiting.len()).sum::<usize>() + under_way.len());
        // Every other step moves on, whatever the choices are.
        let choice = if step % 2 == 0 { choices.next().unwrap() } else { [0, 7][step / 2 % 2] };
        // The consumer is as slow as it likes, but not for ever.
        if choice % 3 == 0 || under_way.is_empty() {
            match plan.next_batch() {
                Some(batch) => handed_out.extend(batch),
                None if under_way.is_empty() && plan.is_done() => {
                    return Run { handed_out, pages, parts: plan.next_id, longest };
                }
                None => {}
            }
            continue;
        }
        let job = under_way.swap_remove(usize::from(choice / 3) % under_way.len());
        if choice % 23 == 1 {
            plan.put_back(&job);
            continue;
        }
        if choice % 29 == 2 {
            service.tasks.extend(added.next().cloned());
        }
        let (items, next) = service.answer(&job, ascending);
        let key = |time: i64| if ascending { time } else { -time };
        let traits = |task: &Task| Traits { key: task.time.map(key), id: Some(task.id.to_string()) };
        match job {
            Job::Look { look, walk } => {
                plan.looked(look, walk, items.first().map(traits).as_ref(), next.as_deref()).unwrap();
            }
            Job::Page { part, .. } => {
                pages += usize::from(!items.is_empty() || next.is_none());
                plan.landed(part, items.into_iter().map(|task| (traits(&task), task)).collect(), next.as_deref())
                    .unwrap();
            }
        }
    }
    panic!("it does not end: {plan:?}");
}

/// Times that are spread evenly, in one lump of a long range, all the same, or few.
fn times() -> impl Strategy<Value = Vec<Option<i64>>> {
    let even = prop::collection::vec(0..1_000_000_i64, 0..300);
    let lump = (0..900_000_i64, prop::collection::vec((0..10_u8, 0..2000_i64, 0..1_000_000_i64), 0..300)).prop_map(
        |(at, tasks)| tasks.into_iter().map(|(one, near, far)| if one == 0 { far } else { at + near }).collect(),
    );
    let same = prop::collection::vec(0..4_i64, 0..200);
    let negative = prop::collection::vec(-1000..1000_i64, 0..50);
    let timed = prop_oneof![even, lump, same, negative].boxed();
    let timeless = prop_oneof![Just(0_usize), 0..40_usize];
    (timed, timeless).prop_map(|(timed, timeless)| timed.into_iter().map(Some).chain(vec![None; timeless]).collect())
}

fn service() -> impl Strategy<Value = Service> {
    let habits =
        any::<[bool; 5]>().prop_map(|[begin_counts, end_counts, timeless_first, timeless_inside, empty_pages]| {
            Habits { begin_counts, end_counts, timeless_first, timeless_inside, empty_pages }
        });
    let bound = || prop_oneof![2 => Just(None), 1 => (-100..1_000_100_i64).prop_map(Some)];
    (times(), habits, 1..30_usize, bound(), bound()).prop_map(|(times, habits, page, begin, end)| {
        let tasks = (0..).zip(times).map(|(id, time)| Task { time, id }).collect();
        Service { tasks, habits, page, begin, end }
    })
}

fn config(cases: u32) -> Config {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_241_114);
    println!("SEED={seed}");
    Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    }
}

fn plan(service: &Service, ordered: bool, ascending: bool, concurrency: usize) -> Plan<Task> {
    Plan::new(Place::beginning(Walk::new(None), ordered, ascending), concurrency, service.page)
}

#[test]
fn a_scan_hands_out_what_a_listing_does() {
    proptest!(config(1500), |(service in service(), concurrency in 1..20_usize, choices in prop::collection::vec(any::<u8>(), 1..200))| {
        let run = run(service.clone(), plan(&service, false, true, concurrency), true, concurrency, &choices, &[]);
        let expected = service.listed(true, service.begin, service.end);
        let mut sorted = run.handed_out;
        sorted.sort_by_key(|task| service.rank(task));
        prop_assert_eq!(&sorted, &expected);
        // What is fetched in vain is a page at either end of a part.
        // What shares the millisecond before a part is fetched with it, where the bound counts itself in.
        let parts = usize::try_from(run.parts).unwrap();
        let crowd = expected.chunk_by(|one, other| one.time == other.time).map(<[_]>::len).max().unwrap_or(0);
        let most = expected.len() / service.page + parts * (2 + crowd / service.page) + 2;
        prop_assert!(run.pages <= most, "{} pages, {parts} parts", run.pages);
        prop_assert!(run.longest <= 2 * concurrency + 1, "{} pages in memory", run.longest);
    });
}

#[test]
fn an_ordered_scan_has_the_order_of_the_listing() {
    proptest!(config(1500), |(service in service(), ascending: bool, concurrency in 1..20_usize, choices in prop::collection::vec(any::<u8>(), 1..200))| {
        let run = run(service.clone(), plan(&service, true, ascending, concurrency), ascending, concurrency, &choices, &[]);
        prop_assert_eq!(run.handed_out, service.listed(ascending, service.begin, service.end));
        prop_assert!(run.longest <= (WAITING + 1) * concurrency + 1, "{} pages in memory", run.longest);
    });
}

#[test]
fn what_is_added_while_it_runs_is_handed_out_once_at_most() {
    proptest!(config(500), |(service in service(), added in 0..20_u32, ordered: bool, choices in prop::collection::vec(any::<u8>(), 1..200))| {
        let added: Vec<_> = (0..added).map(|id| Task { time: Some(1_000_200 + i64::from(id)), id: 10_000 + id }).collect();
        let run = run(service.clone(), plan(&service, ordered, true, 8), true, 8, &choices, &added);
        let mut counts = BTreeMap::new();
        for task in &run.handed_out {
            *counts.entry(task.clone()).or_insert(0) += 1;
        }
        prop_assert!(counts.values().all(|count| *count == 1), "{counts:?}");
        let there: BTreeSet<_> = service.listed(true, service.begin, service.end).into_iter().collect();
        let found: BTreeSet<_> = counts.into_keys().filter(|task| task.id < 10_000).collect();
        prop_assert_eq!(found, there);
    });
}

/// A scan that breaks off goes on from its place, and no task is lost.
#[test]
fn a_scan_that_goes_on_loses_nothing() {
    proptest!(config(500), |(service in service(), ordered: bool, before in 1..60_usize, choices in prop::collection::vec(any::<u8>(), 1..200))| {
        let mut first = plan(&service, ordered, true, 6);
        let (mut found, mut under_way) = (BTreeSet::new(), Vec::new());
        let mut handed = BTreeSet::new();
        for choice in choices.iter().cycle().take(before) {
            while under_way.len() < 6 {
                let Some(job) = first.next_job() else { break };
                under_way.push(job);
            }
            if choice % 2 == 0 {
                // What was handed out before is done with, and what is being handed out may be lost.
                found.append(&mut handed);
                handed.extend(first.next_batch().into_iter().flatten());
            } else if !under_way.is_empty() {
                let job = under_way.swap_remove(usize::from(choice / 2) % under_way.len());
                let (items, next) = service.answer(&job, true);
                let traits = |task: &Task| Traits { key: task.time, id: Some(task.id.to_string()) };
                match job {
                    Job::Look { look, walk } => {
                        first.looked(look, walk, items.first().map(traits).as_ref(), next.as_deref()).unwrap();
                    }
                    Job::Page { part, .. } => {
                        first.landed(part, items.into_iter().map(|task| (traits(&task), task)).collect(), next.as_deref()).unwrap();
                    }
                }
            }
        }
        let text = serde_json::to_string(&first.place(true)).unwrap();
        let place: Place = serde_json::from_str(&text).unwrap();
        let second = Plan::new(place, 6, service.page);
        found.extend(run(service.clone(), second, true, 6, &choices, &[]).handed_out);
        let expected: BTreeSet<_> = service.listed(true, service.begin, service.end).into_iter().collect();
        let lost: Vec<_> = expected.difference(&found).collect();
        prop_assert!(lost.is_empty() && found.len() == expected.len(), "lost {lost:?} of {}", text);
    });
}

#[test]
fn a_task_that_gets_its_time_is_not_handed_out_again() {
    let mut plan: Plan<u32> = Plan::new(Place::beginning(Walk::new(None), false, true), 1, 2);
    let untimed = Traits { key: None, id: Some("a".to_owned()) };
    let timed = |id: &str| Traits { key: Some(5), id: Some(id.to_owned()) };
    assert!(!plan.compares_ids() && plan.next_job().is_some());
    plan.landed(0, vec![(untimed, 1)], Some("t")).unwrap();
    assert_eq!(plan.next_batch(), Some(vec![1]));
    assert!(plan.compares_ids() && plan.next_job().is_some());
    plan.landed(0, vec![(timed("a"), 1), (timed("b"), 2)], None).unwrap();
    assert_eq!((plan.next_batch(), plan.next_batch(), plan.is_done()), (Some(vec![2]), None, true));
}

/// A plan of parts that were begun, with an item to each key and pages of ten.
fn begun(parts: &[(Key, Key)]) -> Plan<u32> {
    let span =
        |(from, until)| Span { pace: Some(1.0), seen: Some(from), ..Span::new(Role::Middle, Some(from), Some(until)) };
    let spans = parts.iter().map(|part| (span(*part), Walk::new(None))).collect();
    let (start, horizon) = (parts.first().map(|part| part.0), parts.last().map(|part| part.1));
    Plan::new(Place { spans, start, horizon, probed: true, ordered: false, ascending: true }, 8, 10)
}

#[test]
fn half_of_the_part_with_the_most_to_go_is_cut_off_where_that_is_worth_it() {
    let parts = |mut plan: Plan<u32>| -> Vec<_> {
        let jobs = std::iter::from_fn(|| plan.next_job());
        let part = |job| if let Job::Page { from, until, .. } = job { from.zip(until) } else { None };
        jobs.take(4).filter_map(part).collect()
    };
    let three = [(0, 100), (100, 500), (500, 600)];
    assert_eq!(parts(begun(&three)), [(0, 100), (100, 500), (500, 600), (300, 500)]);
    // What is left of it is fetched before the half would be.
    assert_eq!(parts(begun(&[(0, 19)])), [(0, 19)]);
    assert_eq!(parts(begun(&[(0, 21)])), [(0, 21), (10, 21)]);
}

/// Start times of a month, in ms: nearly all within a minute.
#[test]
fn the_emptiness_around_a_crowd_is_not_cut_up() {
    const MONTH: i64 = 30 * 24 * 3_600_000;
    let habits = Habits {
        begin_counts: true,
        end_counts: true,
        timeless_first: true,
        timeless_inside: false,
        empty_pages: false,
    };
    let crowd = (0..3000).map(|number| MONTH / 2 + number * 20);
    let seconds = (0..3000).map(|number| MONTH / 2 + number / 50 * 1000);
    let ends = [0, MONTH];
    for times in [crowd.chain(ends).collect::<Vec<_>>(), seconds.chain(ends).collect()] {
        let tasks: Vec<_> = (0..).zip(times).map(|(id, time)| Task { time: Some(time), id }).collect();
        let service = Service { tasks, habits, page: 100, begin: None, end: None };
        let run = run(service.clone(), plan(&service, false, true, 16), true, 16, &[7, 4, 10, 13, 0, 19, 5], &[]);
        assert_eq!(run.handed_out.len(), 3002);
        // Thirty are full. A bisection of a month down to a minute takes 16 steps.
        assert!(run.pages <= 31 + 60, "{} pages in {} parts", run.pages, run.parts);
    }
}

#[test]
fn a_look_goes_on_where_a_page_is_empty_and_names_another() {
    let mut plan: Plan<u32> = Plan::new(Place::beginning(Walk::new(None), false, true), 4, 2);
    let at = |token: &str| Walk::At(Some(token.to_owned()));
    assert!(matches!(plan.next_job(), Some(Job::Page { .. })));
    assert_eq!(plan.next_job(), Some(Job::Look { look: Look::End, walk: Walk::At(None) }));
    plan.looked(Look::End, Walk::At(None), None, Some("t")).unwrap();
    assert!(!plan.probed);
    assert_eq!(plan.next_job(), Some(Job::Look { look: Look::End, walk: at("t") }));
    assert_eq!(plan.looked(Look::End, at("t"), None, Some("t")), Err(Repeated("t".to_owned())));
}
