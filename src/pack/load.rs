//! Reads a pack: the built-in one out of the program, others from a folder.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml::Value;
use serde_yaml::with::singleton_map_recursive;
use tempfile::TempDir;

use super::PackError;
use super::check;
use super::diagnosis::{Diagnoses, Diagnosis, Severity};
use super::form::{self, joined};
use super::inside::is_inside;
use super::material::{self, Prepared, Stock};
use super::schema::{FORMAT, Lesson, PackFile, PackTexts, Shared, Step};
use super::shared;
use super::source_map::{SourceMap, Span};
use crate::dataset::Library;
use crate::words::Lang;

/// A lesson file larger than this is not a lesson.
const MAX_BYTES: u64 = 1 << 20;
/// More is not told: nobody reads on, and a file of nothing but errors would take minutes.
const MAX_DIAGNOSES: usize = 200;
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
    /// The language of its lessons, as far as they are translated.
    pub lang: Lang,
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
        let fetch = |file: &str| read_bounded(&folder.join(file));
        let opened = Reader::new(Some(folder), stock.into(), &fetch).pack(lang);
        opened.map_err(|error| error.below(folder))
    }

    /// Everything that is wrong with the pack in this folder, in all its languages, and what its author
    /// may have overlooked.
    pub fn examine(folder: &Path, stock: impl Into<Stock>) -> Diagnoses {
        let fetch = |file: &str| read_bounded(&folder.join(file));
        let mut reader = Reader::new(Some(folder), stock.into(), &fetch);
        reader.wants_warnings = true;
        reader.everything();
        reader.diagnoses
    }
}

fn read_bounded(path: &Path) -> io::Result<Cow<'static, [u8]>> {
    if fs::metadata(path)?.len() > MAX_BYTES {
        let problem =
            format!("it is larger than a lesson may be ({MAX_BYTES} bytes); make it shorter");
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    fs::read(path).map(Cow::Owned)
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
    diagnoses: Diagnoses,
}

/// What a lesson is read with.
struct Context<'a> {
    file: &'a PackFile,
    library: &'a Library,
}

/// A file that is YAML.
struct Document {
    file: String,
    text: String,
    source_map: SourceMap,
}

/// A lesson file that was read as far as it could be.
struct Reading {
    document: Document,
    /// None where something outside of its steps is wrong.
    lesson: Option<Lesson>,
}

impl<'a> Reader<'a> {
    fn new(folder: Option<&'a Path>, stock: Stock, fetch: Fetch<'a>) -> Self {
        Self {
            folder,
            stock,
            fetch,
            wants_warnings: false,
            diagnoses: Diagnoses::default(),
        }
    }

    /// The pack in one language.
    fn pack(mut self, lang: Lang) -> Result<Pack, PackError> {
        let pack = self.read(lang);
        match pack {
            Some(pack) if !self.diagnoses.has_errors() => Ok(pack),
            _ => Err(PackError::new(self.diagnoses)),
        }
    }

    fn read(&mut self, lang: Lang) -> Option<Pack> {
        let (document, mut file) = self.pack_file()?;
        let Prepared { library, kept } = self.prepared(&document, &file);
        if let Some(texts) = self.pack_texts(lang) {
            (file.title, file.about) = (texts.title, texts.about);
            // Words of another language are other words.
            if !texts.glossary.is_empty() {
                file.glossary = texts.glossary;
            }
        }
        let context = Context {
            file: &file.clone(),
            library: &library,
        };
        let mut lessons = Vec::with_capacity(file.lessons.len());
        for (name, number) in file.lessons.iter().zip(1..) {
            let Some(original) = self.named_lesson(&document, name, number, &context) else {
                continue;
            };
            let translation = self.translation(name, lang, &original, &context);
            let lesson = translation
                .and_then(|reading| reading.lesson)
                .or(original.lesson);
            lessons.extend(lesson.map(Arc::new));
        }
        Some(Pack {
            file,
            lessons,
            library,
            lang,
            _kept: kept,
        })
    }

