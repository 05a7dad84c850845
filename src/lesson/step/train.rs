//! Training a network.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records, Trained};
use super::run_views::{RunViews, came_to, how_far_are, waited_for};
use crate::lesson::around::{Around, Group};
use crate::lesson::block::Block;
use crate::lesson::course::course;
use crate::lesson::figures::figure;
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::heard::Heard;
use crate::lesson::stage::Stage;
use crate::lesson::stand_in::StandIn;
use crate::lesson::talk::{Action, Order, Report, Work};
use crate::lesson::tell::{ended, epoch, how_far, said, said_and_found, what, whole};
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
    /// The networks beside it that came to their end with weights, by their seeds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<(u64, RunId)>,
    /// Whether the learner has trained that very run in another lesson: it is replayed without a press, and nothing is
    /// asked of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_known: bool,
    /// The file of the model that the learner brought, where one stands in for this network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brought: Option<String>,
    /// What is heard of the run.
    #[serde(skip)]
    pub run_view: Option<Box<RunView>>,
    /// What is heard of those beside it, in the order of their seeds: they are begun when the run itself has come to
    /// its end, so that it is as fast as alone, and a learner goes on when all are over.
    #[serde(skip)]
    pub beside: RunViews,
}

impl TrainState {
    /// Whether the run is going on, in whatever way.
    fn is_under_way(&self) -> bool {
        self.run_views().any(|run_view| !run_view.is_over())
    }

    /// What is heard of the run, and of those beside it.
    pub fn run_views(&self) -> impl DoubleEndedIterator<Item = &RunView> + Clone {
        self.run_view.as_deref().into_iter().chain(&*self.beside)
    }

    /// Lets a model that the learner brought stand in for it.
    pub(in crate::lesson) fn bring(&mut self, stand_in: &StandIn) -> Vec<Order> {
        if self.brought.is_some() && self.run.as_ref() == Some(&stand_in.run) {
            return Vec::new();
        }
        *self = Self {
            begun: true,
            run: Some(stand_in.run.clone()),
            trained: true,
            brought: Some(stand_in.file.clone()),
            ..Self::default()
        };
        vec![Order::Save]
    }

    /// Whether something of it was stopped, or one beside it failed, and can go on.
    pub fn can_resume(&self) -> bool {
        let ending = self.run_view.as_deref().and_then(RunView::ending);
        let is_stopped = ending.is_some_and(|ending| ending.status == Status::Stopped);
        let are_left = self.beside.iter().any(|run_view| !run_view.is_final());
        is_stopped || (are_left && self.beside.are_over())
    }

    /// Whether the run itself came to its end, so that nothing but those beside it is left.
    fn is_final(&self) -> bool {
        self.run_view.as_deref().is_some_and(RunView::is_final)
    }

    /// How each network beside the run did, where it is over: its seed, and what it came to.
    pub fn beside_came_to(&self, train: &Train, words: Words) -> Vec<String> {
        let over = train.seeds().skip(1).zip(&*self.beside);
        let over = over.filter(|(_, run_view)| run_view.is_over());
        over.map(|(seed, run_view)| came_to_with(seed, came_to(run_view, words), words))
            .collect()
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

    /// Orders those beside the run that have not come to their end.
    fn train_beside(&mut self, train: &Train, around: &Around) -> Vec<Order> {
        let seeds: Vec<u64> = train.seeds().skip(1).collect();
        if self.beside.len() != seeds.len() {
            self.beside = RunViews::new(seeds.len());
        }
        let places = self.beside.begin_again();
        let from = train.from.as_deref().map(|name| around.run(name));
        let experiment = match from.transpose() {
            Ok(parent) => train.experiment(parent),
            Err(untrained) => {
                self.beside.fail(&untrained.to_string());
                return Vec::new();
            }
        };
        let wanted = places
            .into_iter()
            .filter_map(|place| Some((place, *seeds.get(place)?)));
        let orders = wanted.map(|(place, seed)| {
            around.work(Work::Train {
                part: place + 1,
                experiment: Box::new(experiment.with_seed(seed)),
            })
        });
        orders.collect()
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
                // Those beside another recipe's run are not beside this one.
                self.others.clear();
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
        if self.is_final() && self.beside.is_empty() {
            orders.extend(self.train_beside(train, around));
        }
        orders
    }

    /// Takes in what happened to the run in this place beside the run itself.
    fn hear_beside(&mut self, train: &Train, place: usize, event: Event) -> Vec<Order> {
        self.beside.hear(place, event);
        let (Some(run_view), Some(seed)) = (self.beside.get(place), train.seeds().nth(place + 1))
        else {
            return Vec::new();
        };
        let Some(ending) = run_view.ending().filter(|_| run_view.is_final()) else {
            return Vec::new();
        };
        let other = (seed, ending.run.clone());
        if self.others.contains(&other) {
            return Vec::new();
        }
        self.others.retain(|(known, _)| *known != seed);
        self.others.push(other);
        self.others.sort_unstable_by_key(|(seed, _)| *seed);
        vec![Order::Save]
    }
}

/// That a model which the learner brought stands in for the lesson's network.
pub fn stands_in(file: &str, words: Words) -> String {
    say!(words, "stands-in", file = file)
}

/// What a network came to, after its seed.
fn came_to_with(seed: u64, came_to: String, words: Words) -> String {
    let seed = say!(words, "with-seed", seed = seed.to_string());
    format!("{seed}: {came_to}")
}

impl Kind for TrainState {
    type Spec = Train;

