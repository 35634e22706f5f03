//! The policies that have a say in one request, each known, known to be absent, or not collected.

use iamdiag_policy::Document;
use std::fmt;
use std::sync::Arc;

/// The layers of a decision (G4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Identity policies of the caller.
    Identity,
    /// The permissions boundary of the caller.
    Boundary,
    /// Session policies.
    Session,
    /// Service control policies over the caller's account.
    Scp,
    /// Resource control policies over the resource's account.
    Rcp,
    /// Policies on the resource itself.
    Resource,
    /// The policy of the VPC endpoint that the request came through.
    Vpce,
    /// An S3 access control list.
    Acl,
    /// S3 Block Public Access.
    BlockPublicAccess,
    /// A KMS grant.
    Grant,
    /// A rule of the service that no policy overrides.
    ServiceRule,
    /// Something that no policy can make possible.
    Structure,
}

impl Layer {
    /// The spelling in every output (G4).
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
            Self::Resource => "resource",
            Self::Vpce => "vpce",
            Self::Acl => "acl",
            Self::BlockPublicAccess => "block-public-access",
            Self::Grant => "grant",
            Self::ServiceRule => "service-rule",
            Self::Structure => "structure",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something that was collected, perhaps found empty, or was not collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Collected<T> {
    /// This is all there is.
    Known(T),
    /// There may be something; nobody looked, or nobody was let look.
    NotCollected,
}

impl<T: Default> Default for Collected<T> {
    fn default() -> Self {
        Self::Known(T::default())
    }
}

impl<T> Collected<T> {
    /// The value, if it was collected.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::NotCollected => None,
        }
    }
}

/// How an identity policy is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Keeping {
    /// Written into the user, role or group.
    #[default]
    Inline,
    /// A policy of its own, attached.
    Managed,
}

/// A document at the place where it is attached (G3).
#[derive(Clone, Debug)]
pub struct Attached {
    /// Its name.
    pub name: Box<str>,
    /// Its ARN, where it has one.
    pub arn: Option<Box<str>>,
    /// Inline or managed; decides the order in which denies are named (D2).
    pub keeping: Keeping,
    /// The group it came through: `group/NAME`.
    pub via: Option<Box<str>>,
    /// The id of the policy version.
    pub version: Option<Box<str>>,
    /// The document, shared between all places it is attached at.
    pub document: Arc<Document>,
}

impl Attached {
    /// A document under a name, nothing else known.
    pub fn new(name: impl Into<Box<str>>, document: Arc<Document>) -> Self {
        Self { name: name.into(), arn: None, keeping: Keeping::default(), via: None, version: None, document }
    }
}

/// One node of the organization tree with the policies attached there (O1).
#[derive(Clone, Debug)]
pub struct Node {
    /// The id of the root, unit or account, where known.
    pub id: Option<Box<str>>,
    /// The policies, or-ed.
    pub policies: Vec<Attached>,
}

/// What kind of resource a resource policy is on.
#[derive(Clone, Debug)]
pub struct ResourcePolicy {
    /// `trust`, `key`, `bucket`, …; `resource` where nothing more is known.
    pub kind: Box<str>,
    /// The policy.
    pub policy: Attached,
}

/// Whether the endpoint is one in a subnet or one in a route table (V4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointType {
    /// An interface endpoint.
    Interface,
    /// A gateway endpoint, for S3 and DynamoDB.
    Gateway,
}

/// The VPC endpoint that the request came through (V1).
#[derive(Clone, Debug, Default)]
pub struct Endpoint {
    /// `vpce-…`.
    pub id: Option<Box<str>>,
    /// The VPC that it is in, where known.
    pub vpc: Option<Box<str>>,
    /// Its type, where known.
    pub endpoint_type: Option<EndpointType>,
    /// Its policy; known and empty means AWS's default, which lets everything pass (V2).
    pub policy: Collected<Option<Attached>>,
}

/// A KMS grant (X28).
#[derive(Clone, Debug, Default)]
pub struct Grant {
    /// The grant's id.
    pub id: Box<str>,
    /// Who may use it.
    pub grantee: Box<str>,
    /// Who may retire it.
    pub retiring: Option<Box<str>>,
    /// The operations, as `ListGrants` spells them.
    pub operations: Vec<Box<str>>,
    /// Whether it has constraints, which are not modelled.
    pub constrained: bool,
}

/// Facts about an S3 bucket beside its policy.
#[derive(Clone, Debug, Default)]
pub struct S3Facts {
    /// The canonical id or account of the object's owner differs from the bucket's, and ownership is not enforced (X31).
    pub foreign_object: bool,
    /// Whether they differ is not known, and may be so: the bucket does not enforce that its owner owns its objects.
    pub object_owner_not_known: bool,
    /// ACL grants that could apply (X34).
    pub acl_could_allow: bool,
    /// The request goes through an access point (X37).
    pub access_point: bool,
    /// `RestrictPublicBuckets` in effect (X35).
    pub restrict_public_buckets: bool,
    /// Whether it may be in effect by settings that nobody collected.
    pub restriction_not_collected: bool,
}

/// Everything that has a say in one request beside the request itself.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Identity policies of the caller, group policies included (I14).
    pub identity: Collected<Vec<Attached>>,
    /// The caller's permissions boundary.
    pub boundary: Collected<Option<Attached>>,
    /// Session policies; `Known(None)` = none were passed.
    pub session: Collected<Option<Vec<Attached>>>,
    /// SCPs over the caller's account, root first; empty = not in force (O11).
    pub scps: Collected<Vec<Node>>,
    /// RCPs over the resource's account, root first; empty = not in force.
    pub rcps: Collected<Vec<Node>>,
    /// RCPs over the caller's account, for actions without a resource (Q4).
    pub caller_rcps: Collected<Vec<Node>>,
    /// Policies on the resource.
    pub resource: Collected<Vec<ResourcePolicy>>,
    /// The endpoint; `None` = the request did not come through one.
    pub endpoint: Option<Endpoint>,
    /// KMS grants; `None` = not told (X28).
    pub grants: Option<Collected<Vec<Grant>>>,
    /// S3 facts.
    pub s3: S3Facts,
    /// Layers of which the policies here are a part only: the rest was not collected.
    pub partly: Vec<Layer>,
    /// Whether there may be ACLs that nobody collected.
    pub acl_not_collected: bool,
    /// Whether the owner may consent by means that nobody collected (E19).
    pub owner_consent_not_collected: bool,
}
