//! Rows of text: a label and the pixels of a picture in each.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Reader, ReaderBuilder, Trim};

use super::columns::{Columns, Place, Rows, names_label};
use super::error::{ImportError, Remedy, Setting};
use super::input::{Input, beginning};
use super::labels::{self, Labels, one_hot};
use super::request::{Request, ValueRange};
use super::scale::{Scale, Seen};
use super::stream::{Labelled, Stream};

/// Rows that are looked at to see what the columns are.
const LOOKED_AT: usize = 20;

/// The rows of a file.
pub(super) struct Table {
    path: PathBuf,
    rows: Reader<OneLine>,
    /// Rows that were read and not handed out yet.
    waiting: VecDeque<ByteRecord>,
    /// The row that was handed out last.
    row: ByteRecord,
    columns: Columns,
    width: usize,
    classes: Option<Vec<String>>,
    /// The labels that stand in another file, and where that is.
    apart: Option<(Labels, PathBuf)>,
    scale: Option<Scale>,
    /// The range of the pixels, where they are on another scale.
    off_scale: Option<ValueRange>,
    next: usize,
    /// The first label, and whether there was another one.
    first: Option<u8>,
    differ: bool,
    brightest: u8,
    /// What else is wrong with the row.
    faults: VecDeque<ImportError>,
    /// Whether other rows can be read behind what is wrong.
    goes_on: bool,
    /// Whether any row had a fault: then nothing follows from all of them.
    is_faulty: bool,
}

impl Table {
    /// Opens a file and looks at its first rows.
    pub(crate) fn open(
        path: &Path,
        request: &Request,
        classes: Option<&[String]>,
    ) -> Result<Self, ImportError> {
        let mut rows = reader(path)?;
        let mut waiting = VecDeque::new();
        while waiting.len() <= LOOKED_AT {
            let mut row = ByteRecord::new();
            if !read(path, &mut rows, &mut row)? {
                break;
            }
            waiting.push_back(row);
        }
        let Some(first) = waiting.front().cloned() else {
            return Err(ImportError::whole(
                path,
                "it has no rows; save the table again",
            ));
        };
        let head = is_head(&first).then(|| waiting.pop_front()).flatten();
        let texts = |row: &ByteRecord| {
            row.iter()
                .map(|field| String::from_utf8_lossy(field).into_owned())
                .collect()
        };
        let head: Option<Vec<String>> = head.as_ref().map(texts);
        let width = first.len();
        let alike = waiting.iter().filter(|row| row.len() == width);
        let fields = |row: &'_ ByteRecord| -> Vec<String> { texts(row) };
        let looked_at: Vec<Vec<String>> = alike.map(fields).collect();
        let wrong = |why: String| at_line(path, &first, why);
        let columns = Rows {
            head,
            rows: looked_at
                .iter()
                .map(|row| row.iter().map(String::as_str).collect())
                .collect(),
            width,
            column: request.label_column.as_ref(),
            shape: request.shape,
            is_apart: request.labels.is_some(),
        }
        .columns(&wrong)?;
        request.limits.check(path, 0, columns.shape)?;
        let scale = request.range.map(Scale::asked);
        let off_scale = off_scale(&looked_at, &columns.pixels, scale);
        let apart = match (&columns.labels, &request.labels) {
            (Place::Apart, Some(labels)) => {
                Some((labels::read(labels, None, request)?, labels.clone()))
            }
            _ => None,
        };
        Ok(Self {
            path: path.to_owned(),
            rows,
            waiting,
            row: ByteRecord::new(),
            columns,
            width,
            classes: classes.map(<[String]>::to_vec),
            apart,
            scale,
            off_scale,
            next: 0,
            first: None,
            differ: false,
            brightest: 0,
            faults: VecDeque::new(),
            goes_on: false,
            is_faulty: false,
        })
    }

    /// Takes the next row; whether there is one.
    fn take(&mut self) -> Result<bool, ImportError> {
        match self.waiting.pop_front() {
            Some(row) => {
                self.row = row;
                Ok(true)
            }
            None => read(&self.path, &mut self.rows, &mut self.row),
        }
    }

    /// What is wrong with the row, which can be left out.
    fn wrong(&self, why: String) -> ImportError {
        at_line(&self.path, &self.row, why).damage()
    }

    fn field(&self, at: usize) -> Result<&str, ImportError> {
        match str::from_utf8(self.row.get(at).unwrap_or_default()) {
            Ok(text) => Ok(text),
            Err(_) => Err(self.wrong(format!(
                "column {} is no UTF-8 text; save the file as CSV in UTF-8",
                at + 1
            ))),
        }
    }

