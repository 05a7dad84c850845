//! A dot with its interval for each slice, on one axis; under it, how far networks that were trained alike spread.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::asked::{is_about_confidence, said_of};
use crate::eval::{Evaluation, SliceSpec, Spread};
use crate::lesson::spread::range;
use crate::lesson::step::RevealState;
use crate::lesson::{NamedSpread, Outcome};
use crate::pack::Reveal;
use crate::say;
use crate::tui::command::Command;
use crate::tui::look::Look;
use crate::tui::page::{Page, Target};
use crate::tui::widget::axis::{Axis, Dot, spread};
use crate::tui::widget::name::fitted;

/// Columns of a slice's name at most, and of the shortest axis.
const NAME: usize = 18;
const SHORTEST: usize = 12;
/// Columns of a share behind its row, and of the mark of what was to be found.
const SHARE: usize = 6;
const FOUND: usize = 2;
/// Columns of an interval, where there is room for it.
const INTERVAL: usize = 15;
/// Slices that are seen at a time at most.
const SLICES: u16 = 12;

/// What is plotted of a reveal.
pub(super) struct Plot<'a> {
    reveal: &'a Reveal,
    state: &'a RevealState,
    /// The slice that is looked at, from 0.
    looked_at: usize,
    axis: Axis,
}

/// Columns of the parts of a row.
struct Columns {
    name: usize,
    axis: usize,
    has_interval: bool,
}

impl<'a> Plot<'a> {
    /// Of everything that was measured; on the whole axis, or on as much of it as there is something on.
    pub(super) fn of(
        reveal: &'a Reveal,
        state: &'a RevealState,
        looked_at: usize,
        is_whole: bool,
    ) -> Self {
        let dots = state.results().map(|result| dot(reveal, state, result));
        let spreads = spreads(reveal, state);
        let spreads = spreads.flat_map(|one| [one.spread.lowest, one.spread.highest]);
        let shares: Vec<f64> = dots
            .flat_map(|dot| dot.shares().collect::<Vec<_>>())
            .collect();
        let axis = match is_whole {
            true => Axis::WHOLE,
            false => Axis::around(shares.into_iter().chain(spreads)),
        };
        Self {
            reveal,
            state,
            looked_at,
            axis,
        }
    }

    /// Rows for all slices with their spreads, and for the axis.
    pub(super) fn rows(reveal: &Reveal, state: &RevealState) -> u16 {
        let slices = u16::try_from(reveal.slices.len()).unwrap_or(u16::MAX);
        let each = 1 + u16::from(spreads(reveal, state).next().is_some());
        slices.min(SLICES) * each + 1 + u16::from(is_about_confidence(reveal))
    }

    /// Draws as many rows as fit, that of the slice that is looked at among them, and the axis under them.
    pub(super) fn draw(&self, page: &mut Page<'_, '_>, area: Rect) {
        let look = page.look;
        let columns = self.columns(usize::from(area.width));
        let mut rows = Rows { area, used: 0 };
        if is_about_confidence(self.reveal) {
            let sure = say!(look.words, "reveal-confidence");
            let right = say!(look.words, "reveal-accuracy");
            let room = usize::from(area.width).saturating_sub(columns.name + 2 + right.width());
            let sure = format!("{sure:room$}");
            let line = format!("{:1$}{sure}{right}", "", columns.name + 2);
            rows.put(page, Line::styled(line, look.theme.dim));
        }
        let room = usize::from(area.height.saturating_sub(rows.used + 1));
        let has_spreads = spreads(self.reveal, self.state).next().is_some();
        let all = self.state.results().count();
        // Where not every row of a spread fits, that of the slice that is looked at does.
        let every = has_spreads && 2 * all <= room;
        let shown = room.saturating_sub(usize::from(has_spreads && !every));
        let skipped = match every {
            true => 0,
            false => (self.looked_at + 1).saturating_sub(shown),
        };
        for (index, result) in self.state.results().enumerate().skip(skipped) {
            if !every && index - skipped >= shown {
                break;
            }
            let row = rows.put(page, self.row(index, result, &columns, look));
            page.clickable(row, Target::Command(Command::Pick(index)));
            let found = NamedSpread::find(&self.state.spreads, &result.slice);
            let found = found.filter(|_| has_spreads && (every || index == self.looked_at));
            if let Some(found) = found {
                rows.put(page, self.spread_row(found, &columns, look));
            }
        }
        rows.put(page, self.axis_row(&columns, look));
    }

