//! The way to a client's terminal, or to a page in a browser: frames are drawn here and carried there one at a time. While one is
//! on its way nothing is drawn, so a slow terminal gets the newest frame next, and never a queue.

use std::io;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Size;
use russh::server::Handle;
use russh::{ChannelId, Disconnect};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{sleep, timeout};

use super::screen::{AnsiScreen, CellScreen, Screen};
use crate::tui::look::Look;
use crate::tui::terminal::replies::SIZE_QUERY;

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
    screen: Screen,
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

impl RemoteTerminal {
    /// A line to a terminal, with its other end.
    pub(super) fn new(
        id: u64,
        look: Look,
        size: Size,
        backlog: Arc<Backlog>,
    ) -> io::Result<(Self, Receiver<Output>)> {
        let screen = Screen::Ansi(AnsiScreen::new(size)?);
        Ok(Self::on(screen, id, look, size, backlog))
    }

    /// A line to a page in a browser, with its other end.
    pub(super) fn in_browser(
        id: u64,
        look: Look,
        size: Size,
        backlog: Arc<Backlog>,
    ) -> io::Result<(Self, Receiver<Output>)> {
        let screen = Screen::Cells(CellScreen::new(size)?);
        Ok(Self::on(screen, id, look, size, backlog))
    }

    fn on(
        screen: Screen,
        id: u64,
        look: Look,
        size: Size,
        backlog: Arc<Backlog>,
    ) -> (Self, Receiver<Output>) {
        // One frame, and a farewell behind it.
        let (to, from) = channel(2);
        let line = Self {
            id,
            look,
            size,
            screen,
            to,
            is_ready: true,
            has_said_bye: false,
            backlog,
        };
        (line, from)
    }

    /// Asks the terminal this, together with the next frame.
    pub(super) fn ask(&mut self, queries: &str) {
        self.screen.ask(queries);
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

    /// Whether it is a page in a browser.
    pub(super) fn is_in_browser(&self) -> bool {
        matches!(self.screen, Screen::Cells(_))
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
        self.look.graphics.forget();
        self.screen.redraw(self.size)
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
        let cell = self.look.graphics.cell();
        let Some(frame) = self.screen.draw(cell, paint)? else {
            return Ok(());
        };
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
        let bytes = self.screen.bye(text);
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
