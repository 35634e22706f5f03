//! Why a request is denied: a statement that denies it, or a layer that would have to allow it and does not.

use super::{Code, Severity};

pub(super) const CODES: &[&Code] = &[
    &EXPLICIT_DENY,
    &IDENTITY,
    &BOUNDARY,
    &SESSION,
    &SCP,
    &RCP,
    &VPCE,
    &NEITHER,
    &RESOURCE,
    &CROSS_ACCOUNT,
    &TRUST,
    &KEY,
    &SERVICE_RULE,
    &STRUCTURE,
    &PUBLIC_ACCESS,
];

/// A Deny that matches.
pub(super) static EXPLICIT_DENY: Code = Code {
    id: "IAM0101",
    name: "explicit-deny",
    severity: Severity::Error,
    headline: "a statement denies the request",
    rules: &["E2"],
    means: "A statement with `\"Effect\": \"Deny\"` covers the caller, the action and the resource, and its conditions hold. \
            AWS refuses the request, whatever any other policy allows.",
    matters: "No Allow anywhere can make up for a Deny: not in the same policy, not in another layer, not for an \
              administrator. Only the statement itself, or a request that it does not cover, changes the outcome.",
    example: "{\n  \"Effect\": \"Deny\",\n  \"Action\": \"s3:DeleteObject\",\n  \"Resource\": \"arn:aws:s3:::acme-logs/*\"\n}",
    fix: "Look at the conditions of the statement first: many Denies have an exit, such as a role, a network or MFA. Call in \
          that way. If the Deny is wrong, change that statement; its place is named by policy, index and line. A Deny of a \
          service control policy is changed in the organization's management account.",
};

/// No identity policy allows.
pub(super) static IDENTITY: Code = Code {
    id: "IAM0111",
    name: "no-identity-policy-allows",
    severity: Severity::Error,
    headline: "no policy of the caller allows the request",
    rules: &["E1", "E9", "E20"],
    means: "None of the caller's policies (inline, managed, or of a group) has an Allow that matches, and no policy on the \
            resource makes up for it. What nothing allows is denied.",
    matters: "This is the most common denial. Often an Allow is there and misses by one part: the object where the bucket is \
              meant, an action of another name, a condition. Such near misses are shown with the answer.",
    example: "iamdiag why role/etl-runner s3:GetObject arn:aws:s3:::acme-raw/a.parquet --data iam.json",
    fix: "Correct the near miss, or add an Allow for this action and resource to a policy of the caller. In the same account \
          a policy on the resource that names the caller serves as well.",
};

/// The boundary does not allow.
pub(super) static BOUNDARY: Code = Code {
    id: "IAM0112",
    name: "boundary-does-not-allow",
    severity: Severity::Error,
    headline: "the permissions boundary does not allow the request",
    rules: &["E10", "E12"],
    means: "The caller has a permissions boundary, and no statement of it allows the request. A boundary grants nothing; it \
            limits what the caller's other policies grant.",
    matters: "Adding an Allow to the caller's own policies does not help while the boundary does not allow the same.",
    example: "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\"s3:*\", \"logs:*\"],\n  \"Resource\": \"*\"\n}",
    fix: "Add the action to the boundary, if whoever set it agrees, or use a principal without it. A policy on a resource of \
          the same account that names the role's session or the user is not limited by the boundary.",
};

/// No session policy allows.
pub(super) static SESSION: Code = Code {
    id: "IAM0113",
    name: "session-policy-does-not-allow",
    severity: Severity::Error,
    headline: "no session policy allows the request",
    rules: &["E6", "E10"],
    means: "The session was made with policies of its own, and none of them allows the request. A federated user's session \
            without any such policy may do nothing by itself.",
    matters: "Session policies limit the role's or the user's permissions; they never add to them. They are not seen in IAM: \
              they were passed by whoever made the session.",
    example: "aws sts assume-role --role-arn … --role-session-name ci --policy file://session.json",
    fix: "Make the session with a policy that allows the action, or without one.",
};

