//! The requests that were seen.

use std::{collections::VecDeque, fmt};

/// How many requests are kept.
const KEPT: usize = 10_000;

/// A request as it came over the wire, and the status it was answered with.
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

    /// The HTTP status of the answer.
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
pub(super) struct Log(VecDeque<RecordedRequest>);

impl Log {
    pub(super) fn push(&mut self, request: RecordedRequest) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(request);
    }

    pub(super) fn all(&self) -> Vec<RecordedRequest> {
        self.0.iter().cloned().collect()
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
        let all = log.all();
        assert_eq!((all.len(), all[0].path()), (KEPT, "1"));
    }
}
