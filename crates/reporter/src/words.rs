//! The words for things: layers, policies, statements, states of keys.

use crate::escape::escaped;
use iamdiag_diagnosis::{AttachmentPath, Cause, Citation, GrantAnswer, Lines};
use iamdiag_evaluator::{Decision, FRESH, Keeping, KeyState, Layer, Possible};
use iamdiag_snapshot::{Missing, NodeKind, PathNode, RestrictedAt};

/// A layer as AWS's own answers call it.
pub(crate) fn aws_type(layer: Layer) -> &'static str {
    match layer {
        Layer::Identity => "PRINCIPAL",
        Layer::Boundary => "PERMISSIONS_BOUNDARY",
        Layer::Session => "SESSION",
        Layer::Scp => "SERVICE_CONTROL_POLICY",
        Layer::Rcp => "RESOURCE_CONTROL_POLICY",
        Layer::Resource => "RESOURCE",
        Layer::Vpce => "VPC_ENDPOINT",
        Layer::Acl => "S3_ACL",
        Layer::BlockPublicAccess => "S3_PUBLIC_ACCESS_BLOCK",
        Layer::Grant => "KMS_GRANT",
        Layer::ServiceRule => "SERVICE_RULE",
        Layer::Structure => "STRUCTURE",
    }
}

/// The policies of a layer, in the plural where it can hold several.
pub(crate) fn policies_of(layer: Layer) -> &'static str {
    match layer {
        Layer::Identity => "identity policies",
        Layer::Boundary => "permissions boundary",
        Layer::Session => "session policies",
        Layer::Scp => "service control policies (SCPs)",
        Layer::Rcp => "resource control policies (RCPs)",
        Layer::Resource => "policy on the resource",
        Layer::Vpce => "VPC endpoint policy",
        Layer::Acl => "S3 access control list",
        Layer::BlockPublicAccess => "S3 Block Public Access",
        Layer::Grant => "KMS grants",
        Layer::ServiceRule => "rule of the service",
        Layer::Structure => "structure",
    }
}

/// `no identity policy`, for "… allows".
pub(crate) fn none_of(layer: Layer) -> &'static str {
    match layer {
        Layer::Identity => "no identity policy",
        Layer::Boundary => "the permissions boundary does not allow it: no statement of it",
        Layer::Session => "no session policy",
        Layer::Scp => "no service control policy (SCP)",
        Layer::Rcp => "no resource control policy (RCP)",
        Layer::Resource => "no policy on the resource",
        Layer::Vpce => "no statement of the VPC endpoint policy",
        Layer::Acl => "no access control list",
        Layer::BlockPublicAccess | Layer::Grant | Layer::ServiceRule | Layer::Structure => "nothing",
    }
}

/// `inline policy "read-raw" of role/etl-runner`.
pub(crate) fn policy(citation: &Citation) -> String {
    let holder = escaped(&citation.holder);
    let name = escaped(&citation.policy);
    match citation.at.layer {
        Layer::Boundary => format!("permissions boundary {name} of {holder}"),
        Layer::Session => format!("session policy {name}"),
        Layer::Scp => format!("SCP {name}{}", attached_at(citation)),
        Layer::Rcp => format!("RCP {name}{}", attached_at(citation)),
        Layer::Vpce => format!("VPC endpoint policy {name}"),
        Layer::Resource => match citation.resource_kind.as_deref() {
            Some("resource") | None if name.ends_with(" policy") => format!("{name} of {holder}"),
            Some("resource") | None => format!("policy {name} of {holder}"),
            Some(kind) if *kind == *name || name.ends_with(" policy") => format!("{kind} policy of {holder}"),
            Some(kind) => format!("{kind} policy {name} of {holder}"),
        },
        _ => match citation.keeping {
            Keeping::Inline => format!("inline policy \"{name}\" of {holder}"),
            Keeping::Managed => format!("managed policy {name}, attached to {holder}"),
        },
    }
}

