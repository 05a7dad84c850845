//! Finds the sheet of paper in a photo of a table, and makes it a straight, upright rectangle.
//!
//! A sheet is a region without hard edges (a soft shadow across it has none, writing on it is closed first) whose
//! outline is nearly a quadrilateral, and along whose sides what is inside differs from what is outside: a frame that
//! is printed on paper has paper on both sides, and is none. Edges are sought at several strengths, since a white
//! sheet on a white table has weak ones. No constant was chosen by what a model reads.

use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};
use imageproc::filter::box_filter;
use imageproc::geometric_transformations::{Border, Interpolation, Projection, warp_into};
use imageproc::geometry::convex_hull;
use imageproc::point::Point;
use imageproc::region_labelling::{Connectivity, connected_components};

use super::light::closed;

/// The long side of the thumbnail in which it is sought, in pixels.
const THUMBNAIL: u32 = 400;
/// No sheet is sought in a photo with a shorter long side: writing on it would be too small to read.
const TOO_SMALL: u32 = 200;
/// Dark strokes up to twice this and a pixel wide are closed, in pixels of the thumbnail.
const CLOSED: u8 = 3;
/// Channels darker than this do not count as different, in grey levels: their noise would.
const FLOOR: u32 = 32;
/// Strengths of an edge at which the sheet's outline is sought: the change over two pixels of the thumbnail, as a
/// share of the brighter side.
const EDGES: [f32; 6] = [0.02, 0.03, 0.045, 0.07, 0.11, 0.17];
/// A sheet is at least so much of the photo.
const SMALLEST: f64 = 0.06;
/// What is more of it fills it: nothing is around it.
const LARGEST: f64 = 0.97;
/// So much of the quadrilateral is the region, holes (writing) counted in.
const FILLED: f64 = 0.88;
/// Corners are at least and at most so wide, in degrees: a sheet seen from the side.
const ANGLES: (f64, f64) = (40.0, 140.0);
/// Opposite sides differ by at most so many times.
const OPPOSITE: f64 = 2.5;
/// The points at which a side is looked at.
const POINTS: u32 = 48;
/// How far inside and outside a side one looks, in pixels of the thumbnail.
const ACROSS: f32 = 5.0;
/// Inside and outside differ by at least this share of the brighter one.
const DIFFERENT: f32 = 0.04;
/// So many of a side's points differ so, if it is one of a sheet.
const SUPPORTED: f64 = 0.7;
/// A side so near to the photo's border, in pixels of the thumbnail, is cut by it.
const AT_BORDER: f64 = 4.0;
/// The long side of the straightened sheet at most, in pixels.
const LONG_SIDE: f32 = 1600.0;
/// What is cut off all around, as a share of each side: the sheet's edge and its shadow.
const INSET: f32 = 0.012;

/// A point in pixels.
type At = (f32, f32);

/// A sheet in a photo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sheet {
    /// Its corners in pixels of the photo: left above, right above, right below, left below.
    pub(super) corners: [At; 4],
    /// The share of the photo that it takes, 0..1.
    pub(super) share: f64,
}

/// The sheet that was straightened.
pub(super) struct Straightened {
    pub(super) picture: DynamicImage,
    /// From its pixels to those of the photo.
    back: Projection,
}

impl Straightened {
    /// Where a point of it lies in the photo.
    pub(super) fn in_photo(&self, point: At) -> At {
        self.back * point
    }
}

/// The largest sheet in a photo, if there is one and it does not fill the photo.
pub(super) fn find(photo: &DynamicImage) -> Option<Sheet> {
    if photo.width().max(photo.height()) < TOO_SMALL {
        return None;
    }
    let small = thumbnail(photo);
    let (width, height) = small.dimensions();
    let smooth = smooth(&small);
    let edges = edges(&smooth);
    let candidates = EDGES.iter().flat_map(|&strength| regions(&edges, strength));
    let scored = candidates.filter_map(|region| {
        let quad = region.quadrilateral()?;
        Some((score(&region, &quad, &small)?, quad))
    });
    let (_, quad) = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    let scale = (
        photo.width() as f32 / width as f32,
        photo.height() as f32 / height as f32,
    );
    // Points are the middles of pixels.
    let corners = quad.map(|(x, y)| {
        (
            (x as f32 + 0.5) * scale.0 - 0.5,
            (y as f32 + 0.5) * scale.1 - 0.5,
        )
    });
    let share = area(&quad) / (f64::from(width) * f64::from(height));
    Some(Sheet { corners, share })
}

