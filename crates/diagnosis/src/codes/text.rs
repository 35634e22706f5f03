//! What can be wrong with the text of a policy. The names are those of the parser's problems.

use super::{Code, Severity};

pub(super) const CODES: &[&Code] = &[
    &NOT_JSON,
    &NOT_UTF8,
    &TOO_DEEP,
    &WRONG_TYPE,
    &DUPLICATE_KEY,
    &DUPLICATE_CONDITION_KEY,
    &UNKNOWN_ELEMENT,
    &ELEMENT_CASE,
    &MISSING_ELEMENT,
    &BOTH_OF_PAIR,
    &ELEMENT_NOT_ALLOWED,
    &ILLEGAL_EFFECT,
    &ILLEGAL_VERSION,
    &UNKNOWN_OPERATOR,
    &OPERATOR_CASE,
    &ILLEGAL_CONDITION_VALUE,
    &ILLEGAL_NULL_VALUE,
    &MALFORMED_ARN_OPERAND,
    &UNREADABLE_OPERAND,
    &ACTION_WITHOUT_COLON,
    &ACTION_PREFIX_WILDCARD,
    &PRINCIPAL_NAMES_NOBODY,
    &UNKNOWN_PRINCIPAL_TYPE,
    &ALLOW_NOT_PRINCIPAL,
    &NO_PRINCIPAL,
    &TRUST_ACTION_OUTSIDE_STS,
    &SHORT_ARN_REFUSED,
    &SHORT_ARN,
    &RESOURCE_SERVICE_WILDCARD,
    &EMPTY_LIST,
    &MALFORMED_VARIABLE,
    &DUPLICATE_SID,
    &OVERSIZED,
];

pub(super) static NOT_JSON: Code = Code {
    id: "IAM1001",
    name: "not-json",
    severity: Severity::Error,
    headline: "the text is not JSON",
    rules: &["M15"],
    means: "A policy is a JSON object. The text breaks a rule of JSON at the place that is underlined.",
    matters: "Comments, trailing commas, single quotes and unquoted words are not JSON. AWS refuses the whole \
              policy.",
    example: "{\"Version\": \"2012-10-17\", \"Statement\": [],}",
    fix: "Correct the place. Only the first error of this kind can be named: what follows cannot be read.",
};

static NOT_UTF8: Code = Code {
    id: "IAM1002",
    name: "not-utf8",
    severity: Severity::Error,
    headline: "the text is not UTF-8",
    rules: &["M1"],
    means: "The file holds bytes that are no UTF-8, the encoding of JSON.",
    matters: "Some shells and editors write UTF-16 unless told otherwise.",
    example: "… | Out-File -Encoding utf8 policy.json",
    fix: "Save the file as UTF-8.",
};

static TOO_DEEP: Code = Code {
    id: "IAM1003",
    name: "too-deep",
    severity: Severity::Error,
    headline: "objects or lists lie too deep in one another",
    rules: &["M10"],
    means: "The deepest legal policy has seven levels. This text has more than sixteen.",
    matters: "AWS has no reading for it.",
    example: "{\"Statement\": [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}",
    fix: "Write a policy as AWS documents it.",
};

static WRONG_TYPE: Code = Code {
    id: "IAM1004",
    name: "wrong-type",
    severity: Severity::Error,
    headline: "a value has the wrong JSON type",
    rules: &["M1", "M5", "M10"],
    means: "An object, a string or a list stands where the language wants something else. Lists never nest.",
    matters: "AWS refuses the whole policy.",
    example: "\"Action\": {\"s3\": \"GetObject\"}",
    fix: "Write what the message says, such as a string or a list of strings.",
};

