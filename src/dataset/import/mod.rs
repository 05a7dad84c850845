//! Brings a user's own data in: IDX (MNIST's, QMNIST's, EMNIST's), NPY, NPZ, CSV, Parquet, folders of pictures, sheets of tiles,
//! photos of sheets of paper that were printed for it, typefaces, and MNIST-C as its authors publish it.
//!
//! `recognise` looks at what a path leads to, a `Stream` for each format reads it picture by
//! picture, and `store` keeps it as IDX files with a `set.yaml`, which says what the catalogue says
//! of a set that ships. [`run`] is the way in.

mod adjust;
mod archive;
mod array;
mod arrays;
mod beside;
mod columns;
mod decode;
mod emnist;
mod error;
mod faults;
mod files;
mod filled;
mod folder;
mod folders;
mod groups;
mod idx;
mod input;
mod junk;
mod labels;
mod naming;
mod npy;
mod parquet;
mod recognise;
mod request;
mod scale;
mod sheet;
mod source;
mod store;
mod stream;
mod table;
mod typefaces;

use std::ops::ControlFlow;
use std::path::Path;

use adjust::Unfit;
use faults::Faults;
use request::check_name;
use source::Found;
use store::{PicturesWriter, Store};
use stream::{Labelled, Stream};

use super::format::idx::{LABELS, pack};
use super::shelf::{self, SET};
use super::{Catalogue, File, Format, Inputs, Part, Set};
use crate::base::closest;
use crate::base::terminal::is_printable;

pub use beside::named_as_labels;
pub use error::{Advice, ImportError, Setting};
pub(crate) use error::{Remedy, as_key};
pub use request::{
    Fit, GroupBy, LabelColumn, Limits, NoColumn, NoFit, NoGround, NoGroups, NoRange, On, Request,
    ValueRange,
};

