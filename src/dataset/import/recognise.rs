//! What kind of data a path leads to, by what is in it and not by what it is called.

use std::path::{Path, PathBuf};

use super::array;
use super::error::{ImportError, Remedy, Setting};
use super::filled::{self, Filled};
use super::folder::{Folder, Listing, list, name, order};
use super::groups;
use super::idx::Idx;
use super::input::{beginning, hexadecimal};
use super::npy::Npy;
use super::request::{Request, check_name};
use super::sheet::Sheet;
use super::stream::Stream;
use super::table::Table;
use super::typefaces::{self, Typefaces};
use crate::dataset::GroupRows;
use crate::dataset::format::idx::{COLOURS, LABELS, PICTURES};
use crate::picture::form::Id;

/// Pictures and labels that become one part of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// The part's name behind the set's; none where the set has but one.
    pub(crate) part: Option<String>,
    pub(crate) files: Files,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Files {
    Idx { pictures: PathBuf, labels: PathBuf },
    Npy { pictures: PathBuf, labels: PathBuf },
    Table(PathBuf),
    Folder(PathBuf),
    Sheet(PathBuf),
    Filled(Vec<PathBuf>),
    Typefaces(PathBuf, Vec<PathBuf>),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// What the files are, in words.
    pub(crate) kind: &'static str,
    pub(crate) sources: Vec<Source>,
    /// The classes, where folders name them.
    pub(crate) classes: Option<Vec<String>>,
    /// Whether it is laid out as MNIST-C's authors publish it.
    pub(crate) mnist_c: bool,
}

impl Found {
    fn new(kind: &'static str, sources: Vec<Source>) -> Self {
        Self {
            kind,
            sources,
            classes: None,
            mnist_c: false,
        }
    }

    fn one(kind: &'static str, files: Files) -> Self {
        Self::new(kind, vec![Source { part: None, files }])
    }
}

impl Source {
    /// Begins to read it.
    pub(crate) fn open(
        &self,
        request: &Request,
        classes: Option<&[String]>,
    ) -> Result<Box<dyn Stream>, ImportError> {
        let limits = &request.limits;
        Ok(match &self.files {
            Files::Idx { pictures, labels } => Box::new(Idx::open(pictures, labels, limits)?),
            Files::Npy { pictures, labels } => {
                Box::new(Npy::open(pictures, labels, request.shape, limits)?)
            }
            Files::Table(path) => Box::new(Table::open(
                path,
                request.shape,
                request.label_column,
                classes.map(<[String]>::to_vec),
                limits,
            )?),
            Files::Folder(path) => {
                let fitted = request.fit.is_some();
                Box::new(Folder::open(
                    path,
                    classes.unwrap_or_default(),
                    limits,
                    fitted,
                )?)
            }
            Files::Typefaces(folder, faces) => Box::new(Typefaces::open(faces, folder, limits)?),
            Files::Filled(photos) => {
                let named = classes.unwrap_or_default().to_vec();
                let labels = filled::labels(&request.path, None, Some(&named))?;
                Box::new(Filled::open(photos, &request.path, labels, limits)?)
            }
            Files::Sheet(path) => Box::new(Sheet::open(
                path,
                request.shape,
                request.labels.as_deref(),
                classes,
                limits,
            )?),
        })
    }

    /// Which of its `n` pictures belong together, where a file beside them says so.
    pub(crate) fn groups(&self, n: usize) -> Result<Vec<GroupRows>, ImportError> {
        match &self.files {
            Files::Idx { pictures, .. } | Files::Npy { pictures, .. } => {
                groups::beside(pictures, n)
            }
            Files::Table(_)
            | Files::Folder(_)
            | Files::Sheet(_)
            | Files::Filled(_)
            | Files::Typefaces(..) => Ok(Vec::new()),
        }
    }
}

/// Looks at what the request's path leads to.
///
/// # Errors
/// When it is nothing that can be imported, with what can be.
pub(super) fn recognise(request: &Request) -> Result<Found, ImportError> {
    let path = &request.path;
    let about = std::fs::metadata(path).map_err(|error| ImportError::reading(path, error))?;
    let found = if !request.others.is_empty() {
        recognise_photos(request)?
    } else if about.is_dir() {
        recognise_folder(path, request)?
    } else {
        recognise_file(path, request)?
    };
    check_use(&found, request)?;
    Ok(found)
}

