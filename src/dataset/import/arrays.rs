//! Several arrays that lie together, in an NPZ archive or a folder: which are pictures, which are their labels, and of
//! which part, by their names.

use std::path::{Path, PathBuf};

use super::archive;
use super::error::{ImportError, Remedy, Setting};
use super::naming::{Role, place, role};
use super::source::{Files, Found, Source};

/// What an archive of arrays is called.
pub(super) const NPZ: &str = "NPZ arrays";

/// An array's name and where it is.
pub(super) type Named = (String, PathBuf);

/// The arrays of an NPZ archive; none where it holds something else.
pub(super) fn of_archive(path: &Path) -> Result<Option<Found>, ImportError> {
    let names = archive::names(path)?;
    let arrays: Option<Vec<Named>> = names
        .iter()
        .map(|name| Some((name.strip_suffix(".npy")?.to_owned(), path.join(name))))
        .collect();
    let Some(arrays) = arrays.filter(|arrays| !arrays.is_empty()) else {
        return Ok(None);
    };
    match pairs(&arrays)? {
        Some(sources) => Ok(Some(found(NPZ, sources, &arrays))),
        None => {
            let pictures = arrays.first().map_or(path, |(_, path)| path);
            let labels = arrays.get(1).map_or(path, |(_, path)| path);
            let why = format!(
                "it is an archive of arrays, and their names ({}) do not tell pictures from labels; name the array of \
                 the pictures, as in {}",
                names.join(", "),
                pictures.display()
            );
            let example = labels.display().to_string();
            Err(ImportError::whole(path, why).but(
                "for its labels, ",
                Setting::Labels,
                Remedy::set_to(example),
            ))
        }
    }
}

/// The arrays among the files of a folder; none where their names tell no pictures.
pub(super) fn of_folder(files: &[PathBuf]) -> Result<Option<Found>, ImportError> {
    let is_array = |file: &&PathBuf| file.extension().is_some_and(|ending| ending == "npy");
    let arrays: Vec<Named> = files
        .iter()
        .filter(is_array)
        .filter_map(|file| Some((file.file_stem()?.to_str()?.to_owned(), file.clone())))
        .collect();
    Ok(pairs(&arrays)?.map(|sources| found("NPY arrays", sources, &arrays)))
}

fn found(kind: &'static str, sources: Vec<Source>, arrays: &[Named]) -> Found {
    let is_used = |path: &PathBuf| {
        sources.iter().any(|source| match &source.files {
            Files::Npy { pictures, labels } => [pictures, labels].contains(&path),
            _ => false,
        })
    };
    let unused = arrays.iter().filter(|(_, path)| !is_used(path));
    let unused: Vec<&str> = unused.map(|(name, _)| name.as_str()).collect();
    let told = (!unused.is_empty()).then(|| {
        format!(
            "arrays were left out whose names do not say that they are pictures or labels of a part: {}",
            unused.join(", ")
        )
    });
    Found {
        told: told.into_iter().collect(),
        ..Found::new(kind, sources)
    }
}

/// Pictures with their labels, part by part; those of no part only where no other ones are.
fn pairs(arrays: &[Named]) -> Result<Option<Vec<Source>>, ImportError> {
    let said: Vec<(Role, Option<&str>, &Named)> = arrays
        .iter()
        .filter_map(|array| role(&array.0).map(|(role, part)| (role, part, array)))
        .collect();
    let any_part = said.iter().any(|(_, part, _)| part.is_some());
    let of = |wanted: Role| {
        let said = said.iter().filter(move |(role, ..)| *role == wanted);
        said.filter(move |(_, part, _)| part.is_some() == any_part)
    };
    let mut sources: Vec<Source> = Vec::new();
    for (_, part, (name, pictures)) in of(Role::Pictures) {
        let fitting = of(Role::Labels).filter(|(_, other, _)| other == part);
        let labels: Vec<&Named> = fitting.map(|(.., array)| *array).collect();
        let [(_, labels)] = labels.as_slice() else {
            let found = match labels.len() {
                0 => "no array's name says that it has the labels".to_owned(),
                _ => {
                    let names: Vec<&str> = labels.iter().map(|(name, _)| name.as_str()).collect();
                    format!(
                        "several arrays' names say that they have the labels ({})",
                        names.join(", ")
                    )
                }
            };
            let why = format!(
                "it has pictures by its name, {name}, but {found}; import it alone, by this path"
            );
            return Err(ImportError::whole(pictures, why).but(
                "with its file of labels: ",
                Setting::Labels,
                Remedy::Set,
            ));
        };
        let part = part.map(str::to_owned);
        if sources.iter().any(|source| source.part == part) {
            let why = format!(
                "it is not the only array of pictures by its name, {name}; import it alone, by this path"
            );
            return Err(ImportError::whole(pictures, why).but(
                "with its file of labels: ",
                Setting::Labels,
                Remedy::Set,
            ));
        }
        sources.push(Source {
            part,
            files: Files::Npy {
                pictures: pictures.clone(),
                labels: labels.clone(),
            },
        });
    }
    sources.sort_by_key(|source| source.part.as_deref().map(place));
    Ok((!sources.is_empty()).then_some(sources))
}
