//! What documents are made of beyond what every shell tells: tables, bars with intervals, a headline.

use crate::eval::Interval;
use crate::lesson::{Block, Picture};

/// A part of a document, in its order.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// What shells tell, too.
    Told(Block),
    /// What a lesson's author wrote around a question, in Markdown.
    Context(String),
    /// What a reader sees first.
    Headline(Headline),
    /// How slices were read.
    Bars(Bars),
    /// A table.
    Table(Table),
    /// What can be copied into a shell.
    Code(String),
}

impl From<Block> for Part {
    fn from(block: Block) -> Self {
        Self::Told(block)
    }
}

impl Part {
    /// A heading; 1 is the document's.
    pub(super) fn heading(level: u8, text: String) -> Self {
        Self::Told(Block::Heading(level, text))
    }

    /// A sentence.
    pub(super) fn text(text: String) -> Self {
        Self::Told(Block::Text(text))
    }
}

/// What a reader sees first.
#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    /// In large letters.
    pub text: String,
    /// Beside it, a line each.
    pub about: Vec<String>,
    /// A picture that shows it.
    pub picture: Option<Picture>,
}

/// How slices were read, each with its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// What it shows.
    pub caption: String,
    /// Over the columns: slice, accuracy, interval, how many of how many.
    pub head: [String; 4],
    /// A row each.
    pub rows: Vec<Bar>,
    /// What the marks are.
    pub legend: String,
}

/// How one slice was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The slice.
    pub name: String,
    /// The share of right answers, 0..1.
    pub accuracy: f64,
    /// Its 95 % interval, 0..1.
    pub interval: Interval,
    /// Accuracy, interval, and how many of how many, as people read them.
    pub told: [String; 3],
    /// What somebody said beforehand that it would be, 0..1.
    pub said: Option<f64>,
    /// What the slice is, and what else is known of it.
    pub about: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Over the columns.
    pub head: Vec<String>,
    /// Each as long as the head; its first cell is what the row is about.
    pub rows: Vec<Vec<String>>,
    /// Whether its cells are sentences, which begin at the left, and not numbers.
    pub is_prose: bool,
}
