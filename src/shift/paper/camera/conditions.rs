//! Under which conditions a photo is taken, by severity, and the steps that it goes through.

use std::fmt;

use crate::shift::Severity;

/// What the paper has printed on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Print {
    /// Nothing.
    Blank,
    /// Lines, 8 mm apart.
    Ruled,
    /// Squares of 5 mm.
    Squared,
}

/// Under which conditions a photo is taken. Each is fixed by the severity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditions {
    /// Width of the pen, mm, where a digit is 8 mm high.
    pub pen: f32,
    /// Width (at half its height) of the Gaussian by which ink runs into paper, mm.
    pub bleed: f32,
    /// Share of the ink that is missing where the pen skipped.
    pub skips: f32,
    /// Share of the light that the paper reflects.
    pub reflectance: f32,
    /// Standard deviation of the paper's texture, a share of white.
    pub texture: f32,
    /// What is printed.
    pub print: Print,
    /// Contrast of the print: the share of light that it takes.
    pub contrast: f32,
    /// The brightest light across the view over the darkest.
    pub gradient: f32,
    /// Share of light that is lost in the view's corners.
    pub vignette: f32,
    /// Opacity of the shadow.
    pub shadow: f32,
    /// Tilt of the page, degrees.
    pub tilt: f32,
    /// Pixels a millimetre.
    pub sampling: f32,
    /// Diameter of the disk into which a point is blurred (the circle of confusion), pixels.
    pub defocus: f32,
    /// Length of the way of a moving camera, pixels.
    pub motion: f32,
    /// Standard deviation of the noise at white.
    pub noise: f32,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
    /// Share of the digit that the crop cuts off.
    pub cut: f32,
    /// Paper between the digit and its neighbour, mm, where there is one.
    pub neighbour: Option<f32>,
}

impl Conditions {
    /// Those of a severity.
    pub fn at(severity: Severity) -> Self {
        use Print::{Blank, Ruled, Squared};
        Self {
            pen: severity.of([0.9, 0.7, 0.5, 0.4, 0.3]),
            bleed: severity.of([0.05, 0.1, 0.15, 0.2, 0.25]),
            skips: severity.of([0.0, 0.04, 0.08, 0.11, 0.15]),
            reflectance: severity.of([0.9, 0.86, 0.83, 0.79, 0.75]),
            texture: severity.of([0.005, 0.01, 0.016, 0.023, 0.03]),
            print: severity.of([Blank, Ruled, Ruled, Squared, Squared]),
            contrast: severity.of([0.0, 0.1, 0.3, 0.5, 0.8]),
            gradient: severity.of([1.1, 1.4, 1.8, 2.4, 3.0]),
            vignette: severity.of([0.02, 0.05, 0.1, 0.15, 0.2]),
            shadow: severity.of([0.1, 0.25, 0.4, 0.55, 0.7]),
            tilt: severity.of([0.0, 9.0, 18.0, 26.0, 35.0]),
            sampling: severity.of([14.0, 11.0, 9.0, 7.0, 5.0]),
            defocus: severity.of([0.0, 0.6, 1.2, 1.9, 2.5]),
            motion: severity.of([0.0, 1.2, 2.5, 3.8, 5.0]),
            noise: severity.of([0.005, 0.015, 0.03, 0.045, 0.06]),
            quality: severity.of([95, 85, 70, 50, 30]),
            cut: severity.of([0.0, 0.06, 0.12, 0.19, 0.25]),
            neighbour: severity.of([None, None, Some(2.0), Some(1.5), Some(1.0)]),
        }
    }
}

/// A step on the way from a pen to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The pen on ideal paper.
    Ink,
    /// Reflectance and texture.
    Paper,
    /// Printed lines.
    Print,
    /// Falling off to one side and to the corners.
    Light,
    /// The hand that holds the phone.
    Shadow,
    /// The page as a tilted camera sees it.
    Tilt,
    /// The pixels of the sensor.
    Sampling,
    /// Out of focus and moving.
    Blur,
    /// Photons and read-out.
    Noise,
    /// Compression with loss.
    Jpeg,
    /// What is cut out of the photo.
    Crop,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 11] = [
        Self::Ink,
        Self::Paper,
        Self::Print,
        Self::Light,
        Self::Shadow,
        Self::Tilt,
        Self::Sampling,
        Self::Blur,
        Self::Noise,
        Self::Jpeg,
        Self::Crop,
    ];

    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ink => "ink",
            Self::Paper => "paper",
            Self::Print => "print",
            Self::Light => "light",
            Self::Shadow => "shadow",
            Self::Tilt => "tilt",
            Self::Sampling => "sampling",
            Self::Blur => "blur",
            Self::Noise => "noise",
            Self::Jpeg => "JPEG",
            Self::Crop => "crop",
        }
    }

    /// What happens in it under these conditions, in a few words.
    pub(crate) fn about(self, with: &Conditions) -> String {
        let percent = |share: f32| (share * 1000.0).round() / 10.0;
        match self {
            Self::Ink => format!(
                "a pen of {} mm, run by {} mm, {} % skipped",
                with.pen,
                with.bleed,
                percent(with.skips)
            ),
            Self::Paper => format!(
                "reflects {} %, texture {} %",
                percent(with.reflectance),
                percent(with.texture)
            ),
            Self::Print => match with.print {
                Print::Blank => "blank paper".to_owned(),
                Print::Ruled => format!("lines every 8 mm, contrast {}", with.contrast),
                Print::Squared => format!("squares of 5 mm, contrast {}", with.contrast),
            },
            Self::Light => format!(
                "{} times as bright on one side, corners {} % darker",
                with.gradient,
                percent(with.vignette)
            ),
            Self::Shadow => format!("takes {} % of the light", percent(with.shadow)),
            Self::Tilt => format!("{} degrees", with.tilt),
            Self::Sampling => format!("{} pixels a millimetre", with.sampling),
            Self::Blur => format!(
                "{} px out of focus, {} px of motion",
                with.defocus, with.motion
            ),
            Self::Noise => format!("{} % at white", percent(with.noise)),
            Self::Jpeg => format!("quality {}", with.quality),
            Self::Crop => format!("{} % of the digit cut off", percent(with.cut)),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
