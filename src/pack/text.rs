//! A text of a lesson, which says one thing on a screen and another to whoever reads line by line:
//! `Walk through them {{screen}}with ← →{{plain}}by their numbers{{end}}.` Either part may be missing.

use std::borrow::Cow;

use thiserror::Error;

use crate::base::closest;

/// How a learner has a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// On a full screen, with pictures, keys and a mouse.
    Screen,
    /// Line by line, read or heard.
    Plain,
}

/// What is wrong with the marks in a text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TextError {
    /// What looks like a mistyped mark.
    #[error("{{{{{0}}}}} means nothing; did you mean {{{{{1}}}}}?")]
    Unknown(String, &'static str),
    /// A mark where it cannot stand.
    #[error(
        "{{{{{0}}}}} cannot stand here; write {{{{screen}}}}…{{{{plain}}}}…{{{{end}}}}, and no such piece within another"
    )]
    Misplaced(&'static str),
    /// A piece without its end.
    #[error(
        "a piece that begins with {{{{{0}}}}} has no {{{{end}}}}; write it where the piece ends"
    )]
    Endless(&'static str),
}

/// The marks, as they are written.
const SCREEN: &str = "screen";
const PLAIN: &str = "plain";
const END: &str = "end";

/// The text as it is on a screen.
pub fn on_screen(text: &str) -> Cow<'_, str> {
    for_medium(text, Medium::Screen)
}

/// The text as it is read line by line.
pub fn in_plain(text: &str) -> Cow<'_, str> {
    for_medium(text, Medium::Plain)
}

/// A text with wrong marks, which no checked pack has, is shown as it is written.
fn for_medium(text: &str, medium: Medium) -> Cow<'_, str> {
    if !text.contains("{{") {
        return Cow::Borrowed(text);
    }
    read(text, medium).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The text as it is for this medium.
///
/// # Errors
/// When its marks cannot be understood.
pub fn read(text: &str, medium: Medium) -> Result<String, TextError> {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    // The piece that is open, and whom its present part is for.
    let mut open: Option<(&'static str, Medium)> = None;
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((mark, after)) = behind.split_once("}}") else {
            break;
        };
        if open.is_none_or(|(_, whom)| whom == medium) {
            said.push_str(before);
        }
        open = match (mark.trim(), open) {
            (SCREEN, None) => Some((SCREEN, Medium::Screen)),
            (PLAIN, None) => Some((PLAIN, Medium::Plain)),
            (PLAIN, Some((first, Medium::Screen))) => Some((first, Medium::Plain)),
            (END, Some(_)) => None,
            (SCREEN, _) => return Err(TextError::Misplaced(SCREEN)),
            (PLAIN, _) => return Err(TextError::Misplaced(PLAIN)),
            (END, None) => return Err(TextError::Misplaced(END)),
            (other, _) => match closest(other, [SCREEN, PLAIN, END].into_iter()) {
                Some(meant) => return Err(TextError::Unknown(other.to_owned(), meant)),
                // Braces of somebody else's.
                None => {
                    if open.is_none_or(|(_, whom)| whom == medium) {
                        said.push_str(&rest[before.len()..rest.len() - after.len()]);
                    }
                    open
                }
            },
        };
        rest = after;
        // A line that has gone leaves no empty one, which would end the paragraph.
        if open.is_none() && said.ends_with('\n') {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
    }
    match open {
        Some((first, _)) => Err(TextError::Endless(first)),
        None => {
            said.push_str(rest);
            Ok(said)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_medium_has_its_part_and_what_stands_around() {
        let text = "See them {{screen}}with ← →{{plain}}by number{{end}}.{{plain}} Listen.{{end}}";
        assert_eq!(on_screen(text), "See them with ← →.");
        assert_eq!(in_plain(text), "See them by number. Listen.");
        assert_eq!(
            in_plain("no marks, but { braces }"),
            "no marks, but { braces }"
        );
        assert_eq!(on_screen("{{ screen }}a{{ end }}b"), "ab");
        assert_eq!(in_plain("{{screen}}a{{end}}"), "");
        // Two braces that nothing closes are two braces, and what another tool means by them stays.
        assert_eq!(in_plain("a {{ b"), "a {{ b");
        assert_eq!(
            in_plain("`{{ user.name }}`{{plain}}, {{x}}{{end}}"),
            "`{{ user.name }}`, {{x}}"
        );
        assert_eq!(on_screen("{{plain}}{{x}}{{end}}."), ".");
    }

    #[test]
    fn a_part_that_is_left_out_with_its_line_does_not_end_the_paragraph() {
        let text = "One.\n{{screen}}Two.\n{{plain}}2.{{end}}\nThree.\n";
        assert_eq!(on_screen(text), "One.\nTwo.\nThree.\n");
        assert_eq!(in_plain(text), "One.\n2.\nThree.\n");
        assert_eq!(
            on_screen("One.\n{{plain}}2.{{end}}\nThree."),
            "One.\nThree."
        );
        // A paragraph's end stays one.
        assert_eq!(
            on_screen("{{screen}}One.\n{{plain}}1.{{end}}\n\nTwo."),
            "One.\n\nTwo."
        );
    }

    #[test]
    fn marks_that_cannot_be_understood_are_named() {
        let error = |text| {
            let error = read(text, Medium::Plain).err();
            error.map(|error| error.to_string()).unwrap_or_default()
        };
        for (text, told) in [
            ("{{sreen}}a{{end}}", "did you mean {{screen}}?"),
            ("a{{end}}", "{{end}} cannot stand here"),
            ("{{screen}}a", "{{screen}} has no {{end}}"),
            (
                "{{plain}}a{{screen}}b{{end}}",
                "{{screen}} cannot stand here",
            ),
            ("{{plain}}a{{plain}}b{{end}}", "{{plain}} cannot stand here"),
            (
                "{{screen}}a{{plain}}b{{plain}}c{{end}}",
                "{{plain}} cannot stand here",
            ),
        ] {
            let error = error(text);
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
