//! What a terminal replies when it is asked what it is. All questions go out at once, one that every
//! terminal answers as the last, so that silence about the others is known for what it is.

use std::time::Duration;

use ratatui_image::FontSize;
use ratatui_image::picker::ProtocolType;

use crate::tui::theme::is_bright;

/// How long an answer may still be on its way: a line can be slow.
pub(crate) const OWED: Duration = Duration::from_secs(10);
/// How long the rest of a sequence may take behind its escape; some clients cut it there.
pub(crate) const ESCAPE: Duration = Duration::from_millis(50);
/// The same while an answer is on its way.
pub(crate) const ESCAPE_OWED: Duration = Duration::from_millis(400);
/// How many columns and rows do you have (xterm's control sequences: `CSI 18 t`)?
pub(crate) const SIZE_QUERY: &str = "\x1b[18t";
/// XTVERSION; the ground's colour (OSC 11); pixels of a cell (`CSI 16 t`); the model (DA2), and what every
/// terminal answers: its attributes (DA1).
const QUERIES: &str = "\x1b[>q\x1b]11;?\x1b\\\x1b[16t\x1b[>c\x1b[c";
/// Its attributes alone.
const DA1_QUERY: &str = "\x1b[c";
/// Names (TERM) of consoles that have nothing else to say, and would show a part of the other questions.
const CONSOLES: [&str; 4] = ["linux", "vt", "ansi", "cygwin"];
/// The attribute of terminals that draw sixels.
const SIXEL: u16 = 4;
/// The first kitty with placeholders (its changelog, 0.28.0).
const WITH_PLACEHOLDERS: (u32, u32) = (0, 28);
/// Above this luminance (from 0 to 1), a ground is bright: halfway.
const BRIGHT: f32 = 0.5;

/// What to ask a terminal that goes by this name (TERM).
pub(crate) fn queries(term: &str) -> &'static str {
    match term {
        "" | "dumb" => "",
        term if CONSOLES.iter().any(|known| term.starts_with(known)) => DA1_QUERY,
        _ => QUERIES,
    }
}

/// A reply to one of the [`queries`], or to the [`SIZE_QUERY`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reply {
    /// What it calls itself.
    Name(String),
    /// What it is able to do (DA1).
    Attributes(Vec<u16>),
    /// What it is a model of (DA2).
    Model(Vec<u16>),
    /// The ground's red, green and blue, from 0 to 1.
    Ground([f32; 3]),
    /// Pixels of a cell: width and height.
    Cell(u16, u16),
    /// Columns and rows.
    Size(u16, u16),
}

/// All that a terminal has replied.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Replies {
    name: Option<String>,
    attributes: Option<Vec<u16>>,
    model: Option<Vec<u16>>,
    ground: Option<[f32; 3]>,
    cell: Option<(u16, u16)>,
}

impl Reply {
    /// What a whole control sequence or string says, from its ESC to its end, if it is a reply.
    pub(super) fn parse(sequence: &[u8]) -> Option<Self> {
        let sequence = std::str::from_utf8(sequence).ok()?.strip_prefix('\x1b')?;
        if let Some(name) = sequence.strip_prefix("P>|") {
            return Some(Self::Name(name.strip_suffix("\x1b\\")?.to_owned()));
        }
        if let Some(colour) = sequence.strip_prefix("]11;") {
            let ended = colour.strip_suffix('\x07');
            return ground(ended.or_else(|| colour.strip_suffix("\x1b\\"))?).map(Self::Ground);
        }
        let sequence = sequence.strip_prefix('[')?;
        let numbers = |text: &str| -> Option<Vec<u16>> {
            text.split(';')
                .filter(|number| !number.is_empty())
                .map(|number| number.parse::<u16>().ok())
                .collect()
        };
        if let Some(rest) = sequence.strip_prefix('?') {
            return numbers(rest.strip_suffix('c')?).map(Self::Attributes);
        }
        if let Some(rest) = sequence.strip_prefix('>') {
            return numbers(rest.strip_suffix('c')?).map(Self::Model);
        }
        let numbers: Vec<u16> = numbers(sequence.strip_suffix('t')?).unwrap_or_default();
        match numbers[..] {
            [6, height, width] => Some(Self::Cell(width, height)),
            [8, rows, columns] => Some(Self::Size(columns, rows)),
            _ => None,
        }
    }
}

