//! `mindgap reveal`: measures a run on slices of data, and shows some of what it got wrong.

mod wrong;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::attacks::{self, AttackLine};
use super::brought::ModelOptions;
use super::compared::Compared;
use super::details::Details;
use super::family::{self, Base, FamilyRuns};
use super::group;
use super::json::{Line, SliceLine};
use super::learned::{measured_on, overlaps};
use super::looking::{Looking, LooksLine};
use super::meter::Meter;
use super::newest::{Fits, named_or_newest};
use super::output::{COLUMNS, name_column, say};
use super::predictions::Predictions;
use super::robustness;
use super::text::{count, epochs, interval, percent};
use super::{Home, Outcome, interrupt};
use crate::dataset::{DataError, Split};
use crate::eval::validation::{ValidationCalibration, validation_slice};
use crate::eval::{Attack, EvalError, Evaluation, SliceSpec, check_fit};
use crate::model::{Classifier, device};
use crate::train::brought::{Asked, Brought};
use crate::train::{Origin, Overlap, RunRecord, RunStore, TrainError, Trainer};
use wrong::show_wrong;

/// What to measure.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: its name, its id, the beginning of it, or `last`. If absent, the newest network that fits the slices
    /// (not one of a lesson's sweep, where there is another); which one is said.
    #[arg(long, value_name = "ID", conflicts_with = "model")]
    run: Option<String>,
    #[command(flatten)]
    model: ModelOptions,
    /// Data to measure it on, such as mnist/test, optdigits, pendigits:1 or, altered,
    /// mnist/test+stain:3+border:2. Can be given often; the test part of the run's own data, if
    /// absent.
    #[arg(long = "slice", value_name = "SLICE")]
    slices: Vec<SliceSpec>,
    /// Measure each slice under attack too: fgsm:0.1 or pgd:0.1 change each pixel by at most .1 of its
    /// range, so that this very run errs; pgd:0.1:40 makes 40 steps instead of 10. Can be given often.
    #[arg(long = "attack", value_name = "ATTACK", conflicts_with_all = ["family", "compare"])]
    attacks: Vec<Attack>,
    /// Only so many pictures of each slice, drawn by the seed.
    #[arg(long, alias = "take", value_name = "N")]
    sample: Option<usize>,
    /// Decides the draw.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Show so many of the pictures that it got wrong, of each slice.
    #[arg(long, value_name = "N", default_value_t = 6)]
    pictures: usize,
    /// Also say which digits it takes for which, what its confidence is worth, and how much it could
    /// answer if it had to reach 99 % accuracy.
    #[arg(long, conflicts_with = "family")]
    details: bool,
    /// Compare with another run on the same pictures: its id, or the beginning of it.
    #[arg(long, value_name = "RUN")]
    compare: Option<String>,
    /// Measure all runs of this run's recipe, whatever their seed: how far they spread, and what they do
    /// together. With --compare, against all runs of the other one's recipe.
    #[arg(long, conflicts_with_all = ["details", "predictions", "attacks", "ood", "line", "label_shift"])]
    group: bool,
    /// Also write every answer into this file, a line a picture: slice, index, group, label, answer,
    /// confidence, logits; CSV or, by the file's ending, JSON lines (.jsonl).
    #[arg(long, value_name = "FILE", conflicts_with = "family")]
    predictions: Option<PathBuf>,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
    /// No progress bar, no pictures.
    #[arg(long)]
    quiet: bool,
    #[command(flatten)]
    robustness: robustness::RobustnessOptions,
    #[command(flatten)]
    family: family::Options,
}

