//! What is written in the boxes of a sheet that `mindgap sheet` made.
//!
//! The codes in its corners say which sheet it is and how it lies in the photo. A box is read only where its outline
//! is found where the codes say: a sheet that is bent, folded or covered loses boxes, and none of them is ever taken
//! for its neighbour.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};
use imageproc::filter::box_filter;
use imageproc::geometric_transformations::{Border, Interpolation, Projection, warp_into};
use thiserror::Error;

use super::bounds::Bounds;
use super::found::Found;
use super::pieces::{Piece, Pieces};
use super::{ink, light};
use crate::picture::form::{self, BOXES, Code, Corner, Id, Labels, Place};
use crate::picture::mnistify;

/// Light is measured once more in so many cells along each side of a box.
const CELLS: u32 = 3;
/// Pixels of the straightened sheet to a millimetre: as large as any page is worked on.
const PIXELS: f32 = 5.0;
/// Codes that are needed: three fix a flat sheet, and the boxes' outlines say whether it is flat.
const CODES: usize = 3;
/// How far a code's corner may lie from where the others say, mm.
const SLACK: f32 = 2.0;
/// How far from its place an outline is sought, mm.
const SEARCHED: f32 = 2.0;
/// How far from its place it may be, mm: a tenth of a box.
const TOLERANCE: f32 = 1.6;
/// By how much two sides of a box may differ in that, mm.
const AGREE: f32 = 0.7;
/// How much darker an outline is than what is around it, in grey levels, on average along a stretch of it: several times
/// the noise of so many pixels.
const OUTLINED: f32 = 3.5;
/// The share of a side that is left out at each of its ends.
const ENDS: f32 = 0.12;
/// The stretches of a side: its line is in each of them, unless a thumb covers it.
const STRETCHES: usize = 3;
/// What is left out along the sides of a box, mm from the middle of its outline: the outline, blurred.
const INSET: f32 = 0.9;
/// Ink that lies wholly so near to that is an outline's rest, mm.
const RIM: f32 = 0.7;
/// Pieces with less ink are specks, in pixels.
const SPECK: u32 = 8;
/// A part of a digit has at least so much ink, as a share of the largest part's.
const PART: f64 = 0.03;
/// A digit is at least so long, mm: what is smaller is a dot, and the box is empty.
const SHORTEST: f32 = 2.5;

/// Why a sheet that is seen in a photo cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SheetError {
    /// Too few of its corners are seen.
    #[error(
        "sheet {id}: {} cannot be read; take the photo again with all four corners in it, sharp and without glare",
        named(.missing)
    )]
    Corners {
        /// Which sheet.
        id: Id,
        /// The corners that are not seen.
        missing: Vec<Corner>,
    },
    /// It shows corners of several.
    #[error("it shows more than one sheet ({one} and {other}); take a photo of each")]
    Several {
        /// One of them.
        one: Id,
        /// Another.
        other: Id,
    },
    /// What its corners say of where it lies is contradictory, or not where its boxes are.
    #[error(
        "sheet {id}: its boxes are not where its corners say, so that nobody knows which is which; lay it flat and \
         take the photo again"
    )]
    Bent {
        /// Which sheet.
        id: Id,
    },
}

/// Corners as a sentence names them.
fn named(corners: &[Corner]) -> String {
    match corners {
        [one] => format!("the code in the {one} corner"),
        [firsts @ .., last] => {
            let firsts: Vec<String> = firsts.iter().map(Corner::to_string).collect();
            format!("the codes in the {} and {last} corners", firsts.join(", "))
        }
        [] => "its codes".to_owned(),
    }
}

/// A sheet whose boxes were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledSheet {
    /// Which sheet.
    pub id: Id,
    /// The boxes with a digit, from 0 in the order of reading: those of the digits that were found.
    pub written: Vec<usize>,
    /// The boxes without.
    pub empty: Vec<usize>,
    /// Those of them in which something is written that is too pale to be read.
    pub pale: Vec<usize>,
    /// The boxes that are covered, bent or beyond the photo's edge, and were not read.
    pub hidden: Vec<usize>,
    /// The corners whose codes were not seen: one at most.
    pub unseen: Vec<Corner>,
}

