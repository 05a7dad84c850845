//! The way to a client's terminal: frames are drawn here and carried there one at a time. While one is
//! on its way nothing is drawn, so a slow terminal gets the newest frame next, and never a queue.

use std::io::{self, Write};
use std::mem;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::queue;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect, Size};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use russh::server::Handle;
use russh::{ChannelId, Disconnect};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{sleep, timeout};

use crate::tui::look::Look;
use crate::tui::terminal::replies::SIZE_QUERY;

/// Device status report (ECMA-48, DSR): it answers when it has drawn what came before.
const DSR_QUERY: &[u8] = b"\x1b[5n";
/// How long the first answer of a terminal may take; until then it may be one that never answers.
const FIRST: Duration = Duration::from_secs(2);
/// How long one that has answered may take: a frame over a slow line.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Between two frames for a terminal that does not answer: what lies between it and its client cannot be
/// seen, so it is not filled.
const SLOW: Duration = Duration::from_millis(100);
/// Bytes that may be unread by a terminal that does not answer: a little more than the piece in which
/// OpenSSH tells that it has passed something on (three packets of 16 KB).
const UNREAD: usize = 64 * 1024;
/// How long a client may take to pass something on, before it gets another frame all the same.
const STALLED: Duration = Duration::from_secs(120);
/// How long a client may stay after the last word.
const GOODBYE: Duration = Duration::from_secs(2);
/// Events that may wait for a learner's seat, before their connection is read no further.
const WAITING: usize = 256;

/// What a line carries.
pub(super) enum Output {
    /// To be drawn.
    Frame(Vec<u8>),
    /// The last, with an exit status.
    Bye(Vec<u8>, u32),
}

/// A line to a terminal.
pub(super) struct RemoteTerminal {
    /// Which connection's.
    pub(super) id: u64,
    /// How things look there.
    pub(super) look: Look,
    size: Size,
    terminal: Terminal<CrosstermBackend<Sink>>,
    sink: Sink,
    /// What a frame comes to in which nothing has changed.
    nothing: Vec<u8>,
    to: Sender<Output>,
    /// Whether the frame before has arrived.
    is_ready: bool,
    has_said_bye: bool,
    backlog: Arc<Backlog>,
}

/// Events of a connection that nobody has taken yet.
#[derive(Default)]
pub(super) struct Backlog {
    waiting: AtomicUsize,
    taken: Notify,
    /// Nobody takes any more.
    is_closed: AtomicBool,
}