    fn label(&self) -> Result<u8, ImportError> {
        match (&self.columns.labels, &self.apart) {
            (Place::Column(at), _) => self.label_at(*at),
            (Place::OneHot(columns), _) => {
                let values = columns
                    .iter()
                    .map(|at| Ok(self.field(*at)?.parse::<f64>().unwrap_or(f64::NAN)));
                let values = values.collect::<Result<Vec<f64>, ImportError>>()?;
                one_hot(values.into_iter()).ok_or_else(|| {
                    let why = format!(
                        "its {} labels from column {} on are not one 1 among zeros; a picture has one class",
                        columns.len(),
                        columns.first().map_or(0, |at| at + 1)
                    );
                    self.wrong(why)
                })
            }
            (Place::Apart, Some((labels, path))) => {
                let label = labels.labels.get(self.next).copied();
                label.ok_or_else(|| {
                    let why = format!(
                        "it has {} labels, and the table has more rows",
                        labels.labels.len()
                    );
                    ImportError::whole(path, why)
                })
            }
            (Place::Apart, None) => Ok(0),
        }
    }

    /// The label and the pixels of the row; or everything that is wrong with it.
    fn picture(&self) -> Result<(u8, Vec<u8>), VecDeque<ImportError>> {
        let columns = self.row.len();
        if columns != self.width {
            let why = format!(
                "the row has {columns} columns, and those before it have {}; give every row the same ones",
                self.width
            );
            return Err([self.wrong(why)].into());
        }
        let mut faults = VecDeque::new();
        let mut pixels = Vec::with_capacity(self.columns.pixels.len());
        let label = self.label().map_err(|fault| faults.push_back(fault));
        for &at in &self.columns.pixels {
            match self.pixel(at) {
                Ok(pixel) => pixels.push(pixel),
                Err(fault) => faults.push_back(fault),
            }
        }
        match label {
            Ok(label) if faults.is_empty() => Ok((label, pixels)),
            _ => Err(faults),
        }
    }

    fn label_at(&self, at: usize) -> Result<u8, ImportError> {
        let text = self.field(at)?;
        let named = |classes: &Vec<String>| classes.iter().position(|class| class == text);
        if let Some(place) = self.classes.as_ref().and_then(named)
            && let Ok(label) = u8::try_from(place)
        {
            return Ok(label);
        }
        whole(text).ok_or_else(|| {
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
        let pixel = match self.scale {
            Some(scale) => text.parse().ok().and_then(|value| scale.pixel(value)),
            None => whole(text),
        };
        pixel.ok_or_else(|| {
            let what = match self.scale {
                Some(scale) => format!("which is no number of the range {}", scale.range()),
                None => "which is no whole number from 0 to 255".to_owned(),
            };
            let why = format!("column {}: the pixel is {text:?}, {what}", at + 1);
            match self.off_scale {
                Some(range) if number(text).is_some() => {
                    let lead = "for the values of black and white, ";
                    let remedy = Remedy::set_to(range.to_string());
                    at_line(&self.path, &self.row, why).but(lead, Setting::Range, remedy)
                }
                _ => self.wrong(why),
            }
        })
    }

    /// What is told at the end of a file in which nobody said where the labels are, and all seem to be one; or whose
    /// pixels are 0 and 1; or that has fewer rows than there are labels.
    fn check_whole(&self) -> Result<(), ImportError> {
        if let (true, Some(label), false) = (self.columns.guessed, self.first, self.differ) {
            let why = format!("the label of every row is {label} if the first column is the label");
            return Err(ImportError::whole(&self.path, why).but(
                "for where it stands, first or last, ",
                Setting::LabelColumn,
                Remedy::set_to("last"),
            ));
        }
        if let (None, 1) = (self.scale, self.brightest) {
            let why = "every pixel is 0 or 1, and as 0 to 255 all of that is black";
            let lead = "for the values of black and white, ";
            return Err(ImportError::whole(&self.path, why).but(
                lead,
                Setting::Range,
                Remedy::set_to("0..1"),
            ));
        }
        match &self.apart {
            Some((labels, path)) => labels::compare(path, labels, self.next, &self.path),
            None => Ok(()),
        }
    }
}

/// The range of what the pixels of some rows are, where at least half of these rows have numbers that are not on the
/// scale: then no cell is wrong, but the scale.
fn off_scale(rows: &[Vec<String>], pixels: &[usize], scale: Option<Scale>) -> Option<ValueRange> {
    let (mut off, mut seen) = (0, Seen::NOTHING);
    for row in rows {
        let texts = pixels.iter().filter_map(|at| row.get(*at));
        let mut is_off = false;
        for (text, value) in texts.filter_map(|text| Some((text, number(text)?))) {
            seen.see(value);
            is_off |= match scale {
                Some(scale) => scale.pixel(value).is_none(),
                None => whole(text).is_none(),
            };
        }
        off += usize::from(is_off);
    }
    (off > 0 && off * 2 >= rows.len()).then(|| usual_range(seen))
}

/// A range in which these values are, for an example: a usual one if one fits.
fn usual_range(seen: Seen) -> ValueRange {
    let usual = [(0.0, 1.0), (-1.0, 1.0), (0.0, 255.0), (0.0, 65_535.0)];
    let mut usual = usual
        .into_iter()
        .map(|(black, white)| ValueRange { black, white });
    let fits = usual.find(|range| range.black <= seen.least && seen.most <= range.white);
    fits.unwrap_or_else(|| seen.range())
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// A whole number from 0 to 255, also as `7.0`.
fn whole(text: &str) -> Option<u8> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let value: f64 = text.parse().ok()?;
    (value.fract() == 0.0 && (0.0..=255.0).contains(&value)).then_some(value as u8)
}

fn reader(path: &Path) -> Result<Reader<OneLine>, ImportError> {
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
    Ok(ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(input))
}

fn read(
    path: &Path,
    rows: &mut Reader<OneLine>,
    row: &mut ByteRecord,
) -> Result<bool, ImportError> {
    let read = rows.read_byte_record(row);
    read.map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => rows.get_ref().input.broken(error, 0),
        _ => ImportError::whole(path, "it is no table; save it as CSV in UTF-8"),
    })
}