impl Replies {
    /// Takes note of one; whether it said something new. Each question was asked once, so that what answers
    /// it again means nothing: no client can have everything drawn anew for ever.
    pub(crate) fn add(&mut self, reply: Reply) -> bool {
        fn first<T>(known: &mut Option<T>, said: T) -> bool {
            known.is_none() && known.replace(said).is_none()
        }
        match reply {
            Reply::Name(name) => first(&mut self.name, name),
            Reply::Attributes(attributes) => first(&mut self.attributes, attributes),
            Reply::Model(model) => first(&mut self.model, model),
            Reply::Ground(colour) => first(&mut self.ground, colour),
            Reply::Cell(width, height) => first(&mut self.cell, (width, height)),
            Reply::Size(..) => false,
        }
    }

    /// Whether the last question was answered, and so none is open any more.
    pub fn are_complete(&self) -> bool {
        self.attributes.is_some()
    }

    /// What the terminal calls itself, or what it is known as by its model; empty where neither says.
    pub fn name(&self) -> &str {
        match (self.name.as_deref(), self.model.as_deref()) {
            (Some(name), _) if !name.is_empty() => name,
            // Each names itself by a letter: S and T.
            (_, Some([83, ..])) => "GNU screen",
            (_, Some([84, ..])) => "tmux",
            // mosh's own emulator, and nobody else's.
            (_, Some([1, 10, 0])) => "mosh",
            _ => "",
        }
    }

    /// Whether the ground is bright, if it was told.
    pub fn is_bright(&self) -> Option<bool> {
        // The luma of BT.601, as for a picture: a theme needs no more.
        let [red, green, blue] = self.ground?;
        Some(0.299 * red + 0.587 * green + 0.114 * blue > BRIGHT)
    }

    /// Pixels of a cell, if they were told and can be.
    pub(crate) fn cell(&self) -> Option<FontSize> {
        let (width, height) = self.cell?;
        cell(width, height)
    }

    /// The protocol by which it draws pictures best, if it is known to draw any.
    pub fn protocol(&self) -> Option<ProtocolType> {
        let name = self.name().to_lowercase();
        let is = |known: &[&str]| known.iter().any(|known| name.starts_with(known));
        let has_sixel = self
            .attributes
            .as_ref()
            .is_some_and(|all| all.contains(&SIXEL));
        match () {
            // What they pass on is not kept apart from what stands beside it.
            () if is(&["tmux", "gnu screen", "zellij", "mosh"]) => None,
            // Its pictures stay where text has scrolled.
            () if is(&["konsole"]) => None,
            () if has_placeholders(&name) => Some(ProtocolType::Kitty),
            () if is(&["iterm2", "wezterm", "rio"]) => Some(ProtocolType::Iterm2),
            () if has_sixel => Some(ProtocolType::Sixel),
            () => None,
        }
    }
}

/// Whether cells have as many pixels as before.
pub(crate) fn is_same_cell(one: Option<FontSize>, other: Option<FontSize>) -> bool {
    let sides = |cell: FontSize| (cell.width, cell.height);
    one.map(sides) == other.map(sides)
}

/// Whether the ground of this process's own terminal is bright, and how that is known: by its reply, or by
/// what it has set in the environment.
pub(crate) fn own_ground(replies: &Replies) -> Option<(bool, &'static str)> {
    let replied = replies.is_bright().map(|is_bright| (is_bright, "OSC 11"));
    replied.or_else(|| {
        let colours = std::env::var("COLORFGBG").ok()?;
        Some((is_bright(&colours)?, "COLORFGBG"))
    })
}

/// Pixels of a cell, if a terminal can have such.
pub(crate) fn cell(width: u16, height: u16) -> Option<FontSize> {
    let possible = 4..=100;
    (possible.contains(&width) && possible.contains(&height)).then(|| FontSize::new(width, height))
}

