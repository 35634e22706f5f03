//! The values of the condition keys that the shown statements ask for, each with where it came from.

use crate::escape::escaped;
use crate::words;
use iamdiag_diagnosis::{Answer, ClauseLabel, Frame, Label, UnknownName};
use iamdiag_evaluator::{KeyState, Source};

/// A row for each key, in the order in which the statements ask: key, value, source, how to tell it.
pub(super) fn values<'a>(answer: &Answer, frames: impl Iterator<Item = &'a Frame>) -> Vec<Vec<String>> {
    let mut seen = Vec::new();
    let mut rows = Vec::new();
    for clause in frames.flat_map(|frame| &frame.marks).filter_map(|mark| clause(&mark.label)) {
        if !seen.contains(&&clause.key) {
            seen.push(&clause.key);
            rows.push(row(answer, clause));
        }
    }
    rows
}

fn clause(label: &Label) -> Option<&ClauseLabel> {
    match label {
        Label::Clause(clause) => Some(clause),
        _ => None,
    }
}

fn row(answer: &Answer, clause: &ClauseLabel) -> Vec<String> {
    let decides = |name: &UnknownName| matches!(name, UnknownName::Key(key) if *key == clause.key);
    let decides = answer.unknowns.iter().any(|unknown| decides(&unknown.name));
    let is_open = matches!(clause.state, KeyState::Unknown(_) | KeyState::Present(_));
    let (source, note) = match (clause.source, decides) {
        (_, true) => ("UNKNOWN", "the answer turns on it"),
        (Source::Unknown, false) => ("UNKNOWN", ""),
        (Source::Assumed, false) => ("assumed", "change it with --context or --absent"),
        (Source::Given, false) => ("given", ""),
        (Source::Derived, false) if is_open => ("known in part", ""),
        (Source::Derived, false) => ("derived", ""),
    };
    vec![
        escaped(clause.key.written()).into_owned(),
        words::state(&clause.state),
        source.to_owned(),
        note.to_owned(),
    ]
}
