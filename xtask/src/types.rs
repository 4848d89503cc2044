//! The generated types beside the schemas of the document: whether the generator did what the document says. The types
//! tell what they are as JSON Schemas, by the feature `schemars`.

use std::collections::BTreeSet;

use fc_async_tasks::types::json_schemas;
use serde_json::{Map, Value};

use crate::{
    Outcome,
    document::{DOCUMENT, Document, root},
    generator::document::{escape, only},
    library::TypesArguments,
    schema::requires,
    table::table,
};

pub fn run(arguments: &TypesArguments) -> anyhow::Result<Outcome> {
    let file = arguments.document.clone().unwrap_or_else(|| root().join(DOCUMENT));
    let document = Document::read(&file)?;
    let rust = json_schemas();
    let comparison = compare(&document, &rust);
    for pointer in &comparison.left_out {
        say!("not compared: #{pointer}: a choice of types");
    }
    if comparison.differences.is_empty() {
        say!("{}: the {} generated types are what it says", document.name, comparison.types);
    } else {
        let row = |it: &Difference| [format!("#{}", it.pointer), it.document.clone(), it.rust.clone()];
        say!("{}\n", table(["where", "document", "Rust"], comparison.differences.iter().map(row)));
        say!(
            "differences: {}, between {} and the types of this build; mend build/types.rs or build/schemas.rs",
            comparison.differences.len(),
            document.name
        );
    }
    Ok(Outcome::of(comparison.differences.len()))
}

/// What the document says of a type, and what it is in Rust.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Difference {
    pointer: String,
    document: String,
    rust: String,
}

/// What came of comparing.
struct Comparison<'a> {
    document: &'a Document,
    rust: &'a Map<String, Value>,
    /// The names of Rust types that the document accounts for.
    known: BTreeSet<String>,
    differences: BTreeSet<Difference>,
    /// Pointers to what is too free to be compared.
    left_out: BTreeSet<String>,
    /// Names of types in the document and in Rust whose parts were compared, so that a circle ends.
    seen: BTreeSet<(String, Option<String>)>,
    types: usize,
}

fn compare<'a>(document: &'a Document, rust: &'a Map<String, Value>) -> Comparison<'a> {
    let mut comparison = Comparison {
        document,
        rust,
        known: BTreeSet::new(),
        differences: BTreeSet::new(),
        left_out: BTreeSet::new(),
        seen: BTreeSet::new(),
        types: rust.len(),
    };
    for (name, schema) in document.json["components"]["schemas"].as_object().into_iter().flatten() {
        let pointer = format!("/components/schemas/{}", escape(name));
        comparison.known.insert(name.clone());
        match rust.get(name) {
            Some(rust) => comparison.schema(&pointer, schema, rust),
            None => comparison.differs(&pointer, "a type", "none"),
        }
    }
    for name in rust.keys().filter(|name| !comparison.known.contains(*name)).cloned().collect::<Vec<_>>() {
        comparison.differs(&format!("/components/schemas/{}", escape(&name)), "none", "a type");
    }
    comparison
}

