//! Training a network.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::course::course;
use crate::lesson::figures::figure;
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::heard::Heard;
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report, Work};
use crate::lesson::tell::{ended, epoch, said, said_and_found, what};
use crate::pack::text::{Figure, Quantity, Value};
use crate::pack::{Spec, Train, TrainPrediction};
use crate::say;
use crate::train::{EpochRecord, Event, RunId, RunView, State, Status};
use crate::words::Words;

/// How far a training is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainState {
    /// What was said beforehand, and what it turned out to be, question by question.
    #[serde(flatten)]
    pub gate: Gate,
    /// Whether the learner has begun the training.
    pub begun: bool,
    /// The run, once it has started.
    pub run: Option<RunId>,
    /// Whether it has ended with weights to answer with.
    pub trained: bool,
    /// What is heard of the run.
    #[serde(skip)]
    pub run_view: Option<Box<RunView>>,
}

impl TrainState {
    /// Whether the run is going on, in whatever way.
    fn is_under_way(&self) -> bool {
        self.run_view
            .as_ref()
            .is_some_and(|run_view| !run_view.is_over())
    }

    /// Whether it was stopped and can go on.
    pub fn can_resume(&self) -> bool {
        let ending = self.run_view.as_deref().and_then(RunView::ending);
        ending.is_some_and(|ending| ending.status == Status::Stopped)
    }

    /// Orders the training and opens its view, or says there why it cannot be.
    fn train(&mut self, train: &Train, around: &Around) -> Vec<Order> {
        let run_view = self.run_view.insert(Box::default());
        match (train.from.as_deref())
            .map(|name| around.run(name))
            .transpose()
        {
            Ok(parent) => vec![around.work(Work::Train {
                part: 0,
                experiment: Box::new(train.experiment(parent)),
            })],
            Err(untrained) => {
                run_view.hear(Event::Failed {
                    message: untrained.to_string(),
                });
                Vec::new()
            }
        }
    }

    /// What was asked about this epoch has turned out.
    fn settle(&mut self, train: &Train, record: &EpochRecord, around: &Around) -> Vec<Order> {
        let (Some(accuracy), Some(run)) = (record.validation_accuracy, &self.run) else {
            return Vec::new();
        };
        let start = self
            .run_view
            .as_ref()
            .and_then(|run_view| run_view.start.as_ref());
        let outcome = Outcome::Number {
            percent: accuracy * 100.0,
            interval: None,
            n: start.map(|start| start.validation),
        };
        let questions = train.questions();
        let asked = train.predict.iter().enumerate();
        let asked = asked.filter(|(_, asked)| asked.after == record.epoch);
        let orders = asked.flat_map(|(place, _)| {
            (self.gate).settle(&questions, place, outcome.clone(), run, around)
        });
        orders.collect()
    }

    fn hear_event(&mut self, train: &Train, event: Event, around: &Around) -> Vec<Order> {
        let mut orders = Vec::new();
        match &event {
            Event::Started(start) if self.run.as_ref() != Some(&start.run) => {
                self.run = Some(start.run.clone());
                orders.push(Order::Save);
            }
            Event::Epoch(record) => orders.extend(self.settle(train, record, around)),
            _ => {}
        }
        let run_view = self.run_view.get_or_insert_default();
        run_view.hear(event);
        let trained = run_view.ending().is_some();
        if trained && !self.trained {
            self.trained = true;
            orders.push(Order::Save);
        }
        orders
    }
}

impl Kind for TrainState {
    type Spec = Train;

    fn stage(&self, _train: &Train) -> Stage {
        match self.run_view.as_ref().map(|run_view| &run_view.state) {
            None => Stage::Begin,
            Some(State::Failed(_)) => Stage::Retry,
            // A diverged run has no weights, but seeing it diverge may be what the lesson is about.
            Some(State::Done(ending))
                if ending.kept_epoch.is_none() && !ending.status.is_final() =>
            {
                Stage::Retry
            }
            Some(State::Done(_)) => Stage::Look,
            Some(_) => Stage::Watch,
        }
    }

