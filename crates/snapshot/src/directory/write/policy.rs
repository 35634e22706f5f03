//! The text of a policy as a JSON value that is read as the same text again.

use crate::policy_text::StoredPolicy;
use iamdiag_policy::plain_text;
use serde_json::value::{RawValue, to_raw_value};

/// The value for a policy.
pub(super) fn value(policy: &StoredPolicy) -> Option<Box<RawValue>> {
    let text = plain_text(policy.text.as_str());
    if text.starts_with('{')
        && let Ok(object) = RawValue::from_string(text.clone().into_owned())
        && object.get() == text.trim_ascii_end()
    {
        return Some(object);
    }
    // A string that ends so would be taken for the name of a file. It is no policy, and with a blank behind it still is none.
    let is_name = text.to_ascii_lowercase().ends_with(".json");
    let text = if is_name { format!("{text} ") } else { text.into_owned() };
    to_raw_value(&text).ok()
}
