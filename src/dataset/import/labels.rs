//! The labels of pictures that stand in a file of their own: IDX, NPY, or text with a label a line.

use std::io::{BufRead, BufReader};
use std::path::Path;

use super::array;
use super::error::ImportError;
use super::input::{COPY_AGAIN, Input, beginning, hexadecimal};
use super::request::Limits;
use crate::dataset::format::idx::LABELS;

/// Reads the labels of `n` pictures of the file `pictures`.
///
/// # Errors
/// When there are more or fewer than pictures, or one is no number from 0 to 255.
pub(super) fn read_for(
    path: &Path,
    n: usize,
    pictures: &Path,
    limits: &Limits,
) -> Result<Vec<u8>, ImportError> {
    let labels = read(path, limits)?;
    if labels.len() == n {
        return Ok(labels);
    }
    let why = format!(
        "it has {} labels, but {} has {n} pictures; give the two files that belong together",
        labels.len(),
        pictures.display()
    );
    Err(ImportError::whole(path, why))
}

fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, ImportError> {
    let beginning = beginning(path)?;
    if beginning.starts_with(array::MAGIC) {
        return array::read_labels(path, limits);
    }
    if beginning.starts_with(&LABELS.to_be_bytes()) {
        return read_idx(path, limits);
    }
    if beginning.starts_with(&[0, 0]) {
        let why = format!(
            "it begins with {} and not with {LABELS:08x}, so it is no IDX file of labels",
            hexadecimal(&beginning)
        );
        return Err(ImportError::whole(path, why));
    }
    read_text(path, limits)
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