impl Comparison<'_> {
    fn differs(&mut self, pointer: &str, document: &str, rust: &str) {
        if document != rust {
            let (pointer, document, rust) = (pointer.to_owned(), document.to_owned(), rust.to_owned());
            self.differences.insert(Difference { pointer, document, rust });
        }
    }

    /// Compares a schema of the document with that of a Rust type, or of a field.
    fn schema(&mut self, pointer: &str, document: &Value, rust: &Value) {
        let (document, rust) = (only(document), but_null(rust));
        if let (Some(one), Some(other)) = (name(document), name(rust))
            && one == other
        {
            return;
        }
        let (rust_name, rust) = match name(rust) {
            Some(name) => (Some(name), self.rust.get(name).unwrap_or(rust)),
            None => (None, rust),
        };
        // A type without a name in the document has one in Rust.
        self.known.extend(rust_name.map(str::to_owned));
        let resolved = self.document.resolve(document);
        if ["oneOf", "anyOf", "allOf", "not"].iter().any(|key| !resolved[*key].is_null()) {
            self.left_out.insert(pointer.to_owned());
            return;
        }
        self.differs(pointer, &kind(resolved), &kind(rust));
        self.differs(pointer, &values(resolved), &values(rust));
        if resolved["enum"].is_null() && resolved["type"] == "string" {
            self.differs(pointer, &rules(resolved), &rules(rust));
        }
        if let Some(name) = name(document)
            && !self.seen.insert((name.to_owned(), rust_name.map(str::to_owned)))
        {
            return;
        }
        let more = |schema: &Value| schema["additionalProperties"].is_object();
        if more(resolved) || more(rust) {
            let pointer = format!("{pointer}/additionalProperties");
            self.schema(&pointer, &resolved["additionalProperties"], &rust["additionalProperties"]);
        }
        if resolved["items"].is_object() || rust["items"].is_object() {
            self.schema(&format!("{pointer}/items"), &resolved["items"], &rust["items"]);
        }
        self.properties(pointer, resolved, rust);
    }

    fn properties(&mut self, pointer: &str, document: &Value, rust: &Value) {
        let names = [document, rust].into_iter().filter_map(|schema| schema["properties"].as_object());
        for name in names.flat_map(Map::keys).collect::<BTreeSet<_>>() {
            let pointer = format!("{pointer}/properties/{}", escape(name));
            match (document["properties"].get(name), rust["properties"].get(name)) {
                (Some(of_document), Some(of_rust)) => {
                    // A list reads null, and what is not there, as no item, whatever the document says.
                    if self.document.resolve_whole(of_document)["type"] != "array" {
                        let optional = !requires(document, name) || of_document["nullable"] == true;
                        self.differs(&pointer, optionality(optional), optionality(is_optional(rust, name, of_rust)));
                    }
                    self.schema(&pointer, of_document, of_rust);
                }
                (Some(_), None) => self.differs(&pointer, "a property", "none"),
                (None, _) => self.differs(&pointer, "none", "a field"),
            }
        }
    }
}

fn optionality(optional: bool) -> &'static str {
    if optional { "optional" } else { "required" }
}

fn is_optional(object: &Value, name: &str, field: &Value) -> bool {
    !requires(object, name) || but_null(field) != field || field["type"].as_array().is_some()
}

/// A schema of Rust without the null beside it.
fn but_null(schema: &Value) -> &Value {
    match schema["anyOf"].as_array().map(Vec::as_slice) {
        Some([only, null]) if null["type"] == "null" => only,
        _ => schema,
    }
}

/// The type that a schema refers to.
fn name(schema: &Value) -> Option<&str> {
    let target = schema["$ref"].as_str()?;
    target.strip_prefix("#/components/schemas/").or_else(|| target.strip_prefix("#/$defs/"))
}

/// The type, and of a number its format.
fn kind(schema: &Value) -> String {
    let kind = match &schema["type"] {
        Value::String(kind) => kind.as_str(),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("any"),
        _ if schema["properties"].is_object() => "object",
        _ => "any",
    };
    let format = match kind {
        "integer" => schema["format"].as_str().unwrap_or("int64"),
        "number" => schema["format"].as_str().unwrap_or("double"),
        _ => return kind.to_owned(),
    };
    format!("{kind} {format}")
}

/// What a text has to be like.
fn rules(schema: &Value) -> String {
    let rules = ["minLength", "maxLength", "pattern"].map(|key| (key, &schema[key]));
    let rules = rules.iter().filter(|(_, rule)| !rule.is_null());
    let rules: Vec<_> = rules
        .map(|(key, rule)| format!("{key} {}", rule.as_str().map_or_else(|| rule.to_string(), str::to_owned)))
        .collect();
    if rules.is_empty() { "any text".to_owned() } else { rules.join(", ") }
}

/// The values of an enum; in Rust, those that have a name.
fn values(schema: &Value) -> String {
    let values = if schema["enum"].is_array() { &schema["enum"] } else { &schema["anyOf"][0]["enum"] };
    let mut values: Vec<_> = values.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    values.sort_unstable();
    values.join(", ")
}

#[cfg(test)]
mod tests;
