//! A slice under attack: a picture before and after, and a bar of accuracy for each budget.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use super::remark::remark;
use crate::eval::attack_curve::BUDGETS;
use crate::eval::{Evaluation, Proportion};
use crate::lesson::robustness::{attack_explained, budget, misled, share};
use crate::say;
use crate::tui::command::Command;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::bar::bar;
use crate::tui::widget::gallery::{CAPTION, Exhibit, GAP, Gallery, LARGE, SMALL};

/// The budget that is looked at first: .1.
const AT_FIRST: usize = 2;
/// Columns of the bars beside large pictures, and rows of the text under them.
const BARS: u16 = 46;
const TEXT: u16 = 6;
/// Cells beside a bar: the mark and the budget, the accuracy with its interval.
const BESIDE: usize = 7 + 23;

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    /// The budget, by its place.
    budget: usize,
    /// The picture, by its place among those that were read correctly before.
    picture: usize,
}

impl Chosen {
    /// What a command leads to: another budget to the sides, another picture up or down.
    pub(super) fn moved(self, command: Command, budgets: &[&Evaluation]) -> Self {
        let Self { budget, picture } = self;
        let pictures = misled(budgets).len();
        match command {
            Command::Left => Self {
                budget: budget.saturating_sub(1),
                picture,
            },
            Command::Right => Self {
                budget: (budget + 1).min(BUDGETS.len() - 1),
                picture,
            },
            Command::Up => Self {
                budget,
                picture: picture.saturating_sub(1),
            },
            _ => Self {
                budget,
                picture: (picture + 1).min(pictures.saturating_sub(1)),
            },
        }
    }

    /// The answers to all pictures at the budget, and the place of the picture among them.
    pub(super) fn looked_at<'a>(
        self,
        budgets: &[&'a Evaluation],
    ) -> Option<(&'a Evaluation, usize)> {
        let place = *misled(budgets).get(self.picture)?;
        Some((*budgets.get(self.budget)?, place))
    }
}

impl Default for Chosen {
    fn default() -> Self {
        Self {
            budget: AT_FIRST,
            picture: 0,
        }
    }
}

/// Draws the picture before and after the attack, and the accuracy at each budget. The slice has so many pictures.
pub(super) fn draw(
    page: &mut Page<'_, '_>,
    area: Rect,
    budgets: &[&Evaluation],
    all: usize,
    chosen: Chosen,
) {
    let Look { theme, words, .. } = page.look;
    let Some(clean) = budgets.first() else {
        return;
    };
    let is_large =
        area.width >= 2 * (LARGE.0 + GAP) + BARS && area.height >= 1 + LARGE.1 + CAPTION + TEXT;
    let (wide, high) = if is_large { LARGE } else { SMALL };
    let [head, rows, below] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(high + CAPTION),
        Constraint::Fill(1),
    ])
    .areas(area);
    let size = BUDGETS.get(chosen.budget).copied().unwrap_or_default();
    let title = format!(
        "{} (FGSM), {}",
        say!(words, "tab-attack"),
        budget(size, *words)
    );
    page.frame
        .render_widget(Line::styled(title, theme.title), head);
    let [pictures, curve] =
        Layout::horizontal([Constraint::Length(2 * (wide + GAP)), Constraint::Fill(1)]).areas(rows);
    draw_pair(page, pictures, (clean, budgets), chosen);
    draw_curve(page, curve, budgets, chosen.budget);
    let text = Text::from(vec![
        Line::styled(attack_explained(clean, all, *words), theme.text),
        Line::styled(say!(words, "attack-order"), theme.dim),
    ]);
    let text = Paragraph::new(text).wrap(Wrap { trim: true });
    page.frame.render_widget(text, below);
}

/// A picture before and after.
fn draw_pair(
    page: &mut Page<'_, '_>,
    area: Rect,
    (clean, budgets): (&Evaluation, &[&Evaluation]),
    chosen: Chosen,
) {
    let Look { theme, words, .. } = page.look;
    let Some((attacked, place)) = chosen.looked_at(budgets) else {
        return remark(page, area, say!(words, "attack-misleads-none"), theme.dim);
    };
    let mut shown = Gallery::of(clean, [place].into_iter(), *words);
    let answered = Exhibit::answered(attacked, place, *words);
    shown.exhibits.extend(answered);
    shown.draw(page, area);
}

/// A bar a budget, the chosen one marked.
fn draw_curve(page: &mut Page<'_, '_>, area: Rect, budgets: &[&Evaluation], chosen: usize) {
    let Look { theme, words, .. } = page.look;
    let title = say!(words, "column-accuracy");
    let place = Rect { height: 1, ..area }.intersection(area);
    page.frame
        .render_widget(Line::styled(title, theme.dim), place);
    let bars = BUDGETS.iter().zip(budgets).enumerate();
    for ((place, (&size, result)), y) in bars.zip(area.y + 1..area.bottom()) {
        let (mark, style) = match place == chosen {
            true => ("▸", theme.selected),
            false => (" ", theme.text),
        };
        let right = Proportion::of(result.correct, result.n);
        let size = words.lang.decimal(size, 2);
        let mut spans = vec![Span::styled(format!("{mark}{size:<5} "), style)];
        // Where there is no room for the interval, it stands in the text of the plain mode.
        let wide = usize::from(area.width)
            .checked_sub(BESIDE)
            .filter(|wide| *wide >= 8);
        let (width, text) = match wide {
            Some(width) => (width, share(&right, *words)),
            None => {
                let percent = words.lang.percent(result.accuracy);
                (
                    usize::from(area.width).saturating_sub(15),
                    format!("{percent} %"),
                )
            }
        };
        spans.extend(bar(result.accuracy, None, width, theme));
        spans.push(Span::styled(format!(" {text}"), theme.model));
        page.frame
            .render_widget(Line::from(spans), Rect::new(area.x, y, area.width, 1));
    }
}
