//! Votes at the desk: a question of the lesson's or one that is typed, put to the class, closed, and shown.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, List, ListState, Padding};

use super::keys::Command;
use super::picker::Picker;
use super::seen::Seen;
use super::{Desk, Typing};
use crate::lesson::vote::{MAX_CHOICES, MAX_TEXT, Poll};
use crate::progress::votes::Standing;
use crate::say;
use crate::tui::look::Look;
use crate::tui::widget::field::Field;
use crate::words::Words;
use crate::workshop::ballot::{counted, framed};
use crate::workshop::qr;

/// Characters of a question with its choices at most.
const MAX_LINE: usize = MAX_TEXT * (MAX_CHOICES + 1);

impl Desk<'_> {
    /// Closes the vote that is open, once more where nobody has voted; or begins to put one.
    pub(super) fn vote(&mut self, seen: &Seen, words: Words) {
        let is_open = seen.vote.as_ref().filter(|vote| vote.is_open);
        let Some(open) = is_open else {
            let pack = &self.workshop.pack;
            self.picker = Some(Picker::of(pack, self.lesson(seen), words));
            self.typed = Some((Typing::Vote, Field::new(MAX_LINE)));
            return;
        };
        let this = (Command::Vote, open.number.to_string());
        if open.voters == 0 && self.to_confirm.take() != Some(this.clone()) {
            self.notice = Some(say!(words, "desk-vote-again"));
            self.to_confirm = Some(this);
            return;
        }
        match self.workshop.close_vote() {
            Ok(()) => self.shows_vote = true,
            Err(error) => self.notice = Some(error.to_string()),
        }
    }

    /// Walks through the questions of the lesson, if a vote is typed.
    pub(super) fn pick(&mut self, is_down: bool) -> bool {
        let (Some((Typing::Vote, field)), Some(picker)) = (&mut self.typed, &mut self.picker)
        else {
            return false;
        };
        let Some(last) = picker.polls.len().checked_sub(1) else {
            return true;
        };
        let at = match (picker.at, is_down) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) => (at + 1).min(last),
            (Some(at), false) => at.saturating_sub(1),
        };
        picker.at = Some(at);
        if let Some(poll) = picker.polls.get(at) {
            *field = Field::with(&poll.line(), MAX_LINE);
        }
        true
    }

    /// Puts what was typed, or chosen.
    pub(super) fn put_to_vote(&mut self, text: &str, words: Words) {
        let chosen = self.picker.take().and_then(|picker| picker.chosen(text));
        let Some(poll) = chosen.or_else(|| Poll::typed(text)) else {
            self.notice = Some(say!(words, "desk-vote-wrong", n = MAX_CHOICES));
            return;
        };
        self.notice = match self.workshop.put_to_vote(poll) {
            Ok(()) => Some(say!(words, "desk-vote-put")),
            Err(error) => Some(error.to_string()),
        };
    }

    /// How the vote goes that is open.
    pub(super) fn vote_line(&self, seen: &Seen, look: &Look) -> Option<Line<'static>> {
        let vote = seen.vote.as_ref().filter(|vote| vote.is_open)?;
        let there = seen
            .class
            .iter()
            .filter(|(_, status)| status.is_there)
            .count();
        let phones = seen.voting_phones.as_ref().map_or(0, |(_, phones)| *phones);
        let all = (there + phones).max(vote.voters);
        let told = say!(look.words, "desk-vote-open", n = vote.voters, all = all);
        Some(Line::from(vec![
            Span::styled(format!(" {told}  "), look.theme.learner),
            Span::styled(vote.poll.question.clone(), look.theme.text),
        ]))
    }

    /// The questions that can be chosen while one is typed.
    pub(super) fn draw_picker(&self, frame: &mut Frame<'_>, area: Rect, look: &Look) {
        let (Some((Typing::Vote, _)), Some(picker)) = (&self.typed, &self.picker) else {
            return;
        };
        let polls = picker.polls.iter().map(|poll| {
            let n = poll.choices.len();
            let what = match n {
                0 => say!(look.words, "vote-number"),
                n => say!(look.words, "desk-vote-choices", n = n),
            };
            Line::from(vec![
                Span::styled(poll.question.replace('\n', " "), look.theme.text),
                Span::styled(format!("  {what}"), look.theme.dim),
            ])
        });
        let rows = u16::try_from(picker.polls.len().max(1)).unwrap_or(u16::MAX);
        let [_, area] = Layout::vertical([
            Constraint::Fill(1),
            Constraint::Length(rows.saturating_add(2).min(area.height)),
        ])
        .areas(area);
        let block = Block::bordered()
            .title(format!(" {} ", say!(look.words, "desk-vote-questions")))
            .border_style(look.theme.learner)
            .padding(Padding::horizontal(1));
        let list = List::new(polls)
            .block(block)
            .highlight_symbol("▸ ")
            .highlight_style(look.theme.selected);
        let mut state = ListState::default().with_selected(picker.at);
        frame.render_widget(Clear, area);
        frame.render_stateful_widget(list, area, &mut state);
    }

    /// The vote that stands: how to come in while it is open, what was said once it is closed.
    pub(super) fn draw_vote(&self, frame: &mut Frame<'_>, seen: &Seen, look: &Look) {
        let Look { theme, words, .. } = look;
        let (title, mut lines) = match &seen.vote {
            None => (say!(words, "desk-vote-none"), Vec::new()),
            Some(vote) => (vote.poll.question.clone(), shown(vote, look)),
        };
        if let Some((address, _)) = &seen.voting_phones {
            let come = say!(words, "vote-come");
            lines.push(Line::default());
            lines.push(Line::from(vec![
                Span::styled(format!("{come} "), theme.text),
                Span::styled(address.clone(), theme.model),
            ]));
            let code = qr::lines(address).filter(|_| !look.is_ascii);
            let code = code.unwrap_or_default();
            if lines.len() + code.len() + 6 <= usize::from(frame.area().height) {
                lines.extend(code.into_iter().map(Line::raw));
            }
        }
        lines.push(Line::styled(say!(words, "vote-keys-closed"), theme.dim));
        framed(frame, &title, lines, look);
    }
}

fn shown(vote: &Standing, look: &Look) -> Vec<Line<'static>> {
    match &vote.tally {
        Some(tally) => counted(&vote.poll, tally, None, look),
        None => vec![Line::styled(
            say!(look.words, "vote-count", n = vote.voters),
            look.theme.text,
        )],
    }
}
