//! What a run promises: the same seed gives the same numbers, nothing is lost by stopping, and
//! whoever asks for the same run gets the same one. Small models, small data, real training.

use std::fs;
use std::sync::mpsc::Receiver;

use crate::common::trainer;
use mindgap::dataset::Library;
use mindgap::eval::{SliceSpec, evaluate};
use mindgap::model::architecture::Custom;
use mindgap::model::{Architecture, Layer, Preset, device};
use mindgap::train::{
    DataChoice, Ending, EpochRecord, Event, Experiment, Optimizer, Recipe, RunRecord, RunStore,
    RunView, Status, Trainer,
};
use tempfile::TempDir;

fn experiment(model: Preset, epochs: usize, seed: u64) -> Experiment {
    Experiment {
        from: None,
        data: DataChoice {
            set: "mnist".into(),
            train: Some(640),
            validation: 200,
        },
        model: Architecture::Preset(model),
        recipe: Recipe {
            epochs,
            batch: 32,
            seed,
            ..Recipe::default()
        },
    }
}

/// All events until the last one.
fn history(events: &Receiver<Event>) -> Vec<Event> {
    let mut history = Vec::new();
    for event in events {
        let last = matches!(event, Event::Done(_) | Event::Failed { .. });
        history.push(event);
        if last {
            return history;
        }
    }
    panic!("a run ends with a last word; heard {history:?}");
}

fn ending(history: &[Event]) -> Ending {
    match history.last() {
        Some(Event::Done(ending)) => ending.clone(),
        other => panic!("{other:?}"),
    }
}

/// What a run's epochs came to, without the speed.
fn epochs(history: &[Event]) -> Vec<EpochRecord> {
    let epochs = history.iter().filter_map(|event| match event {
        Event::Epoch(record) => Some(EpochRecord {
            images_per_second: 0.0,
            ..record.clone()
        }),
        _ => None,
    });
    epochs.collect()
}

fn train(trainer: &Trainer, experiment: Experiment) -> Vec<Event> {
    let (_handle, events) = trainer.start(experiment).unwrap();
    history(&events)
}

fn record(trainer: &Trainer) -> RunRecord {
    trainer.store().find("last").unwrap()
}

#[test]
fn the_same_seed_gives_the_same_numbers_to_the_last_bit_and_another_seed_does_not() {
    for model in [
        Preset::Linear,
        Preset::Mlp,
        Preset::Lenet5,
        Preset::Cnn,
        Preset::AlexnetMini,
    ] {
        let run = |seed| {
            let folder = TempDir::new().unwrap();
            epochs(&train(&trainer(folder.path()), experiment(model, 1, seed)))
        };
        assert_eq!(run(1), run(1), "{model:?}");
        assert_ne!(run(1), run(2), "{model:?}");
    }
}

#[test]
fn every_preset_learns() {
    for model in Preset::ALL {
        let folder = TempDir::new().unwrap();
        let epochs = epochs(&train(&trainer(folder.path()), experiment(model, 3, 1)));
        let accuracy = epochs.last().unwrap().validation_accuracy.unwrap();
        assert!(
            accuracy > 0.5,
            "{model:?} reads {accuracy}; guessing would be .1"
        );
    }
}

