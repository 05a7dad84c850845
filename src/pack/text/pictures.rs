//! Pictures in a text: `![A wall with a house number](photos/wall.jpg)`.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// A picture that a text shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Where it stands in the text.
    pub bytes: Range<usize>,
    /// The file, as it is written.
    pub path: String,
    /// What stands under it, and is told of it where no picture can be shown.
    pub caption: String,
}

/// A text taken apart at its pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// Markdown between pictures, never blank.
    Text(&'a str),
    /// A picture.
    Picture(Shown),
}

/// The pictures of a Markdown text, in order.
pub fn pictures(text: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    if !text.contains("![") {
        return found;
    }
    let mut is_inside = false;
    for (event, bytes) in Parser::new(text).into_offset_iter() {
        match (event, is_inside) {
            (Event::Start(Tag::Image { dest_url, .. }), false) => {
                is_inside = true;
                found.push(Shown {
                    bytes,
                    path: dest_url.into_string(),
                    caption: String::new(),
                });
            }
            (Event::End(TagEnd::Image), _) => is_inside = false,
            (Event::Text(words) | Event::Code(words), true) => {
                if let Some(shown) = found.last_mut() {
                    shown.caption.push_str(&words);
                }
            }
            (Event::SoftBreak | Event::HardBreak, true) => {
                if let Some(shown) = found.last_mut() {
                    shown.caption.push(' ');
                }
            }
            _ => {}
        }
    }
    found
}

/// A text taken apart at its pictures.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut from = 0;
    let between = |bytes: Range<usize>| {
        let between = text.get(bytes).unwrap_or_default();
        (!between.trim().is_empty()).then_some(Part::Text(between))
    };
    for shown in pictures(text) {
        let Range { start, end } = shown.bytes.clone();
        parts.extend(between(from..start));
        parts.push(Part::Picture(shown));
        from = end;
    }
    parts.extend(between(from..text.len()));
    parts
}

/// The text with what is told of its pictures, by their captions, in their places.
pub fn told(text: &str, tell: impl Fn(&str) -> String) -> Cow<'_, str> {
    let shown = pictures(text);
    if shown.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut said = String::with_capacity(text.len());
    let mut from = 0;
    for Shown { bytes, caption, .. } in shown {
        said.push_str(text.get(from..bytes.start).unwrap_or_default());
        said.push_str(&tell(&caption));
        from = bytes.end;
    }
    said.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Look.\n\n![A *wall*, `7`](photos/wall.jpg)\n\nAnd ![]( b.png ) there.";

    #[test]
    fn pictures_are_found_with_their_captions_and_not_in_code() {
        let found = pictures(TEXT);
        let found: Vec<_> = found
            .iter()
            .map(|one| (&*one.path, &*one.caption))
            .collect();
        assert_eq!(found, [("photos/wall.jpg", "A wall, 7"), ("b.png", "")]);
        assert!(pictures("`![a](b.png)` and [a link](b.png)").is_empty());
    }

    #[test]
    fn a_text_is_taken_apart_and_told() {
        let parts = parts(TEXT);
        let texts = parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.trim()),
            Part::Picture(_) => None,
        });
        assert_eq!(texts.collect::<Vec<_>>(), ["Look.", "And", "there."]);
        let told = told(TEXT, |caption| format!("[{caption}]"));
        assert_eq!(told, "Look.\n\n[A wall, 7]\n\nAnd [] there.");
    }
}
