//! Reads a pack: the built-in one out of the program, others from a folder.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::PackError;
use super::album::Shelf;
use super::beside;
use super::check;
use super::diagnosis::{Diagnoses, Severity};
use super::document::{Document, Place};
use super::fit::LeftOut;
use super::inside::is_inside;
use super::lesson_file::{self, Context, Reading, is_about, missing};
use super::material::{self, Prepared, Stock};
use super::notes::Notes;
use super::plain_file;
use super::schema::{FORMAT, Lesson, PackFile, PackTexts, Shared};
use crate::dataset::{Library, hex};
use crate::words::Lang;

/// The description of a pack.
const PACK: &str = "pack.yaml";

#[derive(RustEmbed)]
#[folder = "lessons/mind-the-gap/"]
struct BuiltIn;

/// What every version of `pack.yaml` begins with.
#[derive(Deserialize)]
struct Version {
    format: u32,
}

/// A pack with all its lessons, checked.
#[derive(Debug, Clone)]
pub struct Pack {
    /// What `pack.yaml` says.
    pub file: PackFile,
    /// The lessons, in order.
    pub lessons: Vec<Arc<Lesson>>,
    /// The data that its lessons use, with what it brings along.
    pub library: Library,
    /// What classes are called in its language, by their names in the data.
    pub names: BTreeMap<String, String>,
    /// The language of its lessons, as far as they are translated.
    pub lang: Lang,
    /// SHA-256 in hex of what its author wrote and of its data as decoded: two copies of one edition have the same, in
    /// whichever language they are read, and whether they lie in a folder or were installed from a file.
    pub digest: String,
    /// Where that is, if only for as long as the pack is open.
    _kept: Option<Arc<TempDir>>,
}

impl Pack {
    /// The pack that ships with the program, in this language as far as it is translated.
    ///
    /// # Errors
    /// Never in a released program; in a checkout, when somebody broke it.
    pub fn built_in(lang: Lang) -> Result<Self, PackError> {
        let fetch = |file: &str| {
            let found = BuiltIn::get(file);
            found.map(|file| file.data).ok_or_else(|| {
                io::Error::new(io::ErrorKind::NotFound, "no such file in the program")
            })
        };
        Reader::new(None, Library::builtin().into(), &fetch).pack(lang)
    }

    /// The pack in this folder, whose lessons may use the data of this stock and what the pack brings
    /// along, in this language as far as it is translated.
    ///
    /// # Errors
    /// When a file is missing, malformed, or says something that cannot work: with all of it.
    pub fn open(folder: &Path, stock: impl Into<Stock>, lang: Lang) -> Result<Self, PackError> {
        let fetch = |file: &str| plain_file::read(folder, file);
        let opened = Reader::new(Some(folder), stock.into(), &fetch).pack(lang);
        opened.map_err(|error| error.below(folder))
    }

    /// Everything that is wrong with the pack in this folder, in all its languages, and what its author
    /// may have overlooked.
    pub fn examine(folder: &Path, stock: impl Into<Stock>) -> Diagnoses {
        let fetch = |file: &str| plain_file::read(folder, file);
        let mut reader = Reader::new(Some(folder), stock.into(), &fetch);
        reader.wants_warnings = true;
        reader.everything();
        reader.notes.diagnoses
    }
}

/// Fetches a file of a pack by its name in it.
type Fetch<'a> = &'a dyn Fn(&str) -> io::Result<Cow<'static, [u8]>>;

/// Reads the files of a pack, and notes what is wrong with them.
struct Reader<'a> {
    /// The pack's folder, if it is in one.
    folder: Option<&'a Path>,
    stock: Stock,
    fetch: Fetch<'a>,
    wants_warnings: bool,
    notes: Notes,
}

impl<'a> Reader<'a> {
    fn new(folder: Option<&'a Path>, stock: Stock, fetch: Fetch<'a>) -> Self {
        Self {
            folder,
            stock,
            fetch,
            wants_warnings: false,
            notes: Notes::default(),
        }
    }

