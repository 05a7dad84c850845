//! From YAML values to the types of the schema, with a [`Misread`] of what does not fit.
//!
//! A kind (`train: {...}`) is a map with one key; a number where a text belongs is the text that was
//! written; tags are passed over.

use serde::de::value::StringDeserializer;
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer,
    MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_yaml::{Mapping, Number, Sequence, Value};

use super::misread::{Misread, Step, Why};

/// Reads a value as `T`.
///
/// # Errors
/// With the first thing that does not fit.
pub(super) fn read<T: DeserializeOwned>(value: Value) -> Result<T, Misread> {
    T::deserialize(Reader(value))
}

/// Reads one value.
struct Reader(Value);

impl Reader {
    /// The value without its tag.
    fn bare(self) -> Value {
        match self.0 {
            Value::Tagged(tagged) => Self(tagged.value).bare(),
            value => value,
        }
    }

    fn list<'de, V: Visitor<'de>>(list: Sequence, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_seq(List {
            entries: list.into_iter(),
            next: 0,
        })
    }

    fn map<'de, V: Visitor<'de>>(map: Mapping, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_map(Map {
            entries: map.into_iter(),
            value: None,
        })
    }

    fn number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Misread> {
        match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(number), _, _) => visitor.visit_u64(number),
            (_, Some(number), _) => visitor.visit_i64(number),
            (_, _, Some(number)) => visitor.visit_f64(number),
            _ => Err(Misread::new(Why::Said(format!(
                "{number} is too large a number"
            )))),
        }
    }

    /// A whole number in a range, which is told where it is short enough to be of use.
    fn whole<'de, V: Visitor<'de>>(
        self,
        range: std::ops::RangeInclusive<i128>,
        visitor: V,
    ) -> Result<V::Value, Misread> {
        let value = self.bare();
        let number = match &value {
            Value::Number(number) => number,
            _ => return Err(Misread::wrong(&value, wanted(&range))),
        };
        let is_within = number
            .as_u64()
            .map(i128::from)
            .or(number.as_i64().map(i128::from))
            .is_some_and(|number| range.contains(&number));
        match is_within {
            true => Self::number(number, visitor),
            false => Err(Misread::wrong(&value, wanted(&range))),
        }
    }
}

/// Whole numbers of this range, in words.
fn wanted(range: &std::ops::RangeInclusive<i128>) -> String {
    match (*range.start(), *range.end()) {
        (0, end) if end <= i128::from(u16::MAX) => format!("a whole number from 0 to {end}"),
        (0, _) => "a whole number from 0".to_owned(),
        _ => "a whole number".to_owned(),
    }
}

macro_rules! whole_numbers {
    ($($method:ident: $number:ident),+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
            self.whole($number::MIN.into()..=$number::MAX.into(), visitor)
        }
    )+};
}

impl<'de> Deserializer<'de> for Reader {
    type Error = Misread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self.bare() {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(truth),
            Value::Number(number) => Self::number(&number, visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Sequence(list) => Self::list(list, visitor),
            Value::Mapping(map) => Self::map(map, visitor),
            // Tags are taken off.
            Value::Tagged(tagged) => Self(tagged.value).deserialize_any(visitor),
        }
    }