/// ` attached to OU "Prod"`, for SCPs and RCPs of a collected organization.
fn attached_at(citation: &Citation) -> String {
    let node = citation.path.as_ref().and_then(|path| path.node());
    node.map_or(String::new(), |node| format!(" attached to {}", path_node(node)))
}

/// `OU "Prod" (ou-exam-prod)`.
pub(crate) fn path_node(node: &PathNode) -> String {
    let kind = match node.kind {
        NodeKind::Root => "the root",
        NodeKind::Unit => "OU",
        NodeKind::Account => "account",
    };
    let id = escaped(&node.id);
    match (&node.name, node.kind) {
        (_, NodeKind::Root) => format!("{kind} {id}"),
        (Some(name), _) => format!("{kind} \"{}\" ({id})", escaped(name)),
        (None, _) => format!("{kind} {id}"),
    }
}

/// The same in short, for lists: `OU "Prod"`.
pub(crate) fn short_node(node: &PathNode) -> String {
    match (node.kind, &node.name) {
        (NodeKind::Root, _) => "the root".to_owned(),
        (NodeKind::Unit, Some(name)) => format!("OU \"{}\"", escaped(name)),
        (NodeKind::Unit, None) => format!("OU {}", escaped(&node.id)),
        (NodeKind::Account, _) => format!("account {}", escaped(&node.id)),
    }
}

/// `r-exam -> OU "Prod" (here) -> account "prod" (222222222222)`: the way down on which a policy is handed.
pub(crate) fn path(path: &AttachmentPath) -> String {
    let nodes = path.nodes.iter().enumerate().map(|(at, node)| {
        let here = if at == path.here { " (attached here)" } else { "" };
        format!("{}{here}", path_node(node))
    });
    nodes.collect::<Vec<_>>().join(" -> ")
}

/// What applies and nobody has the text of.
pub(crate) fn missing_text(missing: &Missing) -> String {
    match missing {
        Missing::Managed { arn } => format!("the text of {}", escaped(arn)),
        Missing::Group { name } => format!("the policies of group/{}", escaped(name)),
        Missing::Trust { role } => format!("the trust policy of {}", escaped(role)),
        Missing::OrgPolicy { id, name } => format!("the text of {} ({})", escaped(name), escaped(id)),
        Missing::NodePolicies { layer, node } => {
            let kind = if *layer == Layer::Scp { "SCPs" } else { "RCPs" };
            format!("the {kind} attached to {}", escaped(node))
        }
    }
}

/// `Statement[1] "Sid"`.
pub(crate) fn statement(citation: &Citation) -> String {
    match &citation.sid {
        Some(sid) => format!("Statement[{}] \"{}\"", citation.at.statement, escaped(sid)),
        None => format!("Statement[{}]", citation.at.statement),
    }
}

/// Statement and policy; of a text that nobody has, what it is the text of.
pub(crate) fn cited(citation: &Citation) -> String {
    if let Some(missing) = &citation.missing {
        return format!("{}, not collected", missing_text(missing));
    }
    format!("{} of {}", statement(citation), policy(citation))
}

/// `FILE:LINE`, or `line LINE` where the lines are the policy's own.
pub(crate) fn place(lines: &Lines) -> String {
    let line = lines.start.line;
    let file = lines.file.as_deref().filter(|_| lines.lead_into_file());
    file.map_or(format!("line {line}"), |file| format!("{}:{line}", escaped(file)))
}

