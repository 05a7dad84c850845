//! `solve`: an exercise whose answer is typed: a number or a text.

use icu_normalizer::ComposingNormalizerBorrowed as ComposingNormalizer;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::spec::{Amount, Question, Spec};
use crate::pack::text::Promised;

/// An exercise whose answer is typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Solve {
    /// What is asked, in Markdown.
    pub question: String,
    /// What is right.
    pub answer: CorrectAnswer,
    /// Shown with the right answer, in Markdown.
    pub why: String,
    /// Shown one at a time, when asked for.
    #[serde(default)]
    pub hints: Vec<String>,
}

impl Spec for Solve {
    fn kind(&self) -> &'static str {
        "solve"
    }

    fn about(&self) -> &str {
        &self.question
    }

    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![("question", &self.question), ("why", &self.why)]
    }

    fn texts_mut(&mut self) -> Vec<&mut String> {
        let mut texts = vec![&mut self.question, &mut self.why];
        texts.extend(&mut self.hints);
        texts
    }

    fn figures(&self) -> Vec<Promised> {
        Vec::new()
    }

    fn hints(&self) -> Option<&[String]> {
        Some(&self.hints)
    }

    fn questions(&self) -> Vec<Question<'_>> {
        Vec::new()
    }

    fn trains(&self) -> Option<&str> {
        None
    }

    fn uses(&self) -> Vec<&str> {
        Vec::new()
    }

    fn reseed(&mut self, _times: u64) {}

    fn amounts(&mut self) -> Vec<Amount<'_>> {
        Vec::new()
    }
}

/// What is right, in every form that means the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CorrectAnswer {
    /// A number.
    Number(Number),
    /// One of these texts.
    Text(Vec<String>),
}

/// A number that is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// The number.
    pub(crate) is: f64,
    /// How far from it an answer may be.
    #[serde(default)]
    pub(crate) within: f64,
    /// What is shown behind it; whether it is typed makes no difference.
    #[serde(default)]
    pub(crate) unit: String,
}

/// Room for what a computer makes of decimal fractions, such as 0.1 + 0.2.
const ROUNDING: f64 = 1e-9;

impl CorrectAnswer {
    /// Whether that is right, in whichever form it was typed.
    pub fn accepts(&self, typed: &str) -> bool {
        match self {
            Self::Number(number) => {
                let near = |read: &f64| {
                    let room = number.within + ROUNDING * number.is.abs().max(1.0);
                    (read - number.is).abs() <= room
                };
                readings(typed, &number.unit).iter().any(near)
            }
            Self::Text(accepted) => {
                let typed = normal(typed);
                !typed.is_empty() && accepted.iter().any(|text| normal(text) == typed)
            }
        }
    }

    /// An answer that is right, as a person would type it.
    pub fn model(&self) -> String {
        match self {
            Self::Number(number) => number.is.to_string(),
            Self::Text(accepted) => accepted.first().cloned().unwrap_or_default(),
        }
    }

    /// The unit behind the answer; empty for most.
    pub fn unit(&self) -> &str {
        match self {
            Self::Number(number) => &number.unit,
            Self::Text(_) => "",
        }
    }
}

/// Every number that a text can be read as: `1,000` is a thousand to some and one to others, and
/// whichever is meant shows only by the question. Fractions such as `7/10` are read as their value.
fn readings(typed: &str, unit: &str) -> Vec<f64> {
    let text = typed.trim().replace('\u{2212}', "-");
    let without = |unit: &str| {
        let start = text.len().checked_sub(unit.len())?;
        let end = text
            .get(start..)
            .filter(|end| end.eq_ignore_ascii_case(unit));
        end.and_then(|_| text.get(..start))
    };
    let text = without(unit).unwrap_or(&text).trim();
    if let Some((above, below)) = text.split_once('/') {
        let pairs = plain(above).into_iter().flat_map(|above| {
            let below = plain(below).into_iter().filter(|below| *below != 0.0);
            below.map(move |below| above / below)
        });
        return pairs.collect();
    }
    plain(text)
}

