//! JSON in which no name comes twice in an object.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

use super::body::pointer;
use crate::{
    Problem,
    problem::{Fault, kind},
};

/// Reads a body.
pub(super) fn parse(body: &[u8]) -> Result<Value, Problem> {
    let malformed = |error: &serde_json::Error| Problem::new(kind::MALFORMED_BODY).because(error.to_string());
    let mut reader = serde_json::Deserializer::from_slice(body);
    let once: Once = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (problem, at) = (malformed(error.inner()), pointer(error.path()));
        // Everything that is JSON is taken, but for a name that comes twice.
        if error.inner().is_data() {
            problem.with([Fault::at(at, "repeated_name", "this name comes twice in the object")])
        } else {
            problem
        }
    })?;
    reader.end().map_err(|error| malformed(&error))?;
    Ok(once.0)
}

/// A value whose objects have each name once. Two readers of the same text could see different things otherwise.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

/// The value under a name, unless the name was there before: refused here, so that the path to it is known.
struct Under<'a> {
    name: &'a str,
    again: bool,
}

impl<'de> DeserializeSeed<'de> for Under<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.again {
            return Err(D::Error::custom(format_args!("the name `{}` comes twice", self.name)));
        }
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Once(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let again = object.contains_key(&name);
            let value = fields.next_value_seed(Under { name: &name, again })?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
