//! Faults that progenitor would report without a place, or turn into code that does not compile.

use openapiv3::{OpenAPI, Operation, ReferenceOr, Schema};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Fault,
    document::{children, escape, operations, same_name, target, text},
};

/// Checks the whole document.
pub fn check(document: &Value) -> Result<(), Fault> {
    let version = text(&document["openapi"]);
    if !version.starts_with("3.0.") {
        return Err(Fault::new("#/openapi", format!("must be a version 3.0.x of OpenAPI, not `{version}`")));
    }
    references(document, document, "#")?;
    // First the parts, so that a fault in one of them has its place.
    for (pointer, _, _, operation) in operations(document) {
        parses::<Operation>(operation, &pointer)?;
    }
    let schemas = &document["components"]["schemas"];
    for (name, schema) in schemas.as_object().into_iter().flatten() {
        parses::<ReferenceOr<Schema>>(schema, &format!("#/components/schemas/{}", escape(name)))?;
    }
    parses::<OpenAPI>(document, "#")?;
    names(document)
}

fn parses<T: DeserializeOwned>(value: &Value, place: &str) -> Result<(), Fault> {
    serde_json::from_value::<T>(value.clone()).map(drop).map_err(|error| Fault::new(place, error.to_string()))
}

/// Every `$ref` leads somewhere within the document.
fn references(document: &Value, value: &Value, place: &str) -> Result<(), Fault> {
    if let Some(reference) = value["$ref"].as_str()
        && target(value).and_then(|pointer| document.pointer(pointer)).is_none()
    {
        return Err(Fault::new(place, format!("$ref `{reference}` leads nowhere in this document")));
    }
    children(value, place).into_iter().try_for_each(|(child, place)| references(document, child, &place))
}

/// No two names become one in Rust.
fn names(document: &Value) -> Result<(), Fault> {
    distinct(&document["components"]["schemas"], "#/components/schemas")?;
    properties(&document["components"]["schemas"], "#/components/schemas")?;
    for (pointer, _, _, operation) in operations(document) {
        let list = operation["parameters"].as_array().into_iter().flatten();
        let names: Vec<_> = list.filter_map(|parameter| parameter["name"].as_str()).collect();
        unlike(&names, &format!("{pointer}/parameters"))?;
    }
    Ok(())
}

fn properties(value: &Value, place: &str) -> Result<(), Fault> {
    distinct(&value["properties"], &format!("{place}/properties"))?;
    children(value, place).into_iter().try_for_each(|(child, place)| properties(child, &place))
}

fn distinct(map: &Value, place: &str) -> Result<(), Fault> {
    let names: Vec<_> = map.as_object().into_iter().flat_map(|map| map.keys()).map(String::as_str).collect();
    unlike(&names, place)
}

fn unlike(names: &[&str], place: &str) -> Result<(), Fault> {
    for (index, name) in names.iter().enumerate() {
        if let Some(other) = names[..index].iter().find(|other| same_name(other, name)) {
            return Err(Fault::new(place, format!("`{other}` and `{name}` would have the same name in Rust")));
        }
    }
    Ok(())
}
