//! Blurs: Gaussian, along a line, and out of focus.

use super::canvas::Canvas;

/// How a picture goes on beyond its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// With its nearest pixel: a a a | a b c | c c c.
    Nearest,
    /// Mirrored, the edge pixel twice: c b a | a b c | c b a.
    Twice,
    /// Mirrored, the edge pixel once: d c b | a b c d | c b a.
    Once,
    /// Not at all: the weights that fall inside count for all.
    Nothing,
}

impl Edge {
    /// Which of `size` places stands at `place`, if any.
    fn place(self, place: isize, size: usize) -> Option<usize> {
        let last = size.checked_sub(1)?;
        let within = |period: usize| place.rem_euclid((period as isize).max(1)) as usize;
        match self {
            Self::Nearest => Some(place.clamp(0, last as isize) as usize),
            Self::Twice => Some(within(2 * size)).map(|at| at.min(2 * size - 1 - at)),
            Self::Once => Some(within(2 * last)).map(|at| at.min((2 * last).saturating_sub(at))),
            Self::Nothing => usize::try_from(place).ok().filter(|&at| at < size),
        }
    }
}

/// A Gaussian blur of this standard deviation in pixels, cut off at four of them; beyond the edges
/// the picture goes on with its nearest pixel. These are scikit-image's defaults.
pub(super) fn gaussian_blur(canvas: &Canvas, sigma: f32) -> Canvas {
    blur(canvas, &gaussian(sigma, 4.0), Edge::Nearest)
}

/// The same down the columns only, each column on its own. This is what scikit-image does when it is
/// told that a grey picture's last axis, its columns, are channels (`multichannel=True`).
pub(super) fn gaussian_blur_down(canvas: &Canvas, sigma: f32) -> Canvas {
    down(canvas, &gaussian(sigma, 4.0), Edge::Nearest)
}

/// The weights of a Gaussian, cut off at so many standard deviations, as scipy rounds them; they add
/// up to 1.
pub(super) fn gaussian(sigma: f32, cut: f32) -> Vec<f32> {
    gaussian_of(sigma, (cut * sigma + 0.5) as usize)
}

/// The weights of a Gaussian from `-reach` to `reach`; they add up to 1.
fn gaussian_of(sigma: f32, reach: usize) -> Vec<f32> {
    let sigma = sigma.max(1e-3);
    let weight = |place: usize| (-0.5 * (place.abs_diff(reach) as f32 / sigma).powi(2)).exp();
    normalised((0..=2 * reach).map(weight).collect())
}

fn normalised(mut weights: Vec<f32>) -> Vec<f32> {
    let sum: f32 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= sum);
    weights
}

/// The picture blurred with an odd number of weights along its rows and then along its columns.
pub(super) fn blur(canvas: &Canvas, weights: &[f32], edge: Edge) -> Canvas {
    down(&across(canvas, weights, edge), weights, edge)
}

/// Blurred along its rows. Each weight adds a whole row, moved: that is a loop over neighbours in memory.
fn across(canvas: &Canvas, weights: &[f32], edge: Edge) -> Canvas {
    let (width, height, channels) = (canvas.width(), canvas.height(), canvas.channels());
    let reach = weights.len() / 2;
    if reach == 0 || canvas.values().is_empty() {
        return canvas.clone();
    }
    let row = width * channels;
    let shares = shares(weights, width, edge);
    let mut blurred = Canvas::filled(width, height, channels, 0.0);
    let rows = canvas.values().chunks_exact(row);
    for (to, from) in blurred.values_mut().chunks_exact_mut(row).zip(rows) {
        let padded = padded(from, channels, reach, edge);
        for (tap, &weight) in weights.iter().enumerate() {
            add(to, &padded[tap * channels..], weight);
        }
        divide(to, channels, &shares);
    }
    blurred
}

/// Blurred along its columns.
fn down(canvas: &Canvas, weights: &[f32], edge: Edge) -> Canvas {
    let (width, height, channels) = (canvas.width(), canvas.height(), canvas.channels());
    let reach = weights.len() / 2;
    if reach == 0 || canvas.values().is_empty() {
        return canvas.clone();
    }
    let row = width * channels;
    let shares = shares(weights, height, edge);
    let mut blurred = Canvas::filled(width, height, channels, 0.0);
    let rows = blurred.values_mut().chunks_exact_mut(row);
    for (y, to) in rows.enumerate() {
        for (tap, &weight) in weights.iter().enumerate() {
            let place = (y + tap) as isize - reach as isize;
            if let Some(from) = edge.place(place, height) {
                add(to, &canvas.values()[from * row..], weight);
            }
        }
        if let Some(share) = shares.get(y) {
            to.iter_mut().for_each(|value| *value /= share);
        }
    }
    blurred
}

