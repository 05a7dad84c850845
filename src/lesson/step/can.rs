//! What a learner can do. A walk says what of it can be done now; each shell says with which key or
//! word, and makes its hints and its help of that list.

use crate::train::{RunView, State};

/// Defines what can be done, each with the id of its text.
macro_rules! what_can_be_done {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Something that a learner can do in a lesson, whatever the shell.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Can {
            $($(#[$doc])* $name,)*
        }

        impl Can {
            /// Everything that can be done anywhere, what is wanted most first.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The id of what it is in a sentence; its attribute `label` is that in a word or two.
            pub fn text(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

what_can_be_done! {
    /// Go on to the next step, or to the end.
    GoOn = "can-go-on",
    /// Choose one of the answers.
    Choose = "can-choose",
    /// Mark answers, and hand those in that are marked.
    Mark = "can-mark",
    /// Type an answer and hand it in.
    Answer = "can-answer",
    /// Type an answer of several lines and hand it in.
    AnswerInLines = "can-answer-in-lines",
    /// Have one more hint.
    Hint = "can-hint",
    /// Say beforehand how many of 100.
    PredictNumber = "can-predict-number",
    /// Say beforehand which.
    PredictChoice = "can-predict-choice",
    /// Begin the training.
    Begin = "can-begin",
    /// Measure the best run on the test.
    OpenTest = "can-open-test",
    /// Turn a knob of an exercise.
    TurnKnob = "can-turn-knob",
    /// Train once more, with other knobs.
    TrainAnother = "can-train-another",
    /// Go on without having met the goal.
    GiveUp = "can-give-up",
    /// Try again what failed.
    Retry = "can-retry",
    /// Hold the training.
    Pause = "can-pause",
    /// Let it go on.
    Resume = "can-resume",
    /// End it here.
    Stop = "can-stop",
    /// Go on with a training that was stopped.
    ResumeTraining = "can-resume-training",
    /// Draw a digit.
    Draw = "can-draw",
    /// Hand the drawing in.
    HandIn = "can-hand-in",
    /// Take the last stroke back.
    Undo = "can-undo",
    /// Take all strokes back.
    Clear = "can-clear",
    /// A wider or a finer pen.
    PenWidth = "can-pen-width",
    /// End the drawing before all is drawn.
    Finish = "can-finish",
    /// Go on drawing after all.
    DrawOn = "can-draw-on",
    /// Take the digits of a paper for those that were asked for.
    TakeDigits = "can-take-digits",
    /// Put the paper away, and take none of it.
    PutAway = "can-put-away",
    /// Say what a picture shows.
    Label = "can-label",
    /// Say that one cannot tell.
    CannotTell = "can-cannot-tell",
    /// Take the last one back.
    TakeBack = "can-take-back",
    /// Look at the pictures of a slice.
    LookAtSlice = "can-look-at-slice",
    /// Look at which pixels an answer depends on.
    LookAtPixels = "can-look-at-pixels",
    /// Look at what the network's layers make of a picture.
    LookInside = "can-look-inside",
    /// Turn a dial.
    Turn = "can-turn",
    /// Turn its second axis.
    TurnAngle = "can-turn-angle",
    /// Switch a stage of the clean-up off or on.
    SwitchStage = "can-switch-stage",
    /// Look at another photo that ships with the lesson.
    TryPhoto = "can-try-photo",
    /// Look at a photo of one's own.
    OwnPhoto = "can-own-photo",
    /// Use one's phone as camera or as pen. Only where it can come in.
    Phone = "can-phone",
    /// Look at a digit that was found.
    LookAtDigit = "can-look-at-digit",
    /// Write a sentence.
    Write = "can-write",
    /// Go to a step that was reached before.
    Jump = "can-jump",
    /// Go back a step.
    Back = "can-back",
}

impl Can {
    /// What can be done to runs that are under way.
    pub(super) fn while_training<'a>(runs: impl IntoIterator<Item = &'a RunView>) -> Vec<Self> {
        let mut under_way = runs.into_iter().filter(|run| !run.is_over());
        let is_paused = under_way.all(|run| run.state == State::Paused);
        match is_paused {
            true => vec![Self::Resume, Self::Stop],
            false => vec![Self::Pause, Self::Stop],
        }
    }
}
