//! Every example, default and value of an enum is one that its schema allows.

use serde_json::Value;

use super::{
    Findings,
    walk::{Kind, Part, members},
};
use crate::{generator::document::escape, schema::Schemas};

pub fn check(part: &Part, findings: &mut Findings) {
    let schema = match part.kind {
        Kind::Parameter | Kind::Header | Kind::MediaType => &part.value["schema"],
        kind if kind.is_schema() => part.value,
        _ => return,
    };
    let mut values = vec![("/example".to_owned(), &part.value["example"])];
    if part.kind.is_schema() {
        values.push(("/default".to_owned(), &part.value["default"]));
        let listed = part.value["enum"].as_array().into_iter().flatten().enumerate();
        values.extend(listed.map(|(index, value)| (format!("/enum/{index}"), value)));
    } else {
        let examples = members(&part.value["examples"]);
        values.extend(examples.map(|(name, example)| (format!("/examples/{}/value", escape(name)), &example["value"])));
    }
    let schemas = Schemas::new(findings.document);
    for (below, value) in values.into_iter().filter(|(_, value)| !value.is_null()) {
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
    !value["example"].is_null() || members(&value["examples"]).next().is_some()
}
