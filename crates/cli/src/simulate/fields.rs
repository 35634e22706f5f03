//! One JSON object's fields, in order, each with the text it was written as.

use super::problem::{Line, LineError};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The fields of one object.
#[derive(Clone, Debug)]
pub(super) struct Fields<'a> {
    pub(super) line: Line<'a>,
    /// The object's own text, a slice of the line.
    pub(super) text: &'a str,
    pub(super) entries: Vec<Field<'a>>,
}

/// One field.
#[derive(Clone, Debug)]
pub(super) struct Field<'a> {
    pub(super) name: Cow<'a, str>,
    /// The value's text, a slice of the line.
    pub(super) value: &'a str,
}

impl<'a> Fields<'a> {
    /// Reads the object of a line.
    pub(super) fn read(line: Line<'a>) -> Result<Self, LineError> {
        let text = line.cut.text.trim_start();
        let start = line.cut.offset(text);
        serde_json::from_str::<&RawValue>(text).map_err(|error| {
            let what = format!("not JSON: {}", without_position(&error));
            line.error_at("json", start + byte_offset(text, &error), what)
        })?;
        Self::within(line, text.trim_end())
    }

    /// Reads an object within a line that was read; a field that stands twice is an error, as it would silently win or lose.
    pub(super) fn within(line: Line<'a>, text: &'a str) -> Result<Self, LineError> {
        if !text.starts_with('{') {
            return Err(line.error("wrong-type", text, "expected an object".to_owned()));
        }
        let mut entries: Vec<Field<'a>> = Vec::new();
        for (name, value) in line.cut.members(text) {
            let field = Field { name: string(name).ok_or_else(|| not_text(line, name))?, value };
            if entries.iter().any(|known| known.name == field.name) {
                let message = format!("the field `{}` stands twice; keep one", field.name);
                return Err(line.error("bad-value", field.value, message));
            }
            entries.push(field);
        }
        Ok(Self { line, text, entries })
    }

    /// Whether the field stands in this object, and was not laid under it.
    pub(super) fn holds(&self, field: &Field<'_>) -> bool {
        self.text.as_bytes().as_ptr_range().contains(&field.value.as_ptr())
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
        self.line.error(code, field.value, message)
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
            ignored.push(self.line.pointer(field.value).trim_start_matches('/').replace('/', "."));
        }
        Ok(ignored)
    }

    pub(super) fn string(&self, name: &str) -> Result<Option<Cow<'a, str>>, LineError> {
        self.get(name).map(|field| self.string_of(field)).transpose()
    }

    pub(super) fn string_of(&self, field: &Field<'a>) -> Result<Cow<'a, str>, LineError> {
        if !field.value.starts_with('"') {
            return Err(self.wrong_type(field, "a string"));
        }
        string(field.value).ok_or_else(|| not_text(self.line, field.value))
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
        self.get(name).map(|field| Fields::within(self.line, field.value)).transpose()
    }

    /// The elements of a list as fields named by their index.
    pub(super) fn list_of(&self, field: &Field<'a>, what: &str) -> Result<Vec<Field<'a>>, LineError> {
        if !field.value.starts_with('[') {
            return Err(self.wrong_type(field, what));
        }
        let element = |(index, value): (usize, &'a str)| Field { name: Cow::Owned(index.to_string()), value };
        Ok(self.line.cut.elements(field.value).enumerate().map(element).collect())
    }

    pub(super) fn wrong_type(&self, field: &Field<'_>, expected: &str) -> LineError {
        let message = format!("`{}` must be {expected}", field.name);
        self.error("wrong-type", field, message)
    }
}

/// A string's text, borrowed where it has no escapes; `None` where its escapes are not text, such as half a surrogate pair.
fn string(written: &str) -> Option<Cow<'_, str>> {
    let inner = written.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        return serde_json::from_str(written).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(inner))
}

fn not_text(line: Line<'_>, written: &str) -> LineError {
    let problem = serde_json::from_str::<String>(written).err();
    let problem = problem.map_or_else(String::new, |error| without_position(&error));
    line.error("json", written, format!("not JSON: {problem}"))
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
