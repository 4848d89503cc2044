//! What a scan asks for next, and what it hands out: the range in parts, cut where a request more
//! can be under way. No I/O.

use std::collections::{HashSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::{
    super::walk::{Repeated, Walk},
    job::{Job, Look},
    part::{Batch, Key, Part, Role, Span, count_as_f64, distance},
};

/// A part is cut where more than so many pages of it are left: less is fetched sooner than split.
const WORTH: f64 = 2.0;
/// Of an ordered scan, how many pages a part has that is cut off ahead.
const AHEAD: f64 = 4.0;
/// Of an ordered scan, how many pages wait at most, to each request that can be under way.
const WAITING: usize = 4;

/// What the plan has to know of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Traits {
    /// None where it has no time.
    pub(super) key: Option<Key>,
    /// Of an item that has a time, only where the plan [compares ids](Plan::compares_ids).
    pub(super) id: Option<String>,
}

/// Where a scan is, to go on from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) spans: Vec<(Span, Walk)>,
    pub(super) start: Option<Key>,
    pub(super) horizon: Option<Key>,
    /// Whether the far end is known, with what has no time there.
    pub(super) probed: bool,
    pub(super) ordered: bool,
    /// Whether keys are times; else they are the negative of that.
    pub(super) ascending: bool,
}

impl Place {
    /// The beginning of a listing, at a token where it has one.
    pub(super) fn beginning(position: Walk, ordered: bool, ascending: bool) -> Self {
        let spans = vec![(Span::new(Role::Head, None, None), position)];
        Self { spans, start: None, horizon: None, probed: false, ordered, ascending }
    }
}

/// The plan of a scan.
#[derive(Debug)]
pub(super) struct Plan<T> {
    /// In the order of their keys.
    parts: Vec<Part<T>>,
    ordered: bool,
    concurrency: usize,
    page_size: usize,
    next_id: u64,
    /// What is to be looked for.
    looks: VecDeque<(Look, Walk)>,
    /// How many looks are under way.
    looking: usize,
    /// Whether the end was looked for.
    probed: bool,
    /// Whether the first item with a time was looked for.
    sought: bool,
    /// What is about the first key after the last item.
    pub(super) horizon: Option<Key>,
    /// The first key of all.
    pub(super) start: Option<Key>,
    /// Of an ordered scan, how wide a part is that is cut off ahead, in keys: so wide that it held
    /// [`AHEAD`] pages where the last page came from.
    width: Option<f64>,
    /// Ids of items that were handed out and had no time.
    timeless: HashSet<String>,
    /// The items of the tail, as far as they have to wait for the rest.
    tail: Vec<T>,
    /// The part whose page is being handed out, and where it goes on after that.
    current: Option<(u64, Walk)>,
}

impl<T> Plan<T> {
    /// A plan of these spans, each from where its walk is.
    pub(super) fn new(place: Place, concurrency: usize, page_size: usize) -> Self {
        let Place { spans, start, horizon, probed, ordered, .. } = place;
        let parts: Vec<_> = (0_u64..).zip(spans).map(|(id, (span, walk))| Part::new(id, span, walk)).collect();
        Self {
            next_id: parts.len() as u64,
            parts,
            ordered,
            concurrency: concurrency.clamp(1, 1 << 16),
            page_size: page_size.max(1),
            looks: match (probed, horizon) {
                (false, _) => [(Look::End, Walk::new(None))].into(),
                (true, None) => [(Look::TimedEnd, Walk::new(None))].into(),
                (true, Some(_)) => VecDeque::new(),
            },
            looking: 0,
            probed,
            sought: false,
            horizon,
            start,
            width: None,
            timeless: HashSet::new(),
            tail: Vec::new(),
            current: None,
        }
    }

    /// Where it is: the unfinished parts, each with what to go on from.
    pub(super) fn place(&self, ascending: bool) -> Place {
        let unfinished = self.parts.iter().filter(|part| part.drained != Walk::Ended);
        Place {
            spans: unfinished.map(|part| (part.span.clone(), part.drained.clone())).collect(),
            start: self.start,
            horizon: self.horizon,
            probed: self.probed,
            ordered: self.ordered,
            ascending,
        }
    }

    /// Whether all was handed out.
    pub(super) fn is_done(&self) -> bool {
        self.parts.iter().all(Part::is_done) && self.looking == 0 && self.probed
    }

    /// Whether it has to know the ids of items that have a time.
    pub(super) fn compares_ids(&self) -> bool {
        !self.timeless.is_empty()
    }

    /// The share of the range that was fetched, from 0 to 1.
    pub(super) fn share(&self) -> f64 {
        let (Some(start), Some(horizon)) = (self.start, self.horizon) else { return 0.0 };
        let open = self.parts.iter().filter(|part| part.fetching || part.walk != Walk::Ended);
        let left: f64 =
            open.filter_map(|part| part.span.left(self.horizon)).map(|(start, end)| distance(start, end)).sum();
        let whole = distance(start, horizon);
        if whole > 0.0 { (1.0 - left / whole).clamp(0.0, 1.0) } else { 1.0 }
    }

