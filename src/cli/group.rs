//! `mindgap reveal --group`: all runs of a recipe on the same slices, how far their seeds spread, and whether
//! another recipe differs by more.

use anyhow::{Context, Result, bail};

use super::Outcome;
use super::compared::{p_value, points};
use super::details::{NO_BREAK, fill};
use super::json::{GroupCompared, GroupLine, Line, NetworkLine};
use super::looking::{Looking, LooksLine};
use super::meter::Meter;
use super::output::{name_column, say, warn};
use super::text::{count, interval, percent};
use crate::dataset::{Inputs, Library, Selector, Split};
use crate::eval::{
    EvalError, Evaluation, Interval, Proportion, RestsOn, SliceSpec, Spread, check_fit,
    compare_spreads, ensemble, holm, spread,
};
use crate::model::{Classifier, device};
use crate::train::{Group, RunRecord, RunStore, Trainer};

/// What is measured, and how it is told.
pub(super) struct GroupRequest<'a> {
    /// The recipe: that of this run.
    pub(super) record: &'a RunRecord,
    /// A run of the recipe to compare with.
    pub(super) other: Option<&'a RunRecord>,
    /// On what.
    pub(super) specs: Vec<SliceSpec>,
    /// One JSON object a slice instead of a table.
    pub(super) json: bool,
}

/// The runs of one recipe.
pub(super) struct RecipeGroup(pub(super) Group);

/// The networks of one recipe.
struct Networks {
    recipe: RecipeGroup,
    classifiers: Vec<Classifier>,
}

/// How the networks of a recipe did on a slice.
pub(super) struct GroupEvaluation {
    /// Right answers of each network, in the order of their seeds.
    pub(super) right: Vec<usize>,
    pub(super) spread: Spread,
    /// What they do together, where that was measured.
    pub(super) ensemble: Option<Proportion>,
}

/// One slice, and what is said of it.
pub(super) struct Slice {
    /// As `--slice` has it.
    pub(super) name: String,
    /// As a row of a table has it.
    pub(super) label: String,
    pub(super) note: Option<String>,
    pub(super) inputs: Inputs,
    pub(super) digest: String,
    pub(super) n: usize,
    pub(super) seed: u64,
    pub(super) measured: GroupEvaluation,
    pub(super) compared: Option<GroupCompared>,
    /// How often the data has been looked at.
    pub(super) looks: Option<LooksLine>,
}

pub(super) fn run(wanted: GroupRequest<'_>, trainer: &Trainer, meter: &Meter) -> Result<Outcome> {
    let looking = Looking::new(trainer);
    let measured = measure(&wanted, trainer, meter);
    meter.bar.finish();
    match measured {
        Ok((this, other, mut slices)) => {
            let other = other.as_ref().map(|other| &other.recipe);
            for (slice, spec) in slices.iter_mut().zip(&wanted.specs) {
                slice.look(&spec.from, (&this.recipe, other), &looking)?;
            }
            tell((&this.recipe, other), &slices, &looking, wanted.json)?;
        }
        Err(error) => match error.downcast_ref() {
            Some(EvalError::Stopped) => return Ok(Outcome::Interrupted),
            _ => return Err(error),
        },
    }
    Ok(Outcome::Done)
}

/// Tells what was measured of a recipe, alone or against another.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn tell(
    (this, other): (&RecipeGroup, Option<&RecipeGroup>),
    slices: &[Slice],
    looking: &Looking<'_>,
    json: bool,
) -> Result<()> {
    if json {
        for slice in slices {
            slice.line(this).say()?;
        }
        return Ok(());
    }
    say(table(this, slices))?;
    if let Some(other) = other {
        say(comparison(this, other, slices))?;
    }
    Ok(looking.tell()?)
}

