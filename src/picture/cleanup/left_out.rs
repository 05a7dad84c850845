//! Ink that was taken for no digit, counted by what it may be instead; and writing that is too pale.

use schemars::JsonSchema;
use serde::Serialize;

/// Ink that was taken for no digit. Specks of a few pixels do not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    /// Much lower than the digits: dots, commas, minus signs.
    pub low: usize,
    /// Much wider than high: lines, joined letters.
    pub wide: usize,
    /// Much higher than the digits: brackets, rules, drawings.
    pub tall: usize,
    /// Of much thinner strokes than the digits: rests of rules.
    pub thin: usize,
    /// Beside the table that nearly all digits are in.
    pub beside: usize,
    /// Filled: blots.
    pub solid: usize,
    /// Hollow with others inside: frames, cells of a grid.
    pub frames: usize,
    /// More pieces than any page of digits has: the smallest were not looked at.
    pub not_looked_at: usize,
    /// Writing that is there, and too pale to be read.
    pub pale: usize,
}

impl LeftOut {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.low
            + self.wide
            + self.tall
            + self.thin
            + self.beside
            + self.solid
            + self.frames
            + self.not_looked_at
            + self.pale
    }

    /// What they are, as in `2 low (a dot, a comma, a minus), 1 wide (a line, joined letters)`; empty where
    /// there are none.
    pub fn told(&self) -> String {
        let kinds = [
            (self.low, "low (a dot, a comma, a minus)"),
            (self.wide, "wide (a line, joined letters)"),
            (self.tall, "tall (a bracket, a rule, a drawing)"),
            (self.thin, "thin (the rest of a rule)"),
            (self.beside, "beside the table"),
            (self.solid, "filled (a blot)"),
            (self.frames, "hollow (a frame, a cell)"),
            (self.not_looked_at, "small and too many to look at"),
            (
                self.pale,
                "too pale to be read (press harder, take a darker pen, photograph it in more light)",
            ),
        ];
        let told = kinds.iter().filter(|(n, _)| *n > 0);
        let told = told.map(|(n, kind)| format!("{n} {kind}"));
        told.collect::<Vec<_>>().join(", ")
    }
}
