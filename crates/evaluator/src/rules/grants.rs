//! KMS grants (X28): one more Allow in the resource layer.

use crate::caller::{Caller, CallerKind};
use crate::check::Check;
use crate::evidence::{Collected, Evidence, Grant};
use crate::matching::{Class, Classes};
use crate::prepared::Prepared;
use crate::truth::Truth;
use crate::unknown::{Atom, AtomName};
use iamdiag_policy::{Arn, PrincipalEntry};

/// What grants say of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grants {
    /// By which class the caller is named (E10's rows).
    pub(crate) classes: Classes,
    /// The positions of grants that surely allow.
    pub(crate) allowing: Vec<usize>,
    /// The positions of grants that allow or not, depending on what is not known.
    pub(crate) open: Vec<usize>,
    /// Whether a grant that nobody told of could allow.
    pub(crate) could_exist: bool,
}

pub(crate) fn grants(check: &Check<'_>, evidence: &Evidence, atoms: &mut Vec<Atom>) -> Grants {
    let mut found = Grants::default();
    if !is_key_use(check.prepared) {
        return found;
    }
    let grants = match &evidence.grants {
        None => {
            found.could_exist = true;
            return found;
        }
        Some(Collected::NotCollected) => {
            let atom = Atom::of(AtomName::Grant, 0);
            atoms.push(atom);
            found.classes.add(Class::Any, check.atom(atom));
            return found;
        }
        Some(Collected::Known(grants)) => grants,
    };
    for (index, grant) in grants.iter().enumerate() {
        let Some(class) = covers(check.prepared, grant) else { continue };
        let mut truth = Truth::True;
        // Not modelled: constraints, and what a grant to a whole account gives to whom.
        let unmodelled = match class {
            _ if grant.constrained => Some(AtomName::Support("grant-constraints")),
            Class::Account => Some(AtomName::Support("grant-to-account")),
            // I7: of a role's session nobody told the name.
            Class::Session if is_session_open(&check.prepared.request.caller) => Some(AtomName::SessionName),
            _ => None,
        };
        if let Some(name) = unmodelled {
            let atom = Atom::of(name, u16::try_from(index).unwrap_or(u16::MAX));
            atoms.push(atom);
            truth = check.atom(atom);
        }
        if truth.is_true() {
            found.allowing.push(index);
        } else if truth.is_unknown() {
            found.open.push(index);
        }
        // To whom in the account it gives what is not modelled, so that no other gate may settle it.
        found.classes.add(if class == Class::Account { Class::Any } else { class }, truth);
    }
    found
}

fn is_key_use(prepared: &Prepared<'_>) -> bool {
    prepared.request.action.service() == "kms"
        && prepared.arn.is_some_and(|arn| arn.resource.starts_with("key/"))
}

/// The class by which the grant names the caller for this operation.
fn covers(prepared: &Prepared<'_>, grant: &Grant) -> Option<Class> {
    let name = prepared.request.action.name();
    let caller = &prepared.request.caller;
    let listed = grant.operations.iter().any(|operation| operation.eq_ignore_ascii_case(name));
    let by_grantee = listed.then(|| names(caller, &grant.grantee)).flatten();
    let retires = name == "retiregrant";
    by_grantee.or_else(|| {
        grant.retiring.as_deref().filter(|_| retires).and_then(|retiring| names(caller, retiring))
    })
}

fn is_session_open(caller: &Caller) -> bool {
    matches!(caller.kind, CallerKind::RoleSession { session: None, .. })
}

/// A grant to a user or session is as direct as a policy entry; one to a role keeps boundary and session policy (X28).
fn names(caller: &Caller, principal: &str) -> Option<Class> {
    match (PrincipalEntry::aws(principal), &caller.kind) {
        (PrincipalEntry::User(arn), CallerKind::User { .. }) => (arn == caller.text).then_some(Class::User),
        (PrincipalEntry::Session(arn), CallerKind::RoleSession { role, session, .. }) => {
            let of_role = || {
                let named = Arn::parse(&arn).filter(|arn| {
                    arn.partition == &*caller.partition && arn.account_id() == caller.account.as_deref()
                });
                let role_of =
                    named.and_then(|arn| arn.resource.strip_prefix("assumed-role/")?.split('/').next());
                role_of == Some(&**role)
            };
            let is_perhaps = session.is_none() && of_role();
            (arn == caller.text || is_perhaps).then_some(Class::Session)
        }
        (PrincipalEntry::FederatedUser(arn), CallerKind::FederatedUser { .. }) => {
            (arn == caller.text).then_some(Class::Session)
        }
        (PrincipalEntry::Role(arn), CallerKind::RoleSession { role, role_arn, .. }) => {
            let same = match role_arn {
                Some(known) => *known == arn,
                None => Arn::parse(&arn).is_some_and(|arn| {
                    arn.partition == &*caller.partition
                        && arn.account_id() == caller.account.as_deref()
                        && arn.resource.rsplit('/').next() == Some(role)
                }),
            };
            same.then_some(Class::Role)
        }
        (PrincipalEntry::Account { id, .. }, _) => {
            (caller.account.as_ref() == Some(&id)).then_some(Class::Account)
        }
        (PrincipalEntry::Nobody(text), CallerKind::Service { names }) => {
            names.contains(&text).then_some(Class::Service)
        }
        _ => None,
    }
}
