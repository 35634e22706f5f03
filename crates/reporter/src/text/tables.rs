//! The table of layers, what is in the way, what the answer turns on, and which values give which decision.

use super::headline::{name, word};
use super::supply::supply;
use crate::escape::escaped;
use crate::words;
use iamdiag_diagnosis::{Answer, CheckAnswer, LayerEffect, LayerRow, OutcomeRow, StateOf, UnknownAnswer};
use iamdiag_evaluator::{Layer, UnknownKind};
use iamdiag_snapshot::Presumed;

/// Rows of cells, each column as wide as its widest cell.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.chars().count()))));
        let line = format!(" {}", cells.collect::<Vec<_>>().join("  "));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

pub(super) fn layers(answer: &Answer, check: &CheckAnswer) -> String {
    let mut rows = vec![vec!["layer".to_owned(), "effect".to_owned(), "decided by".to_owned()]];
    rows.extend(check.layers.iter().map(|row| {
        vec![row.layer.name().to_owned(), effect(row.effect).to_owned(), decided_by(answer, row)]
    }));
    table(&rows)
}

fn effect(effect: LayerEffect) -> &'static str {
    match effect {
        LayerEffect::Allow => "allow",
        LayerEffect::ExplicitDeny => "EXPLICIT DENY",
        LayerEffect::ImplicitDeny => "IMPLICIT DENY",
        LayerEffect::NoImpact => "no impact",
        LayerEffect::Unknown => "UNKNOWN",
        LayerEffect::NotCollected => "NOT COLLECTED",
        LayerEffect::None => "none",
    }
}

fn decided_by(answer: &Answer, row: &LayerRow) -> String {
    let counted = || {
        let policies = words::count(row.policies, "policy", "policies");
        format!("{policies}, {}", words::count(row.examined, "statement", "statements"))
    };
    match (row.effect, row.statements.split_first()) {
        (LayerEffect::Allow | LayerEffect::ExplicitDeny | LayerEffect::Unknown, Some((first, rest))) => {
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            format!("{}{more}", words::cited(first))
        }
        (LayerEffect::ImplicitDeny, _) if row.examined == 0 => "there is no policy".to_owned(),
        (LayerEffect::ImplicitDeny, _) => format!("{}, none allows it", counted()),
        (LayerEffect::NoImpact, _) if row.layer == Layer::Rcp => "RCPs do not bind this service".to_owned(),
        (LayerEffect::NoImpact, _) if row.examined > 0 => format!("{}, none matches", counted()),
        (LayerEffect::None, _) => why_none(answer, row.layer).to_owned(),
        (LayerEffect::Allow, None) if row.layer == Layer::Identity => "a root user needs none".to_owned(),
        _ => String::new(),
    }
}

fn why_none(answer: &Answer, layer: Layer) -> &'static str {
    let presumed = |wanted: &Presumed| answer.presumed.contains(wanted);
    match layer {
        _ if presumed(&Presumed::Absent(layer)) => "as you said (--assume-absent)",
        Layer::Resource => "there is none",
        Layer::Session if presumed(&Presumed::NoSessionPolicy) => "assumed (--session-policy FILE)",
        Layer::Vpce if presumed(&Presumed::NoEndpoint) => "assumed: not through an endpoint (--vpce ID)",
        _ => "",
    }
}

pub(super) fn blockers(check: &CheckAnswer, shown: usize) -> String {
    let mut text = String::from("in the way:\n");
    for (index, blocker) in check.blockers.iter().take(shown).enumerate() {
        let kind = if blocker.explicit { "explicit deny: " } else { "" };
        let others: Vec<&str> = blocker
            .alternatives
            .iter()
            .filter(|layer| **layer != blocker.layer)
            .map(|layer| layer.name())
            .collect();
        let alternatives = if others.is_empty() {
            String::new()
        } else {
            format!("; an Allow in {} would do as well", others.join(" or "))
        };
        text.push_str(&format!(
            " {}. {kind}{}{alternatives}\n",
            index + 1,
            words::cause(blocker.layer, &blocker.cause)
        ));
    }
    let more = check.blockers.len().saturating_sub(shown);
    if more > 0 {
        text.push_str(&format!(" and {more} more (-v)\n"));
    }
    text
}

pub(super) fn unknowns(unknowns: &[UnknownAnswer]) -> String {
    let mut rows = Vec::new();
    for unknown in unknowns {
        let text = match (&unknown.statement, unknown.kind) {
            (Some(citation), UnknownKind::Support) => {
                format!("{}, which cannot be read", words::cited(citation))
            }
            (Some(citation), _) => format!("{} in {}", name(&unknown.name), words::cited(citation)),
            (None, _) => name(&unknown.name),
        };
        rows.push(vec![text, kind(unknown.kind).to_owned(), supply(unknown)]);
    }
    format!("depends on:\n{}", table(&rows))
}

fn kind(kind: UnknownKind) -> &'static str {
    match kind {
        UnknownKind::Context => "you can tell",
        UnknownKind::Data => "not collected",
        UnknownKind::Support => "not modelled",
        UnknownKind::Disputed => "open",
    }
}

pub(super) fn outcomes(rows: &[OutcomeRow]) -> String {
    let Some(first) = rows.first() else { return String::new() };
    let mut table_rows = vec![first.when.iter().map(|(key, _)| name(key)).collect::<Vec<_>>()];
    if let Some(head) = table_rows.first_mut() {
        head.push("verdict".to_owned());
    }
    for row in rows {
        let mut cells: Vec<String> = row.when.iter().map(|(_, state)| cell(state)).collect();
        cells.push(word(row.decision).to_owned());
        table_rows.push(cells);
    }
    table(&table_rows)
}

fn cell(state: &StateOf) -> String {
    match state {
        StateOf::Key(state) => escaped(&words::state(state)).into_owned(),
        StateOf::Is(true) => "yes".to_owned(),
        StateOf::Is(false) => "no".to_owned(),
    }
}
