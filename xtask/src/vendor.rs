//! The document beside the vendor's metadata of operations: a file for each, with its name, method, path and parameters.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Outcome, document::Document, operation::Operation, table::table};

/// What the vendor says of an operation.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    name: String,
    /// One, or several with `|` between them.
    method: String,
    /// With `[name]` for a parameter.
    path_pattern: String,
    #[serde(default)]
    deprecated: bool,
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
    position: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    required: bool,
}

/// Something of an operation that is not the same on both sides. None where a side has nothing of it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Difference {
    operation: String,
    what: String,
    document: Option<String>,
    vendor: Option<String>,
    /// The file that the vendor says it in.
    file: String,
}

#[derive(Default, Serialize)]
struct Report {
    differences: BTreeSet<Difference>,
    /// Operations that both sides have.
    compared: BTreeSet<String>,
    /// Operations that the document does not have.
    not_in_document: BTreeSet<String>,
    /// Operations that no file is about.
    not_in_metadata: BTreeSet<String>,
    /// Files of folders that are about no operation.
    passed_over: BTreeSet<String>,
}

/// The keys that make a file metadata.
const KEYS: [&str; 4] = ["name", "method", "pathPattern", "parameters"];

pub fn run(document: &Document, paths: &[PathBuf], json: bool) -> anyhow::Result<Outcome> {
    let operations = Operation::all(document);
    let mut report = Report::default();
    for (file, named) in files(paths)? {
        let name = file.display().to_string();
        let text = fs::read_to_string(&file).with_context(|| name.clone())?;
        let value: Value = serde_json::from_str(&text).with_context(|| name.clone())?;
        // The vendor keeps a table of contents among them.
        if !named && KEYS.iter().all(|key| value[*key].is_null()) {
            report.passed_over.insert(name);
            continue;
        }
        let metadata = Metadata::deserialize(value).with_context(|| format!("{name}: no metadata of an operation"))?;
        // One that has another name now is told by what it calls.
        let by_name = operations.iter().find(|(id, _)| *id == metadata.name);
        let by_request = || operations.iter().find(|(_, operation)| metadata.calls(operation));
        match by_name.or_else(by_request) {
            Some((id, operation)) => {
                report.differences.extend(compare(document, (id, operation), &metadata, &name));
                report.compared.insert(id.clone());
            }
            None => drop(report.not_in_document.insert(metadata.name)),
        }
    }
    let ids = operations.into_iter().map(|(id, _)| id);
    report.not_in_metadata = ids.filter(|id| !report.compared.contains(id)).collect();
    if json {
        say!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        report.print();
    }
    Ok(Outcome::of(report.differences.len()))
}

impl Metadata {
    fn path(&self) -> String {
        self.path_pattern.replace('[', "{").replace(']', "}")
    }

    fn has_method(&self, method: &str) -> bool {
        self.method.split('|').any(|one| one.eq_ignore_ascii_case(method))
    }

    fn calls(&self, operation: &Operation) -> bool {
        self.path() == operation.path && self.has_method(operation.method)
    }
}

/// The files that are meant, and whether each was named: a folder means the JSON files in it.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<(PathBuf, bool)>> {
    let mut files = Vec::new();
    for path in paths {
        let unread = || path.display().to_string();
        if fs::metadata(path).with_context(unread)?.is_dir() {
            let entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>).with_context(unread)?;
            let json = |file: &PathBuf| file.extension().is_some_and(|end| end == "json");
            let mut found: Vec<_> = entries.into_iter().map(|entry| entry.path()).filter(json).collect();
            anyhow::ensure!(!found.is_empty(), "{}: no JSON file in this folder", path.display());
            found.sort();
            files.extend(found.into_iter().map(|file| (file, false)));
        } else {
            files.push((path.clone(), true));
        }
    }
    Ok(files)
}

