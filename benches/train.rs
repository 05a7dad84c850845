//! Training and inference of every preset, several runs at once, and what surrounds a run.
//! `cargo bench --bench train`; the comparison with PyTorch is in `compare/`.

#![allow(clippy::unwrap_used, reason = "a bench may fail")]

use divan::Bencher;
use divan::counter::ItemsCount;
use mimalloc::MiMalloc;
use mindgap::dataset::{Library, Split};
use mindgap::model::architecture::{Conv, Custom};
use mindgap::model::network_classifier::ClassifierConfig;
use mindgap::model::{
    Architecture, Layer, NetworkClassifier, Normalisation, Operations, Preset, device,
};
use mindgap::train::{
    DataChoice, Event, Experiment, Recipe, RunStore, TrainableClassifier, Trainer,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    divan::main();
}

/// Pictures in a training step.
const BATCH: usize = 64;
/// Pictures in a forward pass of inference.
const INFERENCE: usize = 256;

/// What is measured: the presets on MNIST, and the `cnn` preset's plan at twice the width on CIFAR.
const MODELS: [&str; 6] = ["linear", "mlp", "lenet5", "cnn", "alexnet-mini", "cifar"];

fn model(name: &str) -> (Architecture, &'static str) {
    let preset = Preset::ALL.into_iter().find(|preset| preset.name() == name);
    match preset {
        Some(preset) => (Architecture::Preset(preset), "mnist"),
        None => {
            let conv = |channels| {
                Layer::Conv(Conv {
                    channels,
                    kernel: 3,
                    padding: 1,
                })
            };
            let layers = vec![
                conv(32),
                Layer::Relu,
                Layer::MaxPool(2),
                conv(64),
                Layer::Relu,
                Layer::MaxPool(2),
                Layer::Linear(128),
                Layer::Relu,
            ];
            (Architecture::Custom(Custom { layers }), "cifar10")
        }
    }
}

fn pictures(set: &str, n: usize) -> Split {
    let part = format!("{set}/train").parse().unwrap();
    Library::builtin()
        .select(&part)
        .unwrap()
        .sample(n, 7)
        .unwrap()
}

fn classifier(
    architecture: Architecture,
    split: &Split,
    device: &burn::tensor::Device,
) -> NetworkClassifier {
    let config = ClassifierConfig {
        architecture,
        shape: split.dataset().shape(),
        classes: split.dataset().classes().to_vec(),
        normalisation: Normalisation::of(split),
    };
    NetworkClassifier::new(config, 7, device).unwrap()
}

fn bytes(split: &Split) -> impl ExactSizeIterator<Item = &[u8]> {
    (0..split.len()).map(|at| split.picture(at))
}

/// Forward, backward, update, from bytes on.
#[divan::bench(args = MODELS, consts = [0, 1], sample_count = 20, sample_size = 5)]
fn step<const BURN: usize>(bencher: Bencher, name: &str) {
    let (architecture, set) = model(name);
    let split = pictures(set, BATCH);
    let device = device().autodiff();
    let recipe = Recipe {
        operations: [Operations::Fused, Operations::Burn][BURN],
        ..Recipe::default()
    };
    let classifier = classifier(architecture, &split, &device);
    let labels: Vec<u8> = (0..split.len()).map(|at| split.label(at)).collect();
    let mut learner = TrainableClassifier::new(classifier, &recipe);
    let mut masks = ChaCha8Rng::seed_from_u64(7);
    bencher
        .counter(ItemsCount::new(BATCH))
        .bench_local(|| learner.learn(bytes(&split), &labels, &mut masks).unwrap());
}

/// From bytes to probabilities.
#[divan::bench(args = MODELS, consts = [0, 1], sample_count = 20, sample_size = 5)]
fn inference<const BURN: usize>(bencher: Bencher, name: &str) {
    let (architecture, set) = model(name);
    let split = pictures(set, INFERENCE);
    let device = device();
    let classifier =
        classifier(architecture, &split, &device).on([Operations::Fused, Operations::Burn][BURN]);
    bencher
        .counter(ItemsCount::new(INFERENCE))
        .bench(|| classifier.probabilities(bytes(&split), &device).unwrap());
}

fn experiment(train: usize, seed: u64, operations: Operations) -> Experiment {
    Experiment {
        from: None,
        data: DataChoice {
            set: "mnist".into(),
            train: Some(train),
            validation: 0,
        },
        model: Architecture::Preset(Preset::Cnn),
        recipe: Recipe {
            epochs: 1,
            seed,
            operations,
            ..Recipe::default()
        },
    }
}

fn trainer() -> (TempDir, Trainer) {
    let library = Library::builtin();
    library.open("mnist/train").unwrap();
    let folder = TempDir::new().unwrap();
    let store = RunStore::open(folder.path().join("runs")).unwrap();
    (folder, Trainer::new(store, library))
}

/// One epoch of the preset `cnn` from the start of the run to its last word: data, steps, checkpoint.
#[divan::bench(args = [Operations::Fused, Operations::Burn], sample_count = 5, sample_size = 1)]
fn epoch_of_12000(bencher: Bencher, operations: Operations) {
    bencher
        .counter(ItemsCount::new(12_000usize))
        .with_inputs(trainer)
        .bench_refs(|(_folder, trainer)| {
            let (_handle, events) = trainer.start(experiment(12_000, 7, operations)).unwrap();
            assert!(events.iter().any(|event| matches!(event, Event::Done(_))));
        });
}

/// The same pictures in all, learned from by so many different runs at once.
#[divan::bench(args = [1, 2, 4, 8], sample_count = 5, sample_size = 1)]
fn runs_at_once(bencher: Bencher, runs: usize) {
    bencher
        .counter(ItemsCount::new(24_000usize))
        .with_inputs(trainer)
        .bench_refs(|(_folder, trainer)| {
            let runs = (0..runs).map(|seed| {
                let experiment = experiment(24_000 / runs, seed as u64, Operations::Fused);
                trainer.start(experiment).unwrap()
            });
            let runs: Vec<_> = runs.collect();
            for (_, events) in &runs {
                assert!(events.iter().any(|event| matches!(event, Event::Done(_))));
            }
        });
}

/// From asking for a run to its first finished step.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn first_step(bencher: Bencher) {
    bencher
        .with_inputs(trainer)
        .bench_refs(|(_folder, trainer)| {
            let (_handle, events) = trainer.start(experiment(64, 7, Operations::Fused)).unwrap();
            assert!(events.iter().any(|event| matches!(event, Event::Step(_))));
        });
}
