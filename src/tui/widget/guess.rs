//! Where a learner says beforehand what they expect, and how sure they are: a scale with a range, or
//! choices; and five steps.

use ratatui::text::{Line, Span};

use crate::lesson::tell::{confidence_sentence, what_counts};
use crate::lesson::{Guess, Said};
use crate::pack::Choice;
use crate::say;
use crate::tui::look::Look;

/// Margins that a number can have, in points, each wider than the one before it: a number without a margin (0) counts
/// within [`Guess::TOLERANCE`], and so has its place between 3 and 10.
const MARGINS: [u8; 7] = [1, 2, 3, 0, 10, 20, 30];
/// The place of a number without a margin.
const PLAIN: usize = 3;

/// What has been entered so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// How many of 100, or which choice, from 0; none until something was entered, so that no
    /// answer suggests itself.
    answer: Option<u8>,
    /// The place of its margin in the list of margins.
    margin: usize,
    /// 1 to 5.
    confidence: u8,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            answer: None,
            margin: PLAIN,
            confidence: 3,
        }
    }
}

impl Entry {
    /// Adds a typed digit; whether that can be said: nothing is more than 100 of 100.
    pub(crate) fn digit(&mut self, digit: u8) -> bool {
        let so_far = self.answer.unwrap_or(0);
        let longer = so_far.saturating_mul(10).saturating_add(digit);
        let can_be_said = longer <= 100;
        if can_be_said {
            self.answer = Some(longer);
        }
        can_be_said
    }

    /// Takes the last digit back.
    pub(crate) fn erase(&mut self) {
        self.answer = self.answer.filter(|&number| number >= 10).map(|n| n / 10);
    }

    /// Moves the number; from nothing, it begins in the middle.
    pub(crate) fn change(&mut self, by: i16) {
        let number = match self.answer {
            Some(number) => (i16::from(number) + by).clamp(0, 100),
            None => 50,
        };
        self.answer = u8::try_from(number).ok();
    }

    /// Says this number of 100, or marks this choice, from 0.
    pub(crate) fn set(&mut self, answer: usize) {
        self.answer = u8::try_from(answer).ok();
    }

    /// Moves the mark among so many choices; from nothing, it begins at the first.
    pub(crate) fn move_mark(&mut self, down: bool, choices: usize) {
        let last = choices.saturating_sub(1);
        let marked = match self.answer {
            None => 0,
            Some(marked) if down => (usize::from(marked) + 1).min(last),
            Some(marked) => usize::from(marked).saturating_sub(1),
        };
        self.set(marked);
    }

    /// Widens the range, or narrows it.
    pub(crate) fn widen(&mut self, wider: bool) {
        self.margin = if wider {
            (self.margin + 1).min(MARGINS.len() - 1)
        } else {
            self.margin.saturating_sub(1)
        };
    }

    /// Moves the confidence.
    pub(crate) fn change_confidence(&mut self, by: i8) {
        self.confidence = self.confidence.saturating_add_signed(by).clamp(1, 5);
    }

    fn margin(&self) -> u8 {
        MARGINS.get(self.margin).copied().unwrap_or(0)
    }

    /// The guess, once there is an answer. With choices, it is one of them.
    pub fn guess(&self, choices: &[Choice]) -> Option<Guess> {
        let answer = self.answer?;
        let said = if choices.is_empty() {
            Said::Number {
                value: f64::from(answer),
                margin: f64::from(self.margin()),
            }
        } else {
            Said::Choice {
                choice: choices.get(usize::from(answer))?.name.clone(),
            }
        };
        Some(Guess {
            said,
            confidence: self.confidence,
        })
    }
}

/// Lines above the choices or the scale, which is the second of them.
pub(crate) const SCALE: u16 = 1;

/// How many lines an entry takes in an area of this width.
pub(crate) fn height(entry: &Entry, choices: &[String], width: u16, look: &Look) -> u16 {
    let lines = lines(entry, choices, width, look).len();
    u16::try_from(lines).unwrap_or(u16::MAX)
}

/// When a number counts, in lines of this width.
fn rule(width: u16, look: &Look) -> Vec<Line<'static>> {
    let rule = what_counts(look.words);
    let lines = textwrap::wrap(&rule, usize::from(width).max(1)).into_iter();
    let lines = lines.map(|line| Line::styled(line.into_owned(), look.theme.dim));
    lines.collect()
}

