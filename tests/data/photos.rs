//! Opening somebody's picture file: upright, and whatever is in it, a picture or an error that says
//! what is wrong.

use std::fs;
use std::path::{Path, PathBuf};

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, Frame, GrayImage, ImageEncoder, ImageFormat, Luma, Rgba,
    RgbaImage,
};
use mindgap::picture::{Cleanup, OpenError, Photo, open};
use proptest::prelude::*;
use tempfile::TempDir;

/// Every format that is read.
const FORMATS: [ImageFormat; 6] = [
    ImageFormat::Png,
    ImageFormat::Jpeg,
    ImageFormat::WebP,
    ImageFormat::Gif,
    ImageFormat::Bmp,
    ImageFormat::Pnm,
];

/// A folder for the files of one test.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn with(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Opens a file of these bytes.
    fn opened(&self, name: &str, bytes: &[u8]) -> Result<Photo, OpenError> {
        open(&self.with(name, bytes))
    }

    /// What opening says that is no success.
    #[track_caller]
    fn complaint(&self, name: &str, bytes: &[u8]) -> String {
        let said = self.opened(name, bytes).unwrap_err().to_string();
        assert!(said.contains(name), "it does not name the file: {said}");
        said
    }
}

/// A picture of 40x30 that is not its own mirror image: bright on the left and above.
fn picture() -> GrayImage {
    GrayImage::from_fn(40, 30, |x, y| Luma([250 - 4 * x as u8 - 2 * y as u8]))
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = DynamicImage::from(picture());
    let picture = match format {
        ImageFormat::WebP | ImageFormat::Gif => picture.to_rgba8().into(),
        _ => picture,
    };
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// EXIF data that says nothing but an orientation (tag 0x0112, a short).
fn exif(orientation: u8) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    bytes.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

fn jpeg(orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    let picture = picture();
    encoder
        .write_image(&picture, 40, 30, ExtendedColorType::L8)
        .unwrap();
    bytes
}

/// A PNG whose header claims a size, and that has hardly any pixels.
fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        let mut checksum = flate2::Crc::new();
        checksum.update(kind);
        checksum.update(data);
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(kind);
        bytes.extend(data);
        bytes.extend(checksum.sum().to_be_bytes());
    };
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    chunk(b"IHDR", &header);
    chunk(b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01");
    chunk(b"IEND", b"");
    bytes
}

/// Two frames, the first one red.
fn frames() -> [RgbaImage; 2] {
    [[255, 0, 0, 255], [0, 0, 255, 255]].map(|colour| RgbaImage::from_pixel(20, 10, Rgba(colour)))
}

fn animated_gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    encoder.encode_frames(frames().map(Frame::new)).unwrap();
    drop(encoder);
    bytes
}

/// The container of an animated WebP around two losslessly packed frames.
fn animated_webp() -> Vec<u8> {
    let number = |n: u32| n.to_le_bytes()[..3].to_vec();
    let chunk = |kind: &[u8; 4], data: Vec<u8>| {
        let mut bytes = kind.to_vec();
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(&data);
        bytes.resize(bytes.len() + data.len() % 2, 0);
        bytes
    };
    let mut body = b"WEBP".to_vec();
    let size = [number(20 - 1), number(10 - 1)].concat();
    body.extend(chunk(b"VP8X", [vec![0x12, 0, 0, 0], size.clone()].concat()));
    body.extend(chunk(b"ANIM", vec![0; 6]));
    for frame in frames() {
        let mut still = Vec::new();
        WebPEncoder::new_lossless(&mut still)
            .write_image(&frame, 20, 10, ExtendedColorType::Rgba8)
            .unwrap();
        // What follows RIFF, the size and WEBP is the frame's own chunk.
        let head = [number(0), number(0), size.clone(), number(100), vec![0]].concat();
        body.extend(chunk(b"ANMF", [head, still[12..].to_vec()].concat()));
    }
    chunk(b"RIFF", body)
}

