//! Which classes are taken for which: the confusion matrix and what follows from it.

use schemars::JsonSchema;
use serde::Serialize;

use super::error::MetricError;
use super::evaluation::Evaluation;
use super::interval::Proportion;

/// How often pictures of each class were given each answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Confusion {
    /// The classes' names.
    classes: Vec<String>,
    /// A row for each true class, in it a count for each answer.
    counts: Vec<Vec<usize>>,
}

/// How one class fared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct ClassMetrics {
    /// The class.
    pub class: u8,
    /// Of the pictures that are of this class, those that were recognised.
    pub recall: Proportion,
    /// Of the pictures that were said to be of this class, those that are.
    pub precision: Proportion,
}

/// One kind of wrong answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// What the pictures are.
    pub truth: u8,
    /// What they were taken for.
    pub answer: u8,
    /// How many.
    pub count: usize,
}

impl Confusion {
    /// Counts (true class, answer) pairs over classes of these names.
    ///
    /// # Errors
    /// When a pair names a class that there is not.
    pub fn new(
        classes: &[String],
        pairs: impl IntoIterator<Item = (u8, u8)>,
    ) -> Result<Self, MetricError> {
        let mut counts = vec![vec![0; classes.len()]; classes.len()];
        for (place, (truth, answer)) in pairs.into_iter().enumerate() {
            let row = counts.get_mut(usize::from(truth));
            let cell = row.and_then(|row| row.get_mut(usize::from(answer)));
            let Some(cell) = cell else {
                return Err(MetricError::Class {
                    what: "a confusion matrix",
                    place,
                    class: truth.max(answer),
                    last: classes.len().saturating_sub(1),
                });
            };
            *cell += 1;
        }
        Ok(Self {
            classes: classes.to_vec(),
            counts,
        })
    }

    /// The confusion matrix of an evaluation.
    ///
    /// # Errors
    /// When an answer is none of the slice's classes.
    pub fn of(evaluation: &Evaluation) -> Result<Self, MetricError> {
        let pairs = evaluation.predictions.iter();
        Self::new(
            evaluation.pictures.dataset().classes(),
            pairs.map(|prediction| (prediction.label, prediction.answer)),
        )
    }

    /// The classes' names.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// `[truth][answer]`: how many pictures of class `truth` were given the answer `answer`.
    pub fn counts(&self) -> &[Vec<usize>] {
        &self.counts
    }

    /// Recall and precision of each class, with 95 % Wilson intervals.
    pub fn per_class(&self) -> Vec<ClassMetrics> {
        let metrics = self.counts.iter().enumerate().zip(0u8..);
        let metrics = metrics.map(|((place, row), class)| {
            let right = row[place];
            let answered = self.counts.iter().map(|row| row[place]).sum();
            ClassMetrics {
                class,
                recall: Proportion::of(right, row.iter().sum()),
                precision: Proportion::of(right, answered),
            }
        });
        metrics.collect()
    }

    /// The kinds of wrong answers that occurred, the most frequent first; equally frequent ones in
    /// the order of the classes.
    pub fn mistakes(&self) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        for (row, truth) in self.counts.iter().zip(0u8..) {
            for (&count, answer) in row.iter().zip(0u8..) {
                if count > 0 && truth != answer {
                    mistakes.push(Mistake {
                        truth,
                        answer,
                        count,
                    });
                }
            }
        }
        mistakes.sort_by_key(|mistake| std::cmp::Reverse(mistake.count));
        mistakes
    }
}
