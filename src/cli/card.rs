//! `mindgap card`: the model card of a run, or of a model that somebody brings, as a page that goes with it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::brought::{ModelForm, ModelOptions};
use super::learned::{measured_on, overlaps};
use super::looking::Looking;
use super::meter::Meter;
use super::newest::{Fits, named_or_newest};
use super::output::{say, warn};
use super::{Home, Outcome, interrupt};
use crate::base::file::write_to_hand_on;
use crate::base::terminal::printable_line;
use crate::dataset::{Catalogue, Library, Part, Selector, Set};
use crate::eval::{EvalError, Evaluation, SliceSpec, check_fit, spread};
use crate::lesson::results::looked_at;
use crate::model::{Classifier, device};
use crate::pack::Pack;
use crate::progress::Progress;
use crate::report::card::page::{as_html, as_markdown};
use crate::report::card::{Card, CardSlice};
use crate::report::{WrittenCard, written};
use crate::train::{Overlap, RunRecord, TrainError, Trainer};
use crate::words::{Lang, Words};

/// Of whom, and what is measured for it.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: its name, its id, the beginning of it, or `last`; or a model of your own (.onnx, .safetensors). The
    /// newest network, if absent.
    #[arg(id = "model", value_name = "RUN|FILE")]
    of: Option<String>,
    #[command(flatten)]
    form: ModelForm,
    /// The file, which must not exist yet: .md or .html; Markdown on the standard output, if absent or -.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Data to measure it on, such as mnist/test, pendigits or, altered, mnist/test+stain:3. Can be given often; if
    /// absent, the test part of its own data, and at most 1,000 pictures of every other set that ships and has the same
    /// classes.
    #[arg(long = "slice", value_name = "SLICE")]
    slices: Vec<SliceSpec>,
    /// Only so many pictures of each slice, drawn by the seed.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Decides the draw.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// Measure all runs of this run's recipe, whatever their seed, and say how far they spread.
    #[arg(long)]
    group: bool,
    /// What you would tell somebody who wants to use it; what you wrote under its card in a lesson, if absent.
    #[arg(long, value_name = "TEXT")]
    sentence: Option<String>,
    /// The network's licence, as the hub calls it that it goes to, such as cc-by-4.0.
    #[arg(long, value_name = "LICENCE")]
    licence: Option<String>,
    /// The page's language; that of the locale, if absent and known.
    #[arg(long, env = "MINDGAP_LANG", value_name = "CODE")]
    lang: Option<Lang>,
    /// No progress bar.
    #[arg(long)]
    quiet: bool,
}

/// The seed of draws where nobody names one.
const SEED: u64 = 7;
/// Pictures of other sets, where nobody says.
const USUAL_SAMPLE: usize = 1_000;

/// A kind of page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Markdown,
    Html,
}

/// Where the page goes.
struct Target<'a> {
    file: Option<&'a Path>,
    format: Format,
}

