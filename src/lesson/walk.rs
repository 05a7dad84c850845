//! Where a learner is in a lesson, and what follows from what they do.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::step::{Guess, Stage, StepState};
use crate::eval::{Evaluation, SliceSpec};
use crate::pack::{Lesson, Step};
use crate::train::{Event, Experiment, RunId, Status, Story};

/// What a learner does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Action {
    /// Go on to the next step, or to the end.
    Next,
    /// Go back a step.
    Back,
    /// Answer a question; choices are counted from 1.
    Choose(usize),
    /// Show one more hint.
    Hint,
    /// Say a number and how sure.
    Predict(Guess),
    /// Begin the training, or try again what failed.
    Begin,
    /// Hold the training.
    Pause,
    /// Let it go on.
    Resume,
    /// End it here.
    Stop,
}

/// What the world reports. Steps are counted from 0.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// Something happened in the run of a train step.
    Run {
        /// The train step.
        step: usize,
        /// What happened.
        event: Event,
    },
    /// Some pictures of a reveal are done.
    Measuring {
        /// The reveal step.
        step: usize,
        /// Pictures done, over all slices.
        done: usize,
        /// Pictures in all slices.
        total: usize,
    },
    /// The next slice of a reveal is measured.
    Measured {
        /// The reveal step.
        step: usize,
        /// How the model did.
        result: Box<Evaluation>,
    },
    /// A reveal could not be measured.
    MeasureFailed {
        /// The reveal step.
        step: usize,
        /// What went wrong and what to do.
        message: String,
    },
}

/// What a shell has to see to. Steps are counted from 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// Start, join or replay a run, and report its events.
    Train {
        /// The train step.
        step: usize,
        /// What to train.
        experiment: Box<Experiment>,
    },
    /// Hold the run of this step.
    Pause(usize),
    /// Let the run of this step go on.
    Resume(usize),
    /// End the run of this step.
    Stop(usize),
    /// Measure a run on slices, and report each.
    Measure {
        /// The reveal step.
        step: usize,
        /// The run that answers.
        run: RunId,
        /// The data, in order.
        slices: Vec<SliceSpec>,
    },
    /// Remember the walk as it is now.
    Save,
    /// Keep for good what the learner said or chose.
    Note(Note),
    /// The lesson has been walked to its end.
    Finished,
}

/// Something that a learner said, kept for good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Note {
    /// A choice.
    Answer {
        /// The step, from 0.
        step: usize,
        /// The choice, from 1.
        choice: usize,
        /// Whether it was right.
        right: bool,
    },
    /// A number said beforehand.
    Guess {
        /// The step, from 0.
        step: usize,
        /// What was asked.
        question: String,
        /// What was said.
        guess: Guess,
    },
    /// What the number turned out to be.
    Outcome {
        /// The step, from 0.
        step: usize,
        /// What was asked.
        question: String,
        /// What was measured, in percent.
        percent: f64,
        /// The run that it was measured of.
        run: RunId,
    },
}

/// What is remembered of a walk between two sittings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// The current step, from 0.
    pub at: usize,
    /// The furthest step that was reached, from 0.
    pub furthest: usize,
    /// Whether the end was reached.
    pub finished: bool,
    /// What was done, step by step.
    pub steps: Vec<StepState>,
}

/// A learner's walk through a lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    lesson: Arc<Lesson>,
    at: usize,
    furthest: usize,
    finished: bool,
    steps: Vec<StepState>,
}

impl Walk {
    /// A walk from the first step.
    pub fn new(lesson: Arc<Lesson>) -> Self {
        let steps = lesson.steps.iter().map(StepState::fresh).collect();
        Self {
            lesson,
            at: 0,
            furthest: 0,
            finished: false,
            steps,
        }
    }

