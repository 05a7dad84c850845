//! Turning a knob, and seeing what it does and what chance does.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use super::run_views::{RunViews, came_to, how_far_are, waited_for};
use crate::eval::{Evaluation, Spread, optimism};
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::course::loss_of;
use crate::lesson::figures::{figure, of_spread};
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::heard::Heard;
use crate::lesson::measuring::Measuring;
use crate::lesson::results::most_points;
use crate::lesson::spread::{NamedSpread, range};
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report, Work};
use crate::lesson::tell::plan;
use crate::pack::text::{Figure, Quantity, Value};
use crate::pack::{Spec, Sweep};
use crate::say;
use crate::train::{RunId, RunView};
use crate::words::Words;

/// How far a sweep is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SweepState {
    /// What was said beforehand, and what it turned out to be.
    #[serde(flatten)]
    pub gate: Gate,
    /// Whether the learner has begun the training.
    pub begun: bool,
    /// How the runs of each value spread in validation, once all are over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spreads: Vec<NamedSpread>,
    /// What is heard of each run, in the order of [`Sweep::runs`].
    #[serde(skip)]
    pub run_views: RunViews,
    /// What all of them did on the test.
    #[serde(skip)]
    pub measuring: Measuring,
}

/// What choosing among runs comes to on the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    /// The accuracy of the run that is best on validation pictures, 0..1.
    on_validation: f64,
    /// The highest accuracy, 0..1.
    on_test: f64,
    /// Runs that were measured.
    runs: usize,
    /// By how much the best of as many equally good ones looks better than it is, on average and at most, 0..1.
    optimism: f64,
}

impl Chosen {
    /// A sentence for the honest choice, one for the other, and one for what luck is worth there.
    pub fn sentences(&self, words: Words) -> [String; 3] {
        let percent = |share| words.lang.percent(share);
        [
            say!(
                words,
                "chosen-on-validation",
                accuracy = percent(self.on_validation)
            ),
            say!(words, "chosen-on-test", accuracy = percent(self.on_test)),
            say!(
                words,
                "chosen-by-luck",
                runs = self.runs,
                points = most_points(self.optimism, words)
            ),
        ]
    }
}

impl SweepState {
    /// The validation accuracy of a run in the end, 0..1; none where it diverged, or is not over.
    pub fn validation_accuracy(&self, run: usize) -> Option<f64> {
        self.run_views.get(run)?.validation_accuracy()
    }

    /// What a run did on the test.
    pub fn test(&self, run: usize) -> Option<&Evaluation> {
        let id = self.id(run)?;
        let mut results = self.measuring.results.iter();
        results
            .find(|(run, _)| run == id)
            .map(|(_, result)| &**result)
    }

    /// Whether all that have weights are measured on the test.
    pub(crate) fn is_measured(&self) -> bool {
        self.are_over() && self.measuring.results.len() >= self.measurable().len()
    }

