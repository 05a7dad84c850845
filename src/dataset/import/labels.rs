//! The labels of pictures that stand in a file of their own: IDX, NPY, or text with a label a line.

use std::io::{BufRead, BufReader};
use std::path::Path;

use super::array::{self, Array, Kind};
use super::error::{ImportError, Remedy, Setting};
use super::groups::GroupsByName;
use super::input::{COPY_AGAIN, Input, beginning, hexadecimal};
use super::request::{GroupBy, Limits, Request};
use crate::dataset::GroupRows;
use crate::dataset::format::idx::LABELS;

/// What QMNIST's labels begin with: two zeros, 12 for whole numbers of 32 bits, two dimensions.
const NUMBERS: u32 = 0x0000_0c02;
/// The columns of QMNIST's labels: the class, the series of forms (HSF), the writer, the digit's number among those of
/// the writer, NIST's class, the digit's number among all, and two that are of no use (Yadav, Bottou 2019).
const COLUMNS: usize = 8;

/// Labels, and what else their file tells.
#[derive(Debug, Default)]
pub(super) struct Labels {
    pub(super) labels: Vec<u8>,
    pub(super) groups: Vec<GroupRows>,
    /// What was decided that nobody asked for.
    pub(super) told: Option<String>,
}

impl From<Vec<u8>> for Labels {
    fn from(labels: Vec<u8>) -> Self {
        Self {
            labels,
            ..Self::default()
        }
    }
}

/// Reads the labels of `n` pictures of the file `pictures`.
///
/// # Errors
/// When there are more or fewer than pictures, or one is no number from 0 to 255.
pub(super) fn read_for(
    path: &Path,
    n: usize,
    pictures: &Path,
    request: &Request,
) -> Result<Labels, ImportError> {
    let labels = read(path, None, request)?;
    compare(path, &labels, n, pictures)?;
    Ok(labels)
}

/// The same, where the file may tell of groups, of which some may be asked for.
///
/// # Errors
/// As [`read_for`]; and when groups are asked for and the file knows of none.
pub(super) fn read_with_groups(
    path: &Path,
    n: usize,
    pictures: &Path,
    request: &Request,
) -> Result<Labels, ImportError> {
    let labels = read(path, request.groups, request)?;
    compare(path, &labels, n, pictures)?;
    Ok(labels)
}

/// Makes sure that a file of labels has as many as there are pictures.
///
/// # Errors
/// When it has not.
pub(super) fn compare(
    path: &Path,
    labels: &Labels,
    n: usize,
    pictures: &Path,
) -> Result<(), ImportError> {
    if labels.labels.len() == n {
        return Ok(());
    }
    let why = format!(
        "it has {} labels, but {} has {n} pictures; give the two files that belong together",
        labels.labels.len(),
        pictures.display()
    );
    Err(ImportError::whole(path, why))
}

/// Reads all labels of a file.
///
/// # Errors
/// When one is no number from 0 to 255, or groups are asked for that the file does not know.
pub(super) fn read(
    path: &Path,
    groups: Option<GroupBy>,
    request: &Request,
) -> Result<Labels, ImportError> {
    let limits = &request.limits;
    let beginning = beginning(path)?;
    if beginning.starts_with(&NUMBERS.to_be_bytes()) {
        return read_numbers(path, groups.unwrap_or(GroupBy::Writer), request);
    }
    if groups.is_some() {
        let why = "it tells no writers and no series of forms; only QMNIST's labels do";
        return Err(ImportError::whole(path, why).but("", Setting::Groups, Remedy::Omit));
    }
    if beginning.starts_with(array::MAGIC) {
        return read_array(path, limits);
    }
    if beginning.starts_with(&LABELS.to_be_bytes()) {
        return read_idx(path, limits).map(Labels::from);
    }
    if beginning.starts_with(&[0, 0]) {
        let why = format!(
            "it begins with {} and not with {LABELS:08x}, so it is no IDX file of labels",
            hexadecimal(&beginning)
        );
        return Err(ImportError::whole(path, why));
    }
    read_text(path, limits).map(Labels::from)
}

