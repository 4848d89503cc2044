//! The generated client as a file of the tree, so that a review sees what a change of the document does to it.

use std::fs;

use anyhow::Context;

use crate::{
    Outcome,
    document::{DOCUMENT, root},
    generator,
};

/// The snapshot. It is read, never compiled.
const SNAPSHOT: &str = "tests/snapshots/client.rs";

#[derive(clap::Args)]
pub struct Arguments {
    /// Write nothing; say whether the snapshot is what the document generates
    #[arg(long)]
    check: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let text = fs::read_to_string(root().join(DOCUMENT)).context(DOCUMENT)?;
    let generated = generator::generate(&text).map_err(|fault| {
        anyhow::anyhow!("{DOCUMENT}{fault}\n`cargo xtask spec lint` says what else is wrong with the document")
    })?;
    let file = root().join(SNAPSHOT);
    let kept = fs::read_to_string(&file).unwrap_or_default();
    if kept == generated {
        say!("{SNAPSHOT} is what {DOCUMENT} generates");
        return Ok(Outcome::Clean);
    }
    if arguments.check {
        let same = kept.lines().zip(generated.lines()).take_while(|(kept, generated)| kept == generated).count();
        say!("{SNAPSHOT}:{}: stale: run `cargo xtask regen` and commit what it changes", same + 1);
        return Ok(Outcome::Differences);
    }
    fs::create_dir_all(file.parent().unwrap_or(&file)).context(SNAPSHOT)?;
    fs::write(&file, generated).context(SNAPSHOT)?;
    say!("{SNAPSHOT} written: `git diff` shows how the interface changes");
    Ok(Outcome::Clean)
}
