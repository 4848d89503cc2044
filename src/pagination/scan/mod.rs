//! Listing by several requests at once.

mod cursor;
mod job;
mod limiter;
mod part;
mod plan;

use std::{
    fmt,
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::{FusedStream, Stream};
use tokio::task::JoinSet;

use self::{
    job::Job,
    limiter::Limiter,
    plan::{Place, Plan, Traits},
};
use super::{
    List, Pages, Timeline,
    feed::{Listing, broken_off, endless},
    walk::Walk,
};
use crate::{Error, ErrorKind, Response, builder::ListStatefulAsyncInvocationsListing};

pub use self::cursor::ScanCursor;

/// A whole listing by several requests at once, as a stream of its items.
///
/// Made by `scan` of a request builder. It cuts the range of times into parts and lists them at the
/// same time, each with tokens of its own; where a request more can be under way, the part with the
/// most still to go is cut in two. Every item that is there, and keeps its time, from the start to
/// the end of the scan is handed out once, whatever the service means by the bounds of a range: parts
/// are asked for with overlap, and cut at the client. Items without a time are handed out once too, as
/// long as they have an id, and stand at one end of the order of time and at the other of its reverse. What is added
/// while it runs, or gets its time then, may be handed out or not.
///
/// Items come as they are fetched, unless the scan is [`ordered`](Self::ordered). No more than two
/// pages to each request are in memory, and besides the ids of the items that have no time.
///
/// Where the service throttles, half as many requests are under way, and one more after each round
/// that it does not. An error ends the scan after what was read before; it is given once.
///
/// Nothing is sent before the first item is asked for, nor after the value is dropped. Each request
/// is a task of its own, so asking for an item outside a Tokio runtime is a panic.
///
/// ```
/// use fc_async_tasks::{Client, Error};
///
/// async fn count(client: &Client) -> Result<usize, Error> {
///     let request = client.list_stateful_async_invocations().service_name("s").function_name("f");
///     let (mut tasks, mut count) = (request.scan(16), 0);
///     while let Some(_task) = tasks.try_next().await? {
///         count += 1;
///     }
///     Ok(count)
/// }
/// ```
#[must_use = "a stream does nothing until it is asked for what comes next"]
pub struct Scan<R: Timeline = ListStatefulAsyncInvocationsListing> {
    listing: Arc<Listing>,
    /// Whether the oldest come first in the parts.
    ascending: bool,
    concurrency: usize,
    plan: Plan<R::Item>,
    limiter: Limiter,
    calls: JoinSet<Landed<R>>,
    page: vec::IntoIter<R::Item>,
    failed: Option<Error>,
    begun: bool,
    ended: bool,
    items: u64,
    pages: u64,
}

/// A request that has its answer.
struct Landed<R: List> {
    number: u64,
    job: Job,
    outcome: Result<Response<R::Page>, Error>,
}

/// How far a scan is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Items that were handed out.
    pub items: u64,
    /// Pages that were fetched.
    pub pages: u64,
    /// The share of the range of times that was fetched, from 0 to 1. A guess: items are seldom
    /// spread evenly.
    pub share: f64,
    /// How many requests may be under way at once, as the service has throttled so far.
    pub concurrency: usize,
}

impl<R: Timeline> Scan<R> {
    pub(crate) fn new(pages: Pages<R>, concurrency: usize) -> Self {
        let (listing, position, failed) = pages.into_parts();
        let misplaced = || {
            let message = "next_token: must not be set, since a scan begins with tokens of its own";
            Error::new(ErrorKind::InvalidRequest, message).in_operation(R::OPERATION, "")
        };
        let failed = failed.or_else(|| (position != Walk::new(None)).then(misplaced));
        // A scan says the order itself, and would pass over what any other listing is refused for.
        let order = listing.query.get::<String>(R::ORDER).ok().flatten();
        let known = order.as_ref().is_none_or(|order| order == R::ASCENDING || order == R::DESCENDING);
        let unknown = || {
            let message =
                format!("{}: a scan knows no other order than {} and {}", R::ORDER, R::ASCENDING, R::DESCENDING);
            Error::new(ErrorKind::InvalidRequest, message).in_operation(R::OPERATION, "")
        };
        let failed = failed.or_else(|| (!known).then(unknown));
        let position = Walk::new(None);
        let place = Place::beginning(position, false, true);
        Self { failed, ..Self::at(listing, place, concurrency) }
    }

    fn at(listing: Arc<Listing>, place: Place, concurrency: usize) -> Self {
        let size = listing.query.get::<usize>(R::SIZE.0).ok().flatten().unwrap_or(1);
        Self {
            listing,
            ascending: place.ascending,
            concurrency,
            plan: Plan::new(place, concurrency, size),
            limiter: Limiter::new(concurrency),
            calls: JoinSet::new(),
            page: Vec::new().into_iter(),
            failed: None,
            begun: false,
            ended: false,
            items: 0,
            pages: 0,
        }
    }

    /// Hands the items out in the order that the request asks for; the newest first where it says
    /// nothing. For that the parts ahead are short, and no more than four pages to each request wait;
    /// items without a time wait besides where they come last.
    ///
    /// Without effect once the scan has begun, and on one that was resumed.
    pub fn ordered(self) -> Self {
        let place = self.plan.place(self.ascending);
        if self.begun || place != Place::beginning(Walk::new(None), false, true) {
            return self;
        }
        let order = self.listing.query.get::<String>(R::ORDER).ok().flatten();
        let ascending = order.is_some_and(|order| order == R::ASCENDING);
        let place = Place::beginning(Walk::new(None), true, ascending);
        Self { failed: self.failed, ..Self::at(self.listing, place, self.concurrency) }
    }

