//! Opens a picture file that somebody brings along: any common format, under limits of size and
//! memory, and with errors that say what is wrong with the file.

use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::error::LimitErrorKind;
use image::metadata::Orientation;
use image::{
    AnimationDecoder, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader,
    ImageResult, Limits,
};
use thiserror::Error;

use super::jpeg::first_missing_row;

/// The largest file that is read, in bytes: several times what a phone's best camera writes.
pub(super) const MAX_FILE_BYTES: u64 = 128 << 20;
/// The longest side that is decoded, in pixels.
pub(super) const MAX_SIDE: u32 = 20_000;
/// What decoding may take, in bytes: a photo of 130 megapixels has as many, at 3 bytes a pixel.
pub(super) const MAX_DECODED_BYTES: u64 = 400 << 20;

/// What [`open`] reads, as messages list it.
pub const FORMATS: &str = "PNG, JPEG, WebP, GIF, BMP, PNM and TIFF";

/// A picture as its file stores it.
#[derive(Debug, Clone, PartialEq)]
pub struct Photo {
    /// The pixels, not yet turned.
    pub picture: DynamicImage,
    /// How they must be turned to be upright, by the file's EXIF data.
    pub orientation: Orientation,
    /// Whether the file holds more pictures, of which this is the first.
    pub animated: bool,
}

impl Photo {
    /// The picture as the photographer saw it.
    pub fn upright(self) -> DynamicImage {
        let mut picture = self.picture;
        picture.apply_orientation(self.orientation);
        picture
    }
}

/// A picture that is upright and the only one.
impl From<DynamicImage> for Photo {
    fn from(picture: DynamicImage) -> Self {
        Self {
            picture,
            orientation: Orientation::NoTransforms,
            animated: false,
        }
    }
}

/// Why a picture could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The system does not hand the file out.
    #[error("{path} cannot be read ({why}); check its name and its permissions")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// A folder, a device or the like.
    #[error("{path} is {what}, not a picture file; name the pictures one by one")]
    NoFile {
        /// What was named.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// No bytes.
    #[error("{0} is empty (0 bytes); save or copy the picture again")]
    Empty(PathBuf),
    /// More bytes, pixels or memory than is allowed.
    #[error("{path} is too large: {what}; make it smaller and try again")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// What is too large, and what is allowed.
        what: String,
    },
    /// The content is of no known format, whatever the name says.
    #[error("{0} is not a picture that mindgap reads; it reads {FORMATS}")]
    NoPicture(PathBuf),
    /// A picture as iPhones take them, which nothing here can decode.
    #[error(
        "{0} is a HEIC picture, which mindgap does not read; on the phone choose Settings, Camera, Formats, Most \
         Compatible and take it again, or share it as a JPEG"
    )]
    Heic(PathBuf),
    /// The content begins as a picture and is none, or ends too early.
    #[error(
        "{path} is damaged: it begins as {format}, but cannot be decoded ({why}); save or copy it again"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The format by its first bytes.
        format: &'static str,
        /// What the decoder says.
        why: String,
    },
    /// A JPEG that lacks its end, which decoders do not tell.
    #[error(
        "{path} ends early: of its {height} rows, those from row {row} on are missing; save or copy it again"
    )]
    EndsEarly {
        /// The file.
        path: PathBuf,
        /// The first row that is not as it was, from 1, as the file stores them.
        row: u32,
        /// Rows that the file says it has.
        height: u32,
    },
}

/// Opens a picture file. The content decides on the format, not the name; of an animation, the
/// first frame is taken.
///
/// # Errors
/// When the file cannot be read, is empty, larger than `MAX_FILE_BYTES`, no picture, damaged, or
/// would decode to more than `MAX_SIDE` or `MAX_DECODED_BYTES` allow.
pub fn open(path: &Path) -> Result<Photo, OpenError> {
    decode(&read(path)?).map_err(|error| error.at(path))
}

/// Reads a picture out of a file's bytes, as [`open`] does. Errors call it by this name.
///
/// # Errors
/// As [`open`], but for the file itself.
pub fn open_bytes(bytes: &[u8], name: &str) -> Result<Photo, OpenError> {
    decode(bytes).map_err(|error| error.at(Path::new(name)))
}

/// Reads a picture out of what comes in, a pipe for example, as [`open`] does. Errors call it by this name.
///
/// # Errors
/// As [`open`].
pub fn open_from(source: impl Read, name: &str) -> Result<Photo, OpenError> {
    let path = Path::new(name);
    decode(&bounded(source, path)?).map_err(|error| error.at(path))
}

/// The whole file, if it is one and not too large.
fn read(path: &Path) -> Result<Vec<u8>, OpenError> {
    let unreadable = |why| OpenError::Unreadable {
        path: path.to_owned(),
        why,
    };
    let facts = fs::metadata(path).map_err(unreadable)?;
    // Asked before it is opened: opening a pipe waits for somebody to write to it.
    if !facts.is_file() {
        let what = match facts.is_dir() {
            true => "a folder",
            false => "a device or a pipe",
        };
        return Err(OpenError::NoFile {
            path: path.to_owned(),
            what,
        });
    }
    bounded(File::open(path).map_err(unreadable)?, path)
}

