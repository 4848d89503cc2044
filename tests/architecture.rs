//! The invariants of ARCHITECTURE.md that can be read off the source.

use std::{fs, path::Path};

use serde_json::Value;

fn sources(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut sources: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap()))
        .collect();
    sources.sort();
    assert!(sources.len() > 3);
    sources
}

/// None of the words stands in the code of a folder, comments left out.
fn assert_without(folder: &str, words: &[&str]) {
    for (file, text) in sources(folder) {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code.take_while(|line| !line.contains("#[cfg(test)]")) {
            let mut found = line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
            assert!(!found.any(|word| words.contains(&word)), "{file}: {line}");
        }
    }
}

#[test]
fn signing_does_no_io_and_reads_no_clock() {
    assert_without("src/signing", &["reqwest", "tokio", "async", "net", "fs", "env", "now", "clock", "fill"]);
}

#[test]
fn the_emulator_shares_no_code_with_the_signer() {
    assert_without("src/emulator", &["signing", "Scheme", "middleware"]);
    assert_without("src/signing", &["emulator"]);
}

#[test]
fn the_generator_knows_no_name_of_the_document() {
    let document: Value = serde_json::from_str(include_str!("../spec/fc-open-2021-04-06.json")).unwrap();
    let mut names = Vec::new();
    for operation in document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    {
        names.extend(operation["operationId"].as_str());
        names.extend(operation["parameters"].as_array().into_iter().flatten().filter_map(|it| it["name"].as_str()));
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        names.push(name.as_str());
        names.extend(schema["properties"].as_object().into_iter().flat_map(|it| it.keys()).map(String::as_str));
    }
    // A name of one word may be a word of OpenAPI or of Rust too.
    names.retain(|name| name.chars().skip(1).any(char::is_uppercase));
    assert!(names.len() > 30);
    assert_without("build", &names);
}
