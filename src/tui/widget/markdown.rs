//! Markdown as styled text, and a pane that scrolls it.

use std::borrow::Cow;

use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};
use tui_markdown::{Options, StyleSheet};

use crate::pack::text::on_screen;
use crate::say;
use crate::tui::command::Command;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::theme::Theme;

/// The widest line that reads well.
const MEASURE: u16 = 76;

#[derive(Clone)]
struct Styles {
    theme: Theme,
}

impl StyleSheet for Styles {
    fn heading(&self, _level: u8) -> Style {
        self.theme.title
    }

    fn heading_marker(&self, _level: u8) -> &str {
        ""
    }

    fn code(&self) -> Style {
        self.theme.model
    }

    fn code_block_fence(&self) -> &str {
        ""
    }

    fn link(&self) -> Style {
        self.theme.text.add_modifier(Modifier::UNDERLINED)
    }

    fn blockquote(&self) -> Style {
        self.theme.dim
    }
}

/// A lesson's Markdown, as it is on a screen, styled.
pub fn markdown<'a>(source: &'a str, theme: &Theme) -> Text<'a> {
    let styles = Styles {
        theme: theme.clone(),
    };
    let options = Options::new(styles);
    let text = match on_screen(source) {
        Cow::Borrowed(source) => tui_markdown::from_str_with_options(source, &options),
        Cow::Owned(source) => owned(tui_markdown::from_str_with_options(&source, &options)),
    };
    text.style(theme.text)
}

/// A hint, which is Markdown too, behind the word for it.
pub(crate) fn hint<'a>(source: &'a str, look: &Look) -> Vec<Line<'a>> {
    let Look { theme, words, .. } = look;
    let mut lines = markdown(source.trim(), theme).lines;
    let label = Span::styled(format!("{} ", say!(words, "hint")), theme.learner);
    match lines.first_mut() {
        Some(first) => first.spans.insert(0, label),
        None => lines.push(Line::from(label)),
    }
    lines
}

/// The same text with letters of its own.
fn owned(text: Text<'_>) -> Text<'static> {
    let lines = text.lines.into_iter().map(|line| {
        let spans = line.spans.into_iter();
        let spans = spans.map(|span| Span::styled(span.content.into_owned(), span.style));
        Line {
            spans: spans.collect(),
            style: line.style,
            alignment: line.alignment,
        }
    });
    Text {
        lines: lines.collect(),
        style: text.style,
        alignment: text.alignment,
    }
}

/// How many lines a text takes at this width.
pub(crate) fn height(text: &Text<'_>, width: u16) -> usize {
    Paragraph::new(text.clone())
        .wrap(Wrap { trim: false })
        .line_count(width)
}

/// Draws a text from its `scroll`-th line on, no wider than reads well, with a mark where more follows.
pub(crate) fn pane(page: &mut Page<'_, '_>, area: Rect, text: Text<'_>, scroll: u16) {
    let Look { theme, words, .. } = page.look;
    let area = readable(area);
    if area.is_empty() {
        return;
    }
    let lines = height(&text, area.width);
    let furthest = furthest_scroll(lines, area.height);
    let scroll = scroll.min(furthest);
    let paragraph = Paragraph::new(text)
        .wrap(Wrap { trim: false })
        .scroll((scroll, 0));
    page.frame.render_widget(paragraph, area);
    if scroll < furthest {
        let below = lines - usize::from(scroll) - usize::from(area.height);
        let mark = Line::styled(
            format!("▼ {}", say!(words, "more-lines", n = below)),
            theme.dim,
        );
        let last = Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        };
        page.frame.render_widget(ratatui::widgets::Clear, last);
        page.frame
            .render_widget(mark.alignment(Alignment::Right), last);
    }
}

/// The scroll at which the last line is on screen.
pub(crate) fn furthest_scroll(lines: usize, height: u16) -> u16 {
    u16::try_from(lines)
        .unwrap_or(u16::MAX)
        .saturating_sub(height)
}

/// Where a text stands after this command.
pub(crate) fn scrolled(scroll: u16, command: Command, furthest: u16) -> u16 {
    match command {
        Command::Up => scroll.saturating_sub(1),
        Command::PageUp => scroll.saturating_sub(10),
        Command::Down => scroll.saturating_add(1).min(furthest),
        Command::PageDown => scroll.saturating_add(10).min(furthest),
        _ => scroll,
    }
}

/// The left of an area, no wider than reads well.
pub(crate) fn readable(area: Rect) -> Rect {
    Rect {
        width: area.width.min(MEASURE),
        ..area
    }
}

/// A column of readable width in the middle of an area.
pub(crate) fn column(area: Rect) -> Rect {
    let readable = readable(area);
    Rect {
        x: area.x + (area.width - readable.width) / 2,
        ..readable
    }
}
