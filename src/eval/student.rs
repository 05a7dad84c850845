//! Student's t, for intervals of means and lines over few values.

use statrs::distribution::StudentsT;

/// The share below the upper end of a 95 % interval.
pub(super) const UPPER: f64 = 0.975;

/// Student's t distribution; none for degrees of freedom that are not above 0.
pub(super) fn student(freedom: f64) -> Option<StudentsT> {
    StudentsT::new(0.0, 1.0, freedom).ok()
}
