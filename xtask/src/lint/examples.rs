//! Every example, default and value of an enum is one that its schema allows.

use serde_json::Value;

use super::{
    Findings,
    walk::{Kind, Part, members},
};
use crate::{generator::document::escape, schema::Schemas};

pub fn check(part: &Part, schemas: &Schemas, findings: &mut Findings) {
    let schema = match part.kind {
        Kind::Parameter | Kind::Header | Kind::MediaType => &part.value["schema"],
        kind if kind.is_schema() => part.value,
        _ => return,
    };
    let mut values: Vec<_> =
        part.value.get("example").map(|example| ("/example".to_owned(), example)).into_iter().collect();
    if part.kind.is_schema() {
        values.extend(part.value.get("default").map(|default| ("/default".to_owned(), default)));
        let listed = part.value["enum"].as_array().into_iter().flatten().enumerate();
        values.extend(listed.map(|(index, value)| (format!("/enum/{index}"), value)));
    } else {
        for (name, example) in members(&part.value["examples"]) {
            let below = format!("/examples/{}", escape(name));
            // One that is elsewhere is told here, where the schema is.
            let below = if example["$ref"].is_string() { below } else { below + "/value" };
            values.push((below, &findings.document.resolve(example)["value"]));
        }
    }
    for (below, value) in values {
        let what = below.split('/').nth(1).unwrap_or_default();
        let named = match what {
            "default" => "the default",
            "enum" => "the value",
            _ => "the example",
        };
        match schemas.faults(schema, value) {
            Ok(faults) => {
                for (place, why) in faults {
                    findings.add(format!("{}{below}{place}", part.pointer), format!("{named} is not allowed: {why}"));
                }
            }
            Err(error) => findings.add(&part.pointer, format!("{error:#}")),
        }
    }
}

/// Whether a part has an example, or refers to what has one.
pub fn has_example(value: &Value) -> bool {
    value.get("example").is_some() || members(&value["examples"]).next().is_some()
}
