//! Turning one trait of pictures, and seeing when the answer changes.

use serde::{Deserialize, Serialize};

use super::can::Can;
use super::kind::{Kind, Records};
use crate::eval::Evaluation;
use crate::eval::softmax;
use crate::lesson::around::Around;
use crate::lesson::block::Block;
use crate::lesson::control::Reading;
use crate::lesson::detail::Detail;
use crate::lesson::figures::of_read;
use crate::lesson::gate::Gate;
use crate::lesson::guess::Outcome;
use crate::lesson::measuring::Measuring;
use crate::lesson::results::{class, metrics};
use crate::lesson::stage::Stage;
use crate::lesson::talk::{Action, Order, Report};
use crate::lesson::tell::setting;
use crate::pack::text::Figure;
use crate::pack::{Dial, Spec};
use crate::say;
use crate::words::Words;

/// Classes that are told of an answer, the most probable first.
const CLASSES: usize = 3;

/// How far a dial is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DialState {
    /// What was said beforehand, and what it turned out to be.
    #[serde(flatten)]
    pub gate: Gate,
    /// What the learner called such pictures, setting by setting, where they read any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<Reading>,
    /// All settings of all pictures.
    #[serde(skip)]
    pub measuring: Measuring,
}

impl DialState {
    /// What was measured at a place of the grid.
    pub fn at(&self, dial: &Dial, column: usize, row: usize) -> Option<&Evaluation> {
        self.measuring.evaluations().nth(place(dial, column, row))
    }

    /// What the learner called pictures of a setting, where they read some.
    pub fn read_at(&self, dial: &Dial, column: usize, row: usize) -> Option<&Reading> {
        Reading::at(&self.read, place(dial, column, row))
    }

    /// The same where most of it names another class than the digit that the dial turns: there the label is
    /// doubtful, and no answer is a mistake for being another one.
    pub fn doubted_at(&self, dial: &Dial, column: usize, row: usize) -> Option<&Reading> {
        let label = self.at(dial, column, row)?.predictions.first()?.label;
        let reading = self.read_at(dial, column, row)?;
        (has_one_label(self.at(dial, column, row)?) && reading.doubts(label)).then_some(reading)
    }

    /// What the learner called pictures of a setting, as people say it; of different digits, how many they read
    /// correctly.
    pub fn called(&self, dial: &Dial, column: usize, row: usize, words: Words) -> Option<String> {
        let result = self.at(dial, column, row)?;
        let reading = self.read_at(dial, column, row)?;
        let read = match has_one_label(result) {
            true => reading.in_words(|answer| class(result, answer, words), words),
            false => {
                let score = reading.score();
                say!(words, "n-of-n", n = score.count, all = score.n)
            }
        };
        Some(say!(words, "you-read-so", read = read))
    }

    /// That the label of a setting is doubtful, where it is, and how many answers are the label or what the learner
    /// read instead.
    pub fn doubt(&self, dial: &Dial, column: usize, row: usize, words: Words) -> Option<String> {
        let reading = self.doubted_at(dial, column, row)?;
        let result = self.at(dial, column, row)?;
        let accepted = reading.accepted(result.predictions.first()?.label);
        let shares = accepted
            .iter()
            .map(|&answer| Self::share_of(result, answer));
        let share = words.lang.percent(shares.sum());
        let names: Vec<String> = accepted
            .iter()
            .map(|&answer| class(result, answer, words))
            .collect();
        let (last, first) = names.split_last()?;
        let first = first.join(", ");
        let classes = say!(words, "classes-or", first = first, last = last.as_str());
        Some(say!(
            words,
            "label-doubtful",
            classes = classes,
            share = share
        ))
    }

    /// The class whose share of the answers is followed in a row, and its name: the one that the lesson
    /// names, or else the commonest mistake in this row.
    pub fn watched(&self, dial: &Dial, row: usize) -> Option<(u8, String)> {
        let first = self.at(dial, 0, row)?;
        let classes = first.pictures.dataset().classes();
        let class = match &dial.watch {
            Some(_) => dial.watched_among(classes)?,
            None => {
                let mut counts = vec![0_usize; classes.len()];
                for column in 0..dial.turn.columns().len() {
                    if self.doubted_at(dial, column, row).is_some() {
                        continue;
                    }
                    let wrong = self.at(dial, column, row)?.predictions.iter();
                    for prediction in wrong.filter(|prediction| !prediction.is_correct()) {
                        if let Some(count) = counts.get_mut(usize::from(prediction.answer)) {
                            *count += 1;
                        }
                    }
                }
                let most = counts.iter().copied().enumerate().max_by_key(|&(_, n)| n)?;
                (most.1 > 0).then_some(most.0)?
            }
        };
        Some((u8::try_from(class).ok()?, classes.get(class)?.clone()))
    }

