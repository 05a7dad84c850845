//! What a client's terminal sends, in whatever pieces it comes, as events.

use crossterm::event::Event;
use terminput_crossterm::to_crossterm;

use crate::tui::AppEvent;

/// The reply to a device status report (`CSI 5 n`, ECMA-48): it has come that far.
const DSR_REPLY: &[u8] = b"\x1b[0n";
/// Around what a terminal answers that is asked which one it is (XTVERSION): a control string (ECMA-48:
/// DCS, ST).
const XTVERSION_BEGINS: &[u8] = b"\x1bP>|";
const XTVERSION_ENDS: &[u8] = b"\x1b\\";
const ESCAPE: u8 = 0x1b;
const PASTE_BEGINS: &[u8] = b"\x1b[200~";
/// Bytes of a sequence at most; nothing that is understood is longer.
const MAX_SEQUENCE_BYTES: usize = 64;
/// Bytes of a pasted text at most.
const MAX_PASTE_BYTES: usize = 16 * 1024;

/// Something that a terminal said.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// A key, the mouse, a paste.
    Event(AppEvent),
    /// It has drawn everything up to the question.
    Drawn,
    /// What it calls itself.
    Name(String),
}

/// Puts sequences together.
#[derive(Debug, Default)]
pub(super) struct Parser {
    begun: Vec<u8>,
}

impl Parser {
    /// What these bytes say. A last escape may be the key, or the beginning of a sequence: see
    /// [`Self::settle`].
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Said> {
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
                continue;
            }
            // Nobody presses Alt, Shift and P, which begin the same.
            if XTVERSION_BEGINS
                .starts_with(&self.begun[..self.begun.len().min(XTVERSION_BEGINS.len())])
            {
                if let Some(name) = self.begun.strip_prefix(XTVERSION_BEGINS)
                    && let Some(name) = name.strip_suffix(XTVERSION_ENDS)
                {
                    said.push(Said::Name(String::from_utf8_lossy(name).into_owned()));
                    self.begun.clear();
                } else if self.begun.len() >= MAX_SEQUENCE_BYTES {
                    self.begun.clear();
                }
                continue;
            }
            match terminput::Event::parse_from(&self.begun) {
                Ok(Some(event)) => {
                    said.extend(understood(event));
                    self.begun.clear();
                }
                Ok(None) if self.begun.len() < self.longest() => {}
                Ok(None) | Err(_) => self.begun.clear(),
            }
        }
        said
    }

    /// Whether an escape waits for what follows.
    pub(super) fn is_open(&self) -> bool {
        self.begun == [ESCAPE]
    }

    /// Nothing has followed: an escape that waits is the key.
    pub(super) fn settle(&mut self) -> Option<Said> {
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
        let bytes = "a\x1b[Bé\r\x03\x1bP>|kitty(0.42.1)\x1b\\\x1b[<0;12;5M\x1b[0n\x1b[200~two words\x1b[201~Z".as_bytes();
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
        let name = |said: &Said| matches!(said, Said::Name(name) if name == "kitty(0.42.1)");
        assert!(said.iter().any(name));
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
