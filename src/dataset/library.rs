//! Opens data by name, each part decoded at most once and then shared.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;

use rayon::ThreadPoolBuilder;
use sha2::{Digest, Sha256};

use super::files::Files;
use super::{Catalogue, DataError, Dataset, Part, Selector, Set, Split, format, hex};

/// The name of the catalogue in a data folder.
const CATALOGUE: &str = "catalogue.yaml";

/// Data that can be opened by name, from any thread.
pub struct Library {
    catalogue: Cow<'static, Catalogue>,
    pub(super) files: Files,
    opened: BTreeMap<String, Mutex<Option<Arc<Dataset>>>>,
}

impl Library {
    /// The data inside this program (in a debug build: of the checkout).
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Library> =
            LazyLock::new(|| Library::new(Cow::Borrowed(Catalogue::builtin()), Files::BuiltIn));
        &BUILTIN
    }

    /// The data of a folder that is laid out as the built-in one, with a `catalogue.yaml`.
    ///
    /// # Errors
    /// When there is no catalogue, or it cannot be read.
    pub fn at(folder: impl Into<PathBuf>) -> Result<Self, DataError> {
        let files = Files::Folder(folder.into());
        let damaged = |why| DataError::Damaged {
            path: files.locate(CATALOGUE),
            why,
        };
        let bytes = files.read(CATALOGUE)?;
        let text = str::from_utf8(&bytes).map_err(|error| damaged(error.to_string()))?;
        let catalogue = Catalogue::read(text).map_err(damaged)?;
        Ok(Self::new(Cow::Owned(catalogue), files))
    }

    fn new(catalogue: Cow<'static, Catalogue>, files: Files) -> Self {
        let names = catalogue.parts().map(|(_, part)| part.name.clone());
        let opened = names.map(|name| (name, Mutex::default())).collect();
        Self {
            catalogue,
            files,
            opened,
        }
    }

    /// What there is.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The data of this name, such as `mnist/train`. The first call decodes it (on all cores);
    /// others wait for that and share the result.
    ///
    /// # Errors
    /// When there is no such data, or a file of it is missing or damaged. The next call tries again.
    pub fn open(&self, name: &str) -> Result<Arc<Dataset>, DataError> {
        let (set, part) = self.catalogue.find(name)?;
        let Some(opened) = self.opened.get(&part.name) else {
            return self.decode(set, part);
        };
        let mut opened = opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(dataset) = opened.as_ref() {
            return Ok(Arc::clone(dataset));
        }
        let dataset = self.decode(set, part)?;
        Ok(Arc::clone(opened.insert(dataset)))
    }

    /// The pictures that a selector names, in the data's own order.
    ///
    /// # Errors
    /// As [`Library::open`], and when no picture has the labels.
    pub fn select(&self, selector: &Selector) -> Result<Split, DataError> {
        let whole = Split::whole(self.open(selector.set())?);
        match selector.labels() {
            Some(labels) => whole.with_labels(labels),
            None => Ok(whole),
        }
    }

    /// What identifies the pictures that a selector names, by the catalogue alone: nothing is
    /// decoded. (That the catalogue tells the truth is what [`Library::verify`] proves.)
    ///
    /// # Errors
    /// When there is no such data.
    pub fn declared_digest(&self, selector: &Selector) -> Result<String, DataError> {
        let (_, part) = self.catalogue.find(selector.set())?;
        let Some(labels) = selector.labels() else {
            return Ok(part.digest.clone());
        };
        let hasher = Sha256::new()
            .chain_update(&part.digest)
            .chain_update(labels);
        Ok(hex(&hasher.finalize()))
    }

    /// The content of a file that the catalogue lists, such as `photos/chelsea.png`.
    ///
    /// # Errors
    /// When the catalogue does not list it, or it is missing or cannot be read.
    pub fn file(&self, path: &str) -> Result<Cow<'static, [u8]>, DataError> {
        self.files.read(&self.catalogue.file(path)?.path)
    }

    /// The folder that is read, none for the data inside the program.
    pub fn folder(&self) -> Option<&Path> {
        match &self.files {
            Files::BuiltIn => None,
            Files::Folder(folder) => Some(folder),
        }
    }

    fn decode(&self, set: &Set, part: &Part) -> Result<Arc<Dataset>, DataError> {
        apart(|| {
            let pictures = format::read(part, &self.files)?;
            let damaged = |why| DataError::Damaged {
                path: self
                    .files
                    .locate(part.files.first().map_or("", |file| &file.path)),
                why,
            };
            if pictures.labels.len() != part.count {
                let found = pictures.labels.len();
                let why = format!(
                    "{} has {found} pictures instead of {}",
                    part.name, part.count
                );
                return Err(damaged(why));
            }
            Ok(Arc::new(
                Dataset::new(set, part, pictures).map_err(damaged)?,
            ))
        })
    }
}

/// Runs work on threads of its own. In the common pool, a thread that waits for its part of the
/// work takes up other tasks, and one of these might open the same data: it would wait for itself.
fn apart<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    let on_a_pool = || match ThreadPoolBuilder::new().build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    };
    let result = thread::scope(|scope| scope.spawn(on_a_pool).join());
    result.unwrap_or_else(|payload| panic::resume_unwind(payload))
}