    fn stage(&self, _train: &Train) -> Stage {
        match self.run_view.as_ref().map(|run_view| &run_view.state) {
            None if self.brought.is_some() => Stage::Look,
            None => Stage::Begin,
            Some(State::Failed(_)) => Stage::Retry,
            // A diverged run has no weights, but seeing it diverge may be what the lesson is about.
            Some(State::Done(ending))
                if ending.kept_epoch.is_none() && !ending.status.is_final() =>
            {
                Stage::Retry
            }
            Some(State::Done(_)) if !self.is_under_way() => Stage::Look,
            Some(_) => Stage::Watch,
        }
    }

    fn can(&self, _train: &Train) -> Vec<Can> {
        match self.is_under_way() {
            true => Can::while_training(self.run_views()),
            false if self.can_resume() => vec![Can::ResumeTraining],
            _ => Vec::new(),
        }
    }

    fn gate(&self) -> Option<&Gate> {
        (!self.is_known && self.brought.is_none()).then_some(&self.gate)
    }

    fn gate_mut(&mut self) -> Option<&mut Gate> {
        Some(&mut self.gate)
    }

    fn failure(&self) -> Option<&str> {
        self.run_view.as_ref()?.failure()
    }

    fn remembered(&self) -> Self {
        Self {
            gate: self.gate.clone(),
            begun: self.begun,
            run: self.run.clone(),
            trained: self.trained,
            others: self.others.clone(),
            is_known: self.is_known,
            brought: self.brought.clone(),
            ..Self::default()
        }
    }

