//! A page of 100 tasks with payloads, read into the public types; beside it the least that reading
//! takes: into structs written by hand, and into nothing.

#[path = "../../examples/measured/page.rs"]
mod page;

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use fc_async_tasks::{emulator::Dataset, types::InvocationPage};
use serde::de::IgnoredAny;

pub fn bench(criterion: &mut Criterion) {
    let mut page = InvocationPage::default();
    page.invocations = Dataset::new(1).take(100).collect();
    let body = serde_json::to_vec(&page).unwrap();
    let mut group = criterion.benchmark_group("decoding");
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("public types", |bencher| {
        bencher.iter(|| serde_json::from_slice::<InvocationPage>(black_box(&body)).unwrap());
    });
    group.bench_function("floor", |bencher| {
        bencher.iter(|| serde_json::from_slice::<page::Page>(black_box(&body)).unwrap());
    });
    group.bench_function("validation alone", |bencher| {
        bencher.iter(|| serde_json::from_slice::<IgnoredAny>(black_box(&body)).unwrap());
    });
}