    /// What to ask for with one request more under way.
    pub(super) fn next_job(&mut self) -> Option<Job> {
        let waiting: usize = self.parts.iter().map(|part| part.waiting.len()).sum();
        let room = waiting < self.concurrency * if self.ordered { WAITING } else { 1 };
        // All others wait for the first part of an ordered scan, so that it never waits for them.
        let first = self.parts.iter().position(|part| !part.is_done());
        let may = |index: usize| room || (self.ordered && Some(index) == first && self.parts[index].waiting.is_empty());
        let open =
            self.parts.iter().enumerate().find(|(index, part)| part.is_open() && may(*index)).map(|(index, _)| index);
        if let Some(index) = open {
            return Some(self.fetch(index));
        }
        if let Some((look, walk)) = self.looks.pop_front() {
            self.looking += 1;
            return Some(Job::Look { look, walk });
        }
        if !room {
            return None;
        }
        let index = self.split()?;
        Some(self.fetch(index))
    }

    fn fetch(&mut self, index: usize) -> Job {
        let part = &mut self.parts[index];
        part.fetching = true;
        let token = if let Walk::At(token) = &part.walk { token.clone() } else { None };
        let backwards = part.span.role == Role::Tail;
        Job::Page { part: part.id, backwards, from: part.span.from, until: part.span.asked_until, token }
    }

    /// Cuts a part in two. Gives the place of the new one.
    fn split(&mut self) -> Option<usize> {
        let horizon = self.horizon;
        let pages = |part: &Part<T>| part.span.to_go(horizon) / count_as_f64(self.page_size);
        // A key cannot be cut; nor right behind what was seen, which would be asked for again. Before a part has shown
        // something, nobody knows what is in it: else the emptiness behind a crowd would be cut up.
        let can = |part: &Part<T>| {
            part.walk != Walk::Ended
                && (self.ordered || part.span.seen.is_some())
                && part.span.left(horizon).is_some_and(|(start, end)| end.saturating_sub(start) >= 3)
        };
        let candidates = self.parts.iter().enumerate().filter(|(_, part)| can(part));
        let index = if self.ordered {
            // Before the first page nobody knows how wide a part should be.
            let width = self.width?;
            let wide =
                |part: &Part<T>| part.span.left(horizon).is_some_and(|(start, end)| distance(start, end) > 2.0 * width);
            candidates.filter(|(_, part)| wide(part)).map(|(index, _)| index).next()?
        } else {
            let worth = candidates.map(|(index, part)| (index, pages(part))).filter(|(_, pages)| *pages >= WORTH);
            worth.max_by(|(_, one), (_, other)| one.total_cmp(other))?.0
        };
        let span = &self.parts[index].span;
        let (start, end) = span.left(horizon)?;
        let half = start + ((end.abs_diff(start) / 2).try_into().unwrap_or(Key::MAX / 2)).max(2);
        #[allow(clippy::cast_possible_truncation, reason = "saturates, and is cut to what is left")]
        let ahead = start.saturating_add(self.width.unwrap_or(1.0).ceil() as Key).clamp(start + 2, end - 1);
        let cut = if self.ordered { ahead } else { half };
        self.cut(index, cut);
        Some(index + 1)
    }

    /// Takes what a look gave: an item, and the token of the next page.
    pub(super) fn looked(
        &mut self,
        look: Look,
        mut walk: Walk,
        found: Option<&Traits>,
        next: Option<&str>,
    ) -> Result<(), Repeated> {
        self.looking -= 1;
        if found.is_none() {
            walk.advance(next)?;
            if walk != Walk::Ended {
                self.looks.push_front((look, walk));
                return Ok(());
            }
        }
        self.probed |= look == Look::End;
        match (look, found.map(|found| found.key)) {
            (Look::End | Look::TimedEnd, Some(Some(key))) => self.horizon = Some(key.saturating_add(1)),
            // What has no time comes last, after all that has one.
            (Look::End, Some(None)) => {
                self.parts.push(Part::new(self.next_id, Span::new(Role::Tail, None, None), Walk::new(None)));
                self.next_id += 1;
                self.looks.push_back((Look::TimedEnd, Walk::new(None)));
            }
            (Look::TimedStart, Some(Some(key))) => {
                // What has no time is left to the head, and the rest need not wait for it.
                let head = self.parts.iter().position(|part| part.span.role == Role::Head);
                let open = |index: &usize| {
                    let part = &self.parts[*index];
                    part.walk != Walk::Ended && part.span.seen.is_none() && part.span.until.is_none()
                };
                if let Some(index) = head.filter(open) {
                    self.cut(index, key);
                    self.start = self.start.or(Some(key));
                }
            }
            (Look::TimedEnd | Look::TimedStart, Some(None)) | (_, None) => {}
        }
        Ok(())
    }

