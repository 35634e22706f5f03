//! The words under an underline.

use super::clause::{clause, stands_for};
use super::difference::difference;
use crate::escape::shown;
use iamdiag_diagnosis::{Difference, Label, Spares};
use iamdiag_evaluator::Truth;

/// What a mark says.
pub(crate) fn label(label: &Label) -> String {
    match label {
        Label::ExplicitDeny => "explicit deny: no Allow can override it".to_owned(),
        Label::Allow => "allows".to_owned(),
        Label::Matches { value, expanded, stands_for } => {
            let read_as = match expanded {
                Some(text) if text == value => "; its variables stand for just that".to_owned(),
                other => read_as(other),
            };
            format!("matches {}{read_as}{}", shown(value), self::stands_for(stands_for))
        }
        Label::NotListed(value) => format!("does not list {}, so it covers it", shown(value)),
        Label::Misses {
            difference: Some(bucket @ (Difference::IsTheBucket | Difference::IsItsObjects)),
            ..
        } => difference(bucket),
        Label::NamesInVain { entry, wanted } => in_vain(entry, wanted),
        Label::Misses { value, without_value, .. } if !without_value.is_empty() => {
            let names: Vec<_> = without_value.iter().map(|name| shown(name)).collect();
            let have = if names.len() == 1 { "has no value" } else { "do not all have a value" };
            format!("does not match {}: {} {have} in this request", shown(value), names.join(" and "))
        }
        Label::Misses { value, expanded, difference, .. } => {
            let why =
                difference.as_ref().map_or(String::new(), |one| format!("; it {}", self::difference(one)));
            let nothing = if &**value == "*" { ", which stands for no resource" } else { "" };
            format!("does not match {}{nothing}{}{why}", shown(value), read_as(expanded))
        }
        Label::NoneMatches { value, entries, nearly } => {
            let nearest = nearly.as_ref().map_or(String::new(), |(entry, differs)| {
                format!("; \"{}\" {}", shown(entry), self::difference(differs))
            });
            format!("none of {entries} entries matches {}{nearest}", shown(value))
        }
        Label::Excludes(value) => format!("excludes {}", shown(value)),
        Label::MayMatch(value) => format!("matches {} or not: that is not known", shown(value)),
        Label::Element { truth, value } => match truth {
            Truth::True => format!("covers {}", shown(value)),
            Truth::False => format!("does not cover {}", shown(value)),
            Truth::Unknown => format!("covers {} or not: that is not known", shown(value)),
        },
        Label::Clause(told) => clause(told),
        Label::Unreadable(problem) => format!("cannot be read, so it may do anything: {}", shown(problem)),
    }
}

/// What is named, and what it would take for a Deny with `NotPrincipal` to spare the call.
fn in_vain(entry: &str, wanted: &Spares) -> String {
    match wanted {
        Spares::Session(arn) => format!(
            "names {}, but not the session {}: a Deny with NotPrincipal spares a session only if that is listed too (rule P17)",
            shown(entry),
            shown(arn)
        ),
        Spares::Caller(arn) => format!(
            "names {}, but not {}: a Deny with NotPrincipal spares a caller only if it is listed itself (rule P17)",
            shown(entry),
            shown(arn)
        ),
        Spares::NoBoundary => format!(
            "names {}, but the caller has a permissions boundary, with which a Deny with NotPrincipal spares nobody (rule P18)",
            shown(entry)
        ),
    }
}

/// What an entry with variables came to.
fn read_as(expanded: &Option<Box<str>>) -> String {
    expanded.as_ref().map_or(String::new(), |text| format!("; read as \"{}\"", shown(text)))
}
