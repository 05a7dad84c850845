//! A lesson, step by step: what is told, what is asked, and what a line comes to.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::conversation::{Conversation, Typed, Way, listed};
use super::input::{InputEvent, Next};
use super::word::{Reply, reply, typed};
use crate::engine::Exit;
use crate::lesson::tell::{confidence_word, said_and_found};
use crate::lesson::{
    Action, Can, Guess, Heard as Told, News, Order, Said, Stage, Walk, calibration_of,
};
use crate::pack::Step;
use crate::say;

/// A person who waits hears every so often how far it is.
const TELLS_EVERY: Duration = Duration::from_secs(5);

/// What a line came to.
pub(super) enum Obeyed {
    /// The lesson goes on.
    Stays,
    /// That was its last step.
    Ends,
    /// The learner leaves it.
    Leaves,
}

/// A door that is open for the learner's phone.
pub(super) struct PhoneLink {
    /// The step for which it was opened.
    pub(super) at: usize,
    /// The last part of a drawing that was taken in.
    pub(super) heard: u64,
}

/// A lesson that is being talked through.
pub(super) struct Talk {
    index: usize,
    pub(super) walk: Walk,
    /// The learner's phone, while the door is open for it.
    pub(super) phone: Option<PhoneLink>,
    /// The step whose head was told last.
    headed: Option<usize>,
    /// The step and its stage that were told last.
    told: Option<(usize, Stage)>,
    /// Whether something has come of what was told that has not been told yet.
    is_owed: bool,
    /// Whether what is asked has to be said again.
    asks_again: bool,
    /// Lines of an answer, as long as it is not handed in.
    lines: Vec<String>,
    /// What was said beforehand, as long as it is not said how sure.
    said: Option<Said>,
    /// When it was told last how far something is.
    told_at: Instant,
    /// What was heard last while something went on.
    heard: Option<Told>,
    /// What was done last.
    done: Option<Action>,
    /// What it was said of how it is typed.
    hinted: Vec<Can>,
}

