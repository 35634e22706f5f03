//! Decides AWS IAM requests as AWS does: a request, the policies that have a say and facts about services go in; the
//! decision, the typed trace of how it came about and, where something is not known, the worlds come out.
//!
//! For: whoever needs to know what AWS would decide. Not for: reading policies (`iamdiag-policy`), collecting them
//! (`iamdiag-snapshot`), or concluding and suggesting (`iamdiag-diagnosis`): this crate decides like AWS and nothing more.
//!
//! The way of a request: [`Prepared`] works out owner, target and context once; [`evaluate`] or [`decide`] match every
//! statement of every layer, add the layers up, and look into worlds where something unknown could matter.
//!
//! Everything here is pure: no input or output, no clock (time is part of the [`Request`]), no environment. Rule numbers
//! refer to `docs/semantics.md`.

mod caller;
mod check;
mod combine;
mod condition;
mod context;
mod contradiction;
mod details;
mod evaluate;
mod evaluation;
mod evidence;
mod flag;
mod layers;
mod matching;
mod prepared;
mod reference;
mod request;
mod rules;
mod state;
mod target;
mod trace;
mod truth;
mod unknown;
mod warning;
mod worlds;

pub use caller::{Caller, CallerKind, NotACaller};
pub use combine::Decision;
pub use condition::{Because, Compared, Wanted};
pub use contradiction::{Contradiction, contradictions};
pub use details::details;
pub use evaluate::{decide, decided_in, evaluate, evaluate_matching};
pub use evaluation::{Assumption, Evaluation, LayerSummary};
pub use evidence::{
    Attached, Collected, Endpoint, EndpointType, Evidence, Grant, Keeping, Layer, Node, ResourcePolicy,
    S3Facts,
};
pub use flag::{Flag, Reading};
pub use matching::Class;
pub use prepared::Prepared;
pub use reference::{Blocker, Reference};
pub use request::{Management, OrgPath, Owner, Request, Resource, Session, SessionKind, Tags, World};
pub use state::{KeyState, Possible, Source};
pub use trace::{ClauseTrace, ElementTrace, Notes, StatementDetails, StatementTrace, Trace};
pub use truth::Truth;
pub use unknown::{Atom, AtomName, StatementRef, Unknown, UnknownKind};
pub use warning::Warning;
pub use worlds::{Axis, AxisState, FRESH, Row, Worlds};