/// Where a terminal writes.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl RemoteTerminal {
    /// A line with its other end.
    pub(super) fn new(
        id: u64,
        look: Look,
        size: Size,
        backlog: Arc<Backlog>,
    ) -> io::Result<(Self, Receiver<Output>)> {
        // One frame, and a farewell behind it.
        let (to, from) = channel(2);
        let sink = Sink::default();
        let mut terminal = terminal(&sink, size)?;
        terminal.draw(|_| {})?;
        let nothing = sink.take();
        queue!(
            sink.bytes(),
            EnterAlternateScreen,
            Hide,
            EnableMouseCapture,
            EnableBracketedPaste,
            Clear(ClearType::All)
        )?;
        let line = Self {
            id,
            look,
            size,
            terminal,
            sink,
            nothing,
            to,
            is_ready: true,
            has_said_bye: false,
            backlog,
        };
        Ok((line, from))
    }

    /// Asks the terminal this, together with the next frame.
    pub(super) fn ask(&mut self, queries: &str) {
        self.sink.bytes().extend_from_slice(queries.as_bytes());
    }

    /// The next frame is drawn whole, and the terminal is asked how large it is: not every client tells.
    pub(super) fn repaint(&mut self) -> io::Result<()> {
        self.took(1);
        self.redraw()?;
        self.ask(SIZE_QUERY);
        Ok(())
    }

    /// Things look like this from now on.
    pub(super) fn set_look(&mut self, look: Look) -> io::Result<()> {
        self.look = look;
        self.redraw()
    }

    /// How large the terminal is.
    pub(super) fn size(&self) -> Size {
        self.size
    }

    /// The terminal has this size now; the next frame is drawn whole.
    pub(super) fn resize(&mut self, size: Size) -> io::Result<()> {
        self.size = size;
        self.redraw()
    }

    /// The next frame is drawn whole.
    pub(super) fn redraw(&mut self) -> io::Result<()> {
        // Not by the terminal's own `resize`, which would ask the server's terminal for its size.
        self.terminal = terminal(&self.sink, self.size)?;
        self.look.graphics.forget();
        queue!(self.sink.bytes(), Clear(ClearType::All))
    }

    /// The frame before has arrived.
    pub(super) fn arrived(&mut self) {
        self.is_ready = true;
    }

    /// Whether a frame can be drawn now.
    pub(super) fn is_ready(&self) -> bool {
        self.is_ready
    }

    /// So many events of this connection were taken.
    pub(super) fn took(&self, events: usize) {
        self.backlog.took(events);
    }

    /// Draws a frame and sends what has changed.
    ///
    /// # Errors
    /// When the connection is gone.
    pub(super) fn draw(&mut self, paint: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        queue!(self.sink.bytes(), BeginSynchronizedUpdate)?;
        let begun = self.sink.bytes().len();
        self.terminal.draw(paint)?;
        let mut frame = self.sink.take();
        // The first bytes may be more than that: what a new terminal has to be told before.
        let is_first = frame.get(..begun) != Some(&synchronized()[..]);
        if frame[begun..] == self.nothing[..] && !is_first {
            return Ok(());
        }
        queue!(frame, EndSynchronizedUpdate)?;
        frame.extend_from_slice(DSR_QUERY);
        self.is_ready = false;
        let sent = self.to.try_send(Output::Frame(frame));
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    /// Gives the terminal back with these last words.
    pub(super) fn bye(mut self, text: &str, status: u32) {
        self.say_bye(text, status);
    }

    fn say_bye(&mut self, text: &str, status: u32) {
        if mem::replace(&mut self.has_said_bye, true) {
            return;
        }
        let mut bytes = Vec::new();
        // Writing into memory does not fail.
        let _ = queue!(
            bytes,
            DisableBracketedPaste,
            DisableMouseCapture,
            LeaveAlternateScreen,
            Show
        );
        for line in text.lines() {
            bytes.extend_from_slice(line.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        // Whoever is gone needs no farewell.
        let _ = self.to.try_send(Output::Bye(bytes, status));
    }
}

impl Drop for RemoteTerminal {
    /// Also when what held it has panicked.
    fn drop(&mut self) {
        self.say_bye(
            "mindgap: something broke, and this session has ended. Connect again: nothing is lost.",
            1,
        );
        self.backlog.close();
    }
}

impl Backlog {
    /// One more waits. Returns when there is room for another.
    pub(super) async fn add(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        loop {
            let taken = self.taken.notified();
            let is_closed = self.is_closed.load(Ordering::Relaxed);
            if is_closed || self.waiting.load(Ordering::Relaxed) < WAITING {
                return;
            }
            taken.await;
        }
    }

    /// Nobody waits for room any more: what comes goes nowhere.
    fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
        self.taken.notify_waiters();
        self.taken.notify_one();
    }

    fn took(&self, events: usize) {
        let rest = |waiting: usize| Some(waiting.saturating_sub(events));
        let _ = self
            .waiting
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest);
        self.taken.notify_one();
    }
}

