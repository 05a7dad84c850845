//! What the walk knows, as people say it; alike under every shell.

use super::clock::since;
use super::gate::Answered;
use super::guess::{Guess, Outcome, Said};
use crate::model::Depth;
use crate::pack::{Dial, Sweep, Train, Turn};
use crate::say;
use crate::shift::Augmentation;
use crate::train::brought::Asked;
use crate::train::{
    Divergence, Ending, EpochRecord, Experiment, Optimizer, Origin, RunRecord, RunView, State,
    Status,
};
use crate::words::Words;

/// How sure, in words, and how often such predictions are meant to come true.
pub fn confidence_word(confidence: u8, words: Words) -> String {
    let (word, percent) = (confidence_name(confidence, words), percent_of(confidence));
    say!(words, "confidence-means", word = word, percent = percent)
}

/// The same where there is room for a sentence.
pub fn confidence_sentence(confidence: u8, words: Words) -> String {
    let (word, n) = (confidence_name(confidence, words), percent_of(confidence));
    say!(words, "confidence-sentence", word = word, n = n)
}

fn confidence_name(confidence: u8, words: Words) -> String {
    say!(words, &format!("confidence-{}", confidence.clamp(1, 5)))
}

fn percent_of(confidence: u8) -> String {
    format!("{:.0}", Guess::probability(confidence) * 100.0)
}

/// When a number or a range counts as said correctly.
pub fn what_counts(words: Words) -> String {
    let tolerance = format!("{:.0}", Guess::TOLERANCE);
    say!(words, "what-counts", points = tolerance)
}

/// Whether a prediction came true, in a word; nothing before that is known.
pub fn verdict(answered: &Answered<'_>, words: Words) -> Option<String> {
    Some(match answered.came_true()? {
        true => say!(words, "came-true"),
        false => say!(words, "missed"),
    })
}

/// A guess as people say it.
pub fn said(answered: &Answered<'_>, words: Words) -> String {
    let sure = answered.guess.confidence;
    match &answered.guess.said {
        Said::Number { value, margin } if *margin > 0.0 => {
            let (value, margin) = (typed(*value, words), typed(*margin, words));
            say!(
                words,
                "said-range",
                value = value,
                margin = margin,
                sure = sure
            )
        }
        Said::Number { value, .. } => {
            say!(
                words,
                "said-number",
                value = typed(*value, words),
                sure = sure
            )
        }
        Said::Choice { choice } => {
            let choice = answered.shown(choice, words);
            say!(words, "said-choice", choice = choice, sure = sure)
        }
    }
}

/// A number as somebody may have typed it: halves stay halves.
fn typed(value: f64, words: Words) -> String {
    words.lang.decimal(value, usize::from(value.fract() != 0.0))
}

/// What it turned out to be, as people say it; nothing before that is known.
pub fn found(answered: &Answered<'_>, words: Words) -> Option<String> {
    Some(match answered.outcome? {
        Outcome::Number { percent: value, .. } => {
            format!("{} %", words.lang.percent(value / 100.0))
        }
        Outcome::Choice { choice } => answered.shown(choice, words),
    })
}

/// What was said beforehand, what it turned out to be, and whether that is the same, in a line.
pub fn said_and_found(answered: &Answered<'_>, words: Words) -> String {
    let measured = found(answered, words).unwrap_or_else(|| say!(words, "not-measured"));
    let said = said(answered, words);
    let (you_said, it_was) = (say!(words, "you-said"), say!(words, "it-was"));
    let told = format!("{you_said} {said} · {it_was} {measured}");
    match verdict(answered, words) {
        Some(verdict) => format!("{told} · {verdict}"),
        None => told,
    }
}

/// How many runs are ahead, and how long that may take.
pub fn queued(ahead: usize, seconds: Option<u64>, words: Words) -> String {
    let ahead = say!(words, "doing-queued", n = ahead);
    match seconds {
        None => ahead,
        Some(seconds) => {
            let time = minutes(seconds as f64);
            format!("{ahead}, {}", say!(words, "wait-about", time = time))
        }
    }
}

/// What a run is made of: names and values.
pub fn origin(origin: &Origin, words: Words) -> Vec<(String, String)> {
    let brought = match origin {
        Origin::Trained(experiment) => return recipe(experiment, words),
        Origin::Brought(brought) => brought,
    };
    let asked = match &brought.asked {
        Asked::Onnx { form, .. } => (say!(words, "fact-inputs"), form.to_string()),
        Asked::Weights(config) => (say!(words, "fact-layers"), config.architecture.to_string()),
    };
    vec![
        (say!(words, "fact-data"), brought.set.clone()),
        (say!(words, "fact-model"), brought.file.clone()),
        asked,
    ]
}