impl FilledSheet {
    /// What belongs in each of the written boxes, by its place among the labels that the sheet's mark stands for; empty
    /// where a reader has to be told which those are.
    pub fn labels(&self) -> Vec<u8> {
        self.in_order(&form::order(self.id))
    }

    /// The same of the labels that somebody says the sheet was printed with; none where it was printed with others.
    pub fn labels_of(&self, labels: &Labels) -> Option<Vec<u8>> {
        let is_it = labels.mark() == self.id.mark();
        is_it.then(|| self.in_order(&form::order_of(self.id, labels)))
    }

    /// The labels of the written boxes by name; empty where a reader has to be told.
    pub fn names(&self) -> Vec<String> {
        let Some(labels) = self.id.mark().known() else {
            return Vec::new();
        };
        let name = |label: u8| labels.names().get(usize::from(label)).cloned();
        self.labels().into_iter().filter_map(name).collect()
    }

    fn in_order(&self, order: &[u8]) -> Vec<u8> {
        let label = |place: &usize| order.get(*place).copied();
        self.written.iter().filter_map(label).collect()
    }

    /// What was found, in a sentence without its full stop.
    pub fn told(&self) -> String {
        let mut told = format!(
            "sheet {}: {} of {BOXES} boxes written, {} empty",
            self.id,
            self.written.len(),
            self.empty.len()
        );
        if !self.pale.is_empty() {
            told.push_str(&format!(
                " ({} of them written too pale to be read: press harder, take a darker pen, photograph it in more light)",
                self.pale.len()
            ));
        }
        if !self.hidden.is_empty() {
            told.push_str(&format!(", {} not seen", self.hidden.len()));
        }
        if !self.unseen.is_empty() {
            told.push_str(&format!(", without {}", named(&self.unseen)));
        }
        told
    }
}

/// The sheet of `mindgap sheet` in an upright photo, and the digits of its written boxes, 28x28; none where there is no
/// corner of any.
pub fn sheet(photo: &DynamicImage) -> Option<Result<(FilledSheet, Vec<GrayImage>), SheetError>> {
    let read = read(photo)?;
    Some(read.map(|filled| {
        let digits = filled.digits.into_iter();
        (filled.sheet, digits.map(|digit| digit.picture).collect())
    }))
}

/// Which sheet of `mindgap sheet` an upright photo shows, whether its boxes can be read or not: that of the first code
/// that is found.
pub fn sheet_shown(photo: &DynamicImage) -> Option<Id> {
    form::find(photo).first().map(|code| code.id)
}

/// A sheet that was read, and what it looked like on the way.
pub(super) struct Filled {
    pub(super) sheet: FilledSheet,
    /// Of each written box: where its ink is, and its digit as MNIST would show it.
    pub(super) digits: Vec<Found>,
    /// The sheet, straightened.
    pub(super) page: RgbImage,
    /// The brightest and the darkest of its paper.
    pub(super) paper: (u8, u8),
    /// The same in even light.
    pub(super) even: GrayImage,
    /// The ink in its boxes.
    pub(super) ink: GrayImage,
    /// Those pieces of it that are digits.
    pub(super) kept: GrayImage,
}

/// Reads the sheet in a photo; none where there is no code of any.
pub(super) fn read(photo: &DynamicImage) -> Option<Result<Filled, SheetError>> {
    let codes = form::find(photo);
    let first = codes.first()?;
    Some(lying(&codes, first.id).and_then(|onto| of_lying(photo, &codes, first.id, onto)))
}

/// From millimetres of the sheet to pixels of the photo.
fn lying(codes: &[Code], id: Id) -> Result<Projection, SheetError> {
    if let Some(other) = codes.iter().find(|code| code.id != id) {
        let (one, other) = (id, other.id);
        return Err(SheetError::Several { one, other });
    }
    let missing = missing(codes);
    if codes.len() < CODES {
        return Err(SheetError::Corners { id, missing });
    }
    let pairs = codes.iter().flat_map(|code| {
        let place = id.code_place(code.corner);
        place.corners().into_iter().zip(code.at)
    });
    let pairs: Vec<_> = pairs.collect();
    let bent = || SheetError::Bent { id };
    let onto = form::fitted(&pairs).ok_or_else(bent)?;
    let back = onto.invert();
    let off = |(place, at): &((f32, f32), (f32, f32))| {
        let (x, y) = back * *at;
        (x - place.0).hypot(y - place.1)
    };
    match pairs.iter().map(off).fold(0.0, f32::max) {
        off if off <= SLACK => Ok(onto),
        _ => Err(bent()),
    }
}

