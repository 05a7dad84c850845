//! A line of text that is typed, with its cursor. What editing means (whole characters as people see
//! them, words, cut and put back) is `tui-input`'s; here stand what may be typed, and how it is shown.

use crossterm::event::{Event, KeyEvent};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use tui_input::backend::crossterm::to_input_request;
use tui_input::{Input, InputRequest};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::base::terminal::{is_printable, printable, printable_line};

/// The cursor, between two characters.
const CURSOR: &str = "▏";

/// A text field.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    input: Input,
    /// Characters at most.
    max: usize,
    /// Whether it takes several lines.
    has_lines: bool,
}

impl Field {
    /// An empty field that takes so many characters.
    pub(crate) fn new(max: usize) -> Self {
        Self {
            input: Input::default(),
            max,
            has_lines: false,
        }
    }

    /// Takes so many characters from now on, and several lines or one.
    pub(crate) fn takes(&mut self, max: usize, lines: bool) {
        self.max = max;
        self.has_lines = lines;
    }

    /// Begins a new line where the cursor is, if it takes several.
    pub(crate) fn new_line(&mut self) {
        self.insert('\n');
    }

    /// A field in which this stands, the cursor behind it.
    pub(crate) fn with(text: &str, max: usize) -> Self {
        let mut field = Self::new(max);
        field.paste(text);
        field
    }

    /// What stands in it.
    pub(crate) fn text(&self) -> &str {
        self.input.value()
    }

    /// Whether there is nothing but space in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.text().trim().is_empty()
    }

    /// Empties it.
    pub(crate) fn clear(&mut self) {
        self.input.reset();
    }

    /// Changes the text or moves the cursor; what may not be typed, or is too much, is dropped.
    pub(crate) fn edit(&mut self, request: InputRequest) {
        match request {
            InputRequest::InsertChar(character) => self.insert(character),
            request => drop(self.input.handle(request)),
        }
        if self.text().chars().count() > self.max {
            // A text that was cut may come back twice.
            let kept: String = self.text().chars().take(self.max).collect();
            let cursor = self.input.cursor();
            self.input = Input::new(kept).with_cursor(cursor);
        }
    }

    /// Does what a key does in a field, if it does anything there.
    pub(crate) fn press(&mut self, key: &KeyEvent) {
        if let Some(request) = to_input_request(&Event::Key(*key)) {
            self.edit(request);
        }
    }

    /// A text is put where the cursor is, without the space around it, its lines as one where it takes one.
    pub(crate) fn paste(&mut self, text: &str) {
        // Terminals paste the ends of lines as carriage returns.
        let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
        let text = match self.has_lines {
            true => printable(&text).replace('\t', " "),
            false => printable_line(&text),
        };
        for character in text.chars() {
            self.insert(character);
        }
    }

    fn insert(&mut self, character: char) {
        let is_typed = is_printable(character) || character == '\n' && self.has_lines;
        if is_typed && self.text().chars().count() < self.max {
            self.input.handle(InputRequest::InsertChar(character));
        }
    }

    /// The text line by line, with its cursor or without.
    pub(crate) fn lines(&self, has_cursor: bool, style: Style) -> Vec<Line<'static>> {
        let text = match has_cursor {
            true => self.span(style).content.into_owned(),
            false => self.text().to_owned(),
        };
        let lines = text.split('\n');
        lines
            .map(|line| Line::styled(line.to_owned(), style))
            .collect()
    }

    /// The text and its cursor.
    pub(crate) fn span(&self, style: Style) -> Span<'static> {
        self.span_in(usize::MAX, style)
    }

    /// The same in so many columns: what surrounds the cursor is seen, whole characters.
    pub(crate) fn span_in(&self, width: usize, style: Style) -> Span<'static> {
        let cursor = self.text().char_indices().nth(self.input.cursor());
        let cursor = cursor.map_or(self.text().len(), |(at, _)| at);
        let (before, after) = self.text().split_at(cursor);
        let mut room = width.saturating_sub(CURSOR.width());
        let mut fits = |part: &&str| {
            let left = room.checked_sub(part.width());
            room = left.unwrap_or(0);
            left.is_some()
        };
        let mut shown: Vec<&str> = before.graphemes(true).rev().take_while(&mut fits).collect();
        shown.reverse();
        shown.push(CURSOR);
        shown.extend(after.graphemes(true).take_while(&mut fits));
        Span::styled(shown.concat(), style)
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyModifiers};
    use proptest::prelude::*;

    use super::*;

    fn pressed(field: &mut Field, code: KeyCode, modifiers: KeyModifiers) {
        field.press(&KeyEvent::new(code, modifiers));
    }

    fn seen(field: &Field, width: usize) -> String {
        field.span_in(width, Style::new()).content.into_owned()
    }

    #[test]
    fn keys_edit_where_the_cursor_is() {
        let (none, control) = (KeyModifiers::NONE, KeyModifiers::CONTROL);
        let mut field = Field::with("one two", 20);
        pressed(&mut field, KeyCode::Home, none);
        pressed(&mut field, KeyCode::Delete, none);
        pressed(&mut field, KeyCode::Right, none);
        pressed(&mut field, KeyCode::Char('_'), none);
        assert_eq!(seen(&field, 20), "n_▏e two");
        pressed(&mut field, KeyCode::Char('e'), control);
        pressed(&mut field, KeyCode::Char('w'), control);
        assert_eq!(seen(&field, 20), "n_e ▏");
        pressed(&mut field, KeyCode::Left, none);
        pressed(&mut field, KeyCode::Backspace, none);
        // What 0x08 arrives as.
        pressed(&mut field, KeyCode::Char('h'), control);
        assert_eq!(seen(&field, 20), "n▏ ");
        pressed(&mut field, KeyCode::Char('a'), control);
        assert_eq!(seen(&field, 20), "▏n ");
        pressed(&mut field, KeyCode::End, none);
        pressed(&mut field, KeyCode::Char('u'), control);
        assert_eq!(seen(&field, 20), "▏");
    }

    #[test]
    fn wide_characters_are_whole_or_not_there() {
        let mut field = Field::with("数字を書く", 20);
        assert_eq!(seen(&field, 6), "書く▏");
        pressed(&mut field, KeyCode::Left, KeyModifiers::NONE);
        assert_eq!(seen(&field, 6), "を書▏");
        pressed(&mut field, KeyCode::Home, KeyModifiers::NONE);
        assert_eq!(seen(&field, 6), "▏数字");
        let mut accented = Field::with("ae\u{301}", 20);
        pressed(&mut accented, KeyCode::Backspace, KeyModifiers::NONE);
        assert_eq!(accented.text(), "a");
    }

    #[test]
    fn a_cut_text_that_comes_back_twice_is_not_longer_than_allowed() {
        let control = KeyModifiers::CONTROL;
        let mut field = Field::with("12345", 8);
        pressed(&mut field, KeyCode::Char('u'), control);
        pressed(&mut field, KeyCode::Char('y'), control);
        pressed(&mut field, KeyCode::Char('y'), control);
        assert_eq!(seen(&field, 20), "12345123▏");
    }

    proptest! {
        #[test]
        fn whatever_is_pasted_it_stays_one_short_line(text in any::<String>(), width in 1_usize..30) {
            let field = Field::with(&text, 40);
            prop_assert!(field.text().chars().count() <= 40);
            prop_assert!(!field.text().chars().any(char::is_control));
            prop_assert!(seen(&field, width).width() <= width);
        }
    }
}
