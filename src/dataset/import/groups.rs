//! Which pictures belong together (those of one writer, say): a text file beside the file of pictures, with the
//! name of a group a line, in the order of the pictures.

use std::collections::HashMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::error::ImportError;
use super::folder::name;
use crate::base::terminal::is_printable;
use crate::dataset::GroupRows;

/// Characters in a group's name at most.
const NAME: usize = 64;
/// Bytes of a line at most: four for each character, and the line's end.
const LINE: usize = 4 * NAME + 2;

/// The groups of the `n` pictures of a file, where there is a file of them beside it: `class-groups.txt` for
/// `class-images-idx3-ubyte`. None where there is no such file.
///
/// # Errors
/// When it has more or fewer lines than there are pictures, or one is no name.
pub(super) fn beside(pictures: &Path, n: usize) -> Result<Vec<GroupRows>, ImportError> {
    let pictures_name = name(pictures);
    let Some((stem, _)) = pictures_name.split_once("images") else {
        return Ok(Vec::new());
    };
    let path = pictures.with_file_name(format!("{stem}groups.txt"));
    let file = match File::open(&path) {
        Ok(file) => file,
        // A path into an archive has nothing beside it.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(ImportError::reading(&path, error)),
    };
    let mut text = String::new();
    let most = n.saturating_mul(LINE) as u64;
    file.take(most)
        .read_to_string(&mut text)
        .map_err(|error| ImportError::reading(&path, error))?;
    let lines = text.lines().count();
    if lines != n {
        let why = format!(
            "it has {lines} lines, but {pictures_name} has {n} pictures; write a group's name for each of them, or \
             take the file away"
        );
        return Err(ImportError::whole(&path, why));
    }
    by_rows(&text, &path)
}

/// Groups by the lines of a text, in the order in which they come up.
fn by_rows(text: &str, path: &Path) -> Result<Vec<GroupRows>, ImportError> {
    let mut groups = GroupsByName::default();
    for (line, row) in text.lines().map(str::trim).zip(1..) {
        if line.is_empty() || line.chars().count() > NAME || !line.chars().all(is_printable) {
            let why = format!("it is no name of a group; write 1 to {NAME} characters");
            return Err(ImportError::at(path, format!("line {row}"), why));
        }
        groups.next(line);
    }
    groups.finish(path)
}

/// Groups that pictures join one after the other, in the order in which they come up.
#[derive(Default)]
pub(super) struct GroupsByName {
    groups: Vec<GroupRows>,
    places: HashMap<String, usize>,
    row: usize,
}

impl GroupsByName {
    /// The next picture is one of this group.
    pub(super) fn next(&mut self, name: &str) {
        self.row += 1;
        let row = self.row;
        let Some(&place) = self.places.get(name) else {
            self.places.insert(name.to_owned(), self.groups.len());
            self.groups.push(GroupRows {
                name: name.to_owned(),
                rows: vec![(row, row)],
            });
            return;
        };
        if let Some(GroupRows { rows, .. }) = self.groups.get_mut(place) {
            match rows.last_mut() {
                Some((_, last)) if *last + 1 == row => *last = row,
                _ => rows.push((row, row)),
            }
        }
    }

    /// All groups, which a file told.
    ///
    /// # Errors
    /// When there are more than can be counted.
    pub(super) fn finish(self, path: &Path) -> Result<Vec<GroupRows>, ImportError> {
        match u16::try_from(self.groups.len()) {
            Ok(_) => Ok(self.groups),
            Err(_) => {
                let why = format!(
                    "it has {} groups, and {} are the most",
                    self.groups.len(),
                    u16::MAX
                );
                Err(ImportError::whole(path, why))
            }
        }
    }
}
