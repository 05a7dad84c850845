//! The reveal: pictures with the model's answers, and bars with intervals against what the learner
//! said.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Paragraph, Wrap};

use super::peek::Looked;
use super::{Answer, fact, label};
use crate::eval::Evaluation;
use crate::eval::text::{count, interval, percent};
use crate::lesson::step::RevealState;
use crate::lesson::tell::{found, said};
use crate::lesson::{Outcome, Said};
use crate::pack::{Measure, Reveal};
use crate::say;
use crate::tui::app::PageView;
use crate::tui::keys::Command;
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::bar::bar;
use crate::tui::widget::gallery::{CAPTION, Exhibit, fitting, gallery};
use crate::tui::widget::markdown::{markdown, pane};
use crate::words::Words;

/// Columns of the facts beside the pictures.
const FACTS: u16 = 28;
/// Columns of a slice's name beside its bar.
const NAME: usize = 18;
/// Columns of the numbers behind a bar.
const NUMBERS: usize = 22;
/// Ticks in which a number that was said grows or shrinks to the one that was measured.
const MOTION: u8 = 30;

/// What only this screen cares about.
#[derive(Debug)]
pub struct View {
    /// The slice that is looked at, from 0; at first, the one that the number was said about.
    slice: Option<usize>,
    /// The first picture that is shown, from 0.
    picture: usize,
    worst_first: bool,
    /// Ticks that are left of the motion.
    motion: u8,
}

impl Default for View {
    fn default() -> Self {
        Self {
            slice: None,
            picture: 0,
            worst_first: true,
            motion: 0,
        }
    }
}

impl View {
    /// The bar begins to move from what was said to what is.
    pub(in crate::tui) fn begin(&mut self) {
        self.motion = MOTION;
    }

    pub(in crate::tui) fn tick(&mut self) {
        self.motion = self.motion.saturating_sub(1);
    }

    pub(in crate::tui) fn is_moving(&self) -> bool {
        self.motion > 0
    }

    /// Where a share stands on its way from what was said, 0..1 both; slow at its end.
    fn on_its_way(&self, said: Option<f64>, is: f64) -> f64 {
        let left = f64::from(self.motion) / f64::from(MOTION);
        said.map_or(is, |said| is + (said - is) * left.powi(3))
    }

    /// The place of the slice that is looked at.
    fn slice(&self, reveal: &Reveal) -> usize {
        let asked = || reveal.predicted_slice();
        self.slice.or_else(asked).unwrap_or(0)
    }
}

pub(super) fn obey(
    reveal: &Reveal,
    state: &RevealState,
    view: &mut PageView,
    command: Command,
) -> Answer {
    let own = &mut view.reveal;
    let slice = own.slice(reveal);
    match command {
        Command::Left => own.picture = own.picture.saturating_sub(1),
        Command::Right => own.picture = own.picture.saturating_add(1),
        Command::Up | Command::Down | Command::Pick(_) => {
            own.slice = Some(match command {
                Command::Pick(place) => place,
                Command::Up => slice.saturating_sub(1),
                _ => slice.saturating_add(1),
            });
            own.picture = 0;
        }
        Command::Sort => {
            own.worst_first = !own.worst_first;
            own.picture = 0;
        }
        _ => return Answer::Pass,
    }
    // Slices and pictures that are looked at exist.
    let slice = own
        .slice(reveal)
        .min(state.results().count().saturating_sub(1));
    if let Some(result) = state.results().nth(slice) {
        own.slice = Some(slice);
        own.picture = own.picture.min(result.n.saturating_sub(1));
    }
    Answer::Done
}

/// Draws what was measured.
pub fn draw(
    page: &mut Page<'_, '_>,
    body: Rect,
    reveal: &Reveal,
    state: &RevealState,
    view: &PageView,
) {
    let [top, bars, _] = areas(body, reveal);
    let own = &view.reveal;
    let Some(result) = state.results().nth(own.slice(reveal)) else {
        return;
    };
    let [left, right] =
        Layout::horizontal([Constraint::Fill(1), Constraint::Length(FACTS)]).areas(top);
    draw_pictures(page, left, result, own);
    draw_facts(page, right, reveal, state, result, own);
    draw_bars(page, bars, reveal, state, own);
    let (text, area) = scrolling(body, reveal, page.look);
    pane(page, area, text, view.scroll);
}

