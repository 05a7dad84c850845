//! How pictures get onto a terminal: as real pixels by its graphics protocol, as half-blocks in
//! colour, as characters by brightness, or not at all. A property of a session, not of the process.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use clap::ValueEnum;
use image::DynamicImage;
use lru::LruCache;
use ratatui::layout::Size;
use ratatui_image::FontSize;
use ratatui_image::picker::ProtocolType;
use ratatui_image::protocol::Protocol;
use ratatui_image::protocol::iterm2::Iterm2;
use ratatui_image::protocol::kitty::Kitty;
use ratatui_image::protocol::sixel::Sixel;

use super::theme::Depth;

/// Pictures that are kept encoded: more than any screen shows.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);
/// Pixels of a cell where the terminal does not tell.
const CELL: FontSize = FontSize::new(10, 20);

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
    /// What is encoded already: encoding takes longer than a frame may.
    encoded: Mutex<LruCache<(u64, Size), Protocol>>,
}

impl Graphics {
    /// Pictures by these means, on cells of this many pixels.
    pub fn new(means: Means, cell: FontSize) -> Self {
        Self {
            means,
            cell,
            encoded: Mutex::new(LruCache::new(KEPT)),
        }
    }

    /// Half-blocks, or characters where there are no greys.
    pub fn in_cells(depth: Depth) -> Self {
        let means = match depth {
            Depth::Mono => Means::Ascii,
            Depth::Indexed | Depth::True => Means::Blocks,
        };
        Self::new(means, CELL)
    }

    /// By what is wished for, on a terminal that draws pictures best by this protocol, if by any, and has
    /// cells of this many pixels, if it tells.
    pub(crate) fn choose(
        wanted: Images,
        (depth, is_ascii): (Depth, bool),
        best: Option<ProtocolType>,
        cell: Option<FontSize>,
    ) -> Self {
        let protocol = match wanted {
            Images::Off => return Self::new(Means::Off, CELL),
            Images::Ascii => return Self::new(Means::Ascii, CELL),
            // Without greys, half-blocks show nothing.
            Images::Blocks => return Self::in_cells(depth),
            Images::Kitty => Some(ProtocolType::Kitty),
            Images::Iterm2 => Some(ProtocolType::Iterm2),
            Images::Sixel => Some(ProtocolType::Sixel),
            Images::Auto if is_ascii => return Self::new(Means::Ascii, CELL),
            // Nobody who wants no colours wants pictures in them.
            Images::Auto if depth == Depth::Mono => None,
            Images::Auto => best,
        };
        match (protocol, cell) {
            (Some(protocol), Some(cell)) => Self::new(Means::Pixels(protocol), cell),
            // Whoever asks for it gets it, on cells as they usually are.
            (Some(protocol), None) if wanted != Images::Auto => {
                Self::new(Means::Pixels(protocol), CELL)
            }
            // What cannot be measured would lie across the text.
            _ => Self::in_cells(depth),
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
        let protocol = match kind {
            ProtocolType::Sixel => Protocol::Sixel(Sixel::new(picture, size, false).ok()?),
            ProtocolType::Iterm2 => Protocol::ITerm2(Iterm2::new(picture, size, false).ok()?),
            ProtocolType::Kitty => {
                // Its low 24 bits become a colour, by which the terminal knows the picture again.
                let id = (key.0 as u32 ^ u32::from(size.width)) | 1;
                Protocol::Kitty(Kitty::new(picture, size, id, false, false).ok()?)
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
