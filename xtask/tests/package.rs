//! What is published: the document is in it, and nothing that a user does not need.

use std::{collections::BTreeSet, path::Path, process::Command};

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir("..").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_package_has_the_document_and_nothing_that_is_not_needed() {
    let files = cargo(&["package", "--list", "--allow-dirty", "--locked", "-p", "fc-async-tasks"]);
    let files: BTreeSet<_> = files.lines().collect();
    for needed in ["spec/fc-open-2021-04-06.json", "build.rs", "build/mod.rs", "src/lib.rs", "README.md", "LICENSE-MIT"]
    {
        assert!(files.contains(needed), "{needed}");
    }
    let of_cargo = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig"];
    let texts = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "spec/README.md"];
    let code = |file: &str| {
        let source = file == "build.rs" || file.starts_with("build/") || file.starts_with("src/");
        source && Path::new(file).extension().is_some_and(|end| end == "rs") && !file.contains("tests")
    };
    let more: Vec<_> = files
        .into_iter()
        .filter(|file| !of_cargo.contains(file) && !texts.contains(file) && !code(file))
        .filter(|file| *file != "spec/fc-open-2021-04-06.json")
        .collect();
    assert_eq!(more, Vec::<&str>::new());
}

#[test]
fn a_user_compiles_nothing_of_the_tasks() {
    let of = |arguments: &[&str]| {
        let tree = ["tree", "--locked", "--prefix", "none", "--format", "{p}", "--no-dedupe"];
        let crates = cargo(&[&tree[..], arguments].concat());
        crates.lines().filter_map(|line| Some(line.split_once(' ')?.0.to_owned())).collect::<BTreeSet<_>>()
    };
    let user = of(&["-p", "fc-async-tasks", "-e", "normal,build", "--all-features"]);
    assert!(user.contains("progenitor") && !user.contains("xtask"));
    for own in ["clap", "comfy-table", "jsonc-parser", "jsonschema", "toml", "wait4"] {
        assert!(of(&["-p", "xtask", "-e", "normal"]).contains(own), "{own}");
        assert!(!user.contains(own), "{own}");
    }
}
