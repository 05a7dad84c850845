//! Colours by what they mean: one for the model, one for the learner, one for the truth, the same
//! on every screen. No meaning is carried by colour alone.

use clap::ValueEnum;
use ratatui::style::{Color, Modifier, Style};

/// How many colours the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None: the terminal has fewer than 256, or `NO_COLOR` is set.
    Mono,
    /// The 256 indexed colours.
    Indexed,
    /// 24 bits.
    True,
}

/// How the names (TERM) of terminals begin that have no colours, or eight or sixteen. These few are not used:
/// every terminal paints them as it likes, and none is a grey for pictures.
const WITHOUT_256: [&str; 11] = [
    "dumb", "unknown", "vt1", "vt2", "vt3", "vt5", "wy", "linux", "ansi", "cygwin", "cons25",
];
/// How they end.
const WITHOUT_256_AT_THE_END: [&str; 5] = ["-m", "-mono", "-8color", "-16color", "xterm-color"];

/// The themes by name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ThemeName {
    /// Light where the terminal says that its ground is bright (OSC 11, or COLORFGBG), dark otherwise.
    #[default]
    Auto,
    /// For a dark ground.
    Dark,
    /// For a bright ground.
    Light,
    /// High contrast, on black.
    Contrast,
}

/// The styles of every screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// What the terminal can show.
    pub depth: Depth,
    /// Body text.
    pub text: Style,
    /// Text that stands back.
    pub dim: Style,
    /// Headings and the program's name.
    pub title: Style,
    /// What the model says and scores.
    pub model: Style,
    /// What the learner says.
    pub learner: Style,
    /// What is so: labels, validation measurements.
    pub truth: Style,
    /// Right answers.
    pub good: Style,
    /// Wrong answers and failures.
    pub bad: Style,
    /// What is selected.
    pub selected: Style,
    /// Lines around things.
    pub border: Style,
    /// A key in the help bar.
    pub key: Style,
}

impl Theme {
    /// For what somebody read who is no network: the learner, or people whom a source tells of.
    pub(crate) fn reader(&self, is_learner: bool) -> Style {
        match is_learner {
            true => self.learner,
            false => self.text,
        }
    }

    /// For dark terminals. With [`Depth::Mono`], emphasis takes the place of colour.
    pub fn dark(depth: Depth) -> Self {
        let plain = Style::new();
        if depth == Depth::Mono {
            return Self {
                depth,
                text: plain,
                dim: plain.add_modifier(Modifier::DIM),
                title: plain.add_modifier(Modifier::BOLD),
                model: plain.add_modifier(Modifier::BOLD),
                learner: plain.add_modifier(Modifier::UNDERLINED),
                truth: plain,
                good: plain,
                bad: plain.add_modifier(Modifier::BOLD),
                selected: plain.add_modifier(Modifier::REVERSED),
                border: plain.add_modifier(Modifier::DIM),
                key: plain.add_modifier(Modifier::BOLD),
            };
        }
        // The indexed colours' values are fixed, unlike those of the first sixteen, which every
        // terminal paints as it likes.
        let colour = |index| plain.fg(Color::Indexed(index));
        Self {
            depth,
            text: colour(252),
            dim: colour(245),
            title: colour(255).add_modifier(Modifier::BOLD),
            model: colour(81),
            learner: colour(215),
            truth: colour(114),
            good: colour(114),
            bad: colour(203),
            selected: plain
                .bg(Color::Indexed(238))
                .fg(Color::Indexed(255))
                .add_modifier(Modifier::BOLD),
            border: colour(240),
            key: colour(255).add_modifier(Modifier::BOLD),
        }
    }

    /// For bright terminals. With [`Depth::Mono`], emphasis takes the place of colour.
    pub fn light(depth: Depth) -> Self {
        if depth == Depth::Mono {
            return Self::dark(depth);
        }
        let plain = Style::new();
        let colour = |index| plain.fg(Color::Indexed(index));
        Self {
            depth,
            text: colour(235),
            dim: colour(242),
            title: colour(16).add_modifier(Modifier::BOLD),
            model: colour(25),
            learner: colour(130),
            truth: colour(22),
            good: colour(22),
            bad: colour(124),
            selected: plain
                .bg(Color::Indexed(252))
                .fg(Color::Indexed(16))
                .add_modifier(Modifier::BOLD),
            border: colour(248),
            key: colour(16).add_modifier(Modifier::BOLD),
        }
    }

    /// For eyes that need contrast: black ground, no greys. Each pair has a contrast of 7 to 1 at the
    /// least (WCAG 2.2, 1.4.6; a test computes it).
    pub fn contrast(depth: Depth) -> Self {
        if depth == Depth::Mono {
            return Self::dark(depth);
        }
        let ground = Style::new().bg(Color::Indexed(16));
        let colour = |index| ground.fg(Color::Indexed(index));
        Self {
            depth,
            text: colour(231),
            dim: colour(252),
            title: colour(231).add_modifier(Modifier::BOLD),
            model: colour(87),
            learner: colour(220),
            truth: colour(120),
            good: colour(120),
            bad: colour(217).add_modifier(Modifier::BOLD),
            selected: Style::new()
                .bg(Color::Indexed(231))
                .fg(Color::Indexed(16))
                .add_modifier(Modifier::BOLD),
            border: colour(252),
            key: colour(231).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        }
    }