static DUPLICATE_KEY: Code = Code {
    id: "IAM1005",
    name: "duplicate-key",
    severity: Severity::Error,
    headline: "a key stands twice in one object",
    rules: &["M9"],
    means: "JSON readers keep the first or the last of two equal keys, each in its own way.",
    matters: "What the policy means would depend on who reads it.",
    example: "\"StringEquals\": {\"aws:username\": \"a\", \"aws:username\": \"b\"}",
    fix: "Keep one. Several values go in one list; two elements such as `Resource` go in two statements.",
};

static DUPLICATE_CONDITION_KEY: Code = Code {
    id: "IAM1006",
    name: "duplicate-condition-key",
    severity: Severity::Error,
    headline: "a condition key stands twice in one operator, spelled with other letter case",
    rules: &["M9", "C4"],
    means: "Condition keys are compared without regard to letter case, so that both are the same key.",
    matters: "AWS refuses the policy; a reader of the policy sees two conditions where there is one.",
    example: "\"StringEquals\": {\"aws:Username\": \"a\", \"aws:username\": \"b\"}",
    fix: "Keep one key, with all values in its list.",
};

static UNKNOWN_ELEMENT: Code = Code {
    id: "IAM1007",
    name: "unknown-element",
    severity: Severity::Error,
    headline: "the policy language has no such element",
    rules: &["M7"],
    means: "A policy holds `Version`, `Id` and `Statement`; a statement holds `Sid`, `Effect`, `Principal`, \
            `Action`, `Resource`, `Condition` and their `Not…` forms.",
    matters: "AWS refuses the policy. A misspelled `Condition` that were ignored would open what it was to \
              limit.",
    example: "\"Conditions\": {\"Bool\": {\"aws:SecureTransport\": \"true\"}}",
    fix: "Write the element as AWS spells it.",
};

static ELEMENT_CASE: Code = Code {
    id: "IAM1008",
    name: "element-case",
    severity: Severity::Warning,
    headline: "an element is spelled with other letter case than AWS's",
    rules: &["M7", "U15"],
    means: "Element names are to be spelled exactly.",
    matters: "Whether AWS takes the element is not documented; if it does not, the policy is refused.",
    example: "\"effect\": \"Allow\"",
    fix: "Write the name with AWS's letter case.",
};

static MISSING_ELEMENT: Code = Code {
    id: "IAM1009",
    name: "missing-element",
    severity: Severity::Error,
    headline: "a required element is missing",
    rules: &["M6", "Z2", "Z30"],
    means: "A policy needs `Statement`; a statement needs `Effect` and `Action`, and, by the kind of policy, \
            `Resource` or `Principal`. A service control policy needs `Version`.",
    matters: "AWS refuses the policy.",
    example: "{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\"}",
    fix: "Add the element that is named.",
};

static BOTH_OF_PAIR: Code = Code {
    id: "IAM1010",
    name: "both-of-pair",
    severity: Severity::Error,
    headline: "a statement holds an element and its `Not…` form",
    rules: &["M6"],
    means: "`Action` and `NotAction` exclude each other; so do `Resource` and `NotResource`, `Principal` and \
            `NotPrincipal`.",
    matters: "AWS refuses the policy.",
    example: "\"Action\": \"s3:*\", \"NotAction\": \"s3:DeleteBucket\"",
    fix: "Keep one of them, or write two statements: an Allow, and a Deny for the exceptions.",
};

static ELEMENT_NOT_ALLOWED: Code = Code {
    id: "IAM1011",
    name: "element-not-allowed",
    severity: Severity::Error,
    headline: "this kind of policy may not hold that",
    rules: &["Z30", "Z1", "Z3", "P16"],
    means: "Which elements and values a policy may hold depends on what it is used as: policies of callers name \
            no principal, trust policies no resource, resource control policies only deny.",
    matters: "AWS refuses the policy.",
    example: "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}   # on a role",
    fix: "Remove the element, or say with `--kind` what the policy is used as.",
};

