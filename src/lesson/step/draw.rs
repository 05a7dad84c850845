//! Writing digits by hand, and seeing what a network reads.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use super::on_paper::OnPaper;
use super::written::{Written, by_digit, score, told_by_tool};
use crate::eval::Proportion;
use crate::lesson::around::Around;
use crate::lesson::block::{Block, Picture};
use crate::lesson::drawing::{CanvasPoint, Drawing, Pen};
use crate::lesson::figures::of_reader;
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::handed_in::HandedIn;
use crate::lesson::photo::PhotoSource;
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, KeptDigit, Order, Report, Ticket, Work};
use crate::lesson::tool::Tool;
use crate::model::classifier::argmax;
use crate::pack::text::Figure;
use crate::pack::{Draw, Spec};
use crate::say;
use crate::words::Words;

/// Digits that are written on one paper, unless all that are left are.
const ROW: usize = 10;
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
    pub handed_in: Vec<HandedIn>,
    /// What is on the canvas.
    pub canvas: Drawing,
    /// Whether the learner ended it before the goal.
    pub ended: bool,
    /// A paper with the next digits, whose photo is looked at.
    #[serde(skip)]
    pub paper: Option<OnPaper>,
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
    /// The newest question about a photo.
    #[serde(skip)]
    photos: usize,
    /// How many were handed in last.
    #[serde(skip)]
    newest: usize,
}

impl DrawState {
    /// The digit that is to be written now; none where the goal is reached.
    pub fn now(&self, draw: &Draw) -> Option<u8> {
        self.left(draw).first().copied()
    }

    /// The digits that are still to be written, in their order.
    pub fn left(&self, draw: &Draw) -> Vec<u8> {
        draw.asked()
            .into_iter()
            .skip(self.handed_in.len())
            .collect()
    }

    /// How many of them make the next row on paper: up to a round number of digits.
    pub fn row(&self, draw: &Draw) -> usize {
        let left = draw.goal.saturating_sub(self.handed_in.len());
        left.min(ROW - self.handed_in.len() % ROW)
    }

