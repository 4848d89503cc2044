//! Where a scan goes on, as a text.

use std::{fmt, marker::PhantomData, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{
    super::{Query, Timeline, cursor, feed::Listing},
    Scan,
    plan::Place,
};
use crate::{Client, Error, builder::ListStatefulAsyncInvocationsListing};

/// What a cursor of a scan is called.
const KIND: &str = "scan";

/// Where a [`Scan`] goes on: all of its parts. For [`Client::resume_scan`].
///
/// What [`Cursor`](crate::Cursor) says of its text holds here too, but that it is not so short: it grows
/// with the number of the requests that are under way at once, to some kilobytes.
pub struct ScanCursor<R: Timeline = ListStatefulAsyncInvocationsListing> {
    pub(super) query: Query,
    pub(super) place: Place,
    pub(super) of: PhantomData<fn() -> R>,
}

impl Client {
    /// Goes on with a scan from where it was, with so many requests at once.
    pub fn resume_scan<R: Timeline>(&self, cursor: ScanCursor<R>, concurrency: usize) -> Scan<R> {
        let listing = Listing { client: self.clone(), query: cursor.query };
        Scan::at(Arc::new(listing), cursor.place, concurrency)
    }
}

impl<R: Timeline> ScanCursor<R> {
    /// Whether there is nothing left.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.place.probed && self.place.spans.is_empty()
    }
}

impl<R: Timeline> fmt::Display for ScanCursor<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&cursor::write::<R>(KIND, &self.query, &self.place).map_err(|_| fmt::Error)?)
    }
}

impl<R: Timeline> FromStr for ScanCursor<R> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (query, place) = cursor::read::<R, _>(KIND, text)?;
        Ok(Self { query, place, of: PhantomData })
    }
}

impl<R: Timeline> Serialize for ScanCursor<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, R: Timeline> Deserialize<'de> for ScanCursor<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

// Not derived, since that would ask the same of `R`.
impl<R: Timeline> Clone for ScanCursor<R> {
    fn clone(&self) -> Self {
        Self { query: self.query.clone(), place: self.place.clone(), of: PhantomData }
    }
}

impl<R: Timeline> PartialEq for ScanCursor<R> {
    fn eq(&self, other: &Self) -> bool {
        (&self.query, &self.place) == (&other.query, &other.place)
    }
}

impl<R: Timeline> fmt::Debug for ScanCursor<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScanCursor").field("query", &self.query).field("place", &self.place).finish()
    }
}
