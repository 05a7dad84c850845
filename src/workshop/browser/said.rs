//! What a page says over its socket, and what that means to a seat.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Size;
use ratatui_image::FontSize;
use ratatui_image::picker::ProtocolType;
use serde::Deserialize;

use crate::pack::Album;
use crate::tui::AppEvent;
use crate::tui::graphics::{Graphics, Means};
use crate::tui::look::{Look, Markers, USUAL_ROWS};
use crate::tui::theme::{Depth, Theme};
use crate::words::{Lang, Words};

/// Columns and rows at most: a page may say anything.
const MAX_SIZE: (u16, u16) = (300, 120);
/// Pixels of a cell, at least and at most: pictures are sent as large as their cells.
const CELL: (u16, u16) = (4, 32);

/// A message of a page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Said {
    /// How large its window is and how it looks: the first thing that it says, and whenever that changes.
    Window(Window),
    /// A key: its name, and what is held with it.
    Key(String, Held),
    /// The mouse or a finger: what it does, and where.
    Mouse(Does, u16, u16, Held),
    /// A text was pasted, or entered by other means than keys.
    Paste(String),
    /// The frame has been drawn.
    Drawn,
}

/// A page's window.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Window {
    columns: u16,
    rows: u16,
    /// Pixels of a cell.
    cell: (u16, u16),
    theme: Ground,
}

/// What the learner's system prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ground {
    Dark,
    Light,
    Contrast,
}

/// Shift, control and alt.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Held(bool, bool, bool);

/// What a mouse does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Does {
    Down,
    Drag,
    Up,
    ScrollUp,
    ScrollDown,
}

impl Window {
    /// Columns and rows.
    pub(super) fn size(&self) -> Size {
        let (columns, rows) = MAX_SIZE;
        Size::new(self.columns.clamp(1, columns), self.rows.clamp(1, rows))
    }

    /// How things look in it.
    pub(super) fn look(&self, lang: Lang) -> Look {
        let (least, most) = CELL;
        let side = |pixels: u16, times: u16| pixels.clamp(least * times, most * times);
        let cell = FontSize::new(side(self.cell.0, 1), side(self.cell.1, 2));
        let theme = match self.theme {
            Ground::Dark => Theme::dark(Depth::True),
            Ground::Light => Theme::light(Depth::True),
            Ground::Contrast => Theme::contrast(Depth::True),
        };
        Look {
            theme,
            // The screen of a page takes its pictures out again.
            graphics: Arc::new(Graphics::new(Means::Pixels(ProtocolType::Iterm2), cell)),
            markers: Markers::default(),
            is_ascii: false,
            words: Words::of(lang),
            album: Album::default(),
            rows: USUAL_ROWS,
        }
    }

    /// Whether things look the same in another one, but for its size.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        (self.cell, self.theme) == (other.cell, other.theme)
    }
}

impl Held {
    fn modifiers(self) -> KeyModifiers {
        let Self(shift, control, alt) = self;
        let pairs = [
            (shift, KeyModifiers::SHIFT),
            (control, KeyModifiers::CONTROL),
            (alt, KeyModifiers::ALT),
        ];
        let held = pairs.into_iter().filter(|(is_held, _)| *is_held);
        held.map(|(_, modifier)| modifier).collect()
    }
}

/// A key as terminals tell of it; none of those that no terminal knows.
pub(super) fn key(name: &str, held: Held) -> Option<AppEvent> {
    let mut modifiers = held.modifiers();
    let mut signs = name.chars();
    let code = match (signs.next(), signs.next()) {
        (Some(sign), None) if !sign.is_control() => {
            modifiers.set(KeyModifiers::SHIFT, sign.is_uppercase());
            // With control, terminals do not tell capital letters.
            match modifiers.contains(KeyModifiers::CONTROL) {
                true => KeyCode::Char(sign.to_ascii_lowercase()),
                false => KeyCode::Char(sign),
            }
        }
        _ => named(name, &mut modifiers)?,
    };
    if matches!(code, KeyCode::Char(_)) && modifiers.contains(KeyModifiers::CONTROL) {
        modifiers.remove(KeyModifiers::SHIFT);
    }
    Some(AppEvent::Key(KeyEvent::new(code, modifiers)))
}

/// Keys by their names in browsers (W3C, UI Events KeyboardEvent key Values).
fn named(name: &str, modifiers: &mut KeyModifiers) -> Option<KeyCode> {
    Some(match name {
        "Enter" => KeyCode::Enter,
        "Escape" => KeyCode::Esc,
        "Tab" if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        "Tab" => KeyCode::Tab,
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Insert" => KeyCode::Insert,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        "ArrowUp" => KeyCode::Up,
        "ArrowDown" => KeyCode::Down,
        "ArrowLeft" => KeyCode::Left,
        "ArrowRight" => KeyCode::Right,
        _ => {
            let number: u8 = name.strip_prefix('F')?.parse().ok()?;
            (1..=12).contains(&number).then_some(KeyCode::F(number))?
        }
    })
}

/// What the mouse does, as terminals tell of it.
pub(super) fn mouse(does: Does, column: u16, row: u16, held: Held) -> AppEvent {
    let kind = match does {
        Does::Down => MouseEventKind::Down(MouseButton::Left),
        Does::Drag => MouseEventKind::Drag(MouseButton::Left),
        Does::Up => MouseEventKind::Up(MouseButton::Left),
        Does::ScrollUp => MouseEventKind::ScrollUp,
        Does::ScrollDown => MouseEventKind::ScrollDown,
    };
    AppEvent::Mouse(MouseEvent {
        kind,
        column,
        row,
        modifiers: held.modifiers(),
    })
}

#[cfg(test)]
#[allow(clippy::panic, reason = "tests may fail")]
mod tests {
    use super::*;

    fn pressed(name: &str, held: Held) -> Option<(KeyCode, KeyModifiers)> {
        match key(name, held)? {
            AppEvent::Key(key) => Some((key.code, key.modifiers)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn keys_are_those_of_terminals() {
        let (none, shift, control) = (
            Held(false, false, false),
            Held(true, false, false),
            Held(false, true, false),
        );
        let plain = KeyModifiers::NONE;
        assert_eq!(pressed("a", none), Some((KeyCode::Char('a'), plain)));
        assert_eq!(pressed("ß", none), Some((KeyCode::Char('ß'), plain)));
        assert_eq!(
            pressed("Y", shift),
            Some((KeyCode::Char('Y'), KeyModifiers::SHIFT))
        );
        // A sign that needs shift on some keyboards is the same sign on all of them.
        assert_eq!(pressed("?", shift), Some((KeyCode::Char('?'), plain)));
        assert_eq!(
            pressed("C", control),
            Some((KeyCode::Char('c'), KeyModifiers::CONTROL))
        );
        assert_eq!(
            pressed("Tab", shift),
            Some((KeyCode::BackTab, KeyModifiers::SHIFT))
        );
        assert_eq!(pressed("F10", none), Some((KeyCode::F(10), plain)));
        for name in ["", "Dead", "F99", "Process", "\u{1b}", "AudioVolumeUp"] {
            assert_eq!(pressed(name, none), None, "{name:?}");
        }
    }

    #[test]
    fn a_page_may_say_any_size() {
        let window = Window {
            columns: u16::MAX,
            rows: 0,
            cell: (0, u16::MAX),
            theme: Ground::Light,
        };
        assert_eq!(window.size(), Size::new(300, 1));
        assert_eq!(window.look(Lang::English).graphics.cell(), (4, 64));
    }
}
