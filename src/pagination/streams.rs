//! The streams that a listing is.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::{FusedStream, Stream};

use super::{
    Cursor, List, Query,
    feed::{Ahead, Feed, Fetched, Listing, broken_off},
    walk::Walk,
};
use crate::{Client, Error, Response, builder::ListStatefulAsyncInvocationsListing};

/// The pages of a listing, one after the other.
///
/// Made by `pages` of a request builder, or by [`Client::resume`]. It owns all it needs. Nothing is
/// sent before the first page is asked for, nor after the value is dropped. Pages are as large as the
/// service allows unless the request says otherwise.
///
/// An error is given once and ends the stream; where the service names a page as the one after
/// itself, that is an error of [`ErrorKind::Pagination`](crate::ErrorKind::Pagination).
///
/// ```
/// use fc_async_tasks::{Client, Error};
///
/// async fn ids(client: &Client) -> Result<(), Error> {
///     let request = client.list_stateful_async_invocations().service_name("s").function_name("f");
///     let mut pages = request.pages();
///     while let Some(page) = pages.try_next().await? {
///         println!("{} tasks, request {:?}", page.invocations.len(), page.request_id());
///     }
///     Ok(())
/// }
/// ```
#[must_use = "a stream does nothing until it is asked for what comes next"]
pub struct Pages<R: List = ListStatefulAsyncInvocationsListing> {
    source: Source<R>,
    pub(crate) listing: Arc<Listing>,
    /// What to go on from: moves when the page that was given is done with.
    pub(crate) position: Walk,
    /// What that will be when the next page is asked for.
    following: Option<Walk>,
}

enum Source<R: List> {
    /// The request cannot be made.
    Failed(Error),
    Feed(Feed<R>),
    /// As many pages ahead, once it has begun.
    Planned(Feed<R>, usize),
    Ahead(Ahead<R::Page>),
    Ended,
}

impl<R: List> Pages<R> {
    pub(crate) fn new(client: Client, query: Result<Query, Error>) -> Self {
        let (mut query, failed) = match query {
            Ok(query) => (query, None),
            Err(error) => (Query::default(), Some(error)),
        };
        query.0.entry(R::SIZE.0).or_insert(R::SIZE.1.into());
        let token = query.0.remove(R::TOKEN).and_then(|token| Some(token.as_str()?.to_owned()));
        let pages = Self::at(client, query, Walk::new(token));
        match failed {
            Some(error) => Self { source: Source::Failed(error), ..pages },
            None => pages,
        }
    }

    pub(crate) fn at(client: Client, query: Query, position: Walk) -> Self {
        let listing = Arc::new(Listing { client, query });
        let feed = Feed::new(Arc::clone(&listing), position.clone());
        Self { source: Source::Feed(feed), listing, position, following: None }
    }

    /// What the listing takes, where it is, and why it cannot begin.
    pub(super) fn into_parts(self) -> (Arc<Listing>, Walk, Option<Error>) {
        let failed = if let Source::Failed(error) = self.source { Some(error) } else { None };
        (self.listing, self.position, failed)
    }

    /// The items of the pages.
    pub fn items(self) -> Items<R> {
        Items { pages: self, page: Vec::new().into_iter() }
    }

