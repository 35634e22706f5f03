//! Keys of the caller (semantics 6.2, K10 to K13, 6.7).

use super::{Facts, derived};
use crate::caller::{Caller, CallerKind};
use crate::request::{OrgPath, Tags};
use crate::state::{Entry, KeyState, Possible, Source};
use iamdiag_policy::pattern::Glob;
use iamdiag_policy::{ConditionKey, KeyKind};

pub(super) fn derive(facts: &Facts<'_>, kind: KeyKind) -> Entry {
    let caller = &facts.request.caller;
    match kind {
        KeyKind::PrincipalArn => derived(principal_arn(caller)),
        KeyKind::PrincipalAccount => derived(match (&caller.kind, &caller.account) {
            (CallerKind::Anonymous, _) => KeyState::scalar("anonymous"),
            (_, Some(account)) => KeyState::scalar(account.clone()),
            (_, None) => KeyState::Absent,
        }),
        KeyKind::PrincipalOrgId => match caller.account {
            Some(_) => org_id(&facts.request.principal_org),
            None => derived(KeyState::Absent),
        },
        KeyKind::PrincipalOrgPaths => match caller.account {
            Some(_) => org_paths(&facts.request.principal_org),
            None => derived(KeyState::Absent),
        },
        KeyKind::PrincipalIsAwsService => derived(match caller.kind {
            CallerKind::Anonymous | CallerKind::Federated { .. } => KeyState::Absent,
            CallerKind::Service { .. } => KeyState::scalar("true"),
            _ => KeyState::scalar("false"),
        }),
        KeyKind::PrincipalServiceName => derived(match &caller.kind {
            CallerKind::Service { names } => {
                names.first().map_or(KeyState::Absent, |name| KeyState::scalar(name.clone()))
            }
            _ => KeyState::Absent,
        }),
        KeyKind::PrincipalServiceNamesList => derived(match &caller.kind {
            CallerKind::Service { names } => KeyState::list(names.iter().cloned()),
            _ => KeyState::Absent,
        }),
        KeyKind::PrincipalType => derived(principal_type(caller)),
        KeyKind::UserId => derived(user_id(caller)),
        KeyKind::Username => derived(match &caller.kind {
            CallerKind::User { name } => KeyState::scalar(name.clone()),
            _ => KeyState::Absent,
        }),
        _ => facts.not_told(),
    }
}

/// The ARN that conditions see: for a session the role's with its path (I7, I9).
fn principal_arn(caller: &Caller) -> KeyState {
    match &caller.kind {
        CallerKind::Root | CallerKind::User { .. } | CallerKind::FederatedUser { .. } => {
            KeyState::scalar(caller.text.clone())
        }
        CallerKind::RoleSession { role_arn: Some(arn), .. } => KeyState::scalar(arn.clone()),
        CallerKind::RoleSession { .. } => possible_role_arn(caller),
        CallerKind::Service { .. } | CallerKind::Federated { .. } | CallerKind::Anonymous => KeyState::Absent,
    }
}

/// The ARN of a role whose path was not told (I9, T6). Some names fix the path; else it is empty or ends in a slash, of which
/// a pattern can only say the looser "anything".
fn possible_role_arn(caller: &Caller) -> KeyState {
    let CallerKind::RoleSession { role, .. } = &caller.kind else {
        return KeyState::Absent;
    };
    let account = caller.account.as_deref().unwrap_or("");
    let path = if role.starts_with("AWSReservedSSO_") {
        "aws-reserved/sso.amazonaws.com/*"
    } else if role.starts_with("AWSServiceRoleFor") {
        "aws-service-role/*/"
    } else {
        "*"
    };
    let pattern = format!("arn:{}:iam::{account}:role/{path}{role}", caller.partition);
    KeyState::Present(Possible::Like(Glob::new(&pattern)))
}

fn principal_type(caller: &Caller) -> KeyState {
    KeyState::scalar(match caller.kind {
        CallerKind::Root => "Account",
        CallerKind::User { .. } => "User",
        CallerKind::FederatedUser { .. } => "FederatedUser",
        CallerKind::RoleSession { .. } => "AssumedRole",
        CallerKind::Anonymous => "Anonymous",
        CallerKind::Service { .. } | CallerKind::Federated { .. } => return KeyState::Absent,
    })
}

