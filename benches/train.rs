//! Training steps and inference of every preset, and what surrounds them. `cargo bench --bench train`.

#![allow(clippy::unwrap_used, reason = "a bench may fail")]

use std::ops::ControlFlow;

use divan::Bencher;
use divan::counter::ItemsCount;
use mimalloc::MiMalloc;
use mindgap::dataset::Library;
use mindgap::eval::{SliceSpec, evaluate};
use mindgap::model::classifier::Blueprint;
use mindgap::model::{Architecture, Classifier, Normalisation, Preset, device};
use mindgap::train::{DataChoice, Event, Experiment, Recipe, RunStore, Trainer};
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    divan::main();
}

/// Training pictures in one measured run.
const TRAIN: usize = 1_280;
/// Pictures in one measured evaluation.
const EVALUATE: usize = 2_048;

/// One epoch from the start of the run to its last word: data, steps, checkpoint.
#[divan::bench(args = Preset::ALL, sample_count = 5, sample_size = 1)]
fn epoch(bencher: Bencher, preset: Preset) {
    let library = Library::builtin();
    library.open("mnist/train").unwrap();
    bencher
        .counter(ItemsCount::new(TRAIN))
        .with_inputs(|| {
            let folder = TempDir::new().unwrap();
            let store = RunStore::open(folder.path().join("runs")).unwrap();
            (folder, Trainer::new(store, library))
        })
        .bench_refs(|(_folder, trainer)| {
            let (_handle, events) = trainer.start(experiment(preset)).unwrap();
            let last = events.iter().find(|event| matches!(event, Event::Done(_)));
            assert!(last.is_some());
        });
}

fn experiment(preset: Preset) -> Experiment {
    Experiment {
        data: DataChoice {
            set: "mnist".into(),
            train: Some(TRAIN),
            validation: 0,
        },
        model: Architecture::Preset(preset),
        recipe: Recipe {
            epochs: 1,
            ..Recipe::default()
        },
    }
}

/// Reading pictures that were never seen.
#[divan::bench(args = Preset::ALL, sample_count = 5, sample_size = 1)]
fn evaluation(bencher: Bencher, preset: Preset) {
    let library = Library::builtin();
    let spec = SliceSpec {
        take: Some(EVALUATE),
        ..SliceSpec::whole("mnist/test".parse().unwrap())
    };
    let split = spec.draw(library).unwrap();
    let blueprint = Blueprint {
        architecture: Architecture::Preset(preset),
        shape: split.dataset().shape(),
        classes: split.dataset().classes().to_vec(),
        normalisation: Normalisation::of(&split),
    };
    let classifier = Classifier::new(blueprint, 1, &device()).unwrap();
    bencher.counter(ItemsCount::new(EVALUATE)).bench(|| {
        evaluate(&classifier, &spec, &split, &device(), |_| {
            ControlFlow::Continue(())
        })
    });
}
