//! A photo: what each stage did, which can be switched, and what was read.

use super::{Plain, Reply};
use crate::dataset::Shape;
use crate::lesson::step::{PhotoSource, PhotoState, Seen};
use crate::lesson::{Action, Stage};
use crate::model::classifier::most_probable;
use crate::pack::Photo;
use crate::picture::SIDE;
use crate::plain::paper::Paper;
use crate::say;

impl Plain for PhotoState {
    type Spec = Photo;

    fn tell(&self, paper: &mut Paper, photo: &Photo, _stage: Stage) {
        let words = paper.words;
        paper.markdown(&photo.say);
        for (name, number) in photo.tries.iter().zip(1..) {
            paper.line(say!(words, "plain-try", n = number, name = name.as_str()));
        }
        match self.waits(photo) {
            true => paper.line(say!(words, "looking-at-photo")),
            false => self.remark(paper, photo, None),
        }
    }

    fn hint(&self, _photo: &Photo, _stage: Stage) -> Option<&'static str> {
        Some("plain-hint-photo")
    }

    fn obey(&self, paper: &mut Paper, photo: &Photo, line: &str) -> Reply {
        if let Some(place) = line.strip_prefix("d ") {
            let place = place.trim().parse::<usize>().ok();
            return self.tell_digit(paper, place.and_then(|place| place.checked_sub(1)));
        }
        if let Some(name) = line.strip_prefix("t ") {
            let place = name.trim().parse::<usize>().ok();
            let name = place.and_then(|place| photo.tries.get(place.checked_sub(1)?));
            return match name {
                Some(name) => Reply::Acts(vec![Action::Photo(PhotoSource::Shipped(name.clone()))]),
                None => Reply::Unknown,
            };
        }
        if let Ok(number) = line.parse::<usize>() {
            let stage = number.checked_sub(1).and_then(|at| Self::STAGES.get(at));
            let mut stages = self.stages(photo);
            let stage = stage.filter(|stage| stages.switch(**stage).is_some());
            return match stage {
                Some(stage) => Reply::Acts(vec![Action::Switch(*stage)]),
                None => Reply::Unknown,
            };
        }
        match PhotoSource::named(line) {
            Some(source) => Reply::Acts(vec![Action::Photo(source)]),
            None => Reply::Unknown,
        }
    }

    fn waits(&self, _photo: &Photo) -> bool {
        self.seen.is_none() && self.failure.is_none()
    }

    fn remark(&self, paper: &mut Paper, photo: &Photo, _done: Option<&Action>) {
        match (&self.seen, &self.failure) {
            (Some(seen), _) => self.tell_seen(paper, photo, seen),
            (None, Some(failure)) => paper.line(failure),
            (None, None) => {}
        }
    }
}

impl PhotoState {
    fn tell_seen(&self, paper: &mut Paper, photo: &Photo, seen: &Seen) {
        let words = paper.words;
        let found = say!(words, "digits-found", n = seen.digits.len());
        paper.line(format!("{} · {found}", self.source(photo)));
        let mut stages = self.stages(photo);
        for (step, number) in Self::STAGES.iter().zip(1..) {
            let about = seen.stages.iter().find(|stage| stage.step == *step);
            let text = match (about, stages.switch(*step).map(|on| *on)) {
                (_, Some(false)) => say!(words, "plain-stage-off"),
                (Some(stage), _) => stage.about.clone(),
                (None, _) => say!(words, "plain-stage-idle"),
            };
            paper.item(&format!("{number}. "), format!("{step}: {text}"));
        }
        if seen.digits.is_empty() {
            return paper.line(say!(words, "no-digit-found"));
        }
        let read = seen.digits.iter().map(|digit| {
            let (class, sure) = most_probable(&digit.answer);
            format!("{class} ({:.0} %)", sure * 100.0)
        });
        let read: Vec<String> = read.collect();
        paper.line(say!(words, "plain-read", digits = read.join(", ")));
    }

    fn tell_digit(&self, paper: &mut Paper, place: Option<usize>) -> Reply {
        let digit = self.seen.as_ref().zip(place);
        let Some(digit) = digit.and_then(|(seen, place)| seen.digits.get(place)) else {
            return Reply::Unknown;
        };
        let side = SIDE as usize;
        let shape = Shape {
            width: side,
            height: side,
            channels: 1,
        };
        paper.picture("", &digit.picture, shape);
        Reply::Told
    }
}
