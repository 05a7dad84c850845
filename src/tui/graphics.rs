//! How pictures get onto a terminal: as real pixels by its graphics protocol, as half-blocks in
//! colour, as characters by brightness, or not at all. A property of a session, not of the process.

use std::env;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use clap::ValueEnum;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use image::DynamicImage;
use lru::LruCache;
use ratatui::layout::Size;
use ratatui_image::FontSize;
use ratatui_image::picker::cap_parser::QueryStdioOptions;
use ratatui_image::picker::{Picker, ProtocolType};
use ratatui_image::protocol::Protocol;
use ratatui_image::protocol::iterm2::Iterm2;
use ratatui_image::protocol::kitty::Kitty;
use ratatui_image::protocol::sixel::Sixel;

use super::theme::Depth;

/// Pictures that are kept encoded: more than any screen shows.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);
/// Pixels of a cell where the terminal does not tell.
const CELL: FontSize = FontSize::new(10, 20);

/// Asks a terminal which one it is (XTVERSION).
pub const XTVERSION_QUERY: &str = "\x1b[>q";
/// How long it may take to say so, in milliseconds.
const TIMEOUT: u64 = 500;
/// The first kitty with placeholders (its changelog, 0.28.0).
const WITH_PLACEHOLDERS: (u32, u32) = (0, 28);

/// What a user asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Images {
    /// The best that the terminal is known to do.
    #[default]
    Auto,
    /// kitty's graphics protocol with placeholders: kitty, Ghostty.
    Kitty,
    /// iTerm2's inline images: iTerm2, WezTerm, Rio.
    Iterm2,
    /// Sixel: xterm -ti vt340, foot, mlterm.
    Sixel,
    /// Half-blocks in colour, two pixels a cell.
    Blocks,
    /// Characters by brightness.
    Ascii,
    /// No pictures.
    Off,
}

/// How pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// As pixels, by this protocol.
    Pixels(ProtocolType),
    /// As half-blocks.
    Blocks,
    /// As characters.
    Ascii,
    /// Not at all.
    Off,
}

/// How a session draws pictures.
pub struct Graphics {
    means: Means,
    /// Pixels of a cell.
    cell: FontSize,
    is_tmux: bool,
    /// What is encoded already: encoding takes longer than a frame may.
    encoded: Mutex<LruCache<(u64, Size), Protocol>>,
}

impl Graphics {
    /// Pictures by these means, on cells of this many pixels.
    pub fn new(means: Means, cell: FontSize, is_tmux: bool) -> Self {
        Self {
            means,
            cell,
            is_tmux,
            encoded: Mutex::new(LruCache::new(KEPT)),
        }
    }

    /// Half-blocks, or characters where there are no colours.
    pub fn in_cells(depth: Depth) -> Self {
        let means = match depth {
            Depth::Mono => Means::Ascii,
            Depth::Indexed | Depth::True => Means::Blocks,
        };
        Self::new(means, CELL, false)
    }

    /// For this process's own terminal. What it can do is asked only of one that is known to answer:
    /// another one's silence would cost the first keys. Has to be called before keys are read.
    pub fn ask(wanted: Images, depth: Depth, is_ascii: bool) -> Self {
        let protocol = match wanted {
            Images::Off => return Self::new(Means::Off, CELL, false),
            Images::Ascii => return Self::new(Means::Ascii, CELL, false),
            // Without colours, half-blocks show nothing.
            Images::Blocks if depth != Depth::Mono => return Self::new(Means::Blocks, CELL, false),
            Images::Blocks => return Self::in_cells(depth),
            Images::Kitty => Some(ProtocolType::Kitty),
            Images::Iterm2 => Some(ProtocolType::Iterm2),
            Images::Sixel => Some(ProtocolType::Sixel),
            Images::Auto if is_ascii => return Self::new(Means::Ascii, CELL, false),
            // Nobody who wants no colours wants pictures in them.
            Images::Auto if depth == Depth::Mono || !is_known_to_answer() => {
                return Self::in_cells(depth);
            }
            Images::Auto => None,
        };
        let mut options = QueryStdioOptions::default();
        // Asked first: what the picker leaves unread would be taken for the answer.
        if protocol.is_none() && !own_has_placeholders() {
            options.blacklist_protocols.push(ProtocolType::Kitty);
        }
        let Ok(picker) = Picker::from_query_stdio_with_options(options) else {
            return Self::in_cells(depth);
        };
        match protocol.unwrap_or(picker.protocol_type()) {
            ProtocolType::Halfblocks => Self::in_cells(depth),
            protocol => Self::new(
                Means::Pixels(protocol),
                picker.font_size(),
                picker.tmux_detected(),
            ),
        }
    }

    /// How pictures are drawn.
    pub fn means(&self) -> Means {
        self.means
    }

    /// Pixels of a cell: width and height.
    pub fn cell(&self) -> (u16, u16) {
        (self.cell.width, self.cell.height)
    }

    /// Forgets what was sent: after the terminal has forgotten it too.
    pub fn forget(&self) {
        self.encoded().clear();
    }

