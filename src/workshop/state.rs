//! What a workshop's learners share, and who is there: connections that count, doors, seats.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use russh::keys::PublicKey;

use super::access::Access;
use super::admission::{Admission, Entered, Full};
use super::admitted::Admitted;
use super::board::Board;
use super::brake::{Brake, Guessed};
use super::echo::Measured;
use super::elsewhere::{Call, Closed, Elsewhere, Hold};
use super::fingerprint::Fingerprint;
use super::help::HelpRequest;
use super::limits::Limits;
use super::pace::Pace;
use super::roster::{Learner, Roster, RosterError};
use super::signal::{Route, Signal};
use super::status::Status;
use crate::engine::{Results, Session};
use crate::lesson::vote::Poll;
use crate::pack::Pack;
use crate::progress::votes::Votes;
use crate::progress::{ClassSet, Progress, ProgressError};
use crate::train::Trainer;
use crate::tui::look::Look;
use crate::web::Hall;
use crate::web::door::HallDoor;
use crate::words::Lang;

/// How long the instructor is told of something that could not be kept.
const TROUBLE: Duration = Duration::from_secs(60);

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
    /// What they are asked all together.
    pub votes: Arc<Votes>,
    /// How fast they go, and who waits for help.
    pub board: Board,
    /// Whose keys open the desk.
    pub instructors: Vec<PublicKey>,
    /// Who may come in.
    pub access: Access,
    /// How much anybody may have.
    pub limits: Limits,
    /// The language for learners whose terminal does not say another.
    pub lang: Lang,
    /// Where their phones come in, if they may: the hall and its address.
    pub phones: Option<(Arc<Hall>, String)>,
    /// The other hosts of the same workshop, if there are any.
    pub elsewhere: Option<Arc<dyn Elsewhere>>,
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
    /// Where phones come in, if they may.
    phones: Option<(Arc<Hall>, String)>,
    /// By learner.
    seats: Mutex<HashMap<String, Seated>>,
    /// Who stands in the door, by connection.
    doors: Mutex<HashMap<u64, Sender<Signal>>>,
    admission: Arc<Admission>,
    /// What could not be kept last, and when.
    trouble: Arc<Mutex<Option<(Instant, String)>>>,
    pub(super) brake: Brake,
    next_connection: AtomicU64,
    pub(super) board: Board,
    pub(super) elsewhere: Option<Arc<dyn Elsewhere>>,
    pub(super) set: Arc<ClassSet>,
    pub(super) votes: Arc<Votes>,
    /// Whose keys open the desk.
    instructors: Vec<PublicKey>,
    /// Browsers that have shown the code and have no name yet.
    pub(super) admitted: Admitted,
    is_closing: AtomicBool,
    pub(super) measured: Measured,
}

/// What happened at the door.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct AtTheDoor {
    /// Codes of the class.
    pub(super) guessed: Guessed,
    /// Connections that there was no room for.
    pub(super) refused: u64,
    /// Connections that had said nothing, or not who they are, and made room for others.
    pub(super) made_room: u64,
}

/// A seat that is taken.
pub(super) struct Seated {
    pub(super) to: Sender<Signal>,
    pub(super) status: Arc<Mutex<Status>>,
    pub(super) thread: JoinHandle<()>,
    /// Keeps other hosts from having it too.
    pub(super) _hold: Option<Hold>,
}

/// Somebody who has come in.
pub(super) struct Guest {
    /// The name by which they connected.
    pub(super) user: String,
    /// Of the key that they have proved to hold, or of their browser's token, if any.
    pub(super) key: Option<Fingerprint>,
    pub(super) peer: SocketAddr,
    /// Whether they teach.
    pub(super) is_instructor: bool,
    pub(super) look: Look,
    /// Where what they do goes.
    pub(super) route: Route,
}

