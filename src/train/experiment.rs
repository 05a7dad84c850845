//! What a run is: data, model and recipe. Equal experiments are the same run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::TrainError;
use super::run_id::RunId;
use crate::dataset::{DataError, Library, Part, Selector, Split};
use crate::model::{Architecture, Operations};
use crate::shift::{Augmentation, Augmenter};

/// Raised whenever a change makes the same experiment give other numbers, so that an older run is
/// never replayed as if it were today's.
const NUMERICS: u32 = 3;

/// Everything that decides a run's numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// The run whose weights this one goes on from (fine-tuning); fresh ones, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<RunId>,
    /// Which pictures.
    pub data: DataChoice,
    /// Which layers.
    pub model: Architecture,
    /// How it is trained.
    #[serde(default)]
    pub recipe: Recipe,
}

/// Which pictures a run learns from, and which it is validated on. Both come out of the set's
/// training part; the test part is never touched by training, nor is the side that is kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataChoice {
    /// A set with a training part, such as `mnist`, or an imported set. To go on from another run, also the
    /// side to learn from of other hands: `pendigits@learn`, which leaves `pendigits@apart` to measure on.
    pub set: String,
    /// How many pictures to train on, drawn by the seed; all that validation leaves, if absent.
    #[serde(default)]
    pub train: Option<usize>,
    /// How many pictures to hold out for validation, drawn first; 0 for none.
    #[serde(default = "default_validation")]
    pub validation: usize,
}

/// Enough to tell 97 % from 98 % (a 95 % interval of about ±0.7 points), and a quick look.
fn default_validation() -> usize {
    2_000
}

/// How a network is trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Recipe {
    /// How often every training picture is seen.
    pub epochs: usize,
    /// Pictures in a step.
    pub batch: usize,
    /// The rule that turns gradients into steps.
    pub optimizer: Optimizer,
    /// The size of a step; the optimizer's own default, if absent.
    pub learning_rate: Option<f64>,
    /// Decides the split, the first weights, the order of the pictures and the dropout masks.
    pub seed: u64,
    /// Stop when the validation loss has not improved for this many epochs, and keep the best.
    pub early_stop: Option<usize>,
    /// What the pictures are put through each time they are learned from, in this order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub augment: Vec<Augmentation>,
    /// What forward and backward passes are made of.
    #[serde(skip_serializing_if = "Operations::is_default")]
    pub operations: Operations,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            epochs: 3,
            batch: 64,
            optimizer: Optimizer::Adam,
            learning_rate: None,
            seed: 7,
            early_stop: None,
            augment: Vec::new(),
            operations: Operations::default(),
        }
    }
}

/// The rule that turns gradients into steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Optimizer {
    /// Adam with beta .9 and .999, epsilon 1e-8 (Kingma and Ba 2015).
    Adam,
    /// Stochastic gradient descent with momentum .9.
    Sgd,
}

impl Optimizer {
    /// The learning rate that is used where a recipe names none.
    fn default_learning_rate(self) -> f64 {
        match self {
            Self::Adam => 0.001,
            Self::Sgd => 0.02,
        }
    }
}

impl Recipe {
    /// The learning rate in force.
    pub fn learning_rate(&self) -> f64 {
        self.learning_rate
            .unwrap_or_else(|| self.optimizer.default_learning_rate())
    }

    /// Checks every number against what makes sense.
    ///
    /// # Errors
    /// Names the first field that is out of range, and the range.
    pub fn check(&self) -> Result<(), TrainError> {
        self.faults().into_iter().next().map_or(Ok(()), Err)
    }

    /// Every number that makes no sense: the field, and its range.
    pub fn faults(&self) -> Vec<TrainError> {
        let whole = |name: &str, value: usize, most: usize| {
            let is_within = (1..=most).contains(&value);
            (!is_within).then(|| format!("{name} is {value}; it must be between 1 and {most}"))
        };
        let rate = self.learning_rate();
        let is_rate = rate.is_finite() && rate > 0.0 && rate <= 100.0;
        let faults = [
            whole("epochs", self.epochs, 1_000),
            whole("batch", self.batch, 4_096),
            self.early_stop
                .and_then(|patience| whole("early_stop", patience, 1_000)),
            (!is_rate)
                .then(|| format!("learning_rate is {rate}; it must be above 0 and at most 100")),
        ];
        faults
            .into_iter()
            .flatten()
            .map(TrainError::Recipe)
            .collect()
    }
}

/// The pictures of one run.
#[derive(Debug, Clone)]
pub struct Splits {
    /// What is learned from.
    pub train: Split,
    /// For validation; may be empty.
    pub validation: Split,
    /// What pictures are put through when they are learned from.
    pub(super) augment: Augmenter,
}

