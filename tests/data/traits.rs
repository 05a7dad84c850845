//! What a dial promises: it changes one trait of a digit that somebody really wrote, and no other.

use image::{GrayImage, Luma};
use imageproc::definitions::Image;
use imageproc::region_labelling::{Connectivity, connected_components};
use mindgap::dataset::Library;
use mindgap::picture::dial::{Dial, Strokes};

/// The pen that draws MNIST's median stroke, in pixels of the finished picture.
const PEN: f32 = 2.4;

fn written(digit: u8) -> Vec<Strokes> {
    let all = Library::builtin().strokes("pendigits").unwrap();
    all.into_iter()
        .filter(|(_, label)| *label == digit)
        .map(|(strokes, _)| strokes)
        .collect()
}

/// Those of the digit's strokes that the dial can turn.
fn turnable(dial: Dial) -> Vec<Strokes> {
    let all = written(dial.digit());
    all.into_iter()
        .filter(|strokes| dial.turn(strokes).is_some())
        .collect()
}

fn ink(picture: &GrayImage) -> f64 {
    picture
        .pixels()
        .map(|pixel| f64::from(pixel.0[0]) / 255.0)
        .sum()
}

fn flag(length: f32, angle: f32) -> Dial {
    Dial::Flag { length, angle }
}

/// How many can be turned, of how many: counted, and it decides which digits a lesson shows.
#[test]
fn most_1s_and_7s_and_a_third_of_the_4s_are_written_as_the_dials_take_for_granted() {
    let count = |dial: Dial| (turnable(dial).len(), written(dial.digit()).len());
    assert_eq!(count(flag(0.3, 40.0)), (871, 1143));
    assert_eq!(count(Dial::Bar { length: 0.5 }), (1109, 1142));
    assert_eq!(count(Dial::Top { gap: 0.2 }), (381, 1144));
}

#[test]
fn the_flag_of_a_1_grows_with_its_length_and_nothing_else_changes() {
    for one in turnable(flag(0.0, 40.0)) {
        let none = flag(0.0, 40.0).turn(&one).unwrap();
        let mut before = none.ink(PEN);
        for length in [0.1, 0.2, 0.3, 0.4] {
            let turned = flag(length, 40.0).turn(&one).unwrap();
            let drawn = turned.ink(PEN);
            // Ink is added, none is lost.
            assert!(ink(&drawn) > ink(&before));
            assert!(
                drawn
                    .pixels()
                    .zip(before.pixels())
                    .all(|(after, before)| after.0[0] >= before.0[0].saturating_sub(1))
            );
            before = drawn;
            // Behind the flag, the strokes are the same.
            assert_eq!(turned.0[0][1..], none.0[0][..]);
            let (tip, top) = (turned.0[0][0], turned.0[0][1]);
            assert!(((tip.0 - top.0).hypot(tip.1 - top.1) - length).abs() < 1e-5);
        }
    }
}

#[test]
fn the_flag_stands_at_its_angle_to_the_stem_and_none_is_left_at_length_0() {
    for one in turnable(flag(0.3, 40.0)) {
        for angle in [20.0, 40.0, 60.0, 90.0] {
            let turned = flag(0.3, angle).turn(&one).unwrap();
            let line = &turned.0[0];
            let (tip, top) = (line[0], line[1]);
            // The first of the lowest points: some 1s stand on a serif.
            let foot = line
                .iter()
                .rev()
                .max_by(|a, b| a.1.total_cmp(&b.1))
                .unwrap();
            let direction = |to: (f32, f32)| (to.0 - top.0).atan2(to.1 - top.1).to_degrees();
            let between = (direction(*foot) - direction(tip)).rem_euclid(360.0);
            assert!(
                (between - angle).abs() < 0.01,
                "{between} instead of {angle}"
            );
        }
        // Without a flag the pen starts at the top of the stem and goes down.
        let none = flag(0.0, 40.0).turn(&one).unwrap();
        assert!(none.0[0][0].1 < none.0[0][1].1);
        let highest = none.0[0].iter().map(|point| point.1).fold(1.0, f32::min);
        assert_eq!(none.0[0][0].1, highest);
    }
}

