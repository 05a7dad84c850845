//! The projection that fits many points best.

use imageproc::geometric_transformations::Projection;

/// A point.
type At = (f32, f32);

/// Lengths are counted in this many units while it is worked out: numbers near 1 lose the least.
const UNIT: f64 = 100.0;

/// The projection that takes each first point of the pairs as near as possible to its second, by least squares of the
/// linear equations. None where the points do not tell one.
pub(crate) fn fitted(pairs: &[(At, At)]) -> Option<Projection> {
    let mut normal = [[0.0; 9]; 8];
    for ((x, y), (u, v)) in pairs {
        let [x, y, u, v] = [x, y, u, v].map(|number| f64::from(*number) / UNIT);
        let rows = [
            ([x, y, 1.0, 0.0, 0.0, 0.0, -x * u, -y * u], u),
            ([0.0, 0.0, 0.0, x, y, 1.0, -x * v, -y * v], v),
        ];
        for (row, right) in rows {
            for (line, one) in normal.iter_mut().zip(row) {
                for (sum, other) in line.iter_mut().zip(row.into_iter().chain([right])) {
                    *sum += one * other;
                }
            }
        }
    }
    let [a, b, c, d, e, f, g, h] = solved(normal)?;
    let matrix = [a, b, c * UNIT, d, e, f * UNIT, g / UNIT, h / UNIT, 1.0];
    Projection::from_matrix(matrix.map(|number| number as f32))
}

/// The solution of eight linear equations, their right sides last (Gauss, the largest number first).
fn solved(mut lines: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for at in 0..8 {
        let largest = (at..8)
            .max_by(|&one, &other| lines[one][at].abs().total_cmp(&lines[other][at].abs()))?;
        lines.swap(at, largest);
        let pivot = lines[at];
        if pivot[at].abs() < 1e-12 {
            return None;
        }
        for (_, line) in lines.iter_mut().enumerate().filter(|(row, _)| *row != at) {
            let factor = line[at] / pivot[at];
            for (number, above) in line.iter_mut().zip(pivot) {
                *number -= factor * above;
            }
        }
    }
    Some(std::array::from_fn(|at| lines[at][8] / lines[at][at]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    #[test]
    fn a_projection_is_found_again_from_what_it_does_to_twelve_points() {
        let known = Projection::from_matrix([3.1, 0.2, 150.0, -0.3, 2.9, 90.0, 4e-4, -3e-4, 1.0]);
        let known = known.unwrap();
        let points = [(10.0, 10.0), (38.0, 38.0), (200.0, 12.0), (15.0, 280.0)];
        let points = points
            .into_iter()
            .flat_map(|(x, y)| [(x, y), (x + 28.0, y), (x, y + 28.0)]);
        let pairs: Vec<(At, At)> = points.map(|point| (point, known * point)).collect();
        let found = fitted(&pairs).unwrap();
        for point in [(0.0, 0.0), (210.0, 297.0), (100.0, 140.0)] {
            let (one, other) = (known * point, found * point);
            let apart = (one.0 - other.0).hypot(one.1 - other.1);
            assert!(apart < 0.05, "{one:?} {other:?}");
        }
        assert!(fitted(&[((0.0, 0.0), (0.0, 0.0)); 12]).is_none());
        assert!(fitted(&[]).is_none());
    }
}
