//! The instructor's desk: who is where and who waits, what the class said, and the class's pace.

mod export;
mod keys;
mod screen;

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use self::keys::{Command, command};
use super::answers::{Answers, answers};
use super::pace::Pace;
use super::predictions::{Asked, asked};
use super::remote_terminal::RemoteTerminal;
use super::signal::{ConnectionEvent, Signal};
use super::state::{Guest, Workshop};
use super::status::Status;
use crate::pack::Pack;
use crate::progress::{Progress, ProgressError};
use crate::say;
use crate::tui::AppEvent;
use crate::tui::look::Look;
use crate::tui::widget::field::Field;

/// Between two looks at the class.
const LOOK: Duration = Duration::from_millis(500);
/// Characters of a message at most.
const MAX_MESSAGE: usize = 200;
/// Lines of a page.
const PAGE: u16 = 10;
/// Time that a key gives or takes.
const TIME: Duration = Duration::from_secs(5 * 60);

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    /// Who is where.
    Class,
    /// What they said beforehand.
    Predictions,
    /// What they drew.
    Set,
    /// What the author of the pack has to say to whoever teaches.
    Notes,
}

/// The desk.
struct Desk<'w> {
    workshop: &'w Arc<Workshop>,
    progress: Progress,
    view: View,
    /// Who is marked, by learner; the list moves under the mark.
    marked: Option<String>,
    /// Whether names are hidden.
    is_discreet: bool,
    /// What is typed, while a message is.
    typed: Option<Field>,
    /// The lesson whose predictions and notes are shown, from 0; that of most learners, if none is chosen.
    lesson: Option<usize>,
    /// Which of its questions, from 0; the newest, if none is chosen.
    question: Option<usize>,
    scroll: u16,
    notice: Option<String>,
    /// The learner who is shut out if that is asked for once more.
    to_block: Option<String>,
}

/// Something that the class was asked.
enum Question {
    /// What was said beforehand, and measured.
    Predicted(Asked),
    /// What was answered.
    Answered(Answers),
}

impl Question {
    /// The step, from 0.
    fn step(&self) -> usize {
        match self {
            Self::Predicted(asked) => asked.step,
            Self::Answered(answers) => answers.step,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Predicted(asked) => &asked.question,
            Self::Answered(answers) => &answers.question,
        }
    }
}

/// What there is to see at one moment.
struct Seen {
    class: Vec<(String, Status)>,
    pace: Pace,
    asked: Vec<Question>,
    /// Of each learner who has opened a way in for their phone, whether it is there; none where no phone may come in.
    phones: Option<HashMap<String, bool>>,
}

