//! A training curve as SVG: accuracy in percent over epochs, training and validation on one pair of
//! axes, so that the gap between them can be seen.

use super::escape::escaped;
use crate::train::{CurvePoint, EpochRecord};

/// The drawing, and the room around its axes. It is small, so that letters stay legible on a phone's width.
const SIZE: (f64, f64) = (360.0, 200.0);
const LEFT: f64 = 34.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 26.0;

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
            "<line class=\"axis\" x1=\"{left:.1}\" x2=\"{right:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
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
        "<polyline class=\"training\" points=\"{}\"/>\n",
        points.join(" ")
    );
    for epoch in epochs {
        if let Some(accuracy) = epoch.validation_accuracy {
            let (x, y) = place(epoch.epoch as f64, accuracy);
            drawn += &format!("<circle class=\"held\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>\n");
        }
    }
    let [training, validation, axis] = names.each_ref().map(|name| escaped(name));
    let (right, bottom) = place(end, 0.0);
    drawn += &format!(
        "<text x=\"4\" y=\"14\">%</text>\
         <text class=\"training-name\" x=\"{LEFT}\" y=\"14\">— {training}</text>\
         <text class=\"held-name\" x=\"{right:.1}\" y=\"14\" text-anchor=\"end\">● {validation}</text>\
         <text x=\"{LEFT}\" y=\"{:.1}\">0</text>\
         <text x=\"{right:.1}\" y=\"{:.1}\" text-anchor=\"end\">{end:.0} {axis}</text>\n",
        bottom + 17.0,
        bottom + 17.0,
    );
    let last = epochs.last().map(|epoch| {
        let held = epoch.validation_accuracy;
        let held = held.map_or(String::new(), |share| {
            format!(", {validation} {:.1} %", share * 100.0)
        });
        format!(
            " ({axis} {}: {training} {:.1} %{held})",
            epoch.epoch,
            epoch.train_accuracy * 100.0
        )
    });
    format!(
        "<svg class=\"curve\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{training}, {validation}: %{}\">\n\
         {drawn}</svg>\n",
        SIZE.0,
        SIZE.1,
        last.unwrap_or_default()
    )
}
