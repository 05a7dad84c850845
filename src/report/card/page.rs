//! A card as a page.

use super::Card;
use crate::base::terminal::printable;
use crate::report::{front_matter, html, markdown};
use crate::words::Words;

/// A page for the folder of a model: Markdown after what other programs read, in YAML.
///
/// # Errors
/// When that cannot be written as YAML.
pub fn as_markdown(card: &Card<'_>, words: Words) -> Result<String, serde_yaml::Error> {
    let front = front_matter::write(card)?;
    let page = markdown::write(&card.parts(words), words.lang);
    Ok(format!("---\n{}---\n\n{page}", printable(&front)))
}

/// One file for a browser.
pub fn as_html(card: &Card<'_>, words: Words) -> String {
    html::write(&card.parts(words), words.lang.code())
}
