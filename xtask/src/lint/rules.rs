//! The rules that make a good client of a document: all of it is described, and every name and type becomes one that
//! can grow.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Findings,
    examples::has_example,
    text,
    walk::{Kind, Part, members},
};
use crate::{
    generator::document::{escape, same_name},
    operation::Operation,
};

pub fn check(part: &Part, findings: &mut Findings) {
    let Part { kind, pointer, value } = part;
    // That a response has one is a rule of OpenAPI.
    let undescribed =
        matches!(kind, Kind::PathItem | Kind::Response | Kind::MediaType | Kind::OfParameter | Kind::Inner);
    if !undescribed && text(&value["description"]).trim().is_empty() {
        findings.add(pointer, "no description");
    }
    let exemplified = matches!(kind, Kind::Parameter | Kind::Header | Kind::MediaType | Kind::Named | Kind::Property);
    if exemplified && !has_example(value) {
        findings.add(pointer, "no example");
    }
    match kind {
        Kind::Parameter => parameter(part, findings),
        Kind::PathItem | Kind::Operation => parameters(part, findings),
        kind if kind.is_schema() => schema(part, findings),
        _ => {}
    }
}

fn parameter(Part { pointer, value, .. }: &Part, findings: &mut Findings) {
    let schema = findings.document.resolve_whole(&value["schema"]);
    let free = schema["type"] == "string" && schema["pattern"].is_null() && schema["enum"].is_null();
    if value["in"] == "path" && free {
        findings.add(pointer, "a path parameter without a pattern may change the path");
    }
}

/// No list of parameters has one twice. Those of an operation take the place of its path's.
fn parameters(Part { pointer, value, .. }: &Part, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (index, parameter) in value["parameters"].as_array().into_iter().flatten().enumerate() {
        let parameter = findings.document.resolve(parameter);
        let (name, place) = (text(&parameter["name"]), text(&parameter["in"]));
        if !seen.insert((name, place)) {
            findings.add(
                format!("{pointer}/parameters/{index}"),
                format!("the parameter `{name}` in {place} is there twice"),
            );
        }
    }
}

/// The parameters of an operation, its path's among them.
fn operations(findings: &mut Findings) {
    let document = findings.document;
    for (_, operation) in Operation::all(document) {
        let Operation { pointer, path, value, parameters, .. } = operation;
        if text(&value["operationId"]).is_empty() {
            findings.add(&pointer, "no operationId");
        }
        for ((name, place), (at, _)) in &parameters {
            if *place == "path" && !path.contains(&format!("{{{name}}}")) {
                findings.add(at, format!("the path has no `{{{name}}}`"));
            }
        }
        for wanted in path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
            if !parameters.contains_key(&(wanted, "path")) {
                findings.add(&pointer, format!("the path has `{{{wanted}}}`, which is no parameter"));
            }
        }
        unlike(parameters.into_iter().map(|((name, _), (at, _))| (name.to_owned(), at)), findings);
    }
}

fn schema(Part { kind, pointer, value }: &Part, findings: &mut Findings) {
    if value["type"] == "integer" && !matches!(text(&value["format"]), "int32" | "int64") {
        findings.add(pointer, "an integer without a format: say int32 or int64");
    }
    if value["type"] == "array" && value["items"].is_null() {
        findings.add(pointer, "a list without `items`");
    }
    let properties: Vec<_> = members(&value["properties"]).map(|(name, _)| name).collect();
    unlike(
        properties.iter().map(|name| ((*name).to_owned(), format!("{pointer}/properties/{}", escape(name)))),
        findings,
    );
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if value[exclusive] == true && value[bound].is_null() {
            findings.add(format!("{pointer}/{exclusive}"), format!("without `{bound}` this says nothing"));
        }
    }
    for (index, required) in value["required"].as_array().into_iter().flatten().enumerate() {
        if !properties.contains(&text(required)) && value["allOf"].is_null() {
            findings.add(format!("{pointer}/required/{index}"), format!("there is no property `{}`", text(required)));
        }
    }
    let values: Vec<_> = value["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !values.is_empty() && *kind != Kind::Named {
        findings.add(pointer, "a string enum needs a name: put it under components/schemas and refer to it");
    }
    for (index, listed) in values.iter().enumerate() {
        if text(&value["x-enumDescriptions"][*listed]).is_empty() {
            findings
                .add(format!("{pointer}/enum/{index}"), format!("no description of `{listed}` in x-enumDescriptions"));
        }
    }
}

/// What is to be said of the document as a whole.
pub fn check_all(parts: &[Part], findings: &mut Findings) {
    operations(findings);
    let document = findings.document;
    let schemas = members(&document.json["components"]["schemas"]).map(|(name, _)| name.to_owned());
    unlike(schemas.map(|name| (name.clone(), format!("/components/schemas/{}", escape(&name)))), findings);
    let operations = parts.iter().filter(|part| part.kind == Kind::Operation);
    let ids =
        operations.map(|part| (text(&part.value["operationId"]).to_owned(), format!("{}/operationId", part.pointer)));
    unlike(ids.filter(|(id, _)| !id.is_empty()), findings);
    let keys: BTreeSet<_> = members(&document.json["components"]["securitySchemes"]).map(|(name, _)| name).collect();
    for (index, choice) in document.json["security"].as_array().into_iter().flatten().enumerate() {
        for (name, _) in members(choice).filter(|(name, _)| !keys.contains(name)) {
            let pointer = format!("/security/{index}/{}", escape(name));
            findings.add(pointer, format!("there is no security scheme `{name}`"));
        }
    }
}

/// No two names become one in Rust. Each comes with where it stands.
fn unlike(names: impl Iterator<Item = (String, String)>, findings: &mut Findings) {
    let mut seen: Vec<String> = Vec::new();
    for (name, pointer) in names {
        if let Some(other) = seen.iter().find(|other| same_name(other, &name)) {
            findings.add(pointer, format!("`{other}` and `{name}` would have the same name in Rust"));
        }
        seen.push(name);
    }
}
