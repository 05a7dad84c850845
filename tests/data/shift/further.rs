//! What each further corruption does.

use mindgap::shift::Canvas;

use super::tools::*;

#[test]
fn normal_noise_has_the_stated_deviation_and_speckle_only_where_there_is_light() {
    let flat = Canvas::filled(200, 200, 1, 0.5);
    let black = Canvas::filled(28, 28, 1, 0.0);
    for (severity, place) in severities() {
        let even = put("gaussian_noise", severity, &flat, 1);
        assert_near(mean(&even), 0.5, 0.01);
        let stated = [0.08, 0.12, 0.18, 0.26, 0.38][place];
        assert_near(deviation(&even) / stated, 1.0, 0.03);

        let speckled = put("speckle_noise", severity, &flat, 1);
        let stated = 0.5 * [0.15, 0.2, 0.35, 0.45, 0.6][place];
        assert_near(deviation(&speckled) / stated, 1.0, 0.03);
        assert_eq!(put("speckle_noise", severity, &black, 1), black);
    }
}

#[test]
fn a_gaussian_blur_keeps_mass_and_has_the_stated_width() {
    // Three times as large as a digit, so that lengths are three times as long.
    let dot = dot(84);
    for (severity, place) in severities().take(3) {
        let stated = 3.0 * [1.0, 2.0, 3.0][place];
        let spread = |name| {
            let blurred = put(name, severity, &dot, 0);
            assert_near(mass(&blurred), 1.0, 1e-3);
            moments(&blurred).1
        };
        for spread in spread("gaussian_blur_isotropic") {
            assert_near(spread / stated, 1.0, 0.01);
        }
        // The authors' goes down the columns only.
        let [along_rows, down_columns] = spread("gaussian_blur");
        assert_near(along_rows, 0.0, 1e-3);
        assert_near(down_columns / stated, 1.0, 0.01);
    }
}

#[test]
fn out_of_focus_a_point_becomes_an_even_disc_of_the_stated_radius() {
    let dot = dot(84);
    for (severity, place) in severities() {
        let radius = 3.0 * [3.0, 4.0, 6.0, 8.0, 10.0f64][place];
        let disc = put("defocus_blur", severity, &dot, 0);
        assert_near(mass(&disc), 1.0, 1e-3);
        // A disc's second moment along an axis is a quarter of its radius squared.
        let (_, spread) = moments(&disc);
        assert_near(spread[0] / (radius / 2.0), 1.0, 0.03);
        let even = 1.0 / (std::f64::consts::PI * radius * radius);
        assert_near(f64::from(at(&disc, 42, 42)) / even, 1.0, 0.03);
    }
}

#[test]
fn contrast_keeps_the_mean_and_shrinks_the_rest() {
    let digit = &canvases(1)[0];
    for (severity, place) in severities() {
        let left = [0.4, 0.3, 0.2, 0.1, 0.05][place];
        let pale = put("contrast", severity, digit, 0);
        assert_near(mean(&pale), mean(digit), 1e-6);
        assert_near(deviation(&pale) / deviation(digit), left, 1e-5);
    }
}

#[test]
fn jpeg_changes_little_at_severity_1_and_more_at_5() {
    let far = |severity| {
        let digits = canvases(100);
        let distances = digits
            .iter()
            .map(|d| distance(&put("jpeg_compression", severity, d, 0), d));
        distances.sum::<f64>() / 100.0
    };
    let (mild, strong) = (far(1), far(5));
    assert!(
        mild > 0.0 && mild < 0.03 && strong > 1.5 * mild,
        "{mild} {strong}"
    );
    // A file of even grey is even grey.
    let grey = Canvas::filled(28, 28, 1, 128.0 / 255.0);
    assert!(distance(&put("jpeg_compression", 5, &grey, 0), &grey) < 0.005);
}

#[test]
fn pixelate_makes_fewer_and_larger_pixels_each_the_mean_of_what_it_covers() {
    let slope = grey(28, 28, |x, y| (x + 100.0 * y) / 3000.0);
    for (severity, place) in severities() {
        let n = [16, 14, 11, 8, 7][place];
        let coarse = put("pixelate", severity, &slope, 0);
        let columns = (0..28).map(|x| at(&coarse, x, 0).to_bits());
        let rows = (0..28).map(|y| at(&coarse, 0, y).to_bits());
        for line in [columns.collect::<Vec<_>>(), rows.collect()] {
            let mut line = line;
            line.dedup();
            assert_eq!(line.len(), n, "severity {severity}");
        }
    }
    // 14 and 7 divide 28.
    for severity in [2, 5] {
        assert_near(
            mean(&put("pixelate", severity, &slope, 0)),
            mean(&slope),
            1e-5,
        );
    }
    let coarse = put("pixelate", 2, &slope, 0);
    assert_near(
        at(&coarse, 0, 0).into(),
        (0.0 + 1.0 + 100.0 + 101.0) / 4.0 / 3000.0,
        1e-6,
    );
}

#[test]
fn elastic_transform_bends_ink_and_makes_none() {
    let black = Canvas::filled(28, 28, 1, 0.0);
    let digit = &canvases(1)[0];
    for (severity, _) in severities() {
        assert_eq!(put("elastic_transform", severity, &black, 1), black);
        let bent = put("elastic_transform", severity, digit, 1);
        assert!(
            bent.values()
                .iter()
                .all(|value| (0.0..=1.0).contains(value))
        );
        assert!(distance(&bent, digit) > 0.01);
    }
}