/// What the learner said of this slice, as a share, if they said a number of it.
fn said_of(reveal: &Reveal, state: &RevealState, result: &Evaluation) -> Option<f64> {
    let asked = reveal.predict.slice.as_ref() == Some(&result.slice);
    match &state.gate.guess().filter(|_| asked)?.said {
        Said::Number { value, .. } => Some(value / 100.0),
        Said::Choice { .. } => None,
    }
}

/// Whether bars show how sure the network was where it was wrong, and not how much it read rightly.
fn is_about_sureness(reveal: &Reveal) -> bool {
    reveal.predict.measure == Measure::SureWhenWrong
}

fn areas(body: Rect, reveal: &Reveal) -> [Rect; 3] {
    let area = body.inner(Margin::new(1, 0));
    let bars = u16::try_from(reveal.slices.len())
        .unwrap_or(u16::MAX)
        .min(12)
        + u16::from(is_about_sureness(reveal));
    // Large pictures where there is room for them and for the text.
    let pictures = if area.height >= 14 + CAPTION + 2 + bars + 12 {
        14 + CAPTION + 2
    } else {
        7 + CAPTION + 2
    };
    Layout::vertical([
        Constraint::Length(pictures),
        Constraint::Length(bars + 1),
        Constraint::Fill(1),
    ])
    .areas(area)
}

pub(super) fn scrolling<'a>(body: Rect, reveal: &'a Reveal, look: &Look) -> (Text<'a>, Rect) {
    let [_, _, below] = areas(body, reveal);
    (markdown(&reveal.takeaway, &look.theme), below)
}

fn draw_pictures(page: &mut Page<'_, '_>, area: Rect, result: &Evaluation, view: &View) {
    let Look { theme, words, .. } = page.look;
    let sorted = if view.worst_first {
        say!(words, "worst-first")
    } else {
        say!(words, "as-they-come")
    };
    let title = Line::from(vec![
        Span::styled(format!(" {} ", result.slice), theme.title),
        Span::styled(
            {
                let (at, all) = (count(view.picture + 1), count(result.n));
                format!("{} · {sorted} ", say!(words, "n-of-n", n = at, all = all))
            },
            theme.dim,
        ),
    ]);
    let block = Block::bordered().border_style(theme.border).title(title);
    let inner = block.inner(area).inner(Margin::new(1, 0));
    page.frame.render_widget(block, area);
    let dataset = result.pictures.dataset();
    let name = |class: u8| {
        let names = dataset.classes();
        names.get(usize::from(class)).map_or("?", String::as_str)
    };
    let shown = (view.picture..result.n).take(fitting(inner));
    let exhibits: Vec<Exhibit<'_>> = shown
        .filter_map(|place| match view.worst_first {
            true => result.predictions.get(*result.worst_first.get(place)?),
            false => result.predictions.get(place),
        })
        .enumerate()
        .map(|(place, prediction)| Exhibit {
            pixels: result.pictures.picture(prediction.index),
            label: name(prediction.label),
            answer: name(prediction.answer),
            confidence: prediction.confidence,
            selected: place == 0,
        })
        .collect();
    gallery(page, inner, dataset.shape(), &exhibits);
}

