//! What the crate costs: crates compiled, lines written.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Prints the figures.
pub fn run() -> Result<(), String> {
    println!("crates, this one included, by features and kind of dependency");
    for (what, arguments) in [
        ("default, at run time", &["-e", "normal"][..]),
        ("default, with the generator", &["-e", "normal,build"]),
        ("default without credentials-chain", &["-e", "normal", "--no-default-features", "--features", "rustls"]),
        ("no features, at run time", &["-e", "normal", "--no-default-features"]),
        ("no features, with the generator", &["-e", "normal,build", "--no-default-features"]),
        ("all features, at run time", &["-e", "normal", "--all-features"]),
    ] {
        println!("{:>6}  {what}", crates(arguments)?);
    }
    println!("\nlines with code, of all lines, by file");
    let mut sum = (0, 0);
    for file in ["build.rs", "build", "src", "examples", "tests", "benches", "xtask/src"].map(PathBuf::from) {
        for file in rust_files(&file)? {
            let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            let (code, all) = (text.lines().filter(|line| is_code(line)).count(), text.lines().count());
            println!("{code:>6} {all:>6}  {}", file.display());
            sum = (sum.0 + code, sum.1 + all);
        }
    }
    println!("{:>6} {:>6}  all", sum.0, sum.1);
    Ok(())
}

fn crates(arguments: &[&str]) -> Result<usize, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["tree", "--locked", "-p", "fc-async-tasks", "--prefix", "none", "--format", "{p}"])
        .args(arguments)
        .output()
        .map_err(|error| format!("cargo tree: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo tree: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    // A crate is printed once for each that needs it, with a mark from the second time on.
    let names = text.lines().map(|line| line.split(" (").next().unwrap_or(line));
    Ok(names.filter(|name| !name.is_empty()).collect::<BTreeSet<_>>().len())
}

fn rust_files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
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