impl Sink {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Vec<u8> {
        mem::take(&mut *self.bytes())
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn terminal(sink: &Sink, size: Size) -> io::Result<Terminal<CrosstermBackend<Sink>>> {
    let viewport = Viewport::Fixed(Rect::from((Position::ORIGIN, size)));
    Terminal::with_options(
        CrosstermBackend::new(sink.clone()),
        TerminalOptions { viewport },
    )
}

fn synchronized() -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = queue!(bytes, BeginSynchronizedUpdate);
    bytes
}

/// What was sent to a client and not taken from it yet by its terminal, as far as the client tells: it
/// makes room again (RFC 4254, 5.2) for what it has passed on, in large pieces.
#[derive(Default)]
pub(super) struct Unread {
    /// Bytes that the client took at the beginning.
    room: AtomicUsize,
    bytes: AtomicUsize,
    passed_on: Notify,
}

impl Unread {
    /// The channel is open, with room for so many bytes.
    pub(super) fn set_window(&self, room: u32) {
        self.room.store(room as usize, Ordering::Relaxed);
    }

    /// The client has room for so many bytes now.
    pub(super) fn update_window(&self, room: u32) {
        let all = self.room.load(Ordering::Relaxed);
        let unread = all.saturating_sub(room as usize);
        self.bytes.store(unread, Ordering::Relaxed);
        self.passed_on.notify_one();
    }

    /// Waits until there is little on the way; not for ever, since clients differ in when they tell.
    async fn wait_until_low(&self) {
        while self.bytes.load(Ordering::Relaxed) > UNREAD {
            if timeout(STALLED, self.passed_on.notified()).await.is_err() {
                return;
            }
        }
    }
}

/// How many times the terminal has said that it has drawn everything.
#[derive(Default)]
pub(super) struct Drawn {
    times: AtomicUsize,
    again: Notify,
}

impl Drawn {
    /// It says so once more.
    pub(super) fn again(&self) {
        self.times.fetch_add(1, Ordering::Relaxed);
        self.again.notify_one();
    }

    /// Waits until it has been said so many times.
    async fn wait_for(&self, times: usize) {
        while self.times.load(Ordering::Relaxed) < times {
            self.again.notified().await;
        }
    }
}

/// What a connection knows of how far its frames have come.
#[derive(Clone, Default)]
pub(super) struct Arrivals {
    pub(super) drawn: Arc<Drawn>,
    pub(super) unread: Arc<Unread>,
}

/// Carries frames to a client, each only when the one before has been drawn there: the terminal says so
/// itself. Where it does not answer, the client does, who has read that far, and what it has not passed
/// on is kept little.
pub(super) async fn carry(
    mut frames: Receiver<Output>,
    mut to: impl AsyncWrite + Unpin,
    (handle, channel): (Handle, ChannelId),
    arrivals: Arrivals,
    arrived: impl Fn(),
) {
    let Arrivals { drawn, unread } = arrivals;
    let mut asked = 0;
    while let Some(output) = frames.recv().await {
        let (bytes, status) = match output {
            Output::Frame(bytes) => (bytes, None),
            Output::Bye(bytes, status) => (bytes, Some(status)),
        };
        if to.write_all(&bytes).await.is_err() {
            return;
        }
        unread.bytes.fetch_add(bytes.len(), Ordering::Relaxed);
        if let Some(status) = status {
            let _ = handle.exit_status_request(channel, status).await;
            break;
        }
        asked += 1;
        let patience = match drawn.times.load(Ordering::Relaxed) {
            0 if asked == 1 => FIRST,
            // Until it says something, for the first time perhaps late.
            0 => Duration::ZERO,
            _ => TIMEOUT,
        };
        if timeout(patience, drawn.wait_for(asked)).await.is_err() {
            // A request that no client fulfils, and every client has to answer in its turn (RFC 4254, 4).
            let _ = handle.cancel_forward_tcpip(String::new(), 0).await;
            sleep(SLOW).await;
            unread.wait_until_low().await;
        }
        arrived();
    }
    hang_up(handle, channel).await;
}

/// Nothing more is said. Clients go by themselves; who does not is sent.
pub(super) async fn hang_up(handle: Handle, channel: ChannelId) {
    let _ = handle.eof(channel).await;
    let _ = handle.close(channel).await;
    sleep(GOODBYE).await;
    let end = Disconnect::ByApplication;
    let _ = handle.disconnect(end, String::new(), String::new()).await;
}
