//! Attacks: pictures that are changed, within a budget that people hardly see, so that this very network errs.
//!
//! Both know the network and the true class (white box), are untargeted, and keep every value of a picture
//! within a distance of its own (the L-infinity norm). What comes out are bytes again, as every picture:
//! values are rounded to the nearest byte and then kept within the budget, so a budget of .1 moves a byte by
//! 25 of 255 at most.

use std::fmt;
use std::str::FromStr;

use burn::tensor::{Device, Int, Tensor, TensorData, activation};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::derivative::input_gradient;
use super::error::MetricError;
use crate::model::{Classifier, NetworkClassifier};

/// How strong and how. Written `fgsm:0.1`, `pgd:0.1` or, with its number of steps, `pgd:0.1:40`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Attack {
    method: Method,
    budget: f64,
}

/// How a picture is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    /// The fast gradient sign method: one step of the whole budget along the sign of the gradient of the
    /// cross-entropy (Goodfellow et al. 2015, section 4).
    Fgsm,
    /// Projected gradient descent: so many steps along that sign from a random start, after each of them
    /// brought back into the budget (Madry et al. 2018, section 2.1). One start; the last step counts.
    Pgd(usize),
}

/// Steps of PGD where nobody chooses.
const STEPS: usize = 10;
/// Steps at most. Madry et al. 2018 make 40 on MNIST.
const MOST_STEPS: usize = 1_000;
/// A step of PGD is this times the budget over the number of steps, so that the walk can reach the border of
/// the budget from any start, and turn there (Madry et al. 2018, section 5).
const REACH: f64 = 2.5;

/// This is no attack.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?}: {why}; write fgsm:0.1, pgd:0.1 or, with its steps, pgd:0.1:40")]
pub struct NoAttack {
    text: String,
    why: &'static str,
}

impl Attack {
    /// The fast gradient sign method with this budget; none where that is not from 0 to 1.
    pub fn fgsm(budget: f64) -> Option<Self> {
        let method = Method::Fgsm;
        is_budget(budget).then_some(Self { method, budget })
    }

    /// The name of the method, as commands write it.
    pub fn method(self) -> &'static str {
        match self.method {
            Method::Fgsm => "fgsm",
            Method::Pgd(_) => "pgd",
        }
    }

    /// By how much a pixel's intensity may change, 0..1.
    pub fn budget(self) -> f64 {
        self.budget
    }

    /// By how many of 255 a byte may change.
    pub fn bytes(self) -> u8 {
        // A hair more, since a budget of n/255 is seldom a number that a computer can hold.
        (self.budget * 255.0 + 1e-9).floor() as u8
    }

    /// How many steps it makes.
    pub fn steps(self) -> usize {
        match self.method {
            Method::Fgsm => 1,
            Method::Pgd(steps) => steps,
        }
    }

    /// How far a step goes, in intensity.
    pub fn step_size(self) -> f64 {
        match self.method {
            Method::Fgsm => self.budget,
            Method::Pgd(steps) => REACH * self.budget / steps as f64,
        }
    }

    /// Whether something in it is drawn at random: the start of PGD.
    pub fn is_random(self) -> bool {
        matches!(self.method, Method::Pgd(_))
    }

    /// Pictures, one after the other, changed against a classifier that should answer `labels`. What is random
    /// is drawn for each picture from the seed and its place in its data, which is among `origins`: a picture
    /// comes out the same in every selection.
    ///
    /// # Errors
    /// When a label is none of the classifier's classes, there is not one label and place for each picture, or
    /// the backend fails.
    pub fn on(
        self,
        classifier: &Classifier,
        pictures: &[&[u8]],
        labels: &[u8],
        (seed, origins): (u64, &[u32]),
        device: &Device,
    ) -> Result<Vec<u8>, MetricError> {
        check(classifier, pictures, labels, origins)?;
        let clean: Vec<f32> = pictures.concat().into_iter().map(f32::from).collect();
        let budget = (self.budget * 255.0) as f32;
        let step = (self.step_size() * 255.0) as f32;
        let mut changed = match self.is_random() {
            true => started(&clean, origins, budget, seed),
            false => clean.clone(),
        };
        let network = classifier.network("an attack")?;
        for _ in 0..self.steps() {
            let slopes = loss_gradients(network, &changed, labels, device)?;
            for ((value, &clean), slope) in changed.iter_mut().zip(&clean).zip(slopes) {
                *value = within(*value + step * sign(slope), clean, budget);
            }
        }
        let most = f32::from(self.bytes());
        let bytes = changed.into_iter().zip(clean);
        // Rounded, and then no further than whole bytes may go.
        Ok(bytes
            .map(|(value, clean)| within(value.round(), clean, most) as u8)
            .collect())
    }
}

/// Whether a pixel's intensity can change by that much.
fn is_budget(budget: f64) -> bool {
    (0.0..=1.0).contains(&budget)
}

