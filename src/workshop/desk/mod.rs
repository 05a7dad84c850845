//! The instructor's desk: who is where and who waits, what the class said, and the class's pace.

mod acts;
mod ballot;
mod bar;
mod cohort;
mod done;
mod export;
mod filter;
mod keys;
mod machines;
mod need;
mod people;
mod picker;
mod screen;
mod screen_of_one;
mod seen;
mod table;
mod undo;
mod watching;

use std::cmp::Reverse;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use self::cohort::{Cohort, Wanted};
use self::done::History;
use self::keys::{Command, command};
use self::need::need;
use self::picker::Picker;
use self::screen_of_one::Screen;
use self::seen::{Known, Seen, questions};
use super::remote_terminal::RemoteTerminal;
use super::roster::Member;
use super::roster::name::{MAX_NAME_CHARS, looks};
use super::signal::{ConnectionEvent, Signal};
use super::state::{Guest, Workshop};
use super::status::Status;
use crate::progress::Progress;
use crate::say;
use crate::tui::AppEvent;
use crate::tui::look::Look;
use crate::tui::widget::field::Field;
use crate::words::Words;

/// Between two looks at the class.
const LOOK: Duration = Duration::from_millis(500);
/// Between two looks at one learner's screen.
const WATCH: Duration = Duration::from_millis(100);
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
    /// Who waits for help.
    Help,
    /// Everybody who was ever here.
    Roster,
    /// What they said beforehand.
    Predictions,
    /// What they drew.
    Set,
    /// What the author of the pack has to say to whoever teaches.
    Notes,
    /// The machines of a workshop over several.
    Machines,
}

