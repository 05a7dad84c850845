//! Plasma fractals: clouds by midpoint displacement (Fournier, Fussell and Carpenter 1982), for fog.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::canvas::Canvas;

/// Halvings of the grid after which the whole map's extremes are read off.
const COARSE: u32 = 6;
/// Halvings after that, which only the part that is looked at goes through.
const FINE: u32 = 2;
/// The map's side in MNIST pixels.
const SIDE: usize = 1 << (COARSE + FINE);
/// How far the first displacement goes, either way.
const FIRST: f32 = 100.0 * 100.0;

/// The upper left corner of a plasma fractal of 256x256, in 0..1, as many MNIST pixels large as the
/// picture is (for a picture of 28x28: as many points). Each halving of the grid displaces
/// by `decay` squared less.
///
/// The smallest and the largest value, which become 0 and 1, are those of the corner itself and of
/// every fourth point elsewhere: the points between differ from these by at most two of the finest
/// displacements, and computing them would take fifteen times as long.
pub(super) fn plasma(canvas: &Canvas, decay: f32, random: &mut ChaCha8Rng) -> Canvas {
    let mut most = FIRST;
    let mut halved = |map: &Torus, random: &mut ChaCha8Rng| {
        let finer = map.halved(most, random);
        most /= decay * decay;
        finer
    };
    let mut whole = Torus::new(1, 1);
    for _ in 0..COARSE {
        whole = halved(&whole, random);
    }

    // One cell more on each side: where the corner is cut out, the far sides are no neighbours.
    let unit = canvas.unit();
    let cells = |pixels: usize| {
        let points = ((pixels as f32 / unit).ceil() as usize + 1).min(SIDE);
        points.div_ceil(1 << FINE) + 2
    };
    let mut corner = Torus::new(cells(canvas.width()), cells(canvas.height()));
    for y in 0..corner.height {
        for x in 0..corner.width {
            // One to the left and above, around the torus.
            let from = |at: usize, size: usize| at + size - 1;
            corner.values[y * corner.width + x] =
                whole.get(from(x, whole.width), from(y, whole.height));
        }
    }
    for _ in 0..FINE {
        corner = halved(&corner, random);
    }
    let first = 1 << FINE;
    let (width, height) = (corner.width - 2 * first, corner.height - 2 * first);
    let part = Torus {
        width,
        height,
        values: (first..first + height)
            .flat_map(|y| &corner.values[y * corner.width + first..][..width])
            .copied()
            .collect(),
    };

    let all = || whole.values.iter().chain(&part.values);
    let low = all().fold(f32::INFINITY, |low, &value| low.min(value));
    let high = all().fold(f32::NEG_INFINITY, |high, &value| high.max(value));
    Canvas::filled(canvas.width(), canvas.height(), 1, 0.0).map(|x, y, _| {
        let value = part.between(canvas.in_units(x), canvas.in_units(y));
        ((value - low) / (high - low)).clamp(0.0, 1.0)
    })
}

/// A grid whose last column is beside its first, and whose last row is above its first.
struct Torus {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Torus {
    fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            values: vec![0.0; width * height],
        }
    }

    fn get(&self, x: usize, y: usize) -> f32 {
        self.values[(y % self.height) * self.width + x % self.width]
    }

    /// The value at a place between the points, which may be a little outside.
    fn between(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x.max(0.0), y.max(0.0));
        let (left, top) = (x as usize, y as usize);
        let (right, lower) = (x.fract(), y.fract());
        let row = |y: usize| self.get(left, y) * (1.0 - right) + self.get(left + 1, y) * right;
        row(top) * (1.0 - lower) + row(top + 1) * lower
    }

    /// Twice as fine: each new point is the mean of its four neighbours, displaced by at most `most`;
    /// first the middles of the cells, then the middles of their sides.
    fn halved(&self, most: f32, random: &mut ChaCha8Rng) -> Self {
        let mut finer = Self::new(2 * self.width, 2 * self.height);
        let (width, height) = (finer.width, finer.height);
        let mut displaced = |sum: f32| sum / 4.0 + most * (2.0 * random.random::<f32>() - 1.0);
        // Around the torus without a division, which would take most of the time.
        let next = |at: usize, size: usize| if at + 1 == size { 0 } else { at + 1 };
        let previous = |at: usize, size: usize| if at == 0 { size - 1 } else { at - 1 };
        for (y, row) in self.values.chunks_exact(self.width).enumerate() {
            let lower = &self.values[next(y, self.height) * self.width..][..self.width];
            for (x, &value) in row.iter().enumerate() {
                let right = next(x, self.width);
                let middle = displaced(value + row[right] + lower[x] + lower[right]);
                finer.values[2 * y * width + 2 * x] = value;
                finer.values[(2 * y + 1) * width + 2 * x + 1] = middle;
            }
        }
        for y in 0..height {
            let (above, below) = (previous(y, height) * width, next(y, height) * width);
            let here = y * width;
            for x in ((y + 1) % 2..width).step_by(2) {
                let values = &finer.values;
                let beside = values[here + previous(x, width)] + values[here + next(x, width)];
                let sum = beside + values[above + x] + values[below + x];
                finer.values[here + x] = displaced(sum);
            }
        }
        finer
    }
}