static ILLEGAL_EFFECT: Code = Code {
    id: "IAM1012",
    name: "illegal-effect",
    severity: Severity::Error,
    headline: "`Effect` is neither `Allow` nor `Deny`",
    rules: &["M8"],
    means: "The letter case counts.",
    matters: "AWS refuses the policy.",
    example: "\"Effect\": \"allow\"",
    fix: "Write `\"Allow\"` or `\"Deny\"`.",
};

static ILLEGAL_VERSION: Code = Code {
    id: "IAM1013",
    name: "illegal-version",
    severity: Severity::Error,
    headline: "`Version` names no version of the policy language",
    rules: &["M2"],
    means: "There are two versions: `2012-10-17` and the older `2008-10-17`. The element is not a date of \
            yours.",
    matters: "AWS refuses the policy.",
    example: "\"Version\": \"2024-05-01\"",
    fix: "Write `\"2012-10-17\"`.",
};

static UNKNOWN_OPERATOR: Code = Code {
    id: "IAM1014",
    name: "unknown-operator",
    severity: Severity::Error,
    headline: "there is no such condition operator",
    rules: &["C3"],
    means: "An operator is a comparison such as `StringLike`, perhaps with `ForAllValues:` or `ForAnyValue:` \
            before it and `IfExists` behind it. `Null` takes no `IfExists`.",
    matters: "AWS refuses the policy.",
    example: "\"StringEqual\": {\"aws:username\": \"a\"}",
    fix: "Write an operator as AWS documents it.",
};

static OPERATOR_CASE: Code = Code {
    id: "IAM1015",
    name: "operator-case",
    severity: Severity::Warning,
    headline: "a condition operator is spelled with other letter case than AWS's",
    rules: &["C3", "U15"],
    means: "AWS documents one spelling.",
    matters: "Whether another one is taken is not documented.",
    example: "\"stringequals\": {\"aws:username\": \"a\"}",
    fix: "Write the operator with AWS's letter case.",
};

static ILLEGAL_CONDITION_VALUE: Code = Code {
    id: "IAM1016",
    name: "illegal-condition-value",
    severity: Severity::Error,
    headline: "a condition value is null, an object, or a list in a list",
    rules: &["M14"],
    means: "Values are strings, numbers or booleans, or one list of them.",
    matters: "AWS refuses the policy.",
    example: "\"StringEquals\": {\"aws:username\": null}",
    fix: "Write a string. To test that a key is absent, write `\"Null\": {\"aws:username\": \"true\"}`.",
};

static ILLEGAL_NULL_VALUE: Code = Code {
    id: "IAM1017",
    name: "illegal-null-value",
    severity: Severity::Error,
    headline: "`Null` compares with something other than true and false",
    rules: &["C29"],
    means: "`Null` asks whether a key is absent: `\"true\"` means that it must be.",
    matters: "AWS refuses the policy.",
    example: "\"Null\": {\"aws:TokenIssueTime\": \"yes\"}",
    fix: "Write `\"true\"` if the key must be absent, `\"false\"` if it must be present.",
};

static MALFORMED_ARN_OPERAND: Code = Code {
    id: "IAM1018",
    name: "malformed-arn-operand",
    severity: Severity::Error,
    headline: "an operand of an Arn operator is no ARN",
    rules: &["C27"],
    means: "`ArnEquals`, `ArnLike` and their negations compare the six parts of an ARN.",
    matters: "IAM refuses to store it. In a session policy such a value never lets an Allow match.",
    example: "\"ArnLike\": {\"aws:PrincipalArn\": \"role/*\"}",
    fix: "Write all six parts, or compare text with `StringLike`.",
};

static UNREADABLE_OPERAND: Code = Code {
    id: "IAM1019",
    name: "unreadable-operand",
    severity: Severity::Error,
    headline: "a value is not of the kind that its operator compares",
    rules: &["C20", "C22", "C24"],
    means: "Numbers, dates, booleans, addresses and base64 have a form. The value does not have it.",
    matters: "The value never matches; a negated operator is then always true.",
    example: "\"NumericLessThan\": {\"s3:max-keys\": \"ten\"}",
    fix: "Write a value of that kind, or use an operator for text.",
};

