//! A file of a pack as text, with where everything stands in it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::diagnosis::Severity;
use super::source_map::{SourceMap, Span};
use super::traps::{self, Trap};

/// A file that is YAML, perhaps with cures in the places of its traps.
pub(super) struct Document {
    /// The file, below the pack's folder.
    pub(super) file: String,
    /// What is read.
    pub(super) text: String,
    source_map: SourceMap,
    /// As it was written, where that is something else.
    written: Option<String>,
    /// Lines of which it is told that something is wrong; what else is said of them may only follow.
    told: BTreeSet<usize>,
}

/// What is to be told of a file before anything of it is read.
#[derive(Debug, Default)]
pub(super) struct Told(pub(super) Vec<(Severity, Span, String)>);

/// Widths of a tab, in twos of spaces; the widest stands below whatever it is meant to stand below.
const TABS: [usize; 4] = [4, 3, 2, 1];

impl Document {
    /// Reads a text; none where no cure makes YAML of it.
    pub(super) fn read(file: &str, text: String) -> (Option<Self>, Told) {
        let found = traps::find(&text);
        let broken = SourceMap::of(&text);
        // What can be read was meant so, unless something else is read than stands there.
        let found: Vec<Trap> = match &broken {
            Ok(_) => found.into_iter().filter(|trap| !trap.breaks).collect(),
            Err(_) => found,
        };
        let mut told = Told::default();
        for trap in &found {
            let place = Span::of(&text, trap.bytes.clone());
            let severity = match trap.may_be_meant {
                true => Severity::Warning,
                false => Severity::Error,
            };
            told.0.push((severity, place, trap.problem.clone()));
        }
        let lines = told
            .errors()
            .map(|place| place.line)
            .collect::<BTreeSet<_>>();
        // Who wrote a tab knows how wide it is; the first width with which it can be read will do.
        let mut cures = TABS.iter().map(|&tab| traps::cured(&text, &found, tab));
        let cured = cures.find_map(|cured| Some((SourceMap::of(&cured).ok()?, cured)));
        let (source_map, text, written) = match (cured, broken) {
            (Some((source_map, cured)), _) if cured != text => (source_map, cured, Some(text)),
            (_, Ok(source_map)) => (source_map, text, None),
            (Some((source_map, _)), Err(_)) => (source_map, text, None),
            (None, Err(broken)) => {
                // With all cures in their places, what is still wrong elsewhere has nothing to do with them.
                let is_cured = found.iter().all(|trap| trap.cure.is_some());
                let left = SourceMap::of(&traps::cured(&text, &found, 1)).err();
                let (place, problem) = left.unwrap_or(broken);
                if is_cured && !lines.contains(&place.line) {
                    let place = Span::at(&text, place.line, place.column);
                    told.0.push((Severity::Error, place, problem));
                }
                return (None, told);
            }
        };
        for (place, problem) in source_map.twice() {
            told.0
                .push((Severity::Error, place.clone(), problem.clone()));
        }
        told.0
            .sort_by_key(|(_, place, _)| (place.line, place.column));
        let is_whole = source_map.twice().is_empty();
        let document = Self {
            file: file.to_owned(),
            text,
            source_map,
            written,
            told: lines,
        };
        (is_whole.then_some(document), told)
    }

    /// Whether something in it means something else to YAML than to its author.
    pub(super) fn has_traps(&self) -> bool {
        !self.told.is_empty()
    }

    /// Where the value at a path stands.
    pub(super) fn place(&self, path: &str) -> Place {
        let place = self.source_map.find(path);
        match path {
            // What the whole file lacks has nothing to do with its first line.
            "" => self.at(place),
            _ => self.shown(place),
        }
    }

    /// Where these letters stand in the text at a path; where that stands, if they are not written there as they are.
    pub(super) fn place_in(&self, path: &str, letters: &str) -> Place {
        let found = self.source_map.find(path).and_then(|Range { start, .. }| {
            let at = start + self.text.get(start..)?.find(letters)?;
            (!letters.is_empty()).then(|| at..at + letters.len())
        });
        match found {
            Some(bytes) => self.shown(Some(bytes)),
            None => self.place(path),
        }
    }

    /// Where the key at a path stands.
    pub(super) fn place_of_key(&self, path: &str) -> Place {
        self.shown(self.source_map.find_key(path))
    }

    /// Where these bytes of what is read stand in what was written; told, where something else is told of that line.
    pub(super) fn shown(&self, bytes: Option<Range<usize>>) -> Place {
        let Some(place) = bytes.map(|bytes| Span::of(&self.text, bytes)) else {
            return Place::Nowhere;
        };
        match self.told.contains(&place.line) {
            true => Place::Told,
            false => self.at(Some(place.bytes)),
        }
    }

    fn at(&self, bytes: Option<Range<usize>>) -> Place {
        let Some(place) = bytes.map(|bytes| Span::of(&self.text, bytes)) else {
            return Place::Nowhere;
        };
        Place::At(match &self.written {
            None => place,
            // Cures change nothing of other lines.
            Some(written) => {
                let length = place.bytes.len();
                let Span { bytes, .. } = Span::at(written, place.line, place.column);
                Span::of(written, bytes.start..bytes.start + length)
            }
        })
    }

    /// What stands on the line from the value at a path on.
    pub(super) fn rest_of_line(&self, path: &str) -> Option<&str> {
        let bytes = self.source_map.find(path)?;
        self.text
            .get(bytes.start..)?
            .lines()
            .next()
            .map(str::trim_end)
    }
}

impl Told {
    fn errors(&self) -> impl Iterator<Item = &Span> {
        let errors = self
            .0
            .iter()
            .filter(|(severity, ..)| *severity == Severity::Error);
        errors.map(|(_, place, _)| place)
    }
}

/// Where something stands that is to be told.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// Here.
    At(Span),
    /// In the file as a whole.
    Nowhere,
    /// On a line of which something else is told already.
    Told,
}
