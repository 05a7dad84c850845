//! What can be done on a screen now: in the lesson, whatever the shell, or on this screen alone.

use crate::lesson::Can;

/// Something that can be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    /// In the lesson.
    Can(Can),
    /// On this screen alone.
    Own(Own),
}

impl From<Can> for Thing {
    fn from(can: Can) -> Self {
        Self::Can(can)
    }
}

impl From<Own> for Thing {
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
    Notebook,
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
    /// The picture as large as can be.
    Peek,
    /// Back to the small one.
    PeekEnd,
    /// Another way to look.
    Tab,
    /// Another cell, picture or group.
    Around,
    /// The next slice, where arrows do something else.
    OtherSlice,
    /// Another stage of a photo's way.
    Stage,
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
    /// Keep what is typed.
    Keep,
    /// Leave what is typed, and forget it.
    Cancel,
    /// Leave what is typed as it is, so that keys mean other things.
    Rest,
    /// Leave this screen.
    Leave,
    /// What the keys do.
    Help,
    /// Leave the program.
    Quit,
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
    pub(super) things: Vec<Thing>,
}

impl Keys {
    /// Keys that ask for these things; everywhere, one can leave, ask what keys do, and quit.
    pub(crate) fn of(things: impl IntoIterator<Item = Thing>) -> Self {
        let mut things: Vec<Thing> = things.into_iter().collect();
        things.extend([Own::Help, Own::Leave, Own::Quit].map(Thing::Own));
        let instead = |thing: &Thing| match thing {
            Thing::Own(own) => own.instead_of(),
            Thing::Can(_) => None,
        };
        let taken: Vec<Can> = things.iter().filter_map(instead).collect();
        things.retain(|thing| !matches!(thing, Thing::Can(can) if taken.contains(can)));
        Self {
            mode: Mode::Commands,
            things,
        }
    }

    /// Keys of a text field, beside which these things can be done. The cursor can be moved where there
    /// is text.
    pub(crate) fn typing(is_empty: bool, things: impl IntoIterator<Item = Thing>) -> Self {
        let mut things: Vec<Thing> = things.into_iter().collect();
        things.extend([Own::Text, Own::Quit].map(Thing::Own));
        if !is_empty {
            things.push(Own::Cursor.into());
        }
        Self {
            mode: Mode::Typing,
            things,
        }
    }

    /// Those that move what is looked at, with these beside them.
    pub(crate) fn looking(&self, beside: impl IntoIterator<Item = Thing>) -> Self {
        use Own::{Around, OtherPicture, OtherSlice, Picture, Stage};
        let moves = |thing: &&Thing| match thing {
            Thing::Own(own) => [Picture, OtherPicture, Around, OtherSlice, Stage].contains(own),
            Thing::Can(can) => [
                Can::LookAtSlice,
                Can::LookAtDigit,
                Can::Turn,
                Can::TurnAngle,
                Can::TryPhoto,
            ]
            .contains(can),
        };
        Self::of(self.things.iter().filter(moves).copied().chain(beside))
    }

    /// Whether that can be done.
    pub(crate) fn can(&self, thing: Thing) -> bool {
        self.things.contains(&thing)
    }
}
