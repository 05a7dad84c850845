//! Training a network.

use serde::{Deserialize, Serialize};

use super::{Action, Answered, Around, Can, Kind, Order, Question, Report, Stage, Work};
use crate::lesson::guess::{Guess, Outcome};
use crate::pack::Train;
use crate::train::{Event, RunId, State, Status, Story};

/// How far a training is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainState {
    /// What was said beforehand, one guess a question.
    pub guesses: Vec<Guess>,
    /// What it turned out to be, question by question.
    pub outcomes: Vec<Option<Outcome>>,
    /// Whether the learner has begun the training.
    pub begun: bool,
    /// The run, once it has started.
    pub run: Option<RunId>,
    /// Whether it has ended with weights to answer with.
    pub trained: bool,
    /// What is heard of the run.
    #[serde(skip)]
    pub story: Option<Box<Story>>,
}

impl TrainState {
    /// Whether the run is going on, in whatever way.
    pub fn is_under_way(&self) -> bool {
        self.story.as_ref().is_some_and(|story| !story.is_over())
    }

    /// Whether it was stopped and can go on.
    pub fn can_train_on(&self) -> bool {
        let ending = self.story.as_deref().and_then(Story::ending);
        ending.is_some_and(|ending| ending.status == Status::Stopped)
    }

    /// Orders the training and opens its story.
    fn train(&mut self, train: &Train, around: &Around) -> Order {
        self.story = Some(Box::default());
        around.work(Work::Train {
            part: 0,
            experiment: Box::new(train.experiment()),
        })
    }

    fn hear_event(&mut self, train: &Train, event: Event, around: &Around) -> Vec<Order> {
        let mut orders = Vec::new();
        match &event {
            Event::Started(start) if self.run.as_ref() != Some(&start.run) => {
                self.run = Some(start.run.clone());
                orders.push(Order::Save);
            }
            Event::Epoch(record) => {
                self.outcomes.resize(train.predict.len(), None);
                let held_out = self.story.as_ref().and_then(|story| story.start.as_ref());
                let asked = train.predict.iter().zip(&mut self.outcomes);
                for (prediction, outcome) in asked.filter(|(p, _)| p.after == record.epoch) {
                    *outcome = record.validation_accuracy.map(Outcome::share);
                    if let (Some(Outcome::Number { n, .. }), Some(start)) =
                        (&mut *outcome, held_out)
                    {
                        *n = Some(start.validation);
                    }
                    if let (Some(outcome), Some(run)) = (outcome, &self.run) {
                        let question = &prediction.question;
                        orders.extend(around.turned_out(question, outcome.clone(), run.clone()));
                    }
                }
            }
            _ => {}
        }
        let story = self.story.get_or_insert_default();
        story.hear(event);
        let trained = story.ending().is_some();
        if trained && !self.trained {
            self.trained = true;
            orders.push(Order::Save);
        }
        orders
    }
}

impl Kind for TrainState {
    type Spec = Train;

    fn stage(&self, train: &Train) -> Stage {
        if self.guesses.len() < train.predict.len() {
            return Stage::Predict;
        }
        match &self.story {
            None => Stage::Begin,
            Some(story) => match &story.state {
                State::Failed(_) => Stage::Retry,
                // A diverged run has no weights, but seeing it diverge may be what the lesson is about.
                State::Done(ending) if ending.kept_epoch.is_none() && !ending.status.is_final() => {
                    Stage::Retry
                }
                State::Done(_) => Stage::Look,
                _ => Stage::Watch,
            },
        }
    }

    fn can(&self, _train: &Train) -> Vec<Can> {
        match &self.story {
            Some(story) if !story.is_over() => Can::while_training([story.as_ref()]),
            _ if self.can_train_on() => vec![Can::TrainOn],
            _ => Vec::new(),
        }
    }

    fn remembered(&self) -> Self {
        Self {
            story: None,
            guesses: self.guesses.clone(),
            outcomes: self.outcomes.clone(),
            run: self.run.clone(),
            ..*self
        }
    }

    fn question<'a>(&self, train: &'a Train) -> Option<Question<'a>> {
        let asked = train.predict.get(self.guesses.len())?;
        Some(Question {
            say: &train.say,
            text: &asked.question,
            choices: Vec::new(),
        })
    }

    fn answered<'a>(&'a self, train: &'a Train) -> Vec<Answered<'a>> {
        let said = train.predict.iter().zip(&self.guesses).enumerate();
        said.map(|(place, (asked, guess))| Answered {
            question: &asked.question,
            guess,
            outcome: self.outcomes.get(place).and_then(Option::as_ref),
        })
        .collect()
    }

    fn trained<'a>(&'a self, train: &'a Train) -> Option<(&'a str, &'a RunId)> {
        let run = self.run.as_ref().filter(|_| self.trained)?;
        Some((&train.name, run))
    }

    /// A run that was begun in an earlier sitting goes on.
    fn enter(&mut self, train: &Train, around: &Around) -> Vec<Order> {
        if self.begun && self.story.is_none() {
            vec![self.train(train, around)]
        } else {
            Vec::new()
        }
    }

    fn act(&mut self, train: &Train, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Predict(guess) => {
                let question = train.predict.get(self.guesses.len());
                self.guesses.push(guess.clone());
                question.map_or_else(Vec::new, |asked| around.said(&asked.question, guess))
            }
            Action::Begin
                if matches!(self.stage(train), Stage::Begin | Stage::Retry)
                    || self.can_train_on() =>
            {
                self.begun = true;
                vec![self.train(train, around), Order::Save]
            }
            Action::Pause if self.is_under_way() => vec![around.work(Work::Pause)],
            Action::Resume if self.is_under_way() => vec![around.work(Work::Resume)],
            Action::Stop if self.is_under_way() => vec![around.work(Work::Stop)],
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, train: &Train, report: Report, around: &Around) -> Vec<Order> {
        match report {
            Report::Run { event, .. } => self.hear_event(train, event, around),
            Report::Failed { message } => self.hear_event(train, Event::Failed { message }, around),
            _ => Vec::new(),
        }
    }
}