fn missing(codes: &[Code]) -> Vec<Corner> {
    let is_missing = |corner: &Corner| codes.iter().all(|code| code.corner != *corner);
    Corner::ALL.into_iter().filter(is_missing).collect()
}

/// Reads the boxes of a sheet that lies so in a photo.
fn of_lying(
    photo: &DynamicImage,
    codes: &[Code],
    id: Id,
    onto: Projection,
) -> Result<Filled, SheetError> {
    let page = straightened(photo, id, onto);
    let grey = imageops::grayscale(&page);
    let (even, brightest, darkest) = light::divide_by_paper(&grey, false);
    let size = (photo.width() as f32, photo.height() as f32);
    let is_in_photo = |place: Place| {
        place.corners().into_iter().all(|corner| {
            let (x, y) = onto * corner;
            (0.0..size.0).contains(&x) && (0.0..size.1).contains(&y)
        })
    };
    let inside: Vec<Option<Bounds>> = (0..BOXES)
        .map(|place| Some(id.box_place(place)).filter(|place| is_in_photo(*place)))
        .map(|place| inside(&even, place?))
        .collect();
    // Whoever cannot find half of them has found another grid.
    if 2 * inside.iter().flatten().count() < BOXES {
        return Err(SheetError::Bent { id });
    }
    // Only what is in boxes is looked at, on the whitest paper: nothing else says what ink is.
    let mut boxes = GrayImage::from_pixel(even.width(), even.height(), Luma([255]));
    for bounds in inside.iter().flatten() {
        let (left, top) = (i64::from(bounds.left), i64::from(bounds.top));
        imageops::replace(&mut boxes, &in_own_light(&even, bounds), left, top);
    }
    // Faint ink too: there are no rules to be taken for it, and the next step gives dark strokes their own edge.
    let mut ink = ink::faint(&boxes);
    ink::refine(&mut ink, &boxes);
    let pieces = Pieces::of(&ink);
    let mut sheet = FilledSheet {
        id,
        written: Vec::new(),
        empty: Vec::new(),
        pale: Vec::new(),
        hidden: Vec::new(),
        unseen: missing(codes),
    };
    let mut kept = GrayImage::new(ink.width(), ink.height());
    let mut digits = Vec::new();
    // Only where a box is empty.
    let mut faint: Option<Pieces> = None;
    for (place, inside) in inside.into_iter().enumerate() {
        let Some(inside) = inside else {
            sheet.hidden.push(place);
            continue;
        };
        let Some((bounds, digit)) = written(&pieces, inside) else {
            sheet.empty.push(place);
            if written(
                faint.get_or_insert_with(|| Pieces::of(&pale(&boxes))),
                inside,
            )
            .is_some()
            {
                sheet.pale.push(place);
            }
            continue;
        };
        imageops::replace(
            &mut kept,
            &digit,
            i64::from(bounds.left),
            i64::from(bounds.top),
        );
        // Ink that is there becomes a digit.
        let Some(picture) = mnistify(&digit) else {
            sheet.empty.push(place);
            continue;
        };
        let in_photo = |(x, y): (f32, f32)| onto * (x / PIXELS, y / PIXELS);
        digits.push(Found {
            bounds: bounds.moved(in_photo, (photo.width(), photo.height())),
            on_page: bounds,
            picture,
        });
        sheet.written.push(place);
    }
    Ok(Filled {
        sheet,
        digits,
        page,
        paper: (brightest, darkest),
        even,
        ink,
        kept,
    })
}

