//! Line by line, for whoever connects without a terminal (`ssh -T`): what a screen reader reads aloud,
//! and what a pipe can carry.

use std::io::{self, BufReader, Read, Write};
use std::time::Duration;

use russh::ChannelId;
use russh::server::Handle;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::{self, channel};

use super::remote_terminal::hang_up;
use crate::plain::{self, Input};
use crate::words::Words;

/// Pieces of text that may be on their way, either way.
const WAITING: usize = 16;

/// A conversation with somebody, who has been met or not.
pub(super) struct Talk {
    /// Which connection's.
    pub(super) id: u64,
    pub(super) words: Words,
    pub(super) input: Input,
    pub(super) stdout: Stdout,
}

/// What comes from a client; it ends when this is dropped.
pub(super) type Stdin = mpsc::Sender<Vec<u8>>;

/// What goes to a client.
pub(super) enum Said {
    Text(Vec<u8>),
    /// The last, with an exit status.
    Bye(Vec<u8>, u32),
}

/// Says things to a client, and waits while it does not listen.
#[derive(Clone)]
pub(super) struct Stdout(mpsc::Sender<Said>);

/// The bytes that come from a client.
struct Bytes {
    from: mpsc::Receiver<Vec<u8>>,
    begun: io::Cursor<Vec<u8>>,
}

impl Talk {
    /// A conversation; where what is heard goes, and where what is said comes from.
    pub(super) fn new(id: u64, words: Words) -> (Self, Stdin, mpsc::Receiver<Said>) {
        let (stdin, from) = channel(WAITING);
        let (to, said) = channel(WAITING);
        let begun = io::Cursor::default();
        let reader = BufReader::new(Bytes { from, begun });
        let talk = Self {
            id,
            words,
            input: Input::live("the line", reader),
            stdout: Stdout(to),
        };
        (talk, stdin, said)
    }

    /// Says something, as a paragraph.
    pub(super) fn say(&mut self, text: &str) {
        self.stdout.say(text);
    }

    /// Asks for a line; none where nobody answers in time, or they have gone.
    pub(super) fn ask(&mut self, question: &str, patience: Duration) -> Option<String> {
        write!(self.stdout, "{question} ").ok()?;
        self.input.next_line(patience)
    }

    /// Says the last words.
    pub(super) fn bye(self, text: &str, status: u32) {
        self.stdout.bye(text, status);
    }
}

impl Stdout {
    /// Whoever is gone hears nothing, and needs not.
    pub(super) fn say(&mut self, text: &str) {
        let _ = writeln!(self, "{}\n", textwrap::fill(text, plain::MEASURE));
    }

    /// Says the last words.
    pub(super) fn bye(self, text: &str, status: u32) {
        let text = format!("\n{}\n", textwrap::fill(text, plain::MEASURE));
        let _ = self.0.blocking_send(Said::Bye(text.into_bytes(), status));
    }
}

impl Write for Stdout {
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