impl Splits {
    /// The pictures that glances are at: one of each class, from validation where there is any.
    pub fn specimens(&self) -> Split {
        let pictures = match self.validation.len() {
            0 => &self.train,
            _ => &self.validation,
        };
        let classes = pictures.dataset().classes().len();
        let is_of = |at: usize, class: usize| usize::from(pictures.label(at)) == class;
        let first =
            (0..classes).filter_map(|class| (0..pictures.len()).find(|&at| is_of(at, class)));
        pictures.pick(first)
    }
}

impl Experiment {
    /// What is learned from: the set's training part, or for a run that goes on from another perhaps one side of
    /// other hands.
    ///
    /// # Errors
    /// When there is no such data, or it is kept for measuring.
    pub fn learned_from<'a>(
        &self,
        library: &'a Library,
    ) -> Result<(Selector, &'a Part), DataError> {
        match &self.from {
            None => library.training_part(&self.data.set),
            Some(_) => library.fine_tuning_part(&self.data.set),
        }
    }

    /// All data that a run of it draws on: what it learns from, and what is mixed in.
    ///
    /// # Errors
    /// As [`Experiment::learned_from`].
    pub fn draws_on(&self, library: &Library) -> Result<Vec<Selector>, DataError> {
        let learned = self.learned_from(library)?.0;
        let mixed = self.mixed_in().cloned();
        Ok([learned].into_iter().chain(mixed).collect())
    }

    /// The other data that is mixed into what it learns from.
    pub(super) fn mixed_in(&self) -> impl Iterator<Item = &Selector> {
        let augment = self.recipe.augment.iter();
        augment.filter_map(|augmentation| match augmentation {
            Augmentation::Mix(mix) => Some(&mix.from),
            _ => None,
        })
    }

    /// What a run of it is measured on where nobody says: the test part of what it learns from, or what is kept
    /// apart.
    ///
    /// # Errors
    /// When there is none.
    pub fn tested_on(&self, library: &Library) -> Result<Selector, DataError> {
        match self.from {
            None if !self.names_a_side() => library.test_part(&self.data.set),
            _ => library
                .learn_and_apart(&self.data.set)
                .map(|(_, apart)| apart),
        }
    }

    /// Whether it learns from one side of data, and the other one is kept apart.
    fn names_a_side(&self) -> bool {
        let named = self.data.set.parse::<Selector>();
        named.is_ok_and(|named| named.side().is_some())
    }

    /// Draws the training and validation pictures.
    ///
    /// # Errors
    /// When the set is unknown or damaged, has no training part, or is too small.
    pub fn splits(&self, library: &Library) -> Result<Splits, TrainError> {
        self.recipe.check()?;
        let (selector, part) = self.learned_from(library)?;
        let augment = Augmenter::new(&self.recipe.augment, library, part)?;
        let all = library.select(&selector)?;
        let DataChoice {
            train, validation, ..
        } = self.data;
        let wanted = train.unwrap_or(1).max(1).saturating_add(validation);
        if library.is_live(&selector) && wanted > all.len() {
            // They are still being written: what is missing is said.
            all.first(wanted)?;
        }
        if train == Some(0) || wanted > all.len() {
            return Err(TrainError::Recipe(format!(
                "{} pictures to train on and {validation} for validation are asked for; {} has {}, and training needs at least 1",
                train.map_or("all remaining".to_owned(), |n| n.to_string()),
                self.data.set,
                all.len(),
            )));
        }
        let (rest, validation) = all.hold_out(validation, self.recipe.seed)?;
        let train = match train {
            Some(n) => rest.sample(n, self.recipe.seed)?,
            None => rest,
        };
        Ok(Splits {
            train,
            validation,
            augment,
        })
    }

    /// The run's id: a digest of the experiment, of the data that it draws from (by the catalogue,
    /// so that nothing has to be decoded), and of this program's numerics.
    ///
    /// # Errors
    /// When the recipe is impossible, or the set is unknown or has no training part.
    pub fn run_id(&self, library: &Library) -> Result<RunId, TrainError> {
        self.recipe.check()?;
        let mut hasher = Sha256::new();
        let experiment = serde_json::to_vec(self).map_err(|error| {
            TrainError::Recipe(format!("the recipe cannot be written: {error}"))
        })?;
        hasher.update(experiment);
        let (selector, part) = self.learned_from(library)?;
        hasher.update(library.declared_digest(&selector)?);
        for augmentation in &self.recipe.augment {
            if let Augmentation::Mix(mix) = augmentation {
                mix.check(library, part)?;
                hasher.update(library.declared_digest(&mix.from)?);
            }
        }
        hasher.update(NUMERICS.to_le_bytes());
        let hex: String = hasher
            .finalize()
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(RunId(hex))
    }
}
