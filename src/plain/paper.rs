//! What is said goes on paper first: lines of readable width, without colours and without boxes.

use image::DynamicImage;
use ratatui::style::Style;
use tui_markdown::{Options, StyleSheet};

use super::describe::describe;
use crate::base::terminal::printable;
use crate::lesson::tell::epoch;
use crate::lesson::{Block, Picture};
use crate::pack::text::in_plain;
use crate::pack::text::pictures::told;
use crate::picture::ramp;
use crate::say;
use crate::words::Words;

/// The widest line.
pub const MEASURE: usize = 76;
/// Columns of a picture in characters.
const PICTURE: u32 = 56;

/// Lines that are to be said.
pub(super) struct Paper {
    /// The learner's language.
    pub(super) words: Words,
    text: String,
    /// The pictures that were described last.
    pictures: Vec<DynamicImage>,
}

/// No marks and no styles.
#[derive(Clone)]
struct Bare;

impl StyleSheet for Bare {
    fn heading(&self, _level: u8) -> Style {
        Style::new()
    }

    fn heading_marker(&self, _level: u8) -> &str {
        ""
    }

    fn code(&self) -> Style {
        Style::new()
    }

    fn code_block_fence(&self) -> &str {
        ""
    }

    fn link(&self) -> Style {
        Style::new()
    }

    fn blockquote(&self) -> Style {
        Style::new()
    }
}

impl Paper {
    pub(super) fn new(words: Words) -> Self {
        Self {
            words,
            text: String::new(),
            pictures: Vec::new(),
        }
    }

    /// A line, broken where it is too long.
    pub(super) fn line(&mut self, text: impl AsRef<str>) {
        self.item("", text);
    }

    /// A line that begins with a mark; what it is broken into stands under its text.
    pub(super) fn item(&mut self, mark: &str, text: impl AsRef<str>) {
        let rest = " ".repeat(mark.chars().count());
        let options = textwrap::Options::new(MEASURE)
            .initial_indent(mark)
            .subsequent_indent(&rest);
        // A number and its percent sign stay on one line.
        let text = printable(text.as_ref()).replace(" %", "\u{a0}%");
        for line in textwrap::wrap(text.trim(), options) {
            self.text.push_str(&line.trim_end().replace('\u{a0}', " "));
            self.text.push('\n');
        }
    }

    /// An empty line, unless there is one.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Markdown, without its marks, set apart from what stands above.
    pub(super) fn markdown(&mut self, source: &str) {
        let source = in_plain(source);
        let source = told(&source, |caption| {
            let told = say!(self.words, "picture-told", caption = caption);
            // Brackets could begin a link.
            told.replace('[', "\\[").replace(']', "\\]")
        });
        if source.trim().is_empty() {
            return;
        }
        self.gap();
        let text = tui_markdown::from_str_with_options(&source, &Options::new(Bare));
        for line in text.lines {
            let line = line.to_string();
            let (mark, text) = marked(&line);
            match line.trim().is_empty() {
                true => self.gap(),
                false => self.item(mark, text),
            }
        }
        self.gap();
    }

    /// Everything that there is to tell. Pictures that were described before are forgotten where there
    /// are new ones.
    pub fn tell(&mut self, blocks: &[Block]) {
        if blocks
            .iter()
            .any(|block| matches!(block, Block::Pictures(_)))
        {
            self.put_away();
        }
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(_, text) => {
                self.gap();
                self.line(format!("{text}:"));
            }
            Block::Authored(text) => self.markdown(text),
            Block::Text(text) => self.line(text),
            Block::Quote(text) => self.item("> ", text),
            Block::Facts(facts) => {
                for (name, value) in facts {
                    self.item(&format!("{name}: "), value);
                }
            }
            Block::Numbered(items) => {
                for (item, number) in items.iter().zip(1..) {
                    self.item(&format!("{number}. "), item);
                }
            }
            Block::Items(items) => {
                for item in items {
                    self.item("- ", item);
                }
            }
            Block::Curve { epochs, .. } => {
                for record in epochs {
                    self.line(epoch(record, self.words));
                }
            }
            Block::Pictures(pictures) => {
                for picture in pictures {
                    self.picture(picture);
                }
            }
        }
    }

    /// What a picture shows, in words. It can be asked for in characters afterwards.
    fn picture(&mut self, shown: &Picture) {
        if !shown.caption.is_empty() {
            self.line(&shown.caption);
        }
        self.item("   ", describe(&shown.picture, self.words));
        self.pictures.push(shown.picture.clone());
    }

    /// Forgets which pictures were described last.
    pub(super) fn put_away(&mut self) {
        self.pictures.clear();
    }

    /// Whether pictures were described that can be asked for in characters.
    pub(super) fn has_pictures(&self) -> bool {
        !self.pictures.is_empty()
    }

    /// The pictures that were described last, in characters; whether there were any.
    pub(super) fn characters(&mut self) -> bool {
        for picture in &self.pictures {
            for line in ramp::lines(picture, PICTURE) {
                self.text.push_str(&line);
                self.text.push('\n');
            }
            self.text.push('\n');
        }
        !self.pictures.is_empty()
    }

    /// Everything that stands on it; it is empty afterwards.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

/// The mark of a list's item, if the line begins with one, and what stands behind it.
fn marked(line: &str) -> (&str, &str) {
    let start = line.len() - line.trim_start().len();
    let length = match line[start..].split_once(' ') {
        Some(("-", _)) => start + 2,
        Some((number, _)) if number.trim_end_matches('.').parse::<u8>().is_ok() => {
            start + number.len() + 1
        }
        _ => 0,
    };
    line.split_at(length)
}
