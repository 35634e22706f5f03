//! String operators (C16 to C18).

use super::{ClauseCheck, RequestValue};
use crate::truth::Truth;
use iamdiag_policy::Effect;
use iamdiag_policy::condition::{Base, OperandValue};
use iamdiag_policy::pattern::{Expanded, Glob, Piece, Relation, Subject, Template};

impl ClauseCheck<'_, '_> {
    pub(super) fn strings(&self, value: RequestValue<'_>) -> Truth {
        let anything;
        let subject = match value {
            RequestValue::Text(text) => Subject::Exact(text),
            RequestValue::Like(glob) => Subject::Like(glob),
            RequestValue::Unlike(glob) => Subject::Unlike(glob),
            RequestValue::Within(_) | RequestValue::Anything => {
                anything = Glob::new("*");
                Subject::Like(&anything)
            }
        };
        let (mut any, mut unresolved) = (Truth::False, false);
        for operand in self.values {
            let OperandValue::Text(template) = &operand.value else { continue };
            match self.string_operand(template, subject) {
                Some((truth, perhaps_unresolved)) => {
                    any = any.or(truth);
                    unresolved |= perhaps_unresolved;
                }
                None => unresolved = true,
            }
        }
        self.settle_unresolved(any, unresolved)
    }

    /// Whether one policy value matches, and whether it may be unresolved; `None` where it is unresolved (W8).
    fn string_operand(&self, template: &Template, subject: Subject<'_>) -> Option<(Truth, bool)> {
        if let Some(glob) = template.fixed() {
            return Some((self.relation(glob, subject).into(), false));
        }
        let Expanded { glob, exact, may_be_unresolved } =
            template.expand(|variable| self.resolve(variable))?;
        if !exact && self.is_own_value(template) {
            return Some((Truth::True, may_be_unresolved));
        }
        let truth = match self.relation(&glob, subject) {
            Relation::Always if exact => Truth::True,
            Relation::Never => Truth::False,
            Relation::Always | Relation::Sometimes => Truth::Unknown,
        };
        Some((truth, may_be_unresolved))
    }

    /// A value that is the key itself, `${key}`, equals whatever the key holds, told or not.
    fn is_own_value(&self, template: &Template) -> bool {
        matches!(&*template.pieces(), [Piece::Variable(variable)] if variable.key == self.clause.key)
    }

    fn relation(&self, glob: &Glob, subject: Subject<'_>) -> Relation {
        if !matches!(
            self.clause.operator.base,
            Base::StringEqualsIgnoreCase | Base::StringNotEqualsIgnoreCase
        ) {
            return glob.relate(subject);
        }
        // C17: lower-case mappings of the whole strings, not case folding.
        match (glob.exact_text(), subject) {
            (Some(wanted), Subject::Exact(text)) => (wanted.to_lowercase() == text.to_lowercase()).into(),
            // The mapping of a part may hang on what stands beside it; in ASCII it does not.
            (Some(wanted), Subject::Like(like)) if wanted.is_ascii() && like.is_ascii() => {
                Glob::literal(&wanted.to_lowercase()).relate(Subject::Like(&like.to_ascii_lowercase()))
            }
            _ => Relation::Sometimes,
        }
    }

    /// W8, U9: an unresolved value of a negated operator lets a Deny stand and leaves an Allow unknown.
    pub(super) fn settle_unresolved(&self, any: Truth, unresolved: bool) -> Truth {
        let truth = self.negate_if_needed(any);
        if !(unresolved && self.clause.operator.negated && truth.is_true()) {
            return truth;
        }
        match self.effect {
            Effect::Allow => self.dispute(9),
            Effect::Deny => {
                self.reading(9);
                truth
            }
        }
    }
}

impl From<Relation> for Truth {
    fn from(relation: Relation) -> Self {
        match relation {
            Relation::Always => Self::True,
            Relation::Sometimes => Self::Unknown,
            Relation::Never => Self::False,
        }
    }
}
