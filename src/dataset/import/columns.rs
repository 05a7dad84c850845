//! What the columns of a table are: pixels, labels, or a count of the rows. By their names, by what was asked for, and by
//! what the first rows hold.

use super::error::{ImportError, Remedy, Setting};
use super::labels::one_hot;
use super::request::LabelColumn;
use crate::dataset::Shape;

/// Names of a label's column, as the first row may have them.
const LABEL_NAMES: [&str; 9] = [
    "label", "labels", "class", "classes", "target", "digit", "category", "class_id", "y",
];
/// Names of a column that counts rows.
const INDEX_NAMES: [&str; 8] = [
    "",
    "index",
    "idx",
    "id",
    "unnamed: 0",
    "row",
    "image_id",
    "imageid",
];
/// A first column that counts so many rows is no label: the labels of so many pictures would count on.
const COUNTS: usize = 12;

/// Where the labels are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    Column(usize),
    /// A column a class: 1 in the picture's own, 0 in all others.
    OneHot(Vec<usize>),
    /// In another file.
    Apart,
}

/// What the columns are.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) labels: Place,
    pub(super) pixels: Vec<usize>,
    pub(super) shape: Shape,
    /// Nobody and nothing said where the label stands.
    pub(super) guessed: bool,
    /// What was decided that nobody asked for.
    pub(super) told: Vec<String>,
}

/// A table's first rows, and what is asked of it.
pub(super) struct Rows<'a> {
    /// The columns' names, where the file has them.
    pub(super) head: Option<Vec<String>>,
    /// Some rows of as many fields as the first one.
    pub(super) rows: Vec<Vec<&'a str>>,
    pub(super) width: usize,
    pub(super) column: Option<&'a LabelColumn>,
    pub(super) shape: Option<Shape>,
    /// Whether a file of labels was named.
    pub(super) is_apart: bool,
}