fn at_line(path: &Path, row: &ByteRecord, why: String) -> ImportError {
    let line = row.position().map_or(0, csv::Position::line);
    ImportError::at(path, format!("line {line}"), why)
}

/// Whether the first row names columns: one of them the label's, or all in words, or all by their number.
fn is_head(row: &ByteRecord) -> bool {
    /// Fewer columns could be a tiny picture that happens to count upwards.
    const COUNTED: usize = 17;
    let fields: Vec<&str> = row
        .iter()
        .map(|field| str::from_utf8(field).unwrap_or_default())
        .collect();
    let last = fields.len().saturating_sub(1);
    // A class may be called y, so that this one name alone is none of a column.
    let names = |at: usize| {
        fields
            .get(at)
            .is_some_and(|name| names_label(name) && name.len() > 1)
    };
    let inside = fields
        .iter()
        .enumerate()
        .filter(|(at, _)| *at > 0 && at + 1 < fields.len().max(3));
    let words = inside
        .into_iter()
        .all(|(_, field)| field.parse::<f64>().is_err());
    let counts = |from: usize| {
        let counted = fields.iter().skip(from).zip(0..);
        fields.len() >= COUNTED
            && counted
                .into_iter()
                .all(|(field, at): (&&str, usize)| *field == at.to_string())
    };
    let unnamed = fields.first().is_some_and(|name| name.is_empty());
    words || counts(0) || unnamed && counts(1) || names(0) || names(1) || names(last)
}

impl Stream for Table {
    fn next(&mut self) -> Result<Option<Labelled>, ImportError> {
        if let Some(fault) = self.faults.pop_front() {
            return Err(fault);
        }
        self.goes_on = false;
        if !self.take()? {
            if !self.is_faulty {
                self.check_whole()?;
            }
            return Ok(None);
        }
        let read = self.picture();
        self.next += 1;
        self.goes_on = true;
        let (label, pixels) = match read {
            Ok(read) => read,
            Err(faults) => {
                // Where the scale is wrong, every other row says the same.
                self.goes_on = faults.iter().all(ImportError::is_damage);
                self.is_faulty = true;
                self.faults = faults;
                return self.next();
            }
        };
        self.brightest = pixels.iter().copied().fold(self.brightest, u8::max);
        self.differ |= self.first.is_some_and(|first| first != label);
        self.first.get_or_insert(label);
        Ok(Some(Labelled {
            shape: self.columns.shape,
            pixels,
            label,
        }))
    }

    fn goes_on(&self) -> bool {
        self.goes_on
    }

    fn place(&self) -> (&Path, String) {
        let line = self.row.position().map_or(0, csv::Position::line);
        (&self.path, format!("line {line}"))
    }

    fn remark(&self) -> Option<String> {
        (!self.columns.told.is_empty()).then(|| self.columns.told.join("; "))
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