#[test]
fn every_format_is_read_whatever_the_files_name() {
    let folder = Folder::new();
    for format in FORMATS {
        for name in ["photo", "photo.png", "photo.txt"] {
            let photo = folder.opened(name, &encoded(format)).unwrap();
            assert_eq!(photo.orientation, Orientation::NoTransforms);
            assert!(!photo.animated);
            let grey = photo.upright().to_luma8();
            assert_eq!(grey.dimensions(), (40, 30), "{format:?}");
            assert!(grey.get_pixel(0, 0).0[0] > 240 && grey.get_pixel(39, 29).0[0] < 60);
        }
    }
}

#[test]
fn a_photo_that_was_taken_with_the_phone_upright_is_shown_upright() {
    let folder = Folder::new();
    let photo = folder.opened("photo.jpg", &jpeg(6)).unwrap();
    assert_eq!(photo.orientation, Orientation::Rotate90);
    let cleaned = Cleanup::default().run(&photo);
    let upright = photo.upright().to_luma8();
    assert_eq!(upright.dimensions(), (30, 40));
    // Orientation 6 is turned right: what was left and above is right and above.
    assert!(upright.get_pixel(29, 0).0[0] > 240 && upright.get_pixel(0, 39).0[0] < 60);
    assert_eq!(cleaned.stages[0].about, "turned right by 90 degrees");
    assert_eq!(cleaned.stages[0].picture.to_luma8(), upright);

    let as_it_is = Cleanup {
        upright: false,
        ..Cleanup::default()
    };
    let photo = folder.opened("photo.jpg", &jpeg(6)).unwrap();
    let grey = &as_it_is.run(&photo).stages[0];
    assert!(grey.picture.width() > grey.picture.height());
    let photo = folder.opened("photo.jpg", &jpeg(1)).unwrap();
    assert_eq!(photo.upright().to_luma8().dimensions(), (40, 30));
}

#[test]
fn of_an_animation_the_first_picture_is_taken_and_it_is_said() {
    let folder = Folder::new();
    for (name, bytes) in [("a.gif", animated_gif()), ("a.webp", animated_webp())] {
        let photo = folder.opened(name, &bytes).unwrap();
        assert!(photo.animated, "{name}");
        let pixel = photo.upright().to_rgb8().get_pixel(3, 3).0;
        assert!(pixel[0] > 240 && pixel[2] < 15, "{name}: {pixel:?}");
    }
}

#[test]
fn a_file_that_ends_too_early_is_damaged() {
    let folder = Folder::new();
    for (name, format) in [
        ("cut.png", ImageFormat::Png),
        ("cut.webp", ImageFormat::WebP),
        ("cut.gif", ImageFormat::Gif),
        ("cut.bmp", ImageFormat::Bmp),
    ] {
        let bytes = encoded(format);
        let said = folder.complaint(name, &bytes[..bytes.len() / 2]);
        assert!(said.contains("damaged") && said.contains("again"), "{said}");
    }
}

#[test]
fn a_file_that_claims_to_be_huge_is_refused_before_memory_is_taken() {
    let folder = Folder::new();
    for (width, height) in [(100_000, 100_000), (19_000, 19_000), (u32::MAX >> 1, 1)] {
        let said = folder.complaint("huge.png", &png_that_claims(width, height));
        assert!(said.contains("too large"), "{said}");
    }
    let bitmap = format!("P5 {0} {0} 255 ", 90_000);
    let said = folder.complaint("huge.pgm", bitmap.as_bytes());
    assert!(said.contains("too large"), "{said}");
}

#[test]
fn what_is_no_picture_is_told_apart() {
    let folder = Folder::new();
    let said = folder.complaint("empty.png", b"");
    assert!(said.contains("0 bytes"), "{said}");
    let said = folder.complaint("letter.png", b"Dear Sir or Madam, this is a text.");
    assert!(
        said.contains("not a picture") && said.contains("JPEG"),
        "{said}"
    );
    let said = open(folder.0.path()).unwrap_err().to_string();
    assert!(said.contains("a folder"), "{said}");
    let said = open(&folder.0.path().join("nowhere.png"))
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("nowhere.png") && said.contains("check its name"),
        "{said}"
    );
    #[cfg(unix)]
    {
        let said = open(Path::new("/dev/zero")).unwrap_err().to_string();
        assert!(said.contains("a device"), "{said}");
    }
}

