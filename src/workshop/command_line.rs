//! Lines of a conversation that are meant for the workshop, and not for the lesson.

/// What stands behind the word with which a line begins, in capital letters or not; none where it begins with something else.
pub(super) fn behind<'l>(line: &'l str, word: &str) -> Option<&'l str> {
    let line = line.trim();
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (first.to_lowercase() == word).then_some(rest.trim())
}

#[cfg(test)]
mod tests {
    use super::behind;

    #[test]
    fn a_word_is_whole_and_perhaps_all_there_is() {
        assert_eq!(behind(" Vote  2 ", "vote"), Some("2"));
        assert_eq!(behind("vote", "vote"), Some(""));
        assert_eq!(behind("voted 2", "vote"), None);
        assert_eq!(behind("2 vote", "vote"), None);
        assert_eq!(behind("", "vote"), None);
    }
}
