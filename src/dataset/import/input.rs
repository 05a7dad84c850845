//! A file that is read from its beginning to its end, unpacked on the way if it is a gzip file, the one file of a ZIP
//! archive, or a member of one.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use super::archive;
use super::error::ImportError;
use crate::dataset::hex;

/// What gzip files begin with (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The advice for a file that is shorter or longer than it says, or does not unpack.
pub(super) const COPY_AGAIN: &str = "copy or download it again";

/// How many of a file's first bytes are looked at: some fields of a table.
const BEGINNING: u64 = 4096;

/// Bytes of a file, and how many were read.
pub(super) struct Input {
    path: PathBuf,
    reader: Box<dyn BufRead>,
    at: u64,
}

impl Input {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub(crate) fn open(path: &Path) -> Result<Self, ImportError> {
        let mut reader = match archive::within(path) {
            Some((archive, member)) => archive::member(&archive, &member)?,
            None => unpacked(path)?,
        };
        // What does not unpack is told by whoever reads so far.
        if let Some(what) = reader.fill_buf().ok().and_then(instead) {
            return Err(ImportError::whole(path, what));
        }
        Ok(Self {
            path: path.to_owned(),
            reader,
            at: 0,
        })
    }

    /// The file's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Fills a buffer, or as much of it as the file still has: (how much).
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, ImportError> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.reader.read(rest) {
                Ok(0) => break,
                Ok(more) => filled += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.broken(error, filled)),
            }
        }
        self.at += filled as u64;
        Ok(filled)
    }

    /// A number of an IDX header: 32 bits, big endian.
    pub(crate) fn number(&mut self) -> Result<u32, ImportError> {
        let mut bytes = [0; 4];
        self.exact(&mut bytes, "its header")?;
        Ok(u32::from_be_bytes(bytes))
    }

    /// Fills a buffer with what `what` names.
    ///
    /// # Errors
    /// When the file ends before.
    pub(crate) fn exact(
        &mut self,
        buffer: &mut [u8],
        what: impl std::fmt::Display,
    ) -> Result<(), ImportError> {
        let filled = self.fill(buffer)?;
        if filled == buffer.len() {
            return Ok(());
        }
        let why = format!(
            "the file ends after {} bytes, within {what}; {COPY_AGAIN}",
            self.at
        );
        Err(ImportError::whole(&self.path, why))
    }

    /// Makes sure that nothing follows.
    ///
    /// # Errors
    /// When something does.
    pub(crate) fn end(&mut self, after: impl std::fmt::Display) -> Result<(), ImportError> {
        match self.fill(&mut [0])? {
            0 => Ok(()),
            _ => Err(ImportError::whole(
                &self.path,
                format!(
                    "the file goes on after {after}, at byte {}; {COPY_AGAIN}",
                    self.at - 1
                ),
            )),
        }
    }

    /// The error that reading failed after so many bytes of a buffer.
    pub(crate) fn broken(&self, error: io::Error, filled: usize) -> ImportError {
        let content = [
            io::ErrorKind::InvalidData,
            io::ErrorKind::InvalidInput,
            io::ErrorKind::UnexpectedEof,
        ];
        if !content.contains(&error.kind()) {
            return ImportError::reading(&self.path, error);
        }
        let why = format!(
            "it cannot be unpacked after {} bytes ({error}); {COPY_AGAIN}",
            self.at + filled as u64
        );
        ImportError::whole(&self.path, why)
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// A file's bytes, or those that are packed in it.
fn unpacked(path: &Path) -> Result<Box<dyn BufRead>, ImportError> {
    let reading = |error| ImportError::reading(path, error);
    let mut file = BufReader::new(File::open(path).map_err(reading)?);
    let first = file.fill_buf().map_err(reading)?;
    if first.starts_with(&GZIP) {
        return Ok(Box::new(BufReader::new(MultiGzDecoder::new(file))));
    }
    if first.starts_with(archive::MAGIC)
        && let [only] = archive::names(path)?.as_slice()
    {
        return archive::member(path, only);
    }
    Ok(Box::new(file))
}

/// What a file is that came in the place of the one that was to be downloaded, and what to do.
pub(super) fn instead(beginning: &[u8]) -> Option<&'static str> {
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
    let text = text.trim_ascii_start();
    let begins = |tag: &str| {
        let first = text.get(..tag.len());
        first.is_some_and(|first| first.eq_ignore_ascii_case(tag.as_bytes()))
    };
    if ["<!doctype html", "<html", "<head", "<body"]
        .into_iter()
        .any(begins)
    {
        return Some(
            "this is a web page, whatever its name says: the download went wrong (a page to sign in, or one that says \
             that the file is elsewhere); open its address in a browser and download the file itself",
        );
    }
    begins("version https://git-lfs.github.com/spec/")
        .then_some("this only points to a file that Git LFS keeps; fetch it with `git lfs pull`")
}

/// The first bytes of a file, unpacked.
pub(super) fn beginning(path: &Path) -> Result<Vec<u8>, ImportError> {
    let mut input = Input::open(path)?;
    let mut bytes = Vec::new();
    match input.by_ref().take(BEGINNING).read_to_end(&mut bytes) {
        // What is broken further on is told by whoever reads so far.
        Err(error) if bytes.is_empty() => Err(input.broken(error, 0)),
        _ => Ok(bytes),
    }
}

/// The first four bytes as a message shows them.
pub(super) fn hexadecimal(beginning: &[u8]) -> String {
    hex(beginning.get(..4).unwrap_or(beginning))
}
