//! What changed in schemas. The levels are those of the Rust interface that is generated, and where that stays the same,
//! of what the document promises to whoever relies on it.

use std::{cmp::Ordering, collections::BTreeSet};

use serde_json::Value;

use super::{
    Changes, Level, from_to,
    operations::{pairs, same},
};
use crate::{
    document::Document,
    generator::document::{children, escape, operations},
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
    for (_, path, _, operation) in operations(&document.json) {
        for part in [&document.json["paths"][path]["parameters"], &operation["parameters"], &operation["requestBody"]] {
            collect(document, part, &mut request);
        }
        collect(document, &operation["responses"], &mut response);
    }
    (request, response)
}

fn collect(document: &Document, value: &Value, names: &mut BTreeSet<String>) {
    if let Some(target) = value["$ref"].as_str().and_then(|target| target.strip_prefix('#')) {
        let name = target.strip_prefix("/components/schemas/");
        if name.is_none_or(|name| names.insert(name.to_owned()))
            && let Some(target) = document.json.pointer(target)
        {
            collect(document, target, names);
        }
    }
    for (child, _) in children(value, "") {
        collect(document, child, names);
    }
}

/// Compares two schemas that stand in the same place.
pub fn compare_schema(of: Use, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    changes.value(Level::Major, at, "nullable", (&old["nullable"], &new["nullable"]));
    compare_but_null(of, at, (old, new), changes);
}

/// As that, but for whether null is allowed.
fn compare_but_null(of: Use, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    let (was, is) = (type_of(old), type_of(new));
    let number = |value: &Value| matches!(value["type"].as_str(), Some("integer" | "number"));
    let (resolved_old, resolved_new) = (changes.old.resolve(inner(old)), changes.new.resolve(inner(new)));
    match (&was, &is) {
        (Named(old_name), Named(new_name)) if old_name == new_name => {}
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
    match inner(schema)["$ref"].as_str() {
        Some(target) => Named(target.strip_prefix("#/components/schemas/").unwrap_or(target)),
        None => Plain(schema["type"].as_str().unwrap_or("any")),
    }
}

/// Through an `allOf` that only adds a word to a reference.
fn inner(schema: &Value) -> &Value {
    match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) => only,
        _ => schema,
    }
}

/// Keys that are looked at one by one.
const KEYS: [&str; 21] = [
    "type",
    "format",
    "nullable",
    "enum",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "default",
    "required",
    "properties",
    "items",
    "additionalProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "$ref",
];

fn compare_inline(of: Use, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    let numeric = matches!(new["type"].as_str(), Some("integer" | "number"));
    // Text is a `String`, whatever its format.
    let level = if numeric { Level::Major } else { Level::Patch };
    changes.value(level, at, "format", (&old["format"], &new["format"]));
    compare_values(at, (&old["enum"], &new["enum"]), changes);
    for (what, lower, upper) in [("range", "minimum", "maximum"), ("length", "minLength", "maxLength")] {
        compare_range(of, what, at, [lower, upper].map(|key| (bound(old, key), bound(new, key))), changes);
    }
    changes.value(Level::Major, at, "pattern", (&old["pattern"], &new["pattern"]));
    // A property with a default is no `Option` in Rust; a parameter's is only told.
    let appears = old["default"].is_null() != new["default"].is_null();
    let level = if appears && of != Use::Parameter { Level::Major } else { Level::Minor };
    changes.value(level, at, "default", (&old["default"], &new["default"]));
    compare_properties(of, at, (old, new), changes);
    for key in ["items", "additionalProperties"] {
        let below = format!("{at}/{key}");
        match (&old[key], &new[key]) {
            (old @ Value::Object(_), new @ Value::Object(_)) => compare_schema(of, &below, (old, new), changes),
            (old, new) => changes.value(Level::Major, &below, key, (old, new)),
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
    for key in ["multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "discriminator"]
    {
        changes.value(Level::Major, at, key, (&old[key], &new[key]));
    }
    let but = ["multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "discriminator"];
    changes.rest(at, (old, new), &[&KEYS[..], &but].concat());
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
type Bound = Option<(f64, bool)>;

fn bound(schema: &Value, key: &str) -> Bound {
    let exclusive = if key == "minimum" { "exclusiveMinimum" } else { "exclusiveMaximum" };
    Some((schema[key].as_f64()?, schema[exclusive] == true))
}

/// Which of two ranges is wider at one end; `up` at the upper one.
fn wider(up: bool, (old, new): (Bound, Bound)) -> Ordering {
    let (Some((old, old_excluded)), Some((new, new_excluded))) = (old, new) else {
        return old.is_some().cmp(&new.is_some());
    };
    let order = if up { new.total_cmp(&old) } else { old.total_cmp(&new) };
    order.then(old_excluded.cmp(&new_excluded))
}

fn compare_range(of: Use, what: &str, at: &str, [lower, upper]: [(Bound, Bound); 2], changes: &mut Changes) {
    let ends = [wider(false, lower), wider(true, upper)];
    // Setters refuse what is out of range; nothing checks an answer, but for the length of text.
    let level = if ends.contains(&Ordering::Less) && (of != Use::Response || what == "length") {
        Level::Major
    } else {
        Level::Minor
    };
    if ends != [Ordering::Equal; 2] {
        let range = |lower: Bound, upper: Bound| format!("{}..{}", text(lower, true), text(upper, false));
        let change = format!("{what}: {} -> {}", range(lower.0, upper.0), range(lower.1, upper.1));
        changes.add(level, at, change);
    }
}

fn text(bound: Bound, lower: bool) -> String {
    match (bound, lower) {
        (None, _) => String::new(),
        (Some((value, false)), _) => value.to_string(),
        (Some((value, true)), true) => format!("{value}<"),
        (Some((value, true)), false) => format!("<{value}"),
    }
}

fn compare_properties(of: Use, at: &str, (old, new): (&Value, &Value), changes: &mut Changes) {
    let requires = |schema: &Value, name: &str| {
        schema["required"].as_array().is_some_and(|required| required.iter().any(|required| required == name))
    };
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
        let (was_optional, is_optional) = (optional(before, was), optional(now, is));
        let level = if was_optional == is_optional { Level::Patch } else { Level::Major };
        if before != now {
            changes.add(level, &below, format!("required: {before} -> {now}"));
        }
        if was["nullable"] != is["nullable"] {
            changes.add(level, &below, format!("nullable: {}", from_to(&was["nullable"], &is["nullable"])));
        }
        compare_but_null(of, &below, (was, is), changes);
    }
}