/// One slice, and what is said of it.
struct SliceResult {
    evaluation: Evaluation,
    details: Option<Details>,
    compared: Option<Compared>,
    looks: Option<LooksLine>,
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let trainer = home.trainer()?;
    let fits = Fits::Slices(&arguments.slices, trainer.library());
    let named = arguments.run.as_deref();
    // Every line of JSON names its run.
    let tells = !arguments.json && !arguments.quiet;
    let store = trainer.store();
    let record = match arguments.model.take_in(store, home, !tells)? {
        Some(brought) => brought,
        None => named_or_newest(named, &fits, store, tells)?,
    };
    let specs = specs(arguments, &record, &trainer)?;
    let seen = overlaps("this run", &record, &specs, &trainer)?;
    let other = other_run(arguments, trainer.store(), &record)?;
    if let Some(other) = &other {
        overlaps("the other run", other, &specs, &trainer)?;
    }
    let interrupted = interrupt::count(2)?;
    if let Some(family) = arguments.family.family {
        let [base] = specs.as_slice() else {
            bail!("--family alters one slice; name one with --slice");
        };
        if !base.apply.is_empty() || base.dial.is_some() {
            bail!("--family alters clean pictures; name them without a + and what follows it");
        }
        let base = Base {
            from: &base.from,
            sample: base.sample,
            seed: base.seed,
            json: arguments.json,
            quiet: arguments.quiet,
            interrupted,
        };
        let runs = FamilyRuns {
            record: &record,
            other: other.as_ref(),
            group: arguments.group,
        };
        return family::run(&arguments.family, family, &base, &runs, (&trainer, home));
    }
    let predictions = arguments.predictions.as_deref();
    let predictions = predictions.map(Predictions::into).transpose()?;
    let meter = Meter::new(!arguments.json && !arguments.quiet, interrupted)?;
    if arguments.group {
        let wanted = group::GroupRequest {
            record: &record,
            other: other.as_ref(),
            specs,
            json: arguments.json,
        };
        return group::run(wanted, &trainer, &meter);
    }
    let looking = Looking::new(&trainer);
    let measured = measure(
        arguments,
        (record, other),
        (specs, seen),
        (&trainer, &meter, &looking),
    );
    meter.bar.finish();
    match measured {
        Ok((work, measured, found)) => {
            if !arguments.json {
                looking.tell()?;
                work.tell_more(arguments, &measured, &found)?;
            }
            if let Some(predictions) = predictions {
                let evaluations = measured.iter().map(|slice| &slice.evaluation);
                predictions.write(work.record.id.as_str(), evaluations)?;
            }
        }
        Err(error) => match error.downcast_ref() {
            Some(EvalError::Stopped) => return Ok(Outcome::Interrupted),
            _ => return Err(error),
        },
    }
    Ok(Outcome::Done)
}

