//! The version of the crate follows the changes of the document since the last release.

mod common;

use common::{GOOD, Package};

const WORDS: (&str, &str) = ("An order.", "One order.");
const MORE: (&str, &str) = ("\"maximum\": 100", "\"maximum\": 200");
const LESS: (&str, &str) = ("\"maximum\": 100", "\"maximum\": 60");

#[test]
fn a_version_that_does_not_follow_is_told() {
    for (before, (old, new), now, wanted) in [
        ("0.1.0", ("", ""), "0.1.0", None),
        ("0.1.0", WORDS, "0.1.1", None),
        ("0.1.0", WORDS, "0.1.0", Some("0.1.1")),
        ("0.1.0", MORE, "0.1.1", None),
        ("0.1.7", LESS, "0.1.8", Some("0.2.0")),
        ("0.1.7", LESS, "0.2.0", None),
        ("1.4.2", WORDS, "1.4.2", Some("1.4.3")),
        ("1.4.2", MORE, "1.4.9", Some("1.5.0")),
        ("1.4.2", MORE, "1.5.0", None),
        ("1.4.2", LESS, "1.5.0", Some("2.0.0")),
        ("1.4.2", LESS, "2.0.0", None),
        // It went back.
        ("0.2.0", ("", ""), "0.1.0", Some("0.2.0")),
    ] {
        let package = Package::new(GOOD);
        package.release(before);
        package.document(&GOOD.replace(old, new));
        package.version(now);
        let (code, said) = package.xtask(&["spec", "compare"]);
        let case = format!("{before}, {new}, {now}: {said}");
        let least = wanted.map(|wanted| format!("now, but must be at least {wanted}: raise `version` in Cargo.toml\n"));
        match least {
            Some(least) => assert!(code == 1 && said.ends_with(&least), "{case}"),
            None => assert!(code == 0 && !said.contains("at least"), "{case}"),
        }
        // Against a revision that is named, each change is a difference.
        let (code, _) = package.xtask(&["spec", "compare", "--base", &format!("v{before}")]);
        assert_eq!(code, i32::from(old != new), "{case}");
    }
}

#[test]
fn the_last_release_is_the_highest_that_this_follows_on() {
    let package = Package::new(GOOD);
    package.release("0.9.0");
    package.document(&GOOD.replace(WORDS.0, WORDS.1));
    package.release("0.10.0");
    package.git(&["tag", "v1"]);
    package.git(&["tag", "v0.11.0-rc.1"]);
    package.git(&["checkout", "--quiet", "-b", "elsewhere"]);
    package.document(GOOD);
    package.release("3.0.0");
    package.git(&["checkout", "--quiet", "-"]);
    let (code, said) = package.xtask(&["spec", "compare"]);
    let first = "spec/fc-open-2021-04-06.json: no change since spec/fc-open-2021-04-06.json of v0.10.0\n";
    assert!(code == 0 && said.starts_with(first), "{said}");
}

#[test]
fn before_the_first_release_there_is_nothing_to_follow() {
    let package = Package::new(GOOD);
    package.git(&["init", "--quiet"]);
    package.version("0.1.0");
    package.git(&["add", "--all"]);
    package.git(&["commit", "--quiet", "--message", "first"]);
    let (code, said) = package.xtask(&["spec", "compare"]);
    assert!(code == 0 && said.starts_with("no release yet: "), "{said}");
}

#[test]
fn a_clone_without_history_is_not_taken_for_a_first_release() {
    let package = Package::new(GOOD);
    package.release("0.1.0");
    package.document(&GOOD.replace(LESS.0, LESS.1));
    package.git(&["commit", "--quiet", "--all", "--message", "narrower"]);
    let clone = Package::new(GOOD);
    let from = format!("file://{}", package.path().display());
    clone.git(&["clone", "--quiet", "--depth", "1", &from, "shallow"]);
    let (code, said) = clone.within("shallow", &["spec", "compare"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.ends_with("run `git fetch --unshallow --tags`\n"), "{said}");
}

#[test]
fn the_package_may_be_in_a_folder_of_its_repository() {
    let package = Package::new(GOOD);
    package.write("below/spec/fc-open-2021-04-06.json", GOOD);
    package.write("below/Cargo.toml", "[package]\nname = \"p\"\nversion = \"0.3.0\"\n");
    package.release("0.1.0");
    package.write("below/spec/fc-open-2021-04-06.json", &GOOD.replace(WORDS.0, WORDS.1));
    let (code, said) = package.within("below", &["spec", "compare"]);
    assert!(code == 1 && said.contains("the crate was 0.3.0 then"), "{said}");
}
