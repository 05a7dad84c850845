//! What keys and clicks ask for.

use tui_input::InputRequest;

use super::touch::Touch;

/// What a key or a click asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Command {
    /// Leave the program at once.
    Quit,
    /// Leave this screen for the one before it.
    Leave,
    /// Draw the whole screen again, as large as the terminal is now.
    Repaint,
    /// Put the program to sleep, as a shell does.
    Suspend,
    /// Show or hide what the keys do.
    Help,
    /// Go on, or do what the screen is for.
    Enter,
    /// Go back a step.
    Back,
    /// Move up, or scroll up.
    Up,
    /// Move down, or scroll down.
    Down,
    /// Move left.
    Left,
    /// Move right.
    Right,
    /// A page, or ten, up.
    PageUp,
    /// A page, or ten, down.
    PageDown,
    /// A digit was typed.
    Digit(u8),
    /// Take the last digit or answer back.
    Erase,
    /// Show a hint.
    Hint,
    /// Hold the training, or let it go on.
    Pause,
    /// End the training here.
    Stop,
    /// Go on with a training that was stopped.
    ResumeTraining,
    /// Train once more, with other knobs.
    TrainAnother,
    /// Go on without having met the goal.
    GiveUp,
    /// Measure the best run on the test.
    OpenTest,
    /// Sort pictures another way.
    Sort,
    /// Zoom the axis in, or show it from 0 to 100 %.
    Axis,
    /// Walk a lesson again from its beginning.
    StartOver,
    /// Look for a lesson.
    Search,
    /// List the steps, to go to one of them.
    Steps,
    /// Have one's digits kept, or no longer.
    TurnKeeping,
    /// Show the picture that is looked at as large as it can be.
    Peek,
    /// Open the door for the learner's phone, and show the way in.
    Phone,
    /// See which pixels the answer to a picture depends on.
    Pixels,
    /// See all settings of a dial at once, or a row of them.
    Map,
    /// See the curves of the runs, or what they came to.
    Curves,
    /// See what is inside the network.
    Inside,
    /// Widen the range around a number, or the pen.
    Wider,
    /// Narrow it.
    Narrower,
    /// Look at the next picture.
    NextPicture,
    /// Look at the picture before.
    PreviousPicture,
    /// Look at the next slice of data.
    NextSlice,
    /// Look at the slice of data before.
    PreviousSlice,
    /// Look at all runs.
    RunList,
    /// Mark it, or take the mark away.
    Mark,
    /// Write it to a file.
    Export,
    /// Delete it.
    Delete,
    /// Put the pen down, or lift it.
    PenDown,
    /// Take the last stroke back.
    Undo,
    /// Take all strokes back.
    Clear,
    /// Go on drawing after the end.
    DrawOn,
    /// Turn to the next tab.
    NextTab,
    /// Turn to the tab before.
    PreviousTab,
    /// Change what stands in a text field, or move its cursor.
    Edit(InputRequest),
    /// Leave what was begun.
    Cancel,
    /// Show or put away the step's text.
    StepText,
    /// Switch it on or off.
    Switch,
    /// Begin a new line of what is typed.
    NewLine,
    /// Write a text.
    Write,
    /// Nobody could tell what it is.
    CannotTell,
    /// Name a photo of one's own.
    OwnPhoto,
    /// Choose what stands at this place of a list, from 0: a click.
    Pick(usize),
    /// A mouse touches the screen's surface.
    Touch(Touch),
}
