//! A document is OpenAPI 3.0. `openapi-3.0.json` says what that is, as a JSON Schema written after the text of the
//! specification. Unlike the published schema it decides by `if` which of two forms is meant, so that a fault has its
//! own place and reason.

use jsonschema::{ValidationError, error::ValidationErrorKind};
use serde_json::Value;

use super::Findings;
use crate::generator::document::escape;

const OPENAPI: &str = include_str!("openapi-3.0.json");

pub fn check(findings: &mut Findings) {
    let document = findings.document;
    let checked = serde_json::from_str::<Value>(OPENAPI)
        .map_err(|error| error.to_string())
        .and_then(|schema| jsonschema::validator_for(&schema).map_err(|error| error.to_string()));
    match checked {
        Ok(validator) => validator.iter_errors(&document.json).for_each(|error| add(&error, findings)),
        Err(error) => findings.add("", format!("the schema of OpenAPI is broken: {error}")),
    }
    references(&document.json, "", findings);
}

fn add(error: &ValidationError, findings: &mut Findings) {
    let pointer = error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            for key in unexpected {
                findings.add(format!("{pointer}/{}", escape(key)), "no key that OpenAPI 3.0 has here");
            }
        }
        _ => findings.add(pointer, error.masked_with("this").to_string()),
    }
}

/// Every `$ref` leads somewhere within the document.
fn references(value: &Value, pointer: &str, findings: &mut Findings) {
    if let Some(target) = value["$ref"].as_str() {
        let document = &findings.document.json;
        if target.strip_prefix('#').and_then(|target| document.pointer(target)).is_none() {
            findings.add(format!("{pointer}/$ref"), format!("`{target}` leads nowhere in this document"));
        }
    }
    // No reference is meant in what is only data.
    let data = |key: &str| matches!(key, "example" | "examples" | "default" | "enum") || key.starts_with("x-");
    for (key, below) in value.as_object().into_iter().flatten().filter(|(key, _)| !data(key)) {
        references(below, &format!("{pointer}/{}", escape(key)), findings);
    }
    for (index, below) in value.as_array().into_iter().flatten().enumerate() {
        references(below, &format!("{pointer}/{index}"), findings);
    }
}
