//! What a decision means: which statement decided it, what stands in the way, what came near, and what is not known, as one
//! neutral [`Answer`].
//!
//! For: whoever shows a decision to people or machines. Not for: deciding (`iamdiag-evaluator`), collecting
//! (`iamdiag-snapshot`), or wording (`iamdiag-reporter`): an answer holds typed parts and no sentences.
//!
//! Everything here is pure.

mod answer;
mod blockers;
mod checks;
mod citation;
mod clauses;
mod codes;
mod completeness;
mod diagnose;
mod difference;
mod elements;
mod frames;
mod grounds;
mod join;
mod layer_rows;
mod lints;
mod misses;
mod near_misses;
mod outcome_causes;
mod outcomes;
mod question;
mod readings;
mod remarks;
mod selection;
mod service_rule;
mod stands_for;
mod unknowns;
mod unlisted;
mod verdict;
mod warnings;

pub use answer::{Answer, Asked, CheckAnswer, Outcome, Warning};
pub use blockers::{BlockerAnswer, Cause, GrantAnswer};
pub use checks::{Check, CheckReason, checks};
pub use citation::{AttachmentPath, Citation, Lines};
pub use clauses::{ClauseLabel, Malformed, WantedValue};
pub use codes::{Code, Severity, code, codes};
pub use completeness::{Completeness, Whole};
pub use diagnose::{Examined, diagnose};
pub use difference::{ArnPart, Difference, Edit};
pub use frames::{Frame, FrameRole, Label, Mark, MarkOf, Spares};
pub use grounds::{Ground, Grounds};
pub use layer_rows::{Exempt, LayerEffect, LayerRow};
pub use lints::{Finding, FindingMark, FoundIn, LINTS, Lint, LintInput, Linting, Usage, lint};
pub use misses::{Miss, Part};
pub use near_misses::NearMiss;
pub use outcomes::{OutcomeRow, StateOf};
pub use readings::OtherReading;
pub use remarks::Remark;
pub use service_rule::ServiceRule;
pub use unknowns::{Remedy, UnknownAnswer, UnknownName};
pub use unlisted::unlisted;
pub use verdict::{Collected, Verdict};
