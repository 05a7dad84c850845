//! Rows as CSV, safe for whoever opens it as a spreadsheet.

use std::borrow::Cow;
use std::io;

use super::Row;

/// The columns, in order.
const COLUMNS: [&str; 23] = [
    "learner",
    "cohort",
    "lesson",
    "title",
    "kind",
    "step",
    "steps",
    "finished",
    "question",
    "said",
    "said_number",
    "margin",
    "confidence",
    "measured",
    "measured_percent",
    "pictures",
    "right",
    "tries",
    "tried",
    "hints",
    "run",
    "brought",
    "at",
];

/// The rows as CSV, with a row of names in front.
///
/// # Errors
/// Never: it is written into memory.
pub fn csv<'a>(rows: impl IntoIterator<Item = &'a Row>) -> io::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    for row in rows {
        let counted = |n: usize| n.to_string();
        let measured = |value: f64| value.to_string();
        let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
        table.write_record([
            safe(&row.learner).as_ref(),
            &safe(row.cohort.as_deref().unwrap_or_default()),
            &counted(row.lesson),
            &safe(&row.title),
            &row.kind,
            &counted(row.step),
            &counted(row.steps),
            &row.finished.map(yes).unwrap_or_default(),
            &safe(&row.question),
            &safe(&row.said),
            &row.said_number.map(measured).unwrap_or_default(),
            &row.margin.map(measured).unwrap_or_default(),
            &row.confidence
                .map(|sure| sure.to_string())
                .unwrap_or_default(),
            &safe(&row.measured),
            &row.measured_percent.map(measured).unwrap_or_default(),
            &row.pictures.map(counted).unwrap_or_default(),
            &row.right.map(yes).unwrap_or_default(),
            &row.tries.map(counted).unwrap_or_default(),
            &safe(&row.tried),
            &row.hints.map(counted).unwrap_or_default(),
            row.run.as_deref().unwrap_or_default(),
            row.brought.as_deref().unwrap_or_default(),
            row.at.as_deref().unwrap_or_default(),
        ])?;
    }
    table.into_inner().map_err(|error| error.into_error())
}

/// A learner's text in a cell. What a spreadsheet would take for a formula gets an apostrophe in front, as OWASP's page
/// "CSV Injection" has it; a number is none.
pub fn safe(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    match is_formula && text.parse::<f64>().is_err() {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    #[test]
    fn no_learners_name_is_a_formula_and_numbers_stay_numbers() {
        let row = Row {
            learner: "=HYPERLINK(\"x\")".to_owned(),
            said: "-3".to_owned(),
            tried: "@SUM(1)".to_owned(),
            right: Some(true),
            measured_percent: Some(81.25),
            ..Row::default()
        };
        let text = String::from_utf8(csv([&row]).unwrap()).unwrap();
        let mut read = csv::Reader::from_reader(text.as_bytes());
        let head = read.headers().unwrap().clone();
        let cells = read.records().next().unwrap().unwrap();
        let cell = |name: &str| {
            let place = head.iter().position(|column| column == name).unwrap();
            cells.get(place).unwrap().to_owned()
        };
        assert_eq!(cell("learner"), "'=HYPERLINK(\"x\")");
        assert_eq!(cell("said"), "-3");
        assert_eq!(cell("tried"), "'@SUM(1)");
        assert_eq!(cell("right"), "yes");
        assert_eq!(cell("measured_percent"), "81.25");
        assert_eq!(cell("run"), "");
    }
}
