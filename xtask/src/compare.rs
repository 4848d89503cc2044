//! What changed between two versions of the document, and what that means for the version of the crate.

mod base;
mod level;
mod operations;
mod schemas;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use serde::Serialize;
use serde_json::{Map, Value};

use self::{base::Base, level::Level};
use crate::{
    Outcome,
    document::{DOCUMENT, Document, root, version},
    table::table,
    vendor,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// The document, instead of the one of this package
    document: Option<PathBuf>,
    /// The version to compare with: a file, or a revision of git. Without this and `--vendor` it is the last release,
    /// and only a version of the crate that does not follow the changes counts as a difference
    #[arg(long, value_name = "FILE OR REVISION")]
    base: Option<String>,
    /// Compare with the vendor's metadata of operations: files, or folders of them
    #[arg(long, value_name = "FILE OR FOLDER", num_args = 1.., conflicts_with = "base")]
    vendor: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let file = arguments.document.clone().unwrap_or_else(|| root().join(DOCUMENT));
    let document = Document::read(&file)?;
    if !arguments.vendor.is_empty() {
        return vendor::run(&document, &arguments.vendor, arguments.json);
    }
    let Some(base) = Base::find(arguments.base.as_deref())? else {
        say!("no release yet: no tag like v1.2.3 is an ancestor of HEAD; `--base HEAD` compares with the last commit");
        return Ok(Outcome::Clean);
    };
    let report = Report::new(&base, &document)?;
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        report.print();
    }
    Ok(if arguments.base.is_some() {
        Outcome::of(report.changes.len())
    } else {
        Outcome::of(usize::from(!report.follows()))
    })
}

/// A change, and what it means for whoever uses the crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Change {
    level: Level,
    /// Where it is, as a JSON pointer: in the new document, but for what is gone.
    pointer: String,
    what: String,
}

/// Collects changes.
struct Changes<'a> {
    old: &'a Document,
    new: &'a Document,
    found: BTreeSet<Change>,
}

impl Changes<'_> {
    fn add(&mut self, level: Level, pointer: &str, change: impl Into<String>) {
        self.found.insert(Change { level, pointer: format!("#{pointer}"), what: change.into() });
    }

    /// A value that was added, removed or changed.
    fn value(&mut self, level: Level, pointer: &str, what: &str, (old, new): (&Value, &Value)) {
        if old != new {
            self.add(level, pointer, format!("{what}: {}", from_to(old, new)));
        }
    }

    /// A key that is true or not; where it is not there, it is not.
    fn flag(&mut self, level: Level, pointer: &str, key: &str, (old, new): (&Value, &Value)) {
        let [old, new] = [old, new].map(|schema| Value::from(schema[key] == true));
        self.value(level, pointer, key, (&old, &new));
    }

    /// All keys of two objects but those that are looked at elsewhere: they say nothing to the generator.
    fn rest(&mut self, pointer: &str, (old, new): (&Value, &Value), but: &[&str]) {
        let keys = [old, new].into_iter().filter_map(Value::as_object).flat_map(|map| map.keys());
        for key in keys.filter(|key| !but.contains(&key.as_str())).collect::<BTreeSet<_>>() {
            if old[key] != new[key] {
                let below = format!("{pointer}/{}", crate::generator::document::escape(key));
                self.add(Level::Patch, &below, "changed");
            }
        }
    }
}

/// What two objects have under each of their keys.
fn pairs<'a>(old: &'a Value, new: &'a Value) -> BTreeMap<&'a str, (Option<&'a Value>, Option<&'a Value>)> {
    let keys = [old, new].into_iter().filter_map(Value::as_object).flat_map(Map::keys);
    keys.map(|key| (key.as_str(), (old.get(key), new.get(key)))).collect()
}

/// Both of a pair; where there is one, it was added or removed.
fn same<'a>(
    what: &str,
    at: &str,
    (old, new): (Option<&'a Value>, Option<&'a Value>),
    changes: &mut Changes,
) -> Option<(&'a Value, &'a Value)> {
    match (old, new) {
        (Some(old), Some(new)) => return Some((old, new)),
        (None, _) => changes.add(Level::Minor, at, format!("{what} added")),
        (_, None) => changes.add(Level::Major, at, format!("{what} removed")),
    }
    None
}

/// From one value to another, in a few words.
fn from_to(old: &Value, new: &Value) -> String {
    let word = |value: &Value| match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    format!("{} -> {}", word(old), word(new))
}

/// All changes, and the verdict.
#[derive(Serialize)]
struct Report {
    base: String,
    document: String,
    /// The highest first.
    changes: Vec<Change>,
    /// None where nothing changed.
    verdict: Option<Level>,
    /// The version of the crate at the base, where that is a revision.
    base_version: Option<semver::Version>,
    /// The version of the crate now.
    version: semver::Version,
    /// The least version that follows from the changes.
    wanted: Option<semver::Version>,
}

impl Report {
    fn new(base: &Base, new: &Document) -> anyhow::Result<Self> {
        let mut changes = Changes { old: &base.document, new, found: BTreeSet::new() };
        operations::compare(&mut changes);
        schemas::compare(&mut changes);
        changes.rest("", (&base.document.json, &new.json), &["paths", "components", "info"]);
        let mut changes: Vec<_> = changes.found.into_iter().collect();
        changes.sort_by(|one, other| other.level.cmp(&one.level).then_with(|| one.cmp(other)));
        let verdict = changes.first().map(|change| change.level);
        let wanted = base.version.as_ref().map(|version| level::after(version, verdict));
        Ok(Self {
            base: base.document.name.clone(),
            document: new.name.clone(),
            changes,
            verdict,
            base_version: base.version.clone(),
            version: version()?,
            wanted,
        })
    }

    /// Whether the version of the crate follows from the changes, as far as that can be told.
    fn follows(&self) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| self.version >= *wanted)
    }

    fn print(&self) {
        if let Some(verdict) = self.verdict {
            let row = |change: &Change| [change.level.to_string(), change.pointer.clone(), change.what.clone()];
            let table = table(["level", "where", "change"], self.changes.iter().map(row));
            say!("{table}\n\nverdict: {verdict}, of {} since {}", self.document, self.base);
        } else {
            say!("{}: no change since {}", self.document, self.base);
        }
        if let (Some(before), Some(wanted)) = (&self.base_version, &self.wanted) {
            let rest = if self.follows() {
                "which follows".to_owned()
            } else {
                format!("but must be at least {wanted}: raise `version` in Cargo.toml")
            };
            say!("the crate was {before} then and is {} now, {rest}", self.version);
        }
    }
}
