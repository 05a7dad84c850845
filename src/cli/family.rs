//! `mindgap reveal --family`: a run against every corruption of a family, at one severity or all.
//!
//! Each measurement is written down as soon as it is measured, so an interrupted table goes on where it
//! stopped.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::bar::Bar;
use super::baseline::Against;
use super::json::{Altered, Evaluated, Line, SliceLine};
use super::output::{COLUMNS, say};
use super::text::{count, interval, percent};
use super::{Home, Outcome};
use crate::base::file::open_private;
use crate::dataset::{Library, Selector};
use crate::eval::corruption_error::Errors;
use crate::eval::{EvalError, Interval, SliceSpec, check_fit, evaluate, wilson};
use crate::model::{Classifier, device};
use crate::progress::ProgressError;
use crate::shift::{Corruption, Family, Severity, Shift, VERSION};
use crate::train::{RunRecord, Trainer};

/// Which corruptions, and how the table is written.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Measure on every corruption of a family instead: mnist-c, further or paper.
    #[arg(long, value_name = "FAMILY", value_parser = parse_family)]
    pub(super) family: Option<Family>,
    /// The severity, 1 to 5 or all; each corruption's default, if absent.
    #[arg(long, value_name = "LEVEL", requires = "family")]
    severity: Option<Severities>,
    /// Hold its errors against those of this run (mean corruption error, mCE); CSV then has one row a
    /// corruption.
    #[arg(long, value_name = "RUN", requires = "family")]
    baseline: Option<String>,
    /// How the family's table is written.
    #[arg(long, value_enum, default_value = "text", requires = "family")]
    format: Format,
}

fn parse_family(text: &str) -> Result<Family> {
    let mut all = Family::ALL.into_iter();
    all.find(|family| family.name() == text)
        .context("there are mnist-c, further and paper")
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Severities {
    One(Severity),
    All,
}

impl FromStr for Severities {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        if text == "all" {
            return Ok(Self::All);
        }
        let level: u8 = text.parse().context("a severity is 1 to 5, or all")?;
        Ok(Self::One(Severity::try_from(level)?))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// For a terminal, 80 columns.
    Text,
    /// For a page.
    Markdown,
    /// For a spreadsheet, one row a measurement.
    Csv,
}

/// What is measured on, beside the family.
pub(super) struct Base<'a> {
    /// The pictures before they are altered.
    pub(super) from: &'a Selector,
    /// Only so many of them.
    pub(super) sample: Option<usize>,
    /// Decides the draw and everything random in the corruptions.
    pub(super) seed: u64,
    /// One JSON object a measurement instead of a table.
    pub(super) json: bool,
    /// No progress bar.
    pub(super) quiet: bool,
    /// Set when somebody pressed Ctrl-C.
    pub(super) interrupted: &'a AtomicUsize,
}

/// One measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Measurement {
    /// The pictures before they were altered.
    from: String,
    /// What was done to them; none for the clean ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shift: Option<Shift>,
    #[serde(alias = "take")]
    sample: Option<usize>,
    seed: u64,
    /// Of the program's corruptions.
    version: u32,
    digest: String,
    inputs: crate::dataset::Inputs,
    n: usize,
    correct: usize,
    mean_confidence: f64,
    #[serde(default)]
    mean_confidence_wrong: Option<f64>,
}

impl Measurement {
    /// As `--slice` names it.
    fn slice(&self) -> String {
        match self.shift {
            Some(shift) => format!("{}+{shift}", self.from),
            None => self.from.clone(),
        }
    }

    fn accuracy(&self) -> f64 {
        self.correct as f64 / self.n.max(1) as f64
    }

    fn interval(&self) -> Interval {
        wilson(self.correct, self.n)
    }
}

/// A corruption with its measurements, the mildest severity first.
struct Row {
    corruption: &'static Corruption,
    measurements: Vec<Measurement>,
}