    fn can(&self, _train: &Train) -> Vec<Can> {
        match &self.run_view {
            Some(run_view) if !run_view.is_over() => Can::while_training([run_view.as_ref()]),
            _ if self.can_resume() => vec![Can::ResumeTraining],
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
        match &self.run_view.as_ref()?.state {
            State::Failed(message) => Some(message),
            _ => None,
        }
    }

    fn remembered(&self) -> Self {
        Self {
            run_view: None,
            gate: self.gate.clone(),
            run: self.run.clone(),
            ..*self
        }
    }

    fn figures(&self, train: &Train) -> Vec<Figure> {
        let epochs = self.run_view.iter().flat_map(|run_view| &run_view.epochs);
        let last = epochs.clone().last().filter(|_| self.trained);
        let last = last.map(|record| (train.name.clone(), record));
        let each = epochs.map(|record| (train.after(record.epoch), record));
        let figures = each.chain(last).flat_map(|(of, record)| {
            let accuracy = record.validation_accuracy.map(Value::Share);
            let loss = record.validation_loss.map(Value::Nats);
            let of_quantity =
                |quantity, value: Option<Value>| Some(figure(quantity, &of, None, value?));
            [
                of_quantity(Quantity::ValidationAccuracy, accuracy),
                of_quantity(Quantity::ValidationLoss, loss),
            ]
        });
        let run = self.run.as_ref().filter(|_| self.trained);
        let run = run.map(|run| {
            let id = Value::Name(run.to_string());
            figure(Quantity::Run, &train.name, None, id)
        });
        figures.flatten().chain(run).collect()
    }

    fn run_view(&self) -> Option<&RunView> {
        self.run_view.as_deref()
    }

    fn trained<'a>(&'a self, train: &'a Train) -> Option<(&'a str, &'a RunId)> {
        let run = self.run.as_ref().filter(|_| self.trained)?;
        Some((&train.name, run))
    }

    /// A run that was begun in an earlier sitting goes on.
    fn enter(&mut self, train: &Train, around: &Around) -> Vec<Order> {
        if self.begun && self.run_view.is_none() {
            self.train(train, around)
        } else {
            Vec::new()
        }
    }

    fn act(&mut self, train: &Train, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Begin
                if matches!(self.stage(train), Stage::Begin | Stage::Retry)
                    || self.can_resume() =>
            {
                self.begun = true;
                let mut orders = self.train(train, around);
                orders.push(Order::Save);
                orders
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

    fn tell(&self, train: &Train, words: Words) -> Vec<Block> {
        let answered = self.gate.answered(train.questions());
        let answered = answered.iter().zip(&train.predict);
        let after = |asked: &TrainPrediction| say!(words, "after-epoch", n = asked.after);
        match self.stage(train) {
            Stage::Begin => {
                let said = answered.map(|(answered, asked)| {
                    let guess = said(answered.guess, words);
                    Block::Text(format!(
                        "{} {guess}, {}",
                        say!(words, "you-said"),
                        after(asked)
                    ))
                });
                let mut blocks = Block::unasked(train, &train.say);
                blocks.push(Block::Facts(what(train, words)));
                blocks.extend(said);
                blocks
            }
            Stage::Watch => vec![Block::Text(say!(words, "plain-training"))],
            _ => {
                let said = answered.map(|(answered, asked)| {
                    Block::Text(format!(
                        "{}: {}",
                        after(asked),
                        said_and_found(answered, words)
                    ))
                });
                let run_view = self.run_view.as_deref();
                let ending =
                    run_view.and_then(|run_view| Some(ended(run_view.ending()?, run_view, words)));
                let mut blocks: Vec<Block> = ending.into_iter().map(Block::Text).collect();
                let course = run_view.map(|run_view| course(run_view, words));
                blocks.extend(course.into_iter().flatten().map(Block::Text));
                blocks.extend(said);
                blocks.push(Block::Authored(train.takeaway.clone()));
                blocks
            }
        }
    }

    fn done(&self, train: &Train, records: Records<'_>, words: Words) -> Vec<Block> {
        let Some(record) = self.run.as_ref().and_then(records) else {
            return Vec::new();
        };
        let mut facts = what(train, words);
        facts.insert(0, (say!(words, "fact-run"), record.id.to_string()));
        vec![
            Block::Heading(3, train.name.clone()),
            Block::Facts(facts),
            Block::Curve {
                training: record.curve,
                epochs: record.epochs,
                names: [
                    say!(words, "training"),
                    say!(words, "validation"),
                    say!(words, "epochs"),
                ],
            },
        ]
    }

    fn solution(&self, _train: &Train) -> Option<Action> {
        None
    }

    fn progress(&self, _train: &Train, heard: &Heard, words: Words) -> Option<String> {
        match heard {
            Heard::Epoch(record) => Some(epoch(record, words)),
            _ => None,
        }
    }
}
