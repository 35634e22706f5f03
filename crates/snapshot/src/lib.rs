//! The model of what was collected of AWS accounts, the readers that fill it from bytes, and the evidence it holds for one
//! request.
//!
//! For: whoever has files or answers of AWS and wants a request judged by them. Not for: getting at files
//! (`iamdiag-store`), the policy language (`iamdiag-policy`), or deciding (`iamdiag-evaluator`).
//!
//! Everything here is pure: bytes go in, and what was *not* collected is kept as carefully as what was. A policy is parsed when
//! a request asks for it, once for each use, and shared by all places it is attached at.

mod authorization_details;
mod caller;
mod candidates;
mod evidence;
mod file;
mod gathered;
mod given;
mod policy_text;
mod principal;
mod read_error;
mod resource_layer;
mod snapshot;
mod source;

pub use authorization_details::read as read_authorization_details;
pub use caller::{Lookup, Standing};
pub use file::{Framing, Place, SourceFile};
pub use gathered::{Gathered, Missing, Origin, OriginText, Presumed};
pub use given::{AbsentLayers, Given, GivenEndpoint, GivenPolicy};
pub use policy_text::{PolicyText, StoredPolicy};
pub use principal::{AttachedPolicy, Group, ManagedPolicy, Principal, PrincipalKind};
pub use read_error::{ReadError, ReadProblem};
pub use snapshot::Snapshot;
pub use source::{Source, Wanted};