/// What allows or denies, or what is missing.
pub(crate) fn cause(layer: Layer, cause: &Cause) -> String {
    match cause {
        Cause::Statement(citation) => cited(citation),
        Cause::NothingAllows { policies: 0, .. } => {
            format!("{} allows it: there is none", none_of(layer))
        }
        Cause::NothingAllows { only: Some(only), statements, .. } if layer != Layer::Identity => {
            let alone = if layer == Layer::Scp { ", the only one there," } else { "" };
            let counted = count(*statements, "statement", "statements");
            format!("{}{alone} does not allow it ({counted})", policy(only))
        }
        Cause::NothingAllows { policies, statements, node, place, .. } => {
            let at = match (place, node) {
                (Some(place), _) => format!(" at {}", path_node(place)),
                (None, Some(node)) => format!(" at node {node} of the organization path"),
                (None, None) => String::new(),
            };
            let counted = format!(
                "{} with {}",
                count(*policies, "policy", "policies"),
                count(*statements, "statement", "statements")
            );
            format!("{} allows it{at} ({counted})", none_of(layer))
        }
        Cause::Rule { rule, says } => format!("{} (rule {rule})", crate::service_rule::says(*says)),
        Cause::Grant(grant) => self::grant(grant),
        Cause::BlockPublicAccess(at) => block_public_access(at),
    }
}

/// `KMS grant g2 on KEY, to GRANTEE`.
fn grant(grant: &GrantAnswer) -> String {
    let constrained = if grant.constrained { ", with constraints" } else { "" };
    format!(
        "KMS grant {} on {}, to {}{constrained}",
        escaped(&grant.id),
        escaped(&grant.key),
        escaped(&grant.grantee)
    )
}

fn restricted_at(at: &RestrictedAt) -> String {
    match at {
        RestrictedAt::Bucket(arn) => format!("bucket {}", escaped(arn)),
        RestrictedAt::Account(account) => format!("account {}", escaped(account)),
    }
}

/// ` of bucket ARN and of account ID`.
pub(crate) fn places(at: &[RestrictedAt]) -> String {
    let places: Vec<String> = at.iter().map(restricted_at).collect();
    if places.is_empty() { String::new() } else { format!(" of {}", places.join(" and of ")) }
}

fn block_public_access(at: &[RestrictedAt]) -> String {
    format!(
        "S3 Block Public Access{}: RestrictPublicBuckets shuts out everybody from outside the bucket's account while the bucket's policy is public",
        places(at)
    )
}

/// `1 policy`, `3 policies`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// What is known of a key, for "aws:SourceIp …".
pub(crate) fn state(state: &KeyState) -> String {
    let quoted = |text: &str| match text {
        FRESH => "another value".to_owned(),
        text => format!("\"{}\"", escaped(text)),
    };
    let list = |values: &[Box<str>]| {
        let shown: Vec<String> = values.iter().take(5).map(|value| quoted(value)).collect();
        let more = if values.len() > 5 { ", ..." } else { "" };
        format!("{}{more}", shown.join(", "))
    };
    let one_of = |values: &[Box<str>]| match values {
        [one] => quoted(one),
        several => format!("one of {}", list(several)),
    };
    match state {
        KeyState::Absent => "absent".to_owned(),
        KeyState::Scalar(value) => quoted(value),
        KeyState::List(values) => format!("[{}]", list(values)),
        KeyState::Present(possible) => match possible {
            Possible::Anything => "present, value not known".to_owned(),
            Possible::Like(glob) => format!("like {}", quoted(&glob.instance("*"))),
            Possible::Unlike(glob) => format!("something else than {}", quoted(&glob.instance("*"))),
            Possible::AnyOf(values) => one_of(values),
            Possible::Cidr(network) => format!("in {network}"),
        },
        KeyState::Unknown(possible) => match possible {
            Possible::Anything => "not known".to_owned(),
            Possible::Like(glob) => format!("absent, or like {}", quoted(&glob.instance("*"))),
            Possible::Unlike(glob) => {
                format!("absent, or something else than {}", quoted(&glob.instance("*")))
            }
            Possible::AnyOf(values) => format!("absent, or {}", one_of(values)),
            Possible::Cidr(network) => format!("absent, or in {network}"),
        },
    }
}

/// The word for a decision.
pub(crate) fn verdict(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "ALLOWED",
        Decision::ImplicitDeny | Decision::ExplicitDeny => "DENIED",
        Decision::Depends => "DEPENDS",
    }
}
