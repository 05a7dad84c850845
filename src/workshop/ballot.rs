//! A vote as a learner meets it in their seat: over whatever they do, put aside and taken up again, and what it came to.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Constraint;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Clear, Padding, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::command_line::behind;
use super::roster::Learner;
use super::settling::Lying;
use crate::lesson::vote::{Ballot, Poll, Tally};
use crate::progress::votes::{Cast, Standing, Votes};
use crate::say;
use crate::tui::AppEvent;
use crate::tui::look::Look;
use crate::tui::widget::field::Field;
use crate::words::Words;

/// With control, puts a vote aside or brings it back: a key that neither tmux nor a terminal takes for itself.
const KEY: char = 'o';
/// Digits of a number from 0 to 100.
const DIGITS: usize = 3;
/// Columns at most.
const WIDTH: u16 = 64;
/// Columns of the longest bar.
const BAR: usize = 20;

/// Where a learner votes.
pub(super) struct Booth {
    votes: Arc<Votes>,
    voter: String,
    name: String,
    /// What is asked, or was asked while they were here.
    standing: Option<Standing>,
    is_aside: bool,
    /// The choice that is marked, from 0.
    marked: Option<usize>,
    /// The number that is typed.
    typed: Field,
    problem: Option<String>,
}

impl Booth {
    /// Theirs.
    pub(super) fn of(learner: &Learner, votes: Arc<Votes>) -> Self {
        Self {
            votes,
            voter: learner.id.clone(),
            name: learner.name.clone(),
            standing: None,
            is_aside: false,
            marked: None,
            typed: Field::new(DIGITS),
            problem: None,
        }
    }

    /// A question was put, or closed. What was closed before they came is not shown.
    pub(super) fn follow(&mut self) {
        let now = self.votes.standing(&self.voter);
        let known = self.standing.take();
        let is_same = matches!((&known, &now), (Some(old), Some(new)) if old.number == new.number);
        let was_open = known.as_ref().is_some_and(|old| old.is_open);
        self.standing = now.filter(|new| new.is_open || is_same);
        let is_open = self.standing.as_ref().is_some_and(|new| new.is_open);
        if !is_same {
            self.marked = None;
            self.typed.clear();
        }
        if !is_same || was_open != is_open {
            self.is_aside = false;
            self.problem = None;
        }
    }

    /// Whether it is over the screen.
    pub(super) fn is_shown(&self) -> bool {
        self.shown().is_some()
    }

    /// What is over the screen, if it is.
    pub(super) fn shown(&self) -> Option<Lying> {
        let standing = self.standing.as_ref().filter(|_| !self.is_aside)?;
        Some(Lying::Vote(standing.number, standing.is_open))
    }

    /// What is said of it in the corner while it is put aside and open.
    pub(super) fn corner(&self, words: Words) -> Option<String> {
        let standing = self.standing.as_ref().filter(|standing| standing.is_open)?;
        if !self.is_aside {
            return None;
        }
        Some(match standing.own {
            Some(own) => {
                let said = short(&standing.poll, own);
                say!(words, "vote-own", said = said)
            }
            None => say!(words, "vote-waits"),
        })
    }

    /// Whether a key brings it back, or puts it aside.
    pub(super) fn switches(&mut self, event: &AppEvent) -> bool {
        let is_own = matches!(event, AppEvent::Key(key)
            if key.code == KeyCode::Char(KEY) && key.modifiers.contains(KeyModifiers::CONTROL));
        let switches = is_own && self.standing.is_some();
        if switches {
            self.is_aside = !self.is_aside;
        }
        switches
    }

    /// Takes what is pressed while it is over the screen.
    pub(super) fn press(&mut self, event: &AppEvent, words: Words) {
        let AppEvent::Key(key) = event else {
            return;
        };
        let Some(standing) = &self.standing else {
            return;
        };
        self.problem = None;
        match key.code {
            _ if !standing.is_open => self.is_aside = true,
            KeyCode::Esc => self.is_aside = true,
            KeyCode::Enter => self.cast(words),
            _ => self.edit(key),
        }
    }