#[test]
fn a_run_stopped_in_the_middle_of_an_epoch_goes_on_there_and_ends_with_the_same_bits() {
    // Dropout, so that its masks have to be the same too.
    let experiment = || experiment(Preset::AlexnetMini, 2, 5);
    let undisturbed = TempDir::new().unwrap();
    let expected = train(&trainer(undisturbed.path()), experiment());

    let folder = TempDir::new().unwrap();
    let mut stops = 0;
    let last = loop {
        let trainer = trainer(folder.path());
        let (handle, events) = trainer.start(experiment()).unwrap();
        let mut heard = Vec::new();
        let mut first = None;
        for event in &events {
            // Whenever some steps were done, somebody closes the lid.
            if let Event::Step(progress) = &event {
                let at = (progress.epoch, progress.step);
                if *first.get_or_insert(at) != at {
                    handle.stop();
                }
            }
            let over = matches!(event, Event::Done(_) | Event::Failed { .. });
            heard.push(event);
            if over {
                break;
            }
        }
        if ending(&heard).status == Status::Finished {
            break heard;
        }
        stops += 1;
    };
    assert!(stops > 2, "stopped only {stops} times");
    assert_eq!(epochs(&last), epochs(&expected));
    let curve = |folder: &TempDir| record(&trainer(folder.path())).curve;
    assert_eq!(curve(&folder), curve(&undisturbed));
    let mut shown = RunView::default();
    last.into_iter().for_each(|event| shown.hear(event));
    assert_eq!(
        shown.curve,
        curve(&undisturbed),
        "the screen shows all of it"
    );
}

#[test]
fn a_checkpoint_answers_exactly_as_the_run_that_wrote_it() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let epochs = epochs(&train(&trainer, experiment(Preset::Cnn, 1, 4)));
    let record = record(&trainer);
    let classifier = trainer.store().classifier(&record, &device()).unwrap();
    let library = Library::builtin();
    let validation = record
        .experiment()
        .unwrap()
        .splits(library)
        .unwrap()
        .validation;
    let spec = SliceSpec::whole("mnist/train".parse().unwrap());
    let go_on = |_| std::ops::ControlFlow::Continue(());
    let found = evaluate(&classifier, &spec, &validation, &device(), go_on).unwrap();
    assert_eq!(Some(found.accuracy), epochs[0].validation_accuracy);
}

#[test]
fn a_finished_run_is_replayed_and_says_so() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let live = train(&trainer, experiment(Preset::Linear, 2, 1));
    let replayed = train(&trainer, experiment(Preset::Linear, 2, 1));
    let told = |history: &[Event]| {
        history.iter().find_map(|event| match event {
            Event::Started(start) => Some(start.replayed_from.is_some()),
            _ => None,
        })
    };
    assert_eq!(told(&live), Some(false));
    assert_eq!(told(&replayed), Some(true));
    assert_eq!(epochs(&replayed), epochs(&live));
    assert_eq!(ending(&replayed), ending(&live));
}

#[test]
fn whoever_asks_for_a_run_that_goes_on_joins_it_and_hears_its_whole_story() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let (first, events) = trainer.start(experiment(Preset::Cnn, 2, 1)).unwrap();
    let begun = events.iter().find(|event| matches!(event, Event::Epoch(_)));
    assert!(begun.is_some());
    let (second, joined) = trainer.start(experiment(Preset::Cnn, 2, 1)).unwrap();
    assert!(!second.stop(), "nobody may stop what somebody else watches");
    assert!(!first.pause());
    let joined = history(&joined);
    assert!(joined.contains(&Event::Joined), "and whoever joins is told");
    assert_eq!(epochs(&joined).len(), 2);
    assert_eq!(ending(&joined).status, Status::Finished);
    assert!(second.stop(), "what is over goes on for nobody");
}

#[test]
fn runs_beyond_the_limit_wait_and_are_told_how_long_the_queue_is() {
    let folder = TempDir::new().unwrap();
    let store = RunStore::open(folder.path().join("runs")).unwrap();
    let trainer = Trainer::at_most(1, store, Library::builtin());
    let (_a, first) = trainer.start(experiment(Preset::Cnn, 1, 1)).unwrap();
    let (_b, second) = trainer.start(experiment(Preset::Linear, 1, 2)).unwrap();
    let queued = |ahead, seconds| Event::Queued { ahead, seconds };
    assert_eq!(second.recv().unwrap(), queued(1, None));
    history(&first);
    assert_eq!(ending(&history(&second)).status, Status::Finished);
    // From now on it is known how long a run takes here.
    let (_a, _) = trainer.start(experiment(Preset::Cnn, 1, 3)).unwrap();
    let (_b, third) = trainer.start(experiment(Preset::Linear, 1, 4)).unwrap();
    let told = third.recv().unwrap();
    assert!(
        matches!(
            told,
            Event::Queued {
                ahead: 1,
                seconds: Some(1..)
            }
        ),
        "{told:?}"
    );
}