/// Imports a set into a folder of sets, and describes it. No set of the folder and none that ships
/// (`shipped`) may have its name. `progress` hears how many pictures are done, and may stop it.
///
/// # Errors
/// With the file, the place in it, and what to do. Nothing is kept then.
pub fn run(
    request: &Request,
    sets: &Path,
    shipped: &Catalogue,
    mut progress: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Set, ImportError> {
    check_options(request, shipped)?;
    let found = recognise::recognise(request)?;
    let request = &Request {
        transpose: Some(request.transpose.unwrap_or(found.is_transposed)),
        ..request.clone()
    };
    let store = Store::open(sets)?;
    if store.has(&request.name) {
        return Err(ImportError::Setting {
            setting: Setting::Name,
            value: request.name.clone(),
            why: format!(
                "there is an imported set of this name; choose another one, or take it away with \
                 `mindgap data remove {}`",
                request.name
            ),
        });
    }
    let classes = request.classes.clone().or_else(|| found.classes.clone());
    check_classes(classes.as_deref().unwrap_or_default())?;
    let folder = store.unfinished()?;
    let (mut parts, mut remarks, mut done) = (Vec::new(), found.told.clone(), 0);
    let mut left_out = found.left_out;
    let mut faults = Faults::new(request.skip_damaged);
    for source in &found.sources {
        let mut stream = source.open(request, classes.as_deref())?;
        let stem = source
            .part
            .as_ref()
            .map_or(String::new(), |part| format!("{part}-"));
        let mut writer = PartWriter {
            request,
            classes: classes.as_deref(),
            folder: folder.path(),
            stem,
            pictures: None,
            labels: Vec::new(),
        };
        let known = faults.count();
        loop {
            let fault = match stream.next() {
                Ok(Some(labelled)) => writer.add(labelled, stream.as_ref())?,
                Ok(None) => break,
                Err(fault) => Some(fault),
            };
            if let Some(fault) = fault {
                faults.add(fault, stream.as_ref())?;
            }
            done += 1;
            if progress(done).is_break() {
                return Err(ImportError::Stopped);
            }
        }
        left_out += stream.left_out();
        if faults.count() > known {
            continue;
        }
        let remark = stream.remark();
        let name = match &source.part {
            Some(part) => format!("{}/{part}", request.name),
            None => request.name.clone(),
        };
        // What is said of all parts is said once.
        remarks.extend(remark.filter(|remark| !remarks.contains(remark)));
        let (part, highest) = writer.finish(name)?;
        let groups = match stream.groups() {
            own if own.is_empty() => source.groups(part.count)?,
            own => own,
        };
        parts.push((Part { groups, ..part }, highest));
    }
    remarks.extend(faults.finish()?);
    remarks.extend(junk::told(left_out));
    let highest = parts.iter().map(|(_, highest)| *highest).max().unwrap_or(0);
    let classes = classes.unwrap_or_else(|| (0..=highest).map(|label| label.to_string()).collect());
    let parts = parts.into_iter().map(|(part, _)| Part {
        classes: classes.clone(),
        ..part
    });
    let mut set = describe(request, &found, parts.collect());
    remarks.extend(store::read_back(&set, folder.path())?);
    set.caveats.extend(
        remarks
            .into_iter()
            .map(|remark| format!("At import, {remark}.")),
    );
    let yaml = serde_yaml::to_string(&set).map_err(|error| {
        ImportError::writing(folder.path(), std::io::Error::other(error.to_string()))
    })?;
    store::write(&folder.path().join(SET), yaml.as_bytes())?;
    store.keep(folder, &request.name)?;
    Ok(set)
}

/// Takes an imported set away.
///
/// # Errors
/// When there is none of this name, or the folder cannot be written.
pub fn remove(name: &str, sets: &Path, shipped: &Catalogue) -> Result<(), ImportError> {
    let unknown = |hint: String| ImportError::Unknown {
        name: name.to_owned(),
        hint,
    };
    if shelf::is_taken(name, shipped) {
        return Err(unknown("it ships with mindgap and stays".to_owned()));
    }
    let there = shelf::names(sets).map_err(|error| ImportError::reading(sets, error))?;
    if !there.iter().any(|known| known == name) {
        let close = closest(name, there.iter().map(String::as_str));
        return Err(unknown(match (close, there.is_empty()) {
            (Some(close), _) => format!("did you mean {close}?"),
            (None, false) => format!("there are {}", there.join(", ")),
            (None, true) => "nothing was imported yet".to_owned(),
        }));
    }
    Store::open(sets)?.remove(name)
}

/// Checks what can be checked before anything is read.
fn check_options(request: &Request, shipped: &Catalogue) -> Result<(), ImportError> {
    let wrong = |setting, value: &str, why: &str| ImportError::Setting {
        setting,
        value: value.to_owned(),
        why: why.to_owned(),
    };
    let name = request.name.as_str();
    check_name(name).map_err(|why| wrong(Setting::Name, name, &why.to_string()))?;
    if shelf::is_taken(name, shipped) {
        let why = "mindgap ships data of this name, which would be hidden; choose another name";
        return Err(wrong(Setting::Name, name, why));
    }
    for (setting, text) in [
        (Setting::Licence, &request.licence),
        (Setting::Origin, &request.origin),
    ] {
        if let Some(text) = text
            && (text.trim().is_empty() || !text.chars().all(is_printable))
        {
            return Err(wrong(
                setting,
                &text.escape_debug().to_string(),
                "write one line of text",
            ));
        }
    }
    check_classes(request.classes.as_deref().unwrap_or_default())
}

fn check_classes(classes: &[String]) -> Result<(), ImportError> {
    let wrong = |why: &str| ImportError::Setting {
        setting: Setting::Classes,
        value: classes.join(",").escape_debug().to_string(),
        why: why.to_owned(),
    };
    let mut sorted: Vec<&String> = classes.iter().collect();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(wrong("two classes have one name; give each its own"));
    }
    if classes
        .iter()
        .any(|class| class.trim().is_empty() || !class.chars().all(is_printable))
    {
        return Err(wrong(
            "a class has no name, or one that cannot be shown; name each",
        ));
    }
    if classes.len() > 256 {
        return Err(wrong("256 classes are the most; name fewer"));
    }
    Ok(())
}

/// Writes one part into a folder.
struct PartWriter<'a> {
    request: &'a Request,
    classes: Option<&'a [String]>,
    folder: &'a Path,
    /// What the names of its files begin with.
    stem: String,
    pictures: Option<PicturesWriter>,
    labels: Vec<u8>,
}

