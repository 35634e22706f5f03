//! The first line: the verdict, which alone answers.

use super::about::{on, on_one_type};
use super::side::Side;
use crate::escape::escaped;
use crate::words::{self, cause, cited};
use iamdiag_diagnosis::{
    Answer, BlockerAnswer, Cause, CheckAnswer, Collected, LayerEffect, UnknownAnswer, UnknownName, Verdict,
};
use iamdiag_evaluator::{AtomName, Decision, Layer, UnknownKind};
use iamdiag_snapshot::Missing;

/// The word the answer begins with.
pub(super) fn word(decision: Decision) -> &'static str {
    words::verdict(decision)
}

/// What follows the word.
pub(super) fn reason(answer: &Answer, check: &CheckAnswer) -> String {
    let who = who(answer);
    let action = escaped(&check.action);
    let on = on(answer, check);
    if answer.decision == Decision::Depends {
        return format!("{}{}", on_one_type(answer), depends(answer, check));
    }
    match &check.verdict {
        Verdict::Allowed { layer, by: Some(by), beside: Some(beside) } => {
            let sides = Sides::of(answer);
            format!(
                "{action} for {who}{on}, of both accounts: the caller's{} by {}; the resource's{} by {}",
                sides.caller,
                cause(*layer, by),
                sides.resource,
                cause(Layer::Resource, beside)
            )
        }
        Verdict::Allowed { layer, by: Some(by), .. } => {
            format!("{action} for {who}{on}: {}", cause(*layer, by))
        }
        Verdict::Allowed { .. } => format!("{action} for {who}{on}"),
        Verdict::ExplicitDeny { by: Some(Cause::Statement(citation)), .. } => {
            format!("explicit deny of {action}{on}: {}", cited(citation))
        }
        Verdict::ExplicitDeny { layer, by: Some(by) } => {
            format!("explicit deny of {action}{on}: {}", cause(*layer, by))
        }
        Verdict::ExplicitDeny { .. } => format!("explicit deny of {action}{on}"),
        Verdict::ImplicitDeny { missing } => match missing.first() {
            Some(first) if first.layer == Layer::Structure => {
                let rule = cause(first.layer, &first.cause);
                format!("{action} for {who}{on} cannot be allowed: {rule}{}", denied_besides(check))
            }
            _ => {
                let sides = sides(answer, check, missing);
                format!("implicit deny of {action} for {who}{on}: {}{sides}", all_missing(missing))
            }
        },
        Verdict::Depends { .. } => depends(answer, check),
    }
}

/// The first explicit deny beside what cannot be anyway.
fn denied_besides(check: &CheckAnswer) -> String {
    let denies = check.blockers.iter().find(|blocker| blocker.explicit);
    denies.map_or(String::new(), |deny| {
        format!("; besides, it is explicitly denied by {}", cause(deny.layer, &deny.cause))
    })
}

/// The caller, and the user behind a federated user.
fn who(answer: &Answer) -> String {
    let label = escaped(&answer.asked.principal_label);
    match &answer.asked.issuer {
        Some(issuer) => format!("{label} (a session of {})", escaped(issuer)),
        None => label.into_owned(),
    }
}

fn all_missing(missing: &[BlockerAnswer]) -> String {
    let one = |blocker: &BlockerAnswer| {
        let nor = match &blocker.nor {
            Some(Cause::NothingAllows { only: Some(only), .. }) => {
                format!(", nor does {}", words::policy(only))
            }
            Some(_) => ", nor does a policy on the resource".to_owned(),
            None => String::new(),
        };
        format!("{}{nor}", cause(blocker.layer, &blocker.cause))
    };
    let all: Vec<String> = missing.iter().map(one).collect();
    if all.is_empty() { "nothing allows it".to_owned() } else { all.join("; ") }
}

/// Whose caller and resource are, ` 111122223333 (prod)`, or nothing where it is not known.
struct Sides {
    caller: String,
    resource: String,
}

impl Sides {
    fn of(answer: &Answer) -> Self {
        let named = |id: Option<&str>, name: Option<&str>| match (id, name) {
            (Some(id), Some(name)) => format!(" {} ({})", escaped(id), escaped(name)),
            (Some(id), None) => format!(" {}", escaped(id)),
            (None, _) => String::new(),
        };
        let asked = &answer.asked;
        Self {
            caller: named(asked.account.as_deref(), asked.account_name.as_deref()),
            resource: named(asked.resource_account.as_deref(), asked.resource_account_name.as_deref()),
        }
    }
}

