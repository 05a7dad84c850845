//! `mindgap desk`: sits the instructor down at the desk of the workshop that this machine hosts, and collects what a
//! class hands in.

mod collect;

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use russh::keys::{PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate};
use russh::{ChannelMsg, client};
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::serve::folder::ADDRESS;
use super::{Home, Outcome};
use crate::base::thread;
use crate::workshop::{VARIABLES, host_key};

/// Bytes that are read of the keyboard at once.
const KEYS: usize = 1024;

/// Which desk.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Where the server listens; found by itself, if absent.
    #[arg(long, value_name = "ADDR")]
    at: Option<SocketAddr>,
}

/// What else is done at a desk.
#[derive(Debug, Subcommand)]
enum Command {
    /// Make one table of the hand-ins of a class (`learn --hand-in`): who did which lessons, said and answered what.
    Collect(collect::Arguments),
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    if let Some(Command::Collect(arguments)) = &arguments.command {
        return collect::run(arguments, home);
    }
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        bail!("the desk needs a terminal");
    }
    let folder = home.folder()?.join("workshop");
    let at = match arguments.at {
        Some(at) => at,
        None => found(&folder)?,
    };
    let host = host_key::open(&folder.join("host_key"))?;
    let own = host_key::open(&folder.join("instructor_key"))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the system gives no more threads")?;
    let outcome = runtime.block_on(async {
        let host = Host(host.public_key().clone());
        let mut session = client::connect(Arc::new(client::Config::default()), at, host)
            .await
            .with_context(|| {
                format!("{at}: no workshop of this machine answers there; say mindgap serve")
            })?;
        let own = PrivateKeyWithHashAlg::new(Arc::new(own), None);
        if !session
            .authenticate_publickey("instructor", own)
            .await?
            .success()
        {
            bail!(
                "{at}: the server does not know this desk; was it started with another --data-dir?"
            );
        }
        let channel = session.channel_open_session().await?;
        let (columns, rows) = crossterm::terminal::size()?;
        let term = std::env::var("TERM").unwrap_or_default();
        for name in VARIABLES {
            if let Ok(value) = std::env::var(name) {
                channel.set_env(false, name, value).await?;
            }
        }
        channel
            .request_pty(false, &term, columns.into(), rows.into(), 0, 0, &[])
            .await?;
        channel.request_shell(false).await?;
        enable_raw_mode().context("the terminal cannot be set up")?;
        let outcome = pass_on(channel).await;
        disable_raw_mode().context("the terminal cannot be given back")?;
        outcome
    });
    // The thread that reads keys waits for one more, and nobody waits for it.
    runtime.shutdown_background();
    outcome.map(|()| Outcome::Done)
}

/// Where the server of this folder listens.
fn found(folder: &Path) -> Result<SocketAddr> {
    let text = fs::read_to_string(folder.join(ADDRESS)).ok();
    text.and_then(|text| text.trim().parse().ok())
        .context("no workshop is hosted here; say mindgap serve, or name its address with --at")
}

/// Passes keys on to the desk, and frames back, until the desk closes.
async fn pass_on(mut channel: russh::Channel<client::Msg>) -> Result<()> {
    let (sender, mut keys) = mpsc::channel::<Vec<u8>>(16);
    thread::start("keys", move || {
        let mut buffer = [0; KEYS];
        while let Ok(length @ 1..) = io::stdin().read(&mut buffer)
            && sender.blocking_send(buffer[..length].to_vec()).is_ok()
        {}
    })?;
    let mut resized = window_changes()?;
    loop {
        tokio::select! {
            Some(bytes) = keys.recv() => channel.data_bytes(bytes).await?,
            Some(()) = resized.recv() => {
                let (columns, rows) = crossterm::terminal::size()?;
                channel.window_change(columns.into(), rows.into(), 0, 0).await?;
            }
            message = channel.wait() => match message {
                Some(ChannelMsg::Data { data }) => {
                    let mut out = io::stdout().lock();
                    out.write_all(&data)?;
                    out.flush()?;
                }
                None | Some(ChannelMsg::Close | ChannelMsg::Eof) => return Ok(()),
                Some(_) => {}
            },
        }
    }
}

/// Tells of another size of the window.
#[cfg(unix)]
fn window_changes() -> io::Result<tokio::signal::unix::Signal> {
    signal(SignalKind::window_change())
}

/// No console tells of it: the desk keeps the size that it began with.
#[cfg(not(unix))]
fn window_changes() -> io::Result<mpsc::Receiver<()>> {
    Ok(mpsc::channel(1).1)
}

/// The server has to be the one whose key is kept here.
struct Host(PublicKey);

impl client::Handler for Host {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        key: &PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else {
            return Ok(false);
        };
        Ok(key.key_data() == self.0.key_data())
    }
}
