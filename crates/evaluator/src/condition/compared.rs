//! What a clause compared, for people: the policy's values as they came out, and which value decided.
//!
//! Nothing here decides. It is asked for traces only, and of statements that came near.

use super::{ClauseCheck, resolve};
use crate::check::Check;
use crate::state::KeyState;
use crate::truth::Truth;
use iamdiag_policy::condition::{Family, OperandValue, Qualifier};
use iamdiag_policy::pattern::{Expansion, Piece, Template};

/// What was compared in a clause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The policy's values, in the order of the clause; empty where none of them holds a variable.
    pub wanted: Vec<Wanted>,
    /// For a list under a set operator: whether the operator holds for each of its values.
    pub each: Vec<Truth>,
    /// The position in `each` of the value that decided, where one alone did.
    pub decisive: Option<usize>,
    /// The position of the first of the policy's values that the request's value, or the decisive one of a list, matches.
    pub matched: Option<usize>,
    /// What the clause comes to without the key, where it is not known whether the request carries it.
    pub if_absent: Option<Truth>,
}

/// What a text with policy variables came to (W4, W7, W8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// It holds no variable.
    AsWritten,
    /// The text with every variable replaced.
    Expanded(Box<str>),
    /// A variable's key is not told, or only in part.
    NotKnown,
    /// A variable has no value here, so the text matches nothing.
    Unresolved,
}

/// What a template came to.
pub(crate) fn wanted(check: &Check<'_>, template: &Template) -> Wanted {
    if template.fixed().is_some() {
        return Wanted::AsWritten;
    }
    let mut text = String::new();
    let mut known = true;
    for piece in template.pieces().iter() {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Star => text.push('*'),
            Piece::Question => text.push('?'),
            Piece::Variable(variable) => match resolve(check, variable) {
                Expansion::Text(part) => text.push_str(&part),
                Expansion::Like(_) | Expansion::Unknown(_) => known = false,
                Expansion::Unresolved => return Wanted::Unresolved,
            },
        }
    }
    if known { Wanted::Expanded(text.into()) } else { Wanted::NotKnown }
}

/// What the templates came to; nothing where none of them holds a variable.
pub(crate) fn all_wanted<'t>(
    check: &Check<'_>,
    templates: impl Iterator<Item = Option<&'t Template>> + Clone,
) -> Vec<Wanted> {
    if templates.clone().flatten().all(|template| template.fixed().is_some()) {
        return Vec::new();
    }
    templates.map(|template| template.map_or(Wanted::AsWritten, |template| wanted(check, template))).collect()
}

impl ClauseCheck<'_, '_> {
    /// What the clause compared in what is known of its key.
    pub(crate) fn what_was_compared(&self, state: &KeyState) -> Compared {
        let templates = self.values.iter().map(|operand| match &operand.value {
            OperandValue::Text(template) | OperandValue::Variable(template) => Some(template),
            OperandValue::Arn(arn) => Some(&arn.whole),
            _ => None,
        });
        let mut compared = Compared { wanted: all_wanted(&self.check, templates), ..Compared::default() };
        let operator = &self.clause.operator;
        if operator.family == Family::Null {
            return compared;
        }
        match (state, operator.qualifier) {
            (KeyState::Scalar(value), _) => compared.matched = self.first_match(value),
            (KeyState::List(values), Some(qualifier)) => {
                compared.each = values.iter().map(|value| self.verdict(value)).collect();
                let wanted = match qualifier {
                    Qualifier::ForAllValues => Truth::False,
                    Qualifier::ForAnyValue => Truth::True,
                };
                compared.decisive = compared.each.iter().position(|truth| *truth == wanted);
                let value = compared.decisive.and_then(|at| values.get(at));
                compared.matched = value.and_then(|value| self.first_match(value));
            }
            (KeyState::Unknown(_), _) => compared.if_absent = Some(self.absent()),
            _ => {}
        }
        compared
    }

    /// The first of the policy's values that the value matches, whatever the operator makes of it.
    fn first_match(&self, value: &str) -> Option<usize> {
        let negated = self.clause.operator.negated;
        self.values.iter().position(|operand| {
            let truth = self.alone(operand).verdict(value);
            if negated { truth.is_false() } else { truth.is_true() }
        })
    }

    fn verdict(&self, value: &str) -> Truth {
        self.value(super::RequestValue::Text(value))
    }
}