    /// Takes a walk up where it was left, and says what has to be fetched for its step. Where the
    /// lesson has changed since, it goes on before the first step that no longer fits.
    pub fn resume(lesson: Arc<Lesson>, saved: Saved) -> (Self, Vec<Order>) {
        let mut walk = Self::new(lesson);
        let fitting = saved
            .steps
            .into_iter()
            .zip(&walk.lesson.steps)
            .take_while(|(state, step)| state.fits(step))
            .map(|(state, _)| state);
        let fitting: Vec<StepState> = fitting.collect();
        let known = fitting.len();
        let last = walk.steps.len().saturating_sub(1);
        for (place, state) in walk.steps.iter_mut().zip(fitting) {
            *place = state;
        }
        walk.at = saved.at.min(known).min(last);
        walk.furthest = saved.furthest.min(known).min(last).max(walk.at);
        walk.finished = saved.finished && known > last;
        let orders = walk.enter();
        (walk, orders)
    }

    /// What to remember.
    pub fn saved(&self) -> Saved {
        Saved {
            at: self.at,
            furthest: self.furthest,
            finished: self.finished,
            steps: self.steps.iter().map(StepState::remembered).collect(),
        }
    }

    /// The lesson.
    pub fn lesson(&self) -> &Lesson {
        &self.lesson
    }

    /// The current step's place, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Whether the end was reached, now or earlier.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// The current step and what was done in it. None only for a lesson without steps, which no
    /// pack can hold.
    pub fn current(&self) -> Option<(&Step, &StepState)> {
        Some((self.lesson.steps.get(self.at)?, self.steps.get(self.at)?))
    }

    /// What the learner has to do next in the current step.
    pub fn stage(&self) -> Stage {
        self.stage_of(self.at)
    }

    /// Whether `Next` would lead on.
    pub fn can_go_on(&self) -> bool {
        self.stage() == Stage::Look || self.at < self.furthest
    }

    /// Whether the current step's training was stopped and can go on.
    pub fn can_train_on(&self) -> bool {
        match self.steps.get(self.at) {
            Some(StepState::Train(state)) => state
                .story
                .as_deref()
                .and_then(Story::ending)
                .is_some_and(|ending| ending.status == Status::Stopped),
            _ => false,
        }
    }

    /// The run that a later step calls by this name, and how it did.
    pub fn run_called(&self, name: &str) -> Option<&Story> {
        self.steps
            .iter()
            .zip(&self.lesson.steps)
            .find_map(|pair| match pair {
                (StepState::Train(state), Step::Train(train)) if train.name == name => {
                    state.story.as_deref()
                }
                _ => None,
            })
    }

    fn stage_of(&self, at: usize) -> Stage {
        match (self.lesson.steps.get(at), self.steps.get(at)) {
            (Some(Step::Ask(_)), Some(StepState::Ask(state))) => state.stage(),
            (Some(Step::Train(train)), Some(StepState::Train(state))) => state.stage(train),
            (Some(Step::Reveal(reveal)), Some(StepState::Reveal(state))) => state.stage(reveal),
            _ => Stage::Look,
        }
    }

    /// Does what the learner wants, if it can be done here, and says what has to follow. What
    /// cannot be done here changes nothing.
    pub fn act(&mut self, action: Action) -> Vec<Order> {
        match action {
            Action::Next => self.next(),
            Action::Back => self.back(),
            Action::Choose(choice) => self.choose(choice),
            Action::Hint => self.hint(),
            Action::Predict(guess) => self.predict(guess),
            Action::Begin => self.begin(),
            Action::Pause => self.steer(Order::Pause),
            Action::Resume => self.steer(Order::Resume),
            Action::Stop => self.steer(Order::Stop),
        }
    }

    /// Takes a report in, and says what has to follow.
    pub fn hear(&mut self, news: News) -> Vec<Order> {
        match news {
            News::Run { step, event } => self.hear_run(step, event),
            News::Measuring { step, done, total } => {
                if let Some(StepState::Reveal(state)) = self.steps.get_mut(step) {
                    state.progress = Some((done, total));
                }
                Vec::new()
            }
            News::Measured { step, result } => self.hear_measured(step, *result),
            News::MeasureFailed { step, message } => {
                if let Some(StepState::Reveal(state)) = self.steps.get_mut(step) {
                    state.failure = Some(message);
                    state.progress = None;
                }
                Vec::new()
            }
        }
    }

