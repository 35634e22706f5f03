//! Values of condition keys as typed, by what the catalog knows of the key.

use crate::error::CliError;
use iamdiag_catalog::{Catalog, KeyType};
use iamdiag_evaluator::KeyState;
use iamdiag_policy::ConditionKey;
use iamdiag_policy::condition::{Decimal, Timestamp};
use iamdiag_reporter::escaped;
use std::net::IpAddr;

/// The state of a key that was told with these values.
pub(super) fn state(
    key: &ConditionKey,
    values: Vec<Box<str>>,
    catalog: &Catalog,
) -> Result<KeyState, CliError> {
    let known = catalog.key(key.lower());
    if let Some(known) = &known {
        for value in &values {
            if let Some(expected) = expected(known.value_type(), value) {
                let key = escaped(key.written());
                return Err(CliError::new(format!("{key}: `{}` is not {expected}", escaped(value))));
            }
        }
    }
    match <[Box<str>; 1]>::try_from(values) {
        Ok([value]) if known.is_none_or(|known| !known.is_list()) => Ok(KeyState::Scalar(value)),
        Ok(values) => Ok(KeyState::list(values)),
        Err(values) if known.is_none_or(|known| known.is_list()) => Ok(KeyState::list(values)),
        Err(values) => {
            let key = escaped(key.written());
            Err(CliError::new(format!("{key} holds one value, but {} were given", values.len())))
        }
    }
}

/// What the value should be, if it is not.
fn expected(kind: KeyType, value: &str) -> Option<&'static str> {
    let (is_one, expected) = match kind {
        KeyType::Bool => (matches!(value, "true" | "false"), "`true` or `false`"),
        KeyType::Numeric => (Decimal::parse(value).is_some(), "a number"),
        KeyType::Date => (Timestamp::parse(value).is_some(), "a time such as 2026-11-22T08:00:00Z"),
        KeyType::IpAddress => (value.parse::<IpAddr>().is_ok(), "an IP address"),
        KeyType::String | KeyType::Arn | KeyType::Binary => (true, ""),
    };
    (!is_one).then_some(expected)
}

/// Values of a list key may stand in one argument, with commas between them.
pub(super) fn split<'a>(key: &ConditionKey, value: &'a str, catalog: &Catalog) -> Vec<&'a str> {
    if catalog.key(key.lower()).is_some_and(|key| key.is_list()) {
        value.split(',').collect()
    } else {
        vec![value]
    }
}
