//! Where somebody is asked who they are whose key is not known: a name on first sight, a name and a
//! code ever after.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout};
use ratatui::text::{Line as Text, Span};
use ratatui::widgets::{Paragraph, Wrap};

use super::access::grouped;
use super::remote_terminal::RemoteTerminal;
use super::roster::name::{MAX_NAME_CHARS, tidy};
use super::roster::{Enrolled, Learner, Refusal};
use super::signal::{ConnectionEvent, Signal};
use super::state::{Guest, Workshop};
use super::talk::Talk;
use crate::say;
use crate::tui::AppEvent;
use crate::tui::look::Look;
use crate::tui::widget::field::Field;

/// Wrong codes after which the connection is closed.
const MAX_CODE_ATTEMPTS: usize = 5;
/// Characters of a code that are taken.
const MAX_CODE_CHARS: usize = 16;
/// How long somebody may stand in the door.
const TIMEOUT: Duration = Duration::from_secs(10 * 60);
/// Columns of the text.
const WIDTH: u16 = 64;

/// What is asked.
enum Asked {
    Name,
    Code {
        name: String,
    },
    /// Nothing more: this learner is new, and is told their code.
    Welcome {
        learner: Learner,
        code: String,
        /// Whether what they write may be kept.
        consents: bool,
    },
}

/// The screen in the door.
struct Door<'w> {
    workshop: &'w Workshop,
    guest: &'w Guest,
    asked: Asked,
    typed: Field,
    /// What was wrong, in the guest's language.
    notice: Option<String>,
    tries: usize,
}

/// Asks until it is known who this is. None if they have gone, or were sent away.
pub(super) fn receive(
    workshop: &Workshop,
    guest: &Guest,
    mut line: RemoteTerminal,
    signals: &Receiver<Signal>,
) -> Option<(RemoteTerminal, Learner)> {
    let mut door = Door::new(workshop, guest);
    loop {
        let look = line.look.clone();
        if line.is_ready() && line.draw(|frame| door.draw(frame, &look)).is_err() {
            return None;
        }
        let heard = match signals.recv_timeout(TIMEOUT) {
            Ok(Signal::Of(_, heard)) => heard,
            Ok(Signal::End(ending)) => {
                line.bye(&ending.text(guest.look.words), 0);
                return None;
            }
            Ok(_) => continue,
            Err(RecvTimeoutError::Timeout) => {
                line.bye(&say!(guest.look.words, "seat-idle"), 0);
                return None;
            }
            Err(RecvTimeoutError::Disconnected) => return None,
        };
        match heard {
            ConnectionEvent::Arrived => line.arrived(),
            ConnectionEvent::Gone | ConnectionEvent::Ended => {
                line.bye(&say!(guest.look.words, "seat-bye"), 0);
                return None;
            }
            ConnectionEvent::Repaint => {
                if line.repaint().is_err() {
                    return None;
                }
            }
            ConnectionEvent::Look(look) => {
                if line.set_look(*look).is_err() {
                    return None;
                }
            }
            ConnectionEvent::Event(event) => {
                line.took(1);
                if let AppEvent::Resize(size) = event
                    && line.resize(size).is_err()
                {
                    return None;
                }
                match door.hear(event) {
                    Ok(ControlFlow::Continue(())) => {}
                    Ok(ControlFlow::Break(Some(learner))) => return Some((line, learner)),
                    Ok(ControlFlow::Break(None)) => {
                        line.bye(&say!(guest.look.words, "seat-bye"), 0);
                        return None;
                    }
                    Err(Farewell(text)) => {
                        line.bye(&text, 1);
                        return None;
                    }
                }
            }
        }
    }
}