    whole_numbers! {
        deserialize_u8: u8, deserialize_u16: u16, deserialize_u32: u32, deserialize_u64: u64,
        deserialize_i8: i8, deserialize_i16: i16, deserialize_i32: i32, deserialize_i64: i64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self.bare() {
            Value::Bool(truth) => visitor.visit_bool(truth),
            other => Err(Misread::wrong(&other, "true or false")),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self.bare() {
            Value::Number(number) => Self::number(&number, visitor),
            other => Err(Misread::wrong(&other, "a number")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self.bare() {
            Value::String(text) => visitor.visit_string(text),
            Value::Number(number) => visitor.visit_string(number.to_string()),
            Value::Bool(truth) => visitor.visit_string(truth.to_string()),
            other => Err(Misread::wrong(&other, "a text")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            value => visitor.visit_some(Self(value)),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self.bare() {
            Value::Null => visitor.visit_unit(),
            other => Err(Misread::wrong(&other, "nothing")),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misread> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self.bare() {
            Value::Sequence(list) => Self::list(list, visitor),
            Value::Null => Self::list(Sequence::new(), visitor),
            other => Err(Misread::wrong(&other, "a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        wanted: usize,
        visitor: V,
    ) -> Result<V::Value, Misread> {
        match self.bare() {
            Value::Sequence(list) if list.len() == wanted => Self::list(list, visitor),
            Value::Sequence(list) => Err(Misread::new(Why::Length {
                found: list.len(),
                wanted,
            })),
            other => Err(Misread::wrong(&other, format!("a list of {wanted}"))),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self.bare() {
            Value::Mapping(map) => Self::map(map, visitor),
            Value::Null => Self::map(Mapping::new(), visitor),
            other => Err(Misread::wrong(&other, "a map of keys and values")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        match self.bare() {
            Value::String(name) => visitor.visit_enum(Kind {
                name,
                value: None,
                known,
            }),
            Value::Bool(truth) => visitor.visit_enum(Kind {
                name: truth.to_string(),
                value: None,
                known,
            }),
            Value::Mapping(map) if map.len() == 1 => {
                let entry = map.into_iter().next();
                let (key, value) = entry.ok_or(Misread::new(Why::NotOneKey))?;
                visitor.visit_enum(Kind {
                    name: String::deserialize(Self(key))?,
                    value: Some(value),
                    known,
                })
            }
            _ => Err(Misread::new(Why::NotOneKey)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { char bytes byte_buf unit_struct tuple_struct }
}

/// The entries of a list that are still to be read.
struct List {
    entries: std::vec::IntoIter<Value>,
    next: usize,
}

impl<'de> SeqAccess<'de> for List {
    type Error = Misread;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misread> {
        let Some(entry) = self.entries.next() else {
            return Ok(None);
        };
        let step = Step::Index(self.next);
        self.next += 1;
        let read = seed.deserialize(Reader(entry));
        read.map(Some).map_err(|error| error.below(step))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// The entries of a map that are still to be read.
struct Map {
    entries: <Mapping as IntoIterator>::IntoIter,
    value: Option<(Step, Value)>,
}

impl<'de> MapAccess<'de> for Map {
    type Error = Misread;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misread> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        let name = match &key {
            Value::String(name) => name.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            _ => String::new(),
        };
        self.value = Some((Step::Key(name), value));
        seed.deserialize(Reader(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misread> {
        // Serde asks for a key first.
        let (step, value) = self.value.take().unwrap_or((Step::Index(0), Value::Null));
        let read = seed.deserialize(Reader(value));
        read.map_err(|error| error.below(step))
    }
}

/// A kind by its name, and what stands behind it.
struct Kind {
    name: String,
    value: Option<Value>,
    known: &'static [&'static str],
}

impl<'de> EnumAccess<'de> for Kind {
    type Error = Misread;
    type Variant = Behind;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Behind), Misread> {
        let Self { name, value, known } = self;
        let reader: StringDeserializer<Misread> = name.clone().into_deserializer();
        match (seed.deserialize(reader), value) {
            (Ok(kind), value) => Ok((kind, Behind { name, value })),
            (Err(_), Some(_)) => {
                let step = Step::Key(name.clone());
                Err(Misread::new(Why::UnknownKind { kind: name, known }).below(step))
            }
            (Err(error), None) => Err(error),
        }
    }
}

/// What stands behind a kind.
struct Behind {
    name: String,
    value: Option<Value>,
}

impl Behind {
    fn read<T>(self, read: impl FnOnce(Reader) -> Result<T, Misread>) -> Result<T, Misread> {
        let Self { name, value } = self;
        match value {
            Some(value) => read(Reader(value)).map_err(|error| error.below(Step::Key(name))),
            None => Err(Misread::new(Why::Bare(name))),
        }
    }
}

impl<'de> VariantAccess<'de> for Behind {
    type Error = Misread;

    fn unit_variant(self) -> Result<(), Misread> {
        match self.value {
            None => Ok(()),
            Some(_) => self.read(<()>::deserialize),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misread> {
        self.read(|reader| seed.deserialize(reader))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        wanted: usize,
        visitor: V,
    ) -> Result<V::Value, Misread> {
        self.read(|reader| reader.deserialize_tuple(wanted, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        self.read(|reader| reader.deserialize_map(visitor))
    }
}
