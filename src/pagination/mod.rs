//! Listing all of it: page after page, as a stream.

mod cursor;
mod feed;
mod scan;
mod streams;
mod walk;

use std::{fmt, future::Future};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{Client, Error, ErrorKind, Response};

pub use cursor::Cursor;
pub use scan::{Progress, Scan, ScanCursor};
pub use streams::{Items, Pages};

/// What keeps others from implementing the traits.
pub(crate) mod sealed {
    pub trait Sealed {}
}

/// An operation that lists by pages, as `x-pagination` in the document says. Not to be implemented
/// elsewhere.
pub trait List: sealed::Sealed + Send + Sync + Sized + 'static {
    /// What one call gives.
    type Page: fmt::Debug + Send + 'static;
    /// What is listed.
    type Item: Send + 'static;

    /// The operation, as the service names it.
    #[doc(hidden)]
    const OPERATION: &'static str;
    /// The parameter that takes the token.
    #[doc(hidden)]
    const TOKEN: &'static str;
    /// The parameter for the size of a page, and the size that is asked for unless told otherwise.
    #[doc(hidden)]
    const SIZE: (&'static str, i64);

    /// Calls the operation.
    #[doc(hidden)]
    fn page(
        client: &Client,
        query: &Query,
        token: Option<&str>,
    ) -> impl Future<Output = Result<Response<Self::Page>, Error>> + Send;

    /// The token of the next page.
    #[doc(hidden)]
    fn next(page: &Self::Page) -> Option<&str>;

    /// What a page lists.
    #[doc(hidden)]
    fn items(page: Self::Page) -> Vec<Self::Item>;
}

/// An operation whose list can be cut by time. Not to be implemented elsewhere.
pub trait Timeline: List {
    /// The parameter that says from when on.
    #[doc(hidden)]
    const BEGIN: &'static str;
    /// The parameter that says until when.
    #[doc(hidden)]
    const END: &'static str;
    /// The parameter for the order of time, and its values.
    #[doc(hidden)]
    const ORDER: &'static str;
    #[doc(hidden)]
    const ASCENDING: &'static str;
    #[doc(hidden)]
    const DESCENDING: &'static str;

    /// The time of an item.
    #[doc(hidden)]
    fn time(item: &Self::Item) -> Option<i64>;

    /// The id of an item.
    #[doc(hidden)]
    fn id(item: &Self::Item) -> Option<&str>;
}

/// The parameters of a listing, by their names on the wire.
#[doc(hidden)]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Query(Map<String, Value>);

impl Query {
    /// Keeps a parameter of a request builder, where it is set.
    pub(crate) fn set<T: Serialize>(&mut self, name: &str, value: &Result<T, String>) -> Result<(), Error> {
        let value = value.as_ref().map_err(|error| Error::new(ErrorKind::InvalidRequest, error.clone()))?;
        let unfit = |error| Error::new(ErrorKind::InvalidRequest, format!("{name}: cannot be kept")).because(error);
        match serde_json::to_value(value).map_err(unfit)? {
            Value::Null => {}
            value => drop(self.0.insert(name.to_owned(), value)),
        }
        Ok(())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// A parameter for a request builder.
    pub(crate) fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        let unfit = |error| Error::new(ErrorKind::InvalidRequest, format!("{name}: cannot be used")).because(error);
        self.0.get(name).map(T::deserialize).transpose().map_err(unfit)
    }
}
