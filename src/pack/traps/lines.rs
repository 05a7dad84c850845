//! Goes through a text line by line, as YAML's blocks are: past comments, quoted texts and texts that stand below a
//! `|`, in which nothing is a trap.

use std::ops::Range;

use super::flow::{Flow, is_prose};
use super::found::{MAX_TRAPS, Trap};
use super::quotes::{DASHES, PRINTED, plain, seen, unseen};
use super::strings::{self, Quoted};
use super::values::{self, Names};

/// The traps in a text.
pub(super) fn scan(text: &str) -> Vec<Trap> {
    let mut lines = Lines {
        text,
        names: Names::of(text),
        traps: Vec::new(),
        past: 0,
        block: None,
        flow: Flow::default(),
        awaits: None,
        entries: None,
    };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        if lines.traps.len() >= MAX_TRAPS {
            return lines.traps;
        }
        lines.line(start, end);
        start += line.len();
    }
    let unclosed = lines.flow.unclosed();
    lines.traps.extend(unclosed);
    lines.traps
}

/// A text that is being gone through.
struct Lines<'a> {
    text: &'a str,
    names: Names<'a>,
    traps: Vec<Trap>,
    /// What was gone through already, of the lines to come.
    past: usize,
    /// The column of what a text below a `|` belongs to.
    block: Option<usize>,
    /// Brackets that go on.
    flow: Flow,
    /// The key, and its column, whose value stands in the next line.
    awaits: Option<(&'a str, usize)>,
    /// The column of the last entry of a list.
    entries: Option<usize>,
}

