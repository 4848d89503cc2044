//! What changed in schemas. The levels are those of the Rust interface that is generated, and where that stays the same,
//! of what the document promises to whoever relies on it.

use std::{cmp::Ordering, collections::BTreeSet};

use serde_json::{Number, Value};

use super::{Changes, Level, pairs, same};
use crate::{
    document::Document,
    generator::document::{children, escape, only, operations, target},
    schema::requires,
};

/// Where a schema is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Parameter,
    Request,
    Response,
    /// In requests and answers, or nowhere that is known.
    Anywhere,
}

/// The named schemas. What refers to them is not looked at again.
pub fn compare(changes: &mut Changes) {
    let (old, new) = (changes.old, changes.new);
    let both = (referred_to(old), referred_to(new));
    for (name, pair) in pairs(&old.json["components"]["schemas"], &new.json["components"]["schemas"]) {
        let at = format!("/components/schemas/{}", escape(name));
        let Some(pair) = same(&format!("type {name}"), &at, pair, changes) else { continue };
        let of = match [&both.0, &both.1].map(|(request, response)| (request.contains(name), response.contains(name))) {
            [(true, false), (true, false)] => Use::Request,
            [(false, true), (false, true)] => Use::Response,
            _ => Use::Anywhere,
        };
        compare_schema(of, &at, pair, changes);
    }
    let (old, new) = (&old.json["components"], &new.json["components"]);
    // What operations refer to was compared with them.
    changes.rest("/components", (old, new), &["schemas", "parameters", "responses", "requestBodies", "headers"]);
}

/// The names of the schemas that requests come to hold, and of those that answers do.
fn referred_to(document: &Document) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut request, mut response) = (BTreeSet::new(), BTreeSet::new());
    for (pointer, path, _, operation) in operations(&document.json) {
        let of_path = &document.json["paths"][path]["parameters"];
        for (key, part) in [("parameters", of_path), ("parameters", &operation["parameters"])] {
            collect(document, part, &format!("{pointer}/{key}"), &mut request);
        }
        collect(document, &operation["requestBody"], &format!("{pointer}/requestBody"), &mut request);
        collect(document, &operation["responses"], &format!("{pointer}/responses"), &mut response);
    }
    let names = |pointers: BTreeSet<String>| {
        let names = pointers.iter().filter_map(|pointer| pointer.strip_prefix("/components/schemas/"));
        names.map(str::to_owned).collect()
    };
    (names(request), names(response))
}

/// The pointers that a part refers to, and what is there in its turn.
fn collect(document: &Document, value: &Value, place: &str, seen: &mut BTreeSet<String>) {
    if let Some(pointer) = target(value)
        && seen.insert(pointer.to_owned())
        && let Some(value) = document.json.pointer(pointer)
    {
        collect(document, value, pointer, seen);
    }
    for (child, place) in children(value, place) {
        collect(document, child, &place, seen);
    }
}

/// Compares two schemas that stand in the same place.
pub fn compare_schema(of: Use, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    changes.flag(Level::Major, at, "nullable", (old, new));
    compare_but_null(of, at, (old, new), changes);
}

/// As that, but for whether null is allowed.
fn compare_but_null(of: Use, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    let (was, is) = (type_of(old), type_of(new));
    let number = |value: &Value| matches!(value["type"].as_str(), Some("integer" | "number"));
    let (resolved_old, resolved_new) = (changes.old.resolve_whole(old), changes.new.resolve_whole(new));
    match (&was, &is) {
        // What they refer to is compared where it is.
        (Named(was), Named(is)) if was == is => compare_default(of, at, (old, new), changes),
        // A number is a plain one in Rust, whether it has a name or not.
        (Named(_), _) | (_, Named(_)) if number(resolved_old) && number(resolved_new) => {
            return compare_inline(of, at, (resolved_old, resolved_new), changes);
        }
        _ if was.word() == is.word() => return compare_inline(of, at, (old, new), changes),
        _ => changes.add(Level::Major, at, format!("type: {} -> {}", was.word(), is.word())),
    }
    changes.rest(at, (old, new), &KEYS);
}

use Type::{Named, Plain};

/// What a schema is called.
enum Type<'a> {
    /// It refers to a named one.
    Named(&'a str),
    Plain(&'a str),
}

impl Type<'_> {
    fn word(&self) -> &str {
        match self {
            Named(word) | Plain(word) => word,
        }
    }
}

fn type_of(schema: &Value) -> Type<'_> {
    match only(schema)["$ref"].as_str() {
        Some(target) => Named(target.strip_prefix("#/components/schemas/").unwrap_or(target)),
        None => Plain(schema["type"].as_str().unwrap_or("any")),
    }
}

/// Constraints that nothing but the document tells of.
const CONSTRAINTS: [&str; 6] =
    ["multipleOf", "minItems", "maxItems", "minProperties", "maxProperties", "discriminator"];

/// Keys that are looked at one by one.
const KEYS: [&str; 28] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "discriminator",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "required",
    "type",
    "uniqueItems",
];

