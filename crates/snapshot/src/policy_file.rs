//! What a JSON file is: a policy, an answer of the AWS CLI that holds one, the policies of an account, or something else.

use iamdiag_policy::{Origin, PolicyKind, Statement, parse};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use strsim::levenshtein;

/// What a file is, by its content.
#[derive(Debug)]
pub enum Recognised<'a> {
    /// The output of `aws iam get-account-authorization-details`.
    AuthorizationDetails,
    /// A policy, or a text that is not JSON and so can only have been meant as one.
    Policy(PolicyFile<'a>),
    /// JSON of another kind.
    SomethingElse,
}

/// A policy, as it lies in a file.
#[derive(Debug)]
pub struct PolicyFile<'a> {
    /// Its text.
    pub text: Cow<'a, str>,
    /// What it is used as, where the file tells.
    pub kind: Option<PolicyKind>,
    /// Where the policy lies in the file; `None` where it is the whole file.
    pub wrapped: Option<Wrapped>,
}

/// A policy that is a part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrapped {
    /// The byte where its value begins.
    pub start: usize,
    /// Whether it is text inside a JSON string, and so has lines of its own.
    pub in_string: bool,
}

type Members<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// Recognises a file. A byte order mark is to be taken off before.
pub fn recognise(text: &str) -> Recognised<'_> {
    let whole =
        |text| Recognised::Policy(PolicyFile { text: Cow::Borrowed(text), kind: None, wrapped: None });
    let Some(members) = object(text.trim()) else {
        return match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            // A list of statements is told what it lacks.
            Ok(_) if !text.contains("\"Effect\"") => Recognised::SomethingElse,
            _ => whole(text),
        };
    };
    let lists = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"];
    if lists.iter().any(|list| members.contains_key(*list)) {
        return Recognised::AuthorizationDetails;
    }
    if is_policy(&members) {
        return whole(text);
    }
    match wrapped(text, &members) {
        Some(policy) => Recognised::Policy(policy),
        None => Recognised::SomethingElse,
    }
}

fn object(text: &str) -> Option<Members<'_>> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Object<'a>(#[serde(borrow)] BTreeMap<Cow<'a, str>, &'a RawValue>);
    serde_json::from_str::<Object<'_>>(text).ok().map(|object| object.0)
}

/// Whether an object is meant as a policy: it has the elements of one, be they misspelt.
fn is_policy(members: &Members<'_>) -> bool {
    members.keys().any(|name| {
        levenshtein(&name.to_ascii_lowercase(), "statement") <= 2
            || matches!(&**name, "Effect" | "Action" | "NotAction")
    }) || members.keys().all(|name| matches!(&**name, "Version" | "Id"))
}

/// Answers of the AWS CLI that hold one policy.
fn wrapped<'a>(text: &'a str, members: &Members<'a>) -> Option<PolicyFile<'a>> {
    let of = |members: &Members<'a>, name: &str| members.get(name).copied();
    let within = |name: &str| of(members, name).and_then(|raw| object(raw.get()));
    let none = None::<PolicyKind>;
    // `organizations describe-policy`
    if let Some(policy) = within("Policy")
        && let Some(content) = of(&policy, "Content")
    {
        let summary = of(&policy, "PolicySummary").and_then(|raw| object(raw.get()));
        let kind = summary.and_then(|summary| of(&summary, "Type")).and_then(|kind| match kind.get() {
            "\"SERVICE_CONTROL_POLICY\"" => Some(PolicyKind::Scp),
            "\"RESOURCE_CONTROL_POLICY\"" => Some(PolicyKind::Rcp),
            _ => None,
        });
        return at(text, content, kind);
    }
    // `iam get-role`
    if let Some(document) = within("Role").and_then(|role| of(&role, "AssumeRolePolicyDocument")) {
        return at(text, document, Some(PolicyKind::Trust));
    }
    // `iam get-policy-version`
    if let Some(document) = within("PolicyVersion").and_then(|version| of(&version, "Document")) {
        return at(text, document, Some(PolicyKind::Identity));
    }
    // `iam get-role-policy` and its kin
    if let Some(document) = of(members, "PolicyDocument") {
        return at(text, document, Some(PolicyKind::Identity));
    }
    // `s3api get-bucket-policy`, `kms get-key-policy`, `lambda get-policy`; `ecr`, `secretsmanager`
    ["Policy", "policyText", "ResourcePolicy"].into_iter().find_map(|name| at(text, of(members, name)?, none))
}

/// A policy that is an object or a string.
fn at<'a>(text: &str, raw: &'a RawValue, kind: Option<PolicyKind>) -> Option<PolicyFile<'a>> {
    let raw = raw.get();
    let start = (raw.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let in_string = raw.starts_with('"');
    let policy = match in_string {
        true => serde_json::from_str::<Cow<'a, str>>(raw).ok()?,
        false => Cow::Borrowed(raw),
    };
    policy.trim_start().starts_with(['{', '%']).then_some(PolicyFile {
        text: policy,
        kind,
        wrapped: Some(Wrapped { start, in_string }),
    })
}