/// Sits the instructor down until they leave.
pub(super) fn sit(
    workshop: &Arc<Workshop>,
    guest: &Guest,
    mut line: RemoteTerminal,
    signals: &Receiver<Signal>,
) {
    let progress = match Progress::open(&workshop.folder) {
        Ok(progress) => progress,
        Err(error) => return line.bye(&format!("mindgap: {error}"), 1),
    };
    let mut desk = Desk {
        workshop,
        progress,
        view: View::Class,
        marked: None,
        is_discreet: false,
        typed: None,
        lesson: None,
        question: None,
        scroll: 0,
        notice: None,
        to_block: None,
    };
    loop {
        let seen = desk.look();
        let words = line.look.words.calling(&workshop.pack.names);
        let look = Look {
            words,
            ..line.look.clone()
        };
        if line.is_ready() && line.draw(|frame| desk.draw(frame, &seen, &look)).is_err() {
            return;
        }
        let heard = match signals.recv_timeout(LOOK) {
            Ok(Signal::Of(_, heard)) => heard,
            Ok(Signal::End(ending)) => return line.bye(&ending.text(guest.look.words), 0),
            Ok(_) | Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        match heard {
            ConnectionEvent::Arrived => line.arrived(),
            ConnectionEvent::Gone | ConnectionEvent::Ended => return,
            ConnectionEvent::Repaint => {
                if line.repaint().is_err() {
                    return;
                }
            }
            ConnectionEvent::Look(look) => {
                if line.set_look(*look).is_err() {
                    return;
                }
            }
            ConnectionEvent::Event(event) => {
                line.took(1);
                let done = match event {
                    AppEvent::Resize(size) => {
                        if line.resize(size).is_err() {
                            return;
                        }
                        ControlFlow::Continue(())
                    }
                    AppEvent::Key(key) => desk.press(key, &seen, guest),
                    AppEvent::Paste(text) => {
                        if let Some(typed) = &mut desk.typed {
                            typed.paste(&text);
                        }
                        ControlFlow::Continue(())
                    }
                    _ => ControlFlow::Continue(()),
                };
                if done.is_break() {
                    return line.bye(&say!(guest.look.words, "desk-bye"), 0);
                }
            }
        }
    }
}

/// Everything that the class was asked in a lesson, from 0, in its order.
fn questions(
    progress: &Progress,
    pack: &Pack,
    lesson: usize,
) -> Result<Vec<Question>, ProgressError> {
    let (name, file) = (&pack.file.name, pack.file.lessons.get(lesson));
    let (Some(file), Some(lesson)) = (file, pack.lessons.get(lesson)) else {
        return Ok(Vec::new());
    };
    let predicted = asked(progress, name, file)?.into_iter();
    let answered = answers(progress, name, file, lesson)?.into_iter();
    let mut all: Vec<Question> = predicted.map(Question::Predicted).collect();
    all.extend(answered.map(Question::Answered));
    all.sort_by_key(Question::step);
    Ok(all)
}

impl Desk<'_> {
    fn look(&self) -> Seen {
        let class = self.workshop.class();
        let lesson = self.lesson.unwrap_or_else(|| busiest(&class));
        let asked = match self.view {
            View::Predictions => questions(&self.progress, &self.workshop.pack, lesson),
            View::Class | View::Set | View::Notes => Ok(Vec::new()),
        };
        let asked = asked.unwrap_or_default();
        Seen {
            class,
            pace: self.workshop.pace(),
            asked,
            phones: self.workshop.phones_there(),
        }
    }

    fn lesson(&self, seen: &Seen) -> usize {
        self.lesson.unwrap_or_else(|| busiest(&seen.class))
    }

    /// Who is marked, and where in the list.
    fn marked<'s>(&self, seen: &'s Seen) -> Option<(usize, &'s (String, Status))> {
        let all = || seen.class.iter().enumerate();
        let known = all().find(|(_, (id, _))| Some(id) == self.marked.as_ref());
        known.or_else(|| all().next())
    }

    fn press(&mut self, key: KeyEvent, seen: &Seen, guest: &Guest) -> ControlFlow<()> {
        let with_control = key.modifiers.contains(KeyModifiers::CONTROL);
        if with_control && key.code == KeyCode::Char('c') {
            return ControlFlow::Break(());
        }
        self.notice = None;
        if let Some(typed) = &mut self.typed {
            match key.code {
                KeyCode::Esc => self.typed = None,
                KeyCode::Enter => {
                    if !typed.is_blank() {
                        self.workshop.tell_all(typed.text().trim());
                    }
                    self.typed = None;
                }
                _ => typed.press(&key),
            }
            return ControlFlow::Continue(());
        }
        let to_block = self.to_block.take();
        let Some(command) = command(&key) else {
            return ControlFlow::Continue(());
        };
        let words = guest.look.words;
        let lessons = self.workshop.pack.lessons.len();
        match command {
            Command::Leave => return ControlFlow::Break(()),
            Command::View => {
                self.view = match self.view {
                    View::Class => View::Predictions,
                    View::Predictions => View::Set,
                    View::Set => View::Notes,
                    View::Notes => View::Class,
                };
                self.scroll = 0;
            }
            Command::Up | Command::Down => self.move_by(command == Command::Down, seen),
            Command::Left | Command::Right => {
                let now = self.lesson(seen);
                let then = match command {
                    Command::Right => (now + 1).min(lessons.saturating_sub(1)),
                    _ => now.saturating_sub(1),
                };
                self.lesson = Some(then);
                self.question = None;
                self.scroll = 0;
            }
            Command::PageUp => self.scroll = self.scroll.saturating_sub(PAGE),
            Command::PageDown => self.scroll = self.scroll.saturating_add(PAGE),
            Command::Names => self.is_discreet = !self.is_discreet,
            Command::Message => self.typed = Some(Field::new(MAX_MESSAGE)),
            Command::Eyes => self
                .workshop
                .set_pace(|pace| pace.eyes_on_me = !pace.eyes_on_me),
            Command::OpenMore | Command::OpenLess => self
                .workshop
                .set_pace(|pace| pace.adjust_open_lessons(command == Command::OpenMore, lessons)),
            Command::TimeMore | Command::TimeLess => self
                .workshop
                .set_pace(|pace| pace.adjust_time(command == Command::TimeMore, TIME)),
            Command::Tell => self.tell_of_set(guest),
            Command::Kick => {
                if let Some((_, (id, _))) = self.marked(seen) {
                    self.workshop.kick(id);
                }
            }
            Command::Block => {
                if let Some((_, (id, status))) = self.marked(seen) {
                    if to_block.as_ref() == Some(id) {
                        let blocked = self.workshop.block(id);
                        self.notice = blocked.err().map(|error| error.to_string());
                    } else {
                        self.to_block = Some(id.clone());
                        let name = self.name(seen, status);
                        self.notice = Some(say!(words, "desk-block-again", name = name));
                    }
                }
            }
            Command::Code => {
                if let Some((_, (id, status))) = self.marked(seen) {
                    let name = self.name(seen, status);
                    self.notice = Some(match self.workshop.roster.new_code(id) {
                        Ok(code) => {
                            let code = super::access::grouped(&code);
                            say!(words, "desk-new-code", name = name, code = code)
                        }
                        Err(error) => error.to_string(),
                    });
                }
            }
            Command::Export => {
                let exported = export::export(self.workshop, &self.progress, words);
                self.notice = Some(match exported {
                    Ok(folder) => say!(
                        words,
                        "desk-exported",
                        folder = folder.display().to_string()
                    ),
                    Err(error) => error.to_string(),
                });
            }
        }
        ControlFlow::Continue(())
    }

    fn move_by(&mut self, down: bool, seen: &Seen) {
        let step = |at: usize, last: usize| match down {
            true => (at + 1).min(last),
            false => at.saturating_sub(1),
        };
        match self.view {
            View::Class => {
                let at = self.marked(seen).map_or(0, |(at, _)| at);
                let next = seen.class.get(step(at, seen.class.len().saturating_sub(1)));
                self.marked = next.map(|(id, _)| id.clone());
            }
            View::Predictions => {
                let last = seen.asked.len().saturating_sub(1);
                let at = self.question.unwrap_or(last).min(last);
                self.question = Some(step(at, last));
                self.scroll = 0;
            }
            View::Set | View::Notes => {
                let furthest = usize::from(u16::MAX);
                let scroll = step(usize::from(self.scroll), furthest);
                self.scroll = u16::try_from(scroll).unwrap_or(u16::MAX);
            }
        }
    }

    /// A learner's name, or what stands for it while names are hidden.
    fn name(&self, seen: &Seen, status: &Status) -> String {
        if !self.is_discreet {
            return status.name.clone();
        }
        let place = seen
            .class
            .iter()
            .position(|(_, other)| other.name == status.name);
        format!("#{}", place.map_or(0, |place| place + 1))
    }

    /// Tells everybody what the class drew and how much of it was read.
    fn tell_of_set(&mut self, guest: &Guest) {
        let words = guest.look.words;
        match self.workshop.set.total() {
            Ok((0, _)) => self.notice = Some(say!(words, "set-empty")),
            Ok(_) => self.workshop.tell_of_set(),
            Err(error) => self.notice = Some(error.to_string()),
        }
    }
}

/// The lesson in which most learners are, from 0.
fn busiest(class: &[(String, Status)]) -> usize {
    let lessons = class
        .iter()
        .filter_map(|(_, status)| Some(status.place?.lesson));
    let mut counts: Vec<usize> = Vec::new();
    for lesson in lessons {
        if counts.len() <= lesson {
            counts.resize(lesson + 1, 0);
        }
        counts[lesson] += 1;
    }
    let most = counts.iter().copied().enumerate();
    most.max_by_key(|(lesson, count)| (*count, std::cmp::Reverse(*lesson)))
        .map_or(0, |(lesson, _)| lesson)
}
