//! Pictures on the user's own terminal: as it can show them, or as characters where colours are not
//! wanted.

use std::env;
use std::io;

use anyhow::{Context, Result};
use image::DynamicImage;

use super::output::say;
use crate::picture::ramp;

/// The terminal's width in cells.
pub(super) fn columns() -> u32 {
    crossterm::terminal::size().map_or(80, |(columns, _)| u32::from(columns))
}

/// Shows a picture this many columns wide, or as wide as the terminal.
pub(super) fn show(picture: &DynamicImage, width: u32) -> Result<()> {
    let width = width.min(columns());
    // The same rule as for the lessons' colours: https://no-color.org, not empty. What prints pictures
    // does not know it.
    if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Ok(ramp::lines(picture, width).try_for_each(say_line)?);
    }
    let config = viuer::Config {
        absolute_offset: false,
        width: Some(width),
        // Twice as high as wide, and rounded up as characters are.
        height: Some((width * picture.height() / picture.width().max(1) / 2).max(1)),
        ..viuer::Config::default()
    };
    viuer::print(picture, &config).context("the picture cannot be shown")?;
    Ok(())
}

fn say_line(line: String) -> io::Result<()> {
    say(line)
}
