//! The table of a run on a family: for a terminal, a page, a spreadsheet.

use std::fmt::Write as _;

use super::super::baseline::Against;
use super::super::output::COLUMNS;
use super::super::text::{count, interval, percent};
use super::measurement::{Measurement, Row};
use crate::eval::Interval;
use crate::shift::Family;
use crate::train::RunRecord;

/// The table of a run on a family.
pub(super) struct Table<'a> {
    pub(super) family: Family,
    pub(super) record: &'a RunRecord,
    pub(super) clean: &'a Measurement,
    pub(super) rows: &'a [Row],
}

/// What a baseline is, in a few words.
fn is(record: &RunRecord) -> String {
    let seed = record
        .experiment()
        .map(|experiment| format!(", seed {}", experiment.recipe.seed));
    let parameters = count(record.parameters);
    format!(
        "{}, {parameters} parameters{}",
        record.model(),
        seed.unwrap_or_default()
    )
}

impl Table<'_> {
    /// The same measurements of a baseline beside them.
    pub(super) fn against(
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
            baseline_is: is(other),
            from: self.clean.from.clone(),
            family: self.family,
            seed: self.clean.seed,
            n: self.clean.n,
            rows: rows.collect(),
        }
    }

    /// The plain mean over the corruptions: each counts alike.
    pub(super) fn mean(&self) -> f64 {
        let all = self.rows.iter().filter_map(Row::main);
        let sum: f64 = all.map(Measurement::accuracy).sum();
        sum / self.rows.len().max(1) as f64
    }

    pub(super) fn head(&self) -> String {
        format!("run {}, {}", self.record.id, made(self.family, self.clean))
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "mean {} %: the plain mean of the {} rows, (a1 + ... + a{})/{}, each at the severity shown",
            percent(self.mean()),
            self.rows.len(),
            self.rows.len(),
            self.rows.len(),
        )];
        notes.extend(caveat(self.family).map(str::to_owned));
        notes
    }

    /// Whether any corruption was measured at several severities.
    pub(super) fn has_levels(&self) -> bool {
        self.rows.iter().any(|row| row.measurements.len() > 1)
    }

    /// A table of at most 80 columns, without the columns that would be empty.
    pub(super) fn text(&self) -> String {
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

    pub(super) fn markdown(&self) -> String {
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

    pub(super) fn csv(&self) -> String {
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

/// What was measured on, in one line.
fn made(family: Family, clean: &Measurement) -> String {
    format!(
        "family {}, simulated from {}, n = {} each, seed {}",
        family.name(),
        clean.from,
        count(clean.n),
        clean.seed,
    )
}

/// What a reader has to know of a family.
fn caveat(family: Family) -> Option<&'static str> {
    match family {
        Family::Paper => Some("Simulated. Not validated against photographs."),
        Family::MnistC | Family::Further => None,
    }
}

/// What several runs were measured on, above their tables.
pub(super) fn about(family: Family, clean: &Measurement) -> String {
    let lines = [made(family, clean)].into_iter();
    let lines: Vec<String> = lines.chain(caveat(family).map(str::to_owned)).collect();
    textwrap::fill(&lines.join("\n"), COLUMNS)
}
