//! What saliency promises: gradients are those of the forward pass, whatever operations the network
//! runs on, and covering up what is empty changes nothing.

use std::iter;

use mindgap::dataset::{Library, Split};
use mindgap::eval::logits::softmax;
use mindgap::eval::saliency::{Target, gradient, occlusion};
use mindgap::model::architecture::{Conv, Custom};
use mindgap::model::network_classifier::ClassifierConfig;
use mindgap::model::{
    Architecture, Layer, NetworkClassifier, Normalisation, Operations, Preset, device,
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

fn some(part: &str) -> Split {
    let part = Library::builtin().select(&part.parse().unwrap()).unwrap();
    part.sample(20, 7).unwrap()
}

fn classifier(architecture: Architecture, split: &Split) -> NetworkClassifier {
    let config = ClassifierConfig {
        architecture,
        shape: split.dataset().shape(),
        classes: split.dataset().classes().to_vec(),
        normalisation: Normalisation::of(split),
    };
    NetworkClassifier::new(config, 7, &device()).unwrap()
}

/// A convolution and a linear layer without ReLU or pooling: nothing that has a corner. Its loss is
/// still no straight line, because of softmax.
fn smooth() -> Architecture {
    let conv = Conv {
        channels: 4,
        kernel: 3,
        padding: 1,
    };
    Architecture::Custom(Custom {
        layers: vec![Layer::Conv(conv), Layer::Linear(12)],
    })
}

/// A picture of no particular thing, away from black and white, so that each pixel can be changed
/// both ways.
fn grey(values: usize) -> Vec<u8> {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    (0..values).map(|_| rng.random_range(100..=155)).collect()
}

fn logits(classifier: &NetworkClassifier, picture: &[u8]) -> Vec<f32> {
    let logits = classifier.logits(iter::once(picture), &device());
    logits.into_data().try_into_vec().unwrap()
}

fn measured(classifier: &NetworkClassifier, picture: &[u8], target: Target) -> f64 {
    let logits = logits(classifier, picture);
    match target {
        Target::Loss(label) => -softmax(&logits, 1.0)[usize::from(label)].ln(),
        Target::Class(class) => f64::from(logits[usize::from(class)]),
        Target::Answer => f64::from(logits.iter().copied().fold(f32::MIN, f32::max)),
    }
}

/// The largest difference, as a share of the largest value.
fn apart(one: &[f32], other: &[f32]) -> f32 {
    assert_eq!(one.len(), other.len());
    let largest = other.iter().fold(0f32, |most, value| most.max(value.abs()));
    let differences = one.iter().zip(other).map(|(a, b)| (a - b).abs());
    differences.fold(0.0, f32::max) / largest
}

#[test]
fn gradients_are_the_differences_that_changed_pixels_make() {
    for part in ["mnist/test", "cifar10/test"] {
        let classifier = classifier(smooth(), &some(part));
        let shape = classifier.config().shape;
        let picture = grey(shape.pixels());
        for operations in [Operations::Fused, Operations::Burn] {
            let classifier = classifier.clone().on(operations);
            for target in [Target::Answer, Target::Class(3), Target::Loss(3)] {
                let found = gradient(&classifier, &picture, target, &device()).unwrap();
                assert_eq!(found.values.len(), shape.pixels());
                let places: Vec<usize> = (0..shape.pixels()).step_by(37).collect();
                let differences: Vec<f32> = places
                    .iter()
                    .map(|&place| {
                        let at = |byte: u8| {
                            let mut changed = picture.clone();
                            changed[place] = byte;
                            measured(&classifier, &changed, target)
                        };
                        let byte = picture[place];
                        ((at(byte + 20) - at(byte - 20)) / (40.0 / 255.0)) as f32
                    })
                    .collect();
                let here: Vec<f32> = places.iter().map(|&place| found.values[place]).collect();
                // Logits have seven digits, of which a small change of one pixel leaves four.
                let apart = apart(&here, &differences);
                assert!(apart < 2e-3, "{part} {operations:?} {target:?}: {apart}");
            }
        }
    }
}

#[test]
fn fused_operations_and_burns_own_give_the_same_gradients() {
    let split = some("mnist/test");
    for model in [Preset::Cnn, Preset::Lenet5] {
        let fused = classifier(Architecture::Preset(model), &split);
        let burn = fused.clone().on(Operations::Burn);
        for (picture, label) in split.iter().take(5) {
            for target in [Target::Answer, Target::Loss(label)] {
                let fused = gradient(&fused, picture, target, &device()).unwrap();
                let burn = gradient(&burn, picture, target, &device()).unwrap();
                let apart = apart(&fused.values, &burn.values);
                assert!(apart < 1e-4, "{model:?} {target:?}: {apart}");
            }
        }
    }
}

#[test]
fn a_linear_networks_logits_hang_on_their_pixels_alike_in_every_picture() {
    let split = some("mnist/test");
    let linear = classifier(Architecture::Preset(Preset::Linear), &split);
    let of = |at: usize| {
        let picture = split.picture(at);
        gradient(&linear, picture, Target::Class(5), &device()).unwrap()
    };
    assert_eq!(of(0), of(1));
}

#[test]
fn a_colour_pixel_counts_as_much_as_its_strongest_channel() {
    let split = some("cifar10/test");
    let linear = classifier(Architecture::Preset(Preset::Linear), &split);
    let picture = split.picture(0);
    let found = gradient(&linear, picture, Target::Answer, &device()).unwrap();
    let magnitude = found.magnitude();
    assert_eq!(magnitude.len(), 32 * 32);
    for (values, strongest) in found.values.chunks(3).zip(magnitude) {
        let expected = values[0].abs().max(values[1].abs()).max(values[2].abs());
        assert_eq!(strongest, expected);
    }
}

#[test]
fn a_network_that_is_being_trained_can_be_asked_too() {
    let split = some("mnist/test");
    let plain = classifier(Architecture::Preset(Preset::Cnn), &split);
    let config = plain.config().clone();
    let training = NetworkClassifier::new(config, 7, &device().autodiff()).unwrap();
    let of = |classifier: &NetworkClassifier| {
        let picture = split.picture(0);
        gradient(classifier, picture, Target::Answer, &device()).unwrap()
    };
    assert_eq!(of(&plain), of(&training));
}

#[test]
fn covering_background_with_background_changes_nothing() {
    let split = some("mnist/test");
    let cnn = classifier(Architecture::Preset(Preset::Cnn), &split);
    let picture = split.picture(0);
    let found = occlusion(&cnn.clone().into(), picture, 1, 0, &device()).unwrap();
    assert_eq!(found.drops.len(), 28 * 28);
    let mut changed = 0;
    for (&byte, &drop) in picture.iter().zip(&found.drops) {
        match byte {
            0 => assert_eq!(drop, 0.0),
            _ => changed += usize::from(drop != 0.0),
        }
    }
    assert!(changed > 0, "ink matters");
}

#[test]
fn a_drop_is_the_answers_probability_before_less_after() {
    let split = some("mnist/test");
    let cnn = classifier(Architecture::Preset(Preset::Cnn), &split);
    let picture = split.picture(1);
    let found = occlusion(&cnn.clone().into(), picture, 3, 0, &device()).unwrap();
    let whole = softmax(&logits(&cnn, picture), 1.0);
    let answer = usize::from(found.answer);
    assert!((whole[answer] - f64::from(found.confidence)).abs() < 1e-6);
    // In the middle, in the last column (where the patch is cut off), in a corner.
    for (row, column) in [(14, 14), (10, 27), (0, 0)] {
        let mut covered = picture.to_vec();
        for (place, byte) in covered.iter_mut().enumerate() {
            let near = |at: usize, centre: usize| at.abs_diff(centre) <= 1;
            if near(place / 28, row) && near(place % 28, column) {
                *byte = 0;
            }
        }
        let left = softmax(&logits(&cnn, &covered), 1.0)[answer];
        let drop = f64::from(found.drops[row * 28 + column]);
        assert!((whole[answer] - left - drop).abs() < 1e-6);
    }
    // A patch that covers everything leaves an empty picture, wherever it is.
    let all = occlusion(&cnn.clone().into(), picture, 60, 0, &device()).unwrap();
    let left = softmax(&logits(&cnn, &[0; 28 * 28]), 1.0)[answer];
    for drop in all.drops {
        assert!((whole[answer] - left - f64::from(drop)).abs() < 1e-6);
    }
}

#[test]
fn what_cannot_be_asked_is_told() {
    let split = some("mnist/test");
    let linear = classifier(Architecture::Preset(Preset::Linear), &split);
    let picture = split.picture(0);
    let short = gradient(&linear, &picture[1..], Target::Answer, &device()).unwrap_err();
    assert!(short.to_string().contains("28x28"), "{short}");
    assert!(occlusion(&linear.clone().into(), &picture[1..], 1, 0, &device()).is_err());
    assert!(occlusion(&linear.clone().into(), picture, 0, 0, &device()).is_err());
    let unknown = gradient(&linear, picture, Target::Class(10), &device()).unwrap_err();
    assert!(unknown.to_string().contains("0 to 9"), "{unknown}");
}
