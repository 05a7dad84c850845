//! NumPy's format for one array (NEP 1): a header, which is a Python dictionary of three keys, then
//! the values. Read here rather than by a library, since the header of a file from anywhere must
//! neither overflow a product nor a stack: sizes are checked before anything is set aside.

use std::path::Path;

use super::error::ImportError;
use super::input::Input;
use super::request::Limits;

/// What an NPY file begins with.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// A header longer than this (64 KiB) describes no pictures.
const MAX_HEADER_BYTES: u32 = 1 << 16;

/// An array whose values come next.
pub(super) struct Array {
    pub(super) input: Input,
    pub(super) kind: Kind,
    pub(super) shape: Vec<usize>,
}

/// The values that are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Unsigned and signed whole numbers of so many bytes.
    Unsigned(usize),
    Signed(usize),
    /// Numbers of 4 or 8 bytes (IEEE 754).
    Float(usize),
}

impl Kind {
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Unsigned(bytes) | Self::Signed(bytes) | Self::Float(bytes) => bytes,
        }
    }
}

/// Opens a file and reads its header.
pub(super) fn open(path: &Path) -> Result<Array, ImportError> {
    let fail = |why: &str| ImportError::whole(path, why);
    let mut input = Input::open(path)?;
    let mut head = [0; 8];
    input.exact(&mut head, "its header")?;
    if !head.starts_with(MAGIC) {
        return Err(fail("it is no NPY file; save it with numpy.save"));
    }
    let length = match head[6] {
        1 => {
            let mut bytes = [0; 2];
            input.exact(&mut bytes, "its header")?;
            u32::from(u16::from_le_bytes(bytes))
        }
        2 | 3 => {
            let mut bytes = [0; 4];
            input.exact(&mut bytes, "its header")?;
            u32::from_le_bytes(bytes)
        }
        version => {
            let why = format!("its NPY version is {version}; save it with numpy.save as version 1");
            return Err(fail(&why));
        }
    };
    if length > MAX_HEADER_BYTES {
        return Err(fail(
            "its header is too long for an array of pictures; save one plain array with numpy.save",
        ));
    }
    let mut text = vec![0; length as usize];
    input.exact(&mut text, "its header")?;
    let text = String::from_utf8_lossy(&text);
    let unclear = || fail("its header cannot be read; save one plain array with numpy.save");
    let kind = kind(path, quoted(&text, "descr").ok_or_else(unclear)?)?;
    let order = value(&text, "fortran_order").ok_or_else(unclear)?;
    if order.starts_with("True") {
        return Err(fail(
            "it is in Fortran order; save numpy.ascontiguousarray(pictures)",
        ));
    }
    let shape = sizes(&text).ok_or_else(unclear)?;
    Ok(Array { input, kind, shape })
}

/// The text after a key of the header's dictionary.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let after = ['\'', '"']
        .iter()
        .find_map(|quote| text.split_once(&format!("{quote}{key}{quote}")))?;
    Some(after.1.trim_start().strip_prefix(':')?.trim_start())
}

/// The text between quotes after a key; a list of fields, which has no quotes there, reads as
/// itself.
fn quoted<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let value = value(text, key)?;
    match value.chars().next()? {
        quote @ ('\'' | '"') => Some(value.get(1..)?.split_once(quote)?.0),
        '[' => Some("a record"),
        _ => None,
    }
}

fn sizes(text: &str) -> Option<Vec<usize>> {
    let (inside, _) = value(text, "shape")?.strip_prefix('(')?.split_once(')')?;
    let sizes = inside.split(',').map(str::trim);
    sizes
        .filter(|size| !size.is_empty())
        .map(|size| size.trim_end_matches('L').parse().ok())
        .collect()
}

fn kind(path: &Path, name: &str) -> Result<Kind, ImportError> {
    let fail = |advice: &str| {
        let why = format!("its values are {name}; {advice}");
        Err(ImportError::whole(path, why))
    };
    if name.starts_with('>') {
        return fail(
            "that is big-endian: save pictures.astype('uint8'), and labels.astype('int64')",
        );
    }
    Ok(match name.trim_start_matches(['<', '|', '=']) {
        "u1" => Kind::Unsigned(1),
        "u2" => Kind::Unsigned(2),
        "u4" => Kind::Unsigned(4),
        "u8" => Kind::Unsigned(8),
        "i1" => Kind::Signed(1),
        "i2" => Kind::Signed(2),
        "i4" => Kind::Signed(4),
        "i8" => Kind::Signed(8),
        "f4" => Kind::Float(4),
        "f8" => Kind::Float(8),
        _ => return fail("save pictures as uint8, 0 to 255, or as float32, 0 to 1"),
    })
}

/// A row of labels.
///
/// # Errors
/// When it is no row of whole numbers from 0 to 255.
pub(super) fn read_labels(path: &Path, limits: &Limits) -> Result<Vec<u8>, ImportError> {
    let Array {
        mut input,
        kind,
        shape,
    } = open(path)?;
    let n = match shape.as_slice() {
        &[n] | &[n, 1] if !matches!(kind, Kind::Float(_)) => n,
        _ => {
            let why = "labels are a row of whole numbers; save labels.ravel().astype('int64')";
            return Err(ImportError::whole(path, why));
        }
    };
    limits.check_count(path, n)?;
    let mut labels = Vec::with_capacity(n);
    // Whole numbers of fewer bytes, filled up to eight.
    let mut bytes = [0; 8];
    for place in 0..n {
        let label = format!("label {place}");
        bytes.fill(0);
        input.exact(&mut bytes[..kind.bytes()], &label)?;
        let number = u64::from_le_bytes(bytes);
        let read = u8::try_from(number)
            .ok()
            .filter(|&byte| kind != Kind::Signed(1) || byte < 128);
        labels.push(read.ok_or_else(|| {
            let why = "it is not between 0 and 255; classes are counted from 0";
            ImportError::at(path, label, why)
        })?);
    }
    input.end(format_args!("its {n} labels"))?;
    Ok(labels)
}
