//! Who is in the class, who waits for help, and everybody who was ever here.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Row, TableState, Wrap};

use super::Desk;
use super::seen::{Known, Seen};
use super::table::table;
use crate::base::clock::unix_millis;
use crate::lesson::clock::since;
use crate::say;
use crate::tui::look::Look;
use crate::words::Words;
use crate::workshop::pace::clock;
use crate::workshop::status::At;

/// Heights of a bar in one line.
const HEIGHTS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

impl Desk<'_> {
    /// How many are at each step of the lesson where most are: a bar a step.
    pub(super) fn steps(&self, seen: &Seen, look: &Look) -> Line<'static> {
        let Look { theme, words, .. } = look;
        let index = self.lesson(seen);
        let Some(lesson) = self.workshop.pack.lessons.get(index) else {
            return Line::default();
        };
        let mut counts = vec![0_usize; lesson.steps.len()];
        let places = seen.class.iter().filter_map(|(_, status)| status.place);
        for At { lesson, step } in places {
            if let (true, Some(count)) = (lesson == index, counts.get_mut(step)) {
                *count += 1;
            }
        }
        let most = counts.iter().copied().max().unwrap_or(0).max(1);
        let title = format!(" {} {}  ", index + 1, lesson.title);
        let mut spans = vec![Span::styled(title, theme.dim)];
        for count in counts {
            if count == 0 {
                spans.push(Span::styled("· ", theme.dim));
                continue;
            }
            let height = (count * HEIGHTS.len()).div_ceil(most).max(1) - 1;
            let bar = if look.is_ascii {
                "#"
            } else {
                HEIGHTS.get(height).unwrap_or(&"█")
            };
            spans.push(Span::styled((*bar).to_owned(), theme.learner));
            spans.push(Span::styled(format!("{count} "), theme.text));
        }
        if self.is_by_need {
            spans.push(Span::styled(
                format!("  {}", words.text("desk-by-need")),
                theme.dim,
            ));
        }
        Line::from(spans)
    }

    /// Where somebody is: the lesson, and the step of how many and of which kind.
    pub(super) fn place(&self, place: Option<At>, words: Words) -> (String, String) {
        let Some(at) = place else {
            return (String::new(), String::new());
        };
        let lesson = self.workshop.pack.lessons.get(at.lesson);
        let steps = lesson.map_or(0, |lesson| lesson.steps.len());
        let step = lesson.and_then(|lesson| lesson.steps.get(at.step));
        let kind = step.map(|step| words.text(&format!("kind-{}", step.kind())));
        (
            lesson.map_or(String::new(), |lesson| {
                format!("{} {}", at.lesson + 1, lesson.title)
            }),
            format!("{}/{steps} {}", at.step + 1, kind.unwrap_or_default()),
        )
    }

    /// Who waits for help, whoever asked first in front.
    pub(super) fn draw_help(&self, frame: &mut Frame<'_>, area: Rect, seen: &Seen, look: &Look) {
        let Look { theme, words, .. } = look;
        if seen.help.is_empty() {
            let text = Paragraph::new(say!(words, "desk-no-help")).style(theme.dim);
            return frame.render_widget(text.wrap(Wrap { trim: true }), area);
        }
        let rows = seen.help.iter().map(|request| {
            let (lesson, step) = self.place(request.place, look.words);
            let waited = Duration::from_millis(unix_millis().saturating_sub(request.since));
            let name = match self.is_discreet {
                true => "#".to_owned(),
                false => seen
                    .name_of(&request.learner)
                    .unwrap_or(&request.name)
                    .to_owned(),
            };
            Row::new(vec![
                Line::styled(name, theme.learner),
                Line::styled(clock(waited), theme.dim),
                Line::styled(format!("{lesson} {step}"), theme.text),
                Line::styled(request.text.clone(), theme.text),
            ])
        });
        let head = [
            "desk-column-name",
            "desk-column-waits",
            "desk-column-lesson",
            "desk-column-asks",
        ];
        let widths = [
            Constraint::Fill(2),
            Constraint::Length(7),
            Constraint::Fill(3),
            Constraint::Fill(4),
        ];
        let at = self.marked_in(seen.help.iter().map(|request| request.learner.as_str()));
        let mut state = TableState::default().with_selected(at);
        let head = head.map(|column| words.text(column));
        frame.render_stateful_widget(table(rows, &head, widths, theme), area, &mut state);
    }

    /// Everybody who was ever here.
    pub(super) fn draw_roster(&self, frame: &mut Frame<'_>, area: Rect, seen: &Seen, look: &Look) {
        let Look { theme, words, .. } = look;
        let listed: Vec<&Known> = seen
            .everybody
            .iter()
            .filter(|known| self.lists(known))
            .collect();
        let rows = listed.iter().map(|known| {
            let member = &known.member;
            let seat = seen.class.iter().find(|(id, _)| id == known.id());
            let is_there = seat.is_some_and(|(_, status)| status.is_there);
            let (state, style) = match (member.is_blocked, is_there, seat) {
                (true, ..) => (words.text("desk-blocked"), theme.bad),
                (false, true, _) => (words.text("desk-here"), theme.model),
                (false, false, Some(_)) => (words.text("desk-away"), theme.dim),
                (false, false, None) => (since(member.seen, *words), theme.dim),
            };
            let name = match self.is_discreet {
                true => "#".to_owned(),
                false => member.learner.name.clone(),
            };
            Row::new(vec![
                Line::styled(name, theme.learner),
                Line::styled(state, style),
                Line::styled(member.cohort.clone(), theme.text),
                Line::styled(
                    say!(
                        words,
                        "n-of-n",
                        n = known.finished,
                        all = self.workshop.pack.lessons.len()
                    ),
                    theme.text,
                ),
            ])
        });
        let head = [
            "desk-column-name",
            "desk-column-doing",
            "desk-column-cohort",
            "desk-column-finished",
        ];
        let widths = [
            Constraint::Fill(3),
            Constraint::Fill(4),
            Constraint::Fill(2),
            Constraint::Fill(2),
        ];
        let at = self.marked_in(listed.iter().map(|known| known.id()));
        let mut state = TableState::default().with_selected(at);
        let head = head.map(|column| words.text(column));
        frame.render_stateful_widget(table(rows, &head, widths, theme), area, &mut state);
    }
}
