//! What a client says over SSH, and what it may do: open one terminal. No command, no file, no
//! forwarding.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use russh::keys::PublicKey;
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Response, Session, VerifiedPublicKey,
};
use russh::{
    Channel, ChannelId, ChannelOpenFailure, ChannelWriteHalf, MethodKind, MethodSet, Pty as Mode,
};
use tokio::time::sleep;

use super::access::{Access, is_code};
use super::admission::Entered;
use super::fingerprint::Fingerprint;
use super::pty::Pty;
use super::remote_terminal::{Arrivals, Backlog, RemoteTerminal, carry};
use super::signal::{Client, ConnectionEvent, Route, Signal};
use super::state::{Guest, Workshop};
use super::talk::{self, Stdin, Talk};
use crate::say;
use crate::tui::look::Look;
use crate::tui::terminal::input::{Parser, Said};
use crate::tui::terminal::replies::{ESCAPE, ESCAPE_OWED, OWED, Reply, is_same_cell, queries};
use crate::tui::{self, AppEvent};
use crate::words::Words;

/// Characters of a user's name that are looked at.
const MAX_USER_CHARS: usize = 64;
/// Wrong codes of a connection, after which it is closed.
const MAX_WRONG_CODES: usize = 6;
/// How long a wrong code takes to be called wrong.
const REJECTION: Duration = Duration::from_secs(1);
/// Who connects by these names wants to sit at the desk, and needs an instructor's key.
const DESK: [&str; 2] = ["desk", "instructor"];
/// Standard error (RFC 4254, 5.2).
const STDERR: u32 = 1;

/// A client.
pub(super) struct Connection {
    workshop: Arc<Workshop>,
    /// By which everything of this connection is known.
    id: u64,
    peer: SocketAddr,
    entered: Arc<Entered>,
    user: String,
    /// What it has proved to hold.
    key: Option<PublicKey>,
    /// How many codes of its were wrong.
    wrong_codes: usize,
    /// The one channel that a client may open, and the way back until the terminal has it.
    channel: Option<(ChannelId, Option<ChannelWriteHalf<Msg>>)>,
    pty: Pty,
    /// When its terminal was asked what it is.
    asked: Option<Instant>,
    has_pty: bool,
    parser: Arc<Mutex<Parser>>,
    arrivals: Arrivals,
    backlog: Arc<Backlog>,
    /// Once there is a terminal, or a conversation.
    route: Option<Route>,
    /// What goes into a conversation.
    stdin: Option<Stdin>,
}

impl Connection {
    pub(super) fn new(
        workshop: Arc<Workshop>,
        id: u64,
        peer: SocketAddr,
        entered: Arc<Entered>,
    ) -> Self {
        Self {
            workshop,
            id,
            peer,
            entered,
            user: String::new(),
            key: None,
            wrong_codes: 0,
            channel: None,
            pty: Pty::default(),
            asked: None,
            has_pty: false,
            parser: Arc::default(),
            arrivals: Arrivals::default(),
            backlog: Arc::default(),
            route: None,
            stdin: None,
        }
    }

    fn words(&self) -> Words {
        Words::of(self.workshop.lang)
    }

    fn named(&mut self, user: &str) {
        self.user = user.chars().take(MAX_USER_CHARS).collect();
    }

    /// Whether this key opens the door by itself.
    fn may_enter(&self, key: &PublicKey) -> bool {
        let is_learners = || match &self.workshop.access {
            Access::Open | Access::Code(_) => {
                matches!(
                    self.workshop.roster.by_key(&Fingerprint::from(key)),
                    Ok(Some(_))
                )
            }
            Access::Keys(keys) => keys.iter().any(|known| known.key_data() == key.key_data()),
        };
        self.workshop.is_instructor(key) || !DESK.contains(&self.user.as_str()) && is_learners()
    }

    /// Refuses, and says what may be tried next.
    fn ask_on(&self) -> Auth {
        let mut methods = vec![MethodKind::PublicKey];
        if !matches!(self.workshop.access, Access::Keys(_)) {
            methods.push(MethodKind::KeyboardInteractive);
            // Where the code can be asked for as what it is, nobody is asked for a password after three slips.
            methods.extend((!self.entered.has_prompts()).then_some(MethodKind::Password));
        }
        Auth::Reject {
            proceed_with_methods: Some(MethodSet::from(&methods[..])),
            partial_success: false,
        }
    }

