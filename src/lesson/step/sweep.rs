//! Turning a knob, and seeing what it does and what chance does.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::eval::{Evaluation, optimism};
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::figures::figure;
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::heard::Heard;
use crate::lesson::measuring::Measuring;
use crate::lesson::results::most_points;
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report, Work};
use crate::lesson::tell::{how_far, plan};
use crate::pack::text::{Figure, Quantity, Value};
use crate::pack::{Spec, Sweep};
use crate::say;
use crate::train::{Event, RunId, RunView, State, Status};
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
    /// What is heard of each run, in the order of [`Sweep::runs`].
    #[serde(skip)]
    pub run_views: Vec<RunView>,
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
        let run_view = self
            .run_views
            .get(run)
            .filter(|run_view| run_view.is_over())?;
        run_view.ending()?.kept_epoch?;
        run_view.epochs.last()?.validation_accuracy
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

    /// The mean validation accuracy of a value over its seeds; none where one of them has none.
    fn mean(&self, sweep: &Sweep, value: usize) -> Option<f64> {
        let runs = sweep.runs();
        let places = runs.iter().enumerate().filter(|(_, run)| run.0 == value);
        let scores = places.map(|(place, _)| self.validation_accuracy(place));
        let scores = scores.collect::<Option<Vec<f64>>>()?;
        (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
    }

    /// Value by value: its mean validation accuracy in percent, once it has one.
    pub fn means(&self, sweep: &Sweep, words: Words) -> Vec<String> {
        let values = sweep.vary.values().into_iter().enumerate();
        let means = values.filter_map(|(place, value)| {
            let mean = self.mean(sweep, place)?;
            Some(format!("{value}: {}", words.lang.percent(mean)))
        });
        means.collect()
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
        let mut text = match self.validation_accuracy(run) {
            Some(accuracy) => say!(
                words,
                "plain-validation",
                percent = words.lang.percent(accuracy)
            ),
            None => say!(words, "status-diverged"),
        };
        let has_diverged = self.run_views.get(run).is_some_and(|run_view| {
            matches!(&run_view.state, State::Done(ending) if ending.status == Status::Diverged)
        });
        if has_diverged && self.validation_accuracy(run).is_some() {
            text = format!("{text}, {}", say!(words, "status-diverged"));
        }
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

    fn id(&self, run: usize) -> Option<&RunId> {
        Some(&self.run_views.get(run)?.start.as_ref()?.run)
    }

    fn are_over(&self) -> bool {
        !self.run_views.is_empty() && self.run_views.iter().all(RunView::is_over)
    }

    /// The runs that have weights to be measured.
    fn measurable(&self) -> Vec<RunId> {
        let runs = (0..self.run_views.len()).filter(|&run| self.validation_accuracy(run).is_some());
        runs.filter_map(|run| self.id(run).cloned()).collect()
    }

    fn train(&mut self, sweep: &Sweep, around: &Around) -> Vec<Order> {
        let runs = sweep.runs();
        self.run_views = vec![RunView::default(); runs.len()];
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
        let values = sweep.vary.values();
        let means = (0..values.len()).map(|value| (value, self.mean(sweep, value).unwrap_or(0.0)));
        let best = means.rev().max_by(|a, b| a.1.total_cmp(&b.1));
        let choice = best.and_then(|(value, _)| values.get(value).cloned());
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
            Stage::Watch => Can::while_training(&self.run_views),
            _ => Vec::new(),
        }
    }

    fn gate(&self) -> Option<&Gate> {
        Some(&self.gate)
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        Some(&mut self.gate)
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }

    fn remembered(&self) -> Self {
        Self {
            gate: self.gate.clone(),
            begun: self.begun,
            ..Self::default()
        }
    }

    fn figures(&self, sweep: &Sweep) -> Vec<Figure> {
        let values = sweep.vary.values().into_iter().enumerate();
        let means = values.filter_map(|(place, value)| {
            let mean = Value::Share(self.mean(sweep, place)?);
            Some(figure(Quantity::ValidationAccuracy, &value, None, mean))
        });
        let tested = self.chosen().into_iter().flat_map(|(chosen, best)| {
            [(Sweep::CHOSEN, chosen), (Sweep::BEST, best)]
                .map(|(of, share)| figure(Quantity::Accuracy, of, None, Value::Share(share)))
        });
        means.chain(tested).collect()
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
                if let Some(run_view) = self.run_views.get_mut(part) {
                    run_view.hear(event);
                }
            }
            Report::Failed { message } if !were_over => {
                for run_view in self
                    .run_views
                    .iter_mut()
                    .filter(|run_view| !run_view.is_over())
                {
                    run_view.hear(Event::Failed {
                        message: message.clone(),
                    });
                }
            }
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
                let means = self.means(sweep, words).join(", ");
                blocks.push(Block::Text(say!(words, "means", means = means)));
                blocks.extend(said);
                if let Some(chosen) = self.chosen() {
                    blocks.extend(chosen.sentences(words).map(Block::Text));
                }
                blocks.push(Block::Authored(sweep.takeaway.clone()));
                blocks
            }
        }
    }

    fn done(&self, _sweep: &Sweep, _records: Records<'_>, _words: Words) -> Vec<Block> {
        Vec::new()
    }

    fn solution(&self, _sweep: &Sweep) -> Option<Action> {
        None
    }

    fn run_view(&self) -> Option<&RunView> {
        let mut run_views = self.run_views.iter();
        run_views
            .find(|run_view| !run_view.is_over())
            .or(self.run_views.last())
    }

    fn how_far(&self, _sweep: &Sweep, words: Words) -> Option<String> {
        let over = self.run_views.iter().filter(|run_view| run_view.is_over());
        let (n, all) = (over.count(), self.run_views.len());
        let runs = say!(words, "plain-runs-over", n = n, all = all);
        Some(format!("{runs} {}", how_far(self.run_view()?, words)))
    }

    fn progress(&self, sweep: &Sweep, heard: &Heard, words: Words) -> Option<String> {
        match heard {
            Heard::RunOver(run) => self.tell_run(sweep, *run, words),
            _ => None,
        }
    }
}
