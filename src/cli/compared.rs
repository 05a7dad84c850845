//! `mindgap reveal --compare`: two runs on the same pictures.

use schemars::JsonSchema;
use serde::Serialize;

use super::output::name_column;
use super::text::{count, percent};
use crate::base::Lang;
use crate::eval::{Difference, Evaluation, MetricError, Proportion, compare, holm};

/// How a run did against another one on a slice.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Compared {
    /// The other run.
    run: String,
    /// Its accuracy.
    accuracy: Proportion,
    /// This run's accuracy less the other's; the first is this run.
    difference: Difference,
    /// Its p-value, adjusted for the number of slices that are compared at once (Holm 1979).
    p_holm: f64,
}

impl Compared {
    /// This run's evaluation of a slice against another's.
    ///
    /// # Errors
    /// When they are of different pictures, or of none.
    pub(super) fn of(
        this: &Evaluation,
        other: &Evaluation,
        run: &str,
        seed: u64,
    ) -> Result<Self, MetricError> {
        Ok(Self::new(run, compare(this, other, seed)?))
    }

    /// From the answers of both to the same pictures.
    pub(super) fn new(run: &str, difference: Difference) -> Self {
        Self {
            run: run.to_owned(),
            accuracy: Proportion::of(difference.both + difference.only_second, difference.n),
            p_holm: difference.p_value,
            difference,
        }
    }

    /// Whether its pictures come in groups.
    pub(super) fn is_grouped(&self) -> bool {
        self.difference.clustered.is_some()
    }

    /// Adjusts the p-values of comparisons that are made at once.
    pub(super) fn together<'a>(all: impl Iterator<Item = &'a mut Self>) {
        let all: Vec<&mut Self> = all.collect();
        let p_values: Vec<f64> = all.iter().map(|one| one.difference.p_value).collect();
        for (one, p_holm) in all.into_iter().zip(holm(&p_values)) {
            one.p_holm = p_holm;
        }
    }

    /// The head of a table of [`Compared::row`]s, 80 columns at most.
    pub(super) fn head(
        (this, other): (&str, &str),
        slices: usize,
        is_grouped: bool,
        seed: u64,
    ) -> String {
        let corrected = match slices {
            0 | 1 => String::new(),
            slices => format!(",\nadjusted for {slices} slices at once (Holm)"),
        };
        let grouped = match is_grouped {
            true => {
                "where pictures come in groups, the interval is over these if that is wider,\n\
                 and p is too small;\n"
            }
            false => "",
        };
        format!(
            "\nrun {this} (this) and run {other} (other) on the same pictures;\n\
             interval: paired bootstrap, seed {seed}; p: McNemar's exact test{corrected};\n\
             {grouped}both speak of these two networks: other seeds of their recipes may differ\n\
             from one another by more;\n\
             won, lost: pictures that only this run, only the other one read right\n\
             slice              this   other  points  95 % interval     won    lost        p"
        )
    }

    /// The comparison on one slice, where this run has so high an accuracy.
    pub(super) fn row(&self, slice: &str, accuracy: f64) -> String {
        let difference = &self.difference;
        let bounds = difference.interval.map_or("–".to_owned(), |bounds| {
            format!("{} to {}", points(bounds.low), points(bounds.high))
        });
        format!(
            "{} {:>5}  {:>5}  {:>6}  {bounds:<14}  {:>6}  {:>6}  {:>7}",
            name_column(slice),
            percent(accuracy),
            percent(self.accuracy.share.unwrap_or(0.0)),
            points(difference.difference),
            count(difference.only_first),
            count(difference.only_second),
            p_value(self.p_holm),
        )
    }
}

/// A difference of shares in percentage points, with its sign.
pub(super) fn points(difference: f64) -> String {
    Lang::English.signed(difference * 100.0, 1)
}

/// A p-value, as a table has it.
pub(super) fn p_value(p: f64) -> String {
    match p {
        p if p < 0.0001 => "<0.0001".to_owned(),
        p => format!("{p:.4}"),
    }
}
