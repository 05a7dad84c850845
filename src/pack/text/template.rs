//! A text taken apart: what is always shown, what hangs on the medium or on what was measured, and where
//! a figure stands.

use thiserror::Error;

use super::condition::{Condition, ConditionError, Reference, Test, is_meant};
use crate::base::closest;

/// What is wrong with the marks in a text.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum TextError {
    /// What looks like a mistyped mark.
    #[error("{{{{{0}}}}} means nothing; did you mean {{{{{1}}}}}?")]
    Unknown(String, &'static str),
    /// A mark where it cannot stand.
    #[error(
        "{{{{{0}}}}} cannot stand here; pieces are {{{{screen}}}}…{{{{plain}}}}…{{{{end}}}}, {{{{if …}}}}…{{{{else}}}}…{{{{end}}}} and {{{{cited …}}}}…{{{{end}}}}"
    )]
    Misplaced(String),
    /// A piece without its end.
    #[error(
        "a piece that begins with {{{{{0}}}}} has no {{{{end}}}}; write it where the piece ends"
    )]
    Endless(String),
    /// Braces that begin within braces.
    #[error("{{{{{0} has no }}}} before the next {{{{; write it where the mark ends")]
    Open(String),
    /// More pieces within one another than anybody can follow.
    #[error("{{{{{0}}}}} stands within {MOST_OPEN} other pieces; write pieces one after the other")]
    TooDeep(String),
    /// A piece that says where it has something from, without saying it.
    #[error(
        "{{{{cited}}}} does not say by whom; write the source, as in {{{{cited Geirhos 2020}}}}"
    )]
    NoSource,
    /// A figure or a condition that cannot be understood.
    #[error("in {{{{{0}}}}}: {1}")]
    Condition(String, ConditionError),
}

/// So many pieces may be open at once: more can nobody follow, and thousands would exhaust the stack.
const MOST_OPEN: usize = 8;

/// Letters of a mark that a message shows at most.
const SHOWN: usize = 40;

const SCREEN: &str = "screen";
const PLAIN: &str = "plain";
const END: &str = "end";
const ELSE: &str = "else";
const IF: &str = "if";
const CITED: &str = "cited";
const GUESS: &str = "guess";
const MARKS: [&str; 7] = [SCREEN, PLAIN, END, ELSE, IF, CITED, GUESS];

/// What such marks are called in other templates, and what they are here.
const ELSEWHERE: [(&str, &str); 9] = [
    ("elif", "else if …"),
    ("elseif", "else if …"),
    ("else-if", "else if …"),
    ("#if", "if …"),
    ("#else", "else"),
    ("/if", "end"),
    ("endif", "end"),
    ("end if", "end"),
    ("fi", "end"),
];

/// Whether a text is this, or begins with it.
fn is_begun(text: &str, by: &str) -> bool {
    let rest = text.get(by.len()..).unwrap_or_default();
    let head = text.get(..by.len()).unwrap_or_default();
    head.eq_ignore_ascii_case(by) && (rest.is_empty() || rest.starts_with(' '))
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    /// As it is written.
    Text(String),
    /// Braces of somebody else's, as they are written.
    Foreign(String),
    /// A figure, and how it is written.
    Figure(Reference, String),
    /// One thing on a screen, another read line by line.
    ByMedium(Vec<Piece>, Vec<Piece>),
    /// The first branch whose condition holds, or else the last one.
    Where(Vec<(Condition, Vec<Piece>)>, Vec<Piece>),
    /// What somebody else found, and where it stands.
    Cited(Vec<Piece>),
}

enum Mark {
    Screen,
    Plain,
    End,
    Else,
    ElseIf(Condition),
    If(Condition),
    Cited,
    Figure(Reference),
    /// Braces of somebody else's.
    Foreign,
}

