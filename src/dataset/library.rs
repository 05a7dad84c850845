//! Opens data by name, each part decoded at most once and then shared.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::panic;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;

use rayon::ThreadPoolBuilder;
use sha2::{Digest, Sha256};

use super::files::Files;
use super::labelled::Misfit;
use super::live::{self, LiveDigit, LiveDigits};
use super::{
    CLASS, Catalogue, DataError, Dataset, Finding, GroupRows, Groups, Part, Selector, Set, Split,
    format, hex,
};
use super::{shelf, shelf::Shelf};

/// The name of the catalogue in a data folder.
const CATALOGUE: &str = "catalogue.yaml";

/// Data that can be opened by name, from any thread. Clones are the same library.
#[derive(Clone)]
pub struct Library {
    shared: Arc<Shared>,
    /// What learners write, if that is kept anywhere.
    live: Option<Arc<dyn LiveDigits>>,
}

struct Shared {
    /// The sets of `files`, then the imported ones.
    catalogue: Cow<'static, Catalogue>,
    files: Files,
    /// What was imported, each on top of the one before.
    shelves: Vec<Arc<Shelf>>,
    opened: BTreeMap<String, Mutex<Option<Arc<Dataset>>>>,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sets = self.catalogue().sets.iter().map(|set| &set.name);
        f.debug_tuple("Library")
            .field(&sets.collect::<Vec<_>>())
            .finish()
    }
}

