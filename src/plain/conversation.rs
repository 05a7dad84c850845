//! A conversation: what is said and what is typed, whether it is about the list of lessons (`list`) or about a
//! step (`talk`).

use std::io::Write;

use anyhow::{Result, bail};

use super::host::Host;
use super::input::{Input, InputEvent, Next};
use super::paper::Paper;
use crate::base::terminal::message;
use crate::engine::{Exit, Session};
use crate::say;
use crate::words::Words;

/// What a learner typed, or that there is nothing more to come.
pub(super) enum Typed {
    Line(String),
    /// What is seen has changed meanwhile.
    Changed,
    End,
    Interrupted,
}

/// Where to go from a lesson.
pub(super) enum Way {
    List,
    Lesson(usize),
    Out(Exit),
}

/// What can be typed, and what it is.
pub(super) fn listed(items: &[(String, String)]) -> String {
    let items = items.iter().map(|(word, what)| format!("{word}: {what}"));
    items.collect::<Vec<_>>().join("; ")
}

/// A learner's session, line by line.
pub(super) struct Conversation<'a> {
    pub(super) session: Session,
    pub(super) input: Input,
    output: &'a mut dyn Write,
    pub(super) paper: Paper,
    pub(super) host: &'a mut dyn Host,
}

impl<'a> Conversation<'a> {
    pub(super) fn new(
        session: Session,
        input: Input,
        output: &'a mut dyn Write,
        words: Words,
        host: &'a mut dyn Host,
    ) -> Self {
        let words = words.calling(&session.pack().names);
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

    /// Lets the learner's digits be kept from now on, or no longer, and says so.
    pub(super) fn turn_keeping(&mut self) -> Result<()> {
        let words = self.words();
        let told = self.session.turn_keeping(words);
        self.paper
            .line(told.unwrap_or_else(|error| self.session.told_of(&error, words)));
        self.flush()
    }

    /// Waits until running trainings have written their checkpoints.
    pub(super) fn finish(self) {
        self.session.finish();
    }

    pub(super) fn words(&self) -> Words {
        self.paper.words
    }

    /// What the pack's words mean.
    pub(super) fn glossary(&mut self) {
        let words = self.words();
        let glossary = &self.session.pack().file.glossary;
        if !glossary.is_empty() {
            self.paper.gap();
            self.paper.line(format!("{}:", say!(words, "glossary")));
        }
        for (word, meaning) in glossary {
            self.paper.item("- ", format!("{word}: {}", meaning.trim()));
        }
    }

    /// The next line. What comes meanwhile goes to `hear`, which says whether they have changed what is seen.
    pub(super) fn next_line(
        &mut self,
        mut hear: impl FnMut(&mut Self, InputEvent) -> Result<bool>,
    ) -> Result<Typed> {
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
            match self.input.wait(None) {
                Some(InputEvent::Interrupted) => {
                    writeln!(self.output)?;
                    return Ok(Typed::Interrupted);
                }
                Some(event @ (InputEvent::News(_) | InputEvent::Phone(_))) => {
                    if hear(self, event)? {
                        writeln!(self.output)?;
                        return Ok(Typed::Changed);
                    }
                }
                Some(InputEvent::Line) | None => {}
            }
        }
    }

    /// Says that a line is nothing that can be said now. A person may try again; what a script says next would
    /// be taken for something else.
    pub(super) fn refuse(&mut self, text: &str, why: &str) -> Result<()> {
        let text = message(text);
        if !self.input.is_live() {
            bail!(
                "{}: “{text}” cannot be said here; the lines above say what can",
                self.input.place()
            );
        }
        let words = self.words();
        self.paper.line(say!(words, why, text = text));
        self.flush()
    }

    /// Says what can be typed.
    pub(super) fn hint(&mut self, hint: &str) -> Result<()> {
        self.paper.line(format!("[{hint}]"));
        self.prompt()
    }

    /// The mark at which something can be typed.
    pub(super) fn prompt(&mut self) -> Result<()> {
        self.flush()?;
        write!(self.output, "> ")?;
        Ok(self.output.flush()?)
    }

    pub(super) fn flush(&mut self) -> Result<()> {
        let text = self.paper.take();
        self.output.write_all(text.as_bytes())?;
        Ok(self.output.flush()?)
    }
}