    /// The theme of this name, in so many colours, on a ground that is bright or not, if that is known.
    pub fn called(name: ThemeName, depth: Depth, is_bright: Option<bool>) -> Self {
        match name {
            ThemeName::Light => Self::light(depth),
            ThemeName::Contrast => Self::contrast(depth),
            ThemeName::Auto if is_bright == Some(true) => Self::light(depth),
            ThemeName::Auto | ThemeName::Dark => Self::dark(depth),
        }
    }
}

impl Depth {
    /// What this process's own terminal can show, as its environment describes it.
    pub fn from_environment() -> Self {
        let term = std::env::var("TERM").unwrap_or_default();
        Self::of(&term, |name| std::env::var(name).ok())
    }

    /// What a terminal that goes by this name (TERM) can show, with what else it says in its environment.
    /// The name comes first: the rest is passed on to terminals within a terminal.
    pub(crate) fn of(term: &str, said: impl Fn(&'static str) -> Option<String>) -> Self {
        let said = |name| said(name).filter(|value| !value.is_empty());
        let has_few = WITHOUT_256.iter().any(|name| term.starts_with(name))
            || WITHOUT_256_AT_THE_END
                .iter()
                .any(|name| term.ends_with(name));
        if said("NO_COLOR").is_some() || term.is_empty() || has_few {
            Self::Mono
        } else if matches!(said("COLORTERM").as_deref(), Some("truecolor" | "24bit")) {
            Self::True
        } else {
            Self::Indexed
        }
    }
}

/// Whether the ground is bright, as terminals say that set `COLORFGBG`: `foreground;background` by their
/// numbers among the first sixteen colours, of which 7 and 15 are bright greys.
pub(crate) fn is_bright(colours: &str) -> Option<bool> {
    let ground: u8 = colours.rsplit(';').next()?.trim().parse().ok()?;
    (ground < 16).then_some(matches!(ground, 7 | 15))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of an indexed colour above 15 (WCAG 2.2; the cube's and the greys' values
    /// are xterm's).
    fn luminance(colour: Color) -> Option<f64> {
        let Color::Indexed(index @ 16..) = colour else {
            return None;
        };
        let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
        let [r, g, b] = match index {
            232.. => [8 + 10 * (index - 232); 3],
            _ => {
                let cube = index - 16;
                [level(cube / 36), level(cube / 6 % 6), level(cube % 6)]
            }
        };
        let linear = |value: u8| {
            let share = f64::from(value) / 255.0;
            match share <= 0.04045 {
                true => share / 12.92,
                false => ((share + 0.055) / 1.055).powf(2.4),
            }
        };
        Some(0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b))
    }

    /// The contrast of each style of a theme against its own ground, or this one.
    fn contrasts(theme: &Theme, ground: Color) -> Vec<(&'static str, f64)> {
        let Theme {
            depth: _,
            text,
            dim,
            title,
            model,
            learner,
            truth,
            good,
            bad,
            selected,
            border,
            key,
        } = theme;
        let styles = [
            ("text", text),
            ("dim", dim),
            ("title", title),
            ("model", model),
            ("learner", learner),
            ("truth", truth),
            ("good", good),
            ("bad", bad),
            ("selected", selected),
            ("border", border),
            ("key", key),
        ];
        let of = |style: &Style| {
            let front = luminance(style.fg?)?;
            let back = luminance(style.bg.unwrap_or(ground))?;
            Some((front.max(back) + 0.05) / (front.min(back) + 0.05))
        };
        let contrasts = styles.map(|(name, style)| (name, of(style).unwrap_or(0.0)));
        contrasts.to_vec()
    }

    #[test]
    fn everything_that_is_read_stands_out_from_its_ground() {
        let (black, white) = (Color::Indexed(16), Color::Indexed(231));
        let of = |theme: &Theme, ground, least: f64| {
            for (name, contrast) in contrasts(theme, ground) {
                let least = if name == "border" { 1.4 } else { least };
                assert!(contrast >= least, "{name}: {contrast:.1}");
            }
        };
        of(&Theme::contrast(Depth::Indexed), black, 7.0);
        of(&Theme::dark(Depth::Indexed), black, 4.5);
        of(&Theme::light(Depth::Indexed), white, 4.5);
    }

    #[test]
    fn a_bright_ground_is_known_by_its_number() {
        assert_eq!(is_bright("0;15"), Some(true));
        assert_eq!(is_bright("0;default;7"), Some(true));
        assert_eq!(is_bright("15;0"), Some(false));
        assert_eq!(is_bright("15;default"), None);
        assert_eq!(is_bright(""), None);
    }
}
