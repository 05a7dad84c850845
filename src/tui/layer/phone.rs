//! The way in for the learner's phone: a QR code where it can be drawn, an address and a code to type, and what is
//! going on.

use qrcode::types::Color as Module;
use qrcode::{EcLevel, QrCode};
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::say;
use crate::tui::link::{PhoneLink, PhoneState};
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::theme::Depth;

/// Modules of light around a code: four by its standard; cameras make do with two.
const QUIET: [usize; 2] = [4, 2];
/// Columns beside the code that the text needs.
const TEXT: u16 = 34;

/// Draws it.
pub(super) fn draw(page: &mut Page<'_, '_>, body: Rect, link: &PhoneLink) {
    let area = body.inner(Margin::new(1, 0));
    let code = match page.look.is_ascii {
        true => None,
        false => QUIET.iter().find_map(|quiet| {
            let code = code(&link.invitation.link, *quiet)?;
            let fits = code.rows() <= area.height && code.columns() + TEXT <= area.width;
            fits.then_some(code)
        }),
    };
    let (text, look) = (text(link, page.look), page.look);
    let beside = match code {
        None => area,
        Some(code) => {
            let [left, _, right] = Layout::horizontal([
                Constraint::Length(code.columns()),
                Constraint::Length(2),
                Constraint::Fill(1),
            ])
            .areas(area);
            let left = Rect {
                height: code.rows(),
                ..left
            };
            let lines = Paragraph::new(code.lines(look.theme.depth));
            page.frame.render_widget(lines, left);
            right
        }
    };
    page.frame
        .render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), beside);
}

fn text(link: &PhoneLink, look: &Look) -> Vec<Line<'static>> {
    let Look { theme, words, .. } = look;
    let state = Line::styled(words.text(link.state.text()), theme.learner);
    let mut lines = vec![
        Line::default(),
        Line::styled(say!(words, "phone-title"), theme.title),
        Line::default(),
        state,
        Line::default(),
    ];
    let invitation = &link.invitation;
    let code = match invitation.code.split_at_checked(invitation.code.len() / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => invitation.code.clone(),
    };
    if link.state == PhoneState::Awaited {
        lines.push(Line::styled(say!(words, "phone-scan"), theme.text));
        lines.push(Line::default());
    }
    lines.extend([
        Line::styled(say!(words, "phone-or-type"), theme.text),
        Line::styled(invitation.address.clone(), theme.model),
        Line::from(vec![
            Span::styled(format!("{} ", say!(words, "phone-code")), theme.text),
            Span::styled(code, theme.model.add_modifier(Modifier::BOLD)),
        ]),
        Line::default(),
    ]);
    lines.push(Line::styled(say!(words, "phone-as-long-as"), theme.dim));
    lines
}

/// A code with the light around it.
struct Drawn {
    /// Row by row: whether it is light.
    modules: Vec<Vec<bool>>,
}

/// The code of this text; none where it is too long for any.
fn code(text: &str, quiet: usize) -> Option<Drawn> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let side = code.width();
    let colours = code.to_colors();
    let whole = side + 2 * quiet;
    let is_light = |x: usize, y: usize| {
        let inside = |at: usize| at.checked_sub(quiet).filter(|at| *at < side);
        let module = inside(x).zip(inside(y));
        let module = module.and_then(|(x, y)| colours.get(y * side + x));
        module.is_none_or(|module| *module == Module::Light)
    };
    let modules = (0..whole).map(|y| (0..whole).map(|x| is_light(x, y)).collect());
    Some(Drawn {
        modules: modules.collect(),
    })
}

impl Drawn {
    fn columns(&self) -> u16 {
        u16::try_from(self.modules.len()).unwrap_or(u16::MAX)
    }

    fn rows(&self) -> u16 {
        self.columns().div_ceil(2)
    }

    /// Black on white, whatever the terminal's own colours are; without colours, light is what is written.
    fn lines(&self, depth: Depth) -> Vec<Line<'static>> {
        let style = match depth {
            Depth::Mono => Style::new(),
            // Of the fixed 256, not of those that every terminal paints as it likes.
            Depth::Indexed | Depth::True => {
                Style::new().fg(Color::Indexed(231)).bg(Color::Indexed(16))
            }
        };
        let rows = self.modules.chunks(2).map(|pair| {
            let (upper, lower) = (pair.first(), pair.get(1));
            let signs = (0..self.modules.len()).map(|x| {
                let is_light = |row: Option<&Vec<bool>>| {
                    row.is_some_and(|row| row.get(x).copied().unwrap_or(false))
                };
                match (is_light(upper), is_light(lower)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                }
            });
            Line::styled(signs.collect::<String>(), style)
        });
        rows.collect()
    }
}