/// What is in a box, divided once more by the paper there: at the edge of a shadow, and beside a code, which is darker
/// than any shadow, the light of the page leaves a shade that is no ink.
fn in_own_light(even: &GrayImage, bounds: &Bounds) -> GrayImage {
    let Bounds {
        left,
        top,
        width,
        height,
    } = *bounds;
    let mut inside = imageops::crop_imm(even, left, top, width, height).to_image();
    let (wide, high) = (width.div_ceil(CELLS).max(1), height.div_ceil(CELLS).max(1));
    let paper = GrayImage::from_fn(width.div_ceil(wide), height.div_ceil(high), |x, y| {
        let cell = imageops::crop_imm(&inside, x * wide, y * high, wide, high).to_image();
        let mut values = cell.into_raw();
        // Strokes cover less of a cell than what is left above this.
        let bright = (values.len() * 4 / 5).min(values.len().saturating_sub(1));
        match values.is_empty() {
            true => Luma([255]),
            false => Luma([*values.select_nth_unstable(bright).1]),
        }
    });
    let paper = imageops::resize(&paper, width, height, FilterType::Triangle);
    for (value, paper) in inside.pixels_mut().zip(paper.pixels()) {
        let paper = u32::from(paper.0[0].max(1));
        value.0[0] = (u32::from(value.0[0]) * 255 / paper).min(255) as u8;
    }
    inside
}

/// The sheet alone, seen from above.
fn straightened(photo: &DynamicImage, id: Id, onto: Projection) -> RgbImage {
    let (width, height) = id.paper.size();
    // First made as small as it ends up, so that every pixel of it is a mean.
    let (from, to) = (onto * (0.0, height / 2.0), onto * (width, height / 2.0));
    let pixels = (to.0 - from.0).hypot(to.1 - from.1) / width;
    let shrink = (1.3 * PIXELS / pixels).min(1.0);
    let side = |side: u32| ((side as f32 * shrink).round() as u32).max(1);
    let small = match shrink < 1.0 {
        true => photo.thumbnail_exact(side(photo.width()), side(photo.height())),
        false => photo.clone(),
    };
    let factors = (
        small.width() as f32 / photo.width() as f32,
        small.height() as f32 / photo.height() as f32,
    );
    let flat = Projection::scale(PIXELS, PIXELS)
        * (Projection::scale(factors.0, factors.1) * onto).invert();
    let size = |side: f32| (side * PIXELS).round() as u32;
    let mut page = RgbImage::new(size(width), size(height));
    warp_into(
        &small.to_rgb8(),
        flat,
        Interpolation::Bilinear,
        Border::Constant(Rgb([255; 3])),
        &mut page,
    );
    page
}

/// The inside of a box, as its outline on the sheet says; none where that is not near its place.
fn inside(even: &GrayImage, place: Place) -> Option<Bounds> {
    let (right, bottom) = (place.left + place.width, place.top + place.height);
    let across = (place.left + ENDS * place.width, right - ENDS * place.width);
    let down = (
        place.top + ENDS * place.height,
        bottom - ENDS * place.height,
    );
    let [left, right_off, top, bottom_off] = [
        outline(place.left, down, |x, y| value(even, x, y)),
        outline(right, down, |x, y| value(even, x, y)),
        outline(place.top, across, |y, x| value(even, x, y)),
        outline(bottom, across, |y, x| value(even, x, y)),
    ];
    let (x, y) = (shift(left, right_off)?, shift(top, bottom_off)?);
    let pixel = |at: f32| (at * PIXELS).round().max(0.0) as u32;
    let (first, last) = (
        (pixel(place.left + x + INSET), pixel(place.top + y + INSET)),
        (pixel(right + x - INSET), pixel(bottom + y - INSET)),
    );
    Some(Bounds {
        left: first.0,
        top: first.1,
        width: last.0.saturating_sub(first.0),
        height: last.1.saturating_sub(first.1),
    })
}

/// How far a box is from its place along an axis, by its two sides; none where they do not agree.
fn shift(one: Option<f32>, other: Option<f32>) -> Option<f32> {
    let (one, other) = one.zip(other)?;
    ((one - other).abs() <= AGREE).then(|| f32::midpoint(one, other))
}

fn value(even: &GrayImage, x: f32, y: f32) -> f32 {
    let pixel = |at: f32| (at * PIXELS).max(0.0) as u32;
    let pixel = even.get_pixel_checked(pixel(x), pixel(y));
    pixel.map_or(255.0, |pixel| f32::from(pixel.0[0]))
}

