//! Where a learner says a number beforehand, and how sure: a scale, an entry, five steps.

use ratatui::text::{Line, Span};

use crate::lesson::Guess;
use crate::tui::theme::Theme;

/// What has been entered so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How many of 100; none until something was typed, so that no number suggests itself.
    percent: Option<u8>,
    /// 1 to 5.
    sureness: u8,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            percent: None,
            sureness: 3,
        }
    }
}

impl Entry {
    /// Adds a typed digit; what would pass 100 begins anew with that digit.
    pub fn digit(&mut self, digit: u8) {
        let longer = self
            .percent
            .unwrap_or(0)
            .saturating_mul(10)
            .saturating_add(digit);
        self.percent = Some(if longer <= 100 { longer } else { digit });
    }

    /// Takes the last digit back.
    pub fn erase(&mut self) {
        self.percent = self
            .percent
            .filter(|&percent| percent >= 10)
            .map(|p| p / 10);
    }

    /// Moves the number; from nothing, it begins in the middle.
    pub fn change(&mut self, by: i16) {
        let percent = match self.percent {
            Some(percent) => (i16::from(percent) + by).clamp(0, 100),
            None => 50,
        };
        self.percent = u8::try_from(percent).ok();
    }

    /// Moves the sureness.
    pub fn change_sureness(&mut self, by: i8) {
        self.sureness = self.sureness.saturating_add_signed(by).clamp(1, 5);
    }

    /// The guess, once there is a number.
    pub fn guess(&self) -> Option<Guess> {
        Some(Guess {
            percent: f64::from(self.percent?),
            sureness: self.sureness,
        })
    }
}

/// How sure, in words.
pub fn sureness_word(sureness: u8) -> &'static str {
    match sureness {
        1 => "a coin toss",
        2 => "a hunch",
        3 => "fairly",
        4 => "quite",
        _ => "I would bet on it",
    }
}

/// The entry as lines of text, for an area of this width.
pub fn lines(entry: &Entry, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let number = entry
        .percent
        .map_or_else(|| "__".to_owned(), |percent| percent.to_string());
    let scale = usize::from(width.min(52)).saturating_sub(2).max(11);
    let mark = entry
        .percent
        .map(|percent| usize::from(percent) * (scale - 1) / 100);
    let line: String = (0..scale)
        .map(|cell| match mark {
            Some(mark) if mark == cell => '●',
            _ if cell * 10 % (scale - 1) < 10 => '┼',
            _ => '─',
        })
        .collect();
    let sure: String = (1..=5)
        .map(|step| if step <= entry.sureness { '●' } else { '○' })
        .collect();
    let ends = format!("0{:>width$}", 100, width = scale - 1);
    vec![
        Line::from(vec![
            Span::styled("of 100   ", theme.dim),
            Span::styled(number, theme.learner),
        ]),
        Line::styled(line, theme.learner),
        Line::styled(ends, theme.dim),
        Line::default(),
        Line::from(vec![
            Span::styled("how sure ", theme.dim),
            Span::styled(sure, theme.learner),
            Span::styled(format!("  {}", sureness_word(entry.sureness)), theme.dim),
        ]),
    ]
}

/// A guess as people say it.
pub fn said(guess: &Guess) -> String {
    format!("{:.0} %, sure {}/5", guess.percent, guess.sureness)
}
