//! What a picture shows, in words.

use image::DynamicImage;

use crate::lesson::results::third;
use crate::picture::looks::{Colour, Ink, Looks, looks};
use crate::say;
use crate::words::Words;

/// Degrees from which on ink leans.
const LEANS: f64 = 5.0;

/// What a picture shows, in a few sentences.
pub(super) fn describe(picture: &DynamicImage, words: Words) -> String {
    match looks(picture) {
        Looks::Coloured(bands) => {
            let [upper, middle, lower] = bands.map(|colour| words.text(called(colour)));
            say!(
                words,
                "looks-coloured",
                upper = upper,
                middle = middle,
                lower = lower
            )
        }
        Looks::Ink { ink: None, .. } => say!(words, "looks-even"),
        Looks::Ink {
            is_dark_on_bright,
            share,
            ink: Some(ink),
        } => {
            let mut said = Vec::new();
            if is_dark_on_bright {
                said.push(say!(words, "looks-dark-on-bright"));
            }
            said.push(size(&ink, share, words));
            said.push(holes(&ink, words));
            said.push(crossings(&ink, words));
            said.join(" ")
        }
    }
}

/// How large the ink is, how much of it there is, and whether it leans.
fn size(ink: &Ink, share: f64, words: Words) -> String {
    let lean = match ink.lean {
        lean if lean >= LEANS => say!(words, "leans-right", degrees = format!("{lean:.0}")),
        lean if lean <= -LEANS => say!(words, "leans-left", degrees = format!("{:.0}", -lean)),
        _ => say!(words, "upright"),
    };
    let covered = format!("{:.0}", share * 100.0);
    say!(
        words,
        "looks-ink",
        width = ink.width,
        height = ink.height,
        lean = lean,
        share = covered
    )
}

/// Pieces and what they enclose.
fn holes(ink: &Ink, words: Words) -> String {
    let places: Vec<String> = ink.holes.iter().map(|&place| third(place, words)).collect();
    let mut text = say!(words, "looks-parts", n = ink.parts);
    let holes = match places.as_slice() {
        [] => say!(words, "no-hole"),
        [one] => say!(words, "one-hole", place = one.as_str()),
        many => {
            let (n, places) = (many.len(), many.join(", "));
            say!(words, "holes", n = n, places = places)
        }
    };
    text = format!("{text}, {holes}");
    if ink.specks > 0 {
        text = format!("{text}, {}", say!(words, "specks", n = ink.specks));
    }
    format!("{text}.")
}

fn crossings(ink: &Ink, words: Words) -> String {
    let [high, middle, low] = ink.crossings;
    say!(
        words,
        "looks-crossings",
        high = high,
        middle = middle,
        low = low
    )
}

fn called(colour: Colour) -> &'static str {
    match colour {
        Colour::Black => "colour-black",
        Colour::Grey => "colour-grey",
        Colour::White => "colour-white",
        Colour::Red => "colour-red",
        Colour::Brown => "colour-brown",
        Colour::Orange => "colour-orange",
        Colour::Yellow => "colour-yellow",
        Colour::Green => "colour-green",
        Colour::Turquoise => "colour-turquoise",
        Colour::Blue => "colour-blue",
        Colour::Purple => "colour-purple",
    }
}