impl Library {
    /// The data inside this program (in a debug build: of the checkout).
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Library> = LazyLock::new(|| {
            Library::new(
                Cow::Borrowed(Catalogue::builtin()),
                Files::BuiltIn,
                Vec::new(),
            )
        });
        &BUILTIN
    }

    /// The data of a folder that is laid out as the built-in one, with a `catalogue.yaml`.
    ///
    /// # Errors
    /// When there is no catalogue, or it cannot be read.
    pub fn at(folder: impl Into<PathBuf>) -> Result<Self, DataError> {
        let files = Files::Folder(folder.into());
        let bytes = files.read(CATALOGUE)?;
        let text = str::from_utf8(&bytes).map_err(|error| files.damaged(CATALOGUE, error))?;
        let catalogue = Catalogue::read(text).map_err(|why| files.damaged(CATALOGUE, why))?;
        Ok(Self::new(Cow::Owned(catalogue), files, Vec::new()))
    }

    /// This data and the sets that were imported into a folder (see [`super::import`]), as they are
    /// there now. An imported set that cannot be read is told by [`Library::verify`] and by
    /// whatever names it; it does not keep the others from being opened.
    pub fn with_imported(&self, folder: impl Into<PathBuf>) -> Self {
        let shared = &self.shared;
        let (shelf, sets) = shelf::read(folder.into(), &shared.catalogue);
        let mut catalogue = shared.catalogue.clone().into_owned();
        catalogue.sets.extend(sets);
        let mut shelves = shared.shelves.clone();
        shelves.push(Arc::new(shelf));
        Self {
            live: self.live.clone(),
            ..Self::new(Cow::Owned(catalogue), shared.files.clone(), shelves)
        }
    }

    /// This data and what learners write, as it is every time that it is asked for.
    pub fn with_class(&self, live: Arc<dyn LiveDigits>) -> Self {
        Self {
            live: Some(live),
            ..self.clone()
        }
    }

    /// The same, with what learners have written by now where one of these names it; that does not change any more.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn as_now<'a>(
        &self,
        named: impl IntoIterator<Item = &'a Selector>,
    ) -> Result<Self, DataError> {
        let live = self.live.as_deref();
        match live.filter(|_| named.into_iter().any(Selector::is_class)) {
            Some(live) => Ok(self.with_class(live::frozen(live)?)),
            None => Ok(self.clone()),
        }
    }

    /// What learners have written by now; nothing where that is kept nowhere.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn written(&self) -> Result<Vec<LiveDigit>, DataError> {
        self.live.as_deref().map_or(Ok(Vec::new()), live::read)
    }

    /// Whether what a selector names may change from one time to the next.
    pub fn is_live(&self, selector: &Selector) -> bool {
        selector.is_class()
    }

    fn new(catalogue: Cow<'static, Catalogue>, files: Files, shelves: Vec<Arc<Shelf>>) -> Self {
        let names = catalogue.parts().map(|(_, part)| part.name.clone());
        let opened = names.map(|name| (name, Mutex::default())).collect();
        let shared = Arc::new(Shared {
            catalogue,
            files,
            shelves,
            opened,
        });
        Self { shared, live: None }
    }

    /// What there is.
    pub fn catalogue(&self) -> &Catalogue {
        &self.shared.catalogue
    }

    /// The data that a selector names. Nothing is decoded.
    ///
    /// # Errors
    /// When there is no such data, with the closest name or all names; when it has no such labels.
    pub fn resolve(&self, selector: &Selector) -> Result<(&Set, &Part), DataError> {
        let found = self.find(selector.set())?;
        selector.check_rows(found.1)?;
        selector.check_labels(found.1)?;
        Ok(found)
    }

    /// What a run can learn from, by the names that [`Library::training_part`] takes: sets with a
    /// part called `train`, and imported sets without parts. What ships without such a part is
    /// there to be measured on only.
    pub fn trainable(&self) -> impl Iterator<Item = (&str, &Part)> {
        self.catalogue().parts().filter_map(|(set, part)| {
            let whole = part.name == set.name && self.is_imported(set);
            match part.name.strip_suffix("/train") {
                Some(name) => Some((name, part)),
                None => whole.then_some((set.name.as_str(), part)),
            }
        })
    }

    /// The pictures that a run learns from which is told to learn from `text`: a name of
    /// [`Library::trainable`], perhaps with labels.
    ///
    /// # Errors
    /// When there is no such data to train on, or it has no such labels.
    pub fn training_part(&self, text: &str) -> Result<(Selector, &Part), DataError> {
        let named: Selector = text.parse()?;
        let known = self.trainable().find(|(name, _)| *name == named.set());
        let part = match known {
            Some((_, part)) => part.name.clone(),
            None => format!("{}/train", named.set()),
        };
        let selector = named.of(part);
        let (_, part) = self.resolve(&selector)?;
        Ok((selector, part))
    }

    /// The pictures that are kept for measuring what learned from `text`, a name of
    /// [`Library::trainable`]: the set's part called `test`, with the same labels.
    ///
    /// # Errors
    /// When the set has no such part.
    pub fn test_part(&self, text: &str) -> Result<Selector, DataError> {
        let named: Selector = text.parse()?;
        let test = format!("{}/test", named.set());
        match self.catalogue().parts().any(|(_, part)| part.name == test) {
            true => Ok(named.of(test)),
            false => Err(DataError::NoTestPart {
                set: named.set().to_owned(),
            }),
        }
    }

    /// The data of this name, such as `mnist/train`. The first call decodes it (on all cores);
    /// others wait for that and share the result.
    ///
    /// # Errors
    /// When there is no such data, or a file of it is missing or damaged. The next call tries again.
    pub fn open(&self, name: &str) -> Result<Arc<Dataset>, DataError> {
        if name == CLASS {
            return live::open(self.live.as_deref());
        }
        let (set, part) = self.find(name)?;
        let Some(opened) = self.shared.opened.get(&part.name) else {
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
    /// As [`Library::resolve`] and [`Library::open`], and when no picture has the labels.
    pub fn select(&self, selector: &Selector) -> Result<Split, DataError> {
        let labels = selector.labels_in(self.resolve(selector)?.1)?;
        let whole = Split::whole(self.open(selector.set())?);
        let whole = match (selector.rows(), selector.side()) {
            (Some((first, last)), _) => whole.pick(first - 1..last),
            (None, Some(side)) => whole.side(side),
            (None, None) => whole,
        };
        match labels {
            Some(labels) => whole.with_labels(&labels),
            None => Ok(whole),
        }
    }

    /// How many pictures a selector names. Nothing is decoded unless it names labels, or a side of data whose
    /// groups the catalogue does not list.
    ///
    /// # Errors
    /// As [`Library::select`].
    pub fn count(&self, selector: &Selector) -> Result<usize, DataError> {
        let (_, part) = self.resolve(selector)?;
        match (selector.rows(), selector.side(), selector.has_labels()) {
            _ if selector.is_class() => Ok(self.select(selector)?.len()),
            (None, Some(side), false) => match part.count_on(side) {
                Some(count) => Ok(count),
                None => Ok(self.select(selector)?.len()),
            },
            (_, _, true) => Ok(self.select(selector)?.len()),
            (Some((first, last)), _, false) => Ok(last - first + 1),
            (None, None, false) => Ok(part.count),
        }
    }

    /// What identifies the pictures that a selector names, by the catalogue alone: nothing is
    /// decoded but what learners write. (That the catalogue tells the truth is what [`Library::verify`] proves.)
    ///
    /// # Errors
    /// As [`Library::resolve`].
    pub fn declared_digest(&self, selector: &Selector) -> Result<String, DataError> {
        let (_, part) = self.resolve(selector)?;
        if selector.is_class() {
            return Ok(live::digest(&self.select(selector)?));
        }
        let labels = selector.labels_in(part)?;
        if (selector.rows(), selector.side(), &labels) == (None, None, &None) {
            return Ok(part.digest.clone());
        }
        let mut hasher = Sha256::new().chain_update(&part.digest);
        if let Some((first, last)) = selector.rows() {
            hasher.update(format!("@{first}-{last}:"));
        }
        if let Some(side) = selector.side() {
            hasher.update(format!("@{}:", side.name()));
            // What is on which side depends on them.
            for GroupRows { name, rows } in &part.groups {
                hasher.update(format!("{name}:"));
                for (first, last) in rows {
                    hasher.update(format!("@{first}-{last}:"));
                }
            }
        }
        hasher.update(labels.unwrap_or_default());
        Ok(hex(&hasher.finalize()))
    }

    /// The content of a file that the catalogue lists, such as `photos/chelsea.png`.
    ///
    /// # Errors
    /// When the catalogue does not list it, or it is missing or cannot be read.
    pub fn file(&self, path: &str) -> Result<Cow<'static, [u8]>, DataError> {
        let file = self.catalogue().file(path)?;
        let mut sets = self.catalogue().sets.iter();
        let of = sets.find(|set| set.files().any(|listed| listed == file));
        of.map_or(&self.shared.files, |set| self.files_of(set))
            .read(&file.path)
    }

    /// Whether a user imported the set, and it did not ship.
    pub(super) fn is_imported(&self, set: &Set) -> bool {
        self.shelf_of(set).is_some()
    }

    /// The imported sets that cannot be read, each with the reason and the remedy.
    pub fn unreadable(&self) -> Vec<Finding> {
        let shelves = self.shared.shelves.iter();
        shelves.flat_map(|shelf| shelf.unreadable()).collect()
    }

    /// The shelf that an imported set is on.
    fn shelf_of(&self, set: &Set) -> Option<&Arc<Shelf>> {
        let mut shelves = self.shared.shelves.iter();
        shelves.find(|shelf| shelf.holds(&set.name))
    }

    /// Where the files of a set are.
    pub(super) fn files_of(&self, set: &Set) -> &Files {
        self.shelf_of(set)
            .map_or(&self.shared.files, |shelf| shelf.files())
    }

    /// As [`Catalogue::find`]; an imported set that cannot be read says why.
    pub(super) fn find(&self, name: &str) -> Result<(&Set, &Part), DataError> {
        if name == CLASS {
            return Ok(live::described());
        }
        let found = self.catalogue().find(name);
        found.map_err(|error| {
            let mut shelves = self.shared.shelves.iter();
            let explained = shelves.find_map(|shelf| shelf.explain(name));
            explained.unwrap_or(error)
        })
    }

    fn decode(&self, set: &Set, part: &Part) -> Result<Arc<Dataset>, DataError> {
        let files = self.files_of(set);
        apart(|| {
            let pictures = format::read(part, files)?;
            let damaged = |why: &dyn ToString| {
                let file = part.files.first().map_or("", |file| &file.path);
                files.damaged(file, why.to_string())
            };
            if pictures.labels.len() != part.count {
                let found = pictures.labels.len();
                let why = format!(
                    "{} has {found} pictures instead of {}",
                    part.name, part.count
                );
                return Err(damaged(&why));
            }
            let mut pictures = pictures;
            if !part.groups.is_empty() {
                let groups = Groups::by_rows(&part.groups, part.count);
                pictures.groups = Some(groups.ok_or_else(|| damaged(&Misfit::Groups))?);
            }
            let dataset = Dataset::new(set, part, pictures);
            Ok(Arc::new(dataset.map_err(|why| damaged(&why))?))
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
