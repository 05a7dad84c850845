//! `mindgap reveal --label-shift`: answers corrected for other shares of the classes than in training.

use std::fmt::Write as _;

use super::details::{fill, proportion};
use super::json::{LabelShiftLine, Line};
use super::output::COLUMNS;
use super::text::percent;
use crate::eval::label_shift::LabelShift;

impl LabelShift {
    /// Its line of JSON.
    pub(super) fn line<'a>(&'a self, run: &'a str, seed: u64, slice: &'a str) -> Line<'a> {
        Line::LabelShift(LabelShiftLine {
            run,
            seed,
            slice,
            found: self,
        })
    }

    /// Lines of at most 80 columns.
    pub(super) fn text(&self, slice: &str) -> String {
        let settled = match self.estimated.settled {
            true => "",
            false => " (the estimate had not settled)",
        };
        let head = format!(
            "{slice}, corrected for the shares of its classes: {} as it is, {} with the shares that are estimated \
             without a label{settled}, {} with the shares that it has; from probabilities at temperature {:.3}",
            proportion(&self.plain),
            proportion(&self.with_estimated),
            proportion(&self.with_counted),
            self.temperature,
        );
        let mut lines = vec![String::new(), fill(&head)];
        lines.extend(self.table());
        lines.join("\n")
    }

    /// The shares in percent, a column a class.
    fn table(&self) -> Vec<String> {
        const LABEL: usize = 13;
        const CELL: usize = 6;
        if LABEL + CELL * self.classes.len() > COLUMNS {
            let classes = self.classes.len();
            return vec![format!(
                "({classes} classes do not fit side by side; --json has their shares)"
            )];
        }
        let row = |name: &str, cells: &mut dyn Iterator<Item = String>| {
            let mut line = format!("{name:<LABEL$}");
            for cell in cells {
                // Writing to a String cannot fail.
                let _ = write!(line, "{cell:>CELL$}");
            }
            line
        };
        let short = |name: &String| name.chars().take(CELL - 1).collect::<String>();
        let mut lines = vec![row("shares in %", &mut self.classes.iter().map(short))];
        for (name, shares) in [
            ("in training", &self.learned),
            ("estimated", &self.estimated.shares),
            ("here", &self.counted),
        ] {
            lines.push(row(name, &mut shares.iter().map(|share| percent(*share))));
        }
        lines
    }
}