/// The same, line by line.
pub(super) fn converse(
    workshop: &Workshop,
    guest: &Guest,
    mut talk: Box<Talk>,
) -> Option<(Box<Talk>, Learner)> {
    let words = guest.look.words;
    let mut door = Door::new(workshop, guest);
    let suggested = door.typed.text().to_owned();
    door.typed.clear();
    talk.say(&format!("mindgap · {}", workshop.pack.file.title));
    talk.say(&say!(words, "door-welcome"));
    loop {
        if let Some(notice) = door.notice.take() {
            talk.say(&notice);
        }
        let question = match &door.asked {
            Asked::Name if suggested.is_empty() => say!(words, "door-name"),
            Asked::Name => format!("{} [{suggested}]", say!(words, "door-name")),
            Asked::Code { name } => {
                talk.say(&say!(words, "door-known", name = name.clone()));
                say!(words, "door-code")
            }
            Asked::Welcome { learner, code, .. } => {
                talk.say(&say!(words, "door-hello", name = learner.name.clone()));
                talk.say(&say!(words, "door-your-code", code = grouped(code)));
                if let Some(enough) = enough(guest) {
                    talk.say(&words.text(enough));
                }
                talk.say(&say!(words, "door-consent"));
                say!(words, "talk-consent")
            }
        };
        let line = talk.ask(&question, TIMEOUT)?;
        let line = line.trim();
        match &mut door.asked {
            Asked::Name if line.is_empty() => door.typed.paste(&suggested),
            Asked::Name | Asked::Code { .. } => door.typed.paste(line),
            Asked::Welcome { consents, .. } => {
                *consents = line.eq_ignore_ascii_case(&say!(words, "talk-yes"));
            }
        }
        match door.answer() {
            Ok(ControlFlow::Continue(())) => {}
            Ok(ControlFlow::Break(Some(learner))) => return Some((talk, learner)),
            Ok(ControlFlow::Break(None)) => return None,
            Err(Farewell(text)) => {
                talk.bye(&text, 1);
                return None;
            }
        }
    }
}

/// What they are told who are sent away.
struct Farewell(String);

impl<'w> Door<'w> {
    fn new(workshop: &'w Workshop, guest: &'w Guest) -> Self {
        Self {
            workshop,
            guest,
            asked: Asked::Name,
            typed: Field::with(&suggested(&guest.user), MAX_NAME_CHARS),
            notice: None,
            tries: 0,
        }
    }
}

