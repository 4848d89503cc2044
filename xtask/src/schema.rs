//! The schemas of the document as JSON Schemas, to check values with.

use anyhow::Context;
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use crate::document::Document;

/// Makes validators of the schemas of a document.
pub struct Schemas {
    components: Value,
}

impl Schemas {
    /// The schemas of a document.
    pub fn new(document: &Document) -> Self {
        let mut schemas = document.json["components"]["schemas"].clone();
        schemas.as_object_mut().into_iter().flat_map(Map::values_mut).for_each(convert);
        Self { components: json!({ "schemas": schemas }) }
    }

    /// A validator of a schema as it stands in the document.
    pub fn validator(&self, schema: &Value) -> anyhow::Result<Validator> {
        let mut schema = schema.clone();
        convert(&mut schema);
        // To take them all along takes its time.
        let refers = schema.to_string().contains("\"$ref\"");
        let components = if refers { self.components.clone() } else { Value::Null };
        let whole = json!({ "allOf": [schema], "components": components });
        jsonschema::options().with_draft(Draft::Draft7).build(&whole).map_err(|error| {
            // Its other texts hold the whole schema.
            anyhow::anyhow!("{error}").context(format!("the schema at {}", error.schema_path()))
        })
    }

    /// What is wrong with a value: the place in it, as a JSON pointer, and why.
    pub fn faults(&self, schema: &Value, value: &Value) -> anyhow::Result<Vec<(String, String)>> {
        let validator = self.validator(schema).context("no schema that values can be checked with")?;
        Ok(validator.iter_errors(value).map(|error| (error.instance_path().to_string(), error.to_string())).collect())
    }
}

/// Turns a schema of OpenAPI 3.0 into one of JSON Schema, draft 7.
fn convert(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    // Nothing beside a reference counts.
    if map.contains_key("$ref") {
        map.retain(|key, _| key == "$ref");
    }
    for key in ["items", "additionalProperties", "not"] {
        map.get_mut(key).into_iter().for_each(convert);
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        map.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().for_each(convert);
    }
    map.get_mut("properties").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut).for_each(convert);
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if map.remove(exclusive) == Some(Value::Bool(true))
            && let Some(value) = map.remove(bound)
        {
            map.insert(exclusive.to_owned(), value);
        }
    }
    let range = match map.get("format").and_then(Value::as_str) {
        Some("int32") => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
        Some("int64") => Some((i64::MIN, i64::MAX)),
        _ => None,
    };
    let mut range = range.map(|(least, most)| json!({ "minimum": least, "maximum": most }));
    if let Some(Value::Object(range)) = &mut range {
        range.retain(|key, _| !map.contains_key(key));
        map.append(range);
    }
    if map.remove("nullable") == Some(Value::Bool(true)) {
        *schema = json!({ "if": { "type": "null" }, "then": true, "else": schema });
    }
}

/// Whether an object has to have a property.
pub fn requires(object: &Value, property: &str) -> bool {
    object["required"].as_array().is_some_and(|required| required.iter().any(|required| required == property))
}
