//! A slice: named data on which a model is measured.

use std::ops::ControlFlow;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::attack::Attack;
use super::people::People;
use crate::dataset::{DataError, Library, Selector, Split};
use crate::picture::dial::{Dial, NoDial, PEN};
use crate::shift::{Shift, ShiftError, alter, alter_watched};

/// Which pictures a slice holds, as a lesson or a command names them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SliceSpec {
    /// What the slice is called: by texts, questions and whatever is remembered, and on screen where it has no title.
    pub name: String,
    /// What learners read instead of its name; for translations, in which the name stays what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where its pictures come from, such as `mnist/test` or `pendigits:1`.
    pub from: Selector,
    /// Only so many of them, drawn by the seed.
    #[serde(default, skip_serializing_if = "Option::is_none", alias = "take")]
    pub sample: Option<usize>,
    /// Decides the draw, and what is random in what is done to them.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// Written anew from their pen strokes, with this trait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dial: Option<Dial>,
    /// What is done to them, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apply: Vec<Shift>,
    /// At last, changed within a budget so that the very network that is measured errs, such as `fgsm:0.1`
    /// or `pgd:0.1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attack: Option<Attack>,
    /// What a reader should know about these pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What people scored on such pictures, as a source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<People>,
}

/// How the traits of pen strokes begin where they are written.
const DIALS: [&str; 3] = ["flag:", "bar:", "top:"];

fn default_seed() -> u64 {
    7
}

impl SliceSpec {
    /// What learners read of it.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }

    /// What learners read of the slice with this name among these.
    pub fn title_of<'a>(name: &'a str, slices: &'a [Self]) -> &'a str {
        let named = slices.iter().find(|slice| slice.name == name);
        named.map_or(name, Self::title)
    }

    /// All of a selection, under the selection's own name.
    pub fn whole(from: Selector) -> Self {
        Self {
            name: from.to_string(),
            title: None,
            from,
            sample: None,
            seed: default_seed(),
            dial: None,
            apply: Vec::new(),
            attack: None,
            note: None,
            people: None,
        }
    }

    /// The same after these are done to them, under a name that says so.
    pub fn altered(mut self, shifts: Vec<Shift>) -> Self {
        for shift in &shifts {
            self.name.push('+');
            self.name.push_str(&shift.to_string());
        }
        self.apply.extend(shifts);
        self
    }

    /// The same under attack, under a name that says so.
    pub fn attacked(mut self, attack: Attack) -> Self {
        self.name = format!("{}+{attack}", self.name);
        self.attack = Some(attack);
        self
    }

    /// Whether both hold pictures of one kind, of which either may draw some: the same source, trait and
    /// corruptions.
    pub fn is_of_one_kind(&self, other: &Self) -> bool {
        let kind = |slice: &Self| (slice.from.clone(), slice.dial, slice.attack);
        kind(self) == kind(other) && self.apply == other.apply
    }

    /// Draws the pictures, and alters them. An attack needs a network and comes when they are measured.
    ///
    /// # Errors
    /// When the data is unknown or damaged, or has fewer pictures than are to be taken.
    pub fn draw(&self, library: &Library) -> Result<Split, DataError> {
        self.drawn(library)
            .map(|drawn| match self.apply.as_slice() {
                [] => drawn,
                shifts => alter(&drawn, shifts, self.seed),
            })
    }

    /// The same, telling `watch` how many pictures are altered, as [`alter_watched`] does; none when
    /// that breaks it off.
    ///
    /// # Errors
    /// As [`SliceSpec::draw`].
    pub fn draw_watched(
        &self,
        library: &Library,
        watch: impl Fn(usize) -> ControlFlow<()> + Sync,
    ) -> Result<Option<Split>, DataError> {
        let drawn = self.drawn(library)?;
        Ok(match self.apply.as_slice() {
            [] => Some(drawn),
            shifts => alter_watched(&drawn, shifts, self.seed, watch),
        })
    }

    /// Its pictures as they are in the data, before anything is done to them.
    ///
    /// # Errors
    /// As [`SliceSpec::draw`].
    pub fn originals(&self, library: &Library) -> Result<Split, DataError> {
        let drawn = self.drawn(library)?;
        if self.dial.is_none() {
            return Ok(drawn);
        }
        let whole = Split::whole(library.open(self.from.set())?);
        Ok(whole.pick(drawn.origins().map(|origin| origin as usize)))
    }

    /// Its pictures before a corruption is applied.
    fn drawn(&self, library: &Library) -> Result<Split, DataError> {
        let all = library.select(&self.from)?;
        let all = match self.dial {
            Some(dial) => rewritten(&all, &self.from, dial, library)?,
            None => all,
        };
        match self.sample {
            Some(n) => all.sample(n, self.seed),
            None => Ok(all),
        }
    }
}

/// The digits whose strokes show the trait plainly, written anew with it.
fn rewritten(
    split: &Split,
    from: &Selector,
    dial: Dial,
    library: &Library,
) -> Result<Split, DataError> {
    check_dial(from, dial)?;
    let strokes = library.strokes(from.set())?;
    let mut pixels = Vec::new();
    let mut kept = Vec::new();
    for (place, &index) in split.indices().iter().enumerate() {
        let written = strokes.get(index as usize).map(|(strokes, _)| strokes);
        // The same digits at every setting, so that settings can be compared.
        let written = written.filter(|written| dial.suits(written));
        let turned = written.and_then(|written| dial.turn(written)?.draw(PEN));
        if let Some(picture) = turned {
            pixels.extend(picture.into_raw());
            kept.push(place);
        }
    }
    Ok(split.pick(kept).altered(&dial.to_string(), pixels))
}

/// Whether a trait can be given to what a selector names: it belongs to one digit.
///
/// # Errors
/// Says which digits to name, or which measures are possible.
pub fn check_dial(from: &Selector, dial: Dial) -> Result<(), DataError> {
    let digit = dial.digit();
    if from.labels() != Some(&[digit]) {
        return Err(DataError::Labels {
            text: from.to_string(),
            why: format!("{} is a trait of {digit}s", dial.name()),
            example: format!("{}:{digit}", from.set()),
        });
    }
    match dial.is_possible() {
        true => Ok(()),
        false => Err(DataError::Dial {
            text: dial.to_string(),
        }),
    }
}

/// As a command writes it: `mnist/test`, altered, `mnist/test+stain:3+border:2`, or written anew,
/// `pendigits:1+flag:0.3,40`.
impl FromStr for SliceSpec {
    type Err = SliceError;

    fn from_str(text: &str) -> Result<Self, SliceError> {
        let mut parts = text.split('+');
        let from: Selector = parts.next().unwrap_or_default().parse()?;
        let is_dial = |part: &&str| DIALS.iter().any(|name| part.trim().starts_with(name));
        let mut parts = parts.peekable();
        let dial = parts.next_if(is_dial);
        let dial: Option<Dial> = dial.map(str::parse).transpose()?;
        let shifts = parts.map(str::parse).collect::<Result<Vec<Shift>, _>>()?;
        let mut slice = Self::whole(from);
        if let Some(dial) = dial {
            slice.name = format!("{}+{dial}", slice.name);
            slice.dial = Some(dial);
        }
        Ok(slice.altered(shifts))
    }
}

/// Why a text names no slice.
#[derive(Debug, Error)]
pub enum SliceError {
    /// The data before the first plus sign.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A corruption after it.
    #[error(transparent)]
    Shift(#[from] ShiftError),
    /// A trait after it.
    #[error(transparent)]
    Dial(#[from] NoDial),
}
