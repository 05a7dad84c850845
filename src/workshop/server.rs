//! The workshop itself: what its learners share, who sits where, and the loop that lets connections in.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Shutdown, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use russh::keys::{PrivateKey, PublicKey};
use russh::server::{Config, run_stream};
use russh::{MethodKind, MethodSet, SshId};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use super::access::Access;
use super::class_set::ClassSet;
use super::connection::Connection;
use super::limits::Limits;
use super::pace::Pace;
use super::roster::{Learner, Roster, RosterError};
use super::seat::{Comer, Ending, Route, Signal, occupy};
use super::status::{Doing, Status};
use super::{desk, door};
use crate::engine::Results;
use crate::pack::Pack;
use crate::say;
use crate::train::Trainer;
use crate::tui::look::Look;
use crate::words::Lang;

/// How many times a client may fail to prove who it is.
const ATTEMPTS: usize = 6;
/// Bytes that a client may send before they are read: keys, not files.
const WINDOW: u32 = 64 * 1024;
/// Keepalives without an answer, after which a connection counts as lost.
const UNANSWERED: usize = 3;
/// How long seats may take to close when the server ends, and frames to arrive.
const CLOSING: Duration = Duration::from_secs(10);
const FAREWELL: Duration = Duration::from_millis(500);
/// After a connection could not be accepted, as when the system has no more files to open.
const PAUSE: Duration = Duration::from_millis(200);

/// What a workshop is given.
pub struct Settings {
    /// What is learned.
    pub pack: Pack,
    /// Where everybody trains.
    pub trainer: Trainer,
    /// Where names, progress and keys are kept; has to exist.
    pub folder: PathBuf,
    /// Who is who.
    pub roster: Roster,
    /// What they draw.
    pub set: ClassSet,
    /// Whose keys open the desk.
    pub instructors: Vec<PublicKey>,
    /// Who may come in.
    pub access: Access,
    /// How much anybody may have.
    pub limits: Limits,
    /// The language for learners whose terminal does not say another.
    pub lang: Lang,
}

/// A workshop.
pub struct Workshop {
    pub(super) pack: Pack,
    pub(super) trainer: Trainer,
    /// What anybody has measured and somebody still looks at.
    pub(super) results: Results,
    pub(super) folder: PathBuf,
    pub(super) roster: Roster,
    pub(super) access: Access,
    pub(super) limits: Limits,
    pub(super) lang: Lang,
    /// By learner.
    seats: Mutex<HashMap<String, Seated>>,
    /// Who stands in the door, by connection.
    doors: Mutex<HashMap<u64, Sender<Signal>>>,
    inside: Mutex<HashMap<IpAddr, usize>>,
    strangers: Mutex<Vec<Arc<AtomicBool>>>,
    next_connection: AtomicU64,
    pace: Mutex<Pace>,
    pub(super) set: ClassSet,
    /// Whose keys open the desk.
    instructors: Vec<PublicKey>,
}

/// A seat that is taken.
struct Seated {
    to: Sender<Signal>,
    status: Arc<Mutex<Status>>,
    thread: JoinHandle<()>,
}

/// Somebody who has come in.
pub(super) struct Guest {
    /// The name by which they connected.
    pub(super) user: String,
    /// The key that they have proved to hold, if any.
    pub(super) key: Option<PublicKey>,
    pub(super) peer: SocketAddr,
    /// Whether they teach.
    pub(super) is_instructor: bool,
    pub(super) look: Look,
    /// Where what they do goes.
    pub(super) route: Route,
}

/// A connection that counts, until dropped.
pub(super) struct Entered {
    workshop: Arc<Workshop>,
    address: IpAddr,
    /// Whether it has said who it is.
    pub(super) is_known: Arc<AtomicBool>,
    /// Whether it has opened a terminal.
    pub(super) has_terminal: AtomicBool,
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.is_known.store(true, Ordering::Relaxed);
        let mut inside = self.workshop.inside();
        if let Some(count) = inside.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                inside.remove(&self.address);
            }
        }
    }
}

