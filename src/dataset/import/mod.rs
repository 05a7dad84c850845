//! Brings a user's own data in: IDX, NPY, CSV, folders of pictures, sheets, typefaces, and MNIST-C as its
//! authors publish it.
//!
//! `recognise` looks at what a path leads to, a `Stream` for each format reads it picture by
//! picture, and `store` keeps it as IDX files with a `set.yaml`, which says what the catalogue says
//! of a set that ships. [`run`] is the way in.

mod adjust;
mod error;
mod folder;
mod idx;
mod input;
mod labels;
mod npy;
mod recognise;
mod sheet;
mod store;
mod table;
mod typefaces;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use adjust::Unfit;
use store::{PicturesWriter, Store};
use thiserror::Error;

use super::shelf::{self, SET};
use super::{Catalogue, File, Format, Inputs, Part, Set, Shape};
use crate::base::closest;
use crate::base::terminal::is_printable;

pub use adjust::{Fit, NoFit};
pub use error::{Advice, ImportError, Remedy, Setting};
pub use recognise::named_as_labels;
pub use table::LabelColumn;

/// What to import, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// A file or a folder.
    pub path: PathBuf,
    /// What the set will be called.
    pub name: String,
    /// The file of the labels, where the format keeps them apart and its name does not tell.
    pub labels: Option<PathBuf>,
    /// The classes' names, in the order of their labels; if absent, the names of the sub-folders, or
    /// the labels themselves from 0 to the highest.
    pub classes: Option<Vec<String>>,
    /// The licence.
    pub licence: Option<String>,
    /// Who made the data and where it was had.
    pub origin: Option<String>,
    /// Whether the pictures are real, rendered or simulated.
    pub inputs: Option<Inputs>,
    /// The size of a picture, where the format does not tell.
    pub shape: Option<Shape>,
    /// Where a table's labels are.
    pub label_column: Option<LabelColumn>,
    /// Make the pictures another size.
    pub fit: Option<Fit>,
    /// Make colours grey (luma by ITU-R BT.709).
    pub grey: bool,
    /// Make dark bright and bright dark, before anything else is done.
    pub invert: bool,
    /// What is too much.
    pub limits: Limits,
}

impl Request {
    /// Everything at a path under a name, as it is.
    pub fn new(path: impl Into<PathBuf>, name: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            name: name.into(),
            labels: None,
            classes: None,
            licence: None,
            origin: None,
            inputs: None,
            shape: None,
            label_column: None,
            fit: None,
            grey: false,
            invert: false,
            limits: Limits::default(),
        }
    }
}

/// What is too much for one part of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Pictures.
    pub pictures: usize,
    /// Pixels along a side of a picture.
    pub side: usize,
    /// Bytes of all pictures, decoded: as much memory as a training on them takes at the least.
    pub bytes: u64,
}

impl Default for Limits {
    /// A million pictures, 512 pixels a side, 2 GiB.
    fn default() -> Self {
        Self {
            pictures: 1_000_000,
            side: 512,
            bytes: 2 << 30,
        }
    }
}

impl Limits {
    fn check_count(&self, path: &Path, n: usize) -> Result<(), ImportError> {
        if n <= self.pictures {
            return Ok(());
        }
        let why = format!(
            "it has {n} pictures or more, and {} are the most; import a part of them",
            self.pictures
        );
        Err(ImportError::whole(path, why))
    }

    fn check(&self, path: &Path, n: usize, shape: Shape) -> Result<(), ImportError> {
        self.check_count(path, n)?;
        let fail = |why: String| Err(ImportError::whole(path, why));
        let Shape {
            width,
            height,
            channels,
        } = shape;
        if width == 0 || height == 0 || !matches!(channels, 1 | 3) {
            return fail(format!(
                "its pictures are {shape}; there must be pixels, of 1 or 3 channels"
            ));
        }
        if width > self.side || height > self.side {
            return fail(format!(
                "its pictures are {shape}, and a side may have {} pixels; make them smaller before",
                self.side
            ));
        }
        let bytes = (n as u64).saturating_mul(shape.pixels() as u64);
        if bytes > self.bytes {
            return fail(format!(
                "{n} pictures of {shape} take {} MiB of memory, and {} are the most; import a part \
                 of them",
                bytes.div_ceil(1 << 20),
                self.bytes >> 20
            ));
        }
        Ok(())
    }
}

