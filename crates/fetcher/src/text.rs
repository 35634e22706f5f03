//! The text of a policy as AWS's answers carry it.

use iamdiag_snapshot::{PolicyText, StoredPolicy};
use percent_encoding::percent_decode_str;
use std::sync::Arc;

/// A policy under a name. IAM hands policies out percent-encoded and others do not: only what begins with an encoded brace is
/// decoded, and what then is no UTF-8 stays as it came.
pub(crate) fn stored(name: &str, text: &str) -> StoredPolicy {
    let is_encoded = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("%7B"));
    let decoded = is_encoded.then(|| percent_decode_str(text).decode_utf8().ok()).flatten();
    StoredPolicy::without_place(name, Arc::new(PolicyText::own(decoded.as_deref().unwrap_or(text))))
}

/// The name at the end of an ARN.
pub(crate) fn name_of(arn: &str) -> &str {
    arn.rsplit(['/', ':']).next().unwrap_or(arn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encoded_documents_are_decoded() {
        let text = |raw| stored("p", raw).text.as_str().to_owned();
        assert_eq!(text("%7B%22a%22%3A%22b%2Bc+d%22%7D"), r#"{"a":"b+c+d"}"#);
        assert_eq!(text(r#"{"a":"%7B"}"#), r#"{"a":"%7B"}"#);
        assert_eq!(text("%7B%FF"), "%7B%FF");
        assert_eq!(text("é"), "é");
    }

    #[test]
    fn names_stand_at_the_end() {
        assert_eq!(name_of("arn:aws:iam::aws:policy/job-function/Billing"), "Billing");
        assert_eq!(name_of("arn:aws:sns:eu-west-1:111122223333:topic"), "topic");
    }
}
