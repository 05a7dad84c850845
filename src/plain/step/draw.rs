//! Writing digits without a mouse: strokes as points on a grid of ten by ten, typed.

use super::{Plain, Reply, tell_said};
use crate::dataset::Shape;
use crate::eval::text::{interval, percent};
use crate::lesson::drawing::{Pen, Place};
use crate::lesson::step::{DrawState, Kind};
use crate::lesson::{Action, Stage};
use crate::model::classifier::most_probable;
use crate::pack::Draw;
use crate::plain::paper::Paper;
use crate::say;

/// Columns and rows of the grid.
const GRID: u32 = 10;

impl Plain for DrawState {
    type Spec = Draw;

    fn tell(&self, paper: &mut Paper, draw: &Draw, stage: Stage) {
        let words = paper.words;
        if stage == Stage::Draw {
            // Where something was asked, this was read with the question.
            if draw.predict.is_none() {
                paper.markdown(&draw.say);
            }
            paper.line(say!(words, "plain-how-to-draw"));
            return self.tell_digit(paper, draw);
        }
        tell_said(paper, self.guess.as_ref(), self.outcome.as_ref());
        let score = self.score(draw);
        match score.share {
            None => paper.line(say!(words, "nothing-drawn")),
            Some(share) => {
                let of = say!(words, "n-of-n", n = score.count, all = score.n);
                let (got, share) = (say!(words, "it-got"), percent(share));
                let between = interval(score.interval);
                paper.line(format!("{got} {share} % ({between}) · {of}"));
                let by_digit = self.by_digit(draw);
                paper.line(format!("{}: {by_digit}", say!(words, "by-digit")));
            }
        }
        paper.markdown(&draw.takeaway);
    }

    fn hint(&self, draw: &Draw, stage: Stage) -> Option<&'static str> {
        match stage {
            Stage::Draw => Some("plain-hint-draw"),
            Stage::Look if self.handed_in.len() < draw.goal => Some("plain-hint-drawn"),
            _ => None,
        }
    }

    fn obey(&self, paper: &mut Paper, draw: &Draw, line: &str) -> Reply {
        match (self.stage(draw), line) {
            (Stage::Draw, "") if self.canvas.is_empty() => {
                paper.line(say!(paper.words, "draw-first"));
                Reply::Told
            }
            (Stage::Draw, "") => Reply::Acts(vec![Action::HandIn]),
            (Stage::Draw, "s") => Reply::Acts(vec![Action::Stop]),
            (Stage::Look, "d") if self.handed_in.len() < draw.goal => {
                Reply::Acts(vec![Action::Resume])
            }
            (Stage::Draw, text) => match strokes(text) {
                Some(strokes) => {
                    let pens = [Pen::Clear].into_iter().chain(strokes);
                    Reply::Acts(pens.map(Action::Draw).collect())
                }
                None => Reply::Unknown,
            },
            _ => Reply::Unknown,
        }
    }

    /// What was handed in is answered before the next one is written.
    fn waits(&self, draw: &Draw) -> bool {
        let is_live_known = self.live.is_some() || self.canvas.seen().is_none();
        self.stage(draw) == Stage::Draw
            && self.failure.is_none()
            && (self.answers.len() < self.handed_in.len() || !is_live_known)
    }

    fn remark(&self, paper: &mut Paper, draw: &Draw, done: Option<&Action>) {
        let words = paper.words;
        match done {
            Some(Action::HandIn) => {
                if let Some(written) = self.written(draw).last() {
                    let (class, sure) = written.read_as();
                    let sure = format!("{:.0}", sure * 100.0);
                    let (digit, class) = (written.digit.to_string(), class.to_string());
                    paper.line(say!(
                        words,
                        "plain-written",
                        digit = digit,
                        class = class,
                        sure = sure
                    ));
                }
                self.tell_digit(paper, draw);
            }
            _ => {
                let Some(seen) = self.canvas.seen() else {
                    return;
                };
                let shape = Shape {
                    width: seen.width() as usize,
                    height: seen.height() as usize,
                    channels: 1,
                };
                paper.put_away();
                paper.line(format!("{}:", say!(words, "what-it-sees")));
                paper.picture("   ", seen.as_raw(), shape);
                if let Some(live) = &self.live {
                    let (class, sure) = most_probable(live);
                    let sure = format!("{:.0}", sure * 100.0);
                    let class = class.to_string();
                    paper.line(say!(words, "plain-live", class = class, sure = sure));
                }
            }
        }
    }

    fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}

impl DrawState {
    fn tell_digit(&self, paper: &mut Paper, draw: &Draw) {
        let words = paper.words;
        if let Some(digit) = self.now(draw) {
            let (at, all) = (self.handed_in.len() + 1, draw.goal);
            let place = say!(words, "n-of-n", n = at, all = all);
            paper.line(format!(
                "{} · {place}",
                say!(words, "write-a", digit = digit)
            ));
        }
    }
}

/// Strokes, as in `52 48 / 30 70`: a point is its column and its row, 0 to 9 from the left and from
/// the top; `/` lifts the pen.
fn strokes(text: &str) -> Option<Vec<Pen>> {
    let mut pens = Vec::new();
    for stroke in text.split('/') {
        let points: Vec<Place> = stroke
            .split_whitespace()
            .map(point)
            .collect::<Option<_>>()?;
        let (first, rest) = points.split_first()?;
        pens.push(Pen::Down(*first));
        pens.extend(rest.iter().map(|&place| Pen::To(place)));
        pens.push(Pen::Up);
    }
    Some(pens)
}

fn point(text: &str) -> Option<Place> {
    let mut digits = text.chars().map(|digit| digit.to_digit(GRID));
    let (column, row) = (digits.next()??, digits.next()??);
    let middle = |cell: u32| (cell as f32 + 0.5) / GRID as f32;
    digits
        .next()
        .is_none()
        .then(|| (middle(column), middle(row)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_its_column_and_row_and_a_slash_lifts_the_pen() {
        assert_eq!(
            strokes("00 99 / 50"),
            Some(vec![
                Pen::Down((0.05, 0.05)),
                Pen::To((0.95, 0.95)),
                Pen::Up,
                Pen::Down((0.55, 0.05)),
                Pen::Up,
            ])
        );
        for text in ["", "5", "555", "ab", "50 /", "1,2"] {
            assert_eq!(strokes(text), None, "{text}");
        }
    }
}
