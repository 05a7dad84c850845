//! What a text refers to, and when a piece of it is shown: `accuracy of Pen strokes`,
//! `confidence of Pen strokes by ritual above 80`, `difference of MNIST test and Pen strokes clear`.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::figure::{Figure, PEOPLE, Promised, Quantity, Value};
use crate::base::{Lang, closest};
use crate::pack::schema::{Range, RangeError};

/// What a text refers to.
#[derive(Debug, Clone, PartialEq)]
pub enum Reference {
    /// A figure.
    Figure(Named),
    /// The accuracy of one slice less that of another, by one and the same run.
    Difference(Named, Named),
    /// What the learner said beforehand, where a number was asked for.
    Guess,
}

/// A figure by its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// What is measured.
    pub quantity: Quantity,
    /// Of what.
    pub of: String,
    /// By whom; whoever measured it last, if absent.
    pub by: Option<String>,
}

/// When a piece is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// As it is written.
    pub text: String,
    /// All of these have to hold.
    pub all: Vec<Test>,
}

/// One thing that has to hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// A figure lies in a range.
    Within(Reference, Range),
    /// Zero is not in a difference's interval, or it is.
    Clear(Reference, bool),
    /// What the learner said beforehand.
    Said(Verdict),
}

/// How something said beforehand turned out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As it was said.
    Right,
    /// Otherwise, in whichever way.
    Wrong,
    /// Less came than was said.
    TooHigh,
    /// More came than was said.
    TooLow,
}

/// Why something is no reference or no condition.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ConditionError {
    /// It has no range.
    #[error(
        "{0:?} is no condition; write what is measured and a range, such as accuracy of Pen strokes below 90, difference of A and B clear, or guess right"
    )]
    NoRange(String),
    /// Nothing is measured that is called so.
    #[error("{0:?} cannot be measured; write one of: {names}", names = Quantity::names().collect::<Vec<_>>().join(", "))]
    NoQuantity(String),
    /// Nothing is named.
    #[error("{0:?} does not say of what; write a name behind `of`")]
    NoName(String),
    /// A range that is none.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// Only differences are clear or not.
    #[error("only a difference is clear or unclear; {0:?} is none")]
    NoDifference(String),
    /// It cannot be held against a range.
    #[error("{0} is not one number; it can only be shown")]
    NoNumber(&'static str),
    /// The range is one of shares, and percentages are meant.
    #[error("percentages go from 0 to 100, so {0} is hardly meant; write {1}")]
    Shares(String, String),
    /// Nothing lies there.
    #[error("{0} lies between {1} and {2}")]
    Outside(&'static str, f64, f64),
}

/// What a text can know.
pub trait Known {
    /// What was measured under this name, if it is known by now.
    fn figure(&self, named: &Named) -> Option<Value>;

    /// What the learner said beforehand, in percent, where it was a number.
    fn guess(&self) -> Option<f64>;

    /// How that turned out, where it is known: whether as it was said, and what is more than what.
    fn verdict(&self) -> Option<Verdict>;
}

/// A word, and whether it stands in quotation marks.
type Token = (String, bool);

/// The words of a reference; what stands in quotation marks is one.
fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for (place, piece) in text.split('"').enumerate() {
        match place % 2 {
            1 => found.push((piece.to_owned(), true)),
            _ => found.extend(
                piece
                    .split_whitespace()
                    .map(|word| (word.to_owned(), false)),
            ),
        }
    }
    found
}

/// Parts at commas that stand in no quotation marks.
fn parts(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|letter| {
        is_quoted ^= letter == '"';
        letter == ',' && !is_quoted
    })
    .collect()
}

fn joined(tokens: &[Token]) -> String {
    let words: Vec<&str> = tokens.iter().map(|(word, _)| word.as_str()).collect();
    words.join(" ")
}

fn first(tokens: &[Token], word: &str) -> Option<usize> {
    tokens
        .iter()
        .position(|token| *token == (word.to_owned(), false))
}

fn split<'a>(tokens: &'a [Token], word: &str) -> Option<(&'a [Token], &'a [Token])> {
    let place = first(tokens, word)?;
    Some((tokens.get(..place)?, tokens.get(place + 1..)?))
}