impl Workshop {
    /// A workshop in which nobody is yet.
    pub fn new(settings: Settings) -> Arc<Self> {
        // Each session says itself what its terminal can show; crossterm would ask the server's own
        // environment, for everybody.
        crossterm::style::force_color_output(true);
        let set = Arc::new(settings.set);
        let mut pack = settings.pack;
        pack.library = pack.library.with_class(set.clone());
        let trainer = settings.trainer.drawing_from(&pack.library);
        Arc::new(Self {
            pack,
            trainer,
            results: Results::default(),
            folder: settings.folder,
            roster: settings.roster,
            access: settings.access,
            limits: settings.limits,
            lang: settings.lang,
            phones: settings.phones,
            seats: Mutex::default(),
            doors: Mutex::default(),
            admission: Arc::default(),
            trouble: Arc::default(),
            brake: Brake::default(),
            next_connection: AtomicU64::new(1),
            board: settings.board,
            elsewhere: settings.elsewhere,
            set,
            votes: settings.votes,
            instructors: settings.instructors,
            admitted: Admitted::default(),
            is_closing: AtomicBool::new(false),
            measured: Measured::default(),
        })
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

    /// Counts a connection.
    ///
    /// # Errors
    /// When there is no room for one more.
    pub(super) fn admit(&self, address: IpAddr) -> Result<Arc<Entered>, Full> {
        self.admission.admit(address, &self.limits)
    }

    /// What happened at the door so far that the instructor should know.
    pub(super) fn at_the_door(&self) -> AtTheDoor {
        let (refused, made_room) = self.admission.turned_away();
        AtTheDoor {
            guessed: self.brake.guessed(),
            refused,
            made_room,
        }
    }

    /// What could not be kept just now, for the instructor.
    pub(super) fn trouble(&self) -> Option<String> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, problem) = trouble.as_ref()?;
        (at.elapsed() < TROUBLE).then(|| problem.clone())
    }

    /// What was kept; of what could not be, the instructor is told.
    fn kept<T>(&self, kept: Result<T, ProgressError>) -> Option<T> {
        kept.inspect_err(|error| {
            tracing::error!(%error, "could not be kept");
            self.is_in_trouble(error.to_string());
        })
        .ok()
    }

    fn is_in_trouble(&self, problem: String) {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        *trouble = Some((Instant::now(), problem));
    }

    /// A number for a connection that no other has.
    pub(super) fn next_connection(&self) -> u64 {
        self.next_connection.fetch_add(1, Ordering::Relaxed)
    }

    /// What a learner does their lessons with.
    pub(super) fn session(&self, learner: &Learner) -> Result<Session, ProgressError> {
        let progress = Progress::open(&self.folder)?;
        let pack = self.pack.clone();
        let session = Session::new(&learner.id, pack, self.trainer.clone(), progress);
        let session = session.receiving(self.folder.join("photos").join(&learner.id));
        let session = session.remote().sharing(self.results.clone());
        let (trouble, id) = (self.trouble.clone(), learner.id.clone());
        let session = session.with_host(Arc::new(move |problem| {
            tracing::error!(learner = id, problem, "could not be kept");
            let told = Some((Instant::now(), problem.to_owned()));
            *trouble.lock().unwrap_or_else(PoisonError::into_inner) = told;
        }));
        Ok(session.keeping(self.set.clone()))
    }

    /// What a learner does their lessons with whose phone can come in, if phones may.
    pub(super) fn session_with_door(&self, learner: &Learner) -> Result<Session, ProgressError> {
        let session = self.session(learner)?;
        Ok(match &self.phones {
            Some((hall, base)) => {
                let door = HallDoor::new(hall.clone(), base.clone(), &learner.id);
                session.with_door(Box::new(door))
            }
            None => session,
        })
    }

    /// Where phones and browsers come in, if they may.
    pub(super) fn hall(&self) -> Option<&Arc<Hall>> {
        self.phones.as_ref().map(|(hall, _)| hall)
    }

    /// Whether they come in over HTTPS.
    pub(super) fn is_https(&self) -> bool {
        let base = self.phones.as_ref().map(|(_, base)| base);
        base.is_some_and(|base| base.starts_with("https:"))
    }

    /// Whether the server ends: whoever is sent away now may come back to the next one.
    pub(super) fn is_closing(&self) -> bool {
        self.is_closing.load(Ordering::Relaxed)
    }

    /// The server ends.
    pub(super) fn begins_to_close(&self) {
        self.is_closing.store(true, Ordering::Relaxed);
    }

    /// The learners who have a way in for their phone open, and whether it is there; none where no phone may come in.
    pub(super) fn phones_there(&self) -> Option<HashMap<String, bool>> {
        self.phones.as_ref().map(|(hall, _)| hall.phones())
    }

    /// Who is there and where, in the order of their names.
    pub(super) fn class(&self) -> Vec<(String, Status)> {
        let elsewhere = self.elsewhere.as_ref();
        let elsewhere = elsewhere.map(|elsewhere| elsewhere.class());
        let class = self.sitting().into_iter();
        let class = class.chain(elsewhere.into_iter().flatten());
        let class = class.map(|one| (one.learner, one.status));
        let mut class: Vec<(String, Status)> = class.collect();
        // Whoever moves from one host to another may be told of by both.
        class.sort_by(|(one, first), (other, second)| {
            one.cmp(other).then(second.is_there.cmp(&first.is_there))
        });
        class.dedup_by(|one, other| one.0 == other.0);
        class
    }

    /// What holds for everybody now.
    pub(super) fn pace(&self) -> Pace {
        self.board.pace()
    }

    /// Changes what holds for everybody.
    pub(super) fn set_pace(&self, change: impl FnOnce(&mut Pace)) {
        self.kept(self.board.set_pace(change));
        tracing::info!(pace = ?self.pace(), "the instructor sets the pace");
        self.signal_all(|| Signal::Pace);
    }

    /// Says something to everybody.
    pub(super) fn tell_all(&self, text: &str) {
        tracing::info!(text, "the instructor says");
        self.call(Call::Message(text.to_owned()));
    }

    /// Takes somebody out of the queue for help; those behind them see that they move up. False where they did not wait.
    pub(super) fn needs_no_help(&self, learner: &str) -> bool {
        // Whoever cannot be taken out of what is kept has left the queue all the same.
        let is_taken = self.kept(self.board.needs_none(learner)).unwrap_or(true);
        let waiting = self.help();
        let seats = self.seats();
        let waiting = waiting.iter().filter_map(|one| seats.get(&one.learner));
        for seated in waiting.filter(|_| is_taken) {
            // It draws anew.
            let _ = seated.to.send(Signal::Pace);
        }
        is_taken
    }

    /// Who waits for help, whoever asked first in front.
    pub(super) fn help(&self) -> Vec<HelpRequest> {
        self.board.help().all()
    }

    /// How many are in front of somebody who waits for help.
    pub(super) fn ahead_of(&self, learner: &str) -> Option<usize> {
        self.board.ahead_of(learner)
    }

    /// Puts a learner into the queue for help.
    pub(super) fn ask_for_help(&self, request: HelpRequest) {
        tracing::info!(learner = request.learner, "asks for help");
        self.kept(self.board.ask(request));
    }

    /// Answers whoever asked for help, and only them; without a text, that somebody is coming.
    pub(super) fn answer(&self, learner: &str, text: &str) {
        tracing::info!(learner, text, "the instructor answers");
        self.needs_no_help(learner);
        self.call(Call::Answer {
            learner: learner.to_owned(),
            text: text.to_owned(),
        });
    }

    /// Puts a question to everybody.
    pub(super) fn put_to_vote(&self, poll: Poll) -> Result<(), ProgressError> {
        tracing::info!(question = poll.question, "the instructor puts a vote");
        self.votes.put(poll)?;
        self.signal_all(|| Signal::Vote);
        Ok(())
    }

    /// Closes the vote that is open; everybody sees what was said.
    pub(super) fn close_vote(&self) -> Result<(), ProgressError> {
        tracing::info!("the instructor closes a vote");
        self.votes.close()?;
        self.signal_all(|| Signal::Vote);
        Ok(())
    }

    /// Where phones vote, and how many of them are there; none where no phone may come in.
    pub(super) fn phones_that_vote(&self) -> Option<(String, usize)> {
        let (hall, _) = self.phones.as_ref()?;
        let voting = hall.votes()?;
        Some((voting.phones(), voting.phones_there()))
    }

    /// Shows everybody what these learners drew, by digit, and what of their own was read.
    pub(super) fn tell_of_set(&self, learners: &Arc<HashSet<String>>) {
        self.call(Call::Set(learners.iter().cloned().collect()));
    }

    pub(super) fn signal_all(&self, signal: impl Fn() -> Signal) {
        for seated in self.seats().values() {
            let _ = seated.to.send(signal());
        }
    }

    /// Closes a learner's seat; they may come back.
    pub(super) fn kick(&self, learner: &str) {
        tracing::info!(learner, "the instructor closes a seat");
        self.close_seat(learner, Closed::Kicked);
    }

    /// Closes a learner's seat, and does not let them in again.
    pub(super) fn block(&self, learner: &str) -> Result<(), RosterError> {
        tracing::info!(learner, "the instructor shuts a learner out");
        self.roster.block(learner)?;
        self.close_seat(learner, Closed::Blocked);
        Ok(())
    }

    /// Closes a learner's seat, wherever it is.
    pub(super) fn close_seat(&self, learner: &str, why: Closed) {
        self.call(Call::Close {
            learner: learner.to_owned(),
            why,
        });
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

    pub(super) fn seats(&self) -> MutexGuard<'_, HashMap<String, Seated>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn doors(&self) -> MutexGuard<'_, HashMap<u64, Sender<Signal>>> {
        self.doors.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
