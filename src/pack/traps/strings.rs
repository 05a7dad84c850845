//! Texts in quotes: where they end, and what goes wrong in them.

use std::ops::Range;

use super::found::Trap;
use super::quotes::quoted;

/// What a text in quotes turned out to be.
pub(super) enum Quoted {
    /// It ends before this byte.
    Until(usize),
    /// It goes wrong; nothing more can be said of its line.
    Trapped(Trap),
}

/// The same between brackets, where a text that is never closed was meant to end before the next comma or bracket.
pub(super) fn read_in_flow(text: &str, at: usize, column: usize) -> Quoted {
    match read(text, at, column) {
        Quoted::Trapped(trap) if trap.problem.starts_with(NEVER_CLOSED) => {
            let written = text.get(trap.bytes.clone()).unwrap_or_default();
            let end = written.find([',', ']', '}']).unwrap_or(written.len());
            let written = written.get(..end).unwrap_or_default().trim_end();
            Quoted::Trapped(never_closed(at..at + written.len(), written))
        }
        read => read,
    }
}

const NEVER_CLOSED: &str = "this quote is never closed";

fn never_closed(bytes: Range<usize>, written: &str) -> Trap {
    let inner = written.trim_start_matches(['"', '\'']).trim_end();
    let problem = format!("{NEVER_CLOSED}; write {}", quoted(inner));
    Trap::breaking(bytes, problem, Some(quoted(inner)))
}

/// Signs behind a backslash in double quotes that mean something (YAML 1.2.2, 5.7).
const ESCAPES: &str = "0abt\tnvfre \"/\\N_LPxuU\n\r";

/// Reads the text whose opening quote stands at this byte; what it belongs to stands in this column.
pub(super) fn read(text: &str, at: usize, column: usize) -> Quoted {
    let rest = text.get(at..).unwrap_or_default();
    let Some(quote) = rest.chars().next() else {
        return Quoted::Until(at);
    };
    let first_line = at..at + rest.find(['\n', '\r']).unwrap_or(rest.len());
    let mut is_escaped = false;
    let mut signs = rest.char_indices().skip(1).peekable();
    while let Some((place, sign)) = signs.next() {
        if is_escaped {
            is_escaped = false;
            if !ESCAPES.contains(sign) {
                return wrong_escape(text, at, sign);
            }
        } else if sign == '\\' && quote == '"' {
            is_escaped = true;
        } else if sign == quote {
            match quote == '\'' && signs.next_if(|(_, next)| *next == '\'').is_some() {
                true => continue,
                false => return closed(text, at..at + place + quote.len_utf8(), first_line.end),
            }
        }
        if sign == '\n' && !goes_on(rest.get(place + 1..).unwrap_or_default(), column) {
            break;
        }
    }
    let written = text.get(first_line.clone()).unwrap_or_default();
    Quoted::Trapped(never_closed(first_line, written))
}

/// Whether a text in quotes can go on in the lines that begin here.
fn goes_on(rest: &str, column: usize) -> bool {
    let next = rest.lines().find(|line| !line.trim().is_empty());
    next.is_some_and(|line| line.len() - line.trim_start().len() > column)
}

/// A text in quotes, and whether its line goes on behind it.
fn closed(text: &str, bytes: Range<usize>, line_end: usize) -> Quoted {
    let Some(behind) = text.get(bytes.end..line_end) else {
        // It ends on another line.
        return Quoted::Until(bytes.end);
    };
    let next = behind.trim_start().chars().next();
    if matches!(next, None | Some(':' | ',' | ']' | '}' | '#')) {
        return Quoted::Until(bytes.end);
    }
    let whole = bytes.start
        ..bytes.start
            + text
                .get(bytes.start..line_end)
                .map_or(0, |line| line.trim_end().len());
    let written = text.get(whole.clone()).unwrap_or_default();
    let quote = written.get(..1).unwrap_or_default();
    let inner = written
        .strip_prefix(quote)
        .and_then(|rest| rest.strip_suffix(quote));
    let meant = inner.unwrap_or(written);
    let why = "the text goes on behind its closing quote, so all of it has to stand in quotes of the other kind";
    Quoted::Trapped(Trap::meaning(whole, written, meant, why))
}

fn wrong_escape(text: &str, at: usize, sign: char) -> Quoted {
    let rest = text.get(at + 1..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let inner = line.find('"').and_then(|end| line.get(..end));
    let problem = format!("`\\{sign}` means nothing in double quotes; ");
    let Some(inner) = inner else {
        let problem = problem + "put the text into single ones";
        return Quoted::Trapped(Trap::breaking(at..at + 1, problem, None));
    };
    let bytes = at..at + inner.len() + 2;
    let cure = format!("'{}'", inner.replace('\'', "''"));
    Quoted::Trapped(Trap::breaking(
        bytes,
        format!("{problem}write {cure}"),
        Some(cure),
    ))
}
