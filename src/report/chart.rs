//! A training curve as SVG: accuracy in percent over epochs, training and validation on one pair of
//! axes, so that the gap between them can be seen.

use super::escape::escaped;
use crate::train::{CurvePoint, EpochRecord};

/// The drawing, and the room around its axes.
const SIZE: (f64, f64) = (640.0, 240.0);
const LEFT: f64 = 44.0;
const RIGHT: f64 = 110.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 34.0;
/// The model's colour and the truth's, as on the screens (indexed 81 and 114, darker for paper).
const TRAINING: &str = "#1380b3";
const VALIDATION: &str = "#2f8f2f";

/// Draws a curve; `names` are what the lines and the axis are called.
pub(super) fn svg(training: &[CurvePoint], epochs: &[EpochRecord], names: &[String; 3]) -> String {
    let end = training
        .iter()
        .map(|point| point.at)
        .chain(epochs.iter().map(|epoch| epoch.epoch as f64))
        .fold(1.0, f64::max);
    let place = |at: f64, share: f64| {
        let (width, height) = (SIZE.0 - LEFT - RIGHT, SIZE.1 - TOP - BOTTOM);
        let x = LEFT + width * (at / end).clamp(0.0, 1.0);
        let y = TOP + height * (1.0 - share.clamp(0.0, 1.0));
        (x, y)
    };
    let mut drawn = String::new();
    for tick in [0.0, 0.5, 1.0] {
        let ((left, y), (right, _)) = (place(0.0, tick), place(end, tick));
        let text = format!("{:.0}", tick * 100.0);
        drawn += &format!(
            "<line x1=\"{left:.1}\" x2=\"{right:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#999\" stroke-width=\".5\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{text}</text>\n",
            left - 6.0,
            y + 4.0
        );
    }
    let points: Vec<String> = training
        .iter()
        .map(|point| place(point.at, point.accuracy))
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    drawn += &format!(
        "<polyline fill=\"none\" stroke=\"{TRAINING}\" stroke-width=\"1.5\" points=\"{}\"/>\n",
        points.join(" ")
    );
    for epoch in epochs {
        if let Some(accuracy) = epoch.validation_accuracy {
            let (x, y) = place(epoch.epoch as f64, accuracy);
            drawn +=
                &format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{VALIDATION}\"/>\n");
        }
    }
    let [training, validation, axis] = names.each_ref().map(|name| escaped(name));
    let (right, bottom) = place(end, 0.0);
    drawn += &format!(
        "<text x=\"{:.1}\" y=\"24\" fill=\"{TRAINING}\">— {training}</text>\
         <text x=\"{:.1}\" y=\"44\" fill=\"{VALIDATION}\">● {validation}</text>\
         <text x=\"{LEFT}\" y=\"{:.1}\">0</text>\
         <text x=\"{right:.1}\" y=\"{:.1}\" text-anchor=\"end\">{end:.0} {axis}</text>\
         <text x=\"4\" y=\"{:.1}\">%</text>\n",
        right + 10.0,
        right + 10.0,
        bottom + 18.0,
        bottom + 18.0,
        TOP + 4.0
    );
    format!(
        "<svg viewBox=\"0 0 {} {}\" width=\"{}\" role=\"img\" aria-label=\"{training}, {validation}: %\" \
         font-family=\"sans-serif\" font-size=\"12\" fill=\"currentColor\">\n{drawn}</svg>\n",
        SIZE.0, SIZE.1, SIZE.0
    )
}
