//! The version of a service control policy (Z2).

use super::{Finding, Lint, Linted};
use crate::codes::{Code, Severity};
use iamdiag_policy::{PolicyKind, Version};

static SCP_VERSION: Code = Code {
    id: "IAM1602",
    name: "scp-of-old-version",
    severity: Severity::Error,
    headline: "a service control policy is not of version `2012-10-17`",
    rules: &["Z2"],
    means: "Service control policies need `\"Version\": \"2012-10-17\"`.",
    matters: "Organizations refuses the policy.",
    example: "\"Version\": \"2008-10-17\"",
    fix: "Write `\"Version\": \"2012-10-17\"`.",
};

pub(super) const LINT: Lint = Lint { codes: &[&SCP_VERSION], check };

fn check(linted: &Linted<'_>, found: &mut Vec<Finding>) {
    let document = linted.document;
    if document.kind == PolicyKind::Scp
        && document.version == Version::V2008
        && let Some(span) = document.version_span
    {
        let message = "a service control policy must be of version `2012-10-17`";
        found.push(Finding::new(&SCP_VERSION, span, message).help("write `\"2012-10-17\"`"));
    }
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::found_in;
    use iamdiag_policy::PolicyKind;

    #[test]
    fn only_service_control_policies_need_the_new_version() {
        let text =
            r#"{"Version": "2008-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#;
        let found = |kind| found_in(text, kind, &["IAM1602"]);
        assert!(found(PolicyKind::Scp)[0].ends_with(r#"| "2008-10-17""#));
        assert!(found(PolicyKind::Identity).is_empty());
    }
}
