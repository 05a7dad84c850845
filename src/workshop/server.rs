//! The loop that lets connections in, holds them, and ends them.

use std::future::Future;
use std::io;
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

use russh::keys::PrivateKey;
use russh::server::{Config, Handle, run_stream};
use russh::{MethodKind, MethodSet, SshId};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::access::Access;
use super::admission::{Entered, Full};
use super::connection::Connection;
use super::heard::Heard;
use super::refusal::refuse;
use super::signal::{CloseReason, Signal};
use super::state::Workshop;
use crate::say;
use crate::words::Words;

/// How many times a client may fail to prove who it is: with the keys of an agent, and with codes, which are counted apart.
const MAX_AUTH_ATTEMPTS: usize = 64;
/// What the server calls itself (RFC 4253, 4.2).
const ID: &str = concat!("SSH-2.0-mindgap_", env!("CARGO_PKG_VERSION"));
/// Bytes that a client may send before they are read: keys, not files.
const WINDOW: u32 = 64 * 1024;
/// A client that does not answer within so many times the keepalive is gone.
const MISSED_KEEPALIVES: u32 = 3;
/// Clients that are told at once why they cannot come in; others are only let go of.
const TOLD_AT_ONCE: usize = 64;
/// How long seats may take to close when the server ends, and frames to arrive.
const CLOSING: Duration = Duration::from_secs(10);
const FAREWELL: Duration = Duration::from_millis(500);
/// After a connection could not be accepted, as when the system has no more files to open.
const PAUSE: Duration = Duration::from_millis(200);

impl Workshop {
    /// Lets connections in until `end` comes; then tells everybody, and returns when everything is
    /// saved.
    pub async fn serve(
        self: &Arc<Self>,
        listener: TcpListener,
        key: PrivateKey,
        end: impl Future<Output = ()>,
    ) {
        let config = Arc::new(self.config(key));
        let told = Arc::new(Semaphore::new(TOLD_AT_ONCE));
        tokio::pin!(end);
        loop {
            let accepted = tokio::select! {
                () = &mut end => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => match self.admit(peer.ip()) {
                    Ok(entered) => {
                        tokio::spawn(self.clone().hold(config.clone(), stream, peer, entered));
                    }
                    Err(full) => {
                        tracing::warn!(%peer, ?full, "too many connections");
                        if let Ok(place) = told.clone().try_acquire_owned() {
                            let text = self.told_to_come_later(full);
                            tokio::spawn(async move {
                                refuse(stream, ID, &text).await;
                                drop(place);
                            });
                        }
                    }
                },
                // The class goes on without this one.
                Err(error) => {
                    tracing::error!(%error, "a connection could not be accepted");
                    sleep(PAUSE).await;
                }
            }
        }
        drop(listener);
        self.close().await;
    }

    fn told_to_come_later(&self, full: Full) -> String {
        let words = Words::of(self.lang);
        match full {
            Full::All => say!(words, "access-full", n = self.limits.connections),
            Full::Address => say!(words, "access-full-here", n = self.limits.per_address),
        }
    }

    fn config(&self, key: PrivateKey) -> Config {
        let mut methods = vec![MethodKind::PublicKey];
        if !matches!(self.access, Access::Keys(_)) {
            methods.extend([MethodKind::KeyboardInteractive, MethodKind::Password]);
        }
        Config {
            server_id: SshId::Standard(ID.into()),
            methods: MethodSet::from(&methods[..]),
            // Keys are refused at once, and wrong codes after a while of their own.
            auth_rejection_time: Duration::ZERO,
            auth_rejection_time_initial: Some(Duration::ZERO),
            max_auth_attempts: MAX_AUTH_ATTEMPTS,
            keys: vec![key],
            window_size: WINDOW,
            // Longer than anybody may take to say who they are.
            inactivity_timeout: Some(2 * self.limits.grace),
            // russh would ask before somebody has said who they are, too, which clients forbid.
            keepalive_interval: None,
            nodelay: true,
            ..Config::default()
        }
    }