fn draw_facts(
    page: &mut Page<'_, '_>,
    area: Rect,
    reveal: &Reveal,
    state: &RevealState,
    result: &Evaluation,
    view: &View,
) {
    let Look { theme, words, .. } = page.look;
    let mut lines = Vec::new();
    let said_here = said_of(reveal, state, result).filter(|_| !is_about_sureness(reveal));
    let about_this = reveal
        .predict
        .slice
        .as_ref()
        .is_none_or(|asked| *asked == result.slice);
    if let Some(guess) = state.gate.guess().filter(|_| about_this) {
        lines.push(Line::from(vec![
            label(&say!(words, "you-said"), theme),
            Span::styled(said(guess, *words), theme.learner),
        ]));
        if let (None, Some(outcome)) = (said_here, state.gate.outcome()) {
            lines.push(Line::from(vec![
                label(&say!(words, "it-was"), theme),
                Span::styled(found(outcome), theme.model),
            ]));
        }
    }
    let shown = view.on_its_way(said_here, result.accuracy);
    lines.push(Line::from(vec![
        label(&say!(words, "it-got"), theme),
        Span::styled(format!("{} %", percent(shown)), theme.model),
    ]));
    let mut add = |id: &str, value: String| lines.push(fact(&say!(words, id), value, theme));
    add("interval", interval(result.interval));
    let (right, all) = (count(result.correct), count(result.n));
    add("right-of", say!(words, "n-of-n", n = right, all = all));
    if let Some(confidence) = result.mean_confidence_wrong {
        let sure = say!(words, "percent-sure", percent = percent(confidence));
        add("if-wrong", sure);
    }
    add("inputs", result.inputs.to_string());
    add("digest", result.digest.chars().take(12).collect());
    if let Some(note) = &result.note {
        lines.push(Line::styled(note.trim().to_owned(), theme.dim));
    }
    let text = Paragraph::new(lines).wrap(Wrap { trim: true });
    page.frame
        .render_widget(text, area.inner(Margin::new(1, 1)));
}

fn draw_bars(
    page: &mut Page<'_, '_>,
    area: Rect,
    reveal: &Reveal,
    state: &RevealState,
    view: &View,
) {
    let look = page.look;
    let theme = &look.theme;
    let width = usize::from(area.width).saturating_sub(NAME + NUMBERS + 3);
    let about_sureness = is_about_sureness(reveal);
    let [heading, area] = Layout::vertical([
        Constraint::Length(about_sureness.into()),
        Constraint::Fill(1),
    ])
    .areas(area);
    if about_sureness {
        let sure = say!(look.words, "reveal-sure");
        let right = say!(look.words, "reveal-right");
        let line = format!(" {:NAME$} {sure:width$} {:>5}  {right}", "", "%");
        page.frame
            .render_widget(Line::styled(line, theme.dim), heading);
    }
    let room = usize::from(area.height).saturating_sub(1);
    let looked_at = view.slice(reveal);
    let skipped = (looked_at + 1).saturating_sub(room);
    let shown = state.results().enumerate().skip(skipped).take(room);
    for ((index, result), y) in shown.zip(area.y..area.bottom()) {
        let guess = said_of(reveal, state, result);
        let name: String = result.slice.chars().take(NAME).collect();
        let (mark, style) = if index == looked_at {
            ("▸", theme.selected)
        } else {
            (" ", theme.text)
        };
        let is = match about_sureness {
            true => result.mean_confidence_wrong,
            false => Some(result.accuracy),
        };
        let share = is.map(|is| view.on_its_way(guess, is));
        let mut spans = vec![Span::styled(format!("{mark}{name:<NAME$} "), style)];
        spans.extend(bar(share.unwrap_or(0.0), guess, width, theme));
        let number = share.map_or_else(|| "–".to_owned(), percent);
        spans.push(Span::styled(format!(" {number:>5}"), theme.model));
        let chosen = matches!(state.gate.outcome(), Some(Outcome::Choice { choice }) if *choice == result.slice);
        let behind = match about_sureness {
            true => percent(result.accuracy),
            false if chosen => format!("{} ◀", interval(result.interval)),
            false => interval(result.interval),
        };
        spans.push(Span::styled(format!("  {behind}"), theme.dim));
        let row = Rect::new(area.x, y, area.width, 1);
        page.frame.render_widget(Line::from(spans), row);
        page.clickable(row, Target::Command(Command::Pick(index)));
    }
}

/// The picture that keys move.
pub(super) fn looked_at<'a>(
    reveal: &Reveal,
    state: &'a RevealState,
    view: &PageView,
    words: Words,
) -> Option<Looked<'a>> {
    let own = &view.reveal;
    let result = state.results().nth(own.slice(reveal))?;
    let place = match own.worst_first {
        true => *result.worst_first.get(own.picture)?,
        false => own.picture,
    };
    Looked::answered(result, place, words)
}