    /// The share of answers that are this class, 0..1.
    pub fn share_of(result: &Evaluation, class: u8) -> f64 {
        let answers = result.predictions.iter();
        let n = answers.filter(|prediction| prediction.answer == class);
        n.count() as f64 / result.n.max(1) as f64
    }

    /// The first setting at which fewer than half are read right, along the row that it begins in.
    fn measured(&self, dial: &Dial) -> Option<Outcome> {
        let predict = dial.predict.as_ref()?;
        let row = dial.turn.first_row();
        let below_half = |(column, _): &(usize, String)| {
            let result = self.at(dial, *column, row);
            result.is_some_and(|result| result.accuracy < 0.5)
        };
        let mut settings = dial.turn.columns().into_iter().enumerate().skip(1);
        let found = settings.find(below_half).map(|(_, shown)| shown);
        Some(Outcome::Choice {
            choice: found.unwrap_or_else(|| predict.never.clone()),
        })
    }
}

/// Where a setting stands among all that are measured.
fn place(dial: &Dial, column: usize, row: usize) -> usize {
    row * dial.turn.columns().len() + column
}

/// Whether all pictures have the same label, as those of a trait have: only then can one label be doubted.
fn has_one_label(result: &Evaluation) -> bool {
    let mut labels = result.predictions.windows(2);
    labels.all(|pair| matches!(pair, [one, other] if one.label == other.label))
}

/// A setting and a picture, from 0.
#[derive(Clone, Copy)]
struct Turned {
    column: usize,
    row: usize,
    picture: usize,
}

impl Turned {
    /// A setting as it is shown; with a second axis, perhaps an angle; perhaps a picture, from 1.
    fn of(dial: &Dial, numbers: &[f64]) -> Option<Self> {
        let mut numbers = numbers.iter().copied();
        let value = numbers.next()?;
        let is_it = |shown: &String| shown.parse() == Ok(value);
        let column = dial.turn.columns().iter().position(is_it)?;
        let mut row = dial.turn.first_row();
        if !dial.turn.rows().is_empty()
            && let Some(angle) = numbers.next()
        {
            let is_it = |&known: &f32| f64::from(known) == angle;
            row = dial.turn.rows().iter().position(is_it)?;
        }
        let number = numbers.next().unwrap_or(1.0);
        let is_whole = number >= 1.0 && number.fract() == 0.0;
        (is_whole && numbers.next().is_none()).then_some(Self {
            column,
            row,
            picture: number as usize - 1,
        })
    }
}

impl DialState {
    /// The accuracy at all settings of two axes: a row for each of the second.
    fn map(&self, dial: &Dial, words: Words) -> Vec<Block> {
        let columns = dial.turn.columns();
        let rows = dial.turn.rows().iter().enumerate().map(|(row, angle)| {
            let cells = columns.iter().enumerate().filter_map(|(column, shown)| {
                let result = self.at(dial, column, row)?;
                let share = words.lang.percent(result.accuracy);
                let called = self.called(dial, column, row, words);
                let called = called.map_or_else(String::new, |called| format!(" ({called})"));
                Some(format!("{shown}: {share}{called}"))
            });
            (
                format!("{angle}°"),
                cells.collect::<Vec<String>>().join(", "),
            )
        });
        let rows: Vec<(String, String)> = rows.collect();
        let Some(first) = self.at(dial, 0, 0).filter(|_| !rows.is_empty()) else {
            return Vec::new();
        };
        let n = words.lang.count(first.n);
        vec![
            Block::Text(say!(words, "dial-map", n = n)),
            Block::Facts(rows),
        ]
    }

    /// How a picture looks at a setting, and what is said of it.
    fn tell_turned(&self, dial: &Dial, turned: Turned, words: Words) -> Option<Vec<Block>> {
        let Turned {
            column,
            row,
            picture,
        } = turned;
        let result = self.at(dial, column, row)?;
        let prediction = result.predictions.get(picture)?;
        let logits = result.logits.rows().nth(picture)?;
        let place = say!(words, "picture-of", n = picture + 1, all = result.n);
        let place = format!("{} · {place}", setting(dial, column, row, words));
        let doubt = self.doubt(dial, column, row, words);
        let mut blocks = vec![Block::Text(place)];
        if doubt.is_none() {
            let all = say!(words, "plain-all-of-them", metrics = metrics(result, words));
            blocks.push(Block::Text(all));
        }
        let pixels = result.pictures.picture(prediction.index);
        let shape = result.pictures.dataset().shape();
        blocks.extend(Block::picture(String::new(), pixels, shape));
        let mut classes: Vec<(usize, f64)> = softmax(logits, 1.0).into_iter().enumerate().collect();
        classes.sort_by(|a, b| b.1.total_cmp(&a.1));
        let said = classes.iter().take(CLASSES).filter_map(|&(place, share)| {
            let name = class(result, u8::try_from(place).ok()?, words);
            Some(format!("{name} {} %", words.lang.percent(share)))
        });
        let said: Vec<String> = said.collect();
        let truth = class(result, prediction.label, words);
        let id = match &doubt {
            Some(_) => "plain-answer-in-doubt",
            None => "plain-answer",
        };
        let said = said.join(", ");
        blocks.push(Block::Text(say!(words, id, truth = truth, said = said)));
        let called = self.called(dial, column, row, words);
        let judged = called.into_iter().chain(doubt);
        blocks.extend(judged.map(Block::Text));
        Some(blocks)
    }
}