/// A name of what is measured, and by whom.
fn named(quantity: Quantity, tokens: &[Token], whole: &str) -> Result<Named, ConditionError> {
    let (of, by) = match split(tokens, "by") {
        Some((of, by)) => (joined(of), Some(joined(by))),
        None => (joined(tokens), None),
    };
    match of.is_empty() || by.as_ref().is_some_and(String::is_empty) {
        true => Err(ConditionError::NoName(whole.to_owned())),
        false => Ok(Named { quantity, of, by }),
    }
}

fn reference(tokens: &[Token]) -> Result<Reference, ConditionError> {
    let whole = joined(tokens);
    if whole == "guess" {
        return Ok(Reference::Guess);
    }
    let Some((what, rest)) = split(tokens, "of") else {
        let begins = |name: &str| whole == name || whole.starts_with(&format!("{name} "));
        return Err(match Quantity::names().any(begins) {
            true => ConditionError::NoName(whole),
            false => ConditionError::NoQuantity(whole),
        });
    };
    let what = joined(what);
    let Some(quantity) = Quantity::named(&what) else {
        return Err(ConditionError::NoQuantity(what));
    };
    if quantity != Quantity::Difference {
        return Ok(Reference::Figure(named(quantity, rest, &whole)?));
    }
    // Of two networks on the same pictures: `difference of X by one and other`.
    let (subjects, by) = split(rest, "by").unwrap_or((rest, &[]));
    match split(subjects, "and") {
        Some((one, other)) => {
            let by = (!by.is_empty()).then(|| joined(by));
            let of = |tokens: &[Token]| Named {
                quantity: Quantity::Accuracy,
                of: joined(tokens),
                by: by.clone(),
            };
            match one.is_empty() || other.is_empty() {
                true => Err(ConditionError::NoName(whole)),
                false => Ok(Reference::Difference(of(one), of(other))),
            }
        }
        None => Ok(Reference::Figure(named(quantity, rest, &whole)?)),
    }
}

impl FromStr for Reference {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Self, ConditionError> {
        reference(&tokens(text))
    }
}

fn test(text: &str) -> Result<Test, ConditionError> {
    let tokens = tokens(text);
    let verdict = match joined(&tokens).as_str() {
        "guess right" => Some(Verdict::Right),
        "guess wrong" => Some(Verdict::Wrong),
        "guess too high" => Some(Verdict::TooHigh),
        "guess too low" => Some(Verdict::TooLow),
        _ => None,
    };
    if let Some(verdict) = verdict {
        return Ok(Test::Said(verdict));
    }
    if let Some(((word, false), before)) = tokens.split_last()
        && (word == "clear" || word == "unclear")
    {
        let of = reference(before)?;
        return match of.is_difference() {
            true => Ok(Test::Clear(of, word == "clear")),
            false => Err(ConditionError::NoDifference(joined(before))),
        };
    }
    let is_range = |(word, is_quoted): &Token| {
        !is_quoted && ["above", "below", "between"].contains(&word.as_str())
    };
    let Some(place) = tokens.iter().rposition(is_range) else {
        return Err(ConditionError::NoRange(text.trim().to_owned()));
    };
    let (before, range) = tokens.split_at(place);
    let of = reference(before)?;
    let (name, bounds) = of.bounds();
    let (low, high) = bounds.ok_or(ConditionError::NoNumber(name))?;
    let range: Range = joined(range).parse()?;
    if let Some(percent) = range.of_shares().filter(|_| high == 100.0) {
        return Err(ConditionError::Shares(
            range.to_string(),
            percent.to_string(),
        ));
    }
    match range.lies_between(low, high) {
        true => Ok(Test::Within(of, range)),
        false => Err(ConditionError::Outside(name, low, high)),
    }
}

impl FromStr for Condition {
    type Err = ConditionError;

