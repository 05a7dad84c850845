//! Turning the knobs of a recipe until a run meets a goal.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use super::tried::{Try, best};
use crate::eval::Evaluation;
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::figures::{figure, of_slice};
use crate::lesson::gate::Gate;
use crate::lesson::given::Given;
use crate::lesson::heard::Heard;
use crate::lesson::knobs::{goal_told, knob_told, value};
use crate::lesson::measuring::Measuring;
use crate::lesson::results::{looked, metrics};
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report, Work};
use crate::lesson::tell::epoch;
use crate::pack::text::{Figure, Quantity, Value};
use crate::pack::{Exercise, Knob};
use crate::say;
use crate::train::{Event, RunId, RunView};
use crate::words::Words;

/// How far an exercise is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExerciseState {
    /// Where each knob stands: the place of its value, from 0; at the first where none is named.
    pub knobs: Vec<usize>,
    /// How many hints were shown.
    pub hints: usize,
    /// What was tried and has come to its end, in order.
    pub tries: Vec<Try>,
    /// Where the knobs of the run stand that was begun and is not over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub under_way: Option<Vec<usize>>,
    /// Whether the learner goes on without having met the goal.
    pub gave_up: bool,
    /// The run that was measured on the test; no other one is tried after that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<RunId>,
    /// What is heard of the run that was begun last.
    #[serde(skip)]
    pub run_view: Option<Box<RunView>>,
    /// What that run does on the slices of the goal.
    #[serde(skip)]
    pub measuring: Measuring,
    /// What the best run does on the test.
    #[serde(skip)]
    pub tested: Measuring,
}

impl ExerciseState {
    /// Where a knob stands.
    pub fn place(&self, knob: usize) -> usize {
        self.knobs.get(knob).copied().unwrap_or(0)
    }

    /// Where all of them stand.
    pub fn places(&self, exercise: &Exercise) -> Vec<usize> {
        (0..exercise.knobs.len()).map(|at| self.place(at)).collect()
    }

    /// What was tried with the knobs as they stand, if that was.
    pub fn tried(&self, exercise: &Exercise) -> Option<&Try> {
        let places = self.places(exercise);
        self.tries.iter().find(|tried| tried.knobs == places)
    }

    /// The place of the best that was tried.
    pub fn best(&self, exercise: &Exercise) -> Option<usize> {
        best(&self.tries, exercise)
    }

    /// Whether something that was tried meets the goal.
    pub fn is_met(&self, exercise: &Exercise) -> bool {
        self.tries.iter().any(|tried| tried.meets(exercise))
    }

    /// Hints that can still be shown.
    pub fn hints_left(&self, exercise: &Exercise) -> usize {
        exercise.hints.len().saturating_sub(self.hints)
    }

    /// What the best run did on the test.
    pub fn test_results(&self) -> impl Iterator<Item = &Evaluation> {
        self.tested.evaluations()
    }

    /// Whether more can be tried, a run that goes on aside.
    fn is_open(&self) -> bool {
        self.opened.is_none()
    }

    /// The run that could be measured on the test now.
    fn to_open(&self, exercise: &Exercise) -> Option<&RunId> {
        let can_be = self.is_open() && !exercise.reveal.is_empty();
        let best = self.best(exercise).filter(|_| can_be)?;
        let best = self.tries.get(best)?;
        (best.validation.is_some() || !best.slices.is_empty()).then_some(&best.run)
    }

    /// That so many runs were tried, and whether one of them meets the goal.
    pub fn count(&self, exercise: &Exercise, words: Words) -> String {
        let all = self.tries.len();
        let mut tries = self.tries.iter();
        match (tries.position(|tried| tried.meets(exercise)), all) {
            (Some(first), _) => say!(words, "exercise-met-with", n = first + 1, all = all),
            (None, 0) => say!(words, "exercise-untried"),
            (None, _) => say!(words, "exercise-unmet-after", n = all),
        }
    }

    /// What choosing the best of so many comes to, beside what it does on the test.
    pub fn chosen_of(&self, words: Words) -> String {
        say!(words, "exercise-chosen", n = self.tries.len())
    }

    /// Begins a run with the knobs in these places.
    fn train(&mut self, exercise: &Exercise, places: Vec<usize>, around: &Around) -> Vec<Order> {
        self.measuring.reset();
        let run_view = self.run_view.insert(Box::default());
        let parent = exercise.from.as_deref().map(|name| around.run(name));
        let work = match parent.transpose() {
            Ok(parent) => Some(around.work(Work::Train {
                part: 0,
                experiment: Box::new(exercise.experiment(parent, &places)),
            })),
            Err(untrained) => {
                let message = untrained.to_string();
                run_view.hear(Event::Failed { message });
                None
            }
        };
        self.under_way = Some(places);
        work.into_iter().chain([Order::Save]).collect()
    }