impl Row {
    /// Shares of wrong answers, beside those on clean pictures.
    fn errors(&self, clean: &Measurement) -> Errors {
        let corrupted = self.measurements.iter();
        Errors {
            clean: 1.0 - clean.accuracy(),
            corrupted: corrupted.map(|one| 1.0 - one.accuracy()).collect(),
        }
    }

    /// The measurement at the severity that stands for the corruption: its default one, or the only one.
    fn main(&self) -> Option<&Measurement> {
        let is_default = |measurement: &&Measurement| {
            measurement
                .shift
                .is_some_and(|shift| shift.severity == self.corruption.default)
        };
        self.measurements
            .iter()
            .find(is_default)
            .or(self.measurements.first())
    }
}

pub(super) fn run(
    options: &Options,
    family: Family,
    base: &Base<'_>,
    (record, trainer): (&RunRecord, &Trainer),
    home: &Home,
) -> Result<Outcome> {
    let jobs = jobs(family, options.severity);
    let total = 1 + jobs.iter().map(|(_, shifts)| shifts.len()).sum::<usize>();
    // Before anything is measured: a run that cannot be found is no baseline.
    let baseline = options.baseline.as_deref();
    let baseline = baseline.map(|wanted| trainer.store().find(wanted));
    let baseline = baseline.transpose()?;
    if baseline.as_ref().is_some_and(|other| other.id == record.id) {
        bail!("--baseline is run {} itself; name another run", record.id);
    }
    let measured = |record: &RunRecord| -> Result<Option<(Measurement, Vec<Row>)>> {
        let mut bench = Bench::new(base, record, trainer, home, total)?;
        let measured = bench.all(&jobs, family)?;
        bench.bar.finish();
        Ok(measured)
    };
    let Some((clean, rows)) = measured(record)? else {
        return Ok(Outcome::Interrupted);
    };
    let theirs = match &baseline {
        Some(other) => match measured(other)? {
            Some((clean, rows)) => Some((other, clean, rows)),
            None => return Ok(Outcome::Interrupted),
        },
        None => None,
    };
    let table = Table {
        family,
        record,
        clean: &clean,
        rows: &rows,
    };
    let against = theirs
        .as_ref()
        .map(|(other, other_clean, other_rows)| table.against(other, (other_clean, other_rows)));
    match (base.json, &against) {
        (true, Some(against)) => against.say_json()?,
        (true, None) => {}
        (false, against) => say(match (options.format, against) {
            (Format::Text, None) => table.text(),
            (Format::Text, Some(against)) => format!("{}\n{}", table.text(), against.text()),
            (Format::Markdown, None) => table.markdown(),
            (Format::Markdown, Some(against)) => {
                format!("{}\n{}", table.markdown(), against.markdown())
            }
            (Format::Csv, None) => table.csv(),
            (Format::Csv, Some(against)) => against.csv(),
        })?,
    }
    Ok(Outcome::Done)
}

/// Whether the run can be right on the pictures at all: nothing can lower an accuracy of 0.
fn check_classes(classifier: &Classifier, base: &Base<'_>, library: &Library) -> Result<()> {
    let split = library.select(base.from)?;
    check_fit(classifier, &SliceSpec::whole(base.from.clone()), &split)?;
    if split.dataset().classes() != classifier.config().classes {
        bail!(
            "{}: the run does not know its classes, so no answer is right, whatever is done to the \
             pictures; name another slice with --slice",
            base.from
        );
    }
    Ok(())
}

/// What has to be measured.
fn jobs(family: Family, severities: Option<Severities>) -> Vec<(&'static Corruption, Vec<Shift>)> {
    let of = |corruption: &'static Corruption| {
        let at = |severity| Shift {
            corruption,
            severity,
        };
        let shifts = match severities {
            Some(Severities::All) if corruption.graded => Severity::ALL.map(at).to_vec(),
            Some(Severities::One(severity)) if corruption.graded => vec![at(severity)],
            _ => vec![at(corruption.default)],
        };
        (corruption, shifts)
    };
    family.corruptions().map(of).collect()
}