    fn edit(&mut self, key: &KeyEvent) {
        let choices = self
            .standing
            .as_ref()
            .map_or(0, |one| one.poll.choices.len());
        if choices == 0 {
            let is_other = matches!(key.code, KeyCode::Char(sign) if !sign.is_ascii_digit());
            if !is_other {
                self.typed.press(key);
            }
            return;
        }
        let last = choices - 1;
        let typed = match key.code {
            KeyCode::Char(sign) => sign.to_digit(10).and_then(|one| one.checked_sub(1)),
            _ => None,
        };
        let typed = typed.map(|one| one as usize).filter(|one| *one <= last);
        self.marked = match key.code {
            KeyCode::Down => Some(self.marked.map_or(0, |at| (at + 1).min(last))),
            KeyCode::Up => Some(self.marked.map_or(last, |at| at.saturating_sub(1))),
            _ => typed.or(self.marked),
        };
    }

    fn cast(&mut self, words: Words) {
        let Some(standing) = &self.standing else {
            return;
        };
        let ballot = match standing.poll.choices.is_empty() {
            true => standing.poll.read(self.typed.text()),
            false => self.marked.map(Ballot::Choice),
        };
        let Some(ballot) = ballot else {
            self.problem = Some(how(&standing.poll, words));
            return;
        };
        let voter = (self.voter.as_str(), self.name.as_str());
        match self.votes.cast(voter, standing.number, ballot) {
            Ok(Cast::Taken) => {
                self.follow();
                self.is_aside = true;
            }
            Ok(Cast::Waits) => {
                self.follow();
                self.problem = Some(say!(words, "vote-kept-here"));
            }
            Ok(Cast::NotNow) => self.follow(),
            Ok(Cast::Full) => self.problem = Some(say!(words, "vote-full")),
            Err(error) => {
                tracing::error!(voter = self.voter, %error, "a ballot could not be kept");
                self.problem = Some(say!(words, "vote-not-kept"));
            }
        }
    }

    /// Draws it over the screen.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, takes_keys: bool, look: &Look) {
        let Some(standing) = &self.standing else {
            return;
        };
        let Look { theme, words, .. } = look;
        let mut lines = Vec::new();
        let keys = match standing.is_open {
            _ if !takes_keys => "…".to_owned(),
            false => say!(words, "vote-keys-closed"),
            true => how(&standing.poll, *words),
        };
        if standing.is_open {
            lines.extend(self.asked(standing, look));
            lines.push(Line::default());
        }
        if let Some(tally) = &standing.tally {
            lines.extend(counted(&standing.poll, tally, standing.own, look));
            lines.push(Line::default());
        }
        if let Some(problem) = &self.problem {
            lines.push(Line::styled(problem.clone(), theme.bad));
        }
        lines.push(Line::styled(keys, theme.dim));
        framed(frame, &standing.poll.question, lines, look);
    }

    fn asked(&self, standing: &Standing, look: &Look) -> Vec<Line<'static>> {
        let theme = &look.theme;
        let poll = &standing.poll;
        if poll.choices.is_empty() {
            let own = standing
                .own
                .map_or(String::new(), |own| format!("  ✓ {}", poll.said(own)));
            return vec![Line::from(vec![
                Span::styled(format!("{}: ", say!(look.words, "vote-number")), theme.text),
                self.typed.span_in(DIGITS + 1, theme.learner),
                Span::styled(own, theme.learner),
            ])];
        }
        let choices = poll.choices.iter().enumerate();
        let choices = choices.map(|(place, choice)| {
            let is_marked = self.marked == Some(place);
            let mark = if is_marked { "▸ " } else { "  " };
            let own = if standing.own == Some(Ballot::Choice(place)) {
                " ✓"
            } else {
                ""
            };
            let style = if is_marked { theme.learner } else { theme.text };
            Line::styled(format!("{mark}{}. {choice}{own}", place + 1), style)
        });
        choices.collect()
    }
}

/// What a voter said, in a few characters.
pub(super) fn short(poll: &Poll, ballot: Ballot) -> String {
    match ballot {
        Ballot::Choice(choice) => (choice + 1).to_string(),
        Ballot::Number(_) => poll.said(ballot),
    }
}

/// How one votes.
fn how(poll: &Poll, words: Words) -> String {
    match poll.choices.len() {
        0 => say!(words, "vote-keys-number"),
        last => say!(words, "vote-keys", last = last),
    }
}

