//! Photos as they are handed on: with their pixels and which way up they are, and without what cameras write beside
//! them: where and when they were taken, with what, and by whom.

use flate2::Crc;
use image::metadata::Orientation;

/// How a JPEG file begins.
const JPEG: &[u8] = &[0xff, 0xd8];
/// How a PNG file begins.
const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
/// How the content of an Exif segment begins.
const EXIF: &[u8] = b"Exif\0\0";
/// Chunks of a PNG file that say something of it in words, or when it was made (PNG, third edition, 11.3).
const PNG_WORDS: [&[u8]; 4] = [b"tEXt", b"zTXt", b"iTXt", b"tIME"];

/// The same photo without what is written beside its pixels; none where there is nothing of that, or it is no photo.
pub(super) fn bare(photo: &[u8]) -> Option<Vec<u8>> {
    let bare = if photo.starts_with(JPEG) {
        jpeg(photo)?
    } else if photo.starts_with(PNG) {
        png(photo)?
    } else {
        return None;
    };
    (bare != photo).then_some(bare)
}

/// JPEG: segments up to the pixels (ITU-T T.81, B.1.1).
fn jpeg(photo: &[u8]) -> Option<Vec<u8>> {
    let mut kept = JPEG.to_vec();
    let mut at = JPEG.len();
    loop {
        let [0xff, marker, high, low] = *photo.get(at..at + 4)? else {
            return None;
        };
        // Behind the start of a scan there are pixels only.
        if marker == 0xda {
            kept.extend_from_slice(photo.get(at..)?);
            return Some(kept);
        }
        let end = at + 2 + usize::from(u16::from_be_bytes([high, low]));
        let whole = photo.get(at..end)?;
        match marker {
            // Exif and XMP; IPTC; comments.
            0xe1 => {
                let exif = whole
                    .get(4..)
                    .and_then(|content| content.strip_prefix(EXIF));
                let exif = exif.and_then(turned).and_then(|exif| segment(&exif));
                kept.extend(exif.unwrap_or_default());
            }
            0xed | 0xfe => {}
            _ => kept.extend_from_slice(whole),
        }
        at = end;
    }
}

/// Exif that says which way up a photo is, and nothing else; none where it is as it was taken.
fn turned(exif: &[u8]) -> Option<Vec<u8>> {
    let orientation = Orientation::from_exif_chunk(exif)?;
    let value = orientation.to_exif();
    // Big-endian, one directory with one entry (Exif 2.32, 4.6.2): orientation, a short.
    let entry = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    let is_turned = orientation != Orientation::NoTransforms;
    is_turned.then(|| [&entry[..], &[value, 0, 0, 0, 0, 0, 0]].concat())
}

/// A JPEG segment of this Exif.
fn segment(exif: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(2 + EXIF.len() + exif.len()).ok()?;
    Some([&[0xff, 0xe1][..], &length.to_be_bytes(), EXIF, exif].concat())
}

/// A PNG chunk of this Exif.
fn chunk(exif: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(exif.len()).ok()?;
    let content = [b"eXIf", exif].concat();
    let mut sum = Crc::new();
    sum.update(&content);
    Some(
        [
            &length.to_be_bytes()[..],
            &content,
            &sum.sum().to_be_bytes(),
        ]
        .concat(),
    )
}

/// PNG: chunks (PNG, third edition, 5.3).
fn png(photo: &[u8]) -> Option<Vec<u8>> {
    let mut kept = PNG.to_vec();
    let mut rest = photo.get(PNG.len()..)?;
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest.first_chunk().copied()?);
        let end = usize::try_from(length).ok()?.checked_add(12)?;
        let (whole, behind) = rest.split_at_checked(end)?;
        match whole.get(4..8)? {
            b"eXIf" => {
                let exif = whole.get(8..end - 4).and_then(turned);
                kept.extend(exif.and_then(|exif| chunk(&exif)).unwrap_or_default());
            }
            kind if PNG_WORDS.contains(&kind) => {}
            _ => kept.extend_from_slice(whole),
        }
        rest = behind;
    }
    Some(kept)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};
    use std::io::Cursor;

    use super::*;

    /// Exif of a photo that is turned, and its maker's name behind that.
    const TURNED: &[u8] = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0Maker";

    fn photo(format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let gradient = image::GrayImage::from_fn(16, 8, |x, y| image::Luma([(x * 9 + y) as u8]));
        DynamicImage::ImageLuma8(gradient)
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    }

    fn decoded(bytes: &[u8]) -> (DynamicImage, Orientation) {
        let reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .unwrap();
        let mut decoder = reader.into_decoder().unwrap();
        let orientation = decoder.orientation().unwrap();
        (DynamicImage::from_decoder(decoder).unwrap(), orientation)
    }

    #[test]
    fn a_jpeg_keeps_its_pixels_and_which_way_up_it_is_and_nothing_else() {
        let plain = photo(ImageFormat::Jpeg);
        let turn = segment(&turned(TURNED).unwrap()).unwrap();
        let place = b"\xff\xe1\0\x20http://ns.adobe.com/xap/GPS-52";
        let comment = b"\xff\xfe\0\x0dTaken by me";
        let taken = [JPEG, &turn, place, comment, plain.get(2..).unwrap()].concat();
        let bare = bare(&taken).unwrap();
        let has = |words: &[u8]| bare.windows(words.len()).any(|window| window == words);
        assert!(!has(b"GPS") && !has(b"Taken"));
        assert_eq!(decoded(&bare), (decoded(&plain).0, Orientation::Rotate90));
        assert_eq!(super::bare(&bare), None);
        assert_eq!(super::bare(&plain), None);
    }

    #[test]
    fn a_png_keeps_its_pixels_and_no_words() {
        let plain = photo(ImageFormat::Png);
        let (before, end) = plain.split_at(plain.len() - 12);
        let words = b"\0\0\0\x0btEXtAuthor\0Some\0\0\0\0";
        let taken = [before, words, end].concat();
        assert_eq!(bare(&taken).unwrap(), plain);
        assert_eq!(bare(&plain), None);
        let (header, pixels) = plain.split_at(33);
        let turned = [header, &chunk(TURNED).unwrap(), pixels].concat();
        let bare = bare(&turned).unwrap();
        assert!(!bare.windows(5).any(|window| window == b"Maker"));
        assert_eq!(decoded(&bare), (decoded(&plain).0, Orientation::Rotate90));
    }

    #[test]
    fn what_is_cut_off_or_no_photo_is_left_as_it_is() {
        let plain = photo(ImageFormat::Jpeg);
        for bytes in [&plain[..20], &plain[..2], b"", b"format: 1", PNG] {
            assert_eq!(bare(bytes), None);
        }
    }
}