fn mark(text: &str) -> Result<Mark, TextError> {
    let text = text.trim();
    if let Some((_, meant)) = ELSEWHERE
        .iter()
        .find(|(written, _)| is_begun(text, written))
    {
        return Err(TextError::Unknown(text.to_owned(), meant));
    }
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let condition = |rest: &str| -> Result<Condition, TextError> {
        let wrong = |error| TextError::Condition(text.to_owned(), error);
        rest.parse().map_err(wrong)
    };
    Ok(match (first, rest.trim()) {
        (SCREEN, "") => Mark::Screen,
        (PLAIN, "") => Mark::Plain,
        (END, "") => Mark::End,
        (ELSE, "") => Mark::Else,
        (ELSE, rest) if rest.split_whitespace().next() == Some(IF) => {
            Mark::ElseIf(condition(rest.strip_prefix(IF).unwrap_or(rest))?)
        }
        (IF, rest) => Mark::If(condition(rest)?),
        (CITED, "") => return Err(TextError::NoSource),
        (CITED, _) => Mark::Cited,
        _ if is_meant(text) => match text.parse() {
            Ok(reference) => Mark::Figure(reference),
            Err(error) => return Err(TextError::Condition(text.to_owned(), error)),
        },
        _ => match closest(text, MARKS.into_iter()) {
            Some(meant) => return Err(TextError::Unknown(text.to_owned(), meant)),
            None => Mark::Foreign,
        },
    })
}

/// What a row of pieces stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    ScreenPart,
    PlainPart,
    Branch,
    LastBranch,
    Citation,
}

/// What ended a row of pieces.
enum EndedBy {
    TheText,
    End,
    Plain,
    Else,
    ElseIf(Condition),
}

/// What is left to be taken apart.
struct Reader<'a> {
    rest: &'a str,
    /// How many pieces are open.
    open: usize,
}

impl Reader<'_> {
    /// A row of pieces, up to what ends it. `for_medium`: whether it is for one medium only.
    fn pieces(
        &mut self,
        inside: Inside,
        for_medium: bool,
    ) -> Result<(Vec<Piece>, EndedBy), TextError> {
        let mut pieces = Vec::new();
        loop {
            let found = self.rest.split_once("{{").and_then(|(before, behind)| {
                let (written, after) = behind.split_once("}}")?;
                Some((before, written, after))
            });
            let Some((before, written, after)) = found else {
                add(&mut pieces, self.rest);
                self.rest = "";
                return Ok((pieces, EndedBy::TheText));
            };
            add(&mut pieces, before);
            self.rest = after;
            let begun = written.trim();
            if let Some((open, _)) = written.split_once("{{") {
                let open: String = open.trim().chars().take(SHOWN).collect();
                return Err(TextError::Open(open));
            }
            let misplaced = || TextError::Misplaced(begun.to_owned());
            match (mark(written)?, inside) {
                (Mark::Foreign, _) => pieces.push(Piece::Foreign(format!("{{{{{written}}}}}"))),
                (Mark::Figure(reference), _) => {
                    pieces.push(Piece::Figure(reference, begun.to_owned()));
                }
                (Mark::End, Inside::Nothing) => return Err(misplaced()),
                (Mark::End, _) => return Ok((pieces, EndedBy::End)),
                (Mark::Plain, Inside::ScreenPart) => return Ok((pieces, EndedBy::Plain)),
                (Mark::Screen | Mark::Plain, _) if for_medium => return Err(misplaced()),
                (Mark::Screen, _) => pieces.push(self.by_medium(true, begun)?),
                (Mark::Plain, _) => pieces.push(self.by_medium(false, begun)?),
                (Mark::Else, Inside::Branch) => return Ok((pieces, EndedBy::Else)),
                (Mark::ElseIf(condition), Inside::Branch) => {
                    return Ok((pieces, EndedBy::ElseIf(condition)));
                }
                (Mark::Else | Mark::ElseIf(_), _) => return Err(misplaced()),
                (Mark::If(condition), _) => {
                    pieces.push(self.branches(condition, for_medium, begun)?);
                }
                (Mark::Cited, _) => match self.within(Inside::Citation, for_medium, begun)? {
                    (cited, EndedBy::End) => pieces.push(Piece::Cited(cited)),
                    _ => return Err(TextError::Endless(begun.to_owned())),
                },
            }
        }
    }

    /// The row of pieces inside of the piece that has just begun.
    fn within(
        &mut self,
        inside: Inside,
        for_medium: bool,
        begun: &str,
    ) -> Result<(Vec<Piece>, EndedBy), TextError> {
        self.open += 1;
        if self.open > MOST_OPEN {
            return Err(TextError::TooDeep(begun.to_owned()));
        }
        let found = self.pieces(inside, for_medium);
        self.open -= 1;
        found
    }

    fn by_medium(&mut self, is_screen: bool, begun: &str) -> Result<Piece, TextError> {
        let mut screen = Vec::new();
        if is_screen {
            let (part, ended) = self.within(Inside::ScreenPart, true, begun)?;
            screen = part;
            match ended {
                EndedBy::Plain => {}
                EndedBy::End => return Ok(Piece::ByMedium(screen, Vec::new())),
                _ => return Err(TextError::Endless(begun.to_owned())),
            }
        }
        match self.within(Inside::PlainPart, true, begun)? {
            (plain, EndedBy::End) => Ok(Piece::ByMedium(screen, plain)),
            _ => Err(TextError::Endless(begun.to_owned())),
        }
    }

    fn branches(
        &mut self,
        first: Condition,
        for_medium: bool,
        begun: &str,
    ) -> Result<Piece, TextError> {
        let mut branches = Vec::new();
        let mut condition = first;
        let otherwise = loop {
            let (pieces, ended) = self.within(Inside::Branch, for_medium, begun)?;
            let next = match ended {
                EndedBy::ElseIf(next) => Some(next),
                EndedBy::Else => None,
                EndedBy::End => {
                    branches.push((condition, pieces));
                    break Vec::new();
                }
                _ => return Err(TextError::Endless(begun.to_owned())),
            };
            branches.push((condition, pieces));
            match next {
                Some(next) => condition = next,
                None => match self.within(Inside::LastBranch, for_medium, begun)? {
                    (pieces, EndedBy::End) => break pieces,
                    _ => return Err(TextError::Endless(begun.to_owned())),
                },
            }
        };
        Ok(Piece::Where(branches, otherwise))
    }
}

