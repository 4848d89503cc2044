//! The operations of a document, each with its parameters.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    document::Document,
    generator::document::{escape, operations},
};

/// An operation.
pub struct Operation<'a> {
    pub pointer: String,
    pub path: &'a str,
    pub method: &'a str,
    pub value: &'a Value,
    /// Its parameters by name and place, its path's among them: where each stands, and what it is.
    pub parameters: BTreeMap<(&'a str, &'a str), (String, &'a Value)>,
}

impl<'a> Operation<'a> {
    /// All operations, each with its id, which is what a user calls.
    pub fn all(document: &'a Document) -> Vec<(String, Self)> {
        let each = operations(&document.json).into_iter().map(|(pointer, path, method, value)| {
            let pointer = pointer.trim_start_matches('#').to_owned();
            let id = value["operationId"].as_str().map_or_else(|| format!("{method} {path}"), str::to_owned);
            let parameters = parameters(document, &pointer, path, value);
            (id, Self { pointer, path, method, value, parameters })
        });
        each.collect()
    }
}

/// The parameters of an operation, and of its path where the operation does not replace them.
fn parameters<'a>(
    document: &'a Document,
    pointer: &str,
    path: &str,
    operation: &'a Value,
) -> BTreeMap<(&'a str, &'a str), (String, &'a Value)> {
    let of_path = format!("/paths/{}", escape(path));
    let mut found = BTreeMap::new();
    for (at, list) in [(&of_path[..], &document.json["paths"][path]), (pointer, operation)] {
        for (index, parameter) in list["parameters"].as_array().into_iter().flatten().enumerate() {
            let parameter = document.resolve(parameter);
            let key = [&parameter["name"], &parameter["in"]].map(|value| value.as_str().unwrap_or_default());
            found.insert(key.into(), (format!("{at}/parameters/{index}"), parameter));
        }
    }
    found
}