/// Whether a column of this name has the label.
pub(super) fn names_label(name: &str) -> bool {
    LABEL_NAMES
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

impl Rows<'_> {
    /// What the columns are. `wrong` makes an error of what is wrong with the first row.
    pub(super) fn columns(
        &self,
        wrong: &dyn Fn(String) -> ImportError,
    ) -> Result<Columns, ImportError> {
        let all: Vec<usize> = (0..self.width).collect();
        let index = self.index();
        let rest: Vec<usize> = all
            .iter()
            .copied()
            .filter(|at| Some(*at) != index)
            .collect();
        if self.is_apart {
            return self.apart(&all, &rest, index).ok_or_else(|| {
                let why = "its labels are one of its columns".to_owned();
                wrong(why).but("", Setting::Labels, Remedy::Omit)
            });
        }
        let (labels, guessed) = match self.named(wrong)? {
            Some(labels) => (labels, false),
            None => self.unnamed(&all, &rest, index, wrong)?,
        };
        self.around(labels, guessed, wrong)
    }

    /// The first column, if it counts the rows: by its name, or by what is in it.
    fn index(&self) -> Option<usize> {
        let named = self.head.as_ref().and_then(|head| head.first());
        if let Some(name) = named {
            return INDEX_NAMES
                .contains(&name.to_lowercase().as_str())
                .then_some(0);
        }
        let first = self.rows.iter().map(|row| row.first()?.parse::<u64>().ok());
        let first: Vec<u64> = first.collect::<Option<_>>()?;
        let counts = first.array_windows().all(|[one, next]| *next == one + 1);
        (counts && first.len() > 1 && first.first().is_some_and(|first| *first <= 1)).then_some(0)
    }

    /// The shape of a picture of so many pixels, if there can be one.
    fn fits(&self, pixels: usize) -> Option<Shape> {
        let side = pixels.isqrt();
        match self.shape {
            Some(shape) => (shape.pixels() == pixels).then_some(shape),
            None => (side * side == pixels && side > 0).then_some(Shape {
                width: side,
                height: side,
                channels: 1,
            }),
        }
    }

    /// Pixels whose labels are in another file.
    fn apart(&self, all: &[usize], rest: &[usize], index: Option<usize>) -> Option<Columns> {
        [all, rest].into_iter().find_map(|pixels| {
            let told = index
                .filter(|_| pixels.len() < all.len())
                .map(|at| self.counted(at));
            Some(Columns {
                labels: Place::Apart,
                pixels: pixels.to_vec(),
                shape: self.fits(pixels.len())?,
                guessed: false,
                told: told.into_iter().collect(),
            })
        })
    }

    /// Where the label stands by what was asked for, or by the columns' names.
    fn named(&self, wrong: &dyn Fn(String) -> ImportError) -> Result<Option<Place>, ImportError> {
        let head = self.head.as_deref().unwrap_or_default();
        match self.column {
            Some(LabelColumn::First) => return Ok(Some(Place::Column(0))),
            Some(LabelColumn::Last) => {
                return Ok(Some(Place::Column(self.width.saturating_sub(1))));
            }
            Some(LabelColumn::Named(wanted)) => {
                let place = head
                    .iter()
                    .position(|name| name.eq_ignore_ascii_case(wanted));
                return place
                    .map(|place| Some(Place::Column(place)))
                    .ok_or_else(|| {
                        let known: Vec<&str> = head.iter().take(4).map(String::as_str).collect();
                        let why = match known.is_empty() {
                            true => format!(
                                "no column is called {wanted}, since the first row has no names"
                            ),
                            false => format!(
                                "no column is called {wanted}; the first ones are {}",
                                known.join(", ")
                            ),
                        };
                        wrong(why).but("", Setting::LabelColumn, Remedy::set_to("last"))
                    });
            }
            None => {}
        }
        let numbered = |name: &String| {
            let word = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
            word.len() < name.len() && names_label(word.trim_end_matches(['_', '-', '.', ' ']))
        };
        let one_hot: Vec<usize> = (0..head.len())
            .filter(|at| head.get(*at).is_some_and(numbered))
            .collect();
        let named: Vec<usize> = (0..head.len())
            .filter(|at| head.get(*at).is_some_and(|name| names_label(name)))
            .collect();
        Ok(match (named.as_slice(), one_hot.len()) {
            (&[only], _) => Some(Place::Column(only)),
            ([], 2..) => Some(Place::OneHot(one_hot)),
            _ => None,
        })
    }

    /// Where the label stands by how many columns there are and what is in them, and whether that is a guess.
    fn unnamed(
        &self,
        all: &[usize],
        rest: &[usize],
        index: Option<usize>,
        wrong: &dyn Fn(String) -> ImportError,
    ) -> Result<(Place, bool), ImportError> {
        let is_sure = index.is_some() && (self.head.is_some() || self.rows.len() >= COUNTS);
        let first = rest.first().copied().unwrap_or_default();
        if !is_sure && self.fits(all.len().saturating_sub(1)).is_some() {
            return Ok((Place::Column(0), true));
        }
        if index.is_some() && self.fits(rest.len().saturating_sub(1)).is_some() {
            return Ok((Place::Column(first), true));
        }
        for pixels in [all, rest] {
            if let Some(shape) = self.fits(pixels.len()).filter(|_| pixels.len() > 1) {
                let beside = match pixels.len() < all.len() {
                    true => " beside a column that counts the rows",
                    false => "",
                };
                let why = format!(
                    "its {} columns are a picture of {}x{}{beside}, and there is no label column",
                    all.len(),
                    shape.width,
                    shape.height
                );
                let lead = "for a file with a label a line, ";
                return Err(wrong(why).but(lead, Setting::Labels, Remedy::Set));
            }
        }
        for columns in [all, rest] {
            if let Some(labels) = self.one_hot_block(columns) {
                return Ok((Place::OneHot(labels), false));
            }
        }
        Ok((Place::Column(0), true))
    }

    /// The last or first columns, if each row has one 1 among zeros there, and the others are a picture.
    fn one_hot_block(&self, columns: &[usize]) -> Option<Vec<usize>> {
        let is_one_hot = |block: &[usize]| {
            let mut rows = self.rows.iter();
            self.rows.len() > 1
                && rows.all(|row| {
                    let values = block.iter().map(|at| row.get(*at)?.parse::<f64>().ok());
                    let values: Option<Vec<f64>> = values.collect();
                    values.is_some_and(|values| one_hot(values.into_iter()).is_some())
                })
        };
        (2..columns.len().min(257)).find_map(|classes| {
            // One pixel is no picture, and two numbers of any row may be 0 and 1.
            let pixels = (columns.len() - classes).max(2);
            self.fits(pixels)?;
            let (last, first) = (columns.get(pixels..)?, columns.get(..classes)?);
            [last, first]
                .into_iter()
                .find(|block| is_one_hot(block))
                .map(<[usize]>::to_vec)
        })
    }

    /// The pixels, once the labels are known.
    fn around(
        &self,
        labels: Place,
        guessed: bool,
        wrong: &dyn Fn(String) -> ImportError,
    ) -> Result<Columns, ImportError> {
        let is_label = |at: &usize| match &labels {
            Place::Column(label) => at == label,
            Place::OneHot(labels) => labels.contains(at),
            Place::Apart => false,
        };
        let others: Vec<usize> = (0..self.width).filter(|at| !is_label(at)).collect();
        let index = self.index().filter(|at| others.contains(at));
        let without: Vec<usize> = others
            .iter()
            .copied()
            .filter(|at| Some(*at) != index)
            .collect();
        let numbered: Vec<usize> = without
            .iter()
            .copied()
            .filter(|at| self.is_numbered(*at))
            .collect();
        let is_count = index.is_some() && self.head.is_some();
        let choices = match is_count {
            true => [&without, &numbered, &others],
            false => [&others, &without, &numbered],
        };
        let found = choices
            .into_iter()
            .find_map(|pixels| Some((pixels, self.fits(pixels.len())?)));
        let Some((pixels, shape)) = found else {
            return Err(self.no_picture(&labels, without.len(), others.len(), wrong));
        };
        let mut told = Vec::new();
        if let Place::OneHot(labels) = &labels {
            told.push(format!(
                "the {} columns from {} on were taken for one-hot labels",
                labels.len(),
                labels.first().map_or(0, |at| at + 1)
            ));
        }
        let unused: Vec<usize> = others
            .iter()
            .copied()
            .filter(|at| !pixels.contains(at))
            .collect();
        if let Some(index) = index.filter(|at| unused.contains(at)) {
            told.push(self.counted(index));
        }
        let unused: Vec<String> = unused
            .into_iter()
            .filter(|at| Some(*at) != index)
            .map(|at| self.name(at))
            .collect();
        if !unused.is_empty() {
            told.push(format!(
                "columns that are no pixels by their names were left out: {}",
                unused.join(", ")
            ));
        }
        if guessed {
            let which = match (&labels, index) {
                (Place::Column(0), _) => "first",
                _ => "second",
            };
            told.push(format!(
                "the {which} column was taken for the label, since nothing said which one is"
            ));
        }
        Ok(Columns {
            shape,
            pixels: pixels.clone(),
            guessed,
            told,
            labels,
        })
    }

    fn no_picture(
        &self,
        labels: &Place,
        without: usize,
        others: usize,
        wrong: &dyn Fn(String) -> ImportError,
    ) -> ImportError {
        let beside = match (labels, without < others) {
            (Place::OneHot(labels), _) => format!("{} one-hot labels", labels.len()),
            (_, true) => "a label and a count of the rows".to_owned(),
            (_, false) => "a label".to_owned(),
        };
        match self.shape {
            Some(shape) => {
                let why = format!(
                    "a label and a picture of {shape} make {} columns, and the row has {}",
                    shape.pixels() + 1,
                    self.width
                );
                let lead = "for the pictures' true size, ";
                wrong(why).but(lead, Setting::Shape, Remedy::Set)
            }
            None => {
                let why = format!(
                    "beside {beside} the row has {without} columns, which make no square picture"
                );
                let lead = "for how wide and high the pictures are, ";
                wrong(why).but(lead, Setting::Shape, Remedy::set_to("20x30"))
            }
        }
    }

    fn is_numbered(&self, at: usize) -> bool {
        let name = self.head.as_ref().and_then(|head| head.get(at));
        name.is_some_and(|name| name.ends_with(|letter: char| letter.is_ascii_digit()))
    }

    /// A column's name, or its number from 1.
    fn name(&self, at: usize) -> String {
        let name = self.head.as_ref().and_then(|head| head.get(at));
        match name.filter(|name| !name.is_empty()) {
            Some(name) => name.clone(),
            None => format!("column {}", at + 1),
        }
    }

    fn counted(&self, at: usize) -> String {
        format!("{} counts the rows and was left out", self.name(at))
    }
}
