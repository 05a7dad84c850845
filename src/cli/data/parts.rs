//! The parts of a set, line by line.

use anyhow::Result;

use super::super::output::say;
use super::super::text::count;
use crate::dataset::Set;

/// A line for each part of a set.
pub(crate) fn say_parts(set: &Set) -> Result<()> {
    for part in &set.parts {
        say(format!(
            "  {:<21} {:>6} of {}, {} classes, {}, digest {}",
            part.name,
            count(part.count),
            part.shape,
            part.classes.len(),
            set.inputs,
            part.digest.get(..8).unwrap_or(&part.digest),
        ))?;
    }
    Ok(())
}