/// Which side of two accounts allows and which does not (E16, E20); nothing where that is not what matters.
fn sides(answer: &Answer, check: &CheckAnswer, missing: &[BlockerAnswer]) -> String {
    let is_missing = |side: Side| missing.iter().any(|blocker| Side::of(blocker.layer) == Some(side));
    let allows = |side: Side| {
        let rows = check.layers.iter().filter(|row| row.effect == LayerEffect::Allow);
        !is_missing(side)
            && rows.map(|row| row.layer).any(|layer| match side {
                Side::Caller => layer == Layer::Identity,
                Side::Resource => matches!(layer, Layer::Resource | Layer::Grant),
            })
    };
    let (caller, resource) = (is_missing(Side::Caller), is_missing(Side::Resource));
    if check.cross_account != Some(true) || answer.asked.account.is_none() || !(caller || resource) {
        return String::new();
    }
    let Sides { caller: of_caller, resource: of_resource } = Sides::of(answer);
    match (caller, resource) {
        (true, true) => {
            format!(
                "; neither the caller's account{of_caller} nor the resource's{of_resource} allows it: it takes both"
            )
        }
        (false, _) if allows(Side::Caller) => {
            format!(
                "; the caller's account{of_caller} allows it, the resource's{of_resource} does not: it takes both"
            )
        }
        (true, _) if allows(Side::Resource) => {
            format!(
                "; the resource's account{of_resource} allows it, the caller's{of_caller} does not: it takes both"
            )
        }
        _ => {
            format!("; the caller is of account{of_caller}, the resource of{of_resource}: both have to allow")
        }
    }
}

fn depends(answer: &Answer, check: &CheckAnswer) -> String {
    let is_data = |unknown: &UnknownAnswer| {
        matches!(unknown.kind, UnknownKind::Data | UnknownKind::Support)
            && unknown.name != UnknownName::Atom(AtomName::ResourceOwner)
    };
    let names = |wanted: &dyn Fn(&UnknownAnswer) -> bool| -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in
            answer.unknowns.iter().filter(|unknown| wanted(unknown)).map(|unknown| name(&unknown.name))
        {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    };
    let (collected, missing) = match &check.verdict {
        Verdict::Depends { collected, missing } => (*collected, &**missing),
        _ => (Collected::Open, &[][..]),
    };
    let what = lacking(answer);
    let data = names(&is_data);
    let granting = names(&|unknown| is_data(unknown) && can_grant(&unknown.name));
    let refusing = names(&|unknown| is_data(unknown) && can_refuse(&unknown.name));
    let gates = names(&|unknown| is_data(unknown) && !can_grant(&unknown.name));
    let others = names(&|unknown| !is_data(unknown));
    let mut parts = Vec::new();
    match collected {
        _ if data.is_empty() => {
            if !missing.is_empty() {
                parts.push(all_missing(missing));
            }
        }
        Collected::Allow if !refusing.is_empty() => {
            parts.push(format!(
                "everything collected allows it; {what} and able to refuse: {}",
                refusing.join(", ")
            ));
        }
        Collected::DoNotAllow if !granting.is_empty() => {
            let (lacks, past) = match missing {
                [] => ("nothing collected allows it".to_owned(), ""),
                missing if missing.iter().any(|one| is_limit(one.layer)) => {
                    (all_missing(missing), " all the same")
                }
                missing => (all_missing(missing), ""),
            };
            parts.push(format!("{lacks}; {what} and able to allow it{past}: {}", granting.join(", ")));
            if !gates.is_empty() {
                parts.push(format!("able to refuse even then: {}", gates.join(", ")));
            }
        }
        Collected::Allow | Collected::DoNotAllow | Collected::Open => {
            parts.push(format!("{what} and able to decide: {}", data.join(", ")));
        }
    }
    if !others.is_empty() {
        parts.push(format!("allowed or denied depending on {}", others.join(", ")));
    }
    if parts.is_empty() {
        "allowed or denied depending on what is not known".to_owned()
    } else {
        parts.join("; ")
    }
}

