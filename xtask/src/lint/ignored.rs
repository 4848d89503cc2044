//! What the generator passes over in silence: a document that says it promises what the client does not keep.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Findings,
    walk::{Kind, Part},
};

/// Keys that mean nothing to the generator.
fn keys(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::PathItem => &["servers"],
        Kind::Operation => &["callbacks", "security", "servers"],
        Kind::Parameter => &["allowEmptyValue", "allowReserved", "content", "deprecated", "explode"],
        Kind::Response => &["links"],
        Kind::Header | Kind::RequestBody | Kind::MediaType => &[],
        Kind::Named | Kind::Property | Kind::OfParameter | Kind::Inner => &[
            "deprecated",
            "discriminator",
            "maxProperties",
            "minProperties",
            "multipleOf",
            "readOnly",
            "writeOnly",
            "xml",
        ],
    }
}

pub fn check(part: &Part, findings: &mut Findings) {
    let Part { kind, pointer, value } = part;
    for key in keys(*kind).iter().filter(|key| !value[**key].is_null()) {
        findings.add(format!("{pointer}/{key}"), "the generator passes this over");
    }
    if !kind.is_schema() {
        return;
    }
    if value["type"] == "string" && !value["format"].is_null() {
        findings.add(format!("{pointer}/format"), "the generator passes this over: to it, text is text");
    }
    // A list of a fixed length is an array in Rust.
    if value["minItems"] != value["maxItems"] {
        for key in ["minItems", "maxItems"].into_iter().filter(|key| !value[*key].is_null()) {
            findings.add(format!("{pointer}/{key}"), "the generator passes this over");
        }
    }
}

/// Bounds of numbers, which only setters of parameters check.
pub fn check_bounds(parts: &[Part], findings: &mut Findings) {
    let of_parameters: BTreeSet<_> =
        parts.iter().filter(|part| part.kind == Kind::Parameter).flat_map(refers_to).collect();
    for Part { kind, pointer, value } in parts.iter().filter(|part| part.kind.is_schema()) {
        if *kind == Kind::OfParameter || of_parameters.contains(pointer.as_str()) {
            continue;
        }
        for key in ["minimum", "maximum"].into_iter().filter(|key| !value[*key].is_null()) {
            findings.add(format!("{pointer}/{key}"), "the generator passes this over: only parameters have bounds");
        }
    }
}

/// What the schema of a parameter, or of its items, refers to.
fn refers_to<'a>(part: &Part<'a>) -> Vec<&'a str> {
    let schema = &part.value["schema"];
    let schemas = [schema, &schema["allOf"][0], &schema["items"], &schema["items"]["allOf"][0]];
    let targets = schemas.into_iter().filter_map(|schema: &'a Value| schema["$ref"].as_str());
    targets.filter_map(|target| target.strip_prefix('#')).collect()
}
