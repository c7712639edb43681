//! What the document says a body looks like, and everything in which a body differs from it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::{
    Problem,
    problem::{Fault, Kind, kind},
};

/// What a value looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Anything: it is looked at elsewhere.
    Any,
    /// An object with these fields.
    Object(Fields),
    /// An object whose names and values are looked at elsewhere.
    Map,
    /// One of several objects, told apart by a field.
    Union(String, BTreeMap<String, Fields>),
    /// A list with bounds.
    List(Box<Shape>, usize, usize),
    /// A text with bounds.
    Text(usize, usize),
    /// One of these codes.
    Code(Vec<String>),
    /// A date.
    Day,
    /// A whole number with bounds.
    Number(i64, i64),
    /// True or false.
    Flag,
}

/// The fields of an object, and which of them must be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    shapes: BTreeMap<String, Shape>,
    required: Vec<String>,
    nullable: BTreeSet<String>,
}

impl Shape {
    /// Reads a schema of the document.
    pub(crate) fn of(schema: &Value, schemas: &Map<String, Value>) -> Self {
        let schema = resolved(schema, schemas);
        if let Some(arms) = schema.get("oneOf").and_then(Value::as_array) {
            return Self::of_arms(arms, schemas);
        }
        let size = |name: &str, default| {
            schema
                .get(name)
                .and_then(Value::as_u64)
                .map_or(default, |size| usize::try_from(size).unwrap_or(default))
        };
        match kind_of(schema) {
            Some("object") if schema.get("properties").is_some() => Self::Object(Fields::of(schema, schemas)),
            // One that has no fields yet.
            Some("object") if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                Self::Object(Fields::default())
            }
            Some("object") => Self::Map,
            Some("array") => {
                let items = schema.get("items").map_or(Self::Any, |items| Self::of(items, schemas));
                Self::List(Box::new(items), size("minItems", 0), size("maxItems", usize::MAX))
            }
            Some("string") => match (codes(schema), schema.get("format").and_then(Value::as_str)) {
                (Some(codes), _) => Self::Code(codes),
                (None, Some("date")) => Self::Day,
                (None, _) => Self::Text(size("minLength", 0), size("maxLength", usize::MAX)),
            },
            Some("integer") => {
                let bound = |name: &str| schema.get(name).and_then(Value::as_i64);
                let small = schema.get("format").and_then(Value::as_str) == Some("int32");
                let widest = if small { i64::from(i32::MAX) } else { i64::MAX };
                Self::Number(bound("minimum").unwrap_or(-widest), bound("maximum").unwrap_or(widest))
            }
            Some("boolean") => Self::Flag,
            _ => Self::Any,
        }
    }

    /// An object with these fields, all of which must be there, whatever their values.
    pub(crate) fn with_fields(names: &[&str]) -> Self {
        let required: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let shapes = required.iter().map(|name| (name.clone(), Self::Any)).collect();
        Self::Object(Fields { shapes, required, nullable: BTreeSet::new() })
    }

    /// A union; or what is left of it without null, which fields look after.
    fn of_arms(arms: &[Value], schemas: &Map<String, Value>) -> Self {
        let arms: Vec<&Value> = arms.iter().filter(|arm| kind_of(arm) != Some("null")).collect();
        if let [one] = arms.as_slice() {
            return Self::of(one, schemas);
        }
        let mut tag = None;
        let mut fields = BTreeMap::new();
        for arm in arms {
            let arm = resolved(arm, schemas);
            let Some((name, value)) = tag_of(arm) else { return Self::Any };
            tag = Some(name);
            fields.insert(value, Fields::of(arm, schemas));
        }
        tag.map_or(Self::Any, |tag| Self::Union(tag, fields))
    }

    /// Whether an object without any field has it.
    pub(crate) fn may_be_empty(&self) -> bool {
        match self {
            Self::Any | Self::Map => true,
            Self::Object(fields) => fields.required.is_empty(),
            _ => false,
        }
    }

    /// Everything in which a body differs. The worst names the problem.
    pub(crate) fn hold(&self, body: &Value) -> Result<(), Problem> {
        let mut differences = Differences::default();
        self.compare(body, "", &mut differences);
        let Some(kind) = differences.worst else { return Ok(()) };
        Err(Problem::new(kind).with(differences.faults))
    }

    fn compare(&self, value: &Value, at: &str, found: &mut Differences) {
        match (self, value) {
            (Self::Any, _) | (Self::Map, Value::Object(_)) | (Self::Flag, Value::Bool(_)) => {}
            (Self::Object(fields), Value::Object(given)) => fields.compare(given, at, found),
            (Self::Union(tag, arms), Value::Object(given)) => {
                match given.get(tag).map(|value| value.as_str().and_then(|value| arms.get(value))) {
                    Some(Some(fields)) => fields.compare(given, at, found),
                    Some(None) => found.wrong(below(at, tag), format!("takes {}", one_of(arms.keys()))),
                    None => found.missing(at, tag),
                }
            }
            (Self::List(items, least, most), Value::Array(given)) => {
                if given.len() < *least {
                    found.wrong(at.to_owned(), format!("takes at least {least}"));
                } else if given.len() > *most {
                    found.wrong(at.to_owned(), format!("takes at most {most}"));
                } else {
                    for (place, item) in given.iter().enumerate() {
                        items.compare(item, &below(at, &place.to_string()), found);
                    }
                }
            }
            (Self::Text(least, most), Value::String(given)) => {
                if *least > 0 && given.trim().is_empty() {
                    found.wrong(at.to_owned(), "must not be empty".to_owned());
                } else if given.chars().nth(*most).is_some() {
                    found.wrong(at.to_owned(), format!("takes at most {most} characters"));
                }
            }
            (Self::Code(codes), Value::String(given)) if codes.contains(given) => {}
            (Self::Day, Value::String(given)) if is_day(given) => {}
            (Self::Number(least, most), Value::Number(given))
                if given.as_i64().is_some_and(|given| (*least..=*most).contains(&given)) => {}
            _ => found.wrong(at.to_owned(), format!("takes {}", self.words())),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Any => "anything".to_owned(),
            Self::Object(_) | Self::Map => "an object".to_owned(),
            Self::Union(tag, arms) => format!("an object whose `{tag}` is {}", one_of(arms.keys())),
            Self::List(..) => "a list".to_owned(),
            Self::Text(..) => "a text".to_owned(),
            Self::Code(codes) => one_of(codes.iter()),
            Self::Day => "a date such as 2026-03-20".to_owned(),
            Self::Number(least, most) => format!("a whole number from {least} to {most}"),
            Self::Flag => "`true` or `false`".to_owned(),
        }
    }
}

