//! The version of the document that is compared with: from a file, or from git.

use std::{path::Path, process::Command};

use anyhow::Context;
use semver::Version;

use crate::document::{DOCUMENT, Document, root, version_of};

/// What is compared with.
pub struct Base {
    pub document: Document,
    /// The version of the crate, where it is a revision.
    pub version: Option<Version>,
}

impl Base {
    /// The file or the revision of a name; without a name the last release, where there is one.
    pub fn find(name: Option<&str>) -> anyhow::Result<Option<Self>> {
        match name {
            Some(name) if Path::new(name).is_file() => {
                Ok(Some(Self { document: Document::read(Path::new(name))?, version: None }))
            }
            Some(revision) => Self::at(revision).with_context(|| format!("`{revision}` is no file")).map(Some),
            None => last_release()?.map(|tag| Self::at(&tag)).transpose(),
        }
    }

    fn at(revision: &str) -> anyhow::Result<Self> {
        let name = format!("{DOCUMENT} of {revision}");
        // The package may be in a folder of its repository.
        let document = Document::of_text(&name, &git(&["show", &format!("{revision}:./{DOCUMENT}")])?)?;
        let version = version_of(&git(&["show", &format!("{revision}:./Cargo.toml")])?)?;
        Ok(Self { document, version: Some(version) })
    }
}

/// The tag of the highest version that is an ancestor of what is checked out.
fn last_release() -> anyhow::Result<Option<String>> {
    let tags = git(&["tag", "--merged", "HEAD", "--list", "v*"])?;
    let releases = tags.lines().filter_map(|tag| Some((Version::parse(tag.strip_prefix('v')?).ok()?, tag.to_owned())));
    // Before a release nothing is promised.
    let last = releases.filter(|(version, _)| version.pre.is_empty()).max().map(|(_, tag)| tag);
    if last.is_none() && git(&["rev-parse", "--is-shallow-repository"])?.trim() == "true" {
        anyhow::bail!("this clone has no history to find the last release in: run `git fetch --unshallow --tags`");
    }
    Ok(last)
}

fn git(arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("git").args(arguments).current_dir(root()).output().context("git")?;
    if !output.status.success() {
        anyhow::bail!("git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).context("git")
}
