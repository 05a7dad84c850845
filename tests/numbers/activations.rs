//! What a look inside a network promises: each layer's maps are what its weights make of the picture, and the
//! last of them are the network's own logits.

use std::iter;
use std::time::Instant;

use mindgap::dataset::{Library, Shape};
use mindgap::eval::activations::{FILTERS, look_inside};
use mindgap::model::architecture::{Conv, Custom};
use mindgap::model::network_classifier::ClassifierConfig;
use mindgap::model::{
    Architecture, Layer, LayerOutput, NetworkClassifier, Normalisation, PassedLayer, Preset, device,
};
use mindgap::train::{Recipe, TrainableClassifier};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// A classifier that takes bytes as they are: mean 0 and a standard deviation of one byte.
fn plain(layers: Vec<Layer>, side: usize) -> NetworkClassifier {
    let config = ClassifierConfig {
        architecture: Architecture::Custom(Custom { layers }),
        shape: Shape {
            width: side,
            height: side,
            channels: 1,
        },
        classes: vec!["a".to_owned(), "b".to_owned()],
        normalisation: Normalisation {
            mean: vec![0.0],
            std: vec![1.0 / 255.0],
        },
    };
    NetworkClassifier::new(config, 7, &device()).unwrap()
}

fn layers(classifier: &NetworkClassifier, picture: &[u8]) -> Vec<LayerOutput> {
    let mut inside = look_inside(classifier, [picture], &device()).unwrap();
    inside.pictures.remove(0)
}

fn close(found: &[f32], wanted: &[f32]) {
    assert_eq!(found.len(), wanted.len());
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() < 1e-4, "{found} for {wanted}");
    }
}

#[test]
fn maps_are_what_the_filters_make_of_the_picture_layer_by_layer() {
    let conv = Conv {
        channels: 2,
        kernel: 2,
        padding: 0,
    };
    let classifier = plain(vec![Layer::Conv(conv), Layer::Relu, Layer::MaxPool(2)], 3);
    let filters = classifier.filters(FILTERS).unwrap();
    assert_eq!((filters.units, filters.width, filters.height), (2, 2, 2));
    // A black picture leaves nothing but the biases.
    let black = layers(&classifier, &[0; 9]);
    let biases: Vec<f32> = black[0].planes().map(|plane| plane[0]).collect();
    // 1 2 3
    // 0 4 0
    // 5 0 6
    let found = layers(&classifier, &[1, 2, 3, 0, 4, 0, 5, 0, 6]);
    let kinds: Vec<PassedLayer> = found.iter().map(|layer| layer.layer).collect();
    let expected = [
        PassedLayer::Conv(2),
        PassedLayer::Relu,
        PassedLayer::MaxPool(2),
        PassedLayer::Linear,
    ];
    assert_eq!(kinds, expected);
    for (map, weights) in filters.planes().enumerate() {
        let &[a, b, c, d] = weights else {
            panic!("two by two")
        };
        // Each output is the filter laid on two by two pixels, and the bias.
        let conv = [
            a + 2.0 * b + 4.0 * d,
            2.0 * a + 3.0 * b + 4.0 * c,
            4.0 * b + 5.0 * c,
            4.0 * a + 6.0 * d,
        ]
        .map(|value| value + biases[map]);
        let relu = conv.map(|value| value.max(0.0));
        let pooled = relu.into_iter().fold(0.0, f32::max);
        let plane = |layer: usize| found[layer].planes().nth(map).unwrap().to_vec();
        close(&plane(0), &conv);
        close(&plane(1), &relu);
        close(&plane(2), &[pooled]);
    }
}

#[test]
fn the_weights_of_a_linear_layer_lie_over_the_pixels_that_they_weigh() {
    let classifier = plain(Vec::new(), 3);
    let filters = classifier.filters(FILTERS).unwrap();
    assert_eq!((filters.units, filters.width, filters.height), (2, 3, 3));
    let picture = [9, 0, 1, 0, 2, 0, 0, 3, 7];
    let bias = layers(&classifier, &[0; 9]).remove(0).values;
    let found = layers(&classifier, &picture).remove(0);
    assert!(!found.is_maps());
    let wanted = filters.planes().zip(bias).map(|(weights, bias)| {
        let products = weights.iter().zip(picture);
        let sum: f32 = products
            .map(|(weight, pixel)| weight * f32::from(pixel))
            .sum();
        sum + bias
    });
    close(&found.values, &wanted.collect::<Vec<f32>>());
}

