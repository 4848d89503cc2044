//! What the tasks print, and how they end: the commands are in the `.trycmd` files, each with a folder that it runs in.
//! `TRYCMD=overwrite cargo test -p xtask --test tasks` writes what is printed now.

use std::process::Command;

#[test]
fn every_task_tells_what_it_finds() {
    trycmd::TestCases::new().case("tests/*.trycmd");
}

/// Of this package, from its root.
#[test]
fn there_is_nothing_to_mend_in_the_document() {
    for task in [["spec", "lint"], ["spec", "types"], ["regen", "--check"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(task).current_dir("..").output().unwrap();
        assert!(output.status.success(), "{task:?}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