impl PartWriter<'_> {
    /// Takes a picture in, or tells what is wrong with this one.
    ///
    /// # Errors
    /// When no other picture could be taken in either.
    fn add(
        &mut self,
        labelled: Labelled,
        stream: &dyn Stream,
    ) -> Result<Option<ImportError>, ImportError> {
        let wrong = |why: String| {
            let (path, place) = stream.place();
            match place.is_empty() {
                true => ImportError::whole(path, why),
                false => ImportError::at(path, place, why),
            }
        };
        let Labelled {
            shape,
            pixels,
            label,
        } = match adjust::adjust(labelled, self.request) {
            Ok(labelled) => labelled,
            Err(why) => {
                let error = wrong(why.to_string());
                return Ok(Some(match why {
                    Unfit::NoInk => error.but("if its ink is dark, ", Setting::Invert, Remedy::Set),
                    Unfit::Size => error,
                }));
            }
        };
        if let Some(classes) = self
            .classes
            .filter(|classes| usize::from(label) >= classes.len())
        {
            let why = format!(
                "its label is {label}, and the classes are {}, so labels go from 0 to {}; correct \
                 the label",
                classes.join(","),
                classes.len().saturating_sub(1)
            );
            let fault = wrong(why).but("or name all classes: ", Setting::Classes, Remedy::Set);
            return Ok(Some(fault));
        }
        let limits = self.request.limits;
        limits.check(stream.place().0, self.labels.len() + 1, shape)?;
        let writer = match &mut self.pictures {
            Some(writer) => writer,
            None => {
                let path = self.folder.join(format!("{}images.idx.gz", self.stem));
                self.pictures.insert(PicturesWriter::create(&path, shape)?)
            }
        };
        let before = writer.shape();
        if before.channels != shape.channels {
            let why = format!(
                "the picture is {shape}, and those before it are {before}, so some have colours and \
                 some have none"
            );
            return Ok(Some(wrong(why).but("", Setting::Grey, Remedy::Set)));
        }
        if before != shape {
            let why = format!("the picture is {shape}, and those before it are {before}");
            let fault = wrong(why).but("", Setting::Fit, Remedy::set_to("28x28"));
            return Ok(Some(fault));
        }
        writer.add(&pixels)?;
        self.labels.push(label);
        Ok(None)
    }

    /// The part, still without classes, and the highest label.
    fn finish(self, name: String) -> Result<(Part, u8), ImportError> {
        let (Some(pictures), Some(&highest)) = (self.pictures, self.labels.iter().max()) else {
            return Err(ImportError::whole(
                &self.request.path,
                format!("there are no pictures for {name}; nothing can be learned from none"),
            ));
        };
        let shape = pictures.shape();
        let (bytes, sha256, digest) = pictures.finish(&self.labels)?;
        let labels_path = self.folder.join(format!("{}labels.idx.gz", self.stem));
        let packed = pack(LABELS, &[self.labels.len()], &self.labels);
        let packed = packed.map_err(|error| ImportError::writing(&labels_path, error))?;
        let (labels_bytes, labels_sha256) = store::write(&labels_path, &packed)?;
        let file = |kind: &str, bytes: u64, sha256: String| File {
            path: format!("{}/{}{kind}.idx.gz", self.request.name, self.stem),
            bytes,
            sha256,
            group: None,
            note: None,
        };
        let part = Part {
            name,
            format: Format::Idx,
            count: self.labels.len(),
            shape,
            classes: Vec::new(),
            evaluation_only: None,
            groups: Vec::new(),
            digest,
            files: vec![
                file("images", bytes, sha256),
                file("labels", labels_bytes, labels_sha256),
            ],
        };
        Ok((part, highest))
    }
}

/// What a reader of numbers measured on the set has to know.
fn describe(request: &Request, found: &Found, parts: Vec<Part>) -> Set {
    let unsaid = || "not said at import".to_owned();
    let count: usize = parts.iter().map(|part| part.count).sum();
    let mut caveats = Vec::new();
    if found.mnist_c {
        caveats.push(
            "It was taken for MNIST-C by the names of its files alone; only test pictures were \
             imported."
                .to_owned(),
        );
    } else if request.inputs.is_none() {
        caveats.push(
            "Whether the pictures are real was not said at import; they are shown as real."
                .to_owned(),
        );
    }
    let inputs = match found.mnist_c {
        true => Inputs::Simulated,
        false => Inputs::Real,
    };
    Set {
        name: request.name.clone(),
        title: if found.mnist_c {
            "MNIST-C".to_owned()
        } else {
            request.name.clone()
        },
        about: format!("{count} pictures that a user imported."),
        inputs: request.inputs.unwrap_or(inputs),
        origin: request
            .origin
            .clone()
            .unwrap_or_else(|| format!("{} at {}", found.kind, request.path.display())),
        licence: request.licence.clone().unwrap_or_else(unsaid),
        citation: match found.mnist_c {
            true => "Mu, Gilmer 2019, MNIST-C".to_owned(),
            false => unsaid(),
        },
        changes: adjust::changes(request),
        caveats,
        parts,
        files: Vec::new(),
    }
}
