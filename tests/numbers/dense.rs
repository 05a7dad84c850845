//! A dense network learns in the kernels what burn's own operations teach it, on any number of threads.

use burn::tensor::{Device, Int, Tensor, TensorData, activation};
use mindgap::kernel::{AdamStep, DenseLearner, LinearLayer};
use mindgap::model::device;
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// The first step of Adam as PyTorch has it by default.
const FIRST: AdamStep = AdamStep {
    beta_1: 0.9,
    beta_2: 0.999,
    factor: 0.316_227_76,
    epsilon: 3.162_277_6e-10,
    rate: 1e-3,
};

/// Layers of small whole numbers, whose products have no rounding; `units` are those of the inputs, of each hidden layer
/// and of the answers.
fn layers(units: &[usize], relu: bool, rng: &mut ChaCha8Rng) -> Vec<LinearLayer> {
    let mut whole = |n| (0..n).map(|_| rng.random_range(-1i8..=1).into()).collect();
    let pairs = units.windows(2).enumerate();
    pairs
        .map(|(at, pair)| LinearLayer {
            weights: whole(pair[0] * pair[1]),
            bias: whole(pair[1]),
            relu: relu && at + 2 < units.len(),
        })
        .collect()
}

fn batch(n: usize, units: &[usize], rng: &mut ChaCha8Rng) -> (Vec<f32>, Vec<u8>) {
    let inputs = (0..n * units[0]).map(|_| rng.random_range(-1i8..=1).into());
    let inputs = inputs.collect();
    let classes = *units.last().unwrap() as u8;
    let labels = (0..n).map(|_| rng.random_range(0..classes)).collect();
    (inputs, labels)
}

fn tensor<const D: usize>(values: &[f32], shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values.to_vec(), shape), device)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap()
}

/// Logits, loss, and the gradients of each layer's weights and bias, by burn's own operations.
fn by_burn(
    layers: &[LinearLayer],
    inputs: &[f32],
    labels: &[u8],
) -> (Vec<f32>, f32, Vec<[Vec<f32>; 2]>) {
    let device = device().autodiff();
    let n = labels.len();
    let mut values_now = tensor::<2>(inputs, [n, inputs.len() / n], &device);
    let mut parameters = Vec::new();
    for layer in layers {
        let outputs = layer.bias.len();
        let shape = [layer.weights.len() / outputs, outputs];
        let weights = tensor::<2>(&layer.weights, shape, &device).require_grad();
        let bias = tensor::<1>(&layer.bias, [outputs], &device).require_grad();
        values_now = values_now.matmul(weights.clone()) + bias.clone().unsqueeze();
        if layer.relu {
            values_now = activation::relu(values_now);
        }
        parameters.push((weights, bias));
    }
    let logits = values_now;
    let truth: Vec<i32> = labels.iter().map(|&label| label.into()).collect();
    let truth: Tensor<2, Int> = Tensor::from_data(TensorData::new(truth, [n, 1]), &device);
    let chances = activation::log_softmax(logits.clone(), 1);
    let loss = -chances.gather(1, truth).mean();
    let gradients = loss.backward();
    let of = |(weights, bias): &(Tensor<2>, Tensor<1>)| {
        [
            values(weights.grad(&gradients).unwrap()),
            values(bias.grad(&gradients).unwrap()),
        ]
    };
    let gradients = parameters.iter().map(of).collect();
    (values(logits.inner()), values(loss.inner())[0], gradients)
}

