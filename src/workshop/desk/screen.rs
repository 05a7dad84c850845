//! What the desk looks like.

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{
    Paragraph, Row, Scrollbar, ScrollbarOrientation, ScrollbarState, TableState, Wrap,
};

use super::bar::{draw_all, key_bar};
use super::machines::draw_machines;
use super::need::STUCK;
use super::seen::{Question, Seen};
use super::table::table;
use super::{Desk, Typing, View};
use crate::base::tens;
use crate::lesson::tell::queued;
use crate::pack::{Choice, shown_choice};
use crate::progress::class_set;
use crate::report::class::{Answers, Asked};
use crate::say;
use crate::tui::look::Look;
use crate::tui::widget::markdown::{draw, furthest_scroll, markdown};
use crate::workshop::pace::clock;
use crate::workshop::status::{Doing, Status};

/// So many wrong codes of the class are slips.
const FEW: u64 = 9;
/// Columns of the longest bar.
const BAR: usize = 40;
/// The same where there is text behind it.
const SHORT_BAR: usize = 20;

impl Desk<'_> {
    pub(super) fn draw(&self, frame: &mut Frame<'_>, seen: &Seen, look: &Look) {
        let is_of_people = matches!(self.view, View::Class | View::Help | View::Roster);
        let bar = match self.watched() {
            Some(_) => vec![Line::styled(
                format!(" {}", look.words.text("desk-screen-keys")),
                look.theme.dim,
            )],
            None => key_bar(look, usize::from(frame.area().width), is_of_people),
        };
        let vote = self.vote_line(seen, look);
        let [top, open, body, said, keys] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(u16::from(vote.is_some())),
            Constraint::Fill(1),
            Constraint::Length(1),
            Constraint::Length(u16::try_from(bar.len()).unwrap_or(1)),
        ])
        .areas(frame.area());
        frame.render_widget(self.header(seen, look), top);
        frame.render_widget(vote.unwrap_or_default(), open);
        // Another's screen has its own margins.
        let whole = body;
        let body = body.inner(Margin::new(1, 1));
        match self.view {
            _ if self.draw_screen(frame, whole, seen, look) => {}
            View::Class => self.draw_class(frame, body, seen, look),
            View::Help => self.draw_help(frame, body, seen, look),
            View::Roster => self.draw_roster(frame, body, seen, look),
            View::Predictions => self.draw_predictions(frame, body, seen, look),
            View::Set => self.draw_set(frame, body, seen, look),
            View::Notes => self.draw_notes(frame, body, seen, look),
            View::Machines => draw_machines(frame, body, seen, look),
        }
        let theme = &look.theme;
        let line = match (&self.typed, &self.notice) {
            (Some((what, typed)), _) => {
                let label = match what {
                    Typing::Message => say!(look.words, "desk-message"),
                    Typing::Answer(id) => {
                        say!(look.words, "desk-answer-to", name = self.called(seen, id))
                    }
                    Typing::Name(id) => {
                        say!(look.words, "desk-rename-to", name = self.called(seen, id))
                    }
                    Typing::Join(id) => {
                        say!(look.words, "desk-join-to", name = self.called(seen, id))
                    }
                    Typing::Cohort(id) => {
                        say!(look.words, "desk-cohort-of", name = self.called(seen, id))
                    }
                    Typing::Filter => say!(look.words, "desk-filter"),
                    Typing::Vote => say!(look.words, "desk-vote"),
                };
                let label = format!(" {label} ");
                let label = Span::styled(label, theme.dim);
                let room = usize::from(said.width).saturating_sub(label.width());
                Line::from(vec![label, typed.span_in(room, theme.learner)])
            }
            (None, Some(notice)) => Line::styled(format!(" {notice}"), theme.learner),
            (None, None) => match &seen.trouble {
                Some(trouble) => Line::styled(format!(" {trouble}"), theme.bad),
                None => Line::default(),
            },
        };
        self.draw_picker(frame, whole, look);
        frame.render_widget(line, said);
        frame.render_widget(Text::from(bar), keys);
        if self.shows_keys {
            draw_all(frame, look);
        }
        if self.shows_vote {
            self.draw_vote(frame, seen, look);
        }
        if look.is_ascii {
            crate::tui::ascii::replace(frame.buffer_mut());
        }
    }

    fn header(&self, seen: &Seen, look: &Look) -> Line<'static> {
        let Look { theme, words, .. } = look;
        let view = match self.view {
            View::Class => "desk-class",
            View::Help => "desk-help",
            View::Roster => "desk-roster",
            View::Predictions => "desk-predictions",
            View::Set => "desk-set",
            View::Notes => "desk-notes",
            View::Machines => "desk-machines",
        };
        let title = match self.watched() {
            Some(id) => say!(words, "desk-screen", name = self.called(seen, id)),
            None => words.text(view),
        };
        let there = seen
            .class
            .iter()
            .filter(|(_, status)| status.is_there)
            .count();
        let away = seen.class.len() - there;
        let mut spans = vec![
            Span::styled(" mindgap", theme.title),
            Span::styled(format!(" · {title}"), theme.dim),
            Span::styled(
                format!("   {}", say!(words, "desk-present", n = there, away = away)),
                theme.text,
            ),
        ];
        // Figures are of one cohort; where there is no other, that says nothing.
        if seen.cohort.all.len() > 1 && !matches!(self.view, View::Class | View::Help) {
            let told = match &seen.cohort.name {
                Some(name) => say!(words, "desk-cohort", name = name),
                None => say!(words, "desk-all-cohorts"),
            };
            spans.push(Span::styled(format!("   {told}"), theme.learner));
        }
        if !self.filter.is_empty() {
            let told = say!(words, "desk-filtered", text = self.filter.clone());
            spans.push(Span::styled(format!("   {told}"), theme.learner));
        }
        if let Some(phones) = &seen.phones {
            let there = phones.values().filter(|is_there| **is_there).count();
            let phones = say!(words, "desk-phones", n = there);
            spans.push(Span::styled(format!("   {phones}"), theme.text));
        }
        if let Some(apart) = seen.machines.as_ref().and_then(|all| all.apart) {
            let told = say!(words, "desk-apart", time = clock(apart));
            spans.push(Span::styled(format!("   {told}"), theme.bad));
        }
        if !seen.help.is_empty() {
            let asks = say!(words, "desk-asks", n = seen.help.len());
            spans.push(Span::styled(format!("   {asks}"), theme.bad));
        }
        // A slip or two is nobody's business.
        let door = seen.door;
        let told = [
            (door.guessed.wrong, FEW, "desk-wrong-codes"),
            (door.guessed.unheard, 0, "desk-braked"),
            (door.refused, 0, "desk-refused"),
        ];
        for (n, few, id) in told {
            if n > few {
                spans.push(Span::styled(
                    format!("   {}", say!(words, id, n = n)),
                    theme.bad,
                ));
            }
        }
        if let Some(left) = seen.pace.left() {
            spans.push(Span::styled(format!("   {}", clock(left)), theme.truth));
        }
        if let Some(open) = seen.pace.open {
            let open = say!(words, "desk-open", n = open);
            spans.push(Span::styled(format!("   {open}"), theme.learner));
        }
        if seen.pace.eyes_on_me {
            let eyes = say!(words, "desk-eyes");
            spans.push(Span::styled(format!("   {eyes}"), theme.bad));
        }
        Line::from(spans)
    }

    fn draw_class(&self, frame: &mut Frame<'_>, area: Rect, seen: &Seen, look: &Look) {
        let Look { theme, words, .. } = look;
        if seen.class.is_empty() {
            let text = Paragraph::new(say!(words, "desk-nobody"))
                .style(theme.dim)
                .wrap(Wrap { trim: true });
            return frame.render_widget(text, area);
        }
        let listed = seen.class.iter();
        let listed: Vec<&(String, Status)> = listed
            .filter(|(id, status)| self.lists_seated(seen, id, status))
            .collect();
        let rows = listed
            .iter()
            .map(|(id, status)| self.row(seen, (id, status), look));
        let head = [
            "desk-column-name",
            "desk-column-lesson",
            "desk-column-step",
            "desk-column-for",
            "desk-column-doing",
        ];
        let head = head.map(|column| words.text(column));
        let widths = [
            Constraint::Fill(2),
            Constraint::Fill(3),
            Constraint::Length(15),
            Constraint::Length(6),
            Constraint::Fill(4),
        ];
        let table = table(rows, &head, widths, theme);
        let [steps, area] =
            Layout::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
        frame.render_widget(self.steps(seen, look), steps);
        let at = self.marked_in(listed.iter().map(|(id, _)| id.as_str()));
        let mut state = TableState::default().with_selected(at);
        frame.render_stateful_widget(table, area, &mut state);
        let (all, shown) = (listed.len(), usize::from(area.height.saturating_sub(1)));
        if all > shown {
            let (thumb, track) = match look.is_ascii {
                true => ("#", "|"),
                false => ("█", "│"),
            };
            let bar = Scrollbar::new(ScrollbarOrientation::VerticalRight)
                .begin_symbol(None)
                .end_symbol(None)
                .thumb_symbol(thumb)
                .track_symbol(Some(track))
                .style(theme.border);
            let mut place = ScrollbarState::new(all - shown).position(state.offset());
            frame.render_stateful_widget(bar, area, &mut place);
        }
    }

    fn row(&self, seen: &Seen, (id, status): (&str, &Status), look: &Look) -> Row<'static> {
        let Look { theme, words, .. } = look;
        let (lesson, step) = self.place(status.place, look.words);
        let here = Instant::now().saturating_duration_since(status.since);
        let (doing, style) = match status.doing {
            _ if seen.asks(id) => (say!(words, "desk-asks-for-help"), theme.bad),
            _ if !status.is_there => (say!(words, "desk-away"), theme.dim),
            Doing::Training(epoch, all) => (
                say!(words, "doing-training", epoch = epoch, all = all),
                theme.model,
            ),
            Doing::Queued(ahead, seconds) => (queued(ahead, seconds, *words), theme.learner),
            Doing::Measuring => (say!(words, "desk-measuring"), theme.model),
            Doing::Failed => (say!(words, "desk-failed"), theme.bad),
            _ if status.place.is_some() && here > STUCK => (say!(words, "desk-stuck"), theme.bad),
            Doing::Answering => (say!(words, "desk-answering"), theme.text),
            Doing::Looking | Doing::Choosing => (say!(words, "desk-looking"), theme.text),
        };
        let quiet = Instant::now().saturating_duration_since(status.touched);
        let doing = match status.is_there && quiet > STUCK {
            true => format!(
                "{doing} · {}",
                say!(words, "desk-quiet", time = clock(quiet))
            ),
            false => doing,
        };
        let phone = seen.phones.as_ref().and_then(|phones| phones.get(id));
        let doing = match phone {
            Some(true) => format!("{} · {doing}", say!(words, "phone-here.label")),
            Some(false) => format!("{} · {doing}", say!(words, "phone-awaited.label")),
            None => doing,
        };
        let doing = match status.is_in_browser {
            true => format!("{} · {doing}", say!(words, "desk-browser")),
            false => doing,
        };
        Row::new(vec![
            Line::styled(self.name(seen, status), theme.learner),
            Line::styled(lesson, theme.text),
            Line::styled(step, theme.text),
            Line::styled(clock(here), theme.dim),
            Line::styled(doing, style),
        ])
    }

    fn draw_predictions(&self, frame: &mut Frame<'_>, area: Rect, seen: &Seen, look: &Look) {
        let Look { theme, words, .. } = look;
        let lesson = self.lesson(seen);
        let title = self.workshop.pack.lessons.get(lesson);
        let title = title.map_or(String::new(), |title| {
            format!("← {} {} →", lesson + 1, title.title)
        });
        let last = seen.asked.len().saturating_sub(1);
        let at = self.question.unwrap_or(last).min(last);
        let asked = seen.asked.get(at).map(|question| question.text(*words));
        let asked = asked.unwrap_or_default();
        let mut text = vec![Line::styled(title, theme.title), Line::default()];
        match seen.asked.get(at) {
            None => text.push(Line::styled(say!(words, "desk-nothing-said"), theme.dim)),
            Some(question) => {
                let place = say!(words, "desk-question", at = at + 1, all = seen.asked.len());
                text.extend(markdown(&asked, look));
                text.push(Line::styled(place, theme.dim));
                text.push(Line::default());
                let lesson = self.workshop.pack.lessons.get(lesson);
                let named = lesson.map_or_else(Vec::new, |lesson| lesson.choices(question.step()));
                text.extend(match question {
                    Question::Predicted(asked) => histogram(asked, &named, look),
                    Question::Answered(answers) => answered(answers, look),
                });
            }
        }
        let text = Paragraph::new(text).wrap(Wrap { trim: false });
        let lines = text.line_count(area.width);
        let scroll = self.scroll.min(furthest_scroll(lines, area.height));
        frame.render_widget(text.scroll((scroll, 0)), area);
    }

    fn draw_set(&self, frame: &mut Frame<'_>, area: Rect, seen: &Seen, look: &Look) {
        let Look { theme, words, .. } = look;
        let (digits, learners) = match self.workshop.set.tables(&seen.cohort.learners) {
            Ok(tables) => tables,
            Err(error) => {
                return frame.render_widget(Line::styled(error.to_string(), theme.bad), area);
            }
        };
        let drawn: usize = digits.iter().map(|row| row.drawn).sum();
        let read: usize = digits.iter().map(|row| row.read).sum();
        let mut text = vec![match drawn {
            0 => Line::styled(say!(words, "set-empty"), theme.dim),
            _ => Line::styled(
                say!(words, "set-total", drawn = drawn, read = read),
                theme.title,
            ),
        }];
        let table = |row: &class_set::Row, name: String| {
            let share = row.read * BAR / row.drawn.max(1);
            Line::from(vec![
                Span::styled(format!("{name:>24}  "), theme.learner),
                Span::styled("█".repeat(share), theme.model),
                Span::styled("░".repeat(BAR - share), theme.dim),
                Span::styled(
                    format!(" {}", say!(words, "n-of-n", n = row.read, all = row.drawn)),
                    theme.text,
                ),
            ])
        };
        text.push(Line::default());
        text.extend(digits.iter().map(|row| table(row, row.of.clone())));
        text.push(Line::default());
        text.extend(learners.iter().map(|row| {
            let known = seen.class.iter().find(|(id, _)| *id == row.of);
            let name = match known {
                Some((_, status)) => self.name(seen, status),
                None if self.is_discreet => "#".to_owned(),
                None => row.of.clone(),
            };
            table(row, name)
        }));
        let text = Paragraph::new(text).scroll((self.scroll, 0));
        frame.render_widget(text, area);
    }

    fn draw_notes(&self, frame: &mut Frame<'_>, area: Rect, seen: &Seen, look: &Look) {
        let Look { theme, words, .. } = look;
        let at = self.lesson(seen);
        let Some(lesson) = self.workshop.pack.lessons.get(at) else {
            return;
        };
        let look = &Look {
            album: lesson.album.clone(),
            rows: area.height,
            ..look.clone()
        };
        let mut text = vec![
            Line::styled(format!("← {} {} →", at + 1, lesson.title), theme.title),
            Line::default(),
        ];
        if lesson.speaker.is_empty() {
            text.push(Line::styled(say!(words, "desk-no-notes"), theme.dim));
        }
        for note in &lesson.speaker {
            let step = say!(words, "step-of", at = note.step, all = lesson.steps.len());
            text.push(Line::styled(step, theme.dim));
            text.extend(markdown(&note.say, look).lines);
            text.push(Line::default());
        }
        draw(frame, look, area, Text::from(text), self.scroll);
    }
}