/// A node without an SCP that allows.
pub(super) static SCP: Code = Code {
    id: "IAM0114",
    name: "scp-does-not-allow",
    severity: Severity::Error,
    headline: "no service control policy allows the request at some place of the organization",
    rules: &["O2"],
    means: "At the root, at an organizational unit above the account, or at the account itself, none of the service control \
            policies attached there allows the request. Every such place must allow it.",
    matters: "Service control policies grant nothing, but what they do not allow, no account below can do. A list of allowed \
              services at one organizational unit closes all others for every account in it.",
    example: "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\"s3:*\", \"ec2:*\"],\n  \"Resource\": \"*\"\n}",
    fix: "Attach `FullAWSAccess` at that place and deny what is to be denied, or add the action to the policy that allows \
          there. Both are done in the organization's management account.",
};

/// RCPs do not allow.
pub(super) static RCP: Code = Code {
    id: "IAM0115",
    name: "rcp-does-not-allow",
    severity: Severity::Error,
    headline: "the resource control policies do not allow the request",
    rules: &["Q1", "Q2"],
    means: "The resource control policies over the account that owns the resource do not let the request pass.",
    matters: "They are the organization's rule for its resources and hold for callers of every account, outsiders included.",
    example: "{\n  \"Effect\": \"Deny\",\n  \"Principal\": \"*\",\n  \"Action\": \"s3:*\",\n  \"Resource\": \"*\",\n  \"Condition\": {\n    \
              \"StringNotEqualsIfExists\": {\"aws:PrincipalOrgID\": \"o-exampleorgid\"}\n  }\n}",
    fix: "Check that `RCPFullAWSAccess` is attached at every place above the account, and look at the conditions of the \
          policies that deny.",
};

/// The endpoint's policy does not allow.
pub(super) static VPCE: Code = Code {
    id: "IAM0116",
    name: "vpc-endpoint-policy-does-not-allow",
    severity: Severity::Error,
    headline: "the policy of the VPC endpoint does not allow the request",
    rules: &["V3"],
    means: "The request comes through a VPC endpoint whose policy has no Allow that matches.",
    matters: "The same call from another network may succeed. The endpoint's policy grants nothing; it limits what passes.",
    example: "iamdiag why role/app s3:PutObject arn:aws:s3:::acme-raw/a --vpce vpce-0123456789abcdef0 --data iam.json",
    fix: "Add the action and the resource to the endpoint's policy, or call by another way. The statement needs a \
          `Principal`; for a gateway endpoint that is `\"*\"`.",
};

/// In the caller's account, where a resource policy could allow and does not.
pub(super) static NEITHER: Code = Code {
    id: "IAM0120",
    name: "no-policy-on-the-resource-allows",
    severity: Severity::Error,
    headline: "no policy on the resource makes up for what the caller's policies do not allow",
    rules: &["E10", "E12"],
    means: "In the same account a policy on the resource that names the caller can allow by itself. None does.",
    matters: "It stands beside the missing Allow of the caller: one of the two is enough.",
    example: "{\n  \"Effect\": \"Allow\",\n  \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/etl-runner\"},\n  \"Action\": \\
              \"s3:GetObject\",\n  \"Resource\": \"arn:aws:s3:::acme-raw/*\"\n}",
    fix: "Add an Allow to a policy of the caller, or to the policy on the resource.",
};

/// A resource policy must allow and does not.
pub(super) static RESOURCE: Code = Code {
    id: "IAM0121",
    name: "resource-policy-does-not-allow",
    severity: Severity::Error,
    headline: "the policy on the resource must allow the request and does not",
    rules: &["E13", "E14", "X10"],
    means: "For this caller or this resource only a policy on the resource can allow, and none does. That holds for services, \
            for unsigned calls, and for resources that decide for themselves.",
    matters: "Permissions of the caller cannot make up for it.",
    example: "{\n  \"Effect\": \"Allow\",\n  \"Principal\": {\"Service\": \"sns.amazonaws.com\"},\n  \"Action\": \"sqs:SendMessage\",\n  \
              \"Resource\": \"arn:aws:sqs:eu-west-1:111122223333:orders\"\n}",
    fix: "Add a statement to the policy on the resource that names the caller.",
};

