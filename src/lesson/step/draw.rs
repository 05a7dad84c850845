//! Writing digits by hand, and seeing what a network reads.

use serde::{Deserialize, Serialize};

use super::{Action, Answered, Around, Can, Kind, Order, Question, Report, Stage, Ticket, Work};
use crate::eval::Proportion;
use crate::lesson::drawing::{Drawing, Pen};
use crate::lesson::guess::{Guess, Outcome};
use crate::pack::Draw;
use crate::train::RunId;

/// How far the writing is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DrawState {
    /// What was said beforehand.
    pub guess: Option<Guess>,
    /// What it turned out to be.
    pub outcome: Option<Outcome>,
    /// What was handed in, in the order of [`Draw::asked`].
    pub handed_in: Vec<Drawing>,
    /// What is on the canvas.
    pub canvas: Drawing,
    /// Whether the learner ended it before the goal.
    pub ended: bool,
    /// What the network makes of each that was handed in: the classes' probabilities.
    #[serde(skip)]
    pub answers: Vec<Vec<f32>>,
    /// What it makes of the canvas.
    #[serde(skip)]
    pub live: Option<Vec<f32>>,
    /// Why it cannot answer.
    #[serde(skip)]
    pub failure: Option<String>,
    /// The newest question about the canvas.
    #[serde(skip)]
    asked: usize,
}

/// One drawing, and what a network made of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Written<'a> {
    /// What was to be written.
    pub digit: u8,
    /// What was drawn.
    pub drawing: &'a Drawing,
    /// The probabilities of the classes.
    pub answer: &'a [f32],
}

impl Written<'_> {
    /// The most probable class, and its probability.
    pub fn read_as(&self) -> (u8, f32) {
        crate::model::classifier::most_probable(self.answer)
    }
}

impl DrawState {
    /// The digit that is to be written now; none where the goal is reached.
    pub fn now(&self, draw: &Draw) -> Option<u8> {
        draw.asked().get(self.handed_in.len()).copied()
    }

    /// What was handed in and answered.
    pub fn written<'a>(&'a self, draw: &Draw) -> Vec<Written<'a>> {
        let drawn = self.handed_in.iter().zip(&self.answers);
        let written = draw.asked().into_iter().zip(drawn);
        written
            .map(|(digit, (drawing, answer))| Written {
                digit,
                drawing,
                answer,
            })
            .collect()
    }

    /// How many were read rightly, with the interval.
    pub fn score(&self, draw: &Draw) -> Proportion {
        let written = self.written(draw);
        let right = written.iter().filter(|one| one.read_as().0 == one.digit);
        Proportion::of(right.count(), written.len())
    }

    /// Digit by digit: how many of how many were read rightly.
    pub fn by_digit(&self, draw: &Draw) -> String {
        let written = self.written(draw);
        let digits = (0..10).filter_map(|digit| {
            let of_it = || written.iter().filter(move |one| one.digit == digit);
            let right = of_it().filter(|one| one.read_as().0 == digit).count();
            let all = of_it().count();
            (all > 0).then(|| format!("{digit}: {right}/{all}"))
        });
        digits.collect::<Vec<_>>().join("  ")
    }

    fn is_over(&self, draw: &Draw) -> bool {
        self.ended || self.handed_in.len() >= draw.goal
    }

    /// Asks for answers to all that was handed in.
    fn ask_all(&mut self, draw: &Draw, around: &Around) -> Vec<Order> {
        let seen = self.handed_in.iter().filter_map(Drawing::seen);
        let pictures: Vec<Vec<u8>> = seen.map(image::GrayImage::into_raw).collect();
        self.order(draw, Ticket::All, pictures, around)
    }

    /// Asks for an answer to the canvas.
    fn ask_live(&mut self, draw: &Draw, around: &Around) -> Vec<Order> {
        self.asked += 1;
        match self.canvas.seen() {
            Some(seen) => self.order(
                draw,
                Ticket::Live(self.asked),
                vec![seen.into_raw()],
                around,
            ),
            None => {
                self.live = None;
                Vec::new()
            }
        }
    }

    fn order(
        &mut self,
        draw: &Draw,
        ticket: Ticket,
        pictures: Vec<Vec<u8>>,
        around: &Around,
    ) -> Vec<Order> {
        if pictures.is_empty() {
            return Vec::new();
        }
        match around.run(&draw.of) {
            Ok(run) => {
                self.failure = None;
                vec![around.work(Work::Answer {
                    run,
                    ticket,
                    pictures,
                })]
            }
            Err(failure) => {
                self.failure = Some(failure);
                Vec::new()
            }
        }
    }

    /// What the prediction turned out to be, once it is over and all is answered.
    fn settle(&mut self, draw: &Draw, around: &Around) -> Vec<Order> {
        let all = self.answers.len() == self.handed_in.len() && !self.answers.is_empty();
        let score = self.score(draw);
        let (true, Some(share), Some(predict)) = (
            all && self.is_over(draw) && self.guess.is_some(),
            score.share,
            &draw.predict,
        ) else {
            return Vec::new();
        };
        let mut outcome = Outcome::share(share);
        if let Outcome::Number { n, .. } = &mut outcome {
            *n = Some(score.n);
        }
        let run: Option<RunId> = around.run(&draw.of).ok();
        match run {
            Some(run) if self.outcome.as_ref() != Some(&outcome) => {
                self.outcome = Some(outcome.clone());
                around.turned_out(&predict.question, outcome, run)
            }
            _ => Vec::new(),
        }
    }
}

