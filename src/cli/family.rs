//! `mindgap reveal --family`: a run, two runs or the runs of recipes against every corruption of a family, at one
//! severity or all.

mod base;
mod bench;
mod measurement;
mod pair;
mod right;
mod table;

use std::str::FromStr;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use super::group::{self, RecipeGroup};
use super::json::Line;
use super::learned::overlaps;
use super::looking::Looking;
use super::output::say;
use super::{Home, Outcome};
use crate::eval::SliceSpec;
use crate::shift::{Corruption, Family, Severity, Shift};
use crate::train::{RunRecord, Trainer};

pub(super) use base::Base;
use bench::Bench;
use measurement::{Measurement, Row};
use table::{Table, about};

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

/// Which runs.
pub(super) struct FamilyRuns<'a> {
    /// The run, or one of its recipe.
    pub(super) record: &'a RunRecord,
    /// The one to compare with, or one of its recipe.
    pub(super) other: Option<&'a RunRecord>,
    /// Whether all runs of the recipes are measured.
    pub(super) group: bool,
}

pub(super) fn run(
    options: &Options,
    family: Family,
    base: &Base<'_>,
    runs: &FamilyRuns<'_>,
    (trainer, home): (&Trainer, &Home),
) -> Result<Outcome> {
    let work = Work {
        looking: Looking::new(trainer),
        options,
        family,
        base,
        trainer,
        home,
        jobs: jobs(family, options.severity),
    };
    if runs.group || runs.other.is_some() {
        if options.format != Format::Text {
            bail!("--format is for the table of one run; of several there are text and --json");
        }
        if matches!(options.severity, Some(Severities::All)) {
            bail!("--severity all is for the table of one run; of several, name one severity");
        }
        if options.baseline.is_some() {
            bail!("--baseline goes with one run; leave out --compare and --group, or --baseline");
        }
    }
    let told = match (runs.group, runs.other) {
        (true, other) => work.groups(runs.record, other)?,
        (false, Some(other)) => work.pair(runs.record, other)?,
        (false, None) => work.alone(runs.record)?,
    };
    Ok(match told {
        Some(()) => Outcome::Done,
        None => Outcome::Interrupted,
    })
}

/// What a run's measurements on a family are: the clean pictures, then every corruption.
type Measurements = (Measurement, Vec<Row>);

/// What is to be measured.
struct Work<'a> {
    looking: Looking<'a>,
    options: &'a Options,
    family: Family,
    base: &'a Base<'a>,
    trainer: &'a Trainer,
    home: &'a Home,
    jobs: Vec<(&'static Corruption, Vec<Shift>)>,
}

