//! A set that does not ship, on its way to another machine. It is known by the digest of its description, which lists the
//! digest of each of its files. There, it is laid into a folder of that name, and read only where it is still what that says.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use tar::{Archive, Builder, Header};
use thiserror::Error;

use super::files::Files;
use super::live::{self, LiveDigit};
use super::shelf::{self, SET};
use super::verify::check_file;
use super::{CLASS, DataError, File, Library, Selector, Set, hex};
use crate::base::file::cure;
use crate::base::unused;

/// The file of what learners wrote.
const DIGITS: &str = "class/digits.gz";
/// Bytes of a description at most: it lists a line a class, a file and a group.
const LARGEST_DESCRIPTION: u64 = 16 << 20;
/// Bytes of the digits' file at most, unpacked: more than a class of 3,000 may write.
const LARGEST_DIGITS: u64 = 2 << 30;
/// Bytes of a digit's picture.
const PIXELS: usize = 28 * 28;
/// What came and was not used for so long is removed; it comes again when it is needed.
const UNUSED: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How the folder of a set begins that is still being written.
const UNFINISHED: &str = ".unfinished-";

/// A set that is to go to another machine.
pub struct Parcel {
    digest: String,
    description: Vec<u8>,
    set: Set,
    content: Content,
}

/// Where the files of a parcel are.
enum Content {
    Files(Files),
    Digits(Vec<u8>),
}

/// Why a set that came is of no use.
#[derive(Debug, Error)]
pub enum ParcelError {
    /// It is not what it was sent as.
    #[error("the data {digest} is not what it was sent as: {problem}")]
    Damaged {
        /// The digest by which it is known.
        digest: String,
        /// What is wrong.
        problem: String,
    },
    /// It cannot be kept or read.
    #[error("{}: {source}; {}", path.display(), cure(source))]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Library {
    /// What another machine needs of the data that these name, where it has only what ships.
    ///
    /// # Errors
    /// When there is no such data, or it cannot be read.
    pub fn parcels<'a>(
        &self,
        named: impl IntoIterator<Item = &'a Selector>,
    ) -> Result<Vec<Parcel>, DataError> {
        let mut parcels: Vec<Parcel> = Vec::new();
        for selector in named {
            let (set, _) = self.find(selector.set())?;
            let parcel = match set.name == CLASS {
                true => Some(Parcel::of_digits(set, &self.written()?)?),
                false if self.is_imported(set) => Some(Parcel::new(
                    set,
                    Content::Files(self.files_of(set).clone()),
                )?),
                false => None,
            };
            parcels.extend(parcel.filter(|new| parcels.iter().all(|old| old.digest != new.digest)));
        }
        Ok(parcels)
    }

    /// This data and a set that came as a parcel and lies in a folder of its own.
    fn with_parcel(&self, folder: &Path, digest: &str) -> Result<Self, ParcelError> {
        let damaged = |problem: String| damaged(digest, problem);
        let set = laid_down(folder, digest)?;
        let files = Files::Imported(folder.to_owned());
        if let Some(problem) = set.files().find_map(|file| check_file(&files, file)) {
            return Err(damaged(problem));
        }
        if set.name == CLASS {
            let packed = files.read(DIGITS);
            let packed = packed.map_err(|error| damaged(error.to_string()))?;
            let digits = digits_of(&packed).map_err(|error| damaged(error.to_string()))?;
            return Ok(self.with_class(live::of(digits)));
        }
        let library = self.with_imported(folder);
        match library.find(&set.name) {
            Err(error @ DataError::Imported { .. }) => Err(damaged(error.to_string())),
            _ => Ok(library),
        }
    }
}

impl Parcel {
    fn new(set: &Set, content: Content) -> Result<Self, DataError> {
        let description = serde_json::to_vec(set);
        let description = description.map_err(|error| DataError::Imported {
            name: set.name.clone(),
            problem: format!("its description cannot be sent: {error}"),
        })?;
        Ok(Self {
            digest: hex(&Sha256::digest(&description)),
            description,
            set: set.clone(),
            content,
        })
    }

    fn of_digits(described: &Set, digits: &[LiveDigit]) -> Result<Self, DataError> {
        let packed = packed(digits).map_err(|why| DataError::LiveUnreadable {
            why: why.to_string(),
        })?;
        let file = File {
            path: DIGITS.to_owned(),
            bytes: packed.len() as u64,
            sha256: hex(&Sha256::digest(&packed)),
            group: None,
            note: None,
        };
        let set = Set {
            files: vec![file],
            ..described.clone()
        };
        Self::new(&set, Content::Digits(packed))
    }

