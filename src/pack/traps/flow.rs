//! Lists and maps in brackets, which may go on over several lines.

use super::found::{MAX_TRAPS, Trap};
use super::quotes::PRINTED;
use super::strings::{self, Quoted};
use super::values::{self, Names};

/// Brackets that are open.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// Each bracket with its place.
    open: Vec<(char, usize)>,
    /// The key that a value is awaited for, in the innermost braces.
    key: String,
    /// Whether that key was read.
    has_key: bool,
    /// Whether an entry or value begins here.
    is_fresh: bool,
    /// The column of what the outermost bracket belongs to.
    column: usize,
}

impl Flow {
    /// What is behind a key of this name, in this column.
    pub(super) fn behind(key: &str, column: usize) -> Self {
        Self {
            key: key.to_owned(),
            column,
            ..Self::default()
        }
    }

    /// Whether a bracket is still to be closed.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// The column of what it belongs to.
    pub(super) fn column(&self) -> usize {
        self.column
    }

    /// That the innermost bracket is never closed.
    pub(super) fn unclosed(&mut self) -> Option<Trap> {
        let (bracket, place) = self.open.pop()?;
        self.open.clear();
        Some(never_closed(bracket, place))
    }

    /// Reads on from one byte of a text to another, in a line; the byte behind what was read.
    pub(super) fn read(
        &mut self,
        text: &str,
        from: usize,
        to: usize,
        traps: &mut Vec<Trap>,
        names: &Names<'_>,
    ) -> usize {
        let mut at = from;
        while let Some(sign) = text.get(at..to).and_then(|rest| rest.chars().next()) {
            if traps.len() >= MAX_TRAPS {
                return to;
            }
            let after = at + sign.len_utf8();
            let is_doubled = text.get(at..to).is_some_and(|rest| rest.starts_with("{{"));
            at = match sign {
                ' ' | '\t' => after,
                '#' if text
                    .get(..at)
                    .is_some_and(|before| before.ends_with([' ', '\t'])) =>
                {
                    return to;
                }
                '{' | '[' if !(is_doubled && self.is_open()) => {
                    self.open.push((sign, at));
                    (self.is_fresh, self.has_key) = (true, false);
                    after
                }
                '}' | ']' => {
                    if let Some((bracket, place)) = self.open.pop()
                        && (bracket == '{') != (sign == '}')
                    {
                        traps.push(never_closed(bracket, place));
                        self.open.clear();
                    }
                    (self.is_fresh, self.has_key) = (false, false);
                    if !self.is_open() {
                        return after;
                    }
                    after
                }
                ',' => {
                    (self.is_fresh, self.has_key) = (true, false);
                    after
                }
                ':' => {
                    (self.is_fresh, self.has_key) = (true, true);
                    after
                }
                '"' | '\'' if self.is_fresh => match strings::read_in_flow(text, at, self.column) {
                    Quoted::Until(end) => {
                        self.is_fresh = false;
                        self.key = text.get(at + 1..end - 1).unwrap_or_default().to_owned();
                        // Where it goes on over lines, the reader of lines goes on behind it.
                        if end > to {
                            return end;
                        }
                        end
                    }
                    Quoted::Trapped(trap) => {
                        self.open.clear();
                        traps.push(trap);
                        return to;
                    }
                },
                _ => self.piece(text, at, to, traps, names),
            };
        }
        at
    }

    /// Reads an entry, a key or a value without quotes; the byte behind it.
    fn piece(
        &mut self,
        text: &str,
        at: usize,
        to: usize,
        traps: &mut Vec<Trap>,
        names: &Names<'_>,
    ) -> usize {
        self.is_fresh = false;
        let rest = text.get(at..to).unwrap_or_default();
        if let Some(end) = printed_with_comma(rest) {
            let written = rest.get(..end).unwrap_or_default();
            let why = "these are quotation marks of print, which do not keep a text with a comma together";
            let meant = written.trim_matches(PRINTED);
            traps.push(Trap {
                breaks: false,
                ..Trap::meaning(at..at + end, written, meant, why)
            });
            return at + end;
        }
        let length = length(rest, self.has_key || self.innermost() == Some('['));
        let written = rest.get(..length).unwrap_or_default().trim_end();
        let is_key = rest.get(length..).is_some_and(|rest| rest.starts_with(':'));
        if is_key {
            self.key = written.to_owned();
        }
        // A list of names keeps the key that it stands behind.
        if !is_key || values::begins_badly(written) {
            let trap = values::in_text(text, at..at + written.len(), &self.key, names);
            // In a list, it would be a map with one key.
            let is_silent = self.innermost() == Some('[') && written.contains(": ");
            traps.extend(trap.map(|trap| Trap {
                breaks: trap.breaks && !is_silent,
                ..trap
            }));
        }
        at + length.max(1)
    }

    fn innermost(&self) -> Option<char> {
        self.open.last().map(|(bracket, _)| *bracket)
    }
}

fn never_closed(bracket: char, place: usize) -> Trap {
    let (closing, what) = match bracket {
        '[' => (']', "list"),
        _ => ('}', "map"),
    };
    let problem =
        format!("this `{bracket}` is never closed; write `{closing}` where its {what} ends");
    Trap::breaking(place..place + 1, problem, None)
}

/// Where a text in printed quotation marks ends that has a comma in it.
fn printed_with_comma(rest: &str) -> Option<usize> {
    let mut signs = rest.char_indices();
    signs.next().filter(|(_, sign)| PRINTED.contains(sign))?;
    let (end, closing) = signs.find(|(_, sign)| PRINTED.contains(sign))?;
    let inner = rest.get(..end)?;
    inner.contains(',').then_some(end + closing.len_utf8())
}

/// Bytes of what has no quotes: to the next comma, bracket or colon; as a value, beyond colons and doubled braces, which
/// were meant to be read.
fn length(rest: &str, is_value: bool) -> usize {
    let mut place = 0;
    while let Some(from) = rest.get(place..).filter(|from| !from.is_empty()) {
        if from.starts_with("{{") {
            place += from.find("}}").map_or(from.len(), |end| end + 2);
            continue;
        }
        let before = rest.get(..place).unwrap_or_default();
        let sign = from.chars().next().unwrap_or_default();
        let behind = from.get(sign.len_utf8()..).unwrap_or_default();
        let is_spaced = behind.is_empty() || behind.starts_with([' ', ',', ']', '}']);
        match sign {
            ',' | ']' | '}' | '[' => return place,
            ':' if is_spaced && !(is_value && is_prose(before)) => return place,
            '#' if before.ends_with(' ') => return place,
            _ => place += sign.len_utf8(),
        }
    }
    rest.len()
}

/// Whether this is the beginning of a text, and no key.
pub(super) fn is_prose(before: &str) -> bool {
    before.contains(' ') || before.chars().next().is_some_and(char::is_uppercase)
}
