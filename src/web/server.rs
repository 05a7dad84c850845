//! The loop that lets phones in, holds their connections, and ends them.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{interval, sleep, timeout};

use super::hall::{Entered, Hall};
use super::routes::{Peer, routes};
use super::tls::Tls;

/// Between two looks for seats to which nobody comes.
const SWEEP: Duration = Duration::from_secs(5);
/// After a connection could not be accepted, as when the system has no more files to open.
const PAUSE: Duration = Duration::from_millis(200);
/// How long phones may take to hear that it is over.
const FAREWELL: Duration = Duration::from_millis(500);

/// Lets phones in until `end` comes; then tells those that are there. With `tls`, over HTTPS. `more` is served beside
/// their pages, guarded as they are; its requests know their [`Peer`].
pub async fn serve(
    hall: Arc<Hall>,
    listener: TcpListener,
    tls: Option<Tls>,
    more: Router,
    end: impl Future<Output = ()>,
) {
    let router = routes(hall.clone(), more);
    let mut held = JoinSet::new();
    let mut sweeps = interval(SWEEP);
    tokio::pin!(end);
    loop {
        let accepted = tokio::select! {
            () = &mut end => break,
            _ = sweeps.tick() => {
                hall.sweep();
                continue;
            }
            Some(_) = held.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => match hall.admit(peer.ip()) {
                Some(entered) => {
                    let router = router.clone().layer(Extension(Peer(peer.ip())));
                    held.spawn(hold(stream, router, tls.clone(), hall.limits.head, entered));
                }
                None => tracing::warn!(%peer, "too many connections of phones"),
            },
            // The others go on.
            Err(error) => {
                tracing::error!(%error, "a phone's connection could not be accepted");
                sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    hall.end();
    let all = async { while held.join_next().await.is_some() {} };
    // Whoever has not heard it by then finds the line cut.
    let _ = timeout(FAREWELL, all).await;
}

/// Holds a connection from its first byte to its last.
async fn hold(
    stream: TcpStream,
    router: Router,
    tls: Option<Tls>,
    head: Duration,
    entered: Entered,
) {
    let _ = stream.set_nodelay(true);
    match tls {
        None => answer(stream, router, head).await,
        Some(tls) => {
            // Who speaks something else, or nothing, is let go.
            if let Ok(Ok(stream)) = timeout(head, tls.accept(stream)).await {
                answer(stream, router, head).await;
            }
        }
    }
    drop(entered);
}

async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    head: Duration,
) {
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .with_upgrades();
    // A phone that is gone is no error.
    let _ = served.await;
}