impl Door<'_> {
    /// Breaks with who it is, or with nobody if they leave.
    ///
    /// # Errors
    /// With what they are told who are sent away.
    fn hear(&mut self, event: AppEvent) -> Result<ControlFlow<Option<Learner>>, Farewell> {
        match event {
            AppEvent::Key(key) => self.press(key),
            AppEvent::Paste(text) => {
                if !matches!(self.asked, Asked::Welcome { .. }) {
                    self.typed.paste(&text);
                }
                Ok(ControlFlow::Continue(()))
            }
            _ => Ok(ControlFlow::Continue(())),
        }
    }

    fn press(&mut self, key: KeyEvent) -> Result<ControlFlow<Option<Learner>>, Farewell> {
        let with_control = key.modifiers.contains(KeyModifiers::CONTROL);
        self.notice = None;
        match key.code {
            KeyCode::Char('c' | 'd') if with_control => return Ok(ControlFlow::Break(None)),
            KeyCode::Enter => return self.answer(),
            code => match (&mut self.asked, code) {
                (Asked::Welcome { consents, .. }, KeyCode::Char(' ')) => *consents = !*consents,
                (Asked::Welcome { .. }, _) => {}
                (Asked::Code { .. }, KeyCode::Esc) => {
                    self.asked = Asked::Name;
                    self.typed = Field::new(MAX_NAME_CHARS);
                }
                (Asked::Name | Asked::Code { .. }, _) => self.typed.press(&key),
            },
        }
        Ok(ControlFlow::Continue(()))
    }

    fn answer(&mut self) -> Result<ControlFlow<Option<Learner>>, Farewell> {
        let words = self.guest.look.words;
        let roster = &self.workshop.roster;
        let key = self.guest.key.as_ref();
        match &self.asked {
            Asked::Welcome {
                learner, consents, ..
            } => {
                let kept = self.workshop.set.set_consent(&learner.id, *consents);
                kept.map_err(broken)?;
                return Ok(ControlFlow::Break(Some(learner.clone())));
            }
            Asked::Name => match tidy(self.typed.text()) {
                None => {
                    let notice = say!(words, "door-not-a-name", n = MAX_NAME_CHARS);
                    self.notice = Some(notice);
                }
                Some(name) => {
                    let made = match roster.contains(&name).map_err(broken)? {
                        true => Enrolled::Taken,
                        false => roster.enrol(&name, key).map_err(broken)?,
                    };
                    self.asked = match made {
                        Enrolled::New(learner, code) => Asked::Welcome {
                            learner,
                            code,
                            consents: false,
                        },
                        Enrolled::Taken => Asked::Code { name },
                        Enrolled::Away => {
                            self.notice = Some(say!(words, "door-others-away"));
                            return Ok(ControlFlow::Continue(()));
                        }
                    };
                    self.typed = Field::new(MAX_CODE_CHARS);
                }
            },
            Asked::Code { name } => {
                match roster
                    .log_in(name, self.typed.text(), key)
                    .map_err(broken)?
                {
                    Ok(learner) => return Ok(ControlFlow::Break(Some(learner))),
                    Err(Refusal::Blocked) => {
                        return Err(Farewell(say!(words, "seat-blocked")));
                    }
                    Err(refusal) => {
                        self.tries += 1;
                        self.workshop.audit("wrong code", self.guest, Some(name));
                        if self.tries >= MAX_CODE_ATTEMPTS {
                            return Err(Farewell(say!(words, "door-too-many")));
                        }
                        self.notice = Some(match refusal {
                            Refusal::Wait => say!(words, "door-wait"),
                            _ => say!(words, "door-wrong-code"),
                        });
                        self.typed.clear();
                    }
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn draw(&self, frame: &mut Frame<'_>, look: &Look) {
        let Look { theme, words, .. } = look;
        let said = |id: &str| Text::styled(words.text(id), theme.text);
        let field = |label: &str| {
            Text::from(vec![
                Span::styled(format!("{} ", words.text(label)), theme.dim),
                self.typed.span(theme.learner),
            ])
        };
        let mut text = vec![
            Text::styled("mindgap", theme.title),
            Text::styled(self.workshop.pack.file.title.clone(), theme.dim),
            Text::default(),
        ];
        let keys = match &self.asked {
            Asked::Name => {
                text.extend([said("door-welcome"), Text::default(), field("door-name")]);
                "door-name-keys"
            }
            Asked::Code { name } => {
                let known = say!(words, "door-known", name = name.clone());
                text.push(Text::styled(known, theme.text));
                text.extend([Text::default(), field("door-code")]);
                "door-code-keys"
            }
            Asked::Welcome {
                learner,
                code,
                consents,
            } => {
                let hello = say!(words, "door-hello", name = learner.name.clone());
                let own = say!(words, "door-your-code", code = grouped(code));
                text.extend([
                    Text::styled(hello, theme.title),
                    Text::default(),
                    Text::styled(own, theme.text),
                ]);
                if let Some(enough) = enough(self.guest) {
                    text.push(said(enough));
                }
                let agrees = match consents {
                    true => "[x]",
                    false => "[ ]",
                };
                text.extend([
                    Text::default(),
                    said("door-consent"),
                    Text::from(vec![
                        Span::styled(format!("{agrees} "), theme.learner),
                        Span::styled(words.text("door-consent-yes"), theme.text),
                    ]),
                    Text::default(),
                    said("door-help"),
                ]);
                "door-welcome-keys"
            }
        };
        text.push(Text::default());
        text.push(match &self.notice {
            Some(notice) => Text::styled(notice.clone(), theme.bad),
            None => Text::styled(words.text(keys), theme.dim),
        });
        let area = frame.area();
        let [column] = Layout::horizontal([Constraint::Max(WIDTH)])
            .flex(Flex::Center)
            .areas(area);
        let paragraph = Paragraph::new(text).wrap(Wrap { trim: true });
        // Wrapped lines take more rows than there are lines; a little above the middle looks right.
        let rows = u16::try_from(paragraph.line_count(column.width)).unwrap_or(u16::MAX);
        let [_, middle, _] = Layout::vertical([
            Constraint::Fill(1),
            Constraint::Length(rows.min(column.height)),
            Constraint::Fill(2),
        ])
        .areas(column);
        frame.render_widget(paragraph, middle);
        if look.is_ascii {
            crate::tui::ascii::replace(frame.buffer_mut());
        }
    }
}

/// What is enough to bring somebody back, if they have it.
fn enough(guest: &Guest) -> Option<&'static str> {
    let is_browsers = guest.key.as_ref()?.is_browsers();
    Some(match is_browsers {
        true => "door-browser-is-enough",
        false => "door-key-is-enough",
    })
}

fn broken(error: impl std::fmt::Display) -> Farewell {
    Farewell(format!("mindgap: {error}"))
}

/// The name by which somebody connected, unless it is one by which everybody does.
fn suggested(user: &str) -> String {
    const COMMON: [&str; 12] = [
        "root", "user", "ubuntu", "debian", "pi", "admin", "student", "learner", "guest",
        "mindgap", "me", "vagrant",
    ];
    match tidy(user) {
        Some(name) if !COMMON.contains(&name.to_lowercase().as_str()) => name,
        _ => String::new(),
    }
}