    fn columns(&self, width: usize) -> Columns {
        let names = self.reveal.slices.iter().map(|slice| slice.title().width());
        let longest = names.max().unwrap_or(0).clamp(10, NAME);
        let beside = SHARE + FOUND;
        let name = longest.min(width.saturating_sub(2 + SHORTEST + beside));
        let axis = width.saturating_sub(name + 2 + beside);
        let has_room = axis >= 2 * SHORTEST + INTERVAL;
        let has_interval = has_room && !is_about_confidence(self.reveal);
        Columns {
            name,
            axis: axis - if has_interval { INTERVAL } else { 0 },
            has_interval,
        }
    }

    /// The name of a slice, its dot, and its share in writing.
    fn row(
        &self,
        index: usize,
        result: &Evaluation,
        columns: &Columns,
        look: &Look,
    ) -> Line<'static> {
        let Look { theme, words, .. } = look;
        let (mark, style) = match index == self.looked_at {
            true => ("▸", theme.selected),
            false => (" ", theme.text),
        };
        let all = self.reveal.slices.iter().map(SliceSpec::title);
        let name = fitted(&result.title, columns.name, all);
        let dot = dot(self.reveal, self.state, result);
        let share = dot
            .share
            .map_or_else(|| "–".to_owned(), |share| words.lang.percent(share));
        let mut line = Line::styled(padded(mark, &name, columns.name), style);
        line.extend(dot.row(self.axis, columns.axis, theme));
        line.push_span(Span::styled(format!(" {share:>5}"), theme.model));
        let chosen = match self.state.gate.outcome() {
            Some(Outcome::Choice { choice }) => *choice == result.slice,
            Some(Outcome::Number { .. }) | None => false,
        };
        let behind = match (is_about_confidence(self.reveal), columns.has_interval) {
            (true, _) => words.lang.percent(result.accuracy),
            (false, true) => result.interval.percent(words.lang),
            (false, false) => String::new(),
        };
        let chosen = if chosen { " ◀" } else { "" };
        line.push_span(Span::styled(format!("  {behind}{chosen}"), theme.dim));
        line
    }

    /// How far the networks spread, in the same columns.
    fn spread_row(&self, found: &Spread, columns: &Columns, look: &Look) -> Line<'static> {
        let Look { theme, words, .. } = look;
        let name = say!(words, "spread-row", n = found.networks);
        let ends = (found.lowest, found.mean, found.highest);
        let mean = words.lang.percent(found.mean);
        let behind = match columns.has_interval {
            true => range(found, *words),
            false => String::new(),
        };
        Line::from(vec![
            Span::styled(format!(" {name:>0$} ", columns.name), theme.dim),
            spread(ends, self.axis, columns.axis, theme),
            Span::styled(format!(" {mean:>5}"), theme.model),
            Span::styled(format!("  {behind}"), theme.dim),
        ])
    }

    /// Where the axis begins and ends, and what stands for what was said, where something was said on it.
    fn axis_row(&self, columns: &Columns, look: &Look) -> Line<'static> {
        let mut results = self.state.results();
        let is_said = results.any(|result| dot(self.reveal, self.state, result).said.is_some());
        let legend = match is_said {
            true => say!(look.words, "mark-of-guess"),
            false => String::new(),
        };
        Line::from(vec![
            Span::styled(padded(" ", &legend, columns.name), look.theme.learner),
            self.axis.ends(columns.axis, look),
        ])
    }
}

/// Rows one after the other, as far as there is room.
struct Rows {
    area: Rect,
    used: u16,
}

impl Rows {
    /// Draws a line in the next row, and says where that is.
    fn put(&mut self, page: &mut Page<'_, '_>, line: Line<'_>) -> Rect {
        let row = Rect::new(self.area.x, self.area.y + self.used, self.area.width, 1);
        let row = row.intersection(self.area);
        page.frame.render_widget(line, row);
        self.used += 1;
        row
    }
}

/// A mark and a name in so many columns, and a blank.
fn padded(mark: &str, name: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(name.width()) + 1;
    format!("{mark}{name}{}", " ".repeat(blanks))
}

/// How networks spread; nothing where something else than what they read correctly is shown.
fn spreads<'a>(reveal: &Reveal, state: &'a RevealState) -> impl Iterator<Item = &'a NamedSpread> {
    let is_shown = !is_about_confidence(reveal);
    state.spreads.iter().filter(move |_| is_shown)
}

/// What is shown of a slice.
fn dot(reveal: &Reveal, state: &RevealState, result: &Evaluation) -> Dot {
    let said = said_of(reveal, state, result);
    match is_about_confidence(reveal) {
        true => Dot {
            share: result.mean_confidence_wrong,
            interval: None,
            said,
            truth: None,
        },
        false => Dot {
            share: Some(result.accuracy),
            interval: Some(result.interval),
            said,
            truth: None,
        },
    }
}
