//! Service rules (section 3) and what gives access (E9, E10, E13, E14, E16, E19).

use super::case::{Caller, Case, Kind, Relation};
use super::document::Statement;
use super::layers::{Grant, not_collected_resource};
use super::principals::Class;
use super::services;
use super::truth::Truth;
use super::world::World;
use serde_json::Value as Json;

/// O6, Q6: is this account the management account?
pub fn in_management(case: &Case, account: &Option<String>) -> bool {
    match case.field("/management_account") {
        Some(Json::Bool(true)) => account.is_some() && *account == case.caller.account,
        Some(Json::String(id)) => account.as_ref() == Some(id),
        _ => false,
    }
}

/// X6, X2, X27, X33, X50, X52, E23: what no policy can allow.
pub fn impossible(case: &Case) -> Option<String> {
    let action = case.action.to_ascii_lowercase();
    let c = &case.caller;
    let crosses = case.resource_partition().is_some_and(|p| !c.partition.is_empty() && p != c.partition);
    let identity = action == "sts:getcalleridentity";
    let token = case.field("/session/kind").and_then(Json::as_str) == Some("session-token");
    // X52: passing a role is no call of IAM.
    let calls_iam = case.service == "iam" && action != "iam:passrole";
    let mfa = case.field("/session/mfa") == Some(&Json::Bool(true));
    let managed = ["createpolicyversion", "deletepolicy", "deletepolicyversion", "setdefaultpolicyversion"];
    let bad = crosses
        || (c.kind == Kind::Root && action == "sts:assumerole")
        || (c.kind == Kind::Federated && (calls_iam || (case.service == "sts" && !identity)))
        || (token && calls_iam && !mfa)
        || (token && case.service == "sts" && !identity && !services::is_trust_action(&action))
        || (case.relation == Relation::Cross && services::same_account_only(&action))
        || (case.relation == Relation::AwsOwned && managed.iter().any(|m| action == format!("iam:{m}")))
        || (action == "sts:getsessiontoken" && !matches!(c.kind, Kind::User | Kind::Root))
        || (action.starts_with("kms:") && action.ends_with("alias") && case.resource.contains(":alias/aws/"));
    bad.then(|| "structure".to_string())
}

/// X33: the bucket's Denies do not bind the root user of its owner's account in these three calls.
pub fn bucket_rescue(case: &Case) -> bool {
    let action = case.action.to_ascii_lowercase();
    case.caller.kind == Kind::Root
        && case.relation == Relation::Same
        && matches!(action.as_str(), "s3:getbucketpolicy" | "s3:putbucketpolicy" | "s3:deletebucketpolicy")
}

/// X10, X20, X53: must the resource policy allow even in the same account?
fn requires_resource_policy(case: &Case) -> bool {
    services::is_trust_action(&case.action.to_ascii_lowercase())
        || (case.service == "kms" && services::is_key(&case.resource))
        || case.field("/requires_resource_policy") == Some(&Json::Bool(true))
}

/// E10: what a matching entry of this class still needs in the same account.
fn residual(world: &World, class: Class, s: &Statement, id: Truth, pb: Truth, se: Truth) -> Truth {
    match (world.case.caller.kind, class) {
        (_, Class::Account) => id.and(pb).and(se),
        // E6: a session policy that a user or root cannot have is a gate all the same.
        (Kind::User, _) => se,
        (Kind::Root, _) => pb.and(se),
        (_, Class::Role | Class::Issuer) => pb.and(se),
        // U17: a federated user matched by `*` only.
        (Kind::Federated, Class::Any) => match pb.and(se) {
            Truth::True => Truth::True,
            t => t.or(world.disputed("U17", s)),
        },
        _ => Truth::True,
    }
}

/// P10 for a grantee: the full role ARN where it is known, else account and name.
fn is_role(c: &Caller, grantee: &str) -> bool {
    let head = format!("arn:{}:iam::{}:role/", c.partition, c.account.clone().unwrap_or_default());
    match &c.role_arn {
        Some(arn) => arn == grantee,
        None => {
            c.kind == Kind::Session
                && grantee.starts_with(&head)
                && grantee.rsplit('/').next() == Some(&c.name)
        }
    }
}