    /// The run is over: it is measured on the slices of the goal, if it can be, or written down.
    fn hear_event(&mut self, exercise: &Exercise, event: Event, around: &Around) -> Vec<Order> {
        if self.under_way.is_none() {
            return Vec::new();
        }
        let run_view = self.run_view.get_or_insert_default();
        run_view.hear(event);
        let (is_final, is_over) = (run_view.is_final(), run_view.is_over());
        let ending = run_view.ending().map(|ending| ending.run.clone());
        match (is_final, ending) {
            (true, Some(run)) if !exercise.slices.is_empty() => {
                self.measuring
                    .order_known(vec![run], &exercise.slices, around)
            }
            (true, _) => self.write_down(),
            // Whoever stops a run does not want to know what it comes to.
            (false, _) if is_over && self.failure().is_none() => {
                self.under_way = None;
                vec![Order::Save]
            }
            (false, _) => Vec::new(),
        }
    }

    /// What was tried has come to its end.
    fn write_down(&mut self) -> Vec<Order> {
        let run_view = self.run_view.as_deref();
        let ended = run_view.and_then(RunView::ended);
        let (Some(ending), Some(knobs)) = (ended, self.under_way.take()) else {
            return Vec::new();
        };
        let kept = run_view.and_then(RunView::kept);
        let tried = Try {
            knobs,
            run: ending.run.clone(),
            seconds: ending.seconds,
            validation: kept.and_then(|record| record.validation_accuracy),
            validation_loss: kept.and_then(|record| record.validation_loss),
            slices: (self.measuring.evaluations().map(|found| found.accuracy)).collect(),
        };
        self.tries.retain(|other| other.knobs != tried.knobs);
        self.tries.push(tried);
        vec![Order::Save]
    }

    /// Measures the run that was chosen on the test.
    fn open(&mut self, exercise: &Exercise, around: &Around) -> Vec<Order> {
        let opened = self.opened.iter().cloned().collect::<Vec<_>>();
        match opened.is_empty() {
            true => Vec::new(),
            false => (self.tested).order_known(opened, &exercise.reveal, around),
        }
    }

    fn turn(&mut self, exercise: &Exercise, knob: usize, place: usize) -> Vec<Order> {
        let values = exercise.knobs.get(knob).map(Knob::values);
        let is_one = values.is_some_and(|values| place < values.len());
        if !is_one || self.place(knob) == place {
            return Vec::new();
        }
        self.knobs = self.places(exercise);
        if let Some(stands) = self.knobs.get_mut(knob) {
            *stands = place;
        }
        vec![Order::Save]
    }

    /// Where the knobs stand, a line each.
    fn tell_knobs(&self, exercise: &Exercise, words: Words) -> Block {
        let knobs = exercise.knobs.iter().enumerate();
        let knobs = knobs.map(|(at, knob)| knob_told(knob, self.place(at), words));
        Block::Numbered(knobs.collect())
    }

    /// What was tried, a line each.
    fn tell_tries(&self, exercise: &Exercise, words: Words) -> Vec<String> {
        let tries = self.tries.iter();
        tries.map(|tried| tried.told(exercise, words)).collect()
    }

    /// What the best run does on the test, and what choosing it comes to.
    fn tell_test(&self, words: Words) -> Vec<Block> {
        let results = self.test_results();
        let results: Vec<String> = results
            .map(|result| format!("{}: {}", result.slice, metrics(result, words)))
            .collect();
        if results.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![Block::Items(results), Block::Text(self.chosen_of(words))];
        blocks.extend(looked(&self.tested, words).into_iter().map(Block::Text));
        blocks
    }
}

impl Kind for ExerciseState {
    type Spec = Exercise;

    fn stage(&self, exercise: &Exercise) -> Stage {
        let is_over = self.run_view.as_deref().is_some_and(RunView::is_over);
        match (&self.under_way, &self.opened) {
            (Some(_), _) if !is_over => Stage::Watch,
            (Some(_), _) if self.failure().is_some() => Stage::Retry,
            (Some(_), _) => Stage::Wait,
            (None, Some(_)) => self.tested.stage(exercise.reveal.len()),
            (None, None) if self.gave_up || self.is_met(exercise) => Stage::Look,
            (None, None) => Stage::Begin,
        }
    }

