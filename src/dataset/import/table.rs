//! Rows of text: a label and the pixels of a picture, 0 to 255, in each.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Reader, ReaderBuilder, Trim};

use super::error::{ImportError, Remedy, Setting};
use super::input::{Input, beginning};
use super::request::LabelColumn;
use super::request::Limits;
use super::stream::{Labelled, Stream};
use crate::dataset::Shape;

/// Names of a label's column, as the first row may have them.
const LABEL_NAMES: [&str; 5] = ["label", "class", "target", "digit", "y"];

/// The rows of a file.
pub(super) struct Table {
    path: PathBuf,
    rows: Reader<OneLine>,
    /// The row that was read last, or the first one, which is to be read yet.
    row: ByteRecord,
    pending: bool,
    line: u64,
    column: LabelColumn,
    /// Nobody and nothing said where the label stands.
    guessed: bool,
    shape: Shape,
    classes: Option<Vec<String>>,
    /// The first label, and whether there was another one.
    first: Option<u8>,
    differ: bool,
}

impl Table {
    /// Opens a file and reads its first row: names of columns, or a picture.
    pub(crate) fn open(
        path: &Path,
        shape: Option<Shape>,
        column: Option<LabelColumn>,
        classes: Option<Vec<String>>,
        limits: &Limits,
    ) -> Result<Self, ImportError> {
        let beginning = beginning(path)?;
        let delimiter = b",;\t".iter().copied().max_by_key(|mark| {
            (
                beginning.iter().filter(|byte| *byte == mark).count(),
                *mark == b',',
            )
        });
        let input = OneLine {
            input: Input::open(path)?,
            length: 0,
        };
        let rows = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .delimiter(delimiter.unwrap_or(b','))
            .from_reader(input);
        let mut table = Self {
            path: path.to_owned(),
            rows,
            row: ByteRecord::new(),
            pending: false,
            line: 0,
            column: column.unwrap_or(LabelColumn::First),
            guessed: column.is_none(),
            shape: Shape {
                width: 0,
                height: 0,
                channels: 1,
            },
            classes,
            first: None,
            differ: false,
        };
        if !table.read()? {
            return Err(ImportError::whole(
                path,
                "it has no rows; save the table again",
            ));
        }
        table.shape = table.picture_shape(shape)?;
        limits.check(path, 0, table.shape)?;
        table.pending = !table.is_head()?;
        if !table.pending {
            table.find_label_by_name();
        }
        Ok(table)
    }