    fn asks_for_code(&self, instructions: String) -> Auth {
        let prompt = format!("{} ", say!(self.words(), "access-code"));
        Auth::Partial {
            name: "".into(),
            instructions: instructions.into(),
            // plink -pw answers a prompt only where what is typed is not shown.
            prompts: vec![(prompt.into(), !self.entered.is_putty())].into(),
        }
    }

    /// What comes of a code that was typed.
    async fn tried(&mut self, typed: &str) -> Result<Auth, russh::Error> {
        let Access::Code(code) = &self.workshop.access else {
            return Ok(self.ask_on());
        };
        let address = self.peer.ip();
        if let Some(wait) = self.workshop.brake.wait(address, Instant::now()) {
            sleep(REJECTION).await;
            let seconds = wait.as_secs() + 1;
            return Ok(self.asks_for_code(say!(self.words(), "access-braked", n = seconds)));
        }
        if is_code(typed, code) {
            return Ok(Auth::Accept);
        }
        tracing::warn!(peer = %self.peer, user = self.user, "wrong code of the class");
        self.workshop.brake.was_wrong(address, Instant::now());
        self.wrong_codes += 1;
        sleep(REJECTION).await;
        match self.wrong_codes < MAX_WRONG_CODES {
            true => Ok(self.ask_on()),
            false => Err(russh::Error::Disconnect),
        }
    }

    /// Says something on standard error, and that is all.
    fn refuse(
        &self,
        channel: ChannelId,
        session: &mut Session,
        text: &str,
    ) -> Result<(), russh::Error> {
        session.channel_success(channel)?;
        session.extended_data(channel, STDERR, format!("{text}\r\n").into_bytes())?;
        session.exit_status_request(channel, 1)?;
        session.eof(channel)?;
        session.close(channel)
    }

    /// Things look different on the terminal from now on.
    fn look_anew(&self) {
        if let Some(route) = &self.route {
            let look = Box::new(self.pty.look(self.workshop.lang));
            route.send(Signal::Of(self.id, ConnectionEvent::Look(look)));
        }
    }

    fn forward(&self, event: AppEvent) {
        if let Some(route) = &self.route {
            route.send(Signal::Of(self.id, ConnectionEvent::Event(event)));
        }
    }

    /// The terminal is there: somebody comes in.
    fn begin(&mut self, session: &Session, channel: ChannelId, write: ChannelWriteHalf<Msg>) {
        let look = self.pty.look(self.workshop.lang);
        let made = RemoteTerminal::new(self.id, look.clone(), self.pty.size, self.backlog.clone());
        let Ok((mut line, frames)) = made else {
            return;
        };
        line.ask(queries(&self.pty.term));
        self.asked = Some(Instant::now());
        self.arrivals
            .unread
            .set_window(session.window_size(&channel));
        let (sender, signals) = std::sync::mpsc::channel();
        let route = Route::to(sender.clone());
        let (id, arrival) = (self.id, route.clone());
        tokio::spawn(carry(
            frames,
            write.make_writer(),
            (session.handle(), channel),
            self.arrivals.clone(),
            move || {
                arrival.send(Signal::Of(id, ConnectionEvent::Arrived));
            },
        ));
        let guest = self.guest(look, route);
        let client = Client::Terminal(Box::new(line));
        self.workshop
            .clone()
            .receive(guest, client, (sender, signals));
    }

    /// There is no terminal: somebody comes in who reads and writes lines.
    fn converse(&mut self, session: &Session, channel: ChannelId, write: ChannelWriteHalf<Msg>) {
        let look = self.pty.look(self.workshop.lang);
        let (talk, stdin, said) = Talk::new(self.id, look.words);
        self.stdin = Some(stdin);
        let (sender, signals) = std::sync::mpsc::channel();
        let guest = self.guest(look, Route::to(sender.clone()));
        let way = (session.handle(), channel);
        tokio::spawn(talk::carry(said, write.make_writer(), way));
        let client = Client::Talk(Box::new(talk));
        self.workshop
            .clone()
            .receive(guest, client, (sender, signals));
    }

