//! `--context-file`: an object of condition keys, as the `context` of a `simulate` line.

use crate::error::CliError;
use iamdiag_evaluator::{KeyState, Possible};
use iamdiag_policy::ConditionKey;
use iamdiag_policy::pattern::Glob;
use iamdiag_reporter::escaped;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::fmt;
use std::path::Path;

/// Reads the keys: a value, a list, `null` for unknown, or a state such as `{"absent": true}`.
pub(super) fn read(path: &Path) -> Result<Vec<(ConditionKey, KeyState)>, CliError> {
    let name = path.display().to_string();
    let name = escaped(&name);
    let bytes = std::fs::read(path).map_err(|cause| CliError::new(format!("cannot read {name}: {cause}")))?;
    let Entries(entries) = serde_json::from_slice(&bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let shown = column.max(1);
        let text = error.to_string();
        let text = text.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&text);
        CliError::new(format!("{name}:{line}:{shown}: {}", escaped(text)))
            .help("expected an object of condition keys, such as {\"aws:SourceIp\": \"203.0.113.7\"}")
    })?;
    let mut told: Vec<(ConditionKey, KeyState)> = Vec::new();
    for (key, value) in &entries {
        let shown = escaped(key);
        let key = ConditionKey::new(key);
        if told.iter().any(|(known, _)| *known == key) {
            return Err(CliError::new(format!("{name}: {shown} stands twice; condition keys ignore case")));
        }
        let state = state(value).ok_or_else(|| {
            CliError::new(format!("{name}: {shown} has a value that no condition key has"))
                .help("expected a string, number, boolean, a list of them, null for unknown, or a state such as {\"absent\": true}")
        })?;
        told.push((key, state));
    }
    Ok(told)
}

/// The entries of an object as they stand, each one that stands twice among them.
struct Entries(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Entries, M::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(All)
    }
}

fn state(value: &Value) -> Option<KeyState> {
    Some(match value {
        Value::Null => KeyState::unknown(),
        Value::Array(values) => KeyState::list(texts(values)?.into_vec()),
        Value::Object(object) => described(object)?,
        one => KeyState::Scalar(text(one)?),
    })
}

fn text(value: &Value) -> Option<Box<str>> {
    match value {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(value) => Some(value.to_string().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn texts(values: &[Value]) -> Option<Box<[Box<str>]>> {
    values.iter().map(text).collect()
}

fn described(object: &Map<String, Value>) -> Option<KeyState> {
    let mut entries = object.iter();
    let (name, value) = entries.next()?;
    if entries.next().is_some() {
        return None;
    }
    Some(match (name.as_str(), value) {
        ("absent", Value::Bool(true)) => KeyState::Absent,
        ("present", Value::Bool(true)) => KeyState::present(),
        ("like", Value::String(pattern)) => KeyState::Present(Possible::Like(Glob::new(pattern))),
        ("any_of", Value::Array(values)) => KeyState::Present(Possible::AnyOf(texts(values)?)),
        ("cidr", Value::String(network)) => KeyState::Present(Possible::Cidr(network.parse().ok()?)),
        _ => return None,
    })
}
