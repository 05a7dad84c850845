//! Where the digits were found in a photo: a frame around each, the one that is looked at in another colour and twice
//! as thick.

use image::{Rgb, RgbImage};
use imageproc::drawing::draw_hollow_rect_mut;
use imageproc::rect::Rect as Frame;

use crate::lesson::step::{SeenDigit, SeenStage};
use crate::picture::cleanup::Step;

/// Neither as bright as paper nor as dark as ink, so that they stand out from both, without colours too.
const FOUND: Rgb<u8> = Rgb([0, 135, 215]);
const LOOKED_AT: Rgb<u8> = Rgb([255, 95, 0]);

/// A stage's picture with a frame around each digit, to be shown in so many columns.
pub(super) fn marked(
    stage: &SeenStage,
    digits: &[SeenDigit],
    looked_at: usize,
    columns: u16,
) -> RgbImage {
    let picture = &stage.picture;
    let mut marked = picture.clone();
    // A line of a pixel in a picture made smaller would be too faint to be seen.
    let line = picture.width().div_ceil(2 * u32::from(columns.max(1)));
    let line = i32::try_from(line).unwrap_or(i32::MAX).max(1);
    let others = (0..digits.len()).filter(|place| *place != looked_at);
    for place in others.chain([looked_at]) {
        let Some(digit) = digits.get(place) else {
            continue;
        };
        let (colour, thick) = match place == looked_at {
            true => (LOOKED_AT, 2 * line),
            false => (FOUND, line),
        };
        let place = match stage.step {
            Step::Upright => digit.place,
            _ => digit.on_page,
        };
        for around in 1..=thick {
            if let Some(frame) = frame(&marked, place, around) {
                draw_hollow_rect_mut(&mut marked, frame, colour);
            }
        }
    }
    marked
}

/// A frame so many pixels away from a digit.
fn frame(picture: &RgbImage, place: [f32; 4], around: i32) -> Option<Frame> {
    let [left, top, width, height] = place;
    let (wide, high) = (picture.width() as f32, picture.height() as f32);
    let (x, y) = ((left * wide) as i32 - around, (top * high) as i32 - around);
    let width = u32::try_from((width * wide).ceil() as i32 + 2 * around).ok()?;
    let height = u32::try_from((height * high).ceil() as i32 + 2 * around).ok()?;
    (width > 0 && height > 0).then(|| Frame::at(x, y).of_size(width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_digit_is_framed_and_the_one_that_is_looked_at_stronger() {
        let stage = |step| SeenStage {
            step,
            about: String::new(),
            picture: RgbImage::new(60, 40),
        };
        let digit = |left: f32| SeenDigit {
            picture: Vec::new(),
            answer: Vec::new(),
            place: [left, 0.25, 0.1, 0.5],
            on_page: [left - 0.1, 0.25, 0.1, 0.5],
        };
        let digits = [digit(0.2), digit(0.6)];
        // On the straightened sheet each has another place.
        let page = marked(&stage(Step::Groups), &digits, 1, 60);
        assert_eq!(page.get_pixel(5, 9), &FOUND);
        let marked = marked(&stage(Step::Upright), &digits, 1, 60);
        // Their upper left corners are at (12, 10) and (36, 10).
        assert_eq!(marked.get_pixel(11, 9), &FOUND);
        assert_eq!(marked.get_pixel(10, 8), &Rgb([0; 3]));
        assert_eq!(marked.get_pixel(35, 9), &LOOKED_AT);
        assert_eq!(marked.get_pixel(34, 8), &LOOKED_AT);
        assert_eq!(marked.get_pixel(38, 20), &Rgb([0; 3]), "nothing is covered");
    }
}
