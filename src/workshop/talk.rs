//! Line by line, for whoever connects without a terminal (`ssh -T`): what a screen reader reads aloud,
//! and what a pipe can carry.

use std::io::{self, BufReader, Read, Write};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use russh::ChannelId;
use russh::server::Handle;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::{self, channel};

use super::class_set;
use super::line::hang_up;
use super::roster::Learner;
use super::seat::{Comer, Heard, Place, Signal, session};
use super::server::Workshop;
use super::status::{At, Doing, Status, in_lesson};
use crate::lesson::Walk;
use crate::plain::{self, Ending, Host, Input};
use crate::say;
use crate::words::Words;

/// Pieces of text that may be on their way, either way.
const WAITING: usize = 16;

/// A conversation with somebody, who has been met or not.
pub(super) struct Talk {
    /// Which connection's.
    pub(super) id: u64,
    pub(super) words: Words,
    input: Input,
    voice: Voice,
}

/// What comes from a client; it ends when this is dropped.
pub(super) type Ears = mpsc::Sender<Vec<u8>>;

/// What goes to a client.
pub(super) enum Said {
    Text(Vec<u8>),
    /// The last, with an exit status.
    Bye(Vec<u8>, u32),
}

/// Says things to a client, and waits while it does not listen.
#[derive(Clone)]
struct Voice(mpsc::Sender<Said>);

/// The bytes that come from a client.
struct Bytes {
    from: mpsc::Receiver<Vec<u8>>,
    begun: io::Cursor<Vec<u8>>,
}

impl Talk {
    /// A conversation; where what is heard goes, and where what is said comes from.
    pub(super) fn new(id: u64, words: Words) -> (Self, Ears, mpsc::Receiver<Said>) {
        let (ears, from) = channel(WAITING);
        let (to, said) = channel(WAITING);
        let begun = io::Cursor::default();
        let reader = BufReader::new(Bytes { from, begun });
        let talk = Self {
            id,
            words,
            input: Input::live("the line", reader),
            voice: Voice(to),
        };
        (talk, ears, said)
    }

    /// Says something, as a paragraph.
    pub(super) fn says(&mut self, text: &str) {
        self.voice.says(text);
    }

    /// Asks for a line; none where nobody answers in time, or they have gone.
    pub(super) fn asks(&mut self, question: &str, patience: Duration) -> Option<String> {
        write!(self.voice, "{question} ").ok()?;
        self.input.next_line(patience)
    }

    /// Says the last words.
    pub(super) fn bye(self, text: &str, status: u32) {
        self.voice.bye(text, status);
    }
}

impl Voice {
    /// Whoever is gone hears nothing, and needs not.
    fn says(&mut self, text: &str) {
        let _ = writeln!(self, "{}\n", textwrap::fill(text, plain::MEASURE));
    }

    fn bye(self, text: &str, status: u32) {
        let text = format!("\n{}\n", textwrap::fill(text, plain::MEASURE));
        let _ = self.0.blocking_send(Said::Bye(text.into_bytes(), status));
    }
}

impl Write for Voice {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Said::Text(bytes.to_vec()));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Bytes {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.begun.read(room)? {
                0 => match self.from.blocking_recv() {
                    Some(bytes) => self.begun = io::Cursor::new(bytes),
                    None => return Ok(0),
                },
                read => return Ok(read),
            }
        }
    }
}

/// Carries what is said to a client, as fast as it listens.
pub(super) async fn carry(
    mut said: mpsc::Receiver<Said>,
    mut to: impl AsyncWrite + Unpin,
    (handle, channel): (Handle, ChannelId),
) {
    while let Some(said) = said.recv().await {
        let (bytes, status) = match said {
            Said::Text(bytes) => (bytes, None),
            Said::Bye(bytes, status) => (bytes, Some(status)),
        };
        if to.write_all(&bytes).await.is_err() {
            return;
        }
        if let Some(status) = status {
            let _ = handle.exit_status_request(channel, status).await;
            break;
        }
    }
    hang_up(handle, channel).await;
}

