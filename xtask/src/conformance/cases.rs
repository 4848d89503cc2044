//! What a document allows to be sent, and what it forbids, at the bounds of each parameter.

use std::collections::BTreeSet;

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

/// The request with nothing but what is required.
const BASE: &str = "what is required";

impl Case {
    pub fn is_base(&self) -> bool {
        self.what == BASE
    }
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
            let texts = example(document, name, parameter, given)
                .with_context(|| format!("`{name}` is required and has no example: say --set {name}=VALUE"))?;
            let each =
                texts.into_iter().map(|text| Sent { name: (*name).to_owned(), place: (*place).to_owned(), text });
            base.extend(each);
        }
    }
    let mut cases = vec![Case { what: BASE.to_owned(), rule: Rule::Allowed, sent: base.clone() }];
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
        let schema = document.resolve_whole(&parameter["schema"]);
        let example = example(document, name, parameter, given);
        if let Some(example) = &example {
            let texts: Vec<_> = example.iter().map(String::as_str).collect();
            if texts.iter().any(|text| !text.is_empty()) {
                add("as in its example", Rule::Allowed, &texts);
            }
            if let ("query", [text]) = (*place, &*texts)
                && schema["type"] != "array"
            {
                add("sent twice", Rule::Forbidden, &[text, text]);
            }
        }
        if parameter["required"] == true {
            // An empty segment is what is left of a path.
            add("missing", Rule::Forbidden, if *place == "path" { &[""] } else { &[] });
        }
        if schema["type"] == "array" {
            for (what, rule, text) in values(&schemas, document.resolve_whole(&schema["items"]))? {
                add(&format!("with an item {what}"), rule, &[&text]);
            }
        } else {
            for (what, rule, text) in values(&schemas, schema)? {
                add(&what, rule, &[&text]);
            }
        }
    }
    Ok(cases)
}

/// Texts at, below and above the bounds of a schema: what each is, and what the document says of it.
fn values(schemas: &Schemas, schema: &Value) -> anyhow::Result<Vec<(String, Rule, String)>> {
    let same = |rule: Rule, text: String| (format!("= {text}"), rule, text);
    let word = |rule: Rule| ("= a word".to_owned(), rule, "word".to_owned());
    if let Some(values) = schema["enum"].as_array() {
        let known = values.iter().filter_map(Value::as_str).map(|value| same(Rule::Allowed, value.to_owned()));
        return Ok(known.chain([word(Rule::Unlisted)]).collect());
    }
    Ok(match schema["type"].as_str() {
        Some("integer" | "number") => {
            let numbers = numbers(schema).into_iter().map(|(rule, text)| same(rule, text));
            numbers.chain([word(Rule::Forbidden)]).collect()
        }
        Some("boolean") => {
            let both = ["true", "false"].map(|text| same(Rule::Allowed, text.to_owned()));
            both.into_iter().chain([word(Rule::Forbidden)]).collect()
        }
        Some("string") => {
            let bounds = ["minLength", "maxLength"].into_iter().filter_map(|key| schema[key].as_u64());
            let bounds: Vec<_> = bounds.filter_map(|bound| usize::try_from(bound).ok()).collect();
            let counts = bounds.iter().flat_map(|bound| [bound.saturating_sub(1), *bound, bound.saturating_add(1)]);
            // Longer ones would not fit into a URL.
            let counts: BTreeSet<_> = counts.chain([1000]).filter(|count| (1..=4096).contains(count)).collect();
            let letters = counts.into_iter().map(|count| (format!("of {count} letters"), "a".repeat(count)));
            let others = [("= 1", "1"), ("= a space", "a b")].map(|(what, text)| (what.to_owned(), text.to_owned()));
            let mut values = Vec::new();
            for (what, text) in others.into_iter().chain(letters) {
                let allowed = schemas.faults(schema, &Value::from(&*text))?.is_empty();
                // Where any text will do, there is no bound to try.
                if !allowed || !bounds.is_empty() {
                    values.push((what, if allowed { Rule::Allowed } else { Rule::Forbidden }, text));
                }
            }
            values
        }
        _ => Vec::new(),
    })
}

/// The texts of a parameter, of which a list has several: the one that is given, or its example in the document.
fn example(document: &Document, name: &str, parameter: &Value, given: &[(String, String)]) -> Option<Vec<String>> {
    if let Some((_, value)) = given.iter().find(|(given, _)| given == name) {
        return Some(vec![value.clone()]);
    }
    let named = parameter["examples"].as_object().and_then(|examples| examples.values().next());
    let named = named.map(|example| &document.resolve(example)["value"]);
    let of_schema = &document.resolve_whole(&parameter["schema"])["example"];
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match [Some(&parameter["example"]), named, Some(of_schema)].into_iter().flatten().find(|value| !value.is_null())? {
        Value::Array(items) => Some(items.iter().map(text).collect()),
        value => Some(vec![text(value)]),
    }
}

/// Numbers at, below and above the bounds of a schema, or of its format.
fn numbers(schema: &Value) -> Vec<(Rule, String)> {
    let whole = schema["type"] == "integer";
    let (least, most) = match schema["format"].as_str() {
        Some("int32") => (i128::from(i32::MIN), i128::from(i32::MAX)),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    let end = |key: &str, exclusive: &str, format: i128, outwards: i128| {
        let excluded = schema[exclusive] == true;
        let inside = if excluded { Rule::Forbidden } else { Rule::Allowed };
        match schema[key].as_number() {
            Some(bound) => {
                let at = (inside, bound.to_string());
                let step = |step: i128| match bound.as_i128() {
                    Some(bound) => (bound + step).to_string(),
                    #[allow(clippy::cast_precision_loss, reason = "it is one")]
                    None => (bound.as_f64().unwrap_or_default() + step as f64).to_string(),
                };
                vec![at, (Rule::Forbidden, step(outwards)), (Rule::Allowed, step(-outwards))]
            }
            None if whole => {
                vec![(Rule::Allowed, format.to_string()), (Rule::Forbidden, (format + outwards).to_string())]
            }
            None => Vec::new(),
        }
    };
    let mut numbers = end("minimum", "exclusiveMinimum", least, -1);
    numbers.extend(end("maximum", "exclusiveMaximum", most, 1));
    numbers
}
