//! The human control: one picture after the other, in words and in characters; then both scores.

use super::{Plain, Reply};
use crate::eval::Proportion;
use crate::eval::text::{interval, percent};
use crate::lesson::step::{Kind, LabelState};
use crate::lesson::{Action, Stage};
use crate::pack::Label;
use crate::plain::paper::Paper;
use crate::say;

impl Plain for LabelState {
    type Spec = Label;

    fn tell(&self, paper: &mut Paper, label: &Label, stage: Stage) {
        let words = paper.words;
        if stage == Stage::Label {
            paper.markdown(&label.say);
            paper.line(say!(words, "nobody-times-you"));
            let classes: Vec<String> = self
                .classes()
                .iter()
                .enumerate()
                .map(|(class, name)| match *name == class.to_string() {
                    true => name.clone(),
                    false => format!("{class} {name}"),
                })
                .collect();
            paper.line(classes.join(", "));
            paper.gap();
            return self.tell_picture(paper, label);
        }
        let (mine, its) = self.scores(label);
        let score = |who: String, score: &Proportion| {
            let of = say!(words, "n-of-n", n = score.count, all = score.n);
            let share = percent(score.share.unwrap_or(0.0));
            format!("{who}: {share} % ({}) · {of}", interval(score.interval))
        };
        paper.line(score(say!(words, "you"), &mine));
        paper.line(score(label.of.clone(), &its));
        let differing = self.differing(label);
        let n = differing.len();
        paper.line(say!(words, "not-read-alike", n = n));
        let name = |class: u8| {
            let name = self.classes().get(usize::from(class));
            name.map_or("?", String::as_str)
        };
        for (read, number) in differing.iter().zip(1_usize..) {
            let said = match read.said {
                Some(class) => say!(words, "you-read", class = name(class)),
                None => say!(words, "you-could-not-tell"),
            };
            let prediction = read.prediction;
            let sure = format!("{:.0}", prediction.confidence * 100.0);
            let (truth, answer) = (name(prediction.label), name(prediction.answer));
            let text = say!(
                words,
                "explained",
                n = number,
                truth = truth,
                answer = answer,
                sure = sure
            );
            paper.line(format!("{text}; {said}"));
        }
        paper.markdown(&label.takeaway);
    }

    fn hint(&self, _label: &Label, stage: Stage) -> Option<&'static str> {
        (stage == Stage::Label).then_some("plain-hint-label")
    }

    fn obey(&self, _paper: &mut Paper, label: &Label, line: &str) -> Reply {
        if self.stage(label) != Stage::Label {
            return Reply::Unknown;
        }
        let classes = self.classes();
        // A class is typed as it is called; where that is no number, also by its number from 0.
        let by_name = classes
            .iter()
            .position(|name| name.eq_ignore_ascii_case(line));
        let by_number = || {
            let class: usize = line.parse().ok()?;
            (class < classes.len()).then_some(class)
        };
        let class = by_name.or_else(by_number);
        let action = match (line, class.and_then(|class| u8::try_from(class).ok())) {
            ("x", _) => Action::Label(None),
            ("u", _) => Action::TakeBack,
            (_, Some(class)) => Action::Label(Some(class)),
            (_, None) => return Reply::Unknown,
        };
        Reply::Acts(vec![action])
    }

    fn remark(&self, paper: &mut Paper, label: &Label, done: Option<&Action>) {
        if done.is_some() && self.stage(label) == Stage::Label {
            self.tell_picture(paper, label);
        }
    }

    fn failure(&self) -> Option<&str> {
        self.measuring.failure.as_deref()
    }
}

impl LabelState {
    fn tell_picture(&self, paper: &mut Paper, label: &Label) {
        let words = paper.words;
        let pictures = self.pictures(label);
        let (at, all) = (self.said.len(), pictures.len());
        if let (Some(read), Some(shape)) = (pictures.get(at), self.shape()) {
            paper.line(say!(words, "what-is-it", n = at + 1, all = all));
            paper.put_away();
            paper.picture("   ", read.pixels, shape);
        }
    }
}
