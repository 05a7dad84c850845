//! What each corruption of MNIST-C does.

use mindgap::shift::Canvas;

use super::tools::*;

#[test]
fn translate_moves_the_centre_of_mass_by_whole_pixels_in_all_four_directions() {
    let blot = blot(28, (13.5, 13.5), 1.0);
    for (severity, _) in severities() {
        let mut seen = Vec::new();
        for seed in 0..40 {
            let moved = put("translate", severity, &blot, seed);
            let ([x, y], _) = moments(&moved);
            assert_near((x - 13.5).abs(), f64::from(severity), 1e-3);
            assert_near((y - 13.5).abs(), f64::from(severity), 1e-3);
            seen.push((x > 13.5, y > 13.5));
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 4);
    }
}

#[test]
fn shot_noise_keeps_the_mean_with_a_poisson_variance_and_leaves_black_alone() {
    let flat = Canvas::filled(200, 200, 1, 0.5);
    for (severity, place) in severities() {
        let photons = [60.0, 25.0, 12.0, 5.0, 3.0][place];
        let noisy = put("shot_noise", severity, &flat, 3);
        assert_near(mean(&noisy), 0.5, 0.01);
        let variance = deviation(&noisy).powi(2);
        assert_near(variance / (0.5 / photons), 1.0, 0.05);
        // Photons come in ones.
        let counts = noisy.values().iter().map(|value| value * photons as f32);
        assert!(counts.into_iter().all(|n| (n - n.round()).abs() < 1e-3));
    }
    let black = Canvas::filled(28, 28, 1, 0.0);
    assert_eq!(put("shot_noise", 5, &black, 3), black);
}

#[test]
fn impulse_noise_hits_the_stated_share_half_with_salt_and_half_with_pepper() {
    let flat = Canvas::filled(300, 300, 1, 0.5);
    for (severity, place) in severities() {
        let share = [0.03, 0.06, 0.09, 0.17, 0.27][place];
        let noisy = put("impulse_noise", severity, &flat, 5);
        let n = noisy.values().len() as f64;
        let of = |value: f32| noisy.values().iter().filter(|&&v| v == value).count() as f64 / n;
        assert_near(of(1.0), share / 2.0, 0.003);
        assert_near(of(0.0), share / 2.0, 0.003);
        assert_near(of(0.5), 1.0 - share, 0.005);
    }
}

#[test]
fn rotate_keeps_mass_and_distance_from_the_centre_and_can_be_turned_back() {
    let off = blot(28, (17.5, 11.0), 2.0);
    let from_centre = |canvas: &Canvas| {
        let ([x, y], _) = moments(canvas);
        ((x - 13.5), (y - 13.5))
    };
    let (x, y) = from_centre(&off);
    for (severity, place) in severities() {
        let angle = [0.2, 0.4, 0.6, 0.8, 1.0][place];
        // The sign is drawn: one seed for each.
        let turned = |seed| put("rotate", severity, &off, seed);
        let sign = |seed| {
            let (to_x, to_y) = from_centre(&turned(seed));
            (x * to_y - y * to_x).signum()
        };
        let left = (0..50).find(|&seed| sign(seed) < 0.0).unwrap();
        let right = (0..50).find(|&seed| sign(seed) > 0.0).unwrap();
        for seed in [left, right] {
            assert_near(mass(&turned(seed)) / mass(&off), 1.0, 0.01);
            let (to_x, to_y) = from_centre(&turned(seed));
            assert_near(to_x.hypot(to_y), x.hypot(y), 0.05);
            let between = (x * to_x + y * to_y) / (x.hypot(y) * to_x.hypot(to_y));
            assert_near(between.acos(), angle, 0.01);
        }
        let back = put("rotate", severity, &turned(left), right);
        let worst = back.values().iter().zip(off.values());
        let worst = worst.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 0.1, "severity {severity}: {worst}");
    }
}

#[test]
fn scale_shrinks_by_the_factor_about_the_centre() {
    let blot = blot(56, (27.5, 27.5), 5.0);
    for (severity, place) in severities() {
        let factor = [0.9, 0.8, 0.7, 0.6, 0.5][place];
        let ([x, y], spread) = moments(&put("scale", severity, &blot, 0));
        assert_near(x, 27.5, 0.01);
        assert_near(y, 27.5, 0.01);
        for spread in spread {
            assert_near(spread / (5.0 * factor), 1.0, 0.02);
        }
    }
}

#[test]
fn shear_moves_each_row_in_proportion_to_its_distance_from_the_centre() {
    let upright = grey(28, 28, |x, _| (-(x - 13.5).powi(2) / 2.0).exp());
    for (severity, place) in severities() {
        let slope = f64::sin([0.2, 0.4, 0.6, 0.8, 1.0][place]);
        let slanted = put("shear", severity, &upright, 4);
        let row = |y: usize| {
            let values = (0..28).map(|x| f64::from(at(&slanted, x, y)));
            let moved = values.clone().zip(0..).map(|(v, x)| v * f64::from(x));
            moved.sum::<f64>() / values.sum::<f64>() - 13.5
        };
        for y in 4..24 {
            assert_near((row(y) / (y as f64 - 13.5)).abs(), slope, 0.03);
        }
    }
}