    /// What was handed in and answered.
    pub fn written<'a>(&'a self, draw: &Draw) -> Vec<Written<'a>> {
        let drawn = self.handed_in.iter().zip(&self.answers);
        let written = draw.asked().into_iter().zip(drawn);
        written
            .map(|(digit, (handed_in, answer))| Written {
                digit,
                handed_in,
                answer,
            })
            .collect()
    }

    /// How many were read correctly, with the interval.
    pub fn score(&self, draw: &Draw) -> Proportion {
        score(&self.written(draw))
    }

    /// What is to be written now.
    fn tell_digit(&self, draw: &Draw, words: Words) -> Option<Block> {
        let digit = self.now(draw)?;
        let (at, all) = (self.handed_in.len() + 1, draw.goal);
        let place = say!(words, "n-of-n", n = at, all = all);
        let task = match draw.takes_drawings() {
            true => say!(words, "write-a", digit = digit),
            false => self.told_row(draw, words),
        };
        Some(Block::Text(format!("{task} · {place}")))
    }

    /// Which digits to write on paper next.
    pub fn told_row(&self, draw: &Draw, words: Words) -> String {
        let left = self.left(draw);
        let row = left.iter().take(self.row(draw)).map(u8::to_string);
        let row = row.collect::<Vec<_>>().join(" ");
        say!(words, "write-on-paper", digits = row)
    }

    /// All digits that are left, ten to a row, where they are more than the next row: they may come on one paper.
    pub fn told_all(&self, draw: &Draw, words: Words) -> Option<String> {
        let left = self.left(draw);
        let first = self.row(draw).min(left.len());
        let (row, rest) = left.split_at(first);
        let rows = std::iter::once(row).chain(rest.chunks(ROW));
        let rows = rows.map(|row| row.iter().map(u8::to_string).collect::<Vec<_>>().join(" "));
        let digits = rows.collect::<Vec<_>>().join(" / ");
        let n = left.len();
        (!rest.is_empty()).then(|| say!(words, "all-on-paper", n = n, digits = digits))
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
        let seen = self.handed_in.iter().filter_map(HandedIn::seen);
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

    /// Looks at a photo of the next digits.
    fn look_at(&mut self, draw: &Draw, source: PhotoSource, around: &Around) -> Vec<Order> {
        match around.run(&draw.of) {
            Ok(run) => {
                self.photos += 1;
                let paper = OnPaper::new(source, self.photos);
                let work = paper.work(run);
                self.paper = Some(paper);
                vec![around.work(work)]
            }
            Err(failure) => {
                self.failure = Some(failure.to_string());
                Vec::new()
            }
        }
    }

    /// Takes the digits of the paper, if it shows as many as were asked for.
    fn take_paper(&mut self, draw: &Draw, around: &Around) -> Vec<Order> {
        let (left, row) = (self.left(draw), self.row(draw));
        let paper = self.paper.as_ref();
        let digits = paper.map_or_else(Vec::new, |paper| paper.cut_out(&left, row));
        if digits.is_empty() {
            return Vec::new();
        }
        self.paper = None;
        self.newest = digits.len();
        self.handed_in.extend(digits);
        let mut orders = self.ask_all(draw, around);
        orders.push(Order::Save);
        orders
    }

    /// What can be done while a photo is looked at.
    fn can_with(&self, draw: &Draw, paper: &OnPaper) -> Vec<Can> {
        let fits = !paper.taken(&self.left(draw), self.row(draw)).is_empty();
        let take = fits.then_some(Can::TakeDigits);
        let there = paper.found.is_some().then_some(Can::OwnPhoto);
        take.into_iter()
            .chain([Can::PutAway])
            .chain(there)
            .chain([Can::Phone])
            .collect()
    }

    /// What can be done on the canvas, and beside it.
    fn can_write(&self, draw: &Draw) -> Vec<Can> {
        let mut can = match (draw.takes_drawings(), self.canvas.is_empty()) {
            (false, _) => Vec::new(),
            (true, true) => vec![Can::Draw, Can::PenWidth],
            (true, false) => vec![Can::HandIn, Can::Draw, Can::Undo, Can::Clear, Can::PenWidth],
        };
        can.extend(draw.takes_paper().then_some(Can::OwnPhoto));
        can.push(Can::Phone);
        can.push(Can::Finish);
        can
    }

    /// Lets what was handed in and answered be kept.
    fn keep(&self, draw: &Draw, around: &Around) -> Order {
        let written = self.written(draw);
        let digits = written.iter().filter_map(|one| {
            Some(KeptDigit {
                digit: one.digit,
                tool: one.handed_in.tool(),
                pixels: one.handed_in.seen()?.into_raw(),
                read: one.read_as().0,
            })
        });
        Order::Keep {
            step: around.step,
            digits: digits.collect(),
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
            Stage::Draw => match &self.paper {
                Some(paper) => self.can_with(draw, paper),
                None => self.can_write(draw),
            },
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
            Stage::Look => of_reader(draw.written(), &draw.of, self.score(draw)),
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
            (Action::Photo(source), Stage::Draw) if draw.takes_paper() => {
                self.look_at(draw, source, around)
            }
            (Action::HandIn, Stage::Draw) if self.paper.is_some() => self.take_paper(draw, around),
            (Action::TakeBack, Stage::Draw) if self.paper.is_some() => {
                self.paper = None;
                Vec::new()
            }
            // A photo lies over the canvas.
            (Action::Draw(_) | Action::Stop, Stage::Draw) if self.paper.is_some() => Vec::new(),
            (Action::Draw(pen), Stage::Draw) if draw.takes_drawings() => {
                if !self.canvas.obey(pen) {
                    return Vec::new();
                }
                let mut orders = self.ask_live(draw, around);
                // A stroke is remembered when it is whole.
                if !matches!(pen, Pen::Down(..) | Pen::To(_) | Pen::Felt(_)) {
                    orders.push(Order::Save);
                }
                orders
            }
            (Action::HandIn, Stage::Draw) if self.canvas.seen().is_some() => {
                let next = self.canvas.next();
                let drawing = std::mem::replace(&mut self.canvas, next);
                self.handed_in.push(HandedIn::Drawn(drawing));
                self.newest = 1;
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
                let mut orders = vec![self.keep(draw, around)];
                orders.extend(self.settle(draw, around));
                orders
            }
            Report::Answered {
                ticket: Ticket::Live(ticket),
                mut answers,
            } if ticket == self.asked => {
                self.live = answers.pop();
                Vec::new()
            }
            Report::Photographed { ticket, seen } => {
                if let Some(paper) = &mut self.paper {
                    paper.hear(ticket, seen);
                }
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
            if draw.takes_paper() {
                blocks.push(Block::Text(say!(words, "plain-how-to-paper")));
                // Of a paper alone it was said already.
                let row = draw.takes_drawings().then(|| self.told_row(draw, words));
                blocks.extend(row.map(Block::Text));
                blocks.extend(self.told_all(draw, words).map(Block::Text));
            }
            return blocks;
        }
        let mut blocks = Block::said(&self.gate.answered(draw.questions()), words);
        let written = self.written(draw);
        let score = score(&written);
        match score.share {
            None => blocks.push(Block::Text(say!(words, "nothing-drawn"))),
            Some(share) => {
                let of = say!(words, "n-of-n", n = score.count, all = score.n);
                let (got, share) = (say!(words, "accuracy"), words.lang.percent(share));
                let between = score.interval.percent(words.lang);
                let caption = say!(words, "by-digit");
                blocks.extend([
                    Block::Text(format!("{got} {share} % ({between}) · {of}")),
                    Block::Text(format!("{caption}: {}", by_digit(&written))),
                ]);
                blocks.extend(told_by_tool(&written, words).into_iter().map(Block::Text));
            }
        }
        blocks.push(Block::Authored(draw.takeaway.clone()));
        blocks
    }

    fn done(&self, draw: &Draw, _records: Records<'_>, words: Words) -> Vec<Block> {
        let drawn = draw.asked().into_iter().zip(&self.handed_in);
        let drawn = drawn.filter_map(|(digit, handed_in)| {
            Some(Picture {
                caption: digit.to_string(),
                picture: handed_in.seen()?.into(),
            })
        });
        match self.handed_in.is_empty() {
            true => Vec::new(),
            false => vec![
                Block::Heading(3, say!(words, "report-hand")),
                Block::Pictures(drawn.collect()),
            ],
        }
    }

    fn solution(&self, draw: &Draw) -> Option<Action> {
        match self.canvas.is_empty() {
            _ if self.stage(draw) != Stage::Draw => None,
            // Nobody but the learner has a paper.
            _ if !draw.takes_drawings() => Some(Action::Stop),
            // A dot is enough.
            true => Some(Action::Draw(Pen::Down(Tool::Canvas, MIDDLE))),
            false => Some(Action::HandIn),
        }
    }

    /// What was handed in is answered before the next one is written.
    fn waits(&self, draw: &Draw) -> bool {
        let is_live_known = self.live.is_some() || self.canvas.seen().is_none();
        let is_looked_at = self
            .paper
            .as_ref()
            .is_some_and(|paper| paper.found.is_none());
        self.stage(draw) == Stage::Draw
            && (self.answers.len() < self.handed_in.len() || !is_live_known || is_looked_at)
    }

    fn asked(&self, draw: &Draw, words: Words) -> Vec<Block> {
        let digit = self.tell_digit(draw, words);
        let digit = digit.filter(|_| self.stage(draw) == Stage::Draw);
        digit.into_iter().collect()
    }

    fn remark(&self, draw: &Draw, done: Option<&Action>, words: Words) -> Vec<Block> {
        match (&self.paper, done) {
            (Some(paper), _) => paper.tell(&self.left(draw), self.row(draw), words),
            (None, Some(Action::HandIn)) => {
                let written = self.written(draw);
                let newest = written.len().saturating_sub(self.newest);
                let newest = written.iter().skip(newest).map(|written| {
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
                newest.collect()
            }
            (None, _) => self.tell_canvas(words),
        }
    }
}
