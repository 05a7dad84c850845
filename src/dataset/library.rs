//! Opens the sets that ship: out of the program in a release, from the checkout in a debug build.
//! Each part is read when it is first asked for, and then kept.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::catalogue::{Catalogue, Part, Reader};
use super::error::DataError;
use super::hex;
use super::labelled::Dataset;
use super::read::{Pictures, faces, idx, scans, sheets, squashed, strokes};
use super::selector::Selector;
use super::split::Split;

#[derive(RustEmbed)]
#[folder = "data/"]
struct BuiltIn;

/// The name of the catalogue below the data folder.
const CATALOGUE: &str = "catalogue.yaml";

/// The sets of one data folder.
pub struct Library {
    shelf: Shelf,
    catalogue: Catalogue,
    open: BTreeMap<String, OnceLock<Result<Arc<Dataset>, DataError>>>,
}

/// Where the files are.
enum Shelf {
    BuiltIn,
    Folder(PathBuf),
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A file's path or a part's name.
    pub subject: String,
    /// What is wrong; none if it is as it should be.
    pub problem: Option<String>,
}

impl Library {
    /// The data that ships with the program.
    ///
    /// # Errors
    /// Never in a released program; in a checkout, when somebody broke the catalogue.
    pub fn built_in() -> Result<&'static Self, DataError> {
        static LIBRARY: OnceLock<Result<Library, DataError>> = OnceLock::new();
        let library = LIBRARY.get_or_init(|| Self::on(Shelf::BuiltIn));
        library.as_ref().map_err(Clone::clone)
    }

    /// The data in a folder, listed by the folder's own `catalogue.yaml`.
    ///
    /// # Errors
    /// When the catalogue is missing or malformed.
    pub fn at(folder: impl Into<PathBuf>) -> Result<Self, DataError> {
        Self::on(Shelf::Folder(folder.into()))
    }

    fn on(shelf: Shelf) -> Result<Self, DataError> {
        let catalogue = Catalogue::parse(&shelf.file(CATALOGUE)?)?;
        let names = catalogue.parts().map(|(_, part)| part.name.clone());
        let open = names.map(|name| (name, OnceLock::new())).collect();
        Ok(Self {
            shelf,
            catalogue,
            open,
        })
    }

    /// What there is.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// A file that ships, such as `photos/chelsea.png`.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn file(&self, path: &str) -> Result<Cow<'static, [u8]>, DataError> {
        self.shelf.file(path)
    }

    /// All pictures of a part.
    ///
    /// # Errors
    /// When there is no such part, or its files are missing or damaged.
    pub fn open(&self, name: &str) -> Result<Arc<Dataset>, DataError> {
        let part = self.part(name)?;
        let Some(cell) = self.open.get(name) else {
            return Err(self.unknown(name));
        };
        cell.get_or_init(|| self.read(part)).clone()
    }

    /// The pictures that a selector names.
    ///
    /// # Errors
    /// When there are none of that name, or their files are missing or damaged.
    pub fn select(&self, selector: &Selector) -> Result<Split, DataError> {
        self.check(selector)?;
        let all = Split::whole(self.open(&selector.part)?);
        Ok(match &selector.labels {
            Some(labels) => all.with_labels(labels),
            None => all,
        })
    }

    /// Whether a selector names something, without reading it.
    ///
    /// # Errors
    /// When there is no such part, or one of the classes is not in it.
    pub fn check(&self, selector: &Selector) -> Result<(), DataError> {
        let part = self.part(&selector.part)?;
        let strange = selector.labels.iter().flatten();
        match strange
            .copied()
            .find(|&label| usize::from(label) >= part.classes.len())
        {
            Some(label) => Err(DataError::Selector {
                text: selector.to_string(),
                problem: format!(
                    "there is no class {label}; {} has {} classes, counted from 0",
                    part.name,
                    part.classes.len()
                ),
            }),
            None => Ok(()),
        }
    }

    /// The digest that the catalogue declares for a part, without reading it.
    ///
    /// # Errors
    /// When there is no such part.
    pub fn declared_digest(&self, name: &str) -> Result<&str, DataError> {
        Ok(&self.part(name)?.digest)
    }

    /// Checks every file and every part against the catalogue. `heard` is told of each.
    pub fn verify(&self, mut heard: impl FnMut(&Finding)) -> Vec<Finding> {
        let files = self.catalogue.sets.iter().flat_map(|set| &set.files);
        let files = files.map(|file| Finding {
            subject: file.path.clone(),
            problem: match self.shelf.file(&file.path) {
                Err(error) => Some(error.to_string()),
                Ok(bytes) if bytes.len() as u64 != file.bytes => Some(format!(
                    "it has {} bytes instead of {}",
                    bytes.len(),
                    file.bytes
                )),
                Ok(bytes) => differs(&hex(Sha256::digest(&bytes)), &file.sha256),
            },
        });
        let parts = self.catalogue.parts().map(|(_, part)| Finding {
            subject: part.name.clone(),
            problem: match self.open(&part.name) {
                Err(error) => Some(error.to_string()),
                Ok(dataset) => differs(dataset.digest(), &part.digest),
            },
        });
        files
            .chain(parts)
            .inspect(|finding| heard(finding))
            .collect()
    }

    /// How many things [`Library::verify`] checks.
    pub fn checks(&self) -> usize {
        let files = self.catalogue.sets.iter().map(|set| set.files.len());
        files.sum::<usize>() + self.catalogue.parts().count()
    }

    fn part(&self, name: &str) -> Result<&Part, DataError> {
        let mut parts = self.catalogue.parts().map(|(_, part)| part);
        parts
            .find(|part| part.name == name)
            .ok_or_else(|| self.unknown(name))
    }

    fn unknown(&self, wanted: &str) -> DataError {
        let names = || self.catalogue.parts().map(|(_, part)| part.name.as_str());
        let inside: Vec<&str> = names()
            .filter(|name| name.split_once('/').is_some_and(|(set, _)| set == wanted))
            .collect();
        let closest = names()
            .map(|name| (strsim::damerau_levenshtein(wanted, name), name))
            .min();
        let known = match closest {
            _ if !inside.is_empty() => format!("say which part: {}", inside.join(" or ")),
            Some((distance, name)) if distance <= 3 => format!("did you mean {name}?"),
            _ => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        DataError::Unknown {
            wanted: wanted.to_owned(),
            known,
        }
    }

    fn read(&self, part: &Part) -> Result<Arc<Dataset>, DataError> {
        let (blamed, pictures) = self.pictures(part)?;
        let damaged = |problem| DataError::Damaged {
            file: blamed.clone(),
            problem,
        };
        if pictures.labels.len() != part.count {
            return Err(damaged(format!(
                "it holds {} pictures instead of {}",
                pictures.labels.len(),
                part.count
            )));
        }
        let dataset = Dataset::new(
            part.name.clone(),
            part.inputs,
            part.shape,
            part.classes.clone(),
            pictures.pixels,
            pictures.labels,
        );
        dataset.map(Arc::new).map_err(damaged)
    }

    /// Reads a part. Also the file to blame, if the pictures do not add up.
    fn pictures(&self, part: &Part) -> Result<(String, Pictures), DataError> {
        let Part { count, shape, .. } = *part;
        match &part.read {
            Reader::Idx { images, labels } => {
                let (pixels, read_labels) = rayon::join(
                    || self.with(images, |bytes| idx::images(bytes, count, shape)),
                    || self.with(labels, |bytes| idx::labels(bytes, count)),
                );
                let pictures = Pictures {
                    pixels: pixels?,
                    labels: read_labels?,
                };
                Ok((labels.clone(), pictures))
            }
            Reader::Scans(file) => {
                let pictures = self.with(file, |bytes| scans::read(bytes, count))?;
                Ok((file.clone(), pictures))
            }
            Reader::Strokes(file) => {
                let pictures = self.with(file, |bytes| strokes::read(bytes, count))?;
                Ok((file.clone(), pictures))
            }
            Reader::Sheets { folder } => Ok((folder.clone(), self.sheets(part, folder)?)),
            Reader::Faces(files) => {
                let read = files.iter().map(|file| self.shelf.file(file));
                let read = read.collect::<Result<Vec<_>, _>>()?;
                let faces: Vec<(&str, &[u8])> = files
                    .iter()
                    .zip(&read)
                    .map(|(file, bytes)| (file.as_str(), bytes.as_ref()))
                    .collect();
                let pictures = faces::read(&faces)
                    .map_err(|(file, problem)| DataError::Damaged { file, problem })?;
                Ok((files.join(", "), pictures))
            }
            Reader::Squashed { folder } => Ok((folder.clone(), self.squashed(part, folder)?)),
        }
    }

    fn sheets(&self, part: &Part, folder: &str) -> Result<Pictures, DataError> {
        let mut pixels = Vec::with_capacity(part.count * part.shape.bytes());
        let mut labels = Vec::with_capacity(part.count);
        for (label, class) in (0u8..).zip(&part.classes) {
            let file = format!("{folder}/{label}_{class}.webp");
            let tiles = self.with(&file, |bytes| sheets::tiles(bytes, part.shape))?;
            labels.extend(std::iter::repeat_n(label, tiles.len() / part.shape.bytes()));
            pixels.extend(tiles);
        }
        Ok(Pictures { pixels, labels })
    }

    fn squashed(&self, part: &Part, folder: &str) -> Result<Pictures, DataError> {
        let files = self.catalogue.sets.iter().flat_map(|set| &set.files);
        let inside = files.filter(|file| {
            let path = Path::new(&file.path);
            path.parent() == Some(Path::new(folder))
        });
        let mut pictures = Pictures {
            pixels: Vec::new(),
            labels: Vec::new(),
        };
        for file in inside {
            let picture = |bytes: &[u8]| squashed::picture(bytes, part.shape.width);
            pictures.pixels.extend(self.with(&file.path, picture)?);
            let label = squashed::label(&file.path).ok_or_else(|| DataError::Damaged {
                file: file.path.clone(),
                problem: "its name does not say its label".to_owned(),
            })?;
            pictures.labels.push(label);
        }
        Ok(pictures)
    }

    /// Reads a file and what is in it.
    fn with<T>(
        &self,
        file: &str,
        read: impl FnOnce(&[u8]) -> Result<T, String>,
    ) -> Result<T, DataError> {
        read(&self.shelf.file(file)?).map_err(|problem| DataError::Damaged {
            file: file.to_owned(),
            problem,
        })
    }
}

fn differs(found: &str, declared: &str) -> Option<String> {
    (found != declared).then(|| format!("its digest is {found} instead of {declared}"))
}

impl Shelf {
    fn file(&self, path: &str) -> Result<Cow<'static, [u8]>, DataError> {
        let missing = || DataError::Missing {
            file: path.to_owned(),
        };
        match self {
            Self::BuiltIn => BuiltIn::get(path).map(|file| file.data).ok_or_else(missing),
            Self::Folder(folder) => match fs::read(folder.join(path)) {
                Ok(bytes) => Ok(Cow::Owned(bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing()),
                Err(error) => Err(DataError::Damaged {
                    file: path.to_owned(),
                    problem: error.to_string(),
                }),
            },
        }
    }
}