#[test]
fn brightness_adds_the_constant_and_keeps_a_colours_hue() {
    let canvas = grey(28, 28, |x, _| x / 27.0);
    for (severity, place) in severities() {
        let more = [0.1, 0.2, 0.3, 0.4, 0.5][place];
        let brighter = put("brightness", severity, &canvas, 0);
        for x in 0..28 {
            let expected = (at(&canvas, x, 9) + more).min(1.0);
            assert_near(at(&brighter, x, 9).into(), expected.into(), 1e-6);
        }
    }
    let mut orange = Canvas::filled(1, 1, 3, 0.0);
    orange.values_mut().copy_from_slice(&[0.6, 0.3, 0.0]);
    let brighter = put("brightness", 2, &orange, 0);
    for (value, expected) in brighter.values().iter().zip([0.8, 0.4, 0.0]) {
        assert_near((*value).into(), expected, 1e-6);
    }
}

#[test]
fn stripe_turns_exactly_seven_columns_on_each_side_around_and_is_its_own_inverse() {
    let digit = &canvases(1)[0];
    let striped = put("stripe", 1, digit, 0);
    for y in 0..28 {
        for x in 0..28 {
            let value = at(digit, x, y);
            let expected = if (7..21).contains(&x) {
                value
            } else {
                1.0 - value
            };
            assert_eq!(at(&striped, x, y), expected);
        }
    }
    assert!(distance(&put("stripe", 1, &striped, 0), digit) < 1e-7);
}

#[test]
fn lines_only_add_ink_and_leave_their_gaps_and_margins_alone() {
    for (seed, digit) in (0..).zip(&canvases(50)) {
        let dotted = put("dotted_line", 1, digit, seed);
        let zigzag = put("zigzag", 1, digit, seed);
        for lined in [&dotted, &zigzag] {
            let mut pairs = lined.values().iter().zip(digit.values());
            assert!(pairs.all(|(after, before)| after >= before && *after <= 1.0));
            assert!(mass(lined) > mass(digit));
        }
        for y in 0..28 {
            for x in 0..28 {
                let kept = |lined: &Canvas| at(lined, x, y) == at(digit, x, y);
                assert!(x % 4 >= 2 || kept(&dotted), "a gap at column {x}");
                assert!((2..26).contains(&x) || kept(&zigzag), "column {x}");
            }
        }
    }
    // On black: every column between has ink.
    let black = Canvas::filled(28, 28, 1, 0.0);
    for seed in 0..20 {
        let column = |canvas: &Canvas, x| (0..28).any(|y| at(canvas, x, y) > 0.5);
        let dotted = put("dotted_line", 1, &black, seed);
        assert!((0..27).filter(|x| x % 4 >= 2).all(|x| column(&dotted, x)));
    }
}

