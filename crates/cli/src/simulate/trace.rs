//! The whole tree of a decision as JSON.

use super::output::{canonical, state};
use iamdiag_evaluator::{
    ElementTrace, Evaluation, Evidence, Prepared, StatementDetails, StatementTrace, Truth, details,
};
use iamdiag_policy::{Spanned, Statement};
use serde_json::{Value, json};

pub(super) fn trace(prepared: &Prepared<'_>, evidence: &Evidence, evaluation: &Evaluation) -> Value {
    let layers: Vec<Value> = evaluation
        .layers
        .iter()
        .map(|row| {
            json!({
                "layer": row.layer.name(),
                "present": row.present,
                "collected": row.collected,
                "deny": truth(row.deny),
                "allow": truth(row.allow),
            })
        })
        .collect();
    let statements: Vec<Value> =
        evaluation.trace.statements.iter().map(|statement| one(prepared, evidence, statement)).collect();
    json!({"layers": layers, "statements": statements})
}

fn truth(truth: Truth) -> Value {
    match truth {
        Truth::True => json!(true),
        Truth::False => json!(false),
        Truth::Unknown => Value::Null,
    }
}

fn one(prepared: &Prepared<'_>, evidence: &Evidence, traced: &StatementTrace) -> Value {
    let attached = evidence.attached(traced.at);
    let index = traced.at.statement as usize;
    let statement = attached.and_then(|attached| attached.document.statement(index));
    let details = details(prepared, evidence, traced.at).unwrap_or_default();
    let element = |part: &Option<ElementTrace>, texts: Vec<String>| {
        part.as_ref().map(|part| {
            let entries: Vec<Value> = texts
                .iter()
                .zip(&part.entries)
                .map(|(text, entry)| json!({"entry": text, "matches": truth(*entry)}))
                .collect();
            json!({"holds": truth(part.truth), "entries": entries})
        })
    };
    json!({
        "layer": traced.at.layer.name(),
        "node": traced.at.node,
        "policy": attached.map(|attached| attached.name.to_string()),
        "statement": traced.at.statement,
        "pointer": attached.map(|attached| attached.document.pointer(index)),
        "effect": traced.effect.map(|effect| effect.name()),
        "matches": truth(traced.truth),
        "principal": element(&details.principal, statement.map_or_else(Vec::new, principals)),
        "action": element(&details.action, statement.map_or_else(Vec::new, actions)),
        "resource": element(&details.resource, statement.map_or_else(Vec::new, resources)),
        "conditions": conditions(statement, &details),
    })
}

fn texts<T>(entries: &[Spanned<T>], text: impl Fn(&T) -> &str) -> Vec<String> {
    entries.iter().map(|entry| text(&entry.value).to_owned()).collect()
}

fn principals(statement: &Statement) -> Vec<String> {
    statement
        .principal
        .as_ref()
        .map_or_else(Vec::new, |element| texts(&element.entries, |entry| entry.text()))
}

fn actions(statement: &Statement) -> Vec<String> {
    texts(&statement.action.entries, |entry| entry.written())
}

fn resources(statement: &Statement) -> Vec<String> {
    statement
        .resource
        .as_ref()
        .map_or_else(Vec::new, |element| texts(&element.entries, |entry| entry.written()))
}

fn conditions(statement: Option<&Statement>, details: &StatementDetails) -> Vec<Value> {
    let clauses = statement.map_or(&[][..], |statement| &statement.conditions);
    clauses
        .iter()
        .zip(&details.conditions)
        .map(|(clause, traced)| {
            json!({
                "operator": clause.operator.canonical(),
                "key": canonical(&clause.key),
                "values": clause.values.iter().map(|value| &*value.text).collect::<Vec<_>>(),
                "state": state(&traced.state),
                "source": traced.source.name(),
                "holds": truth(traced.truth),
                "because": traced.because.name(),
            })
        })
        .collect()
}
