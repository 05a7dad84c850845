//! The conversation: the list of lessons, a lesson step by step, and what is common to all of it.

use std::io::Write;

use anyhow::{Result, bail};

use super::host::Host;
use super::input::{Input, InputEvent, Next};
use super::paper::Paper;
use super::word::{Reply, reply, typed};
use crate::base::terminal::message;
use crate::engine::{Exit, Session};
use crate::lesson::tell::{confidence_word, said_and_found};
use crate::lesson::{
    Action, Can, Guess, Heard as Told, News, Order, Said, Saved, Stage, Walk, wanted_before,
};
use crate::say;
use crate::words::Words;

/// What a learner typed, or that there is nothing more to come.
enum Typed {
    Line(String),
    /// What is seen has changed meanwhile.
    Changed,
    End,
    Interrupted,
}

/// Where to go from a lesson.
enum Way {
    List,
    Lesson(usize),
    Out(Exit),
}

/// What can be typed, and what it is.
fn listed(items: &[(String, String)]) -> String {
    let items = items.iter().map(|(word, what)| format!("{word}: {what}"));
    items.collect::<Vec<_>>().join("; ")
}

/// A learner's session, line by line.
pub(super) struct Conversation<'a> {
    session: Session,
    input: Input,
    output: &'a mut dyn Write,
    paper: Paper,
    host: &'a mut dyn Host,
}

/// A lesson that is being talked through.
struct Talk {
    index: usize,
    walk: Walk,
    /// The step whose head was told last.
    headed: Option<usize>,
    /// The step and its stage that were told last.
    told: Option<(usize, Stage)>,
    /// Whether something has come of what was told that has not been told yet.
    is_owed: bool,
    /// What was done last.
    done: Option<Action>,
    /// What it was said of how it is typed.
    hinted: Vec<Can>,
}

impl<'a> Conversation<'a> {
    pub(super) fn new(
        session: Session,
        input: Input,
        output: &'a mut dyn Write,
        words: Words,
        host: &'a mut dyn Host,
    ) -> Self {
        Self {
            session,
            input,
            output,
            paper: Paper::new(words),
            host,
        }
    }

    /// Talks until the learner leaves.
    pub(super) fn hold(&mut self, lesson: Option<usize>) -> Result<Exit> {
        let mut way = match lesson {
            Some(lesson) => Way::Lesson(lesson),
            None => Way::List,
        };
        loop {
            way = match way {
                Way::List => self.list()?,
                Way::Lesson(lesson) => self.lesson(lesson, false)?,
                Way::Out(ending) => return Ok(ending),
            };
        }
    }

    /// Waits until running trainings have written their checkpoints.
    pub(super) fn finish(self) {
        self.session.finish();
    }

    fn words(&self) -> Words {
        self.paper.words
    }

    /// The list of lessons, and the choice of one.
    fn list(&mut self) -> Result<Way> {
        let words = self.words();
        self.tell_list()?;
        let hint = listed(&[
            (
                say!(words, "plain-word-lesson"),
                say!(words, "key-open.label"),
            ),
            (
                say!(words, "plain-word-anew"),
                say!(words, "key-start-over.label"),
            ),
            ("q".to_owned(), say!(words, "key-leave.label")),
        ]);
        loop {
            self.hint(&hint)?;
            self.host.moved_to(None);
            let line = match self.next_line(None)? {
                Typed::Line(line) => line,
                Typed::Changed => continue,
                Typed::End => return Ok(Way::Out(Exit::Left)),
                Typed::Interrupted => return Ok(Way::Out(Exit::Interrupted)),
            };
            let lessons = self.session.pack().lessons.len();
            let number = |text: &str| {
                let number: usize = text.trim().parse().ok()?;
                number.checked_sub(1).filter(|&place| place < lessons)
            };
            match line.trim() {
                "q" => return Ok(Way::Out(Exit::Left)),
                "" | "r" => self.tell_list()?,
                text => match (number(text), text.strip_prefix("r ").and_then(number)) {
                    (Some(lesson), _) => return Ok(Way::Lesson(lesson)),
                    (None, Some(lesson)) => return self.lesson(lesson, true),
                    (None, None) => self.refuse(text)?,
                },
            }
        }
    }

    fn tell_list(&mut self) -> Result<()> {
        let words = self.words();
        let saved = self.session.remembered()?;
        let pack = self.session.pack().clone();
        let paper = &mut self.paper;
        paper.line(format!("mindgap · {}", pack.file.title));
        paper.markdown(&pack.file.about);
        for ((lesson, own), number) in pack.lessons.iter().zip(&saved).zip(1..) {
            let done = match own {
                None => say!(words, "minutes", n = lesson.minutes),
                Some(Saved { finished: true, .. }) => say!(words, "finished"),
                Some(saved) => {
                    let (at, all) = (saved.at + 1, lesson.steps.len());
                    say!(words, "at-step", at = at, all = all)
                }
            };
            let mut text = format!("{} ({done}). {}", lesson.title, lesson.about.trim());
            if let Some(before) = wanted_before(&pack, lesson, &saved, words) {
                text = format!("{text} {before}.");
            }
            paper.item(&format!("{number}. "), text);
        }
        paper.gap();
        self.flush()
    }