impl Arguments {
    /// Where the page goes, checked before anything is measured.
    fn target(&self) -> Result<Target<'_>> {
        let file = self
            .output
            .as_deref()
            .filter(|file| *file != Path::new("-"));
        let Some(file) = file else {
            return Ok(Target {
                file: None,
                format: Format::Markdown,
            });
        };
        let extension = file.extension().and_then(OsStr::to_str);
        let format = match extension.map(str::to_lowercase).as_deref() {
            Some("md" | "markdown") => Format::Markdown,
            Some("html" | "htm") => Format::Html,
            _ => bail!(
                "{}: a card is written as .md (Markdown, with what model hubs read in front) or as .html; choose such a name",
                file.display()
            ),
        };
        match file.exists() {
            true => Err(TrainError::Exists(file.to_owned()).into()),
            false => Ok(Target {
                file: Some(file),
                format,
            }),
        }
    }

    /// The file of a model of one's own, where that is meant.
    fn file(&self) -> Option<PathBuf> {
        let path = PathBuf::from(self.of.as_ref()?);
        let extension = path.extension().and_then(OsStr::to_str);
        let is_model = extension.is_some_and(|extension| {
            let mut known = ["onnx", "safetensors"].into_iter();
            known.any(|one| extension.eq_ignore_ascii_case(one))
        });
        is_model.then_some(path)
    }

    fn record(&self, trainer: &Trainer, home: &Home) -> Result<RunRecord> {
        let store = trainer.store();
        let model = self.file();
        let is_formed = self.form.is_said();
        let brought = ModelOptions {
            model,
            form: self.form.clone(),
        };
        match brought.take_in(store, home, self.quiet)? {
            Some(record) => Ok(record),
            None if is_formed => bail!(
                "--preprocess, --data, --outputs and --layers say how a model of your own is asked; name its file (.onnx, .safetensors)"
            ),
            None => {
                let fits = Fits::Slices(&self.slices, trainer.library());
                named_or_newest(self.of.as_deref(), &fits, store, !self.quiet)
            }
        }
    }

    /// What is measured.
    fn specs(
        &self,
        record: &RunRecord,
        classifier: &Classifier,
        trainer: &Trainer,
    ) -> Result<Vec<SliceSpec>> {
        if self.sample == Some(0) {
            bail!("--sample 0 leaves nothing to measure; take at least 1 picture");
        }
        let seeded = |spec: SliceSpec, most: Option<usize>| SliceSpec {
            sample: most,
            seed: self.seed,
            ..spec
        };
        if !self.slices.is_empty() {
            let slices = self.slices.iter();
            return Ok(slices
                .map(|spec| seeded(spec.clone(), self.sample))
                .collect());
        }
        let library = trainer.library();
        let own = measured_on(record, trainer.store(), library)?;
        let learned = trainer.store().learned(record, library)?;
        let known: Vec<Selector> = own.iter().cloned().chain(learned).collect();
        let others = others(classifier, &known);
        let own = own.into_iter().map(SliceSpec::whole);
        let own = own.map(|spec| capped(seeded(spec, self.sample), library));
        let others = others.into_iter().map(|selector| {
            let most = self.sample.unwrap_or(USUAL_SAMPLE);
            capped(seeded(SliceSpec::whole(selector), Some(most)), library)
        });
        Ok(own.chain(others).collect())
    }
}

/// The same, without a sample that takes all there is.
fn capped(spec: SliceSpec, library: &Library) -> SliceSpec {
    let all = library.count(&spec.from).ok();
    SliceSpec {
        sample: spec.sample.filter(|n| all.is_none_or(|all| *n < all)),
        ..spec
    }
}

/// A part of every other set that ships whose pictures the network can read and whose classes are its own: the one
/// for testing, if it has one.
fn others(classifier: &Classifier, known: &[Selector]) -> Vec<Selector> {
    let is_known = |set: &Set| {
        let mut known = known.iter();
        let of = |selector: &Selector| selector.set().split('/').next() == Some(set.name.as_str());
        known.any(of)
    };
    let fits = |part: &&Part| {
        let is_to_learn = part.name.ends_with("/train") || part.name.ends_with("/open");
        part.shape == classifier.shape() && part.classes == classifier.classes() && !is_to_learn
    };
    let sets = Catalogue::builtin().sets.iter();
    let parts = sets.filter(|set| !is_known(set)).filter_map(|set| {
        let rank = |part: &&Part| part.name.ends_with("/test") || part.name.ends_with("/reserved");
        let mut fitting = set.parts.iter().filter(fits);
        let first = fitting.clone().find(rank).or_else(|| fitting.next())?;
        first.name.parse().ok()
    });
    parts.collect()
}

pub(super) fn run(arguments: &Arguments, home: &Home) -> Result<Outcome> {
    let target = arguments.target()?;
    let words = Words::of((arguments.lang.or_else(Lang::from_environment)).unwrap_or_default());
    let trainer = home.trainer()?;
    let record = arguments.record(&trainer, home)?;
    let classifier = trainer.store().classifier(&record, &device())?;
    let specs = arguments.specs(&record, &classifier, &trainer)?;
    let seen = overlaps("this run", &record, &specs, &trainer)?;
    let meter = Meter::new(!arguments.quiet, interrupt::count(2)?)?;
    let looking = Looking::new(&trainer);
    let network = (&record, &classifier);
    let measured = measure(
        arguments.group,
        network,
        (&specs, &seen),
        (&trainer, &meter, &looking),
    );
    meter.bar.finish();
    let Measured {
        slices,
        unmeasured_seeds,
    } = match measured {
        Ok(measured) => measured,
        Err(error) => match error.downcast_ref() {
            Some(EvalError::Stopped) => return Ok(Outcome::Interrupted),
            _ => return Err(error),
        },
    };
    let looked: Vec<String> = looked_at(&looking.looks(), words).collect();
    let ancestors = trainer.store().ancestors(&record)?;
    let written = match arguments.sentence {
        Some(_) => None,
        None => written_in_a_lesson(&record, home, words)?,
    };
    let sentence = arguments.sentence.as_deref().map(printable_line);
    let licence = arguments.licence.as_deref().map(printable_line);
    let card = Card {
        record: &record,
        ancestors: &ancestors,
        classifier: &classifier,
        library: trainer.library(),
        slices: &slices,
        unmeasured_seeds,
        looked: &looked,
        written: written.as_ref(),
        sentence: sentence.as_deref(),
        licence: licence.as_deref(),
    };
    let page = match target.format {
        Format::Markdown => as_markdown(&card, words)?,
        Format::Html => as_html(&card, words),
    };
    match target.file {
        None => say(page.trim_end())?,
        Some(file) => {
            write_to_hand_on(file, page.as_bytes())
                .with_context(|| format!("{}: the card cannot be written", file.display()))?;
            say(format!("{}: the card is written", file.display()))?;
        }
    }
    Ok(Outcome::Done)
}

