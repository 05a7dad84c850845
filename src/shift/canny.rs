//! Edges by Canny's method (1986), as scikit-image finds them.

use super::blur::{Edge, blur, gaussian};
use super::canvas::Canvas;

/// Gradients (by Sobel's operator, values in 0..1) from which an edge goes on, and from which one
/// begins: scikit-image's defaults.
const LOW: f32 = 0.1;
const HIGH: f32 = 0.2;

/// The edges of a grey picture: 1 on them and 0 elsewhere, of one pixel's width, found after a
/// Gaussian blur of `sigma` pixels. The outermost pixels are never on an edge.
pub(super) fn canny(grey: &Canvas, sigma: f32) -> Canvas {
    let smooth = blur(grey, &gaussian(sigma, 4.0), Edge::Nothing);
    let gradients = Gradients::of(&smooth);
    let mut edges = Canvas::filled(grey.width(), grey.height(), 1, 0.0);
    let ridge: Vec<bool> = (0..edges.values().len())
        .map(|place| gradients.at(place) >= LOW && gradients.is_ridge(place))
        .collect();

    // From each strong place, along whatever is connected to it, corners included.
    let strong = |place: &usize| ridge[*place] && gradients.at(*place) >= HIGH;
    let mut open: Vec<usize> = (0..ridge.len()).filter(strong).collect();
    while let Some(place) = open.pop() {
        if edges.values()[place] == 1.0 {
            continue;
        }
        edges.values_mut()[place] = 1.0;
        let around = AROUND.iter().map(|&step| gradients.beside(place, step));
        open.extend(around.filter(|&beside| ridge.get(beside) == Some(&true)));
    }
    edges
}

const AROUND: [(isize, isize); 8] = [
    (-1, -1),
    (0, -1),
    (1, -1),
    (-1, 0),
    (1, 0),
    (-1, 1),
    (0, 1),
    (1, 1),
];

/// Slopes along rows and columns, and their size: 0 on the outermost pixels.
struct Gradients {
    width: usize,
    slopes: Vec<(f32, f32)>,
    sizes: Vec<f32>,
}

impl Gradients {
    fn of(grey: &Canvas) -> Self {
        let (width, height) = (grey.width(), grey.height());
        let mut slopes = vec![(0.0, 0.0); width * height];
        for y in 1..height.saturating_sub(1) {
            for x in 1..width.saturating_sub(1) {
                let at = |dx: usize, dy: usize| grey.values()[(y + dy - 1) * width + x + dx - 1];
                let across = |dy: usize| at(2, dy) - at(0, dy);
                let down = |dx: usize| at(dx, 2) - at(dx, 0);
                slopes[y * width + x] = (
                    across(0) + 2.0 * across(1) + across(2),
                    down(0) + 2.0 * down(1) + down(2),
                );
            }
        }
        let sizes = slopes.iter().map(|(x, y)| f32::hypot(*x, *y)).collect();
        Self {
            width,
            slopes,
            sizes,
        }
    }

    fn at(&self, place: usize) -> f32 {
        self.sizes.get(place).copied().unwrap_or(0.0)
    }

    fn beside(&self, place: usize, (dx, dy): (isize, isize)) -> usize {
        place.wrapping_add_signed(dy * self.width as isize + dx)
    }

    /// Whether the gradient is as large as on both sides along itself, where it is read between the
    /// two nearest neighbours.
    fn is_ridge(&self, place: usize) -> bool {
        let (x, y) = self.slopes[place];
        let sign = |slope: f32| if slope < 0.0 { -1 } else { 1 };
        let diagonal = (sign(x), sign(y));
        let (straight, share) = match x.abs() >= y.abs() {
            true => ((diagonal.0, 0), y.abs() / x.abs()),
            false => ((0, diagonal.1), x.abs() / y.abs()),
        };
        [1, -1].iter().all(|side| {
            let at = |(dx, dy): (isize, isize)| self.at(self.beside(place, (side * dx, side * dy)));
            at(diagonal) * share + at(straight) * (1.0 - share) <= self.sizes[place]
        })
    }
}