    /// A lesson, from where the learner left it or anew.
    fn lesson(&mut self, index: usize, anew: bool) -> Result<Way> {
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
            headed: None,
            told: None,
            is_owed: false,
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
            let typed = match talk.walk.waits() {
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
            if line.trim() == "q" {
                return Ok(Way::List);
            }
            let is_last = self.obey(talk, &line)?;
            if is_last || (talk.walk.is_finished() && !before) {
                return self.end(talk);
            }
        }
    }

    /// Says what came of what was done, and what can be typed, and takes the next line.
    fn ask(&mut self, talk: &mut Talk) -> Result<Typed> {
        if std::mem::take(&mut talk.is_owed) {
            let remark = talk.walk.remark(talk.done.as_ref(), self.words());
            self.paper.tell(&remark);
            self.flush()?;
        }
        self.hint_once(talk);
        self.prompt()?;
        self.next_line(Some(talk))
    }

    /// Says what can be typed now, unless there is nothing new in it.
    fn hint_once(&mut self, talk: &mut Talk) {
        let can_do = talk.walk.can_do();
        if can_do.iter().all(|can| talk.hinted.contains(can)) {
            return;
        }
        talk.hinted.extend(&can_do);
        let words = self.words();
        let label = |id: &str| words.text(&format!("{id}.label"));
        let can_do = can_do.into_iter();
        let can_do = can_do.map(|can| (typed(can, words), label(can.text())));
        let mut items: Vec<(String, String)> = can_do.collect();
        if self.paper.has_pictures() {
            items.push(("p".to_owned(), label("plain-characters")));
        }
        items.push(("q".to_owned(), label("key-leave")));
        items.push(("?".to_owned(), label("plain-more")));
        self.paper.line(format!("[{}]", listed(&items)));
    }