impl Conversation<'_> {
    /// A lesson, from where the learner left it or anew.
    pub(super) fn lesson(&mut self, index: usize, anew: bool) -> Result<Way> {
        if !self.host.can_open(index) {
            let closed = say!(self.words(), "lesson-closed");
            self.paper.line(closed);
            return Ok(Way::List);
        }
        let listener = self.input.listener();
        let Some((walk, orders)) = self.session.open(index, anew, listener)? else {
            return Ok(Way::List);
        };
        let mut talk = Talk {
            index,
            walk,
            phone: None,
            headed: None,
            told: None,
            is_owed: false,
            asks_again: false,
            lines: Vec::new(),
            said: None,
            told_at: Instant::now(),
            heard: None,
            done: None,
            hinted: Vec::new(),
        };
        self.carry_out(&talk.walk, orders)?;
        let way = self.talk(&mut talk);
        self.session.close();
        way
    }

    fn talk(&mut self, talk: &mut Talk) -> Result<Way> {
        loop {
            self.tell(talk)?;
            self.host.moved_to(Some((talk.index, &talk.walk)));
            let typed = match talk.walk.waits() || talk.walk.awaits_specimens() {
                true => self.wait(talk)?,
                false => self.ask(talk)?,
            };
            let line = match typed {
                Typed::Line(line) => line,
                Typed::Changed => continue,
                Typed::End => return self.ended_within(talk),
                Typed::Interrupted => return Ok(Way::Out(Exit::Interrupted)),
            };
            let before = talk.walk.is_finished();
            talk.asks_again = true;
            match self.obey(talk, line.trim())? {
                Obeyed::Leaves => return Ok(Way::List),
                Obeyed::Ends => return self.end(talk),
                Obeyed::Stays if talk.walk.is_finished() && !before => return self.end(talk),
                Obeyed::Stays => {}
            }
        }
    }

    /// Says what came of what was done, what is asked, and what can be typed, and takes the next line.
    fn ask(&mut self, talk: &mut Talk) -> Result<Typed> {
        if !talk.lines.is_empty() {
            self.prompt()?;
            return self.next_line(|conversation, event| match event {
                InputEvent::News(news) => conversation.hear(talk, news).map(|()| false),
                InputEvent::Phone(what) => conversation.hear_phone(talk, what),
                InputEvent::Line | InputEvent::Interrupted => Ok(false),
            });
        }
        let words = self.words();
        if std::mem::take(&mut talk.is_owed) {
            let remark = talk.walk.remark(talk.done.as_ref(), words);
            self.paper.tell(&remark);
        }
        if std::mem::take(&mut talk.asks_again) && talk.said.is_none() {
            let asked = talk.walk.asked(words);
            if !asked.is_empty() {
                self.paper.gap();
                self.paper.tell(&asked);
                self.paper.gap();
            }
        }
        if talk.said.is_some() {
            let levels =
                (1..=5).map(|level: u8| (level.to_string(), confidence_word(level, words)));
            let levels: Vec<(String, String)> = levels.collect();
            let (sure, share) = (say!(words, "how-sure"), say!(words, "confidence-share"));
            let hint = format!("[{sure}? {}; {share}]", listed(&levels));
            self.paper.line(hint);
        } else if !self.hint_of_new(talk) {
            let first = talk.walk.can_do().into_iter().next();
            let label = |can: Can| words.text(&format!("{}.label", can.text()));
            let first = first.map(|can| (typed(can, words), label(can)));
            let more = ("?".to_owned(), say!(words, "plain-more.label"));
            let items: Vec<(String, String)> = first.into_iter().chain([more]).collect();
            self.paper.line(format!("[{}]", listed(&items)));
        }
        self.prompt()?;
        self.next_line(|conversation, event| {
            match event {
                InputEvent::News(news) => conversation.hear(talk, news)?,
                InputEvent::Phone(what) => return conversation.hear_phone(talk, what),
                InputEvent::Line | InputEvent::Interrupted => {}
            }
            conversation.show_phone(talk);
            Ok(talk.told != Some((talk.walk.at(), talk.walk.stage())))
        })
    }

    /// Says what can be typed now, unless there is nothing new in it; whether it was said.
    fn hint_of_new(&mut self, talk: &mut Talk) -> bool {
        let can_do = talk.walk.can_do();
        if can_do.iter().all(|can| talk.hinted.contains(can)) {
            return false;
        }
        talk.hinted.extend(&can_do);
        let words = self.words();
        let label = |id: &str| words.text(&format!("{id}.label"));
        let can_do = can_do.into_iter();
        let can_do = can_do.map(|can| (typed(can, words), label(can.text())));
        let mut items: Vec<(String, String)> = can_do.collect();
        if self.paper.has_pictures() {
            items.push(("v".to_owned(), label("plain-characters")));
        }
        items.push(("q".to_owned(), label("key-leave")));
        items.push(("?".to_owned(), label("plain-more")));
        self.paper.line(format!("[{}]", listed(&items)));
        true
    }

    /// Tells the present step as far as it is, unless that is what was told last.
    fn tell(&mut self, talk: &mut Talk) -> Result<()> {
        let (at, stage) = (talk.walk.at(), talk.walk.stage());
        // A question is told together with what there is to see of what it is about.
        if talk.told == Some((at, stage)) || talk.walk.awaits_specimens() {
            return Ok(());
        }
        let words = self.words();
        self.paper.put_away();
        self.paper.gap();
        if talk.headed != Some(at) {
            let lesson = talk.walk.lesson();
            let (title, all) = (lesson.title.as_str(), lesson.steps.len());
            let step = say!(words, "step-of", at = at + 1, all = all);
            self.paper.line(format!("-- {title} · {step} --"));
            self.paper.gap();
            talk.headed = Some(at);
        }
        talk.is_owed = false;
        talk.asks_again = false;
        talk.told_at = Instant::now();
        talk.hinted.clear();
        talk.done = None;
        let told = talk.walk.tell(words);
        self.paper.tell(&told);
        if talk.walk.can_do().contains(&Can::Draw) {
            self.paper.gap();
            self.paper.line(say!(words, "plain-how-to-draw"));
        }
        self.paper.gap();
        talk.told = Some((at, stage));
        self.flush()
    }

    /// Does what a line says.
    fn obey(&mut self, talk: &mut Talk, line: &str) -> Result<Obeyed> {
        let words = self.words();
        if !talk.lines.is_empty() {
            return self.write_on(talk, line);
        }
        match line {
            "q" => {
                if talk.walk.stage() == Stage::Watch {
                    self.paper.line(say!(words, "plain-goes-on"));
                    self.paper.gap();
                }
                return Ok(Obeyed::Leaves);
            }
            "r" => talk.told = None,
            "v" => {
                if !self.paper.characters() {
                    let nothing = say!(words, "plain-no-picture");
                    self.paper.line(nothing);
                }
                self.flush()?;
            }
            "?" => self.help(talk)?,
            "y" if writes_digits(&talk.walk) => self.turn_keeping()?,
            _ if talk.said.is_some() => return self.obey_how_sure(talk, line),
            // There is nothing before the first step.
            "b" if talk.walk.at() == 0 => {
                self.paper.line(say!(words, "plain-first-step"));
                self.flush()?;
            }
            _ => match reply(&talk.walk, line, self.words()) {
                Some(Reply::Acts(actions)) => {
                    let can_do = talk.walk.can_do();
                    let changes_nothing = match actions.as_slice() {
                        [Action::Pause] => !can_do.contains(&Can::Pause),
                        [Action::Resume] => !can_do.contains(&Can::Resume),
                        _ => false,
                    };
                    if changes_nothing && talk.walk.waits() {
                        self.tell_how_far(talk)?;
                    }
                    return self.act(talk, actions);
                }
                Some(Reply::Invites) => self.invite(talk)?,
                Some(Reply::Begins(line)) => talk.lines.push(line),
                Some(Reply::Asks(said)) => talk.said = Some(said),
                Some(Reply::Looks(detail)) => match talk.walk.detail(&detail, words) {
                    Some(blocks) => {
                        self.paper.put_away();
                        self.paper.tell(&blocks);
                        if self.paper.has_pictures() {
                            let characters = say!(words, "plain-hint-characters");
                            self.paper.line(characters);
                        }
                        self.flush()?;
                    }
                    None => self.not_understood(talk, line)?,
                },
                None if line.is_empty() => self.say_again(talk)?,
                None => self.not_understood(talk, line)?,
            },
        }
        Ok(Obeyed::Stays)
    }

    /// One more line of an answer; an empty one hands it in.
    fn write_on(&mut self, talk: &mut Talk, line: &str) -> Result<Obeyed> {
        if !line.is_empty() {
            talk.lines.push(line.to_owned());
            return Ok(Obeyed::Stays);
        }
        let written = std::mem::take(&mut talk.lines).join("\n");
        self.act(talk, vec![Action::Write(written)])
    }

    /// How sure somebody is of what they said, or that they take it back.
    fn obey_how_sure(&mut self, talk: &mut Talk, line: &str) -> Result<Obeyed> {
        match (line, line.parse()) {
            (_, Ok(confidence @ 1..=5)) => {
                if let Some(said) = talk.said.take() {
                    let obeyed = self.act(talk, vec![Action::Predict(Guess { said, confidence })]);
                    talk.told = None;
                    return obeyed;
                }
            }
            ("b", _) => talk.said = None,
            // The question is said again in any case.
            ("", _) => {}
            _ => self.not_understood(talk, line)?,
        }
        Ok(Obeyed::Stays)
    }

    /// What an empty line asks for where it is no answer: how far it is, or what is asked.
    fn say_again(&mut self, talk: &mut Talk) -> Result<()> {
        let words = self.words();
        if talk.walk.waits() {
            return self.tell_how_far(talk);
        }
        if talk.walk.can_do().contains(&Can::Draw) {
            self.paper.line(say!(words, "draw-first"));
        }
        talk.hinted.clear();
        self.flush()
    }

    /// Says how far it is.
    fn tell_how_far(&mut self, talk: &mut Talk) -> Result<()> {
        let words = self.words();
        let how_far = talk.walk.how_far(words);
        let how_far = how_far.unwrap_or_else(|| say!(words, "plain-still"));
        self.paper.line(how_far);
        talk.told_at = Instant::now();
        self.flush()
    }

    /// Says what can be typed in whole sentences, and what the pack's words mean.
    fn help(&mut self, talk: &mut Talk) -> Result<()> {
        let words = self.words();
        for can in talk.walk.can_do() {
            let text = words.text(can.text());
            self.paper
                .item("- ", format!("{}: {text}", typed(can, words)));
        }
        for (word, id) in [
            ("r", "plain-again"),
            ("v", "plain-characters"),
            ("q", "key-leave"),
        ] {
            self.paper.item("- ", format!("{word}: {}", words.text(id)));
        }
        if writes_digits(&talk.walk) {
            let text = words.text("key-keeping");
            self.paper.item("- ", format!("y: {text}"));
        }
        self.glossary();
        talk.hinted.clear();
        self.flush()
    }

    /// Does these one after the other.
    pub(super) fn act(&mut self, talk: &mut Talk, actions: Vec<Action>) -> Result<Obeyed> {
        let mut obeyed = Obeyed::Stays;
        self.paper.put_away();
        talk.is_owed = true;
        for action in actions {
            if let Action::Jump(_) = action {
                talk.told = None;
            }
            talk.done = Some(action.clone());
            let orders = talk.walk.act(action);
            if orders.contains(&Order::Finished) {
                obeyed = Obeyed::Ends;
            }
            self.carry_out(&talk.walk, orders)?;
        }
        self.show_phone(talk);
        Ok(obeyed)
    }

    /// What cannot be remembered is told; the lesson goes on.
    fn carry_out(&mut self, walk: &Walk, orders: Vec<Order>) -> Result<()> {
        if let Err(error) = self.session.carry_out(orders, walk) {
            let told = self.session.told_of(&error, self.words());
            self.paper.line(told);
            self.flush()?;
        }
        if let Some(told) = self.session.told_of_keeping(self.words()) {
            self.paper.line(told);
            self.flush()?;
        }
        Ok(())
    }

    /// Waits for news of what goes on, or for what a person says meanwhile, and tells them every so often
    /// how far it is. A script's next line is for what comes afterwards.
    fn wait(&mut self, talk: &mut Talk) -> Result<Typed> {
        talk.is_owed = true;
        let is_live = self.input.is_live();
        if is_live && talk.walk.stage() == Stage::Watch {
            self.hint_of_new(talk);
            self.flush()?;
        }
        let until = is_live.then(|| talk.told_at + TELLS_EVERY);
        match self.input.wait(until) {
            Some(InputEvent::News(news)) => {
                self.hear(talk, news)?;
                self.show_phone(talk);
            }
            Some(InputEvent::Phone(what)) => {
                self.hear_phone(talk, what)?;
            }
            Some(InputEvent::Interrupted) => return Ok(Typed::Interrupted),
            Some(InputEvent::Line) if is_live => match self.input.try_line()? {
                Next::Line(line) => return Ok(Typed::Line(line)),
                Next::End => return Ok(Typed::End),
                Next::Nothing => {}
            },
            Some(InputEvent::Line) => {}
            None => self.tell_how_far(talk)?,
        }
        Ok(Typed::Changed)
    }

    fn hear(&mut self, talk: &mut Talk, news: News) -> Result<()> {
        let told = Told::of(&news.report).filter(|_| news.step == talk.walk.at());
        let orders = talk.walk.hear(news);
        // Of the runs of a sweep, each says that it holds.
        let is_again = |told: &Told| {
            matches!(told, Told::Paused | Told::Resumed) && talk.heard.as_ref() == Some(told)
        };
        if let Some(told) = told.filter(|told| !is_again(told)) {
            if let Some(line) = talk.walk.progress(&told, self.words()) {
                self.paper.line(line);
                talk.told_at = Instant::now();
            }
            talk.heard = Some(told);
        }
        self.flush()?;
        self.carry_out(&talk.walk, orders)
    }

    /// The end of a lesson: what was said, and what came of it.
    fn end(&mut self, talk: &Talk) -> Result<Way> {
        let words = self.words();
        let lesson = talk.walk.lesson();
        self.paper.gap();
        let title = lesson.title.as_str();
        self.paper
            .line(format!("-- {} --", say!(words, "end-of", lesson = title)));
        for (step, state) in talk.walk.steps() {
            for answered in state.answered(step) {
                self.paper.markdown(answered.question);
                self.paper.item("  ", said_and_found(&answered, words));
            }
        }
        let score = calibration_of(&talk.walk).sentences(words);
        if !score.is_empty() {
            self.paper.gap();
            self.paper.line(score.join(" "));
        }
        let next = self.session.pack().lessons.get(talk.index + 1).cloned();
        if let Some(next) = &next {
            self.paper.gap();
            let title = next.title.as_str();
            self.paper.line(say!(words, "next-lesson", lesson = title));
        }
        self.paper.gap();
        self.flush()?;
        let hint = listed(&[
            (typed(Can::GoOn, words), say!(words, "can-go-on.label")),
            ("q".to_owned(), say!(words, "key-leave.label")),
        ]);
        loop {
            self.hint(&hint)?;
            match (self.next_line(|_, _| Ok(false))?, &next) {
                (Typed::Line(line), next) => match (line.trim(), next) {
                    ("", Some(_)) => return Ok(Way::Lesson(talk.index + 1)),
                    ("" | "q", _) => return Ok(Way::List),
                    (text, _) => self.refuse(text, "plain-not-understood")?,
                },
                (Typed::Changed, _) => {}
                (Typed::End, _) => return Ok(Way::Out(Exit::Left)),
                (Typed::Interrupted, _) => return Ok(Way::Out(Exit::Interrupted)),
            }
        }
    }

    /// The input has ended and the lesson has not. A person has left; a script was too short.
    fn ended_within(&mut self, talk: &Talk) -> Result<Way> {
        if self.input.is_live() {
            return Ok(Way::Out(Exit::Left));
        }
        let lesson = talk.walk.lesson();
        bail!(
            "{}: the answers end at step {} of {} of “{}”; what was done is saved, and more answers go on from there",
            self.input.place(),
            talk.walk.at() + 1,
            lesson.steps.len(),
            lesson.title
        )
    }

    /// Says that a line is nothing that can be said now, and what can.
    fn not_understood(&mut self, talk: &mut Talk, text: &str) -> Result<()> {
        talk.hinted.clear();
        let can_do = talk.walk.can_do();
        let why = match talk.walk.waits() {
            true => "plain-too-early",
            false if can_do.contains(&Can::PredictNumber) => "plain-no-number",
            false if can_do.contains(&Can::PredictChoice) => "plain-no-choice",
            false => "plain-not-understood",
        };
        self.refuse(text, why)
    }
}

/// Whether the learner is where digits are written.
fn writes_digits(walk: &Walk) -> bool {
    matches!(walk.current(), Some((Step::Draw(_), _)))
}
