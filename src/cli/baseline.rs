//! `mindgap reveal --family --baseline`: a run's mistakes on a family against those of a baseline that was trained
//! here. Plain accuracies come first, since there is more than one mean corruption error.

use std::fmt::Write as _;
use std::io;

use super::details::{fill, whole};
use super::json::{CorruptionErrorLine, Line, MeanCorruptionErrorLine};
use super::text::percent;
use crate::eval::corruption_error::{
    Errors, MeanError, corruption_error, relative_corruption_error,
};
use crate::shift::Family;

/// Which runs, on what.
pub(super) struct Against {
    /// The run.
    pub(super) run: String,
    /// The run that it is held against.
    pub(super) baseline: String,
    /// What that is, in a few words.
    pub(super) baseline_is: String,
    /// The pictures before they were altered.
    pub(super) from: String,
    /// What was done to them.
    pub(super) family: Family,
    /// Decided the draw and everything random in the corruptions.
    pub(super) seed: u64,
    /// Pictures a measurement.
    pub(super) n: usize,
    /// A corruption by name, with the errors of the run and of the baseline.
    pub(super) rows: Vec<(&'static str, Errors, Errors)>,
}

/// A corruption, and its ratios where there are any.
struct Ratios<'a> {
    name: &'static str,
    run: &'a Errors,
    baseline: &'a Errors,
    plain: Option<f64>,
    relative: Option<f64>,
}