/// All that decides a run's numbers: names and values. Runs that differ in anything differ here.
pub fn whole(record: &RunRecord, words: Words) -> Vec<(String, String)> {
    let mut facts = origin(&record.origin, words);
    if let Some(architecture) = record.architecture() {
        let layers = layers(architecture.depth(), words);
        facts.push((say!(words, "fact-depth"), layers));
    }
    let parameters = words.lang.count(record.parameters);
    facts.push((say!(words, "fact-parameters"), parameters));
    let Some(experiment) = record.experiment() else {
        return facts;
    };
    let recipe = &experiment.recipe;
    let augmented = recipe.augment.iter().map(Augmentation::with_ranges);
    let augmented: Vec<String> = augmented.collect();
    let augmented = match augmented.is_empty() {
        true => say!(words, "augment-none"),
        false => augmented.join(" · "),
    };
    let early_stop = match recipe.early_stop {
        Some(epochs) => say!(words, "early-stop-after", n = epochs),
        None => say!(words, "early-stop-none"),
    };
    facts.extend([
        (say!(words, "fact-augment"), augmented),
        (say!(words, "fact-early-stop"), early_stop),
        (
            say!(words, "fact-operations"),
            recipe.operations.name().to_owned(),
        ),
    ]);
    if let Some(kept) = record.kept() {
        let kept = say!(words, "weights-of-epoch", n = kept.epoch);
        facts.push((say!(words, "fact-weights"), kept));
    }
    let program = format!("mindgap {}", record.program);
    facts.push((say!(words, "fact-program"), program));
    facts
}

/// Layers as the field counts them: those with weights, but for the output layer.
pub fn layers(depth: Depth, words: Words) -> String {
    let kinds = [
        (depth.convolutions, "layers-convolutions"),
        (depth.linear, "layers-linear"),
    ];
    let kinds = kinds.into_iter().filter(|(n, _)| *n > 0);
    let kinds: Vec<String> = kinds.map(|(n, id)| say!(words, id, n = n)).collect();
    let (hidden, kinds) = (depth.convolutions + depth.linear, kinds.join(", "));
    say!(words, "layers-hidden", n = hidden, kinds = kinds)
}

/// What a training is made of: names and values.
pub fn recipe(experiment: &Experiment, words: Words) -> Vec<(String, String)> {
    let pictures = match experiment.data.train {
        Some(n) => words.lang.count(n),
        None => say!(words, "all-pictures"),
    };
    let recipe = &experiment.recipe;
    let optimizer = match recipe.optimizer {
        Optimizer::Adam => "Adam",
        Optimizer::Sgd => "SGD",
    };
    let set = experiment.data.set.to_string();
    let validation = words.lang.count(experiment.data.validation);
    let rate = recipe.learning_rate().to_string();
    let data = say!(
        words,
        "recipe-data",
        set = set,
        train = pictures,
        held = validation
    );
    let steps = say!(
        words,
        "recipe-steps",
        epochs = recipe.epochs,
        batch = recipe.batch,
        optimizer = optimizer,
        rate = rate
    );
    let seed = say!(words, "recipe-seed", seed = recipe.seed.to_string());
    let from = experiment.from.as_ref();
    let mut facts = Vec::from_iter(from.map(|from| fine_tuned(from.as_str(), words)));
    facts.extend([
        (say!(words, "fact-data"), data),
        (say!(words, "fact-model"), experiment.model.to_string()),
        (say!(words, "fact-recipe"), steps),
        (say!(words, "fact-seed"), seed),
    ]);
    facts
}

/// What a lesson trains: names and values.
pub fn what(train: &Train, words: Words) -> Vec<(String, String)> {
    let mut facts = recipe(&train.experiment(None), words);
    let seeds = train.seeds();
    if let (Some(seed), true) = (facts.last_mut(), train.seeds > 1) {
        let (n, first, last) = (train.seeds, seeds.start(), seeds.end());
        let (first, last) = (first.to_string(), last.to_string());
        let text = say!(words, "recipe-seeds", n = n, first = first, last = last);
        *seed = (say!(words, "fact-seeds"), text);
    }
    if let Some(from) = &train.from {
        facts.insert(0, fine_tuned(from, words));
    }
    facts
}

/// That a run goes on from another: a name and a value.
fn fine_tuned(from: &str, words: Words) -> (String, String) {
    let value = say!(words, "recipe-from", run = from);
    (say!(words, "fact-from"), value)
}

/// How an epoch went.
pub fn epoch(record: &EpochRecord, words: Words) -> String {
    let validation = record
        .validation_accuracy
        .map_or("–".to_owned(), |share| words.lang.percent(share));
    say!(
        words,
        "plain-epoch",
        epoch = record.epoch,
        loss = words.lang.loss(record.train_loss),
        training = words.lang.percent(record.train_accuracy),
        held = validation
    )
}