    /// A picture for an area of this size, encoded as the terminal wants it; `scaled` makes it as many
    /// pixels large as it is given. None where the means are no pixels, or it cannot be encoded.
    pub(super) fn protocol(
        &self,
        pixels: &[u8],
        size: Size,
        scaled: impl FnOnce(u32, u32) -> Option<DynamicImage>,
    ) -> Option<Protocol> {
        let Means::Pixels(kind) = self.means else {
            return None;
        };
        let mut hasher = DefaultHasher::new();
        pixels.hash(&mut hasher);
        let key = (hasher.finish(), size);
        let mut encoded = self.encoded();
        if let Some(known) = encoded.get(&key) {
            return Some(known.clone());
        }
        let wide = u32::from(size.width) * u32::from(self.cell.width);
        let high = u32::from(size.height) * u32::from(self.cell.height);
        let picture = scaled(wide, high)?;
        let is_tmux = self.is_tmux;
        let protocol = match kind {
            ProtocolType::Sixel => Protocol::Sixel(Sixel::new(picture, size, is_tmux).ok()?),
            ProtocolType::Iterm2 => Protocol::ITerm2(Iterm2::new(picture, size, is_tmux).ok()?),
            ProtocolType::Kitty => {
                // Its low 24 bits become a colour, by which the terminal knows the picture again.
                let id = (key.0 as u32 ^ u32::from(size.width)) | 1;
                Protocol::Kitty(Kitty::new(picture, size, id, is_tmux, false).ok()?)
            }
            ProtocolType::Halfblocks => return None,
        };
        encoded.put(key, protocol.clone());
        Some(protocol)
    }

    fn encoded(&self) -> MutexGuard<'_, LruCache<(u64, Size), Protocol>> {
        self.encoded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Graphics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graphics")
            .field("means", &self.means)
            .field("cell", &self.cell)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Means {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pixels(ProtocolType::Kitty) => "pixels by kitty's protocol",
            Self::Pixels(ProtocolType::Iterm2) => "pixels by iTerm2's protocol",
            Self::Pixels(ProtocolType::Sixel) => "pixels by sixel",
            Self::Pixels(ProtocolType::Halfblocks) | Self::Blocks => "half-blocks in colour",
            Self::Ascii => "characters by brightness",
            Self::Off => "off",
        })
    }
}

/// Whether a terminal of this name (as it answers [`XTVERSION_QUERY`]) draws pictures where characters stand
/// for them. Others know the rest of kitty's protocol and would show those characters.
pub fn has_placeholders(name: &str) -> bool {
    let Some(version) = name.strip_prefix("kitty(") else {
        return name.starts_with("ghostty");
    };
    let mut numbers = version
        .split(['.', ')'])
        .map_while(|part| part.parse().ok());
    let version = numbers.next().zip(numbers.next());
    version.is_some_and(|version: (u32, u32)| version >= WITH_PLACEHOLDERS)
}

/// The same of this process's own terminal. Only a kitty has to be asked which one it is.
fn own_has_placeholders() -> bool {
    let term = env::var("TERM").unwrap_or_default();
    let program = env::var("TERM_PROGRAM").unwrap_or_default();
    let is_kitty = term == "xterm-kitty" || env::var_os("KITTY_WINDOW_ID").is_some();
    if !is_kitty {
        return term == "xterm-ghostty" || program == "ghostty";
    }
    if enable_raw_mode().is_err() {
        return false;
    }
    let answer = xterm_query::query(XTVERSION_QUERY, TIMEOUT).unwrap_or_default();
    // The terminal is no worse for it if that fails: it is made raw next.
    let _ = disable_raw_mode();
    let name = answer.strip_prefix("\x1bP>|").unwrap_or_default();
    has_placeholders(name)
}

/// Whether the environment names a terminal that draws pictures and answers when it is asked how.
/// Inside of tmux or screen, the terminal outside is hidden, and what it draws is not kept apart.
fn is_known_to_answer() -> bool {
    let value = |name: &str| env::var(name).unwrap_or_default();
    let is_set = |name: &str| !value(name).is_empty();
    if is_set("TMUX") || is_set("STY") {
        return false;
    }
    let term = value("TERM");
    let program = value("TERM_PROGRAM");
    let by_term = [
        "xterm-kitty",
        "xterm-ghostty",
        "foot",
        "mlterm",
        "contour",
        "wezterm",
    ];
    let by_program = ["iTerm.app", "WezTerm", "ghostty", "rio", "mintty", "vscode"];
    is_set("XTERM_VERSION")
        || is_set("KITTY_WINDOW_ID")
        || by_term.iter().any(|known| term.starts_with(known))
        || by_program.contains(&program.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_stand_for_pictures_only_where_they_are_drawn() {
        for name in [
            "kitty(0.28.0)",
            "kitty(0.42.1)",
            "kitty(1.0)",
            "ghostty 1.2.0",
        ] {
            assert!(has_placeholders(name), "{name}");
        }
        for name in [
            "",
            "kitty(0.26.5)",
            "kitty(0.9)",
            "kitty",
            "Konsole 22.12.3",
            "XTerm(379)",
        ] {
            assert!(!has_placeholders(name), "{name}");
        }
    }
}
