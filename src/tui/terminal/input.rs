//! What a terminal sends, in whatever pieces it comes, as events and replies.

use std::mem;

use crossterm::event::Event;
use terminput_crossterm::to_crossterm;

use super::replies::Reply;
use crate::tui::AppEvent;

/// The reply to a device status report (`CSI 5 n`, ECMA-48): it has come that far.
const DSR_REPLY: &[u8] = b"\x1b[0n";
const ESCAPE: u8 = 0x1b;
const BEL: u8 = 0x07;
const PASTE_BEGINS: &[u8] = b"\x1b[200~";
/// How replies begin that are control strings (ECMA-48: DCS, OSC, APC): to XTVERSION and other requests, of a
/// colour, of kitty's protocol. Nobody presses Alt and these one after the other.
const STRINGS: [&[u8]; 6] = [
    b"\x1bP>|", b"\x1bP!|", b"\x1bP0", b"\x1bP1", b"\x1b]1", b"\x1b_G",
];
/// How such strings end (ST).
const STRING_ENDS: &[u8] = b"\x1b\\";
/// Bytes of a sequence at most; nothing that is understood is longer.
const MAX_SEQUENCE_BYTES: usize = 64;
/// Bytes of a pasted text at most.
const MAX_PASTE_BYTES: usize = 16 * 1024;

/// Something that a terminal said.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    /// A key, the mouse, a paste.
    Event(AppEvent),
    /// It has drawn everything up to the question.
    Drawn,
    /// What it is, or can do.
    Reply(Reply),
}

/// Puts sequences together.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    begun: Vec<u8>,
}

impl Parser {
    /// What these bytes say. A last escape may be the key, or the beginning of a sequence: see
    /// [`Self::settle`].
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Vec<Said> {
        let mut said = Vec::new();
        for &byte in bytes {
            // Two escapes: the first was the key.
            if self.begun == [ESCAPE] && byte == ESCAPE {
                said.extend(self.settle());
            }
            self.begun.push(byte);
            if self.begun == [ESCAPE] {
                continue;
            }
            if self.begun == DSR_REPLY {
                said.push(Said::Drawn);
                self.begun.clear();
            } else if is_string(&self.begun) {
                let is_whole = self.begun.ends_with(STRING_ENDS) || byte == BEL;
                if is_whole || self.begun.len() >= MAX_SEQUENCE_BYTES {
                    let string = mem::take(&mut self.begun);
                    said.extend(Reply::parse(&string).map(Said::Reply));
                }
            } else if is_string(&self.begun[..self.begun.len() - 1]) && self.begun.len() > 2 {
                // Begun like one, but it was a key with Alt, and others after it.
                let begun = mem::take(&mut self.begun);
                let (key, rest) = begun.split_at(2);
                let key = terminput::Event::parse_from(key).ok().flatten();
                said.extend(key.and_then(understood));
                said.extend(self.feed(rest));
            } else if let Some(reply) = Reply::parse(&self.begun) {
                said.push(Said::Reply(reply));
                self.begun.clear();
            } else {
                said.extend(self.key());
            }
        }
        said
    }

    /// What has begun as a key, the mouse or a paste, if it is whole.
    fn key(&mut self) -> Option<Said> {
        let parsed = terminput::Event::parse_from(&self.begun);
        if let Ok(Some(event)) = parsed {
            self.begun.clear();
            return understood(event);
        }
        // What is not understood is passed over to its end, so that the rest of it is not taken for keys.
        let goes_on = match end_of_control_sequence(&self.begun) {
            None => parsed.is_ok(),
            Some(End::Open) => true,
            Some(End::Reached) => {
                let longer = [PASTE_BEGINS, b"\x1b[M", b"\x1b[["];
                parsed.is_ok() && longer.iter().any(|begins| self.begun.starts_with(begins))
            }
        };
        if !goes_on || self.begun.len() >= self.longest() {
            self.begun.clear();
        }
        None
    }

    /// Whether an escape waits for what follows.
    pub(crate) fn is_open(&self) -> bool {
        self.begun == [ESCAPE]
    }

    /// Nothing has followed: an escape that waits is the key.
    pub(crate) fn settle(&mut self) -> Option<Said> {
        if !self.is_open() {
            return None;
        }
        self.begun.clear();
        let escape = terminput::KeyEvent::new(terminput::KeyCode::Esc);
        understood(terminput::Event::Key(escape))
    }

    fn longest(&self) -> usize {
        match self.begun.starts_with(PASTE_BEGINS) {
            true => MAX_PASTE_BYTES,
            false => MAX_SEQUENCE_BYTES,
        }
    }
}

/// Whether these bytes begin a reply that is a control string, as far as they go.
fn is_string(bytes: &[u8]) -> bool {
    STRINGS.iter().any(|begins| {
        let known = begins.len().min(bytes.len());
        bytes[..known] == begins[..known]
    })
}

/// How far a control sequence has come (ECMA-48, 5.4).
enum End {
    Open,
    /// A paste, the mouse in its oldest form and some function keys go on behind it.
    Reached,
}

