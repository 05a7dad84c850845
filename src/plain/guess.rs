//! What people type when they are asked for a number, a range, or a choice, taken as they mean it.

use crate::lesson::Said;

/// A number of 100, or a range: `87`, `87 %`, `87.5`, `80-90`, `80 to 90`, `85 ± 5`, `85 +- 5`. None
/// where it is none, or lies outside of 0 to 100.
pub(super) fn number(text: &str) -> Option<Said> {
    let text = text.trim().trim_end_matches('%').trim();
    for mark in ["±", "+/-", "+-"] {
        if let Some((value, margin)) = text.split_once(mark) {
            return said(part(value)?, part(margin)?);
        }
    }
    for mark in ["–", "-", " to ", " bis ", ".."] {
        if let Some((low, high)) = text.split_once(mark) {
            let (low, high) = (part(low)?, part(high)?);
            return said((low + high) / 2.0, (high - low).abs() / 2.0);
        }
    }
    said(part(text)?, 0.0)
}

fn part(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
    let number: f64 = text.parse().ok()?;
    (0.0..=100.0).contains(&number).then_some(number)
}

fn said(value: f64, margin: f64) -> Option<Said> {
    (0.0..=100.0)
        .contains(&value)
        .then_some(Said::Number { value, margin })
}

/// The place of a choice, from 0: by the number before it, or else by its text, whatever its capitals.
pub(super) fn choice(text: &str, choices: &[String]) -> Option<usize> {
    let text = text.trim().trim_end_matches('.');
    let number = text
        .parse()
        .ok()
        .and_then(|number: usize| number.checked_sub(1));
    let by_number = number.filter(|&place| place < choices.len());
    let is_it = |choice: &String| choice.trim().to_lowercase() == text.to_lowercase();
    by_number.or_else(|| choices.iter().position(is_it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: f64, margin: f64) -> Option<Said> {
        Some(Said::Number { value, margin })
    }

    #[test]
    fn numbers_and_ranges_are_taken_as_people_write_them() {
        for text in ["87", " 87 % ", "87%", "87.0"] {
            assert_eq!(number(text), of(87.0, 0.0), "{text}");
        }
        for text in [
            "80-90", "80 to 90", "90–80", "85 ± 5", "85+-5 %", "85 +/- 5",
        ] {
            assert_eq!(number(text), of(85.0, 5.0), "{text}");
        }
        assert_eq!(number("87,5"), of(87.5, 0.0));
        for text in ["", "many", "101", "-3", "nan", "80-", "1e9"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn a_choice_is_known_by_its_number_and_by_its_text() {
        let choices = ["16".to_owned(), "2".to_owned(), "Never".to_owned()];
        assert_eq!(choice("never", &choices), Some(2));
        // Both the second choice's text and the number before it.
        assert_eq!(choice("2", &choices), Some(1));
        assert_eq!(choice("16", &choices), Some(0));
        assert_eq!(choice("3.", &choices), Some(2));
        assert_eq!(choice("4", &choices), None);
        assert_eq!(choice("0", &choices), None);
    }
}
