//! Markdown as styled text, and a pane that scrolls it.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Wrap};
use tui_markdown::{Options, StyleSheet};

use super::in_text::{SIGN, held, roomy};
use crate::pack::text::on_screen;
use crate::pack::text::pictures::{Part, parts};
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

/// A lesson's Markdown, as it is on a screen, styled. Its pictures are held a place by a line, which [`pane`] makes room
/// for and fills.
pub fn markdown<'a>(source: &'a str, look: &Look) -> Text<'a> {
    let text = match on_screen(source) {
        Cow::Borrowed(source) if !source.contains("![") && !source.contains(SIGN) => {
            styled(source, look)
        }
        source => with_pictures(&source.replace(SIGN, ""), look),
    };
    text.style(look.theme.text)
}

fn styled<'a>(source: &'a str, look: &Look) -> Text<'a> {
    let styles = Styles {
        theme: look.theme.clone(),
    };
    tui_markdown::from_str_with_options(source, &Options::new(styles))
}

/// The same where there may be pictures in it.
fn with_pictures(source: &str, look: &Look) -> Text<'static> {
    let Look { theme, words, .. } = look;
    let mut text = Text::default();
    let mut parts = parts(source).into_iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            Part::Text(words) => text.extend(owned(styled(words, look)).lines),
            Part::Picture(shown) => {
                let place = held(&shown.path, look);
                let caption = match &place {
                    Some(_) => shown.caption,
                    None => say!(words, "picture-told", caption = shown.caption),
                };
                if !text.lines.is_empty() {
                    text.push_line(Line::default());
                }
                text.lines.extend(place);
                text.push_line(Line::styled(caption, theme.dim));
                if parts.peek().is_some() {
                    text.push_line(Line::default());
                }
            }
        }
    }
    text
}

/// A hint, which is Markdown too, behind the word for it.
pub(crate) fn hint<'a>(source: &'a str, look: &Look) -> Vec<Line<'a>> {
    let Look { theme, words, .. } = look;
    let mut lines = markdown(source.trim(), look).lines;
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

/// How many lines a text takes at this width, with its pictures.
pub(crate) fn height(text: &Text<'_>, width: u16) -> usize {
    let text = roomy(text.clone(), width).0;
    lines_of(&text, width)
}

fn lines_of(text: &Text<'_>, width: u16) -> usize {
    Paragraph::new(text.clone())
        .wrap(Wrap { trim: false })
        .line_count(width)
}

/// Draws a text from its `scroll`-th line on, no wider than reads well, with a mark where more follows.
pub(crate) fn pane(page: &mut Page<'_, '_>, area: Rect, text: Text<'_>, scroll: u16) {
    draw(page.frame, page.look, area, text, scroll);
}

/// The same on a frame without a page.
pub(crate) fn draw(frame: &mut Frame<'_>, look: &Look, area: Rect, text: Text<'_>, scroll: u16) {
    let Look { theme, words, .. } = look;
    let area = readable(area);
    if area.is_empty() {
        return;
    }
    let (text, placed) = roomy(text, area.width);
    let lines = lines_of(&text, area.width);
    let furthest = furthest_scroll(lines, area.height);
    let scroll = scroll.min(furthest);
    let paragraph = Paragraph::new(text)
        .wrap(Wrap { trim: false })
        .scroll((scroll, 0));
    frame.render_widget(paragraph, area);
    // The last line tells that there is more.
    let shown = Rect {
        height: area.height - u16::from(scroll < furthest),
        ..area
    };
    for placed in &placed {
        placed.draw(frame.buffer_mut(), look, shown, scroll);
    }
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
        frame.render_widget(ratatui::widgets::Clear, last);
        frame.render_widget(mark.alignment(Alignment::Right), last);
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