/// The other account's side is missing.
pub(super) static CROSS_ACCOUNT: Code = Code {
    id: "IAM0122",
    name: "other-account-does-not-allow",
    severity: Severity::Error,
    headline: "the resource is in another account, whose policy on it does not allow the request",
    rules: &["E16", "E20"],
    means: "Caller and resource are in different accounts. Both sides must allow: a policy of the caller, and the policy on \
            the resource. The second is missing.",
    matters: "Whatever the caller's own account grants, the other account has the last word over its resources.",
    example: "{\n  \"Effect\": \"Allow\",\n  \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/etl-runner\"},\n  \"Action\": \
              \"s3:GetObject\",\n  \"Resource\": \"arn:aws:s3:::acme-raw/*\"\n}",
    fix: "Ask the owner to add a statement that names the caller or its account, or assume a role in the other account.",
};

/// The trust policy does not allow.
pub(super) static TRUST: Code = Code {
    id: "IAM0123",
    name: "trust-policy-does-not-allow",
    severity: Severity::Error,
    headline: "the role's trust policy does not let the caller assume it",
    rules: &["X10", "X11", "X12"],
    means: "A role can be assumed only by whom its trust policy names. No statement of it allows this caller and this action.",
    matters: "A permission to `sts:AssumeRole` on the caller's side is not enough. Passing session tags or a source identity \
              needs an action of its own in the trust policy.",
    example: "{\n  \"Effect\": \"Allow\",\n  \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/ci\"},\n  \"Action\": \
              [\"sts:AssumeRole\", \"sts:TagSession\"]\n}",
    fix: "Add the caller to the trust policy with the action that is missing, and check its conditions \
          (`sts:ExternalId`, MFA, the claims of the identity provider).",
};

/// The key policy does not allow.
pub(super) static KEY: Code = Code {
    id: "IAM0124",
    name: "key-policy-does-not-allow",
    severity: Severity::Error,
    headline: "the KMS key's policy does not allow the request",
    rules: &["X20", "X21", "X22"],
    means: "The policy of a KMS key decides over the key. Policies of the caller count only if the key's policy lets the \
            account decide.",
    matters: "Not even the root user of the account may use a key whose policy does not say so. Reading an encrypted object \
              fails for the same reason.",
    example: "{\n  \"Effect\": \"Allow\",\n  \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:root\"},\n  \"Action\": \"kms:*\",\n  \
              \"Resource\": \"*\"\n}",
    fix: "Name the caller in the key's policy, or add the statement above, after which policies of the caller count.",
};

/// A rule of the service refuses.
pub(super) static SERVICE_RULE: Code = Code {
    id: "IAM0131",
    name: "service-rule-refuses",
    severity: Severity::Error,
    headline: "a rule of the service refuses the request, whatever policies say",
    rules: &["X2", "X5"],
    means: "Beside policies some services have rules of their own. One of them refuses this request.",
    matters: "No policy can change it.",
    example: "aws sts get-session-token   # with credentials of a role: refused",
    fix: "Call with other credentials, or in another way. The number of the rule stands in the answer.",
};

/// Nothing can make it possible.
pub(super) static STRUCTURE: Code = Code {
    id: "IAM0132",
    name: "not-possible",
    severity: Severity::Error,
    headline: "AWS does not offer this, whatever policies say",
    rules: &["E23"],
    means: "The request asks for something that does not exist: a resource of another partition, or an action across accounts \
            that works only inside one.",
    matters: "No policy can make it possible.",
    example: "arn:aws-us-gov:iam::111122223333:role/r asking for arn:aws:s3:::acme-raw",
    fix: "Use a principal of the resource's partition or account.",
};

/// Block Public Access.
pub(super) static PUBLIC_ACCESS: Code = Code {
    id: "IAM0133",
    name: "public-access-blocked",
    severity: Severity::Error,
    headline: "S3 Block Public Access refuses the request",
    rules: &["X35"],
    means: "The bucket's policy is public, and Block Public Access restricts public buckets to the owner's account and to AWS \
            services.",
    matters: "The policy's Allow is there and has no effect for callers of other accounts.",
    example: "aws s3api get-public-access-block --bucket acme-raw",
    fix: "Name the accounts that may instead of `\"*\"`, or add a condition that makes the policy not public.",
};
