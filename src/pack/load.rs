//! Reads a pack: the built-in one out of the program, others from a folder.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml::with::singleton_map_recursive;

use super::PackError;
use super::check;
use super::schema::{FORMAT, Lesson, PackFile, PackTexts};
use crate::dataset::Library;
use crate::words::Lang;

/// A lesson file larger than this is not a lesson.
const MAX_BYTES: u64 = 1 << 20;

#[derive(RustEmbed)]
#[folder = "lessons/"]
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
}

impl Pack {
    /// The pack that ships with the program, in this language as far as it is translated.
    ///
    /// # Errors
    /// Never in a released program; in a checkout, when somebody broke it.
    pub fn built_in(lang: Lang) -> Result<Self, PackError> {
        let library = Library::builtin();
        Self::read(Path::new("mind-the-gap"), library, lang, |path| {
            let name = path.to_string_lossy().replace('\\', "/");
            BuiltIn::get(&name).map(|file| file.data).ok_or_else(|| {
                io::Error::new(io::ErrorKind::NotFound, "no such file in the program")
            })
        })
    }

    /// The pack in this folder, whose lessons may use the data of this library, in this language as far
    /// as it is translated.
    ///
    /// # Errors
    /// When a file is missing, malformed, or says something that cannot work.
    pub fn open(folder: &Path, library: &Library, lang: Lang) -> Result<Self, PackError> {
        Self::read(folder, library, lang, |path| {
            if fs::metadata(path)?.len() > MAX_BYTES {
                let problem = format!("larger than a lesson may be ({MAX_BYTES} bytes)");
                return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
            }
            fs::read(path).map(Cow::Owned)
        })
    }

    fn read(
        folder: &Path,
        library: &Library,
        lang: Lang,
        fetch: impl Fn(&Path) -> io::Result<Cow<'static, [u8]>>,
    ) -> Result<Self, PackError> {
        let fetch = |path: &Path| {
            fetch(path).map_err(|source| PackError::File {
                path: path.to_owned(),
                source,
            })
        };
        let path = folder.join("pack.yaml");
        let bytes = fetch(&path)?;
        // First of all, since a newer format may have keys that are not known here.
        let Version { format } = parse(&path, &bytes)?;
        if format > FORMAT {
            return Err(PackError::Content {
                path,
                problem: format!(
                    "format: {format} is newer than this mindgap reads ({FORMAT}); install a newer mindgap"
                ),
            });
        }
        let mut file: PackFile = parse(&path, &bytes)?;
        let translated = |path: &Path| {
            let path = path.with_extension(format!("{lang}.yaml"));
            match fetch(&path) {
                Ok(bytes) => Ok(Some((path, bytes))),
                Err(PackError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                    Ok(None)
                }
                Err(error) => Err(error),
            }
        };
        if let Some((path, bytes)) = translated(&path)? {
            let PackTexts { title, about } = parse(&path, &bytes)?;
            (file.title, file.about) = (title, about);
        }
        let mut lessons = Vec::with_capacity(file.lessons.len());
        for name in &file.lessons {
            let lesson_path = folder.join(plain_name(&path, name)?);
            let mut lesson: Lesson = parse(&lesson_path, &fetch(&lesson_path)?)?;
            checked(&lesson_path, check::problems(&lesson, library))?;
            if let Some((path, bytes)) = translated(&lesson_path)? {
                let translation: Lesson = parse(&path, &bytes)?;
                checked(&path, check::problems(&translation, library))?;
                checked(&path, check::out_of_step(&lesson, &translation))?;
                lesson = translation;
            }
            lessons.push(Arc::new(lesson));
        }
        if lessons.is_empty() {
            return Err(PackError::Content {
                path,
                problem: "lessons: the list is empty; name at least one lesson file".into(),
            });
        }
        Ok(Self { file, lessons })
    }
}

/// Refuses a file with problems, by the first of them.
fn checked(path: &Path, problems: Vec<String>) -> Result<(), PackError> {
    match problems.into_iter().next() {
        None => Ok(()),
        Some(problem) => Err(PackError::Content {
            path: path.to_owned(),
            problem,
        }),
    }
}

/// A lesson's file name, which may not leave the pack's folder.
fn plain_name(pack: &Path, name: &str) -> Result<PathBuf, PackError> {
    let path = Path::new(name);
    let inside = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if inside && !name.is_empty() {
        Ok(path.to_owned())
    } else {
        Err(PackError::Content {
            path: pack.to_owned(),
            problem: format!("lessons: {name:?} leads out of the pack; name a file inside it"),
        })
    }
}

fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, PackError> {
    let form = |problem: String| PackError::Form {
        path: path.to_owned(),
        problem,
    };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes
            .iter()
            .take(error.valid_up_to())
            .filter(|&&b| b == b'\n')
            .count()
            + 1;
        form(format!("{line}:1: not UTF-8 text; save the file as UTF-8"))
    })?;
    singleton_map_recursive::deserialize(serde_yaml::Deserializer::from_str(text)).map_err(
        |error: serde_yaml::Error| {
            let (line, column) = error
                .location()
                .map_or((1, 1), |place| (place.line(), place.column()));
            // The place stands in front already.
            let text = error.to_string();
            let text = text.replace(&format!(" at line {line} column {column}"), "");
            form(format!("{line}:{column}: {text}"))
        },
    )
}