    /// The best run by what `score` says, and its score.
    pub fn best(&self, score: impl Fn(usize) -> Option<f64>) -> Option<(usize, f64)> {
        let scored = (0..self.run_views.len()).filter_map(|run| Some((run, score(run)?)));
        // Of equals the first.
        scored.rev().max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// How the runs of each value spread in validation, for those values of which all runs have an accuracy.
    fn spreads(&self, sweep: &Sweep) -> Vec<NamedSpread> {
        let runs = sweep.runs();
        let of_value = |(place, name)| {
            let own = runs.iter().enumerate().filter(|(_, run)| run.0 == place);
            let scores = own.map(|(run, _)| self.validation_accuracy(run));
            let scores = scores.collect::<Option<Vec<f64>>>()?;
            // They share no pictures, so there is no interval over these: each seed draws its own.
            let spread = Spread::of(&scores, 0)?;
            Some(NamedSpread { name, spread })
        };
        let values = sweep.vary.values().into_iter().enumerate();
        values.filter_map(of_value).collect()
    }

    /// Value by value: its mean validation accuracy in percent, once it has one; of several seeds, also the lowest
    /// and the highest.
    pub fn means(&self, sweep: &Sweep, words: Words) -> Vec<String> {
        let spreads = self.spreads(sweep);
        spreads.iter().map(|value| mean(value, words)).collect()
    }

    /// Whether a value is best whatever the seed, once all runs are over.
    pub fn verdict(&self, sweep: &Sweep, words: Words) -> Option<String> {
        self.are_over()
            .then(|| verdict(&self.spreads(sweep), words))?
    }

    /// On the test: the accuracy of the run that is best on validation pictures, and that of the run that
    /// is best on the test itself, once all are measured; and what choosing there does on average.
    pub fn chosen(&self) -> Option<Chosen> {
        let tested = |run: usize| self.test(run).map(|result| result.accuracy);
        let (on_validation, _) = self.best(|run| self.validation_accuracy(run))?;
        let (run, on_test) = self.best(tested)?;
        let runs = self.measuring.results.len();
        let chosen = Chosen {
            on_validation: tested(on_validation)?,
            on_test,
            runs,
            optimism: optimism(runs, self.test(run)?.interval),
        };
        self.is_measured().then_some(chosen)
    }

    /// A run that is over: its value and seed, and how it did.
    fn tell_run(&self, sweep: &Sweep, run: usize, words: Words) -> Option<String> {
        let (values, runs) = (sweep.vary.values(), sweep.runs());
        let (value, seed, _) = runs.get(run)?;
        let value = values.get(*value).map_or("", String::as_str);
        let seed = seed.to_string();
        let name = say!(words, "value-and-seed", value = value, seed = seed);
        let mut text = came_to(self.run_views.get(run)?, words);
        if let Some(result) = self.test(run) {
            let test = say!(
                words,
                "plain-test",
                percent = words.lang.percent(result.accuracy)
            );
            text = format!("{text}, {test}");
        }
        let knob = words.text(sweep.vary.text());
        Some(format!("{knob} {name}: {text}"))
    }

    /// Value by value, how the training loss of its first run fell.
    fn tell_losses(&self, sweep: &Sweep, words: Words) -> impl Iterator<Item = String> {
        let (values, runs) = (sweep.vary.values(), sweep.runs());
        let knob = words.text(sweep.vary.text());
        values
            .into_iter()
            .enumerate()
            .filter_map(move |(place, value)| {
                let run = runs.iter().position(|run| run.0 == place)?;
                let fell = loss_of(self.run_views.get(run)?, words)?;
                Some(format!("{knob} {value}: {fell}"))
            })
    }

    fn id(&self, run: usize) -> Option<&RunId> {
        Some(&self.run_views.get(run)?.start.as_ref()?.run)
    }

    fn are_over(&self) -> bool {
        self.run_views.are_over()
    }

    /// The runs that have weights to be measured.
    fn measurable(&self) -> Vec<RunId> {
        let runs = (0..self.run_views.len()).filter(|&run| self.validation_accuracy(run).is_some());
        runs.filter_map(|run| self.id(run).cloned()).collect()
    }

    fn train(&mut self, sweep: &Sweep, around: &Around) -> Vec<Order> {
        let runs = sweep.runs();
        self.run_views = RunViews::new(runs.len());
        self.measuring.reset();
        let orders = runs
            .into_iter()
            .enumerate()
            .map(|(part, (_, _, experiment))| {
                around.work(Work::Train {
                    part,
                    experiment: Box::new(experiment),
                })
            });
        orders.collect()
    }

    /// What follows when the last run is over.
    fn conclude(&mut self, sweep: &Sweep, around: &Around) -> Vec<Order> {
        let mut orders = Vec::new();
        let runs = self.measurable();
        if let Some(test) = sweep.test.clone().filter(|_| !runs.is_empty()) {
            self.measuring.progress = Some((0, 0));
            orders.push(around.work(Work::Measure {
                runs: runs.clone(),
                slices: vec![test],
            }));
        }
        self.spreads = self.spreads(sweep);
        orders.push(Order::Save);
        let best = by_mean(&self.spreads).into_iter().next();
        let choice = best.map(|value| value.name.clone());
        if let (Some(choice), Some(run)) = (choice, runs.first()) {
            let outcome = Outcome::Choice { choice };
            let questions = sweep.questions();
            orders.extend(self.gate.settle(&questions, 0, outcome, run, around));
        }
        orders
    }
}

impl Kind for SweepState {
    type Spec = Sweep;

    fn stage(&self, sweep: &Sweep) -> Stage {
        let to_measure = match sweep.test {
            Some(_) => self.measurable().len(),
            None => 0,
        };
        match self.run_views.is_empty() {
            true => Stage::Begin,
            false if !self.are_over() => Stage::Watch,
            false => self.measuring.stage(to_measure),
        }
    }