/// K10, K11.
fn user_id(caller: &Caller) -> KeyState {
    let like = |pattern: String| KeyState::Present(Possible::Like(Glob::new(&pattern)));
    match (&caller.kind, &caller.unique_id) {
        (CallerKind::Root, _) => KeyState::scalar(caller.account.clone().unwrap_or_default()),
        (CallerKind::User { .. }, Some(id)) => KeyState::scalar(id.clone()),
        (CallerKind::User { .. }, None) => like("AIDA*".to_owned()),
        (CallerKind::FederatedUser { name, .. }, _) => {
            KeyState::scalar(format!("{}:{name}", caller.account.as_deref().unwrap_or("")))
        }
        (CallerKind::RoleSession { session: Some(session), .. }, Some(id)) => {
            KeyState::scalar(format!("{id}:{session}"))
        }
        (CallerKind::RoleSession { session: Some(session), .. }, None) => like(format!("AROA*:{session}")),
        (CallerKind::RoleSession { session: None, .. }, Some(id)) => like(format!("{id}:*")),
        (CallerKind::RoleSession { session: None, .. }, None) => like("AROA*:*".to_owned()),
        (CallerKind::Anonymous, _) => KeyState::scalar("anonymous"),
        (CallerKind::Service { .. } | CallerKind::Federated { .. }, _) => KeyState::Absent,
    }
}

pub(super) fn org_id(org: &OrgPath) -> Entry {
    match org {
        OrgPath::None => derived(KeyState::Absent),
        OrgPath::Path(path) => derived(KeyState::scalar(path.split('/').next().unwrap_or(""))),
        OrgPath::Elsewhere(id) => {
            Entry::new(KeyState::Unknown(Possible::Unlike(Glob::literal(id))), Source::Derived)
        }
        OrgPath::Unknown => Entry::new(KeyState::unknown(), Source::Unknown),
    }
}

pub(super) fn org_paths(org: &OrgPath) -> Entry {
    match org {
        OrgPath::None => derived(KeyState::Absent),
        OrgPath::Path(path) => Entry::list(KeyState::list([path.clone()]), Source::Derived),
        OrgPath::Elsewhere(id) => {
            let paths = Glob::new(&format!("{id}/*"));
            Entry::list(KeyState::Unknown(Possible::Unlike(paths)), Source::Derived)
        }
        OrgPath::Unknown => Entry::list(KeyState::unknown(), Source::Unknown),
    }
}

/// `aws:PrincipalTag/k` (I20, U37).
pub(super) fn tag(facts: &Facts<'_>, key: &ConditionKey) -> Entry {
    match facts.request.caller.kind {
        CallerKind::User { .. } | CallerKind::RoleSession { .. } | CallerKind::FederatedUser { .. } => {
            tag_entry(facts.request.principal_tags.as_ref(), key)
        }
        // U37: a root user carries none; the other kinds have nothing to carry them.
        _ => derived(KeyState::Absent),
    }
}

/// The value of the tag that the key names; tag keys compare without regard to case (C4).
pub(super) fn tag_entry(tags: Option<&Tags>, key: &ConditionKey) -> Entry {
    let Some(tags) = tags else {
        return Entry::new(KeyState::unknown(), Source::Unknown);
    };
    let wanted = key.tag().unwrap_or("");
    let mut same = tags.iter().filter(|(name, _)| name.to_lowercase() == wanted);
    let first = same.next();
    let mut entry = match first {
        None => derived(KeyState::Absent),
        Some((_, Some(value))) => derived(KeyState::scalar(value.clone())),
        Some((_, None)) => Entry::new(KeyState::present(), Source::Unknown),
    };
    // U26: colliding tags, and letters that fold onto plain `i`, `s` and `k`.
    let odd = |name: &str| name.contains(['ı', 'İ', 'ſ', '\u{212a}']);
    entry.ambiguous = same.next().is_some() || tags.iter().any(|(name, _)| odd(name)) || odd(key.written());
    entry
}
