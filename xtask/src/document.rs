//! The document, with the lines that its parts stand in.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use jsonc_parser::{CollectOptions, ParseOptions, ast, common::Ranged};
use semver::Version;
use serde_json::Value;

use crate::generator::document::{escape, resolve, resolve_whole};

/// The document of this package, below its root.
pub const DOCUMENT: &str = "spec/fc-open-2021-04-06.json";

/// The root of the package that the task was started in, or else of the one that it was built from.
pub fn root() -> PathBuf {
    let here = env::current_dir().unwrap_or_default();
    let built_from = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let root = here.ancestors().find(|folder| folder.join(DOCUMENT).is_file()).or(built_from);
    root.unwrap_or(Path::new(".")).to_owned()
}

/// The version of the crate, as its manifest says.
pub fn version_of(manifest: &str) -> anyhow::Result<Version> {
    let manifest: toml::Table = manifest.parse().context("Cargo.toml")?;
    let version = manifest.get("package").and_then(|package| package.get("version")).and_then(toml::Value::as_str);
    Version::parse(version.context("Cargo.toml has no package.version")?).context("package.version of Cargo.toml")
}

/// The version of the crate as it is checked out.
pub fn version() -> anyhow::Result<Version> {
    version_of(&fs::read_to_string(root().join("Cargo.toml")).context("Cargo.toml")?)
}

/// A document that is JSON.
pub struct Document {
    /// Where it came from, for messages.
    pub name: String,
    pub json: Value,
    /// The line of each value, or of its key, by JSON pointer.
    lines: BTreeMap<String, usize>,
    /// The pointers of keys that stand in their object twice.
    pub repeated: Vec<String>,
}

/// Why a text is no JSON.
pub struct Malformed {
    pub line: usize,
    pub message: String,
}

impl Document {
    /// Reads a text.
    pub fn parse(name: &str, text: &str) -> Result<Self, Malformed> {
        let json = serde_json::from_str(text)
            .map_err(|error| Malformed { line: error.line(), message: format!("no JSON: {error}") })?;
        let mut document = Self { name: name.to_owned(), json, lines: BTreeMap::new(), repeated: Vec::new() };
        let starts: Vec<_> = text.match_indices('\n').map(|(index, _)| index).collect();
        let parsed = jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
        if let Ok(Some(value)) = parsed.map(|parsed| parsed.value) {
            document.note(&value, "", &|position| 1 + starts.partition_point(|start| *start < position));
        }
        Ok(document)
    }

    /// Reads a file.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let name = file.strip_prefix(root()).unwrap_or(file).display().to_string();
        let text = fs::read_to_string(file).with_context(|| name.clone())?;
        Self::of_text(&name, &text)
    }

    /// Reads a text that has to be a document.
    pub fn of_text(name: &str, text: &str) -> anyhow::Result<Self> {
        let document =
            Self::parse(name, text).map_err(|fault| anyhow::anyhow!("{name}:{}: {}", fault.line, fault.message))?;
        let is_one = document.json["openapi"].is_string() && document.json["paths"].is_object();
        anyhow::ensure!(is_one, "{name}: no OpenAPI document: `cargo xtask spec lint {name}` says more");
        Ok(document)
    }

    fn note(&mut self, value: &ast::Value<'_>, pointer: &str, line: &dyn Fn(usize) -> usize) {
        self.lines.entry(pointer.to_owned()).or_insert_with(|| line(value.range().start));
        match value {
            ast::Value::Object(object) => {
                let mut names = BTreeSet::new();
                for property in &object.properties {
                    let below = format!("{pointer}/{}", escape(property.name.as_str()));
                    // The last counts.
                    self.lines.insert(below.clone(), line(property.range.start));
                    if !names.insert(property.name.as_str()) {
                        self.repeated.push(below.clone());
                    }
                    self.note(&property.value, &below, line);
                }
            }
            ast::Value::Array(array) => {
                for (index, element) in array.elements.iter().enumerate() {
                    self.note(element, &format!("{pointer}/{index}"), line);
                }
            }
            _ => {}
        }
    }

    /// The line of what a pointer leads to; of what it would be in, where it is not there.
    pub fn line(&self, pointer: &str) -> usize {
        let mut pointer = pointer.trim_start_matches('#');
        loop {
            if let Some(line) = self.lines.get(pointer) {
                return *line;
            }
            match pointer.rsplit_once('/') {
                Some((above, _)) => pointer = above,
                None => return 1,
            }
        }
    }

    /// What a value is, or refers to within the document.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        resolve(&self.json, value)
    }

    /// As that, and through an `allOf` that only adds a word.
    pub fn resolve_whole<'a>(&'a self, value: &'a Value) -> &'a Value {
        resolve_whole(&self.json, value)
    }
}
