//! What a scan asks for: a page of a part, or one item to know where the range ends. No I/O.

use super::{super::walk::Walk, part::Key};

/// What to ask for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Job {
    /// One item; the walk goes on where a page has none and names another.
    Look { look: Look, walk: Walk },
    /// The next page of a part.
    Page { part: u64, backwards: bool, from: Option<Key>, until: Option<Key>, token: Option<String> },
}

impl Job {
    /// The bounds of time that are asked for, where they are not those of the whole listing. One more
    /// on the side that items are cut off again, since nobody knows whether a bound counts itself in.
    pub(super) fn bounds(&self, ascending: bool) -> (Option<i64>, Option<i64>) {
        match *self {
            // Outside every range there is what has no time.
            Self::Look { look: Look::TimedEnd | Look::TimedStart, .. } => (Some(0), None),
            Self::Look { look: Look::End, .. } => (None, None),
            Self::Page { from, until, .. } if ascending => (from.map(|from| from.saturating_sub(1)), until),
            Self::Page { from, until, .. } => {
                (until.map(i64::saturating_neg), from.map(|from| from.saturating_neg().saturating_add(1)))
            }
        }
    }

    /// Whether the oldest are asked for first.
    pub(super) fn ascends(&self, ascending: bool) -> bool {
        match self {
            Self::Look { look: Look::End | Look::TimedEnd, .. } => !ascending,
            Self::Look { look: Look::TimedStart, .. } => ascending,
            Self::Page { backwards, .. } => ascending != *backwards,
        }
    }
}

/// What is looked for with one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// The last item, from the other end.
    End,
    /// The last one that has a time, where the last one has none.
    TimedEnd,
    /// The first one that has a time, where the first page has none.
    TimedStart,
}
