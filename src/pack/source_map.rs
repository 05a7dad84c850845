//! Where things stand in a YAML text: line and column of every key and value. It also bounds what a
//! text may cost before anything is built from it.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser};

use super::traps::in_plain_words;

/// A text may hold so many keys and values, with everything that its aliases repeat.
const MAX_NODES: usize = 100_000;
/// Lists and maps may stand so deep in each other.
const MAX_DEPTH: usize = 32;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The bytes.
    pub bytes: Range<usize>,
}

impl Span {
    /// The place of these bytes, as far as the text has them.
    pub(super) fn of(text: &str, bytes: Range<usize>) -> Self {
        let start = floor(text, bytes.start);
        let end = floor(text, bytes.end).max(start);
        let before = text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let in_line = before.get(line_start..).unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: in_line.chars().count() + 1,
            bytes: start..end,
        }
    }

    /// The place of a line and a column, both from 1, of a text.
    pub(super) fn at(text: &str, line: usize, column: usize) -> Self {
        let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
        let start: usize = lines.map(str::len).sum();
        let rest = text.get(start..).unwrap_or_default();
        let characters = rest.chars().take(column.saturating_sub(1));
        let start = start + characters.map(char::len_utf8).sum::<usize>();
        // A reader that ran out of text may tell of a line behind the last one.
        Self::of(text, start..start)
    }
}

/// The last character boundary at or before a byte.
fn floor(text: &str, byte: usize) -> usize {
    text.floor_char_boundary(byte.min(text.len()))
}

/// Where the keys and values of a text stand, by their paths: keys with dots between them, places in
/// lists after a space and counted from 1, as in `steps 3.reveal.slices 2.from`.
#[derive(Debug, Default)]
pub(super) struct SourceMap {
    known: BTreeMap<String, Range<usize>>,
    /// Keys that stand twice in a map: the second place, and what to do.
    twice: Vec<(Span, String)>,
}

/// What is being read while a list or a map is.
enum Open {
    List {
        path: String,
        read: usize,
    },
    /// The key that a value is awaited for, with its place.
    Map {
        path: String,
        key: Option<(String, Range<usize>)>,
    },
}