/// How much of the weights falls inside, at each place; nothing where all of it does.
fn shares(weights: &[f32], size: usize, edge: Edge) -> Vec<f32> {
    if edge != Edge::Nothing {
        return Vec::new();
    }
    let reach = weights.len() / 2;
    let inside = |place: usize| {
        let taps = weights.iter().enumerate();
        let taps = taps.filter(|(tap, _)| (reach..reach + size).contains(&(place + tap)));
        taps.map(|(_, weight)| weight).sum()
    };
    (0..size).map(inside).collect()
}

fn divide(row: &mut [f32], channels: usize, shares: &[f32]) {
    for (pixel, share) in row.chunks_exact_mut(channels).zip(shares) {
        pixel.iter_mut().for_each(|value| *value /= share);
    }
}

fn add(to: &mut [f32], from: &[f32], weight: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += weight * from;
    }
}

/// A row with `reach` more pixels at each end.
fn padded(row: &[f32], channels: usize, reach: usize, edge: Edge) -> Vec<f32> {
    let width = row.len() / channels;
    let mut padded = Vec::with_capacity((width + 2 * reach) * channels);
    let beyond = |places: std::ops::Range<isize>| {
        let mut pixels = Vec::with_capacity(reach * channels);
        for place in places {
            match edge.place(place, width) {
                Some(at) => pixels.extend_from_slice(&row[at * channels..][..channels]),
                None => pixels.resize(pixels.len() + channels, 0.0),
            }
        }
        pixels
    };
    let (before, after) = (
        beyond(-(reach as isize)..0),
        beyond(width as isize..(width + reach) as isize),
    );
    padded.extend(before);
    padded.extend_from_slice(row);
    padded.extend(after);
    padded
}

/// Blurred to one side along a line: `radius` whole pixels and as many again, with the weights of half
/// a Gaussian of this standard deviation; `angle` in radians, clockwise from the row. Every step is
/// rounded to a whole pixel. So ImageMagick defines its motion blur.
pub(super) fn motion_blur(canvas: &Canvas, radius: f32, sigma: f32, angle: f32) -> Canvas {
    let (width, height, channels) = (canvas.width(), canvas.height(), canvas.channels());
    if canvas.values().is_empty() {
        return canvas.clone();
    }
    let taps = 2 * radius.max(0.0).ceil() as usize + 1;
    let weight = |tap: usize| (-0.5 * (tap as f32 / sigma.max(1e-3)).powi(2)).exp();
    let weights = normalised((0..taps).map(weight).collect());
    let (sine, cosine) = angle.sin_cos();
    let step = |tap: usize, along: f32| (tap as f32 * along - 0.5).ceil() as isize;

    let row = width * channels;
    let padded: Vec<Vec<f32>> = canvas
        .values()
        .chunks_exact(row)
        .map(|row| padded(row, channels, taps, Edge::Nearest))
        .collect();
    let mut blurred = Canvas::filled(width, height, channels, 0.0);
    for (y, to) in blurred.values_mut().chunks_exact_mut(row).enumerate() {
        for (tap, &weight) in weights.iter().enumerate() {
            let from = Edge::Nearest.place(y as isize + step(tap, sine), height);
            let left = (taps as isize + step(tap, cosine)) as usize;
            if let Some(from) = from.and_then(|from| padded.get(from)) {
                add(to, from.get(left * channels..).unwrap_or_default(), weight);
            }
        }
    }
    blurred
}

/// Out of focus: the mean over a disc of this radius in pixels, then a Gaussian of the standard
/// deviation `soft`, cut off after `reach` pixels, which softens the disc's rim; beyond the edges the
/// picture is mirrored.
pub(super) fn defocus_blur(canvas: &Canvas, radius: f32, soft: f32, reach: usize) -> Canvas {
    let (width, height, channels) = (canvas.width(), canvas.height(), canvas.channels());
    if canvas.values().is_empty() {
        return canvas.clone();
    }
    let radius = radius.max(0.0);
    let tall = radius as isize;
    let half = |dy: isize| (radius * radius - (dy * dy) as f32).max(0.0).sqrt() as usize;
    let area: usize = (-tall..=tall).map(|dy| 2 * half(dy) + 1).sum();

    // The sums of each row up to each place: the sum of a stretch is then a difference of two.
    let reach_across = tall as usize;
    let sums: Vec<Vec<f64>> = canvas
        .values()
        .chunks_exact(width * channels)
        .map(|row| running_sums(&padded(row, channels, reach_across, Edge::Once), channels))
        .collect();
    let mut mean = Canvas::filled(width, height, channels, 0.0);
    let rows = mean.values_mut().chunks_exact_mut(width * channels);
    for (y, to) in rows.enumerate() {
        let mut disc = vec![0.0; width * channels];
        for dy in -tall..=tall {
            let Some(sums) = Edge::Once
                .place(y as isize + dy, height)
                .map(|from| &sums[from])
            else {
                continue;
            };
            let (from, past) = (
                (reach_across - half(dy)) * channels,
                (reach_across + half(dy) + 1) * channels,
            );
            let stretches = sums[past..].iter().zip(&sums[from..]);
            for (disc, (past, from)) in disc.iter_mut().zip(stretches) {
                *disc += past - from;
            }
        }
        for (to, disc) in to.iter_mut().zip(disc) {
            *to = (disc / area as f64) as f32;
        }
    }
    // Mirrored pictures stay mirrored under a symmetric blur, so that softening the picture is the
    // same as softening the disc.
    blur(&mean, &gaussian_of(soft, reach), Edge::Once)
}

