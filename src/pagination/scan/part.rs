//! A part of a scan: some of the range, listed in one direction with tokens of its own. No I/O.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::super::walk::Walk;

/// Where an item is in the direction of the scan: its time, or the negative of that where the
/// newest comes first.
pub(super) type Key = i64;

/// Which of the items a part has, and so how it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Role {
    /// The start of the listing, asked for just as the request says: it alone sees the items
    /// without a time that come first.
    Head,
    /// A range that was cut off.
    Middle,
    /// The items without a time that come last: listed backwards, up to the first that has one.
    Tail,
}

/// What is asked for, and what of the answer counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Span {
    pub(super) role: Role,
    /// The first key that counts; of the head all do.
    pub(super) from: Option<Key>,
    /// The first key that does not count any more; of the last part all do.
    pub(super) until: Option<Key>,
    /// The bound above that was asked for. It stays when the part is cut: the token belongs to it.
    pub(super) asked_until: Option<Key>,
    /// The last key that was seen.
    pub(super) seen: Option<Key>,
    /// How many items there are to a key, as far as is known.
    pub(super) pace: Option<f64>,
}

impl Span {
    pub(super) fn new(role: Role, from: Option<Key>, until: Option<Key>) -> Self {
        Self { role, from, until, asked_until: until, seen: None, pace: None }
    }

    /// Where what is left begins and ends, as far as both are known.
    pub(super) fn left(&self, horizon: Option<Key>) -> Option<(Key, Key)> {
        let start = if self.role == Role::Tail { None } else { self.seen.or(self.from) };
        let end = self.until.or(horizon)?;
        start.filter(|start| *start < end).map(|start| (start, end))
    }

    /// How wide it is, where both ends are known.
    pub(super) fn width(&self) -> Option<f64> {
        self.from.zip(self.until).map(|(from, until)| distance(from, until))
    }

    /// How many items are left, as far as that can be guessed.
    pub(super) fn to_go(&self, horizon: Option<Key>) -> f64 {
        let Some((start, end)) = self.left(horizon) else { return 0.0 };
        self.pace.map_or(f64::INFINITY, |pace| pace * distance(start, end))
    }

    /// Takes note of the keys of a page, which ascend.
    pub(super) fn note(&mut self, keys: &[Key]) {
        let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return };
        let middle = keys[keys.len() / 2];
        let pace = |count: usize, from: Key| count_as_f64(count) / (distance(from, *last) + 1.0);
        // Where a gap was crossed, what lies behind it tells more.
        self.pace = Some(pace(keys.len(), *first).max(pace(keys.len() - keys.len() / 2, middle)));
        self.seen = self.seen.max(Some(*last));
    }
}

#[allow(clippy::cast_precision_loss, reason = "a guess")]
pub(super) fn distance(start: Key, end: Key) -> f64 {
    end as f64 - start as f64
}

#[allow(clippy::cast_precision_loss, reason = "a guess")]
pub(super) fn count_as_f64(count: usize) -> f64 {
    count as f64
}

/// Items of one page that are to be handed out, and where the part goes on after them.
#[derive(Debug)]
pub(super) struct Batch<T> {
    pub(super) items: Vec<T>,
    pub(super) after: Walk,
}

/// A part under way.
#[derive(Debug)]
pub(super) struct Part<T> {
    pub(super) id: u64,
    pub(super) span: Span,
    /// What to ask for next.
    pub(super) walk: Walk,
    /// What to go on from if the scan breaks off.
    pub(super) drained: Walk,
    pub(super) fetching: bool,
    /// How many items with a time it has had.
    pub(super) count: usize,
    /// Pages that were fetched and not yet handed out.
    pub(super) waiting: VecDeque<Batch<T>>,
    /// Whether a page of it is being handed out.
    pub(super) current: bool,
}

impl<T> Part<T> {
    pub(super) fn new(id: u64, span: Span, walk: Walk) -> Self {
        Self {
            id,
            span,
            drained: walk.clone(),
            walk,
            fetching: false,
            count: 0,
            waiting: VecDeque::new(),
            current: false,
        }
    }

    /// Whether there is something to ask for.
    pub(super) fn is_open(&self) -> bool {
        !self.fetching && self.walk != Walk::Ended
    }

    /// Whether all of it was handed out.
    pub(super) fn is_done(&self) -> bool {
        !self.fetching && self.walk == Walk::Ended && self.waiting.is_empty() && !self.current
    }
}
