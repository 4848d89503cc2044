//! The parts of a document, each with what it is and where it stands.

use serde_json::Value;

use crate::generator::document::{METHODS, escape};

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    PathItem,
    Operation,
    Parameter,
    Header,
    RequestBody,
    Response,
    MediaType,
    /// A schema under `components/schemas`.
    Named,
    /// The schema of a property.
    Property,
    /// The schema of a parameter, or of the items of one that is a list.
    OfParameter,
    /// Any other schema.
    Inner,
}

impl Kind {
    pub fn is_schema(self) -> bool {
        matches!(self, Self::Named | Self::Property | Self::OfParameter | Self::Inner)
    }
}

/// A part of a document. One that only refers to another is no part: the other is.
pub struct Part<'a> {
    pub kind: Kind,
    pub pointer: String,
    pub value: &'a Value,
}

/// All parts of a document.
pub fn parts(document: &Value) -> Vec<Part<'_>> {
    let mut walk = Walk { parts: Vec::new() };
    for (path, item) in members(&document["paths"]) {
        let at = format!("/paths/{}", escape(path));
        walk.add(Kind::PathItem, &at, item);
        walk.each(Kind::Parameter, &format!("{at}/parameters"), &item["parameters"]);
        for method in METHODS.iter().filter(|method| item[**method].is_object()) {
            walk.add(Kind::Operation, &format!("{at}/{method}"), &item[*method]);
        }
    }
    for (key, kind) in [
        ("schemas", Kind::Named),
        ("parameters", Kind::Parameter),
        ("headers", Kind::Header),
        ("requestBodies", Kind::RequestBody),
        ("responses", Kind::Response),
    ] {
        walk.each(kind, &format!("/components/{key}"), &document["components"][key]);
    }
    walk.parts
}

struct Walk<'a> {
    parts: Vec<Part<'a>>,
}

impl<'a> Walk<'a> {
    /// Every element of a list, or every value of an object.
    fn each(&mut self, kind: Kind, at: &str, all: &'a Value) {
        for (key, value) in members(all) {
            self.add(kind, &format!("{at}/{}", escape(key)), value);
        }
        for (index, value) in all.as_array().into_iter().flatten().enumerate() {
            self.add(kind, &format!("{at}/{index}"), value);
        }
    }

    fn add(&mut self, kind: Kind, at: &str, value: &'a Value) {
        // Below the pointer of a reference there is nothing.
        if !value.is_object() || value["$ref"].is_string() {
            return;
        }
        self.parts.push(Part { kind, pointer: at.to_owned(), value });
        let below = |key: &str| format!("{at}/{key}");
        match kind {
            Kind::PathItem => {}
            Kind::Operation => {
                self.each(Kind::Parameter, &below("parameters"), &value["parameters"]);
                self.add(Kind::RequestBody, &below("requestBody"), &value["requestBody"]);
                self.each(Kind::Response, &below("responses"), &value["responses"]);
            }
            Kind::Parameter => self.add(Kind::OfParameter, &below("schema"), &value["schema"]),
            Kind::Header | Kind::MediaType => self.add(Kind::Inner, &below("schema"), &value["schema"]),
            Kind::RequestBody => self.each(Kind::MediaType, &below("content"), &value["content"]),
            Kind::Response => {
                self.each(Kind::Header, &below("headers"), &value["headers"]);
                self.each(Kind::MediaType, &below("content"), &value["content"]);
            }
            Kind::Named | Kind::Property | Kind::OfParameter | Kind::Inner => {
                let inner = if kind == Kind::OfParameter { kind } else { Kind::Inner };
                self.add(inner, &below("items"), &value["items"]);
                self.each(Kind::Property, &below("properties"), &value["properties"]);
                for key in ["additionalProperties", "not"] {
                    self.add(Kind::Inner, &below(key), &value[key]);
                }
                for key in ["allOf", "anyOf", "oneOf"] {
                    self.each(Kind::Inner, &below(key), &value[key]);
                }
            }
        }
    }
}

/// The members of an object; none of anything else.
pub fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}
