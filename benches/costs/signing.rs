//! A signature of the request for a page. At most 3 µs each.

use std::{
    hint::black_box,
    time::{Duration, UNIX_EPOCH},
};

use criterion::Criterion;
use fc_async_tasks::{
    Credentials,
    signing::{RequestHead, Scheme},
};

pub fn bench(criterion: &mut Criterion) {
    let mut head = RequestHead::new(
        "GET",
        "123456789012.cn-hangzhou.fc.aliyuncs.com",
        "/2021-04-06/services/demo-service/functions/demo-function/stateful-async-invocations",
    );
    head.query = Some("includePayload=true&limit=100&nextToken=q83vASNFZ4k%2FMTczMTU3MTIwMDAwMC9qb2ItMDAwMDEwMA%3D%3D");
    head.headers = &[("accept", "application/json")];
    head.action = "ListStatefulAsyncInvocations";
    head.version = "2021-04-06";
    let credentials = Credentials::new("LTAI5tExampleExample", "exampleSecretExampleSecret0000");
    let time = UNIX_EPOCH + Duration::from_hours(480_992);
    let mut group = criterion.benchmark_group("signing");
    for scheme in [Scheme::Roa, Scheme::Acs3, Scheme::Fc] {
        group.bench_function(format!("{scheme:?}"), |bencher| {
            bencher.iter(|| {
                scheme.sign(black_box(&head), &credentials, time, "0123456789abcdef0123456789abcdef").unwrap()
            });
        });
    }
}
