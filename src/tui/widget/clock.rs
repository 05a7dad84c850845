//! How long ago something was, in words that need no time zone.

use crate::train::store::unix_seconds;

/// How long before now a moment (Unix seconds) was.
pub fn since(moment: u64) -> String {
    ago(unix_seconds().saturating_sub(moment))
}

fn ago(seconds: u64) -> String {
    let many = |n: u64, unit: &str| match n {
        1 => format!("1 {unit} ago"),
        n => format!("{n} {unit}s ago"),
    };
    match seconds {
        0..60 => "just now".to_owned(),
        60..3_600 => many(seconds / 60, "minute"),
        3_600..86_400 => many(seconds / 3_600, "hour"),
        _ => many(seconds / 86_400, "day"),
    }
}

#[cfg(test)]
mod tests {
    use super::ago;

    #[test]
    fn a_moment_is_told_in_the_largest_whole_unit() {
        assert_eq!(ago(59), "just now");
        assert_eq!(ago(60), "1 minute ago");
        assert_eq!(ago(2 * 3_600 + 59), "2 hours ago");
        assert_eq!(ago(86_400), "1 day ago");
    }
}