/// Whether it could allow what nothing else does; everything else can only refuse.
fn can_grant(name: &UnknownName) -> bool {
    match name {
        UnknownName::PolicyText(Missing::OrgPolicy { .. } | Missing::NodePolicies { .. }) => false,
        UnknownName::PolicyText(_) => true,
        UnknownName::Atom(atom) => matches!(
            atom,
            AtomName::Identity
                | AtomName::Resource
                | AtomName::Acl
                | AtomName::Grant
                | AtomName::OwnerConsent
                | AtomName::PasswordPolicy
                | AtomName::Support(_)
        ),
        UnknownName::Key(_) | UnknownName::Resource | UnknownName::Action => false,
    }
}

/// Whether it could refuse what everything else allows; these can only allow.
fn can_refuse(name: &UnknownName) -> bool {
    let only_grants = |atom: &AtomName| {
        matches!(atom, AtomName::Acl | AtomName::Grant | AtomName::OwnerConsent | AtomName::PasswordPolicy)
    };
    !matches!(name, UnknownName::Atom(atom) if only_grants(atom))
}

/// Whether the layer limits what others allow.
fn is_limit(layer: Layer) -> bool {
    matches!(layer, Layer::Boundary | Layer::Session)
}

/// What is the matter with what only we could help with.
fn lacking(answer: &Answer) -> &'static str {
    let has = |wanted: UnknownKind| answer.unknowns.iter().any(|unknown| unknown.kind == wanted);
    match (has(UnknownKind::Data), has(UnknownKind::Support)) {
        (_, false) => "not collected",
        (false, true) => "not modelled",
        (true, true) => "not collected or not modelled",
    }
}

/// Something unknown in the words of the headline.
pub(super) fn name(name: &UnknownName) -> String {
    match name {
        UnknownName::Key(key) => escaped(key.written()).into_owned(),
        UnknownName::Resource => "which resource it is".to_owned(),
        UnknownName::Action => "whether AWS has such an action".to_owned(),
        UnknownName::PolicyText(missing) => words::missing_text(missing),
        UnknownName::Atom(atom) => atom_name(*atom),
    }
}

fn atom_name(atom: AtomName) -> String {
    let text = match atom {
        AtomName::Scps => "SCPs",
        AtomName::Rcps => "RCPs",
        AtomName::Identity => words::policies_of(Layer::Identity),
        AtomName::Boundary => words::policies_of(Layer::Boundary),
        AtomName::Session => words::policies_of(Layer::Session),
        AtomName::Resource => words::policies_of(Layer::Resource),
        AtomName::Vpce => words::policies_of(Layer::Vpce),
        AtomName::Acl => "S3 access control lists",
        AtomName::Grant => words::policies_of(Layer::Grant),
        AtomName::PublicAccessBlock => words::policies_of(Layer::BlockPublicAccess),
        AtomName::OwnerConsent => "the owner's consent",
        AtomName::ResourceOwner => "which account owns the resource",
        AtomName::ObjectOwner => "who owns the object",
        AtomName::PasswordPolicy => "the account's password policy",
        AtomName::RequiresResourcePolicy => "whether the resource demands an allowing policy",
        AtomName::UniqueId => "the caller's unique id",
        AtomName::SessionName => "the name of the session",
        AtomName::Issuer => "the user behind the federated user",
        AtomName::CanonicalId => "the canonical id of the caller's account",
        AtomName::Region => "the region that is called",
        AtomName::Dispute(flag) => return super::reading::open_question(flag),
        AtomName::Support(name) => not_modelled(name),
    };
    text.to_owned()
}

/// What is not modelled, in words.
fn not_modelled(name: &'static str) -> &'static str {
    match name {
        "unreadable-statement" => "a statement that cannot be read",
        "access-point" => "the S3 access point, whose own policy and settings are not modelled",
        "acl" => "the S3 access control list, whose grants are not modelled",
        "grant-constraints" => "a KMS grant with constraints, which are not modelled",
        "grant-to-account" => "a KMS grant to a whole account, which is not modelled",
        "public-policy" => "whether the bucket's policy is public, which is not modelled here",
        "key-alias" => "which KMS key the alias stands for",
        "unsigned-call" => "whether the service takes unsigned calls",
        "object-ownership" => "what the object's owner allows, which is not modelled",
        "sts:AssumeRoot" => "sts:AssumeRoot, which is not modelled",
        other => other,
    }
}
