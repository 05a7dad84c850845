//! The codes of a sheet in a photo.
//!
//! rqrr finds the three finder patterns of each code. The fourth corner of a code of version 1 has none, and rqrr's guess
//! of it is too far off for many a tilted code (measured: of 48 codes in twelve made photos it read 35 by itself, at one
//! of three sizes; with what is done here all of the 36 in nine of them), so it is
//! sought until the code can be read, and then where the code is seen the clearest.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage};
use imageproc::filter::box_filter;
use imageproc::geometric_transformations::Projection;
use rqrr::{BitGrid, Grid, PreparedImage, SimpleGrid};

use super::drawing::{MODULES, modules};
use super::fit::fitted;
use super::layout::{Corner, Id};

/// The long sides of the copies in which codes are sought, in pixels, one after the other until all four are found: in
/// a larger one there are more pixels to a module. And whether the copy is blurred by a pixel, against noise.
const COPIES: [(u32, bool); 3] = [(1600, false), (2400, true), (1600, true)];
/// No photo is enlarged more than so many times: there is no more in it.
const ENLARGED: u32 = 2;
/// Modules along a finder pattern.
const FINDER: usize = 7;
/// From the upper left corner of a finder pattern to that of the next one, in modules.
const APART: f32 = (MODULES - FINDER) as f32;
/// How far from where rqrr takes it to be the fourth corner is sought, in modules along each axis: so many steps...
const STEPS: i32 = 5;
/// ...of this size, and then of a quarter of it.
const STEP: f32 = 0.5;

/// A point in pixels.
type At = (f32, f32);

/// A code that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Code {
    /// Of which sheet.
    pub(crate) id: Id,
    /// In which of its corners.
    pub(crate) corner: Corner,
    /// Its own corners in pixels of the photo: left above, right above, right below, left below.
    pub(crate) at: [At; 4],
}

/// The codes of sheets in a photo, each once.
pub(crate) fn find(photo: &DynamicImage) -> Vec<Code> {
    let long = photo.width().max(photo.height());
    let grey = photo.to_luma8();
    let mut found: Vec<Code> = Vec::new();
    let copies = COPIES.into_iter();
    for (side, is_blurred) in copies.filter(|(side, _)| *side <= ENLARGED * long) {
        for code in find_in(&grey, side as f32 / long as f32, is_blurred) {
            let is_known = |known: &Code| known.id == code.id && known.corner == code.corner;
            if !found.iter().any(is_known) {
                found.push(code);
            }
        }
        if found.len() >= Corner::ALL.len() {
            break;
        }
    }
    found
}

/// The codes in a copy that is larger by this factor, blurred or not.
fn find_in(grey: &GrayImage, factor: f32, is_blurred: bool) -> Vec<Code> {
    let side = |side: u32| ((side as f32 * factor).round() as u32).max(1);
    let (width, height) = (side(grey.width()), side(grey.height()));
    let copy = match factor {
        1.0 => grey.clone(),
        ..1.0 => imageops::thumbnail(grey, width, height),
        _ => imageops::resize(grey, width, height, FilterType::Triangle),
    };
    let copy = match is_blurred {
        true => box_filter(&copy, 1, 1),
        false => copy,
    };
    let factors = (
        grey.width() as f32 / width as f32,
        grey.height() as f32 / height as f32,
    );
    let codes = grids(&copy).into_iter().filter_map(|(size, bounds)| {
        let code = read(&copy, size, bounds)?;
        // Points are the middles of pixels.
        let at = code
            .at
            .map(|(x, y)| ((x + 0.5) * factors.0 - 0.5, (y + 0.5) * factors.1 - 0.5));
        Some(Code { at, ..code })
    });
    codes.collect()
}

/// What may be codes: how many modules rqrr counts, and its bounds of them.
fn grids(picture: &GrayImage) -> Vec<(usize, [At; 4])> {
    let pixel = |x: usize, y: usize| {
        let pixel = picture.get_pixel_checked(x as u32, y as u32);
        pixel.map_or(255, |pixel| pixel.0[0])
    };
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let detect = || {
        let mut prepared = PreparedImage::prepare_from_greyscale(width, height, pixel);
        let grids = prepared.detect_grids().into_iter();
        let grids = grids.map(|grid| {
            let bounds = grid.bounds.map(|point| (point.x as f32, point.y as f32));
            (grid.grid.size(), bounds)
        });
        grids.collect()
    };
    // It asserts what does not hold of every picture of something else.
    catch_unwind(AssertUnwindSafe(detect)).unwrap_or_default()
}