    fn can(&self, exercise: &Exercise) -> Vec<Can> {
        let stage = self.stage(exercise);
        if stage == Stage::Watch {
            return Can::while_training(self.run_view.as_deref());
        }
        let is_open = matches!(stage, Stage::Begin | Stage::Look) && self.is_open();
        if !is_open {
            return Vec::new();
        }
        let has_hint = !self.is_met(exercise) && self.hints_left(exercise) > 0;
        let may_open = stage == Stage::Look && self.to_open(exercise).is_some();
        let can = [
            (may_open, Can::OpenTest),
            (true, Can::TurnKnob),
            (stage == Stage::Look, Can::TrainAnother),
            (has_hint, Can::Hint),
            (stage == Stage::Begin, Can::GiveUp),
        ];
        let can = can.into_iter().filter(|(is_now, _)| *is_now);
        can.map(|(_, can)| can).collect()
    }

    fn gate(&self) -> Option<&Gate> {
        None
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        None
    }

    fn measured(&self) -> Vec<&Evaluation> {
        self.measuring.all().chain(self.tested.all()).collect()
    }

    fn failure(&self) -> Option<&str> {
        let run_view = self
            .run_view
            .as_deref()
            .filter(|_| self.under_way.is_some());
        let of_run = run_view.and_then(RunView::failure);
        of_run
            .or(self.measuring.failure.as_deref())
            .or(self.tested.failure.as_deref())
    }

    fn remembered(&self) -> Self {
        Self {
            run_view: None,
            measuring: Measuring::default(),
            tested: Measuring::default(),
            ..self.clone()
        }
    }

    fn figures(&self, exercise: &Exercise) -> Vec<Figure> {
        let name = exercise.name.as_str();
        let best = self.best(exercise).and_then(|best| self.tries.get(best));
        let own = best.into_iter().flat_map(|tried| {
            let run = Value::Name(tried.run.to_string());
            let accuracy = tried.validation.map(Value::Share);
            let loss = tried.validation_loss.map(Value::Nats);
            let own = [
                (Quantity::ValidationAccuracy, accuracy),
                (Quantity::ValidationLoss, loss),
                (Quantity::Run, Some(run)),
            ];
            let own = own.into_iter();
            let own = own.filter_map(|(of, value)| Some(figure(of, name, None, value?)));
            let slices = exercise.slices.iter().zip(&tried.slices);
            let slices = slices.map(|(slice, &share)| {
                let share = Value::Share(share);
                figure(Quantity::Accuracy, &slice.name, Some(name), share)
            });
            own.chain(slices).collect::<Vec<_>>()
        });
        let tested = self.test_results();
        let tested = tested.flat_map(|result| of_slice(result, name));
        own.chain(tested).collect()
    }

    fn run_view(&self) -> Option<&RunView> {
        self.run_view.as_deref()
    }

    /// A run that was begun in an earlier sitting goes on, and what was opened is measured again.
    fn enter(&mut self, exercise: &Exercise, around: &Around) -> Vec<Order> {
        match (&self.under_way, &self.run_view) {
            (Some(places), None) => {
                let places = places.clone();
                self.train(exercise, places, around)
            }
            _ => self.open(exercise, around),
        }
    }