    /// Tests with commas between them.
    fn from_str(text: &str) -> Result<Self, ConditionError> {
        Ok(Self {
            text: text.trim().to_owned(),
            all: parts(text)
                .into_iter()
                .map(test)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a text looks as if a figure was meant, so that a mistake in it has to be named.
pub(super) fn is_meant(text: &str) -> bool {
    let tokens = tokens(text);
    match split(&tokens, "of") {
        Some((what, _)) => {
            let what = joined(what);
            Quantity::named(&what).is_some() || closest(&what, Quantity::names()).is_some()
        }
        // The word in between was forgotten.
        None => {
            let text = joined(&tokens);
            let begins = |name| {
                text.strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with(' '))
            };
            text == "guess" || Quantity::names().any(begins)
        }
    }
}

impl Reference {
    fn is_difference(&self) -> bool {
        match self {
            Self::Figure(named) => named.quantity == Quantity::Difference,
            Self::Difference(..) => true,
            Self::Guess => false,
        }
    }

    fn bounds(&self) -> (&'static str, Option<(f64, f64)>) {
        let quantity = match self {
            Self::Figure(named) => named.quantity,
            Self::Difference(..) => Quantity::Difference,
            Self::Guess => return ("guess", Some((0.0, 100.0))),
        };
        (quantity.name(), quantity.bounds())
    }

    /// The figures that have to be measured for it.
    pub(crate) fn needs(&self) -> Vec<&Named> {
        match self {
            Self::Figure(named) => vec![named],
            Self::Difference(one, other) => vec![one, other],
            Self::Guess => Vec::new(),
        }
    }

    fn value(&self, known: &dyn Known) -> Option<Value> {
        match self {
            Self::Figure(named) => known.figure(named),
            Self::Difference(one, other) => known.figure(one)?.less(&known.figure(other)?),
            Self::Guess => Some(Value::Share(known.guess()? / 100.0)),
        }
    }

    /// What it comes to, as a language writes it; none where that is not known yet.
    pub(super) fn shown(&self, known: &dyn Known, lang: Lang) -> Option<String> {
        match self {
            Self::Guess => Some(lang.decimal(known.guess()?, 0)),
            _ => Some(self.value(known)?.shown(lang)),
        }
    }
}

impl Condition {
    /// Whether it hangs on what a learner said.
    pub fn is_about_guess(&self) -> bool {
        self.all.iter().any(Test::is_about_guess)
    }

    /// Whether it holds; none where that is not known yet.
    pub fn holds(&self, known: &dyn Known) -> Option<bool> {
        let tests: Vec<Option<bool>> = self.all.iter().map(|test| test.holds(known)).collect();
        // Whatever the unknown ones come to: with one that does not hold, all do not.
        match tests.contains(&Some(false)) {
            true => Some(false),
            false => (!tests.contains(&None)).then_some(true),
        }
    }
}

impl Test {
    pub(super) fn is_about_guess(&self) -> bool {
        match self {
            Self::Said(_) => true,
            Self::Within(of, _) | Self::Clear(of, _) => *of == Reference::Guess,
        }
    }

    fn holds(&self, known: &dyn Known) -> Option<bool> {
        match self {
            Self::Within(of, range) => Some(range.holds(of.value(known)?.number()?)),
            Self::Clear(of, is_clear) => match of.value(known)? {
                Value::Points(_, Some(interval)) => {
                    Some((interval.low > 0.0 || interval.high < 0.0) == *is_clear)
                }
                _ => None,
            },
            Self::Said(wanted) => {
                let verdict = known.verdict()?;
                Some(match wanted {
                    Verdict::Wrong => verdict != Verdict::Right,
                    wanted => verdict == *wanted,
                })
            }
        }
    }

    /// What it is about, if it is about something that is measured.
    pub(crate) fn about(&self) -> Option<&Reference> {
        match self {
            Self::Within(of, _) | Self::Clear(of, _) => Some(of),
            Self::Said(_) => None,
        }
    }
}

impl Named {
    /// Whether this is the figure that is meant.
    pub fn is(&self, figure: &Figure) -> bool {
        self.quantity == figure.quantity && self.of == figure.of && self.is_by(figure.by.as_deref())
    }

    /// Whether a step that promises this will have it.
    pub(crate) fn is_among(&self, promised: &Promised) -> bool {
        let is_by = self.is_by(promised.by.as_deref());
        promised.quantities.contains(&self.quantity) && self.of == promised.of && is_by
    }

    /// Whether whoever has read this is meant.
    fn is_by(&self, reader: Option<&str>) -> bool {
        match self.by.as_deref() {
            Some(wanted) => reader == Some(wanted),
            None => reader != Some(PEOPLE),
        }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.quantity.name(), self.of)?;
        match &self.by {
            Some(by) => write!(f, " by {by}"),
            None => Ok(()),
        }
    }
}