/// A pixel of nothing, then the sum of all pixels before each, channel by channel.
fn running_sums(row: &[f32], channels: usize) -> Vec<f64> {
    let mut sums = vec![0.0; channels];
    for (place, &value) in row.iter().enumerate() {
        sums.push(sums[place] + f64::from(value));
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture with one bright pixel in the middle.
    fn dot(side: usize) -> Canvas {
        let mut canvas = Canvas::filled(side, side, 1, 0.0);
        canvas.values_mut()[side * side / 2] = 1.0;
        canvas
    }

    #[test]
    fn a_blur_keeps_what_there_is_and_spreads_it_by_its_deviation() {
        let blurred = gaussian_blur(&dot(41), 3.0);
        let sum: f32 = blurred.values().iter().sum();
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        let weighted = blurred.values().iter().enumerate();
        let variance: f32 = weighted
            .map(|(place, value)| value * ((place % 41) as f32 - 20.0).powi(2))
            .sum();
        assert!((variance.sqrt() - 3.0).abs() < 0.02, "{variance}");
        let even = Canvas::filled(5, 7, 3, 0.5);
        let blurred = gaussian_blur(&even, 2.0);
        assert!(
            blurred
                .values()
                .iter()
                .all(|value| (value - 0.5).abs() < 1e-5)
        );
    }

    /// A Gaussian of one pixel, cut off at four: its middle weight is 1 / sum of exp(-k^2 / 2), k from -4
    /// to 4, which is 1 / 2.50662 = .39894.
    #[test]
    fn a_blur_down_the_columns_leaves_the_columns_beside_alone() {
        let blurred = gaussian_blur_down(&dot(9), 1.0);
        for (place, value) in blurred.values().iter().enumerate() {
            assert_eq!(*value > 0.0, place % 9 == 4, "{place}: {value}");
        }
        assert!((blurred.values()[9 * 4 + 4] - 0.39894).abs() < 1e-4);
        let sum: f32 = blurred.values().iter().sum();
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
    }

    #[test]
    fn each_edge_goes_on_in_its_own_way() {
        let around = |edge: Edge| (-5..9).map(move |at| edge.place(at, 3));
        let all = |edge: Edge| around(edge).flatten().collect::<Vec<_>>();
        assert_eq!(
            all(Edge::Nearest),
            [0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 2]
        );
        assert_eq!(all(Edge::Twice), [1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0, 1, 2]);
        assert_eq!(all(Edge::Once), [1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0]);
        assert_eq!(all(Edge::Nothing), [0, 1, 2]);
        for edge in [Edge::Nearest, Edge::Twice, Edge::Once, Edge::Nothing] {
            assert_eq!(edge.place(0, 1), Some(0));
            assert_eq!(edge.place(0, 0), None);
        }
    }

    #[test]
    fn an_even_picture_stays_even_whatever_lies_beyond() {
        let even = Canvas::filled(5, 7, 3, 0.5);
        let weights = gaussian(2.0, 4.0);
        let edges = [Edge::Nearest, Edge::Twice, Edge::Once, Edge::Nothing];
        let blurs = edges.map(|edge| blur(&even, &weights, edge));
        let others = [
            motion_blur(&even, 10.0, 3.0, 0.5),
            defocus_blur(&even, 6.0, 0.5, 1),
        ];
        for blurred in blurs.iter().chain(&others) {
            let mut values = blurred.values().iter();
            assert!(values.all(|value| (value - 0.5).abs() < 1e-5));
        }
    }

    #[test]
    fn out_of_focus_a_dot_becomes_a_disc() {
        let disc = defocus_blur(&dot(41), 5.0, 0.1, 1);
        let lit = disc.values().iter().filter(|&&value| value > 1e-4).count();
        // Grid points within 5 of the origin.
        assert_eq!(lit, 81);
        let sum: f32 = disc.values().iter().sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }
}
