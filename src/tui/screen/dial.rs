//! The dial: a picture as it was and as it is turned, what the model makes of it, and how all the
//! pictures fare at each setting.

mod map;

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::eval::{Evaluation, softmax};
use crate::lesson::step::DialState;
use crate::lesson::tell::setting;
use crate::pack::{Dial, Spec, Turn};
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::bar::bar;
use crate::tui::widget::facts::said_then_found;
use crate::tui::widget::markdown::{markdown, pane};
use crate::tui::widget::name::fitted;
use crate::tui::widget::picture::Picture;
use crate::tui::widget::probabilities::probabilities;
use crate::words::Words;

/// Rows of the bars of ten classes, and so of the pictures beside them.
const TOP: u16 = 10;
/// The same with large pictures.
const LARGE: u16 = 16;
/// Rows that the text below keeps.
const TEXT: u16 = 2;

/// What only this screen cares about.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// The setting of the first axis, from 0.
    column: usize,
    /// That of the second; the one that it begins in, if nobody moved it.
    row: Option<usize>,
    /// The picture, from 0.
    picture: usize,
    /// Whether all settings are shown at once instead of a row of them.
    shows_map: bool,
}

impl View {
    fn row(&self, turn: Turn) -> usize {
        self.row.unwrap_or(turn.first_row())
    }
}

