//! What bootstraps have in common.

use super::interval::Interval;

/// Resamples of a bootstrap: (9,999 + 1) times 2.5 % and 97.5 % are whole, so the ends of the
/// interval are resamples themselves (Davison and Hinkley 1997).
pub(super) const RESAMPLES: usize = 9_999;

/// The 95 % percentile interval of [`RESAMPLES`] resampled values: the 250th from either end.
pub(super) fn percentiles(mut values: Vec<f64>) -> Option<Interval> {
    values.sort_by(f64::total_cmp);
    let tail = (RESAMPLES + 1) / 40 - 1;
    Some(Interval {
        low: *values.get(tail)?,
        high: *values.get(RESAMPLES - 1 - tail)?,
    })
}