/// Everything that comes, unless it is nothing or too much.
fn bounded(source: impl Read, path: &Path) -> Result<Vec<u8>, OpenError> {
    let mut bytes = Vec::new();
    source
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|why| OpenError::Unreadable {
            path: path.to_owned(),
            why,
        })?;
    match bytes.len() as u64 {
        0 => Err(OpenError::Empty(path.to_owned())),
        size if size > MAX_FILE_BYTES => Err(OpenError::TooLarge {
            path: path.to_owned(),
            what: format!("the file has more than {} MiB", MAX_FILE_BYTES >> 20),
        }),
        _ => Ok(bytes),
    }
}

/// Why bytes are no picture.
enum Fault {
    NoPicture,
    Heic,
    Size(u32, u32),
    Memory,
    Damaged(&'static str, String),
    EndsEarly { row: u32, height: u32 },
}

impl Fault {
    fn at(self, path: &Path) -> OpenError {
        let path = path.to_owned();
        let most = MAX_DECODED_BYTES >> 20;
        match self {
            Self::NoPicture => OpenError::NoPicture(path),
            Self::Heic => OpenError::Heic(path),
            Self::Size(width, height) => OpenError::TooLarge {
                path,
                what: format!(
                    "{width}x{height} pixels, where a side may have {MAX_SIDE} and all of \
                     it {most} MiB"
                ),
            },
            Self::Memory => OpenError::TooLarge {
                path,
                what: format!("decoding it takes more than {most} MiB"),
            },
            Self::Damaged(format, why) => OpenError::Damaged { path, format, why },
            Self::EndsEarly { row, height } => OpenError::EndsEarly { path, row, height },
        }
    }
}

/// Whether it is a container of HEVC pictures: its `ftyp` box, which comes first, names a brand of ISO/IEC 23008-12.
pub(crate) fn is_heic(bytes: &[u8]) -> bool {
    let brand = (bytes.get(4..8) == Some(b"ftyp")).then(|| bytes.get(8..12));
    let brands: [&[u8]; 6] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1"];
    brand.flatten().is_some_and(|brand| brands.contains(&brand))
}

fn decode(bytes: &[u8]) -> Result<Photo, Fault> {
    if is_heic(bytes) {
        return Err(Fault::Heic);
    }
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let Some((mut reader, format)) = reader.ok().and_then(|reader| {
        let format = reader.format()?;
        Some((reader, format))
    }) else {
        return Err(Fault::NoPicture);
    };
    let name = name(format).ok_or(Fault::NoPicture)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits.clone());
    let fault = |error| fault(error, name);

    let mut decoder = reader.into_decoder().map_err(fault)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        let why = format!("it claims to be {width}x{height} pixels");
        return Err(Fault::Damaged(name, why));
    }
    let fits = limits.check_dimensions(width, height).is_ok()
        && limits.reserve(decoder.total_bytes()).is_ok();
    if !fits {
        return Err(Fault::Size(width, height));
    }
    decoder.set_limits(limits).map_err(fault)?;
    // Damaged EXIF data is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    if let Some(row) = first_missing_row(bytes, &picture) {
        let height = picture.height();
        return Err(Fault::EndsEarly { row, height });
    }
    Ok(Photo {
        picture,
        orientation,
        animated: is_animated(bytes, format).unwrap_or(false),
    })
}

/// A format's name, none where it is not read.
fn name(format: ImageFormat) -> Option<&'static str> {
    Some(match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::WebP => "WebP",
        ImageFormat::Gif => "GIF",
        ImageFormat::Bmp => "BMP",
        ImageFormat::Pnm => "PNM",
        ImageFormat::Tiff => "TIFF",
        _ => return None,
    })
}

fn fault(error: ImageError, format: &'static str) -> Fault {
    match error {
        ImageError::Limits(limit) => match limit.kind() {
            LimitErrorKind::DimensionError | LimitErrorKind::InsufficientMemory => Fault::Memory,
            _ => Fault::Damaged(format, limit.to_string()),
        },
        error => Fault::Damaged(format, error.to_string()),
    }
}

/// Whether there is a second frame. Only asked of pictures whose first one could be decoded.
fn is_animated(bytes: &[u8], format: ImageFormat) -> ImageResult<bool> {
    let bytes = Cursor::new(bytes);
    match format {
        ImageFormat::Gif => {
            let frames = GifDecoder::new(bytes)?.into_frames();
            Ok(frames.take(2).filter(Result::is_ok).count() > 1)
        }
        ImageFormat::WebP => Ok(WebPDecoder::new(bytes)?.has_animation()),
        ImageFormat::Png => PngDecoder::new(bytes)?.is_apng(),
        _ => Ok(false),
    }
}
