//! `mindgap pack check`: everything that is wrong, told.

use anyhow::Result;

use super::super::json::{CheckedLine, DiagnosisLine, Line};
use super::super::output::{is_coloured, put, say};
use crate::pack::{Diagnoses, Severity};

pub(super) fn many(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// Tells all that was found, each with its line, and how much it is; to people or to programs.
pub(super) fn tell(diagnoses: &Diagnoses, json: bool) -> Result<()> {
    let errors = diagnoses.count(Severity::Error);
    let warnings = diagnoses.count(Severity::Warning);
    if json {
        for one in &diagnoses.found {
            Line::Diagnosis(DiagnosisLine::from(one)).say()?;
        }
        let line = CheckedLine {
            errors,
            warnings,
            checks: None,
            remarks: Vec::new(),
        };
        return Ok(Line::Checked(line).say()?);
    }
    let is_coloured = is_coloured(&std::io::stdout());
    for one in &diagnoses.found {
        put(&diagnoses.explain(one, is_coloured))?;
        say("")?;
    }
    say(match (errors, warnings) {
        (0, 0) => "Nothing is wrong.".to_owned(),
        (0, n) => format!("It can be played; {}.", many(n, "warning")),
        (n, 0) => format!("It cannot be played: {}.", many(n, "error")),
        (n, m) => format!(
            "It cannot be played: {}, {}.",
            many(n, "error"),
            many(m, "warning")
        ),
    })?;
    Ok(())
}
