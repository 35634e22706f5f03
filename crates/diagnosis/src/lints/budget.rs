//! Comparing everything with everything has an end: a document that AWS could store comes nowhere near it.

use super::Finding;
use super::limits::first_brace;
use crate::codes::{Severity, of_problem};
use iamdiag_policy::{Document, ProblemCode};
use std::cell::Cell;

/// How many steps the comparisons of one document may take. A policy of 10 KB takes a few millions.
const STEPS: usize = 20_000_000;

/// What is left of the steps.
pub(super) struct Budget(Cell<usize>);

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(STEPS))
    }
}

impl Budget {
    /// Takes as many steps, if there are as many left.
    pub(super) fn allows(&self, steps: usize) -> bool {
        let left = self.0.get().checked_sub(steps);
        self.0.set(left.unwrap_or(0));
        left.is_some_and(|left| left > 0)
    }

    /// What to say if the steps did not suffice.
    pub(super) fn spent(&self, document: &Document) -> Option<Finding> {
        (self.0.get() == 0).then(|| {
            let message = "the policy is too large for all of its entries to be compared with one another";
            let finding = Finding::new(of_problem(ProblemCode::Oversized), first_brace(document), message);
            finding
                .severity(Severity::Note)
                .help("some findings about actions, resources and keys may be missing")
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::lints::testing::{document, found_in};
    use iamdiag_policy::PolicyKind;

    #[test]
    fn what_is_too_large_to_be_compared_is_said_and_ends() {
        let resources: Vec<String> =
            (0..30_000).map(|n| format!(r#""arn:aws:ec2:*:*:instance/i-{n}""#)).collect();
        let resources = resources.join(",");
        let text =
            document(&format!(r#"{{"Effect": "Allow", "Action": "ec2:*", "Resource": [{resources}]}}"#));
        let found = found_in(&text, PolicyKind::Identity, &["IAM1033"]);
        assert!(found.iter().any(|line| line.contains("IAM1033 note")), "{found:?}");
    }
}