#[test]
fn runs_at_once_take_turns_so_that_a_short_one_need_not_wait_for_a_long_one() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let (long, first) = trainer.start(experiment(Preset::Cnn, 1000, 1)).unwrap();
    assert!(first.iter().any(|event| matches!(event, Event::Epoch(_))));
    let (_short, second) = trainer.start(experiment(Preset::Cnn, 1, 2)).unwrap();
    assert_eq!(ending(&history(&second)).status, Status::Finished);
    assert!(long.stop());
    assert_eq!(ending(&history(&first)).status, Status::Stopped);
}

#[test]
fn a_paused_run_lets_the_others_go_on() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let (paused, first) = trainer.start(experiment(Preset::Mlp, 1000, 1)).unwrap();
    assert!(paused.pause());
    assert!(first.iter().any(|event| matches!(event, Event::Paused)));
    let (_other, second) = trainer.start(experiment(Preset::Mlp, 1, 2)).unwrap();
    assert_eq!(ending(&history(&second)).status, Status::Finished);
}

#[test]
fn runs_at_once_give_the_numbers_that_each_gives_alone() {
    let folder = TempDir::new().unwrap();
    let alone: Vec<_> = (1..4)
        .map(|seed| {
            let folder = TempDir::new().unwrap();
            epochs(&train(
                &trainer(folder.path()),
                experiment(Preset::Cnn, 2, seed),
            ))
        })
        .collect();
    let trainer = trainer(folder.path());
    let runs: Vec<_> = (1..4)
        .map(|seed| trainer.start(experiment(Preset::Cnn, 2, seed)).unwrap())
        .collect();
    let together: Vec<_> = runs
        .iter()
        .map(|(_, events)| epochs(&history(events)))
        .collect();
    assert_eq!(together, alone);
}

#[test]
fn letting_go_of_a_run_stops_it_and_keeps_what_it_learned() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let (handle, events) = trainer.start(experiment(Preset::Mlp, 1000, 1)).unwrap();
    assert!(events.iter().any(|event| matches!(event, Event::Epoch(_))));
    drop(handle);
    trainer.shut_down();
    let record = record(&trainer);
    assert_eq!(record.status, Status::Stopped);
    assert!(record.weights.is_some() && record.resume.is_some());
}

#[test]
fn whoever_comes_back_to_a_run_in_the_moment_of_its_stop_has_it_go_on() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let recipe = || experiment(Preset::Linear, 5, 1);
    let mut held = trainer.start(recipe()).unwrap();
    for _ in 0..20 {
        drop(held);
        held = trainer.start(recipe()).unwrap();
    }
    let (_handle, events) = held;
    let mut ends = events.iter().filter_map(|event| match event {
        Event::Done(ending) => Some(ending.status),
        Event::Failed { message } => panic!("{message}"),
        _ => None,
    });
    assert_eq!(ends.next(), Some(Status::Finished));
}

#[test]
fn early_stopping_ends_a_run_that_no_longer_improves_and_keeps_its_best_epoch() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let mut experiment = experiment(Preset::Mlp, 200, 1);
    experiment.recipe.early_stop = Some(2);
    let history = train(&trainer, experiment);
    let end = ending(&history);
    assert_eq!(end.status, Status::EarlyStopped);
    let losses: Vec<f64> = epochs(&history)
        .iter()
        .map(|e| e.validation_loss.unwrap())
        .collect();
    let best = (0..losses.len())
        .min_by(|&a, &b| losses[a].total_cmp(&losses[b]))
        .unwrap();
    assert_eq!(end.kept_epoch, Some(best + 1));
    assert_eq!(
        losses.len(),
        best + 3,
        "two more epochs were tried: {losses:?}"
    );
}

