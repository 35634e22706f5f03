//! Why a request is allowed.

use super::{Code, Severity};

pub(super) const CODES: &[&Code] = &[&ALLOWED, &ALLOWED_BY_RULE, &ALLOWED_BY_GRANT];

/// A statement allows.
pub(super) static ALLOWED: Code = Code {
    id: "IAM0501",
    name: "allowed",
    severity: Severity::Note,
    headline: "a statement allows the request, and nothing stands in the way",
    rules: &["E9", "E10", "E16"],
    means: "The statement matches caller, action and resource, its conditions hold, every layer that must allow does, and no \
            Deny matches.",
    matters: "It is the statement to look at when the permission is to be taken away; others may allow as well (`-v`).",
    example: "{\n  \"Effect\": \"Allow\",\n  \"Action\": \"s3:GetObject\",\n  \"Resource\": \"arn:aws:s3:::acme-raw/*\"\n}",
    fix: "Nothing, if it is meant to be so.",
};

/// A rule allows.
pub(super) static ALLOWED_BY_RULE: Code = Code {
    id: "IAM0502",
    name: "allowed-by-rule",
    severity: Severity::Note,
    headline: "a rule of AWS allows the request without any policy",
    rules: &["E15", "X1", "X3"],
    means: "Some calls need no permission, and a root user may do what no other layer stops.",
    matters: "There is no statement that could be changed to refuse it.",
    example: "aws sts get-caller-identity",
    fix: "To limit a root user, use a service control policy.",
};

/// A grant allows.
pub(super) static ALLOWED_BY_GRANT: Code = Code {
    id: "IAM0503",
    name: "allowed-by-grant",
    severity: Severity::Note,
    headline: "a KMS grant allows the request",
    rules: &["X28"],
    means: "A grant on the key names the caller and the operation.",
    matters: "Grants stand beside policies and are not seen in them.",
    example: "aws kms list-grants --key-id …",
    fix: "Revoke or retire the grant to take the permission away.",
};
