//! Clauses of conditions, and what differs.

use super::span::SpanJson;
use super::states::StateJson;
use crate::content::{clause_text, difference_text};
use iamdiag_diagnosis::{ClauseLabel, Difference, Frame, Label, Mark, WantedValue};
use iamdiag_evaluator::{Truth, Wanted};
use serde::Serialize;

/// One operator on one key.
#[derive(Serialize)]
pub(super) struct ConditionJson {
    /// The whole operator.
    operator: String,
    /// `ForAllValues` or `ForAnyValue`.
    set: Option<&'static str>,
    if_exists: bool,
    negated: bool,
    key: String,
    /// The policy's values.
    wanted: Vec<WantedJson>,
    /// The position in `wanted` of the value that the request's matches, whatever the operator makes of it.
    matched: Option<usize>,
    /// What each `*` of that one stands for.
    stands_for: Vec<String>,
    /// The request's value.
    value: StateJson,
    /// Where it came from: `given`, `derived`, `assumed` or `unknown`.
    source: &'static str,
    /// The value of a list that decided.
    deciding_value: Option<String>,
    /// `true`, `false` or `unknown`.
    result: &'static str,
    because: &'static str,
    /// What it comes to without the key, where it is not known whether there is one.
    if_absent: Option<&'static str>,
    difference: Option<DifferenceJson>,
    /// The same in words.
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<SpanJson>,
}

#[derive(Serialize)]
struct WantedJson {
    written: String,
    /// The text with its variables replaced; null where that is not known.
    resolved: Option<String>,
}

impl WantedJson {
    fn new(wanted: &WantedValue) -> Self {
        let resolved = match wanted.came_to {
            Wanted::AsWritten | Wanted::Expanded(_) => Some(wanted.text().to_owned()),
            Wanted::NotKnown | Wanted::Unresolved => None,
        };
        Self { written: wanted.written.to_string(), resolved }
    }
}

/// What exactly differs.
#[derive(Serialize)]
pub(super) struct DifferenceJson {
    kind: &'static str,
    text: String,
}

impl DifferenceJson {
    pub(super) fn new(difference: &Difference) -> Self {
        Self { kind: difference.name(), text: difference_text(difference) }
    }
}

impl ConditionJson {
    pub(super) fn new(clause: &ClauseLabel) -> Self {
        Self {
            operator: clause.operator.canonical(),
            set: clause.operator.qualifier.map(|qualifier| qualifier.name()),
            if_exists: clause.operator.if_exists,
            negated: clause.operator.negated,
            key: clause.key.written().to_owned(),
            wanted: clause.wanted.iter().map(WantedJson::new).collect(),
            matched: clause.matched,
            stands_for: clause.stands_for.iter().map(ToString::to_string).collect(),
            value: StateJson::new(&clause.state),
            source: clause.source.name(),
            deciding_value: clause.decisive.as_deref().map(Into::into),
            result: truth_name(clause.truth),
            because: clause.because.name(),
            if_absent: clause.if_absent.map(truth_name),
            difference: clause.nearly.as_ref().map(|(_, difference)| DifferenceJson::new(difference)),
            text: clause_text(clause),
            primary: None,
            span: None,
        }
    }

    pub(super) fn of_mark(frame: &Frame, mark: &Mark) -> Option<Self> {
        let Label::Clause(clause) = &mark.label else { return None };
        let span = SpanJson::of_mark(frame, mark);
        Some(Self { primary: Some(mark.primary), span: Some(span), ..Self::new(clause) })
    }
}

fn truth_name(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    }
}