/// The card that was filled in of this run in a lesson: of the built-in pack, or of one that was installed.
fn written_in_a_lesson(
    record: &RunRecord,
    home: &Home,
    words: Words,
) -> Result<Option<WrittenCard>> {
    let progress = Progress::open(&home.folder()?)?;
    if let Some(found) = written(&Pack::built_in(words.lang)?, &record.id, &progress)? {
        return Ok(Some(found));
    }
    let installed = home.installed()?;
    for name in installed.names()? {
        // A pack that cannot be opened any more is told by the commands that open it.
        let folder = installed.find(&name).ok();
        let pack =
            folder.and_then(|folder| Pack::open(&folder, home.stock().ok()?, words.lang).ok());
        let Some(pack) = pack else {
            continue;
        };
        if let Some(found) = written(&pack, &record.id, &progress)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// What was measured for a card.
struct Measured {
    slices: Vec<CardSlice>,
    /// Kept networks of the same recipe that were not.
    unmeasured_seeds: usize,
}

fn measure(
    is_group: bool,
    (record, classifier): (&RunRecord, &Classifier),
    (specs, seen): (&[SliceSpec], &[Overlap]),
    (trainer, meter, looking): (&Trainer, &Meter, &Looking<'_>),
) -> Result<Measured> {
    let (store, library) = (trainer.store(), trainer.library());
    // Of a run of older data or an older program, and of one that was brought, there is no group.
    let group = store.group(record, library).ok();
    let others = group.into_iter().flat_map(|group| group.records);
    let others: Vec<RunRecord> = others.filter(|other| other.id != record.id).collect();
    let (beside, unmeasured_seeds) = match is_group {
        true => (others.as_slice(), 0),
        false => ([].as_slice(), others.len()),
    };
    if is_group && others.is_empty() {
        warn("no other run of this recipe is kept; train more with mindgap train --seeds")?;
    }
    let device = device();
    let classifiers = beside.iter().map(|other| store.classifier(other, &device));
    let classifiers = classifiers.collect::<Result<Vec<_>, _>>()?;
    let altered = specs.iter().filter(|spec| !spec.apply.is_empty());
    let counted = altered.map(|spec| Ok(spec.sample.unwrap_or(library.count(&spec.from)?)));
    meter.begin(counted.sum::<Result<usize>>()?);
    let mut drawn = Vec::new();
    for (spec, overlap) in specs.iter().zip(seen) {
        meter.bar.tell(&spec.name);
        let split = meter.draw(spec, library)?;
        check_fit(classifier, spec, &split)?;
        drawn.push((spec, split, *overlap));
    }
    let pictures: usize = drawn.iter().map(|(_, split, _)| split.len()).sum();
    meter.begin(pictures * (1 + classifiers.len()));
    let mut slices = Vec::new();
    for (spec, split, overlap) in drawn {
        meter.bar.tell(&spec.name);
        let evaluation = Evaluation {
            overlap: Some(overlap),
            ..meter.measure(classifier, spec, &split)?
        };
        let theirs = classifiers.iter();
        let theirs = theirs.map(|other| meter.measure(other, spec, &split));
        let theirs = theirs.collect::<Result<Vec<Evaluation>, _>>()?;
        let all: Vec<&Evaluation> = [&evaluation].into_iter().chain(&theirs).collect();
        let spread = (!theirs.is_empty()).then(|| spread(&all)).flatten();
        let runs = beside.iter().chain([record]);
        looking.at(&spec.from, runs, evaluation.interval)?;
        slices.push(CardSlice {
            spec: spec.clone(),
            evaluation,
            spread,
        });
    }
    Ok(Measured {
        slices,
        unmeasured_seeds,
    })
}
