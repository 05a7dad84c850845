//! The fused operations compute what burn's own compute, layer by layer, and the same on any number
//! of threads.

use burn::tensor::module::{conv2d, max_pool2d};
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Device, Tensor, TensorData, activation};
use mindgap::dataset::{Library, Split};
use mindgap::kernel::{ConvBlock, Output, backward, forward};
use mindgap::model::network_classifier::ClassifierConfig;
use mindgap::model::{
    Architecture, Network, NetworkClassifier, Normalisation, Operations, Preset, device,
};
use mindgap::train::{BatchScore, Recipe, TrainableClassifier};
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Small whole numbers: their sums and products have no rounding in single precision, so whatever
/// order they are added in gives the same to the last bit.
fn random(n: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    (0..n).map(|_| rng.random_range(-4i8..=4).into()).collect()
}

/// Values and gradients of one pass: out, and the gradients of pictures, weights and biases.
type Pass = [Vec<f32>; 4];

struct Inputs {
    pictures: Vec<f32>,
    weights: Vec<f32>,
    bias: Vec<f32>,
    gradient: Vec<f32>,
}

impl Inputs {
    fn random(block: &ConvBlock, batch: usize, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let taps = block.input * block.kernel * block.kernel;
        Self {
            pictures: random(batch * block.in_values(), &mut rng),
            weights: random(block.output * taps, &mut rng),
            bias: random(block.output, &mut rng),
            gradient: random(batch * block.out_values(), &mut rng),
        }
    }

    fn fused(&self, block: &ConvBlock) -> Pass {
        let parameters = (self.weights.as_slice(), self.bias.as_slice());
        let Output { values, argmax } = forward(block, &self.pictures, parameters, true);
        let alone = forward(block, &self.pictures, parameters, false);
        let mut same = alone.values.iter().zip(&values);
        assert!(same.all(|(a, b)| a.to_bits() == b.to_bits()));
        let found = backward(
            block,
            &self.pictures,
            &self.weights,
            (&values, &argmax),
            &self.gradient,
            true,
        );
        [values, found.input.unwrap(), found.weights, found.bias]
    }

    /// The same by burn's own operations and its own gradients.
    fn reference(&self, block: &ConvBlock, batch: usize) -> Pass {
        let device = device().autodiff();
        let pictures = [batch, block.height, block.width, block.input];
        let weights = [block.output, block.input, block.kernel, block.kernel];
        let pictures = tensor::<4>(&self.pictures, pictures, &device).require_grad();
        let weights = tensor::<4>(&self.weights, weights, &device).require_grad();
        let bias = tensor::<1>(&self.bias, [block.output], &device).require_grad();
        let padding = [block.padding; 2];
        let mut maps = conv2d(
            pictures.clone().permute([0, 3, 1, 2]),
            weights.clone(),
            Some(bias.clone()),
            ConvOptions::new([1, 1], padding, [1, 1], 1),
        );
        if block.relu {
            maps = activation::relu(maps);
        }
        if block.pool > 1 {
            let side = [block.pool; 2];
            maps = max_pool2d(maps, MaxPoolOptions::new(side).with_stride(side));
        }
        let out = maps.permute([0, 2, 3, 1]);
        let shape = out.dims();
        let gradients = (out.clone() * tensor(&self.gradient, shape, &device))
            .sum()
            .backward();
        [
            values(out.inner()),
            values(pictures.grad(&gradients).unwrap()),
            values(weights.grad(&gradients).unwrap()),
            values(bias.grad(&gradients).unwrap()),
        ]
    }
}

fn tensor<const D: usize>(values: &[f32], shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values.to_vec(), shape), device)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap()
}

/// The largest difference, as a share of the largest value (at least 1).
fn difference(one: &[f32], other: &[f32]) -> f32 {
    assert_eq!(one.len(), other.len());
    let size = other.iter().fold(1f32, |size, value| size.max(value.abs()));
    let pairs = one.iter().zip(other);
    pairs.fold(0f32, |most, (a, b)| most.max((a - b).abs())) / size
}

