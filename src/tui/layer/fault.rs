//! What is wrong with a pack that is being written, where its author looks.

use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Text};

use crate::pack::Diagnoses;
use crate::say;
use crate::tui::look::Look;

/// Every diagnosis with its line, and where that stands.
pub(super) fn scrolling(body: Rect, diagnoses: &Diagnoses, look: &Look) -> (Text<'static>, Rect) {
    let Look { theme, words, .. } = look;
    let mut lines = vec![
        Line::styled(say!(words, "pack-broken"), theme.bad),
        Line::default(),
    ];
    for one in &diagnoses.found {
        let told = diagnoses.explain(one, false);
        lines.extend(
            told.lines()
                .map(|line| Line::styled(line.to_owned(), theme.text)),
        );
        lines.push(Line::default());
    }
    (Text::from(lines), body.inner(Margin::new(1, 1)))
}
