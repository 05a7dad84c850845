//! mindgap's side of the comparison with others: one process trains one model, or answers with it,
//! in turns that `compare.py` beside this file orders, so that the two alternate in the same run.
//!
//! `compare MODEL train|infer` warms up, says on one line of JSON what it measures, and then obeys
//! lines on stdin, each with one line of JSON: `go N` makes N steps, `memory` tells the process's peak,
//! `peak` what the machine reaches in a dense product of matrices and in instructions, and `pictures N FILE` writes
//! the pictures that it works on.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench may fail")]

mod cost;
mod peak;

use std::fs;
use std::io::{self, BufRead, Write};
use std::time::Instant;

use clap::{Parser, ValueEnum};
use mimalloc::MiMalloc;
use mindgap::dataset::{Library, Split};
use mindgap::model::architecture::{Conv, Custom};
use mindgap::model::network_classifier::ClassifierConfig;
use mindgap::model::{
    Architecture, Layer, NetworkClassifier, Normalisation, Operations, Preset, device,
};
use mindgap::train::{Recipe, TrainableClassifier};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// One training step, or one forward pass of inference, over and over.
#[derive(Parser)]
struct Arguments {
    /// A preset's name, or `cifar`: the plan of `cnn` at twice the width, on CIFAR-10.
    model: Option<String>,
    /// What is measured.
    mode: Option<Mode>,
    /// Pictures in a step [default: 64 to train, 256 to infer].
    #[arg(long)]
    batch: Option<usize>,
    /// How long to warm up; the first line then tells how many steps take as long.
    #[arg(long, default_value_t = 0.4)]
    seconds: f64,
    /// Threads of the pool.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Which operations: fused or burn.
    #[arg(long, default_value = "fused")]
    operations: String,
    /// What cargo adds when it runs a bench.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Mode {
    /// From bytes to changed parameters: normalise, forward, backward, Adam.
    Train,
    /// From bytes to probabilities.
    Infer,
}

/// Pictures that are worked on in turn.
const PICTURES: usize = 6_400;

fn main() {
    let arguments = Arguments::parse();
    let (Some(name), Some(mode)) = (&arguments.model, arguments.mode) else {
        println!(
            "compare: run benches/compare/compare.py, which compares with others through this"
        );
        return;
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.threads)
        .build_global()
        .unwrap();
    let (architecture, set) = model(name);
    let operations = [Operations::Fused, Operations::Burn]
        .into_iter()
        .find(|operations| operations.name() == arguments.operations)
        .unwrap_or_else(|| panic!("--operations: there are fused and burn"));
    let batch = arguments.batch.unwrap_or(match mode {
        Mode::Train => 64,
        Mode::Infer => 256,
    });
    let pictures = Library::builtin()
        .select(&format!("{set}/train").parse().unwrap())
        .unwrap()
        .sample(PICTURES, 7)
        .unwrap();
    let mut work = Work::new(architecture, operations, mode, batch, pictures);
    let steps = work.warm_up(arguments.seconds);
    say(&work.introduce(steps));
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        say(&match words[..] {
            ["go", steps] => json!({ "seconds": work.go(steps.parse().unwrap()) }),
            ["memory"] => json!({ "peak_bytes": peak_bytes() }),
            ["peak"] => json!({
                "gflops": peak::gemm_gflops(arguments.threads),
                "instructions": peak::instructions(arguments.threads),
            }),
            ["pictures", n, file] => work.write_pictures(n.parse().unwrap(), file),
            _ => panic!("not a command: {line}"),
        });
    }
}

fn say(value: &Value) {
    println!("{value}");
    io::stdout().flush().unwrap();
}

/// The layers that a name stands for, and the set that they are trained on.
fn model(name: &str) -> (Architecture, &'static str) {
    if let Some(preset) = Preset::ALL.into_iter().find(|preset| preset.name() == name) {
        return (Architecture::Preset(preset), "mnist");
    }
    assert_eq!(name, "cifar", "there are the presets and cifar");
    let layers = Preset::Cnn.layers().into_iter().map(|layer| match layer {
        Layer::Conv(Conv {
            channels,
            kernel,
            padding,
        }) => Layer::Conv(Conv {
            channels: 2 * channels,
            kernel,
            padding,
        }),
        Layer::Linear(units) => Layer::Linear(2 * units),
        other => other,
    });
    let layers = layers.collect();
    (Architecture::Custom(Custom { layers }), "cifar10")
}

