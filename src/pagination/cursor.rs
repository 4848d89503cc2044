//! Where a listing goes on, as a text.

use std::{fmt, marker::PhantomData, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, DeserializeOwned},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{List, Pages, Query, walk::Walk};
use crate::{Client, Error, ErrorKind, builder::ListStatefulAsyncInvocationsListing, text::one_line};

/// What is written, and how; another number where that changes.
const FORMAT: u32 = 1;

/// What a cursor of pages and items is called.
const KIND: &str = "listing";

/// How much of its hash a cursor carries, in bytes.
const SUM: usize = 6;

/// Where a listing goes on: its operation, its parameters and the token of a page. For
/// [`Client::resume`], on another machine if need be.
///
/// Its text is short and fits into a URL. It holds no secret. A text that was cut or changed, or that
/// is of another operation or of a version of this crate that writes another form, is refused when it
/// is read. Serde writes and reads the same text. How long a token can be used is up to the service.
///
/// ```
/// use fc_async_tasks::{Client, Cursor, Error};
///
/// async fn go_on(client: &Client, kept: &str) -> Result<String, Error> {
///     let cursor: Cursor = kept.parse()?;
///     let mut tasks = client.resume(cursor).items();
///     let task = tasks.try_next().await?;
///     println!("{task:?}");
///     Ok(tasks.cursor().to_string())
/// }
/// ```
pub struct Cursor<R: List = ListStatefulAsyncInvocationsListing> {
    query: Query,
    position: Walk,
    of: PhantomData<fn() -> R>,
}

/// What the text holds.
#[derive(Serialize, Deserialize)]
struct Written<P> {
    #[serde(rename = "f")]
    format: u32,
    #[serde(rename = "o")]
    operation: String,
    #[serde(rename = "k")]
    kind: String,
    #[serde(rename = "q")]
    query: Query,
    #[serde(rename = "p")]
    place: P,
}

/// Writes a cursor of a kind.
pub(super) fn write<R: List>(kind: &str, query: &Query, place: &impl Serialize) -> serde_json::Result<String> {
    let operation = R::OPERATION.to_owned();
    let json =
        serde_json::to_vec(&Written { format: FORMAT, operation, kind: kind.to_owned(), query: query.clone(), place })?;
    let mut bytes = Sha256::digest(&json)[..SUM].to_vec();
    bytes.extend(json);
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Reads a cursor of a kind.
pub(super) fn read<R: List, P: DeserializeOwned>(kind: &str, text: &str) -> Result<(Query, P), Error> {
    let invalid = |message: String| Error::new(ErrorKind::Pagination, format!("cursor: {message}"));
    let damaged = || invalid("it is not whole: it was cut or changed since it was written".to_owned());
    let bytes = URL_SAFE_NO_PAD.decode(text.trim()).map_err(|_| damaged())?;
    let (sum, json) = bytes.split_at_checked(SUM).ok_or_else(damaged)?;
    if Sha256::digest(json)[..SUM] != *sum {
        return Err(damaged());
    }
    let value: Value = serde_json::from_slice(json).map_err(|_| damaged())?;
    if value["f"] != FORMAT {
        let message = "it was written by a version of this crate that writes another form: list anew";
        return Err(invalid(message.to_owned()));
    }
    let written = Written::<Value>::deserialize(value).map_err(|_| damaged())?;
    let expected = [("operation", &*written.operation, R::OPERATION), ("kind", &*written.kind, kind)];
    for (what, found, expected) in expected {
        if found != expected {
            return Err(invalid(format!("it is of the {what} `{}`, not `{expected}`", one_line(found, 100))));
        }
    }
    let place = P::deserialize(written.place).map_err(|_| damaged())?;
    Ok((written.query, place))
}

impl<R: List> Cursor<R> {
    pub(crate) fn new(query: Query, position: Walk) -> Self {
        Self { query, position, of: PhantomData }
    }

    /// Whether there is nothing left.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.position == Walk::Ended
    }
}

impl Client {
    /// Goes on with a listing from where it was.
    pub fn resume<R: List>(&self, cursor: Cursor<R>) -> Pages<R> {
        Pages::at(self.clone(), cursor.query, cursor.position)
    }
}

impl<R: List> fmt::Display for Cursor<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write::<R>(KIND, &self.query, &self.position).map_err(|_| fmt::Error)?)
    }
}

impl<R: List> FromStr for Cursor<R> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (query, position) = read::<R, _>(KIND, text)?;
        Ok(Self::new(query, position))
    }
}

impl<R: List> Serialize for Cursor<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, R: List> Deserialize<'de> for Cursor<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

// Not derived, since that would ask the same of `R`.
impl<R: List> Clone for Cursor<R> {
    fn clone(&self) -> Self {
        Self::new(self.query.clone(), self.position.clone())
    }
}

impl<R: List> PartialEq for Cursor<R> {
    fn eq(&self, other: &Self) -> bool {
        (&self.query, &self.position) == (&other.query, &other.position)
    }
}

impl<R: List> fmt::Debug for Cursor<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor").field("query", &self.query).field("position", &self.position).finish()
    }
}