static ACTION_WITHOUT_COLON: Code = Code {
    id: "IAM1020",
    name: "action-without-colon",
    severity: Severity::Error,
    headline: "an action has no colon",
    rules: &["A2"],
    means: "An action is `service:Name`; `*` alone stands for all.",
    matters: "AWS refuses the policy.",
    example: "\"Action\": \"GetObject\"",
    fix: "Write the service's prefix: `s3:GetObject`.",
};

static ACTION_PREFIX_WILDCARD: Code = Code {
    id: "IAM1021",
    name: "action-prefix-wildcard",
    severity: Severity::Error,
    headline: "an action has a wildcard in its service prefix",
    rules: &["A3", "U11"],
    means: "Wildcards may stand in the name behind the colon, not before it.",
    matters: "IAM refuses the policy, and what other policy types make of it is not documented.",
    example: "\"Action\": \"s*:Get*\"",
    fix: "Write one entry for each service, or `*` for every action.",
};

static PRINCIPAL_NAMES_NOBODY: Code = Code {
    id: "IAM1022",
    name: "principal-names-nobody",
    severity: Severity::Warning,
    headline: "an entry of `Principal` names nobody",
    rules: &["P3", "P7"],
    means: "A principal is an account, a user, a role, a session, a service or an identity provider, named in \
            full. Wildcards inside a name are not expanded, and groups are no principals.",
    matters: "AWS refuses most such entries; where one is stored, it matches nobody.",
    example: "\"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/*\"}",
    fix: "Name the account and add a condition: `\"ArnLike\": {\"aws:PrincipalArn\": \
          \"arn:aws:iam::111122223333:role/*\"}`.",
};

static UNKNOWN_PRINCIPAL_TYPE: Code = Code {
    id: "IAM1023",
    name: "unknown-principal-type",
    severity: Severity::Error,
    headline: "there is no such type of principal",
    rules: &["P2"],
    means: "The types are `AWS`, `Service`, `Federated` and `CanonicalUser`, spelled so.",
    matters: "AWS refuses the policy.",
    example: "\"Principal\": {\"Aws\": \"111122223333\"}",
    fix: "Write one of the four types.",
};

static ALLOW_NOT_PRINCIPAL: Code = Code {
    id: "IAM1024",
    name: "allow-not-principal",
    severity: Severity::Warning,
    headline: "`Allow` with `NotPrincipal` grants to everyone who is not listed",
    rules: &["P16", "Z7"],
    means: "The statement covers every caller but those it names, anonymous ones included.",
    matters: "It is never safe, and most services refuse it.",
    example: "{\"Effect\": \"Allow\", \"NotPrincipal\": {\"AWS\": \"111122223333\"}, \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}",
    fix: "List under `Principal` whom you mean.",
};

static NO_PRINCIPAL: Code = Code {
    id: "IAM1025",
    name: "no-principal",
    severity: Severity::Warning,
    headline: "a statement of a resource policy names no principal",
    rules: &["M6"],
    means: "A policy on a resource says who may. Without `Principal` the statement matches nobody.",
    matters: "Most services refuse it; only a few fill the principal in.",
    example: "{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::acme-raw/*\"}",
    fix: "Add `Principal`.",
};

static TRUST_ACTION_OUTSIDE_STS: Code = Code {
    id: "IAM1026",
    name: "trust-action-outside-sts",
    severity: Severity::Error,
    headline: "a trust policy names an action of another service than STS",
    rules: &["Z1"],
    means: "A trust policy says who may assume the role. Its actions are `sts:AssumeRole` and its kin.",
    matters: "IAM refuses the policy. What the role may do belongs into the role's permissions.",
    example: "\"Action\": \"s3:GetObject\"",
    fix: "Write `sts:AssumeRole`, `sts:AssumeRoleWithSAML`, `sts:AssumeRoleWithWebIdentity`, `sts:TagSession`, \
          `sts:SetSourceIdentity` or `sts:SetContext`.",
};