#[test]
fn a_photo_in_the_format_of_iphones_is_named_as_such_with_the_setting_that_helps() {
    let folder = Folder::new();
    // The first box of such a file: its length, its type, its brand.
    for brand in [b"heic", b"heix", b"mif1"] {
        let bytes = [&[0, 0, 0, 24], b"ftyp", &brand[..], &[0; 100]].concat();
        let said = folder.complaint("IMG_1234.HEIC", &bytes);
        assert!(
            said.contains("HEIC") && said.contains("Most Compatible"),
            "{said}"
        );
    }
    let film = [&[0, 0, 0, 24], b"ftyp", &b"isom"[..], &[0; 100]].concat();
    assert!(
        folder
            .complaint("film.jpg", &film)
            .contains("not a picture")
    );
}

#[test]
fn one_pixel_is_a_picture() {
    let folder = Folder::new();
    let mut bytes = std::io::Cursor::new(Vec::new());
    let dot = DynamicImage::from(GrayImage::new(1, 1));
    dot.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let photo = folder.opened("dot.png", &bytes.into_inner()).unwrap();
    assert!(Cleanup::default().run(&photo).digits.is_empty());
}

#[test]
fn a_jpeg_that_ends_early_is_told_with_the_row_from_which_it_is_missing() {
    let folder = Folder::new();
    let picture = GrayImage::from_fn(200, 160, |x, y| Luma([(x * 7 + y * 5) as u8]));
    let mut whole = Vec::new();
    JpegEncoder::new_with_quality(&mut whole, 80)
        .encode_image(&picture)
        .unwrap();
    assert!(folder.opened("whole.jpg", &whole).is_ok());
    // What phones put behind the picture is none of it.
    let trailed = [whole.as_slice(), b"a film"].concat();
    assert!(folder.opened("trailed.jpg", &trailed).is_ok());
    // Only the marker that says so is missing: the picture is all there.
    let unended = &whole[..whole.len() - 2];
    assert!(folder.opened("unended.jpg", unended).is_ok());
    let row = |share: usize| {
        let cut = &whole[..whole.len() * share / 8];
        match folder.opened("cut.jpg", cut) {
            Err(OpenError::EndsEarly { row, height, .. }) => {
                assert_eq!(height, 160);
                row
            }
            other => panic!("{other:?}"),
        }
    };
    let rows = [row(3), row(4), row(6), row(7)];
    assert!(
        rows.is_sorted() && rows[0] > 20 && rows[3] > rows[0],
        "{rows:?}"
    );
    let half = whole.len() / 2;
    let said = folder.complaint("half.jpg", &whole[..half]);
    assert!(
        said.contains("ends early") && said.contains("of its 160 rows"),
        "{said}"
    );
    // The decoder's own grey does not count as what was there.
    let shown = image::load_from_memory(&whole[..half]).unwrap().to_luma8();
    let missing = rows[1] + 16;
    assert_eq!(shown.get_pixel(100, missing).0, [128]);
}

#[test]
fn of_every_format_half_a_file_is_refused() {
    let folder = Folder::new();
    for format in FORMATS {
        let mut bytes = encoded(format);
        bytes.truncate(bytes.len() * 3 / 4);
        folder.complaint("half", &bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Bytes that begin as a picture of some format and then go wrong, and bytes at random.
    #[test]
    fn no_bytes_make_opening_panic(
        start in prop::sample::select(vec![
            Vec::new(),
            encoded(ImageFormat::Png),
            encoded(ImageFormat::WebP),
            encoded(ImageFormat::Gif),
            encoded(ImageFormat::Bmp),
            encoded(ImageFormat::Pnm),
            jpeg(6),
            animated_gif(),
            animated_webp(),
        ]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        keep in any::<prop::sample::Index>(),
        cut: bool,
        tail in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let mut bytes = start;
        for (place, value) in changes {
            if !bytes.is_empty() {
                let at = place.index(bytes.len());
                bytes[at] = value;
            }
        }
        if cut && !bytes.is_empty() {
            bytes.truncate(keep.index(bytes.len()));
        }
        bytes.extend(tail);
        let folder = Folder::new();
        if let Err(error) = folder.opened("bytes", &bytes) {
            prop_assert!(error.to_string().contains("bytes"));
        }
    }
}
