//! Characters that stand for others, and texts in YAML's own quotes.

/// Quotation marks of print, which are letters to YAML.
pub(super) const PRINTED: [char; 12] = ['“', '”', '„', '‟', '‘', '’', '‚', '‛', '«', '»', '‹', '›'];
/// Dashes that look like the hyphen before an entry of a list, with their names.
pub(super) const DASHES: [(char, &str); 7] = [
    ('–', "an en dash"),
    ('—', "an em dash"),
    ('−', "a minus sign"),
    ('‐', "a typographic hyphen"),
    ('‑', "a no-break hyphen"),
    ('•', "a bullet"),
    ('·', "a middle dot"),
];

/// The text in quotes, as YAML reads it back.
pub(in crate::pack) fn quoted(text: &str) -> String {
    match text.contains(['"', '\\']) {
        false => format!("\"{text}\""),
        true => format!("'{}'", text.replace('\'', "''")),
    }
}

/// What a character is called that nobody sees, or sees as a plain space.
pub(super) fn unseen(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{a0}' => "a no-break space",
        '\u{2007}' | '\u{202f}' => "a narrow no-break space",
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => "a space of another width",
        '\u{200b}' => "a zero-width space",
        '\u{200c}' | '\u{200d}' => "a zero-width joiner",
        '\u{2060}' => "a word joiner",
        '\u{feff}' => "a byte-order mark in the middle of a file",
        '\u{ad}' => "a soft hyphen",
        '\u{200e}' | '\u{200f}' => "a mark of the direction of writing",
        _ => return None,
    })
}

/// What takes an unseen character's place.
pub(super) fn seen(character: char) -> &'static str {
    match character {
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => "",
        _ => " ",
    }
}

/// A text without characters that nobody sees, and without printed quotation marks around it.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in text.chars() {
        match unseen(character) {
            Some(_) => plain.push_str(seen(character)),
            None => plain.push(character),
        }
    }
    plain.trim().trim_matches(PRINTED).to_owned()
}
