//! How commands write numbers: in English, as everything that they say.

use crate::base::Lang;
use crate::eval::Interval;

const LANG: Lang = Lang::English;

/// A share in percent, with one decimal.
pub(super) fn percent(share: f64) -> String {
    LANG.percent(share)
}

/// An interval of shares in percent.
pub(super) fn interval(interval: Interval) -> String {
    interval.percent(LANG)
}

/// A count with its thousands set apart.
pub(super) fn count(n: usize) -> String {
    LANG.count(n)
}

/// A loss in nats.
pub(super) fn loss(value: f64) -> String {
    LANG.loss(value)
}

/// A number of epochs.
pub(super) fn epochs(n: usize) -> String {
    match n {
        1 => "1 epoch".to_owned(),
        n => format!("{n} epochs"),
    }
}
