//! The fifteen corruptions of MNIST-C (Mu and Gilmer 2019), by the definitions and parameters of its
//! authors' program. It kept no seeds: these are pictures of the same kind, not the same pictures.
//!
//! Lengths are given for 28x28 and grow with the shorter side. What is defined for grey pictures only
//! does the same to each channel of a colour picture, unless said otherwise.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal, Poisson};

use super::blur::{gaussian_blur, gaussian_blur_down, motion_blur as blurred_along};
use super::canny::canny;
use super::canvas::Canvas;
use super::corruption::{Corruption, Family, Severity};
use super::line;
use super::plasma::plasma;
use super::warp::{Beyond, warp};

const SOURCE: &str =
    "Mu and Gilmer 2019, arXiv:1906.02337; google-research/mnist-c, corruptions.py";

/// What most of the fifteen have in common: graded, free for training.
const fn entry(name: &'static str, default: u8, apply: Apply) -> Corruption {
    Corruption {
        name,
        family: Family::MnistC,
        about: "",
        parameters: "",
        source: SOURCE,
        graded: true,
        default: Severity(default),
        evaluation_only: false,
        apply,
    }
}

type Apply = fn(&Canvas, Severity, &mut ChaCha8Rng) -> Canvas;

/// In the registry's order.
pub(super) const CORRUPTIONS: &[Corruption] = &[
    Corruption {
        about: "the grain of a picture taken with little light",
        parameters: "Poisson(x c) / c, c = 60 25 12 5 3",
        ..entry("shot_noise", 5, shot_noise)
    },
    Corruption {
        about: "pixels that are white or black at random",
        parameters: "a share of .03 .06 .09 .17 .27 of the values, half of it 1 and half 0",
        ..entry("impulse_noise", 4, impulse_noise)
    },
    Corruption {
        about: "seen through rough glass",
        parameters: "sigma .7 .9 1 1.1 1.5 px before and after, down the columns only, as the authors' \
                     program blurs a grey picture; swaps of up to 1 2 2 3 4 px, p 1/2, 2 1 3 2 2 times \
                     over",
        ..entry("glass_blur", 1, glass_blur)
    },
    Corruption {
        about: "smeared along a line, to one side",
        parameters: "radius 10 15 15 15 20 px, sigma 3 5 8 12 15 px, angle uniform in 45 degrees \
                     either way, edges continued; on digits, 4 and 5 change as much",
        ..entry("motion_blur", 1, motion_blur)
    },
    Corruption {
        about: "slanted to the left or the right",
        parameters: "angle .2 .4 .6 .8 1 radians about the centre, random sign; rows keep their \
                     length, so that the picture grows taller by 1/cos(angle)",
        ..entry("shear", 2, shear)
    },
    Corruption {
        about: "smaller, about the centre",
        parameters: "factor .9 .8 .7 .6 .5",
        ..entry("scale", 3, scale)
    },
    Corruption {
        about: "turned about the centre",
        parameters: "angle .2 .4 .6 .8 1 radians, random sign",
        ..entry("rotate", 2, rotate)
    },
    Corruption {
        about: "everything brighter by the same amount, black included",
        parameters: "HSV value + .1 .2 .3 .4 .5",
        ..entry("brightness", 5, brightness)
    },
    Corruption {
        about: "moved along both axes",
        parameters: "1 2 3 4 5 px on each axis, random signs, whole pixels",
        ..entry("translate", 3, translate)
    },
    Corruption {
        about: "clouds of fog in front",
        parameters: "(x + c plasma) max / (max + c), c = 1.5 2 2.5 2.5 3, plasma decay 2 2 1.7 1.5 \
                     1.4; on digits, 3 and 4 change as much",
        ..entry("fog", 5, fog)
    },
    Corruption {
        about: "dark grey drops over it",
        parameters: "normal noise of mean .65 .65 .65 .65 .67 and deviation .3 .3 .3 .3 .4, blurred \
                     by sigma 4 3 2 1 1 px, above .69 .68 .68 .65 .65, blurred again by .6 .6 .5 1.5 \
                     1.5 px, from .8; colour 63/255; not in order: on digits, 3 changes the most",
        evaluation_only: true,
        ..entry("spatter", 4, spatter)
    },
    Corruption {
        about: "the left and the right quarter as a negative",
        parameters: "columns 0 to 6 and 21 to 27 of 28",
        graded: false,
        ..entry("stripe", 1, stripe)
    },
    Corruption {
        about: "a dotted line across",
        parameters: "from a random row on the left to one on the right; 2 px of line, 2 px of gap",
        graded: false,
        ..entry("dotted_line", 1, dotted_line)
    },
    Corruption {
        about: "a zigzag across",
        parameters: "teeth of 2 px from column 2 to 25 of 28, from a random row to one 5 above to 4 \
                     below",
        graded: false,
        ..entry("zigzag", 1, zigzag)
    },
    Corruption {
        about: "nothing but its outlines",
        parameters: "Canny's method: sigma 1 px, thresholds .1 and .2; a colour picture's edges are \
                     those of its luminance",
        graded: false,
        ..entry("canny_edges", 1, canny_edges)
    },
];