/// Makes it a rectangle. None where its corners are no quadrilateral.
pub(super) fn straighten(photo: &DynamicImage, sheet: &Sheet) -> Option<Straightened> {
    let [a, b, c, d] = sheet.corners;
    let side = |one: At, other: At| (one.0 - other.0).hypot(one.1 - other.1);
    let width = (side(a, b) + side(d, c)) / 2.0;
    let height = (side(a, d) + side(b, c)) / 2.0;
    // First made as small as it ends up, so that every pixel of it is a mean.
    let shrink = (LONG_SIDE / width.max(height)).min(1.0);
    let small = match shrink < 1.0 {
        true => {
            let side = |side: u32| ((side as f32 * shrink) as u32).max(1);
            photo.thumbnail_exact(side(photo.width()), side(photo.height()))
        }
        false => photo.clone(),
    };
    let factors = (
        small.width() as f32 / photo.width() as f32,
        small.height() as f32 / photo.height() as f32,
    );
    let (width, height) = (width * factors.0, height * factors.1);
    let (left, top) = (-INSET * width, -INSET * height);
    let (right, bottom) = (width - 1.0 + INSET * width, height - 1.0 + INSET * height);
    let from = sheet
        .corners
        .map(|(x, y)| ((x + 0.5) * factors.0 - 0.5, (y + 0.5) * factors.1 - 0.5));
    let to = [(left, top), (right, top), (right, bottom), (left, bottom)];
    let flat = Projection::from_control_points(from, to)?;
    let size = |side: f32| (side.round() as u32).max(1);
    let mut picture = RgbImage::new(size(width), size(height));
    warp_into(
        &small.to_rgb8(),
        flat,
        Interpolation::Bilinear,
        Border::Replicate,
        &mut picture,
    );
    let enlarge = Projection::scale(1.0 / factors.0, 1.0 / factors.1);
    Some(Straightened {
        picture: picture.into(),
        back: enlarge * flat.invert(),
    })
}

/// A small copy in colour, its long side as said above where the photo is as large.
fn thumbnail(photo: &DynamicImage) -> RgbImage {
    let long = photo.width().max(photo.height());
    let small = match long > THUMBNAIL {
        true => photo.thumbnail(THUMBNAIL, THUMBNAIL),
        false => photo.clone(),
    };
    small.to_rgb8()
}

/// Each channel without thin dark strokes, and blurred a little: the grain of a table has no edges then.
fn smooth(small: &RgbImage) -> [GrayImage; 3] {
    [0, 1, 2].map(|channel: usize| {
        let grey = GrayImage::from_fn(small.width(), small.height(), |x, y| {
            Luma([small.get_pixel(x, y).0[channel]])
        });
        box_filter(&closed(&grey, CLOSED), 1, 1)
    })
}

/// The strength of the edge at each pixel: the largest change of a channel across it, 0..1, as a share of its brighter
/// side.
fn edges(smooth: &[GrayImage; 3]) -> Vec<Vec<f32>> {
    let (width, height) = smooth[0].dimensions();
    let change = |one: (u32, u32), other: (u32, u32)| {
        let of = |channel: &GrayImage| {
            let (a, b) = (
                u32::from(channel.get_pixel(one.0, one.1).0[0]),
                u32::from(channel.get_pixel(other.0, other.1).0[0]),
            );
            a.abs_diff(b) as f32 / a.max(b).max(FLOOR) as f32
        };
        smooth.iter().map(of).fold(0.0, f32::max)
    };
    let row = |y: u32| {
        let at = |x: u32| {
            let across = change((x.saturating_sub(1), y), ((x + 1).min(width - 1), y));
            let down = change((x, y.saturating_sub(1)), (x, (y + 1).min(height - 1)));
            across.max(down)
        };
        (0..width).map(at).collect()
    };
    (0..height).map(row).collect()
}

/// A region without edges.
struct Region {
    /// The outermost pixels of each of its rows.
    outline: Vec<Point<i32>>,
    /// Pixels between those.
    area: f64,
}