/// A picture: rows from the top, channels last, and its class.
struct Labelled {
    shape: Shape,
    pixels: Vec<u8>,
    label: u8,
}

/// Pictures one at a time.
trait Stream {
    /// The next picture, none at the end.
    fn next(&mut self) -> Result<Option<Labelled>, ImportError>;

    /// The file and the place in it that the last picture came from.
    fn place(&self) -> (&Path, String);

    /// What was decided that nobody asked for.
    fn remark(&self) -> Option<String> {
        None
    }
}

/// The place of the last of so many pictures.
fn picture_place(read: usize) -> String {
    format!("picture {}", read.saturating_sub(1))
}

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
    let (mut parts, mut remarks, mut done) = (Vec::new(), Vec::new(), 0);
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
        while let Some(labelled) = stream.next()? {
            writer.add(labelled, stream.as_ref())?;
            done += 1;
            if progress(done).is_break() {
                return Err(ImportError::Stopped);
            }
        }
        remarks.extend(stream.remark());
        let name = match &source.part {
            Some(part) => format!("{}/{part}", request.name),
            None => request.name.clone(),
        };
        parts.push(writer.finish(name)?);
    }
    let highest = parts.iter().map(|(_, highest)| *highest).max().unwrap_or(0);
    let classes = classes.unwrap_or_else(|| (0..=highest).map(|label| label.to_string()).collect());
    let parts = parts.into_iter().map(|(part, _)| Part {
        classes: classes.clone(),
        ..part
    });
    let set = describe(request, &found, parts.collect(), remarks);
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

/// This cannot be the name of a set.
#[derive(Debug, Error)]
#[error(
    "a name has up to 64 small letters, digits, -, _ and ., and begins with a letter or digit; choose such a name"
)]
struct NoName;

/// Whether a set or part may have this name: it is a folder's name, and part of a selector.
fn check_name(name: &str) -> Result<(), NoName> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let right = name.bytes().next().is_some_and(plain)
        && name
            .bytes()
            .all(|byte| plain(byte) || b"-_.".contains(&byte))
        && name.len() <= 64;
    match right {
        true => Ok(()),
        false => Err(NoName),
    }
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
    fn add(&mut self, labelled: Labelled, stream: &dyn Stream) -> Result<(), ImportError> {
        let wrong = |why: String| {
            let (path, place) = stream.place();
            match place.is_empty() {
                true => ImportError::whole(path, why),
                false => ImportError::at(path, place, why),
            }
        };
        let labelled = adjust::adjust(labelled, self.request).map_err(|why| {
            let error = wrong(why.to_string());
            match why {
                Unfit::NoInk => error.but("if its ink is dark, ", Setting::Invert, Remedy::Set),
                Unfit::Size => error,
            }
        })?;
        let Labelled {
            shape,
            pixels,
            label,
        } = labelled;
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
            return Err(wrong(why).but("or name all classes: ", Setting::Classes, Remedy::Set));
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
            return Err(wrong(why).but("", Setting::Grey, Remedy::Set));
        }
        if before != shape {
            let why = format!("the picture is {shape}, and those before it are {before}");
            return Err(wrong(why).but("", Setting::Fit, Remedy::SetTo("28x28")));
        }
        writer.add(&pixels)?;
        self.labels.push(label);
        Ok(())
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
        let packed = store::pack_labels(&self.labels);
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
            reserved: None,
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
fn describe(
    request: &Request,
    found: &recognise::Found,
    parts: Vec<Part>,
    remarks: Vec<String>,
) -> Set {
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
    caveats.extend(
        remarks
            .into_iter()
            .map(|remark| format!("At import, {remark}.")),
    );
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