impl Workshop {
    /// A workshop in which nobody is yet.
    pub fn new(settings: Settings) -> Arc<Self> {
        // Each session says itself what its terminal can show; crossterm would ask the server's own
        // environment, for everybody.
        crossterm::style::force_color_output(true);
        Arc::new(Self {
            pack: settings.pack,
            trainer: settings.trainer,
            results: Results::default(),
            folder: settings.folder,
            roster: settings.roster,
            access: settings.access,
            limits: settings.limits,
            lang: settings.lang,
            seats: Mutex::default(),
            doors: Mutex::default(),
            inside: Mutex::default(),
            strangers: Mutex::default(),
            next_connection: AtomicU64::new(1),
            pace: Mutex::default(),
            set: settings.set,
            instructors: settings.instructors,
        })
    }

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
                    if let Some(entered) = self.lets_in(peer.ip()) {
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

    /// Who is there now: how many learners, and for how many others a seat is kept.
    pub fn attendance(&self) -> (usize, usize) {
        let seats = self.seats();
        let is_there = |seated: &&Seated| {
            let status = seated.status.lock();
            status.unwrap_or_else(PoisonError::into_inner).is_there
        };
        let there = seats.values().filter(is_there).count();
        (there, seats.len() - there)
    }

    /// The code of the class, if that is how one comes in.
    pub fn code(&self) -> Option<&str> {
        match &self.access {
            Access::Code(code) => Some(code),
            _ => None,
        }
    }

    fn config(&self, key: PrivateKey) -> Config {
        Config {
            server_id: SshId::Standard(
                concat!("SSH-2.0-mindgap_", env!("CARGO_PKG_VERSION")).into(),
            ),
            methods: MethodSet::from(&[MethodKind::PublicKey, MethodKind::KeyboardInteractive][..]),
            auth_rejection_time: Duration::from_secs(1),
            auth_rejection_time_initial: Some(Duration::ZERO),
            max_auth_attempts: ATTEMPTS,
            keys: vec![key],
            window_size: WINDOW,
            // Also what ends a write that nobody reads.
            inactivity_timeout: Some(self.limits.keepalive * (2 * UNANSWERED as u32 + 2)),
            keepalive_interval: Some(self.limits.keepalive),
            keepalive_max: UNANSWERED,
            nodelay: true,
            ..Config::default()
        }
    }

    /// Counts a connection, if there is room for one more.
    fn lets_in(self: &Arc<Self>, address: IpAddr) -> Option<Arc<Entered>> {
        let is_known = Arc::new(AtomicBool::new(false));
        let mut strangers = self.strangers();
        strangers.retain(|is_known| !is_known.load(Ordering::Relaxed));
        let mut inside = self.inside();
        let here = inside.get(&address).copied().unwrap_or(0);
        let all: usize = inside.values().sum();
        let limits = &self.limits;
        if all >= limits.connections
            || here >= limits.per_address
            || strangers.len() >= limits.strangers
        {
            return None;
        }
        *inside.entry(address).or_default() += 1;
        strangers.push(is_known.clone());
        Some(Arc::new(Entered {
            workshop: self.clone(),
            address,
            is_known,
            has_terminal: AtomicBool::new(false),
        }))
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
        let id = self.next_connection.fetch_add(1, Ordering::Relaxed);
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

    /// Finds out on a thread of its own who it is, and leads them to their seat.
    pub(super) fn receive(
        self: Arc<Self>,
        guest: Guest,
        comer: Comer,
        (to, signals): (Sender<Signal>, Receiver<Signal>),
    ) {
        let id = comer.id();
        let words = guest.look.words;
        let lead = move || {
            if guest.is_instructor {
                let line = match comer {
                    Comer::Line(line) => line,
                    Comer::Talk(talk) => return talk.bye(&say!(words, "talk-no-desk"), 1),
                };
                self.doors().insert(id, to);
                self.audit("sat down at the desk", &guest, None);
                desk::sit(&self, &guest, *line, &signals);
                self.doors().remove(&id);
                return;
            }
            let known = match guest.key.as_ref().map(|key| self.roster.by_key(key)) {
                Some(Ok(known)) => known,
                Some(Err(error)) => return comer.bye(&format!("mindgap: {error}"), 1),
                None => None,
            };
            let found = match known {
                Some((_, true)) => return comer.bye(&say!(words, "seat-blocked"), 1),
                Some((learner, false)) => Some((comer, learner)),
                None => {
                    self.doors().insert(id, to);
                    let found = match comer {
                        Comer::Line(line) => door::receive(&self, &guest, *line, &signals)
                            .map(|(line, learner)| (Comer::Line(Box::new(line)), learner)),
                        Comer::Talk(talk) => door::converse(&self, &guest, talk)
                            .map(|(talk, learner)| (Comer::Talk(talk), learner)),
                    };
                    self.doors().remove(&id);
                    found
                }
            };
            if let Some((comer, learner)) = found {
                self.audit("came in", &guest, Some(&learner.name));
                self.seat(learner, comer, &guest, &signals);
            }
        };
        // Without a thread, whoever comes is dropped; a terminal is told.
        let _ = thread::Builder::new().name("door".to_owned()).spawn(lead);
    }

    /// Leads a learner to their seat; the one that they have, if they have one.
    fn seat(
        self: &Arc<Self>,
        learner: Learner,
        comer: Comer,
        guest: &Guest,
        waiting: &Receiver<Signal>,
    ) {
        if let Err(error) = self.roster.sees(&learner) {
            return comer.bye(&format!("mindgap: {error}"), 1);
        }
        let mut seats = self.seats();
        if !seats.contains_key(&learner.id) {
            if seats.len() >= self.limits.seats {
                return comer.bye(&say!(guest.look.words, "seat-none-left"), 1);
            }
            match self.prepare(learner.clone()) {
                Ok(seated) => seats.insert(learner.id.clone(), seated),
                Err(error) => return comer.bye(&format!("mindgap: {error}"), 1),
            };
        }
        let Some(seated) = seats.get(&learner.id) else {
            return;
        };
        // A seat is taken out of the list by its own thread, which holds the list meanwhile: whoever is
        // in it hears this.
        let _ = seated.to.send(Signal::Attach(comer));
        guest.route.turn(seated.to.clone());
        for signal in waiting.try_iter() {
            let _ = seated.to.send(signal);
        }
    }

    fn prepare(self: &Arc<Self>, learner: Learner) -> io::Result<Seated> {
        let (to, signals) = mpsc::channel();
        let now = Instant::now();
        let status = Arc::new(Mutex::new(Status {
            name: learner.name.clone(),
            is_there: true,
            place: None,
            doing: Doing::Choosing,
            since: now,
            touched: now,
        }));
        let (workshop, own, shown) = (self.clone(), to.clone(), status.clone());
        let sits = move || {
            loop {
                let next = occupy(&workshop, &learner, &shown, &signals, &own);
                let mut seats = workshop.seats();
                let comes_back = signals.try_iter().filter_map(|signal| match signal {
                    Signal::Attach(comer) => Some(comer),
                    _ => None,
                });
                match comes_back.last().or(next) {
                    Some(comer) => drop(own.send(Signal::Attach(comer))),
                    None => {
                        seats.remove(&learner.id);
                        tracing::info!(learner = learner.id, "the seat is free");
                        return;
                    }
                }
            }
        };
        let thread = thread::Builder::new().name("seat".to_owned()).spawn(sits)?;
        Ok(Seated { to, status, thread })
    }

    /// Tells everybody that the workshop ends, and waits until everything is saved.
    async fn close(self: &Arc<Self>) {
        for door in self.doors().values() {
            let _ = door.send(Signal::End(Ending::Shutdown));
        }
        let threads: Vec<JoinHandle<()>> = {
            let mut seats = self.seats();
            let all = seats.drain().map(|(_, seated)| {
                let _ = seated.to.send(Signal::End(Ending::Shutdown));
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

    /// Who is there and where, in the order of their names.
    pub(super) fn class(&self) -> Vec<(String, Status)> {
        let seats = self.seats();
        let class = seats.iter().map(|(id, seated)| {
            let status = seated.status.lock();
            let status = status.unwrap_or_else(PoisonError::into_inner);
            (id.clone(), status.clone())
        });
        let mut class: Vec<(String, Status)> = class.collect();
        class.sort_by(|one, other| one.0.cmp(&other.0));
        class
    }

    /// What holds for everybody now.
    pub(super) fn pace(&self) -> Pace {
        let pace = self.pace.lock();
        pace.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes what holds for everybody.
    pub(super) fn set_pace(&self, change: impl FnOnce(&mut Pace)) {
        change(&mut self.pace.lock().unwrap_or_else(PoisonError::into_inner));
        tracing::info!(pace = ?self.pace(), "the instructor sets the pace");
        self.signal_all(|| Signal::Pace);
    }

    /// Says something to everybody.
    pub(super) fn tell_all(&self, text: &str) {
        tracing::info!(text, "the instructor says");
        self.signal_all(|| Signal::Message(text.to_owned()));
    }

    /// Shows everybody what the class drew, by digit, and what of their own was read.
    pub(super) fn tell_of_set(&self) {
        self.signal_all(|| Signal::Set);
    }

    fn signal_all(&self, signal: impl Fn() -> Signal) {
        for seated in self.seats().values() {
            let _ = seated.to.send(signal());
        }
    }

    /// Closes a learner's seat; they may come back.
    pub(super) fn kick(&self, learner: &str) {
        tracing::info!(learner, "the instructor closes a seat");
        if let Some(seated) = self.seats().get(learner) {
            let _ = seated.to.send(Signal::End(Ending::Kicked));
        }
    }

    /// Closes a learner's seat, and does not let them in again.
    pub(super) fn block(&self, learner: &str) -> Result<(), RosterError> {
        tracing::info!(learner, "the instructor shuts a learner out");
        self.roster.block(learner)?;
        if let Some(seated) = self.seats().get(learner) {
            let _ = seated.to.send(Signal::End(Ending::Blocked));
        }
        Ok(())
    }

    /// Whether whoever holds this key teaches.
    pub(super) fn is_instructor(&self, key: &PublicKey) -> bool {
        let mut keys = self.instructors.iter();
        keys.any(|own| own.key_data() == key.key_data())
    }

    /// Writes down who did what.
    pub(super) fn audit(&self, what: &str, guest: &Guest, name: Option<&str>) {
        tracing::info!(peer = %guest.peer, user = guest.user, name, "{what}");
    }

    fn seats(&self) -> MutexGuard<'_, HashMap<String, Seated>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn doors(&self) -> MutexGuard<'_, HashMap<u64, Sender<Signal>>> {
        self.doors.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn inside(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn strangers(&self) -> MutexGuard<'_, Vec<Arc<AtomicBool>>> {
        self.strangers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