/// Reads a code of a sheet. rqrr's bounds lie at 0 and at one module beyond the last.
fn read(picture: &GrayImage, size: usize, bounds: [At; 4]) -> Option<Code> {
    let square = |side: f32| [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
    let onto = |side: f32, to: [At; 4]| {
        let pairs: Vec<(At, At)> = square(side).into_iter().zip(to).collect();
        fitted(&pairs)
    };
    let whole = onto(size as f32 + 1.0, bounds)?;
    let far = size.checked_sub(FINDER)? as f32;
    let [a, b, c, d] = square(far).map(|point| whole * point);
    let moved = |(across, down): At| {
        let along = |a: f32, b: f32, d: f32| (across * (b - a) + down * (d - a)) / APART;
        let fourth = (c.0 + along(a.0, b.0, d.0), c.1 + along(a.1, b.1, d.1));
        onto(APART, [a, b, fourth, d])
    };
    let around = |middle: At, step: f32| {
        let places = (-STEPS..=STEPS).flat_map(|y| (-STEPS..=STEPS).map(move |x| (x, y)));
        let mut places: Vec<(i32, i32)> = places.collect();
        places.sort_by_key(|(x, y)| x * x + y * y);
        let at = move |(x, y)| (middle.0 + x as f32 * step, middle.1 + y as f32 * step);
        places.into_iter().map(at)
    };
    let (found, id, corner) = around((0.0, 0.0), STEP).find_map(|offset| {
        let (id, corner) = decoded(&Seen::of(picture, moved(offset)?))?;
        Some((offset, id, corner))
    })?;
    let is_dark = modules(&id.code(corner)).ok()?;
    let best = around(found, STEP / 4.0)
        .filter_map(|offset| {
            let onto = moved(offset)?;
            Some((Seen::of(picture, onto).clearness(&is_dark), onto))
        })
        .max_by(|one, other| one.0.total_cmp(&other.0));
    let (_, onto) = best?;
    let at = square(MODULES as f32).map(|point| onto * point);
    Some(Code { id, corner, at })
}

/// What is seen of each module, row by row, and on average.
struct Seen {
    values: Vec<f32>,
    mean: f32,
}

impl Seen {
    fn of(picture: &GrayImage, onto: Projection) -> Self {
        let value = |at: At| {
            let (x, y) = onto * at;
            let pixel =
                picture.get_pixel_checked(x.round().max(0.0) as u32, y.round().max(0.0) as u32);
            pixel.map_or(255.0, |pixel| f32::from(pixel.0[0]))
        };
        let module = |place: usize| {
            let (x, y) = ((place % MODULES) as f32, (place / MODULES) as f32);
            let points = [(0.5, 0.5), (0.3, 0.3), (0.7, 0.3), (0.3, 0.7), (0.7, 0.7)];
            points
                .map(|(dx, dy)| value((x + dx, y + dy)))
                .iter()
                .sum::<f32>()
                / 5.0
        };
        let values: Vec<f32> = (0..MODULES * MODULES).map(module).collect();
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        Self { values, mean }
    }

    fn is_dark(&self, place: usize) -> bool {
        self.values
            .get(place)
            .is_some_and(|value| *value < self.mean)
    }

    /// How much brighter the bright modules are than the dark ones.
    fn clearness(&self, is_dark: &[bool]) -> f32 {
        let signed = self.values.iter().zip(is_dark);
        signed
            .map(|(value, is_dark)| {
                if *is_dark {
                    self.mean - value
                } else {
                    value - self.mean
                }
            })
            .sum()
    }
}

fn decoded(seen: &Seen) -> Option<(Id, Corner)> {
    let grid = SimpleGrid::from_func(MODULES, |x, y| seen.is_dark(y * MODULES + x));
    let (_, text) = Grid::new(grid).decode().ok()?;
    Id::of_code(&text)
}
