//! Goes through anything that can be serialised, without making JSON of it.
//!
//! A [`Sink`] is offered every value, and takes what it wants: of a list or an object that it has no
//! use for nothing is looked at.

use serde::ser::{self, Serialize};

/// Takes one value.
pub(crate) trait Sink: Sized {
    /// What becomes of it.
    type Out;
    /// Takes the items of a list.
    type List: Items<Out = Self::Out>;
    /// Takes the members of an object.
    type Object: Members<Out = Self::Out>;

    fn null(self) -> Self::Out;
    fn flag(self, value: bool) -> Self::Out;
    fn number(self, value: Number) -> Self::Out;
    fn text(self, value: &str) -> Self::Out;
    fn list(self) -> Self::List;
    fn object(self) -> Self::Object;
}

/// Takes the items of a list.
pub(crate) trait Items {
    type Out;
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error>;
    fn end(self) -> Self::Out;
}

/// Takes the members of an object.
pub(crate) trait Members {
    type Out;
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error>;
    fn end(self) -> Self::Out;
}

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

/// Gives a value to a sink.
pub(crate) struct Into<S>(pub(crate) S);

/// An object with the name of the member that comes next, or around a variant of an enum.
pub(crate) struct Object<M> {
    members: M,
    name: String,
}

impl<S: Sink> ser::Serializer for Into<S> {
    type Ok = S::Out;
    type Error = Error;
    type SerializeSeq = List<S::List>;
    type SerializeTuple = List<S::List>;
    type SerializeTupleStruct = List<S::List>;
    type SerializeTupleVariant = ser::Impossible<S::Out, Error>;
    type SerializeMap = Object<S::Object>;
    type SerializeStruct = Object<S::Object>;
    type SerializeStructVariant = ser::Impossible<S::Out, Error>;

    fn serialize_bool(self, v: bool) -> Result<S::Out, Error> {
        Ok(self.0.flag(v))
    }
    fn serialize_i8(self, v: i8) -> Result<S::Out, Error> {
        self.serialize_i64(v.into())
    }
    fn serialize_i16(self, v: i16) -> Result<S::Out, Error> {
        self.serialize_i64(v.into())
    }
    fn serialize_i32(self, v: i32) -> Result<S::Out, Error> {
        self.serialize_i64(v.into())
    }
    fn serialize_i64(self, v: i64) -> Result<S::Out, Error> {
        Ok(self.0.number(Number::Whole(v)))
    }
    fn serialize_u8(self, v: u8) -> Result<S::Out, Error> {
        self.serialize_u64(v.into())
    }
    fn serialize_u16(self, v: u16) -> Result<S::Out, Error> {
        self.serialize_u64(v.into())
    }
    fn serialize_u32(self, v: u32) -> Result<S::Out, Error> {
        self.serialize_u64(v.into())
    }
    fn serialize_u64(self, v: u64) -> Result<S::Out, Error> {
        Ok(self.0.number(Number::Natural(v)))
    }
    fn serialize_f32(self, v: f32) -> Result<S::Out, Error> {
        self.serialize_f64(v.into())
    }
    fn serialize_f64(self, v: f64) -> Result<S::Out, Error> {
        if !v.is_finite() {
            return Ok(self.0.null());
        }
        Ok(self.0.number(Number::Real(v)))
    }
    fn serialize_char(self, v: char) -> Result<S::Out, Error> {
        Ok(self.0.text(v.encode_utf8(&mut [0; 4])))
    }
    fn serialize_str(self, v: &str) -> Result<S::Out, Error> {
        Ok(self.0.text(v))
    }
    fn serialize_bytes(self, v: &[u8]) -> Result<S::Out, Error> {
        ser::Serialize::serialize(v, self)
    }
    fn serialize_none(self) -> Result<S::Out, Error> {
        Ok(self.0.null())
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Out, Error> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<S::Out, Error> {
        Ok(self.0.null())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<S::Out, Error> {
        Ok(self.0.null())
    }
    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<S::Out, Error> {
        Ok(self.0.text(variant))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<S::Out, Error> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Out, Error> {
        let mut object = self.0.object();
        object.member(variant, value)?;
        Ok(object.end())
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<List<S::List>, Error> {
        Ok(List(self.0.list()))
    }
    fn serialize_tuple(self, _: usize) -> Result<List<S::List>, Error> {
        Ok(List(self.0.list()))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<S::List>, Error> {
        Ok(List(self.0.list()))
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
    fn serialize_map(self, _: Option<usize>) -> Result<Object<S::Object>, Error> {
        Ok(Object { members: self.0.object(), name: String::new() })
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object<S::Object>, Error> {
        self.serialize_map(None)
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

/// A list, tuples included.
pub(crate) struct List<I>(I);

impl<I: Items> ser::SerializeSeq for List<I> {
    type Ok = I::Out;
    type Error = Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.item(value)
    }
    fn end(self) -> Result<I::Out, Error> {
        Ok(self.0.end())
    }
}

impl<I: Items> ser::SerializeTuple for List<I> {
    type Ok = I::Out;
    type Error = Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.item(value)
    }
    fn end(self) -> Result<I::Out, Error> {
        Ok(self.0.end())
    }
}

impl<I: Items> ser::SerializeTupleStruct for List<I> {
    type Ok = I::Out;
    type Error = Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.item(value)
    }
    fn end(self) -> Result<I::Out, Error> {
        Ok(self.0.end())
    }
}

impl<M: Members> ser::SerializeMap for Object<M> {
    type Ok = M::Out;
    type Error = Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.name.clear();
        key.serialize(Into(Name(&mut self.name)))
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.members.member(&self.name, value)
    }
    fn end(self) -> Result<M::Out, Error> {
        Ok(self.members.end())
    }
}

impl<M: Members> ser::SerializeStruct for Object<M> {
    type Ok = M::Out;
    type Error = Error;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.members.member(key, value)
    }
    fn end(self) -> Result<M::Out, Error> {
        Ok(self.members.end())
    }
}

/// Takes the name of a member: a text, or what JSON writes as one.
struct Name<'a>(&'a mut String);

impl Sink for Name<'_> {
    type Out = ();
    type List = Nothing;
    type Object = Nothing;

    fn null(self) {}
    fn flag(self, value: bool) {
        self.0.push_str(if value { "true" } else { "false" });
    }
    fn number(self, value: Number) {
        self.0.push_str(&match value {
            Number::Natural(value) => value.to_string(),
            Number::Whole(value) => value.to_string(),
            Number::Real(value) => value.to_string(),
        });
    }
    fn text(self, value: &str) {
        self.0.push_str(value);
    }
    fn list(self) -> Nothing {
        Nothing
    }
    fn object(self) -> Nothing {
        Nothing
    }
}

/// No name of a member is a list or an object.
struct Nothing;

impl Items for Nothing {
    type Out = ();
    fn item<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Error> {
        Err(ser::Error::custom("a member of the facts has a name that is a list"))
    }
    fn end(self) {}
}

impl Members for Nothing {
    type Out = ();
    fn member<T: Serialize + ?Sized>(&mut self, _: &str, _: &T) -> Result<(), Error> {
        Err(ser::Error::custom("a member of the facts has a name that is an object"))
    }
    fn end(self) {}
}