#[test]
fn canny_leaves_the_outline_of_a_disc_and_nothing_else() {
    let from_middle = |x: f32, y: f32| (x - 13.5).hypot(y - 13.5);
    let disc = grey(28, 28, |x, y| f32::from(u8::from(from_middle(x, y) < 8.0)));
    let edges = put("canny_edges", 1, &disc, 0);
    assert!(
        edges
            .values()
            .iter()
            .all(|&value| value == 0.0 || value == 1.0)
    );
    for y in 0..28 {
        for x in 0..28 {
            if at(&edges, x, y) == 1.0 {
                let from = from_middle(x as f32, y as f32);
                assert!((6.5..9.5).contains(&from), "an edge {from} from the middle");
            }
        }
    }
    // The outline is closed: who starts in the middle and steps over no edge stays within.
    let mut open = vec![(13usize, 13usize)];
    let mut been = vec![false; 28 * 28];
    while let Some((x, y)) = open.pop() {
        if at(&edges, x, y) == 1.0 || std::mem::replace(&mut been[y * 28 + x], true) {
            continue;
        }
        assert!(from_middle(x as f32, y as f32) < 9.0);
        open.extend([(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]);
    }
    let flat = Canvas::filled(28, 28, 1, 0.7);
    assert_eq!(mass(&put("canny_edges", 1, &flat, 0)), 0.0);
}

#[test]
fn motion_blur_smears_to_one_side_along_a_line_within_45_degrees() {
    let dot = dot(85);
    let mut slopes = Vec::new();
    for seed in 0..60 {
        let smeared = put("motion_blur", 1, &dot, seed);
        assert_near(mass(&smeared), 1.0, 1e-4);
        // It begins with the dot, and nothing lies to its right.
        let lit = |x: usize| (0..85).any(|y| at(&smeared, x, y) > 0.0);
        assert!((43..85).all(|x| !lit(x)) && lit(42) && lit(41));
        // The mean of half a normal distribution is sigma * sqrt(2 / pi), less half a pixel's
        // rounding; sigma is 3 * 85 / 28.
        let ([x, y], _) = moments(&smeared);
        let (dx, dy) = (x - 42.0, y - 42.0);
        let expected = 3.0 * 85.0 / 28.0 * (2.0 / std::f64::consts::PI).sqrt();
        assert_near(dx.hypot(dy), expected, 0.6);
        slopes.push((dy / dx).atan().to_degrees());
    }
    assert!(slopes.iter().all(|angle| angle.abs() < 46.0));
    assert!(slopes.iter().any(|&angle| angle > 25.0) && slopes.iter().any(|&angle| angle < -25.0));
}

#[test]
fn glass_blur_moves_ink_only_as_far_as_it_says() {
    let half = grey(84, 84, |x, _| f32::from(u8::from(x < 42.0)));
    for (severity, place) in severities() {
        let (sigma, reach, times) = [
            (0.7, 1, 2),
            (0.9, 2, 1),
            (1.0, 2, 3),
            (1.1, 3, 2),
            (1.5, 4, 2),
        ][place];
        let seen = put("glass_blur", severity, &half, 2);
        // The edge is not straight any more.
        let rough: Vec<f32> = (10..74).map(|y| at(&seen, 42, y)).collect();
        assert!(rough.iter().any(|value| (value - rough[0]).abs() > 0.02));
        // A pixel that is swapped towards the loop's end may travel on with it, but only by chance:
        // far away nothing has changed.
        let far = 3 * (times * 3 * reach) + (8.0 * 3.0 * sigma) as usize;
        for y in 0..84 {
            assert_near(at(&seen, 42 - far.min(42), y).into(), 1.0, 0.01);
            assert_near(at(&seen, (42 + far).min(83), y).into(), 0.0, 0.01);
        }
    }
    for (seed, digit) in (0..).zip(&canvases(20)) {
        let ratio = mass(&put("glass_blur", 1, digit, seed)) / mass(digit);
        assert_near(ratio, 1.0, 0.03);
    }
}

#[test]
fn fog_stays_in_range_brightens_and_comes_in_clouds() {
    let mut added = 0.0;
    for (seed, digit) in (0..).zip(&canvases(50)) {
        for (severity, place) in severities() {
            let thick = [1.5, 2.0, 2.5, 2.5, 3.0f32][place];
            let foggy = put("fog", severity, digit, seed);
            assert!(
                foggy
                    .values()
                    .iter()
                    .all(|value| (0.0..=1.0).contains(value))
            );
            added += mean(&foggy) - mean(digit);
            // What is added lies between nothing and all of the fog.
            let most = digit.values().iter().fold(0.0f32, |most, &v| most.max(v));
            let share = most / (most + thick);
            let clouds = foggy.values().iter().zip(digit.values());
            for cloud in clouds.map(|(after, before)| (after / share - before) / thick) {
                assert!((-1e-5..=1.0 + 1e-5).contains(&cloud), "{cloud}");
            }
        }
    }
    assert!(added > 0.0, "darker by {added}");
    // Neighbours are alike, and thick fog differs over the picture.
    let white = Canvas::filled(28, 28, 1, 1.0);
    let clouds: Vec<Canvas> = (0..30).map(|seed| put("fog", 1, &white, seed)).collect();
    let step = |canvas: &Canvas| {
        let pairs = canvas.values().windows(2).zip(0..);
        let beside = pairs.filter(|(_, place)| place % 28 != 27);
        beside
            .map(|(pair, _)| (pair[0] - pair[1]).abs())
            .fold(0.0, f32::max)
    };
    assert!(clouds.iter().all(|cloud| step(cloud) < 0.1));
    let means: Vec<f64> = clouds.iter().map(mean).collect();
    let (low, high) = (
        means.iter().fold(1.0, |low: f64, &v| low.min(v)),
        means.iter().fold(0.0, |high: f64, &v| high.max(v)),
    );
    assert!(high - low > 0.1, "always the same fog: {low} to {high}");
    // No light, no fog to be seen.
    let black = Canvas::filled(28, 28, 1, 0.0);
    assert_eq!(put("fog", 5, &black, 1), black);
}

#[test]
fn spatter_covers_with_dark_grey() {
    let white = Canvas::filled(28, 28, 1, 1.0);
    let black = Canvas::filled(28, 28, 1, 0.0);
    let covered = |severity: u8| -> f64 {
        let over = (0..100).map(|seed| {
            let spattered = put("spatter", severity, &white, seed);
            let changed = spattered.values().iter().filter(|&&value| value < 1.0);
            // At least .8 of what is covered is mud.
            assert!(
                changed
                    .clone()
                    .all(|&v| v <= 0.2 + 0.8 * 63.0 / 255.0 + 1e-5)
            );
            changed.count()
        });
        over.sum::<usize>() as f64 / (100.0 * 784.0)
    };
    let shares: Vec<f64> = (1..=5).map(covered).collect();
    assert!(shares[0] > 0.0 && shares[4] < 0.9, "{shares:?}");
    for seed in 0..20 {
        let on_black = put("spatter", 5, &black, seed);
        let most = on_black
            .values()
            .iter()
            .fold(0.0f32, |most, &v| most.max(v));
        assert!((0.19..=63.0 / 255.0 + 1e-5).contains(&most), "{most}");
    }
}
