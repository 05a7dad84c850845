//! Photos of sheets of `mindgap sheet` that somebody filled in: each box is a picture, its label is what the sheet asks
//! for there, and a sheet is a group, as one person fills it in.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::error::{ImportError, Remedy, Setting};
use super::folder::name;
use super::request::Limits;
use super::stream::{Labelled, Stream};
use crate::dataset::{GroupRows, Shape};
use crate::picture::cleanup::{FilledSheet, sheet, sheet_shown};
use crate::picture::form::{BOXES, Id, Labels};
use crate::picture::{SIDE, open};

/// Which sheet a file is a photo of, whether its boxes can be read or not.
pub(super) fn shown(path: &Path) -> Option<Id> {
    sheet_shown(&open(path).ok()?.upright())
}

/// The labels of a set made of photos of sheets: those that were named, which have to be what this sheet asks for, or
/// else those that its codes tell.
pub(super) fn labels(
    path: &Path,
    first: Option<Id>,
    named: Option<&[String]>,
) -> Result<Labels, ImportError> {
    let told = first.map_or_else(|| Some(Labels::digits()), |id| id.mark().known());
    match (named, told) {
        (None, Some(told)) => Ok(told),
        (None, None) => {
            let sheet = first.map_or_else(String::new, |id| format!("sheet {id} "));
            let why =
                format!("{sheet}asks for labels of its own, which its codes have no room for");
            let lead = "as its foot has them, ";
            Err(ImportError::whole(path, why).but(lead, Setting::Classes, Remedy::Set))
        }
        (Some(named), _) => Labels::of(named.to_vec()).map_err(|why| {
            let why = format!("no sheet asks for these classes: {why}");
            ImportError::whole(path, why).but("", Setting::Classes, Remedy::Omit)
        }),
    }
}

/// Photo after photo, box after box.
pub(super) struct Filled {
    /// What the boxes ask for.
    labels: Labels,
    waiting: VecDeque<PathBuf>,
    last: PathBuf,
    /// What is left of the last photo: the box, its digit, its label.
    digits: VecDeque<(usize, Vec<u8>, u8)>,
    /// The box of the last picture.
    place: usize,
    n: usize,
    groups: Vec<GroupRows>,
    /// The sheets that were read, by the photo's name.
    read: Vec<(String, FilledSheet)>,
    /// What was not read, and why.
    refused: Vec<String>,
}

impl Filled {
    pub(crate) fn open(
        photos: &[PathBuf],
        path: &Path,
        labels: Labels,
        limits: &Limits,
    ) -> Result<Self, ImportError> {
        limits.check_count(path, photos.len() * BOXES)?;
        Ok(Self {
            labels,
            waiting: photos.iter().cloned().collect(),
            last: path.to_owned(),
            digits: VecDeque::new(),
            place: 0,
            n: 0,
            groups: Vec::new(),
            read: Vec::new(),
            refused: Vec::new(),
        })
    }

    /// Reads a photo. What cannot be read is remembered, and the others are read all the same.
    fn read(&mut self, path: &Path) {
        let seen = match open(path) {
            Ok(photo) => sheet(&photo.upright()),
            Err(why) => return self.refused.push(why.to_string()),
        };
        let refused = match seen {
            Some(Ok((sheet, digits))) => match sheet.labels_of(&self.labels) {
                Some(labels) => {
                    let boxes = sheet.written.iter().copied();
                    let digits = boxes.zip(digits).zip(labels);
                    self.digits.extend(
                        digits.map(|((place, digit), label)| (place, digit.into_raw(), label)),
                    );
                    return self.read.push((name(path), sheet));
                }
                None => {
                    let asks = match sheet.id.mark().known() {
                        Some(known) => format!("for {known}"),
                        None => "for labels of its own".to_owned(),
                    };
                    format!(
                        "sheet {} asks {asks}, not for {}; sheets of each kind are a set of their own",
                        sheet.id, self.labels
                    )
                }
            },
            Some(Err(why)) => why.to_string(),
            None => "no corner of a sheet of `mindgap sheet` can be read in it".to_owned(),
        };
        self.refused.push(format!("{}: {refused}", name(path)));
    }

    /// Counts the next picture to the group of its sheet.
    fn count(&mut self) {
        self.n += 1;
        let Some((_, sheet)) = self.read.last() else {
            return;
        };
        let group = sheet.id.to_string();
        let row = self.n;
        match self.groups.iter_mut().find(|known| known.name == group) {
            Some(known) => match known.rows.last_mut() {
                Some((_, last)) if *last + 1 == row => *last = row,
                _ => known.rows.push((row, row)),
            },
            None => self.groups.push(GroupRows {
                name: group,
                rows: vec![(row, row)],
            }),
        }
    }
}

impl Stream for Filled {
    fn next(&mut self) -> Result<Option<Labelled>, ImportError> {
        while self.digits.is_empty() {
            let Some(path) = self.waiting.pop_front() else {
                if self.n == 0 {
                    let why = format!("no sheet in it could be read: {}", self.refused.join("; "));
                    return Err(ImportError::whole(&self.last, why));
                }
                return Ok(None);
            };
            self.read(&path);
            self.last = path;
        }
        let Some((place, pixels, label)) = self.digits.pop_front() else {
            return Ok(None);
        };
        self.place = place;
        self.count();
        let side = SIDE as usize;
        let shape = Shape {
            width: side,
            height: side,
            channels: 1,
        };
        Ok(Some(Labelled {
            shape,
            pixels,
            label,
        }))
    }

    fn place(&self) -> (&Path, String) {
        (&self.last, format!("box {}", self.place + 1))
    }

    fn groups(&self) -> Vec<GroupRows> {
        self.groups.clone()
    }

    fn remark(&self) -> Option<String> {
        let sum = |of: fn(&FilledSheet) -> usize| -> usize {
            self.read.iter().map(|(_, sheet)| of(sheet)).sum()
        };
        let (empty, hidden) = (
            sum(|sheet| sheet.empty.len()),
            sum(|sheet| sheet.hidden.len()),
        );
        let mut told = vec![format!(
            "{} of {} boxes on {} photographed sheets were written in and became a picture each; {empty} were \
             empty, and {hidden} were not seen",
            self.n,
            self.read.len() * BOXES,
            self.read.len()
        )];
        for group in &self.groups {
            let photos = self
                .read
                .iter()
                .filter(|(_, sheet)| sheet.id.to_string() == group.name);
            let photos: Vec<&str> = photos.map(|(photo, _)| photo.as_str()).collect();
            if photos.len() > 1 {
                told.push(format!(
                    "sheet {} is on more than one photo ({}): they are one group, and twice the same if they show \
                     the same page",
                    group.name,
                    photos.join(", ")
                ));
            }
        }
        if !self.refused.is_empty() {
            told.push(format!("not read: {}", self.refused.join("; ")));
        }
        Some(told.join("; "))
    }
}
