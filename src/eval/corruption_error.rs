//! Corruption error: how a run's mistakes on altered pictures compare with those of a baseline, in the form of
//! Hendrycks and Dietterich 2019. There is more than one "mean corruption error": some pool the errors of all
//! corruptions before dividing; this one divides for each corruption, then takes the mean of the ratios.

use super::error::MetricError;

/// Shares of wrong answers of one run, 0..1, on one corruption.
#[derive(Debug, Clone, PartialEq)]
pub struct Errors {
    /// On the clean pictures.
    pub clean: f64,
    /// On the altered ones, a share a severity.
    pub corrupted: Vec<f64>,
}

impl Errors {
    /// The sum over severities.
    fn sum(&self) -> f64 {
        self.corrupted.iter().sum()
    }

    /// The sum over severities of what is worse than on clean pictures.
    fn rise(&self) -> f64 {
        self.sum() - self.corrupted.len() as f64 * self.clean
    }
}

/// The corruption error CE = (sum over severities s of E(run, s)) / (sum over s of E(baseline, s)): 1 where
/// the run is wrong as often as the baseline (Hendrycks and Dietterich 2019, section 4.2).
///
/// # Errors
/// When the two have different severities or none, or the baseline makes no mistake.
pub fn corruption_error(run: &Errors, baseline: &Errors) -> Result<f64, MetricError> {
    let what = "the corruption error";
    check(run, baseline, what)?;
    match baseline.sum() {
        sum if sum > 0.0 => Ok(run.sum() / sum),
        _ => Err(MetricError::NoRatio {
            what,
            why: "the baseline makes no mistake there",
        }),
    }
}

/// The relative corruption error, (sum over s of E(run, s) - E(run, clean)) / (sum over s of
/// E(baseline, s) - E(baseline, clean)): how much of the baseline's loss the run loses (the same section).
///
/// # Errors
/// As [`corruption_error`]; and when the baseline is not worse there than on clean pictures, since a ratio
/// to nothing, or to a gain, says nothing.
pub fn relative_corruption_error(run: &Errors, baseline: &Errors) -> Result<f64, MetricError> {
    let what = "the relative corruption error";
    check(run, baseline, what)?;
    match baseline.rise() {
        // A billionth of a picture is none.
        rise if rise > 1e-9 => Ok(run.rise() / rise),
        _ => Err(MetricError::NoRatio {
            what,
            why: "the baseline is no worse there than on clean pictures",
        }),
    }
}

/// A mean over those corruptions for which there is a ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanError {
    /// The mean of the ratios; none where there is not one.
    pub mean: Option<f64>,
    /// Corruptions that are in it.
    pub of: usize,
    /// Corruptions that are not, since there is nothing to divide by.
    pub left_out: usize,
}

impl MeanError {
    /// The mean of what there is.
    pub fn of(ratios: impl IntoIterator<Item = Option<f64>>) -> Self {
        let (mut sum, mut of, mut left_out) = (0.0, 0usize, 0);
        for ratio in ratios {
            match ratio {
                Some(ratio) => {
                    sum += ratio;
                    of += 1;
                }
                None => left_out += 1,
            }
        }
        Self {
            mean: (of > 0).then(|| sum / of as f64),
            of,
            left_out,
        }
    }
}

fn check(run: &Errors, baseline: &Errors, what: &'static str) -> Result<(), MetricError> {
    if run.corrupted.is_empty() {
        return Err(MetricError::Empty { what });
    }
    if run.corrupted.len() != baseline.corrupted.len() {
        return Err(MetricError::Lengths {
            what,
            first: format!("{} severities of the run", run.corrupted.len()),
            second: format!("{} of the baseline", baseline.corrupted.len()),
        });
    }
    Ok(())
}