    /// Cuts a part at a key. The rest is a new part after it.
    fn cut(&mut self, index: usize, key: Key) {
        let span = &mut self.parts[index].span;
        let rest = Span::new(Role::Middle, Some(key), span.until);
        span.until = Some(key);
        self.parts.insert(index + 1, Part::new(self.next_id, rest, Walk::new(None)));
        self.next_id += 1;
    }

    /// Has a request made again, or the probe.
    pub(super) fn put_back(&mut self, job: &Job) {
        match job {
            Job::Look { look, walk } => {
                self.looking -= 1;
                self.looks.push_front((*look, walk.clone()));
            }
            Job::Page { part, .. } => {
                if let Some(part) = self.parts.iter_mut().find(|it| it.id == *part) {
                    part.fetching = false;
                }
            }
        }
    }

    /// Takes a page of a part: what it holds, and the token of the next.
    pub(super) fn landed(&mut self, id: u64, items: Vec<(Traits, T)>, next: Option<&str>) -> Result<(), Repeated> {
        let Some(index) = self.parts.iter().position(|part| part.id == id) else { return Ok(()) };
        let part = &mut self.parts[index];
        part.fetching = false;
        let span = &mut part.span;
        let (mut kept, mut keys, mut beyond) =
            (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()), false);
        for (traits, item) in items {
            match (traits.key, span.role) {
                (Some(key), Role::Tail) => {
                    // All that comes now has a time, and the others see it.
                    self.horizon = self.horizon.max(Some(key.saturating_add(1)));
                    beyond = true;
                    break;
                }
                (Some(key), _) => {
                    if span.until.is_some_and(|until| key >= until) {
                        beyond = true;
                        continue;
                    }
                    if span.from.is_some_and(|from| key < from) {
                        continue;
                    }
                    keys.push(key);
                    // It was handed out when it had no time yet.
                    if traits.id.is_some_and(|id| self.timeless.contains(&id)) {
                        continue;
                    }
                }
                // What has no time and comes after what is cut off is the tail's.
                (None, Role::Middle) => continue,
                (None, Role::Head) if beyond => continue,
                (None, Role::Head | Role::Tail) => {
                    if traits.id.is_some_and(|id| !self.timeless.insert(id)) {
                        continue;
                    }
                }
            }
            kept.push(item);
        }
        keys.sort_unstable();
        span.note(&keys);
        part.count += keys.len();
        let (width, count) = (span.width(), part.count);
        if span.role == Role::Head {
            self.start = self.start.or(keys.first().copied());
        }
        let target = AHEAD * count_as_f64(self.page_size);
        let more = !beyond && next.is_some_and(|next| !next.is_empty());
        let page = keys.first().zip(keys.last()).map(|(first, last)| distance(*first, *last) + 1.0);
        let wanted = match (page, width) {
            (_, Some(width)) if !more => Some(width * target / count_as_f64(count.max(1))),
            (Some(page), _) => Some(page * target / count_as_f64(keys.len())),
            (None, _) => None,
        };
        // Step by step, since nobody knows what comes.
        let near = |wanted: f64| self.width.map_or(wanted, |width| wanted.clamp(width / 4.0, width * 4.0));
        self.width = wanted.map(near).or(self.width);
        let advanced = if beyond {
            part.walk = Walk::Ended;
            Ok(())
        } else {
            part.walk.advance(next)
        };
        if span.role == Role::Head && span.until.is_none() && part.walk == Walk::Ended {
            // It has seen all there is.
            self.probed |= self.looks.iter().any(|(look, _)| *look == Look::End);
            self.looks.clear();
        } else if span.role == Role::Head && span.seen.is_none() && part.walk != Walk::Ended && !self.sought {
            self.sought = true;
            self.looks.push_back((Look::TimedStart, Walk::new(None)));
        }
        if span.role == Role::Tail && self.ordered {
            self.tail.append(&mut kept);
            if part.walk == Walk::Ended {
                self.tail.reverse();
                kept = std::mem::take(&mut self.tail);
                part.waiting.push_back(Batch { items: kept, after: Walk::Ended });
            }
        } else {
            part.waiting.push_back(Batch { items: kept, after: part.walk.clone() });
        }
        advanced
    }

    /// The items to hand out next. Those that were handed out before are done with.
    pub(super) fn next_batch(&mut self) -> Option<Vec<T>> {
        if let Some((id, after)) = self.current.take()
            && let Some(part) = self.parts.iter_mut().find(|part| part.id == id)
        {
            (part.drained, part.current) = (after, false);
        }
        self.parts.retain(|part| !part.is_done());
        let mut candidates = self.parts.iter_mut();
        let part = if self.ordered { candidates.next() } else { candidates.find(|part| !part.waiting.is_empty()) }?;
        let batch = part.waiting.pop_front()?;
        part.current = true;
        self.current = Some((part.id, batch.after));
        Some(batch.items)
    }
}

// By its path, so that a benchmark can compile this file in.
#[cfg(test)]
#[path = "plan/tests.rs"]
mod tests;