prop_compose! {
    /// Blocks of odd and even sides, one channel and many, without padding and with more than the
    /// kernel needs, with and without ReLU and pooling.
    fn blocks()(
        (kernel, padding, pool) in (1usize..=7, 0usize..=3, 1usize..=3),
        (input, output) in (1usize..=40, 1usize..=70),
        relu in any::<bool>(),
    )(
        height in (kernel + pool - 1).saturating_sub(2 * padding).max(1)..=17,
        width in (kernel + pool - 1).saturating_sub(2 * padding).max(1)..=40,
        (kernel, padding, pool, input, output, relu) in
            Just((kernel, padding, pool, input, output, relu)),
    ) -> ConvBlock {
        ConvBlock { height, width, input, output, kernel, padding, relu, pool }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_fused_block_and_its_gradients_are_those_of_burns_operations_to_the_last_bit(
        block in blocks(), batch in 1usize..=11, seed in any::<u64>(),
    ) {
        let inputs = Inputs::random(&block, batch, seed);
        let fused = inputs.fused(&block);
        let reference = inputs.reference(&block, batch);
        let names = ["out", "pictures", "weights", "bias"];
        for ((name, fused), reference) in names.iter().zip(&fused).zip(&reference) {
            prop_assert!(fused == reference, "{name}: {}", difference(fused, reference));
        }
    }
}

/// By hand: a picture of 3x3, a kernel that sums the diagonal of 2x2, bias -10, ReLU.
#[test]
fn a_small_block_gives_what_one_works_out_by_hand() {
    let block = ConvBlock {
        height: 3,
        width: 3,
        input: 1,
        output: 1,
        kernel: 2,
        padding: 0,
        relu: true,
        pool: 1,
    };
    let pictures = [1., 2., 3., 4., 5., 6., 7., 8., 9.];
    let (weights, bias) = ([1., 0., 0., 1.], [-10.]);
    let output = forward(&block, &pictures, (&weights, &bias), true);
    // 1+5, 2+6, 4+8, 5+9, each less 10, below zero cut off.
    assert_eq!(output.values, [0., 0., 2., 4.]);
    let gradient = [1., 1., 10., 100.];
    let found = backward(
        &block,
        &pictures,
        &weights,
        (&output.values, &output.argmax),
        &gradient,
        true,
    );
    assert_eq!(found.bias, [110.]);
    assert_eq!(found.weights, [540., 650., 870., 980.]);
    let input = [0., 0., 0., 10., 100., 0., 0., 10., 100.];
    assert_eq!(found.input.unwrap(), input);
}

#[test]
fn pooling_passes_the_gradient_to_the_largest_value_only() {
    let block = ConvBlock {
        height: 2,
        width: 2,
        input: 1,
        output: 1,
        kernel: 1,
        padding: 0,
        relu: true,
        pool: 2,
    };
    let pictures = [1., 4., 3., 2.];
    let output = forward(&block, &pictures, (&[2.], &[0.]), true);
    assert_eq!(output.values, [8.]);
    let (values, argmax) = (&output.values, &output.argmax);
    let found = backward(&block, &pictures, &[2.], (values, argmax), &[5.], true);
    assert_eq!(found.input.unwrap(), [0., 10., 0., 0.]);
    assert_eq!((found.weights, found.bias), (vec![20.], vec![5.]));
}

#[test]
fn what_is_no_number_stays_none_so_that_a_diverging_run_shows_it() {
    let block = ConvBlock {
        height: 4,
        width: 4,
        input: 1,
        output: 20,
        kernel: 3,
        padding: 1,
        relu: true,
        pool: 2,
    };
    for place in 0..16 {
        let mut inputs = Inputs::random(&block, 1, 1);
        inputs.pictures[place] = f32::NAN;
        let [out, pictures, weights, bias] = inputs.fused(&block);
        for channel in 0..block.output {
            let touched = out.iter().skip(channel).step_by(block.output);
            assert!(touched.filter(|value| value.is_nan()).count() >= 1);
        }
        assert!(weights.iter().any(|value| value.is_nan()));
        assert!(pictures.iter().chain(&bias).all(|value| !value.is_nan()));
    }
}

fn classifier(model: Preset, split: &Split, device: &Device) -> NetworkClassifier {
    let config = ClassifierConfig {
        architecture: Architecture::Preset(model),
        shape: split.dataset().shape(),
        classes: split.dataset().classes().to_vec(),
        normalisation: Normalisation::of(split),
    };
    NetworkClassifier::new(config, 7, device).unwrap()
}

/// The scores of some steps of training, and the answers of the trained network.
fn learn(model: Preset, operations: Operations) -> (Vec<BatchScore>, Vec<Vec<f32>>) {
    let part = "mnist/train".parse().unwrap();
    let split = Library::builtin().select(&part).unwrap();
    let split = split.sample(60, 7).unwrap();
    let device = device().autodiff();
    let recipe = Recipe {
        operations,
        ..Recipe::default()
    };
    let mut learner = TrainableClassifier::new(classifier(model, &split, &device), &recipe);
    let labels: Vec<u8> = (0..split.len()).map(|at| split.label(at)).collect();
    let pictures = || (0..split.len()).map(|at| split.picture(at));
    let mut masks = ChaCha8Rng::seed_from_u64(7);
    let mut step = || learner.learn(pictures(), &labels, &mut masks).unwrap();
    let scores = (0..6).map(|_| step()).collect();
    let valid = learner.classifier().valid();
    let answers = valid.probabilities(pictures(), &mindgap::model::device());
    (scores, answers.unwrap())
}

#[test]
fn every_preset_learns_the_same_to_the_last_bit_on_any_number_of_threads() {
    for model in Preset::ALL {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            pool.build()
                .unwrap()
                .install(|| learn(model, Operations::Fused))
        };
        let alone = on(1);
        for threads in [2, 3, 8] {
            assert_eq!(on(threads), alone, "{model:?} on {threads} threads");
        }
    }
}

