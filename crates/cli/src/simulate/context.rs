//! The `context` of a request and the states that values may be in.

use super::fields::{Field, Fields};
use super::problem::LineError;
use iamdiag_evaluator::{KeyState, Possible};
use iamdiag_policy::ConditionKey;
use iamdiag_policy::pattern::Glob;

/// Reads `{key: value | [values] | state}`.
pub(super) fn context(fields: &Fields<'_>) -> Result<Vec<(ConditionKey, KeyState)>, LineError> {
    let Some(object) = fields.object("context")? else {
        return Ok(Vec::new());
    };
    let mut context: Vec<(ConditionKey, KeyState)> = Vec::new();
    for field in &object.entries {
        let key = ConditionKey::new(&field.name);
        if context.iter().any(|(known, _)| *known == key) {
            let message =
                format!("the context key `{}` stands twice; condition keys ignore case", field.name);
            return Err(object.error("bad-value", field, message));
        }
        let state = state(&object, field)?;
        context.push((key, state));
    }
    Ok(context)
}

fn state(fields: &Fields<'_>, field: &Field<'_>) -> Result<KeyState, LineError> {
    match field.value.as_bytes().first() {
        Some(b'n') => Ok(KeyState::unknown()),
        Some(b'[') => {
            let elements = fields.list_of(field, "a list of values")?;
            let texts: Result<Vec<_>, _> = elements.iter().map(|element| scalar(fields, element)).collect();
            Ok(KeyState::list(texts?))
        }
        Some(b'{') => described(&Fields::within(fields.line, field.value)?, field),
        _ => Ok(KeyState::scalar(scalar(fields, field)?)),
    }
}

/// A string, or the source text of a number or boolean (M14).
fn scalar(fields: &Fields<'_>, field: &Field<'_>) -> Result<Box<str>, LineError> {
    match field.value.as_bytes().first() {
        Some(b'"') => Ok(fields.string_of(field)?.into()),
        Some(b't' | b'f' | b'-' | b'0'..=b'9') => Ok(field.value.into()),
        _ => Err(fields.wrong_type(
            field,
            "a string, number, boolean, list, null or a state such as {\"absent\": true}",
        )),
    }
}

fn described(object: &Fields<'_>, field: &Field<'_>) -> Result<KeyState, LineError> {
    const STATES: &str = "one of {\"absent\": true}, {\"present\": true}, {\"like\": \"…*\"}, {\"any_of\": […]}, {\"cidr\": \"…\"}";
    let [only] = &*object.entries else {
        return Err(object.wrong_type(field, STATES));
    };
    match &*only.name {
        "absent" if only.value == "true" => Ok(KeyState::Absent),
        "present" if only.value == "true" => Ok(KeyState::present()),
        "like" => Ok(KeyState::Present(Possible::Like(Glob::new(&object.string_of(only)?)))),
        "any_of" => {
            let elements = object.list_of(only, "a list of values")?;
            let values: Result<Box<[_]>, _> =
                elements.iter().map(|element| scalar(object, element)).collect();
            let values = values?;
            if values.is_empty() {
                return Err(object.wrong_type(only, "a list with at least one value"));
            }
            Ok(KeyState::Present(Possible::AnyOf(values)))
        }
        "cidr" => {
            let text = object.string_of(only)?;
            let net = iamdiag_policy::condition::Network::parse(&text)
                .ok_or_else(|| object.wrong_type(only, "an address or CIDR block"))?;
            Ok(KeyState::Present(Possible::Cidr(net.net())))
        }
        _ => Err(object.wrong_type(field, STATES)),
    }
}
