//! Conditions with the values that were compared.

use crate::difference::{Difference, nearest, of_arns, of_texts};
use crate::frames::{Label, Mark, MarkOf};
use crate::stands_for::stands_for;
use iamdiag_evaluator::{Because, ClauseTrace, KeyState, Source, Truth, Wanted};
use iamdiag_policy::condition::{Clause, Family, Operator, parse_address};
use iamdiag_policy::{Arn, ConditionKey, Effect, Span};

/// How many of a clause's values are looked at for what nearly matches.
const LOOKED_AT: usize = 50;

/// One clause of a condition, with everything that made it come out so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseLabel {
    /// The operator.
    pub operator: Operator,
    /// The key.
    pub key: ConditionKey,
    /// The effect of its statement.
    pub effect: Effect,
    /// Whether it holds.
    pub truth: Truth,
    /// Why it came out so.
    pub because: Because,
    /// What is known of the key.
    pub state: KeyState,
    /// Where that came from.
    pub source: Source,
    /// The policy's values.
    pub wanted: Vec<WantedValue>,
    /// The position in `wanted` of the first that the key's value matches, whatever the operator makes of it.
    pub matched: Option<usize>,
    /// What the wildcards of that one stood for.
    pub stands_for: Vec<Box<str>>,
    /// The value of a list that decided, under a set operator.
    pub decisive: Option<Box<str>>,
    /// What is not of the kind that the operator compares, and so made it come out.
    pub malformed: Option<Malformed>,
    /// What it comes to without the key, where it is not known whether there is one.
    pub if_absent: Option<Truth>,
    /// Which of `wanted` nearly matches, and what differs.
    pub nearly: Option<(usize, Difference)>,
}

/// What is not of the kind that an operator compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The request's value is no address or no ARN: it matches neither the operator nor its opposite (C24, C27).
    Value,
    /// The policy's value is no ARN: it never lets an Allow match, and always a Deny (U23).
    Wanted,
}

/// One value of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedValue {
    /// As it stands in the policy.
    pub written: Box<str>,
    /// What its variables came to.
    pub came_to: Wanted,
}

impl WantedValue {
    /// The text that was compared.
    pub fn text(&self) -> &str {
        match &self.came_to {
            Wanted::Expanded(text) => text,
            Wanted::AsWritten | Wanted::NotKnown | Wanted::Unresolved => &self.written,
        }
    }
}

impl ClauseLabel {
    pub(crate) fn new(effect: Effect, clause: &Clause, trace: &ClauseTrace) -> Self {
        let compared = &trace.compared;
        let wanted: Vec<WantedValue> = clause
            .values
            .iter()
            .enumerate()
            .map(|(at, operand)| WantedValue {
                written: operand.text.clone(),
                came_to: compared.wanted.get(at).cloned().unwrap_or(Wanted::AsWritten),
            })
            .collect();
        let decisive = match &trace.state {
            KeyState::List(values) => compared.decisive.and_then(|at| values.get(at)).cloned(),
            _ => None,
        };
        let value = match &trace.state {
            KeyState::Scalar(value) => Some(&**value),
            _ => decisive.as_deref(),
        };
        let stood = compared.matched.and_then(|at| wanted.get(at)).zip(value);
        let stands_for = stood.filter(|_| has_wildcards(&clause.operator));
        let stands_for = stands_for.map(|(wanted, value)| stands_for_in(wanted, value)).unwrap_or_default();
        let nearly = value
            .filter(|_| trace.truth.is_false())
            .and_then(|value| nearly(&clause.operator, &wanted, value));
        let malformed = malformed(clause, value, compared.matched);
        Self {
            operator: clause.operator,
            key: clause.key.clone(),
            effect,
            truth: trace.truth,
            because: trace.because,
            state: trace.state.clone(),
            source: trace.source,
            wanted,
            matched: compared.matched,
            stands_for,
            decisive,
            malformed,
            if_absent: compared.if_absent,
            nearly,
        }
    }
}

fn malformed(clause: &Clause, value: Option<&str>, matched: Option<usize>) -> Option<Malformed> {
    let is_of_kind = |value: &str| match clause.operator.family {
        Family::Ip => parse_address(value).is_some(),
        Family::Arn => Arn::parse(value).is_some(),
        _ => true,
    };
    if value.is_some_and(|value| !is_of_kind(value)) {
        return Some(Malformed::Value);
    }
    let matched = matched.and_then(|at| clause.values.get(at));
    let is_other = matched.is_some_and(|operand| !operand.value.is_convertible());
    (is_other && clause.operator.family == Family::Arn).then_some(Malformed::Wanted)
}

fn stands_for_in(wanted: &WantedValue, value: &str) -> Vec<Box<str>> {
    stands_for(wanted.text(), value)
}

fn has_wildcards(operator: &Operator) -> bool {
    operator.family == Family::Arn || operator.base.name().ends_with("Like")
}

/// Which of the policy's values the request's value nearly matches.
fn nearly(operator: &Operator, wanted: &[WantedValue], value: &str) -> Option<(usize, Difference)> {
    if operator.negated {
        return None;
    }
    let all = wanted.iter().take(LOOKED_AT).map(|wanted| match operator.family {
        Family::Arn => of_arns(wanted.text(), value),
        // `*` is a character of other operators, and then nothing is near.
        Family::String if !has_wildcards(operator) && wanted.text().contains(['*', '?']) => None,
        Family::String if value.starts_with("arn:") => of_arns(wanted.text(), value),
        Family::String => of_texts(wanted.text(), value),
        _ => None,
    });
    nearest(all)
}

/// The marks of a condition; `is_primary` says which results decide.
pub(crate) fn clause_marks<'a>(
    effect: Effect,
    clauses: impl Iterator<Item = (&'a Clause, &'a ClauseTrace)>,
    is_primary: &dyn Fn(Truth) -> bool,
) -> Vec<Mark> {
    let mark = |(clause, trace): (&Clause, &ClauseTrace)| Mark {
        span: clause_span(clause, trace),
        primary: is_primary(trace.truth),
        of: MarkOf::Condition,
        label: Label::Clause(Box::new(ClauseLabel::new(effect, clause, trace))),
    };
    clauses.map(mark).collect()
}

/// The one value, or the one that matched, or else the key where there are several.
fn clause_span(clause: &Clause, trace: &ClauseTrace) -> Span {
    match (&*clause.values, trace.compared.matched.and_then(|at| clause.values.get(at))) {
        ([value], _) => value.span,
        (_, Some(matched)) => matched.span,
        (_, None) => clause.key_span,
    }
}
