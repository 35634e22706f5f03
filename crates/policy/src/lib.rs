//! The policy language of AWS IAM: documents with the place of every part, ARNs, wildcard patterns and condition clauses as
//! typed values, read once and ready to be matched.
//!
//! For: whoever reads policies. Not for: deciding a request (`iamdiag-evaluator`), facts about services
//! (`iamdiag-catalog`), or where a policy is attached (`iamdiag-snapshot`).
//!
//! Everything here is pure: no input or output, no clock, no environment. Rule numbers (`E10`, `C33`) refer to
//! `docs/semantics.md`.

mod action;
mod arn;
mod document;
mod key;
mod kind;
mod parse;
mod principal;
mod problem;
mod region;
mod resource;
mod shown_text;
mod span;
mod statements;
mod version;

pub mod condition;
pub mod pattern;

pub use action::{ActionName, ActionPattern, ActionService};
pub use arn::{Arn, is_account_id};
pub use document::{Document, Effect, Element, Statement, StatementSlot};
pub use key::{ConditionKey, KeyKind};
pub use kind::{Origin, PolicyKind};
pub use parse::{PolicyError, parse, parse_bytes, parse_loosely, plain_text};
pub use principal::PrincipalEntry;
pub use problem::{Problem, ProblemCode};
pub use region::is_region;
pub use resource::{ARN_PARTS, ResourcePattern};
pub use shown_text::{Layout, Position, ShownText};
pub use span::{Span, Spanned};
pub use statements::Statements;
pub use version::Version;
