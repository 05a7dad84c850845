//! What a name of a learner is: how it is kept, by what it is known again, and which ones look alike.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use unicode_security::skeleton;
use unicode_segmentation::UnicodeSegmentation;

/// Characters of a name at most.
pub const MAX_NAME_CHARS: usize = 24;
/// Code points of these at most: letters with several marks are longer than they look.
const MAX_NAME_CODE_POINTS: usize = 4 * MAX_NAME_CHARS;

/// By which progress is kept: however the name was typed, capital or small, composed or not.
pub(super) fn id(name: &str) -> String {
    composed(&name.to_lowercase())
}

fn composed(name: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(name)
        .into_owned()
}

/// What a name looks like: two names with the same can be taken for one another (Unicode Technical Standard 39, 4).
pub(in crate::workshop) fn looks(name: &str) -> String {
    skeleton(&id(name)).collect()
}

/// A name as it is kept: composed (NFC), without what stands around it, one space between its parts. None if it is no
/// name: empty, too long, or with anything but letters of any script, their marks, digits and what stands in names.
pub fn tidy(name: &str) -> Option<String> {
    let name = composed(&name.split_whitespace().collect::<Vec<_>>().join(" "));
    let belongs = |sign: char| {
        sign.is_alphanumeric() || is_combining_mark(sign) || " -_.,'’()·".contains(sign)
    };
    let is_name = name.chars().any(char::is_alphanumeric)
        && name.graphemes(true).count() <= MAX_NAME_CHARS
        && name.chars().count() <= MAX_NAME_CODE_POINTS
        // A mark belongs to a letter.
        && !name.starts_with(is_combining_mark)
        && name.chars().all(belongs);
    is_name.then_some(name)
}

/// Whether it stands on, in or around the sign before it: accents, vowel signs, joiners between letters.
fn is_combining_mark(sign: char) -> bool {
    // U+200C and U+200D join letters of Persian and of Indian scripts.
    let is_joiner = matches!(sign, '\u{200c}' | '\u{200d}');
    is_joiner
        || GeneralCategoryGroup::Mark.contains(CodePointMapData::<GeneralCategory>::new().get(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_people_are_called() {
        assert_eq!(tidy("  Ada   Lovelace "), Some("Ada Lovelace".to_owned()));
        assert_eq!(tidy("Jürgen O’Neil-3"), Some("Jürgen O’Neil-3".to_owned()));
        // However a keyboard composes them, and in every script.
        assert_eq!(tidy("Zoe\u{308}"), Some("Zoë".to_owned()));
        assert_eq!(id("ZOE\u{308}"), id("zoë"));
        for name in [
            "राहुल शर्मा",
            "Nguyễn, Văn (Anh)",
            "محمد",
            "می\u{200c}خواهم",
            "小林 さくら",
            "N\u{303}a",
        ] {
            assert!(tidy(name).is_some(), "{name}");
        }
        // What looks alike is told apart by whoever looks at it, so it has to be known to.
        assert_eq!(
            looks("Paul"),
            looks("Pаul"),
            "the second one is Cyrillic inside"
        );
        assert_ne!(looks("Paul"), looks("Saul"));
        for bad in [
            "",
            "   ",
            "-",
            "a\x1b[2J",
            "a/b",
            "x".repeat(25).as_str(),
            "a\u{202e}b",
            "\u{301}a",
        ] {
            assert_eq!(tidy(bad), None, "{bad:?}");
        }
    }
}