/// Talks a learner through lessons until they leave, or come in from elsewhere: then with that.
pub(super) fn hold(
    workshop: &Workshop,
    learner: &Learner,
    status: &Mutex<Status>,
    (signals, own): (&Receiver<Signal>, &Sender<Signal>),
    talk: Talk,
) -> Option<Comer> {
    let Talk {
        id,
        words,
        input,
        voice,
    } = talk;
    let session = match session(workshop, learner) {
        Ok(session) => session,
        Err(error) => {
            voice.bye(&format!("mindgap: {error}"), 1);
            return None;
        }
    };
    let open = AtomicUsize::new(usize::MAX);
    let interrupt = input.interrupter();
    let mut aside = voice.clone();
    let mut guide = Guide {
        workshop,
        learner,
        status,
        open: &open,
        place: Place::default(),
    };
    let mut farewell = None;
    let mut next = None;
    let ended = thread::scope(|scope| {
        let conversation = scope.spawn(|| {
            let mut output = voice.clone();
            let talks = || plain::run(session, None, input, &mut output, words, &mut guide);
            let ended = catch_unwind(AssertUnwindSafe(talks));
            // The seat waits for it.
            let _ = own.send(Signal::Of(id, Heard::Ended));
            ended
        });
        let mut tell = |signal: Signal| {
            match signal {
                Signal::Of(from, Heard::Ended) if from == id => return ControlFlow::Break(()),
                Signal::Of(from, Heard::Gone) if from == id => interrupt(),
                Signal::Attach(comer) => {
                    farewell = Some(say!(words, "seat-taken-over"));
                    next = Some(comer);
                    interrupt();
                }
                Signal::End(ending) => {
                    farewell = Some(ending.text(words));
                    interrupt();
                }
                Signal::Message(text) => aside.says(&format!("\n{text}")),
                Signal::Set => {
                    if let Some(text) = class_set::told(&workshop.set, &learner.id, words) {
                        aside.says(&format!("\n{text}"));
                    }
                }
                Signal::Pace => {
                    let pace = workshop.pace();
                    open.store(pace.open.unwrap_or(usize::MAX), Ordering::Relaxed);
                    if pace.eyes_on_me {
                        aside.says(&format!("\n{}", say!(words, "talk-eyes")));
                    }
                }
                Signal::Of(..) | Signal::News(_) => {}
            }
            ControlFlow::Continue(())
        };
        let _ = tell(Signal::Pace);
        loop {
            match signals.recv_timeout(workshop.limits.idle) {
                Ok(signal) => {
                    if tell(signal).is_break() {
                        break;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    let touched = status
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .touched;
                    if touched.elapsed() >= workshop.limits.idle {
                        let _ = tell(Signal::End(super::seat::Ending::Idle));
                    }
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        conversation.join()
    });
    let (text, code) = match (farewell, ended) {
        (Some(text), _) => (text, 0),
        (None, Ok(Ok(Ok(Ending::Left | Ending::Interrupted)))) => (say!(words, "seat-bye"), 0),
        (None, Ok(Ok(Err(error)))) => {
            tracing::info!(learner = learner.id, %error, "a conversation ended");
            (say!(words, "seat-bye"), 0)
        }
        (None, Ok(Err(_)) | Err(_)) => {
            tracing::error!(learner = learner.id, "a conversation panicked");
            (say!(words, "talk-broken"), 1)
        }
    };
    voice.bye(&text, code);
    next
}

/// What the workshop adds to a conversation, and sees of it.
struct Guide<'w> {
    workshop: &'w Workshop,
    learner: &'w Learner,
    status: &'w Mutex<Status>,
    /// How many lessons are open, from the first.
    open: &'w AtomicUsize,
    place: Place,
}

impl Host for Guide<'_> {
    fn opens(&self, lesson: usize) -> bool {
        lesson < self.open.load(Ordering::Relaxed)
    }

    fn sees(&mut self, at: Option<(usize, &Walk)>) {
        let here = at.map(|(lesson, walk)| At {
            lesson,
            step: walk.at(),
        });
        let since = self.place.is_at(here);
        let status = Status {
            name: self.learner.name.clone(),
            is_there: true,
            place: here,
            doing: at.map_or(Doing::Choosing, |(_, walk)| in_lesson(walk)),
            since,
            touched: Instant::now(),
        };
        *self.status.lock().unwrap_or_else(PoisonError::into_inner) = status;
        if let Some((lesson, walk)) = at {
            self.place
                .hand_over(self.workshop, self.learner, lesson, walk);
        }
    }
}
