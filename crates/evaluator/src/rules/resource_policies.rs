//! Which resources demand an allowing policy (X10, X20, X53 to X55), and which have none at all (E19).

use crate::check::Check;
use crate::context::Facts;
use crate::evidence::Evidence;
use crate::prepared::Prepared;
use crate::request::{Management, OrgPath, Owner, Resource};
use crate::truth::Truth;
use crate::unknown::{Atom, AtomName};

/// E5 `RequiresRP`: whether even a caller of the same account needs an Allow of the resource's policy.
pub(crate) fn requires_resource_policy(check: &Check<'_>, atoms: &mut Vec<Atom>) -> Truth {
    let prepared = check.prepared;
    let request = prepared.request;
    if let Some(told) = request.requires_resource_policy {
        return open(check, told, AtomName::RequiresResourcePolicy, atoms);
    }
    let is_type = |kind: &str| match &request.resource {
        Resource::Arn(_) => prepared.arn.is_some_and(|arn| arn.resource.starts_with(kind)),
        Resource::Like(glob) => glob.instance("*").contains(&format!(":{kind}")),
        Resource::Star => false,
    };
    match (request.action.service(), request.action.name()) {
        // X10, X14: the role's trust policy.
        (
            "sts",
            "assumerole"
            | "assumerolewithsaml"
            | "assumerolewithwebidentity"
            | "tagsession"
            | "setsourceidentity"
            | "setcontext",
        ) => Truth::True,
        // X53: an API reached through an endpoint may be a private one, which demands an allowing policy.
        ("execute-api", _) if prepared.endpoint.is_some() => {
            open(check, Truth::Unknown, AtomName::RequiresResourcePolicy, atoms)
        }
        // X20: the key policy.
        ("kms", _) => is_type("key/").into(),
        // X55: outside the management account the organization's delegation policy must allow.
        ("organizations", "describeorganization") => Truth::False,
        ("organizations", _) => match (&request.management, &request.principal_org) {
            (Management::Caller, _) | (_, OrgPath::None) => Truth::False,
            (Management::Account(id), _) if request.caller.account.as_ref() == Some(id) => Truth::False,
            (_, OrgPath::Path(_)) => Truth::True,
            (_, OrgPath::Unknown | OrgPath::Elsewhere(_)) => {
                open(check, Truth::Unknown, AtomName::RequiresResourcePolicy, atoms)
            }
        },
        _ => Truth::False,
    }
}

/// X55: the organization's delegation policy does not bind the management account.
pub(crate) fn is_unbound_by_delegation(prepared: &Prepared<'_>) -> bool {
    let own = prepared.request.caller.account.as_ref();
    prepared.request.action.service() == "organizations"
        && match &prepared.request.management {
            Management::Caller => true,
            Management::Account(id) => own == Some(id),
            Management::Other => false,
        }
}

/// E19: the owner's consent by other means than a policy, for resources that have no policy.
pub(crate) fn owner_consent(check: &Check<'_>, evidence: &Evidence, atoms: &mut Vec<Atom>) -> Truth {
    let prepared = check.prepared;
    let told = match prepared.request.owner_consents {
        Some(told) => told,
        None if evidence.owner_consent_not_collected => Truth::Unknown,
        None if has_policy(evidence) && !prepared.settled.type_has_policy.is_false() => Truth::False,
        None => match prepared.settled.type_has_policy {
            Truth::True => Truth::False,
            Truth::Unknown if evidence.resource.known().is_none() => Truth::False,
            Truth::False | Truth::Unknown => Truth::Unknown,
        },
    };
    open(check, told, AtomName::OwnerConsent, atoms)
}

fn open(check: &Check<'_>, told: Truth, name: AtomName, atoms: &mut Vec<Atom>) -> Truth {
    if !told.is_unknown() {
        return told;
    }
    let atom = Atom::of(name, 0);
    atoms.push(atom);
    check.atom(atom)
}

fn has_policy(evidence: &Evidence) -> bool {
    evidence.resource.known().is_some_and(|policies| !policies.is_empty())
}

/// Whether resources of the request's type have policies, as far as the catalog knows.
pub(super) fn type_has_policy(facts: &Facts<'_>) -> Truth {
    if *facts.owner == Owner::Aws {
        return Truth::False;
    }
    let Some(action) = &facts.action else {
        return Truth::Unknown;
    };
    let of_arn = match &facts.request.resource {
        Resource::Arn(arn) => action.resource_type_of(arn),
        Resource::Star | Resource::Like(_) => None,
    };
    match of_arn {
        Some(found) => found.has_resource_policy().into(),
        None => {
            let any =
                action.resource_types().any(|reference| reference.resource_type().has_resource_policy());
            if any { Truth::True } else { Truth::Unknown }
        }
    }
}
