//! What `mindgap reveal` measures beyond accuracy when it is asked for: `--ood`, `--line` and `--label-shift`.
//! Everything is found and checked before anything is measured.

use std::io;

use anyhow::{Result, bail};

use super::effective::{self, Effective, SliceAccuracies};
use super::ood::{self, InDistribution, OodSlice, Unlike};
use super::output::say;
use crate::dataset::Split;
use crate::eval::label_shift::LabelShift;
use crate::eval::validation::{ValidationCalibration, shares_in_training};
use crate::eval::{EvalError, Evaluation, Logits, SliceSpec, check_fit, check_shape};
use crate::model::{Classifier, device};
use crate::train::{RunRecord, Trainer};

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(super) struct RobustnessOptions {
    /// Say how well its scores tell this slice, whatever it shows, from the first slice whose classes it
    /// knows (out-of-distribution detection: AUROC, FPR95). Without a value, those of the slices whose
    /// classes it does not know. Can be given often.
    #[arg(
        long,
        value_name = "SLICE",
        num_args = 0..=1,
        default_missing_value = ood::UNKNOWN,
        conflicts_with = "family"
    )]
    ood: Vec<Unlike>,
    /// Hold it against the line of at least three other runs: how much more of each further slice it reads
    /// than runs that do as well on the first one (effective robustness). Without a value, all others that
    /// learned from the same data to the end.
    #[arg(
        long,
        value_name = "RUN",
        num_args = 0..,
        default_missing_value = effective::ALL,
        conflicts_with = "family"
    )]
    line: Vec<String>,
    /// Correct its answers for the shares that the classes have in each slice, estimated without a label
    /// (label shift).
    #[arg(long, conflicts_with = "family")]
    pub(super) label_shift: bool,
}

/// All that is measured, found and checked beforehand.
pub(super) struct RobustnessPlan {
    is_ood: bool,
    /// Slices that are told from the first one, beside those whose classes are unknown.
    unlike: Vec<(SliceSpec, Split)>,
    /// The runs of the line.
    others: Vec<(RunRecord, Classifier)>,
    /// The shares of classes in training, where they are corrected for.
    learned: Option<Vec<f64>>,
}

impl RobustnessPlan {
    /// Finds slices and runs. `draw` draws a slice with the sample and the seed of the others.
    ///
    /// # Errors
    /// When something is missing, or does not fit the run.
    pub(super) fn prepare(
        options: &RobustnessOptions,
        (record, classifier, trainer): (&RunRecord, &Classifier, &Trainer),
        slices: &[(SliceSpec, Split)],
        draw: impl Fn(&SliceSpec) -> Result<(SliceSpec, Split)>,
    ) -> Result<Self> {
        let mut unlike = Vec::new();
        for one in &options.ood {
            if let Unlike::Slice(spec) = one {
                let (spec, split) = draw(spec)?;
                check_shape(classifier, &spec, &split)?;
                unlike.push((spec, split));
            }
        }
        let known = slices.iter().filter(|(_, split)| knows(classifier, split));
        let known: Vec<_> = known.collect();
        if !options.ood.is_empty() {
            let has_unlike = !unlike.is_empty() || known.len() < slices.len();
            ood::check(!known.is_empty(), has_unlike)?;
        }
        let others = effective::others(&options.line, record, trainer.store())?;
        if !others.is_empty() && known.len() < 2 {
            bail!(
                "--line holds clean against shifted accuracy; name both with --slice, the clean slice first, such as \
                 --slice mnist/test --slice optdigits"
            );
        }
        let others = others.into_iter().map(|other| {
            let classifier = trainer.store().classifier(&other, &device())?;
            for (spec, split) in &known {
                check_fit(&classifier, spec, split)?;
            }
            Ok((other, classifier))
        });
        let learned = options.label_shift.then(|| {
            let splits = record.trained()?.splits(trainer.library())?;
            if splits.validation.is_empty() {
                bail!(
                    "--label-shift needs calibrated probabilities, and this run has no validation pictures to \
                     calibrate on; train one with --validation"
                );
            }
            let shares = shares_in_training(&splits.train)?;
            let unseen = classifier.classes().iter().zip(&shares);
            let unseen = unseen.filter(|(_, share)| **share == 0.0);
            let unseen: Vec<&str> = unseen.map(|(name, _)| name.as_str()).collect();
            if !unseen.is_empty() {
                bail!(
                    "--label-shift divides by the shares that classes had in training, and this run saw no picture \
                     of {}; train one on more pictures with --train",
                    unseen.join(", ")
                );
            }
            Ok(shares)
        });
        if options.label_shift && known.is_empty() {
            bail!("--label-shift: the run knows the classes of none of the slices; name another");
        }
        Ok(Self {
            is_ood: !options.ood.is_empty(),
            others: others.collect::<Result<_>>()?,
            unlike,
            learned: learned.transpose()?,
        })
    }

