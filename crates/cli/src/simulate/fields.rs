//! One JSON object's fields, in order, each with the text it was written as.

use super::problem::{Line, LineError};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The fields of one object with the pointer that leads to it.
#[derive(Clone, Debug)]
pub(super) struct Fields<'a> {
    pub(super) line: Line<'a>,
    pub(super) pointer: String,
    /// The object's own text.
    pub(super) text: &'a str,
    pub(super) entries: Vec<Field<'a>>,
}

/// One field.
#[derive(Clone, Debug)]
pub(super) struct Field<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) value: &'a str,
    pub(super) pointer: String,
}

struct Entries<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Ordered;
        impl<'de> Visitor<'de> for Ordered {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Vec::new();
                while let Some((name, value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
                    entries.push((name.0, value));
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(Ordered).map(Entries)
    }
}

/// A field name that borrows where it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Cow<'de, str>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        deserializer.deserialize_str(Text).map(Name)
    }
}

impl<'a> Fields<'a> {
    /// Reads an object; a field that stands twice is an error, as it would silently win or lose.
    pub(super) fn read(line: Line<'a>, pointer: &str, text: &'a str) -> Result<Self, LineError> {
        let entries: Entries<'a> = serde_json::from_str(text).map_err(|error| {
            let (code, what) = match error.classify() {
                serde_json::error::Category::Data => ("wrong-type", "expected an object".to_owned()),
                _ => ("json", format!("not JSON: {}", without_position(&error))),
            };
            let start = (text.as_ptr() as usize).saturating_sub(line.text.as_ptr() as usize);
            let offset = if code == "json" { byte_offset(text, &error) } else { 0 };
            line.error_at(code, pointer, start + offset, what)
        })?;
        let mut fields = Vec::with_capacity(entries.0.len());
        for (name, value) in entries.0 {
            let field = Field { pointer: format!("{pointer}/{}", escape(&name)), name, value: value.get() };
            if fields.iter().any(|known: &Field<'_>| known.name == field.name) {
                let message = format!("the field `{}` stands twice; keep one", field.name);
                return Err(line.error("bad-value", &field.pointer, field.value, message));
            }
            fields.push(field);
        }
        Ok(Self { line, pointer: pointer.to_owned(), text, entries: fields })
    }

    /// The field, unless it is missing or null.
    pub(super) fn get(&self, name: &str) -> Option<&Field<'a>> {
        self.find(name).filter(|field| field.value != "null")
    }

    /// The field, also where it is null.
    pub(super) fn find(&self, name: &str) -> Option<&Field<'a>> {
        self.entries.iter().find(|field| field.name == name)
    }

    pub(super) fn error(&self, code: &'static str, field: &Field<'_>, message: String) -> LineError {
        self.line.error(code, &field.pointer, field.value, message)
    }

    /// The names that are not known, as paths; one that looks like a known name is an error, since leaving out `scps` for a
    /// misspelt `scp` would be a confident wrong answer.
    pub(super) fn ignored(&self, known: &[&str]) -> Result<Vec<String>, LineError> {
        let mut ignored = Vec::new();
        for field in &self.entries {
            if known.contains(&&*field.name) {
                continue;
            }
            if let Some(meant) = known.iter().find(|name| is_near(&field.name, name)) {
                let message = format!("unknown field `{}`; did you mean `{meant}`?", field.name);
                return Err(self.error("unknown-field", field, message));
            }
            ignored.push(field.pointer.trim_start_matches('/').replace('/', "."));
        }
        Ok(ignored)
    }

    pub(super) fn string(&self, name: &str) -> Result<Option<Cow<'a, str>>, LineError> {
        self.get(name).map(|field| self.string_of(field)).transpose()
    }

    pub(super) fn string_of(&self, field: &Field<'a>) -> Result<Cow<'a, str>, LineError> {
        serde_json::from_str::<Name<'a>>(field.value)
            .map(|text| text.0)
            .map_err(|_| self.wrong_type(field, "a string"))
    }

    pub(super) fn bool(&self, name: &str) -> Result<Option<bool>, LineError> {
        self.get(name).map(|field| self.bool_of(field)).transpose()
    }

    pub(super) fn bool_of(&self, field: &Field<'a>) -> Result<bool, LineError> {
        match field.value {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.wrong_type(field, "true or false")),
        }
    }

    pub(super) fn strings(&self, name: &str) -> Result<Vec<String>, LineError> {
        self.get(name).map_or(Ok(Vec::new()), |field| {
            serde_json::from_str(field.value).map_err(|_| self.wrong_type(field, "a list of strings"))
        })
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<Fields<'a>>, LineError> {
        self.get(name).map(|field| Fields::read(self.line, &field.pointer, field.value)).transpose()
    }

    /// The elements of a list as fields named by their index.
    pub(super) fn list_of(&self, field: &Field<'a>, what: &str) -> Result<Vec<Field<'a>>, LineError> {
        let elements: Vec<&'a RawValue> =
            serde_json::from_str(field.value).map_err(|_| self.wrong_type(field, what))?;
        let element = |(index, value): (usize, &'a RawValue)| Field {
            name: Cow::Owned(index.to_string()),
            value: value.get(),
            pointer: format!("{}/{index}", field.pointer),
        };
        Ok(elements.into_iter().enumerate().map(element).collect())
    }

    pub(super) fn wrong_type(&self, field: &Field<'_>, expected: &str) -> LineError {
        let message = format!("`{}` must be {expected}", field.name);
        self.error("wrong-type", field, message)
    }
}

/// RFC 6901.
pub(super) fn escape(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}

fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or(&text).to_owned(),
        None => text,
    }
}

fn byte_offset(text: &str, error: &serde_json::Error) -> usize {
    let before = error.line().saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(before).map(str::len).sum();
    let mut offset = (start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Within two edits, case aside, and with something in common.
fn is_near(name: &str, known: &str) -> bool {
    let distance = strsim::levenshtein(&name.to_lowercase(), known);
    distance <= 2 && distance < known.chars().count()
}
