//! Writes anything that can be serialised as a [`Document`].

use std::sync::{Arc, OnceLock};

use serde::ser::{self, Serialize};

use super::document::{Document, KIND_BITS, MOST, kind};
use super::texts::Texts;
use super::words::Words;

/// A number, of any kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Natural(u64),
    Whole(i64),
    Real(f64),
}

/// What cannot be part of a document.
#[derive(Debug)]
pub(crate) struct Error(String);

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl ser::Error for Error {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// The document of a value.
pub(super) fn document(known: &Arc<Texts>, value: &impl Serialize) -> Result<Document, Error> {
    let mut writer = Writer {
        words: Words::default(),
        numbers: Vec::new(),
        known: Arc::clone(known),
        texts: Texts::default(),
        fields: [None; FIELDS],
    };
    value.serialize(&mut writer)?;
    let Writer { words, numbers, known, mut texts, .. } = writer;
    texts.close();
    let mut shown = Vec::new();
    shown.resize_with(texts.len(), OnceLock::new);
    Ok(Document { words, numbers, known, texts, shown })
}

/// A document that is being written.
struct Writer {
    words: Words,
    numbers: Vec<Number>,
    known: Arc<Texts>,
    texts: Texts,
    /// Names of fields that came, by where they lie in the program: a step is written like the one
    /// before it.
    fields: [Option<(&'static str, u32)>; FIELDS],
}

/// How many names of fields are remembered.
const FIELDS: usize = 512;

/// A list or an object that is being written.
struct Within<'a> {
    writer: &'a mut Writer,
    /// The position of its own word.
    start: usize,
    kind: u32,
}

impl Writer {
    fn word(&mut self, kind: u32, rest: usize) -> Result<(), Error> {
        let rest = u32::try_from(rest).ok().filter(|rest| *rest <= MOST);
        let rest = rest.ok_or_else(|| Error("the document is too large".to_owned()))?;
        self.words.push(rest << KIND_BITS | kind);
        Ok(())
    }

    fn number(&mut self, number: Number) -> Result<(), Error> {
        if let Number::Natural(small) = number
            && let Ok(small) = usize::try_from(small)
            && small <= usize::try_from(MOST).unwrap_or(0)
        {
            return self.word(kind::SMALL, small);
        }
        self.numbers.push(number);
        self.word(kind::NUMBER, self.numbers.len() - 1)
    }

    fn text(&mut self, text: &str) -> usize {
        match self.known.find(text) {
            Some(known) => known.index(),
            None => self.texts.enter(text).index().saturating_add(self.known.len()),
        }
    }

    /// The name of a member, which stands without a kind.
    fn name(&mut self, name: &str) -> Result<(), Error> {
        let name = self.text(name);
        let name = u32::try_from(name).map_err(ser::Error::custom)?;
        self.words.push(name);
        Ok(())
    }

    /// The name of a field, one of a few hundred.
    fn field(&mut self, name: &'static str) -> Result<(), Error> {
        let slot = name.as_ptr().addr() % FIELDS;
        if let Some(Some((known, number))) = self.fields.get(slot)
            && std::ptr::eq(*known, name)
        {
            self.words.push(*number);
            return Ok(());
        }
        self.name(name)?;
        let number = self.words.len().checked_sub(1).and_then(|last| self.words.get(last));
        if let (Some(entry), Some(number)) = (self.fields.get_mut(slot), number) {
            *entry = Some((name, number));
        }
        Ok(())
    }

    fn within(&mut self, kind: u32) -> Within<'_> {
        let start = self.words.len();
        self.words.push(kind);
        Within { writer: self, start, kind }
    }
}

impl Within<'_> {
    fn end(self) -> Result<(), Error> {
        let within = self.writer.words.len() - self.start - 1;
        self.writer.word(self.kind, within)?;
        let word = self.writer.words.pop();
        if let (Some(own), Some(word)) = (self.writer.words.get_mut(self.start), word) {
            *own = word;
        }
        Ok(())
    }
}

impl<'a> ser::Serializer for &'a mut Writer {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Within<'a>;
    type SerializeTuple = Within<'a>;
    type SerializeTupleStruct = Within<'a>;
    type SerializeTupleVariant = ser::Impossible<(), Error>;
    type SerializeMap = Within<'a>;
    type SerializeStruct = Within<'a>;
    type SerializeStructVariant = ser::Impossible<(), Error>;

