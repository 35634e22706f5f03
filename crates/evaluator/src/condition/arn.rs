//! Arn operators (C26, C27): part by part, a wildcard never leaves its part.

use super::{ClauseCheck, RequestValue};
use crate::target::Parts;
use crate::truth::Truth;
use iamdiag_policy::condition::{ArnOperand, OperandValue};
use iamdiag_policy::pattern::{Expanded, Glob, Relation, Subject, Template};
use iamdiag_policy::{ARN_PARTS, Effect};

/// The request's ARN by parts.
enum Subjects<'t> {
    Exact(Parts<'t>),
    Parts(Vec<Glob>),
    Anything,
}

impl ClauseCheck<'_, '_> {
    pub(super) fn arns(&self, value: RequestValue<'_>) -> Truth {
        let subjects = match value {
            RequestValue::Text(text) => match Parts::new(text).filter(|parts| parts.part(0) == "arn") {
                Some(parts) => Subjects::Exact(parts),
                // C27: a malformed request value matches neither form.
                None => return Truth::False,
            },
            RequestValue::Like(glob) => parts_of_pattern(glob),
            RequestValue::Unlike(_) | RequestValue::Within(_) | RequestValue::Anything => Subjects::Anything,
        };
        let (mut any, mut unresolved, mut malformed) = (Truth::False, false, false);
        for operand in self.values {
            let OperandValue::Arn(arn) = &operand.value else { continue };
            if !arn.everything && arn.segments.is_none() {
                malformed = true;
                continue;
            }
            match self.arn_operand(arn, &subjects) {
                Some((truth, perhaps_unresolved)) => {
                    any = any.or(truth);
                    unresolved |= perhaps_unresolved;
                }
                None => unresolved = true,
            }
        }
        if malformed && !any.is_true() {
            return self.malformed_operand(any);
        }
        self.settle_unresolved(any, unresolved)
    }

    /// U23: an operand that is no ARN never lets an Allow match and always lets a Deny match, unless a well-formed one
    /// decides.
    fn malformed_operand(&self, any: Truth) -> Truth {
        self.reading(23);
        match (self.effect, any) {
            (_, Truth::Unknown) => Truth::Unknown,
            (Effect::Allow, _) => Truth::False,
            (Effect::Deny, _) => Truth::True,
        }
    }

    fn arn_operand(&self, operand: &ArnOperand, subjects: &Subjects<'_>) -> Option<(Truth, bool)> {
        if operand.everything {
            return Some((Truth::True, false));
        }
        let segments = operand.segments.as_deref().unwrap_or_default();
        let (mut all, mut unresolved) = (Truth::True, false);
        for (index, segment) in segments.iter().enumerate() {
            let (truth, perhaps_unresolved) = self.segment(segment, subjects, index)?;
            all = all.and(truth);
            unresolved |= perhaps_unresolved;
        }
        Some((all, unresolved))
    }

    fn segment(&self, segment: &Template, subjects: &Subjects<'_>, index: usize) -> Option<(Truth, bool)> {
        let relate = |glob: &Glob| match subjects {
            Subjects::Exact(parts) => glob.relate(Subject::Exact(parts.part(index))),
            Subjects::Parts(parts) => {
                parts.get(index).map_or(Relation::Sometimes, |part| glob.relate(Subject::Like(part)))
            }
            Subjects::Anything => Relation::Sometimes,
        };
        if let Some(glob) = segment.fixed() {
            return Some((relate(glob).into(), false));
        }
        let Expanded { glob, exact, may_be_unresolved } =
            segment.expand(|variable| self.resolve(variable))?;
        let truth = match relate(&glob) {
            Relation::Always if exact => Truth::True,
            Relation::Never => Truth::False,
            Relation::Always | Relation::Sometimes => Truth::Unknown,
        };
        if index < ARN_PARTS - 1 {
            // U10: variables before the fifth colon are expanded, and marked.
            self.reading(10);
        }
        Some((truth, may_be_unresolved))
    }
}

/// A pattern can be cut into parts where its wildcards stand after the fifth colon only; others may hold colons.
fn parts_of_pattern(glob: &Glob) -> Subjects<'static> {
    let text = glob.instance("*");
    let parts: Vec<&str> = text.splitn(ARN_PARTS, ':').collect();
    let fixed_head =
        parts.len() == ARN_PARTS && parts.iter().take(ARN_PARTS - 1).all(|part| !part.contains('*'));
    if !fixed_head {
        return Subjects::Anything;
    }
    Subjects::Parts(parts.into_iter().map(Glob::new).collect())
}
