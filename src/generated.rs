//! The client that `build.rs` generates from the document in `spec/`, and nothing else.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    dead_code,
    unused_imports,
    reason = "progenitor's code, as it comes; what it unwraps are patterns that it has tried"
)]

include!(concat!(env!("OUT_DIR"), "/client.rs"));