/// The same without unit and fraction.
fn plain(text: &str) -> Vec<f64> {
    let joined: String = text
        .trim()
        .chars()
        .filter(|character| !matches!(character, ' ' | '\u{a0}' | '\u{202f}' | '_' | '\''))
        .collect();
    let forms = [
        // The comma parts thousands, or decimals; the dot the same, the other way round.
        joined.replace(',', ""),
        joined.replace('.', "").replace(',', "."),
    ];
    let is_number = |text: &String| {
        let letters = text
            .chars()
            .all(|c| c.is_ascii_digit() || "+-.".contains(c));
        letters && text.chars().any(|c| c.is_ascii_digit())
    };
    let read = forms.iter().filter(|text| is_number(text));
    read.filter_map(|text| text.parse().ok()).collect()
}

/// A text without what makes no difference: how its letters are composed, capitals, hyphens, repeated spaces, punctuation around it,
/// and an article in front of it.
pub(in crate::pack) fn normal(text: &str) -> String {
    let lower = ComposingNormalizer::new_nfkc()
        .normalize(text)
        .to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '‑' | '–'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    const ARTICLES: [&str; 8] = ["a", "an", "the", "der", "die", "das", "ein", "eine"];
    match words.as_slice() {
        [article, rest @ ..] if !rest.is_empty() && ARTICLES.contains(article) => rest.join(" "),
        words => words.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(is: f64, within: f64, unit: &str) -> CorrectAnswer {
        CorrectAnswer::Number(Number {
            is,
            within,
            unit: unit.to_owned(),
        })
    }

    #[test]
    fn a_number_is_right_in_every_form_that_means_the_same() {
        let right = number(94.5, 0.0, "%");
        for typed in [
            "94.5", "94,5", " 94.5 % ", "94.5%", "+94.50", "189/2", "189/2 %",
        ] {
            assert!(right.accepts(typed), "{typed}");
        }
        for typed in [
            "", "%", "94", "9,45", "94.5.1", "1/0", "nan", "inf", "9e1", "94.5 px",
        ] {
            assert!(!right.accepts(typed), "{typed}");
        }
        let thousands = number(1_000.0, 0.0, "pictures");
        for typed in [
            "1000",
            "1,000",
            "1 000",
            "1.000",
            "1'000 pictures",
            "1000 Pictures",
        ] {
            assert!(thousands.accepts(typed), "{typed}");
        }
        assert!(number(-3.0, 0.0, "").accepts("\u{2212}3"));
    }

    #[test]
    fn a_number_may_be_as_far_off_as_the_exercise_allows() {
        let right = number(0.3, 0.05, "");
        assert!(right.accepts("0.35") && right.accepts(".25") && right.accepts("1/3"));
        assert!(!right.accepts("0.36"));
    }

    #[test]
    fn a_text_is_right_without_regard_to_what_makes_no_difference() {
        let right = CorrectAnswer::Text(vec!["Cross-entropy".to_owned(), "log loss".to_owned()]);
        for typed in [
            "cross entropy",
            "CROSS-ENTROPY.",
            "the  cross-entropy",
            "“Log loss”",
        ] {
            assert!(right.accepts(typed), "{typed}");
        }
        for typed in ["", "the", "entropy", "crossentropy", "..."] {
            assert!(!right.accepts(typed), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_exercise_rejects_its_own_answer(is in -1e6_f64..1e6, within in 0.0..10.0_f64, text in "[a-zA-Z0-9äöüß -]{1,30}") {
            let right = number(is, within, "%");
            prop_assert!(right.accepts(&right.model()));
            let typed = format!("{} %", right.model());
            prop_assert!(right.accepts(&typed));
            let right = CorrectAnswer::Text(vec![text.clone()]);
            prop_assert_eq!(right.accepts(&right.model()), !normal(&text).is_empty());
        }
    }
}
