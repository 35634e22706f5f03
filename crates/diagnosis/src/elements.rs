//! Elements with what matched in them, what did not, and what is open.

use crate::difference::{Difference, nearest, of_arns, of_resource, of_texts};
use crate::frames::{Label, Mark, MarkOf, Spares};
use crate::stands_for::stands_for;
use iamdiag_evaluator::{CallerKind, ElementTrace, Request, Resource, StatementDetails, Truth, Wanted};
use iamdiag_policy::{
    ActionPattern, Arn, Element, PrincipalEntry, ResourcePattern, Span, Spanned, Statement,
};

/// How many entries of one element are marked.
const SHOWN: usize = 3;
/// How many entries of one element are looked at for what nearly matches.
const LOOKED_AT: usize = 50;

/// An element whatever its entries are, with how it stands to the request.
pub(crate) struct Matched<'a> {
    pub(crate) of: MarkOf,
    negated: bool,
    name: Span,
    entries: Vec<Entry<'a>>,
    trace: &'a ElementTrace,
    request: &'a Request,
    /// The request's value.
    pub(crate) value: Box<str>,
}

/// One entry.
struct Entry<'a> {
    span: Span,
    written: &'a str,
    truth: Truth,
    /// The text with its variables replaced, where it has some.
    expanded: Option<&'a str>,
    /// Whether one of its variables has no value in the request.
    has_no_value: bool,
}

impl Entry<'_> {
    fn text(&self) -> &str {
        self.expanded.unwrap_or(self.written)
    }
}

/// The elements that a statement has, in the order principal, action, resource.
pub(crate) fn elements<'a>(
    statement: &'a Statement,
    details: &'a StatementDetails,
    request: &'a Request,
) -> Vec<Matched<'a>> {
    let principal = statement.principal.as_ref().zip(details.principal.as_ref()).map(|(element, trace)| {
        let caller = request.caller.text.clone();
        Matched::new(MarkOf::Principal, element, trace, request, caller, PrincipalEntry::text)
    });
    let action = details.action.as_ref().map(|trace| {
        let action = request.action.written().into();
        Matched::new(MarkOf::Action, &statement.action, trace, request, action, ActionPattern::written)
    });
    let resource = statement.resource.as_ref().zip(details.resource.as_ref()).map(|(element, trace)| {
        let resource = request.resource.text().into();
        Matched::new(MarkOf::Resource, element, trace, request, resource, ResourcePattern::written)
    });
    [principal, action, resource].into_iter().flatten().collect()
}

