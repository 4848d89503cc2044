//! What a listing of 1,000 pages and a scan of as many spend on knowing what to ask for: both without
//! I/O, and private, so their files are compiled in here.

// Where they look for their neighbours.
#[allow(dead_code, reason = "some of it makes the request")]
#[path = "../../src/pagination/scan/job.rs"]
mod job;
#[allow(dead_code, reason = "some of it is for cursors")]
#[path = "../../src/pagination/scan/part.rs"]
mod part;
#[allow(dead_code, unused_imports, reason = "its tests come along, and are run elsewhere")]
#[path = "../../src/pagination/scan/plan.rs"]
mod plan;

use std::{collections::VecDeque, hint::black_box};

use criterion::Criterion;

use self::{
    job::Job,
    plan::{Place, Plan, Traits},
};
use super::walk::Walk;

/// A service that has so many tasks, one each millisecond.
const TASKS: i64 = 100_000;
const PAGE: i64 = 100;

pub fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("1000 pages");
    let tokens: Vec<_> = (1..TASKS / PAGE).map(|page| page.to_string()).collect();
    group.bench_function("listing", |bencher| bencher.iter(|| list(black_box(&tokens))));
    for (name, ordered) in [("scan 16", false), ("ordered 16", true)] {
        group.bench_function(name, |bencher| bencher.iter(|| scan(black_box(ordered))));
    }
}

fn list(tokens: &[String]) -> Walk {
    let mut walk = Walk::new(None);
    for token in tokens {
        walk.advance(Some(token)).unwrap();
    }
    walk.advance(None).unwrap();
    walk
}

/// Answers the requests of a scan in their order.
fn scan(ordered: bool) {
    let mut plan = Plan::new(Place::beginning(Walk::new(None), ordered, true), 16, 100);
    let (mut under_way, mut count) = (VecDeque::new(), 0);
    loop {
        while let Some(batch) = plan.next_batch() {
            count += batch.len();
        }
        while under_way.len() < 16
            && let Some(job) = plan.next_job()
        {
            under_way.push_back(job);
        }
        match under_way.pop_front() {
            Some(Job::Look { look, walk }) => plan.looked(look, walk, Some(&traits(TASKS - 1)), None).unwrap(),
            Some(Job::Page { part, from, until, token, .. }) => {
                let first = token.map_or(from.unwrap_or(0), |token| token.parse().unwrap());
                let end = until.unwrap_or(TASKS);
                let next = (first + PAGE).min(end);
                let page = (first..next).map(|time| (traits(time), time)).collect();
                plan.landed(part, page, (next < end).then(|| next.to_string()).as_deref()).unwrap();
            }
            None => break,
        }
    }
    assert_eq!(count, 100_000);
}

fn traits(time: i64) -> Traits {
    Traits { key: Some(time), id: None }
}