fn measure(
    arguments: &Arguments,
    runs: (RunRecord, Option<RunRecord>),
    (specs, seen): (Vec<SliceSpec>, Vec<Overlap>),
    (trainer, meter, looking): (&Trainer, &Meter, &Looking<'_>),
) -> Result<(Work, Vec<SliceResult>, robustness::RobustnessResults)> {
    let work = Work::prepare(arguments, runs, specs, (trainer, meter))?;
    if !arguments.json {
        meter.bar.above(|| say(headline(&work.record)))?;
        meter.bar.above(|| say(HEAD))?;
    }
    meter.begin(work.pictures());
    let (measured, found) = work.measure(arguments, &seen, meter, looking)?;
    Ok((work, measured, found))
}

/// Of a slice of classes that the runs do not know.
const NOTHING_TO_COMPARE: &str = "the runs do not know its classes, so no answer of either is right and there is nothing to compare";

/// All that is measured, found and checked beforehand.
struct Work {
    record: RunRecord,
    classifier: Classifier,
    /// The run to compare with.
    other: Option<(RunRecord, Classifier)>,
    slices: Vec<(SliceSpec, Split)>,
    /// The run's validation pictures, where they are wanted and there are any.
    validation: Option<(SliceSpec, Split)>,
    /// What is measured beyond accuracy.
    robustness: robustness::RobustnessPlan,
}

impl Work {
    fn prepare(
        arguments: &Arguments,
        (record, other): (RunRecord, Option<RunRecord>),
        specs: Vec<SliceSpec>,
        (trainer, meter): (&Trainer, &Meter),
    ) -> Result<Self> {
        let (store, library) = (trainer.store(), trainer.library());
        let device = device();
        let classifier = store.classifier(&record, &device)?;
        let other = other.map(|other| {
            let classifier = store.classifier(&other, &device)?;
            Ok::<_, TrainError>((other, classifier))
        });
        let other = other.transpose()?;
        let altered = specs.iter().filter(|spec| !spec.apply.is_empty());
        let counted = altered.map(|spec| Ok(spec.sample.unwrap_or(library.count(&spec.from)?)));
        meter.begin(counted.sum::<Result<usize, DataError>>()?);
        let drawn = specs.into_iter().map(|spec| {
            let split = meter.draw(&spec, library)?;
            Ok((spec, split))
        });
        let slices = drawn.collect::<Result<Vec<_>>>()?;
        let validation = match arguments.details || arguments.robustness.label_shift {
            true => validation_slice(&record, library)?,
            false => None,
        };
        // Before anything is shown: a table that breaks off could be taken for a result.
        for (spec, split) in &slices {
            check_fit(&classifier, spec, split)?;
            if let Some((other, classifier)) = &other {
                check_fit(classifier, spec, split)
                    .with_context(|| format!("run {} cannot be compared", other.id))?;
            }
        }
        let run = (&record, &classifier, trainer);
        let draw = |spec: &SliceSpec| {
            let spec = SliceSpec {
                sample: arguments.sample,
                seed: arguments.seed,
                ..spec.clone()
            };
            let split = meter.draw(&spec, library)?;
            Ok((spec, split))
        };
        let robustness =
            robustness::RobustnessPlan::prepare(&arguments.robustness, run, &slices, draw)?;
        let work = Self {
            robustness,
            record,
            classifier,
            other,
            slices,
            validation,
        };
        let first = work.slices.first().map_or("", |(spec, _)| &spec.name);
        match work.slices.iter().any(|(_, split)| work.knows_all(split)) {
            false if arguments.details => bail!(
                "{first}: the run does not know all of its classes, so there is no confusion matrix and \
                 no calibration of it; leave out --details"
            ),
            false if arguments.compare.is_some() => bail!(
                "{first}: {NOTHING_TO_COMPARE}; name another slice with --slice, or leave out --compare"
            ),
            _ => Ok(work),
        }
    }

    /// How many pictures will be read, those that two runs read counted twice.
    fn pictures(&self) -> usize {
        let read = |split: &Split| match &self.other {
            Some(_) if self.knows_all(split) => 2 * split.len(),
            _ => split.len(),
        };
        let slices: usize = self.slices.iter().map(|(_, split)| read(split)).sum();
        let validation = self.validation.as_ref();
        let more = self.robustness.pictures(&self.slices);
        more + slices + validation.map_or(0, |(_, split)| split.len())
    }

    fn measure(
        &self,
        arguments: &Arguments,
        seen: &[Overlap],
        meter: &Meter,
        looking: &Looking<'_>,
    ) -> Result<(Vec<SliceResult>, robustness::RobustnessResults)> {
        let calibration = match &self.validation {
            Some((spec, split)) => {
                let validation = meter.measure(&self.classifier, spec, split)?;
                let recipe = self
                    .record
                    .experiment()
                    .map(|experiment| &experiment.recipe);
                let chose_weights = recipe.is_some_and(|recipe| recipe.early_stop.is_some());
                Some(ValidationCalibration::on(&validation, chose_weights)?)
            }
            None => None,
        };
        let mut measured = Vec::new();
        for ((spec, split), overlap) in self.slices.iter().zip(seen) {
            let evaluation = Evaluation {
                overlap: Some(*overlap),
                ..meter.measure(&self.classifier, spec, split)?
            };
            let details = match arguments.details && self.knows_all(split) {
                true => Some(Details::of(&evaluation, calibration.as_ref(), spec.seed)?),
                false => None,
            };
            let compared = match &self.other {
                Some((other, classifier)) if self.knows_all(split) => {
                    let theirs = meter.measure(classifier, spec, split)?;
                    let id = other.id.as_str();
                    Some(Compared::of(&evaluation, &theirs, id, spec.seed)?)
                }
                _ => None,
            };
            let runs = self.read_by(split);
            let slice = SliceResult {
                looks: looking.at(&spec.from, runs, evaluation.interval)?,
                evaluation,
                details,
                compared,
            };
            match arguments.json {
                // How many slices are compared at once is told with each.
                true if self.other.is_some() => {}
                true => slice.line(&self.record, spec).say()?,
                false => meter.bar.above(|| say(row(&slice.evaluation)))?,
            }
            measured.push(slice);
        }
        let evaluations: Vec<&Evaluation> =
            measured.iter().map(|slice| &slice.evaluation).collect();
        let found = self.robustness.measure(
            (&self.classifier, &self.slices),
            &evaluations,
            calibration.as_ref(),
            |classifier, spec, split| meter.measure(classifier, spec, split),
            |spec, split| meter.read(&self.classifier, spec, split),
        )?;
        Compared::together(
            measured
                .iter_mut()
                .filter_map(|slice| slice.compared.as_mut()),
        );
        if arguments.json && self.other.is_some() {
            for (slice, (spec, _)) in measured.iter().zip(&self.slices) {
                slice.line(&self.record, spec).say()?;
            }
        }
        if arguments.json {
            found.say_json(self.record.id.as_str(), arguments.seed)?;
        }
        Ok((measured, found))
    }

    /// The runs that are measured on a slice, this one last: it is what is told of.
    fn read_by(&self, split: &Split) -> impl Iterator<Item = &RunRecord> {
        let compared = self.other.iter().map(|(other, _)| other);
        let others = compared.chain(self.robustness.others());
        let others = others.filter(|_| self.knows_all(split));
        others.chain([&self.record])
    }

    /// Whether the run knows all classes of a slice.
    fn knows_all(&self, split: &Split) -> bool {
        split.dataset().classes() == self.classifier.classes()
    }

    /// What follows after the table, for people.
    fn tell_more(
        &self,
        arguments: &Arguments,
        measured: &[SliceResult],
        found: &robustness::RobustnessResults,
    ) -> Result<()> {
        if let Some((other, _)) = &self.other {
            let (this, other) = (self.record.id.as_str(), other.id.as_str());
            let compared = measured.iter().filter_map(|slice| slice.compared.as_ref());
            let is_grouped = compared.clone().any(Compared::is_grouped);
            let slices = compared.count();
            say(Compared::head(
                (this, other),
                slices,
                is_grouped,
                arguments.seed,
            ))?;
        }
        if let Some(explained) = attacks::explained(&arguments.attacks, arguments.seed) {
            say(explained)?;
        }
        for slice in measured.iter().filter(|_| self.other.is_some()) {
            let name = &slice.evaluation.slice;
            say(match &slice.compared {
                Some(compared) => compared.row(&slice.evaluation.slice, slice.evaluation.accuracy),
                None => textwrap::fill(&format!("{name}: {NOTHING_TO_COMPARE}."), COLUMNS),
            })?;
        }
        for slice in measured.iter().filter(|_| arguments.details) {
            let name = &slice.evaluation.slice;
            match &slice.details {
                Some(details) => say(details.text(name))?,
                None => say(textwrap::fill(
                    &format!(
                        "\n{name}: the run does not know all of its classes, so there is no confusion matrix \
                         and no calibration of it."
                    ),
                    COLUMNS,
                ))?,
            }
        }
        found.say_text()?;
        if !arguments.quiet {
            for slice in measured {
                show_wrong(&slice.evaluation, arguments.pictures)?;
            }
        }
        Ok(())
    }
}

/// The run to compare with.
fn other_run(
    arguments: &Arguments,
    store: &RunStore,
    record: &RunRecord,
) -> Result<Option<RunRecord>> {
    let Some(wanted) = &arguments.compare else {
        return Ok(None);
    };
    let other = store.find(wanted)?;
    match other.id == record.id {
        true => bail!(
            "--compare {wanted} is run {} itself; name another run with --run or --compare",
            record.id
        ),
        false => Ok(Some(other)),
    }
}

impl SliceResult {
    /// Its line of JSON.
    fn line<'a>(&'a self, record: &'a RunRecord, spec: &SliceSpec) -> Line<'a> {
        Line::Slice(SliceLine {
            run: record.id.as_str(),
            seed: spec.seed,
            evaluated: (&self.evaluation).into(),
            altered: None,
            attack: AttackLine::of(spec),
            details: self.details.as_ref(),
            compare: self.compared.as_ref(),
            looks: self.looks.clone(),
        })
    }
}

fn specs(arguments: &Arguments, record: &RunRecord, trainer: &Trainer) -> Result<Vec<SliceSpec>> {
    if arguments.sample == Some(0) {
        bail!("--sample 0 leaves nothing to measure; take at least 1 picture");
    }
    let slices = if arguments.slices.is_empty() {
        let usual = measured_on(record, trainer.store(), trainer.library())?;
        usual.into_iter().map(SliceSpec::whole).collect()
    } else {
        arguments.slices.clone()
    };
    let specs = slices.into_iter().flat_map(|slice| {
        let clean = SliceSpec {
            sample: arguments.sample,
            seed: arguments.seed,
            ..slice
        };
        let attacks = arguments.attacks.iter();
        let attacked: Vec<SliceSpec> = attacks
            .map(|&attack| clean.clone().attacked(attack))
            .collect();
        [clean].into_iter().chain(attacked)
    });
    Ok(specs.collect())
}

fn headline(record: &RunRecord) -> String {
    let experiment = match &record.origin {
        Origin::Trained(experiment) => experiment,
        Origin::Brought(brought) => return brought_headline(record, brought),
    };
    let pictures = experiment
        .data
        .train
        .map_or("all of".to_owned(), |n| format!("{} of", count(n)));
    let trained = match &experiment.from {
        Some(from) => format!("fine-tuned from {from} on"),
        None => "trained on".to_owned(),
    };
    format!(
        "run {} ({}): {}, {} parameters,\n{trained} {pictures} {} for {} with seed {}",
        record.id,
        record.status.word(),
        experiment.model,
        count(record.parameters),
        experiment.data.set,
        epochs(record.position.epochs),
        experiment.recipe.seed,
    )
}

/// A model that was brought, and how it is asked.
fn brought_headline(record: &RunRecord, brought: &Brought) -> String {
    let producer = brought
        .producer
        .iter()
        .map(|producer| format!("written by {producer}"));
    let asked = match &brought.asked {
        Asked::Onnx { form, .. } => format!("inputs as {form}"),
        Asked::Weights(config) => format!("layers of {}", config.architecture),
    };
    let facts: Vec<String> = producer.chain([asked]).collect();
    let told = format!(
        "run {}: {}, {} parameters, brought for {}; {}",
        record.id,
        brought.file,
        count(record.parameters),
        brought.set,
        facts.join(", "),
    );
    textwrap::fill(&told, COLUMNS)
}

/// The head of the table, for rows of [`row`]; 80 columns. A name that is too long for its column
/// stands on a line of its own.
const HEAD: &str = "slice               acc. %  95 % interval       n  source     if wrong  digest";

fn row(evaluation: &Evaluation) -> String {
    let sure = evaluation
        .mean_confidence_wrong
        .map_or("–".to_owned(), |share| format!("{} %", percent(share)));
    let name = name_column(&evaluation.slice);
    format!(
        "{name} {:>7}  {:>13}  {:>6}  {:<9}  {sure:>8}  {}",
        percent(evaluation.accuracy),
        interval(evaluation.interval),
        count(evaluation.n),
        evaluation.inputs.to_string(),
        evaluation.digest.get(..8).unwrap_or(&evaluation.digest),
    )
}