impl Fields {
    fn of(schema: &Value, schemas: &Map<String, Value>) -> Self {
        let properties = || schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let nullable = properties().filter(|(_, schema)| takes_null(schema));
        Self {
            shapes: properties().map(|(name, schema)| (name.clone(), Shape::of(schema, schemas))).collect(),
            nullable: nullable.map(|(name, _)| name.clone()).collect(),
            required: required.filter_map(|name| name.as_str().map(str::to_owned)).collect(),
        }
    }

    fn compare(&self, given: &Map<String, Value>, at: &str, found: &mut Differences) {
        for (name, value) in given {
            match self.shapes.get(name) {
                None => found.unknown(at, name),
                Some(_) if value.is_null() && self.nullable.contains(name) => {}
                Some(shape) => shape.compare(value, &below(at, name), found),
            }
        }
        for name in self.required.iter().filter(|name| !given.contains_key(*name)) {
            found.missing(at, name);
        }
    }
}

/// What was found, up to a bound, and the worst kind of it.
#[derive(Default)]
struct Differences {
    faults: Vec<Fault>,
    worst: Option<&'static Kind>,
}

impl Differences {
    const MOST: usize = 50;

    fn unknown(&mut self, at: &str, name: &str) {
        self.add(Fault::at(below(at, name), "unknown_field", format!("`{name}` is not known here")));
        self.worst = Some(kind::UNKNOWN_FIELD);
    }

    fn missing(&mut self, at: &str, name: &str) {
        self.add(Fault::at(below(at, name), "missing_field", format!("`{name}` is needed")));
        if self.worst != Some(kind::UNKNOWN_FIELD) {
            self.worst = Some(kind::MISSING_FIELD);
        }
    }

    fn wrong(&mut self, at: String, detail: String) {
        self.add(Fault::at(at, "invalid", detail));
        self.worst.get_or_insert(kind::VALIDATION_FAILED);
    }

    fn add(&mut self, fault: Fault) {
        if self.faults.len() < Self::MOST {
            self.faults.push(fault);
        }
    }
}

/// The pointer to a field of what another points at.
pub(crate) fn below(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn resolved<'a>(schema: &'a Value, schemas: &'a Map<String, Value>) -> &'a Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.rsplit('/').next());
    name.and_then(|name| schemas.get(name)).unwrap_or(schema)
}

/// The type, without null.
fn kind_of(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::Array(types) => types.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        one => one.as_str(),
    }
}

fn takes_null(schema: &Value) -> bool {
    let null = |kind: &Value| kind == "null";
    let arms = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    schema.get("type").and_then(Value::as_array).is_some_and(|kinds| kinds.iter().any(null))
        || arms.filter_map(|arm| arm.get("type")).any(null)
}

fn codes(schema: &Value) -> Option<Vec<String>> {
    let codes = schema.get("enum")?.as_array()?;
    Some(codes.iter().filter_map(|code| code.as_str().map(str::to_owned)).collect())
}

/// The field that has one value only, and that value.
fn tag_of(arm: &Value) -> Option<(String, String)> {
    let properties = arm.get("properties")?.as_object()?;
    properties.iter().find_map(|(name, schema)| match codes(schema)?.as_slice() {
        [one] => Some((name.clone(), one.clone())),
        _ => None,
    })
}

/// The codes that something takes, in words.
pub(crate) fn one_of(codes: impl Iterator<Item = impl fmt::Display>) -> String {
    let codes: Vec<String> = codes.map(|code| format!("`{code}`")).collect();
    format!("one of {}", codes.join(", "))
}

/// A date as RFC 3339 writes it, and no other way.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

#[cfg(test)]
mod tests;