    /// By what it is known: SHA-256 in hex of its description.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What it is called in selectors.
    pub fn name(&self) -> &str {
        &self.set.name
    }

    /// Whether it is what learners wrote, who may withdraw it: nobody keeps it for longer than it is needed.
    pub fn is_written(&self) -> bool {
        self.set.name == CLASS
    }

    /// Bytes of all its files.
    pub fn bytes(&self) -> u64 {
        self.set.files().map(|file| file.bytes).sum()
    }

    /// All of it as one piece.
    ///
    /// # Errors
    /// When a file cannot be read, or is not what the description says any more.
    pub fn pack(&self) -> Result<Vec<u8>, DataError> {
        let mut tar = Builder::new(Vec::new());
        let failed = |why: &dyn ToString| DataError::Imported {
            name: self.set.name.clone(),
            problem: why.to_string(),
        };
        add(&mut tar, SET, &self.description).map_err(|error| failed(&error))?;
        for file in self.set.files() {
            let bytes = match &self.content {
                Content::Files(files) => files.read(&file.path)?,
                Content::Digits(digits) => digits.into(),
            };
            if hex(&Sha256::digest(&bytes)) != file.sha256 {
                let why = format!("{} has changed since it was imported", file.path);
                return Err(failed(&why));
            }
            add(&mut tar, &file.path, &bytes).map_err(|error| failed(&error))?;
        }
        tar.into_inner().map_err(|error| failed(&error))
    }
}

fn add(tar: &mut Builder<Vec<u8>>, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut header = Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o600);
    tar.append_data(&mut header, name, bytes)
}

/// Digits as a file: of each the label, the side, the writer, and the picture.
fn packed(digits: &[LiveDigit]) -> io::Result<Vec<u8>> {
    let mut file = GzEncoder::new(Vec::new(), Compression::default());
    // What is no picture of this size is no digit.
    for digit in digits.iter().filter(|digit| digit.pixels.len() == PIXELS) {
        file.write_all(&[digit.label, u8::from(digit.is_apart)])?;
        file.write_all(&digit.writer.to_le_bytes())?;
        file.write_all(&digit.pixels)?;
    }
    file.finish()
}

fn digits_of(packed: &[u8]) -> io::Result<Vec<LiveDigit>> {
    let mut all = Vec::new();
    let unpacked = GzDecoder::new(packed).take(LARGEST_DIGITS);
    io::BufReader::new(unpacked).read_to_end(&mut all)?;
    let digits = all.chunks(4 + PIXELS).map(|digit| match digit {
        [label, apart, low, high, pixels @ ..] if pixels.len() == PIXELS => Ok(LiveDigit {
            pixels: pixels.to_vec(),
            label: *label,
            writer: u16::from_le_bytes([*low, *high]),
            is_apart: *apart != 0,
        }),
        _ => Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "a digit is cut off",
        )),
    });
    digits.collect()
}

/// Sets that came to this machine as parcels, each in a folder that is called by its digest.
#[derive(Debug, Clone)]
pub struct Parcels {
    folder: PathBuf,
}

