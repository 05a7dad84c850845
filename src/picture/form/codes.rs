//! The codes of a sheet in a photo.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage};
use rqrr::PreparedImage;

use super::layout::{Corner, Id};

/// The long sides of the copies in which codes are sought, in pixels, one after the other until all four are found: in
/// a smaller one there is less noise, in a larger one there are more pixels to a module.
const LONG_SIDES: [u32; 3] = [1600, 2400, 1000];
/// No photo is enlarged more than so many times: there is no more in it.
const ENLARGED: u32 = 2;

/// A code that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Code {
    /// Of which sheet.
    pub(crate) id: Id,
    /// In which of its corners.
    pub(crate) corner: Corner,
    /// Its own corners in pixels of the photo: left above, right above, right below, left below.
    pub(crate) at: [(f32, f32); 4],
}

/// The codes of sheets in a photo, each once.
pub(crate) fn find(photo: &DynamicImage) -> Vec<Code> {
    let long = photo.width().max(photo.height());
    let grey = photo.to_luma8();
    let mut found: Vec<Code> = Vec::new();
    let sides = LONG_SIDES.into_iter();
    for side in sides.filter(|side| *side <= ENLARGED * long) {
        for code in find_in(&grey, side as f32 / long as f32) {
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

/// The codes in a copy that is larger by this factor.
fn find_in(grey: &GrayImage, factor: f32) -> Vec<Code> {
    let side = |side: u32| ((side as f32 * factor).round() as u32).max(1);
    let (width, height) = (side(grey.width()), side(grey.height()));
    let copy = match factor {
        1.0 => grey.clone(),
        ..1.0 => imageops::thumbnail(grey, width, height),
        _ => imageops::resize(grey, width, height, FilterType::Triangle),
    };
    let factors = (
        grey.width() as f32 / width as f32,
        grey.height() as f32 / height as f32,
    );
    let pixel = |x: usize, y: usize| {
        let pixel = copy.get_pixel_checked(x as u32, y as u32);
        pixel.map_or(255, |pixel| pixel.0[0])
    };
    let mut prepared =
        PreparedImage::prepare_from_greyscale(width as usize, height as usize, pixel);
    let codes = prepared.detect_grids().into_iter().filter_map(|grid| {
        let (_, text) = grid.decode().ok()?;
        let (id, corner) = Id::of_code(&text)?;
        let at = grid
            .bounds
            .map(|point| (point.x as f32 * factors.0, point.y as f32 * factors.1));
        Some(Code { id, corner, at })
    });
    codes.collect()
}