fn compare(
    document: &Document,
    (id, operation): (&str, &Operation),
    metadata: &Metadata,
    file: &str,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut differs = |what: &str, document: Option<&str>, vendor: Option<&str>| {
        let owned = |side: Option<&str>| side.map(str::to_owned);
        if document != vendor {
            let (operation, what, file) = (id.to_owned(), what.to_owned(), file.to_owned());
            found.push(Difference { operation, what, document: owned(document), vendor: owned(vendor), file });
        }
    };
    differs("name", Some(id), Some(&metadata.name));
    if !metadata.has_method(operation.method) {
        differs("method", Some(&operation.method.to_uppercase()), Some(&metadata.method));
    }
    differs("path", Some(operation.path), Some(&metadata.path()));
    let deprecated = operation.value["deprecated"] == true;
    differs("deprecated", Some(word(deprecated)), Some(word(metadata.deprecated)));

    let body = document.resolve(&operation.value["requestBody"]);
    let is_body = |parameter: &&Parameter| matches!(&*parameter.place(), "body" | "formdata");
    let theirs: Vec<_> = metadata.parameters.iter().filter(is_body).collect();
    let required = |required: bool| if required { "required" } else { "optional" };
    let ours = (!body.is_null()).then(|| required(body["required"] == true));
    let theirs = (!theirs.is_empty()).then(|| required(theirs.iter().any(|parameter| parameter.required)));
    differs("request body", ours, theirs);

    let parameters = operation.parameters.iter();
    let ours: BTreeMap<_, _> =
        parameters.map(|((name, place), (_, parameter))| (key(name, place), (*name, *place, *parameter))).collect();
    let mut seen = BTreeSet::new();
    for parameter in metadata.parameters.iter().filter(|parameter| !is_body(parameter)) {
        let place = parameter.place();
        let what = format!("{place} parameter `{}`", parameter.name);
        if !seen.insert(key(&parameter.name, &place)) {
            differs(&what, Some("once"), Some("twice"));
        }
        let Some((_, _, ours)) = ours.get(&key(&parameter.name, &place)) else {
            differs(&what, None, Some(&parameter.kind));
            continue;
        };
        let (ours_type, theirs_type) = (type_in_document(document, ours), type_at_vendor(&parameter.kind));
        differs(&format!("{what}: type"), Some(&ours_type), Some(theirs_type.unwrap_or(&parameter.kind)));
        // A path never does without its parts, whatever is said of them.
        if place != "path" {
            let ours = ours["required"] == true;
            differs(&format!("{what}: required"), Some(word(ours)), Some(word(parameter.required)));
        }
    }
    for (_, (name, place, parameter)) in ours.iter().filter(|(key, _)| !seen.contains(*key)) {
        differs(&format!("{place} parameter `{name}`"), Some(&type_in_document(document, parameter)), None);
    }
    found
}

impl Parameter {
    /// Where it is sent, as OpenAPI has it.
    fn place(&self) -> String {
        self.position.to_lowercase()
    }
}

fn word(truth: bool) -> &'static str {
    if truth { "true" } else { "false" }
}

/// What makes two parameters the same: names of headers are the same in any case.
fn key(name: &str, place: &str) -> (String, String) {
    let name = if place == "header" { name.to_lowercase() } else { name.to_owned() };
    (name, place.to_owned())
}

fn type_in_document(document: &Document, parameter: &Value) -> String {
    let schema = document.resolve_whole(&parameter["schema"]);
    let kind = schema["type"].as_str().unwrap_or("any");
    match schema["format"].as_str().filter(|_| kind != "string") {
        Some(format) => format!("{kind} {format}"),
        None => kind.to_owned(),
    }
}

/// The vendor's name of a type, as OpenAPI has it. None where that is not known.
fn type_at_vendor(kind: &str) -> Option<&'static str> {
    Some(match kind.to_lowercase().as_str() {
        "string" => "string",
        "integer" => "integer int32",
        "long" => "integer int64",
        "float" => "number float",
        "double" => "number double",
        "boolean" => "boolean",
        "array" | "list" | "repeatlist" => "array",
        "object" | "map" | "struct" | "json" => "object",
        _ => return None,
    })
}

impl Report {
    fn print(&self) {
        if !self.differences.is_empty() {
            let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "-".to_owned());
            let row = |it: &Difference| {
                [it.operation.clone(), it.what.clone(), side(&it.document), side(&it.vendor), it.file.clone()]
            };
            let header = ["operation", "what", "document", "vendor", "file"];
            say!("{}\n", table(header, self.differences.iter().map(row)));
        }
        let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        for (what, names) in [
            ("compared", &self.compared),
            ("not in the document", &self.not_in_document),
            ("not compared, since no file is about it", &self.not_in_metadata),
            ("passed over, since it is about no operation", &self.passed_over),
        ] {
            if !names.is_empty() {
                say!("{what}: {}", list(names));
            }
        }
        match self.differences.len() {
            0 if self.compared.is_empty() => say!("nothing was compared"),
            0 => say!("no difference"),
            count => say!(
                "differences: {count}; edit the document, then run `cargo xtask regen`: CONTRIBUTING.md has the steps"
            ),
        }
    }
}