/// What a policy seems to be by what it says: with principals a policy on a resource, or a trust policy if it only has actions
/// that assume a role; else one of a caller. Service control, resource control and endpoint policies cannot be told so.
pub fn kind_by_content(text: &str) -> PolicyKind {
    let Ok(policy) = serde_json::from_str::<Value>(text) else { return kind_of_encoded(text) };
    let statements = match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let has = |name: &str| statements.iter().any(|statement| statement.get(name).is_some());
    if !has("Principal") && !has("NotPrincipal") {
        return PolicyKind::Identity;
    }
    let mut actions = statements.iter().flat_map(|statement| texts(statement.get("Action")));
    let assumes = !has("Resource") && !has("NotResource") && !has("NotAction");
    if assumes && actions.all(assumes_a_role) { PolicyKind::Trust } else { PolicyKind::Resource }
}

/// As [`kind_by_content`], for a text that is not JSON: it may be percent-encoded (M1).
fn kind_of_encoded(text: &str) -> PolicyKind {
    let Ok(document) = parse(text, PolicyKind::Resource, Origin::Collected) else {
        return PolicyKind::Identity;
    };
    let statements: Vec<&Statement> =
        (0..document.statements.len()).filter_map(|index| document.statement(index)).collect();
    if statements.iter().all(|statement| statement.principal.is_none()) {
        return PolicyKind::Identity;
    }
    let assumes = |statement: &&Statement| {
        statement.resource.is_none()
            && !statement.action.negated
            && statement.action.entries.iter().all(|entry| assumes_a_role(entry.value.written()))
    };
    if statements.iter().all(assumes) { PolicyKind::Trust } else { PolicyKind::Resource }
}

fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn assumes_a_role(action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let others = ["sts:tagsession", "sts:setsourceidentity", "sts:setcontext", "sts:*"];
    action.starts_with("sts:assumerole") || others.contains(&&*action)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match recognise(text) {
            Recognised::AuthorizationDetails => "details".to_owned(),
            Recognised::SomethingElse => "else".to_owned(),
            Recognised::Policy(PolicyFile { text, kind, wrapped }) => {
                let place = wrapped.map(|wrapped| (wrapped.start, wrapped.in_string));
                format!("{text} {kind:?} {place:?}")
            }
        }
    }

    #[test]
    fn policies_are_told_from_other_files() {
        assert_eq!(shown(r#"{"Statement": []}"#), r#"{"Statement": []} None None"#);
        assert_eq!(shown(r#"{"Statment": []}"#), r#"{"Statment": []} None None"#);
        assert_eq!(shown("{,"), "{, None None");
        assert_eq!(shown("{}"), "{} None None");
        assert_eq!(shown(r#"{"name": "x", "version": "1.0.0"}"#), "else");
        assert_eq!(shown("[1, 2]"), "else");
        assert_eq!(shown(r#"[{"Effect": "Allow"}]"#), r#"[{"Effect": "Allow"}] None None"#);
        assert_eq!(shown(r#"{"Policies": []}"#), "details");
    }

    #[test]
    fn answers_of_the_aws_cli_are_opened() {
        assert_eq!(shown(r#"{"Policy": "{\"a\":1}"}"#), r#"{"a":1} None Some((11, true))"#);
        assert_eq!(
            shown(r#"{"PolicyVersion": {"VersionId": "v1", "Document": {"a": 1}}}"#),
            r#"{"a": 1} Some(Identity) Some((50, false))"#
        );
        assert_eq!(
            shown(r#"{"Role": {"AssumeRolePolicyDocument": {"a": 1}}}"#),
            r#"{"a": 1} Some(Trust) Some((38, false))"#
        );
        assert_eq!(
            shown(r#"{"Policy": {"PolicySummary": {"Type": "RESOURCE_CONTROL_POLICY"}, "Content": "{}"}}"#),
            "{} Some(Rcp) Some((77, true))"
        );
        assert_eq!(shown(r#"{"Policy": 7}"#), "else");
    }

    #[test]
    fn kinds_are_told_by_principals_and_actions() {
        let kind = |statement: &str| kind_by_content(&format!(r#"{{"Statement": {statement}}}"#));
        assert_eq!(kind(r#"{"Effect": "Allow", "Action": "sts:AssumeRole"}"#), PolicyKind::Identity);
        assert_eq!(
            kind(r#"[{"Principal": "*", "Action": ["sts:AssumeRole", "sts:TagSession"]}]"#),
            PolicyKind::Trust
        );
        assert_eq!(
            kind(r#"[{"Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}]"#),
            PolicyKind::Resource
        );
        assert_eq!(kind(r#"[{"Principal": "*", "Action": "s3:GetObject"}]"#), PolicyKind::Resource);
        assert_eq!(kind_by_content("{"), PolicyKind::Identity);
        let encoded = "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%22%2A%22%2C%22Action%22%3A%22";
        assert_eq!(kind_by_content(&format!("{encoded}s3%3AGetObject%22%7D%7D")), PolicyKind::Resource);
        assert_eq!(kind_by_content(&format!("{encoded}sts%3AAssumeRole%22%7D%7D")), PolicyKind::Trust);
    }
}
