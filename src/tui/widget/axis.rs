//! Shares as dots on an axis that shows what there is to see: intervals as whiskers, what was said beforehand as a
//! mark, and in writing where the axis begins and ends.

use ratatui::text::{Line, Span};

use crate::eval::Interval;
use crate::tui::look::Look;
use crate::tui::theme::Theme;

/// How far the ends of a zoomed axis may be from each other in steps, and these, in thousandths: the finest at which
/// that holds is taken, so that the ends are round.
const STEPS: i64 = 10;
const ROUND: [i64; 5] = [5, 10, 20, 50, 100];

/// Which part of 0 to 100 % is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Axis {
    /// Its ends, in thousandths.
    low: i64,
    high: i64,
}

impl Axis {
    /// From 0 to 100 %.
    pub(crate) const WHOLE: Self = Self {
        low: 0,
        high: 1_000,
    };

    /// From one round end to another, with all of these shares between them; the whole, where there are none.
    pub(crate) fn around(shares: impl IntoIterator<Item = f64>) -> Self {
        let shares = shares.into_iter().filter(|share| share.is_finite());
        let ends = shares.fold(None, |ends, share| {
            let (low, high) = ends.unwrap_or((share, share));
            Some((share.min(low), share.max(high)))
        });
        let Some((low, high)) = ends else {
            return Self::WHOLE;
        };
        // What is a thousandth but for rounding is one.
        let low = (low.clamp(0.0, 1.0) * 1_000.0 + 1e-6).floor() as i64;
        let high = (high.clamp(0.0, 1.0) * 1_000.0 - 1e-6).ceil() as i64;
        let fits = |step: &&i64| high - low <= STEPS * **step;
        let step = *ROUND.iter().find(fits).unwrap_or(&100);
        let low = low.div_euclid(step) * step;
        let up = (high + step - 1).div_euclid(step) * step;
        match low < up {
            true => Self {
                low,
                high: up.min(1_000),
            },
            // A single round share stands in the middle, or at an end of all.
            false => Self {
                low: (low - step).max(0),
                high: (low + step).min(1_000),
            },
        }
    }

    /// The column of a share among so many; what lies beyond an end is at that end.
    fn column(self, share: f64, columns: usize) -> usize {
        let (low, high) = (self.low as f64 / 1_000.0, self.high as f64 / 1_000.0);
        let part = ((share - low) / (high - low)).clamp(0.0, 1.0);
        (part * columns.saturating_sub(1) as f64).round() as usize
    }

    /// Its ends in writing, under the columns that they are.
    pub(crate) fn ends(self, columns: usize, look: &Look) -> Span<'static> {
        let Look { theme, words, .. } = look;
        let end = |at: i64| {
            let decimals = usize::from(at % 10 != 0);
            words.lang.decimal(at as f64 / 10.0, decimals)
        };
        let (low, high) = (end(self.low), format!("{} %", end(self.high)));
        let between = columns.saturating_sub(low.len() + high.len() + 2);
        Span::styled(format!("╵{low}{}{high}╵", " ".repeat(between)), theme.dim)
    }
}

/// What is shown of one thing that was measured.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Dot {
    /// The share, 0..1; none where nothing was measured.
    pub(crate) share: Option<f64>,
    /// Its 95 % interval, where it has one.
    pub(crate) interval: Option<Interval>,
    /// What the learner said of it, 0..1.
    pub(crate) said: Option<f64>,
    /// What it would be if all were known, 0..1, where that is shown.
    pub(crate) truth: Option<f64>,
}

impl Dot {
    /// All shares that an axis has to show for it.
    pub(crate) fn shares(&self) -> impl Iterator<Item = f64> {
        let bounds = self.interval.map(|bounds| [bounds.low, bounds.high]);
        let bounds = bounds.into_iter().flatten();
        let marks = [self.share, self.said, self.truth].into_iter().flatten();
        marks.chain(bounds)
    }

    /// A row of so many columns: `●` what was measured, a whisker as long as its interval, `◆` what was said, and
    /// `◉` where it is what was measured; `│` the truth.
    pub(crate) fn row(&self, axis: Axis, columns: usize, theme: &Theme) -> Line<'static> {
        let at = |share: f64| axis.column(share, columns);
        let [is, said, truth] = [self.share, self.said, self.truth].map(|share| share.map(at));
        let bounds = self
            .interval
            .map(|bounds| (at(bounds.low), at(bounds.high)));
        let cells = (0..columns).map(|column| {
            let here = Some(column);
            match bounds {
                _ if here == is && here == said => ("◉", theme.learner),
                _ if here == said => ("◆", theme.learner),
                _ if here == is => ("●", theme.model),
                _ if here == truth => ("│", theme.truth),
                Some((low, high)) => (whisker(column, low, high), theme.model),
                None => (" ", theme.model),
            }
        });
        cells
            .map(|(sign, style)| Span::styled(sign, style))
            .collect()
    }
}

/// What a whisker from one column to another is in a third.
fn whisker(column: usize, low: usize, high: usize) -> &'static str {
    match column {
        _ if column == low => "├",
        _ if column == high => "┤",
        _ if (low..high).contains(&column) => "─",
        _ => " ",
    }
}

/// How far several networks spread: from the lowest share to the highest, `┼` at their mean.
pub(crate) fn spread(
    (lowest, mean, highest): (f64, f64, f64),
    axis: Axis,
    columns: usize,
    theme: &Theme,
) -> Span<'static> {
    let [low, at, high] = [lowest, mean, highest].map(|share| axis.column(share, columns));
    let cells = (0..columns).map(|column| match column == at {
        true => "┼",
        false => whisker(column, low, high),
    });
    Span::styled(cells.collect::<String>(), theme.model)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Depth;

    fn ends(shares: &[f64], columns: usize) -> String {
        let look = Look::still(Theme::dark(Depth::Mono));
        let axis = Axis::around(shares.iter().copied());
        axis.ends(columns, &look).content.into_owned()
    }

    #[test]
    fn an_axis_is_as_narrow_as_what_it_shows_and_says_where_it_ends() {
        assert_eq!(ends(&[0.372, 0.987], 16), "╵30       100 %╵");
        assert_eq!(ends(&[0.9812, 0.9931], 16), "╵98      99.5 %╵");
        assert_eq!(ends(&[0.5], 14), "╵49.5  50.5 %╵");
        assert_eq!(ends(&[1.0], 14), "╵99.5   100 %╵");
        assert_eq!(ends(&[], 14), "╵0      100 %╵");
    }

    #[test]
    fn marks_stand_where_their_shares_are() {
        let theme = Theme::dark(Depth::Mono);
        let mut dot = Dot {
            share: Some(0.5),
            interval: Some(Interval {
                low: 0.3,
                high: 0.7,
            }),
            said: Some(0.9),
            ..Dot::default()
        };
        let row = |dot: &Dot| dot.row(Axis::WHOLE, 11, &theme).to_string();
        // A tenth a column, from 0.
        assert_eq!(row(&dot), "   ├─●─┤ ◆ ");
        dot.said = Some(0.52);
        assert_eq!(row(&dot), "   ├─◉─┤   ");
        let marks = spread((0.2, 0.4, 0.8), Axis::WHOLE, 11, &theme);
        assert_eq!(marks.content, "  ├─┼───┤  ");
    }
}