#[test]
fn every_preset_learns_the_same_but_for_rounding_with_burns_operations() {
    for model in Preset::ALL {
        let (fused, answers) = learn(model, Operations::Fused);
        let (burn, reference) = learn(model, Operations::Burn);
        for (fused, burn) in fused.iter().zip(&burn) {
            let apart = (fused.loss - burn.loss).abs();
            assert!(apart < 1e-3, "{model:?}: {} {}", fused.loss, burn.loss);
        }
        let apart = difference(&answers.concat(), &reference.concat());
        assert!(apart < 1e-2, "{model:?}: {apart}");
    }
}

/// Networks without convolutions run the same operations either way, but for Adam's and the sums of the loss.
#[test]
fn adam_in_one_pass_is_burns_adam_but_for_the_rounding_of_the_loss() {
    for model in [Preset::Linear, Preset::Mlp] {
        let (fused, answers) = learn(model, Operations::Fused);
        let (burn, reference) = learn(model, Operations::Burn);
        for (fused, burn) in fused.iter().zip(&burn) {
            let apart = (fused.loss - burn.loss).abs();
            assert!(apart < 1e-5, "{model:?}: {} {}", fused.loss, burn.loss);
        }
        let apart = difference(&answers.concat(), &reference.concat());
        assert!(apart < 1e-4, "{model:?}: {apart}");
    }
}

/// What a hand-written list of layers may hold beside blocks: pooling first, ReLU alone, pooling
/// twice, no ReLU.
#[test]
fn layers_in_any_order_give_the_same_with_both_kinds_of_operations() {
    let lists = [
        "{ layers: [{ max_pool: 2 }, { conv: { channels: 5, kernel: 3 } }, { max_pool: 2 }, relu] }",
        "{ layers: [relu, { conv: { channels: 9, kernel: 4, padding: 2 } }, { linear: 12 }] }",
        "{ layers: [{ conv: { channels: 3, kernel: 5 } }, relu, { max_pool: 3 }, { max_pool: 2 }] }",
    ];
    for list in lists {
        let yaml = serde_yaml::Deserializer::from_str(list);
        let architecture: Architecture =
            serde_yaml::with::singleton_map_recursive::deserialize(yaml).unwrap();
        let part = "mnist/test".parse().unwrap();
        let split = Library::builtin()
            .select(&part)
            .unwrap()
            .sample(9, 7)
            .unwrap();
        let shape = split.dataset().shape();
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let network = Network::new(&architecture, shape, 10, &mut rng, &device()).unwrap();
        let picture = classifier(Preset::Linear, &split, &device());
        let inputs = picture.inputs((0..9).map(|at| split.picture(at)), &device());
        let fused = values(network.forward(inputs.clone(), Operations::Fused));
        let burn = values(network.forward(inputs, Operations::Burn));
        // Single precision keeps about seven digits.
        assert!(difference(&fused, &burn) < 1e-5, "{list}");
    }
}