fn read_idx(path: &Path, limits: &Limits) -> Result<Vec<u8>, ImportError> {
    let mut input = Input::open(path)?;
    input.number()?;
    let n = input.number()? as usize;
    limits.check_count(path, n)?;
    let mut labels = vec![0; n];
    input.exact(&mut labels, format_args!("its {n} labels"))?;
    input.end(format_args!("its {n} labels"))?;
    Ok(labels)
}

/// QMNIST's: rows of whole numbers of 32 bits, of which the first is the class.
fn read_numbers(path: &Path, by: GroupBy, request: &Request) -> Result<Labels, ImportError> {
    let mut input = Input::open(path)?;
    input.number()?;
    let (n, columns) = (input.number()? as usize, input.number()? as usize);
    request.limits.check_count(path, n)?;
    if columns == 0 || columns > 256 {
        let why =
            format!("it has rows of {columns} numbers; QMNIST's labels are rows of {COLUMNS}");
        return Err(ImportError::whole(path, why));
    }
    let knows_groups = columns == COLUMNS;
    let (mut labels, mut groups) = (Vec::new(), GroupsByName::default());
    let mut row = vec![0; columns];
    for at in 0..n {
        for number in &mut row {
            *number = input.number()?.cast_signed();
        }
        let class = row.first().copied().unwrap_or_default();
        labels.push(u8::try_from(class).map_err(|_| no_class(path, at, class))?);
        if let (true, Some(hsf), Some(writer)) = (knows_groups, row.get(1), row.get(2)) {
            groups.next(&match by {
                GroupBy::Writer => format!("writer {writer}"),
                GroupBy::Hsf => format!("hsf {hsf}"),
            });
        }
    }
    input.end(format_args!("its {n} labels"))?;
    let other = |groups| (request.naming)(Setting::Groups, Some(groups));
    let told = match (knows_groups, by) {
        (false, _) => format!(
            "of {columns} numbers for each picture the first was taken for its class, the rest left out"
        ),
        (true, GroupBy::Writer) => format!(
            "the groups are the writers that QMNIST's labels name; the series of forms ({}) and NIST's own numbers in \
             them were left out",
            other("hsf")
        ),
        (true, GroupBy::Hsf) => format!(
            "the groups are the series of forms that QMNIST's labels name; the writers ({}) and NIST's own numbers in \
             them were left out",
            other("writer")
        ),
    };
    Ok(Labels {
        labels,
        groups: groups.finish(path)?,
        told: Some(told),
    })
}

fn no_class(path: &Path, at: usize, found: impl std::fmt::Display) -> ImportError {
    let why =
        format!("{found} is no class: it is not between 0 and 255; classes are counted from 0");
    ImportError::at(path, format!("label {at}"), why)
}

/// An array: a row of whole numbers, or a row for each picture with 1 for its class and 0 for all others.
fn read_array(path: &Path, limits: &Limits) -> Result<Labels, ImportError> {
    let Array {
        mut input,
        kind,
        shape,
        first_fastest,
    } = array::open(path)?;
    let (n, columns) = match shape.as_slice() {
        &[n] | &[n, 1] => (n, 1),
        &[n, columns @ 2..=256] => (n, columns),
        _ => {
            let why = "labels are a row of whole numbers; save labels.ravel().astype('int64')";
            return Err(ImportError::whole(path, why));
        }
    };
    limits.check_count(path, n)?;
    let labels = match columns {
        1 => whole_numbers(path, &mut input, kind, n)?,
        _ => one_hot_rows(path, &mut input, kind, (n, columns), first_fastest)?,
    };
    input.end(format_args!("its {n} labels"))?;
    Ok(Labels {
        labels,
        told: (columns > 1)
            .then(|| format!("the labels were one-hot: a 1 among {columns} numbers is the class")),
        ..Labels::default()
    })
}

