//! The reveal: pictures with the model's answers, and bars with intervals against what the learner
//! said.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Paragraph, Wrap};

use super::kind::{At, Response, Screen, Waiting};
use super::looked::Looked;
use crate::eval::{Evaluation, Spread};
use crate::lesson::spread::{range, sentence};
use crate::lesson::step::RevealState;
use crate::lesson::tell::{found, said};
use crate::lesson::{NamedSpread, Outcome, Said};
use crate::pack::{Measure, Reveal};
use crate::say;
use crate::tui::command::Command;
use crate::tui::keys::{Keys, Own};
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::bar::{bar, whisker};
use crate::tui::widget::facts::{fact, label};
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
pub(crate) struct View {
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
    /// Where a share stands on its way from what was said, 0..1 both; slow at its end.
    fn on_its_way(&self, said: Option<f64>, is: f64) -> f64 {
        let left = f64::from(self.motion) / f64::from(MOTION);
        said.map_or(is, |said| is + (said - is) * left.powi(3))
    }

    /// Whether the networks differ on the slice that is looked at, and what there is to take home.
    fn long_text<'a>(
        &self,
        body: Rect,
        reveal: &'a Reveal,
        state: &RevealState,
        look: &Look,
    ) -> (Text<'a>, Rect) {
        let [_, _, below] = areas(body, reveal, state);
        let mut text = Text::default();
        let looked_at = reveal.slices.get(self.slice(reveal));
        let spread = looked_at.and_then(|slice| NamedSpread::find(&state.spreads, &slice.name));
        if let (Some(slice), Some(spread)) = (looked_at, spread) {
            let sentence = sentence(spread, look.words);
            let line = format!("{}: {sentence}", slice.name);
            text.push_line(Line::styled(line, look.theme.model));
            text.push_line(Line::default());
        }
        text.extend(markdown(&reveal.takeaway, &look.theme).lines);
        (text, below)
    }

    /// The place of the slice that is looked at.
    fn slice(&self, reveal: &Reveal) -> usize {
        let asked = || reveal.predicted_slice();
        self.slice.or_else(asked).unwrap_or(0)
    }
}

impl Screen for View {
    type Spec = Reveal;
    type State = RevealState;

    fn waiting<'a>(at: At<'a, Self>) -> Waiting<'a> {
        Waiting::Measuring(&at.spec.slices, &at.state.measuring)
    }

    fn draw(&self, page: &mut Page<'_, '_>, body: Rect, at: At<'_, Self>) {
        let At { spec, state, .. } = at;
        let [top, bars, _] = areas(body, spec, state);
        let Some(result) = state.results().nth(self.slice(spec)) else {
            return;
        };
        let [left, right] =
            Layout::horizontal([Constraint::Fill(1), Constraint::Length(FACTS)]).areas(top);
        draw_pictures(page, left, result, self);
        draw_facts(page, right, spec, state, result, self);
        draw_bars(page, bars, spec, state, self);
        let (text, area) = self.long_text(body, spec, state, page.look);
        pane(page, area, text, at.scroll);
    }

    fn scrolling<'a>(
        &'a self,
        body: Rect,
        at: At<'a, Self>,
        look: &Look,
    ) -> Option<(Text<'a>, Rect)> {
        Some(self.long_text(body, at.spec, at.state, look))
    }

    fn keys(&self, at: At<'_, Self>) -> Keys {
        at.keys([Own::Picture, Own::Sort, Own::Peek, Own::Page])
    }

    fn obey(&mut self, at: At<'_, Self>, command: Command, _: &mut u16) -> Response {
        let slice = self.slice(at.spec);
        match command {
            Command::Left => self.picture = self.picture.saturating_sub(1),
            Command::Right => self.picture = self.picture.saturating_add(1),
            Command::Up | Command::Down | Command::Pick(_) => {
                self.slice = Some(match command {
                    Command::Pick(place) => place,
                    Command::Up => slice.saturating_sub(1),
                    _ => slice.saturating_add(1),
                });
                self.picture = 0;
            }
            Command::Sort => {
                self.worst_first = !self.worst_first;
                self.picture = 0;
            }
            _ => return Response::Pass,
        }
        // Slices and pictures that are looked at exist.
        let last = at.state.results().count().saturating_sub(1);
        let slice = self.slice(at.spec).min(last);
        if let Some(result) = at.state.results().nth(slice) {
            self.slice = Some(slice);
            self.picture = self.picture.min(result.n.saturating_sub(1));
        }
        Response::Done
    }

    /// The picture that keys move.
    fn looked_at<'a>(&'a self, at: At<'a, Self>, words: Words) -> Option<Looked<'a>> {
        let result = at.state.results().nth(self.slice(at.spec))?;
        let place = match self.worst_first {
            true => *result.worst_first.get(self.picture)?,
            false => self.picture,
        };
        Looked::answered(result, place, words)
    }

    /// The bar begins to move from what was said to what is.
    fn begin_motion(&mut self) {
        self.motion = MOTION;
    }

    fn tick(&mut self) {
        self.motion = self.motion.saturating_sub(1);
    }

    fn is_moving(&self) -> bool {
        self.motion > 0
    }
}