fn shot_noise(canvas: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let photons = severity.of([60.0, 25.0, 12.0, 5.0, 3.0f32]);
    // No light, no photons: the distribution begins above 0.
    canvas.each(|value| match Poisson::new(value * photons) {
        Ok(counts) => counts.sample(random) / photons,
        Err(_) => 0.0,
    })
}

fn impulse_noise(canvas: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let share = severity.of([0.03, 0.06, 0.09, 0.17, 0.27f32]);
    canvas.each(|value| match random.random::<f32>() {
        salt if salt < share / 2.0 => 1.0,
        pepper if pepper < share => 0.0,
        _ => value,
    })
}

fn glass_blur(canvas: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    glass(canvas, severity, random, gaussian_blur_down)
}

/// Rough glass, before and behind which it is blurred in the way given: the deviation is in pixels.
pub(super) fn glass(
    canvas: &Canvas,
    severity: Severity,
    random: &mut ChaCha8Rng,
    blurred: fn(&Canvas, f32) -> Canvas,
) -> Canvas {
    let (sigma, reach, times) = severity.of([
        (0.7, 1.0, 2),
        (0.9, 2.0, 1),
        (1.0, 2.0, 3),
        (1.1, 3.0, 2),
        (1.5, 4.0, 2),
    ]);
    let unit = canvas.unit();
    let sigma = sigma * unit;
    let reach = whole(reach * unit).max(1);
    // The original goes through bytes here, and cuts where it could round.
    let steps = |value: f32| (value * 255.0).clamp(0.0, 255.0).floor() / 255.0;
    let mut glass = blurred(canvas, sigma).each(steps);
    let (width, channels) = (glass.width(), glass.channels());
    for _ in 0..times {
        for y in (reach + 1..=glass.height().saturating_sub(reach)).rev() {
            for x in (reach + 1..=width.saturating_sub(reach)).rev() {
                if random.random_bool(0.5) {
                    let mut other = |at: usize| at - reach + random.random_range(0..2 * reach);
                    let other = (other(x), other(y));
                    for channel in 0..channels {
                        let at = |x: usize, y: usize| (y * width + x) * channels + channel;
                        glass.values_mut().swap(at(x, y), at(other.0, other.1));
                    }
                }
            }
        }
    }
    blurred(&glass, sigma)
}

/// A length in whole pixels.
fn whole(length: f32) -> usize {
    length.round() as usize
}

fn motion_blur(canvas: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let (radius, sigma) = severity.of([
        (10.0, 3.0),
        (15.0, 5.0),
        (15.0, 8.0),
        (15.0, 12.0),
        (20.0, 15.0),
    ]);
    let angle = random.random_range(-45.0f32..45.0).to_radians();
    let unit = canvas.unit();
    blurred_along(canvas, radius * unit, sigma * unit, angle)
}

/// 1 or -1.
fn sign(random: &mut ChaCha8Rng) -> f32 {
    if random.random_bool(0.5) { 1.0 } else { -1.0 }
}

/// Warped about its centre.
fn about_centre(canvas: &Canvas, from: impl Fn(f32, f32) -> (f32, f32)) -> Canvas {
    let (cx, cy) = canvas.centre();
    warp(canvas, Beyond::usual(canvas), |x, y| {
        let (x, y) = from(x - cx, y - cy);
        (x + cx, y + cy)
    })
}

/// By the meaning that a shear had in scikit-image in 2019: the angle by which columns turn.
fn shear(canvas: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let angle = severity.of([0.2, 0.4, 0.6, 0.8, 1.0]) * sign(random);
    let (sine, cosine) = f32::sin_cos(angle);
    about_centre(canvas, |x, y| (x - sine * y, cosine * y))
}

fn scale(canvas: &Canvas, severity: Severity, _: &mut ChaCha8Rng) -> Canvas {
    let factor = severity.of([0.9, 0.8, 0.7, 0.6, 0.5]);
    about_centre(canvas, |x, y| (x / factor, y / factor))
}

fn rotate(canvas: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let angle = severity.of([0.2, 0.4, 0.6, 0.8, 1.0]) * sign(random);
    let (sine, cosine) = f32::sin_cos(angle);
    about_centre(canvas, |x, y| {
        (cosine * x - sine * y, sine * x + cosine * y)
    })
}

