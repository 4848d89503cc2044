//! What the crate costs: crates compiled, lines written.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context;

/// Prints the figures.
pub fn run() -> anyhow::Result<()> {
    say!("crates, this one included, by features and kind of dependency");
    for (what, arguments) in [
        ("default, at run time", &["-e", "normal"][..]),
        ("default, with the generator", &["-e", "normal,build"]),
        ("default without credentials-chain", &["-e", "normal", "--no-default-features", "--features", "rustls"]),
        ("no features, at run time", &["-e", "normal", "--no-default-features"]),
        ("no features, with the generator", &["-e", "normal,build", "--no-default-features"]),
        ("all features, at run time", &["-e", "normal", "--all-features"]),
    ] {
        say!("{:>6}  {what}", crates(arguments)?);
    }
    say!("\nlines with code, of all lines, by file");
    let mut sum = (0, 0);
    for file in ["build.rs", "build", "src", "examples", "tests", "benches", "xtask/src"].map(PathBuf::from) {
        for file in rust_files(&file)? {
            let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            let (code, all) = (text.lines().filter(|line| is_code(line)).count(), text.lines().count());
            say!("{code:>6} {all:>6}  {}", file.display());
            sum = (sum.0 + code, sum.1 + all);
        }
    }
    say!("{:>6} {:>6}  all", sum.0, sum.1);
    Ok(())
}

fn crates(arguments: &[&str]) -> anyhow::Result<usize> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        // What is compiled differs from system to system.
        .args(["tree", "--locked", "-p", "fc-async-tasks", "--target", "x86_64-unknown-linux-gnu"])
        .args(["--prefix", "none", "--format", "{p}"])
        .args(arguments)
        .output()
        .context("cargo tree")?;
    anyhow::ensure!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    // A crate is printed once for each that needs it, with a mark from the second time on.
    let names = text.lines().map(|line| line.split(" (").next().unwrap_or(line));
    Ok(names.filter(|name| !name.is_empty()).collect::<BTreeSet<_>>().len())
}

fn rust_files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).with_context(|| path.display().to_string())?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        // What is generated is not written.
        if path.ends_with("snapshots") {
            continue;
        }
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [&str; 1] = ["--no-default-features"];

    /// The README with one space between words.
    fn readme() -> String {
        let text = fs::read_to_string(crate::document::root().join("README.md")).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whoever depends on the crate compiles these. More of them have to be wanted, and written down.
    #[test]
    fn a_build_pulls_in_as_many_crates_as_the_readme_says() {
        let of = |kind: &str, features: &[&str]| crates(&[&["-e", kind], features].concat()).unwrap();
        let (run, all) = ("normal", "normal,build");
        let expected = format!(
            "A program compiles {} crates without any feature and {} with the default ones, this one and the generator's \
             included; {} and {} of them are part of it",
            of(all, &NONE),
            of(all, &[]),
            of(run, &NONE),
            of(run, &[])
        );
        assert!(readme().contains(&expected), "the README does not say: {expected}");
    }

    #[test]
    fn a_feature_costs_as_many_crates_as_the_readme_says() {
        let without = crates(&["-e", "normal", "--no-default-features"]).unwrap();
        for feature in ["rustls", "credentials-chain", "native-tls", "emulator", "schemars"] {
            let with = crates(&["-e", "normal", "--no-default-features", "--features", feature]).unwrap();
            let readme = fs::read_to_string(crate::document::root().join("README.md")).unwrap();
            let row = readme.lines().find(|line| line.starts_with(&format!("| `{feature}` |"))).unwrap();
            assert!(row.ends_with(&format!("| {} |", with - without)), "{feature} costs {}: {row}", with - without);
        }
    }
}