    /// Reads everything in every language.
    fn everything(&mut self) {
        let Some((document, file)) = self.pack_file() else {
            return;
        };
        for lang in Lang::ALL {
            self.pack_texts(lang);
        }
        let prepared = self.prepared(&document, &file);
        let context = Context {
            file: &file,
            library: &prepared.library,
        };
        for (name, number) in file.lessons.iter().zip(1..) {
            let Some(original) = self.named_lesson(&document, name, number, &context) else {
                continue;
            };
            for lang in Lang::ALL {
                self.translation(name, lang, &original, &context);
            }
        }
    }

    fn pack_file(&mut self) -> Option<(Document, PackFile)> {
        let document = match self.document(PACK) {
            Ok(document) => document?,
            Err(error) => {
                let problem = match error.kind() {
                    io::ErrorKind::NotFound => {
                        "it is not there; a pack is a folder with a pack.yaml (mindgap pack new makes one)".to_owned()
                    }
                    _ => error.to_string(),
                };
                self.note(Severity::Error, PACK, None, "", problem);
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
            self.note_at(&document, "format", problem);
            return None;
        }
        let file: PackFile = self.whole(&document)?;
        if file.lessons.is_empty() {
            let problem = "the list is empty; name at least one lesson file";
            self.note_at(&document, "lessons", problem);
        }
        let known = self.diagnoses.found.len();
        for (path, problem) in check::pack_problems(&file) {
            self.note_at(&document, &path, problem);
        }
        (self.diagnoses.found.len() == known).then_some((document, file))
    }

    /// The data that lessons may use.
    fn prepared(&mut self, document: &Document, file: &PackFile) -> Prepared {
        let mut problems = Vec::new();
        let folder = self.folder.unwrap_or(Path::new("."));
        let prepared = material::prepare(folder, file, &self.stock, &mut problems);
        for (path, problem) in problems {
            self.note_at(document, &path, problem);
        }
        prepared
    }

    fn pack_texts(&mut self, lang: Lang) -> Option<PackTexts> {
        let name = translated(PACK, lang);
        let document = self.document(&name).ok()??;
        self.whole(&document)
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
        if !is_inside(name) {
            let problem = format!("{name:?} leads out of the pack; name a file inside it");
            self.note_at(pack, &path, problem);
            return None;
        }
        match self.document(name) {
            Ok(document) => Some(self.lesson(document?, context)),
            Err(error) => {
                let problem = match error.kind() {
                    io::ErrorKind::NotFound => format!(
                        "there is no {name} in the pack; write it, or take it out of the list"
                    ),
                    _ => format!("{name} cannot be read: {error}"),
                };
                self.note_at(pack, &path, problem);
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
        let name = translated(name, lang);
        let document = match self.document(&name) {
            Ok(document) => document?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                self.note(Severity::Error, &name, None, "", error.to_string());
                return None;
            }
        };
        let reading = self.lesson(document, context);
        if let (Some(original), Some(lesson)) = (&original.lesson, &reading.lesson) {
            for found in check::out_of_step(original, lesson) {
                self.note_found(&reading.document, found);
            }
        }
        Some(reading)
    }

    /// Reads a lesson, and checks what of it could be read.
    fn lesson(&mut self, document: Document, context: &Context<'_>) -> Reading {
        let known = self.diagnoses.found.len();
        let whole: Result<Lesson, _> = match context.file.shared.is_empty() {
            true => typed(&document.text),
            // Names of the pack's are put in first.
            false => serde_yaml::from_str(&document.text).and_then(|mut value| {
                shared::put_in(&mut value, &context.file.shared);
                singleton_map_recursive::deserialize(value)
            }),
        };
        let (lesson, steps) = match whole {
            Ok(lesson) => {
                let steps = lesson.steps.iter().cloned().map(Some).collect();
                (Some(lesson), steps)
            }
            Err(error) => self.parts(&document, &error, context),
        };
        for found in check::problems(&steps, context.library) {
            self.note_found(&document, found);
        }
        if let Some(lesson) = &lesson {
            for found in check::lesson_problems(lesson, steps.len(), &context.file.lessons) {
                self.note_found(&document, found);
            }
            // Where something is wrong, what looks overlooked may only be mistyped.
            let is_correct = self.diagnoses.found.len() == known;
            if self.wants_warnings && is_correct {
                for found in check::warnings(lesson, context.library) {
                    self.note_found(&document, found);
                }
            }
        }
        let mine = self.diagnoses.found.get_mut(known..).unwrap_or_default();
        mine.sort_by_key(|one| {
            let start = one.place.as_ref().map(|place| place.bytes.start);
            (start.is_none(), start)
        });
        let is_whole = steps.iter().all(Option::is_some);
        Reading {
            lesson: lesson.filter(|_| is_whole),
            document,
        }
    }

    /// What can be read of a lesson that does not fit the schema: what stands around its steps, and
    /// those of its steps that fit.
    fn parts(
        &mut self,
        document: &Document,
        error: &serde_yaml::Error,
        context: &Context<'_>,
    ) -> (Option<Lesson>, Vec<Option<Step>>) {
        let mut value = serde_yaml::from_str(&document.text).unwrap_or_default();
        let shared = &context.file.shared;
        shared::put_in(&mut value, shared);
        let mut map = match value {
            Value::Mapping(map) => map,
            other => {
                self.fitted::<Lesson>(document, other, ("", ""), shared);
                return (None, Vec::new());
            }
        };
        let steps = match map.get_mut("steps") {
            Some(Value::Sequence(steps)) => std::mem::take(steps),
            _ => Vec::new(),
        };
        let known = self.diagnoses.found.len();
        let lesson = self.fitted::<Lesson>(document, Value::Mapping(map), ("", ""), shared);
        let steps = steps.into_iter().zip(1..).map(|(step, number)| {
            let kind = match &step {
                Value::Mapping(map) if map.len() == 1 => map.keys().next().and_then(Value::as_str),
                _ => None,
            };
            let about = match kind {
                Some(kind) => format!("step {number} ({kind})"),
                None => format!("step {number}"),
            };
            if self.diagnoses.found.len() > MAX_DIAGNOSES {
                return None;
            }
            let path = format!("steps {number}");
            self.fitted::<Step>(document, step, (&path, &about), shared)
        });
        let steps = steps.collect();
        if self.diagnoses.found.len() == known {
            self.note_form(document, error);
        }
        (lesson, steps)
    }

    /// A file that has to fit as a whole.
    fn whole<T: DeserializeOwned>(&mut self, document: &Document) -> Option<T> {
        let error = match typed(&document.text) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let known = self.diagnoses.found.len();
        if let Ok(value) = serde_yaml::from_str(&document.text) {
            self.fitted::<T>(document, value, ("", ""), &Shared::default());
        }
        if self.diagnoses.found.len() == known {
            self.note_form(document, &error);
        }
        None
    }

    /// A value as `T`, with what does not fit noted.
    fn fitted<T: DeserializeOwned>(
        &mut self,
        document: &Document,
        value: Value,
        (path, about): (&str, &str),
        shared: &Shared,
    ) -> Option<T> {
        let (read, misfits) = form::fit(value);
        for misfit in misfits {
            let text = misfit.text.as_deref();
            let meant = text.and_then(|text| shared::meant(&misfit.path, text, shared));
            let problem = match (text, meant) {
                (Some(text), Some(name)) => form::no_such(text, name),
                _ => misfit.problem,
            };
            // The step's kind is said already.
            let below = match (path, misfit.path.split_once('.')) {
                ("", _) => misfit.path.as_str(),
                (_, Some((_, below))) => below,
                (_, None) => "",
            };
            let about = match (about, below) {
                ("", below) => below.to_owned(),
                (about, "") => about.to_owned(),
                (about, below) => format!("{about}: {below}"),
            };
            let whole = match path {
                "" => misfit.path.clone(),
                path => joined(path, &misfit.path),
            };
            let place = match misfit.is_key {
                true => document.source_map.find_key(&whole),
                false => document.source_map.find(&whole),
            };
            let place = place.map(|bytes| Span::of(&document.text, bytes));
            self.note(Severity::Error, &document.file, place, &about, problem);
        }
        read
    }

    /// A file of the pack, and where everything stands in it; none with a diagnosis where it is no YAML.
    fn document(&mut self, file: &str) -> io::Result<Option<Document>> {
        let bytes = (self.fetch)(file)?;
        let text = match String::from_utf8(bytes.into_owned()) {
            // Some editors write a mark of the byte order in front.
            Ok(text) => match text.strip_prefix('\u{feff}') {
                Some(rest) => rest.to_owned(),
                None => text,
            },
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let before = bytes.iter().take(valid);
                let line = before.filter(|&&byte| byte == b'\n').count() + 1;
                let place = Some(Span {
                    line,
                    column: 1,
                    bytes: 0..0,
                });
                let problem = "this is not UTF-8 text; save the file as UTF-8".to_owned();
                self.note(Severity::Error, file, place, "", problem);
                return Ok(None);
            }
        };
        self.diagnoses.remember(file, &text);
        match SourceMap::of(&text) {
            Ok(source_map) => Ok(Some(Document {
                file: file.to_owned(),
                text,
                source_map,
            })),
            Err((place, problem)) => {
                self.note(Severity::Error, file, Some(place), "", problem);
                Ok(None)
            }
        }
    }

    fn note_form(&mut self, document: &Document, error: &serde_yaml::Error) {
        let place = error.location();
        let place = place.map(|place| Span::at(&document.text, place.line(), place.column()));
        let mut problem = error.to_string();
        if let Some(Span { line, column, .. }) = &place {
            // The place stands in front already.
            problem = problem.replace(&format!(" at line {line} column {column}"), "");
        }
        self.note(Severity::Error, &document.file, place, "", problem);
    }

    fn note_found(&mut self, document: &Document, found: check::Found) {
        let check::Found {
            severity,
            step,
            kind,
            path,
            problem,
        } = found;
        let about = match step {
            None => String::new(),
            Some(step) => format!("step {step} ({kind})"),
        };
        let whole = match step {
            None => path.clone(),
            Some(step) => joined(&joined(&format!("steps {step}"), kind), &path),
        };
        let about = match (about.as_str(), path.as_str()) {
            (about, "") => about.to_owned(),
            ("", path) => path.to_owned(),
            (about, path) => format!("{about}: {path}"),
        };
        let place = document.source_map.find(whole.trim_end_matches('.'));
        let place = place.map(|bytes| Span::of(&document.text, bytes));
        self.note(severity, &document.file, place, &about, problem);
    }

    fn note_at(&mut self, document: &Document, path: &str, problem: impl Into<String>) {
        let place = document.source_map.find(path);
        let place = place.map(|bytes| Span::of(&document.text, bytes));
        self.note(Severity::Error, &document.file, place, path, problem.into());
    }

    fn note(
        &mut self,
        severity: Severity,
        file: &str,
        place: Option<Span>,
        about: &str,
        problem: String,
    ) {
        let told = self.diagnoses.found.len();
        if told > MAX_DIAGNOSES {
            return;
        }
        if told == MAX_DIAGNOSES {
            self.diagnoses.found.push(Diagnosis {
                severity: Severity::Error,
                file: file.to_owned(),
                place: None,
                about: String::new(),
                problem: format!("{MAX_DIAGNOSES} things are told; there may be more"),
            });
            return;
        }
        self.diagnoses.found.push(Diagnosis {
            severity,
            file: file.to_owned(),
            place,
            about: about.to_owned(),
            problem,
        });
    }
}

/// A file's name in another language.
fn translated(name: &str, lang: Lang) -> String {
    let path = Path::new(name).with_extension(format!("{lang}.yaml"));
    path.to_string_lossy().replace('\\', "/")
}

fn typed<T: DeserializeOwned>(text: &str) -> Result<T, serde_yaml::Error> {
    singleton_map_recursive::deserialize(serde_yaml::Deserializer::from_str(text))
}