/// The regions that edges of this strength enclose, if they are large enough.
fn regions(edges: &[Vec<f32>], strength: f32) -> Vec<Region> {
    let height = edges.len() as u32;
    let width = edges.first().map_or(0, Vec::len) as u32;
    let calm = GrayImage::from_fn(width, height, |x, y| {
        Luma([if edges[y as usize][x as usize] < strength {
            255
        } else {
            0
        }])
    });
    let labels = connected_components(&calm, Connectivity::Four, Luma([0]));
    let most = labels.pixels().map(|label| label.0[0]).max().unwrap_or(0) as usize;
    // The first and the last column of each row.
    let mut spans: Vec<Vec<Option<(u32, u32)>>> = Vec::new();
    let mut counts = vec![0_u64; most + 1];
    for label in labels.pixels() {
        counts[label.0[0] as usize] += 1;
    }
    let least = SMALLEST * f64::from(width) * f64::from(height) / 2.0;
    let large: Vec<usize> = (1..=most)
        .filter(|&label| counts[label] as f64 >= least)
        .collect();
    spans.resize(large.len(), vec![None; height as usize]);
    for (x, y, label) in labels.enumerate_pixels() {
        if let Some(place) = large.iter().position(|&large| large == label.0[0] as usize) {
            let span = &mut spans[place][y as usize];
            *span = Some(span.map_or((x, x), |(first, last)| (first.min(x), last.max(x))));
        }
    }
    let region = |rows: Vec<Option<(u32, u32)>>| {
        let rows = rows
            .into_iter()
            .zip(0..)
            .filter_map(|(span, y)| Some((span?, y)));
        let (mut outline, mut area) = (Vec::new(), 0.0);
        for ((first, last), y) in rows {
            area += f64::from(last - first + 1);
            outline.push(Point::new(first as i32, y));
            outline.push(Point::new(last as i32, y));
        }
        Region { outline, area }
    };
    spans.into_iter().map(region).collect()
}

/// Corners in pixels: left above, right above, right below, left below.
type Quad = [(f64, f64); 4];

impl Region {
    /// The quadrilateral around it: its convex hull, of which the side goes, again and again, whose neighbours meet
    /// with the least between them and it. So a corner under a hand comes back.
    fn quadrilateral(&self) -> Option<Quad> {
        let hull = convex_hull(self.outline.clone());
        let mut corners: Vec<(f64, f64)> = hull
            .iter()
            .map(|point| (f64::from(point.x), f64::from(point.y)))
            .collect();
        while corners.len() > 4 {
            let n = corners.len();
            let at = |place: usize| corners[place % n];
            let without = |place: usize| {
                let meeting = meeting(
                    (at(place + n - 1), at(place)),
                    (at(place + 1), at(place + 2)),
                )?;
                let added = area(&[at(place), meeting, at(place + 1)]);
                Some((added, place, meeting))
            };
            let (_, place, meeting) = (0..n)
                .filter_map(without)
                .min_by(|one, other| one.0.total_cmp(&other.0))?;
            corners[place] = meeting;
            corners.remove((place + 1) % n);
        }
        let corners: [(f64, f64); 4] = corners.try_into().ok()?;
        Some(in_order(corners))
    }
}

/// Where two sides meet when they are made longer, the first at its end and the second at its beginning.
fn meeting(
    (a, b): ((f64, f64), (f64, f64)),
    (c, d): ((f64, f64), (f64, f64)),
) -> Option<(f64, f64)> {
    let (u, v) = ((b.0 - a.0, b.1 - a.1), (d.0 - c.0, d.1 - c.1));
    let cross = u.0 * v.1 - u.1 * v.0;
    let (across, along) = (
        (c.0 - a.0) * v.1 - (c.1 - a.1) * v.0,
        (c.0 - a.0) * u.1 - (c.1 - a.1) * u.0,
    );
    let (t, s) = (across / cross, along / cross);
    // Behind the one's end and before the other's beginning: otherwise they part.
    (cross != 0.0 && t >= 1.0 && s <= 0.0).then_some((a.0 + t * u.0, a.1 + t * u.1))
}

/// The corners around the middle from the one that is nearest to the photo's left upper corner, clockwise as seen.
fn in_order(corners: [(f64, f64); 4]) -> Quad {
    let signed = doubled(&corners);
    let mut corners = corners;
    if signed < 0.0 {
        corners.reverse();
    }
    let first = (0..4).min_by(|&one, &other| {
        let far = |place: usize| corners[place].0 + corners[place].1;
        far(one).total_cmp(&far(other))
    });
    corners.rotate_left(first.unwrap_or(0));
    corners
}

/// Twice the area within corners; negative where they go the other way round.
fn doubled(corners: &[(f64, f64)]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    corners
        .iter()
        .zip(next)
        .map(|(a, b)| a.0 * b.1 - a.1 * b.0)
        .sum()
}

fn area(corners: &[(f64, f64)]) -> f64 {
    doubled(corners).abs() / 2.0
}