fn compare_inline(of: Use, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    let numeric = matches!(new["type"].as_str(), Some("integer" | "number"));
    // Text is a `String`, whatever its format.
    let level = if numeric { Level::Major } else { Level::Patch };
    changes.value(level, at, "format", (&old["format"], &new["format"]));
    compare_values(at, (&old["enum"], &new["enum"]), changes);
    compare_ranges(of, at, (old, new), changes);
    changes.value(Level::Major, at, "pattern", (&old["pattern"], &new["pattern"]));
    compare_default(of, at, (old, new), changes);
    compare_properties(of, at, (old, new), changes);
    // Any value is what nothing, or true, stands for.
    let more = |schema: &Value| {
        if schema["additionalProperties"] == true { Value::Null } else { schema["additionalProperties"].clone() }
    };
    for (key, was, is) in
        [("items", old["items"].clone(), new["items"].clone()), ("additionalProperties", more(old), more(new))]
    {
        let below = format!("{at}/{key}");
        match (&was, &is) {
            (Value::Object(_), Value::Object(_)) => compare_schema(of, &below, (&was, &is), changes),
            _ => changes.value(Level::Major, &below, key, (&was, &is)),
        }
    }
    for key in ["allOf", "anyOf", "oneOf", "not"] {
        let below = format!("{at}/{key}");
        match (&old[key], &new[key]) {
            (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
                for (index, pair) in old.iter().zip(new).enumerate() {
                    compare_schema(of, &format!("{below}/{index}"), pair, changes);
                }
            }
            (old, new) if old != new => changes.add(Level::Major, &below, format!("{key} changed")),
            _ => {}
        }
    }
    // A list of which no two are alike is a set in Rust.
    changes.flag(Level::Major, at, "uniqueItems", (old, new));
    for key in CONSTRAINTS {
        changes.value(Level::Major, at, key, (&old[key], &new[key]));
    }
    changes.rest(at, (old, new), &KEYS);
}

/// A property with a default is no `Option` in Rust; a parameter's is only told.
fn compare_default(of: Use, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    let appears = old["default"].is_null() != new["default"].is_null();
    let level = if appears && of != Use::Parameter { Level::Major } else { Level::Minor };
    changes.value(level, at, "default", (&old["default"], &new["default"]));
}

/// Values of an enum, which is open in Rust.
fn compare_values(at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    let (Some(was), Some(is)) = (old.as_array(), new.as_array()) else {
        return changes.value(Level::Major, at, "enum", (old, new));
    };
    for value in was.iter().filter(|value| !is.contains(value)) {
        changes.add(Level::Major, at, format!("value {value} removed"));
    }
    for value in is.iter().filter(|value| !was.contains(value)) {
        changes.add(Level::Minor, at, format!("value {value} added"));
    }
}

/// A bound, and whether it is excluded.
type Bound = Option<(Number, bool)>;

fn bound(schema: &Value, key: &str) -> Bound {
    let exclusive = if key == "minimum" { "exclusiveMinimum" } else { "exclusiveMaximum" };
    Some((schema[key].as_number()?.clone(), schema[exclusive] == true))
}

fn compare_numbers(one: &Number, other: &Number) -> Ordering {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one.as_f64().unwrap_or(f64::NAN).total_cmp(&other.as_f64().unwrap_or(f64::NAN)),
    }
}

/// Which of two ranges is wider at one end; `upper` at the upper one.
fn wider(upper: bool, (old, new): &(Bound, Bound)) -> Ordering {
    let (Some((old, old_excluded)), Some((new, new_excluded))) = (old, new) else {
        return old.is_some().cmp(&new.is_some());
    };
    let order = compare_numbers(old, new);
    (if upper { order.reverse() } else { order }).then(old_excluded.cmp(new_excluded))
}

fn compare_ranges(of: Use, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    for (what, keys) in [("range", ["minimum", "maximum"]), ("length", ["minLength", "maxLength"])] {
        let [lower, upper] = keys.map(|key| (bound(old, key), bound(new, key)));
        let ends = [wider(false, &lower), wider(true, &upper)];
        if ends == [Ordering::Equal; 2] {
            continue;
        }
        // Setters refuse a number that is out of range, and nothing checks one of an answer. Text whose length is limited
        // is a type of its own.
        let (was, is) = ((&lower.0, &upper.0), (&lower.1, &upper.1));
        let narrower = ends.contains(&Ordering::Less);
        let breaks = if what == "length" {
            narrower || was == (&None, &None) || is == (&None, &None)
        } else {
            narrower && of != Use::Response
        };
        let range = |(lower, upper): (&Bound, &Bound)| format!("{}..{}", text(lower, true), text(upper, false));
        let level = if breaks { Level::Major } else { Level::Minor };
        changes.add(level, at, format!("{what}: {} -> {}", range(was), range(is)));
    }
}

fn text(bound: &Bound, lower: bool) -> String {
    match (bound, lower) {
        (None, _) => String::new(),
        (Some((value, false)), _) => value.to_string(),
        (Some((value, true)), true) => format!("{value}<"),
        (Some((value, true)), false) => format!("<{value}"),
    }
}

fn compare_properties(of: Use, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    for (name, pair) in pairs(&old["properties"], &new["properties"]) {
        let below = format!("{at}/properties/{}", escape(name));
        if pair.0.is_none() && requires(new, name) && of != Use::Response {
            changes.add(Level::Major, &below, format!("required property {name} added"));
            continue;
        }
        let Some((was, is)) = same(&format!("property {name}"), &below, pair, changes) else { continue };
        let (before, now) = (requires(old, name), requires(new, name));
        // A list is a list, whether it is there or not.
        let optional =
            |required: bool, value: &Value| value["type"] != "array" && (!required || value["nullable"] == true);
        let level = if optional(before, was) == optional(now, is) { Level::Patch } else { Level::Major };
        if before != now {
            changes.add(level, &below, format!("required: {before} -> {now}"));
        }
        changes.flag(level, &below, "nullable", (was, is));
        compare_but_null(of, &below, (was, is), changes);
    }
}