    /// Where to go on if the scan breaks off here; see [`Client::resume_scan`](crate::Client::resume_scan).
    ///
    /// It moves past a page when what follows is asked for. So no item is lost; those of a page to
    /// each part may come again, and those without a time.
    #[must_use]
    pub fn cursor(&self) -> ScanCursor<R> {
        ScanCursor { query: self.listing.query.clone(), place: self.plan.place(self.ascending), of: PhantomData }
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let share = if self.ended && self.plan.is_done() { 1.0 } else { self.plan.share() };
        Progress { items: self.items, pages: self.pages, share, concurrency: self.limiter.limit() }
    }

    /// The next item; none at the end, and after an error.
    ///
    /// # Errors
    ///
    /// As of [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<R::Item>, Error> {
        poll_fn(|cx| self.poll_item(cx)).await.transpose()
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<R::Item, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                self.items += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            self.begun = true;
            let batch = self.plan.next_batch();
            if self.failed.is_none() {
                self.fill();
            }
            if let Some(batch) = batch {
                self.page = batch.into_iter();
                continue;
            }
            if let Some(error) = self.failed.take() {
                self.ended = true;
                self.calls.abort_all();
                return Poll::Ready(Some(Err(error)));
            }
            match ready!(self.calls.poll_join_next(cx)) {
                Some(Ok(landed)) => self.land(landed),
                Some(Err(_)) => self.failed = Some(broken_off::<R>()),
                None if self.plan.is_done() => self.ended = true,
                None => {
                    // Better an error than an end that is none.
                    let message = "the scan has nothing left to ask for and is not at its end";
                    self.failed = Some(Error::new(ErrorKind::Pagination, message).in_operation(R::OPERATION, ""));
                }
            }
        }
    }

    /// Starts as many requests as may be under way.
    fn fill(&mut self) {
        while self.calls.len() < self.limiter.limit() {
            let Some(job) = self.plan.next_job() else { return };
            let (number, listing, ascending) = (self.limiter.start(), Arc::clone(&self.listing), self.ascending);
            self.calls.spawn(async move {
                let outcome = call::<R>(&listing, &job, ascending).await;
                Landed { number, job, outcome }
            });
        }
    }

    fn land(&mut self, Landed { number, job, outcome }: Landed<R>) {
        let page = match outcome {
            Ok(page) => page,
            // The last request alone that is throttled ends it.
            Err(error) if error.is_throttled() && self.limiter.throttled(number) => {
                return self.plan.put_back(&job);
            }
            Err(error) => {
                self.failed.get_or_insert(error);
                return;
            }
        };
        if page.was_throttled() {
            self.limiter.throttled(number);
        } else {
            self.limiter.succeeded();
        }
        self.pages += 1;
        let (next, request_id) = (R::next(&page).map(str::to_owned), page.request_id().map(str::to_owned));
        let key = |time: i64| if self.ascending { time } else { time.saturating_neg() };
        // Of most items nobody asks for the id.
        let compares_ids = self.plan.compares_ids();
        let traits = |item: &R::Item| {
            let key = R::time(item).map(key);
            let id = (key.is_none() || compares_ids).then(|| R::id(item)).flatten();
            Traits { key, id: id.map(str::to_owned) }
        };
        let items = R::items(page.into_inner()).into_iter().map(|item| (traits(&item), item));
        let taken = match job {
            Job::Look { look, walk } => {
                let found = items.map(|(traits, _)| traits).next();
                self.plan.looked(look, walk, found.as_ref(), next.as_deref())
            }
            Job::Page { part, .. } => self.plan.landed(part, items.collect(), next.as_deref()),
        };
        if let Err(repeated) = taken {
            self.failed = Some(endless::<R>(&repeated, request_id.as_deref()));
        }
    }
}

/// Makes the call of a job.
async fn call<R: Timeline>(listing: &Listing, job: &Job, ascending: bool) -> Result<Response<R::Page>, Error> {
    let mut query = listing.query.clone();
    query.put(R::ORDER, if job.ascends(ascending) { R::ASCENDING } else { R::DESCENDING });
    let (mut begin, end) = job.bounds(ascending);
    if matches!(job, Job::Look { .. }) && (query.has(R::BEGIN) || query.has(R::END)) {
        // The request has a range.
        begin = None;
    }
    for (name, bound) in [(R::BEGIN, begin), (R::END, end)] {
        if let Some(bound) = bound {
            query.put(name, bound);
        }
    }
    let token = match job {
        Job::Look { walk, .. } => {
            query.put(R::SIZE.0, 1);
            if let Walk::At(token) = walk { token.as_deref() } else { None }
        }
        Job::Page { token, .. } => token.as_deref(),
    };
    R::page(&listing.client, &query, token).await
}

impl<R: Timeline> Unpin for Scan<R> {}

impl<R: Timeline> Stream for Scan<R> {
    type Item = Result<R::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<R: Timeline> FusedStream for Scan<R> {
    fn is_terminated(&self) -> bool {
        self.ended && self.page.len() == 0
    }
}

impl<R: Timeline> fmt::Debug for Scan<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan")
            .field("query", &self.listing.query)
            .field("progress", &self.progress())
            .finish_non_exhaustive()
    }
}