    /// The runs of the line, which are measured on each slice whose classes the run knows.
    pub(super) fn others(&self) -> impl Iterator<Item = &RunRecord> {
        self.others.iter().map(|(run, _)| run)
    }

    /// How many pictures will be read besides those of the slices themselves.
    pub(super) fn pictures(&self, slices: &[(SliceSpec, Split)]) -> usize {
        let unlike: usize = self.unlike.iter().map(|(_, split)| split.len()).sum();
        let slices: usize = slices.iter().map(|(_, split)| split.len()).sum();
        unlike + slices * self.others.len()
    }

    /// Measures what is missing: `measured` holds what the run says of each slice, and `calibration` what
    /// was fitted on its validation pictures.
    ///
    /// # Errors
    /// When something cannot be worked out, or `measure` or `read` is stopped.
    pub(super) fn measure(
        &self,
        (classifier, slices): (&Classifier, &[(SliceSpec, Split)]),
        measured: &[&Evaluation],
        calibration: Option<&ValidationCalibration>,
        measure: impl Fn(&Classifier, &SliceSpec, &Split) -> Result<Evaluation, EvalError>,
        read: impl Fn(&SliceSpec, &Split) -> Result<Logits, EvalError>,
    ) -> Result<RobustnessResults> {
        let all = slices.iter().zip(measured.iter().copied());
        let (known, unknown): (Vec<_>, Vec<_>) =
            all.partition(|((_, split), _)| knows(classifier, split));
        let mut found = RobustnessResults::default();
        if let (true, Some((_, ours))) = (self.is_ood, known.first()) {
            found.in_distribution = Some(InDistribution::of(ours));
            for ((spec, split), evaluation) in &unknown {
                let slice = OodSlice::of(&spec.name, split, &evaluation.logits, ours)?;
                found.ood.push(slice);
            }
            for (spec, split) in &self.unlike {
                let logits = read(spec, split)?;
                found
                    .ood
                    .push(OodSlice::of(&spec.name, split, &logits, ours)?);
            }
        }
        if !self.others.is_empty() {
            let on_slices = known.iter().map(|((spec, split), evaluation)| {
                let others = self.others.iter();
                let others = others.map(|(_, classifier)| measure(classifier, spec, split));
                let others = others.collect::<Result<Vec<_>, _>>()?;
                Ok(SliceAccuracies::of(evaluation, &others))
            });
            let on_slices = on_slices.collect::<Result<Vec<_>, EvalError>>()?;
            let runs = self.others.iter().map(|(run, _)| run.clone());
            let runs: Vec<RunRecord> = runs.collect();
            if let [clean, shifted @ ..] = on_slices.as_slice() {
                let all = shifted.iter().map(|one| Effective::of(clean, one, &runs));
                found.effective = all.collect::<Result<_, _>>()?;
            }
        }
        if let (Some(learned), Some(calibration)) = (&self.learned, calibration) {
            let temperature = calibration.temperature.clone()?;
            let all = known.iter().map(|(_, evaluation)| {
                let shift = LabelShift::of(evaluation, &temperature, learned)?;
                Ok((evaluation.slice.clone(), shift))
            });
            found.label_shift = all.collect::<Result<_>>()?;
        }
        Ok(found)
    }
}

/// What was found.
#[derive(Default)]
pub(super) struct RobustnessResults {
    in_distribution: Option<InDistribution>,
    ood: Vec<OodSlice>,
    effective: Vec<Effective>,
    label_shift: Vec<(String, LabelShift)>,
}

impl RobustnessResults {
    /// Prints it as lines of JSON.
    pub(super) fn say_json(&self, run: &str, seed: u64) -> io::Result<()> {
        if let Some(ours) = &self.in_distribution {
            for slice in &self.ood {
                slice.line(run, seed, ours).say()?;
            }
        }
        for one in &self.effective {
            one.line(run, seed).say()?;
        }
        for (slice, shift) in &self.label_shift {
            shift.line(run, seed, slice).say()?;
        }
        Ok(())
    }

    /// Prints it for people.
    pub(super) fn say_text(&self) -> io::Result<()> {
        if let (Some(ours), false) = (&self.in_distribution, self.ood.is_empty()) {
            say(ood::text(&self.ood, ours))?;
        }
        if let Some(text) = effective::text(&self.effective) {
            say(text)?;
        }
        for (slice, shift) in &self.label_shift {
            say(shift.text(slice))?;
        }
        Ok(())
    }
}

/// Whether a run knows all classes of a slice.
fn knows(classifier: &Classifier, split: &Split) -> bool {
    split.dataset().classes() == classifier.classes()
}
