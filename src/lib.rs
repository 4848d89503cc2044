#![doc = include_str!("../README.md")]

mod argument;
mod client;
mod clock;
mod credentials;
#[cfg(feature = "emulator")]
pub mod emulator;
mod endpoint;
mod error;
mod generated;
mod middleware;
mod response;
pub mod signing;

pub use client::ClientBuilder;
pub use credentials::Credentials;
pub use error::{Error, ErrorKind};
pub use generated::{Client, ResponseValue, builder, types};
pub use signing::Scheme;
pub use types::{InvocationStatus, SortOrder};