#[test]
fn the_bar_of_a_7_is_as_long_as_stated_or_not_there() {
    for seven in turnable(Dial::Bar { length: 0.4 }) {
        let none = Dial::Bar { length: 0.0 }.turn(&seven).unwrap();
        assert_eq!(none.0, seven.0[..1]);
        let mut before = none.ink(PEN);
        for length in [0.1, 0.3, 0.5, 0.7] {
            let turned = Dial::Bar { length }.turn(&seven).unwrap();
            assert_eq!(turned.0[0], none.0[0]);
            let bar = &turned.0[1];
            let (from, to) = (bar[0], bar[bar.len() - 1]);
            assert!(((to.0 - from.0).hypot(to.1 - from.1) - length).abs() < 1e-5);
            let drawn = turned.ink(PEN);
            assert!(ink(&drawn) >= ink(&before));
            before = drawn;
        }
    }
}

/// Background that the ink encloses.
fn holes(picture: &GrayImage) -> u32 {
    let paper = GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        Luma([u8::from(picture.get_pixel(x, y).0[0] < 128)])
    });
    let labels: Image<Luma<u32>> = connected_components(&paper, Connectivity::Four, Luma([0]));
    labels.pixels().map(|label| label.0[0]).max().unwrap() - 1
}

#[test]
fn the_top_of_a_4_is_closed_at_gap_0_and_opens_as_far_as_stated() {
    let (mut closed, mut opened) = (0, 0);
    let fours = turnable(Dial::Top { gap: 0.0 });
    for four in &fours {
        for gap in [0.0, 0.1, 0.2, 0.3] {
            let turned = Dial::Top { gap }.turn(four).unwrap();
            let (line, before) = (&turned.0[0], &four.0[0]);
            // The stem's upper end is where it was, and everything from the corner on.
            let corner = (0..line.len())
                .find(|&at| line[at..] == before[at..])
                .unwrap();
            assert!(corner < 5);
            let stem = before[3..]
                .iter()
                .min_by(|a, b| a.1.total_cmp(&b.1))
                .unwrap();
            let apart = (line[0].0 - stem.0).hypot(line[0].1 - stem.1);
            assert!((apart - gap).abs() < 1e-5, "{apart} instead of {gap}");
        }
        let at = |gap| holes(&Dial::Top { gap }.turn(four).unwrap().ink(1.5));
        closed += u32::from(at(0.0) >= 1);
        opened += u32::from(at(0.3) < at(0.0));
    }
    // Seen with a fine pen, all but a few enclose some paper, and then no longer: counted.
    assert_eq!((fours.len(), closed, opened), (381, 371, 366));
}

#[test]
fn the_pen_is_as_wide_as_stated() {
    // An upright stroke: the finished picture's 20 pixels hold its 50 and the pen.
    let line = Strokes(vec![vec![(0.3, 0.0), (0.3, 1.0)]]);
    for pen in [0.5, 1.0, 2.0, 3.0, 4.0] {
        let drawn = line.ink(pen);
        let across: f64 = (0..drawn.width())
            .map(|x| f64::from(drawn.get_pixel(x, 56).0[0]) / 255.0)
            .sum();
        let finished = across * 20.0 / (50.0 + across);
        assert!(
            (finished - f64::from(pen)).abs() < 0.02,
            "{finished} instead of {pen}"
        );
    }
    for (strokes, _) in Library::builtin()
        .strokes("pendigits")
        .unwrap()
        .iter()
        .step_by(50)
    {
        let inks = [1.0, 2.0, 3.0, 4.0].map(|pen| ink(&strokes.ink(pen)));
        assert!(inks.windows(2).all(|pair| pair[0] < pair[1]), "{inks:?}");
    }
}

/// Undialled strokes are the pictures that the set is measured with.
#[test]
fn strokes_drawn_with_the_usual_pen_are_the_set_itself() {
    let library = Library::builtin();
    let set = library.open("pendigits").unwrap();
    let strokes = library.strokes("pendigits").unwrap();
    assert_eq!(strokes.len(), set.len());
    // The pen that the set is drawn with: 6.8 of 56.8 pixels.
    let pen = 20.0 * 6.8 / 56.8;
    let mut same = 0_usize;
    for (index, (strokes, label)) in strokes.iter().enumerate().step_by(10) {
        assert_eq!(Some(*label), set.label(index));
        let drawn = strokes.draw(pen).unwrap();
        same += usize::from(Some(&drawn.as_raw()[..]) == set.picture(index));
    }
    assert_eq!(same, strokes.len().div_ceil(10));
}

#[test]
fn a_set_without_pen_strokes_says_where_there_are_some() {
    let error = Library::builtin()
        .strokes("optdigits")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("optdigits") && error.contains("pendigits"),
        "{error}"
    );
}