    /// Holds a connection from its first byte to its last.
    async fn hold(
        self: Arc<Self>,
        config: Arc<Config>,
        stream: TcpStream,
        peer: SocketAddr,
        entered: Arc<Entered>,
    ) {
        // A second hold on the socket: what a client does to the protocol cannot keep it open.
        let both = || -> io::Result<(TcpStream, std::net::TcpStream)> {
            let stream = stream.into_std()?;
            let socket = stream.try_clone()?;
            Ok((TcpStream::from_std(stream)?, socket))
        };
        let Ok((stream, socket)) = both() else {
            return;
        };
        let _ = stream.set_nodelay(true);
        let id = self.next_connection();
        let connection = Connection::new(self.clone(), id, peer, entered.clone());
        let stream = Heard::new(stream, entered.clone());
        let grace = self.limits.grace;
        let begun = async {
            tokio::select! {
                begun = timeout(grace, run_stream(config, stream, connection)) => begun.ok()?.ok(),
                () = self.gives_up(&entered) => None,
            }
        };
        let Some(mut session) = begun.await else {
            let _ = socket.shutdown(Shutdown::Both);
            return;
        };
        let handle = session.handle();
        let outcome = tokio::select! {
            outcome = &mut session => outcome,
            why = self.ends(&entered, handle) => {
                tracing::warn!(%peer, why, "was closed");
                let _ = socket.shutdown(Shutdown::Both);
                session.await
            }
        };
        match outcome {
            Ok(()) => tracing::info!(%peer, "disconnected"),
            Err(error) => tracing::info!(%peer, %error, "disconnected"),
        }
    }

    /// Comes when a connection that says nothing has had its time, or somebody else needs its place.
    async fn gives_up(&self, entered: &Entered) {
        tokio::select! {
            () = entered.has_to_make_room() => {}
            () = self.is_silent(entered) => {}
        }
    }

    async fn is_silent(&self, entered: &Entered) {
        sleep(self.limits.silence).await;
        if entered.has_spoken() {
            std::future::pending::<()>().await;
        }
    }

    /// Comes with the reason why a connection has to be closed.
    async fn ends(&self, entered: &Entered, handle: Handle) -> &'static str {
        let grace = self.limits.grace;
        let has_no_terminal = async {
            // Some clients ask for a key in between.
            if timeout(grace, entered.known()).await.is_ok() {
                sleep(grace).await;
            }
            if entered.has_terminal.load(Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
        };
        let is_lost = async {
            entered.known().await;
            loop {
                sleep(self.limits.keepalive).await;
                // A global request that no client knows of its server, and each answers (RFC 4254, 4): russh's own
                // keepalive cannot be begun after somebody has said who they are. It asks to end what was never begun.
                let asked = handle.cancel_forward_tcpip("keepalive".to_owned(), 0);
                if timeout(MISSED_KEEPALIVES * self.limits.keepalive, asked)
                    .await
                    .is_err()
                {
                    break;
                }
            }
        };
        tokio::select! {
            () = self.gives_up(entered) => "it said nothing, or not who it is, for too long",
            () = has_no_terminal => "it did not open a terminal in time",
            () = is_lost => "it does not answer",
        }
    }

    /// Tells everybody that the workshop ends, and waits until everything is saved.
    async fn close(self: &Arc<Self>) {
        self.begins_to_close();
        for door in self.doors().values() {
            let _ = door.send(Signal::End(CloseReason::Shutdown));
        }
        let threads: Vec<JoinHandle<()>> = {
            let mut seats = self.seats();
            let all = seats.drain().map(|(_, seated)| {
                let _ = seated.to.send(Signal::End(CloseReason::Shutdown));
                seated.thread
            });
            all.collect()
        };
        let workshop = self.clone();
        let saves = tokio::task::spawn_blocking(move || {
            for thread in threads {
                let _ = thread.join();
            }
            workshop.trainer.shut_down();
        });
        if timeout(CLOSING, saves).await.is_err() {
            tracing::error!("a seat or a training did not end in time");
        }
        sleep(FAREWELL).await;
    }
}