/// Brought back into the budget around what it was, and into 0..255.
fn within(value: f32, clean: f32, budget: f32) -> f32 {
    value
        .clamp(clean - budget, clean + budget)
        .clamp(0.0, 255.0)
}

/// The sign of a number; of 0, where nothing is to be gained, it is 0.
fn sign(slope: f32) -> f32 {
    match slope {
        0.0 => 0.0,
        slope => slope.signum(),
    }
}

/// Somewhere in the budget around each picture, each place as likely.
fn started(clean: &[f32], origins: &[u32], budget: f32, seed: u64) -> Vec<f32> {
    let size = (clean.len() / origins.len().max(1)).max(1);
    let pictures = clean.chunks_exact(size).zip(origins);
    pictures
        .flat_map(|(picture, &origin)| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(origin.into());
            let moved = picture.iter().map(move |&value| {
                let by = random.random_range(-1.0..=1.0) * budget;
                within(value + by, value, budget)
            });
            moved.collect::<Vec<f32>>()
        })
        .collect()
}

/// The gradient of the sum of the pictures' cross-entropies with respect to the network's normalised inputs.
/// Each picture has a loss of its own, so this is each picture's own gradient; and since inputs grow with
/// intensities, its signs are those with respect to the pixels. `values` are bytes, whole or not.
///
/// # Errors
/// When a label is none of the classifier's classes, or the backend fails.
pub fn loss_gradients(
    classifier: &NetworkClassifier,
    values: &[f32],
    labels: &[u8],
    device: &Device,
) -> Result<Vec<f32>, MetricError> {
    check_labels(&classifier.config().classes, labels)?;
    let preprocessing = classifier.preprocessing();
    let make = |device: &Device| preprocessing.tensor(preprocessing.normalised(values), device);
    let target = |logits: Tensor<2>| {
        let labels: Vec<i32> = labels.iter().map(|&label| i32::from(label)).collect();
        let shape = [labels.len(), 1];
        let labels: Tensor<2, Int> =
            Tensor::from_data(TensorData::new(labels, shape), &logits.device());
        Ok(-activation::log_softmax(logits, 1).gather(1, labels))
    };
    input_gradient(classifier, device, make, target)
}

/// Whether there is a label and a place for each picture, and the classifier reads pictures of this size.
fn check(
    classifier: &Classifier,
    pictures: &[&[u8]],
    labels: &[u8],
    origins: &[u32],
) -> Result<(), MetricError> {
    let (shape, n) = (classifier.shape(), pictures.len());
    let size = shape.pixels();
    if (labels.len(), origins.len()) != (n, n) || pictures.iter().any(|bytes| bytes.len() != size) {
        return Err(MetricError::Lengths {
            what: "an attack",
            first: format!("{n} pictures for a network that reads {shape}"),
            second: format!("{} labels and {} places", labels.len(), origins.len()),
        });
    }
    Ok(())
}

/// Whether each label is one of the classifier's classes.
fn check_labels(classes: &[String], labels: &[u8]) -> Result<(), MetricError> {
    let classes = classes.len();
    let unknown = labels.iter().enumerate();
    let mut unknown = unknown.filter(|(_, label)| usize::from(**label) >= classes);
    match unknown.next() {
        Some((place, &class)) => Err(MetricError::Class {
            what: "an attack",
            place,
            class,
            last: classes.saturating_sub(1),
        }),
        None => Ok(()),
    }
}

impl fmt::Display for Attack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.method(), self.budget)?;
        match self.method {
            Method::Pgd(steps) if steps != STEPS => write!(f, ":{steps}"),
            _ => Ok(()),
        }
    }
}

impl FromStr for Attack {
    type Err = NoAttack;

    fn from_str(text: &str) -> Result<Self, NoAttack> {
        let no = |why| NoAttack {
            text: text.to_owned(),
            why,
        };
        let parts: Vec<&str> = text.trim().split(':').map(str::trim).collect();
        let (method, budget) = match parts.as_slice() {
            ["fgsm", budget] => (Method::Fgsm, *budget),
            ["pgd", budget] => (Method::Pgd(STEPS), *budget),
            ["pgd", budget, steps] => {
                let steps = steps.parse().ok();
                let steps = steps.filter(|steps| (1..=MOST_STEPS).contains(steps));
                let steps = steps.ok_or_else(|| no("steps are a number from 1 to 1000"))?;
                (Method::Pgd(steps), *budget)
            }
            ["fgsm", _, _] => return Err(no("fgsm makes one step")),
            ["fgsm" | "pgd"] => return Err(no("it has no budget")),
            _ => return Err(no("there are fgsm and pgd")),
        };
        let budget = budget.parse().ok();
        let budget = budget.filter(|&budget| is_budget(budget));
        match budget {
            Some(budget) => Ok(Self { method, budget }),
            None => Err(no("the budget is a number from 0 to 1")),
        }
    }
}

impl TryFrom<String> for Attack {
    type Error = NoAttack;

