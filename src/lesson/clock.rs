//! How long ago something was, in words that need no time zone.

use crate::base::clock::unix_seconds;
use crate::say;
use crate::words::Words;

/// How long before now a moment (Unix seconds) was.
pub fn since(moment: u64, words: Words) -> String {
    ago(unix_seconds().saturating_sub(moment), words)
}

fn ago(seconds: u64, words: Words) -> String {
    let (id, n) = match seconds {
        0..60 => return say!(words, "just-now"),
        60..3_600 => ("minutes-ago", seconds / 60),
        3_600..86_400 => ("hours-ago", seconds / 3_600),
        _ => ("days-ago", seconds / 86_400),
    };
    say!(words, id, n = n)
}

#[cfg(test)]
mod tests {
    use super::ago;
    use crate::words::Words;

    #[test]
    fn a_moment_is_told_in_the_largest_whole_unit() {
        assert_eq!(ago(59, Words::default()), "just now");
        assert_eq!(ago(60, Words::default()), "1 minute ago");
        assert_eq!(ago(2 * 3_600 + 59, Words::default()), "2 hours ago");
        assert_eq!(ago(86_400, Words::default()), "1 day ago");
    }
}
