//! How far a change goes, as the versions of crates tell it.

use std::fmt;

use semver::Version;
use serde::Serialize;

/// What a change means for whoever uses the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing but other words.
    Patch,
    /// There is more than before.
    Minor,
    /// What was written against it may not compile, or not do the same.
    Major,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// The least version that may follow on one after a change. Before 1.0.0, Cargo reads the second number as the major
/// one and the third as the minor one. What is not yet released may change in any way.
pub fn after(before: &Version, level: Option<Level>) -> Version {
    let Version { major, minor, patch, .. } = *before;
    match level {
        None => before.clone(),
        Some(_) if !before.pre.is_empty() => Version::new(major, minor, patch),
        Some(Level::Major) if major > 0 => Version::new(major + 1, 0, 0),
        Some(Level::Minor) if major > 0 => Version::new(major, minor + 1, 0),
        Some(Level::Major) => Version::new(0, minor + 1, 0),
        Some(Level::Minor | Level::Patch) => Version::new(major, minor, patch + 1),
    }
}