/// The columns of the scale, for an area of this width.
pub(crate) fn scale_width(width: u16) -> u16 {
    width.min(52).saturating_sub(2).max(11)
}

/// The entry as lines of text, for an area of this width.
pub(crate) fn lines(
    entry: &Entry,
    choices: &[String],
    width: u16,
    look: &Look,
) -> Vec<Line<'static>> {
    let mut lines = if choices.is_empty() {
        scale(entry, width, look)
    } else {
        choice_lines(entry, choices, look)
    };
    let Look { theme, words, .. } = look;
    let sure: String = (1..=5)
        .map(|step| {
            if step <= entry.confidence {
                '●'
            } else {
                '○'
            }
        })
        .collect();
    lines.push(Line::default());
    lines.push(Line::from(vec![
        Span::styled(format!("{:<8} ", say!(words, "how-sure")), theme.dim),
        Span::styled(sure, theme.learner),
        Span::styled(
            format!("  {}", confidence_sentence(entry.confidence, *words)),
            theme.dim,
        ),
    ]));
    if choices.is_empty() {
        lines.extend(rule(width, look));
    }
    lines
}

fn scale(entry: &Entry, width: u16, look: &Look) -> Vec<Line<'static>> {
    let Look { theme, words, .. } = look;
    let number = match (entry.answer, entry.margin()) {
        (None, 0) => "__".to_owned(),
        (None, margin) => format!("__ ± {margin}"),
        (Some(number), 0) => number.to_string(),
        (Some(number), margin) => format!("{number} ± {margin}"),
    };
    let cells = usize::from(scale_width(width));
    let cell_of = |number: u8| usize::from(number.min(100)) * (cells - 1) / 100;
    let mark = entry.answer.map(cell_of);
    let range = entry.answer.map(|number| {
        let (margin, mark) = (entry.margin(), cell_of(number));
        // A narrow range, too, is seen on both sides.
        let seen = usize::from(margin > 0);
        let low = cell_of(number.saturating_sub(margin)).min(mark.saturating_sub(seen));
        let high = cell_of(number.saturating_add(margin)).max((mark + seen).min(cells - 1));
        low..=high
    });
    let line: String = (0..cells)
        .map(|cell| match (&mark, &range) {
            (Some(mark), _) if *mark == cell => '●',
            (_, Some(range)) if range.contains(&cell) => '━',
            _ if cell * 10 % (cells - 1) < 10 => '┼',
            _ => '─',
        })
        .collect();
    vec![
        Line::from(vec![
            Span::styled(format!("{:<8} ", say!(words, "of-100")), theme.dim),
            Span::styled(number, theme.learner),
        ]),
        Line::styled(line, theme.learner),
        Line::styled(format!("0{:>width$}", 100, width = cells - 1), theme.dim),
    ]
}

fn choice_lines(entry: &Entry, choices: &[String], look: &Look) -> Vec<Line<'static>> {
    let theme = &look.theme;
    let choices = choices.iter().enumerate();
    choices
        .map(|(place, choice)| {
            let marked = entry.answer.map(usize::from) == Some(place);
            let (mark, style) = if marked {
                ("▸", theme.learner)
            } else {
                (" ", theme.text)
            };
            Line::styled(format!("{mark} {}. {choice}", place + 1), style)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Outcome;

    /// Whether what is entered after so many steps counts for a result that is so far off, in points.
    fn counts(steps: i8, off: f64) -> bool {
        let mut entry = Entry::default();
        entry.set(50);
        for _ in 0..steps.abs() {
            entry.widen(steps > 0);
        }
        let outcome = Outcome::Number {
            percent: 50.0 + off,
            interval: None,
            n: None,
        };
        entry.guess(&[]).is_some_and(|guess| guess.hits(&outcome))
    }

    #[test]
    fn wider_never_counts_less_and_narrower_never_more() {
        for off in 0..=40 {
            let hits: Vec<bool> = (-4..=4)
                .map(|steps| counts(steps, f64::from(off)))
                .collect();
            assert!(hits.is_sorted(), "{off} points off: {hits:?}");
        }
        assert!(counts(0, 5.0) && !counts(0, 6.0) && counts(1, 6.0) && !counts(-1, 4.0));
    }
}
