//! A class that is none: sessions over loopback with a workshop of its own, which open a lesson and press keys. What they
//! weigh is the difference in this process's memory, so it is measured before anything else has used any.

use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rand::RngExt;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use russh::keys::{Algorithm, PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate};
use russh::{ChannelMsg, client};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::access::Access;
use super::board::Board;
use super::limits::Limits;
use super::roster::Roster;
use super::state::{Settings, Workshop};
use super::{host_key, plan};
use crate::pack::Pack;
use crate::progress::ClassSet;
use crate::progress::votes::Votes;
use crate::train::{RUNS_AT_ONCE, RunStore, Trainer};
use crate::words::Lang;

/// Sessions at most: enough for a mean.
const SESSIONS: usize = 20;
/// How long they press keys.
const PLAYS: Duration = Duration::from_secs(10);
/// Between two keys of one.
const KEY: Duration = Duration::from_millis(400);
/// Until a screen has come to rest.
const REST: Duration = Duration::from_millis(1500);
/// Their terminals.
const SIZE: (u32, u32) = (100, 30);
/// What a frame ends with, and what a terminal answers (ECMA-48, DSR).
const QUERY: &[u8] = b"\x1b[5n";
const ANSWER: &[u8] = b"\x1b[0n";
/// What leads from the door into the first lesson: the name stands there, nothing is kept, the first lesson is marked.
const INTO_LESSON: [&[u8]; 3] = [b"\r", b"n", b"\r"];
/// What goes on, chooses, or answers.
const KEYS: [&[u8]; 6] = [b"\r", b"\r", b"\r", b"5", b"2", b"\x1b[C"];
/// Decides which key comes next.
const SEED: u64 = 7;

/// What sessions weigh, each, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// How many there were.
    pub sessions: usize,
    /// With the first page of the first lesson on the screen, besides what all share.
    pub first_page: usize,
    /// After keys were pressed for a while, with the trainings that were begun and all that they share.
    pub in_lessons: usize,
}

/// Measures it with as many sessions as there are to be learners, and no more than are needed. None where the system
/// does not tell.
///
/// # Errors
/// When a workshop cannot be hosted in this folder, or nobody comes in.
pub fn weigh(pack: &Pack, learners: usize, folder: &Path) -> Result<Option<Weight>> {
    if plan::resident().is_none() {
        return Ok(None);
    }
    let sessions = learners.clamp(2, SESSIONS);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the system gives no more threads")?;
    runtime.block_on(async {
        let (at, hosts) = host(pack, sessions, folder).await?;
        let weight = play(at, sessions).await;
        hosts.abort();
        weight
    })
}

/// A workshop into which everybody may come.
async fn host(
    pack: &Pack,
    sessions: usize,
    folder: &Path,
) -> Result<(SocketAddr, tokio::task::JoinHandle<()>)> {
    let store = RunStore::open(folder.join("runs"))?;
    let workshop = Workshop::new(Settings {
        trainer: Trainer::at_most(RUNS_AT_ONCE, store, &pack.library),
        pack: pack.clone(),
        roster: Roster::open(folder)?,
        set: ClassSet::open(folder)?,
        board: Board::open(folder)?,
        votes: Arc::new(Votes::open(folder, sessions)?),
        instructors: Vec::new(),
        folder: folder.to_owned(),
        access: Access::Open,
        limits: Limits::for_learners(sessions),
        lang: Lang::English,
        phones: None,
        elsewhere: None,
    });
    let key = host_key::open(&folder.join("host_key"))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let at = listener.local_addr()?;
    let hosts = tokio::spawn(async move { workshop.serve(listener, key, pending()).await });
    Ok((at, hosts))
}