static SHORT_ARN_REFUSED: Code = Code {
    id: "IAM1027",
    name: "short-arn-refused",
    severity: Severity::Error,
    headline: "an entry of `Resource` has fewer parts than an ARN",
    rules: &["R7"],
    means: "An ARN has six parts, which colons separate; parts may be empty. Service control policies take fewer \
            only before a final `*`, resource control policies never.",
    matters: "Organizations refuses the policy.",
    example: "\"Resource\": \"arn:aws:s3\"",
    fix: "Write all six parts, or `*`.",
};

static SHORT_ARN: Code = Code {
    id: "IAM1028",
    name: "short-arn",
    severity: Severity::Warning,
    headline: "an entry of `Resource` has fewer parts than an ARN",
    rules: &["R7", "R8"],
    means: "An ARN has six parts, which colons separate; parts may be empty.",
    matters: "IAM refuses to store it, and how AWS reads it elsewhere is not documented.",
    example: "\"Resource\": \"arn:aws:s3:acme-raw\"",
    fix: "Write all six parts: `arn:aws:s3:::acme-raw`.",
};

static RESOURCE_SERVICE_WILDCARD: Code = Code {
    id: "IAM1029",
    name: "resource-service-wildcard",
    severity: Severity::Error,
    headline: "an entry of `Resource` has a wildcard in its service part",
    rules: &["R6", "Z6"],
    means: "The third part of an ARN names the service and must be written out.",
    matters: "IAM refuses the policy.",
    example: "\"Resource\": \"arn:aws:*:::acme-raw\"",
    fix: "Name the service, or write `*` for every resource.",
};

static EMPTY_LIST: Code = Code {
    id: "IAM1030",
    name: "empty-list",
    severity: Severity::Warning,
    headline: "a list is empty",
    rules: &["M11", "C40"],
    means: "An empty list covers nothing, so that the statement, or its condition, never matches; in a `Not…` \
            element or a negated operator it is not documented what it means.",
    matters: "Several services refuse it. It is often what is left of a template whose variable was empty.",
    example: "\"Resource\": []",
    fix: "Write at least one entry, or remove the statement.",
};

static MALFORMED_VARIABLE: Code = Code {
    id: "IAM1031",
    name: "malformed-variable",
    severity: Severity::Error,
    headline: "a policy variable is malformed",
    rules: &["W3"],
    means: "A variable is `${key}` or `${key, 'default'}`. This one is not closed, or names no key.",
    matters: "IAM refuses it; elsewhere it is plain text, which matches nothing that was meant.",
    example: "\"Resource\": \"arn:aws:s3:::acme-home/${aws:username\"",
    fix: "Close the brace. For a dollar sign write `${$}`.",
};

static DUPLICATE_SID: Code = Code {
    id: "IAM1032",
    name: "duplicate-sid",
    severity: Severity::Error,
    headline: "a `Sid` stands twice",
    rules: &["M12"],
    means: "IAM wants every `Sid` once in a document.",
    matters: "IAM refuses the policy.",
    example: "\"Sid\": \"Read\" … \"Sid\": \"Read\"",
    fix: "Give each statement a `Sid` of its own, or none.",
};

static OVERSIZED: Code = Code {
    id: "IAM1033",
    name: "oversized",
    severity: Severity::Warning,
    headline: "the policy is larger than AWS stores",
    rules: &["Z40"],
    means: "Every kind of policy has a quota. Blanks do not count for policies of IAM and Organizations.",
    matters: "AWS refuses the policy when it is saved. Quotas change and some can be raised: the table has a \
              date.",
    example: "LimitExceeded: Maximum policy size of 10240 bytes exceeded for role etl-runner",
    fix: "Use wildcards for groups of actions, drop what other statements cover, or split the policy into \
          several.",
};