fn add(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Text(before)) => before.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

/// A text taken apart.
///
/// # Errors
/// When its marks cannot be understood.
pub(crate) fn parse(text: &str) -> Result<Vec<Piece>, TextError> {
    let (pieces, _) = Reader {
        rest: text,
        open: 0,
    }
    .pieces(Inside::Nothing, false)?;
    Ok(pieces)
}

/// Everything that a text refers to.
pub(crate) fn references(pieces: &[Piece]) -> Vec<&Reference> {
    let mut found = Vec::new();
    walk(pieces, &mut |piece| match piece {
        Piece::Figure(reference, _) => found.push(reference),
        Piece::Where(branches, _) => {
            let tests = branches.iter().flat_map(|(condition, _)| &condition.all);
            found.extend(tests.filter_map(Test::about));
        }
        Piece::Text(_) | Piece::Foreign(_) | Piece::ByMedium(..) | Piece::Cited(_) => {}
    });
    found
}

/// Braces in a text that are none of ours.
pub(crate) fn foreign(pieces: &[Piece]) -> Vec<&str> {
    let mut found = Vec::new();
    walk(pieces, &mut |piece| {
        if let Piece::Foreign(written) = piece {
            found.push(written.as_str());
        }
    });
    found
}

/// Whether a text speaks of what was said beforehand.
pub(crate) fn speaks_of_guess(pieces: &[Piece]) -> bool {
    let is_figure = |piece: &Piece| matches!(piece, Piece::Figure(Reference::Guess, _));
    let mut found = false;
    walk(pieces, &mut |piece| {
        found |= is_figure(piece);
        if let Piece::Where(branches, _) = piece {
            found |= branches
                .iter()
                .any(|(condition, _)| condition.is_about_guess());
        }
    });
    found
}

/// Every condition in a text.
pub(crate) fn conditions(pieces: &[Piece]) -> Vec<&Condition> {
    let mut found = Vec::new();
    walk(pieces, &mut |piece| {
        if let Piece::Where(branches, _) = piece {
            found.extend(branches.iter().map(|(condition, _)| condition));
        }
    });
    found
}

/// The texts that are shown whatever is measured, and of which nobody says where they have them from.
pub(crate) fn bare(pieces: &[Piece]) -> Vec<&str> {
    let mut found = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => found.push(text.as_str()),
            Piece::ByMedium(screen, plain) => {
                found.extend(bare(screen));
                found.extend(bare(plain));
            }
            Piece::Foreign(_) | Piece::Figure(..) | Piece::Where(..) | Piece::Cited(_) => {}
        }
    }
    found
}

fn walk<'a>(pieces: &'a [Piece], visit: &mut impl FnMut(&'a Piece)) {
    for piece in pieces {
        visit(piece);
        match piece {
            Piece::Text(_) | Piece::Foreign(_) | Piece::Figure(..) => {}
            Piece::ByMedium(one, other) => {
                walk(one, visit);
                walk(other, visit);
            }
            Piece::Where(branches, otherwise) => {
                for (_, pieces) in branches {
                    walk(pieces, visit);
                }
                walk(otherwise, visit);
            }
            Piece::Cited(inside) => walk(inside, visit),
        }
    }
}
