//! Collected documents: what cannot be read is unknown, never gone (G5).

use super::*;
use crate::Effect;

/// The slots as `read`, or the effect, code and underlined text of what could not be read.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let document = parse(text, PolicyKind::Identity, Origin::Collected).unwrap();
    let slots: Vec<_> = document.statements.iter().map(|slot| render_slot(&document, slot)).collect();
    assert_eq!(slots, expected);
}

fn render_slot(document: &Document, slot: &StatementSlot) -> String {
    let StatementSlot::Unreadable { effect, problem, .. } = slot else { return "read".to_owned() };
    let effect = effect.map_or("unknown", Effect::name);
    format!("{effect} {} {}", problem.code, problem.span.slice(document.text.as_str()))
}

#[test]
fn a_statement_in_error_is_unreadable_and_the_others_are_read() {
    let good = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;
    let bad = r#"{"Effect":"Deny","Action":"s3:*","Resource":"*","Obligation":{}}"#;
    check(
        &document(&format!("{good},{bad},{good},7")),
        &["read", "Deny unknown-element \"Obligation\"", "read", "unknown wrong-type 7"],
    );
    let document =
        parse(&document(&format!("{good},{bad}")), PolicyKind::Identity, Origin::Collected).unwrap();
    let StatementSlot::Unreadable { span, .. } = &document.statements[1] else { panic!() };
    assert!(span.slice(document.text.as_str()).starts_with("{\n      \"Effect\": \"Deny\""));
    assert_eq!(document.pointer(1), "/Statement/1");
}

#[test]
fn the_first_problem_of_a_statement_is_kept() {
    check(
        &document(r#"{"Effect":"allow","Action":"s3","Resource":7}"#),
        &["unknown missing-element {"].map(|_| "unknown illegal-effect \"allow\""),
    );
}

#[test]
fn an_effect_told_twice_is_unknown() {
    check(
        &document(r#"{"Effect":"Allow","effect":"Deny","Action":"s3:*","Resource":"*"}"#),
        &["unknown duplicate-key \"effect\""],
    );
}

#[test]
fn a_document_in_error_is_one_unknown() {
    check("{", &["unknown not-json {"]);
    check("", &["unknown not-json "]);
    check("%7B%", &["unknown not-json %"]);
    check(r#"{"Version":"2030-01-01","Statement":[{},{}]}"#, &["unknown illegal-version \"2030-01-01\""]);
    check(r#"{"Statement":[],"Statement":[]}"#, &["unknown duplicate-key \"Statement\""]);
    check(r#"{"Rules":[]}"#, &["unknown missing-element {"]);
    check("[]", &["unknown wrong-type []"]);
}

#[test]
fn a_document_in_error_is_shown_whole() {
    let document = parse(r#"{"Version":"x","Statement":[]}"#, PolicyKind::Scp, Origin::Collected).unwrap();
    let StatementSlot::Unreadable { span, .. } = &document.statements[0] else { panic!() };
    assert_eq!(span.slice(document.text.as_str()), document.text.as_str());
}

#[test]
fn warnings_stay_warnings() {
    let document = parse(
        &document(r#"{"Effect":"Deny","Action":[],"Resource":"*"}"#),
        PolicyKind::Identity,
        Origin::Collected,
    )
    .unwrap();
    assert_eq!(render_all(&document.text, &document.warnings).len(), 1);
    assert!(document.statement(0).is_some());
}
