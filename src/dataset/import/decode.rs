//! Encoded pictures on their way in: decoded, turned upright, and laid on something where one can see through them.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageError, ImageReader};

use super::error::{ImportError, Remedy, Setting};
use super::input::instead;
use super::request::{On, Request};
use crate::dataset::Shape;
use crate::picture::jpeg::first_missing_row;
use crate::picture::{FORMATS, ground, is_heic};

/// Memory that one picture may take while it is decoded: 512 MiB.
const DECODED: u64 = 512 << 20;

/// How many pictures that one could see through were laid on what.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Laid {
    white: usize,
    black: usize,
}

impl Laid {
    /// In words; none where there were none.
    pub(crate) fn told(self) -> Option<String> {
        let one = |n, ground| match n {
            0 => None,
            1 => Some(format!("1 was laid on {ground}")),
            many => Some(format!("{many} were laid on {ground}")),
        };
        let told: Vec<String> = [one(self.white, "white"), one(self.black, "black")]
            .into_iter()
            .flatten()
            .collect();
        (!told.is_empty()).then(|| {
            format!(
                "of the pictures that one can see through {}",
                told.join(" and ")
            )
        })
    }
}

/// A picture file as it is to be seen (turned as its camera says): its shape, and its pixels, grey
/// or red, green and blue. Where one can see through it, it is laid `on` something, which `laid` counts.
///
/// # Errors
/// When it is damaged, a side has more than `most` pixels, or one can see through it and nothing is said of that.
pub(super) fn decode(
    path: &Path,
    most: u32,
    on: Option<On>,
    laid: &mut Laid,
) -> Result<(Shape, Vec<u8>), ImportError> {
    let reading = |error| ImportError::reading(path, error);
    let mut bytes = Vec::new();
    // No file of so many pixels at most has more bytes.
    let mut file = File::open(path).map_err(reading)?.take(DECODED);
    file.read_to_end(&mut bytes).map_err(reading)?;
    decode_bytes(&bytes, most, on, laid, &|why| ImportError::whole(path, why))
}

/// The same of a picture that is in memory. `wrong` makes an error of what is wrong with it.
///
/// # Errors
/// As [`decode`].
pub(super) fn decode_bytes(
    bytes: &[u8],
    most: u32,
    on: Option<On>,
    laid: &mut Laid,
    wrong: &dyn Fn(String) -> ImportError,
) -> Result<(Shape, Vec<u8>), ImportError> {
    if let Some(what) = instead(bytes) {
        return Err(wrong(what.to_owned()).damage());
    }
    let damaged = |error: ImageError| {
        wrong(format!("it cannot be decoded ({error}); save it again")).damage()
    };
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok();
    let known = reader.filter(|reader| {
        reader
            .format()
            .is_some_and(|format| format.reading_enabled())
    });
    let Some(reader) = known else {
        return Err(wrong(no_picture(bytes, "save it as one of these")).damage());
    };
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if width > most || height > most {
        let why = format!("it is {width}x{height} pixels, and a side may have {most}");
        return Err(wrong(why).but(
            "to have it made smaller, ",
            Setting::Fit,
            Remedy::set_to("28x28"),
        ));
    }
    if decoder.total_bytes() > DECODED {
        let why = format!("it is {width}x{height} pixels, too many to decode; save it smaller");
        return Err(wrong(why));
    }
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    if let Some(row) = first_missing_row(bytes, &picture) {
        let height = picture.height();
        let why = format!(
            "the file ends early: of its {height} rows, those from row {row} on are missing; save or copy it again"
        );
        return Err(wrong(why).damage());
    }
    picture.apply_orientation(orientation);
    if picture.color().has_alpha()
        && let Some(seen_on) = ground::under(&picture.to_luma_alpha8())
    {
        let under = match on {
            Some(On::White) => ground::WHITE,
            Some(On::Black) => ground::BLACK,
            Some(On::Auto) => seen_on,
            None => return Err(see_through(seen_on, wrong)),
        };
        match under {
            ground::BLACK => laid.black += 1,
            _ => laid.white += 1,
        }
        picture = ground::lay_on(&picture, under);
    }
    let shape = Shape {
        width: picture.width() as usize,
        height: picture.height() as usize,
        channels: if picture.color().has_color() { 3 } else { 1 },
    };
    let pixels = match shape.channels {
        1 => picture.into_luma8().into_raw(),
        _ => picture.into_rgb8().into_raw(),
    };
    Ok((shape, pixels))
}

/// What is told of a picture that one can see through.
fn see_through(seen_on: u8, wrong: &dyn Fn(String) -> ImportError) -> ImportError {
    let (strokes, ground) = match seen_on {
        ground::BLACK => ("bright", "black"),
        _ => ("dark", "white"),
    };
    let why = format!(
        "one can see through it, and nobody knows onto what (its strokes are {strokes}, which one sees on {ground}); \
         save it without transparency"
    );
    wrong(why).but(
        "or, to lay it on white, black, or what its strokes are seen on, ",
        Setting::On,
        Remedy::set_to("auto"),
    )
}

/// What is told of bytes that are no picture which can be read.
pub(super) fn no_picture(bytes: &[u8], what_to_do: &str) -> String {
    match is_heic(bytes) {
        true => "it is a HEIC picture, which is not read here; save it as JPEG or PNG (an iPhone takes JPEG after Settings, \
                 Camera, Formats, Most Compatible)"
            .to_owned(),
        false => format!("it is no picture that is read here ({FORMATS}); {what_to_do}"),
    }
}

/// The pixels that a side of a picture may have which is one of the set.
pub(super) fn most_pixels(request: &Request) -> u32 {
    // What will be made smaller may be large.
    match request.fit {
        Some(_) => u32::MAX,
        None => u32::try_from(request.limits.side).unwrap_or(u32::MAX),
    }
}