    /// Who comes in, and the way to where they are.
    fn guest(&mut self, look: Look, route: Route) -> Guest {
        self.route = Some(route.clone());
        let key = self.key.clone();
        let teaches = |key: &PublicKey| self.workshop.is_instructor(key);
        Guest {
            user: self.user.clone(),
            is_instructor: key.as_ref().is_some_and(teaches),
            key: key.as_ref().map(Fingerprint::from),
            peer: self.peer,
            look,
            route,
        }
    }
}

/// Whether whoever holds this key has to touch something to use it.
fn is_touched(key: &PublicKey) -> bool {
    key.algorithm().as_str().starts_with("sk-")
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(route) = &self.route {
            route.send(Signal::Of(self.id, ConnectionEvent::Gone));
        }
    }
}

impl Handler for Connection {
    type Error = russh::Error;

    // Nobody is let in without having been asked for a key: it is what brings a learner back.
    async fn auth_none(&mut self, user: &str) -> Result<Auth, Self::Error> {
        self.named(user);
        Ok(Auth::reject())
    }

    // What is refused here need not be signed, touched or unlocked.
    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Self::Error> {
        self.named(user);
        let key = offer.public_key;
        // The first one of a newcomer is what brings them back later; not one that has to be touched.
        let is_newcomers = !matches!(self.workshop.access, Access::Keys(_))
            && self.key.is_none()
            && !DESK.contains(&self.user.as_str())
            && !is_touched(key);
        Ok(match self.may_enter(key) || is_newcomers {
            true => Auth::Accept,
            false => self.ask_on(),
        })
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Self::Error> {
        self.named(user);
        let key = key.public_key.clone();
        let may_enter = self.may_enter(&key) || matches!(self.workshop.access, Access::Open);
        if may_enter || !matches!(self.workshop.access, Access::Keys(_)) {
            self.key = Some(key);
        }
        Ok(match may_enter {
            true => Auth::Accept,
            // The key is noted; another one, or the code of the class, is asked for next.
            false => self.ask_on(),
        })
    }

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        self.named(user);
        match self.workshop.access {
            Access::Code(_) => self.tried(password).await,
            Access::Open => Ok(Auth::Accept),
            Access::Keys(_) => Ok(self.ask_on()),
        }
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _submethods: &str,
        response: Option<Response<'a>>,
    ) -> Result<Auth, Self::Error> {
        self.named(user);
        match self.workshop.access {
            Access::Open => return Ok(Auth::Accept),
            Access::Keys(_) => return Ok(self.ask_on()),
            Access::Code(_) => {}
        }
        let Some(mut answers) = response else {
            let welcome = say!(self.words(), "access-welcome");
            return Ok(self.asks_for_code(welcome));
        };
        let typed = answers.next().unwrap_or_default();
        self.tried(&String::from_utf8_lossy(&typed)).await
    }

    async fn auth_succeeded(&mut self, _session: &mut Session) -> Result<(), Self::Error> {
        self.entered.is_known_now();
        tracing::info!(peer = %self.peer, user = self.user, "connected");
        Ok(())
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        if self.channel.is_some() {
            reply.reject(ChannelOpenFailure::ResourceShortage).await;
            return Ok(());
        }
        let id = channel.id();
        // What is read comes to the handler; nobody would empty the channel's own queue.
        let (_, write) = channel.split();
        self.channel = Some((id, Some(write)));
        reply.accept().await;
        Ok(())
    }

