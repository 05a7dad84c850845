//! The parts of a set, line by line.

use anyhow::Result;

use super::super::output::say;
use super::super::text::count;
use crate::dataset::Set;

/// So many groups are named; of more, it is said how many there are.
const NAMED: usize = 2;

/// A line for each part of a set, and one for its groups.
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
        match part.group_names().as_slice() {
            [] => {}
            few @ [_, ..] if few.len() <= NAMED => say(format!("    groups: {}", few.join(", ")))?,
            many => say(format!("    {} groups", count(many.len())))?,
        }
    }
    Ok(())
}
