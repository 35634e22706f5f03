//! What this reading needs to know about services: a small table for the services of the generator.

/// X10, X14: the actions decided by a role's trust policy (lower case).
pub fn is_trust_action(action: &str) -> bool {
    matches!(
        action,
        "sts:assumerole"
            | "sts:assumerolewithsaml"
            | "sts:assumerolewithwebidentity"
            | "sts:tagsession"
            | "sts:setsourceidentity"
            | "sts:setcontext"
    )
}

/// E19, X25, X50, X52: does a resource of this service have a resource policy?
pub fn has_resource_policy(service: &str, resource: &str) -> bool {
    match service {
        "s3" | "sqs" | "sns" | "secretsmanager" | "dynamodb" | "lambda" | "logs" => resource != "*",
        "kms" => is_key(resource),
        _ => false,
    }
}

/// X20: a KMS key, not an alias.
pub fn is_key(resource: &str) -> bool {
    resource.starts_with("arn:") && resource.splitn(6, ':').nth(5).is_some_and(|r| r.starts_with("key/"))
}

/// Appendix A (QA1), of the services known here.
pub fn rcp_prefix(service: &str) -> bool {
    matches!(service, "s3" | "sts" | "kms" | "sqs" | "secretsmanager" | "dynamodb" | "logs")
}

/// R10: the actions without resource types that the generator asks for (lower case).
pub fn resourceless(action: &str) -> bool {
    matches!(
        action,
        "s3:listallmybuckets"
            | "iam:listusers"
            | "iam:listroles"
            | "sqs:listqueues"
            | "sns:listtopics"
            | "dynamodb:listtables"
            | "ec2:describeinstances"
            | "ec2:describevpcs"
            | "kms:listkeys"
            | "kms:listaliases"
            | "kms:generaterandom"
            | "secretsmanager:listsecrets"
            | "lambda:listfunctions"
            | "sts:getcalleridentity"
            | "sts:getsessiontoken"
    )
}

/// What R11 has about an action without resource types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Synthetic {
    /// Settled: authorised on this ARN.
    Settled(String),
    /// Known from denial messages only.
    MessageOnly(String),
    /// Seen with `*`: R10 without its caution.
    Star,
    /// No entry: R10.
    None,
}

/// R11: the override table; `R` and `A` stand for region and account.
pub fn synthetic(action: &str, partition: &str, region: &str, account: &str) -> Synthetic {
    let arn = |text: &str| {
        text.replace("arn:aws:", &format!("arn:{partition}:")).replace("{R}", region).replace("{A}", account)
    };
    match action {
        "iam:listusers" => Synthetic::Settled(arn("arn:aws:iam::{A}:user/")),
        "iam:listroles" => Synthetic::Settled(arn("arn:aws:iam::{A}:role/")),
        "s3:listallmybuckets" => Synthetic::Settled(arn("arn:aws:s3:::*")),
        "dynamodb:listtables" => Synthetic::Settled(arn("arn:aws:dynamodb:{R}:{A}:table/*")),
        "sqs:listqueues" => Synthetic::MessageOnly(arn("arn:aws:sqs:{R}:{A}:")),
        "sns:listtopics" => Synthetic::MessageOnly(arn("arn:aws:sns:{R}:{A}:*")),
        "kms:listkeys" | "secretsmanager:listsecrets" => Synthetic::Star,
        a if a.starts_with("ec2:describe") => Synthetic::Star,
        _ => Synthetic::None,
    }
}

/// C5: the keys that are lists by declaration (lower case).
pub fn list_key(key: &str) -> bool {
    matches!(
        key,
        "aws:tagkeys"
            | "aws:calledvia"
            | "aws:principalorgpaths"
            | "aws:resourceorgpaths"
            | "aws:sourceorgpaths"
            | "aws:vpceorgpaths"
            | "aws:principalservicenameslist"
            | "dynamodb:attributes"
            | "dynamodb:leadingkeys"
            | "kms:encryptioncontextkeys"
            | "kms:resourcealiases"
            | "kms:grantoperations"
            | "sts:transitivetagkeys"
    )
}

/// Types of keys, for the values a key can take (T4, T10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Text,
    Bool,
    Address,
    Date,
    Number,
    Arn,
    Region,
}

/// Section 6: the types of some keys (lower case).
pub fn key_type(key: &str) -> Type {
    match key {
        "aws:securetransport"
        | "aws:multifactorauthpresent"
        | "aws:viaawsservice"
        | "aws:principalisawsservice" => Type::Bool,
        "aws:sourceip" | "aws:vpcsourceip" => Type::Address,
        "aws:currenttime" | "aws:epochtime" | "aws:tokenissuetime" => Type::Date,
        "aws:multifactorauthage" | "s3:max-keys" => Type::Number,
        "aws:principalarn" | "aws:sourcearn" => Type::Arn,
        "aws:requestedregion" => Type::Region,
        _ => Type::Text,
    }
}

/// K43 table of 6.6: services whose requests count as `us-east-1`.
pub fn global(service: &str) -> bool {
    service == "iam"
}

/// X27, X33, X50: actions that never work across accounts (lower case).
pub fn same_account_only(action: &str) -> bool {
    matches!(
        action,
        "iam:passrole"
            | "kms:schedulekeydeletion"
            | "kms:putkeypolicy"
            | "kms:enablekey"
            | "s3:getbucketpolicy"
            | "s3:putbucketpolicy"
            | "s3:deletebucketpolicy"
            | "sqs:addpermission"
            | "sqs:removepermission"
            | "sqs:createqueue"
            | "sqs:deletequeue"
            | "sqs:listqueues"
            | "sqs:listqueuetags"
            | "sqs:tagqueue"
            | "sqs:untagqueue"
            | "sqs:setqueueattributes"
            | "sqs:startmessagemovetask"
            | "sqs:cancelmessagemovetask"
            | "sqs:listmessagemovetasks"
    )
}