fn whole_numbers(
    path: &Path,
    input: &mut Input,
    kind: Kind,
    n: usize,
) -> Result<Vec<u8>, ImportError> {
    let mut labels = Vec::new();
    let mut bytes = vec![0; kind.bytes()];
    for at in 0..n {
        input.exact(&mut bytes, format_args!("label {at}"))?;
        let value = kind.values(&bytes).next().unwrap_or_default();
        let is_class = value.fract() == 0.0 && (0.0..=255.0).contains(&value);
        labels.push(
            is_class
                .then_some(value as u8)
                .ok_or_else(|| no_class(path, at, value))?,
        );
    }
    Ok(labels)
}

/// The classes of `n` rows of so many columns; or column after column, as pandas' `get_dummies` has them.
fn one_hot_rows(
    path: &Path,
    input: &mut Input,
    kind: Kind,
    (n, columns): (usize, usize),
    by_columns: bool,
) -> Result<Vec<u8>, ImportError> {
    let wrong = |at: usize| {
        let why = format!(
            "its {columns} numbers are not one 1 among zeros, and a picture has one class; save the classes \
             as a row of whole numbers, such as labels.argmax(axis=1) of one-hot labels"
        );
        ImportError::at(path, format!("label {at}"), why)
    };
    let (inner, outer) = if by_columns {
        (n, columns)
    } else {
        (columns, n)
    };
    let mut classes: Vec<Option<u8>> = vec![None; n];
    let mut bytes = vec![0; inner * kind.bytes()];
    for block in 0..outer {
        input.exact(&mut bytes, "its labels")?;
        for (value, place) in kind.values(&bytes).zip(0..) {
            let (at, column) = if by_columns {
                (place, block)
            } else {
                (block, place)
            };
            match (value, classes.get_mut(at)) {
                (1.0, Some(class @ None)) => *class = u8::try_from(column).ok(),
                (0.0, _) => {}
                _ => return Err(wrong(at)),
            }
        }
    }
    let classes = classes.into_iter().enumerate();
    classes
        .map(|(at, class)| class.ok_or_else(|| wrong(at)))
        .collect()
}

/// The place of the only 1 among zeros.
pub(super) fn one_hot(values: impl Iterator<Item = f64>) -> Option<u8> {
    let mut place = None;
    for (at, value) in values.enumerate() {
        match value {
            0.0 => {}
            1.0 if place.is_none() => place = Some(u8::try_from(at).ok()?),
            _ => return None,
        }
    }
    place
}

/// A label a line.
fn read_text(path: &Path, limits: &Limits) -> Result<Vec<u8>, ImportError> {
    /// Far longer than a label: what has such a line is no text.
    const LINE: usize = 256;
    let mut input = BufReader::new(Input::open(path)?);
    let (mut labels, mut line) = (Vec::new(), Vec::new());
    for number in 1.. {
        line.clear();
        let mut limited = std::io::Read::take(&mut input, LINE as u64);
        if let Err(error) = limited.read_until(b'\n', &mut line) {
            return Err(input.get_ref().broken(error, 0));
        }
        if line.is_empty() {
            break;
        }
        let place = format!("line {number}");
        let Some(text) = str::from_utf8(&line).ok().filter(|text| text.len() < LINE) else {
            let why = "it is no text of labels; give an IDX or NPY file, or a label a line";
            return Err(ImportError::at(path, place, why));
        };
        let text = text.trim();
        let label = text.parse().map_err(|_| {
            let why = format!("{text:?} is no label; write a whole number from 0 to 255 a line");
            ImportError::at(path, place, why)
        })?;
        labels.push(label);
        limits.check_count(path, labels.len())?;
    }
    if labels.is_empty() {
        return Err(ImportError::whole(
            path,
            format!("it is empty; {COPY_AGAIN}"),
        ));
    }
    Ok(labels)
}