/// What the learner said of this slice, as a share, if they said a number of it.
fn said_of(reveal: &Reveal, state: &RevealState, result: &Evaluation) -> Option<f64> {
    let asked = reveal.predict.slice.as_ref() == Some(&result.slice);
    match &state.gate.guess().filter(|_| asked)?.said {
        Said::Number { value, .. } => Some(value / 100.0),
        Said::Choice { .. } => None,
    }
}

/// Whether bars show how sure the network was where it was wrong, and not how much it read correctly.
fn is_about_confidence(reveal: &Reveal) -> bool {
    reveal.predict.measure == Measure::ConfidenceWhenWrong
}

/// Rows for text under the bars at least.
const TEXT: u16 = 3;

/// Whether there is room for a whisker under every bar, else there is one under that of the slice that is looked at.
fn has_every_whisker(area: Rect, slices: usize) -> bool {
    usize::from(area.height) > 2 * slices
}

fn areas(body: Rect, reveal: &Reveal, state: &RevealState) -> [Rect; 3] {
    let area = body.inner(Margin::new(1, 0));
    let bars = u16::try_from(reveal.slices.len())
        .unwrap_or(u16::MAX)
        .min(12)
        + u16::from(is_about_confidence(reveal));
    // Large pictures where there is room for them and for the text.
    let pictures = if area.height >= 14 + CAPTION + 2 + bars + 12 {
        14 + CAPTION + 2
    } else {
        7 + CAPTION + 2
    };
    let bars = match has_whiskers(reveal, state) {
        // Of whiskers as many as leave room for text, but one.
        true => (2 * bars)
            .min(area.height.saturating_sub(pictures + TEXT + 1))
            .max(bars.min(4) + 1),
        false => bars,
    };
    Layout::vertical([
        Constraint::Length(pictures),
        Constraint::Length(bars + 1),
        Constraint::Fill(1),
    ])
    .areas(area)
}