/// Measures, and remembers what was measured.
struct Bench<'a> {
    base: &'a Base<'a>,
    record: &'a RunRecord,
    trainer: &'a Trainer,
    classifier: Classifier,
    file: PathBuf,
    known: Vec<Measurement>,
    /// How many there are in a slice.
    pictures: usize,
    bar: Bar,
}

impl<'a> Bench<'a> {
    fn new(
        base: &'a Base<'a>,
        record: &'a RunRecord,
        trainer: &'a Trainer,
        home: &Home,
        slices: usize,
    ) -> Result<Self> {
        let classifier = trainer.store().classifier(record, &device())?;
        check_classes(&classifier, base, trainer.library())?;
        let folder = home.folder()?.join("measured");
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let file = folder.join(format!("{}.jsonl", record.id));
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| file.display().to_string()),
        };
        // A line that a killed process left half written is measured again.
        let known = text.lines();
        let known = known.filter_map(|line| serde_json::from_str(line).ok());
        let pictures = base.sample.unwrap_or(trainer.library().count(base.from)?);
        let bar = Bar::new(
            !base.json && !base.quiet,
            "{bar:30} {percent:>3} %  {eta} left  {msg}",
        )?;
        bar.begin(slices * pictures);
        Ok(Self {
            base,
            record,
            trainer,
            classifier,
            file,
            known: known.collect(),
            pictures,
            bar,
        })
    }

    /// The clean pictures, then every corruption; none when somebody pressed Ctrl-C.
    fn all(
        &mut self,
        jobs: &[(&'static Corruption, Vec<Shift>)],
        family: Family,
    ) -> Result<Option<(Measurement, Vec<Row>)>> {
        let Some(clean) = self.told(None, None)? else {
            return Ok(None);
        };
        let mut rows = Vec::new();
        for (corruption, shifts) in jobs {
            let mut measurements = Vec::new();
            for &shift in shifts {
                let Some(measurement) = self.told(Some(shift), Some(family))? else {
                    return Ok(None);
                };
                measurements.push(measurement);
            }
            rows.push(Row {
                corruption,
                measurements,
            });
        }
        Ok(Some((clean, rows)))
    }

    /// A measurement that is told as a line of JSON where that is wanted.
    fn told(
        &mut self,
        shift: Option<Shift>,
        family: Option<Family>,
    ) -> Result<Option<Measurement>> {
        let measured = self.measure(shift)?;
        if let (Some(measurement), true) = (&measured, self.base.json) {
            self.line(measurement, family).say()?;
        }
        Ok(measured)
    }

    /// A measurement, from what is known or measured now; none when somebody pressed Ctrl-C.
    fn measure(&mut self, shift: Option<Shift>) -> Result<Option<Measurement>> {
        let base = self.base;
        if base.interrupted.load(Ordering::Relaxed) > 0 {
            return Ok(None);
        }
        let from = base.from.to_string();
        let known = self.known.iter().find(|measurement| {
            measurement.from == from
                && measurement.shift == shift
                && measurement.sample == base.sample
                && measurement.seed == base.seed
                && measurement.version == VERSION
        });
        if let Some(measurement) = known.cloned() {
            self.bar.advance(self.pictures);
            return Ok(Some(measurement));
        }
        if let Some(shift) = shift {
            self.bar.tell(&shift.to_string());
        }
        let spec = SliceSpec {
            sample: base.sample,
            seed: base.seed,
            apply: shift.into_iter().collect(),
            ..SliceSpec::whole(base.from.clone())
        };
        let before = self.bar.position();
        let go_on = |done: usize| {
            // Altering is most of the work, so a picture counts when it is altered.
            self.bar.done(before + self.pictures.min(done));
            match base.interrupted.load(Ordering::Relaxed) > 0 {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        };
        let Some(split) = spec.draw_watched(self.trainer.library(), go_on)? else {
            return Ok(None);
        };
        let go_on = |_| go_on(split.len());
        let measured = match evaluate(&self.classifier, &spec, &split, &device(), go_on) {
            Ok(measured) => measured,
            Err(EvalError::Stopped) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let measurement = Measurement {
            from,
            shift,
            sample: base.sample,
            seed: base.seed,
            version: VERSION,
            digest: measured.digest,
            inputs: measured.inputs,
            n: measured.n,
            correct: measured.correct,
            mean_confidence: measured.mean_confidence,
            mean_confidence_wrong: measured.mean_confidence_wrong,
        };
        self.remember(&measurement)
            .map_err(|source| ProgressError::Folder {
                path: self.file.clone(),
                source,
            })?;
        self.bar.done(before + self.pictures);
        Ok(Some(measurement))
    }

    fn remember(&self, measurement: &Measurement) -> io::Result<()> {
        let line = format!("{}\n", serde_json::to_string(measurement)?);
        open_private(&self.file)?.write_all(line.as_bytes())
    }

    fn line<'f>(&'f self, measurement: &'f Measurement, family: Option<Family>) -> Line<'f> {
        Line::Slice(SliceLine {
            attack: None,
            run: self.record.id.as_str(),
            seed: measurement.seed,
            evaluated: Evaluated {
                slice: measurement.slice(),
                note: None,
                inputs: measurement.inputs,
                digest: &measurement.digest,
                n: measurement.n,
                correct: measurement.correct,
                accuracy: measurement.accuracy(),
                interval: measurement.interval(),
                clustered: None,
                mean_confidence: measurement.mean_confidence,
                mean_confidence_wrong: measurement.mean_confidence_wrong,
            },
            altered: Some(Altered {
                from: &measurement.from,
                family,
                shift: measurement.shift,
                sample: measurement.sample,
                version: measurement.version,
            }),
            details: None,
            compare: None,
        })
    }
}

struct Table<'a> {
    family: Family,
    record: &'a RunRecord,
    clean: &'a Measurement,
    rows: &'a [Row],
}

impl Table<'_> {
    /// The same measurements of a baseline beside them.
    fn against(
        &self,
        other: &RunRecord,
        (other_clean, other_rows): (&Measurement, &[Row]),
    ) -> Against {
        let rows = self.rows.iter().zip(other_rows);
        let rows = rows.map(|(row, other)| {
            let name = row.corruption.name;
            (name, row.errors(self.clean), other.errors(other_clean))
        });
        Against {
            run: self.record.id.to_string(),
            baseline: other.id.to_string(),
            baseline_is: format!(
                "{}, {} parameters, seed {}",
                other.experiment.model,
                count(other.parameters),
                other.experiment.recipe.seed
            ),
            from: self.clean.from.clone(),
            family: self.family,
            seed: self.clean.seed,
            n: self.clean.n,
            rows: rows.collect(),
        }
    }

    /// The plain mean over the corruptions: each counts alike.
    fn mean(&self) -> f64 {
        let all = self.rows.iter().filter_map(Row::main);
        let sum: f64 = all.map(Measurement::accuracy).sum();
        sum / self.rows.len().max(1) as f64
    }

    fn head(&self) -> String {
        format!(
            "run {}, family {}, simulated from {}, n = {} each, seed {}",
            self.record.id,
            self.family.name(),
            self.clean.from,
            count(self.clean.n),
            self.clean.seed,
        )
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "mean {} %: the plain mean of the {} rows, (a1 + ... + a{})/{}, each at the severity shown",
            percent(self.mean()),
            self.rows.len(),
            self.rows.len(),
            self.rows.len(),
        )];
        if self.family == Family::Paper {
            notes.push("Simulated. Not validated against photographs.".to_owned());
        }
        notes
    }

    /// Whether any corruption was measured at several severities.
    fn has_levels(&self) -> bool {
        self.rows.iter().any(|row| row.measurements.len() > 1)
    }

    /// A table of at most 80 columns, without the columns that would be empty.
    fn text(&self) -> String {
        let mut text = textwrap::fill(&self.head(), COLUMNS) + "\n";
        let mut line = |[name, level, right, interval, levels]: [&str; 5]| {
            let mut row = format!("{name:<23} {level:>5}  {right:>7}  {interval:<13}");
            if self.has_levels() {
                let _ = write!(row, "  {levels:<20}");
            }
            let _ = writeln!(text, "{}", row.trim_end());
        };
        line([
            "corruption",
            "level",
            "acc. %",
            "95 % interval",
            "levels 1 to 5",
        ]);
        let right = |measurement: &Measurement| percent(measurement.accuracy());
        let between = |measurement: &Measurement| interval(measurement.interval());
        line(["none", "", &right(self.clean), &between(self.clean), ""]);
        for row in self.rows {
            if let Some(measurement) = row.main() {
                line([
                    row.corruption.name,
                    &level(measurement),
                    &right(measurement),
                    &between(measurement),
                    &levels(row),
                ]);
            }
        }
        for note in self.notes() {
            text.push_str(&textwrap::fill(&note, COLUMNS));
            text.push('\n');
        }
        text.trim_end().to_owned()
    }

    fn markdown(&self) -> String {
        let mut text = format!("{}\n\n", self.head());
        text.push_str(
            "| corruption | level | accuracy % | 95 % interval | levels 1 to 5 |\n|---|---:|---:|---|---|\n",
        );
        let _ = writeln!(
            text,
            "| none | | {} | {} | |",
            percent(self.clean.accuracy()),
            interval(self.clean.interval())
        );
        for row in self.rows {
            if let Some(measurement) = row.main() {
                let _ = writeln!(
                    text,
                    "| {} | {} | {} | {} | {} |",
                    row.corruption.name,
                    level(measurement),
                    percent(measurement.accuracy()),
                    interval(measurement.interval()),
                    levels(row),
                );
            }
        }
        format!("{text}\n{}", self.notes().join("\n\n"))
    }

    fn csv(&self) -> String {
        let mut text = "run,from,family,corruption,level,seed,n,correct,accuracy,low,high,mean_confidence,inputs,digest\n".to_owned();
        let mut line = |name: &str, level: String, measurement: &Measurement| {
            let Interval { low, high } = measurement.interval();
            let _ = writeln!(
                text,
                "{},{},{},{name},{level},{},{},{},{},{low},{high},{},{},{}",
                self.record.id,
                measurement.from,
                self.family.name(),
                measurement.seed,
                measurement.n,
                measurement.correct,
                measurement.accuracy(),
                measurement.mean_confidence,
                measurement.inputs,
                measurement.digest,
            );
        };
        line("none", String::new(), self.clean);
        for row in self.rows {
            for measurement in &row.measurements {
                line(row.corruption.name, level(measurement), measurement);
            }
        }
        text.trim_end().to_owned()
    }
}

/// The severity of a measurement, where there are several.
fn level(measurement: &Measurement) -> String {
    match measurement.shift {
        Some(shift) if shift.corruption.graded => shift.severity.level().to_string(),
        _ => "–".to_owned(),
    }
}

/// The curve over the severities: bars from 0 to 100 % and the percentages.
fn levels(row: &Row) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    if row.measurements.len() < 2 {
        return String::new();
    }
    let shares = row.measurements.iter().map(Measurement::accuracy);
    let bars: String = shares
        .clone()
        .map(|share| BARS[((share * 7.0).round() as usize).min(7)])
        .collect();
    let numbers: Vec<String> = shares
        .map(|share| format!("{:.0}", share * 100.0))
        .collect();
    format!("{bars} {}", numbers.join(" "))
}
