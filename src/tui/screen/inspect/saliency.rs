//! Which pixels an answer depends on: the picture, the gradient, and what covering does.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use super::pictures::name;
use crate::dataset::Shape;
use crate::eval::Evaluation;
use crate::lesson::step::InspectState;
use crate::say;
use crate::tui::look::Look;
use crate::tui::page::Page;
use crate::tui::widget::picture::Picture;

pub(super) fn draw(
    page: &mut Page<'_, '_>,
    area: Rect,
    state: &InspectState,
    (slice, place): (usize, usize),
    result: &Evaluation,
) {
    let look = page.look;
    let Look { theme, words, .. } = look;
    let area = area.inner(Margin::new(0, 1));
    let explanation = state.explained.get(slice).and_then(|list| list.get(place));
    let at = result.worst_first.get(place);
    let prediction = at.and_then(|&at| result.predictions.get(at));
    let (Some(explanation), Some(prediction)) = (explanation, prediction) else {
        let text = match &state.unexplained {
            Some(why) => Paragraph::new(why.clone()).style(theme.bad),
            None => Paragraph::new(say!(words, "explaining")).style(theme.dim),
        };
        return page
            .frame
            .render_widget(text.wrap(Wrap { trim: true }), area);
    };
    let (truth, answer) = (
        name(result, prediction.label, *words),
        name(result, prediction.answer, *words),
    );
    let sure = format!("{:.0}", prediction.confidence * 100.0);
    let number = place + 1;
    let head = say!(
        words,
        "explained",
        n = number,
        truth = truth,
        answer = answer,
        sure = sure
    );
    let wide = if area.width >= 3 * 28 + 4 && area.height >= 18 {
        28
    } else {
        14
    };
    let [title, pictures, captions, below] = Layout::vertical([
        Constraint::Length(2),
        Constraint::Length(wide / 2),
        Constraint::Length(2),
        Constraint::Fill(1),
    ])
    .areas(area);
    page.frame
        .render_widget(Line::styled(head, theme.title), title);
    let shape = result.pictures.dataset().shape();
    let grey = Shape {
        channels: 1,
        ..shape
    };
    let coloured = Shape {
        channels: 3,
        ..shape
    };
    let gradient: Vec<u8> = explanation
        .gradient
        .iter()
        .map(|&share| byte(share))
        .collect();
    let panels: [(&[u8], Shape, String); 3] = [
        (
            result.pictures.picture(prediction.index),
            shape,
            say!(words, "the-picture"),
        ),
        (&gradient, grey, say!(words, "by-gradient")),
        (
            &covered(&explanation.occlusion),
            coloured,
            say!(words, "by-covering"),
        ),
    ];
    let places = (0..3).map(|panel| area.x + panel * (wide + 2));
    for ((pixels, shape, caption), x) in panels.into_iter().zip(places) {
        let place = Rect::new(x, pictures.y, wide, pictures.height).intersection(area);
        let picture = Picture {
            pixels,
            shape,
            look: page.look,
        };
        page.frame.render_widget(picture, place);
        let under = Rect::new(x, captions.y, wide, captions.height).intersection(area);
        let text = Paragraph::new(caption)
            .style(theme.dim)
            .centered()
            .wrap(Wrap { trim: true });
        page.frame.render_widget(text, under);
    }
    let text = Paragraph::new(say!(words, "how-to-read-saliency"))
        .style(theme.dim)
        .wrap(Wrap { trim: true });
    page.frame.render_widget(text, below);
}

fn byte(share: f32) -> u8 {
    (share.abs().min(1.0) * 255.0).round() as u8
}

/// What speaks for the answer in orange, what speaks against it in blue: two colours that people who
/// cannot tell red from green can tell apart. Without colours, both are bright.
fn covered(drops: &[f32]) -> Vec<u8> {
    let pixels = drops.iter().flat_map(|&drop| {
        let strength = f32::from(byte(drop)) / 255.0;
        let [red, green, blue] = if drop >= 0.0 {
            [255.0, 160.0, 0.0]
        } else {
            [60.0, 130.0, 255.0]
        };
        [red, green, blue].map(|value: f32| (value * strength) as u8)
    });
    pixels.collect()
}
