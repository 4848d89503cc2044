//! The copy of the document that progenitor is given.
//!
//! Each change takes out something that progenitor would turn into worse code than we can:
//!
//! - numeric bounds, of which it keeps half (`NonZeroU32` for `minimum: 1`, nothing for `maximum`):
//!   the setters check both;
//! - `nullable` on properties that are arrays, which would make every list an `Option`: null reads
//!   as an empty list;
//! - formats of strings, such as `date-time`, which would need a crate for each;
//! - error answers, whose schemas it wants alike: what they mean is decided in one place,
//!   `src/response.rs`.

use serde_json::Value;

use super::document::{Document, METHODS, children};

/// Makes the copy.
pub fn prepare(document: &Document) -> Value {
    let mut copy = document.json.clone();
    for part in ["/paths", "/components"] {
        if let Some(value) = copy.pointer_mut(part) {
            simplify(value, document, part);
        }
    }
    for item in copy["paths"].as_object_mut().into_iter().flatten().map(|(_, item)| item) {
        for method in METHODS {
            if let Some(responses) = item.pointer_mut(&format!("/{method}/responses")) {
                keep_answers(responses);
            }
        }
    }
    copy
}

fn simplify(value: &mut Value, document: &Document, place: &str) {
    // A number that is a named component would become a type of its own; a plain one is enough.
    let meant = document.resolve_whole(value);
    if is_number(meant) && !is_number(value) {
        *value = meant.clone();
    }
    let property = place.rsplit_once('/').is_some_and(|(parent, _)| parent.ends_with("/properties"));
    let dropped: &[_] = match value["type"].as_str() {
        Some("integer" | "number") => &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
        Some("string") => &["format"],
        Some("array") if property && becomes_list(value) => &["nullable"],
        _ => &[],
    };
    for key in dropped {
        value.as_object_mut().map(|map| map.remove(*key));
    }
    let places: Vec<_> = children(value, place).into_iter().map(|(_, place)| place).collect();
    for below in places {
        if let Some(child) = value.pointer_mut(&below[place.len()..]) {
            simplify(child, document, &below);
        }
    }
}

/// Whether an array becomes a `Vec`, and not a set or an array of fixed length.
fn becomes_list(schema: &Value) -> bool {
    schema["uniqueItems"] != true && (schema["minItems"].is_null() || schema["minItems"] != schema["maxItems"])
}

fn is_number(schema: &Value) -> bool {
    schema["type"] == "integer" || schema["type"] == "number"
}

/// Leaves the answers of a success, or `default` where that is all there is.
fn keep_answers(responses: &mut Value) {
    let Value::Object(map) = responses else { return };
    let success = |code: &str| code.starts_with('2');
    let any = map.keys().any(|code| success(code));
    map.retain(|code, _| success(code) || (!any && code == "default"));
}
