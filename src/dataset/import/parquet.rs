//! Parquet tables of pictures as Hugging Face's image-classification sets have them: a column of encoded pictures
//! (`image: {bytes, path}`, or just bytes), one of labels, and the classes' names among the file's own facts.

use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};

use ::parquet::basic::{Compression, Type as Physical};
use ::parquet::file::metadata::ParquetMetaData;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::reader::RowIter;
use ::parquet::record::{Field, Row};
use ::parquet::schema::types::Type;

use super::columns::names_label;
use super::decode::{Laid, decode_bytes, most_pixels};
use super::error::ImportError;
use super::request::Request;
use super::stream::{Labelled, Stream, picture_place};

/// What a file begins with.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// Names of a column of pictures; another one may be, if it is the only one of its kind.
const PICTURE_NAMES: [&str; 5] = ["image", "img", "picture", "image_bytes", "bytes"];

/// Files one after the other.
pub(super) struct Parquet {
    waiting: VecDeque<PathBuf>,
    path: PathBuf,
    rows: Option<(RowIter<'static>, Columns)>,
    next: usize,
    /// Whether the row that was handed out last could be read, whatever its picture is.
    has_row: bool,
    request: Request,
    laid: Laid,
}

/// Where the pictures and labels stand.
#[derive(Clone, Copy)]
struct Columns {
    picture: usize,
    label: usize,
}

/// The names of the classes, where a file tells them as Hugging Face's `datasets` do.
pub(super) fn classes(path: &Path) -> Result<Option<Vec<String>>, ImportError> {
    let reader = open(path)?;
    let facts = reader.metadata().file_metadata().key_value_metadata();
    let told = facts
        .into_iter()
        .flatten()
        .find(|fact| fact.key == "huggingface");
    let told: Option<serde_json::Value> =
        told.and_then(|fact| serde_json::from_str(fact.value.as_deref()?).ok());
    let features = told
        .as_ref()
        .and_then(|told| told.pointer("/info/features")?.as_object());
    let names = features.and_then(|features| {
        features
            .values()
            .find_map(|feature| feature.get("names")?.as_array())
    });
    Ok(names.and_then(|names| {
        names
            .iter()
            .map(|name| Some(name.as_str()?.to_owned()))
            .collect()
    }))
}

fn open(path: &Path) -> Result<SerializedFileReader<File>, ImportError> {
    let file = File::open(path).map_err(|error| ImportError::reading(path, error))?;
    SerializedFileReader::new(file).map_err(|error| {
        let why = format!("it begins as a Parquet table and is none, or ends early ({error}); copy or download it again");
        ImportError::whole(path, why)
    })
}

impl Parquet {
    pub(crate) fn open(files: &[PathBuf], request: &Request) -> Result<Self, ImportError> {
        let mut count = 0_usize;
        for path in files {
            let reader = open(path)?;
            columns(path, reader.metadata())?;
            let rows = reader.metadata().file_metadata().num_rows();
            count = count.saturating_add(usize::try_from(rows).unwrap_or(usize::MAX));
            request.limits.check_count(path, count)?;
        }
        Ok(Self {
            waiting: files.iter().cloned().collect(),
            path: request.path.clone(),
            rows: None,
            next: 0,
            has_row: false,
            request: request.clone(),
            laid: Laid::default(),
        })
    }

    /// The next row, of the next file if need be.
    fn row(&mut self) -> Result<Option<(Row, Columns)>, ImportError> {
        loop {
            if let Some((rows, columns)) = &mut self.rows
                && let Some(row) = rows.next()
            {
                let row = row.map_err(|error| {
                    let why = format!("it cannot be unpacked ({error}); copy or download it again");
                    ImportError::at(&self.path, format!("row {}", self.next + 1), why)
                })?;
                return Ok(Some((row, *columns)));
            }
            let Some(path) = self.waiting.pop_front() else {
                return Ok(None);
            };
            let reader = open(&path)?;
            let columns = columns(&path, reader.metadata())?;
            self.rows = Some((reader.into_iter(), columns));
            self.path = path;
            self.next = 0;
        }
    }

