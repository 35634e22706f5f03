//! Statements that would allow but for one part.

use super::{Code, Severity};

pub(super) const CODES: &[&Code] = &[&CONDITION, &RESOURCE, &ACTION, &PRINCIPAL];

/// The condition fails.
pub(super) static CONDITION: Code = Code {
    id: "IAM0201",
    name: "condition-does-not-hold",
    severity: Severity::Note,
    headline: "an Allow covers the request, but its condition does not hold",
    rules: &["C1", "C41"],
    means: "Principal, action and resource of the statement match. Its condition is false for this request.",
    matters: "The permission is there; the way of calling is not the one it was given for.",
    example: "\"Condition\": {\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}}",
    fix: "Call as the condition asks (with MFA, from the network, with the tag), or tell the key's value if the question left \
          it out: `--context KEY=VALUE`.",
};

/// The resource fails.
pub(super) static RESOURCE: Code = Code {
    id: "IAM0202",
    name: "resource-does-not-match",
    severity: Severity::Note,
    headline: "an Allow covers the action, but not this resource",
    rules: &["R1", "R4", "X41"],
    means: "Everything else in the statement matches; no entry of its `Resource` covers the resource of the request.",
    matters: "The usual reasons: a bucket where its objects are meant, or the other way round; another region or account in \
              the ARN; letter case, which counts.",
    example: "\"Action\": \"s3:GetObject\",\n\"Resource\": \"arn:aws:s3:::acme-raw\"",
    fix: "Write the ARN of what is asked for. For objects: `arn:aws:s3:::acme-raw/*`.",
};

/// The action fails.
pub(super) static ACTION: Code = Code {
    id: "IAM0203",
    name: "action-does-not-match",
    severity: Severity::Note,
    headline: "an Allow covers the resource, but not this action",
    rules: &["A1", "A7"],
    means: "The statement is about the same service and resource, and its `Action` does not cover the action of the request.",
    matters: "The name of an API operation is not always the name of the action: `ListObjectsV2` needs `s3:ListBucket`.",
    example: "\"Action\": \"s3:Put*\",\n\"Resource\": \"arn:aws:s3:::acme-raw/*\"",
    fix: "Add the action to the statement.",
};

/// The principal fails.
pub(super) static PRINCIPAL: Code = Code {
    id: "IAM0204",
    name: "principal-does-not-match",
    severity: Severity::Note,
    headline: "an Allow covers the request, but not this caller",
    rules: &["P4", "P5"],
    means: "A statement of the policy on the resource allows the action on it, for somebody else.",
    matters: "A role is named with its path; a session by the role's name. A user or role that was deleted and made again is \
              not the one that the policy names.",
    example: "\"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/other\"}",
    fix: "Name the caller, its role, or its account in `Principal`.",
};
