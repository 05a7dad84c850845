//! What stands for [`run`] where terminals are no Unix terminals: this program does not draw there itself.

use anyhow::{Result, bail};
use ratatui_image::FontSize;

use super::look::Look;
use super::preview::Preview;
use super::terminal::replies::Replies;
use crate::engine::{Exit, Session};

/// Says so.
///
/// # Errors
/// Always.
pub fn run(
    _session: Session,
    _lesson: Option<usize>,
    _look: impl Fn(&Replies, Option<FontSize>) -> Look,
    _preview: Option<Preview>,
) -> Result<Exit> {
    bail!(
        "the full-screen shell needs a Unix terminal, such as one of WSL; `mindgap learn --plain` plays lessons line by line"
    )
}