    fn next(&mut self) -> Vec<Order> {
        if !self.can_go_on() {
            return Vec::new();
        }
        if self.at + 1 < self.steps.len() {
            self.at += 1;
            self.furthest = self.furthest.max(self.at);
            let mut orders = vec![Order::Save];
            orders.extend(self.enter());
            return orders;
        }
        self.finished = true;
        vec![Order::Save, Order::Finished]
    }

    fn back(&mut self) -> Vec<Order> {
        if self.at == 0 {
            return Vec::new();
        }
        self.at -= 1;
        let mut orders = vec![Order::Save];
        orders.extend(self.enter());
        orders
    }

    fn choose(&mut self, choice: usize) -> Vec<Order> {
        let at = self.at;
        let (Some(Step::Ask(ask)), Some(StepState::Ask(state))) =
            (self.lesson.steps.get(at), self.steps.get_mut(at))
        else {
            return Vec::new();
        };
        let possible = (1..=ask.choices.len()).contains(&choice);
        if state.solved || !possible || state.tried.contains(&choice) {
            return Vec::new();
        }
        state.tried.push(choice);
        state.solved = choice == ask.answer;
        let note = Note::Answer {
            step: at,
            choice,
            right: state.solved,
        };
        vec![Order::Note(note), Order::Save]
    }

    fn hint(&mut self) -> Vec<Order> {
        match (self.lesson.steps.get(self.at), self.steps.get_mut(self.at)) {
            (Some(Step::Ask(ask)), Some(StepState::Ask(state)))
                if !state.solved && state.hints_left(ask) > 0 =>
            {
                state.hints += 1;
                vec![Order::Save]
            }
            _ => Vec::new(),
        }
    }

    fn predict(&mut self, guess: Guess) -> Vec<Order> {
        let Stage::Predict(index) = self.stage() else {
            return Vec::new();
        };
        if !guess.is_valid() {
            return Vec::new();
        }
        let at = self.at;
        let question = match (self.lesson.steps.get(at), self.steps.get_mut(at)) {
            (Some(Step::Train(train)), Some(StepState::Train(state))) => {
                state.guesses.push(guess);
                train.predict.get(index).map(|p| p.question.clone())
            }
            (Some(Step::Reveal(reveal)), Some(StepState::Reveal(state))) => {
                state.guess = Some(guess);
                Some(reveal.predict.question.clone())
            }
            _ => None,
        };
        let note = Note::Guess {
            step: at,
            question: question.unwrap_or_default(),
            guess,
        };
        let mut orders = vec![Order::Note(note), Order::Save];
        orders.extend(self.enter());
        orders
    }

    fn begin(&mut self) -> Vec<Order> {
        if !matches!(self.stage(), Stage::Begin | Stage::Retry) && !self.can_train_on() {
            return Vec::new();
        }
        match self.steps.get_mut(self.at) {
            Some(StepState::Train(state)) => {
                state.begun = true;
                let order = self.train(self.at);
                order.into_iter().chain([Order::Save]).collect()
            }
            Some(StepState::Reveal(state)) => {
                state.failure = None;
                state.results.clear();
                self.enter()
            }
            _ => Vec::new(),
        }
    }

    fn steer(&self, order: impl FnOnce(usize) -> Order) -> Vec<Order> {
        match self.steps.get(self.at) {
            Some(StepState::Train(state)) if state.is_under_way() => vec![order(self.at)],
            _ => Vec::new(),
        }
    }