    /// Has so many pages fetched ahead of the one that is asked for, by a task of its own which
    /// begins with the first page. None unless told otherwise: then a page is fetched when it is
    /// asked for. So many pages are in memory at most, besides the one that was given.
    ///
    /// The task ends when the stream is dropped.
    ///
    /// # Panics
    ///
    /// When the first page is asked for outside a Tokio runtime.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.source = match self.source {
            Source::Feed(feed) | Source::Planned(feed, _) if pages > 0 => Source::Planned(feed, pages),
            Source::Planned(feed, _) => Source::Feed(feed),
            begun => begun,
        };
        self
    }

    /// Where to go on if the listing breaks off here; see [`Client::resume`].
    ///
    /// It moves past a page when the one after it is asked for. So no item is lost, and those of one
    /// page may come again.
    #[must_use]
    pub fn cursor(&self) -> Cursor<R> {
        Cursor::new(self.listing.query.clone(), self.position.clone())
    }

    /// The next page; none at the end, and after an error.
    ///
    /// # Errors
    ///
    /// What `send` of the request gives, and
    /// [`ErrorKind::Pagination`](crate::ErrorKind::Pagination) where a page names itself as the next.
    pub async fn try_next(&mut self) -> Result<Option<Response<R::Page>>, Error> {
        poll_fn(|cx| self.poll_page(cx)).await.transpose()
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Response<R::Page>, Error>>> {
        if let Some(following) = self.following.take() {
            self.position = following;
        }
        let polled = match &mut self.source {
            Source::Feed(feed) => feed.poll_next(cx),
            Source::Ahead(ahead) => ahead.poll_next(cx),
            Source::Ended => return Poll::Ready(None),
            Source::Failed(_) | Source::Planned(..) => match std::mem::replace(&mut self.source, Source::Ended) {
                Source::Failed(error) => return Poll::Ready(Some(Err(error))),
                Source::Planned(feed, pages) => {
                    self.source = Source::Ahead(Ahead::start(feed, pages));
                    return self.poll_page(cx);
                }
                _ => return Poll::Ready(None),
            },
        };
        Poll::Ready(match ready!(polled) {
            Some(Ok(Fetched { page, after })) => {
                self.following = Some(after);
                Some(Ok(page))
            }
            Some(Err(error)) => {
                self.source = Source::Ended;
                Some(Err(error))
            }
            None => {
                let begun = matches!(self.source, Source::Ahead(_)) && self.position != Walk::Ended;
                self.source = Source::Ended;
                // An end that is none would be taken for one.
                begun.then(|| Err(broken_off::<R>()))
            }
        })
    }
}

impl<R: List> Stream for Pages<R> {
    type Item = Result<Response<R::Page>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(cx)
    }
}

impl<R: List> FusedStream for Pages<R> {
    fn is_terminated(&self) -> bool {
        matches!(self.source, Source::Ended)
    }
}

impl<R: List> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("query", &self.listing.query)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

/// What a listing holds, one item after the other, with one page in memory.
///
/// Made by `items` of a request builder. What [`Pages`] says of itself holds here too.
///
/// ```
/// use fc_async_tasks::{Client, Error};
///
/// async fn ids(client: &Client) -> Result<(), Error> {
///     let request = client.list_stateful_async_invocations().service_name("s").function_name("f");
///     let mut tasks = request.items();
///     while let Some(task) = tasks.try_next().await? {
///         println!("{:?}", task.invocation_id);
///     }
///     Ok(())
/// }
/// ```
#[must_use = "a stream does nothing until it is asked for what comes next"]
pub struct Items<R: List = ListStatefulAsyncInvocationsListing> {
    pages: Pages<R>,
    page: vec::IntoIter<R::Item>,
}

impl<R: List> Items<R> {
    /// Has so many pages fetched ahead; see [`Pages::prefetch`].
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.pages = self.pages.prefetch(pages);
        self
    }

    /// Where to go on if the listing breaks off here; see [`Client::resume`].
    ///
    /// It moves past a page when the first item after it is asked for. So no item is lost, and those
    /// of one page may come again.
    #[must_use]
    pub fn cursor(&self) -> Cursor<R> {
        self.pages.cursor()
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
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(cx)) {
                Some(Ok(page)) => self.page = R::items(page.into_inner()).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// The items of a page are moved out of it, never pinned.
impl<R: List> Unpin for Items<R> {}
impl<R: List> Unpin for Pages<R> {}

impl<R: List> Stream for Items<R> {
    type Item = Result<R::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.page.len(), None)
    }
}

impl<R: List> FusedStream for Items<R> {
    fn is_terminated(&self) -> bool {
        self.page.len() == 0 && self.pages.is_terminated()
    }
}

impl<R: List> fmt::Debug for Items<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("left", &self.page.len()).finish()
    }
}