/// What the class said, with what was measured marked in it.
fn histogram(asked: &Asked, named: &[Choice], look: &Look) -> Vec<Line<'static>> {
    let Look { theme, words, .. } = look;
    let bar = |label: String, count: usize, most: usize, is_so: bool| {
        let length = count * BAR / most.max(1);
        let mark = match is_so {
            true => Span::styled(format!(" ◂ {}", say!(words, "desk-measured")), theme.truth),
            false => Span::raw(""),
        };
        Line::from(vec![
            Span::styled(format!("{label:>10} "), theme.dim),
            Span::styled("█".repeat(length), theme.learner),
            Span::styled(format!(" {count}"), theme.text),
            mark,
        ])
    };
    let mut lines = Vec::new();
    let choices = asked.choices();
    if choices.is_empty() {
        let bins = asked.histogram();
        let most = bins.iter().copied().max().unwrap_or(0);
        let measured = asked.measured();
        for (place, count) in bins.into_iter().enumerate() {
            let label = tens::range(place);
            let is_so = measured
                .is_some_and(|(least, most)| (tens::of(least)..=tens::of(most)).contains(&place));
            lines.push(bar(label, count, most, is_so));
        }
        if let Some(told) = asked.measured_text(words.lang) {
            lines.push(Line::from(vec![
                Span::styled(format!("{:>10} ", say!(words, "desk-it-was")), theme.dim),
                Span::styled(told, theme.truth),
            ]));
        }
    } else {
        let most = choices.first().map_or(0, |(_, count)| *count);
        for (choice, count) in choices {
            let is_so = asked.found() == Some(choice.as_str());
            let shown = shown_choice(&choice, named, *words);
            lines.push(bar(shown, count, most, is_so));
        }
    }
    let (hits, judged) = asked.hits();
    if judged > 0 {
        let told = say!(words, "desk-hits", n = hits, all = judged);
        lines.push(Line::styled(told, theme.text));
    }
    lines
}

