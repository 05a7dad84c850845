//! What kind of data a folder holds: the files of a known set, arrays or tables, filled sheets, typefaces, or pictures
//! with a sub-folder a class; with folders around all that, and parts in folders of their own.

use std::path::{Path, PathBuf};

use image::ImageFormat;

use super::arrays;
use super::beside::labels_beside;
use super::error::{ImportError, Remedy, Setting};
use super::files::{as_stored, of_parquet, photos, recognise_file};
use super::filled;
use super::folder::{Listing, list, name, order};
use super::input::beginning;
use super::naming;
use super::request::{Request, check_name};
use super::source::{Files, Found, Source};
use super::typefaces;
use crate::dataset::format::idx::{COLOURS, PICTURES};

/// So many folders may stand around the data, each in the next.
const MAX_AROUND: usize = 8;

/// The pictures of a corruption of MNIST-C's.
const CORRUPTED: &str = "test_images.npy";

/// Looks into a folder.
///
/// # Errors
/// When nothing in it can be imported, with what is missing.
pub(super) fn recognise_folder(path: &Path, request: &Request) -> Result<Found, ImportError> {
    let mut folder = path.to_owned();
    let mut left_out = 0;
    for _ in 0..MAX_AROUND {
        let listing = list(&folder)?;
        match around(&listing)? {
            Some(inner) => folder = inner,
            None => break,
        }
        left_out += listing.junk;
    }
    let listing = list(&folder)?;
    let junk = listing.junk;
    let mut found = inside(&folder, listing, request)?;
    // A folder of classes counts what it passes over itself.
    let counts = found
        .sources
        .iter()
        .any(|source| matches!(&source.files, Files::Folder(path) if *path == folder));
    found.left_out = left_out + if counts { 0 } else { junk };
    Ok(found)
}

/// The only sub-folder of a folder without data of its own, if it is no class: one with pictures side by side is.
fn around(listing: &Listing) -> Result<Option<PathBuf>, ImportError> {
    let [only] = listing.folders.as_slice() else {
        return Ok(None);
    };
    let is_anything = |file: &PathBuf| is_picture(file) || is_data(file);
    if naming::part(&name(only)).is_some() || listing.files.iter().any(is_anything) {
        return Ok(None);
    }
    let inner = list(only)?;
    let holds = |what: fn(&Path) -> bool| inner.files.iter().any(|file| what(file));
    let is_class = holds(is_picture) || inner.folders.is_empty() && !holds(is_data);
    let is_corruption = only.join(CORRUPTED).exists();
    Ok((!is_class && !is_corruption).then(|| only.clone()))
}

/// Whether a file is a picture, by its name.
fn is_picture(file: &Path) -> bool {
    ImageFormat::from_path(file).is_ok_and(|format| format.reading_enabled())
}