/// A network, the pictures that it works on, and where in them it is.
struct Work {
    learner: TrainableClassifier,
    answering: NetworkClassifier,
    mode: Mode,
    batch: usize,
    pictures: Split,
    next: usize,
    masks: ChaCha8Rng,
}

impl Work {
    fn new(
        architecture: Architecture,
        operations: Operations,
        mode: Mode,
        batch: usize,
        pictures: Split,
    ) -> Self {
        let config = ClassifierConfig {
            architecture,
            shape: pictures.dataset().shape(),
            classes: pictures.dataset().classes().to_vec(),
            normalisation: Normalisation::of(&pictures),
        };
        let recipe = Recipe {
            batch,
            operations,
            ..Recipe::default()
        };
        let device = device().autodiff();
        let classifier = NetworkClassifier::new(config, recipe.seed, &device).unwrap();
        let learner = TrainableClassifier::new(classifier, &recipe);
        Self {
            answering: learner.classifier().valid(),
            learner,
            mode,
            batch,
            pictures,
            next: 0,
            masks: ChaCha8Rng::seed_from_u64(recipe.seed),
        }
    }

    /// Works for so long, and returns how many steps that were; at least one.
    fn warm_up(&mut self, seconds: f64) -> usize {
        // What happens only once, such as starting threads, is over after a step.
        self.go(2);
        let began = Instant::now();
        let mut steps = 0;
        while steps == 0 || began.elapsed().as_secs_f64() < seconds {
            self.go(1);
            steps += 1;
        }
        steps
    }

    /// Makes so many steps; returns the seconds.
    fn go(&mut self, steps: usize) -> f64 {
        let began = Instant::now();
        for _ in 0..steps {
            let from = self.next;
            self.next = (from + self.batch) % (self.pictures.len() - self.batch + 1);
            match self.mode {
                Mode::Train => self.train(from),
                Mode::Infer => self.infer(from),
            }
        }
        began.elapsed().as_secs_f64()
    }

    fn train(&mut self, from: usize) {
        let places = from..from + self.batch;
        let labels: Vec<u8> = places.clone().map(|at| self.pictures.label(at)).collect();
        let bytes = places.map(|at| self.pictures.picture(at));
        let masks = &mut self.masks;
        let score = self.learner.learn(bytes, &labels, masks).unwrap();
        assert!(score.loss.is_finite(), "the training diverged");
    }

    fn infer(&mut self, from: usize) {
        let bytes = (from..from + self.batch).map(|at| self.pictures.picture(at));
        let answers = self.answering.probabilities(bytes, &device()).unwrap();
        assert_eq!(answers.len(), self.batch);
    }

    /// What is measured, for whoever wants to measure the same with something else.
    fn introduce(&self, steps: usize) -> Value {
        let ClassifierConfig {
            architecture,
            shape,
            classes,
            normalisation,
        } = self.learner.classifier().config();
        let layers = match architecture {
            Architecture::Preset(preset) => preset.layers(),
            Architecture::Custom(custom) => custom.layers.clone(),
        };
        json!({
            "steps": steps,
            "batch": self.batch,
            "shape": shape,
            "classes": classes.len(),
            "normalisation": normalisation,
            "parameters": architecture.parameters(*shape, classes.len()).unwrap(),
            "multiply_adds": match self.mode {
                Mode::Train => cost::train(&layers, *shape, classes.len()),
                Mode::Infer => cost::infer(&layers, *shape, classes.len()),
            } * self.batch,
            "layers": layers,
        })
    }

    /// Writes the first pictures as bytes, channels last, and after the last picture the labels.
    fn write_pictures(&self, n: usize, file: &str) -> Value {
        let n = n.min(self.pictures.len());
        let mut bytes: Vec<u8> = Vec::new();
        for at in 0..n {
            bytes.extend_from_slice(self.pictures.picture(at));
        }
        bytes.extend((0..n).map(|at| self.pictures.label(at)));
        fs::write(file, bytes).unwrap();
        json!({ "pictures": n })
    }
}

/// The most memory that this process has had resident, where the system tells it.
fn peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}