impl Work<'_> {
    /// Measures a run; none when somebody pressed Ctrl-C. `is_told`: each measurement is a line of JSON as soon as it
    /// is there, if JSON is wanted.
    fn measure(&self, record: &RunRecord, is_told: bool) -> Result<Option<Measurements>> {
        let slices = 1 + self
            .jobs
            .iter()
            .map(|(_, shifts)| shifts.len())
            .sum::<usize>();
        let is_told = is_told && self.base.json;
        let mut bench = Bench::new(
            self.base,
            record,
            self.trainer,
            self.home,
            (slices, is_told),
        )?;
        let measured = bench.all(&self.jobs, self.family)?;
        bench.meter.bar.finish();
        Ok(measured)
    }

    fn alone(&self, record: &RunRecord) -> Result<Option<()>> {
        // Before anything is measured: a run that cannot be found is no baseline.
        let baseline = self.options.baseline.as_deref();
        let baseline = baseline.map(|wanted| self.trainer.store().find(wanted));
        let baseline = baseline.transpose()?;
        if baseline.as_ref().is_some_and(|other| other.id == record.id) {
            bail!("--baseline is run {} itself; name another run", record.id);
        }
        if let Some(other) = &baseline {
            let slice = SliceSpec::whole(self.base.from.clone());
            overlaps("the baseline", other, &[slice], self.trainer)?;
        }
        let Some((clean, rows)) = self.measure(record, true)? else {
            return Ok(None);
        };
        let table = self.table(record, &clean, &rows);
        let against = match &baseline {
            Some(other) => match self.measure(other, true)? {
                Some((clean, rows)) => Some(table.against(other, (&clean, &rows))),
                None => return Ok(None),
            },
            None => None,
        };
        match (self.base.json, &against) {
            (true, Some(against)) => against.say_json()?,
            (true, None) => {}
            (false, against) => say(match (self.options.format, against) {
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
        self.tell_looks(baseline.iter().chain([record]), &clean)?;
        Ok(Some(()))
    }

    /// Counts that these runs were measured on the data, and tells of it.
    fn tell_looks<'r>(
        &self,
        runs: impl Iterator<Item = &'r RunRecord>,
        clean: &Measurement,
    ) -> Result<()> {
        let looks = self.looking.at(self.base.from, runs, clean.interval())?;
        match (self.base.json, looks, self.options.format) {
            (true, Some(looks), _) => Line::Looks(looks).say()?,
            (false, _, Format::Text) => self.looking.tell()?,
            (true, None, _) | (false, _, Format::Markdown | Format::Csv) => {}
        }
        Ok(())
    }

    fn table<'t>(
        &self,
        record: &'t RunRecord,
        clean: &'t Measurement,
        rows: &'t [Row],
    ) -> Table<'t> {
        Table {
            family: self.family,
            record,
            clean,
            rows,
        }
    }

    fn pair(&self, record: &RunRecord, other: &RunRecord) -> Result<Option<()>> {
        let Some((clean, rows)) = self.measure(record, false)? else {
            return Ok(None);
        };
        let Some((other_clean, other_rows)) = self.measure(other, false)? else {
            return Ok(None);
        };
        let pairs = pair::compared(
            (&clean, &rows),
            (other, &other_clean, &other_rows),
            self.base.seed,
        )?;
        match self.base.json {
            true => pair::say_json(record, self.family, &pairs)?,
            false => {
                say(self.table(record, &clean, &rows).text())?;
                say(pair::text(record, other, &pairs, self.base.seed))?;
            }
        }
        self.tell_looks([other, record].into_iter(), &clean)?;
        Ok(Some(()))
    }

    fn groups(&self, record: &RunRecord, other: Option<&RunRecord>) -> Result<Option<()>> {
        let (store, library) = (self.trainer.store(), self.trainer.library());
        let this = RecipeGroup::of(record, store, library)?;
        let other = other
            .map(|other| RecipeGroup::of(other, store, library))
            .transpose()?;
        if let Some(other) = &other {
            group::check_two(&this, other)?;
        }
        let Some(measured) = self.measure_all(&this)? else {
            return Ok(None);
        };
        let clean = SliceSpec {
            sample: self.base.sample,
            seed: self.base.seed,
            ..SliceSpec::whole(self.base.from.clone())
        };
        let clean = clean.draw(library)?;
        let mut slices = pair::slices(&measured, &clean, self.base.seed)?;
        if let Some(other) = &other {
            let Some(theirs) = self.measure_all(other)? else {
                return Ok(None);
            };
            for (slice, theirs) in
                slices
                    .iter_mut()
                    .zip(pair::slices(&theirs, &clean, self.base.seed)?)
            {
                let theirs = theirs.measured;
                slice.compared = Some(group::compared(&slice.measured, other, theirs, slice.n)?);
            }
        }
        group::adjust(&mut slices);
        if let (false, Some((clean, _))) = (self.base.json, measured.first()) {
            say(about(self.family, clean))?;
        }
        let recipes = (&this, other.as_ref());
        for slice in &mut slices {
            slice.look(self.base.from, recipes, &self.looking)?;
        }
        group::tell(recipes, &slices, &self.looking, self.base.json)?;
        Ok(Some(()))
    }

    /// The measurements of every run of a recipe.
    fn measure_all(&self, recipe: &RecipeGroup) -> Result<Option<Vec<Measurements>>> {
        let records = recipe.0.records.iter();
        records.map(|record| self.measure(record, false)).collect()
    }
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
