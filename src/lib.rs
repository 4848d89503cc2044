#![doc = include_str!("../README.md")]
// Nothing that comes from outside may panic. Tests are another matter, see clippy.toml.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)]

/// So that its examples are compiled.
#[cfg(doctest)]
#[doc = include_str!("../docs/contract.md")]
struct Contract;

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

/// The OpenAPI document that the client is generated from, as JSON.
///
/// For a test that compares it with the one that you rely on; `docs/contract.md` in the repository has it.
///
/// ```
/// let document: serde_json::Value = serde_json::from_str(fc_async_tasks::OPENAPI)?;
/// assert_eq!(document["info"]["version"], "2021-04-06");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub const OPENAPI: &str = include_str!("../spec/fc-open-2021-04-06.json");

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
