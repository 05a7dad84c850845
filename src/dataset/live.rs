//! Digits that learners write as the lessons go on, by the name `class`: those of a workshop's class, or, where
//! somebody learns alone, their own. Every time they are opened, they are those that there are by then.

use std::sync::{Arc, LazyLock};

use sha2::{Digest, Sha256};

use super::labelled::{Groups, Pictures};
use super::selector::CLASS;
use super::{DataError, Dataset, Format, Inputs, Part, Set, Shape, Split, hex};

/// A digit that a learner wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveDigit {
    /// The picture, 28x28, as MNIST would show it.
    pub pixels: Vec<u8>,
    /// What it was to be.
    pub label: u8,
    /// Who wrote it: a number that tells nothing else of them.
    pub writer: u16,
    /// Whether it is kept apart, to be measured on; it stays on its side for good.
    pub is_apart: bool,
}

/// Where digits are that learners write.
pub trait LiveDigits: Send + Sync {
    /// All of them, as they are now, in an order in which new ones come last.
    ///
    /// # Errors
    /// Says why they cannot be read, and what to do.
    fn digits(&self) -> Result<Vec<LiveDigit>, String>;
}

/// Digits that do not change any more: what one run learns from, or one measurement reads.
struct Frozen(Vec<LiveDigit>);

impl LiveDigits for Frozen {
    fn digits(&self) -> Result<Vec<LiveDigit>, String> {
        Ok(self.0.clone())
    }
}

/// Those that there are now, for good.
pub(super) fn frozen(live: &dyn LiveDigits) -> Result<Arc<dyn LiveDigits>, DataError> {
    Ok(of(read(live)?))
}

/// These, for good.
pub(super) fn of(digits: Vec<LiveDigit>) -> Arc<dyn LiveDigits> {
    Arc::new(Frozen(digits))
}

/// Those that are there now.
///
/// # Errors
/// When they cannot be read.
pub(super) fn read(live: &dyn LiveDigits) -> Result<Vec<LiveDigit>, DataError> {
    live.digits()
        .map_err(|why| DataError::LiveUnreadable { why })
}

/// What is said of them, whatever there are.
pub(super) fn described() -> (&'static Set, &'static Part) {
    static DESCRIBED: LazyLock<(Set, Part)> = LazyLock::new(|| {
        let part = Part {
            name: CLASS.to_owned(),
            format: Format::Live,
            count: 0,
            shape: Shape {
                width: 28,
                height: 28,
                channels: 1,
            },
            classes: (0..10).map(|digit: u8| digit.to_string()).collect(),
            evaluation_only: None,
            groups: Vec::new(),
            digest: String::new(),
            files: Vec::new(),
        };
        let set = Set {
            name: CLASS.to_owned(),
            title: "The class's own digits".to_owned(),
            about: "Digits that the learners wrote in lessons, and agreed to keep; of whoever learns alone, their own."
                .to_owned(),
            inputs: Inputs::Real,
            origin: "this machine, or those that host the class together; they are sent nowhere else".to_owned(),
            licence: "what the learners agreed to: lessons of this class".to_owned(),
            citation: "none; ask the learners before you publish anything of them".to_owned(),
            changes: "Brought into MNIST's form, as digits on a canvas and on photos of paper are.".to_owned(),
            caveats: vec![
                "They are those that there are now: the same lesson finds others later.".to_owned(),
                "Few writers, few digits: quote the interval with every number.".to_owned(),
            ],
            parts: vec![part.clone()],
            files: Vec::new(),
        };
        (set, part)
    });
    (&DESCRIBED.0, &DESCRIBED.1)
}

/// Those that there are now.
///
/// # Errors
/// When there are none, or they cannot be read.
pub(super) fn open(live: Option<&dyn LiveDigits>) -> Result<Arc<Dataset>, DataError> {
    let (set, part) = described();
    let digits = live.map_or(Ok(Vec::new()), read)?;
    // What is no picture of this size is no digit.
    let digits = digits
        .into_iter()
        .filter(|digit| digit.pixels.len() == part.shape.pixels());
    let mut pictures = Pictures {
        groups: Some(Groups::default()),
        apart: Some(Vec::new()),
        ..Pictures::default()
    };
    for digit in digits {
        pictures.pixels.extend(digit.pixels);
        pictures.labels.push(digit.label);
        if let (Some(groups), Some(apart)) = (&mut pictures.groups, &mut pictures.apart) {
            let name = format!("writer {}", digit.writer);
            let known = groups.names.iter().position(|known| *known == name);
            let place = known.unwrap_or_else(|| {
                groups.names.push(name);
                groups.names.len() - 1
            });
            groups.of.push(u16::try_from(place).unwrap_or(u16::MAX));
            apart.push(digit.is_apart);
        }
    }
    if pictures.labels.is_empty() {
        return Err(DataError::TooFewWritten {
            wanted: 1,
            there: 0,
            missing: 1,
        });
    }
    let dataset = Dataset::new(set, part, pictures);
    let dataset = dataset.map_err(|why| DataError::LiveUnreadable {
        why: why.to_string(),
    })?;
    Ok(Arc::new(dataset))
}

/// What identifies those of a split: their pictures and labels, whatever else there is beside them.
pub(super) fn digest(split: &Split) -> String {
    let mut hasher = Sha256::new();
    for (picture, label) in split.iter() {
        hasher.update(picture);
        hasher.update([label]);
    }
    hex(&hasher.finalize())
}