#[test]
fn a_diverging_run_says_so_and_keeps_no_useless_weights() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let mut experiment = experiment(Preset::Linear, 3, 1);
    // Two linear layers with nothing in between have nothing that could hold them back.
    let layers = vec![Layer::Linear(64), Layer::Linear(64)];
    experiment.model = Architecture::Custom(Custom { layers });
    experiment.recipe.optimizer = Optimizer::Sgd;
    experiment.recipe.learning_rate = Some(100.0);
    let end = ending(&train(&trainer, experiment));
    assert_eq!(end.status, Status::Diverged);
    let record = record(&trainer);
    let error = trainer
        .store()
        .classifier(&record, &device())
        .map(|_| ())
        .unwrap_err();
    assert!(error.to_string().contains("it diverged"), "{error}");
}

#[test]
fn what_a_killed_process_left_half_written_does_not_count() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    train(&trainer, experiment(Preset::Linear, 1, 1));
    let before = record(&trainer);
    let run = folder.path().join("runs").join(before.id.as_str());
    // A newer checkpoint whose record was never written.
    fs::write(run.join("weights-2-0.safetensors"), b"half a fi").unwrap();
    fs::write(run.join(".tmpA1b2C3"), b"{\"id\":").unwrap();
    assert_eq!(record(&trainer), before);
    assert!(trainer.store().classifier(&before, &device()).is_ok());
}

#[test]
fn a_damaged_checkpoint_is_told_from_a_good_one() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    train(&trainer, experiment(Preset::Linear, 1, 1));
    let record = record(&trainer);
    let run = folder.path().join("runs").join(record.id.as_str());
    let weights = run.join(&record.weights.as_ref().unwrap().file);
    let whole = fs::read(&weights).unwrap();
    for damaged in [&b""[..], b"not safetensors", &whole[..whole.len() / 2]] {
        fs::write(&weights, damaged).unwrap();
        let error = trainer
            .store()
            .classifier(&record, &device())
            .map(|_| ())
            .unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("weights-") && text.contains("train the run again"),
            "{text}"
        );
    }
    let again = train(&trainer, experiment(Preset::Linear, 1, 1));
    assert_eq!(ending(&again).status, Status::Finished);
    let helped = trainer.store().classifier(&record, &device());
    assert!(helped.is_ok(), "training it again helps");
}

#[test]
fn an_impossible_recipe_is_refused_with_the_range_that_is_possible() {
    let folder = TempDir::new().unwrap();
    let trainer = trainer(folder.path());
    let refused = |change: fn(&mut Experiment), says: &str| {
        let mut experiment = experiment(Preset::Linear, 1, 1);
        change(&mut experiment);
        let text = match trainer.start(experiment) {
            Err(error) => error.to_string(),
            Ok((_handle, events)) => match history(&events).pop() {
                Some(Event::Failed { message }) => message,
                other => panic!("{other:?}"),
            },
        };
        assert!(text.contains(says), "{text:?} does not say {says:?}");
    };
    refused(
        |e| e.recipe.epochs = 0,
        "epochs is 0; it must be between 1 and 1000",
    );
    refused(|e| e.recipe.batch = 5000, "batch is 5000");
    refused(
        |e| e.recipe.learning_rate = Some(f64::NAN),
        "learning_rate is NaN",
    );
    refused(|e| e.recipe.early_stop = Some(0), "early_stop is 0");
    refused(|e| e.data.train = Some(60_000), "mnist has 60000");
    refused(|e| e.data.train = Some(usize::MAX), "mnist has 60000");
    refused(|e| e.data.train = Some(0), "at least 1");
    refused(|e| e.data.set = "mnits".into(), "did you mean mnist/train?");
    refused(
        |e| e.data.set = "fonts".into(),
        "no data called fonts/train",
    );
}
