//! The words under an underline.

use crate::escape::escaped;
use crate::words;
use iamdiag_diagnosis::{Hint, Label};
use iamdiag_evaluator::{Because, Source, Truth};

/// What a mark says.
pub(crate) fn label(label: &Label) -> String {
    match label {
        Label::ExplicitDeny => "explicit deny: no Allow can override it".to_owned(),
        Label::Allow => "allows".to_owned(),
        Label::Matches(value) => format!("matches {}", escaped(value)),
        Label::NotListed(value) => format!("does not list {}, so it covers it", escaped(value)),
        Label::Misses { value, hint: None } => format!("does not match {}", escaped(value)),
        Label::Misses { hint: Some(hint), .. } => self::hint(*hint).to_owned(),
        Label::NoneMatches { value, entries, hint } => {
            let hint = hint.map_or(String::new(), |hint| format!("; one {}", self::hint(hint)));
            format!("none of {entries} entries matches {}{hint}", escaped(value))
        }
        Label::Excludes(value) => format!("excludes {}", escaped(value)),
        Label::MayMatch(value) => format!("matches {} or not: that is not known", escaped(value)),
        Label::Element { truth, value } => match truth {
            Truth::True => format!("covers {}", escaped(value)),
            Truth::False => format!("does not cover {}", escaped(value)),
            Truth::Unknown => format!("covers {} or not: that is not known", escaped(value)),
        },
        Label::Clause { .. } => clause(label),
        Label::Unreadable(problem) => format!("cannot be read, so it may do anything: {}", escaped(problem)),
    }
}

fn hint(hint: Hint) -> &'static str {
    match hint {
        Hint::IsTheBucket => "is the bucket; the request is for an object in it",
        Hint::IsItsObjects => "is the objects in the bucket; the request is for the bucket itself",
    }
}

fn clause(label: &Label) -> String {
    let Label::Clause { key, truth, state, source, because, .. } = label else { return String::new() };
    let truth = match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "not known",
    };
    let key = escaped(key.written());
    let why = match because {
        Because::Disputed => "AWS's documentation leaves open how this is read".to_owned(),
        Because::ListWithoutQualifier => {
            format!("{key} holds a list, which needs ForAnyValue or ForAllValues")
        }
        _ => format!("{key} is {}", words::state(state)),
    };
    let source = if *source == Source::Assumed { " (assumed)" } else { "" };
    format!("{truth}: {why}{source}")
}