    /// The pack in one language.
    fn pack(mut self, lang: Lang) -> Result<Pack, PackError> {
        let pack = self.read(lang);
        match pack {
            Some(pack) if !self.notes.diagnoses.has_errors() => Ok(pack),
            _ => Err(PackError::new(self.notes.diagnoses)),
        }
    }

    fn read(&mut self, lang: Lang) -> Option<Pack> {
        let (document, mut file) = self.pack_file()?;
        let Prepared { library, kept } = self.prepared(&document, &file);
        let mut names = BTreeMap::new();
        if let Some((document, texts)) = self.pack_texts(lang) {
            self.classes(&document, &texts, &library);
            names = texts.classes;
            (file.title, file.about) = (texts.title, texts.about);
            // Words of another language are other words.
            if !texts.glossary.is_empty() {
                file.glossary = texts.glossary;
            }
        }
        let (fetch, folder) = (self.fetch, self.folder);
        let picture = |name: &str| picture(folder, fetch, name);
        let meant = |name: &str| beside::meant(folder?, name);
        let context = Context {
            file: &file.clone(),
            library: &library,
            shelf: &Shelf::new(&picture, &meant),
            wants_warnings: self.wants_warnings,
        };
        let mut edition = Sha256::new();
        edition.update(as_lines(&document.text));
        let mut lessons = Vec::with_capacity(file.lessons.len());
        let mut originals = Vec::with_capacity(file.lessons.len());
        for (name, number) in file.lessons.iter().zip(1..) {
            let Some(original) = self.named_lesson(&document, name, number, &context) else {
                continue;
            };
            edition.update(as_lines(&original.document.text));
            let translation = self.translation(name, lang, &original, &context);
            let lesson = translation
                .and_then(|reading| reading.lesson)
                .or_else(|| original.lesson.clone());
            lessons.extend(lesson.map(Arc::new));
            originals.push(original);
        }
        self.order(&originals);
        for own in &file.data {
            let sets = library.catalogue().sets.iter();
            for set in sets.filter(|set| set.name == own.name) {
                set.parts
                    .iter()
                    .for_each(|part| edition.update(&part.digest));
            }
        }
        Some(Pack {
            file,
            lessons,
            library,
            names,
            lang,
            digest: hex(&edition.finalize()),
            _kept: kept,
        })
    }

    /// Reads everything in every language.
    fn everything(&mut self) {
        let Some((document, file)) = self.pack_file() else {
            return;
        };
        let texts = Lang::ALL.map(|lang| self.pack_texts(lang));
        let prepared = self.prepared(&document, &file);
        for (document, texts) in texts.iter().flatten() {
            self.classes(document, texts, &prepared.library);
        }
        let mut originals = Vec::with_capacity(file.lessons.len());
        let (fetch, folder) = (self.fetch, self.folder);
        let picture = |name: &str| picture(folder, fetch, name);
        let meant = |name: &str| beside::meant(folder?, name);
        let context = Context {
            file: &file,
            library: &prepared.library,
            shelf: &Shelf::new(&picture, &meant),
            wants_warnings: self.wants_warnings,
        };
        for (name, number) in file.lessons.iter().zip(1..) {
            let Some(original) = self.named_lesson(&document, name, number, &context) else {
                continue;
            };
            for lang in Lang::ALL {
                self.translation(name, lang, &original, &context);
            }
            originals.push(original);
        }
        self.order(&originals);
        let unread = self
            .folder
            .map(|folder| beside::unreachable(folder, PACK, &file.lessons));
        for (name, problem) in unread.into_iter().flatten() {
            self.notes
                .note(Severity::Warning, &name, Place::Nowhere, "", problem);
        }
    }

