//! When a host is told to end.

use std::future::Future;

#[cfg(unix)]
use anyhow::Context;
use anyhow::Result;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

/// Comes when the process is told to end.
#[cfg(unix)]
pub(super) fn ended() -> Result<impl Future<Output = ()>> {
    let on = |kind| signal(kind).context("the program cannot listen for signals");
    let mut interrupt = on(SignalKind::interrupt())?;
    let mut terminate = on(SignalKind::terminate())?;
    let mut hangup = on(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    })
}

/// Comes with Ctrl-C.
#[cfg(not(unix))]
pub(super) fn ended() -> Result<impl Future<Output = ()>> {
    Ok(async {
        // Where it cannot be heard, it ends the process.
        let _ = tokio::signal::ctrl_c().await;
    })
}