    fn act(&mut self, exercise: &Exercise, action: Action, around: &Around) -> Vec<Order> {
        let stage = self.stage(exercise);
        match (action, stage) {
            (Action::Begin, Stage::Retry) => match self.under_way.clone() {
                Some(places) => self.train(exercise, places, around),
                None => {
                    self.tested.reset();
                    self.open(exercise, around)
                }
            },
            (Action::Pause, Stage::Watch) => vec![around.work(Work::Pause)],
            (Action::Resume, Stage::Watch) => vec![around.work(Work::Resume)],
            (Action::Stop, Stage::Watch) => vec![around.work(Work::Stop)],
            (action, Stage::Begin | Stage::Look) if self.is_open() => match action {
                Action::Turn { knob, place } => self.turn(exercise, knob, place),
                Action::Begin if self.tried(exercise).is_none() => {
                    self.train(exercise, self.places(exercise), around)
                }
                Action::Hint if self.hints_left(exercise) > 0 && !self.is_met(exercise) => {
                    self.hints += 1;
                    vec![Order::Save]
                }
                Action::GiveUp if stage == Stage::Begin => {
                    self.gave_up = true;
                    vec![Order::Save]
                }
                Action::OpenTest if stage == Stage::Look => {
                    self.opened = self.to_open(exercise).cloned();
                    let mut orders = self.open(exercise, around);
                    orders.push(Order::Save);
                    orders
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, exercise: &Exercise, report: Report, around: &Around) -> Vec<Order> {
        match report {
            Report::Run { event, .. } => self.hear_event(exercise, event, around),
            report if self.opened.is_some() => {
                self.tested.hear(report, exercise.reveal.len());
                Vec::new()
            }
            report => {
                let slices = exercise.slices.len();
                let is_new = self.measuring.hear(report, slices).is_some();
                match is_new && self.measuring.results.len() >= slices {
                    true => self.write_down(),
                    false => Vec::new(),
                }
            }
        }
    }

    fn tell(&self, exercise: &Exercise, words: Words) -> Vec<Block> {
        let stage = self.stage(exercise);
        if stage == Stage::Watch {
            return vec![Block::Text(say!(words, "plain-training"))];
        }
        let is_first = self.tries.is_empty();
        let mut blocks = Vec::new();
        blocks.extend(is_first.then(|| Block::Authored(exercise.say.clone())));
        match stage {
            Stage::Look => blocks.push(Block::Items(self.tell_tries(exercise, words))),
            _ => {
                let last = self.tries.last().map(|tried| tried.told(exercise, words));
                blocks.extend(last.map(Block::Text));
            }
        }
        blocks.push(Block::Text(goal_told(exercise, words)));
        if !is_first || stage == Stage::Look {
            blocks.push(Block::Text(self.count(exercise, words)));
        }
        if self.is_open() {
            blocks.push(self.tell_knobs(exercise, words));
        }
        if stage == Stage::Look {
            blocks.extend(self.tell_test(words));
            blocks.push(Block::Authored(exercise.takeaway.clone()));
        }
        blocks
    }

    fn done(&self, exercise: &Exercise, _records: Records<'_>, words: Words) -> Vec<Block> {
        if self.tries.is_empty() && !self.gave_up {
            return Vec::new();
        }
        let mut blocks = vec![
            Block::Text(goal_told(exercise, words)),
            Block::Text(self.count(exercise, words)),
            Block::Items(self.tell_tries(exercise, words)),
        ];
        if self.hints > 0 {
            let (n, all) = (self.hints, exercise.hints.len());
            let hints = say!(words, "n-of-n", n = n, all = all);
            blocks.push(Block::Facts(vec![(say!(words, "report-hints"), hints)]));
        }
        blocks.extend((!self.is_open()).then(|| Block::Text(self.chosen_of(words))));
        blocks
    }

    fn given(&self, exercise: &Exercise, words: Words) -> Option<Given> {
        let tried = self.tell_tries(exercise, words);
        (!tried.is_empty()).then(|| Given {
            question: goal_told(exercise, words),
            tried,
            is_right: Some(self.is_met(exercise)),
            is_called_right: self.is_met(exercise),
            hints: self.hints,
        })
    }

    /// Its own values, then the test.
    fn solution(&self, exercise: &Exercise) -> Option<Action> {
        match self.stage(exercise) {
            Stage::Begin => {
                let solved_at = exercise.solved_at();
                let mut knobs = solved_at.iter().enumerate();
                let other = knobs.find(|&(knob, &place)| self.place(knob) != place);
                Some(match other {
                    Some((knob, &place)) => Action::Turn { knob, place },
                    None if self.tried(exercise).is_some() => Action::GiveUp,
                    None => Action::Begin,
                })
            }
            Stage::Look => self.to_open(exercise).map(|_| Action::OpenTest),
            _ => None,
        }
    }

    fn asked(&self, exercise: &Exercise, words: Words) -> Vec<Block> {
        match self.stage(exercise) {
            Stage::Begin => vec![self.tell_knobs(exercise, words)],
            _ => Vec::new(),
        }
    }

    fn remark(&self, exercise: &Exercise, done: Option<&Action>, words: Words) -> Vec<Block> {
        let text = match done {
            Some(Action::Hint) => {
                let last = self.hints.checked_sub(1);
                let last = last.and_then(|last| exercise.hints.get(last));
                return last
                    .map(|hint| Block::hint(hint, words))
                    .into_iter()
                    .collect();
            }
            Some(&Action::Turn { knob, .. }) => exercise.knobs.get(knob).map(|one| {
                let (name, now) = (words.text(one.text()), value(one, self.place(knob), words));
                say!(words, "exercise-turned", knob = name, now = now)
            }),
            Some(Action::Begin) => self.tried(exercise).map(|tried| {
                let told = tried.told(exercise, words);
                format!("{} {told}", say!(words, "exercise-tried-before"))
            }),
            _ => None,
        };
        text.map(Block::Text).into_iter().collect()
    }

    fn progress(&self, _exercise: &Exercise, heard: &Heard, words: Words) -> Option<String> {
        match heard {
            Heard::Epoch(_, record) => Some(epoch(record, words)),
            _ => None,
        }
    }
}