impl Kind for DrawState {
    type Spec = Draw;

    fn stage(&self, draw: &Draw) -> Stage {
        match (&draw.predict, &self.guess) {
            (Some(_), None) => Stage::Predict,
            _ if self.failure.is_some() => Stage::Retry,
            _ if !self.is_over(draw) => Stage::Draw,
            _ if self.answers.len() < self.handed_in.len() => Stage::Wait,
            _ => Stage::Look,
        }
    }

    fn can(&self, draw: &Draw) -> Vec<Can> {
        match self.stage(draw) {
            Stage::Draw if self.canvas.is_empty() => vec![Can::Draw, Can::PenWidth, Can::Finish],
            Stage::Draw => vec![
                Can::HandIn,
                Can::Draw,
                Can::Undo,
                Can::Clear,
                Can::PenWidth,
                Can::Finish,
            ],
            Stage::Look if self.handed_in.len() < draw.goal => vec![Can::DrawOn],
            _ => Vec::new(),
        }
    }

    fn remembered(&self) -> Self {
        Self {
            guess: self.guess.clone(),
            outcome: self.outcome.clone(),
            handed_in: self.handed_in.clone(),
            canvas: self.canvas.clone(),
            ended: self.ended,
            ..Self::default()
        }
    }

    fn question<'a>(&self, draw: &'a Draw) -> Option<Question<'a>> {
        let predict = draw.predict.as_ref()?;
        Some(Question {
            say: &draw.say,
            text: &predict.question,
            choices: Vec::new(),
        })
    }

    fn answered<'a>(&'a self, draw: &'a Draw) -> Vec<Answered<'a>> {
        let said = draw.predict.iter().zip(&self.guess);
        said.map(|(predict, guess)| Answered {
            question: &predict.question,
            guess,
            outcome: self.outcome.as_ref(),
        })
        .collect()
    }

    fn enter(&mut self, draw: &Draw, around: &Around) -> Vec<Order> {
        let mut orders = Vec::new();
        if self.answers.len() < self.handed_in.len() {
            orders.extend(self.ask_all(draw, around));
        }
        orders.extend(self.ask_live(draw, around));
        orders
    }

    fn act(&mut self, draw: &Draw, action: Action, around: &Around) -> Vec<Order> {
        match (action, self.stage(draw)) {
            (Action::Predict(guess), Stage::Predict) => {
                self.guess = Some(guess.clone());
                match &draw.predict {
                    Some(predict) => around.said(&predict.question, guess),
                    None => Vec::new(),
                }
            }
            (Action::Draw(pen), Stage::Draw) => {
                if !self.canvas.obey(pen) {
                    return Vec::new();
                }
                let mut orders = self.ask_live(draw, around);
                // A stroke is remembered when it is whole.
                if !matches!(pen, Pen::Down(_) | Pen::To(_)) {
                    orders.push(Order::Save);
                }
                orders
            }
            (Action::HandIn, Stage::Draw) if self.canvas.seen().is_some() => {
                let next = self.canvas.next();
                self.handed_in
                    .push(std::mem::replace(&mut self.canvas, next));
                self.live = None;
                self.asked += 1;
                let mut orders = self.ask_all(draw, around);
                orders.push(Order::Save);
                orders
            }
            (Action::Stop, Stage::Draw) => {
                self.ended = true;
                let mut orders = self.settle(draw, around);
                orders.push(Order::Save);
                orders
            }
            (Action::Resume, Stage::Look) if self.handed_in.len() < draw.goal => {
                self.ended = false;
                vec![Order::Save]
            }
            (Action::Begin, Stage::Retry) => {
                self.failure = None;
                self.enter(draw, around)
            }
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, draw: &Draw, report: Report, around: &Around) -> Vec<Order> {
        match report {
            Report::Answered {
                ticket: Ticket::All,
                answers,
            } if answers.len() <= self.handed_in.len() && answers.len() >= self.answers.len() => {
                self.answers = answers;
                self.settle(draw, around)
            }
            Report::Answered {
                ticket: Ticket::Live(ticket),
                mut answers,
            } if ticket == self.asked => {
                self.live = answers.pop();
                Vec::new()
            }
            Report::Failed { message } => {
                self.failure = Some(message);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}
