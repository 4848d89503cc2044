//! The client that `build.rs` generates from the document in `spec/`, and nothing else.

#![allow(clippy::pedantic, dead_code, unused_imports, reason = "progenitor's code, as it comes")]

include!(concat!(env!("OUT_DIR"), "/client.rs"));