/// Whether bars have whiskers: where several networks were measured, and bars show what they read correctly.
fn has_whiskers(reveal: &Reveal, state: &RevealState) -> bool {
    !state.spreads.is_empty() && !is_about_confidence(reveal)
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
                let (at, all) = (
                    words.lang.count(view.picture + 1),
                    words.lang.count(result.n),
                );
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
    let said_here = said_of(reveal, state, result).filter(|_| !is_about_confidence(reveal));
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
                Span::styled(found(outcome, *words), theme.model),
            ]));
        }
    }
    let shown = view.on_its_way(said_here, result.accuracy);
    lines.push(Line::from(vec![
        label(&say!(words, "accuracy"), theme),
        Span::styled(format!("{} %", words.lang.percent(shown)), theme.model),
    ]));
    let mut add = |id: &str, value: String| lines.push(fact(&say!(words, id), value, theme));
    add("interval", result.interval.percent(words.lang));
    let (right, all) = (words.lang.count(result.correct), words.lang.count(result.n));
    add("correct-of", say!(words, "n-of-n", n = right, all = all));
    if let Some(confidence) = result.mean_confidence_wrong {
        let sure = say!(
            words,
            "percent-confident",
            percent = words.lang.percent(confidence)
        );
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
    let Look { theme, words, .. } = page.look;
    let width = usize::from(area.width).saturating_sub(NAME + NUMBERS + 3);
    let about_confidence = is_about_confidence(reveal);
    let [heading, area] = Layout::vertical([
        Constraint::Length(about_confidence.into()),
        Constraint::Fill(1),
    ])
    .areas(area);
    if about_confidence {
        let sure = say!(words, "reveal-confidence");
        let right = say!(words, "reveal-accuracy");
        let line = format!(" {:NAME$} {sure:width$} {:>5}  {right}", "", "%");
        page.frame
            .render_widget(Line::styled(line, theme.dim), heading);
    }
    let room = usize::from(area.height).saturating_sub(1);
    let looked_at = view.slice(reveal);
    let whiskers = match has_whiskers(reveal, state) {
        true if has_every_whisker(area, reveal.slices.len()) => Whiskers::All,
        true => Whiskers::Looked,
        false => Whiskers::None,
    };
    let bars = match whiskers {
        Whiskers::Looked => room.saturating_sub(1),
        Whiskers::All | Whiskers::None => room,
    };
    let skipped = match whiskers {
        Whiskers::All => 0,
        Whiskers::Looked | Whiskers::None => (looked_at + 1).saturating_sub(bars),
    };
    let mut y = area.y;
    for (index, result) in state.results().enumerate().skip(skipped) {
        if y + 1 >= area.bottom() {
            break;
        }
        let guess = said_of(reveal, state, result);
        let name: String = result.slice.chars().take(NAME).collect();
        let (mark, style) = if index == looked_at {
            ("▸", theme.selected)
        } else {
            (" ", theme.text)
        };
        let is = match about_confidence {
            true => result.mean_confidence_wrong,
            false => Some(result.accuracy),
        };
        let share = is.map(|is| view.on_its_way(guess, is));
        let mut spans = vec![Span::styled(format!("{mark}{name:<NAME$} "), style)];
        spans.extend(bar(share.unwrap_or(0.0), guess, width, theme));
        let number = share.map_or_else(|| "–".to_owned(), |value| words.lang.percent(value));
        spans.push(Span::styled(format!(" {number:>5}"), theme.model));
        let chosen = matches!(state.gate.outcome(), Some(Outcome::Choice { choice }) if *choice == result.slice);
        let behind = match about_confidence {
            true => words.lang.percent(result.accuracy),
            false if chosen => format!("{} ◀", result.interval.percent(words.lang)),
            false => result.interval.percent(words.lang),
        };
        spans.push(Span::styled(format!("  {behind}"), theme.dim));
        let row = Rect::new(area.x, y, area.width, 1);
        page.frame.render_widget(Line::from(spans), row);
        page.clickable(row, Target::Command(Command::Pick(index)));
        y += 1;
        let has_one = match whiskers {
            Whiskers::All => true,
            Whiskers::Looked => index == looked_at,
            Whiskers::None => false,
        };
        let spread = NamedSpread::find(&state.spreads, &result.slice).filter(|_| has_one);
        if let Some(spread) = spread {
            let row = Rect { y, ..row };
            let line = whisker_line(spread, width, page.look);
            page.frame.render_widget(line, row);
            y += 1;
        }
    }
}

/// Which bars have a whisker under them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whiskers {
    /// All of them.
    All,
    /// That of the slice that is looked at: there is no room for more.
    Looked,
    /// There is one network only.
    None,
}

/// How far the networks spread, under the bar of the one that is asked, and in the same columns.
fn whisker_line(spread: &Spread, width: usize, look: &Look) -> Line<'static> {
    let Look { theme, words, .. } = look;
    let name = say!(words, "spread-row", n = spread.networks);
    let name: String = name.chars().take(NAME).collect();
    let mean = words.lang.percent(spread.mean);
    Line::from(vec![
        Span::styled(format!(" {name:>NAME$} "), theme.dim),
        whisker((spread.lowest, spread.mean, spread.highest), width, theme),
        Span::styled(format!(" {mean:>5}"), theme.model),
        Span::styled(format!("  {}", range(spread, *words)), theme.dim),
    ])
}
