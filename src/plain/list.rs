//! The list of lessons, and the choice of one.

use anyhow::Result;

use super::conversation::{Conversation, Typed, Way, listed};
use crate::engine::Exit;
use crate::lesson::{Saved, wanted_before};
use crate::say;

impl Conversation<'_> {
    /// The list of lessons, and the choice of one.
    pub(super) fn list(&mut self) -> Result<Way> {
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
            ("?".to_owned(), say!(words, "plain-more.label")),
        ]);
        loop {
            self.hint(&hint)?;
            self.host.moved_to(None);
            let line = match self.next_line(|_, _| Ok(false))? {
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
                "?" => self.help_of_list()?,
                "y" => self.turn_keeping()?,
                text => match (number(text), text.strip_prefix("n ").and_then(number)) {
                    (Some(lesson), _) => return Ok(Way::Lesson(lesson)),
                    (None, Some(lesson)) => return self.lesson(lesson, true),
                    (None, None) => self.refuse(text, "plain-not-understood")?,
                },
            }
        }
    }

    /// Says what can be typed at the list in whole sentences.
    fn help_of_list(&mut self) -> Result<()> {
        let words = self.words();
        for (word, id) in [
            (say!(words, "plain-word-lesson"), "key-open"),
            (say!(words, "plain-word-anew"), "key-start-over"),
            ("r".to_owned(), "plain-list-again"),
            ("y".to_owned(), "key-keeping"),
            ("q".to_owned(), "key-leave"),
        ] {
            let text = words.text(id);
            self.paper.item("- ", format!("{word}: {text}"));
        }
        self.glossary();
        self.flush()
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
}
