//! Where Prometheus asks how a workshop or a worker is.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};

use crate::base::metrics::Metrics;

/// What is answered.
const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// After a connection could not be accepted.
const PAUSE: Duration = Duration::from_millis(200);

/// Answers at this address for as long as the runtime lives; where that is in the end.
///
/// # Errors
/// When nothing can listen there.
pub(super) async fn answer(at: SocketAddr, metrics: Metrics) -> Result<SocketAddr> {
    let listener = TcpListener::bind(at).await.with_context(|| {
        format!("{at}: cannot be listened to; name another address or port with --metrics")
    })?;
    let here = listener.local_addr()?;
    let metrics = Arc::new(metrics);
    let told = move || {
        let text = metrics.text();
        async move {
            match text {
                Ok(text) => ([(header::CONTENT_TYPE, TYPE)], text).into_response(),
                Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            }
        }
    };
    let routes = Router::new().route("/metrics", get(told));
    tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                sleep(PAUSE).await;
                continue;
            };
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .keep_alive(false)
                .serve_connection(
                    TokioIo::new(stream),
                    TowerToHyperService::new(routes.clone()),
                );
            tokio::spawn(async move {
                // Whoever asks and goes has no answer.
                let _ = timeout(PATIENCE, served).await;
            });
        }
    });
    Ok(here)
}
