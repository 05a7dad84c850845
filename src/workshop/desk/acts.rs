//! What the instructor does to one learner: another name, another cohort, a new code, the door shut or opened, two names
//! put together.

use anyhow::{Context, Result, bail};

use super::done::Done;
use super::keys::Command;
use super::seen::Seen;
use super::{Desk, Typing};
use crate::say;
use crate::tui::widget::field::Field;
use crate::words::Words;
use crate::workshop::access::grouped;
use crate::workshop::roster::name::{MAX_NAME_CHARS, tidy};

impl Desk<'_> {
    /// Does to the marked learner what hits a person, once it is asked for a second time.
    pub(super) fn act_on_one(&mut self, command: Command, seen: &Seen, words: Words) {
        let Some(id) = self.marked(seen).map(str::to_owned) else {
            return;
        };
        let name = self.called(seen, &id);
        if self.to_confirm.take() != Some((command, id.clone())) {
            let asked = match command {
                Command::Kick => "desk-kick-again",
                Command::Block => "desk-block-again",
                _ => "desk-code-again",
            };
            self.notice = Some(say!(words, asked, name = name));
            self.to_confirm = Some((command, id));
            return;
        }
        let done = match command {
            Command::Kick => {
                self.workshop.kick(&id);
                return;
            }
            Command::Block => self.change(&id, |desk| {
                desk.workshop.block(&id)?;
                Ok(say!(words, "desk-is-blocked", name = name.clone()))
            }),
            _ => self.change(&id, |desk| {
                let code = grouped(&desk.workshop.roster.new_code(&id)?);
                Ok(say!(
                    words,
                    "desk-new-code",
                    name = name.clone(),
                    code = code
                ))
            }),
        };
        self.tell(done);
    }

    /// Lets the marked learner in again.
    pub(super) fn let_in(&mut self, seen: &Seen, words: Words) {
        let Some(id) = self.marked(seen).map(str::to_owned) else {
            return;
        };
        let name = self.called(seen, &id);
        let done = self.change(&id, |desk| {
            desk.workshop.roster.let_in(&id)?;
            Ok(say!(words, "desk-let-in", name = name))
        });
        self.tell(done);
    }

    /// Begins to type what the marked learner is called, with whom they are counted, or who they are.
    pub(super) fn begin_typing(&mut self, command: Command, seen: &Seen) {
        let Some(id) = self.marked(seen).map(str::to_owned) else {
            return;
        };
        let typing = match command {
            Command::Rename => Typing::Name(id),
            Command::Join => Typing::Join(id),
            _ => Typing::Cohort(id),
        };
        self.typed = Some((typing, Field::new(MAX_NAME_CHARS)));
    }

    /// Calls a learner otherwise.
    pub(super) fn rename(&mut self, id: &str, text: &str, words: Words) {
        let done = self.change(id, |desk| {
            let Some(name) = tidy(text) else {
                bail!(say!(words, "desk-no-name", n = MAX_NAME_CHARS));
            };
            if !desk.workshop.roster.rename(id, &name)? {
                bail!(say!(words, "desk-name-taken", name = name));
            }
            Ok(String::new())
        });
        self.tell(done);
    }

    /// Counts a learner with others.
    pub(super) fn move_to_cohort(&mut self, id: &str, text: &str, words: Words) {
        let done = self.change(id, |desk| {
            // Without a name, the day on which they came first is one.
            let name = match text {
                "" => String::new(),
                text => {
                    tidy(text).with_context(|| say!(words, "desk-no-name", n = MAX_NAME_CHARS))?
                }
            };
            desk.workshop.roster.move_to_cohort(id, &name)?;
            Ok(String::new())
        });
        self.tell(done);
    }

    /// Says that a learner is whoever is called so.
    pub(super) fn join(&mut self, id: &str, text: &str, words: Words) {
        let done = (|| -> Result<String> {
            let roster = &self.workshop.roster;
            let into = roster
                .called(text)?
                .with_context(|| say!(words, "desk-nobody-called", name = text.to_owned()))?;
            let members = roster.members()?;
            let from = members.into_iter().find(|one| one.learner.id == id);
            let from = from
                .context(say!(words, "desk-nobody-called", name = id.to_owned()))?
                .learner;
            if from.id == into.id {
                bail!(say!(words, "desk-same-person", name = from.name));
            }
            let before = roster.entry(id)?.context("the learner is gone")?;
            let joined = self.workshop.join(&from, &into)?;
            self.marked = Some(into.id.clone());
            self.done.push(Done {
                name: from.name.clone(),
                before,
                joined: Some(joined),
            });
            Ok(say!(
                words,
                "desk-joined",
                from = from.name,
                into = into.name
            ))
        })();
        self.tell(done);
    }

    /// Changes something about a learner that can be taken back.
    fn change(&mut self, id: &str, act: impl FnOnce(&Self) -> Result<String>) -> Result<String> {
        let before = self.workshop.roster.entry(id)?;
        let told = act(self)?;
        if let Some(before) = before {
            self.done.push(Done {
                name: before.name().to_owned(),
                before,
                joined: None,
            });
        }
        Ok(told)
    }

    /// Says what came of something, if there is anything to say.
    fn tell(&mut self, done: Result<String>) {
        let told = done.unwrap_or_else(|error| format!("{error:#}"));
        self.notice = (!told.is_empty()).then_some(told);
    }
}
