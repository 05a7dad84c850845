//! Writing digits by hand, and seeing what a network reads.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::eval::Proportion;
use crate::lesson::around::Around;
use crate::lesson::block::{Block, Picture};
use crate::lesson::drawing::{CanvasPoint, Drawing, Pen};
use crate::lesson::figures::of_reader;
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report, Ticket, Work};
use crate::model::classifier::argmax;
use crate::pack::text::Figure;
use crate::pack::{Draw, Spec};
use crate::say;
use crate::words::Words;

/// Of a canvas.
const MIDDLE: CanvasPoint = (0.5, 0.5);

/// How far the writing is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DrawState {
    /// What was said beforehand, and what it turned out to be.
    #[serde(flatten)]
    pub gate: Gate,
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
        argmax(self.answer)
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

    /// How many were read correctly, with the interval.
    pub fn score(&self, draw: &Draw) -> Proportion {
        let written = self.written(draw);
        let right = written.iter().filter(|one| one.read_as().0 == one.digit);
        Proportion::of(right.count(), written.len())
    }

    /// Digit by digit: how many of how many were read correctly.
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

    /// What is to be written now.
    fn tell_digit(&self, draw: &Draw, words: Words) -> Option<Block> {
        let digit = self.now(draw)?;
        let (at, all) = (self.handed_in.len() + 1, draw.goal);
        let place = say!(words, "n-of-n", n = at, all = all);
        let task = say!(words, "write-a", digit = digit);
        Some(Block::Text(format!("{task} · {place}")))
    }

    /// What the network sees on the canvas, and what it makes of it.
    fn tell_canvas(&self, words: Words) -> Vec<Block> {
        let Some(seen) = self.canvas.seen() else {
            return Vec::new();
        };
        let mut blocks = vec![Block::Pictures(vec![Picture {
            caption: format!("{}:", say!(words, "what-it-sees")),
            picture: seen.into(),
        }])];
        if let Some(live) = &self.live {
            let (class, sure) = argmax(live);
            let (class, sure) = (class.to_string(), words.lang.whole_percent(f64::from(sure)));
            let live = say!(words, "plain-live", class = class, sure = sure);
            blocks.push(Block::Text(live));
        }
        blocks
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
                self.failure = Some(failure.to_string());
                Vec::new()
            }
        }
    }

    /// What the prediction turned out to be, once it is over and all is answered.
    fn settle(&mut self, draw: &Draw, around: &Around) -> Vec<Order> {
        let all = self.answers.len() == self.handed_in.len() && !self.answers.is_empty();
        let score = self.score(draw);
        let share = score.share.filter(|_| all && self.is_over(draw));
        let Some(share) = share else {
            return Vec::new();
        };
        let mut outcome = Outcome::share(share);
        if let Outcome::Number { n, .. } = &mut outcome {
            *n = Some(score.n);
        }
        match around.run(&draw.of) {
            Ok(run) => (self.gate).settle(&draw.questions(), 0, outcome, &run, around),
            Err(_) => Vec::new(),
        }
    }
}

impl Kind for DrawState {
    type Spec = Draw;

    fn stage(&self, draw: &Draw) -> Stage {
        match self.failure {
            Some(_) => Stage::Retry,
            None if !self.is_over(draw) => Stage::Draw,
            None if self.answers.len() < self.handed_in.len() => Stage::Wait,
            None => Stage::Look,
        }
    }

