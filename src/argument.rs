//! Checks of a request's arguments, called by the generated setters.
//!
//! What each refuses, it refuses with a message that starts with the name of the setter. The message
//! becomes the error of `send`, before anything is sent.

use std::{
    fmt::Display,
    ops::{Bound, RangeBounds},
};

/// Numeric bounds of the document.
pub(crate) fn in_range<T>(field: &str, value: T, range: (Bound<T>, Bound<T>)) -> Result<T, String>
where
    T: Display + PartialOrd,
{
    if range.contains(&value) {
        return Ok(value);
    }
    let lower = match range.0 {
        Bound::Included(bound) => format!(" at least {bound}"),
        Bound::Excluded(bound) => format!(" more than {bound}"),
        Bound::Unbounded => String::new(),
    };
    let upper = match range.1 {
        Bound::Included(bound) => format!(" at most {bound}"),
        Bound::Excluded(bound) => format!(" less than {bound}"),
        Bound::Unbounded => String::new(),
    };
    let and = if lower.is_empty() || upper.is_empty() { "" } else { " and" };
    Err(format!("{field}: {value} is out of range, it must be{lower}{and}{upper}"))
}

/// Numeric bounds of the items of a list.
#[allow(dead_code, reason = "the document may have no such parameter")]
pub(crate) fn each_in_range<T>(field: &str, values: Vec<T>, range: (Bound<T>, Bound<T>)) -> Result<Vec<T>, String>
where
    T: Copy + Display + PartialOrd,
{
    values.into_iter().map(|value| in_range(field, value, range)).collect()
}

/// A path parameter must stay one segment of the path, whatever pattern the document gives it.
pub(crate) fn segment(field: &str, text: &str) -> Result<(), String> {
    match text {
        "" => Err(format!("{field}: must not be empty")),
        "." | ".." => Err(format!("{field}: `{text}` would change the path")),
        _ if text.contains(['\\', '\t', '\n', '\r']) => {
            Err(format!("{field}: must not hold a backslash, a tab or a line break"))
        }
        _ => Ok(()),
    }
}

/// What may stand in an HTTP header without being misread on the way.
pub(crate) fn header(field: &str, text: &str) -> Result<(), String> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(());
    }
    Err(format!("{field}: a header may hold only printable ASCII, so no line breaks"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_its_bounds_and_names_them() {
        let range = (Bound::Included(1), Bound::Included(100));
        assert_eq!(in_range("limit", 1, range), Ok(1));
        assert_eq!(in_range("limit", 100, range), Ok(100));
        assert_eq!(
            in_range("limit", 101, range).unwrap_err(),
            "limit: 101 is out of range, it must be at least 1 and at most 100"
        );
        assert_eq!(
            in_range("x", 0.5, (Bound::Excluded(0.5), Bound::Unbounded)).unwrap_err(),
            "x: 0.5 is out of range, it must be more than 0.5"
        );
        assert_eq!(
            in_range("x", 7, (Bound::Unbounded, Bound::Excluded(7))).unwrap_err(),
            "x: 7 is out of range, it must be less than 7"
        );
    }

    #[test]
    fn a_segment_stays_a_segment() {
        for good in ["a", "a.b", "...", "a b", "a/b", "你好"] {
            assert_eq!(segment("name", good), Ok(()), "{good:?}");
        }
        for bad in ["", ".", "..", "a\\b", "a\nb"] {
            assert!(segment("name", bad).unwrap_err().starts_with("name: "), "{bad:?}");
        }
    }

    #[test]
    fn a_header_holds_printable_ascii() {
        assert_eq!(header("trace", "a b~"), Ok(()));
        for bad in ["a\nb", "a\r\nX-Evil: 1", "\u{7f}", "\0", "é"] {
            assert!(header("trace", bad).unwrap_err().starts_with("trace: "), "{bad:?}");
        }
    }
}
