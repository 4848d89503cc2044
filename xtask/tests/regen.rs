//! `regen` writes what the document generates, and tells where the snapshot is something else.

mod common;

use std::fs;

use common::{GOOD, Package};

const SNAPSHOT: &str = "tests/snapshots/client.rs";

#[test]
fn the_snapshot_follows_the_document() {
    let package = Package::new(GOOD);
    let stale = |line: usize| format!("{SNAPSHOT}:{line}: stale: run `cargo xtask regen` and commit what it changes\n");
    assert_eq!(package.xtask(&["regen", "--check"]), (1, stale(1)));
    assert!(!package.path().join(SNAPSHOT).exists(), "a check writes nothing");

    let written = format!("{SNAPSHOT} written: `git diff` shows how the interface changes\n");
    assert_eq!(package.xtask(&["regen"]), (0, written.clone()));
    let before = fs::read_to_string(package.path().join(SNAPSHOT)).unwrap();
    let fresh = format!("{SNAPSHOT} is what spec/fc-open-2021-04-06.json generates\n");
    assert_eq!(package.xtask(&["regen", "--check"]), (0, fresh.clone()));
    assert_eq!(package.xtask(&["regen"]), (0, fresh));

    package.document(&GOOD.replace("\"description\": \"An order.\"", "\"description\": \"One order.\""));
    let line = 1 + before.lines().position(|line| line.contains("///An order.")).unwrap();
    assert_eq!(package.xtask(&["regen", "--check"]), (1, stale(line)));
    assert_eq!(package.xtask(&["regen"]), (0, written));
    let after = fs::read_to_string(package.path().join(SNAPSHOT)).unwrap();
    assert_eq!(after, before.replace("///An order.", "///One order."));
}

#[test]
fn a_document_that_cannot_be_generated_is_no_stale_snapshot() {
    let package = Package::new(&GOOD.replace("\"ListOrders\"", "7"));
    let (code, said) = package.xtask(&["regen", "--check"]);
    assert_eq!(code, 2);
    let place = "error: spec/fc-open-2021-04-06.json#/paths/~1shops~1{shop}~1orders/get: ";
    assert!(
        said.starts_with(place)
            && said.ends_with("`cargo xtask spec lint` says what else is wrong with the document\n"),
        "{said}"
    );
}

#[test]
fn who_calls_a_deprecated_operation_is_warned() {
    let package = Package::new(&GOOD.replace("\"ListOrders\",", "\"ListOrders\", \"deprecated\": true,"));
    assert_eq!(package.xtask(&["regen"]).0, 0);
    let code = fs::read_to_string(package.path().join(SNAPSHOT)).unwrap();
    let method = code.split("    pub fn list_orders(").next().unwrap();
    assert!(method.trim_end().ends_with("#[deprecated = \"the service means to drop this operation\"]"), "{method}");
}