/// The value in HSV is a pixel's largest channel; hue and saturation stay where the channels keep
/// their proportions. Black becomes grey.
fn brightness(canvas: &Canvas, severity: Severity, _: &mut ChaCha8Rng) -> Canvas {
    let more = severity.of([0.1, 0.2, 0.3, 0.4, 0.5]);
    let mut brighter = canvas.clone();
    let channels = canvas.channels().max(1);
    for pixel in brighter.values_mut().chunks_exact_mut(channels) {
        let value = pixel.iter().fold(0.0f32, |most, &value| most.max(value));
        let raised = (value + more).clamp(0.0, 1.0);
        for channel in pixel {
            *channel = if value > 0.0 {
                *channel / value * raised
            } else {
                raised
            };
        }
    }
    brighter
}

fn translate(canvas: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let by = (severity.of([1.0, 2.0, 3.0, 4.0, 5.0]) * canvas.unit()).round();
    let (dx, dy) = (by * sign(random), by * sign(random));
    warp(canvas, Beyond::usual(canvas), |x, y| (x + dx, y + dy))
}

fn fog(canvas: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let (thick, decay) = severity.of([(1.5, 2.0), (2.0, 2.0), (2.5, 1.7), (2.5, 1.5), (3.0, 1.4)]);
    let clouds = plasma(canvas, decay, random);
    let most = canvas
        .values()
        .iter()
        .fold(0.0f32, |most, &value| most.max(value));
    let channels = canvas.channels();
    let mut foggy = canvas.clone();
    let pixels = foggy.values_mut().chunks_exact_mut(channels.max(1));
    for (pixel, cloud) in pixels.zip(clouds.values()) {
        for value in pixel {
            *value = ((*value + thick * cloud) * most / (most + thick)).clamp(0.0, 1.0);
        }
    }
    foggy
}

/// How bright a drop is.
const MUD: f32 = 63.0 / 255.0;
/// What covers less than this, after the second blur, leaves no trace.
const THIN: f32 = 0.8;

fn spatter(canvas: &Canvas, severity: Severity, random: &mut ChaCha8Rng) -> Canvas {
    let (mean, deviation, sigma, threshold, soft) = severity.of([
        (0.65, 0.3, 4.0, 0.69, 0.6),
        (0.65, 0.3, 3.0, 0.68, 0.6),
        (0.65, 0.3, 2.0, 0.68, 0.5),
        (0.65, 0.3, 1.0, 0.65, 1.5),
        (0.67, 0.4, 1.0, 0.65, 1.5),
    ]);
    let unit = canvas.unit();
    // A blur over more pixels leaves less of their noise: as much is put in before.
    let Ok(noise) = Normal::new(mean, deviation * unit) else {
        return canvas.clone();
    };
    let layer = Canvas::filled(canvas.width(), canvas.height(), 1, 0.0);
    let layer = gaussian_blur(&layer.each(|_| noise.sample(random)), sigma * unit);
    let drops = layer.each(|wet| if wet > threshold { 1.0 } else { 0.0 });
    let drops = gaussian_blur(&drops, soft * unit);
    let mut spattered = canvas.clone();
    let pixels = spattered
        .values_mut()
        .chunks_exact_mut(canvas.channels().max(1));
    for (pixel, &cover) in pixels.zip(drops.values()) {
        let cover = if cover < THIN { 0.0 } else { cover };
        for value in pixel {
            *value = *value * (1.0 - cover) + MUD * cover;
        }
    }
    spattered
}

fn stripe(canvas: &Canvas, _: Severity, _: &mut ChaCha8Rng) -> Canvas {
    let width = canvas.width();
    canvas.map(|x, y, channel| {
        let value = canvas.get(x as isize, y as isize, channel, 0.0);
        let inside = (width..3 * width).contains(&(4 * x));
        if inside { value } else { 1.0 - value }
    })
}

fn dotted_line(canvas: &Canvas, _: Severity, random: &mut ChaCha8Rng) -> Canvas {
    line::dotted_line(canvas, random)
}

fn zigzag(canvas: &Canvas, _: Severity, random: &mut ChaCha8Rng) -> Canvas {
    line::zigzag(canvas, random)
}

fn canny_edges(canvas: &Canvas, _: Severity, _: &mut ChaCha8Rng) -> Canvas {
    let mut grey = Canvas::filled(canvas.width(), canvas.height(), 1, 0.0);
    let pixels = canvas.values().chunks_exact(canvas.channels().max(1));
    for (grey, pixel) in grey.values_mut().iter_mut().zip(pixels) {
        *grey = match *pixel {
            // Luminance by ITU-R BT.709, as scikit-image rounds it.
            [red, green, blue] => 0.2125 * red + 0.7154 * green + 0.0721 * blue,
            [value, ..] => value,
            [] => 0.0,
        };
    }
    let edges = canny(&grey, canvas.unit());
    canvas.map(|x, y, _| edges.get(x as isize, y as isize, 0, 0.0))
}
