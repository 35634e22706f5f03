//! Policy text: reading it never panics, always answers, and what is shown reads the same again.

use iamdiag_policy::condition::Clause;
use iamdiag_policy::{
    Document, Element, Origin, PolicyError, PolicyKind, Problem, Span, Spanned, Statement, StatementSlot,
    parse, parse_bytes,
};

const KINDS: [PolicyKind; 8] = [
    PolicyKind::Identity,
    PolicyKind::Boundary,
    PolicyKind::Session,
    PolicyKind::Scp,
    PolicyKind::Rcp,
    PolicyKind::Vpce,
    PolicyKind::Resource,
    PolicyKind::Trust,
];

/// Reads `data` as a policy of every kind, given by the user and collected from AWS.
pub fn policy_text(data: &[u8]) {
    for kind in KINDS {
        let given = parse_bytes(data, kind, Origin::Given);
        let collected = parse_bytes(data, kind, Origin::Collected)
            .unwrap_or_else(|error| panic!("a collected {} was refused: {error}", kind.name()));
        check_spans(&collected);
        match &given {
            Ok(document) => {
                check_spans(document);
                check_again(document);
                assert!(
                    same_statements(document, &collected),
                    "collected text reads differently from given text"
                );
            }
            Err(error) => check_error(error),
        }
    }
}

/// The shown text is a policy that says the same, in the same places.
fn check_again(document: &Document) {
    let shown = document.text.as_str();
    let again = parse(shown, document.kind, Origin::Given)
        .unwrap_or_else(|error| panic!("the shown text does not read: {error}\n{shown}"));
    assert_eq!(again.text.as_str(), shown, "the shown text is laid out once more");
    assert!(same_statements(document, &again), "the shown text says something else:\n{shown}");
}

fn same_statements(one: &Document, other: &Document) -> bool {
    one.version == other.version
        && one.statement_list == other.statement_list
        && one.warnings == other.warnings
        // Statements have no equality of their own; what they print has all their parts and places.
        && format!("{:?}", one.statements) == format!("{:?}", other.statements)
}

fn check_error(error: &PolicyError) {
    assert!(!error.problems.is_empty(), "an error without a problem");
    let shown = error.text.as_str();
    for problem in &error.problems {
        check_problem(shown, problem);
    }
    assert!(!error.to_string().is_empty());
}

fn check_problem(shown: &str, problem: &Problem) {
    check_span(shown, problem.span);
    assert!(!problem.message.is_empty(), "a problem without a message");
}

/// Every place lies in the shown text and has a line and a column.
fn check_spans(document: &Document) {
    let shown = document.text.as_str();
    for warning in &document.warnings {
        check_problem(shown, warning);
    }
    for slot in document.statements.iter() {
        match slot {
            StatementSlot::Read(statement) => check_statement(shown, statement),
            StatementSlot::Unreadable { span, problem, .. } => {
                check_span(shown, *span);
                check_problem(shown, problem);
            }
        }
    }
}

fn check_statement(shown: &str, statement: &Statement) {
    check_span(shown, statement.span);
    check_within(shown, statement.span, statement.effect.span);
    if let Some(sid) = &statement.sid {
        check_within(shown, statement.span, sid.span);
    }
    if let Some(principal) = &statement.principal {
        check_element(shown, statement.span, principal);
    }
    check_element(shown, statement.span, &statement.action);
    if let Some(resource) = &statement.resource {
        check_element(shown, statement.span, resource);
    }
    for clause in &statement.conditions {
        check_clause(shown, statement.span, clause);
    }
}

fn check_element<T>(shown: &str, outer: Span, element: &Element<T>) {
    check_within(shown, outer, element.name_span);
    check_within(shown, outer, element.span);
    for Spanned { span, .. } in &element.entries {
        check_within(shown, element.span, *span);
    }
}

fn check_clause(shown: &str, outer: Span, clause: &Clause) {
    check_within(shown, outer, clause.operator_span);
    check_within(shown, outer, clause.key_span);
    check_within(shown, outer, clause.values_span);
    for value in &clause.values {
        check_within(shown, clause.values_span, value.span);
    }
}

fn check_within(shown: &str, outer: Span, inner: Span) {
    check_span(shown, inner);
    assert!(outer.start <= inner.start && inner.end <= outer.end, "{inner:?} is not inside {outer:?}");
}

fn check_span(shown: &str, span: Span) {
    assert!(
        shown.get(span.start as usize..span.end as usize).is_some(),
        "{span:?} is no part of the shown text"
    );
}
