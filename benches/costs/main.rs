//! What the parts of a listing cost that do no I/O: `cargo bench`. What a whole listing costs is in
//! `cargo xtask bench`.

mod decoding;
mod scan;
mod signing;
#[allow(dead_code, unused_imports, reason = "its tests come along, and are run elsewhere")]
#[path = "../../src/pagination/walk.rs"]
mod walk;

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    signing::bench(&mut criterion);
    decoding::bench(&mut criterion);
    scan::bench(&mut criterion);
    criterion.final_summary();
}
