//! Text that is put into HTML.

use pulldown_cmark_escape::escape_html;

/// A text in which nothing is taken for markup.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // Writing into a text cannot fail.
    let _ = escape_html(&mut escaped, text);
    escaped
}
