//! How measured numbers are written for people in each language, alike on every screen.

use super::Lang;

/// In front of what is less than nothing: as wide as a plus, and never taken for a dash or a range.
const MINUS: char = '\u{2212}';

impl Lang {
    /// Between the whole and the rest.
    fn decimal_mark(self) -> char {
        match self {
            Self::English => '.',
            Self::German => ',',
        }
    }

    /// Between thousands.
    fn thousands_mark(self) -> char {
        match self {
            Self::English => ',',
            Self::German => '.',
        }
    }

    /// A number with so many decimals.
    pub fn decimal(self, value: f64, decimals: usize) -> String {
        self.marked(without_sign_of_nothing(format!("{value:.decimals$}")))
    }

    /// The same with a sign in front of what is more than nothing, too.
    pub fn signed(self, value: f64, decimals: usize) -> String {
        self.marked(without_sign_of_nothing(format!("{value:+.decimals$}")))
    }

    /// A share in percent, with one decimal and without its sign.
    pub fn percent(self, share: f64) -> String {
        self.decimal(share * 100.0, 1)
    }

    /// A share in whole percent, without its sign.
    pub fn whole_percent(self, share: f64) -> String {
        self.decimal(share * 100.0, 0)
    }

    /// From one share to another, in percent, with one decimal and without its sign.
    pub fn percent_range(self, low: f64, high: f64) -> String {
        format!("{} – {}", self.percent(low), self.percent(high))
    }

    /// A count with its thousands set apart.
    pub fn count(self, n: usize) -> String {
        let digits = n.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(self.thousands_mark());
            }
            text.push(digit);
        }
        text
    }

    /// A number of bytes, in thousands of thousands, with one decimal.
    pub fn bytes(self, n: u64) -> String {
        format!("{} MB", self.decimal(n as f64 / 1e6, 1))
    }

    /// A loss in nats; one that has exploded, by its magnitude.
    pub fn loss(self, value: f64) -> String {
        match value.abs() < 10_000.0 {
            true => self.decimal(value, 4),
            false => self.marked(format!("{value:.1e}")),
        }
    }

    /// A number as Rust writes it, with this language's mark, and with a minus that is no hyphen.
    fn marked(self, text: String) -> String {
        let text = match text.strip_prefix('-') {
            Some(unsigned) => format!("{MINUS}{unsigned}"),
            None => text,
        };
        match self.decimal_mark() {
            '.' => text,
            mark => text.replace('.', &mark.to_string()),
        }
    }
}

/// What is shown as nothing is neither less nor more than nothing.
fn without_sign_of_nothing(text: String) -> String {
    let is_nothing = !text.contains(|digit| ('1'..='9').contains(&digit));
    match text.strip_prefix(['-', '+']) {
        Some(unsigned) if is_nothing => unsigned.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::Lang::{English, German};

    #[test]
    fn numbers_are_written_as_the_readers_of_a_language_write_them() {
        assert_eq!(
            [English, German].map(|lang| lang.percent(0.97654)),
            ["97.7", "97,7"]
        );
        assert_eq!(
            [English, German].map(|lang| lang.whole_percent(0.976)),
            ["98", "98"]
        );
        assert_eq!(
            [1.25, -0.5].map(|value| German.signed(value, 1)),
            ["+1,2", "−0,5"]
        );
        assert_eq!(
            [-0.0, -0.04, -0.06, 0.04].map(|value| English.decimal(value, 1)),
            ["0.0", "0.0", "−0.1", "0.0"]
        );
        assert_eq!(
            [-0.0, -0.04, -0.06, 0.04].map(|value| English.signed(value, 1)),
            ["0.0", "0.0", "−0.1", "0.0"]
        );
        assert_eq!(English.percent_range(0.5, 1.0), "50.0 – 100.0");
        assert_eq!(German.percent_range(0.5, 1.0), "50,0 – 100,0");
        assert_eq!(
            [0, 999, 1_000, 60_000, 1_234_567].map(|n| English.count(n)),
            ["0", "999", "1,000", "60,000", "1,234,567"]
        );
        assert_eq!(
            [999, 1_234_567].map(|n| German.count(n)),
            ["999", "1.234.567"]
        );
        assert_eq!(
            [0.5, 9_999.0, 2.1e29].map(|value| English.loss(value)),
            ["0.5000", "9999.0000", "2.1e29"]
        );
        assert_eq!(
            [0.5, 2.1e29].map(|value| German.loss(value)),
            ["0,5000", "2,1e29"]
        );
    }
}
