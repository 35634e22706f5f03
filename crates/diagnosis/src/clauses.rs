//! Marks for the elements and conditions of a statement: what matched, what did not, what is open.

use crate::frames::{Hint, Label, Mark};
use iamdiag_evaluator::{Request, Resource, StatementTrace, Truth};
use iamdiag_policy::condition::Clause;
use iamdiag_policy::{Element, Span, Spanned, Statement};

/// How many entries of one element are marked.
const SHOWN: usize = 3;

/// The marks of every part of a statement; those of parts for which `is_primary` says so are primary.
pub(crate) fn marks(
    statement: &Statement,
    trace: &StatementTrace,
    request: &Request,
    is_primary: impl Fn(Truth) -> bool,
) -> Vec<Mark> {
    let mut marks = Vec::new();
    let resource = request.resource.text();
    let parts = [
        statement
            .principal
            .as_ref()
            .map(places)
            .zip(trace.principal.as_ref())
            .map(|pair| (pair, &*request.caller.text, None)),
        Some(places(&statement.action))
            .zip(trace.action.as_ref())
            .map(|pair| (pair, request.action.written(), None)),
        statement.resource.as_ref().map(places).zip(trace.resource.as_ref()).map(|pair| {
            let hint = statement.resource.as_ref().and_then(|element| hint(element, &request.resource));
            (pair, &*resource, hint)
        }),
    ];
    for ((places, element), value, hint) in parts.into_iter().flatten() {
        let primary = is_primary(element.truth);
        marks.extend(places.marks(element.truth, &element.entries, value, hint).map(|(span, label)| Mark {
            span,
            primary,
            label,
        }));
    }
    for (clause, outcome) in statement.conditions.iter().zip(&trace.conditions) {
        marks.push(Mark {
            span: clause_span(clause),
            primary: is_primary(outcome.truth),
            label: Label::Clause {
                operator: clause.operator.canonical(),
                key: clause.key.clone(),
                truth: outcome.truth,
                state: outcome.state.clone(),
                source: outcome.source,
                because: outcome.because,
            },
        });
    }
    marks
}

/// The one value, or the key where there are several.
fn clause_span(clause: &Clause) -> Span {
    match &*clause.values {
        [value] => value.span,
        _ => clause.key_span,
    }
}

/// The places of an element, whatever its entries are.
struct Places {
    negated: bool,
    name: Span,
    entries: Vec<Span>,
}

fn places<T>(element: &Element<T>) -> Places {
    let spans = element.entries.iter().map(|entry: &Spanned<T>| entry.span);
    Places { negated: element.negated, name: element.name_span, entries: spans.collect() }
}

impl Places {
    fn marks(
        &self,
        truth: Truth,
        entries: &[Truth],
        value: &str,
        hint: Option<Hint>,
    ) -> impl Iterator<Item = (Span, Label)> {
        let of = |wanted: Truth| {
            let pairs = self.entries.iter().zip(entries).filter(move |(_, entry)| **entry == wanted);
            pairs.map(|(span, _)| *span).take(SHOWN)
        };
        let value = || Box::<str>::from(value);
        let found: Vec<(Span, Label)> = match (truth, self.negated) {
            (Truth::True, false) => {
                of(Truth::True).take(1).map(|span| (span, Label::Matches(value()))).collect()
            }
            (Truth::True, true) => vec![(self.name, Label::NotListed(value()))],
            (Truth::False, false) if self.entries.len() <= SHOWN => {
                of(Truth::False).map(|span| (span, Label::Misses { value: value(), hint })).collect()
            }
            (Truth::False, false) => {
                vec![(self.name, Label::NoneMatches { value: value(), entries: self.entries.len(), hint })]
            }
            (Truth::False, true) => {
                of(Truth::True).take(1).map(|span| (span, Label::Excludes(value()))).collect()
            }
            (Truth::Unknown, _) => of(Truth::Unknown).map(|span| (span, Label::MayMatch(value()))).collect(),
        };
        // An element may be decided by none of its entries alone: an empty list, a class of principals.
        let found = if found.is_empty() {
            vec![(self.name, Label::Element { truth, value: value() })]
        } else {
            found
        };
        found.into_iter()
    }
}

/// X41: a bucket where an object is asked for, or the other way about.
fn hint(element: &Element<iamdiag_policy::ResourcePattern>, resource: &Resource) -> Option<Hint> {
    let Resource::Arn(text) = resource else { return None };
    let asked = text.strip_prefix("arn:").filter(|rest| rest.contains(":s3:::"))?;
    let bucket = asked.split('/').next()?;
    let asks_object = asked.contains('/');
    element.entries.iter().find_map(|entry| {
        let pattern = entry.value.written().strip_prefix("arn:")?;
        let (of_bucket, rest) =
            pattern.split_once('/').map_or((pattern, None), |(bucket, rest)| (bucket, Some(rest)));
        match (of_bucket == bucket, asks_object, rest) {
            (true, true, None) => Some(Hint::IsTheBucket),
            (true, false, Some(_)) => Some(Hint::IsItsObjects),
            _ => None,
        }
    })
}
