//! What this reading leaves out, and which further checks a call brings along (X14).

use super::NotCovered;
use super::case::{Case, Kind, Relation};
use super::context::{State, Value};
use super::document::Layer;
use super::services;
use serde_json::Value as Json;

/// What this reading leaves out.
pub fn covered(case: &Case) -> Result<(), NotCovered> {
    let no = |what: &str| Err(NotCovered::new(what));
    let action = case.action.to_ascii_lowercase();
    let c = &case.caller;
    let session = |f: &str| case.field(&format!("/session/{f}")).and_then(Json::as_str);
    let s3_acl = case.service == "s3" && case.not_collected.contains("acl");
    if case.field("/s3").is_some() || s3_acl {
        return no("S3 ACLs, ownership, public access block, access points (X31 to X37)");
    }
    if case.resource.contains(":accesspoint/") {
        return no("access points (X37)");
    }
    if case.field("/strict") == Some(&Json::Bool(true)) {
        return no("strict mode (T18)");
    }
    let known =
        ["s3", "sqs", "sns", "kms", "ec2", "iam", "sts", "dynamodb", "lambda", "secretsmanager", "logs"];
    if !known.contains(&case.service.as_str()) {
        return no("service");
    }
    if action == "sts:assumeroot" || session("kind") == Some("assume-root") {
        return no("sts:AssumeRoot (X18)");
    }
    let constrained =
        |g: &Json| g.get("Constraints").is_some_and(|c| c.as_object().is_some_and(|o| !o.is_empty()));
    let to_account =
        |g: &Json| g.get("GranteePrincipal").and_then(Json::as_str).is_some_and(|p| p.ends_with(":root"));
    let mut grants = case.field("/grants").and_then(Json::as_array).into_iter().flatten().peekable();
    if action == "kms:retiregrant"
        || (grants.peek().is_some() && c.account.is_none())
        || grants.any(|g| constrained(g) || to_account(g))
    {
        return no("KMS grants with constraints or to services (X28)");
    }
    let unsigned = ["s3", "sqs", "sns", "lambda"];
    if c.kind == Kind::Anonymous
        && (!unsigned.contains(&case.service.as_str()) || services::same_account_only(&action))
    {
        return no("unsigned call (E14)");
    }
    let of_signed = ["sts:getcalleridentity", "sts:getsessiontoken"];
    if c.kind == Kind::Service
        && (of_signed.contains(&action.as_str()) || services::same_account_only(&action))
    {
        return no("service principal asking for itself");
    }
    if c.kind == Kind::Provider && case.endpoint.is_some() {
        return no("AssumeRoleWith* through an endpoint");
    }
    if c.kind == Kind::Provider && (action == "sts:assumerolewithsaml") != c.text.contains(":saml-provider/")
    {
        return no("provider and action do not fit (X16)");
    }
    if c.kind == Kind::Federated && c.issuer.is_none() {
        return no("federated user without issuer");
    }
    if action == "sts:getsessiontoken" && session("kind") == Some("console") {
        return no("GetSessionToken from a console session");
    }
    if action == "sts:getfederationtoken"
        && (c.kind != Kind::User || session("kind").is_some_and(|k| k != "long-term"))
    {
        return no("GetFederationToken with temporary credentials (X4)");
    }
    let trust = services::is_trust_action(&action);
    if case.relation == Relation::Cross && matches!(case.service.as_str(), "iam" | "sts") && !trust {
        return if services::same_account_only(&action) { Ok(()) } else { no("IAM or STS across accounts") };
    }
    for s in case.statements() {
        let Some(p) = &s.principal else { continue };
        let by_id = p.entries.iter().any(|e| e.1.starts_with("AIDA"));
        let bounded = case.boundary.is_some() || case.not_collected.contains("boundary");
        if c.kind == Kind::Federated && (by_id || (p.negated && bounded)) {
            return no("federated user against an id or a bounded NotPrincipal (P12, P18)");
        }
        if p.negated && (s.layer == Layer::Vpce || case.not_collected.contains("boundary")) {
            return no("NotPrincipal with an endpoint policy or an unseen boundary (P18)");
        }
    }
    Ok(())
}

/// X14: the actions that are checked along with `sts:AssumeRole`.
pub fn further_actions(case: &Case) -> Result<Vec<&'static str>, NotCovered> {
    let trust = services::is_trust_action(&case.action.to_ascii_lowercase());
    let (mut tags, mut source) = (false, false);
    if trust && case.open_context {
        return Err(NotCovered::new("unknown tags in sts:AssumeRole (X14)"));
    }
    for (key, state) in &case.context {
        let tag = key == "aws:tagkeys" || key.starts_with("aws:requesttag/");
        // X14: set by the call, or inherited from the calling session.
        let identity = key == "sts:sourceidentity" || key == "aws:sourceidentity";
        if !trust || !(tag || identity) {
            continue;
        }
        let there = match state {
            State::Known(Value::Absent) => false,
            State::Known(Value::Many(v)) => !v.is_empty(),
            State::Known(Value::One(_)) => true,
            State::Open { .. } => return Err(NotCovered::new("unknown tags in sts:AssumeRole (X14)")),
        };
        tags |= there && tag;
        source |= there && !tag;
    }
    tags |=
        case.field("/session/transitive_tag_keys").and_then(Json::as_array).is_some_and(|k| !k.is_empty());
    source |= case.field("/session/source_identity").is_some();
    let mut out = Vec::new();
    match case.action.to_ascii_lowercase().as_str() {
        "sts:assumerole" => {
            if tags {
                out.push("sts:TagSession");
            }
            if source {
                out.push("sts:SetSourceIdentity");
            }
        }
        "sts:assumerolewithsaml" | "sts:assumerolewithwebidentity" if tags || source => {
            return Err(NotCovered::new("tags in AssumeRoleWith* (X14)"));
        }
        _ => {}
    }
    Ok(out)
}
