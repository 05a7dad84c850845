//! Whether two pictures are nearly the same: one stored again as JPEG, brighter or darker by some levels, with more or
//! less contrast.
//!
//! Grey levels are brought to mean 0 and standard deviation 1 and averaged over 2x2 pixels, which takes out most of what
//! JPEG does; then the largest difference anywhere counts. A mean over the whole picture would not do: two people's ones
//! agree almost everywhere.

use super::Shape;

/// The largest difference of near duplicates, in standard deviations of a picture's own grey levels.
///
/// Measured on what ships: JPEG of quality 90 and 75 makes .09 and .20 of digits at most in 99 of 100, .09 and .23 of
/// clothes; of all 10,000 of MNIST's test digits the nearest of 60,000 training digits is .38 away, and none of the 5,496
/// or 2,810 of one half of pendigits and optdigits is nearer to one of the other half than .45 and .51. Below .25 there
/// are 14 pairs between Fashion-MNIST's two parts, which show the same piece of clothing, or two that nobody could tell apart.
pub(super) const NEAR: f32 = 0.25;
/// The same of the colours of its blocks: their hue is what JPEG keeps least of, and blocks are large.
const NEAR_COLOUR: f32 = 2.0 * NEAR;
/// Pictures with less contrast, in levels, show nothing that could be compared: they are equal or not.
const FLAT: f32 = 2.0;
/// Along a shorter side, pixels are compared one by one.
const POOLED: usize = 16;
/// Blocks of a picture along a side.
const BLOCKS: usize = 6;
/// How many there are.
pub(super) const FEATURES: usize = BLOCKS * BLOCKS;

/// What a picture looks like from afar: the means of its blocks. Those of near duplicates differ by [`NEAR`] at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sketch([f32; FEATURES]);

impl Sketch {
    /// One of its features, which are fewer than [`FEATURES`].
    pub(super) fn feature(&self, feature: usize) -> f32 {
        self.0[feature]
    }

    /// Whether the pictures of both may be near duplicates.
    pub(super) fn may_be_near(&self, other: &Self) -> bool {
        let mut pairs = self.0.iter().zip(&other.0);
        pairs.all(|(one, other)| (one - other).abs() <= NEAR)
    }
}

/// A picture, grey, of mean 0 and standard deviation 1, averaged over 2x2 pixels.
pub(super) struct Pooled {
    width: usize,
    height: usize,
    levels: Vec<f32>,
    /// How much redder and bluer than grey each block is; nothing of a grey picture.
    colours: Vec<f32>,
}

impl Pooled {
    /// Of a picture; none of one that is all of one grey.
    pub(super) fn of(pixels: &[u8], shape: Shape) -> Option<Self> {
        let grey = grey(pixels, shape);
        let n = grey.len().max(1) as f32;
        let mean = grey.iter().sum::<f32>() / n;
        let squares: f32 = grey.iter().map(|level| (level - mean).powi(2)).sum();
        let deviation = (squares / n).sqrt();
        if deviation < FLAT {
            return None;
        }
        let step = |side: usize| if side < POOLED { 1 } else { 2 };
        let (across, down) = (step(shape.width), step(shape.height));
        let (width, height) = (shape.width.div_ceil(across), shape.height.div_ceil(down));
        let mut sums = vec![(0.0, 0.0); width * height];
        for (y, row) in grey.chunks_exact(shape.width).enumerate() {
            for (x, level) in row.iter().enumerate() {
                let (sum, count) = &mut sums[y / down * width + x / across];
                *sum += level;
                *count += 1.0;
            }
        }
        let level = |(sum, count): (f32, f32)| (sum / count - mean) / deviation;
        Some(Self {
            width,
            height,
            levels: sums.into_iter().map(level).collect(),
            colours: colours(pixels, &grey, shape, deviation),
        })
    }

    /// What it looks like from afar.
    pub(super) fn sketch(&self) -> Sketch {
        let Self {
            width,
            height,
            levels,
            ..
        } = self;
        let mut means = [0.0; FEATURES];
        for (block, mean) in means.iter_mut().enumerate() {
            let (row, column) = (block / BLOCKS, block % BLOCKS);
            let along = |at: usize, side: usize| at * side / BLOCKS..(at + 1) * side / BLOCKS;
            let (rows, columns) = (along(row, *height), along(column, *width));
            let count = (rows.len() * columns.len()).max(1) as f32;
            let sum: f32 = rows
                .filter_map(|row| levels.get(row * width..)?.get(columns.clone()))
                .flatten()
                .sum();
            *mean = sum / count;
        }
        Sketch(means)
    }

    /// Whether both are nearly the same picture.
    pub(super) fn is_near(&self, other: &Self) -> bool {
        let mut pairs = self.levels.iter().zip(&other.levels);
        let mut colours = self.colours.iter().zip(&other.colours);
        self.levels.len() == other.levels.len()
            && self.colours.len() == other.colours.len()
            && pairs.all(|(one, other)| (one - other).abs() <= NEAR)
            && colours.all(|(one, other)| (one - other).abs() <= NEAR_COLOUR)
    }
}

/// How much redder and bluer than its grey levels each block of a picture is, in standard deviations of these.
fn colours(pixels: &[u8], grey: &[f32], shape: Shape, deviation: f32) -> Vec<f32> {
    if shape.channels != 3 {
        return Vec::new();
    }
    let mut sums = vec![(0.0_f32, 0.0_f32, 0.0_f32); FEATURES];
    for (at, (&[red, _, blue], grey)) in pixels.as_chunks::<3>().0.iter().zip(grey).enumerate() {
        let (x, y) = (at % shape.width.max(1), at / shape.width.max(1));
        let block = y * BLOCKS / shape.height.max(1) * BLOCKS + x * BLOCKS / shape.width.max(1);
        if let Some((redder, bluer, count)) = sums.get_mut(block) {
            *redder += f32::from(red) - grey;
            *bluer += f32::from(blue) - grey;
            *count += 1.0;
        }
    }
    let means = sums.into_iter().flat_map(|(redder, bluer, count)| {
        let mean = |sum: f32| sum / count.max(1.0) / deviation;
        [mean(redder), mean(bluer)]
    });
    means.collect()
}

/// Grey levels: luma by ITU-R BT.709 of colours.
fn grey(pixels: &[u8], shape: Shape) -> Vec<f32> {
    match shape.channels {
        3 => pixels
            .as_chunks::<3>()
            .0
            .iter()
            .map(|&[red, green, blue]| {
                0.2126 * f32::from(red) + 0.7152 * f32::from(green) + 0.0722 * f32::from(blue)
            })
            .collect(),
        _ => pixels.iter().map(|&level| f32::from(level)).collect(),
    }
}
