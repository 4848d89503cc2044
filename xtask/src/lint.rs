//! What is wrong with a document. The build refuses what cannot be generated; this finds what would be generated
//! badly, or not said well, and tells all of it at once.

mod examples;
mod form;
mod ignored;
mod rules;
mod walk;

use std::{collections::BTreeSet, fs, path::PathBuf};

use anyhow::Context;
use serde_json::Value;

use crate::{
    Outcome,
    document::{DOCUMENT, Document, Malformed, root},
    generator,
    schema::Schemas,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// The document, instead of the one of this package
    document: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let file = arguments.document.clone().unwrap_or_else(|| root().join(DOCUMENT));
    let name = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
    let text = fs::read_to_string(&file).with_context(|| name.clone())?;
    let findings = lint(&name, &text);
    for Finding { line, pointer, message } in &findings {
        say!("{name}:{line}: #{pointer}: {message}");
    }
    match findings.len() {
        0 => say!("{name}: nothing to mend"),
        count => say!("\n{count} to mend in {name}; spec/README.md has the rules"),
    }
    Ok(Outcome::of(findings.len()))
}

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub line: usize,
    /// A JSON pointer.
    pub pointer: String,
    pub message: String,
}

/// Collects what is found in a document.
struct Findings<'a> {
    document: &'a Document,
    found: BTreeSet<Finding>,
}

impl Findings<'_> {
    fn add(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        let pointer = pointer.into();
        self.found.insert(Finding { line: self.document.line(&pointer), pointer, message: message.into() });
    }
}

/// All that is wrong with a text that should be a document, in its order.
fn lint(name: &str, text: &str) -> Vec<Finding> {
    let document = match Document::parse(name, text) {
        Ok(document) => document,
        Err(Malformed { line, message }) => return vec![Finding { line, pointer: String::new(), message }],
    };
    let mut findings = Findings { document: &document, found: BTreeSet::new() };
    form::check(&mut findings);
    // With a schema that is none, no value can be checked.
    let well_formed = findings.found.is_empty();
    let (parts, schemas) = (walk::parts(&document.json), Schemas::new(&document));
    for part in &parts {
        rules::check(part, &mut findings);
        ignored::check(part, &mut findings);
        if well_formed {
            examples::check(part, &schemas, &mut findings);
        }
    }
    rules::check_all(&parts, &mut findings);
    ignored::check_bounds(&parts, &mut findings);
    for pointer in &document.repeated {
        findings.add(pointer, "stands here a second time: only the last counts");
    }
    // The generator stops at its first fault, and says nothing of what is above.
    if findings.found.is_empty()
        && let Err(fault) = generator::generate(text)
    {
        findings.add(fault.place.trim_start_matches('#'), format!("cannot be generated: {}", one_line(&fault.message)));
    }
    findings.found.into_iter().collect()
}

/// The start of a message, which of progenitor may be a page.
fn one_line(message: &str) -> String {
    let words = message.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(200).collect()
}

/// The text of a value, or nothing.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
