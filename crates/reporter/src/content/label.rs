//! The words under an underline.

use super::clause::{clause, stands_for};
use super::difference::difference;
use crate::escape::shown;
use iamdiag_diagnosis::{Difference, Label};
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
        Label::Misses { value, expanded, difference } => {
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

/// What an entry with variables came to.
fn read_as(expanded: &Option<Box<str>>) -> String {
    expanded.as_ref().map_or(String::new(), |text| format!("; read as \"{}\"", shown(text)))
}
