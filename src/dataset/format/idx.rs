//! MNIST's own format: big-endian sizes, then bytes; pictures in one gzip file, labels in another.
//! Colours are a fourth dimension, the last.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::source::Source;
use crate::dataset::{DataError, Part, Pictures, Shape};

/// The first four bytes: two zeros, 8 for unsigned bytes, the number of dimensions.
pub(in crate::dataset) const PICTURES: u32 = 0x0000_0803;
pub(in crate::dataset) const COLOURS: u32 = 0x0000_0804;
pub(in crate::dataset) const LABELS: u32 = 0x0000_0801;

/// Bytes with these sizes along their dimensions as a file of this kind.
pub(in crate::dataset) fn pack(kind: u32, sizes: &[usize], bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&kind.to_be_bytes())?;
    for &size in sizes {
        let size = u32::try_from(size).map_err(io::Error::other)?;
        packed.write_all(&size.to_be_bytes())?;
    }
    packed.write_all(bytes)?;
    packed.finish()
}

pub(super) fn read(sources: &[Source<'_>], part: &Part) -> Result<Pictures, DataError> {
    let [pictures, labels] = sources else {
        return Ok(Pictures::default());
    };
    let (pixels, read_labels) = rayon::join(
        || read_pictures(pictures, part.shape),
        || read_labels(labels, part.classes.len()),
    );
    let ((n, pixels), read_labels) = (pixels?, read_labels?);
    if read_labels.len() != n {
        let why = format!("it has {} labels for {n} pictures", read_labels.len());
        return Err(labels.damaged(why));
    }
    Ok(Pictures {
        pixels,
        labels: read_labels,
        ..Pictures::default()
    })
}

/// The number of pictures, and their pixels.
fn read_pictures(source: &Source<'_>, shape: Shape) -> Result<(usize, Vec<u8>), DataError> {
    let mut stream = source.unpack();
    let (n, found) = match shape.channels {
        1 => {
            let [n, height, width] = header(source, &mut stream, PICTURES)?;
            (n, [width, height, 1])
        }
        _ => {
            let [n, height, width, channels] = header(source, &mut stream, COLOURS)?;
            (n, [width, height, channels])
        }
    };
    if found != [shape.width, shape.height, shape.channels] {
        let found = found.map(|size| size.to_string()).join("x");
        let why = format!("its pictures are {found} instead of {shape}");
        return Err(source.damaged(why));
    }
    Ok((n, body(source, stream, n.saturating_mul(shape.pixels()))?))
}

fn read_labels(source: &Source<'_>, classes: usize) -> Result<Vec<u8>, DataError> {
    let mut stream = source.unpack();
    let [n] = header(source, &mut stream, LABELS)?;
    let labels = body(source, stream, n)?;
    for (at, &label) in labels.iter().enumerate() {
        source.check_label(label, classes, format_args!("picture {at}"))?;
    }
    Ok(labels)
}

/// The sizes along each dimension.
fn header<const N: usize>(
    source: &Source<'_>,
    stream: &mut impl Read,
    magic: u32,
) -> Result<[usize; N], DataError> {
    let mut number = || {
        let mut bytes = [0; 4];
        let read = stream.read_exact(&mut bytes);
        read.map_err(|error| source.damaged(format!("its header cannot be unpacked ({error})")))?;
        Ok(u32::from_be_bytes(bytes))
    };
    let found = number()?;
    if found != magic {
        let why = format!(
            "it begins with {found:08x} instead of {magic:08x}, so it is not an IDX file of this kind"
        );
        return Err(source.damaged(why));
    }
    let mut sizes = [0; N];
    for size in &mut sizes {
        *size = number()? as usize;
    }
    Ok(sizes)
}

/// The bytes after the header, which must be `length` and no more.
fn body(source: &Source<'_>, stream: impl Read, length: usize) -> Result<Vec<u8>, DataError> {
    /// What is set aside before the length has proven true.
    const TRUSTED: usize = 64 << 20;
    let mut bytes = Vec::with_capacity(length.min(TRUSTED) + 1);
    let read = stream.take(length as u64 + 1).read_to_end(&mut bytes);
    if let Err(error) = read {
        let why = format!(
            "it ends or breaks after {} of {length} bytes ({error})",
            bytes.len()
        );
        return Err(source.damaged(why));
    }
    match bytes.len() {
        found if found < length => {
            Err(source.damaged(format!("it ends after {found} of {length} bytes")))
        }
        found if found > length => {
            Err(source.damaged(format!("it goes on after its {length} bytes")))
        }
        _ => Ok(bytes),
    }
}
