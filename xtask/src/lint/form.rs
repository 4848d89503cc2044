//! A document is OpenAPI 3.0. `openapi-3.0.json` says what that is, as a JSON Schema written after the text of the
//! specification. Unlike the published schema it decides by `if` which of two forms is meant, so that a fault has its
//! own place and reason.

use jsonschema::{ValidationError, error::ValidationErrorKind};
use serde_json::Value;

use super::Findings;
use crate::generator::document::{children, escape, resolve, target};

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
    references(&document.json, "#", findings);
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

/// Every `$ref` leads somewhere within the document, to something of the kind that is wanted, and stands alone.
fn references(value: &Value, place: &str, findings: &mut Findings) {
    if let Some(reference) = value["$ref"].as_str() {
        let pointer = format!("{}/$ref", place.trim_start_matches('#'));
        let document = &findings.document.json;
        let led = target(value).and_then(|target| document.pointer(target));
        if led.is_none() {
            findings.add(&pointer, format!("`{reference}` leads nowhere in this document"));
        } else if led.is_some_and(|led| resolve(document, led)["$ref"].is_string()) {
            findings.add(&pointer, format!("`{reference}` leads in a circle"));
        } else if let Some(kind) = kind_of(place)
            && !reference.starts_with(&format!("#/components/{kind}/"))
        {
            findings.add(&pointer, format!("`{reference}` is none of #/components/{kind}"));
        }
        for key in value.as_object().into_iter().flatten().map(|(key, _)| key).filter(|key| *key != "$ref") {
            let pointer = format!("{}/{}", place.trim_start_matches('#'), escape(key));
            findings.add(pointer, "nothing counts beside a `$ref`: put that into an `allOf`");
        }
    }
    for (child, place) in children(value, place) {
        references(child, &place, findings);
    }
}

/// What a reference at a place has to lead to, where that is told by the place.
fn kind_of(place: &str) -> Option<&str> {
    let mut words = place.rsplit('/');
    match (words.next()?, words.next()?) {
        ("schema" | "items" | "additionalProperties" | "not", _) | (_, "properties" | "allOf" | "anyOf" | "oneOf") => {
            Some("schemas")
        }
        ("requestBody", _) => Some("requestBodies"),
        (_, kind @ ("headers" | "parameters" | "requestBodies" | "responses" | "schemas")) => Some(kind),
        _ => None,
    }
}