/// What the class answered: how many made each choice, and what was written, without names.
fn answered(answers: &Answers, look: &Look) -> Vec<Line<'static>> {
    let Look { theme, words, .. } = look;
    let most = answers.choices.iter().map(|chosen| chosen.count).max();
    let bars = answers.choices.iter().zip(1..).map(|(chosen, number)| {
        let length = chosen.count * SHORT_BAR / most.unwrap_or(0).max(1);
        let mark = match chosen.is_right {
            Some(true) => format!(" ◂ {}", say!(words, "desk-right")),
            Some(false) | None => String::new(),
        };
        Line::from(vec![
            Span::styled("█".repeat(length), theme.learner),
            Span::raw(" ".repeat(SHORT_BAR - length)),
            Span::styled(format!("{:>4}  ", chosen.count), theme.text),
            Span::styled(format!("{number}. {}", chosen.choice), theme.dim),
            Span::styled(mark, theme.truth),
        ])
    });
    let mut lines: Vec<Line<'static>> = bars.collect();
    for (_, text) in &answers.texts {
        for (line, words) in text.lines().enumerate() {
            let before = if line == 0 { "• " } else { "  " };
            lines.push(Line::from(vec![
                Span::styled(before, theme.dim),
                Span::styled(words.to_owned(), theme.learner),
            ]));
        }
    }
    let told = say!(words, "desk-answered", n = answers.learners);
    lines.push(Line::default());
    lines.push(Line::styled(told, theme.text));
    lines
}