    fn can(&self, sweep: &Sweep) -> Vec<Can> {
        match self.stage(sweep) {
            Stage::Watch => Can::while_training(&*self.run_views),
            _ => Vec::new(),
        }
    }

    fn gate(&self) -> Option<&Gate> {
        Some(&self.gate)
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        Some(&mut self.gate)
    }

    fn measured(&self) -> Vec<&Evaluation> {
        self.measuring.all().collect()
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }

    fn remembered(&self) -> Self {
        Self {
            gate: self.gate.clone(),
            begun: self.begun,
            spreads: self.spreads.clone(),
            ..Self::default()
        }
    }

    fn figures(&self, sweep: &Sweep) -> Vec<Figure> {
        let values = self.spreads(sweep).into_iter().flat_map(|value| {
            let mean = Value::Share(value.spread.mean);
            let mean = figure(Quantity::ValidationAccuracy, &value.name, None, mean);
            let spread = of_spread(&value.name, None, &value.spread);
            [mean].into_iter().chain(spread)
        });
        let tested = self.chosen().into_iter().flat_map(|chosen| {
            [
                (Sweep::CHOSEN, chosen.on_validation),
                (Sweep::BEST, chosen.on_test),
            ]
            .map(|(of, share)| figure(Quantity::Accuracy, of, None, Value::Share(share)))
        });
        values.chain(tested).collect()
    }

    /// Runs that were begun in an earlier sitting go on.
    fn enter(&mut self, sweep: &Sweep, around: &Around) -> Vec<Order> {
        match self.begun && self.run_views.is_empty() {
            true => self.train(sweep, around),
            false => Vec::new(),
        }
    }

