//! What a client says about its terminal: how large it is, what it can show, and in which language.

use std::sync::Arc;

use clap::ValueEnum;
use ratatui::layout::Size;
use ratatui_image::FontSize;
use ratatui_image::picker::ProtocolType;

use crate::base::ascii::is_unicode;
use crate::pack::Album;
use crate::tui::graphics::{Graphics, Images};
use crate::tui::look::{Look, Markers, USUAL_ROWS};
use crate::tui::terminal::replies::{Replies, Reply};
use crate::tui::theme::{Depth, Theme, ThemeName};
use crate::words::{Lang, Words};

/// Columns and rows at most: a client may say anything.
const MAX_SIZE: Size = Size::new(500, 200);
/// What a client may say of its terminal, by the names of environment variables.
pub const VARIABLES: [&str; 12] = [
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "LC_TERMINAL",
    "TERM_PROGRAM",
    "COLORTERM",
    "NO_COLOR",
    "MINDGAP_LANG",
    "MINDGAP_THEME",
    "MINDGAP_IMAGES",
    "MINDGAP_MARKERS",
];
/// How often it may say something, and how long that may be.
const MAX_VARIABLES: usize = 32;
const MAX_VARIABLE_BYTES: usize = 128;

/// A client's terminal.
#[derive(Debug, Clone, Default)]
pub(super) struct Pty {
    pub(super) term: String,
    pub(super) size: Size,
    /// Pixels of a cell, if the client tells.
    cell: Option<FontSize>,
    variables: Vec<(String, String)>,
    replies: Replies,
}