impl Parcels {
    /// Those in this folder, which is made if need be. What nobody has used for long is removed.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn at(folder: PathBuf) -> Result<Self, ParcelError> {
        fs::create_dir_all(&folder).map_err(|source| failed(&folder, source))?;
        unused::remove_idle(&folder, UNUSED, |_| true);
        Ok(Self { folder })
    }

    /// The data that ships and these sets on top of it; none where one of them is not here, or not any more what it was. What
    /// learners wrote is not kept any longer than this.
    ///
    /// # Errors
    /// When a digest is none.
    pub fn library(&self, digests: &[String]) -> Result<Option<Library>, ParcelError> {
        let mut library = Library::builtin().clone();
        for digest in digests {
            let folder = self.place(digest)?;
            if !folder.exists() {
                return Ok(None);
            }
            match library.with_parcel(&folder, digest) {
                Ok(more) => library = more,
                Err(error) => {
                    tracing::warn!(%error, "it has to come again");
                    fs::remove_dir_all(&folder).map_err(|source| failed(&folder, source))?;
                    return Ok(None);
                }
            }
            match folder.join(CLASS).exists() {
                true => fs::remove_dir_all(&folder).map_err(|source| failed(&folder, source))?,
                false => unused::is_used(&folder),
            }
        }
        Ok(Some(library))
    }

    /// Whether this one is here.
    ///
    /// # Errors
    /// When the digest is none.
    pub fn has(&self, digest: &str) -> Result<bool, ParcelError> {
        Ok(self.place(digest)?.exists())
    }

    /// Keeps a parcel that came, all of it or nothing.
    ///
    /// # Errors
    /// When it is not what its digest says, or cannot be kept.
    pub fn keep(&self, digest: &str, parcel: &[u8]) -> Result<(), ParcelError> {
        let place = self.place(digest)?;
        let unfinished = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempdir_in(&self.folder)
            .map_err(|source| failed(&self.folder, source))?;
        lay_down(digest, parcel, unfinished.path())?;
        match fs::rename(unfinished.path(), &place) {
            Ok(()) => {
                // It is elsewhere now, and must not be swept away where it was.
                let _ = unfinished.keep();
                Ok(())
            }
            // The same has come twice at once.
            Err(_) if place.exists() => Ok(()),
            Err(source) => Err(failed(&place, source)),
        }
    }

    fn place(&self, digest: &str) -> Result<PathBuf, ParcelError> {
        let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        match is_digest {
            true => Ok(self.folder.join(digest)),
            false => Err(damaged(digest, "this is no digest".to_owned())),
        }
    }
}

/// Writes what a parcel has into an empty folder; nothing but what its description lists.
fn lay_down(digest: &str, parcel: &[u8], folder: &Path) -> Result<(), ParcelError> {
    let wrong = |problem: String| damaged(digest, problem);
    let cut = |error: io::Error| wrong(error.to_string());
    let mut archive = Archive::new(parcel);
    let mut entries = archive.entries().map_err(cut)?;
    let first = entries
        .next()
        .ok_or_else(|| wrong("it is empty".to_owned()))?;
    let mut description = Vec::new();
    let mut first = first.map_err(cut)?.take(LARGEST_DESCRIPTION);
    first.read_to_end(&mut description).map_err(cut)?;
    let set = described(&description, digest)?;
    write(&folder.join(&set.name).join(SET), &description)?;
    for entry in entries {
        let entry = entry.map_err(cut)?;
        let name = entry.path().map_err(cut)?.to_string_lossy().into_owned();
        let listed = set.files().find(|file| file.path == name);
        let listed = listed.ok_or_else(|| wrong(format!("{name:?} does not belong to it")))?;
        let mut content = Vec::new();
        let mut bounded = entry.take(listed.bytes + 1);
        bounded.read_to_end(&mut content).map_err(cut)?;
        write(&folder.join(&name), &content)?;
    }
    let files = Files::Imported(folder.to_owned());
    match set.files().find_map(|file| check_file(&files, file)) {
        Some(problem) => Err(wrong(problem)),
        None => Ok(()),
    }
}

/// The set whose description lies in the folder of a parcel.
fn laid_down(folder: &Path, digest: &str) -> Result<Set, ParcelError> {
    let names = shelf::names(folder).map_err(|source| failed(folder, source))?;
    let [name] = &names[..] else {
        return Err(damaged(digest, format!("it has {} sets", names.len())));
    };
    let path = folder.join(name).join(SET);
    let description = fs::read(&path).map_err(|source| failed(&path, source))?;
    let set = described(&description, digest)?;
    match set.name == *name {
        true => Ok(set),
        false => Err(damaged(digest, format!("it is called {}", set.name))),
    }
}

/// What a description says, if it is the one of this digest, and of nothing that is elsewhere.
fn described(description: &[u8], digest: &str) -> Result<Set, ParcelError> {
    let wrong = |problem: String| damaged(digest, problem);
    let found = hex(&Sha256::digest(description));
    if found != digest {
        return Err(wrong(format!("its description has the digest {found}")));
    }
    let set: Set = serde_json::from_slice(description).map_err(|error| wrong(error.to_string()))?;
    let mut parts = Path::new(&set.name).components();
    let is_plain = matches!(parts.next(), Some(Component::Normal(_))) && parts.next().is_none();
    if !is_plain || set.name.starts_with('.') || set.name.contains(['/', '\\']) {
        return Err(wrong(format!("{:?} is no name of a set", set.name)));
    }
    shelf::misplaced(&set).map_err(wrong)?;
    Ok(set)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), ParcelError> {
    let written = || {
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, bytes)
    };
    written().map_err(|source| failed(path, source))
}