impl SourceMap {
    /// Reads a text.
    ///
    /// # Errors
    /// With line and column, from 1, and what is wrong: it is not YAML, or it is too much.
    pub(super) fn of(text: &str) -> Result<Self, (Span, String)> {
        let mut source_map = Self::default();
        // What the whole text lacks is told at its beginning.
        source_map.known.insert(String::new(), 0..0);
        let bytes = offsets(text);
        let at = |index: usize| bytes.get(index).copied().unwrap_or(text.len());
        let mut open: Vec<Open> = Vec::new();
        // What an alias repeats: the nodes below each anchor.
        let mut anchored: BTreeMap<usize, usize> = BTreeMap::new();
        let mut anchors: Vec<(usize, usize)> = Vec::new();
        let mut nodes = 0_usize;
        let mut documents = 0_usize;
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|error| {
                let mark = error.marker();
                let place = Span::at(text, mark.line(), mark.col() + 1);
                (place, in_plain_words(error.info()))
            })?;
            let place = at(span.start.index())..at(span.end.index());
            let too_much = |what: String| (Span::of(text, place.clone()), what);
            let anchor = match &event {
                Event::Scalar(_, _, anchor, _)
                | Event::SequenceStart(anchor, _)
                | Event::MappingStart(anchor, _) => {
                    nodes += 1;
                    *anchor
                }
                Event::Alias(anchor) => {
                    nodes = nodes.saturating_add(anchored.get(anchor).copied().unwrap_or(1));
                    0
                }
                _ => 0,
            };
            if nodes > MAX_NODES {
                return Err(too_much(format!(
                    "more than {MAX_NODES} keys and values, counting what aliases repeat; a lesson needs far fewer"
                )));
            }
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(too_much(
                            "`---` begins another text here, and a file of a pack is one; take the line out".to_owned(),
                        ));
                    }
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    open.pop();
                    if let Some((anchor, before)) = anchors.pop() {
                        anchored.insert(anchor, nodes.saturating_sub(before));
                    }
                    continue;
                }
                Event::Scalar(..) | Event::Alias(_) if anchor > 0 => {
                    anchored.insert(anchor, 1);
                }
                Event::Scalar(..)
                | Event::Alias(_)
                | Event::SequenceStart(..)
                | Event::MappingStart(..) => {}
                _ => continue,
            }
            let is_leaf = matches!(event, Event::Scalar(..) | Event::Alias(_));
            let path = match open.last_mut() {
                None => String::new(),
                Some(Open::List { path, read }) => {
                    *read += 1;
                    let path = format!("{path} {read}");
                    source_map.known.insert(path.clone(), place.clone());
                    path
                }
                Some(Open::Map { path, key }) => match (key.take(), event_text(&event)) {
                    (None, Some(text)) => {
                        *key = Some((text, place.clone()));
                        continue;
                    }
                    // A key that is a list or a map is none that anybody looks for.
                    (None, None) => format!("{path}.?"),
                    (Some((name, key_place)), _) => {
                        let path = match path.as_str() {
                            "" => name,
                            path => format!("{path}.{name}"),
                        };
                        let shown = if is_leaf {
                            place.clone()
                        } else {
                            key_place.clone()
                        };
                        let name = format!("{path}:");
                        if source_map.known.insert(name, key_place.clone()).is_some() {
                            let key = path.rsplit('.').next().unwrap_or_default();
                            source_map.twice.push((
                                Span::of(text, key_place),
                                format!("`{key}` stands here twice; take one out"),
                            ));
                        }
                        source_map.known.insert(path.clone(), shown);
                        path
                    }
                },
            };
            if is_leaf {
                continue;
            }
            if open.len() >= MAX_DEPTH {
                return Err(too_much(format!(
                    "lists and maps stand more than {MAX_DEPTH} deep in each other; a lesson needs far less"
                )));
            }
            anchors.push((anchor, nodes));
            open.push(match event {
                Event::SequenceStart(..) => Open::List { path, read: 0 },
                _ => Open::Map { path, key: None },
            });
        }
        Ok(source_map)
    }

    /// Keys that stand twice in a map: the second place, and what to do.
    pub(super) fn twice(&self) -> &[(Span, String)] {
        &self.twice
    }

    /// Where this stands: a single value, or the key of a list or map. Where there is nothing of this
    /// path, the nearest thing around it.
    pub(super) fn find(&self, path: &str) -> Option<Range<usize>> {
        let mut path = path;
        loop {
            if let Some(place) = self.known.get(path) {
                return Some(place.clone());
            }
            if path.is_empty() {
                return None;
            }
            path = path
                .rfind(['.', ' '])
                .and_then(|end| path.get(..end))
                .unwrap_or("");
        }
    }

    /// Where the key itself stands.
    pub(super) fn find_key(&self, path: &str) -> Option<Range<usize>> {
        let key = self.known.get(&format!("{path}:")).cloned();
        key.or_else(|| self.find(path))
    }
}

fn event_text(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Scalar(text, ..) => Some(text.to_string()),
        _ => None,
    }
}

/// The byte at which each character stands.
fn offsets(text: &str) -> Vec<usize> {
    text.char_indices().map(|(byte, _)| byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, path: &str) -> String {
        let source_map = SourceMap::of(text).unwrap_or_default();
        let bytes = source_map.find(path).unwrap_or(0..0);
        let Span {
            line,
            column,
            bytes,
        } = Span::of(text, bytes);
        format!("{line}:{column} {}", text.get(bytes).unwrap_or("?"))
    }

    #[test]
    fn values_and_keys_are_found_by_their_paths() {
        let text = "a: ü\nsteps:\n  - say: Hällo\n  - train: { as: r, data: { set: mnist } }\n";
        assert_eq!(found(text, "a"), "1:4 ü");
        assert_eq!(found(text, "steps"), "2:1 steps");
        assert_eq!(found(text, "steps 1.say"), "3:10 Hällo");
        assert_eq!(found(text, "steps 2.train.data"), "4:21 data");
        assert_eq!(found(text, "steps 2.train.data.set"), "4:34 mnist");
        // What is not there is pointed at by what it would stand in.
        assert_eq!(found(text, "steps 2.train.data.seed"), "4:21 data");
        assert_eq!(found(text, "steps 2.train.as.x"), "4:18 r");
    }

    #[test]
    fn what_is_too_much_is_refused_before_anything_is_built() {
        let deep = "[".repeat(40);
        let refused = |text: &str, why: &str| {
            SourceMap::of(text).is_err_and(|(_, problem)| problem.contains(why))
        };
        assert!(refused(&deep, "32 deep"));
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (letter, before) in ('b'..='j').zip('a'..) {
            let all = vec![format!("*{before}"); 10].join(", ");
            bomb.push_str(&format!("{letter}: &{letter} [{all}]\n"));
        }
        assert!(refused(&bomb, "100000 keys"));
    }
}
