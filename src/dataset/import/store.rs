//! Where imported sets are kept: written in a hidden folder first, which gets the set's name when all
//! is there. What a killed import leaves behind is swept away by the next one.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::error::ImportError;
use crate::base::file::FileLock;
use crate::dataset::files::Files;
use crate::dataset::format::idx::{COLOURS, PICTURES};
use crate::dataset::{self, Dataset, Part, Set, Shape, Split, format, hex, parting};

/// How the names of folders begin that hold what is not a set yet, or no more.
const UNFINISHED: &str = ".unfinished-";
/// Whoever writes holds a lock on this file.
const LOCK: &str = ".lock";

/// The folder of imported sets, in the hands of the one process that may change it.
pub(super) struct Store {
    folder: PathBuf,
    _lock: FileLock,
}

impl Store {
    /// Makes the folder if need be, takes its lock, and sweeps away what killed imports left.
    pub(crate) fn open(folder: &Path) -> Result<Self, ImportError> {
        let writing = |error| ImportError::writing(folder, error);
        fs::create_dir_all(folder).map_err(writing)?;
        let mut options = File::options();
        let lock = options.create(true).truncate(false).write(true);
        let lock = lock.open(folder.join(LOCK)).map_err(writing)?;
        let lock = FileLock::try_on(lock).map_err(|error| match error {
            TryLockError::WouldBlock => ImportError::Busy {
                path: folder.to_owned(),
            },
            TryLockError::Error(error) => writing(error),
        })?;
        for entry in fs::read_dir(folder).map_err(writing)? {
            let path = entry.map_err(writing)?.path();
            if super::folder::name(&path).starts_with(UNFINISHED) {
                fs::remove_dir_all(&path).map_err(|error| ImportError::writing(&path, error))?;
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
            _lock: lock,
        })
    }

    /// Whether there is something of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.folder.join(name).exists()
    }

    /// A folder for what is not a set yet. It is gone when it is dropped.
    pub(crate) fn unfinished(&self) -> Result<TempDir, ImportError> {
        tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempdir_in(&self.folder)
            .map_err(|error| ImportError::writing(&self.folder, error))
    }

    /// Makes a finished folder the set of this name.
    pub(crate) fn keep(&self, finished: TempDir, name: &str) -> Result<(), ImportError> {
        let path = self.folder.join(name);
        fs::rename(finished.path(), &path).map_err(|error| ImportError::writing(&path, error))?;
        // It is elsewhere now, and must not be swept away where it was.
        let _ = finished.keep();
        Ok(())
    }

    /// Takes a set away: as a whole first, then file by file.
    pub(crate) fn remove(&self, name: &str) -> Result<(), ImportError> {
        let path = self.folder.join(name);
        let writing = |error| ImportError::writing(&path, error);
        let grave = self.unfinished()?;
        fs::rename(&path, grave.path().join(name)).map_err(writing)?;
        grave.close().map_err(writing)
    }
}

/// Writes a whole file and makes sure that it is on the disk: (its size, its SHA-256 in hex).
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(u64, String), ImportError> {
    let written = || -> io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    written().map_err(|error| ImportError::writing(path, error))?;
    Ok((bytes.len() as u64, hex(&Sha256::digest(bytes))))
}

/// Reads a set again that is not in its place yet, and says what there is to say of its parts.
pub(super) fn read_back(set: &Set, folder: &Path) -> Result<Vec<String>, ImportError> {
    let files = Files::Folder(folder.to_owned());
    let damaged = |why: String| ImportError::writing(folder, io::Error::other(why));
    let parts = set.parts.iter().map(|part| {
        let files_of_it = part.files.iter().map(|file| dataset::File {
            path: super::folder::name(Path::new(&file.path)),
            ..file.clone()
        });
        let part = Part {
            files: files_of_it.collect(),
            ..part.clone()
        };
        let pictures = format::read(&part, &files).map_err(|why| damaged(why.to_string()))?;
        let dataset = Dataset::new(set, &part, pictures).map_err(|why| damaged(why.to_string()))?;
        Ok(Split::whole(Arc::new(dataset)))
    });
    Ok(parting::remarks(
        &parts.collect::<Result<Vec<Split>, ImportError>>()?,
    ))
}

