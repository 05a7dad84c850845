//! NumPy's format for one array (NEP 1): a header, which is a Python dictionary of three keys, then
//! the values. Read here rather than by a library, since the header of a file from anywhere must
//! neither overflow a product nor a stack: sizes are checked before anything is set aside.

use std::path::Path;

use half::f16;

use super::error::ImportError;
use super::input::Input;

/// What an NPY file begins with.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// A header longer than this (64 KiB) describes no pictures.
const MAX_HEADER_BYTES: u32 = 1 << 16;

/// An array whose values come next.
pub(super) struct Array {
    pub(super) input: Input,
    pub(super) kind: Kind,
    pub(super) shape: Vec<usize>,
    /// Whether the first index changes fastest (Fortran's order) and not the last.
    pub(super) first_fastest: bool,
}

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    number: Number,
    bytes: usize,
    is_big_endian: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Truth,
    Unsigned,
    Signed,
    /// IEEE 754.
    Float,
}

impl Kind {
    /// By NumPy's name, such as `<f4`.
    fn of(name: &str) -> Option<Self> {
        let is_big_endian = name.starts_with('>');
        let (number, bytes) = match name.trim_start_matches(['<', '>', '|', '=']) {
            "b1" => (Number::Truth, 1),
            "u1" => (Number::Unsigned, 1),
            "u2" => (Number::Unsigned, 2),
            "u4" => (Number::Unsigned, 4),
            "u8" => (Number::Unsigned, 8),
            "i1" => (Number::Signed, 1),
            "i2" => (Number::Signed, 2),
            "i4" => (Number::Signed, 4),
            "i8" => (Number::Signed, 8),
            "f2" => (Number::Float, 2),
            "f4" => (Number::Float, 4),
            "f8" => (Number::Float, 8),
            _ => return None,
        };
        Some(Self {
            number,
            bytes,
            is_big_endian,
        })
    }

    /// Bytes of a value.
    pub(super) fn bytes(self) -> usize {
        self.bytes
    }

    /// Its name among NumPy's.
    pub(super) fn name(self) -> String {
        let bits = self.bytes * 8;
        match self.number {
            Number::Truth => "bool".to_owned(),
            Number::Unsigned => format!("uint{bits}"),
            Number::Signed => format!("int{bits}"),
            Number::Float => format!("float{bits}"),
        }
    }

    /// The values of whole bytes. Whole numbers above 2^53 are rounded: no pixel or label is one.
    pub(super) fn values(self, bytes: &[u8]) -> impl Iterator<Item = f64> {
        bytes
            .chunks_exact(self.bytes)
            .map(move |value| self.value(value))
    }

    fn value(self, bytes: &[u8]) -> f64 {
        let mut filled = [0; 8];
        for (to, from) in filled.iter_mut().zip(bytes) {
            *to = *from;
        }
        if self.is_big_endian
            && let Some(value) = filled.get_mut(..self.bytes)
        {
            value.reverse();
        }
        let whole = u64::from_le_bytes(filled);
        match (self.number, self.bytes) {
            (Number::Truth, _) => f64::from(u8::from(whole != 0)),
            (Number::Unsigned, _) => whole as f64,
            (Number::Signed, bytes) => {
                let unused = 64 - 8 * bytes;
                ((whole << unused).cast_signed() >> unused) as f64
            }
            (Number::Float, 2) => f16::from_bits(whole as u16).to_f64(),
            (Number::Float, 4) => f64::from(f32::from_bits(whole as u32)),
            (Number::Float, _) => f64::from_bits(whole),
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
    let shape = sizes(&text).ok_or_else(unclear)?;
    Ok(Array {
        input,
        kind,
        // Of one dimension there is but one order.
        first_fastest: order.starts_with("True") && shape.len() > 1,
        shape,
    })
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
    Kind::of(name).ok_or_else(|| {
        let plain = "save plain numbers, such as numpy.array(pictures, 'uint8')";
        let why = match name.trim_start_matches(['<', '>', '|', '=']) {
            "O" => format!("its values are Python objects; {plain}"),
            text if text.starts_with(['U', 'S']) => {
                "its values are texts; save labels as whole numbers, such as \
                                                     numpy.unique(labels, return_inverse=True)[1]"
                    .to_owned()
            }
            _ => format!("its values are {name}; {plain}"),
        };
        ImportError::whole(path, why)
    })
}