    /// What is wrong among the lessons of the pack.
    fn order(&mut self, originals: &[Reading]) {
        let neighbours: Vec<check::Neighbour<'_>> = originals
            .iter()
            .filter_map(|reading| {
                let lesson = reading.lesson.as_ref()?;
                Some(check::Neighbour {
                    file: &reading.document.file,
                    title: &lesson.title,
                    needs: &lesson.needs,
                })
            })
            .collect();
        for (file, path, problem) in check::out_of_order(&neighbours) {
            let mut there = originals.iter();
            if let Some(reading) = there.find(|reading| reading.document.file == file) {
                self.notes.at(&reading.document, &path, problem);
            }
        }
    }

    /// The file that somebody meant who wrote this name.
    fn meant(&self, name: &str) -> Option<String> {
        beside::meant(self.folder?, name)
    }

    fn pack_file(&mut self) -> Option<(Document, PackFile)> {
        let document = match self.document(PACK) {
            Ok(document) => document?,
            Err(error) => {
                let problem = match error.kind() {
                    io::ErrorKind::NotFound => match self.meant(PACK) {
                        Some(name) => format!("it is not there, but {name} is; rename that to {PACK}"),
                        None => "it is not there; a pack is a folder with a pack.yaml (mindgap pack new makes one)".to_owned(),
                    },
                    _ => error.to_string(),
                };
                self.notes
                    .note(Severity::Error, PACK, Place::Nowhere, "", problem);
                return None;
            }
        };
        // First of all, since a newer format may have keys that are not known here.
        let version: Result<Version, _> = serde_yaml::from_str(&document.text);
        if let Ok(Version { format }) = version
            && format > FORMAT
        {
            let problem = format!(
                "{format} is newer than this mindgap reads ({FORMAT}); install a newer mindgap"
            );
            self.notes.at(&document, "format", problem);
            return None;
        }
        let (file, left_out) = self.whole::<PackFile>(&document)?;
        let mut problems = check::pack_problems(&file);
        problems.retain(|(path, _)| !left_out.touches(path));
        for (path, problem) in problems {
            self.notes.at(&document, &path, problem);
        }
        self.notes.sort_since(0);
        // Lessons would lack what they name.
        let lacks = ["data", "shared"].iter().any(|key| left_out.touches(key));
        (!lacks).then_some((document, file))
    }

    /// The data that lessons may use.
    fn prepared(&mut self, document: &Document, file: &PackFile) -> Prepared {
        let known = self.notes.count();
        let mut problems = Vec::new();
        let folder = self.folder.unwrap_or(Path::new("."));
        let prepared = material::prepare(folder, file, &self.stock, &mut problems);
        let faulty: Vec<String> = problems.iter().map(|(path, _)| data_of(path)).collect();
        for (path, problem) in problems {
            self.notes.at(document, &path, problem);
        }
        let Prepared { library, .. } = &prepared;
        let of_data = check::data_problems(&file.data, library.catalogue());
        let mut of_shared = check::shared_problems(&file.shared, library);
        of_shared.retain(|(_, problem)| !is_about(&missing(file, library), problem));
        for (path, problem) in of_data.into_iter().chain(of_shared) {
            self.notes.at(document, &path, problem);
        }
        if self.wants_warnings {
            let mut warnings = check::data_warnings(&file.data, library);
            // What follows from a fault of the same data is not told.
            warnings.retain(|(path, _)| !faulty.contains(&data_of(path)));
            for (path, problem) in warnings {
                self.notes.warn(document, &path, problem);
            }
        }
        self.notes.sort_since(known);
        prepared
    }

    fn pack_texts(&mut self, lang: Lang) -> Option<(Document, PackTexts)> {
        let name = translated(PACK, lang);
        let document = self.document(&name).ok()??;
        let (texts, _) = self.whole(&document)?;
        Some((document, texts))
    }

    /// What is wrong with the names that a translation has for classes.
    fn classes(&mut self, document: &Document, texts: &PackTexts, library: &Library) {
        let known = self.notes.count();
        for (path, problem) in check::class_problems(&texts.classes, library) {
            self.notes.at(document, &path, problem);
        }
        self.notes.sort_since(known);
    }