    fn act(&mut self, sweep: &Sweep, action: Action, around: &Around) -> Vec<Order> {
        match (action, self.stage(sweep)) {
            (Action::Begin, Stage::Begin | Stage::Retry) => {
                self.begun = true;
                let mut orders = self.train(sweep, around);
                orders.push(Order::Save);
                orders
            }
            (Action::Pause, Stage::Watch) => vec![around.work(Work::Pause)],
            (Action::Resume, Stage::Watch) => vec![around.work(Work::Resume)],
            (Action::Stop, Stage::Watch) => vec![around.work(Work::Stop)],
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, sweep: &Sweep, report: Report, around: &Around) -> Vec<Order> {
        let were_over = self.are_over();
        match report {
            Report::Run { part, event } => {
                self.run_views.hear(part, event);
            }
            Report::Failed { message } if !were_over => self.run_views.fail(&message),
            report => {
                let expected = self.measurable().len();
                self.measuring.hear(report, expected);
                return Vec::new();
            }
        }
        match !were_over && self.are_over() {
            true => self.conclude(sweep, around),
            false => Vec::new(),
        }
    }

    fn tell(&self, sweep: &Sweep, words: Words) -> Vec<Block> {
        let said = Block::said(&self.gate.answered(sweep.questions()), words);
        match self.stage(sweep) {
            Stage::Begin => {
                let mut blocks = Block::unasked(sweep, &sweep.say);
                blocks.push(Block::Text(plan(sweep, words)));
                blocks.extend(said);
                blocks
            }
            Stage::Watch => vec![Block::Text(say!(words, "plain-training"))],
            _ => {
                let runs = 0..self.run_views.len();
                let runs = runs.filter_map(|run| self.tell_run(sweep, run, words));
                let mut blocks: Vec<Block> = runs.map(Block::Text).collect();
                blocks.extend(self.tell_losses(sweep, words).map(Block::Text));
                let means = self.means(sweep, words).join(", ");
                blocks.push(Block::Text(say!(words, "means", means = means)));
                blocks.extend(self.verdict(sweep, words).map(Block::Text));
                blocks.extend(said);
                if let Some(chosen) = self.chosen() {
                    blocks.extend(chosen.sentences(words).map(Block::Text));
                }
                blocks.push(Block::Authored(sweep.takeaway.clone()));
                blocks
            }
        }
    }

    fn done(&self, sweep: &Sweep, _records: Records<'_>, words: Words) -> Vec<Block> {
        let Some(verdict) = verdict(&self.spreads, words) else {
            return Vec::new();
        };
        let knob = words.text(sweep.vary.text());
        let values = self.spreads.iter().map(|value| mean(value, words));
        vec![
            Block::Text(say!(words, "means", means = knob)),
            Block::Items(values.collect()),
            Block::Text(verdict),
        ]
    }

    fn solution(&self, _sweep: &Sweep) -> Option<Action> {
        None
    }

    fn run_view(&self) -> Option<&RunView> {
        waited_for(self.run_views.iter())
    }

    fn how_far(&self, _sweep: &Sweep, words: Words) -> Option<String> {
        how_far_are(self.run_views.iter(), words)
    }

    fn progress(&self, sweep: &Sweep, heard: &Heard, words: Words) -> Option<String> {
        match heard {
            Heard::RunOver(run) => self.tell_run(sweep, *run, words),
            _ => None,
        }
    }
}

/// The best mean first; of equals, the one that comes first.
fn by_mean(values: &[NamedSpread]) -> Vec<&NamedSpread> {
    let mut values: Vec<&NamedSpread> = values.iter().collect();
    values.sort_by(|a, b| b.spread.mean.total_cmp(&a.spread.mean));
    values
}

/// A value's mean in percent; of several seeds, also the lowest and the highest.
fn mean(value: &NamedSpread, words: Words) -> String {
    let NamedSpread { name, spread } = value;
    let mean = words.lang.percent(spread.mean);
    match spread.networks {
        1 => format!("{name}: {mean}"),
        _ => format!("{name}: {mean} ({})", range(spread, words)),
    }
}

/// Whether the value with the best mean is best whatever the seed: none of its runs is below a run of another value.
/// None where there is nothing to compare.
fn verdict(values: &[NamedSpread], words: Words) -> Option<String> {
    let sorted = by_mean(values);
    let (best, others) = sorted.split_first()?;
    let n = best.spread.networks;
    if others.is_empty() {
        return None;
    }
    let overlaps = |other: &&&NamedSpread| other.spread.highest >= best.spread.lowest;
    let (name, other) = (best.name.as_str(), others.iter().find(overlaps));
    Some(match (n, other) {
        (1, _) => say!(words, "sweep-one-seed"),
        (_, Some(other)) => {
            let other = other.name.as_str();
            say!(words, "sweep-none-best", n = n, best = name, other = other)
        }
        (_, None) => say!(words, "sweep-best", n = n, best = name),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    fn value(name: &str, accuracies: &[f64]) -> NamedSpread {
        NamedSpread {
            name: name.to_owned(),
            spread: Spread::of(accuracies, 0).unwrap(),
        }
    }

    fn said(values: &[NamedSpread]) -> String {
        verdict(values, Words::default()).unwrap_or_default()
    }

    #[test]
    fn a_value_is_best_only_where_its_lowest_is_above_every_others_highest() {
        let (low, high) = (value("0.1", &[0.70, 0.80]), value("0.2", &[0.81, 0.90]));
        assert!(
            said(&[low.clone(), high]).starts_with("over these 2 seeds, 0.2 is best throughout")
        );
        // The means are .75 and .85, but one seed of the second does what one of the first does.
        let overlapping = value("0.2", &[0.80, 0.90]);
        let told = said(&[low.clone(), overlapping]);
        assert!(
            told.starts_with("no value is clearly best over these 2 seeds: 0.2 and 0.1 overlap")
        );
        // The second best mean (.80) is apart from the best; the third, which spreads more, is not.
        let values = [
            value("a", &[0.85, 0.95]),
            value("b", &[0.79, 0.81]),
            value("c", &[0.60, 0.86]),
        ];
        assert!(
            said(&values).contains("a and c overlap"),
            "{}",
            said(&values)
        );
    }

    #[test]
    fn one_seed_decides_nothing_and_one_value_has_nothing_to_be_compared_with() {
        assert!(
            said(&[value("1", &[0.7]), value("2", &[0.8])]).starts_with("one seed for each value")
        );
        assert_eq!(said(&[value("1", &[0.7, 0.8])]), "");
        assert_eq!(said(&[]), "");
    }

    #[test]
    fn a_mean_stands_beside_its_lowest_and_highest_where_there_are_several_seeds() {
        let words = Words::default();
        assert_eq!(
            mean(&value("8", &[0.7, 0.8]), words),
            "8: 75.0 (70.0 – 80.0)"
        );
        assert_eq!(mean(&value("8", &[0.7]), words), "8: 70.0");
    }
}