/// The largest difference, as a share of the largest value (at least 1).
fn difference(one: &[f32], other: &[f32]) -> f32 {
    assert_eq!(one.len(), other.len());
    let size = other.iter().fold(1f32, |size, value| size.max(value.abs()));
    let pairs = one.iter().zip(other);
    pairs.fold(0f32, |most, (a, b)| most.max((a - b).abs())) / size
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn logits_are_burns_to_the_last_bit_and_gradients_but_for_the_rounding_of_softmax(
        units in prop::collection::vec(1usize..=100, 1..=3), classes in 2usize..=20,
        n in 1usize..=80, relu in any::<bool>(), seed in any::<u64>(),
    ) {
        let units = [units, vec![classes]].concat();
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let layers = layers(&units, relu, &mut rng);
        let (inputs, labels) = batch(n, &units, &mut rng);
        let (logits, loss, gradients) = by_burn(&layers, &inputs, &labels);
        let mut network = DenseLearner::new(&layers, None);
        prop_assert_eq!(&network.layers(), &layers, "packed and unpacked");
        let (lost, found) = network.step(&inputs, &labels, FIRST);
        prop_assert!(found == logits, "logits: {}", difference(&found, &logits));
        prop_assert!((lost - loss).abs() <= 1e-5 * loss.abs().max(1.0), "loss: {lost} {loss}");
        // After one step Adam's first moment is a tenth of the gradient.
        for (moments, [weights, bias]) in network.moments().iter().zip(&gradients) {
            for (moment, gradient) in [(&moments.weights[0], weights), (&moments.bias[0], bias)] {
                let found: Vec<f32> = moment.iter().map(|m| m / (1.0 - FIRST.beta_1)).collect();
                let apart = difference(&found, gradient);
                prop_assert!(apart < 1e-5, "{units:?}: {apart}");
            }
        }
    }
}

/// Layers wide enough to be handed out to threads, after some steps.
fn learned_by(threads: usize) -> (Vec<LinearLayer>, Vec<f32>) {
    let units = [784, 300, 130, 10];
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut layers = layers(&units, true, &mut rng);
    for layer in &mut layers {
        let bound = (units[0] as f32).sqrt().recip();
        layer.weights.fill_with(|| rng.random_range(-bound..bound));
    }
    let (inputs, labels) = batch(100, &units, &mut rng);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build().unwrap().install(|| {
        let mut network = DenseLearner::new(&layers, None);
        let losses = (0..5).map(|_| network.step(&inputs, &labels, FIRST).0);
        let losses = losses.collect();
        (network.layers(), losses)
    })
}

#[test]
fn large_layers_learn_the_same_to_the_last_bit_on_any_number_of_threads() {
    let alone = learned_by(1);
    assert!(
        alone.1.windows(2).all(|pair| pair[1] < pair[0]),
        "{:?}",
        alone.1
    );
    for threads in [2, 3, 8] {
        assert_eq!(learned_by(threads), alone, "{threads} threads");
    }
}

#[test]
fn a_loss_that_is_not_finite_is_told_and_changes_nothing() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let units = [20, 9, 3];
    let layers = layers(&units, true, &mut rng);
    let (inputs, labels) = batch(5, &units, &mut rng);
    for spoiled in [f32::NAN, f32::INFINITY] {
        let mut network = DenseLearner::new(&layers, None);
        let mut bad = inputs.clone();
        bad[33] = spoiled;
        let (loss, logits) = network.step(&bad, &labels, FIRST);
        assert!(!loss.is_finite() && logits.iter().any(|logit| !logit.is_finite()));
        assert_eq!(network.layers(), layers);
        assert!(network.step(&inputs, &labels, FIRST).0.is_finite());
        assert_ne!(network.layers(), layers);
    }
}

#[test]
fn a_network_goes_on_with_its_moments_as_if_it_had_not_been_put_away() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let units = [50, 70, 10];
    let layers = layers(&units, true, &mut rng);
    let (inputs, labels) = batch(8, &units, &mut rng);
    let mut network = DenseLearner::new(&layers, None);
    network.step(&inputs, &labels, FIRST);
    let mut other = DenseLearner::new(&network.layers(), Some(&network.moments()));
    let same = [&mut network, &mut other].map(|network| network.step(&inputs, &labels, FIRST));
    assert_eq!(same[0], same[1]);
    assert_eq!(network.layers(), other.layers());
    assert_eq!(network.moments(), other.moments());
}