impl Against {
    fn ratios(&self) -> Vec<Ratios<'_>> {
        let rows = self.rows.iter().map(|(name, run, baseline)| Ratios {
            name,
            run,
            baseline,
            plain: corruption_error(run, baseline).ok(),
            relative: relative_corruption_error(run, baseline).ok(),
        });
        rows.collect()
    }

    fn means(ratios: &[Ratios<'_>]) -> (MeanError, MeanError) {
        let plain = ratios.iter().map(|ratios| ratios.plain);
        let relative = ratios.iter().map(|ratios| ratios.relative);
        (MeanError::of(plain), MeanError::of(relative))
    }

    /// On clean pictures, the run's errors and the baseline's.
    fn clean(&self) -> (f64, f64) {
        let first = self.rows.first();
        first.map_or((0.0, 0.0), |(_, run, baseline)| (run.clean, baseline.clean))
    }

    /// Prints a line of JSON a corruption, and one for the means.
    pub(super) fn say_json(&self) -> io::Result<()> {
        let ratios = self.ratios();
        for one in &ratios {
            let line = CorruptionErrorLine {
                run: &self.run,
                baseline: &self.baseline,
                from: &self.from,
                family: self.family,
                corruption: one.name,
                severities: one.run.corrupted.len(),
                error: mean(&one.run.corrupted),
                baseline_error: mean(&one.baseline.corrupted),
                corruption_error: one.plain,
                relative_corruption_error: one.relative,
            };
            Line::CorruptionError(line).say()?;
        }
        let (plain, relative) = Self::means(&ratios);
        let (clean_error, baseline_clean_error) = self.clean();
        Line::MeanCorruptionError(MeanCorruptionErrorLine {
            run: &self.run,
            baseline: &self.baseline,
            from: &self.from,
            family: self.family,
            clean_error,
            baseline_clean_error,
            mean_corruption_error: plain.mean,
            of: plain.of,
            left_out: plain.left_out,
            mean_relative_corruption_error: relative.mean,
            relative_of: relative.of,
            relative_left_out: relative.left_out,
        })
        .say()
    }

    /// Accuracies and ratios in percent: name, severities, run, baseline, CE, relative CE.
    fn cells(one: &Ratios<'_>) -> [String; 6] {
        let ratio = |ratio: Option<f64>| ratio.map_or("–".to_owned(), percent);
        [
            one.name.to_owned(),
            one.run.corrupted.len().to_string(),
            percent(1.0 - mean(&one.run.corrupted)),
            percent(1.0 - mean(&one.baseline.corrupted)),
            ratio(one.plain),
            ratio(one.relative),
        ]
    }

    fn clean_cells(&self) -> [String; 6] {
        let (run, baseline) = self.clean();
        let mut cells = ["none", "", "", "", "", ""].map(str::to_owned);
        cells[2] = percent(1.0 - run);
        cells[3] = percent(1.0 - baseline);
        cells
    }

    fn notes(&self, ratios: &[Ratios<'_>]) -> [String; 4] {
        let (plain, relative) = Self::means(ratios);
        let told = |mean: &MeanError| {
            let value = mean.mean.map_or("not defined".to_owned(), |mean| {
                whole(&format!("{} %", percent(mean)))
            });
            let left_out = match mean.left_out {
                0 => String::new(),
                n => format!(
                    "; {n} left out, nothing to divide by: comparable only with the same ones"
                ),
            };
            format!("{value} (mean of {}{left_out})", mean.of)
        };
        [
            format!("baseline: run {}, {}", self.baseline, self.baseline_is),
            format!(
                "CE = (sum over severities of the run's errors) / (sum of the baseline's), 100 % is as wrong as the \
                 baseline; mCE {}",
                told(&plain)
            ),
            format!(
                "relative CE: the same of errors less those on clean pictures; relative mCE {}",
                told(&relative)
            ),
            "Hendrycks and Dietterich 2019. Some pool before dividing: this one divides for each corruption, then \
             takes the mean, so that each counts alike."
                .to_owned(),
        ]
    }

    /// A table of at most 80 columns.
    pub(super) fn text(&self) -> String {
        let ratios = self.ratios();
        let line = |[name, levels, run, baseline, plain, relative]: [String; 6]| {
            format!("{name:<20} {levels:>6}  {run:>7}  {baseline:>10}  {plain:>7}  {relative:>13}")
                .trim_end()
                .to_owned()
        };
        let head = [
            "corruption",
            "levels",
            "acc. %",
            "baseline %",
            "CE %",
            "relative CE %",
        ];
        let mut lines = vec![
            "\nagainst the baseline; accuracies are means over the levels".to_owned(),
            line(head.map(str::to_owned)),
            line(self.clean_cells()),
        ];
        lines.extend(ratios.iter().map(|one| line(Self::cells(one))));
        lines.extend(self.notes(&ratios).iter().map(|note| fill(note)));
        lines.join("\n")
    }

    /// The same as a page has it.
    pub(super) fn markdown(&self) -> String {
        let ratios = self.ratios();
        let line = |cells: [String; 6]| format!("| {} |", cells.join(" | "));
        let head = [
            "corruption",
            "levels",
            "accuracy %",
            "baseline %",
            "CE %",
            "relative CE %",
        ];
        let mut lines = vec![
            String::new(),
            line(head.map(str::to_owned)),
            "|---|---:|---:|---:|---:|---:|".to_owned(),
            line(self.clean_cells()),
        ];
        lines.extend(ratios.iter().map(|one| line(Self::cells(one))));
        let notes = self.notes(&ratios).map(|note| fill(&note));
        format!("{}\n\n{}", lines.join("\n"), notes.join("\n\n"))
    }

    /// One row a corruption, and one for the means; shares and ratios, 1 for 100 %; empty where there is nothing to
    /// divide by.
    pub(super) fn csv(&self) -> String {
        let ratios = self.ratios();
        let mut text = "run,baseline,from,family,corruption,severities,seed,n,clean_error,baseline_clean_error,error,baseline_error,corruption_error,relative_corruption_error\n".to_owned();
        let (clean, baseline_clean) = self.clean();
        let ratio = |ratio: Option<f64>| ratio.map_or(String::new(), |ratio| ratio.to_string());
        let mut line = |name: &str,
                        [severities, error, baseline_error]: [String; 3],
                        plain,
                        relative| {
            let _ = writeln!(
                text,
                "{},{},{},{},{name},{severities},{},{},{clean},{baseline_clean},{error},{baseline_error},{},{}",
                self.run,
                self.baseline,
                self.from,
                self.family.name(),
                self.seed,
                self.n,
                ratio(plain),
                ratio(relative),
            );
        };
        for one in &ratios {
            let cells = [
                one.run.corrupted.len().to_string(),
                mean(&one.run.corrupted).to_string(),
                mean(&one.baseline.corrupted).to_string(),
            ];
            line(one.name, cells, one.plain, one.relative);
        }
        let (plain, relative) = Self::means(&ratios);
        line("mean", Default::default(), plain.mean, relative.mean);
        text.trim_end().to_owned()
    }
}

fn mean(errors: &[f64]) -> f64 {
    errors.iter().sum::<f64>() / errors.len().max(1) as f64
}
