//! Colours by what they mean: one for the model, one for the learner, one for the truth, the same
//! on every screen. No meaning is carried by colour alone.

use ratatui::style::{Color, Modifier, Style};

/// How many colours the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None: `NO_COLOR` is set.
    Mono,
    /// The 256 indexed colours.
    Indexed,
    /// 24 bits.
    True,
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
    /// What is so: labels, held-out measurements.
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

    /// The theme for this process's own terminal, as its environment describes it.
    pub fn from_environment() -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let true_colour = std::env::var("COLORTERM")
            .is_ok_and(|value| matches!(value.as_str(), "truecolor" | "24bit"));
        let depth = if set("NO_COLOR") {
            Depth::Mono
        } else if true_colour {
            Depth::True
        } else {
            Depth::Indexed
        };
        Self::dark(depth)
    }
}