    /// What the current step needs from outside: a run that was begun in an earlier sitting, or the
    /// measurement that follows a guess.
    fn enter(&mut self) -> Vec<Order> {
        let at = self.at;
        match (self.lesson.steps.get(at), self.steps.get_mut(at)) {
            (Some(Step::Train(_)), Some(StepState::Train(state)))
                if state.begun && state.story.is_none() =>
            {
                self.train(at).into_iter().collect()
            }
            (Some(Step::Reveal(reveal)), Some(StepState::Reveal(state)))
                if state.guess.is_some()
                    && state.results.is_empty()
                    && state.progress.is_none()
                    && state.failure.is_none() =>
            {
                let slices = reveal.slices.clone();
                let name = reveal.of.clone();
                match self.run_id(&name) {
                    Some(run) => {
                        self.start_measuring(at);
                        vec![Order::Measure {
                            step: at,
                            run,
                            slices,
                        }]
                    }
                    None => {
                        if let Some(StepState::Reveal(state)) = self.steps.get_mut(at) {
                            state.failure = Some(format!(
                                "the run {name} has not been trained; go back and train it"
                            ));
                        }
                        Vec::new()
                    }
                }
            }
            _ => Vec::new(),
        }
    }

    fn start_measuring(&mut self, at: usize) {
        if let Some(StepState::Reveal(state)) = self.steps.get_mut(at) {
            state.progress = Some((0, 0));
        }
    }

    /// Orders the training of a step and opens its story.
    fn train(&mut self, at: usize) -> Option<Order> {
        let (Step::Train(train), StepState::Train(state)) =
            (self.lesson.steps.get(at)?, self.steps.get_mut(at)?)
        else {
            return None;
        };
        state.story = Some(Box::default());
        Some(Order::Train {
            step: at,
            experiment: Box::new(train.experiment()),
        })
    }

    fn run_id(&self, name: &str) -> Option<RunId> {
        self.steps
            .iter()
            .zip(&self.lesson.steps)
            .find_map(|pair| match pair {
                (StepState::Train(state), Step::Train(train)) if train.name == name => {
                    state.run.clone().filter(|_| state.trained)
                }
                _ => None,
            })
    }

    fn hear_run(&mut self, step: usize, event: Event) -> Vec<Order> {
        let (Some(Step::Train(train)), Some(StepState::Train(state))) =
            (self.lesson.steps.get(step), self.steps.get_mut(step))
        else {
            return Vec::new();
        };
        let mut orders = Vec::new();
        match &event {
            Event::Started(start) if state.run.as_ref() != Some(&start.run) => {
                state.run = Some(start.run.clone());
                orders.push(Order::Save);
            }
            Event::Epoch(record) => {
                state.outcomes.resize(train.predict.len(), None);
                let asked = train.predict.iter().zip(&mut state.outcomes);
                for (prediction, outcome) in asked.filter(|(p, _)| p.after == record.epoch) {
                    *outcome = record.validation_accuracy;
                    if let (Some(accuracy), Some(run)) = (*outcome, &state.run) {
                        let question = prediction.question.clone();
                        orders.push(outcome_note(step, question, accuracy, run.clone()));
                        orders.push(Order::Save);
                    }
                }
            }
            _ => {}
        }
        let story = state.story.get_or_insert_default();
        story.hear(event);
        let trained = story.ending().is_some();
        if trained && !state.trained {
            state.trained = true;
            orders.push(Order::Save);
        }
        orders
    }

    fn hear_measured(&mut self, step: usize, result: Evaluation) -> Vec<Order> {
        let run = match self.lesson.steps.get(step) {
            Some(Step::Reveal(reveal)) => self.run_id(&reveal.of),
            _ => None,
        };
        let (Some(Step::Reveal(reveal)), Some(StepState::Reveal(state))) =
            (self.lesson.steps.get(step), self.steps.get_mut(step))
        else {
            return Vec::new();
        };
        let mut orders = Vec::new();
        if result.slice == reveal.predict.slice
            && let Some(run) = run
        {
            state.outcome = Some(result.accuracy);
            let question = reveal.predict.question.clone();
            orders.push(outcome_note(step, question, result.accuracy, run));
            orders.push(Order::Save);
        }
        state.results.push(result);
        if state.results.len() >= reveal.slices.len() {
            state.progress = None;
        }
        orders
    }
}

fn outcome_note(step: usize, question: String, share: f64, run: RunId) -> Order {
    Order::Note(Note::Outcome {
        step,
        question,
        percent: share * 100.0,
        run,
    })
}