impl Screen for View {
    type Spec = Dial;
    type State = DialState;

    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a> {
        Waiting::Measuring(&[], &at.state.measuring)
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        let row = self.row(spec.turn);
        let (Some(clean), Some(turned)) =
            (state.at(spec, 0, row), state.at(spec, self.column, row))
        else {
            return;
        };
        let [head, top, curve, _] = areas(body, spec, state);
        draw_head(page, head, spec, state, self, turned);
        let small = top.height < LARGE;
        let (width, height) = if small { (14, 7) } else { (28, 14) };
        let [first, _, second, _, bars] = Layout::horizontal([
            Constraint::Length(width),
            Constraint::Length(2),
            Constraint::Length(width),
            Constraint::Length(2),
            Constraint::Fill(1),
        ])
        .areas(top);
        let (wide, high) = map::size(spec);
        let has_map = !spec.turn.rows().is_empty();
        if has_map && self.shows_map && curve.height < high {
            // Where both do not fit, the map takes the pictures' place.
            map::draw(page, top.union(curve), spec, state, (self.column, row));
            return draw_text(page, body, at);
        }
        draw_picture(page, Rect { height, ..first }, clean, self.picture);
        draw_picture(page, Rect { height, ..second }, turned, self.picture);
        draw_captions(page, [first, second], height, spec, self);
        let under = Rect {
            y: top.y + height + 1,
            width: second.right().saturating_sub(first.x),
            height: JUDGED,
            ..top
        };
        draw_judged(page, under.intersection(top), spec, state, self);
        draw_answer(page, bars, turned, self.picture);
        match curve
            .width
            .checked_sub(wide + GAP)
            .filter(|left| *left >= CURVE)
        {
            Some(left) if has_map => {
                let beside = Rect {
                    x: curve.x + left + GAP,
                    width: wide,
                    ..curve
                };
                draw_curve(
                    page,
                    Rect {
                        width: left,
                        ..curve
                    },
                    spec,
                    state,
                    self,
                );
                map::draw(page, beside, spec, state, (self.column, row));
            }
            _ if has_map && self.shows_map => {
                map::draw(page, curve, spec, state, (self.column, row));
            }
            _ => draw_curve(page, curve, spec, state, self),
        }
        draw_text(page, body, at);
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        Some(long_text(body, at.spec, at.state, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        let own = [Own::OtherPicture, Own::Peek, Own::Page];
        // Where arrows up and down turn nothing, they scroll.
        let other = match at.spec.turn.rows().is_empty() {
            true => Own::Scroll,
            false => Own::Map,
        };
        at.keys(own.into_iter().chain([other]))
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        let columns = at.spec.turn.columns().len();
        let rows = at.spec.turn.rows().len();
        let row = self.row(at.spec.turn);
        match command {
            Command::Left => self.column = self.column.saturating_sub(1),
            Command::Right => self.column = (self.column + 1).min(columns.saturating_sub(1)),
            Command::Pick(column) => self.column = column.min(columns.saturating_sub(1)),
            Command::Up if rows > 0 => self.row = Some((row + 1).min(rows - 1)),
            Command::Down if rows > 0 => self.row = Some(row.saturating_sub(1)),
            Command::Map if rows > 0 => self.shows_map = !self.shows_map,
            Command::NextPicture => self.picture = self.picture.saturating_add(1),
            Command::PreviousPicture => self.picture = self.picture.saturating_sub(1),
            _ => return Response::Pass,
        }
        let pictures = at.state.at(at.spec, 0, 0).map_or(1, |result| result.n);
        self.picture = self.picture.min(pictures.saturating_sub(1));
        Response::Done
    }

    /// The picture as it is turned.
    fn looked_at<'a>(&'a self, at: At<'a, Self>, words: Words) -> Option<Looked<'a>> {
        let row = self.row(at.spec.turn);
        let result = at.state.at(at.spec, self.column, row)?;
        Looked::answered(result, self.picture, words)
    }
}

fn areas(body: Rect, dial: &Dial, state: &DialState) -> [Rect; 4] {
    // Under small pictures there is room for what the learner called them anyway.
    let read = u16::from(!state.read.is_empty());
    let area = body.inner(Margin::new(1, 0));
    let columns = u16::try_from(dial.turn.columns().len()).unwrap_or(u16::MAX);
    let head = 1 + u16::from(dial.predict.is_some());
    let large = area.width >= 100 && area.height >= LARGE + read + head + 1 + columns + 2 * TEXT;
    let top = if large { LARGE + read } else { TOP };
    let left = area.height.saturating_sub(head + top + 1 + TEXT);
    Layout::vertical([
        Constraint::Length(head),
        Constraint::Length(top),
        Constraint::Length(1 + columns.min(left)),
        Constraint::Fill(1),
    ])
    .areas(area)
}

fn long_text<'a>(body: Rect, dial: &'a Dial, state: &DialState, look: &Look) -> (Text<'a>, Rect) {
    let [_, _, _, below] = areas(body, dial, state);
    let mut text = Text::default();
    // Where something was asked, this was read with the question.
    if dial.predict.is_none() {
        text = markdown(&dial.say, look);
    }
    if !dial.takeaway.is_empty() {
        if !text.lines.is_empty() {
            text.push_line(Line::default());
        }
        text.extend(markdown(&dial.takeaway, look).lines);
    }
    (text, below)
}

fn draw_text(page: &mut Page<'_, '_>, body: Rect, at: At<'_, View>) {
    let (text, area) = long_text(body, at.spec, at.state, page.look);
    pane(page, area, text, at.scroll);
}

/// Where the dial stands, and what was said beforehand.
fn draw_head(
    page: &mut Page<'_, '_>,
    area: Rect,
    dial: &Dial,
    state: &DialState,
    view: &View,
    turned: &Evaluation,
) {
    let Look { theme, words, .. } = page.look;
    let place = vec![
        Span::styled(
            setting(dial, view.column, view.row(dial.turn), *words),
            theme.title,
        ),
        Span::styled(
            {
                let (at, all) = (
                    words.lang.count(view.picture + 1),
                    words.lang.count(turned.n),
                );
                format!(" · {}", say!(words, "picture-of", n = at, all = all))
            },
            theme.dim,
        ),
    ];
    let mut lines = vec![Line::from(place)];
    lines.extend(said_then_found(
        state.gate.first(dial.questions()),
        page.look,
    ));
    page.frame.render_widget(Text::from(lines), area);
}

fn draw_picture(page: &mut Page<'_, '_>, area: Rect, result: &Evaluation, place: usize) {
    let Some(prediction) = result.predictions.get(place) else {
        return;
    };
    let picture = Picture {
        pixels: result.pictures.picture(prediction.index),
        shape: result.pictures.dataset().shape(),
        look: page.look,
    };
    page.frame.render_widget(picture, area);
}

fn draw_captions(page: &mut Page<'_, '_>, under: [Rect; 2], height: u16, dial: &Dial, view: &View) {
    let Look { theme, words, .. } = page.look;
    let at = dial.turn.columns();
    let at = at.get(view.column).cloned().unwrap_or_default();
    let texts = [
        say!(words, "dial-before"),
        say!(words, "dial-after", at = at),
    ];
    for (text, area) in texts.into_iter().zip(under) {
        let row = Rect::new(area.x, area.y + height, area.width, 1).intersection(area);
        page.frame
            .render_widget(Line::styled(text, theme.dim).centered(), row);
    }
}

/// What the learner called pictures of this setting, and whether that makes the label doubtful.
fn draw_judged(page: &mut Page<'_, '_>, area: Rect, dial: &Dial, state: &DialState, view: &View) {
    let Look { theme, words, .. } = page.look;
    let (column, row) = (view.column, view.row(dial.turn));
    let called = state.called(dial, column, row, *words);
    let doubt = state.doubt(dial, column, row, *words);
    let lines = called.into_iter().chain(doubt).map(|line| {
        let line = fitted(&line, usize::from(area.width), []);
        Line::styled(line, theme.learner)
    });
    let text = Text::from(lines.collect::<Vec<_>>());
    page.frame.render_widget(text, area);
}

/// Lines of it.
const JUDGED: u16 = 2;

/// The bars of the turned picture.
fn draw_answer(page: &mut Page<'_, '_>, area: Rect, result: &Evaluation, place: usize) {
    let dataset = result.pictures.dataset();
    let Some(logits) = result.logits.rows().nth(place) else {
        return;
    };
    let truth = result.predictions.get(place).map(|p| usize::from(p.label));
    let classes = page.look.words.names(dataset.classes());
    probabilities(page, area, &classes, &softmax(logits, 1.0), truth);
}

/// Setting by setting: how many are read right, and how many as the class that is followed.
fn draw_curve(page: &mut Page<'_, '_>, area: Rect, dial: &Dial, state: &DialState, view: &View) {
    let Look { theme, words, .. } = page.look;
    let row = view.row(dial.turn);
    let columns = dial.turn.columns();
    let watched = state.watched(dial, row);
    let other = match &watched {
        Some((_, name)) => say!(words, "read-as", class = words.name(name)),
        None => String::new(),
    };
    let [head, rows] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let is_read = (0..columns.len()).any(|column| state.read_at(dial, column, row).is_some());
    let read = if is_read { READ } else { 0 };
    let width = usize::from(area.width).saturating_sub(SETTING + NUMBERS + read);
    let room = usize::from(rows.height);
    let skipped = (view.column + 1).saturating_sub(room);
    // Where some settings are out of sight, that there are more of them.
    let above = if skipped > 0 { " ▲" } else { "" };
    let below = match columns.len() > skipped + room {
        true => " ▼",
        false => "",
    };
    let accuracy = say!(words, "dial-accuracy");
    let title = format!("{:SETTING$}{accuracy}{above}{below}", "");
    page.frame
        .render_widget(Line::styled(title, theme.dim), head);
    let mut title = Line::styled(other + " ", theme.dim);
    if is_read {
        let you = format!("{:>READ$}", say!(words, "you"));
        title.push_span(Span::styled(you, theme.learner));
    }
    let title = title.right_aligned();
    page.frame.render_widget(title, head);
    let shown = columns.iter().enumerate().skip(skipped).take(room);
    for ((column, name), y) in shown.zip(rows.y..rows.bottom()) {
        let Some(result) = state.at(dial, column, row) else {
            continue;
        };
        let (mark, style) = if column == view.column {
            ("▸", theme.selected)
        } else {
            (" ", theme.text)
        };
        let mut spans = vec![Span::styled(format!("{mark}{name:<4} "), style)];
        spans.extend(bar(result.accuracy, None, width, theme));
        spans.push(Span::styled(
            format!(" {:>5}", words.lang.percent(result.accuracy)),
            theme.model,
        ));
        spans.push(Span::styled(
            format!("  {:<13}", result.interval.percent(words.lang)),
            theme.dim,
        ));
        if let Some((class, _)) = &watched {
            let share = DialState::share_of(result, *class);
            spans.push(Span::styled(
                format!(" {:>11} %", words.lang.percent(share)),
                theme.bad,
            ));
        }
        if let Some(reading) = state.read_at(dial, column, row) {
            let score = reading.score();
            let doubt = match state.doubted_at(dial, column, row) {
                Some(_) => "?",
                None => "",
            };
            let of = format!("{doubt}{}/{}", score.count, score.n);
            spans.push(Span::styled(format!("{of:>READ$}"), theme.learner));
        }
        let place = Rect::new(rows.x, y, rows.width, 1);
        page.frame.render_widget(Line::from(spans), place);
        page.clickable(place, Target::Command(Command::Pick(column)));
    }
}

/// Columns of a row of settings beside the map of all, at the least.
const CURVE: u16 = 70;
/// Empty columns between the two.
const GAP: u16 = 3;
/// Columns of a setting before its bar.
const SETTING: usize = 6;
/// Columns of what the learner read, where they read anything.
const READ: usize = 7;
/// Columns of the numbers behind it.
const NUMBERS: usize = 35;
