//! The first line: the verdict, which alone answers.

use super::about::{on, on_one_type};
use crate::escape::escaped;
use crate::words::{self, cause, cited};
use iamdiag_diagnosis::{
    Answer, BlockerAnswer, Cause, CheckAnswer, Collected, UnknownAnswer, UnknownName, Verdict,
};
use iamdiag_evaluator::{AtomName, Decision, Layer, UnknownKind};
use iamdiag_snapshot::Missing;

/// The word the answer begins with.
pub(super) fn word(decision: Decision) -> &'static str {
    words::verdict(decision)
}

/// What follows the word.
pub(super) fn reason(answer: &Answer, check: &CheckAnswer) -> String {
    let who = escaped(&answer.asked.principal_label);
    let action = escaped(&check.action);
    let on = on(answer, check);
    if answer.decision == Decision::Depends {
        return format!("{}{}", on_one_type(answer), depends(answer, check));
    }
    match &check.verdict {
        Verdict::Allowed { layer, by: Some(by) } => format!("{action} for {who}{on}: {}", cause(*layer, by)),
        Verdict::Allowed { .. } => format!("{action} for {who}{on}"),
        Verdict::ExplicitDeny { by: Some(Cause::Statement(citation)), .. } => {
            format!("explicit deny of {action}{on}: {}", cited(citation))
        }
        Verdict::ExplicitDeny { layer, by: Some(by) } => {
            format!("explicit deny of {action}{on}: {}", cause(*layer, by))
        }
        Verdict::ExplicitDeny { .. } => format!("explicit deny of {action}{on}"),
        Verdict::ImplicitDeny { missing } => {
            let sides = if one_side_is_missing(missing) { two_accounts(answer, check) } else { None };
            let sides = sides.unwrap_or_default();
            format!("implicit deny of {action} for {who}{on}: {}{sides}", all_missing(missing))
        }
        Verdict::Depends { .. } => depends(answer, check),
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

/// Whether the other account's policies are, or could be thought to be, what matters.
fn one_side_is_missing(missing: &[BlockerAnswer]) -> bool {
    missing.iter().any(|blocker| matches!(blocker.layer, Layer::Identity | Layer::Resource))
}

/// Whose caller and resource are, where they are of different accounts (E20).
fn two_accounts(answer: &Answer, check: &CheckAnswer) -> Option<String> {
    let asked = &answer.asked;
    check.cross_account.filter(|across| *across)?;
    let named = |id: &str, name: Option<&str>| match name {
        Some(name) => format!("{} ({})", escaped(id), escaped(name)),
        None => escaped(id).into_owned(),
    };
    let caller = named(asked.account.as_deref()?, asked.account_name.as_deref());
    let owner = named(asked.resource_account.as_deref()?, asked.resource_account_name.as_deref());
    Some(format!("; the caller is of account {caller}, the resource of {owner}: both have to allow"))
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
    let collected = match &check.verdict {
        Verdict::Depends { collected } => *collected,
        _ => Collected::Open,
    };
    let what = lacking(answer);
    let data = names(&is_data);
    let granting = names(&|unknown| is_data(unknown) && can_grant(&unknown.name));
    let gates = names(&|unknown| is_data(unknown) && !can_grant(&unknown.name));
    let others = names(&|unknown| !is_data(unknown));
    let mut parts = Vec::new();
    match collected {
        _ if data.is_empty() => {}
        Collected::Allow => {
            parts.push(format!(
                "everything collected allows it; {what} and able to refuse: {}",
                data.join(", ")
            ));
        }
        Collected::DoNotAllow if !granting.is_empty() => {
            parts.push(format!(
                "nothing collected allows it; {what} and able to allow: {}",
                granting.join(", ")
            ));
            if !gates.is_empty() {
                parts.push(format!("able to refuse even then: {}", gates.join(", ")));
            }
        }
        Collected::DoNotAllow | Collected::Open => {
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
        UnknownName::PolicyText(_) => format!("the text of {}", escaped(&name.text())),
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
        AtomName::Dispute(flag) => return format!("how AWS reads {flag}"),
        AtomName::Support("unreadable-statement") => "a statement that cannot be read",
        AtomName::Support(name) => return format!("{name}, which is not modelled"),
    };
    text.to_owned()
}