    fn serialize_bool(self, v: bool) -> Result<(), Error> {
        self.word(kind::FLAG, v.into())
    }
    fn serialize_i8(self, v: i8) -> Result<(), Error> {
        self.serialize_i64(v.into())
    }
    fn serialize_i16(self, v: i16) -> Result<(), Error> {
        self.serialize_i64(v.into())
    }
    fn serialize_i32(self, v: i32) -> Result<(), Error> {
        self.serialize_i64(v.into())
    }
    fn serialize_i64(self, v: i64) -> Result<(), Error> {
        self.number(u64::try_from(v).map_or(Number::Whole(v), Number::Natural))
    }
    fn serialize_u8(self, v: u8) -> Result<(), Error> {
        self.serialize_u64(v.into())
    }
    fn serialize_u16(self, v: u16) -> Result<(), Error> {
        self.serialize_u64(v.into())
    }
    fn serialize_u32(self, v: u32) -> Result<(), Error> {
        self.serialize_u64(v.into())
    }
    fn serialize_u64(self, v: u64) -> Result<(), Error> {
        self.number(Number::Natural(v))
    }
    fn serialize_f32(self, v: f32) -> Result<(), Error> {
        self.serialize_f64(v.into())
    }
    fn serialize_f64(self, v: f64) -> Result<(), Error> {
        if !v.is_finite() {
            return self.serialize_unit();
        }
        self.number(Number::Real(v))
    }
    fn serialize_char(self, v: char) -> Result<(), Error> {
        self.serialize_str(v.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, v: &str) -> Result<(), Error> {
        let text = self.text(v);
        self.word(kind::TEXT, text)
    }
    fn serialize_bytes(self, v: &[u8]) -> Result<(), Error> {
        ser::Serialize::serialize(v, self)
    }
    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Error> {
        self.word(kind::NULL, 0)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let object = self.within(kind::OBJECT);
        object.writer.name(variant)?;
        value.serialize(&mut *object.writer)?;
        object.end()
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Within<'a>, Error> {
        Ok(self.within(kind::LIST))
    }
    fn serialize_tuple(self, _: usize) -> Result<Within<'a>, Error> {
        Ok(self.within(kind::LIST))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Within<'a>, Error> {
        Ok(self.within(kind::LIST))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(ser::Error::custom("facts have no variants of several values"))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Within<'a>, Error> {
        Ok(self.within(kind::OBJECT))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Within<'a>, Error> {
        Ok(self.within(kind::OBJECT))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(ser::Error::custom("facts have no variants of several values"))
    }
}

impl ser::SerializeSeq for Within<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(&mut *self.writer)
    }
    fn end(self) -> Result<(), Error> {
        self.end()
    }
}

impl ser::SerializeTuple for Within<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(&mut *self.writer)
    }
    fn end(self) -> Result<(), Error> {
        self.end()
    }
}

impl ser::SerializeTupleStruct for Within<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(&mut *self.writer)
    }
    fn end(self) -> Result<(), Error> {
        self.end()
    }
}

impl ser::SerializeMap for Within<'_> {
    type Ok = ();
    type Error = Error;
    /// A name is written as a value, and taken back: what JSON writes as a name is one here.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let from = self.writer.words.len();
        key.serialize(&mut *self.writer)?;
        let word = self.writer.words.get(from).unwrap_or(kind::NULL);
        while self.writer.words.len() > from {
            self.writer.words.pop();
        }
        let rest = word >> KIND_BITS;
        match word & !(u32::MAX << KIND_BITS) {
            kind::TEXT => {
                self.writer.words.push(rest);
                Ok(())
            }
            kind::FLAG => self.writer.name(if rest == 0 { "false" } else { "true" }),
            kind::SMALL => self.writer.name(&rest.to_string()),
            kind::NUMBER => {
                let name = match self.writer.numbers.pop() {
                    Some(Number::Natural(number)) => number.to_string(),
                    Some(Number::Whole(number)) => number.to_string(),
                    Some(Number::Real(number)) => number.to_string(),
                    None => String::new(),
                };
                self.writer.name(&name)
            }
            _ => Err(ser::Error::custom("a member of the facts has a name that is no text")),
        }
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(&mut *self.writer)
    }
    fn end(self) -> Result<(), Error> {
        self.end()
    }
}

impl ser::SerializeStruct for Within<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.writer.field(key)?;
        value.serialize(&mut *self.writer)
    }
    fn end(self) -> Result<(), Error> {
        self.end()
    }
}
