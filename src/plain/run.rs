//! A conversation from its beginning to its end.

use std::io::Write;

use anyhow::Result;

use super::conversation::Conversation;
use super::host::{Alone, Host};
use super::input::Input;
use crate::base::ascii;
use crate::base::signal::{self, ENDING};
use crate::engine::{Exit, Session};
use crate::words::Words;

/// Plays a pack from the lesson with this place (from 0), or from the list of lessons, line by line.
///
/// # Errors
/// When input or output fails, what is remembered cannot be read, or a script says something that
/// cannot be said there.
pub fn run(
    session: Session,
    lesson: Option<usize>,
    input: Input,
    output: &mut dyn Write,
    words: Words,
    host: &mut dyn Host,
) -> Result<Exit> {
    let mut conversation = Conversation::new(session, input, output, words, host);
    let ending = conversation.hold(lesson);
    // Also after an error: what runs is written down first.
    conversation.finish();
    ending
}

/// The same with this process's own input and output; Ctrl-C leaves, and nothing is lost.
///
/// # Errors
/// As [`run`], and when the program cannot listen for signals.
pub fn run_here(
    session: Session,
    lesson: Option<usize>,
    input: Input,
    words: Words,
) -> Result<Exit> {
    let interrupt = input.interrupter();
    signal::listen(&ENDING, move |_| interrupt())?;
    run(
        session,
        lesson,
        input,
        &mut ascii::stdout(),
        words,
        &mut Alone,
    )
}
