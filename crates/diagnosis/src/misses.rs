//! The parts of a statement that do not match, each with what exactly differs.

use crate::clauses::ClauseLabel;
use crate::diagnose::Subject;
use crate::difference::Difference;
use crate::elements::elements;
use crate::frames::MarkOf;
use iamdiag_evaluator::StatementTrace;

/// The parts of a statement, nearest to a match first (D4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `Condition`
    Condition,
    /// `Resource` or `NotResource`
    Resource,
    /// `Action` or `NotAction`
    Action,
    /// `Principal` or `NotPrincipal`
    Principal,
}

impl Part {
    /// The name of the element without `Not`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Condition => "Condition",
            Self::Resource => "Resource",
            Self::Action => "Action",
            Self::Principal => "Principal",
        }
    }
}

/// One part that does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miss {
    /// An element.
    Element {
        /// Which.
        part: Part,
        /// The request's value.
        asked: Box<str>,
        /// The entry that nearly matches, its variables replaced, and what differs.
        nearly: Option<(Box<str>, Difference)>,
    },
    /// A clause of the condition.
    Clause(Box<ClauseLabel>),
}

impl Miss {
    /// The part of the statement.
    pub fn part(&self) -> Part {
        match self {
            Self::Element { part, .. } => *part,
            Self::Clause(_) => Part::Condition,
        }
    }

    /// What differs, where it is near.
    pub fn difference(&self) -> Option<&Difference> {
        match self {
            Self::Element { nearly, .. } => nearly.as_ref().map(|(_, difference)| difference),
            Self::Clause(clause) => clause.nearly.as_ref().map(|(_, difference)| difference),
        }
    }

    /// How much is missing; only the order counts.
    pub(crate) fn cost(&self) -> u32 {
        self.difference().map_or(10, Difference::cost)
    }
}

/// What of a statement does not match, condition first.
pub(crate) fn misses(subject: &Subject<'_>, trace: &StatementTrace) -> Vec<Miss> {
    let attached = subject.evidence().attached(trace.at);
    let statement = attached.and_then(|attached| attached.document.statement(trace.at.statement as usize));
    let Some(statement) = statement else { return Vec::new() };
    let details = subject.details(trace.at);
    let clauses =
        statement.conditions.iter().zip(&details.conditions).filter(|(_, trace)| trace.truth.is_false());
    let clauses = clauses.map(|(clause, trace)| {
        Miss::Clause(Box::new(ClauseLabel::new(statement.effect.value, clause, trace)))
    });
    let failing = elements(statement, &details, subject.request);
    let elements = failing.iter().filter(|element| element.truth().is_false()).filter_map(|element| {
        let part = match element.of {
            MarkOf::Principal => Part::Principal,
            MarkOf::Action => Part::Action,
            MarkOf::Resource => Part::Resource,
            MarkOf::Effect | MarkOf::Condition | MarkOf::Statement => return None,
        };
        let nearly = element.nearly().map(|(entry, difference)| (entry.into(), difference));
        Some(Miss::Element { part, asked: element.value.clone(), nearly })
    });
    let mut found: Vec<Miss> = clauses.chain(elements).collect();
    found.sort_by_key(Miss::part);
    found
}
