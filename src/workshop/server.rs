//! The loop that lets connections in, holds them, and ends them.

use std::future::Future;
use std::io;
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

use russh::keys::PrivateKey;
use russh::server::{Config, run_stream};
use russh::{MethodKind, MethodSet, SshId};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use super::connection::Connection;
use super::signal::{CloseReason, Signal};
use super::state::{Entered, Workshop};

/// How many times a client may fail to prove who it is.
const MAX_AUTH_ATTEMPTS: usize = 6;
/// Bytes that a client may send before they are read: keys, not files.
const WINDOW: u32 = 64 * 1024;
/// Keepalives without an answer, after which a connection counts as lost.
const MAX_MISSED_KEEPALIVES: usize = 3;
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
        tokio::pin!(end);
        loop {
            let accepted = tokio::select! {
                () = &mut end => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    if let Some(entered) = self.admit(peer.ip()) {
                        tokio::spawn(self.clone().hold(config.clone(), stream, peer, entered));
                    } else {
                        tracing::warn!(%peer, "too many connections");
                    }
                }
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

    fn config(&self, key: PrivateKey) -> Config {
        Config {
            server_id: SshId::Standard(
                concat!("SSH-2.0-mindgap_", env!("CARGO_PKG_VERSION")).into(),
            ),
            methods: MethodSet::from(&[MethodKind::PublicKey, MethodKind::KeyboardInteractive][..]),
            auth_rejection_time: Duration::from_secs(1),
            auth_rejection_time_initial: Some(Duration::ZERO),
            max_auth_attempts: MAX_AUTH_ATTEMPTS,
            keys: vec![key],
            window_size: WINDOW,
            // Also what ends a write that nobody reads.
            inactivity_timeout: Some(
                self.limits.keepalive * (2 * MAX_MISSED_KEEPALIVES as u32 + 2),
            ),
            keepalive_interval: Some(self.limits.keepalive),
            keepalive_max: MAX_MISSED_KEEPALIVES,
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
        let grace = self.limits.grace;
        let Ok(Ok(mut session)) = timeout(grace, run_stream(config, stream, connection)).await
        else {
            let _ = socket.shutdown(Shutdown::Both);
            return;
        };
        let outcome = match timeout(grace, &mut session).await {
            Ok(outcome) => outcome,
            Err(_) => {
                if !entered.has_terminal.load(Ordering::Relaxed) {
                    tracing::warn!(%peer, "did not open a terminal in time");
                    let _ = socket.shutdown(Shutdown::Both);
                }
                session.await
            }
        };
        match outcome {
            Ok(()) => tracing::info!(%peer, "disconnected"),
            Err(error) => tracing::info!(%peer, %error, "disconnected"),
        }
    }

    /// Tells everybody that the workshop ends, and waits until everything is saved.
    async fn close(self: &Arc<Self>) {
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