/// What is typed at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Typing {
    /// Something for everybody.
    Message,
    /// An answer to this learner, who asked for help.
    Answer(String),
    /// Another name for this learner.
    Name(String),
    /// Who this learner is.
    Join(String),
    /// With whom this learner is counted.
    Cohort(String),
    /// What those have to do with it who are listed.
    Filter,
    /// A question for everybody.
    Vote,
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
    /// What is typed, and what for.
    typed: Option<(Typing, Field)>,
    /// Whether those come first who need help.
    is_by_need: bool,
    /// The lesson whose predictions and notes are shown, from 0; that of most learners, if none is chosen.
    lesson: Option<usize>,
    /// Which of its questions, from 0; the newest, if none is chosen.
    question: Option<usize>,
    scroll: u16,
    notice: Option<String>,
    /// What is done to whom if it is asked for once more.
    to_confirm: Option<(Command, String)>,
    /// Only those are listed in whose line this stands; all, if it is empty.
    filter: String,
    /// Whose figures are shown.
    cohort: Wanted,
    /// What can be taken back.
    done: History,
    /// The learner's screen that is looked at.
    screen: Option<Screen>,
    /// Whether all keys are shown.
    shows_keys: bool,
    /// What can be put to a vote.
    picker: Option<Picker>,
    /// Whether the vote is shown that stands.
    shows_vote: bool,
    /// What the instructor speaks.
    words: Words,
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
        to_confirm: None,
        is_by_need: false,
        filter: String::new(),
        cohort: Wanted::default(),
        done: History::default(),
        screen: None,
        shows_keys: false,
        picker: None,
        shows_vote: false,
        words: guest.look.words,
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
        let patience = match desk.screen {
            Some(_) => WATCH,
            None => LOOK,
        };
        let heard = match signals.recv_timeout(patience) {
            Ok(Signal::Of(_, heard)) => heard,
            Ok(Signal::End(ending)) => return line.bye(&ending.text(guest.look.words), 0),
            Ok(_) | Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        match heard {
            ConnectionEvent::Arrived => line.arrived(),
            ConnectionEvent::Gone | ConnectionEvent::Ended => {
                return line.bye(&say!(guest.look.words, "desk-bye"), 0);
            }
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
                        if let Some((_, typed)) = &mut desk.typed {
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

impl Desk<'_> {
    fn look(&self) -> Seen {
        let mut class = self.workshop.class();
        let members = self.workshop.roster.members().unwrap_or_default();
        // Whoever was renamed is called so at once.
        for (id, status) in &mut class {
            if let Some(member) = members.iter().find(|one| one.learner.id == *id) {
                status.name = member.learner.name.clone();
            }
        }
        let cohort = Cohort::of(&self.cohort, &members, &class);
        let lesson = self.lesson.unwrap_or_else(|| busiest(&class));
        let asked = match self.view {
            View::Predictions => {
                let class = &cohort.learners;
                questions(
                    &self.progress,
                    &self.workshop.pack,
                    lesson,
                    class,
                    self.words,
                )
            }
            _ => Ok(Vec::new()),
        };
        let asked = asked.unwrap_or_default();
        let everybody = match self.view {
            View::Roster => self.everybody(members, &cohort),
            _ => Vec::new(),
        };
        let mut seen = Seen {
            class,
            help: self.workshop.help(),
            everybody,
            pace: self.workshop.pace(),
            asked,
            phones: self.workshop.phones_there(),
            door: self.workshop.at_the_door(),
            trouble: self.workshop.trouble(),
            vote: self.workshop.votes.standing(""),
            machines: self.workshop.machines(),
            voting_phones: self.workshop.phones_that_vote(),
            cohort,
        };
        if self.is_by_need {
            let now = Instant::now();
            let mut class = std::mem::take(&mut seen.class);
            class.sort_by_key(|(id, status)| Reverse(need(seen.asks(id), status, now)));
            seen.class = class;
        }
        seen
    }

    fn everybody(&self, members: Vec<Member>, cohort: &Cohort) -> Vec<Known> {
        let pack = &self.workshop.pack.file;
        let members = members.into_iter();
        let members = members.filter(|one| cohort.learners.contains(&one.learner.id));
        let known = members.map(|member| {
            let finished = pack.lessons.iter().filter(|lesson| {
                let place = crate::progress::Place {
                    learner: member.learner.id.clone(),
                    pack: pack.name.clone(),
                    lesson: (*lesson).clone(),
                };
                matches!(self.progress.walk(&place), Ok(Some(saved)) if saved.finished)
            });
            Known {
                finished: finished.count(),
                member,
            }
        });
        known.collect()
    }

    fn lesson(&self, seen: &Seen) -> usize {
        self.lesson.unwrap_or_else(|| busiest(&seen.class))
    }

    /// Where the mark is in a list of these learners.
    fn marked_in<'s>(&self, mut listed: impl Iterator<Item = &'s str>) -> Option<usize> {
        let marked = self.marked.as_deref();
        let mut count = 0;
        let found = listed.position(|id| {
            count += 1;
            Some(id) == marked
        });
        found.or((count > 0).then_some(0))
    }

    /// The learners of the list that is shown, in its order.
    fn listed<'s>(&self, seen: &'s Seen) -> Vec<&'s str> {
        match self.view {
            View::Help => seen
                .help
                .iter()
                .map(|request| request.learner.as_str())
                .collect(),
            View::Roster => {
                let listed = seen.everybody.iter().filter(|known| self.lists(known));
                listed.map(Known::id).collect()
            }
            _ => {
                let listed = seen.class.iter();
                let listed = listed.filter(|(id, status)| self.lists_seated(seen, id, status));
                listed.map(|(id, _)| id.as_str()).collect()
            }
        }
    }

    /// Who is marked.
    fn marked<'s>(&self, seen: &'s Seen) -> Option<&'s str> {
        let listed = self.listed(seen);
        let at = self.marked_in(listed.iter().copied())?;
        listed.get(at).copied()
    }

    /// What somebody is called at the desk.
    fn called(&self, seen: &Seen, id: &str) -> String {
        let seated = seen.class.iter().find(|(known, _)| known == id);
        if let Some((_, status)) = seated {
            return self.name(seen, status);
        }
        match seen.everybody.iter().find(|known| known.id() == id) {
            Some(known) if !self.is_discreet => known.member.learner.name.clone(),
            _ => "#".to_owned(),
        }
    }

    /// What was typed is done.
    fn typed(&mut self, what: Typing, text: &str, words: Words) {
        match what {
            Typing::Message if text.is_empty() => {}
            Typing::Message => self.workshop.tell_all(text),
            Typing::Answer(learner) => self.workshop.answer(&learner, text),
            Typing::Name(learner) => self.rename(&learner, text, words),
            Typing::Join(learner) => self.join(&learner, text, words),
            Typing::Cohort(learner) => self.move_to_cohort(&learner, text, words),
            Typing::Filter => self.filter = text.to_owned(),
            Typing::Vote => self.put_to_vote(text, words),
        }
    }

    fn press(&mut self, key: KeyEvent, seen: &Seen, guest: &Guest) -> ControlFlow<()> {
        let with_control = key.modifiers.contains(KeyModifiers::CONTROL);
        if with_control && key.code == KeyCode::Char('c') {
            return ControlFlow::Break(());
        }
        self.notice = None;
        let words = guest.look.words;
        let is_down = key.code == KeyCode::Down;
        if (is_down || key.code == KeyCode::Up) && self.pick(is_down) {
            return ControlFlow::Continue(());
        }
        if let Some((_, field)) = &mut self.typed {
            match key.code {
                KeyCode::Esc => {
                    if let Some((Typing::Filter, _)) = self.typed.take() {
                        self.filter.clear();
                    }
                }
                KeyCode::Enter => {
                    if let Some((what, field)) = self.typed.take() {
                        self.typed(what, field.text().trim(), words);
                    }
                }
                _ => field.press(&key),
            }
            return ControlFlow::Continue(());
        }
        if std::mem::take(&mut self.shows_keys)
            || std::mem::take(&mut self.shows_vote)
            || self.press_at_screen(&key)
        {
            return ControlFlow::Continue(());
        }
        let Some(command) = command(&key) else {
            return ControlFlow::Continue(());
        };
        let confirms = [Command::Kick, Command::Block, Command::Code, Command::Vote];
        if !confirms.contains(&command) {
            self.to_confirm = None;
        }
        let lessons = self.workshop.pack.lessons.len();
        match command {
            // What narrows the list is put away first.
            Command::Leave if key.code == KeyCode::Esc && !self.filter.is_empty() => {
                self.filter.clear();
            }
            Command::Leave => return ControlFlow::Break(()),
            Command::Keys => self.shows_keys = true,
            Command::Watch => self.watch(seen, words),
            Command::Vote => self.vote(seen, words),
            Command::ShowVote => self.shows_vote = true,
            Command::Filter => {
                let field = Field::with(&self.filter, MAX_NAME_CHARS);
                self.typed = Some((Typing::Filter, field));
            }
            Command::Cohorts => self.cohort = seen.cohort.next(),
            Command::Undo => self.notice = Some(self.undo(words)),
            Command::View => {
                self.view = match self.view {
                    View::Class => View::Help,
                    View::Help => View::Predictions,
                    View::Predictions => View::Set,
                    View::Set => View::Notes,
                    View::Notes => View::Roster,
                    View::Roster if seen.machines.is_some() => View::Machines,
                    View::Roster | View::Machines => View::Class,
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
            Command::Message => self.typed = Some((Typing::Message, Field::new(MAX_MESSAGE))),
            Command::Eyes => self
                .workshop
                .set_pace(|pace| pace.eyes_on_me = !pace.eyes_on_me),
            Command::OpenMore | Command::OpenLess => self
                .workshop
                .set_pace(|pace| pace.adjust_open_lessons(command == Command::OpenMore, lessons)),
            Command::TimeMore | Command::TimeLess => self
                .workshop
                .set_pace(|pace| pace.adjust_time(command == Command::TimeMore, TIME)),
            Command::Tell => self.tell_of_set(seen, guest),
            Command::Kick | Command::Block | Command::Code => {
                self.act_on_one(command, seen, words);
            }
            Command::Need => self.is_by_need = !self.is_by_need,
            Command::Answer => {
                // Whose screen is looked at; whoever asked, if they are marked; or else whoever has waited for longest.
                let marked = self.marked(seen).filter(|id| seen.asks(id));
                let marked = self.watched().or(marked);
                let first = seen.help.first().map(|request| request.learner.as_str());
                self.typed = match marked.or(first) {
                    Some(id) => Some((Typing::Answer(id.to_owned()), Field::new(MAX_MESSAGE))),
                    None => {
                        self.notice = Some(say!(words, "desk-no-help"));
                        None
                    }
                };
            }
            Command::Rename | Command::Join | Command::Cohort => self.begin_typing(command, seen),
            Command::LetIn => self.let_in(seen, words),
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
            View::Class | View::Help | View::Roster => {
                let listed = self.listed(seen);
                let at = self.marked_in(listed.iter().copied()).unwrap_or(0);
                let next = listed.get(step(at, listed.len().saturating_sub(1)));
                self.marked = next.map(|id| (*id).to_owned());
            }
            View::Predictions => {
                let last = seen.asked.len().saturating_sub(1);
                let at = self.question.unwrap_or(last).min(last);
                self.question = Some(step(at, last));
                self.scroll = 0;
            }
            View::Machines => {}
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
            let others = seen.class.iter().map(|(_, other)| &other.name);
            let mut others = others.filter(|other| **other != status.name);
            // Such names are of different letters and look the same, as with Latin and Cyrillic ones.
            let like = others.find(|other| looks(other) == looks(&status.name));
            return match like {
                Some(_) => format!("{} ({})", status.name, letters(&status.name)),
                None => status.name.clone(),
            };
        }
        let place = seen
            .class
            .iter()
            .position(|(_, other)| other.name == status.name);
        format!("#{}", place.map_or(0, |place| place + 1))
    }

    /// Tells everybody what the class drew and how much of it was read.
    fn tell_of_set(&mut self, seen: &Seen, guest: &Guest) {
        let words = guest.look.words;
        match self.workshop.set.total(&seen.cohort.learners) {
            Ok((0, _)) => self.notice = Some(say!(words, "set-empty")),
            Ok(_) => self.workshop.tell_of_set(&seen.cohort.learners),
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

/// The letters of a name that are not ASCII, by their code points: what tells look-alikes apart.
fn letters(name: &str) -> String {
    let foreign = name.chars().filter(|sign| !sign.is_ascii());
    let points: Vec<String> = foreign
        .map(|sign| format!("U+{:04X}", u32::from(sign)))
        .collect();
    match points.is_empty() {
        true => "ASCII".to_owned(),
        false => points.join(" "),
    }
}