/// How far from its place across it a side's line is, mm; none where there is no line near it along all of it. `value`
/// is asked for what is at a place across and along it.
fn outline(place: f32, (begin, end): (f32, f32), value: impl Fn(f32, f32) -> f32) -> Option<f32> {
    let steps = (SEARCHED * PIXELS) as i32;
    let length = (end - begin) / STRETCHES as f32;
    let points = (length * PIXELS).max(1.0) as u32;
    // How much darker than usual each place across a stretch is.
    let darker = |stretch: usize| {
        let begin = begin + stretch as f32 * length;
        let dark = |step: i32| {
            let across = place + step as f32 / PIXELS;
            let along = (0..points).map(|point| begin + point as f32 / PIXELS);
            along.map(|along| 255.0 - value(across, along)).sum::<f32>() / points as f32
        };
        let profile: Vec<f32> = (-steps..=steps).map(dark).collect();
        let mut sorted = profile.clone();
        sorted.sort_by(f32::total_cmp);
        // Half of it is outside of the box, where nothing is written.
        let usual = sorted.get(sorted.len() / 4).copied().unwrap_or(0.0);
        profile
            .into_iter()
            .map(move |dark| dark - usual)
            .collect::<Vec<f32>>()
    };
    let stretches: Vec<Vec<f32>> = (0..STRETCHES).map(darker).collect();
    // A stroke along a part of it is darker than the line, but not there all along; a bent line is a step aside.
    let least = |at: usize| {
        let near = |stretch: &Vec<f32>| {
            let near = stretch.iter().take(at + 2).skip(at.saturating_sub(1));
            near.copied().fold(f32::MIN, f32::max)
        };
        stretches.iter().map(near).fold(f32::MAX, f32::min)
    };
    let sum = |at: usize| -> f32 { stretches.iter().filter_map(|stretch| stretch.get(at)).sum() };
    let (at, darkest) =
        (0..=2 * steps as usize)
            .map(|at| (at, least(at)))
            .max_by(|one, other| {
                let by_least = one.1.total_cmp(&other.1);
                by_least.then_with(|| sum(one.0).total_cmp(&sum(other.0)))
            })?;
    // The middle of the pixel.
    let off = (at as f32 - steps as f32 + 0.5) / PIXELS;
    (darkest >= OUTLINED && off.abs() <= TOLERANCE).then_some(off)
}

/// The ink of the digit in a box, and where it is; none where there is none.
fn written(pieces: &Pieces, inside: Bounds) -> Option<(Bounds, GrayImage)> {
    let rim = (RIM * PIXELS).round() as u32;
    let own = pieces.pieces.iter().filter(|piece| {
        piece.area >= SPECK && inside.holds(&piece.bounds) && !is_rest(piece, inside, rim)
    });
    let own: Vec<&Piece> = own.collect();
    let largest = own.iter().max_by_key(|piece| piece.area)?;
    // Specks of noise lie far apart, and none of them is long.
    if (largest.bounds.width.max(largest.bounds.height) as f32) < SHORTEST * PIXELS {
        return None;
    }
    let largest = largest.area;
    let parts: Vec<&Piece> = own
        .into_iter()
        .filter(|piece| f64::from(piece.area) >= PART * f64::from(largest))
        .collect();
    let bounds = parts
        .iter()
        .map(|piece| piece.bounds)
        .reduce(|all, one| all.joined(one))?;
    let is_ink = |x: u32, y: u32| {
        let Luma([label]) = *pieces.labels.get_pixel(bounds.left + x, bounds.top + y);
        parts.iter().any(|piece| piece.label == label)
    };
    let ink = GrayImage::from_fn(bounds.width, bounds.height, |x, y| {
        Luma([if is_ink(x, y) { 255 } else { 0 }])
    });
    Some((bounds, ink))
}

/// Ink that is too pale to be read, and more than grain.
fn pale(boxes: &GrayImage) -> GrayImage {
    ink::pale(&box_filter(boxes, 1, 1))
}

/// Whether ink lies wholly along one side of the inside of a box.
fn is_rest(piece: &Piece, inside: Bounds, rim: u32) -> bool {
    let own = piece.bounds;
    own.right() <= inside.left + rim
        || own.bottom() <= inside.top + rim
        || own.left + rim >= inside.right()
        || own.top + rim >= inside.bottom()
}
