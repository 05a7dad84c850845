//! Text from outside (names, packs, files, keys) that is to be shown in a terminal: nothing in it may
//! steer the terminal, turn the order of what is read, or hide.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

const ESC: char = '\u{1b}';
const BEL: char = '\u{7}';
/// String terminator, as one character.
const ST: char = '\u{9c}';

/// Whether a character takes its place on a line and does nothing else: no control character, none that
/// changes the direction of writing, none without a width of its own. What combines with the character
/// before it (accents, the choice of a picture's look) is printable.
pub fn is_printable(character: char) -> bool {
    let steers = character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    let turns = matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    let hides = matches!(
        character,
        '\u{ad}'
            // What programs keep for themselves.
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    !(steers || turns || hides)
}

/// A text as it may be shown: without escape sequences and whatever else is not printable. Line ends and
/// tabs stay.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            ESC => skip_escape(&mut rest),
            // The same as ESC [, and as ESC with one of P X ] ^ _, in one character.
            '\u{9b}' => skip_control_sequence(&mut rest),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => skip_string(&mut rest),
            character if stays(character) => kept.push(character),
            _ => {}
        }
    }
    Cow::Owned(kept)
}

/// The same on one line: line ends and tabs are spaces.
pub fn printable_line(text: &str) -> String {
    printable(text).replace(['\n', '\t'], " ")
}

/// What is read at most of a message: what it is about, and, at its end, what to do.
const BEGINNING: usize = 600;
const END: usize = 300;

/// A message about something from outside, such as an error, as it may be shown: on one line, and without the
/// middle of what is longer than anybody reads.
pub fn message(text: &str) -> String {
    let line = printable_line(text);
    let count = line.chars().count();
    if count <= BEGINNING + END {
        return line;
    }
    let beginning = line.chars().take(BEGINNING);
    let end = line.chars().skip(count - END);
    beginning.chain("…".chars()).chain(end).collect()
}

fn stays(character: char) -> bool {
    matches!(character, '\n' | '\t') || is_printable(character)
}

/// Behind an ESC (ECMA-48, 5.3): a control sequence, a string, or a few characters.
fn skip_escape(rest: &mut Peekable<Chars<'_>>) {
    match rest.next_if(|next| matches!(next, '[' | ']' | 'P' | 'X' | '^' | '_')) {
        Some('[') => skip_control_sequence(rest),
        Some(_) => skip_string(rest),
        None => {
            while rest.next_if(|next| matches!(next, ' '..='/')).is_some() {}
            rest.next_if(|next| matches!(next, '0'..='~'));
        }
    }
}

/// Parameters, then what lies between, then one character that ends it (ECMA-48, 5.4).
fn skip_control_sequence(rest: &mut Peekable<Chars<'_>>) {
    while rest.next_if(|next| matches!(next, ' '..='?')).is_some() {}
    rest.next_if(|next| matches!(next, '@'..='~'));
}

/// A string for the terminal's own use ends with ST, with BEL as xterm has it, and here with the line:
/// what follows on the next one was meant to be read.
fn skip_string(rest: &mut Peekable<Chars<'_>>) {
    while let Some(character) = rest.next_if(|next| *next != '\n') {
        match character {
            BEL | ST => return,
            ESC => {
                rest.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_is_left_that_steers_turns_or_hides() {
        let cases = [
            (
                "plain ä 数 e\u{301} ⚠\u{fe0f}\n\tnext",
                "plain ä 数 e\u{301} ⚠\u{fe0f}\n\tnext",
            ),
            ("a\u{1b}[31;1mred\u{1b}[0m", "ared"),
            ("a\u{1b}]0;title\u{7}b\u{1b}]8;;http://x\u{1b}\\c", "abc"),
            ("a\u{1b}Pq#0\u{9c}b\u{9b}2Jc\u{9d}0;x\u{7}d", "abcd"),
            ("a\u{1b}(0b\u{1b}cc\u{1b}", "abc"),
            ("a\u{1b}]never ends\nb", "a\nb"),
            ("evil\u{202e}txt.exe \u{2066}x\u{2069}", "eviltxt.exe x"),
            (
                "zero\u{200b}\u{200d}\u{feff}\u{ad}width\r\u{8}\0",
                "zerowidth",
            ),
        ];
        for (text, shown) in cases {
            assert_eq!(printable(text), shown, "{text:?}");
        }
        assert_eq!(printable_line("a\tb\nc\u{1b}[A"), "a b c");
    }

    #[test]
    fn of_a_long_message_its_beginning_and_its_end_are_told() {
        assert_eq!(message("a\u{1b}[31m\nb"), "a b");
        let long = format!("no run {}; train one", "ü".repeat(3_000_000));
        let told = message(&long);
        assert_eq!(told.chars().count(), BEGINNING + 1 + END);
        assert!(told.starts_with("no run ü") && told.contains("ü…ü"));
        assert!(told.ends_with("ü; train one"));
        let short = "x".repeat(BEGINNING + END);
        assert_eq!(message(&short), short);
    }

    proptest! {
        #[test]
        fn whatever_comes_in_only_printable_characters_go_out(text in any::<String>()) {
            let shown = printable(&text);
            prop_assert!(shown.chars().all(stays));
            prop_assert_eq!(printable(&shown), shown.as_ref());
        }

        #[test]
        fn made_of_pieces_of_sequences_too(
            pieces in prop::collection::vec(
                prop_oneof![
                    Just("\u{1b}"), Just("["), Just("]"), Just("P"), Just("\u{9b}"), Just("\u{9c}"),
                    Just("\u{7}"), Just("\\"), Just("2J"), Just("a"), Just("\n"), Just("\u{202e}"),
                ],
                0..24,
            )
        ) {
            let text = pieces.concat();
            prop_assert!(printable(&text).chars().all(stays));
            prop_assert!(printable_line(&text).chars().all(is_printable));
        }

        #[test]
        fn what_is_printable_is_left_as_it_is(text in "[a-zA-Zäöüßéñ数字⚠ .,;:!?0-9\n]*") {
            prop_assert_eq!(printable(&text), text.as_str());
        }
    }
}