/// X28: a grant without constraints is another allow in the resource layer.
fn key_grants(case: &Case) -> Option<Class> {
    let operation = case.action.split(':').nth(1).unwrap_or_default();
    let c = &case.caller;
    let mut best: Option<Class> = None;
    for g in case.field("/grants").and_then(Json::as_array).into_iter().flatten() {
        let operations = g.get("Operations").and_then(Json::as_array).cloned().unwrap_or_default();
        let listed = operations.iter().any(|o| o.as_str().is_some_and(|o| o.eq_ignore_ascii_case(operation)));
        let grantee = g.get("GranteePrincipal").and_then(Json::as_str).unwrap_or_default();
        let class = if grantee == c.text && c.kind == Kind::User {
            Class::User
        } else if grantee == c.text && matches!(c.kind, Kind::Session | Kind::Federated) {
            Class::Session
        } else if is_role(c, grantee) {
            Class::Role
        } else {
            continue;
        };
        if case.service == "kms" && listed {
            best = Some(best.map_or(class, |b| b.min(class)));
        }
    }
    best
}

/// E9, E10, E13, E14, E16, E19, X5, X28: what gives access, and the gates that are missing (D3).
pub fn grant(world: &World, id: Truth, pb: Truth, se: Truth, grants: &[Grant]) -> (Truth, Vec<String>) {
    let case = world.case;
    let mut any = grants.iter().fold(Truth::False, |t, g| t.or(g.truth));
    let mut direct = grants
        .iter()
        .fold(Truth::False, |t, g| t.or(g.truth.and(residual(world, g.class, g.statement, id, pb, se))));
    let mut by_role =
        grants.iter().any(|g| matches!(g.class, Class::Role | Class::Issuer) && g.truth == Truth::True);
    let unseen_grant =
        case.service == "kms" && case.not_collected.contains("grant") && services::is_key(&case.resource);
    for (unseen, name) in [(not_collected_resource(case), "resource"), (unseen_grant, "grant")] {
        if unseen {
            let some = world.atom(&format!("{name}.allow"));
            any = any.or(some);
            direct = direct.or(some.and(world.atom(&format!("{name}.direct"))));
        }
    }
    if let Some(class) = key_grants(case) {
        any = Truth::True;
        by_role = by_role || class == Class::Role;
        direct = direct.or(if class == Class::Role { pb.and(se) } else { Truth::True });
    }
    let requires = requires_resource_policy(case);
    let mut missing = Vec::new();
    let mut lacks = |name: &str, t: Truth| {
        if t == Truth::False {
            missing.push(name.to_string());
        }
    };
    match case.relation {
        Relation::NoAccount => {
            lacks("resource", any);
            (any, missing)
        }
        Relation::Cross => {
            if !services::has_resource_policy(&case.service, &case.resource)
                && !services::is_trust_action(&case.action.to_ascii_lowercase())
            {
                any = consent(world);
            }
            lacks("identity", id);
            lacks("boundary", pb);
            lacks("session", se);
            lacks("resource", any);
            (id.and(pb).and(se).and(any), missing)
        }
        Relation::Same | Relation::AwsOwned => {
            let by_policy = if requires { any } else { Truth::True };
            let mut t = direct.or(id.and(pb).and(se).and(by_policy));
            if own_password(case) {
                t = Truth::True;
            }
            if t == Truth::False {
                if !by_role {
                    lacks("identity", id);
                }
                lacks("boundary", pb);
                lacks("session", se);
                if !by_role {
                    lacks("resource", by_policy);
                }
            }
            (t, missing)
        }
    }
}

/// E19: the owner's consent in place of a resource policy.
fn consent(world: &World) -> Truth {
    match world.case.raw.get("owner_consents") {
        Some(Json::Bool(b)) => Truth::of(*b),
        _ => world.atom("owner-consent"),
    }
}

/// X5.
fn own_password(case: &Case) -> bool {
    case.action.eq_ignore_ascii_case("iam:ChangePassword")
        && case.caller.kind == Kind::User
        && case.resource == case.caller.text
        && case.field("/allow_change_password") == Some(&Json::Bool(true))
}