/// Whether a terminal of this name (as it answers XTVERSION) draws pictures where characters stand
/// for them. Others know the rest of kitty's protocol and would show those characters.
pub(crate) fn has_placeholders(name: &str) -> bool {
    let Some(version) = name.strip_prefix("kitty(") else {
        return name.starts_with("ghostty");
    };
    let mut numbers = version
        .split(['.', ')'])
        .map_while(|part| part.parse().ok());
    let version = numbers.next().zip(numbers.next());
    version.is_some_and(|version: (u32, u32)| version >= WITH_PLACEHOLDERS)
}

/// `rgb:RRRR/GGGG/BBBB` with one to four hexadecimal digits each (XParseColor), or `rgba:` with one more.
fn ground(colour: &str) -> Option<[f32; 3]> {
    let levels = colour
        .strip_prefix("rgb:")
        .or_else(|| colour.strip_prefix("rgba:"))?;
    let mut levels = levels.split('/').map(|digits| {
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let most = 16_u32.checked_pow(digits.len().try_into().ok()?)? - 1;
        let level = u32::from_str_radix(digits, 16).ok()?;
        (1..=4)
            .contains(&digits.len())
            .then(|| level as f32 / most as f32)
    });
    Some([levels.next()??, levels.next()??, levels.next()??])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The replies of a terminal that says this.
    fn of(said: &[&str]) -> Replies {
        let mut replies = Replies::default();
        for reply in said.iter().filter_map(|said| Reply::parse(said.as_bytes())) {
            replies.add(reply);
        }
        replies
    }

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

    #[test]
    fn each_terminal_gets_the_protocol_that_it_draws_best() {
        let best = |name: &str, attributes: &str| {
            of(&[&format!("\x1bP>|{name}\x1b\\"), attributes]).protocol()
        };
        let sixel = "\x1b[?62;4;22c";
        assert_eq!(
            best("kitty(0.42.1)", "\x1b[?62;c"),
            Some(ProtocolType::Kitty)
        );
        assert_eq!(best("WezTerm 20240203", sixel), Some(ProtocolType::Iterm2));
        assert_eq!(best("iTerm2 3.5.0", sixel), Some(ProtocolType::Iterm2));
        assert_eq!(best("foot(1.16.2)", sixel), Some(ProtocolType::Sixel));
        assert_eq!(
            best("XTerm(379)", "\x1b[?63;1;2;4;6;9c"),
            Some(ProtocolType::Sixel)
        );
        assert_eq!(best("XTerm(379)", "\x1b[?64;1;2;6;9;15c"), None);
        assert_eq!(best("Konsole 24.02", sixel), None);
        assert_eq!(best("tmux 3.4", sixel), None);
        assert_eq!(of(&["\x1b[>1;10;0c", "\x1b[?62c"]).name(), "mosh");
        assert_eq!(of(&["\x1b[>83;40900;0c"]).name(), "GNU screen");
        assert_eq!(Replies::default().protocol(), None);
    }

    #[test]
    fn a_ground_is_bright_or_dark_as_its_colour_says() {
        let bright = |colour: &str| of(&[&format!("\x1b]11;{colour}\x1b\\")]).is_bright();
        assert_eq!(bright("rgb:ffff/ffff/ffff"), Some(true));
        assert_eq!(bright("rgb:fd/f6/e3"), Some(true));
        assert_eq!(bright("rgba:0000/0000/0000/ffff"), Some(false));
        // Pure blue is dark, pure yellow is not.
        assert_eq!(bright("rgb:0/0/f"), Some(false));
        assert_eq!(bright("rgb:f/f/0"), Some(true));
        for nonsense in [
            "rgb:",
            "rgb:fffff/0/0",
            "rgb:ff/ff",
            "#ffffff",
            "rgb:x/y/z",
            "rgb:+f/ff/ff",
        ] {
            assert_eq!(bright(nonsense), None, "{nonsense}");
        }
        assert_eq!(of(&["\x1b]11;rgb:ff/ff/ff\x07"]).is_bright(), Some(true));
    }

    #[test]
    fn cells_that_cannot_be_are_not_believed() {
        let cell = |said: &str| of(&[said]).cell().map(|cell| (cell.width, cell.height));
        assert_eq!(cell("\x1b[6;20;10t"), Some((10, 20)));
        assert_eq!(cell("\x1b[6;0;0t"), None);
        assert_eq!(cell("\x1b[6;20000;10t"), None);
    }
}
