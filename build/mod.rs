//! From the text of an OpenAPI document to the text of a Rust client.
//!
//! `document` reads what is written, `check` finds its faults, `prepare` makes the copy that progenitor is
//! given, `enums`, `types`, `schemas`, `rewrite` and `pagination` do to progenitor's code what progenitor does not. Everything here
//! follows from the document: no operation, parameter or type is known by its name.

mod check;
pub mod document;
mod enums;
mod pagination;
mod prepare;
mod rewrite;
mod schemas;
mod tree;
mod types;

use std::{any::Any, fmt, panic};

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use quote::quote;
use serde_json::Value;

use document::Document;
use enums::OpenEnum;

/// What is wrong with the document, and where: `#/json/pointer` or `:line:column`.
#[derive(Debug)]
pub struct Fault {
    /// Where.
    pub place: String,
    /// What.
    pub message: String,
}

impl Fault {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One line that can be read, whatever a library put into its message.
        let message = self.message.split_whitespace().collect::<Vec<_>>().join(" ");
        let (kept, cut): (String, _) = (message.chars().take(200).collect(), message.chars().count() > 200);
        write!(f, "{}: {kept}{}", self.place, if cut { "…" } else { "" })
    }
}

/// Generates the client.
pub fn generate(text: &str) -> Result<String, Fault> {
    let document = Document::parse(text)?;
    let enums = enums::collect(&document)?;
    let prepared = prepare::prepare(&document);
    let tokens = progenitor(&prepared, &enums).map_err(|message| locate(&prepared, &enums, message))?;
    let mut file: syn::File =
        syn::parse2(tokens).map_err(|error| Fault::new("#", format!("generated code: {error}")))?;
    rewrite::rewrite(&mut file, &document, &enums)?;
    Ok(prettyplease::unparse(&file))
}

/// Runs progenitor. It panics on much that it cannot do; that too becomes a message here.
fn progenitor(document: &Value, enums: &[OpenEnum]) -> Result<proc_macro2::TokenStream, String> {
    let openapi: OpenAPI = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::middleware::Middleware));
    for open in enums {
        let path = format!("crate::generated::types::{}", open.name);
        settings.with_replacement(&open.name, path, [TypeImpl::Display, TypeImpl::FromStr].into_iter());
    }
    let hook = panic::take_hook();
    // What it says would be printed with a backtrace.
    panic::set_hook(Box::new(|_| {}));
    let generated = panic::catch_unwind(|| Generator::new(&settings).generate_tokens(&openapi));
    panic::set_hook(hook);
    generated
        .map_err(|panic| format!("progenitor cannot do this: {}", text_of(&*panic)))?
        .map_err(|error| error.to_string())
}

/// Finds the operation or the schema that progenitor stumbles over, by leaving the others out.
fn locate(document: &Value, enums: &[OpenEnum], message: String) -> Fault {
    let fails = |candidate: &Value| progenitor(candidate, enums).err();
    let mut bare = document.clone();
    bare["paths"] = Value::Object(serde_json::Map::new());
    if fails(&bare).is_none() {
        for (pointer, path, method, _) in document::operations(document) {
            let mut alone = bare.clone();
            alone["paths"][path] = document["paths"][path].clone();
            if let Some(item) = alone["paths"][path].as_object_mut() {
                item.retain(|key, _| key == method || !document::METHODS.contains(&key.as_str()));
            }
            if let Some(message) = fails(&alone) {
                return Fault::new(pointer, message);
            }
        }
        return Fault::new("#/paths", message);
    }
    let names = bare["components"]["schemas"].as_object().into_iter().flat_map(|schemas| schemas.keys());
    for name in names {
        let mut without = bare.clone();
        without["components"]["schemas"][name] = Value::Object(serde_json::Map::new());
        if fails(&without).is_none() {
            return Fault::new(format!("#/components/schemas/{name}"), message);
        }
    }
    Fault::new("#/components/schemas", message)
}

/// What a panic said.
pub fn text_of(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
        .unwrap_or_else(|| "the generator gave up without a word".to_owned())
}
