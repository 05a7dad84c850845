//! The connection to the engine: made at the start or not at all, and made anew by itself whenever it is lost. What it does
//! goes on in a thread of its own; whoever needs something waits for it there.

use std::future::Future;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use async_nats::jetstream::{self, Context};
use async_nats::{Client, ConnectErrorKind, ConnectOptions, Event};
use thiserror::Error;
use tokio::runtime::{Builder, Handle};
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};

use super::address::Address;
use super::names::Names;
use crate::base::terminal::message;
use crate::base::thread::{self, ThreadError};

/// The oldest engine that this program works with: buckets of older ones are told otherwise to today's client.
const OLDEST: (u64, u64) = (2, 10);
/// How long the first connection may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer of the engine may take before it counts as away.
const REQUEST: Duration = Duration::from_secs(5);
/// Between two pings that are not answered, after two of which the connection counts as lost.
const PING: Duration = Duration::from_secs(2);
/// Between two tries to connect anew, at most.
const RETRY: Duration = Duration::from_secs(1);

/// Why there is no engine.
#[derive(Debug, Error)]
pub enum EngineError {
    /// Nobody answers there.
    #[error(
        "{at}: no engine answers ({problem}); start one, as with nats-server -js, or name another with --cluster"
    )]
    Away {
        /// Where.
        at: String,
        /// What was found.
        problem: String,
    },
    /// It lets nobody in by this.
    #[error(
        "{at}: the engine does not let this host in ({problem}); say who it is with --creds FILE, or with a user and a password in --cluster"
    )]
    Refused {
        /// Where.
        at: String,
        /// What it said.
        problem: String,
    },
    /// The line could not be made private.
    #[error("{at}: {problem}; name the file of who signed the engine's certificate with --ca FILE")]
    Tls {
        /// Where.
        at: String,
        /// What was found.
        problem: String,
    },
    /// It is too old.
    #[error("{at}: this is nats-server {version}, and mindgap needs 2.10 or newer; upgrade it")]
    Old {
        /// Where.
        at: String,
        /// Its version.
        version: String,
    },
    /// It keeps nothing.
    #[error(
        "{at}: the engine has no JetStream, or not for this account ({problem}); start it with nats-server -js"
    )]
    NoJetStream {
        /// Where.
        at: String,
        /// What it said.
        problem: String,
    },
    /// The file of credentials.
    #[error("{}: {source}; name a file of credentials as nsc writes it", path.display())]
    Credentials {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong.
        source: io::Error,
    },
    /// The file of certificates.
    #[error("{}: {problem}; name a file of certificates (PEM) with --ca", path.display())]
    Authority {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// No thread, or nothing of what one needs.
    #[error(transparent)]
    Thread(#[from] ThreadError),
    /// The system has no more of something.
    #[error("the connection cannot be looked after: {0}; close other programs, then try again")]
    System(io::Error),
}

/// A connection to the engine. Dropped, it ends.
pub struct Engine {
    handle: Handle,
    client: Client,
    jetstream: Context,
    names: Names,
    link: Arc<Link>,
    /// Bytes that it could not set aside for the class.
    short: AtomicI64,
    /// One in so many bytes of what a class should have is there for it; tried when something is made.
    pub(super) part: OnceLock<i64>,
    /// Ends the thread when it is dropped.
    _alive: tokio::sync::oneshot::Sender<()>,
}

/// Whether the engine is there.
#[derive(Debug, Default)]
struct Link {
    now: Mutex<Now>,
}

/// How the link stands, and since when.
#[derive(Debug, Clone, Copy)]
enum Now {
    There(Instant),
    Away(Instant),
}

impl Default for Now {
    fn default() -> Self {
        Self::There(Instant::now())
    }
}

impl Link {
    fn hear(&self, event: &Event) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        match (event, &*now) {
            (Event::Connected, _) => *now = Now::There(Instant::now()),
            (Event::Disconnected | Event::Closed, Now::There(_)) => {
                *now = Now::Away(Instant::now());
            }
            _ => {}
        }
    }

    fn now(&self) -> Now {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// Connects, as whom the address says; `who` is what an administrator sees of this connection.
    ///
    /// # Errors
    /// When there is no engine, it does not let this host in, is too old, or keeps nothing.
    pub fn connect(address: &Address, who: &str) -> Result<Self, EngineError> {
        let (alive, ended) = tokio::sync::oneshot::channel::<()>();
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(EngineError::System)?;
        let handle = runtime.handle().clone();
        thread::start("engine", move || {
            runtime.block_on(async {
                let _ = ended.await;
            });
            runtime.shutdown_background();
        })?;
        let link = Arc::new(Link::default());
        let at = address.servers.to_string();
        let client = handle.block_on(connect(address, who, link.clone()))?;
        let version = client.server_info().version;
        if is_too_old(&version) {
            let version = message(&version);
            return Err(EngineError::Old { at, version });
        }
        let jetstream = {
            // What it looks after goes on there.
            let _there = handle.enter();
            jetstream::new(client.clone())
        };
        let asked = handle.block_on(jetstream.query_account());
        if let Err(error) = asked {
            let problem = message(&error.to_string());
            return Err(EngineError::NoJetStream { at, problem });
        }
        Ok(Self {
            handle,
            client,
            jetstream,
            names: address.names.clone(),
            link,
            short: AtomicI64::new(0),
            part: OnceLock::new(),
            _alive: alive,
        })
    }

    /// Where its work goes on.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Waits here for something that goes on there.
    pub fn wait<F: Future>(&self, work: F) -> F::Output {
        self.handle.block_on(work)
    }

    /// The same, but no longer than this; none where it did not come in time.
    pub fn within<F: Future>(&self, patience: Duration, work: F) -> Option<F::Output> {
        // The clock is that of the thread on which it goes on.
        self.wait(async { timeout(patience, work).await.ok() })
    }

    /// What is only said, and kept by nobody.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// What is kept.
    pub fn jetstream(&self) -> &Context {
        &self.jetstream
    }

    /// What things are called.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// There was no room in it for so many bytes of what was to be set aside for the class.
    pub(super) fn is_short_of(&self, bytes: i64) {
        self.short.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Bytes of what was to be set aside for the class for which there was no room.
    pub fn short(&self) -> i64 {
        self.short.load(Ordering::Relaxed)
    }

    /// For how long the engine has been away; none while it is there.
    pub fn away(&self) -> Option<Duration> {
        match self.link.now() {
            Now::There(_) => None,
            Now::Away(since) => Some(since.elapsed()),
        }
    }

    /// Since when the engine has been there without a break; none while it is away.
    pub fn there(&self) -> Option<Instant> {
        match self.link.now() {
            Now::There(since) => Some(since),
            Now::Away(_) => None,
        }
    }
}

async fn connect(address: &Address, who: &str, link: Arc<Link>) -> Result<Client, EngineError> {
    let mut options = ConnectOptions::new()
        .name(who)
        .connection_timeout(PATIENCE)
        .request_timeout(Some(REQUEST))
        .ping_interval(PING)
        .max_reconnects(None)
        .reconnect_delay_callback(|times| {
            let times = u32::try_from(times).unwrap_or(u32::MAX);
            RETRY.min(Duration::from_millis(50).saturating_mul(times))
        })
        .event_callback(move |event| {
            link.hear(&event);
            tracing::info!(%event, "engine");
            async {}
        });
    // The client takes them out of no address.
    if let Some((user, password)) = address.servers.user() {
        options = options.user_and_password(user, password);
    }
    if let Some(path) = &address.credentials {
        let text = std::fs::read_to_string(path);
        let with = text.and_then(|text| options.credentials(&text));
        options = with.map_err(|source| EngineError::Credentials {
            path: path.clone(),
            source,
        })?;
    }
    if let Some(path) = &address.authority {
        // A line that is not private would never look at it.
        check(path).map_err(|problem| EngineError::Authority {
            path: path.clone(),
            problem,
        })?;
        options = options.add_root_certificates(path.clone());
    }
    let at = address.servers.to_string();
    let connected = options.connect(address.servers.all()).await;
    connected.map_err(|error| {
        let problem = message(&deepest(&error));
        match error.kind() {
            ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => {
                EngineError::Refused { at, problem }
            }
            ConnectErrorKind::Tls => EngineError::Tls { at, problem },
            _ => EngineError::Away { at, problem },
        }
    })
}

/// Sees that there are certificates in a file.
fn check(path: &Path) -> Result<(), String> {
    let read = |error: pem::Error| message(&error.to_string());
    let all = CertificateDer::pem_file_iter(path).map_err(read)?;
    let all: Vec<_> = all.collect::<Result<_, _>>().map_err(read)?;
    match all.is_empty() {
        true => Err("there is no certificate in it".to_owned()),
        false => Ok(()),
    }
}

/// What an error is about in the end.
fn deepest(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => deepest(source),
        None => error.to_string(),
    }
}

/// Whether an engine with this version is older than what is worked with; what cannot be read is tried.
fn is_too_old(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u64>().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) < OLDEST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_engine_is_known_by_its_version() {
        for (version, is_old) in [
            ("2.9.10", true),
            ("2.10.0", false),
            ("2.14.0", false),
            ("3.0.0-beta", false),
            ("", false),
        ] {
            assert_eq!(is_too_old(version), is_old, "{version}");
        }
    }
}