/// Measures all of it before anything is told: comparisons are adjusted for how many there are.
fn measure(
    wanted: &GroupRequest<'_>,
    trainer: &Trainer,
    meter: &Meter,
) -> Result<(Networks, Option<Networks>, Vec<Slice>)> {
    let (store, library) = (trainer.store(), trainer.library());
    let this = Networks::of(wanted.record, store, library)?;
    let other = match wanted.other {
        Some(other) => Some(Networks::of(other, store, library)?),
        None => None,
    };
    if let Some(other) = &other {
        check_two(&this.recipe, &other.recipe)?;
    }
    let mut drawn = Vec::new();
    for spec in &wanted.specs {
        meter.bar.tell(&spec.name);
        drawn.push((spec, meter.draw(spec, library)?));
    }
    let all = || {
        this.classifiers
            .iter()
            .chain(other.iter().flat_map(|other| &other.classifiers))
    };
    for (spec, split) in &drawn {
        for classifier in all() {
            check_fit(classifier, spec, split)?;
        }
    }
    let pictures: usize = drawn.iter().map(|(_, split)| split.len()).sum();
    meter.begin(pictures * all().count());
    let mut slices = Vec::new();
    for (spec, split) in &drawn {
        meter.bar.tell(&spec.name);
        slices.push(slice((spec, split), &this, other.as_ref(), meter)?);
    }
    adjust(&mut slices);
    Ok((this, other, slices))
}

/// Adjusts the p-values of comparisons that are made at once.
pub(super) fn adjust(slices: &mut [Slice]) {
    let compared = slices.iter().filter_map(|slice| slice.compared.as_ref());
    let p_values: Vec<f64> = compared.map(|one| one.difference.p_value).collect();
    let compared = slices
        .iter_mut()
        .filter_map(|slice| slice.compared.as_mut());
    for (one, p_holm) in compared.zip(holm(&p_values)) {
        one.p_holm = p_holm;
    }
}

/// Whether two recipes can be compared.
///
/// # Errors
/// When they are one, or either has one seed only.
pub(super) fn check_two(this: &RecipeGroup, other: &RecipeGroup) -> Result<()> {
    let first = |recipe: &RecipeGroup| recipe.0.records.first().map(|run| run.id.clone());
    if first(this) == first(other) {
        bail!("both runs are of one recipe, which --group shows; compare it with a run of another");
    }
    for recipe in [this, other] {
        if recipe.0.records.len() < 2 {
            let run = first(recipe).map_or(String::new(), |id| id.to_string());
            bail!(
                "the recipe of run {run} has one seed only, so nothing is known of how its seeds spread; train \
                 more of it with --seeds, or leave out --group to compare these two networks"
            );
        }
    }
    Ok(())
}

fn slice(
    (spec, split): (&SliceSpec, &Split),
    this: &Networks,
    other: Option<&Networks>,
    meter: &Meter,
) -> Result<Slice> {
    let measured = this.measure((spec, split), meter)?;
    let compared = match other {
        Some(other) => {
            let theirs = other.measure((spec, split), meter)?;
            Some(compared(&measured, &other.recipe, theirs, split.len())?)
        }
        None => None,
    };
    Ok(Slice {
        name: spec.name.clone(),
        label: spec.name.clone(),
        note: spec.note.clone(),
        inputs: split.dataset().inputs(),
        digest: split.digest(),
        n: split.len(),
        seed: spec.seed,
        measured,
        compared,
        looks: None,
    })
}

/// A recipe's results against another's on the same `n` pictures.
///
/// # Errors
/// When either has one seed only.
pub(super) fn compared(
    this: &GroupEvaluation,
    other: &RecipeGroup,
    theirs: GroupEvaluation,
    n: usize,
) -> Result<GroupCompared> {
    let difference = compare_spreads(&this.shares(n), &theirs.shares(n))
        .context("a comparison of recipes needs two seeds of each")?;
    Ok(GroupCompared {
        networks: other.lines(&theirs, n),
        spread: theirs.spread,
        p_holm: difference.p_value,
        difference,
    })
}

