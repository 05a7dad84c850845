//! ZIP archives, of which NumPy's `.npz` are some: the names of what is in one, and a member, unpacked as it is read.
//! A path may lead into an archive: `mnist.npz/x_train.npy`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, ZipArchive};

use super::error::ImportError;
use super::junk::is_junk;

/// What an archive begins with that has something in it.
pub(super) const MAGIC: &[u8] = b"PK\x03\x04";

/// More members than this are no arrays of pictures: they are looked at one by one.
const MAX_MEMBERS: usize = 1_000;

/// What is told of an archive that does not read as one.
const BROKEN: &str =
    "it begins as a ZIP archive and is none, or ends early; copy or download it again";

/// The archive that a path leads into, and the member's name.
pub(super) fn within(path: &Path) -> Option<(PathBuf, String)> {
    let archive = path.ancestors().skip(1).find(|above| above.is_file())?;
    let member = path.strip_prefix(archive).ok()?;
    Some((archive.to_owned(), member.to_str()?.to_owned()))
}

/// The names of the files in an archive, in its order; without what operating systems add.
///
/// # Errors
/// When it is damaged, or has more members than any archive of arrays.
pub(super) fn names(path: &Path) -> Result<Vec<String>, ImportError> {
    let mut names = Vec::new();
    each(path, &open(path)?, |name, _| {
        names.push(name.to_owned());
        names.len() <= MAX_MEMBERS
    })?;
    if names.len() > MAX_MEMBERS {
        let why = format!(
            "it is a ZIP archive of more than {MAX_MEMBERS} files; unpack it and name what was in it"
        );
        return Err(ImportError::whole(path, why));
    }
    Ok(names)
}

/// Begins to read a member. What comes out is compared with the size and the checksum that the archive has of it.
///
/// # Errors
/// When there is none of this name, or it is packed in another way than ZIP archives mostly are.
pub(super) fn member(path: &Path, name: &str) -> Result<Box<dyn BufRead>, ImportError> {
    let whole = path.join(name);
    let fail = |why: String| ImportError::whole(&whole, why);
    let archive = open(path)?;
    let (mut found, mut known) = (None, Vec::new());
    each(path, &archive, |known_name, entry| {
        if known_name == name {
            found = Some(*entry);
        } else if known.len() < MAX_MEMBERS {
            known.push(known_name.to_owned());
        }
        found.is_none()
    })?;
    let Some(Packed {
        way,
        method,
        is_encrypted,
        crc,
    }) = found
    else {
        let why = format!(
            "there is none of this name in the archive; it has {}",
            known.join(", ")
        );
        return Err(fail(why));
    };
    if is_encrypted {
        return Err(fail(
            "it is encrypted; unpack the archive and name what was in it".to_owned(),
        ));
    }
    let broken = |_| ImportError::whole(path, BROKEN);
    let (start, end) = archive
        .get_entry(way)
        .map_err(broken)?
        .compressed_data_range();
    let reading = |error| ImportError::reading(path, error);
    let mut file = File::open(path).map_err(reading)?;
    file.seek(SeekFrom::Start(start)).map_err(reading)?;
    let packed = BufReader::new(file).take(end.saturating_sub(start));
    let inner: Box<dyn Read> = match method {
        CompressionMethod::STORE => Box::new(packed),
        CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(packed)),
        other => {
            let why = format!(
                "it is packed by {other}, which is not read here; unpack the archive and name what was in it"
            );
            return Err(fail(why));
        }
    };
    Ok(Box::new(BufReader::new(Checked {
        inner,
        seen: Crc::new(),
        crc,
        left: way.uncompressed_size_hint(),
    })))
}

/// How a member is packed.
#[derive(Clone, Copy)]
struct Packed {
    way: rawzip::ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    is_encrypted: bool,
    crc: u32,
}

fn open(path: &Path) -> Result<ZipArchive<FileReader>, ImportError> {
    let file = File::open(path).map_err(|error| ImportError::reading(path, error))?;
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    ZipArchive::from_file(file, &mut buffer).map_err(|_| ImportError::whole(path, BROKEN))
}

/// Hands on the files of an archive until `next` says that it has enough.
fn each(
    path: &Path,
    archive: &ZipArchive<FileReader>,
    mut next: impl FnMut(&str, &Packed) -> bool,
) -> Result<(), ImportError> {
    let broken = |_| ImportError::whole(path, BROKEN);
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        // A name that leads out of the archive, to the root or above, is nobody's array.
        let Ok(name) = entry.file_path().try_normalize() else {
            continue;
        };
        let name = name.as_str();
        if entry.is_dir() || name.split('/').any(is_junk) {
            continue;
        }
        let packed = Packed {
            way: entry.wayfinder(),
            method: entry.compression_method(),
            is_encrypted: entry.flags().is_encrypted(),
            crc: entry.crc32(),
        };
        if !next(name, &packed) {
            break;
        }
    }
    Ok(())
}

/// What a member unpacks to, no more than the archive says, and with its checksum.
struct Checked {
    inner: Box<dyn Read>,
    seen: Crc,
    crc: u32,
    left: u64,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let wrong = |why| Err(io::Error::new(io::ErrorKind::InvalidData, why));
        self.seen.update(buffer.get(..read).unwrap_or_default());
        match self.left.checked_sub(read as u64) {
            None => return wrong("it is longer than the archive says"),
            Some(left) => self.left = left,
        }
        match (read, buffer.len(), self.left) {
            (0, 1.., 1..) => wrong("it is shorter than the archive says"),
            (0, 1.., 0) if self.seen.sum() != self.crc => {
                wrong("its checksum is not the archive's")
            }
            _ => Ok(read),
        }
    }
}
