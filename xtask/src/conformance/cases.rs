//! What a document allows to be sent, and what it forbids, at the bounds of each parameter.

use anyhow::Context;
use serde_json::Value;

use crate::{document::Document, operation::Operation, schema::Schemas};

/// Where a parameter is sent, and with which text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub name: String,
    pub place: String,
    pub text: String,
}

/// A request to send.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is special about it.
    pub what: String,
    pub rule: Rule,
    pub sent: Vec<Sent>,
}

/// What the document says of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Allowed,
    Forbidden,
    /// A value that an enum does not list: the sets are open, so a server may know it.
    Unlisted,
}

/// Makes the cases of an operation. `given` are values in place of the examples; one that is an empty text is not sent
/// where it need not be.
pub fn cases(document: &Document, operation: &Operation, given: &[(String, String)]) -> anyhow::Result<Vec<Case>> {
    let schemas = Schemas::new(document);
    let mut base = Vec::new();
    for ((name, place), (_, parameter)) in &operation.parameters {
        if parameter["required"] == true {
            let text = example(document, name, parameter, given)
                .with_context(|| format!("`{name}` is required and has no example: say --set {name}=VALUE"))?;
            base.push(Sent { name: (*name).to_owned(), place: (*place).to_owned(), text });
        }
    }
    let mut cases = vec![Case { what: "what is required".to_owned(), rule: Rule::Allowed, sent: base.clone() }];
    for ((name, place), (_, parameter)) in &operation.parameters {
        let mut add = |what: &str, rule: Rule, texts: &[&str]| {
            let mut sent = base.clone();
            sent.retain(|sent| (sent.name.as_str(), sent.place.as_str()) != (*name, *place));
            let each = texts.iter().map(|text| Sent {
                name: (*name).to_owned(),
                place: (*place).to_owned(),
                text: (*text).to_owned(),
            });
            sent.extend(each);
            cases.push(Case { what: format!("{name} {what}"), rule, sent });
        };
        let schema = document.resolve(&parameter["schema"]);
        let schema = document.resolve(schema["allOf"].get(0).unwrap_or(schema));
        let example = example(document, name, parameter, given);
        if let Some(example) = &example {
            if !example.is_empty() {
                add("as in its example", Rule::Allowed, &[example]);
            }
            if *place == "query" && schema["type"] != "array" {
                add("sent twice", Rule::Forbidden, &[example, example]);
            }
        }
        if parameter["required"] == true {
            // An empty segment is what is left of a path.
            add("missing", Rule::Forbidden, if *place == "path" { &[""] } else { &[] });
        }
        for value in schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            add(&format!("= {value}"), Rule::Allowed, &[value]);
        }
        match schema["type"].as_str() {
            Some("integer" | "number") => {
                for (text, rule) in numbers(schema) {
                    add(&format!("= {text}"), rule, &[&text]);
                }
                add("= a word", Rule::Forbidden, &["word"]);
            }
            Some("boolean") => {
                add("= true", Rule::Allowed, &["true"]);
                add("= false", Rule::Allowed, &["false"]);
                add("= a word", Rule::Forbidden, &["word"]);
            }
            Some("string") if schema["enum"].is_array() => add("= a word", Rule::Unlisted, &["word"]),
            Some("string") => {
                let long = "a".repeat(1000);
                for (what, text) in [("= 1", "1"), ("= a space", "a b"), ("of 1000 letters", &long)] {
                    let faults = schemas.faults(schema, &Value::from(text))?;
                    if !faults.is_empty() {
                        add(what, Rule::Forbidden, &[text]);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(cases)
}

/// The text of a parameter: the one that is given, or its example in the document.
fn example(document: &Document, name: &str, parameter: &Value, given: &[(String, String)]) -> Option<String> {
    if let Some((_, value)) = given.iter().find(|(given, _)| given == name) {
        return Some(value.clone());
    }
    let schema = document.resolve(&parameter["schema"]);
    let named = parameter["examples"].as_object().and_then(|examples| examples.values().next());
    let candidates = [Some(&parameter["example"]), named.map(|example| &example["value"]), Some(&schema["example"])];
    match candidates.into_iter().flatten().find(|value| !value.is_null())? {
        Value::String(text) => Some(text.clone()),
        value => Some(value.to_string()),
    }
}

/// Numbers at, below and above the bounds of a schema.
fn numbers(schema: &Value) -> Vec<(String, Rule)> {
    let (least, most) = match schema["format"].as_str() {
        Some("int32") => (i128::from(i32::MIN), i128::from(i32::MAX)),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    let bound = |key: &str, exclusive: &str, step: i128| {
        let bound = i128::from(schema[key].as_i64()?);
        Some(if schema[exclusive] == true { bound + step } else { bound })
    };
    let lower = bound("minimum", "exclusiveMinimum", 1).unwrap_or(least);
    let upper = bound("maximum", "exclusiveMaximum", -1).unwrap_or(most);
    vec![
        ((lower - 1).to_string(), Rule::Forbidden),
        (lower.to_string(), Rule::Allowed),
        (upper.to_string(), Rule::Allowed),
        ((upper + 1).to_string(), Rule::Forbidden),
    ]
}