    /// The lesson that `pack.yaml` names.
    fn named_lesson(
        &mut self,
        pack: &Document,
        name: &str,
        number: usize,
        context: &Context<'_>,
    ) -> Option<Reading> {
        let path = format!("lessons {number}");
        let mut earlier = context.file.lessons.iter().take(number - 1);
        if earlier.any(|other| other == name) {
            return None;
        }
        if !is_inside(name) {
            let problem = format!("{name:?} leads out of the pack; name a file inside it");
            self.notes.at(pack, &path, problem);
            return None;
        }
        match self.document(name) {
            Ok(document) => {
                document.map(|document| lesson_file::read(document, name, context, &mut self.notes))
            }
            Err(error) => {
                let problem = match error.kind() {
                    io::ErrorKind::NotFound => match self.meant(name) {
                        Some(there) => format!(
                            "there is no {name} in the pack, but {there}; write that, or rename it"
                        ),
                        None => format!(
                            "there is no {name} in the pack; write it, or take it out of the list"
                        ),
                    },
                    _ => format!("{name} cannot be read: {error}"),
                };
                self.notes.at(pack, &path, problem);
                None
            }
        }
    }

    /// The lesson's translation, if there is one.
    fn translation(
        &mut self,
        name: &str,
        lang: Lang,
        original: &Reading,
        context: &Context<'_>,
    ) -> Option<Reading> {
        let file = translated(name, lang);
        let document = match self.document(&file) {
            Ok(document) => document?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                self.notes.note(
                    Severity::Error,
                    &file,
                    Place::Nowhere,
                    "",
                    error.to_string(),
                );
                return None;
            }
        };
        let reading = lesson_file::read(document, name, context, &mut self.notes);
        if let (Some(original), Some(lesson)) = (&original.lesson, &reading.lesson) {
            for found in check::out_of_step(original, lesson) {
                self.notes.found(&reading.document, found);
            }
        }
        Some(reading)
    }

    /// A file that has to fit as a whole, as far as it fits.
    fn whole<T: DeserializeOwned>(&mut self, document: &Document) -> Option<(T, LeftOut)> {
        let error = match lesson_file::typed(&document.text) {
            Ok(read) => return Some((read, LeftOut::default())),
            Err(error) => error,
        };
        let known = self.notes.count();
        let mut fitted = None;
        if let Ok(value) = serde_yaml::from_str(&document.text) {
            let shared = Shared::default();
            fitted = Some(self.notes.fitted::<T>(document, value, ("", ""), &shared));
        }
        if self.notes.count() == known {
            self.notes.form(document, &error);
        }
        let fitted = fitted?;
        Some((fitted.read?, fitted.left_out))
    }

    /// A file of the pack; none with a diagnosis where it is no YAML.
    fn document(&mut self, file: &str) -> io::Result<Option<Document>> {
        let bytes = (self.fetch)(file)?;
        Ok(self.notes.document(file, bytes.into_owned()))
    }
}

/// The bytes of a picture of the pack.
fn picture(folder: Option<&Path>, fetch: Fetch<'_>, name: &str) -> io::Result<Vec<u8>> {
    match folder {
        Some(folder) => plain_file::read_picture(folder, name),
        None => fetch(name).map(Cow::into_owned),
    }
}

/// A file's name in another language.
fn translated(name: &str, lang: Lang) -> String {
    let path = Path::new(name).with_extension(format!("{lang}.yaml"));
    path.to_string_lossy().replace('\\', "/")
}

/// A text whose lines end as everywhere: what copies a file may change that.
fn as_lines(text: &str) -> Vec<u8> {
    let lines = text.lines().flat_map(|line| [line.as_bytes(), b"\n"]);
    lines.collect::<Vec<_>>().concat()
}

/// The place of some data in its list, of the path of something in it: `data 2` of `data 2.path`.
fn data_of(path: &str) -> String {
    path.split('.').next().unwrap_or_default().to_owned()
}
