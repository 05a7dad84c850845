//! Lines that are drawn across a picture. All lengths are in pixels of an MNIST digit; a larger
//! picture gets longer and thicker lines.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::canvas::Canvas;

/// At this distance above or below its middle a line ends.
const HALF: f32 = 2.3;
/// Length and height of a zigzag's teeth.
const TOOTH: f32 = 2.0;

/// A stroke from one point to another to its right.
struct Stroke {
    from: (f32, f32),
    to: (f32, f32),
}

impl Stroke {
    /// How much ink lies at a point, in 0..1: 1 + ln(1 - d / 2.3), where d is how far above or below
    /// the middle it is; none left of the stroke's first whole column and right of its last.
    fn ink(&self, x: f32, y: f32) -> f32 {
        let ((x0, y0), (x1, y1)) = (self.from, self.to);
        if x1 == x0 || x < x0.floor() || x >= x1.ceil() {
            return 0.0;
        }
        let middle = y0 + (y1 - y0) / (x1 - x0) * (x - x0);
        let left = 1.0 - (y - middle).abs() / HALF;
        if left > 0.0 {
            (1.0 + left.ln()).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

/// The picture's sides in pixels of an MNIST digit, rounded; a digit has 28 and 28.
fn sides(canvas: &Canvas) -> (i32, i32) {
    let side = |pixels: usize| (pixels as f32 / canvas.unit()).round() as i32;
    (side(canvas.width()), side(canvas.height()))
}

fn with_ink(canvas: &Canvas, ink: impl Fn(f32, f32) -> f32) -> Canvas {
    canvas.map(|x, y, channel| {
        let value = canvas.get(x as isize, y as isize, channel, 0.0);
        (value + ink(canvas.in_units(x), canvas.in_units(y))).clamp(0.0, 1.0)
    })
}

/// Adds a line from a random place on the left side to one on the right, of which every second two
/// columns are left out, the first two to begin with.
pub(super) fn dotted_line(canvas: &Canvas, random: &mut ChaCha8Rng) -> Canvas {
    let (width, height) = sides(canvas);
    let mut row = || random.random_range(0..(height - 1).max(1)) as f32;
    let line = Stroke {
        from: (0.0, row()),
        to: ((width - 1) as f32, row()),
    };
    with_ink(canvas, |x, y| match (x.max(0.0) as u32 / 2) % 2 {
        0 => 0.0,
        _ => line.ink(x, y),
    })
}

/// Adds a zigzag from the third column to the third last, from a random row to one that is up to five
/// above or four below.
pub(super) fn zigzag(canvas: &Canvas, random: &mut ChaCha8Rng) -> Canvas {
    let (width, height) = sides(canvas);
    let (first, last) = (2.0, (width - 3) as f32);
    let row = random.random_range(0..(height - 1).max(1)) as f32;
    let drift = random.random_range(-5..5) as f32;
    let length = (last - first).hypot(drift);
    let (cosine, sine) = ((last - first) / length, drift / length);

    // The teeth's corners along a level line, then turned into place.
    let period = 2.0 * TOOTH;
    let teeth = ((length - TOOTH) / period).floor() as i32 + 1;
    let corner = |tooth: i32| {
        let height = if tooth % 2 == 0 { TOOTH } else { -TOOTH };
        ((2 * tooth + 1) as f32 * TOOTH, height)
    };
    let mut corners = vec![(0.0, 0.0)];
    corners.extend((0..teeth).map(corner));
    let whole = period * (length / period).floor();
    if let Some(&(_, height)) = corners.last()
        && length != whole
    {
        corners.push((length, height / (2.0 * (length - whole))));
    }
    let turned = |&(along, across): &(f32, f32)| {
        (
            first + cosine * along - sine * across,
            row + sine * along + cosine * across,
        )
    };
    let corners: Vec<_> = corners.iter().map(turned).collect();
    let strokes = corners.windows(2).filter_map(|ends| match *ends {
        [from, to] => Some(Stroke { from, to }),
        _ => None,
    });
    let strokes: Vec<Stroke> = strokes.collect();
    with_ink(canvas, |x, y| {
        // They follow one another from left to right: few reach into a column.
        let first = strokes.partition_point(|stroke| stroke.to.0.ceil() <= x);
        let here = strokes[first..].iter();
        let here = here.take_while(|stroke| stroke.from.0.floor() <= x);
        here.map(|stroke| stroke.ink(x, y)).sum()
    })
}