impl<'a> Lines<'a> {
    fn piece(&self, bytes: Range<usize>) -> &'a str {
        self.text.get(bytes).unwrap_or_default()
    }

    fn line(&mut self, start: usize, end: usize) {
        let written = self.piece(start..end);
        if written.trim().is_empty() || start < self.past && end <= self.past {
            return;
        }
        let indent = written.len() - written.trim_start_matches(' ').len();
        if let Some(column) = self.block {
            if indent > column {
                return;
            }
            self.block = None;
        }
        if start < self.past {
            let past = self.past;
            if self.flow.is_open() {
                self.flow
                    .read(self.text, past, end, &mut self.traps, &self.names);
            }
            return;
        }
        if self.flow.is_open() {
            let is_another =
                indent <= self.flow.column() && !written.trim_start().starts_with([']', '}']);
            if !is_another {
                self.flow(start, end);
                return;
            }
            let unclosed = self.flow.unclosed();
            self.traps.extend(unclosed);
        }
        if written.trim_start().starts_with('#') {
            return;
        }
        let at = self.indentation(start, end);
        self.structure(at, at - start, end);
    }

    fn flow(&mut self, from: usize, to: usize) {
        self.past = self
            .flow
            .read(self.text, from, to, &mut self.traps, &self.names);
    }

    /// What stands in front of a line; the byte behind it.
    fn indentation(&mut self, start: usize, end: usize) -> usize {
        let mut at = start;
        for sign in self.piece(start..end).chars() {
            let name = match sign {
                ' ' => None,
                '\t' => Some("a tab"),
                sign => match unseen(sign) {
                    Some(name) => Some(name),
                    None => break,
                },
            };
            let bytes = at..at + sign.len_utf8();
            at = bytes.end;
            if let Some(name) = name {
                let (cure, told) = match sign {
                    '\t' => ("  ", "spaces, as many as its neighbours have"),
                    sign => match seen(sign) {
                        "" => ("", "nothing in its place"),
                        one => (one, "a plain one"),
                    },
                };
                let code = u32::from(sign);
                let problem = format!(
                    "{name} (U+{code:04X}) stands in front of the line, and YAML indents with spaces only; write {told}"
                );
                // Once a line is enough.
                let told = self
                    .traps
                    .last()
                    .is_some_and(|last| last.bytes.end == bytes.start);
                let trap = Trap::silent(bytes, problem, Some(cure.to_owned()));
                match told {
                    true => self.lengthen(&trap),
                    false => self.traps.push(trap),
                }
            }
        }
        at
    }

    fn lengthen(&mut self, trap: &Trap) {
        if let Some(last) = self.traps.last_mut() {
            last.bytes.end = trap.bytes.end;
            last.cure = last
                .cure
                .take()
                .zip(trap.cure.clone())
                .map(|(one, more)| one + &more);
        }
    }

    /// Entries, keys and values of a line, from its first sign on.
    fn structure(&mut self, from: usize, mut column: usize, end: usize) {
        let awaits = self.awaits.take();
        let mut at = from;
        let mut is_entry = false;
        while let Some(marker) = self.marker(at, column, end, awaits.is_some()) {
            is_entry = true;
            self.entries = Some(column);
            column += marker;
            at += marker;
        }
        let rest = self.piece(at..end).trim_end();
        let end = at + rest.len();
        if rest.is_empty() || rest.starts_with('#') {
            self.awaits = awaits.filter(|_| is_entry).or(self.awaits);
            return;
        }
        let owner = match awaits {
            Some((_, of)) if !is_entry => of,
            _ => column.saturating_sub(usize::from(is_entry)),
        };
        if rest.starts_with(['"', '\'']) {
            self.in_quotes(at, owner, column, end);
            return;
        }
        if rest.starts_with(['[', '{']) && !rest.starts_with("{{") {
            self.flow = Flow::behind(awaits.map_or("", |(key, _)| key), owner);
            self.flow(at, end);
            return;
        }
        match key_end(rest).filter(|_| !values::begins_badly(rest)) {
            Some(colon) => self.key(at, colon, column, end, is_entry),
            None if is_entry || awaits.is_some() => {
                let key = awaits.map_or("", |(key, _)| key);
                self.value(at, end, key, owner);
            }
            None => {}
        }
    }

    /// Bytes of the sign that begins an entry here, with what is behind it; none if there is none.
    fn marker(&mut self, at: usize, column: usize, end: usize, is_awaited: bool) -> Option<usize> {
        let rest = self.piece(at..end);
        let mut signs = rest.chars();
        let first = signs.next()?;
        let behind = signs.as_str();
        let gap = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
        if first == '-' && (behind.is_empty() || behind.starts_with(' ')) {
            return Some(1 + gap(behind));
        }
        let text = behind.trim_start_matches(|sign| sign == ' ' || unseen(sign).is_some());
        let is_listed = is_awaited || self.entries == Some(column);
        let is_meant = is_listed
            || key_end(text).is_some_and(|colon| is_key(text.get(..colon).unwrap_or_default()));
        let name = match first {
            '-' if behind.starts_with(char::is_alphabetic) && is_meant => {
                "a hyphen without a space behind it"
            }
            '-' if behind.chars().next().and_then(unseen).is_some() => {
                "a hyphen with no plain space behind it"
            }
            '*' if behind.starts_with(' ') && is_listed => "an asterisk",
            first if is_meant && !text.is_empty() => {
                DASHES.iter().find(|(dash, _)| *dash == first)?.1
            }
            _ => return None,
        };
        let length = rest.len() - text.len();
        let problem = format!(
            "{name} stands here, and an entry of a list begins with a hyphen and a space; write {}",
            shown_entry(text)
        );
        self.traps.push(Trap::silent(
            at..at + length,
            problem,
            Some("- ".to_owned()),
        ));
        Some(length)
    }

    /// A text in quotes, which may be a key.
    fn in_quotes(&mut self, at: usize, owner: usize, column: usize, end: usize) {
        match strings::read(self.text, at, owner) {
            Quoted::Trapped(trap) => self.traps.push(trap),
            Quoted::Until(close) if close > end => self.past = close,
            Quoted::Until(close) => {
                let behind = self.piece(close..end);
                if let Some(value) = behind.strip_prefix(':').map(str::trim_start) {
                    let name = self.piece(at + 1..close.saturating_sub(1));
                    self.behind(end - value.len(), end, name, column);
                }
            }
        }
    }

    /// A key, and what is behind it.
    fn key(&mut self, at: usize, colon: usize, column: usize, end: usize, is_entry: bool) {
        let key = self.piece(at..at + colon);
        let value = self.piece(at + colon + 1..end);
        let hidden = key
            .chars()
            .chain(value.chars().take(1))
            .find(|&sign| unseen(sign).is_some());
        let is_printed = key.starts_with(PRINTED) && key.ends_with(PRINTED);
        if is_entry && is_prose(key) && hidden.is_none() && !value.trim().is_empty() {
            let why = "a text with a colon and a space in it has to stand in quotes, since YAML takes what stands before for a key";
            let trap = Trap::unquoted(at..end, self.piece(at..end), why);
            self.traps.push(Trap {
                breaks: false,
                ..trap
            });
            return;
        }
        let gap = value.len()
            - value
                .trim_start_matches(|sign| sign == ' ' || unseen(sign).is_some())
                .len();
        let behind = at + colon + 1;
        let in_gap = value.chars().next().filter(|&sign| unseen(sign).is_some());
        let in_key = key.chars().find(|&sign| unseen(sign).is_some());
        let meant = plain(key);
        if let Some((name, sign)) = in_gap.and_then(|sign| Some((unseen(sign)?, sign))) {
            let code = u32::from(sign);
            let problem = format!(
                "{name} (U+{code:04X}) stands behind the key, which YAML takes for a letter; write `{meant}:` and a plain space"
            );
            let trap = Trap::silent(behind..behind + gap, problem, Some(" ".to_owned()));
            self.traps.push(trap);
        }
        if let Some((name, sign)) = in_key.and_then(|sign| Some((unseen(sign)?, sign))) {
            let code = u32::from(sign);
            let problem = format!(
                "{name} (U+{code:04X}) stands in this key, which YAML takes for a letter; write `{meant}:`"
            );
            let trap = Trap::silent(at..at + colon, problem, Some(meant));
            self.traps.push(trap);
        } else if is_printed {
            let problem =
                format!("YAML takes quotation marks of print for letters; write `{meant}:`");
            let trap = Trap::silent(at..at + colon, problem, Some(meant));
            self.traps.push(trap);
        }
        self.behind(at + colon + 1 + gap, end, key, column);
    }

    /// What is behind a key in this column.
    fn behind(&mut self, at: usize, end: usize, key: &'a str, column: usize) {
        let rest = self.piece(at..end);
        match rest.chars().next() {
            None | Some('#') => self.awaits = Some((key, column)),
            Some('"' | '\'') => match strings::read(self.text, at, column) {
                Quoted::Until(close) => self.past = close,
                Quoted::Trapped(trap) => self.traps.push(trap),
            },
            Some('[' | '{') if !rest.starts_with("{{") => {
                self.flow = Flow::behind(key, column);
                self.flow(at, end);
            }
            Some(_) => self.value(at, end, key, column),
        }
    }

    /// A text without quotes, which goes on in the lines that stand deeper than its owner.
    fn value(&mut self, at: usize, end: usize, key: &str, owner: usize) {
        let rest = self.piece(at..end);
        if is_block(rest) {
            self.block = Some(owner);
            return;
        }
        let is_alone = rest.starts_with(['&', '!']) && !rest.contains(' ');
        let mut close = at + cut_comment(rest).len();
        if !is_alone {
            let mut behind = end;
            for line in self.piece(end..self.text.len()).split_inclusive('\n') {
                let start = behind;
                behind += line.len();
                // The end of its own line.
                if start == end {
                    continue;
                }
                let indent = line.len() - line.trim_start().len();
                let body = line.trim();
                let is_key = key_end(body)
                    .is_some_and(|colon| is_key(body.get(..colon).unwrap_or_default()));
                if body.is_empty()
                    || indent <= owner
                    || body.starts_with("- ")
                    || is_key
                    || body.starts_with('#')
                {
                    break;
                }
                close = start + line.trim_end().len();
            }
        }
        self.past = self.past.max(close);
        if let Some(trap) = values::in_text(self.text, at..close, key, &self.names) {
            self.traps.push(trap);
        }
    }
}

