//! What several documents tell alike: when they were made, and what something that was said turned out to be.

use time::OffsetDateTime;
use time::format_description::well_known::{Iso8601, Rfc3339};

use crate::base::clock::unix_seconds;
use crate::eval::wilson;
use crate::lesson::tell::found;
use crate::lesson::{Answered, Outcome, Saved};
use crate::pack::Lesson;
use crate::say;
use crate::words::Words;

/// A lesson that was opened: its place in the pack, from 0, the lesson, and what is remembered of it.
pub(super) type Walked<'a> = (usize, &'a Lesson, &'a Saved);

/// When and by what a document was made, in the text with this id; none where the clock is wrong.
pub(super) fn made(id: &str, words: Words) -> Option<String> {
    let day = day(unix_seconds())?;
    let version = env!("CARGO_PKG_VERSION");
    Some(say!(words, id, day = day, version = version))
}

/// The day of a time in Unix seconds: `2026-11-27`.
pub(super) fn day(seconds: u64) -> Option<String> {
    let time = OffsetDateTime::from_unix_timestamp(i64::try_from(seconds).ok()?).ok()?;
    time.date().format(&Iso8601::DATE).ok()
}

/// A moment (Unix seconds) in UTC: `2026-11-27T12:00:00Z`; none that no calendar has.
pub(super) fn moment(seconds: u64) -> Option<String> {
    let time = OffsetDateTime::from_unix_timestamp(i64::try_from(seconds).ok()?).ok()?;
    time.format(&Rfc3339).ok()
}

/// What something turned out to be, with its interval and of how many pictures, where that is known.
pub(super) fn found_whole(answered: &Answered<'_>, words: Words) -> Option<String> {
    let mut is = found(answered, words)?;
    if let Some(Outcome::Number {
        percent,
        interval,
        n,
    }) = answered.outcome
    {
        // Of how many pictures is enough to know how sure a share can be.
        let over = |n: usize| wilson((percent / 100.0 * n as f64).round() as usize, n);
        let between = interval.or_else(|| n.map(over));
        if let Some(between) = between {
            is = format!("{is} ({})", between.percent(words.lang));
        }
        if let Some(n) = n {
            is = format!("{is}, n = {}", words.lang.count(*n));
        }
    }
    Some(is)
}
