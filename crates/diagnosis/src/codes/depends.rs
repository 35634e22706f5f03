//! What an answer depends on.

use super::{Code, Severity};

pub(super) const CODES: &[&Code] = &[&CONTEXT, &DISPUTED, &NOT_COLLECTED, &NOT_MODELLED];

/// The caller could tell.
pub(super) static CONTEXT: Code = Code {
    id: "IAM0301",
    name: "depends-on-context",
    severity: Severity::Warning,
    headline: "whether the statement matches depends on a value that was not told",
    rules: &["T3", "T9"],
    means: "A condition, a variable or the resource turns on something about the request that the question did not say and \
            that cannot be derived. Both outcomes are possible.",
    matters: "A guess would be a wrong answer half of the time. What is not known stays not known.",
    example: "iamdiag why role/analyst dynamodb:Query … --context aws:SourceVpce=vpce-0example1",
    fix: "Tell the value: `--context KEY=VALUE`, or `--absent KEY` if the request does not carry it. The table of outcomes \
          shows which values matter.",
};

/// AWS's documentation leaves it open.
pub(super) static DISPUTED: Code = Code {
    id: "IAM0302",
    name: "disputed-rule",
    severity: Severity::Warning,
    headline: "AWS's documentation leaves open how this is read",
    rules: &["T12"],
    means: "The decision turns on a case that AWS does not document, or documents in two ways. The number (U…) is the entry \
            in the list of open readings.",
    matters: "Either reading may be AWS's, so neither is taken for granted.",
    example: "\"Resource\": \"arn:aws:sns:*:topic\"   # may the star cross a colon? (U12)",
    fix: "Write the policy so that it does not turn on the open case; `iamdiag lint` names many of them. Or try the call.",
};

/// Not collected.
pub(super) static NOT_COLLECTED: Code = Code {
    id: "IAM0401",
    name: "not-collected",
    severity: Severity::Warning,
    headline: "the decision turns on policies that were not collected",
    rules: &["T12"],
    means: "A layer that could allow or refuse is not in the data: service control policies, the policy on the resource, a \
            managed policy's text.",
    matters: "An uncollected policy can hold a Deny. Taking it for absent could make a denial look like a permission.",
    example: "iamdiag why … --data iam.json --assume-absent scp,rcp",
    fix: "Collect the layer. If it does not exist, say so: `--assume-absent LAYER`; the answer names what was assumed.",
};

/// Not modelled.
pub(super) static NOT_MODELLED: Code = Code {
    id: "IAM0402",
    name: "not-modelled",
    severity: Severity::Warning,
    headline: "the decision turns on something that this version does not understand",
    rules: &["G5", "C43"],
    means: "A statement that cannot be read, a condition key that is in no table, or a feature that is not modelled could \
            decide. It is treated as something that may do anything.",
    matters: "Skipping it could drop a Deny.",
    example: "\"Condition\": {\"StringMatches\": {\"aws:username\": \"a.*\"}}",
    fix: "Look at the statement that is named. A newer version may understand it.",
};