    async fn env_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        value: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.pty.set(name, value);
        session.channel_success(channel)
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        term: &str,
        columns: u32,
        rows: u32,
        width: u32,
        height: u32,
        _modes: &[(Mode, u32)],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.pty.open(term, (columns, rows), (width, height));
        self.has_pty = true;
        session.channel_success(channel)
    }

    async fn window_change_request(
        &mut self,
        _channel: ChannelId,
        columns: u32,
        rows: u32,
        width: u32,
        height: u32,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        let before = self.pty.cell();
        self.pty.resize((columns, rows), (width, height));
        // Some say a new size in pixels alone, or together with the one in columns and rows.
        if !is_same_cell(self.pty.cell(), before) {
            self.look_anew();
        }
        self.forward(AppEvent::Resize(self.pty.size));
        self.backlog.add().await;
        Ok(())
    }

    async fn window_adjusted(
        &mut self,
        _channel: ChannelId,
        room: u32,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.arrivals.unread.update_window(room);
        Ok(())
    }

    async fn shell_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        if self.has_pty && self.pty.term == "dumb" {
            let text = say!(self.words(), "access-dumb");
            return self.refuse(channel, session, &text);
        }
        let Some((_, write)) = &mut self.channel else {
            return session.channel_failure(channel);
        };
        match write.take() {
            Some(write) => {
                session.channel_success(channel)?;
                self.entered.has_terminal.store(true, Ordering::Relaxed);
                match self.has_pty {
                    true => self.begin(session, channel, write),
                    false => self.converse(session, channel, write),
                }
                Ok(())
            }
            None => session.channel_failure(channel),
        }
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        _command: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        tracing::warn!(peer = %self.peer, user = self.user, "a command was refused");
        let text = say!(self.words(), "access-no-commands");
        self.refuse(channel, session, &text)
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        _name: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        tracing::warn!(peer = %self.peer, user = self.user, "a subsystem was refused");
        let text = say!(self.words(), "access-no-files");
        session.extended_data(channel, STDERR, format!("{text}\r\n").into_bytes())?;
        session.channel_failure(channel)
    }

    async fn x11_request(
        &mut self,
        channel: ChannelId,
        _single_connection: bool,
        _protocol: &str,
        _cookie: &str,
        _screen: u32,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_failure(channel)
    }

    async fn agent_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<bool, Self::Error> {
        session.channel_failure(channel)?;
        Ok(false)
    }

    async fn data(
        &mut self,
        _channel: ChannelId,
        bytes: &[u8],
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        if let Some(stdin) = &self.stdin {
            // Nobody listens any more only when the conversation is over.
            let _ = stdin.send(bytes.to_vec()).await;
            return Ok(());
        }
        let (said, is_open) = {
            let mut parser = self.parser.lock().unwrap_or_else(PoisonError::into_inner);
            (parser.feed(bytes), parser.is_open())
        };
        for said in said {
            match said {
                Said::Drawn => self.arrivals.drawn.again(),
                Said::Reply(Reply::Size(columns, rows)) => {
                    self.pty.has_size(columns, rows);
                    self.forward(AppEvent::Resize(self.pty.size));
                    self.backlog.add().await;
                }
                Said::Reply(reply) => {
                    if self.pty.replies(reply) {
                        self.look_anew();
                    }
                }
                Said::Event(AppEvent::Key(key)) if tui::asks_to_repaint(&key) => {
                    if let Some(route) = &self.route {
                        route.send(Signal::Of(self.id, ConnectionEvent::Repaint));
                        self.backlog.add().await;
                    }
                }
                Said::Event(event) => {
                    self.forward(event);
                    self.backlog.add().await;
                }
            }
        }
        if let (true, Some(route)) = (is_open, self.route.clone()) {
            let is_owed = self.asked.is_some_and(|asked| asked.elapsed() < OWED);
            let patience = match is_owed && !self.pty.is_known() {
                true => ESCAPE_OWED,
                false => ESCAPE,
            };
            let (parser, backlog, id) = (self.parser.clone(), self.backlog.clone(), self.id);
            tokio::spawn(async move {
                sleep(patience).await;
                let said = parser
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .settle();
                if let Some(Said::Event(event)) = said {
                    route.send(Signal::Of(id, ConnectionEvent::Event(event)));
                    backlog.add().await;
                }
            });
        }
        Ok(())
    }

    /// A client that will say nothing more is gone.
    async fn channel_eof(
        &mut self,
        _channel: ChannelId,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        // What was said is still answered.
        if self.stdin.take().is_some() {
            return Ok(());
        }
        if let Some(route) = &self.route {
            route.send(Signal::Of(self.id, ConnectionEvent::Gone));
        }
        Ok(())
    }
}