/// How far a run has come.
pub fn how_far(run_view: &RunView, words: Words) -> String {
    if run_view.state == State::Paused {
        return say!(words, "plain-paused");
    }
    let doing = doing(run_view, words);
    if !matches!(run_view.state, State::Training | State::Validating) {
        return format!("{doing}.");
    }
    let share = (run_view.share_done() * 100.0).floor();
    let mut told = format!("{doing}, {share:.0} %");
    if let Some(point) = run_view.curve.last() {
        let (loss, accuracy) = (
            words.lang.loss(point.loss),
            words.lang.percent(point.accuracy),
        );
        let now = say!(words, "plain-now", loss = loss, accuracy = accuracy);
        told = format!("{told}, {now}");
    }
    if let Some(left) = run_view.remaining() {
        let left = say!(words, "time-left", time = minutes(left.as_secs_f64()));
        told = format!("{told}, {left}");
    }
    format!("{told}.")
}

/// What a run is doing.
pub fn doing(run_view: &RunView, words: Words) -> String {
    let epochs = run_view.start.as_ref().map_or(0, |start| start.epochs);
    let epoch = run_view.position.0.min(epochs);
    match &run_view.state {
        State::Preparing => say!(words, "doing-preparing"),
        State::Queued { ahead, seconds } => queued(*ahead, *seconds, words),
        State::Apart => say!(words, "doing-apart"),
        State::Training => say!(words, "doing-training", epoch = epoch, all = epochs),
        State::Validating => say!(words, "doing-validating", epoch = epoch),
        State::Paused => say!(words, "doing-paused"),
        State::Done(ending) => say!(words, status_id(ending.status)),
        State::Failed(_) => say!(words, "doing-failed"),
    }
}

/// A time as minutes and seconds, rounded up: `1:05`.
pub fn minutes(seconds: f64) -> String {
    let seconds = seconds.max(0.0).ceil() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// How a run ended.
pub fn ended(ending: &Ending, run_view: &RunView, words: Words) -> String {
    let run = ending.run.as_str();
    let replayed = run_view
        .start
        .as_ref()
        .and_then(|start| start.replayed_from);
    if let Some(then) = replayed.filter(|_| ending.status != Status::Diverged) {
        return say!(
            words,
            "ended-replayed",
            run = run,
            when = since(then, words)
        );
    }
    match (ending.status, ending.kept_epoch) {
        (Status::Diverged, _)
            if let Some(Divergence::Loss {
                highest,
                last,
                guessing,
                accuracy,
            }) = ending.divergence =>
        {
            say!(
                words,
                "ended-diverged-loss",
                run = run,
                highest = words.lang.loss(highest),
                last = words.lang.loss(last),
                guessing = words.lang.loss(guessing),
                percent = words.lang.percent(accuracy)
            )
        }
        (Status::Diverged, None) => say!(words, "ended-diverged", run = run),
        (Status::Diverged, Some(epoch)) => {
            say!(words, "ended-diverged-kept", run = run, epoch = epoch)
        }
        (Status::Stopped, _) => {
            let steps = run_view
                .start
                .as_ref()
                .map_or(1, |start| start.steps.max(1));
            let (epoch, step) = run_view.position;
            let done = epoch.saturating_sub(1) as f64 + step as f64 / steps as f64;
            say!(
                words,
                "ended-stopped",
                run = run,
                epochs = words.lang.decimal(done, 1)
            )
        }
        (status, _) => {
            let seconds = format!("{:.0}", ending.seconds);
            let how = say!(words, status_id(status));
            say!(words, "ended", run = run, how = how, seconds = seconds)
        }
    }
}

/// The id of the word for it.
pub fn status_id(status: Status) -> &'static str {
    match status {
        Status::Running => "status-running",
        Status::Finished => "status-finished",
        Status::EarlyStopped => "status-early-stopped",
        Status::Stopped => "status-stopped",
        Status::Diverged => "status-diverged",
    }
}

/// Where a dial stands, at this place of its grid.
pub fn setting(dial: &Dial, column: usize, row: usize, words: Words) -> String {
    let columns = dial.turn.columns();
    let at = columns.get(column).map_or("", String::as_str);
    match dial.turn {
        Turn::Flag if at == "0" => say!(words, "dial-no-flag"),
        Turn::Bar if at == "0" => say!(words, "dial-no-bar"),
        Turn::Top if at == "0" => say!(words, "dial-closed"),
        Turn::Flag => {
            let angle = dial.turn.rows().get(row).copied();
            let angle = angle.unwrap_or_default().to_string();
            say!(words, "dial-flag", length = at, angle = angle)
        }
        Turn::Bar => say!(words, "dial-bar", length = at),
        Turn::Top => say!(words, "dial-top", gap = at),
        Turn::Corruption(corruption) => {
            say!(words, "dial-corruption", name = corruption.name, level = at)
        }
    }
}

/// What a sweep is going to try.
pub fn plan(sweep: &Sweep, words: Words) -> String {
    let knob = words.text(sweep.vary.text());
    let values = sweep.vary.values().join(", ");
    let seeds: Vec<String> = sweep.seeds.iter().map(u64::to_string).collect();
    let (n, seeds) = (sweep.runs().len(), seeds.join(", "));
    say!(
        words,
        "sweep-plan",
        n = n,
        knob = knob,
        values = values,
        seeds = seeds
    )
}