impl<'a> Matched<'a> {
    fn new<T>(
        of: MarkOf,
        element: &'a Element<T>,
        trace: &'a ElementTrace,
        request: &'a Request,
        value: Box<str>,
        written: impl Fn(&'a T) -> &'a str,
    ) -> Self {
        let entry = |(at, (entry, truth)): (usize, (&'a Spanned<T>, &Truth))| Entry {
            span: entry.span,
            written: written(&entry.value),
            truth: *truth,
            expanded: match trace.wanted.get(at) {
                Some(Wanted::Expanded(text)) => Some(text),
                _ => None,
            },
            has_no_value: matches!(trace.wanted.get(at), Some(Wanted::Unresolved)),
        };
        let entries = element.entries.iter().zip(&trace.entries).enumerate().map(entry).collect();
        Self { of, negated: element.negated, name: element.name_span, entries, trace, request, value }
    }

    /// Whether the element covers the request.
    pub(crate) fn truth(&self) -> Truth {
        self.trace.truth
    }

    /// The entry that nearly matches, and what differs.
    pub(crate) fn nearly(&self) -> Option<(&str, Difference)> {
        if self.negated {
            return None;
        }
        let all = self.entries.iter().take(LOOKED_AT).map(|entry| self.difference(entry));
        nearest(all).and_then(|(at, difference)| Some((self.entries.get(at)?.text(), difference)))
    }

    fn difference(&self, entry: &Entry<'_>) -> Option<Difference> {
        if !entry.truth.is_false() || entry.has_no_value {
            return None;
        }
        match self.of {
            MarkOf::Action => of_action(entry.written, &self.value),
            MarkOf::Resource => match &self.request.resource {
                // Of `instance/*` nobody can tell how it differs.
                Resource::Arn(asked) if !asked.contains('*') => of_resource(entry.text(), asked),
                _ => None,
            },
            MarkOf::Principal => of_principal(entry.written, self.request),
            MarkOf::Effect | MarkOf::Condition | MarkOf::Statement => None,
        }
    }

    /// Its marks.
    pub(crate) fn marks(&self, primary: bool) -> Vec<Mark> {
        let of = |wanted: Truth| self.entries.iter().filter(move |entry| entry.truth == wanted).take(SHOWN);
        let value = || self.value.clone();
        let found: Vec<(Span, Label)> = match (self.truth(), self.negated) {
            (Truth::True, false) => {
                of(Truth::True).take(1).map(|entry| (entry.span, self.matches(entry))).collect()
            }
            (Truth::True, true) => match self.named_in_vain() {
                named if named.is_empty() => vec![(self.name, Label::NotListed(value()))],
                named => named,
            },
            (Truth::False, false) if self.entries.len() <= SHOWN => {
                of(Truth::False).map(|entry| (entry.span, self.misses(entry))).collect()
            }
            (Truth::False, false) => {
                let nearly = self.nearly().map(|(entry, difference)| (entry.into(), difference));
                vec![(self.name, Label::NoneMatches { value: value(), entries: self.entries.len(), nearly })]
            }
            (Truth::False, true) => {
                of(Truth::True).take(1).map(|entry| (entry.span, Label::Excludes(value()))).collect()
            }
            (Truth::Unknown, _) => {
                of(Truth::Unknown).map(|entry| (entry.span, Label::MayMatch(value()))).collect()
            }
        };
        // An element may be decided by none of its entries alone: an empty list, a class of principals.
        let found = if found.is_empty() {
            vec![(self.name, Label::Element { truth: self.truth(), value: value() })]
        } else {
            found
        };
        found.into_iter().map(|(span, label)| Mark { span, primary, of: self.of, label }).collect()
    }

    /// The entries of a `NotPrincipal` that covers the caller although they name it, or its role or account.
    fn named_in_vain(&self) -> Vec<(Span, Label)> {
        if self.of != MarkOf::Principal {
            return Vec::new();
        }
        let caller = &self.request.caller;
        let named = || self.entries.iter().filter(|entry| entry.truth.is_true());
        let names_leaf = |entry: &Entry<'_>| {
            let is_session = Arn::parse(entry.written).is_some_and(|arn| arn.service == "sts");
            match caller.kind {
                CallerKind::RoleSession { .. } => is_session,
                _ => entry.written == &*caller.text,
            }
        };
        let wanted = match (&caller.kind, named().any(names_leaf)) {
            (_, true) => Spares::NoBoundary,
            (CallerKind::RoleSession { role, session, .. }, false) => {
                let account = caller.account.as_deref().unwrap_or_default();
                let session = session.as_deref().unwrap_or("SESSION");
                let partition = &caller.partition;
                Spares::Session(
                    format!("arn:{partition}:sts::{account}:assumed-role/{role}/{session}").into(),
                )
            }
            (_, false) => Spares::Caller(caller.text.clone()),
        };
        // Which entry it is helps most: one that names more than an account.
        let names_more =
            |entry: &&Entry<'_>| !entry.written.ends_with(":root") && entry.written.contains('/');
        let entry = named().find(names_more).or_else(|| named().next());
        let label =
            |entry: &Entry<'_>| Label::NamesInVain { entry: entry.written.into(), wanted: wanted.clone() };
        entry.map(|entry| (entry.span, label(entry))).into_iter().collect()
    }

    fn matches(&self, entry: &Entry<'_>) -> Label {
        let stands_for = match self.of {
            // That `s3:*` is every action of the service goes without saying.
            MarkOf::Action if entry.written.ends_with(":*") => Vec::new(),
            MarkOf::Action => of_letters(entry.written, &self.value),
            MarkOf::Resource if !self.value.contains('*') => stands_for(entry.text(), &self.value),
            _ => Vec::new(),
        };
        Label::Matches { value: self.value.clone(), expanded: entry.expanded.map(Into::into), stands_for }
    }

    fn misses(&self, entry: &Entry<'_>) -> Label {
        Label::Misses {
            value: self.value.clone(),
            expanded: entry.expanded.map(Into::into),
            without_value: if entry.has_no_value { variables(entry.written) } else { Vec::new() },
            difference: self.difference(entry),
        }
    }
}

/// The variables of a pattern, as they are written.
fn variables(pattern: &str) -> Vec<Box<str>> {
    let after = pattern.split("${").skip(1);
    after.filter_map(|rest| rest.split_once('}')).map(|(name, _)| format!("${{{name}}}").into()).collect()
}

/// What the wildcards of an action stood for, in the action's own letters.
fn of_letters(pattern: &str, action: &str) -> Vec<Box<str>> {
    let (lower, text) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let mut rest = action;
    let mut skipped = 0;
    let own = |found: Box<str>| -> Box<str> {
        let at = text.get(skipped..).and_then(|here| here.find(&*found)).unwrap_or(0);
        let own = rest.get(at..at + found.len()).unwrap_or(&found).into();
        skipped += at + found.len();
        rest = rest.get(at + found.len()..).unwrap_or("");
        own
    };
    stands_for(&lower, &text).into_iter().map(own).collect()
}

/// Actions are compared without regard to case; those of other services are never near.
fn of_action(pattern: &str, action: &str) -> Option<Difference> {
    let (wanted, asked) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let ((service, wanted), (of, asked)) = (wanted.split_once(':')?, asked.split_once(':')?);
    if service != of {
        return None;
    }
    // In the letters of the policy and of the request.
    let own =
        |written: &str, lower: &str| written.get(written.len().saturating_sub(lower.len())..).map(Into::into);
    Some(match of_texts(wanted, asked)? {
        Difference::GoesOn(rest) => Difference::GoesOn(own(action, &rest)?),
        Difference::EndsBefore(rest) => Difference::EndsBefore(own(pattern, &rest)?),
        Difference::From { wanted, asked } => {
            Difference::From { wanted: own(pattern, &wanted)?, asked: own(action, &asked)? }
        }
        other => other,
    })
}

fn of_principal(entry: &str, request: &Request) -> Option<Difference> {
    let caller = &request.caller;
    if let (true, Some(account)) = (iamdiag_policy::is_account_id(entry), caller.account.as_deref()) {
        let part =
            crate::difference::ArnPart { name: "account", wanted: entry.into(), asked: account.into() };
        return (entry != account).then(|| Difference::ArnParts(vec![part]));
    }
    let is_session = Arn::parse(entry).is_some_and(|arn| arn.resource.starts_with("assumed-role/"));
    let asked = match &caller.kind {
        CallerKind::RoleSession { role_arn: Some(role), .. } if !is_session => role,
        _ => &caller.text,
    };
    of_arns(entry, asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_keep_their_letters() {
        assert_eq!(
            of_action("s3:getobject", "s3:GetObjectVersion"),
            Some(Difference::GoesOn("Version".into()))
        );
        assert_eq!(of_action("ec2:Get*", "s3:GetObject"), None);
        assert_eq!(of_letters("S3:get*acl", "s3:GetObjectAcl"), ["Object".into()]);
    }
}
