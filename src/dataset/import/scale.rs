//! From an array's or table's numbers to pixels: which value is black and which is white, told in words, and never
//! wrapped around.

use super::error::Setting;
use super::request::ValueRange;

/// Values that are not all black, but of which the brightest is less than this of white, are on no scale that is known.
const BRIGHT: f64 = 0.5;
/// Values from -1 to 1 have ink and paper at the ends; those that keep well inside are on another scale.
const AT_THE_ENDS: f64 = -0.95;
/// Where the brightest of 255 is darker than this, it is told how it could be white.
const DARK: f64 = 128.0;

/// What the values of an array were seen to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) least: f64,
    pub(super) most: f64,
    /// Whether all of them are whole numbers.
    pub(super) whole: bool,
}

impl Seen {
    pub(super) const NOTHING: Self = Self {
        least: f64::INFINITY,
        most: f64::NEG_INFINITY,
        whole: true,
    };

    pub(super) fn see(&mut self, value: f64) {
        self.least = self.least.min(value);
        self.most = self.most.max(value);
        self.whole &= value.fract() == 0.0;
    }

    /// From the least to the most, or with zero where those are one.
    pub(super) fn range(self) -> ValueRange {
        let with_zero = self.least == self.most;
        ValueRange {
            black: if with_zero {
                self.least.min(0.0)
            } else {
                self.least
            },
            white: if with_zero {
                self.most.max(0.0)
            } else {
                self.most
            },
        }
    }
}

/// How values become pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale(ValueRange);

/// Values as bytes have them.
const BYTES: ValueRange = ValueRange {
    black: 0.0,
    white: 255.0,
};

impl Scale {
    /// The one that was asked for.
    pub(super) fn asked(range: ValueRange) -> Self {
        Self(range)
    }

    /// The values are pixels.
    pub(super) fn bytes() -> Self {
        Self(BYTES)
    }

    /// The scale of values of a kind, and what is told of it; none where no scale fits that one could be sure of.
    pub(super) fn of(
        seen: Seen,
        kind: &str,
        naming: fn(Setting, Option<&str>) -> String,
    ) -> Option<(Self, Option<String>)> {
        let Seen { least, most, whole } = seen;
        let range = |black, white| Self(ValueRange { black, white });
        if least >= 0.0 && (BRIGHT..=1.0).contains(&most) {
            let told = format!("the values ({kind}, 0 to 1) were multiplied by 255");
            return Some((range(0.0, 1.0), Some(told)));
        }
        if (-1.0..=AT_THE_ENDS).contains(&least) && (BRIGHT..=1.0).contains(&most) {
            let told = format!(
                "the values ({kind}, -1 to 1) were brought to 0 to 255: -1 is black, 1 is white"
            );
            return Some((range(-1.0, 1.0), Some(told)));
        }
        let is_black = least == 0.0 && most == 0.0;
        if is_black || least >= 0.0 && (1.0..=255.0).contains(&most) {
            let mut told = Vec::new();
            match (kind, whole) {
                ("uint8", _) => {}
                (_, true) => told.push(format!("the values ({kind}, 0 to 255) were kept")),
                (_, false) => told.push(format!(
                    "the values ({kind}, 0 to 255) were rounded to whole numbers"
                )),
            }
            if most < DARK && !is_black {
                told.push(format!(
                    "the brightest pixel is {most} of 255; with {} it is white",
                    naming(Setting::Range, Some(&format!("0..{most}")))
                ));
            }
            return Some((
                Self::bytes(),
                (!told.is_empty()).then(|| told.join(", and ")),
            ));
        }
        None
    }

    /// The pixel of a value; none where it lies outside.
    pub(super) fn pixel(self, value: f64) -> Option<u8> {
        let Self(ValueRange { black, white }) = self;
        let level = ((value - black) / (white - black) * 255.0).round();
        (0.0..=255.0).contains(&level).then_some(level as u8)
    }

    /// The values of black and white.
    pub(super) fn range(self) -> ValueRange {
        self.0
    }
}