/// What a class said, as bars with counts; a reader's own is marked.
pub(super) fn counted(
    poll: &Poll,
    tally: &Tally,
    own: Option<Ballot>,
    look: &Look,
) -> Vec<Line<'static>> {
    let theme = &look.theme;
    let most = tally.rows.iter().map(|(_, count)| *count).max();
    let most = most.unwrap_or(0).max(1);
    let own = own.and_then(|own| poll.place(own));
    let rows = tally.rows.iter().enumerate();
    let rows = rows.map(|(place, (label, count))| {
        let length = count * BAR / most;
        let number = match poll.choices.is_empty() {
            true => String::new(),
            false => format!("{}. ", place + 1),
        };
        let mark = if own == Some(place) { " ✓" } else { "" };
        Line::from(vec![
            Span::styled("█".repeat(length), theme.truth),
            Span::raw(" ".repeat(BAR - length)),
            Span::styled(format!("{count:>4}  "), theme.text),
            Span::styled(format!("{number}{label}{mark}"), theme.text),
        ])
    });
    let mut lines: Vec<Line<'static>> = rows.collect();
    lines.push(Line::styled(total(tally, look.words), theme.dim));
    lines
}

/// How many voted, and the median of numbers.
pub(super) fn total(tally: &Tally, words: Words) -> String {
    match tally.median {
        Some(median) => {
            let median = median.to_string();
            say!(words, "vote-median", n = tally.voters, median = median)
        }
        None => say!(words, "vote-count", n = tally.voters),
    }
}

/// A question and what belongs to it, in the middle of the screen.
pub(super) fn framed(
    frame: &mut Frame<'_>,
    question: &str,
    below: Vec<Line<'static>>,
    look: &Look,
) {
    let area = frame.area();
    let width = WIDTH.min(area.width);
    let inside = width.saturating_sub(4);
    let mut lines: Vec<Line<'static>> = textwrap::wrap(question, usize::from(inside).max(1))
        .into_iter()
        .map(|line| Line::styled(line.into_owned(), look.theme.title))
        .collect();
    lines.push(Line::default());
    lines.extend(below);
    let text = Paragraph::new(Text::from(lines)).wrap(Wrap { trim: false });
    let rows = u16::try_from(text.line_count(inside)).unwrap_or(u16::MAX);
    let area = area.centered(
        Constraint::Length(width),
        Constraint::Length(rows.saturating_add(2).min(area.height)),
    );
    let title = say!(look.words, "vote-title");
    debug_assert!(title.width() < usize::from(WIDTH));
    let block = Block::bordered()
        .title(format!(" {title} "))
        .border_style(look.theme.learner)
        .padding(Padding::horizontal(1));
    frame.render_widget(Clear, area);
    frame.render_widget(text.block(block), area);
    if look.is_ascii {
        crate::tui::ascii::replace(frame.buffer_mut());
    }
}

/// A vote as it is told line by line.
pub(super) fn told(standing: &Standing, words: Words) -> String {
    let poll = &standing.poll;
    let mut lines = vec![format!("{}: {}", say!(words, "vote-title"), poll.question)];
    match &standing.tally {
        Some(tally) => {
            let rows = tally.rows.iter();
            lines.extend(rows.map(|(label, count)| format!("- {label}: {count}")));
            lines.push(total(tally, words));
        }
        None => {
            let choices = poll.choices.iter().zip(1..);
            lines.extend(choices.map(|(choice, number)| format!("{number}. {choice}")));
            lines.push(match poll.choices.is_empty() {
                true => say!(words, "vote-line-number"),
                false => say!(words, "vote-line"),
            });
        }
    }
    lines.join("\n")
}

/// What comes of a line such as `vote 2`; none where it is about something else, or nothing is asked.
pub(super) fn by_line(
    votes: &Votes,
    learner: &Learner,
    line: &str,
    words: Words,
) -> Option<String> {
    let said = behind(line, &say!(words, "vote-word"))?;
    let standing = votes.standing(&learner.id).filter(|one| one.is_open)?;
    let poll = &standing.poll;
    let Some(ballot) = poll.read(said) else {
        return Some(told(&standing, words));
    };
    let cast = votes.cast((&learner.id, &learner.name), standing.number, ballot);
    Some(match cast {
        Ok(Cast::Taken) => say!(words, "vote-line-kept", said = poll.said(ballot)),
        Ok(Cast::Waits) => say!(words, "vote-kept-here"),
        Ok(Cast::NotNow) => say!(words, "vote-line-closed"),
        Ok(Cast::Full) => say!(words, "vote-full"),
        Err(error) => {
            tracing::error!(learner = learner.id, %error, "a ballot could not be kept");
            say!(words, "vote-not-kept")
        }
    })
}
