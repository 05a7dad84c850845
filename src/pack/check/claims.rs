//! What a text claims although it hangs on nothing that was measured, and what people can read although nobody was
//! asked.

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

/// Words that say what a person can read, in the languages that the interface speaks; for `…` stands whatever does.
const READERS: &[&str] = &[
    "you would read",
    "you would have read",
    "you can read",
    "you could read",
    "you can easily read",
    "anybody can read",
    "anyone can read",
    "anybody would read",
    "anyone would read",
    "anybody reads",
    "anyone reads",
    "everybody can read",
    "everyone can read",
    "everybody reads",
    "everyone reads",
    "nobody can read",
    "no one can read",
    "people can read",
    "people would read",
    "people read",
    "humans can read",
    "humans read",
    "a person can read",
    "a person would read",
    "a human can read",
    "a child can read",
    "any child can read",
    "du würdest … lesen",
    "du kannst … lesen",
    "würdest du … lesen",
    "kannst du … lesen",
    "jeder würde … lesen",
    "jeder kann … lesen",
    "kann jeder … lesen",
    "jeder liest",
    "liest jeder",
    "jedes kind kann … lesen",
    "niemand kann … lesen",
    "kann niemand … lesen",
    "menschen können … lesen",
    "können menschen … lesen",
    "menschen lesen",
    "leute lesen",
];

/// What a text says that people can read; what it asks, it does not say.
pub(super) fn of_readers(text: &str) -> Vec<String> {
    // A text whose marks are wrong is told elsewhere.
    let pieces = parse(text).unwrap_or_default();
    let texts = bare(&pieces).into_iter();
    let sentences = texts.flat_map(|text| text.split_inclusive(['.', '?', '!', ':', ';']));
    let said = sentences.filter(|sentence| !sentence.ends_with('?'));
    let mut found: Vec<String> = said.flat_map(|said| among(READERS, said)).collect();
    found.dedup();
    found
}

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
        found.extend(among(CLAIMS, text));
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

/// Which of these words stand in a text.
fn among(words: &[&str], text: &str) -> Vec<String> {
    let letters = |letter: char| match letter.is_alphanumeric() {
        true => letter.to_lowercase().collect::<String>(),
        false => " ".to_owned(),
    };
    let text: String = text.chars().map(letters).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = format!(" {text} ");
    let stands = |claim: &str| {
        let mut rest = text.as_str();
        claim.split('…').all(|part| {
            let found = rest.split_once(&format!(" {} ", part.trim()));
            // The blank behind a part may be the one before the next.
            found.is_some_and(|(before, _)| {
                let end = before.len() + 1 + part.trim().len();
                rest = rest.get(end..).unwrap_or_default();
                true
            })
        })
    };
    let found = words.iter().filter(|claim| stands(claim));
    found.map(|claim| (*claim).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{hanging_on_nothing, of_readers};

    #[test]
    fn what_people_can_read_is_said_and_not_asked() {
        assert_eq!(
            of_readers("Clear. *You would read* each of them."),
            ["you would read"]
        );
        assert_eq!(of_readers("Das kann jeder lesen."), ["kann jeder … lesen"]);
        assert_eq!(
            of_readers("Du würdest sie alle lesen."),
            ["du würdest … lesen"]
        );
        assert_eq!(of_readers("Du würdest sie zeichnen. Lesen?"), [""; 0]);
        for text in [
            "And you would read a 1?",
            "{{cited Wei 2017}}People read 94.9 %.{{end}}",
            "{{if accuracy of A by you above 90}}You can read them.{{end}}",
            "What do *you* read?",
        ] {
            assert_eq!(of_readers(text), [""; 0], "{text}");
        }
    }

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
