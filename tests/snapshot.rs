//! The snapshot that reviewers read is what the build generates.

use std::{fs, path::Path};

const GENERATED: &str = include_str!(concat!(env!("OUT_DIR"), "/client.rs"));

#[test]
fn the_snapshot_is_what_the_build_generates() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/client.rs");
    let kept = fs::read_to_string(file).unwrap_or_default();
    // Not compared by `assert_eq`, which would print both.
    assert!(
        kept == GENERATED,
        "tests/snapshots/client.rs is stale: run `cargo xtask regen` and commit what it changes"
    );
}
