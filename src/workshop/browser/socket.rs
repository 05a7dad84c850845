//! The socket between a page and its seat: frames there, one at a time, and keys back.

use std::net::{IpAddr, SocketAddr};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};
use tokio::sync::mpsc::Receiver;
use tokio::time::{interval, timeout};

use super::said::{Said, Window, key, mouse};
use crate::tui::{self, AppEvent};
use crate::words::Lang;
use crate::workshop::admission::Entered;
use crate::workshop::fingerprint::Fingerprint;
use crate::workshop::remote_terminal::{Backlog, Output, RemoteTerminal};
use crate::workshop::signal::{Client, ConnectionEvent, Route, Signal};
use crate::workshop::state::{Guest, Workshop};

/// A page that does not answer within so many times the keepalive is gone.
const MISSED_KEEPALIVES: u32 = 3;
/// How long a frame may take to be passed on to the system: over a slow line.
const SENDING: Duration = Duration::from_secs(60);
/// How long a page may stay after the last word.
const GOODBYE: Duration = Duration::from_secs(2);
/// Characters that are taken of what is pasted, as many bytes as a terminal's.
const MAX_PASTE: usize = 16 * 1024;

/// Somebody who comes in by a browser.
pub(super) struct Visitor {
    pub(super) fingerprint: Fingerprint,
    pub(super) peer: IpAddr,
    pub(super) lang: Lang,
    pub(super) entered: Arc<Entered>,
}

/// A page that is there.
struct Page {
    socket: WebSocket,
    id: u64,
    lang: Lang,
    window: Window,
    route: Route,
    backlog: Arc<Backlog>,
    /// When it said something last.
    heard: Instant,
}

impl Visitor {
    /// Leads them in, and stays until they go.
    pub(super) async fn sits(self, workshop: Arc<Workshop>, mut socket: WebSocket) {
        let first = timeout(workshop.limits.silence, socket.recv()).await;
        let window = match first {
            Ok(Some(Ok(Message::Text(text)))) => match serde_json::from_str(&text) {
                Ok(Said::Window(window)) => window,
                _ => return refuse(socket).await,
            },
            Ok(_) => return refuse(socket).await,
            Err(_) => return,
        };
        let id = workshop.next_connection();
        let look = window.look(self.lang);
        let backlog: Arc<Backlog> = Arc::default();
        let made = RemoteTerminal::in_browser(id, look.clone(), window.size(), backlog.clone());
        let Ok((line, frames)) = made else {
            return;
        };
        let (sender, signals) = mpsc::channel();
        let route = Route::to(sender.clone());
        let guest = Guest {
            user: String::new(),
            key: Some(self.fingerprint),
            peer: SocketAddr::new(self.peer, 0),
            // The desk is for keys.
            is_instructor: false,
            look,
            route: route.clone(),
        };
        tracing::info!(peer = %self.peer, "connected, in a browser");
        let client = Client::Terminal(Box::new(line));
        workshop.clone().receive(guest, client, (sender, signals));
        let page = Page {
            socket,
            id,
            lang: self.lang,
            window,
            route,
            backlog,
            heard: Instant::now(),
        };
        page.goes_on(frames, &workshop).await;
        drop(self.entered);
    }
}

impl Page {
    async fn goes_on(mut self, mut frames: Receiver<Output>, workshop: &Workshop) {
        let keepalive = workshop.limits.keepalive;
        let mut asks = interval(keepalive);
        let reason = loop {
            tokio::select! {
                output = frames.recv() => match output {
                    Some(Output::Frame(frame)) => {
                        if self.send(text(frame)).await.is_break() {
                            break "it could not be sent a frame";
                        }
                    }
                    Some(Output::Bye(bye, _)) => {
                        let _ = self.send(text(bye)).await;
                        // Whoever is to come back by themselves is told so.
                        let code = match workshop.is_closing() {
                            true => close_code::RESTART,
                            false => close_code::NORMAL,
                        };
                        return self.close(code).await;
                    }
                    None => return self.close(close_code::NORMAL).await,
                },
                said = self.socket.recv() => {
                    self.heard = Instant::now();
                    match said {
                        Some(Ok(Message::Text(said))) => {
                            let Ok(said) = serde_json::from_str(&said) else {
                                tracing::warn!(id = self.id, "a page says what no page says");
                                self.gone();
                                return refuse(self.socket).await;
                            };
                            self.hear(said).await;
                        }
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        Some(Ok(Message::Binary(_))) => {
                            self.gone();
                            return refuse(self.socket).await;
                        }
                        Some(Ok(Message::Close(_)) | Err(_)) | None => break "it was closed",
                    }
                }
                _ = asks.tick() => {
                    if self.heard.elapsed() > MISSED_KEEPALIVES * keepalive {
                        break "it does not answer";
                    }
                    if self.send(Message::Ping(Bytes::new())).await.is_break() {
                        break "it could not be asked";
                    }
                }
            }
        };
        tracing::info!(id = self.id, reason, "a browser is gone");
        self.gone();
    }

    async fn hear(&mut self, said: Said) {
        match said {
            Said::Drawn => self.tell(ConnectionEvent::Arrived),
            Said::Window(window) => {
                if !window.looks_like(&self.window) {
                    let look = Box::new(window.look(self.lang));
                    self.tell(ConnectionEvent::Look(look));
                }
                self.passes(AppEvent::Resize(window.size())).await;
                self.window = window;
            }
            Said::Key(name, held) => match key(&name, held) {
                Some(AppEvent::Key(key)) if tui::asks_to_repaint(&key) => {
                    self.tell(ConnectionEvent::Repaint);
                    self.backlog.add().await;
                }
                Some(event) => self.passes(event).await,
                None => {}
            },
            Said::Mouse(does, column, row, held) => {
                self.passes(mouse(does, column, row, held)).await;
            }
            Said::Paste(text) => {
                let text = text.chars().take(MAX_PASTE).collect();
                self.passes(AppEvent::Paste(text)).await;
            }
        }
    }

    /// Passes on what the seat has to take before more than a few others come.
    async fn passes(&mut self, event: AppEvent) {
        self.tell(ConnectionEvent::Event(event));
        self.backlog.add().await;
    }

    fn tell(&self, heard: ConnectionEvent) {
        self.route.send(Signal::Of(self.id, heard));
    }

    fn gone(&self) {
        self.tell(ConnectionEvent::Gone);
    }

    async fn send(&mut self, message: Message) -> ControlFlow<()> {
        match timeout(SENDING, self.socket.send(message)).await {
            Ok(Ok(())) => ControlFlow::Continue(()),
            Ok(Err(_)) | Err(_) => ControlFlow::Break(()),
        }
    }

    async fn close(self, code: u16) {
        self.gone();
        close(self.socket, code).await;
    }
}

fn text(bytes: Vec<u8>) -> Message {
    // It was written as JSON.
    Message::Text(Utf8Bytes::try_from(Bytes::from(bytes)).unwrap_or_default())
}

/// Ends a socket on which something came that no page says.
async fn refuse(socket: WebSocket) {
    close(socket, close_code::POLICY).await;
}

/// Says that it is over, and hears whether the page agrees.
async fn close(mut socket: WebSocket, code: u16) {
    let frame = CloseFrame {
        code,
        reason: Utf8Bytes::default(),
    };
    let closes = async {
        if socket.send(Message::Close(Some(frame))).await.is_ok() {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    let _ = timeout(GOODBYE, closes).await;
}
