//! Text for a locale that knows no Unicode: each sign is replaced by the ASCII character that comes
//! nearest, and takes as many columns as before.

use std::borrow::Cow;
use std::env;
use std::io::{self, Stderr, Stdout, Write};
use std::str;

use unicode_width::UnicodeWidthChar;

/// Whether the characters of this process's locale are Unicode; where nothing is said, as on most systems
/// today, they are.
pub fn speaks_unicode() -> bool {
    is_unicode(|name| env::var(name).ok())
}

/// The same of any locale, by the variables that name it.
pub(crate) fn is_unicode(said: impl Fn(&'static str) -> Option<String>) -> bool {
    let set = |name: &&'static str| said(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(set);
    locale.is_none_or(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// A text in ASCII. What combines with the character before it goes.
pub(crate) fn replaced(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    for sign in text.chars() {
        let columns = match sign.is_ascii() {
            true => 1,
            false => sign.width().unwrap_or(0),
        };
        kept.extend(std::iter::repeat_n(nearest(sign), columns));
    }
    Cow::Owned(kept)
}

/// A text as this process's locale can show it.
pub fn shown(text: &str) -> Cow<'_, str> {
    match speaks_unicode() {
        true => Cow::Borrowed(text),
        false => replaced(text),
    }
}

/// An output whose text is replaced where the locale knows no Unicode. Everything that commands write goes
/// through one, but for screens.
pub struct Output<W> {
    inner: W,
    is_ascii: bool,
    /// A character that has not come whole yet.
    begun: Vec<u8>,
}

/// This process's standard output.
pub fn stdout() -> Output<Stdout> {
    Output::new(io::stdout(), !speaks_unicode())
}

/// This process's standard error.
pub fn stderr() -> Output<Stderr> {
    Output::new(io::stderr(), !speaks_unicode())
}

impl<W> Output<W> {
    fn new(inner: W, is_ascii: bool) -> Self {
        Self {
            inner,
            is_ascii,
            begun: Vec::new(),
        }
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_ascii {
            return self.inner.write(bytes);
        }
        self.begun.extend_from_slice(bytes);
        let last = self.begun.utf8_chunks().last();
        let rest = last.map_or(&[][..], |chunk| chunk.invalid());
        let is_begun = str::from_utf8(rest).is_err_and(|error| error.error_len().is_none());
        let whole = self.begun.len() - if is_begun { rest.len() } else { 0 };
        let text = String::from_utf8_lossy(&self.begun[..whole]);
        self.inner.write_all(replaced(&text).as_bytes())?;
        self.begun.drain(..whole);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The ASCII character that comes nearest; one that is ASCII stays.
pub(crate) fn nearest(sign: char) -> char {
    if sign.is_ascii() {
        return sign;
    }
    match sign {
        '─' | '╸' | '╌' | '–' | '—' | '−' => '-',
        '━' => '=',
        '│' | '┃' | '▏' | '▕' => '|',
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' => '+',
        '▸' | '→' | '▶' => '>',
        '◀' | '←' => '<',
        '↑' | '▲' => '^',
        '↓' | '▼' => 'v',
        '●' | '•' | '·' | '⠿' => '*',
        '◆' => '@',
        '◉' => '&',
        '╵' => '\'',
        '○' => 'o',
        '◐' => '%',
        '✓' => 'v',
        '✗' | '×' => 'x',
        '“' | '”' | '„' => '"',
        '’' | '‘' => '\'',
        '±' => '~',
        '…' => '.',
        '°' => 'o',
        'ä' => 'a',
        'ö' => 'o',
        'ü' => 'u',
        'Ä' => 'A',
        'Ö' => 'O',
        'Ü' => 'U',
        'ß' => 's',
        'é' | 'è' | 'ê' => 'e',
        '\u{a0}' => ' ',
        '▁' => '_',
        '▂' | '▃' => '.',
        '▅' | '▆' => '+',
        '▀' | '▄' | '▇' | '█' => '#',
        '░' => '.',
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_takes_as_many_columns_as_before() {
        assert_eq!(replaced("a – b “c” 5 ± 1 · █▌"), "a - b \"c\" 5 ~ 1 * #?");
        assert_eq!(replaced("e\u{301}数"), "e??");
        assert!(matches!(replaced("plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn a_character_that_comes_in_pieces_is_one_character() -> io::Result<()> {
        let mut out = Output::new(Vec::new(), true);
        for byte in "Ein „Ä“ – und".bytes() {
            out.write_all(&[byte])?;
        }
        out.write_all(b"\xff!")?;
        assert_eq!(String::from_utf8_lossy(&out.inner), "Ein \"A\" - und?!");
        let mut out = Output::new(Vec::new(), false);
        out.write_all("„Ä“".as_bytes())?;
        assert_eq!(out.inner, "„Ä“".as_bytes());
        Ok(())
    }

    #[test]
    fn a_locale_is_known_by_the_first_variable_that_says_something() {
        let speaks = |all: &[(&str, &str)]| {
            is_unicode(|name| {
                let found = all.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(speaks(&[]));
        assert!(speaks(&[("LC_ALL", ""), ("LANG", "de_DE.UTF-8")]));
        assert!(!speaks(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")]));
        assert!(!speaks(&[("LANG", "POSIX")]));
    }
}
