//! A server that stands in for the service, in the same process: for your tests, and for ours.
//!
//! It holds tasks, answers ListStatefulAsyncInvocations as the service does, and checks the
//! signature of every request with code of its own. What the live service does and nobody here
//! could check, it decides as follows: newest first and no payload unless told otherwise, both
//! time bounds count themselves in, a task that has no start time comes before all others in time
//! and is outside every time window, a task is listed as soon as it is there, and a parameter that is
//! repeated is refused. A status that this version does not know can be asked for where a task has it.
//!
//! ```
//! use fc_async_tasks::{Client, emulator::{Dataset, Emulator}};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::start().await?;
//! emulator.insert("my-service", "my-function", Dataset::new(7).take(30));
//!
//! let client = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials()).build()?;
//! let request = client.list_stateful_async_invocations().service_name("my-service").function_name("my-function");
//! let page = request.send().await?;
//! assert_eq!(page.invocations.len(), 20);
//! assert_eq!(emulator.requests().len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! Tasks of your own are made field by field:
//!
//! ```
//! use fc_async_tasks::{InvocationStatus, types::Invocation};
//!
//! let mut task = Invocation::default();
//! task.invocation_id = Some("job-1".to_owned());
//! task.status = Some(InvocationStatus::Failed);
//! task.started_time = Some(1_731_571_200_000);
//! ```
//!
//! # Faults
//!
//! It can be told to fail, so that you see what your code makes of it. A [`Fault`] is aimed at
//! requests by their number, the first being 1; an attempt that the client makes again counts as a
//! request of its own. There are errors in every shape that occurs, answers that are late, slow,
//! broken off or too large, connections that are reset, and a clock that is wrong. A fault changes
//! the answer alone: the request is recorded like any other.
//!
//! ```
//! use std::time::Duration;
//!
//! use fc_async_tasks::{Client, ErrorKind, RetryPolicy, emulator::{Emulator, Fault, Stage}};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::start().await?;
//! emulator.insert("my-service", "my-function", []);
//! emulator.inject(1..=1, Fault::service_error(503, "ServiceUnavailable"));
//! emulator.inject(2..=2, Fault::reset(Stage::AfterHead));
//! emulator.inject(4.., Fault::html(200));
//!
//! // So that the test does not wait between attempts.
//! let policy = RetryPolicy { initial_backoff: Duration::ZERO, ..RetryPolicy::default() };
//! let builder = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials());
//! let client = builder.retry(policy).build()?;
//! let request = client.list_stateful_async_invocations().service_name("my-service").function_name("my-function");
//! // The third attempt succeeds.
//! request.clone().send().await?;
//! let statuses: Vec<_> = emulator.requests().iter().map(|request| request.status()).collect();
//! assert_eq!(statuses, [503, 200, 200]);
//! // A page that is no JSON is not asked for again.
//! assert_eq!(request.send().await.unwrap_err().kind(), ErrorKind::Decoding);
//! # Ok(())
//! # }
//! ```

mod arguments;
mod dataset;
mod fault;
mod log;
mod refusal;
mod script;
mod server;
mod stop;
mod store;
mod verify;
mod wire;

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    ops::RangeBounds,
    sync::Arc,
    time::Duration,
};

use tokio::{net::TcpListener, sync::watch};

use crate::{Credentials, types::Invocation};

pub use dataset::Dataset;
pub use fault::{Fault, Stage};
pub use log::RecordedRequest;

/// A running emulator. It listens on the loopback address and stops when it is dropped.
pub struct Emulator {
    address: SocketAddr,
    state: Arc<server::State>,
    // Dropping it stops the server.
    _stop: watch::Sender<()>,
}

/// Sets up an [`Emulator`]. Made by [`Emulator::builder`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct EmulatorBuilder {
    port: u16,
    latency: Duration,
    unsigned: bool,
    credentials: Credentials,
}

impl Emulator {
    /// Id of the access key that is accepted unless another is set.
    pub const ACCESS_KEY_ID: &str = "LTAI5tEmulatorKeyId";
    /// Secret of the access key that is accepted unless another is set.
    pub const ACCESS_KEY_SECRET: &str = "emulatorKeySecret";

    /// Starts an emulator without tasks, on a port that the system chooses.
    ///
    /// # Errors
    ///
    /// When the system gives no port.
    ///
    /// # Panics
    ///
    /// Outside a Tokio runtime.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts to set up an emulator.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder {
            port: 0,
            latency: Duration::ZERO,
            unsigned: false,
            credentials: Credentials::new(Self::ACCESS_KEY_ID, Self::ACCESS_KEY_SECRET),
        }
    }

    /// Where it listens, for [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint).
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The one access key that it knows.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        self.state.credentials().clone()
    }

    /// Adds tasks to a function, which exists from then on, as does its service.
    ///
    /// A task whose id the function has already takes the place of the old one. A task without an
    /// id is given one; service and function are filled in where a task does not name them. There
    /// must be an end to the tasks, which a [`Dataset`] has not by itself.
    pub fn insert(&self, service: &str, function: &str, invocations: impl IntoIterator<Item = Invocation>) {
        // The caller's code runs before the store is locked.
        let invocations: Vec<_> = invocations.into_iter().collect();
        self.state.store().insert(service, function, invocations);
    }

    /// Has the requests with these numbers meet with a fault. They are counted from 1 since the
    /// emulator started, in the order they arrive: `2..=2` is the second, `1..` are all. Where
    /// several faults are for the same request, it meets with the last that was injected.
    pub fn inject(&self, requests: impl RangeBounds<u64>, fault: Fault) {
        self.state.inject((requests.start_bound().cloned(), requests.end_bound().cloned()), fault);
    }

    /// The requests seen so far in the order they arrived, refused ones and those that met with a
    /// fault among them; the last 10,000.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.log().all()
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("address", &self.address).finish_non_exhaustive()
    }
}

impl EmulatorBuilder {
    /// The port to listen on. 0, which is the default, lets the system choose.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// How long every answer is held back. Zero unless told otherwise.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Answers requests without a signature too, from a browser say. One that has a signature is still
    /// checked.
    pub fn unsigned(mut self) -> Self {
        self.unsigned = true;
        self
    }

    /// The access key to accept, with its security token where it has one.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Starts the emulator.
    ///
    /// # Errors
    ///
    /// When the port is taken, or the system gives none.
    ///
    /// # Panics
    ///
    /// Outside a Tokio runtime.
    pub async fn start(self) -> io::Result<Emulator> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(());
        let state = Arc::new(server::State::new(self.credentials, self.latency, self.unsigned, stop::Stop(stopped)));
        tokio::spawn(server::serve(listener, Arc::clone(&state)));
        Ok(Emulator { address, state, _stop: stop })
    }
}