    fn wrong(&self, why: impl Into<String>) -> ImportError {
        ImportError::at(&self.path, picture_place(self.next), why)
    }
}

/// Finds the columns, and makes sure that they can be unpacked.
fn columns(path: &Path, about: &ParquetMetaData) -> Result<Columns, ImportError> {
    let fields = about.file_metadata().schema().get_fields();
    let place = |is: &dyn Fn(&Type) -> bool, is_named: &dyn Fn(&str) -> bool| {
        let fitting: Vec<usize> = (0..fields.len())
            .filter(|at| fields.get(*at).is_some_and(|field| is(field)))
            .collect();
        let named = fitting
            .iter()
            .find(|at| fields.get(**at).is_some_and(|field| is_named(field.name())));
        match (named, fitting.as_slice()) {
            (Some(place), _) | (None, [place]) => Some(*place),
            _ => None,
        }
    };
    let picture = place(&holds_pictures, &|name| PICTURE_NAMES.contains(&name));
    let label = place(&holds_labels, &|name| {
        names_label(name) || name == "fine_label"
    });
    let (Some(picture), Some(label)) = (picture, label) else {
        let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
        let why = format!(
            "it is a Parquet table without a column of encoded pictures (image) and one of whole numbers (label); its columns are: {}; \
             read it in Python and save its pictures and labels with numpy.savez('digits.npz', x_train=pictures, \
             y_train=labels)",
            names.join(", ")
        );
        return Err(ImportError::whole(path, why));
    };
    let chunks = about.row_groups().iter().flat_map(|group| group.columns());
    for chunk in chunks {
        let packing = chunk.compression();
        if !matches!(packing, Compression::UNCOMPRESSED | Compression::SNAPPY) {
            let name = packing.to_string();
            let name = name.split('(').next().unwrap_or_default();
            let why = format!(
                "its columns are packed by {name}, which is not read here; save it with pyarrow.parquet.write_table(table, \
                 'digits.parquet', compression='snappy')"
            );
            return Err(ImportError::whole(path, why));
        }
    }
    Ok(Columns { picture, label })
}

fn holds_pictures(field: &Type) -> bool {
    match field {
        Type::PrimitiveType { physical_type, .. } => *physical_type == Physical::BYTE_ARRAY,
        Type::GroupType { fields, .. } => fields
            .iter()
            .any(|field| field.name() == "bytes" && holds_pictures(field)),
    }
}

fn holds_labels(field: &Type) -> bool {
    let Type::PrimitiveType { physical_type, .. } = field else {
        return false;
    };
    matches!(physical_type, Physical::INT32 | Physical::INT64)
}

/// The encoded picture of a field.
fn encoded(field: &Field) -> Option<&[u8]> {
    match field {
        Field::Bytes(bytes) => Some(bytes.data()),
        Field::Group(row) => {
            let bytes = row.get_column_iter().find(|(name, _)| *name == "bytes");
            bytes.and_then(|(_, field)| encoded(field))
        }
        _ => None,
    }
}

/// The class of a field.
fn class(field: &Field) -> Option<u8> {
    match field {
        Field::Byte(class) => u8::try_from(*class).ok(),
        Field::UByte(class) => Some(*class),
        Field::Short(class) => u8::try_from(*class).ok(),
        Field::UShort(class) => u8::try_from(*class).ok(),
        Field::Int(class) => u8::try_from(*class).ok(),
        Field::UInt(class) => u8::try_from(*class).ok(),
        Field::Long(class) => u8::try_from(*class).ok(),
        Field::ULong(class) => u8::try_from(*class).ok(),
        _ => None,
    }
}

impl Stream for Parquet {
    fn next(&mut self) -> Result<Option<Labelled>, ImportError> {
        self.has_row = false;
        let Some((row, columns)) = self.row()? else {
            return Ok(None);
        };
        self.has_row = true;
        self.next += 1;
        let field = |at: usize| row.get_column_iter().nth(at).map(|(_, field)| field);
        let label = field(columns.label).and_then(class).ok_or_else(|| {
            self.wrong("its label is not between 0 and 255; classes are counted from 0, and -1 says that there is none")
        })?;
        let Some(bytes) = field(columns.picture).and_then(encoded) else {
            return Err(
                self.wrong("it has no bytes of a picture; save the table with its pictures inside")
            );
        };
        let place = picture_place(self.next);
        let path = &self.path;
        let wrong = |why: String| ImportError::at(path, &place, why);
        let most = most_pixels(&self.request);
        let (shape, pixels) = decode_bytes(bytes, most, self.request.on, &mut self.laid, &wrong)?;
        Ok(Some(Labelled {
            shape,
            pixels,
            label,
        }))
    }

    fn place(&self) -> (&Path, String) {
        (&self.path, picture_place(self.next))
    }

    fn goes_on(&self) -> bool {
        self.has_row
    }

    fn remark(&self) -> Option<String> {
        self.laid.told()
    }
}
