//! Which resources a verdict speaks of, where none was told (R21).

use crate::escape::escaped;
use iamdiag_diagnosis::{Answer, CheckAnswer, CheckReason};
use iamdiag_evaluator::Decision;

/// ` on any role of account 111122223333`, or nothing where the resource was told.
pub(super) fn on(answer: &Answer, check: &CheckAnswer) -> String {
    let CheckReason::ResourceType { name, required, account } = &check.reason else { return String::new() };
    let allowed = answer.decision == Decision::Allowed;
    let account = if allowed { any_account(answer) } else { account.as_deref() };
    let every = if allowed { "every" } else { "any" };
    if only_type(answer).is_some() || !allowed && *required {
        return format!(" on {every} {}{}", escaped(name), of(account));
    }
    let place = account.map_or(String::new(), |account| format!(" in account {}", escaped(account)));
    format!(" on {every} type of resource it can have{place}")
}

/// `on any role of account 111122223333: `, where one type is all there is.
pub(super) fn on_one_type(answer: &Answer) -> String {
    let account = any_account(answer);
    match only_type(answer) {
        Some(name) if account.is_some() => format!("on any {}{}: ", escaped(name), of(account)),
        _ => String::new(),
    }
}

fn of(account: Option<&str>) -> String {
    account.map_or(String::new(), |account| format!(" of account {}", escaped(account)))
}

/// The type of resource, if there is only one that the action can have.
fn only_type(answer: &Answer) -> Option<&str> {
    let mut names = types(answer).map(|(name, _)| name);
    let first = names.next()?;
    names.all(|name| name == first).then_some(first)
}

/// The account of those types of which the ARNs name one.
fn any_account(answer: &Answer) -> Option<&str> {
    types(answer).find_map(|(_, account)| account)
}

fn types(answer: &Answer) -> impl Iterator<Item = (&str, Option<&str>)> {
    answer.checks.iter().filter_map(|check| match &check.reason {
        CheckReason::ResourceType { name, account, .. } => Some((&**name, account.as_deref())),
        _ => None,
    })
}