/// Refuses options that what was found has no use for: whoever gave one expected something of it.
fn check_use(found: &Found, request: &Request) -> Result<(), ImportError> {
    let all = |fits: fn(&Files) -> bool| found.sources.iter().all(|source| fits(&source.files));
    let tables = all(|files| matches!(files, Files::Table(_)));
    let sized = all(|files| {
        matches!(
            files,
            Files::Idx { .. } | Files::Folder(_) | Files::Typefaces(..) | Files::Filled(_)
        )
    });
    let filled = all(|files| matches!(files, Files::Filled(_)));
    let (why, setting) = if tables && request.labels.is_some() {
        ("its labels are one of its columns", Setting::Labels)
    } else if filled && request.labels.is_some() {
        ("the boxes say what is in them", Setting::Labels)
    } else if filled && request.invert {
        ("its ink becomes bright by itself", Setting::Invert)
    } else if !tables && request.label_column.is_some() {
        ("only a CSV table has columns", Setting::LabelColumn)
    } else if sized && request.shape.is_some() {
        ("its files tell the size of the pictures", Setting::Shape)
    } else {
        return Ok(());
    };
    let why = format!("it is {}, and {why}", found.kind);
    Err(ImportError::whole(&request.path, why).but("", setting, Remedy::Omit))
}

fn recognise_file(path: &Path, request: &Request) -> Result<Found, ImportError> {
    let bytes = beginning(path)?;
    let fail = |why: String| Err(ImportError::whole(path, why));
    let starts = |magic: u32| bytes.starts_with(&magic.to_be_bytes());
    if starts(PICTURES) || starts(COLOURS) {
        let labels = labels_beside(path, request, "an IDX file of pictures")?;
        let pictures = path.to_owned();
        return Ok(Found::one("an IDX pair", Files::Idx { pictures, labels }));
    }
    if starts(LABELS) {
        let why = "it holds labels, not pictures; name the file of pictures instead";
        return Err(ImportError::whole(path, why).but(
            "for these labels, ",
            Setting::Labels,
            Remedy::Set,
        ));
    }
    if bytes.starts_with(array::MAGIC) {
        let labels = labels_beside(path, request, "an NPY file of pictures")?;
        let pictures = path.to_owned();
        return Ok(Found::one("NPY arrays", Files::Npy { pictures, labels }));
    }
    if image::guess_format(&bytes).is_ok() {
        // Whoever says how large a tile is has no photo.
        if request.shape.is_none()
            && let Some(id) = filled::shown(path)
        {
            return photos(vec![path.to_owned()], Some(id), request);
        }
        return Ok(Found::one("a sheet", Files::Sheet(path.to_owned())));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return fail("it is a ZIP archive; unpack it and name what was in it".to_owned());
    }
    if bytes.is_empty() {
        return fail("it is empty; copy or download it again".to_owned());
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return fail("it is UTF-16 text; save the file as CSV in UTF-8".to_owned());
    }
    // Text has no zero byte. What is no UTF-8 the table's own reader tells, with the line.
    if !bytes.contains(&0) {
        return Ok(Found::one("a CSV table", Files::Table(path.to_owned())));
    }
    fail(format!(
        "it begins with {}, which is no kind of file that can be imported; there are IDX, NPY, CSV, \
         PNG, JPEG and WebP files, and folders of pictures with a sub-folder a class",
        hexadecimal(&bytes)
    ))
}

/// Photos of filled sheets, of which this is the first one that is known.
fn photos(files: Vec<PathBuf>, first: Option<Id>, request: &Request) -> Result<Found, ImportError> {
    let labels = filled::labels(&request.path, first, request.classes.as_deref())?;
    Ok(Found {
        classes: Some(labels.names().to_vec()),
        ..Found::one("photos of filled sheets", Files::Filled(files))
    })
}

/// Several files, which only photos may be.
fn recognise_photos(request: &Request) -> Result<Found, ImportError> {
    let files: Vec<PathBuf> = std::iter::once(&request.path)
        .chain(&request.others)
        .cloned()
        .collect();
    for file in &files {
        let about = std::fs::metadata(file).map_err(|error| ImportError::reading(file, error))?;
        if about.is_dir() || image::guess_format(&beginning(file)?).is_err() {
            let why = "it is no picture, and only photos of filled sheets can be imported together; import it alone";
            return Err(ImportError::whole(file, why));
        }
    }
    let first = files.iter().find_map(|file| filled::shown(file));
    photos(files, first, request)
}

/// Where the labels of a file of pictures are, if they are called as MNIST's are.
pub fn named_as_labels(path: &Path) -> PathBuf {
    let labels = name(path).replace("images", "labels");
    path.with_file_name(labels.replace("idx3", "idx1"))
}

/// The file of labels: the one that was named, or the one whose name fits.
fn labels_beside(path: &Path, request: &Request, what: &str) -> Result<PathBuf, ImportError> {
    if let Some(labels) = &request.labels {
        return Ok(labels.clone());
    }
    let beside = named_as_labels(path);
    if beside != path && beside.is_file() {
        return Ok(beside);
    }
    let hint = match beside != path {
        true => format!(", and there is no {} beside it", name(&beside)),
        false => String::new(),
    };
    let why = format!("it is {what}{hint}");
    Err(ImportError::whole(path, why).but("for its file of labels, ", Setting::Labels, Remedy::Set))
}

