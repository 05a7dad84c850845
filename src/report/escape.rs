//! Text that is put into HTML.

use pulldown_cmark_escape::escape_html;

/// A text in which nothing is taken for markup.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // Writing into a text cannot fail.
    let _ = escape_html(&mut escaped, text);
    escaped
}

/// The same in large letters: no line ends inside a range or before a percent sign.
pub(super) fn unbroken(text: &str) -> String {
    let text = escaped(text).replace(" %", "\u{a0}%");
    // Without the word joiner a line may still end behind the dash.
    text.replace(" – ", "\u{a0}–&#8288;\u{a0}")
}