impl RecipeGroup {
    /// The runs of this one's recipe that are over.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn of(record: &RunRecord, store: &RunStore, library: &Library) -> Result<Self> {
        let group = store.group(record, library)?;
        if group.records.is_empty() {
            bail!(
                "no run of the recipe of {} is over; train it to its end first",
                record.id
            );
        }
        if group.left_out > 0 {
            warn(format!(
                "{} of the recipe of {} left out: not over, or without weights",
                match group.left_out {
                    1 => "1 run".to_owned(),
                    n => format!("{n} runs"),
                },
                record.id
            ))?;
        }
        Ok(Self(group))
    }

    /// Each network's result on a slice of `n` pictures.
    fn lines(&self, measured: &GroupEvaluation, n: usize) -> Vec<NetworkLine> {
        let records = self
            .0
            .records
            .iter()
            .zip(self.0.seeds())
            .zip(&measured.right);
        records
            .map(|((record, seed), &right)| NetworkLine {
                run: record.id.to_string(),
                seed,
                accuracy: Proportion::of(right, n),
            })
            .collect()
    }

    /// Which it are: the recipe, and the seeds.
    fn words(&self) -> String {
        let seeds: Vec<String> = self.0.seeds().map(|seed| seed.to_string()).collect();
        let Some(first) = self.0.records.first() else {
            return String::new();
        };
        format!(
            "{} runs of the recipe of {} ({}, {}), seeds {}",
            seeds.len(),
            first.id,
            first.model(),
            first.set(),
            seeds.join(" ")
        )
    }
}

impl Networks {
    fn of(record: &RunRecord, store: &RunStore, library: &Library) -> Result<Self> {
        let recipe = RecipeGroup::of(record, store, library)?;
        let device = device();
        let classifiers = recipe.0.records.iter();
        let classifiers = classifiers.map(|record| store.classifier(record, &device));
        Ok(Self {
            classifiers: classifiers.collect::<Result<_, _>>()?,
            recipe,
        })
    }

    fn measure(
        &self,
        (spec, split): (&SliceSpec, &Split),
        meter: &Meter,
    ) -> Result<GroupEvaluation> {
        let evaluations = self.classifiers.iter();
        let evaluations = evaluations.map(|classifier| meter.measure(classifier, spec, split));
        let evaluations: Vec<Evaluation> = evaluations.collect::<Result<_, _>>()?;
        let logits: Vec<_> = evaluations.iter().map(|one| &one.logits).collect();
        let labels = evaluations.first().map(Evaluation::labels);
        Ok(GroupEvaluation {
            right: evaluations.iter().map(|one| one.correct).collect(),
            spread: spread(&Vec::from_iter(&evaluations)).context("a recipe without runs")?,
            ensemble: Some(ensemble(&logits, &labels.unwrap_or_default())?),
        })
    }
}

impl GroupEvaluation {
    /// The accuracy of each network.
    fn shares(&self, n: usize) -> Vec<f64> {
        let n = n.max(1) as f64;
        self.right.iter().map(|&right| right as f64 / n).collect()
    }
}

impl Slice {
    /// Counts that one or two recipes were measured on it, which is of this data.
    ///
    /// # Errors
    /// When a warning cannot be written.
    pub(super) fn look(
        &mut self,
        data: &Selector,
        (this, other): (&RecipeGroup, Option<&RecipeGroup>),
        looking: &Looking<'_>,
    ) -> Result<()> {
        let recipes = other.into_iter().chain([this]);
        let runs = recipes.flat_map(|recipe| &recipe.0.records);
        self.looks = looking.at(data, runs, self.measured.spread.over_pictures)?;
        Ok(())
    }

    /// Its line of JSON.
    fn line<'a>(&'a self, this: &RecipeGroup) -> Line<'a> {
        Line::Group(GroupLine {
            networks: this.lines(&self.measured, self.n),
            slice: &self.name,
            note: self.note.as_deref(),
            seed: self.seed,
            inputs: self.inputs,
            digest: &self.digest,
            n: self.n,
            spread: &self.measured.spread,
            ensemble: self.measured.ensemble,
            compare: self.compared.as_ref(),
            looks: self.looks.as_ref(),
        })
    }
}

