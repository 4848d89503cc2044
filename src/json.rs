//! Reading JSON whose text may be broken.

use serde::de::DeserializeOwned;

/// Reads JSON. Where it cannot be read and holds what is no text, bytes that are not UTF-8 or half of
/// a surrogate pair, it is read once more with U+FFFD in their place: one odd payload shall not lose
/// its page. Clean JSON is read once.
pub(crate) fn read<T: DeserializeOwned>(json: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(json).or_else(|error| match mended(json) {
        Some(json) => serde_json::from_slice(&json),
        None => Err(error),
    })
}

/// The same JSON with all its text mended; None where there is nothing to mend.
fn mended(json: &[u8]) -> Option<Vec<u8>> {
    let mut text = String::from_utf8_lossy(json).into_owned().into_bytes();
    let mut changed = text != json;
    let mut at = 0;
    // A backslash occurs in strings alone.
    while let Some(found) = text.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'\\')) {
        at += found;
        match (escaped(&text, at), escaped(&text, at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => at += 12,
            (Some(0xd800..=0xdfff), _) => {
                text[at + 2..at + 6].copy_from_slice(b"fffd");
                changed = true;
                at += 6;
            }
            // The backslash and what it escapes, such as another one.
            _ => at += 2,
        }
    }
    changed.then_some(text)
}

/// The number of an escape like `\u00e9` at a place.
fn escaped(text: &[u8], at: usize) -> Option<u16> {
    let digits = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = digits.iter().all(u8::is_ascii_hexdigit).then(|| std::str::from_utf8(digits).ok())??;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_replaced_in_its_own_place() {
        for (json, read_as) in [
            (&br#"["a\ud800b", "c"]"#[..], ["a\u{fffd}b", "c"]),
            (br#"["\udc00", "\uD83D\uDE00"]"#, ["\u{fffd}", "\u{1f600}"]),
            (br#"["\ud800\ud800", "\ud83d\ud83d\ude00"]"#, ["\u{fffd}\u{fffd}", "\u{fffd}\u{1f600}"]),
            // An escaped backslash before a `u` is no escape.
            (br#"["\\ud800", "\\\ud800"]"#, ["\\ud800", "\\\u{fffd}"]),
            (br#"["\ud800\n", "\ud800\u00e9"]"#, ["\u{fffd}\n", "\u{fffd}\u{e9}"]),
            (b"[\"\xff\", \"\xc3\xa9\"]", ["\u{fffd}", "\u{e9}"]),
            (b"[\"\xff\\ud800\", \"\"]", ["\u{fffd}\u{fffd}", ""]),
        ] {
            assert_eq!(read::<[String; 2]>(json).unwrap(), read_as, "{}", String::from_utf8_lossy(json));
        }
    }

    #[test]
    fn what_is_no_json_stays_so() {
        for json in [&b"\"\\"[..], b"\"\\u", b"\"\\ud800", b"\"\\ud8zz\"", b"\"\\x\"", b"\xff", b"[\"\\ud800\"", b""] {
            assert!(read::<serde_json::Value>(json).is_err(), "{}", String::from_utf8_lossy(json));
        }
    }

    #[test]
    fn clean_json_is_left_as_it_is() {
        assert_eq!(mended(br#"{"a": "\\\"\u00e9\ud83d\ude00", "b": [1, {}]}"#), None);
    }

    #[test]
    fn whole_numbers_keep_every_digit() {
        assert_eq!(read::<i64>(b"9007199254740993").unwrap(), 9_007_199_254_740_993);
        assert_eq!(read::<i64>(b"-9223372036854775808").unwrap(), i64::MIN);
    }
}
