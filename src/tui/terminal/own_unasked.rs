//! What stands for this process's own terminal where it is no Unix terminal: it is measured, not asked.

use std::io;

use ratatui::layout::Size;
use ratatui_image::FontSize;

use super::replies::Replies;

/// Columns and rows; the pixels of a cell are not told.
pub(crate) fn size() -> io::Result<(Size, Option<FontSize>)> {
    let (columns, rows) = crossterm::terminal::size()?;
    Ok((Size::new(columns, rows), None))
}

/// It is not asked.
///
/// # Errors
/// Always.
pub(crate) fn replies() -> io::Result<Replies> {
    Err(io::ErrorKind::Unsupported.into())
}
