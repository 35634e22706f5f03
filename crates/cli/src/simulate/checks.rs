//! The checks that one call makes: those it names, and those that `sts:AssumeRole` brings with it (X14, X60).

use super::fields::{Field, Fields};
use super::problem::LineError;
use iamdiag_evaluator::{KeyState, Request};
use iamdiag_policy::{ActionName, KeyKind};

/// The objects of `requests`, each laid over the outer one; the outer one alone where there is none.
pub(super) fn overlaid<'a>(outer: &Fields<'a>) -> Result<Option<Vec<Fields<'a>>>, LineError> {
    let Some(field) = outer.get("requests") else {
        return Ok(None);
    };
    let elements = outer.list_of(field, "a list of objects")?;
    if elements.is_empty() {
        return Err(outer.wrong_type(field, "a list with at least one object"));
    }
    elements.iter().map(|element| overlay(outer, element)).collect::<Result<_, _>>().map(Some)
}

fn overlay<'a>(outer: &Fields<'a>, element: &Field<'a>) -> Result<Fields<'a>, LineError> {
    let inner = Fields::within(outer.line, element.value)?;
    let mut entries: Vec<Field<'a>> = inner.entries.clone();
    let own = |field: &&Field<'a>| field.name != "requests" && inner.find(&field.name).is_none();
    entries.extend(outer.entries.iter().filter(own).cloned());
    Ok(Fields { entries, ..inner })
}

/// A further check of the same call, and whether it is certain that the call makes it.
pub(super) struct Further {
    pub(super) request: Request,
    pub(super) certain: bool,
}

/// X14: what `sts:AssumeRole` is checked for beside itself.
pub(super) fn further(request: &Request) -> Vec<Further> {
    if !matches!(
        request.action.lower(),
        "sts:assumerole" | "sts:assumerolewithsaml" | "sts:assumerolewithwebidentity"
    ) {
        return Vec::new();
    }
    let chained = request.session.as_ref();
    let inherits_tags = chained.is_some_and(|session| !session.transitive_tag_keys.is_empty());
    let inherits_identity = chained.is_some_and(|session| session.source_identity.is_some());
    let tags = passes(request, inherits_tags, |kind, lower| {
        matches!(kind, KeyKind::RequestTag | KeyKind::TagKeys) || lower == "sts:transitivetagkeys"
    });
    // The session's own source identity is handed on as much as one that the call sets.
    let identity = passes(request, inherits_identity, |kind, lower| {
        kind == KeyKind::SourceIdentity || lower == "sts:sourceidentity"
    });
    let contexts = passes(request, false, |_, lower| lower.starts_with("sts:requestcontext"));
    [("sts:TagSession", tags), ("sts:SetSourceIdentity", identity), ("sts:SetContext", contexts)]
        .into_iter()
        .filter_map(|(name, certain)| {
            let action = ActionName::parse(name)?;
            Some(Further { request: Request { action, ..request.clone() }, certain: certain? })
        })
        .collect()
}

/// Whether the call passes something: surely, perhaps, or not (`None`).
fn passes(request: &Request, inherited: bool, wanted: impl Fn(KeyKind, &str) -> bool) -> Option<bool> {
    if inherited {
        return Some(true);
    }
    let states =
        request.context.iter().filter(|(key, _)| wanted(key.kind(), key.lower())).map(|(_, state)| state);
    states
        .filter_map(|state| match state {
            KeyState::Absent => None,
            KeyState::List(values) if values.is_empty() => None,
            KeyState::Unknown(_) => Some(false),
            _ => Some(true),
        })
        .max()
}
