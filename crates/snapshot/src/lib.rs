//! The model of what was collected of AWS accounts, the readers that fill it from bytes, and the evidence it holds for one
//! request.
//!
//! For: whoever has files or answers of AWS and wants a request judged by them. Not for: getting at files
//! (`iamdiag-store`), the policy language (`iamdiag-policy`), or deciding (`iamdiag-evaluator`).
//!
//! Everything here is pure: bytes go in, and what was *not* collected is kept as carefully as what was. A policy is parsed when
//! a request asks for it, once for each use, and shared by all places it is attached at.

mod account;
mod authorization_details;
mod caller;
mod candidates;
mod coverage;
mod directory;
mod documents;
mod evidence;
mod file;
mod gathered;
mod given;
mod item;
mod names;
mod organization;
mod ownership;
mod policy_file;
mod policy_text;
mod principal;
mod providers;
mod query;
mod read_error;
mod read_warning;
mod resource;
mod resource_layer;
mod snapshot;
mod source;
mod stored;
mod text;

pub use account::Account;
pub use authorization_details::read as read_authorization_details;
pub use caller::{Lookup, Standing};
pub use candidates::nearest;
pub use coverage::{Coverage, CoverageState, Gap, Unit};
pub use directory::{DirectoryError, DirectoryWriter, Files, Listing, WrittenFile, read as read_directory};
pub use file::{Framing, Place, SourceFile};
pub use gathered::{Gathered, Missing, Origin, OriginText, PathNode, Presumed, RestrictedAt};
pub use given::{AbsentLayers, Given, GivenEndpoint, GivenPolicy};
pub use iamdiag_policy::is_region;
pub use item::{AccountFacts, Item, Sink};
pub use names::NamedPrincipal;
pub use organization::{
    DelegatedAdministrator, NodeKind, OrgNode, OrgPolicy, OrgPolicyKind, Organization, TreeError,
};
pub use ownership::container;
pub use policy_file::{PolicyFile, Recognised, Wrapped, kind_by_content, recognise};
pub use policy_text::{PolicyText, StoredPolicy};
pub use principal::{AttachedPolicy, Group, ManagedPolicy, Principal, PrincipalKind};
pub use query::{PrincipalQuery, QueryKind, ResourceQuery};
pub use read_error::{FileForm, ReadError, ReadProblem};
pub use read_warning::{ReadDoubt, ReadWarning};

pub use resource::{
    BucketDetails, CollectedResource, EndpointDetails, KeyDetails, PublicAccessBlock, ResourceDetails,
};
pub use snapshot::{NotAnArn, Snapshot, SnapshotInfo};
pub use source::{Source, Wanted};
pub use stored::{Stored, Use};