/// The spread of a recipe on each slice, at most 80 columns wide.
fn table(this: &RecipeGroup, slices: &[Slice]) -> String {
    let mut lines = vec![
        fill(&this.words()),
        "slice                   n  mean %  seeds     sd  lowest–highest  other pictures"
            .to_owned(),
    ];
    for slice in slices {
        let spread = &slice.measured.spread;
        let mark = match spread.rests_on {
            RestsOn::Seeds => " *",
            RestsOn::Pictures | RestsOn::OneSeed => "",
        };
        lines.push(format!(
            "{} {:>6}  {:>6}  {:>5}  {:>4} {:>14} {:>14}{mark}",
            name_column(&slice.label),
            count(slice.n),
            percent(spread.mean),
            spread
                .half_over_seeds()
                .map_or("–".to_owned(), |half| format!("±{}", percent(half))),
            spread.sd.map_or("–".to_owned(), percent),
            interval(Interval {
                low: spread.lowest,
                high: spread.highest
            }),
            interval(spread.over_pictures),
        ));
    }
    lines.extend(notes(this, slices).iter().map(|note| fill(note)));
    lines.join("\n")
}

/// What the columns are, and what the numbers speak of.
fn notes(this: &RecipeGroup, slices: &[Slice]) -> Vec<String> {
    let networks = this.0.records.len();
    let mut notes = vec![
        "seeds: half of the 95 % interval of the recipe's mean accuracy on these pictures (Student's t over \
         the seeds); sd, lowest, highest: of single networks; other pictures: the 95 % Wilson interval of one \
         network with the mean accuracy, or the one over typefaces and other groups where that is wider"
            .to_owned(),
    ];
    match networks {
        1 => notes.push(
            "one seed: nothing is known of how seeds spread; train more of them with mindgap train --seeds"
                .to_owned(),
        ),
        _ => notes.push(
            "*: networks of this recipe differ by more than other pictures would make one of them (1.96 sd are \
             more than half of that interval), so a sentence about this slice rests on the seeds; elsewhere on \
             the pictures"
                .to_owned(),
        ),
    }
    let together = slices.iter().filter_map(|slice| {
        let share = percent(slice.measured.ensemble?.share?);
        Some(format!("{} {share}", slice.label).replace(' ', NO_BREAK))
    });
    let together: Vec<String> = together.collect();
    if networks > 1 && !together.is_empty() {
        notes.push(format!(
            "all {networks} as an ensemble (the mean of their probabilities), in %: {}",
            together.join(", ")
        ));
    }
    notes
}

/// How two recipes differ on each slice, at most 80 columns wide.
fn comparison(this: &RecipeGroup, other: &RecipeGroup, slices: &[Slice]) -> String {
    let corrected = match slices.len() {
        0 | 1 => String::new(),
        slices => format!(", adjusted for {slices} slices at once (Holm)"),
    };
    let mut lines = vec![
        String::new(),
        fill(&format!("this: {}", this.words())),
        fill(&format!("other: {}", other.words())),
        fill(&format!(
            "both speak of recipes, on these very pictures; interval and p: Welch's t-test over the seeds{corrected}"
        )),
        "slice                this   other  points    95 % interval        p".to_owned(),
    ];
    for slice in slices {
        let Some(compared) = &slice.compared else {
            continue;
        };
        let difference = &compared.difference;
        let bounds = difference.interval.map_or("–".to_owned(), |bounds| {
            format!("{} to {}", points(bounds.low), points(bounds.high))
        });
        lines.push(format!(
            "{} {:>6}  {:>6}  {:>6}  {bounds:>15}  {:>7}",
            name_column(&slice.label),
            percent(slice.measured.spread.mean),
            percent(compared.spread.mean),
            points(difference.difference),
            p_value(compared.p_holm),
        ));
    }
    lines.join("\n")
}