/// How good a sheet it would be; none where it is none.
fn score(region: &Region, quad: &Quad, small: &RgbImage) -> Option<f64> {
    let (width, height) = small.dimensions();
    let all = f64::from(width) * f64::from(height);
    let area = area(quad);
    let share = area / all;
    let filled = region.area / area.max(1.0);
    if !(SMALLEST..=LARGEST).contains(&share) || filled < FILLED || !has_shape(quad) {
        return None;
    }
    let outside = quad.iter().any(|&(x, y)| {
        let slack = 0.05 * f64::from(width.max(height));
        x < -slack || y < -slack || x > f64::from(width) + slack || y > f64::from(height) + slack
    });
    if outside {
        return None;
    }
    let (mut seen, mut supported, mut sum) = (0_u32, 0_u32, 0.0);
    for place in 0..4 {
        let ends = (quad[place], quad[(place + 1) % 4]);
        if is_at_border(ends, (f64::from(width), f64::from(height))) {
            continue;
        }
        let support = support(ends, small);
        seen += 1;
        supported += u32::from(support >= SUPPORTED);
        sum += support;
    }
    // One side may lie under a hand; a sheet that the photo cuts has two sides at least.
    let enough = supported >= 2 && supported + 1 >= seen && seen >= 2;
    enough.then(|| share.sqrt() * filled * sum / f64::from(seen))
}

fn has_shape(quad: &Quad) -> bool {
    let side = |place: usize| {
        let (a, b) = (quad[place % 4], quad[(place + 1) % 4]);
        (b.0 - a.0, b.1 - a.1)
    };
    let length = |place: usize| side(place).0.hypot(side(place).1);
    let angles = (0..4).all(|place| {
        let (u, v) = (side(place), side(place + 1));
        let turn = (u.0 * v.1 - u.1 * v.0)
            .atan2(u.0 * v.0 + u.1 * v.1)
            .to_degrees();
        (ANGLES.0..=ANGLES.1).contains(&(180.0 - turn))
    });
    let alike = |one: usize, other: usize| {
        let (a, b) = (length(one), length(other));
        a.max(b) <= OPPOSITE * a.min(b)
    };
    angles && alike(0, 2) && alike(1, 3)
}

fn is_at_border((a, b): ((f64, f64), (f64, f64)), (width, height): (f64, f64)) -> bool {
    let are_near = |ends: [f64; 2], at: f64| ends.iter().all(|end| (end - at).abs() <= AT_BORDER);
    let (across, down) = ([a.0, b.0], [a.1, b.1]);
    are_near(across, 0.0)
        || are_near(across, width - 1.0)
        || are_near(down, 0.0)
        || are_near(down, height - 1.0)
}

/// The share of a side's points at which what is inside is brighter, or as bright and of another colour: what is darker
/// than its surroundings is ink.
fn support((a, b): ((f64, f64), (f64, f64)), small: &RgbImage) -> f64 {
    let (dx, dy) = ((b.0 - a.0) as f32, (b.1 - a.1) as f32);
    let length = dx.hypot(dy).max(1.0);
    // Clockwise as seen, what is inside lies to the right of where one goes.
    let inward = (-dy / length * ACROSS, dx / length * ACROSS);
    let pixel = |x: f32, y: f32| {
        let inside = x >= 0.0 && y >= 0.0;
        inside.then(|| {
            small
                .get_pixel_checked(x.round() as u32, y.round() as u32)
                .copied()
        })?
    };
    let mut supported = 0_u32;
    for point in 0..POINTS {
        // The corners themselves may be rounded or folded.
        let along = 0.06 + 0.88 * (point as f32 + 0.5) / POINTS as f32;
        let (x, y) = (a.0 as f32 + along * dx, a.1 as f32 + along * dy);
        let (Some(inside), Some(outside)) = (
            pixel(x + inward.0, y + inward.1),
            pixel(x - inward.0, y - inward.1),
        ) else {
            continue;
        };
        let (light, colour) = difference(inside, outside);
        let is_other = light.abs() <= DIFFERENT && colour > DIFFERENT;
        supported += u32::from(light > DIFFERENT || is_other);
    }
    f64::from(supported) / f64::from(POINTS)
}

/// How much brighter the one is, as a share of the brighter one, and how much their colours differ.
fn difference(one: Rgb<u8>, other: Rgb<u8>) -> (f32, f32) {
    let sum = |pixel: Rgb<u8>| {
        pixel
            .0
            .iter()
            .map(|&channel| f32::from(channel))
            .sum::<f32>()
            .max(1.0)
    };
    let (a, b) = (sum(one), sum(other));
    let colours = one.0.iter().zip(other.0);
    let colour = colours
        .map(|(&p, q)| (f32::from(p) / a - f32::from(q) / b).abs())
        .fold(0.0, f32::max);
    ((a - b) / a.max(b).max(3.0 * FLOOR as f32), colour)
}
