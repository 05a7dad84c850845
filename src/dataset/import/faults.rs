//! What is wrong with single pictures and rows of an import: all of it is told at once, or left out where that is asked for.

use super::error::{ImportError, Remedy, Setting};
use super::folder::name;
use super::stream::Stream;

/// So many are named; of more, it is said how many there are.
const NAMED: usize = 10;
/// After so many, nobody looks for more: something is wrong with all of it.
const MOST: usize = 1_000;

/// The faults of all parts.
pub(super) struct Faults {
    skips: bool,
    named: Vec<ImportError>,
    n: usize,
    /// Where the first of what was left out was, and how much that is.
    left_out: Vec<String>,
    n_left_out: usize,
    /// Where the last of it was.
    last: String,
}

impl Faults {
    /// None yet; `skips` leaves out what is damaged.
    pub(super) fn new(skips: bool) -> Self {
        Self {
            skips,
            named: Vec::new(),
            n: 0,
            left_out: Vec::new(),
            n_left_out: 0,
            last: String::new(),
        }
    }

    /// How many there are that cannot be left out.
    pub(super) fn count(&self) -> usize {
        self.n
    }

    /// Takes a fault of what was to be read last from a stream.
    ///
    /// # Errors
    /// When nothing can be read after it, with all that is known by then.
    pub(super) fn add(
        &mut self,
        fault: ImportError,
        stream: &dyn Stream,
    ) -> Result<(), ImportError> {
        if self.skips && stream.goes_on() && fault.is_damage() {
            let (path, place) = stream.place();
            let folder = path.parent().map(name).unwrap_or_default();
            let place = match place.is_empty() {
                true => format!("{folder}/{}", name(path)),
                false => format!("{}, {place}", name(path)),
            };
            // A row may have several.
            if self.last != place {
                self.n_left_out += 1;
                if self.left_out.len() < NAMED {
                    self.left_out.push(place.clone());
                }
                self.last = place;
            }
            return Ok(());
        }
        self.n += 1;
        if self.named.len() < NAMED {
            self.named.push(fault);
        }
        match stream.goes_on() && self.n < MOST {
            true => Ok(()),
            false => Err(self.told(stream.goes_on(), stream.goes_on())),
        }
    }

    /// What was left out, in words, if anything was.
    ///
    /// # Errors
    /// When there were faults.
    pub(super) fn finish(mut self) -> Result<Option<String>, ImportError> {
        if self.n > 0 {
            return Err(self.told(false, true));
        }
        let more = match self.n_left_out.saturating_sub(self.left_out.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (what, were) = match self.n_left_out {
            1 => ("picture or row", "was"),
            _ => ("pictures or rows", "were"),
        };
        Ok((self.n_left_out > 0).then(|| {
            format!(
                "{} damaged {what} {were} left out: {}{more}",
                self.n_left_out,
                self.left_out.join("; ")
            )
        }))
    }

    /// Everything that is wrong; `goes_on` says whether it could be left out.
    fn told(&mut self, stopped: bool, goes_on: bool) -> ImportError {
        let mut faults = std::mem::take(&mut self.named);
        match faults.pop() {
            Some(only) if self.n == 1 && goes_on && only.is_damage() => {
                only.or("or, to leave it out, ", Setting::SkipDamaged, Remedy::Set)
            }
            Some(only) if self.n == 1 => only,
            last => ImportError::Several {
                faults: faults.into_iter().chain(last).collect(),
                n: self.n,
                stopped,
            },
        }
    }
}
