//! What was measured on the slice that is looked at, beside what was said of it.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::asked::is_about_confidence;
use crate::eval::Evaluation;
use crate::lesson::control::Control;
use crate::lesson::results::mean_confidence;
use crate::lesson::step::RevealState;
use crate::lesson::tell::{found, said};
use crate::pack::{Reveal, Spec};
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;

/// Rows that are taken where something was said of the slice, and its note is a line.
pub(super) const ROWS: u16 = 8;

/// Draws them.
pub(super) fn draw(
    page: &mut Page<'_, '_>,
    area: Rect,
    (reveal, state): (&Reveal, &RevealState),
    result: &Evaluation,
    controls: Vec<Control>,
) {
    let Look { theme, words, .. } = page.look;
    let mut rows: Vec<Fact<'_>> = Vec::new();

    let asked = reveal.predict.slice.as_ref();
    let about_this = asked.is_none_or(|asked| *asked == result.slice);
    let answered = state.gate.first(reveal.questions());
    if let Some(answered) = answered.filter(|_| about_this) {
        rows.push(("you-said", said(&answered, *words), theme.learner));
        let elsewhere = is_about_confidence(reveal) || asked.is_none();
        if let (true, Some(found)) = (elsewhere, found(&answered, *words)) {
            rows.push(("it-was", found, theme.truth));
        }
    }
    let accuracy = format!(
        "{} % ({})",
        words.lang.percent(result.accuracy),
        result.interval.percent(words.lang)
    );
    let (right, all) = (words.lang.count(result.correct), words.lang.count(result.n));
    let digest: String = result.digest.chars().take(12).collect();
    rows.extend([
        ("accuracy", accuracy, theme.model),
        (
            "correct-of",
            say!(words, "n-of-n", n = right, all = all),
            theme.text,
        ),
    ]);
    rows.extend(controls.into_iter().map(|control| {
        let style = theme.reader(control.is_learner);
        (control.id, control.read, style)
    }));
    rows.extend([
        ("confidence", mean_confidence(result, *words), theme.model),
        ("inputs", result.inputs.to_string(), theme.text),
        ("digest", digest, theme.text),
    ]);
    let note = result.note.iter();
    let note = note.map(|note| Line::styled(note.trim().to_owned(), theme.dim));
    let note: Vec<Line<'static>> = note.collect();
    let look = page.look;
    let text = |rows: &[Fact<'_>]| {
        let lines = named(rows, look).into_iter().chain(note.iter().cloned());
        Paragraph::new(lines.collect::<Vec<_>>()).wrap(Wrap { trim: true })
    };
    // Where there is no room for all of it, whether the pictures are real is not what is left out.
    if text(&rows).line_count(area.width) > usize::from(area.height) {
        rows.sort_by_key(|(id, ..)| match *id {
            "correct-of" | "confidence" | "digest" => 2,
            "inputs" => 1,
            _ => 0,
        });
    }
    page.frame.render_widget(text(&rows), area);
}

/// A name's id, a value, and how it looks.
type Fact<'a> = (&'a str, String, Style);

/// A line each, the values in a column.
fn named(rows: &[Fact<'_>], look: &Look) -> Vec<Line<'static>> {
    let names = rows.iter().map(|(id, ..)| look.words.text(id));
    let names: Vec<String> = names.collect();
    let wide = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let lines = rows.iter().zip(names).map(|((_, value, style), name)| {
        Line::from(vec![
            Span::styled(format!("{name:<wide$} "), look.theme.dim),
            Span::styled(value.clone(), *style),
        ])
    });
    lines.collect()
}