    fn can(&self, draw: &Draw) -> Vec<Can> {
        match self.stage(draw) {
            Stage::Draw if self.canvas.is_empty() => {
                vec![Can::Draw, Can::Phone, Can::PenWidth, Can::Finish]
            }
            Stage::Draw => vec![
                Can::HandIn,
                Can::Draw,
                Can::Undo,
                Can::Clear,
                Can::Phone,
                Can::PenWidth,
                Can::Finish,
            ],
            Stage::Look if self.handed_in.len() < draw.goal => vec![Can::DrawOn],
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
        self.failure.as_deref()
    }

    fn remembered(&self) -> Self {
        Self {
            gate: self.gate.clone(),
            handed_in: self.handed_in.clone(),
            canvas: self.canvas.clone(),
            ended: self.ended,
            ..Self::default()
        }
    }

    fn figures(&self, draw: &Draw) -> Vec<Figure> {
        match self.stage(draw) {
            Stage::Look => of_reader(Draw::WRITTEN, &draw.of, self.score(draw)),
            _ => Vec::new(),
        }
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
            (Action::Draw(pen), Stage::Draw) => {
                if !self.canvas.obey(pen) {
                    return Vec::new();
                }
                let mut orders = self.ask_live(draw, around);
                // A stroke is remembered when it is whole.
                if !matches!(pen, Pen::Down(_) | Pen::To(_) | Pen::Felt(_)) {
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

    fn tell(&self, draw: &Draw, words: Words) -> Vec<Block> {
        if self.stage(draw) == Stage::Draw {
            let mut blocks = Block::unasked(draw, &draw.say);
            blocks.extend(self.tell_digit(draw, words));
            return blocks;
        }
        let mut blocks = Block::said(&self.gate.answered(draw.questions()), words);
        let score = self.score(draw);
        match score.share {
            None => blocks.push(Block::Text(say!(words, "nothing-drawn"))),
            Some(share) => {
                let of = say!(words, "n-of-n", n = score.count, all = score.n);
                let (got, share) = (say!(words, "accuracy"), words.lang.percent(share));
                let between = score.interval.percent(words.lang);
                let by_digit = say!(words, "by-digit");
                blocks.extend([
                    Block::Text(format!("{got} {share} % ({between}) · {of}")),
                    Block::Text(format!("{by_digit}: {}", self.by_digit(draw))),
                ]);
            }
        }
        blocks.push(Block::Authored(draw.takeaway.clone()));
        blocks
    }

    fn done(&self, draw: &Draw, _records: Records<'_>, words: Words) -> Vec<Block> {
        let drawn = draw.asked().into_iter().zip(&self.handed_in);
        let drawn = drawn.filter_map(|(digit, drawing)| {
            Some(Picture {
                caption: digit.to_string(),
                picture: drawing.seen()?.into(),
            })
        });
        match self.handed_in.is_empty() {
            true => Vec::new(),
            false => vec![
                Block::Heading(3, say!(words, "your-hand")),
                Block::Pictures(drawn.collect()),
            ],
        }
    }

    fn solution(&self, draw: &Draw) -> Option<Action> {
        match self.canvas.is_empty() {
            _ if self.stage(draw) != Stage::Draw => None,
            // A dot is enough.
            true => Some(Action::Draw(Pen::Down(MIDDLE))),
            false => Some(Action::HandIn),
        }
    }

    /// What was handed in is answered before the next one is written.
    fn waits(&self, draw: &Draw) -> bool {
        let is_live_known = self.live.is_some() || self.canvas.seen().is_none();
        self.stage(draw) == Stage::Draw
            && (self.answers.len() < self.handed_in.len() || !is_live_known)
    }

    fn asked(&self, draw: &Draw, words: Words) -> Vec<Block> {
        let digit = self.tell_digit(draw, words);
        let digit = digit.filter(|_| self.stage(draw) == Stage::Draw);
        digit.into_iter().collect()
    }

    fn remark(&self, draw: &Draw, done: Option<&Action>, words: Words) -> Vec<Block> {
        match done {
            Some(Action::HandIn) => {
                let written = self.written(draw).pop();
                let written = written.map(|written| {
                    let (class, sure) = written.read_as();
                    let sure = words.lang.whole_percent(f64::from(sure));
                    let (digit, class) = (written.digit.to_string(), class.to_string());
                    Block::Text(say!(
                        words,
                        "plain-written",
                        digit = digit,
                        class = class,
                        sure = sure
                    ))
                });
                written.into_iter().collect()
            }
            _ => self.tell_canvas(words),
        }
    }
}