fn size(number: usize) -> io::Result<[u8; 4]> {
    let number = u32::try_from(number).map_err(io::Error::other)?;
    Ok(number.to_be_bytes())
}

/// Writes pictures one after the other into an IDX file. How many there are is known at the end, and
/// stands at the beginning: so the header is a gzip piece of its own, which is not compressed and
/// therefore has one size whatever it says, and is written again.
pub(super) struct PicturesWriter {
    path: PathBuf,
    packed: GzEncoder<BufWriter<File>>,
    shape: Shape,
    count: usize,
}

impl PicturesWriter {
    /// Begins a file.
    pub(crate) fn create(path: &Path, shape: Shape) -> Result<Self, ImportError> {
        let begin = || -> io::Result<_> {
            let mut file = File::options()
                .read(true)
                .write(true)
                .create_new(true)
                .open(path)?;
            file.write_all(&header(shape, 0)?)?;
            Ok(GzEncoder::new(BufWriter::new(file), Compression::default()))
        };
        Ok(Self {
            packed: begin().map_err(|error| ImportError::writing(path, error))?,
            path: path.to_owned(),
            shape,
            count: 0,
        })
    }

    /// The size of every picture.
    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// Adds a picture.
    pub(crate) fn add(&mut self, pixels: &[u8]) -> Result<(), ImportError> {
        self.count += 1;
        let written = self.packed.write_all(pixels);
        written.map_err(|error| ImportError::writing(&self.path, error))
    }

    /// Ends the file, reads it again, and says what it is: (its size, its SHA-256 in hex, the digest
    /// of its pictures with these labels, see [`dataset::Dataset::digest`]).
    pub(crate) fn finish(self, labels: &[u8]) -> Result<(u64, String, String), ImportError> {
        let Self {
            path,
            packed,
            shape,
            count,
        } = self;
        let finish = || -> io::Result<_> {
            let mut file = packed
                .finish()?
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            file.write_all(&header(shape, count)?)?;
            file.sync_all()?;
            file.rewind()?;
            let (bytes, sha256) = digest_of_file(&mut file)?;
            file.seek(SeekFrom::Start(header(shape, 0)?.len() as u64))?;
            let pixels = MultiGzDecoder::new(BufReader::new(file));
            Ok((bytes, sha256, digest_of_pictures(shape, pixels, labels)?))
        };
        finish().map_err(|error| ImportError::writing(&path, error))
    }
}

/// The header as a gzip piece.
fn header(shape: Shape, count: usize) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::none());
    let magic = if shape.channels == 1 {
        PICTURES
    } else {
        COLOURS
    };
    packed.write_all(&magic.to_be_bytes())?;
    for number in [count, shape.height, shape.width] {
        packed.write_all(&size(number)?)?;
    }
    if shape.channels != 1 {
        packed.write_all(&size(shape.channels)?)?;
    }
    packed.finish()
}

fn digest_of_file(file: &mut File) -> io::Result<(u64, String)> {
    let mut hasher = Sha256::new();
    let bytes = each_block(file, |block| hasher.update(block))?;
    Ok((bytes, hex(&hasher.finalize())))
}

fn digest_of_pictures(shape: Shape, mut pixels: impl Read, labels: &[u8]) -> io::Result<String> {
    let mut hasher = dataset::begin_digest(shape, labels.len());
    let read = each_block(&mut pixels, |block| hasher.update(block))?;
    if read != (labels.len() * shape.pixels()) as u64 {
        return Err(io::Error::other("what was written does not read back"));
    }
    hasher.update(labels);
    Ok(hex(&hasher.finalize()))
}

/// Hands on what is read, a block at a time: (how many bytes there were).
fn each_block(source: &mut impl Read, mut each: impl FnMut(&[u8])) -> io::Result<u64> {
    let (mut block, mut total) = (vec![0; 1 << 16], 0);
    loop {
        let read = source.read(&mut block)?;
        if read == 0 {
            return Ok(total);
        }
        each(block.get(..read).unwrap_or_default());
        total += read as u64;
    }
}
