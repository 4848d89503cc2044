//! The requests that were seen.

use std::{collections::VecDeque, fmt};

/// How many requests are kept.
const KEPT: usize = 10_000;

/// A request as it came over the wire, and the status it was answered with, if it was.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) status: u16,
}

impl RecordedRequest {
    /// The method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path, encoded as it came.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The first value of a query parameter, decoded.
    #[must_use]
    pub fn query(&self, key: &str) -> Option<&str> {
        self.query.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The first value of a header whose name is given in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The HTTP status of the answer. 0 where none was sent: not yet, or never, for a fault that was
    /// injected or since the client left.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("status", &self.status)
            // A header may be a token.
            .field("headers", &names)
            .finish()
    }
}

/// The last requests.
#[derive(Debug, Default)]
pub(super) struct Log {
    kept: VecDeque<RecordedRequest>,
    /// How many there were, with those that were let go.
    seen: u64,
}

impl Log {
    /// Gives the number of the request, counted from 1.
    pub(super) fn push(&mut self, request: RecordedRequest) -> u64 {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(request);
        self.seen += 1;
        self.seen
    }

    /// Fills in the status of a request, if that is still kept.
    pub(super) fn answered(&mut self, number: u64, status: u16) {
        let later = usize::try_from(self.seen - number).unwrap_or(usize::MAX);
        if let Some(request) = self.kept.iter_mut().rev().nth(later) {
            request.status = status;
        }
    }

    pub(super) fn all(&self) -> Vec<RecordedRequest> {
        self.kept.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_requests_are_let_go() {
        let mut log = Log::default();
        for number in 0..=KEPT {
            let (method, path) = ("GET".to_owned(), number.to_string());
            log.push(RecordedRequest { method, path, query: Vec::new(), headers: Vec::new(), status: 200 });
        }
        // The first has nowhere to go; the second is the first that is kept.
        log.answered(1, 501);
        log.answered(2, 502);
        let all = log.all();
        assert_eq!((all.len(), all[0].path()), (KEPT, "1"));
        assert_eq!((all[0].status, all[1].status), (502, 200));
    }
}