async fn play(at: SocketAddr, sessions: usize) -> Result<Option<Weight>> {
    let mut random = ChaCha20Rng::seed_from_u64(SEED);
    // The first one loads what all share.
    let mut class = vec![Session::comes(at, 0, &mut random).await?];
    open_lesson(&class).await;
    let begun = plan::resident();
    for place in 1..sessions {
        class.push(Session::comes(at, place, &mut random).await?);
    }
    open_lesson(&class[1..]).await;
    sleep(REST).await;
    let opened = plan::resident();
    let until = Instant::now() + PLAYS;
    while Instant::now() < until {
        for session in &class {
            let key = KEYS[random.random_range(0..KEYS.len())];
            session.types(key).await;
        }
        sleep(KEY).await;
    }
    let played = plan::resident();
    let (Some(begun), Some(opened), Some(played)) = (begun, opened, played) else {
        return Ok(None);
    };
    Ok(Some(Weight {
        sessions,
        first_page: opened.saturating_sub(begun) / (sessions - 1),
        in_lessons: played.saturating_sub(begun) / (sessions - 1),
    }))
}

/// They open the first lesson, together.
async fn open_lesson(class: &[Session]) {
    for key in INTO_LESSON {
        sleep(KEY).await;
        for session in class {
            session.types(key).await;
        }
    }
    sleep(KEY).await;
}

/// A session with a terminal that answers at once.
struct Session {
    keys: tokio::sync::mpsc::Sender<Vec<u8>>,
    _session: client::Handle<OwnHost>,
    _carries: JoinSet<()>,
}

/// The workshop of this very process.
struct OwnHost;

impl client::Handler for OwnHost {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(true)
    }
}

impl Session {
    /// Comes to the door.
    async fn comes(at: SocketAddr, place: usize, random: &mut ChaCha20Rng) -> Result<Self> {
        let config = Arc::new(client::Config::default());
        let mut session = client::connect(config, at, OwnHost).await?;
        let key = PrivateKey::random(random, Algorithm::Ed25519)?;
        let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
        let name = format!("learner {place}");
        let entered = session.authenticate_publickey(name, key).await?;
        anyhow::ensure!(entered.success(), "nobody comes in");
        let mut channel = session.channel_open_session().await?;
        channel
            .request_pty(false, "xterm-256color", SIZE.0, SIZE.1, 0, 0, &[])
            .await?;
        channel.request_shell(false).await?;
        let (keys, mut typed) = tokio::sync::mpsc::channel::<Vec<u8>>(8);
        let mut carries = JoinSet::new();
        carries.spawn(async move {
            let mut tail = Vec::new();
            loop {
                tokio::select! {
                    said = channel.wait() => match said {
                        Some(ChannelMsg::Data { data }) => {
                            for _ in 0..frames(&mut tail, &data) {
                                let _ = channel.data_bytes(ANSWER.to_vec()).await;
                            }
                        }
                        Some(_) => {}
                        None => return,
                    },
                    key = typed.recv() => match key {
                        Some(key) => drop(channel.data_bytes(key).await),
                        None => return,
                    },
                }
            }
        });
        Ok(Self {
            keys,
            _session: session,
            _carries: carries,
        })
    }

    /// Presses a key, if somebody takes it.
    async fn types(&self, key: &[u8]) {
        let _ = timeout(KEY, self.keys.send(key.to_vec())).await;
    }
}

/// How many frames end in what comes, `tail` being what came last before.
fn frames(tail: &mut Vec<u8>, data: &[u8]) -> usize {
    tail.extend_from_slice(data);
    let ends = tail.windows(QUERY.len()).filter(|part| *part == QUERY);
    let count = ends.count();
    // A query that has come whole is not counted again.
    let rest = match tail.ends_with(QUERY) {
        true => 0,
        false => (QUERY.len() - 1).min(tail.len()),
    };
    tail.drain(..tail.len() - rest);
    count
}

#[cfg(test)]
mod tests {
    use super::frames;

    #[test]
    fn each_frame_is_counted_once_however_it_arrives() {
        let mut tail = Vec::new();
        let parts: [&[u8]; 5] = [b"abc\x1b[5", b"n", b"x\x1b[5n\x1b[5n", b"\x1b", b"[5nrest"];
        let counts = parts.map(|part| frames(&mut tail, part));
        assert_eq!(counts, [0, 1, 2, 0, 1]);
    }
}