impl Kind for DialState {
    type Spec = Dial;

    fn stage(&self, dial: &Dial) -> Stage {
        self.measuring.stage(dial.slices().len())
    }

    fn can(&self, dial: &Dial) -> Vec<Can> {
        let mut can = vec![Can::Turn];
        can.extend((!dial.turn.rows().is_empty()).then_some(Can::TurnAngle));
        can
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
            read: self.read.clone(),
            measuring: Measuring::default(),
        }
    }

    fn figures(&self, dial: &Dial) -> Vec<Figure> {
        let settings = dial.places().filter_map(|(column, row)| {
            let result = self.at(dial, column, row)?;
            let names = dial.turn.names((column, row)).into_iter();
            Some(names.flat_map(|name| of_read(&name, &dial.of, result)))
        });
        settings.flatten().collect()
    }

    fn enter(&mut self, dial: &Dial, around: &Around) -> Vec<Order> {
        let slices = dial.slices();
        self.read = around.readings(&slices);
        self.measuring.order(&[&dial.of], &slices, around)
    }

    fn act(&mut self, dial: &Dial, action: Action, around: &Around) -> Vec<Order> {
        match action {
            Action::Begin if self.measuring.failure.is_some() => {
                self.measuring.reset();
                self.enter(dial, around)
            }
            _ => Vec::new(),
        }
    }

    fn hear(&mut self, dial: &Dial, report: Report, around: &Around) -> Vec<Order> {
        let all = dial.slices().len();
        let heard = self.measuring.hear(report, all);
        let Some(run) = heard.map(|(run, _)| run.clone()) else {
            return Vec::new();
        };
        if self.measuring.results.len() < all {
            return Vec::new();
        }
        match self.measured(dial) {
            Some(outcome) => (self.gate).settle(&dial.questions(), 0, outcome, &run, around),
            None => Vec::new(),
        }
    }

    fn tell(&self, dial: &Dial, words: Words) -> Vec<Block> {
        let row = dial.turn.first_row();
        let watched = self.watched(dial, row);
        let columns = dial.turn.columns().into_iter().enumerate();
        let settings = columns.filter_map(|(column, shown)| {
            let result = self.at(dial, column, row)?;
            // Where the label is doubted, nobody counts what is right.
            let doubt = self.doubt(dial, column, row, words);
            let right = doubt.is_none().then(|| metrics(result, words));
            let followed = watched.as_ref().map(|(class, name)| {
                let share = words.lang.percent(Self::share_of(result, *class));
                let as_class = say!(words, "read-as", class = words.name(name));
                format!("{as_class}: {share} %")
            });
            let called = self.called(dial, column, row, words);
            let parts = [right, followed, called, doubt].into_iter().flatten();
            Some((shown, parts.collect::<Vec<_>>().join(" · ")))
        });
        let mut blocks = Block::unasked(dial, &dial.say);
        blocks.extend(Block::said(&self.gate.answered(dial.questions()), words));
        blocks.push(Block::Facts(settings.collect()));
        blocks.extend(self.map(dial, words));
        if let [first, .., last] = dial.turn.rows() {
            let (first, last) = (first.to_string(), last.to_string());
            let angles = say!(words, "plain-angles", first = first, last = last);
            blocks.push(Block::Text(angles));
        }
        blocks.push(Block::Authored(dial.takeaway.clone()));
        blocks
    }

    fn done(&self, _dial: &Dial, _records: Records<'_>, _words: Words) -> Vec<Block> {
        Vec::new()
    }

    fn solution(&self, _dial: &Dial) -> Option<Action> {
        None
    }

    fn detail(&self, dial: &Dial, detail: &Detail, words: Words) -> Option<Vec<Block>> {
        let Detail::Setting(numbers) = detail else {
            return None;
        };
        self.tell_turned(dial, Turned::of(dial, numbers)?, words)
    }
}
