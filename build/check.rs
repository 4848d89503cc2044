//! Faults that progenitor would report without a place, or turn into code that does not compile.

use openapiv3::{OpenAPI, ReferenceOr, Schema};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Fault,
    document::{HOPS, Operation, children, escape, operations, same_name, target, text},
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
        parses::<openapiv3::Operation>(operation, &pointer)?;
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

/// Every `$ref` leads somewhere within the document, and to an end.
fn references(document: &Value, value: &Value, place: &str) -> Result<(), Fault> {
    let mut end = value;
    for _ in 0..=HOPS {
        let Some(pointer) = target(end) else { break };
        end = document
            .pointer(pointer)
            .ok_or_else(|| Fault::new(place, format!("$ref `#{pointer}` leads nowhere in this document")))?;
    }
    if let Some(reference) = end["$ref"].as_str() {
        return Err(Fault::new(place, format!("$ref `{reference}` leads out of this document, or in a circle")));
    }
    children(value, place).into_iter().try_for_each(|(child, place)| references(document, child, &place))
}

/// What can be said of an operation only when its references are resolved.
pub fn operation(operation: &Operation) -> Result<(), Fault> {
    let place = format!("{}/parameters", operation.pointer);
    let names: Vec<_> = operation.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    unlike(&names, &place)?;
    for parameter in &operation.parameters {
        let name = &parameter.name;
        let fault = |message: &str| Err(Fault::new(&place, format!("`{name}`: {message}")));
        if ["new", "send", "attempt", "client", "body", "header_map"].iter().any(|method| same_name(method, name)) {
            return fault("the request builder has a method or a field of that name");
        }
        let of_listing = ["pages", "items", "scan", "query"];
        if operation.pagination.is_some() && of_listing.iter().any(|method| same_name(method, name)) {
            return fault("the request builder of a listing has a method of that name");
        }
        if parameter.location != "query" && matches!(parameter.kind.as_str(), "array" | "object") {
            return fault("only a parameter in the query may be a list");
        }
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if parameter.location == "header" && (name.is_empty() || !name.bytes().all(token)) {
            return fault("not a name that a header can have");
        }
        let fits = |bound: &str| match parameter.format.as_str() {
            _ if !parameter.whole_number => true,
            "int32" => bound.parse::<i32>().is_ok(),
            _ => bound.parse::<i64>().is_ok(),
        };
        let (lower, upper) = parameter.range.as_ref().map(|(lower, upper)| (lower.value(), upper.value())).unzip();
        if [lower, upper].into_iter().flatten().flatten().any(|bound| !fits(bound)) {
            return fault("a bound is no whole number that fits into the format");
        }
    }
    Ok(())
}

/// No two names become one in Rust.
fn names(document: &Value) -> Result<(), Fault> {
    distinct(&document["components"]["schemas"], "#/components/schemas")?;
    properties(&document["components"]["schemas"], "#/components/schemas")
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
