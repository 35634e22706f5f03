//! Near misses in one line each.

use super::clause::clause;
use super::difference::difference;
use crate::escape::shown;
use crate::words;
use iamdiag_diagnosis::{Miss, NearMiss};

/// Where the statement is, and what of it does not match.
pub(crate) fn near_miss(near: &NearMiss) -> String {
    let place = words::place(&near.citation.lines);
    let misses: Vec<String> = near.misses.iter().map(miss).collect();
    format!("{} ({place}): {}", words::cited(&near.citation), misses.join("; "))
}

fn miss(miss: &Miss) -> String {
    match miss {
        Miss::Clause(told) => format!("Condition {} is {}", told.operator.canonical(), clause(told)),
        Miss::Element { part, nearly: Some((entry, differs)), .. } => {
            format!("{} \"{}\" {}", part.name(), shown(entry), difference(differs))
        }
        Miss::Element { part, asked, nearly: None } => {
            format!("{} does not match {}", part.name(), shown(asked))
        }
    }
}