    /// Tells the present step as far as it is, unless that is what was told last.
    fn tell(&mut self, talk: &mut Talk) -> Result<()> {
        let (at, stage) = (talk.walk.at(), talk.walk.stage());
        if talk.told == Some((at, stage)) {
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

    /// Does what a line says; whether it was the lesson's last.
    fn obey(&mut self, talk: &mut Talk, line: &str) -> Result<bool> {
        let words = self.words();
        let line = line.trim();
        match line {
            "r" => talk.told = None,
            "p" => {
                if !self.paper.characters() {
                    let nothing = say!(words, "plain-no-picture");
                    self.paper.line(nothing);
                }
                self.flush()?;
            }
            "?" => self.help(talk)?,
            // There is nothing before the first step.
            "b" if talk.walk.at() == 0 => {}
            _ => match reply(&talk.walk, line) {
                Some(Reply::Acts(actions)) => return self.act(talk, actions),
                Some(Reply::Asks(said)) => {
                    if let Some(guess) = self.ask_how_sure(talk, said)? {
                        self.act(talk, vec![Action::Predict(guess)])?;
                        talk.told = None;
                    }
                }
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
                None if line.is_empty() && talk.walk.can_do().contains(&Can::Draw) => {
                    let first = say!(words, "draw-first");
                    self.paper.line(first);
                    self.flush()?;
                }
                None => self.not_understood(talk, line)?,
            },
        }
        Ok(false)
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
            ("p", "plain-characters"),
            ("q", "key-leave"),
        ] {
            self.paper.item("- ", format!("{word}: {}", words.text(id)));
        }
        let glossary = &self.session.pack().file.glossary;
        if !glossary.is_empty() {
            self.paper.gap();
            self.paper.line(format!("{}:", say!(words, "glossary")));
        }
        for (word, meaning) in glossary {
            self.paper.item("- ", format!("{word}: {}", meaning.trim()));
        }
        talk.hinted.clear();
        self.flush()
    }

    /// Asks how sure somebody is of what they said; none where they leave instead.
    fn ask_how_sure(&mut self, talk: &mut Talk, said: Said) -> Result<Option<Guess>> {
        let words = self.words();
        let levels = (1..=5).map(|level: u8| (level.to_string(), confidence_word(level, words)));
        let levels: Vec<(String, String)> = levels.collect();
        let hint = format!("{}? {}", say!(words, "how-sure"), listed(&levels));
        loop {
            self.hint(&hint)?;
            let line = match self.next_line(Some(talk))? {
                Typed::Line(line) => line,
                Typed::Changed => continue,
                // Whoever asked for a line hears of the end again.
                Typed::End | Typed::Interrupted => return Ok(None),
            };
            match line.trim().parse() {
                Ok(confidence @ 1..=5) => return Ok(Some(Guess { said, confidence })),
                _ if matches!(line.trim(), "b" | "q" | "r") => return Ok(None),
                _ => self.not_understood(talk, line.trim())?,
            }
        }
    }

    /// Does these one after the other; whether the lesson ended with them.
    fn act(&mut self, talk: &mut Talk, actions: Vec<Action>) -> Result<bool> {
        let mut is_last = false;
        self.paper.put_away();
        talk.is_owed = true;
        for action in actions {
            if let Action::Jump(_) = action {
                talk.told = None;
            }
            talk.done = Some(action.clone());
            let orders = talk.walk.act(action);
            is_last |= orders.contains(&Order::Finished);
            self.carry_out(&talk.walk, orders)?;
        }
        Ok(is_last)
    }

    /// What cannot be remembered is told; the lesson goes on.
    fn carry_out(&mut self, walk: &Walk, orders: Vec<Order>) -> Result<()> {
        if let Err(error) = self.session.carry_out(orders, walk) {
            self.paper.line(error.to_string());
            self.flush()?;
        }
        Ok(())
    }

    /// Waits for news of what goes on, or for what a person says meanwhile. A script's next line is for
    /// what comes afterwards.
    fn wait(&mut self, talk: &mut Talk) -> Result<Typed> {
        talk.is_owed = true;
        let watches = self.input.is_live() && talk.walk.stage() == Stage::Watch;
        if watches {
            self.hint_once(talk);
            self.flush()?;
        }
        match self.input.wait() {
            InputEvent::News(news) => self.hear(talk, news)?,
            InputEvent::Interrupted => return Ok(Typed::Interrupted),
            InputEvent::Line if self.input.is_live() => {
                if let Next::Line(line) = self.input.try_line()?
                    && watches
                {
                    return Ok(Typed::Line(line));
                }
            }
            InputEvent::Line => {}
        }
        Ok(Typed::Changed)
    }

    fn hear(&mut self, talk: &mut Talk, news: News) -> Result<()> {
        let told = Told::of(&news.report).filter(|_| news.step == talk.walk.at());
        let orders = talk.walk.hear(news);
        let told = told.and_then(|told| talk.walk.progress(&told, self.words()));
        if let Some(told) = told {
            self.paper.line(told);
        }
        self.flush()?;
        self.carry_out(&talk.walk, orders)
    }

    /// The next line. News that come meanwhile are heard.
    fn next_line(&mut self, mut talk: Option<&mut Talk>) -> Result<Typed> {
        loop {
            match self.input.try_line()? {
                Next::Line(line) => {
                    // On a terminal, the learner sees what they typed.
                    if !self.input.is_live() {
                        writeln!(self.output, "{}", message(&line))?;
                    }
                    return Ok(Typed::Line(line));
                }
                Next::End => {
                    writeln!(self.output)?;
                    return Ok(Typed::End);
                }
                Next::Nothing => {}
            }
            match (self.input.wait(), &mut talk) {
                (InputEvent::Interrupted, _) => {
                    writeln!(self.output)?;
                    return Ok(Typed::Interrupted);
                }
                (InputEvent::News(news), Some(talk)) => {
                    self.hear(talk, news)?;
                    if talk.told != Some((talk.walk.at(), talk.walk.stage())) {
                        writeln!(self.output)?;
                        return Ok(Typed::Changed);
                    }
                }
                (InputEvent::News(_), None) | (InputEvent::Line, _) => {}
            }
        }
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
        let next = self.session.pack().lessons.get(talk.index + 1).cloned();
        if let Some(next) = &next {
            self.paper.gap();
            let title = next.title.as_str();
            self.paper.line(say!(words, "next-lesson", lesson = title));
        }
        self.paper.gap();
        self.flush()?;
        self.hint(&listed(&[
            (typed(Can::GoOn, words), say!(words, "can-go-on.label")),
            ("q".to_owned(), say!(words, "key-leave.label")),
        ]))?;
        match (self.next_line(None)?, next) {
            (Typed::Line(line), Some(_)) if line.trim().is_empty() => {
                Ok(Way::Lesson(talk.index + 1))
            }
            (Typed::Line(_) | Typed::Changed, _) => Ok(Way::List),
            (Typed::End, _) => Ok(Way::Out(Exit::Left)),
            (Typed::Interrupted, _) => Ok(Way::Out(Exit::Interrupted)),
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

    /// A person may try again; what a script says next would be taken for something else.
    fn not_understood(&mut self, talk: &mut Talk, text: &str) -> Result<()> {
        talk.hinted.clear();
        self.refuse(text)
    }

    fn refuse(&mut self, text: &str) -> Result<()> {
        let words = self.words();
        if !self.input.is_live() {
            bail!(
                "{}: “{text}” cannot be said here; the lines above say what can",
                self.input.place()
            );
        }
        self.paper
            .line(say!(words, "plain-not-understood", text = message(text)));
        self.flush()
    }

    /// Says what can be typed.
    fn hint(&mut self, hint: &str) -> Result<()> {
        self.paper.line(format!("[{hint}]"));
        self.prompt()
    }

    /// The mark at which something can be typed.
    fn prompt(&mut self) -> Result<()> {
        self.flush()?;
        write!(self.output, "> ")?;
        Ok(self.output.flush()?)
    }

    fn flush(&mut self) -> Result<()> {
        let text = self.paper.take();
        self.output.write_all(text.as_bytes())?;
        Ok(self.output.flush()?)
    }
}
