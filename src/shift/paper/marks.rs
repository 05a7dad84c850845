//! What lies on the paper or is cut off it: frames, crops, lines, blots, shadows.

use std::f32::consts::TAU;
use std::ops::Range;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::ink::{ink, negative, soft_step, unit, value};
use crate::shift::{Canvas, Severity};

/// A frame along all four edges, whole pixels wide.
pub(crate) fn border(picture: &Canvas, severity: Severity, _: &mut ChaCha8Rng) -> Canvas {
    let width = severity.of([1.0, 1.0, 1.0, 2.0, 3.0]) * unit(picture);
    let width = (width.round() as usize).max(1);
    let opacity = severity.of([0.4, 0.7, 1.0, 1.0, 1.0]);
    let (columns, rows) = (picture.width(), picture.height());
    covered(picture, |x, y| {
        let depth = x.min(y).min(columns - 1 - x).min(rows - 1 - y);
        if depth < width { opacity } else { 0.0 }
    })
}

/// Everything beyond a straight cut becomes empty paper; the cut takes a share of the ink's extent
/// off one side. A pixel across the cut keeps its share.
pub(crate) fn crop(picture: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let share = severity.of([0.05, 0.1, 0.15, 0.2, 0.25]);
    let side = random.random_range(0..4);
    let page = ink(picture);
    let Some((columns, rows)) = extent(&page) else {
        return picture.clone();
    };
    let kept = |x: usize, y: usize| {
        let (at, extent) = match side {
            0 | 1 => (x, &columns),
            _ => (y, &rows),
        };
        let cut = share * extent.len() as f32;
        let kept = match side {
            0 | 2 => at as f32 + 1.0 - (extent.start as f32 + cut),
            _ => extent.end as f32 - cut - at as f32,
        };
        kept.clamp(0.0, 1.0)
    };
    ink(&page.map(|x, y, channel| value(&page, x, y, channel) * kept(x, y)))
}

/// A level line from edge to edge.
pub(crate) fn ruled_line(picture: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let width = severity.of([1.0, 1.0, 1.0, 1.5, 2.0]) * unit(picture);
    let opacity = severity.of([0.2, 0.4, 0.6, 0.7, 0.8]);
    let room = (picture.height() as f32 - width).max(0.0);
    let top = random.random::<f32>() * room;
    covered(picture, |_, y| opacity * overlap(y, top, width))
}

/// Lines at equal distances along both axes.
pub(crate) fn grid_paper(picture: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let (spacing, width) = (12.5 * unit(picture), unit(picture));
    let opacity = severity.of([0.15, 0.3, 0.45, 0.6, 0.75]);
    let phases = [random.random::<f32>(), random.random()].map(|phase| phase * spacing);
    let lines = |size: usize, phase: f32| -> Vec<f32> {
        let starts = || (0..).map(|line| phase + (line as f32 - 1.0) * spacing);
        let line_at = |at: usize| {
            let below = starts().take_while(|&start| start < at as f32 + 1.0);
            below.map(|start| overlap(at, start, width)).sum::<f32>()
        };
        (0..size).map(line_at).collect()
    };
    let columns = lines(picture.width(), phases[0]);
    let rows = lines(picture.height(), phases[1]);
    covered(picture, |x, y| {
        opacity * (1.0 - (1.0 - columns[x]) * (1.0 - rows[y]))
    })
}

/// A blot: a circle whose radius swings with the angle, so it is in one piece.
pub(crate) fn stain(picture: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    /// How far the outline swings at most, as a share of the radius, divided among the waves.
    const SWING: f32 = 0.3;
    let radius = (severity.of([2.0, 3.0, 4.0, 5.0, 6.0]) * unit(picture)).max(1.0);
    let opacity = severity.of([0.3, 0.4, 0.5, 0.6, 0.7]);
    let centre = (
        random.random::<f32>() * picture.width() as f32,
        random.random::<f32>() * picture.height() as f32,
    );
    let waves = [2.0, 3.0, 5.0].map(|turns| (turns, random.random::<f32>() * TAU));
    covered(picture, |x, y| {
        let (dx, dy) = (x as f32 + 0.5 - centre.0, y as f32 + 0.5 - centre.1);
        let angle = dy.atan2(dx);
        let swing: f32 = waves
            .iter()
            .map(|(turns, phase)| (turns * angle + phase).cos() / waves.len() as f32)
            .sum();
        let edge = radius * (1.0 + SWING * swing);
        let distance = (dx * dx + dy * dy).sqrt();
        opacity * (edge - distance + 0.5).clamp(0.0, 1.0)
    })
}

/// The light is multiplied by a factor on one side of a straight, soft edge.
pub(crate) fn shadow(picture: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let light = severity.of([0.9, 0.75, 0.6, 0.45, 0.3]);
    let half_edge = 3.0 * unit(picture);
    let (down, across) = (random.random::<f32>() * TAU).sin_cos();
    let offset = random.random_range(-8.0..=8.0) * unit(picture);
    let centre = (picture.width() as f32 / 2.0, picture.height() as f32 / 2.0);
    let page = ink(picture);
    ink(&page.map(|x, y, channel| {
        let (dx, dy) = (x as f32 + 0.5 - centre.0, y as f32 + 0.5 - centre.1);
        let in_shadow = soft_step((dx * across + dy * down - offset) / half_edge);
        let light = 1.0 - (1.0 - light) * in_shadow;
        1.0 - (1.0 - value(&page, x, y, channel)) * light
    }))
}

/// The negative, in grey and in colour.
pub(crate) fn invert(picture: &Canvas, _: Severity, _: &mut ChaCha8Rng) -> Canvas {
    negative(picture)
}

/// Ink of some opacity (0 to 1) over the picture.
fn covered(picture: &Canvas, opacity: impl Fn(usize, usize) -> f32) -> Canvas {
    let page = ink(picture);
    ink(&page.map(|x, y, channel| {
        let below = value(&page, x, y, channel);
        below + (1.0 - below) * opacity(x, y).clamp(0.0, 1.0)
    }))
}

/// How much of a pixel lies between `start` and `start + length`, along one axis.
fn overlap(pixel: usize, start: f32, length: f32) -> f32 {
    let pixel = pixel as f32;
    ((start + length).min(pixel + 1.0) - start.max(pixel)).max(0.0)
}

/// The columns and the rows between the outermost ink; none where there is no ink.
pub(crate) fn extent(page: &Canvas) -> Option<(Range<usize>, Range<usize>)> {
    let inked = |x, y| (0..page.channels()).any(|channel| value(page, x, y, channel) > 0.0);
    let (width, height) = (page.width(), page.height());
    let column = |x: &usize| (0..height).any(|y| inked(*x, y));
    let row = |y: &usize| (0..width).any(|x| inked(x, *y));
    let columns = (0..width).find(column)?..(0..width).rfind(column)? + 1;
    let rows = (0..height).find(row)?..(0..height).rfind(row)? + 1;
    Some((columns, rows))
}