fn damaged(digest: &str, problem: String) -> ParcelError {
    ParcelError::Damaged {
        digest: digest.to_owned(),
        problem,
    }
}

fn failed(path: &Path, source: io::Error) -> ParcelError {
    ParcelError::File {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail")]
mod tests {
    use super::*;

    fn digits() -> Vec<LiveDigit> {
        let digit = |label: u8| LiveDigit {
            pixels: vec![label; PIXELS],
            label,
            writer: u16::from(label) * 100,
            is_apart: label % 2 == 1,
        };
        (0..10).map(digit).collect()
    }

    fn class() -> (Library, Selector) {
        let library = Library::builtin().with_class(live::of(digits()));
        (library, CLASS.parse().unwrap())
    }

    #[test]
    fn what_a_class_wrote_is_the_same_on_the_other_machine() {
        let (library, class) = class();
        let shipped: Selector = "pendigits".parse().unwrap();
        let parcels = library.parcels([&class, &shipped]).unwrap();
        assert_eq!(parcels.len(), 1, "only what does not ship is sent");
        let parcel = &parcels[0];
        let folder = tempfile::tempdir().unwrap();
        let there = Parcels::at(folder.path().to_owned()).unwrap();
        let digests = [parcel.digest().to_owned()];
        assert!(there.library(&digests).unwrap().is_none());
        there
            .keep(parcel.digest(), &parcel.pack().unwrap())
            .unwrap();
        let brought = there.library(&digests).unwrap().unwrap();
        for text in ["class", "class@learn", "class@apart"] {
            let named = text.parse().unwrap();
            let digest = |library: &Library| library.declared_digest(&named).unwrap();
            assert_eq!(digest(&brought), digest(&library), "{text}");
        }
        assert_eq!(brought.written().unwrap(), digits());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_not_what_it_was_sent_as_is_not_read() {
        let (library, class) = class();
        let parcel = library.parcels([&class]).unwrap().remove(0);
        let sent = parcel.pack().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let there = Parcels::at(folder.path().to_owned()).unwrap();
        let refused = |digest: &str, bytes: &[u8]| {
            let kept = there.keep(digest, bytes);
            let left = fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(left, 0, "all of it or nothing");
            kept.unwrap_err().to_string()
        };
        let digest = parcel.digest();
        assert!(refused("../away", &sent).contains("no digest"));
        assert!(refused(&"0".repeat(64), &sent).contains("its description has the digest"));
        assert!(refused(digest, &sent[..600]).contains("is not what it was sent as"));
        assert!(refused(digest, b"").contains("it is empty"));
        let mut other = sent.clone();
        let description = parcel.description.len().next_multiple_of(512) + 1024;
        other[description + 40] ^= 1;
        assert!(refused(digest, &other).contains("SHA-256"));

        // What changes after it was kept comes again.
        there.keep(digest, &sent).unwrap();
        fs::write(folder.path().join(digest).join(DIGITS), "other").unwrap();
        assert!(there.library(&[digest.to_owned()]).unwrap().is_none());
        assert!(!there.has(digest).unwrap());
    }

    #[test]
    fn nothing_is_written_outside_of_its_folder() {
        let (library, class) = class();
        let set = library.find(class.set()).unwrap().0.clone();
        let folder = tempfile::tempdir().unwrap();
        let there = Parcels::at(folder.path().join("data")).unwrap();
        let keeps = |set: &Set| {
            let parcel = Parcel::new(set, Content::Digits(Vec::new())).unwrap();
            let mut tar = Builder::new(Vec::new());
            add(&mut tar, SET, &parcel.description).unwrap();
            let kept = there.keep(parcel.digest(), &tar.into_inner().unwrap());
            kept.unwrap_err().to_string()
        };
        for name in ["../away", "a/b", ".hidden", ""] {
            let set = Set {
                name: name.to_owned(),
                ..set.clone()
            };
            assert!(keeps(&set).contains("no name of a set"), "{name}");
        }
        let elsewhere = Set {
            files: vec![File {
                path: "class/../../away".to_owned(),
                bytes: 0,
                sha256: String::new(),
                group: None,
                note: None,
            }],
            ..set
        };
        assert!(keeps(&elsewhere).contains("is elsewhere"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
