//! What a text claims although it hangs on nothing that was measured.

use super::texts::AFTERWARDS;
use crate::pack::text::{bare, parse};

/// Words that say how something came out, in the languages that the interface speaks.
const CLAIMS: &[&str] = &[
    "better",
    "worse",
    "best",
    "worst",
    "fell",
    "rose",
    "dropped",
    "jumped",
    "improved",
    "costs",
    "cost little",
    "helped",
    "hardly",
    "barely",
    "nearly all",
    "nearly every",
    "every single",
    "no idea",
    "did not notice",
    "overconfident",
    "besser",
    "schlechter",
    "am besten",
    "am schlechtesten",
    "fiel",
    "sank",
    "stieg",
    "kostet",
    "kaum",
    "fast alle",
    "jede einzelne",
    "keine ahnung",
    "nicht bemerkt",
    "übermäßig sicher",
];

/// The claims in a text that is read once something was measured: numbers with a unit, and words.
pub(super) fn hanging_on_nothing(key: &str, text: &str) -> Vec<String> {
    if !AFTERWARDS.contains(&key) {
        return Vec::new();
    }
    // A text whose marks are wrong is told elsewhere.
    let pieces = parse(text).unwrap_or_default();
    let mut found = Vec::new();
    for text in bare(&pieces) {
        found.extend(numbers(text));
        found.extend(words(text));
    }
    found.dedup();
    found
}

/// Numbers that are percentages, or points.
fn numbers(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_number = |word: &str| {
        let word = word.trim_matches(['*', '(', '+', '-', '−', '–']);
        word.starts_with(|letter: char| letter.is_ascii_digit())
            && word
                .chars()
                .all(|letter| letter.is_ascii_digit() || ".,".contains(letter))
    };
    let with_unit = words.windows(2).filter_map(|pair| match pair {
        [number, unit] if is_number(number) => {
            let unit = unit.trim_end_matches(['.', ',', ';', ':', ')', '*']);
            ["%", "points", "percent", "Punkte", "Prozent"]
                .contains(&unit)
                .then(|| format!("{number} {unit}"))
        }
        _ => None,
    });
    let joined = words.iter().filter(|word| {
        let number = word
            .trim_end_matches(['.', ',', ';', ':', ')', '*'])
            .strip_suffix('%');
        number.is_some_and(is_number)
    });
    with_unit
        .chain(joined.map(|word| (*word).to_owned()))
        .collect()
}

fn words(text: &str) -> Vec<String> {
    let letters = |letter: char| match letter.is_alphanumeric() {
        true => letter.to_lowercase().collect::<String>(),
        false => " ".to_owned(),
    };
    let text: String = text.chars().map(letters).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = format!(" {text} ");
    let found = CLAIMS
        .iter()
        .filter(|claim| text.contains(&format!(" {claim} ")));
    found.map(|claim| (*claim).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::hanging_on_nothing;

    #[test]
    fn a_claim_hangs_on_a_condition_or_has_a_source() {
        let found = |text| hanging_on_nothing("takeaway", text);
        assert_eq!(
            found("It fell by 13 points, to 82%."),
            ["13 points", "82%.", "fell"]
        );
        for text in [
            "It read {{accuracy of Pen strokes}} %.",
            "{{if accuracy of Pen strokes below 90}}It fell.{{end}}",
            "{{cited Geirhos 2020}}It fell by 13 points.{{end}}",
            "See which of the 10 digits it takes for a 7.",
            "Half of a fellow's bests.",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
        assert_eq!(
            found("{{screen}}It got worse.{{plain}}Worse.{{end}}"),
            ["worse"]
        );
        assert!(hanging_on_nothing("say", "It fell.").is_empty());
    }
}