    fn figures(&self, train: &Train) -> Vec<Figure> {
        let epochs = self.run_view.iter().flat_map(|run_view| &run_view.epochs);
        let kept = self.run_view.as_deref().and_then(RunView::kept);
        let kept = kept.filter(|_| self.trained);
        let kept = kept.map(|record| (train.name.clone(), record));
        let each = epochs.map(|record| (train.after(record.epoch), record));
        let figures = each.chain(kept).flat_map(|(of, record)| {
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
        waited_for(self.run_views())
    }

    fn how_far(&self, train: &Train, words: Words) -> Option<String> {
        match train.seeds {
            1 => Some(how_far(self.run_view()?, words)),
            _ => how_far_are(self.run_views(), words),
        }
    }

    fn trained<'a>(&'a self, train: &'a Train) -> Option<Trained<'a>> {
        let own = self.run.clone().filter(|_| self.trained)?;
        let seeds = train.seeds();
        let others = self.others.iter().filter(|(seed, _)| seeds.contains(seed));
        let others = others.map(|(_, run)| run.clone());
        Some(Trained {
            name: &train.name,
            group: Group {
                runs: [own].into_iter().chain(others).collect(),
                seed: train.recipe.seed,
            },
        })
    }

    /// A run that was begun in an earlier sitting goes on, and one that is known is replayed.
    fn enter(&mut self, train: &Train, around: &Around) -> Vec<Order> {
        let is_here = self.run_view.is_some() || self.brought.is_some();
        if !(self.begun || self.is_known) || is_here {
            return Vec::new();
        }
        let saves = (!self.begun).then_some(Order::Save);
        self.begun = true;
        let mut orders = self.train(train, around);
        orders.extend(saves);
        orders
    }

    fn specimens(&self, train: &Train, around: &Around) -> Option<Work> {
        let from = train.from.as_deref().map(|name| around.run(name));
        Some(Work::ShowLearned {
            experiment: Box::new(train.experiment(from.transpose().ok()?)),
        })
    }

    /// What becomes of pictures before they are learned from is seen before and while they are.
    fn shows_specimens(&self, train: &Train) -> bool {
        !train.recipe.augment.is_empty()
            && matches!(
                self.stage(train),
                Stage::Begin | Stage::Watch | Stage::Retry
            )
    }

    fn act(&mut self, train: &Train, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Begin
                if matches!(self.stage(train), Stage::Begin | Stage::Retry)
                    || self.can_resume() =>
            {
                self.begun = true;
                let mut orders = match self.is_final() {
                    true => self.train_beside(train, around),
                    false => self.train(train, around),
                };
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
            Report::Run { part: 0, event } => self.hear_event(train, event, around),
            Report::Run { part, event } => self.hear_beside(train, part - 1, event),
            Report::Failed { message } if self.is_final() => {
                self.beside.fail(&message);
                Vec::new()
            }
            Report::Failed { message } => self.hear_event(train, Event::Failed { message }, around),
            _ => Vec::new(),
        }
    }

    fn tell(&self, train: &Train, words: Words) -> Vec<Block> {
        if let Some(file) = &self.brought {
            return vec![Block::Text(stands_in(file, words))];
        }
        let answered = self.gate.answered(train.questions());
        let answered = answered.iter().zip(&train.predict);
        let after = |asked: &TrainPrediction| say!(words, "after-epoch", n = asked.after);
        match self.stage(train) {
            Stage::Begin => {
                let said = answered.map(|(answered, asked)| {
                    let guess = said(answered, words);
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
                let say = self.is_known.then(|| Block::Authored(train.say.clone()));
                let ending = ending.into_iter().map(Block::Text);
                let mut blocks: Vec<Block> = say.into_iter().chain(ending).collect();
                let course = run_view.map(|run_view| course(run_view, words));
                blocks.extend(course.into_iter().flatten().map(Block::Text));
                blocks.extend(said);
                let beside = self.beside_came_to(train, words).into_iter();
                blocks.extend(beside.map(Block::Text));
                blocks.push(Block::Authored(train.takeaway.clone()));
                blocks
            }
        }
    }

    fn done(&self, train: &Train, records: Records<'_>, words: Words) -> Vec<Block> {
        let Some(record) = self.run.as_ref().and_then(records) else {
            return Vec::new();
        };
        let mut facts = whole(&record, words);
        if train.seeds > 1 && record.experiment().is_some() {
            facts.extend(what(train, words).pop());
        }
        facts.insert(0, (say!(words, "fact-run"), record.id.to_string()));
        let beside = self.others.iter().filter_map(|(seed, run)| {
            let accuracy = records(run)?.kept()?.validation_accuracy?;
            let percent = words.lang.percent(accuracy);
            let came_to = say!(words, "plain-validation", percent = percent);
            Some(came_to_with(*seed, format!("{came_to} ({run})"), words))
        });
        let beside: Vec<String> = beside.collect();
        let mut blocks = vec![Block::Heading(3, train.name.clone()), Block::Facts(facts)];
        blocks.extend(Block::curve(&record, words));
        if !beside.is_empty() {
            blocks.push(Block::Items(beside));
        }
        blocks
    }

    fn solution(&self, _train: &Train) -> Option<Action> {
        None
    }

    fn progress(&self, train: &Train, heard: &Heard, words: Words) -> Option<String> {
        match heard {
            Heard::Epoch(0, record) => Some(epoch(record, words)),
            Heard::RunOver(0) if self.is_under_way() => {
                Some(say!(words, "training-beside", n = self.beside.len()))
            }
            // With the last one over, all of them are told.
            Heard::RunOver(part) if self.is_under_way() => {
                let (place, seed) = (part.checked_sub(1)?, train.seeds().nth(*part)?);
                let came_to = came_to(self.beside.get(place)?, words);
                Some(came_to_with(seed, came_to, words))
            }
            _ => None,
        }
    }
}
