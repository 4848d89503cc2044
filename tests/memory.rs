//! However long a listing is, it needs the memory of a few pages.

#![cfg(feature = "credentials-chain")]

mod common;
#[path = "common/example.rs"]
mod example;

use common::list;
use example::Served;
use fc_async_tasks::builder::ListStatefulAsyncInvocations;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most memory that a listing had at once, in bytes.
async fn peak(tasks: usize, count: impl AsyncFn(ListStatefulAsyncInvocations<'_>) -> usize) -> usize {
    // In a process of its own, whose memory does not count.
    let served = Served::start(&["--items", &tasks.to_string()]);
    let client = served.client();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    assert_eq!(count(list(&client).include_payload(true)).await, tasks);
    MEMORY.peak_usage() - before
}

/// One test alone, since the memory of all would count.
#[tokio::test]
async fn the_memory_of_a_listing_does_not_grow_with_it() {
    let items = async |request: ListStatefulAsyncInvocations<'_>| {
        let (mut tasks, mut count) = (request.items(), 0);
        while tasks.try_next().await.unwrap().is_some() {
            count += 1;
        }
        count
    };
    // The first listing of a process sets up what all need.
    peak(100, items).await;
    let (short, long) = (peak(1_000, items).await, peak(20_000, items).await);
    assert!(long < short * 3 / 2, "{long} bytes, and {short} for a twentieth of the tasks");

    // A scan has two pages to each request, and four where they wait for their turn; some are being read.
    for (ordered, pages) in [(false, 12), (true, 24)] {
        let scan = async |request: ListStatefulAsyncInvocations<'_>| {
            let scan = request.scan(4);
            let (mut tasks, mut count) = (if ordered { scan.ordered() } else { scan }, 0);
            while tasks.try_next().await.unwrap().is_some() {
                count += 1;
            }
            count
        };
        let scanned = peak(20_000, scan).await;
        assert!(scanned < short * pages, "{scanned} bytes, and {short} for one page after the other");
    }
}
