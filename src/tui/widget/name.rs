//! Names where there is little room: never cut to where one could be another.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Stands for what was left out.
const MORE: &str = "…";

/// A name in at most so many columns. Where it does not fit, whole words of it and `…`; characters, where no whole
/// word tells it from the others of its kind, among which it may be itself; its beginning and its end, where they
/// begin alike. Where even that does not help, as much of it as fits.
pub(crate) fn fitted<'a>(
    name: &str,
    columns: usize,
    all: impl IntoIterator<Item = &'a str>,
) -> String {
    if name.width() <= columns {
        return name.to_owned();
    }
    let others: Vec<&str> = all.into_iter().filter(|other| *other != name).collect();
    let room = columns.saturating_sub(MORE.width());
    let is_alone = |(head, tail): &(&str, &str)| {
        let is_like = |other: &&str| other.starts_with(*head) && other.ends_with(*tail);
        !head.is_empty() && !others.iter().any(is_like)
    };
    let words = beginnings(name, room).filter(|head| ends_a_word(name, head.len()));
    let heads = words.chain(beginnings(name, room)).map(|head| (head, ""));
    let parts = heads.chain(both_ends(name, room)).find(is_alone);
    let parts = parts.or_else(|| beginnings(name, room).next().map(|head| (head, "")));
    let (head, tail) = parts.unwrap_or_default();
    let shown = head.trim_end_matches(|sign: char| !sign.is_alphanumeric());
    let head = if shown.is_empty() { head } else { shown };
    match columns {
        0 => String::new(),
        _ => format!("{head}{MORE}{tail}"),
    }
}

/// The beginnings of a name that fit, the longest first.
fn beginnings(name: &str, columns: usize) -> impl Iterator<Item = &str> {
    let ends = name.char_indices().map(|(at, sign)| at + sign.len_utf8());
    let fitting: Vec<&str> = ends
        .filter_map(|end| name.get(..end))
        .take_while(|head| head.width() <= columns)
        .collect();
    fitting.into_iter().rev()
}

/// Whether a word of the name ends at this byte.
fn ends_a_word(name: &str, at: usize) -> bool {
    let (head, rest) = name.split_at_checked(at).unwrap_or((name, ""));
    let is_word = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
    is_word(head.chars().last()) && !is_word(rest.chars().next())
}

/// A beginning and an end of a name that fit together, those with the longest beginning first.
fn both_ends(name: &str, columns: usize) -> impl Iterator<Item = (&str, &str)> {
    beginnings(name, columns.saturating_sub(1)).map(move |head| {
        let mut left = columns.saturating_sub(head.width());
        let mut start = name.len();
        for (at, sign) in name.char_indices().rev() {
            let wide = sign.width().unwrap_or(0);
            if wide > left || at < head.len() {
                break;
            }
            left -= wide;
            start = at;
        }
        (head, name.get(start..).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOTHES: [&str; 4] = ["T-shirt/top", "Shirt", "Trouser", "Ankle boot"];

    fn cloth(name: &str, columns: usize) -> String {
        fitted(name, columns, CLOTHES)
    }

    #[test]
    fn what_fits_is_whole_and_what_does_not_is_whole_words() {
        assert_eq!(cloth("T-shirt/top", 11), "T-shirt/top");
        assert_eq!(cloth("T-shirt/top", 10), "T-shirt…");
        assert_eq!(cloth("Ankle boot", 8), "Ankle…");
        assert_eq!(cloth("Trouser", 5), "Trou…");
        assert_eq!(cloth("Shirt", 0), "");
    }

    #[test]
    fn no_name_is_cut_to_where_it_is_another() {
        // One word alone would be both of them.
        let hands = ["Pen strokes of writers", "Pen strokes of children"];
        assert_eq!(fitted(hands[0], 17, hands), "Pen strokes of w…");
        assert_eq!(fitted(hands[1], 12, hands), "Pen stroke…n");
        assert_eq!(fitted(hands[0], 12, hands), "Pen stroke…s");
    }
}
