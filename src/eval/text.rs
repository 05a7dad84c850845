//! How measured numbers are written for people, alike on every screen and in every table.

use super::interval::Interval;

/// A share in percent, with one decimal.
pub fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

/// An interval in percent, with one decimal.
pub fn interval(interval: Interval) -> String {
    format!("{} – {}", percent(interval.low), percent(interval.high))
}

/// A count with its thousands set apart.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of epochs.
pub fn epochs(n: usize) -> String {
    match n {
        1 => "1 epoch".to_owned(),
        n => format!("{n} epochs"),
    }
}

/// A loss in nats; one that has exploded, by its magnitude.
pub fn loss(value: f64) -> String {
    if value.abs() < 10_000.0 {
        format!("{value:.4}")
    } else {
        format!("{value:.1e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!(percent(0.97654), "97.7");
        assert_eq!(
            interval(Interval {
                low: 0.5,
                high: 1.0
            }),
            "50.0 – 100.0"
        );
        assert_eq!(
            [0, 999, 1_000, 60_000, 1_234_567].map(count),
            ["0", "999", "1,000", "60,000", "1,234,567"]
        );
        assert_eq!(
            [0.5, 9_999.0, 2.1e29].map(loss),
            ["0.5000", "9999.0000", "2.1e29"]
        );
    }
}