#[test]
fn at_the_end_there_are_the_networks_own_logits_whatever_operations_it_runs_on() {
    let split = Library::builtin()
        .select(&"mnist/test".parse().unwrap())
        .unwrap();
    for preset in Preset::ALL {
        let config = ClassifierConfig {
            architecture: Architecture::Preset(preset),
            shape: split.dataset().shape(),
            classes: split.dataset().classes().to_vec(),
            normalisation: Normalisation::of(&split.sample(20, 7).unwrap()),
        };
        let classifier = NetworkClassifier::new(config, 7, &device()).unwrap();
        let picture = split.picture(3);
        let logits = classifier.logits(iter::once(picture), &device());
        let logits: Vec<f32> = logits.into_data().try_into_vec().unwrap();
        let last = layers(&classifier, picture).pop().unwrap();
        close(&last.values, &logits);
    }
}

#[test]
fn no_more_filters_are_handed_out_than_are_wanted_and_none_that_are_not_of_pixels() {
    let linear = plain(vec![Layer::Linear(40)], 3).filters(FILTERS).unwrap();
    assert_eq!((linear.units, linear.planes().count()), (40, FILTERS));
    let behind_pooling = plain(vec![Layer::MaxPool(3)], 3).filters(FILTERS).unwrap();
    assert_eq!(behind_pooling.units, 0);
}

#[test]
fn a_picture_of_another_size_is_refused() {
    let classifier = plain(Vec::new(), 3);
    assert!(look_inside(&classifier, [[0_u8; 8].as_slice()], &device()).is_err());
}

/// Steps between two changes of side, and how often they change.
const STEPS: usize = 20;
const TURNS: usize = 10;

/// Not a promise but a measurement: training steps with and without a look at the filters after each, by turns in one
/// run, so that a busy machine is as busy for both.
#[test]
#[ignore = "a measurement: --ignored --nocapture"]
fn images_a_second_with_and_without_a_look_at_the_filters_after_each_step() {
    let split = Library::builtin()
        .select(&"mnist/test".parse().unwrap())
        .unwrap();
    let split = split.sample(64, 7).unwrap();
    let labels: Vec<u8> = (0..split.len()).map(|at| split.label(at)).collect();
    for preset in [Preset::Linear, Preset::Mlp, Preset::Cnn] {
        let config = ClassifierConfig {
            architecture: Architecture::Preset(preset),
            shape: split.dataset().shape(),
            classes: split.dataset().classes().to_vec(),
            normalisation: Normalisation::of(&split),
        };
        let device = device().autodiff();
        let classifier = NetworkClassifier::new(config, 7, &device).unwrap();
        let pictures = || (0..split.len()).map(|at| split.picture(at));
        let mut learner = TrainableClassifier::new(classifier, &Recipe::default());
        let mut masks = ChaCha8Rng::seed_from_u64(7);
        let mut seconds = [0.0; 2];
        let mut looks = 0.0;
        for turn in 0..TURNS {
            let began = Instant::now();
            for _ in 0..STEPS {
                learner.learn(pictures(), &labels, &mut masks).unwrap();
                if turn % 2 == 1 {
                    let valid = learner.classifier().valid();
                    let began = Instant::now();
                    valid.filters(FILTERS).unwrap();
                    looks += began.elapsed().as_secs_f64();
                }
            }
            seconds[turn % 2] += began.elapsed().as_secs_f64();
        }
        let images = (STEPS * TURNS / 2 * split.len()) as f64;
        let [without, with] = seconds.map(|seconds| images / seconds);
        let one = looks / (STEPS * TURNS / 2) as f64 * 1e6;
        println!("{preset:?}: {without:.0} without, {with:.0} with; {one:.0} µs a look");
    }
}
