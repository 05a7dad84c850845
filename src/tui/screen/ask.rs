//! A question with choices, hints, and the reason behind the right answer.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};

use crate::lesson::step::AskState;
use crate::pack::Ask;
use crate::tui::app::LessonView;
use crate::tui::theme::Theme;
use crate::tui::widget::markdown::{column, markdown};

/// Draws an `ask` step.
pub fn draw(
    frame: &mut Frame<'_>,
    body: Rect,
    ask: &Ask,
    state: &AskState,
    view: &LessonView,
    theme: &Theme,
) {
    let area = column(body.inner(Margin::new(1, 1)));
    let mut text = markdown(&ask.question, theme);
    text.push_line(Line::default());
    for (index, choice) in ask.choices.iter().enumerate() {
        text.extend(choice_lines(
            index, choice, ask, state, view, area.width, theme,
        ));
    }
    text.push_line(Line::default());
    add_remarks(&mut text, ask, state, theme);
    let paragraph = Paragraph::new(text).wrap(Wrap { trim: false });
    frame.render_widget(paragraph, area);
}

/// Columns before the text of a choice: mark, verdict, number.
const BEFORE_CHOICE: usize = 7;

fn choice_lines<'a>(
    index: usize,
    choice: &'a str,
    ask: &Ask,
    state: &AskState,
    view: &LessonView,
    width: u16,
    theme: &Theme,
) -> Vec<Line<'a>> {
    let number = index + 1;
    let tried = state.tried.contains(&number);
    let (mark, style) = match (tried, number == ask.answer) {
        (true, true) => ("✓", theme.good),
        (true, false) => ("✗", theme.bad),
        (false, _) => (" ", Style::new()),
    };
    let marked = view.choice == index && !state.solved;
    let text = if marked { theme.selected } else { theme.text };
    let width = usize::from(width).saturating_sub(BEFORE_CHOICE).max(1);
    let wrapped = textwrap::wrap(choice.trim(), width);
    let lines = wrapped.into_iter().enumerate().map(|(line, words)| {
        let before = match line {
            0 => vec![
                Span::styled(if marked { "▸ " } else { "  " }, theme.key),
                Span::styled(format!("{mark} "), style),
                Span::styled(format!("{number}. "), text),
            ],
            _ => vec![Span::raw(" ".repeat(BEFORE_CHOICE))],
        };
        let mut line = Line::from(before);
        line.push_span(Span::styled(words, text));
        line
    });
    lines.collect()
}

/// Hints that were asked for, and once it is solved the reason.
fn add_remarks<'a>(text: &mut Text<'a>, ask: &'a Ask, state: &AskState, theme: &Theme) {
    if state.solved {
        text.extend(markdown(&ask.why, theme).lines);
        return;
    }
    for hint in ask.hints.iter().take(state.hints) {
        text.push_line(Line::from(vec![
            Span::styled("Hint: ", theme.learner),
            Span::styled(hint.trim(), theme.text),
        ]));
    }
    let left = state.hints_left(ask);
    if !state.tried.is_empty() && left > 0 {
        text.push_line(Line::styled(
            format!("Not that one. Press h for a hint ({left} left)."),
            theme.dim,
        ));
    } else if !state.tried.is_empty() {
        text.push_line(Line::styled("Not that one. Try another.", theme.dim));
    }
}