    fn try_from(text: String) -> Result<Self, NoAttack> {
        text.parse()
    }
}

impl From<Attack> for String {
    fn from(attack: Attack) -> Self {
        attack.to_string()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use burn::module::{Module, ModuleMapper, Param};

    use super::*;
    use crate::dataset::Shape;
    use crate::model::network_classifier::ClassifierConfig;
    use crate::model::{Architecture, Normalisation, Preset, device};

    /// Weights `[pixels, classes]` and no bias.
    struct Weights([f32; 4]);

    impl ModuleMapper for Weights {
        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            let values = match D {
                2 => self.0.to_vec(),
                _ => vec![0.0; 2],
            };
            param.map(|tensor| {
                let data = TensorData::new(values, tensor.dims());
                Tensor::from_data(data, &tensor.device())
            })
        }
    }

    /// Two pixels, two classes: the logits of (x, y) are x - 2y and y.
    fn tiny() -> NetworkClassifier {
        let config = ClassifierConfig {
            architecture: Architecture::Preset(Preset::Linear),
            shape: Shape {
                width: 2,
                height: 1,
                channels: 1,
            },
            classes: vec!["a".into(), "b".into()],
            normalisation: Normalisation {
                mean: vec![0.0],
                std: vec![1.0],
            },
        };
        let fresh = NetworkClassifier::new(config, 7, &device()).unwrap();
        fresh.map_network(|network| network.map(&mut Weights([1.0, 0.0, -2.0, 1.0])))
    }

    fn attacked(attack: &str, picture: &[u8], label: u8) -> Vec<u8> {
        let attack: Attack = attack.parse().unwrap();
        let on = attack.on(&tiny().into(), &[picture], &[label], (7, &[0]), &device());
        on.unwrap()
    }

    #[test]
    fn a_step_goes_along_the_signs_that_are_worked_out_by_hand() {
        // The loss of class a is ln(1 + exp(b - a)); b - a = 3y - x, so it grows with y and falls with x.
        assert_eq!(attacked("fgsm:0.1", &[100, 200], 0), [75, 225]);
        assert_eq!(attacked("fgsm:0.1", &[100, 200], 1), [125, 175]);
        // .3 of 255 is 76.5, of which 76 are whole; what would leave 0..255 stays at its border.
        assert_eq!(attacked("fgsm:0.3", &[50, 200], 0), [0, 255]);
        assert_eq!(attacked("fgsm:0.3", &[100, 100], 0), [24, 176]);
        // A loss of a straight line: wherever PGD starts, it ends in the same corner.
        assert_eq!(attacked("pgd:0.1", &[100, 200], 0), [75, 225]);
    }

    #[test]
    fn the_gradient_is_the_one_that_is_worked_out_by_hand() {
        // At (1, 1): a = -1, b = 1; the gradient of class a's loss is p(b) * (-1, 3), p(b) = 1/(1 + e^-2).
        let found = loss_gradients(&tiny(), &[255.0, 255.0], &[0], &device()).unwrap();
        let p = 1.0 / (1.0 + (-2.0f32).exp());
        assert!(
            (found[0] + p).abs() < 1e-6 && (found[1] - 3.0 * p).abs() < 1e-6,
            "{found:?}"
        );
    }

    #[test]
    fn an_attack_is_written_as_it_is_read() {
        for text in ["fgsm:0.1", "pgd:0.3", "pgd:0.1:40", "fgsm:0"] {
            assert_eq!(text.parse::<Attack>().unwrap().to_string(), text);
        }
        assert_eq!(
            "pgd:0.1:10".parse::<Attack>().unwrap().to_string(),
            "pgd:0.1"
        );
        let pgd: Attack = "pgd:0.2:40".parse().unwrap();
        assert_eq!(
            (pgd.steps(), pgd.step_size(), pgd.bytes()),
            (40, 0.0125, 51)
        );
        for (text, why) in [
            ("fgsm", "it has no budget"),
            ("fgsm:0.1:3", "fgsm makes one step"),
            ("fgsm:1.5", "from 0 to 1"),
            ("fgsm:nan", "from 0 to 1"),
            ("pgd:0.1:0", "from 1 to 1000"),
            ("cw:0.1", "there are fgsm and pgd"),
        ] {
            let told = text.parse::<Attack>().unwrap_err().to_string();
            assert!(told.contains(why) && told.contains("pgd:0.1:40"), "{told}");
        }
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let attack: Attack = "fgsm:0.1".parse().unwrap();
        let on = |picture: &[u8], label: u8| {
            let told = attack.on(&tiny().into(), &[picture], &[label], (7, &[0]), &device());
            told.unwrap_err().to_string()
        };
        assert!(on(&[1, 2, 3], 0).contains("2x1"), "{}", on(&[1, 2, 3], 0));
        assert!(on(&[1, 2], 2).contains("0 to 1"), "{}", on(&[1, 2], 2));
    }
}