impl Pty {
    /// Takes note of a variable; those that say nothing about a terminal are passed over.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        if VARIABLES.contains(&name)
            && value.len() <= MAX_VARIABLE_BYTES
            && self.variables.len() < MAX_VARIABLES
        {
            self.variables.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Takes note of what the terminal replies; whether things look different now.
    pub(super) fn replies(&mut self, reply: Reply) -> bool {
        self.replies.add(reply)
    }

    /// Whether it has replied to everything.
    pub(super) fn is_known(&self) -> bool {
        self.replies.are_complete()
    }

    /// It has so many columns and rows now, and cells as before.
    pub(super) fn has_size(&mut self, columns: u16, rows: u16) {
        let cell = self.cell;
        self.resize((columns.into(), rows.into()), (0, 0));
        self.cell = cell;
    }

    /// The terminal as it is asked for: columns, rows, and pixels, 0 where they are not known.
    pub(super) fn open(&mut self, term: &str, cells: (u32, u32), pixels: (u32, u32)) {
        self.term = term.chars().take(MAX_VARIABLE_BYTES).collect();
        self.resize(cells, pixels);
    }

    /// It has another size now.
    pub(super) fn resize(&mut self, cells: (u32, u32), pixels: (u32, u32)) {
        let bounded = |wanted: u32, most: u16| u16::try_from(wanted).unwrap_or(most).min(most);
        self.size = Size::new(
            bounded(cells.0, MAX_SIZE.width),
            bounded(cells.1, MAX_SIZE.height),
        );
        let side = |pixels: u32, cells: u32| {
            let side = u16::try_from(pixels.checked_div(cells)?).ok()?;
            (4..=100).contains(&side).then_some(side)
        };
        self.cell = side(pixels.0, cells.0)
            .zip(side(pixels.1, cells.1))
            .map(|(width, height)| FontSize::new(width, height));
    }

    /// Pixels of a cell, if the client tells.
    pub(super) fn cell(&self) -> Option<FontSize> {
        self.cell
    }

    /// How things look on it; in this language, if it does not say another.
    pub(super) fn look(&self, lang: Lang) -> Look {
        let depth = self.depth();
        let is_ascii = !self.speaks_unicode();
        let markers = self.chosen("MINDGAP_MARKERS").unwrap_or(match is_ascii {
            true => Markers::Ascii,
            // The console's font has no dots.
            false if self.term == "linux" => Markers::Blocks,
            false => Markers::default(),
        });
        let theme: ThemeName = self.chosen("MINDGAP_THEME").unwrap_or_default();
        Look {
            theme: Theme::called(theme, depth, self.replies.is_bright()),
            graphics: Arc::new(self.graphics(depth, is_ascii)),
            markers,
            is_ascii,
            words: Words::of(self.lang().unwrap_or(lang)),
            album: Album::default(),
            rows: USUAL_ROWS,
        }
    }

    fn said(&self, name: &str) -> Option<&str> {
        let mut said = self.variables.iter().rev();
        let value = said.find(|(known, _)| known == name)?.1.as_str();
        (!value.is_empty()).then_some(value)
    }

    fn chosen<T: ValueEnum>(&self, name: &str) -> Option<T> {
        T::from_str(self.said(name)?, true).ok()
    }

    fn lang(&self) -> Option<Lang> {
        let said = ["MINDGAP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
        said.iter().find_map(|name| self.said(name))?.parse().ok()
    }

    /// Where a client does not say, as most do not, characters are Unicode.
    fn speaks_unicode(&self) -> bool {
        is_unicode(|name| self.said(name).map(str::to_owned))
    }

    fn depth(&self) -> Depth {
        Depth::of(&self.term, |name| self.said(name).map(str::to_owned))
    }

    fn graphics(&self, depth: Depth, is_ascii: bool) -> Graphics {
        let wanted: Images = self.chosen("MINDGAP_IMAGES").unwrap_or_default();
        let cell = self.cell.or(self.replies.cell());
        // What it is asked to draw without saying how large its cells are would lie across the text.
        let wanted = match wanted {
            Images::Kitty | Images::Iterm2 | Images::Sixel if cell.is_none() => Images::Auto,
            wanted => wanted,
        };
        Graphics::choose(wanted, (depth, is_ascii), self.protocol(), cell)
    }

    /// By what the terminal replies; before it does, by what the client says.
    fn protocol(&self) -> Option<ProtocolType> {
        if self.replies.are_complete() {
            return self.replies.protocol();
        }
        match self.term.as_str() {
            "xterm-ghostty" => Some(ProtocolType::Kitty),
            term if term.starts_with("foot") || term.starts_with("mlterm") => {
                Some(ProtocolType::Sixel)
            }
            _ => match self.said("LC_TERMINAL").or(self.said("TERM_PROGRAM")) {
                Some("iTerm2" | "iTerm.app" | "WezTerm") => Some(ProtocolType::Iterm2),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::graphics::Means;

    fn terminal(term: &str, pixels: (u32, u32), said: &[(&str, &str)]) -> Pty {
        let mut pty = Pty::default();
        for (name, value) in said {
            pty.set(name, value);
        }
        pty.open(term, (80, 24), pixels);
        pty
    }

    #[test]
    fn a_client_may_say_any_size() {
        let mut pty = Pty::default();
        pty.open("xterm", (u32::MAX, 0), (u32::MAX, u32::MAX));
        assert_eq!(pty.size, Size::new(MAX_SIZE.width, 0));
        assert!(pty.cell.is_none());
    }

    #[test]
    fn each_terminal_gets_what_it_can_show() {
        let means = |pty: &Pty| pty.look(Lang::English).graphics.means();
        let replies = |pty: &mut Pty, name: &str| {
            pty.replies(Reply::Name(name.to_owned()));
            pty.replies(Reply::Attributes(vec![62]));
        };
        let mut kitty = terminal("xterm-kitty", (800, 480), &[]);
        assert_eq!(means(&kitty), Means::Blocks, "which kitty?");
        let mut old = kitty.clone();
        replies(&mut old, "kitty(0.26.5)");
        assert_eq!(means(&old), Means::Blocks, "too old");
        replies(&mut kitty, "kitty(0.42.1)");
        assert_eq!(means(&kitty), Means::Pixels(ProtocolType::Kitty));
        assert!(
            !kitty.replies(Reply::Name("kitty(0.26.5)".to_owned())),
            "it is said once"
        );
        assert_eq!(means(&kitty), Means::Pixels(ProtocolType::Kitty));
        let mut blind = terminal("xterm-kitty", (0, 0), &[]);
        let mut told = blind.clone();
        replies(&mut blind, "kitty(0.42.1)");
        assert_eq!(means(&blind), Means::Blocks, "how large is a cell?");
        told.replies(Reply::Cell(10, 20));
        replies(&mut told, "kitty(0.42.1)");
        assert_eq!(means(&told), Means::Pixels(ProtocolType::Kitty));
        let grey = terminal("xterm-kitty", (800, 480), &[("NO_COLOR", "1")]);
        assert_eq!(means(&grey), Means::Ascii);
        let mut white = terminal("xterm-256color", (0, 0), &[]);
        assert!(white.replies(Reply::Ground([1.0; 3])));
        assert_eq!(
            white.look(Lang::English).theme,
            Theme::light(Depth::Indexed)
        );
        let german = terminal("xterm-256color", (0, 0), &[("LANG", "de_DE.UTF-8")]);
        assert_eq!(german.look(Lang::English).words.lang, Lang::German);
        let old = terminal("vt220", (0, 0), &[("LANG", "C")]);
        assert!(old.look(Lang::English).is_ascii);
        assert_eq!(old.depth(), Depth::Mono);
        let nosy = terminal("xterm", (0, 0), &[("LD_PRELOAD", "x")]);
        assert!(nosy.variables.is_empty());
    }
}
