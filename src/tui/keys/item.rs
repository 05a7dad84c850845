//! What can be done on a screen now: in the lesson, whatever the shell, or on this screen alone.

use crate::lesson::Can;

/// Something that can be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    /// In the lesson.
    Can(Can),
    /// On this screen alone.
    Own(Own),
}

impl From<Can> for Item {
    fn from(can: Can) -> Self {
        Self::Can(can)
    }
}

impl From<Own> for Item {
    fn from(own: Own) -> Self {
        Self::Own(own)
    }
}

/// Something that only a screen of this shell knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Own {
    /// Open the marked lesson.
    Open,
    /// Open it from its beginning.
    StartOver,
    /// Look at all runs.
    RunList,
    /// Look for a lesson.
    Search,
    /// Move a mark up or down.
    Move,
    /// Go to the marked step.
    GoThere,
    /// Show the other runs beside this one.
    Mark,
    /// Name the run.
    Rename,
    /// Write its weights to a file.
    Export,
    /// Delete it.
    Delete,
    /// Type or change a number.
    Number,
    /// The range around it.
    Range,
    /// Choose by a digit.
    ByDigit,
    /// Mark a step by its number.
    StepNumber,
    /// How sure one is.
    Sureness,
    /// Scroll a text line by line.
    Scroll,
    /// Scroll it by pages.
    Page,
    /// The picture before or after, with arrows.
    Picture,
    /// The same where arrows do something else.
    OtherPicture,
    /// Sort the pictures another way.
    Sort,
    /// Zoom the axis in, or show it from 0 to 100 %.
    Axis,
    /// The picture as large as can be.
    Peek,
    /// Back to the small one.
    PeekEnd,
    /// Back from the way in for a phone.
    PhoneEnd,
    /// Maps of a layer further back or on.
    Maps,
    /// Another way to look.
    Tab,
    /// Another cell, picture or group.
    Around,
    /// All settings of a dial at once.
    Map,
    /// The curves of the runs of a sweep.
    Curves,
    /// Another epoch of a training.
    Scrub,
    /// The filters of a network that is being trained.
    Inside,
    /// The next slice, where arrows do something else.
    OtherSlice,
    /// Another stage of a photo's way.
    Stage,
    /// The step's own text, or more room for a picture.
    StepText,
    /// Move the pen.
    Pen,
    /// Hand in nothing, and be told so.
    HandInNothing,
    /// Type a text.
    Text,
    /// Move the cursor in it.
    Cursor,
    /// Look at the photo whose path is typed.
    LookAtPath,
    /// Mark a choice, or take the mark away.
    MarkChoice,
    /// Begin a new line of what is typed.
    NewLine,
    /// Keep what is typed.
    Keep,
    /// Leave what is typed, and forget it.
    Cancel,
    /// Leave what is typed as it is, so that keys mean other things.
    Rest,
    /// Have one's digits kept, or no longer.
    Keeping,
    /// Leave this screen.
    Leave,
    /// What the keys do.
    Help,
    /// Leave the program.
    Quit,
    /// Draw the whole screen again.
    Repaint,
    /// Go to the background.
    Suspend,
}

impl Own {
    /// What of the lesson it is done instead of, with other keys.
    pub(super) fn instead_of(self) -> Option<Can> {
        (self == Self::OtherSlice).then_some(Can::LookAtSlice)
    }
}

/// How keys are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Each key asks for something.
    Commands,
    /// A text field has the keys: what is a character is typed.
    Typing,
}

/// What keys mean on a screen now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keys {
    pub(super) mode: Mode,
    pub(super) items: Vec<Item>,
}

impl Keys {
    /// Keys that ask for these; everywhere, one can leave, ask what keys do, and quit.
    pub(crate) fn of(items: impl IntoIterator<Item = Item>) -> Self {
        let mut items: Vec<Item> = items.into_iter().collect();
        items.extend([Own::Help, Own::Leave, Own::Quit, Own::Repaint].map(Item::Own));
        let instead = |item: &Item| match item {
            Item::Own(own) => own.instead_of(),
            Item::Can(_) => None,
        };
        let taken: Vec<Can> = items.iter().filter_map(instead).collect();
        items.retain(|item| !matches!(item, Item::Can(can) if taken.contains(can)));
        Self {
            mode: Mode::Commands,
            items,
        }
    }

    /// Keys of a text field, beside which these can be done. The cursor can be moved where there
    /// is text.
    pub(crate) fn typing(is_empty: bool, items: impl IntoIterator<Item = Item>) -> Self {
        let mut items: Vec<Item> = items.into_iter().collect();
        items.extend([Own::Text, Own::Quit, Own::Repaint].map(Item::Own));
        if !is_empty {
            items.push(Own::Cursor.into());
        }
        Self {
            mode: Mode::Typing,
            items,
        }
    }

    /// Those that move what is looked at, with these beside them.
    pub(crate) fn looking(&self, beside: impl IntoIterator<Item = Item>) -> Self {
        use Own::{Around, OtherPicture, OtherSlice, Picture, Stage};
        let moves = |item: &&Item| match item {
            Item::Own(own) => [Picture, OtherPicture, Around, OtherSlice, Stage].contains(own),
            Item::Can(can) => [
                Can::LookAtSlice,
                Can::LookAtDigit,
                Can::Turn,
                Can::TurnAngle,
                Can::TryPhoto,
            ]
            .contains(can),
        };
        Self::of(self.items.iter().filter(moves).copied().chain(beside))
    }

    /// Whether that can be done.
    pub(crate) fn can(&self, item: Item) -> bool {
        self.items.contains(&item)
    }
}
