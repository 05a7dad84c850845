//! Text that is put into HTML.

use pulldown_cmark_escape::escape_html;

/// A text in which nothing is taken for markup, and in which no line ends inside a range or before a percent sign.
pub(super) fn escaped(text: &str) -> String {
    let text = text
        .replace(" %", "\u{a0}%")
        .replace(" – ", "\u{a0}–\u{a0}");
    let mut escaped = String::with_capacity(text.len());
    // Writing into a text cannot fail.
    let _ = escape_html(&mut escaped, &text);
    // Without the word joiner a line may still end behind the dash.
    escaped.replace("\u{a0}–\u{a0}", "\u{a0}–&#8288;\u{a0}")
}
