#![doc = include_str!("../README.md")]
// Nothing that comes from outside may panic. Tests are another matter, see clippy.toml.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)]

mod argument;
mod call;
mod client;
mod clock;
mod credentials;
#[cfg(feature = "emulator")]
pub mod emulator;
mod endpoint;
mod error;
mod generated;
mod json;
mod middleware;
pub(crate) mod pagination;
mod response;
mod retry;
mod service_error;
pub mod signing;
mod string_to_sign;
mod text;
mod transport;

pub use client::ClientBuilder;
#[cfg(feature = "credentials-chain")]
pub use credentials::CredentialsChain;
pub use credentials::{Credentials, ProvideCredentials};
pub use endpoint::Network;
pub use error::{Error, ErrorKind};
pub use generated::{Client, builder, types};
pub use pagination::{Cursor, Items, List, Pages, Progress, Scan, ScanCursor, Timeline};
pub use response::Response;
pub use retry::RetryPolicy;
pub use signing::Scheme;
pub use types::{InvocationStatus, SortOrder};