fn recognise_folder(path: &Path, request: &Request) -> Result<Found, ImportError> {
    let Listing { files, folders } = list(path)?;
    if let Some(labels) = &request.labels {
        let why = "a folder's labels are the names of its sub-folders or files";
        return Err(ImportError::whole(labels, why).but("", Setting::Labels, Remedy::Omit));
    }
    if folders
        .iter()
        .any(|folder| folder.join("test_images.npy").exists())
    {
        return mnist_c(&folders);
    }
    let pairs = idx_pairs(&files, request)?;
    if !pairs.is_empty() {
        return Ok(Found::new("IDX pairs", pairs));
    }
    if folders.is_empty() && !files.is_empty() && files.iter().all(|file| typefaces::is_one(file)) {
        let faces = Files::Typefaces(path.to_owned(), files);
        return Ok(Found {
            classes: Some((0..10).map(|digit| digit.to_string()).collect()),
            ..Found::one("typefaces", faces)
        });
    }
    if folders.is_empty()
        && let Some(id) = files.iter().find_map(|file| filled::shown(file))
    {
        return photos(files, Some(id), request);
    }
    if folders.is_empty() {
        let why = match files.is_empty() {
            true => "the folder is empty; name one with a sub-folder a class",
            false => {
                "it has files but no sub-folders; put the pictures of each class into a sub-folder \
                 called as the class, or name one of the files; no picture among them shows a sheet of \
                 `mindgap sheet`"
            }
        };
        return Err(ImportError::whole(path, why));
    }
    let named = |part: &str| folders.iter().find(|folder| name(folder) == part);
    let halves = [named("train"), named("test")];
    let parts: Vec<Source> = match halves.iter().flatten().count() == folders.len() {
        true => halves
            .into_iter()
            .flatten()
            .map(|folder| Source {
                part: Some(name(folder)),
                files: Files::Folder(folder.clone()),
            })
            .collect(),
        false => vec![Source {
            part: None,
            files: Files::Folder(path.to_owned()),
        }],
    };
    let mut classes: Vec<String> = Vec::new();
    for source in &parts {
        if let Files::Folder(folder) = &source.files {
            let listed = list(folder)?.folders;
            if listed.is_empty() {
                let why = "it has no sub-folders; put the pictures of each class into one called as the class";
                return Err(ImportError::whole(folder, why));
            }
            for class in listed.iter().map(|folder| name(folder)) {
                if !classes.contains(&class) {
                    classes.push(class);
                }
            }
        }
    }
    classes.sort_by_cached_key(|class| order(class));
    if classes.len() > 256 {
        let why = format!("it has {} classes, and 256 are the most", classes.len());
        return Err(ImportError::whole(path, why));
    }
    Ok(Found {
        classes: Some(classes),
        ..Found::new("a folder of pictures", parts)
    })
}

/// MNIST's own names: `train-images…` and `t10k-images…`, each with its labels; or one other pair that is called as
/// these are, such as the `class-images-idx3-ubyte` of a class set.
fn idx_pairs(files: &[PathBuf], request: &Request) -> Result<Vec<Source>, ImportError> {
    let mut pairs: Vec<Source> = Vec::new();
    for (part, stem) in [
        ("train", "train-images"),
        ("test", "t10k-images"),
        ("test", "test-images"),
    ] {
        let known = pairs
            .iter()
            .any(|source| source.part.as_deref() == Some(part));
        let file = files.iter().find(|file| name(file).starts_with(stem));
        if let (Some(pictures), false) = (file, known) {
            let labels = labels_beside(pictures, request, "an IDX file of pictures")?;
            let pictures = pictures.clone();
            pairs.push(Source {
                part: Some(part.to_owned()),
                files: Files::Idx { pictures, labels },
            });
        }
    }
    let mut others = files
        .iter()
        .filter(|file| name(file).contains("images-idx3"));
    if let (true, Some(pictures), None) = (pairs.is_empty(), others.next(), others.next()) {
        let labels = labels_beside(pictures, request, "an IDX file of pictures")?;
        let pictures = pictures.clone();
        pairs.push(Source {
            part: None,
            files: Files::Idx { pictures, labels },
        });
    }
    Ok(pairs)
}

/// MNIST-C as its authors publish it: a folder a corruption. Only its test pictures are imported: a
/// model that learned from the others would not be measured but rehearsed.
fn mnist_c(folders: &[PathBuf]) -> Result<Found, ImportError> {
    let mut sources = Vec::new();
    for folder in folders {
        let (pictures, labels) = (
            folder.join("test_images.npy"),
            folder.join("test_labels.npy"),
        );
        match (pictures.exists(), labels.exists()) {
            (false, false) => continue,
            (true, true) => {}
            (false, true) => return Err(ImportError::Missing { path: pictures }),
            (true, false) => return Err(ImportError::Missing { path: labels }),
        }
        let part = name(folder);
        check_name(&part).map_err(|why| ImportError::whole(folder, why.to_string()))?;
        sources.push(Source {
            part: Some(part),
            files: Files::Npy { pictures, labels },
        });
    }
    Ok(Found {
        mnist_c: true,
        ..Found::new("MNIST-C", sources)
    })
}
