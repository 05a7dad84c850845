//! A dial: setting by setting how many are read right, and one picture as it is turned.

use super::{Plain, Reply, figures, name, tell_said};
use crate::eval::softmax;
use crate::eval::text::percent;
use crate::lesson::Stage;
use crate::lesson::step::DialState;
use crate::lesson::tell::setting;
use crate::pack::Dial;
use crate::plain::paper::Paper;
use crate::say;

/// Classes that are told of an answer, the most probable first.
const CLASSES: usize = 3;

impl Plain for DialState {
    type Spec = Dial;

    fn tell(&self, paper: &mut Paper, dial: &Dial, _stage: Stage) {
        let words = paper.words;
        // Where something was asked, this was read with the question.
        if dial.predict.is_none() {
            paper.markdown(&dial.say);
        }
        tell_said(paper, self.guess.as_ref(), self.outcome.as_ref());
        let row = dial.turn.first_row();
        let watched = self.watched(dial, row);
        for (column, shown) in dial.turn.columns().iter().enumerate() {
            let Some(result) = self.at(dial, column, row) else {
                continue;
            };
            let mut text = figures(result, words);
            if let Some((class, name)) = &watched {
                let share = percent(Self::share_of(result, *class));
                let as_class = say!(words, "read-as", class = name.as_str());
                text = format!("{text} · {as_class}: {share} %");
            }
            paper.item(&format!("{shown}: "), text);
        }
        if let [first, .., last] = dial.turn.rows() {
            let (first, last) = (first.to_string(), last.to_string());
            paper.line(say!(words, "plain-angles", first = first, last = last));
        }
        paper.markdown(&dial.takeaway);
    }

    fn hint(&self, dial: &Dial, _stage: Stage) -> Option<&'static str> {
        Some(match dial.turn.rows() {
            [] => "plain-hint-dial",
            _ => "plain-hint-two-dials",
        })
    }

    fn obey(&self, paper: &mut Paper, dial: &Dial, line: &str) -> Reply {
        match Turned::of(dial, line) {
            Some(turned) => match self.tell_turned(paper, dial, turned) {
                Some(()) => Reply::Told,
                None => Reply::Unknown,
            },
            None => Reply::Unknown,
        }
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }
}

/// A setting and a picture, from 0.
struct Turned {
    column: usize,
    row: usize,
    picture: usize,
}

impl Turned {
    /// A setting as it is shown; with a second axis, perhaps an angle; perhaps a picture, from 1.
    fn of(dial: &Dial, line: &str) -> Option<Self> {
        let mut parts = line.split_whitespace();
        let value: f64 = parts.next()?.parse().ok()?;
        let is_it = |shown: &String| shown.parse() == Ok(value);
        let column = dial.turn.columns().iter().position(is_it)?;
        let mut row = dial.turn.first_row();
        if let (false, Some(angle)) = (dial.turn.rows().is_empty(), parts.next()) {
            let angle: f32 = angle.parse().ok()?;
            row = dial.turn.rows().iter().position(|&known| known == angle)?;
        }
        let picture = match parts.next() {
            Some(number) => number.parse::<usize>().ok()?.checked_sub(1)?,
            None => 0,
        };
        parts.next().is_none().then_some(Self {
            column,
            row,
            picture,
        })
    }
}

impl DialState {
    fn tell_turned(&self, paper: &mut Paper, dial: &Dial, turned: Turned) -> Option<()> {
        let words = paper.words;
        let Turned {
            column,
            row,
            picture,
        } = turned;
        let result = self.at(dial, column, row)?;
        let prediction = result.predictions.get(picture)?;
        let logits = result.logits.rows().nth(picture)?;
        let place = say!(words, "picture-of", n = picture + 1, all = result.n);
        paper.line(format!("{} · {place}", setting(dial, column, row, words)));
        let figures = figures(result, words);
        paper.line(say!(words, "plain-all-of-them", figures = figures));
        let pixels = result.pictures.picture(prediction.index);
        paper.picture("   ", pixels, result.pictures.dataset().shape());
        let mut classes: Vec<(usize, f64)> = softmax(logits, 1.0).into_iter().enumerate().collect();
        classes.sort_by(|a, b| b.1.total_cmp(&a.1));
        let said: Vec<String> = classes
            .iter()
            .take(CLASSES)
            .filter_map(|&(class, share)| {
                let class = u8::try_from(class).ok()?;
                Some(format!("{} {} %", name(result, class), percent(share)))
            })
            .collect();
        let truth = name(result, prediction.label);
        let said = said.join(", ");
        paper.line(say!(words, "plain-answer", truth = truth, said = said));
        paper.line(say!(words, "plain-hint-characters"));
        Some(())
    }
}
