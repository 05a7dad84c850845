//! Refusing to answer when not sure: risk against coverage.

use schemars::JsonSchema;
use serde::Serialize;

use super::calibration::Judged;
use super::error::MetricError;
use super::interval::Proportion;

/// The risk-coverage curve of a model that answers only where it is confident enough.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskCoverage {
    n: usize,
    points: Vec<Point>,
}

/// What the answers with at least this confidence come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The least confidence that is answered, 0..1.
    pub threshold: f64,
    /// Answers given.
    pub answered: usize,
    /// Wrong ones among them.
    pub wrong: usize,
}

/// A threshold, and what it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct OperatingPoint {
    /// The least confidence that is answered, 0..1.
    pub threshold: f64,
    /// Of all pictures, those that are answered.
    pub coverage: Proportion,
    /// Of those, the right ones: 1 - selective risk.
    pub accuracy: Proportion,
}

impl RiskCoverage {
    /// The curve: for each confidence that occurs, what happens if only answers of at least that
    /// confidence are given (El-Yaniv and Wiener 2010; Geifman and El-Yaniv 2017). Answers of equal
    /// confidence are given or refused together, since no threshold tells them apart.
    ///
    /// # Errors
    /// When there are no answers, or a confidence is not finite.
    pub fn of(answers: &[Judged]) -> Result<Self, MetricError> {
        let what = "a risk-coverage curve";
        if answers.is_empty() {
            return Err(MetricError::Empty { what });
        }
        if let Some(place) = answers.iter().position(|(sure, _)| !sure.is_finite()) {
            return Err(MetricError::NotFinite { what, place });
        }
        let mut ranked = answers.to_vec();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut answered, mut wrong) = (0, 0);
        let groups = ranked.chunk_by(|a, b| a.0 == b.0).map(|group| {
            answered += group.len();
            wrong += group.iter().filter(|(_, right)| !right).count();
            Point {
                threshold: group[0].0,
                answered,
                wrong,
            }
        });
        Ok(Self {
            n: answers.len(),
            points: groups.collect(),
        })
    }

    /// The curve, from the most confident answers alone to all answers. The coverage of a point is
    /// `answered` / n, its risk `wrong` / `answered`.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The area under the risk-coverage curve, 0..1, less is better: the mean over k = 1..n of the
    /// share of wrong ones among the k most confident answers (Geifman, Uziel and El-Yaniv 2019). Where
    /// answers are equally confident, the expectation over their random order.
    pub fn aurc(&self) -> f64 {
        let (mut before, mut wrong_before, mut sum) = (0usize, 0usize, 0.0);
        for point in &self.points {
            let size = point.answered - before;
            let wrong = (point.wrong - wrong_before) as f64 / size as f64;
            for place in 1..=size {
                let expected = wrong_before as f64 + wrong * place as f64;
                sum += expected / (before + place) as f64;
            }
            (before, wrong_before) = (point.answered, point.wrong);
        }
        sum / self.n as f64
    }

    /// The least area that this many wrong answers allow, when they are the least confident: with c right
    /// and m wrong answers, the mean over all pictures of j / (c + j), j = 1..m.
    pub fn best_aurc(&self) -> f64 {
        let wrong = self.points.last().map_or(0, |point| point.wrong);
        let right = self.n - wrong;
        let risks = (1..=wrong).map(|place| place as f64 / (right + place) as f64);
        risks.sum::<f64>() / self.n as f64
    }

    /// The lowest threshold at which the answers are right at least `wanted` (0..1) of the time: the
    /// largest coverage at that accuracy; none where even the most confident answers are not. Chosen on the
    /// pictures that it is measured on, it is a hindsight, and optimistic.
    pub fn at_accuracy(&self, wanted: f64) -> Option<OperatingPoint> {
        // Shares such as 0.99 have no exact binary form; a billionth of an answer is none.
        let enough = |point: &&Point| {
            (point.answered - point.wrong) as f64 >= wanted * point.answered as f64 - 1e-9
        };
        let point = self.points.iter().rev().find(enough)?;
        Some(self.operating(point.threshold, point.answered, point.wrong))
    }

    /// The highest threshold that answers at least the share `wanted` (0..1) of all pictures; since equally
    /// confident answers are given together, it may answer more.
    pub fn at_coverage(&self, wanted: f64) -> OperatingPoint {
        // As above, a billionth of an answer is none.
        let too_few = |point: &Point| (point.answered as f64) < wanted * self.n as f64 - 1e-9;
        let place = self.points.partition_point(too_few);
        let point = self.points.get(place).or(self.points.last());
        let (threshold, answered, wrong) = point.map_or((0.0, 0, 0), |point| {
            (point.threshold, point.answered, point.wrong)
        });
        self.operating(threshold, answered, wrong)
    }

    /// What a threshold that was chosen elsewhere leads to here.
    pub fn at_threshold(&self, threshold: f64) -> OperatingPoint {
        let above = |point: &Point| point.threshold >= threshold;
        let until = self.points.partition_point(above);
        let last = until.checked_sub(1).and_then(|last| self.points.get(last));
        let (answered, wrong) = last.map_or((0, 0), |point| (point.answered, point.wrong));
        self.operating(threshold, answered, wrong)
    }

    fn operating(&self, threshold: f64, answered: usize, wrong: usize) -> OperatingPoint {
        OperatingPoint {
            threshold,
            coverage: Proportion::of(answered, self.n),
            accuracy: Proportion::of(answered - wrong, answered),
        }
    }
}