    /// Reads the next row; whether there is one.
    fn read(&mut self) -> Result<bool, ImportError> {
        let read = self.rows.read_byte_record(&mut self.row);
        let more = read.map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => self.rows.get_ref().input.broken(error, 0),
            _ => ImportError::whole(&self.path, "it is no table; save it as CSV in UTF-8"),
        })?;
        self.line = self.row.position().map_or(0, csv::Position::line);
        Ok(more)
    }

    fn wrong(&self, why: String) -> ImportError {
        ImportError::at(&self.path, format!("line {}", self.line), why)
    }

    fn fail<T>(&self, why: String) -> Result<T, ImportError> {
        Err(self.wrong(why))
    }

    fn field(&self, at: usize) -> Result<&str, ImportError> {
        match str::from_utf8(self.row.get(at).unwrap_or_default()) {
            Ok(text) => Ok(text),
            Err(_) => self.fail(format!(
                "column {} is no UTF-8 text; save the file as CSV in UTF-8",
                at + 1
            )),
        }
    }

    fn picture_shape(&self, shape: Option<Shape>) -> Result<Shape, ImportError> {
        let values = self.row.len().saturating_sub(1);
        let side = values.isqrt();
        match shape {
            Some(shape) if shape.pixels() == values => Ok(shape),
            Some(shape) => {
                let why = format!(
                    "a label and a picture of {shape} make {} columns, and the row has {}",
                    shape.pixels() + 1,
                    values + 1
                );
                let lead = "for the pictures' true size, ";
                Err(self.wrong(why).but(lead, Setting::Shape, Remedy::Set))
            }
            None if side * side == values && side > 0 => Ok(Shape {
                width: side,
                height: side,
                channels: 1,
            }),
            None => {
                let why = format!(
                    "beside a label the row has {values} columns, which make no square picture"
                );
                let lead = "for how wide and high the pictures are, ";
                Err(self
                    .wrong(why)
                    .but(lead, Setting::Shape, Remedy::SetTo("20x30")))
            }
        }
    }

    /// Whether the row that was just read names columns: one of them the label's, or all in words, or
    /// all by their number.
    fn is_head(&self) -> Result<bool, ImportError> {
        /// Fewer columns could be a tiny picture that happens to count upwards.
        const COUNTED: usize = 17;
        let (mut words, mut counted) = (true, self.row.len() >= COUNTED);
        for at in 0..self.row.len() {
            let field = self.field(at)?;
            let inside = at > 0 && at + 1 < self.row.len().max(3);
            words &= !inside || field.parse::<f64>().is_err();
            counted &= field == at.to_string();
        }
        let last = self.row.len().saturating_sub(1);
        Ok(words || counted || self.names_label(0) || self.names_label(last))
    }

    fn names_label(&self, at: usize) -> bool {
        let name = self.row.get(at).unwrap_or_default().to_ascii_lowercase();
        LABEL_NAMES.iter().any(|known| known.as_bytes() == name)
    }

    fn find_label_by_name(&mut self) {
        let last = self.row.len().saturating_sub(1);
        if self.guessed && self.names_label(0) != self.names_label(last) {
            self.guessed = false;
            self.column = match self.names_label(0) {
                true => LabelColumn::First,
                false => LabelColumn::Last,
            };
        }
    }

    fn label(&self, at: usize) -> Result<u8, ImportError> {
        let text = self.field(at)?;
        let named = |classes: &Vec<String>| classes.iter().position(|class| class == text);
        if let Some(place) = self.classes.as_ref().and_then(named)
            && let Ok(label) = u8::try_from(place)
        {
            return Ok(label);
        }
        text.parse().map_err(|_| {
            let why = format!(
                "column {}: {text:?} is no label; write a whole number from 0 to 255",
                at + 1
            );
            let lead = "or name all classes: ";
            self.wrong(why).but(lead, Setting::Classes, Remedy::Set)
        })
    }

    fn pixel(&self, at: usize) -> Result<u8, ImportError> {
        let text = self.field(at)?;
        text.parse().or_else(|_| {
            self.fail(format!(
                "column {}: {text:?} is no pixel; write a whole number from 0 to 255",
                at + 1
            ))
        })
    }

    /// What is told of a file in which nobody said where the labels are, and all seem to be one.
    fn check_guess(&self) -> Result<(), ImportError> {
        if let (true, Some(label), false) = (self.guessed, self.first, self.differ) {
            let why = format!("the label of every row is {label} if the first column is the label");
            return Err(ImportError::whole(&self.path, why).but(
                "for where it stands, first or last, ",
                Setting::LabelColumn,
                Remedy::SetTo("last"),
            ));
        }
        Ok(())
    }
}

impl Stream for Table {
    fn next(&mut self) -> Result<Option<Labelled>, ImportError> {
        if !std::mem::take(&mut self.pending) && !self.read()? {
            self.check_guess()?;
            return Ok(None);
        }
        let (columns, values) = (self.row.len(), self.shape.pixels());
        if columns != values + 1 {
            return self.fail(format!(
                "the row has {columns} columns, and those before it have {}; give every row a label \
                 and {values} pixels",
                values + 1
            ));
        }
        let (label, from) = match self.column {
            LabelColumn::First => (0, 1),
            LabelColumn::Last => (values, 0),
        };
        let label = self.label(label)?;
        let pixels = (from..from + values).map(|at| self.pixel(at));
        let pixels = pixels.collect::<Result<Vec<u8>, _>>()?;
        self.differ |= self.first.is_some_and(|first| first != label);
        self.first.get_or_insert(label);
        Ok(Some(Labelled {
            shape: self.shape,
            pixels,
            label,
        }))
    }

    fn place(&self) -> (&Path, String) {
        (&self.path, format!("line {}", self.line))
    }

    fn remark(&self) -> Option<String> {
        self.guessed.then(|| {
            "the first column was taken for the label, since nothing said which one is".to_owned()
        })
    }
}

/// A file whose lines are short enough to be rows of pictures, so that one without any end of line
/// does not fill the memory.
struct OneLine {
    input: Input,
    length: usize,
}

/// Four characters for each value of the largest picture, and some.
const MAX_LINE_BYTES: usize = 16 << 20;

impl Read for OneLine {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let new = buffer.get(..read).unwrap_or_default();
        self.length = match new.iter().rposition(|&byte| byte == b'\n') {
            Some(at) => read - at,
            None => self.length + read,
        };
        if self.length > MAX_LINE_BYTES {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a line is longer than a picture can be",
            ));
        }
        Ok(read)
    }
}