fn inside(path: &Path, listing: Listing, request: &Request) -> Result<Found, ImportError> {
    let Listing { files, folders, .. } = listing;
    if folders.iter().any(|folder| folder.join(CORRUPTED).exists()) {
        return mnist_c(&folders);
    }
    for files in [&files, &one_in_each(&folders)?] {
        let pairs = idx_pairs(path, files, request)?;
        if let Some(Source {
            files: Files::Idx { pictures, .. },
            ..
        }) = pairs.first()
        {
            return as_stored(&pictures.clone(), Found::new("IDX pairs", pairs), request);
        }
    }
    let data: Vec<&PathBuf> = files.iter().filter(|file| is_data(file)).collect();
    if let ([], [only]) = (folders.as_slice(), data.as_slice()) {
        return recognise_file(only, request);
    }
    if let Some(labels) = &request.labels {
        let why = "a folder's labels are the names of its sub-folders or files";
        return Err(ImportError::whole(labels, why).but("", Setting::Labels, Remedy::Omit));
    }
    if let Some(found) = arrays::of_folder(&files)? {
        return Ok(found);
    }
    if let Some(found) = shards(&files)? {
        return Ok(found);
    }
    if let Some(tables) = tables(&files) {
        let first = tables.iter().find_map(|source| match &source.files {
            Files::Table(path) => Some(path.clone()),
            _ => None,
        });
        return as_stored(
            &first.unwrap_or_default(),
            Found::new("CSV tables", tables),
            request,
        );
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
    pictures(path, &folders)
}

/// Whether a file is data by itself, and no picture: by its first bytes, or as a table by its name.
fn is_data(file: &Path) -> bool {
    let name = name(file).to_ascii_lowercase();
    let ending = name.trim_end_matches(".gz").rsplit('.').next();
    if matches!(ending, Some("csv" | "tsv" | "npz" | "npy" | "parquet")) {
        return true;
    }
    let Ok(bytes) = beginning(file) else {
        return false;
    };
    [PICTURES, COLOURS]
        .iter()
        .any(|magic| bytes.starts_with(&magic.to_be_bytes()))
}

/// The files of sub-folders that hold a single file of IDX pictures or labels: what some unpackers make of each file.
fn one_in_each(folders: &[PathBuf]) -> Result<Vec<PathBuf>, ImportError> {
    let mut found = Vec::new();
    for folder in folders.iter().filter(|folder| name(folder).contains("idx")) {
        let inner = list(folder)?;
        if let ([only], []) = (inner.files.as_slice(), inner.folders.as_slice()) {
            found.push(only.clone());
        }
    }
    Ok(found)
}

/// Parquet files whose names tell the part, which may be in several files (`train-00000-of-00002.parquet`).
fn shards(files: &[PathBuf]) -> Result<Option<Found>, ImportError> {
    let is_parquet = |file: &&PathBuf| file.extension().is_some_and(|ending| ending == "parquet");
    let mut parts: Vec<(Option<&str>, Vec<PathBuf>)> = Vec::new();
    for file in files.iter().filter(is_parquet) {
        let part = naming::part_of_file(&name(file));
        match parts.iter_mut().find(|(known, _)| *known == part) {
            Some((_, files)) => files.push(file.clone()),
            None => parts.push((part, vec![file.clone()])),
        }
    }
    if parts.len() > 1 {
        parts.retain(|(part, _)| part.is_some());
    }
    parts.sort_by_key(|(part, _)| part.map(naming::place));
    let Some((_, first)) = parts.first() else {
        return Ok(None);
    };
    let found = of_parquet(first.clone())?;
    let source = |(part, files): (Option<&str>, Vec<PathBuf>)| Source {
        part: part.map(str::to_owned),
        files: Files::Parquet(files),
    };
    Ok(Some(Found {
        sources: parts.into_iter().map(source).collect(),
        ..found
    }))
}

/// Tables whose names tell the part, each another one.
fn tables(files: &[PathBuf]) -> Option<Vec<Source>> {
    let is_table = |file: &&PathBuf| {
        let name = name(file).to_ascii_lowercase();
        let name = name.trim_end_matches(".gz");
        name.ends_with(".csv") || name.ends_with(".tsv")
    };
    let mut sources: Vec<Source> = Vec::new();
    for file in files.iter().filter(is_table) {
        let part = naming::part_of_file(&name(file))?;
        if sources
            .iter()
            .any(|source| source.part.as_deref() == Some(part))
        {
            return None;
        }
        sources.push(Source::of(part, Files::Table(file.clone())));
    }
    sources.sort_by_key(|source| source.part.as_deref().map(naming::place));
    (!sources.is_empty()).then_some(sources)
}

/// A folder of pictures: its sub-folders are parts, all of them, or else classes.
fn pictures(path: &Path, folders: &[PathBuf]) -> Result<Found, ImportError> {
    let parts: Option<Vec<Source>> = folders
        .iter()
        .map(|folder| {
            let part = naming::part(&name(folder))?;
            Some(Source::of(part, Files::Folder(folder.clone())))
        })
        .collect();
    let parts = match parts {
        Some(mut parts) => {
            parts.sort_by_key(|source| source.part.as_deref().map(naming::place));
            if let Some([one, other]) = parts
                .array_windows()
                .find(|[one, other]| one.part == other.part)
            {
                let names: Vec<String> = [one, other]
                    .iter()
                    .filter_map(|source| match &source.files {
                        Files::Folder(folder) => Some(name(folder)),
                        _ => None,
                    })
                    .collect();
                let why = format!(
                    "its folders {} would be one part; put them together, or name one",
                    names.join(" and ")
                );
                return Err(ImportError::whole(path, why));
            }
            parts
        }
        None => vec![Source {
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

/// IDX files of pictures with their labels, by MNIST's own names (`train-images…` and `t10k-images…`) and those of the
/// sets that follow it (`emnist-digits-train-images…`, `qmnist-test50k-images…`); or one other pair, such as the
/// `class-images-idx3-ubyte` of a class set.
fn idx_pairs(
    path: &Path,
    files: &[PathBuf],
    request: &Request,
) -> Result<Vec<Source>, ImportError> {
    let is_pictures = |file: &&PathBuf| {
        let name = name(file);
        let known = ["train-images", "t10k-images", "test-images"];
        name.contains("images-idx3")
            || name.contains("images.idx3")
            || known.iter().any(|known| name.starts_with(known))
    };
    let found: Vec<&PathBuf> = files.iter().filter(is_pictures).collect();
    let mut sets: Vec<String> = found.iter().map(|file| stem(file).0).collect();
    sets.sort_unstable();
    sets.dedup();
    if sets.len() > 1 {
        let why = format!(
            "it has files of several sets ({}); name the file of pictures of one, or put each set into a folder of its own",
            sets.join(", ")
        );
        return Err(ImportError::whole(path, why));
    }
    let mut pairs: Vec<Source> = Vec::new();
    for file in &found {
        let part = stem(file).1;
        let part = match (naming::part(&part), found.len()) {
            (Some(known), _) => Some(known.to_owned()),
            (None, 1) => None,
            (None, _) => {
                check_name(&part).map_err(|why| ImportError::whole(file, why.to_string()))?;
                Some(part)
            }
        };
        if pairs.iter().any(|source| source.part == part) {
            continue;
        }
        let labels = labels_beside(file, request, "an IDX file of pictures")?;
        let pictures = (*file).clone();
        pairs.push(Source {
            part,
            files: Files::Idx { pictures, labels },
        });
    }
    pairs.sort_by_key(|source| source.part.as_deref().map(naming::place));
    Ok(pairs)
}

/// What a file of pictures is called before `images`: the set, and the part.
fn stem(file: &Path) -> (String, String) {
    let name = name(file);
    let stem = name.split("images").next().unwrap_or_default();
    let stem = stem.trim_end_matches(['-', '.', '_']);
    match stem.rsplit_once(['-', '.', '_']) {
        Some((set, part)) => (set.to_owned(), part.to_owned()),
        None => (String::new(), stem.to_owned()),
    }
}

/// MNIST-C as its authors publish it: a folder a corruption. Only its test pictures are imported: a
/// model that learned from the others would not be measured but rehearsed.
fn mnist_c(folders: &[PathBuf]) -> Result<Found, ImportError> {
    let mut sources = Vec::new();
    for folder in folders {
        let (pictures, labels) = (folder.join(CORRUPTED), folder.join("test_labels.npy"));
        match (pictures.exists(), labels.exists()) {
            (false, false) => continue,
            (true, true) => {}
            (false, true) => return Err(ImportError::Missing { path: pictures }),
            (true, false) => return Err(ImportError::Missing { path: labels }),
        }
        let part = name(folder);
        check_name(&part).map_err(|why| ImportError::whole(folder, why.to_string()))?;
        sources.push(Source::of(&part, Files::Npy { pictures, labels }));
    }
    Ok(Found {
        mnist_c: true,
        ..Found::new("MNIST-C", sources)
    })
}
