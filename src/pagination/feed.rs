//! The pages of a listing, one call after the other.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{sync::mpsc, task::AbortHandle};

use super::{
    List, Query,
    walk::{Repeated, Walk},
};
use crate::{Client, Error, ErrorKind, Response};

type Call<P> = Pin<Box<dyn Future<Output = Result<Response<P>, Error>> + Send>>;

/// What every call of a listing takes.
pub(crate) struct Listing {
    pub(crate) client: Client,
    pub(crate) query: Query,
}

/// A page, and where the listing goes on after it.
pub(crate) struct Fetched<P> {
    pub(crate) page: Response<P>,
    pub(crate) after: Walk,
}

/// Fetches one page after the other, when asked to.
pub(crate) struct Feed<R: List> {
    listing: Arc<Listing>,
    walk: Walk,
    call: Option<Call<R::Page>>,
    /// What ends the listing after the page that was given.
    fault: Option<Error>,
}

impl<R: List> Feed<R> {
    pub(crate) fn new(listing: Arc<Listing>, walk: Walk) -> Self {
        Self { listing, walk, call: None, fault: None }
    }

    /// The next page; an error once, and nothing after it.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Fetched<R::Page>, Error>>> {
        if let Some(fault) = self.fault.take() {
            self.walk = Walk::Ended;
            return Poll::Ready(Some(Err(fault)));
        }
        let Walk::At(token) = &self.walk else { return Poll::Ready(None) };
        let call = self.call.get_or_insert_with(|| {
            let (listing, token) = (Arc::clone(&self.listing), token.clone());
            Box::pin(async move { R::page(&listing.client, &listing.query, token.as_deref()).await })
        });
        let outcome = ready!(call.as_mut().poll(cx));
        self.call = None;
        let page = match outcome {
            Ok(page) => page,
            Err(error) => {
                self.walk = Walk::Ended;
                return Poll::Ready(Some(Err(error)));
            }
        };
        if let Err(repeated) = self.walk.advance(R::next(&page)) {
            // The page itself is good. It stays the place to go on from.
            self.fault = Some(endless::<R>(&repeated, page.request_id()));
        }
        let after = self.walk.clone();
        Poll::Ready(Some(Ok(Fetched { page, after })))
    }
}

/// That the task of a request ended without its outcome, with its runtime say.
pub(super) fn broken_off<R: List>() -> Error {
    let message = "the task that fetches was broken off, with its runtime say: go on from the cursor";
    Error::new(ErrorKind::Transport, message).in_operation(R::OPERATION, "")
}

pub(super) fn endless<R: List>(Repeated(token): &Repeated, request_id: Option<&str>) -> Error {
    let token: String = token.escape_debug().take(100).collect();
    let message = format!("the page of the token `{token}` names that token as the next, so the listing would not end");
    let error = Error::new(ErrorKind::Pagination, message);
    error.answered(200, None, request_id.map(str::to_owned)).in_operation(R::OPERATION, "")
}

/// So many pages can be ahead at most: more than that is no bound.
const MOST: usize = 1 << 16;

/// Pages that are fetched ahead of whoever takes them, by a task of its own.
pub(crate) struct Ahead<P> {
    pages: mpsc::Receiver<Result<Fetched<P>, Error>>,
    task: AbortHandle,
}

impl<P: Send + 'static> Ahead<P> {
    /// Starts to fetch.
    pub(crate) fn start<R: List<Page = P>>(mut feed: Feed<R>, pages: usize) -> Self {
        let (sender, receiver) = mpsc::channel(pages.min(MOST));
        let task = tokio::spawn(async move {
            // A page has its place before it is asked for.
            while let Ok(place) = sender.reserve().await {
                let Some(page) = std::future::poll_fn(|cx| feed.poll_next(cx)).await else { return };
                place.send(page);
            }
        });
        Self { pages: receiver, task: task.abort_handle() }
    }

    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Fetched<P>, Error>>> {
        self.pages.poll_recv(cx)
    }
}

impl<P> Drop for Ahead<P> {
    fn drop(&mut self) {
        self.task.abort();
    }
}