/// A line's text without the comment behind it; one that begins with a sign has none: it was meant to be read.
fn cut_comment(text: &str) -> &str {
    match text.find(" #") {
        Some(at) if !values::begins_badly(text) => text.get(..at).unwrap_or(text).trim_end(),
        _ => text,
    }
}

/// Whether a text in the lines below is announced.
fn is_block(rest: &str) -> bool {
    let behind = rest.strip_prefix(['|', '>']);
    behind.is_some_and(|behind| {
        let behind = behind
            .trim_start_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, '+' | '-'));
        behind.is_empty() || behind.starts_with(" #") || behind.trim().is_empty()
    })
}

/// Where the colon of a key stands, if a line begins with a key.
fn key_end(rest: &str) -> Option<usize> {
    rest.match_indices(':').map(|(at, _)| at).find(|at| {
        let behind = rest.get(at + 1..).and_then(|behind| behind.chars().next());
        let before = rest.get(..*at).unwrap_or_default();
        match behind {
            None | Some(' ' | '\t') => true,
            // A space of another kind, behind what can only be a key.
            Some(sign) => unseen(sign).is_some() && is_key(&plain(before)),
        }
    })
}

/// Whether this is written as the keys of packs are.
fn is_key(text: &str) -> bool {
    let text = plain(text);
    !text.is_empty()
        && text
            .chars()
            .all(|sign| sign.is_ascii_lowercase() || sign == '_')
}

/// The beginning of an entry, as it is to be written.
fn shown_entry(text: &str) -> String {
    let start: String = text.chars().take(SHOWN).collect();
    match text.chars().count() > SHOWN {
        true => format!("`- {start}…`"),
        false => format!("`- {start}`"),
    }
}

/// Characters of an entry that are enough to know it by.
const SHOWN: usize = 24;
