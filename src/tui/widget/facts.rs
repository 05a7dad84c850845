//! A name and its value, and what was said beforehand beside what it turned out to be.

use ratatui::text::{Line, Span};

use crate::lesson::Answered;
use crate::lesson::tell::{found, said, verdict};
use crate::say;
use crate::tui::look::Look;
use crate::tui::theme::Theme;

/// A line of a name and its value, the names aligned.
pub(crate) fn fact<'a>(name: &str, value: String, theme: &Theme) -> Line<'a> {
    Line::from(vec![label(name, theme), Span::styled(value, theme.text)])
}

/// The name before a value.
pub(crate) fn label<'a>(name: &str, theme: &Theme) -> Span<'a> {
    Span::styled(format!("{name:<9} "), theme.dim)
}

/// What was said beforehand and, once it is known, what it turned out to be; nothing where nobody asked.
pub(crate) fn said_then_found(
    answered: Option<Answered<'_>>,
    look: &Look,
) -> Option<Line<'static>> {
    let Look { theme, words, .. } = look;
    let answered = answered?;
    let text = format!("{} {}", say!(words, "you-said"), said(&answered, *words));
    let mut spans = vec![Span::styled(text, theme.learner)];
    if let Some(found) = found(&answered, *words) {
        let text = format!(" · {} {found}", say!(words, "it-was"));
        spans.push(Span::styled(text, theme.truth));
    }
    Some(Line::from(spans))
}

/// The same where it is told after all is over: also whether it came true, or that nothing was measured.
pub(crate) fn said_and_found<'a>(answered: &Answered<'_>, look: &Look) -> Line<'a> {
    let Look { theme, words, .. } = look;
    let measured = match found(answered, *words) {
        None => Span::styled(say!(words, "not-measured"), theme.dim),
        Some(found) => Span::styled(found, theme.model),
    };
    let mut spans = vec![
        Span::styled(format!("{} ", say!(words, "you-said")), theme.dim),
        Span::styled(said(answered, *words), theme.learner),
        Span::styled(format!("   {} ", say!(words, "it-was")), theme.dim),
        measured,
    ];
    let verdict = verdict(answered, *words);
    spans.extend(verdict.map(|verdict| Span::styled(format!("   {verdict}"), theme.text)));
    Line::from(spans)
}