/// How far these bytes have come, if they are a control sequence.
fn end_of_control_sequence(bytes: &[u8]) -> Option<End> {
    let inside = bytes.strip_prefix(b"\x1b[")?;
    let is_final = |byte: &u8| (0x40..=0x7e).contains(byte);
    Some(match inside.iter().any(is_final) {
        true => End::Reached,
        false => End::Open,
    })
}

fn understood(event: terminput::Event) -> Option<Said> {
    let event = match to_crossterm(event).ok()? {
        Event::Key(key) => AppEvent::Key(key),
        Event::Mouse(mouse) => AppEvent::Mouse(mouse),
        Event::Paste(text) => AppEvent::Paste(text),
        _ => return None,
    };
    Some(Said::Event(event))
}

#[cfg(test)]
#[allow(clippy::panic, reason = "tests may fail")]
mod tests {
    use crossterm::event::{KeyCode, KeyModifiers};
    use proptest::prelude::*;

    use super::*;

    fn keys(said: &[Said]) -> Vec<(KeyCode, KeyModifiers)> {
        let keys = said.iter().filter_map(|said| match said {
            Said::Event(AppEvent::Key(key)) => Some((key.code, key.modifiers)),
            _ => None,
        });
        keys.collect()
    }

    #[test]
    fn keys_are_understood_however_they_are_cut() {
        let bytes = "a\x1b[Bé\r\x03\x1bP>|kitty(0.42.1)\x1b\\\x1b]11;rgb:ff/ff/ff\x07\x1b[?62;4c\x1b[<0;12;5M\x1b[0n\x1b[200~two words\x1b[201~Z".as_bytes();
        let whole = format!("{:?}", Parser::default().feed(bytes));
        for cut in 1..bytes.len() {
            let mut parser = Parser::default();
            let mut said = parser.feed(&bytes[..cut]);
            said.extend(parser.feed(&bytes[cut..]));
            assert_eq!(format!("{said:?}"), whole, "cut at {cut}");
        }
        let said = Parser::default().feed(bytes);
        let none = KeyModifiers::NONE;
        assert_eq!(
            keys(&said),
            [
                (KeyCode::Char('a'), none),
                (KeyCode::Down, none),
                (KeyCode::Char('é'), none),
                (KeyCode::Enter, none),
                (KeyCode::Char('c'), KeyModifiers::CONTROL),
                (KeyCode::Char('Z'), KeyModifiers::SHIFT),
            ]
        );
        assert!(said.iter().any(|said| matches!(said, Said::Drawn)));
        let replies = said.iter().filter_map(|said| match said {
            Said::Reply(reply) => Some(reply.clone()),
            _ => None,
        });
        let expected = [
            Reply::Name("kitty(0.42.1)".to_owned()),
            Reply::Ground([1.0; 3]),
            Reply::Attributes(vec![62, 4]),
        ];
        assert_eq!(replies.collect::<Vec<_>>(), expected);
        assert!(
            said.iter().any(
                |said| matches!(said, Said::Event(AppEvent::Paste(text)) if text == "two words")
            )
        );
        assert!(
            said.iter()
                .any(|said| matches!(said, Said::Event(AppEvent::Mouse(mouse))
            if (mouse.column, mouse.row) == (11, 4)))
        );
    }

    #[test]
    fn what_is_not_understood_types_nothing() {
        for unknown in [
            "\x1b[?1;2;3y",
            "\x1b[?2026;2$y",
            "\x1b[>0;1;2;3;4z",
            "\x1b_Gi=31;OK\x1b\\",
            "\x1bP1$r0m\x1b\\",
            "\x1b]10;rgb:00/00/00\x1b\\",
        ] {
            let said = Parser::default().feed(format!("{unknown}x").as_bytes());
            assert_eq!(
                keys(&said),
                [(KeyCode::Char('x'), KeyModifiers::NONE)],
                "{unknown:?}"
            );
        }
    }

    #[test]
    fn keys_with_alt_that_begin_like_replies_are_keys() {
        let said = Parser::default().feed(b"\x1bPa\x1b]b\x1b_c");
        let typed = keys(&said)
            .into_iter()
            .filter(|(_, held)| !held.contains(KeyModifiers::ALT));
        assert_eq!(
            typed.map(|(code, _)| code).collect::<Vec<_>>(),
            ['a', 'b', 'c'].map(KeyCode::Char)
        );
    }

    #[test]
    fn an_escape_after_which_nothing_comes_is_the_key() {
        let mut parser = Parser::default();
        assert!(parser.feed(b"\x1b").is_empty() && parser.is_open());
        let said: Vec<Said> = parser.settle().into_iter().collect();
        assert_eq!(keys(&said), [(KeyCode::Esc, KeyModifiers::NONE)]);
        assert!(parser.settle().is_none());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_hold_more_than_a_paste(
            pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..20)
        ) {
            let mut parser = Parser::default();
            for piece in pieces {
                parser.feed(&piece);
                prop_assert!(parser.begun.len() <= MAX_PASTE_BYTES);
            }
        }
    }
}
