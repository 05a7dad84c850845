//! A dot with its interval for each slice, on one axis; under it, how far networks that were trained alike spread, and
//! what people read.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::asked::{is_about_confidence, said_of};
use crate::eval::{Evaluation, SliceSpec, Spread};
use crate::lesson::control::Control;
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
use crate::words::Words;

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
    /// Whether there is room for the interval behind a share; where confidence is shown, for the accuracy.
    has_more: bool,
}

impl<'a> Plot<'a> {
    /// Of everything that was measured; on the whole axis, or on as much of it as there is something on.
    pub(super) fn of(
        reveal: &'a Reveal,
        state: &'a RevealState,
        looked_at: usize,
        is_whole: bool,
        words: Words,
    ) -> Self {
        let dots = state.results().map(|result| dot(reveal, state, result));
        let spreads = spreads(reveal, state);
        let spreads = spreads.flat_map(|one| [one.spread.lowest, one.spread.highest]);
        let shares: Vec<f64> = dots
            .chain(
                (0..reveal.slices.len())
                    .flat_map(|slice| controls(reveal, state, slice, words))
                    .map(|control| control_dot(&control)),
            )
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

    /// Rows for all slices with their spreads and readers, and for the axis.
    pub(super) fn rows(reveal: &Reveal, state: &RevealState, words: Words) -> u16 {
        let slices = reveal.slices.iter().take(usize::from(SLICES)).enumerate();
        let each = slices.map(|(place, slice)| {
            let spread = spreads(reveal, state).any(|spread| spread.name == slice.name);
            1 + usize::from(spread) + controls(reveal, state, place, words).len()
        });
        let all = u16::try_from(each.sum::<usize>()).unwrap_or(u16::MAX);
        all.saturating_add(1 + u16::from(is_about_confidence(reveal)))
    }

    /// Draws as many rows as fit, that of the slice that is looked at among them, and the axis under them.
    pub(super) fn draw(&self, page: &mut Page<'_, '_>, area: Rect) {
        let look = page.look;
        let columns = self.columns(usize::from(area.width));
        let mut rows = Rows { area, used: 0 };
        if is_about_confidence(self.reveal) {
            let sure = say!(look.words, "reveal-confidence");
            let right = match columns.has_more {
                true => say!(look.words, "reveal-accuracy"),
                false => String::new(),
            };
            // Each stands over its column: this one ends with it, that one begins with it.
            let end = columns.name + 2 + columns.axis + SHARE;
            let line = format!("{sure:>end$}  {right}");
            rows.put(page, Line::styled(line, look.theme.dim));
        }
        let room = usize::from(area.height.saturating_sub(rows.used + 1));
        let beside = self.state.results().enumerate();
        let beside = beside.map(|(index, result)| self.under(index, result, &columns, look));
        let beside: Vec<Vec<Line<'static>>> = beside.collect();
        let all = beside.iter().map(|lines| 1 + lines.len()).sum::<usize>();
        // Where not every row of a spread or of a reader fits, those of the slice that is looked at do.
        let every = all <= room;
        let own = beside.get(self.looked_at).map_or(0, Vec::len);
        let shown = match every {
            true => room,
            false => room.saturating_sub(own).max(1),
        };
        let skipped = match every {
            true => 0,
            false => (self.looked_at + 1).saturating_sub(shown),
        };
        let results = self.state.results().zip(beside).enumerate();
        for (index, (result, under)) in results.skip(skipped) {
            if !every && index - skipped >= shown {
                break;
            }
            let row = rows.put(page, self.row(index, result, &columns, look));
            page.clickable(row, Target::Command(Command::Pick(index)));
            let under = under.into_iter();
            for line in under.filter(|_| every || index == self.looked_at) {
                rows.put(page, line);
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
        let has_more = axis >= 2 * SHORTEST + INTERVAL;
        Columns {
            name,
            axis: axis - if has_more { INTERVAL } else { 0 },
            has_more,
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
        let behind = match (columns.has_more, is_about_confidence(self.reveal)) {
            (false, _) => String::new(),
            (true, true) => words.lang.percent(result.accuracy),
            (true, false) => result.interval.percent(words.lang),
        };
        let chosen = if chosen { " ◀" } else { "" };
        line.push_span(Span::styled(format!("  {behind}{chosen}"), theme.dim));
        line
    }

    /// What stands under a slice: how far networks spread, and what people read.
    fn under(
        &self,
        index: usize,
        result: &Evaluation,
        columns: &Columns,
        look: &Look,
    ) -> Vec<Line<'static>> {
        let mut spreads = spreads(self.reveal, self.state);
        let found = spreads.find(|spread| spread.name == result.slice);
        let found = found.map(|found| self.spread_row(&found.spread, columns, look));
        let controls = controls(self.reveal, self.state, index, look.words).into_iter();
        let controls = controls.map(|control| self.control_row(&control, columns, look));
        found.into_iter().chain(controls).collect()
    }

    /// What people read, in the same columns.
    fn control_row(&self, control: &Control, columns: &Columns, look: &Look) -> Line<'static> {
        let Look { theme, words, .. } = look;
        let style = theme.reader(control.is_learner);
        // That it is cited stands with the facts; here too, where there is room for it.
        let cited = say!(words, "people-row");
        let name = match control.is_learner || cited.width() > columns.name {
            true => words.text(control.id),
            false => cited,
        };
        let mut line = Line::styled(format!(" {name:>0$} ", columns.name), style);
        let row = control_dot(control).row(self.axis, columns.axis, theme);
        line.extend(row.spans.into_iter().map(|span| span.style(style)));
        let share = words.lang.percent(control.share);
        line.push_span(Span::styled(format!(" {share:>5}"), style));
        let behind = match (columns.has_more, control.interval) {
            (true, Some(interval)) => interval.percent(words.lang),
            (true, None) | (false, _) => String::new(),
        };
        line.push_span(Span::styled(format!("  {behind}"), theme.dim));
        line
    }

    /// How far the networks spread, in the same columns.
    fn spread_row(&self, found: &Spread, columns: &Columns, look: &Look) -> Line<'static> {
        let Look { theme, words, .. } = look;
        let name = say!(words, "spread-row", n = found.networks);
        let ends = (found.lowest, found.mean, found.highest);
        let mean = words.lang.percent(found.mean);
        let behind = match columns.has_more {
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

/// Who else read a slice; nobody where something else than what was read correctly is shown.
fn controls(reveal: &Reveal, state: &RevealState, slice: usize, words: Words) -> Vec<Control> {
    match is_about_confidence(reveal) {
        true => Vec::new(),
        false => state.controls(reveal, slice, words),
    }
}

/// What is shown of what people read.
fn control_dot(control: &Control) -> Dot {
    Dot {
        share: Some(control.share),
        interval: control.interval,
        ..Dot::default()
    }
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
