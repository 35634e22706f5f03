//! Evidence with what goes beside it: where each policy came from, what was presumed, what is missing.

use crate::file::Place;
use crate::given::GivenPolicy;
use crate::organization::NodeKind;
use crate::policy_text::{PolicyText, StoredPolicy};
use iamdiag_evaluator::{Evidence, Layer, StatementRef};
use iamdiag_policy::{Document, PolicyKind};
use std::sync::Arc;

/// The evidence for one request, with where each policy came from and what was presumed.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// For the evaluator.
    pub evidence: Evidence,
    /// What was presumed without being collected.
    pub presumed: Vec<Presumed>,
    /// Where `RestrictPublicBuckets` is on: for the bucket, for its account, or both (X35).
    pub restricted_at: Vec<RestrictedAt>,
    pub(crate) identity: Vec<Origin>,
    pub(crate) boundary: Option<Origin>,
    pub(crate) session: Vec<Origin>,
    pub(crate) resource: Vec<Origin>,
    pub(crate) scps: OrgOrigins,
    pub(crate) rcps: OrgOrigins,
    pub(crate) caller_rcps: OrgOrigins,
    pub(crate) endpoint: Option<Origin>,
}

/// Where the policies of an organization path came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct OrgOrigins {
    /// The nodes, root first, as in the evidence.
    pub(crate) path: Arc<[PathNode]>,
    /// For each node, the origin of each policy.
    pub(crate) policies: Vec<Vec<Origin>>,
}

/// A node on the way from the root of an organization to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathNode {
    /// `r-…`, `ou-…` or the account's id.
    pub id: Box<str>,
    /// What it is.
    pub kind: NodeKind,
    /// Its name for people.
    pub name: Option<Box<str>>,
}

/// Where a setting of S3 Block Public Access is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestrictedAt {
    /// For the bucket.
    Bucket(Box<str>),
    /// For every bucket of the account.
    Account(Box<str>),
}

/// Something that was presumed and can be told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presumed {
    /// The session was made without session policies (T13).
    NoSessionPolicy,
    /// The session carries no tags of its own beside those of its role (I20).
    NoSessionTags,
    /// The request does not come through a VPC endpoint (V1).
    NoEndpoint,
    /// The resource, which was not told, is one of this account: the caller's (R21).
    ResourceOf {
        /// The account.
        account: Box<str>,
    },
    /// Objects belong to the bucket's owner (X31).
    OwnObjects,
    /// Access to public buckets is not restricted (X35).
    NotRestricted,
    /// A layer does not exist, by the user's word.
    Absent(Layer),
    /// A resource that is not among those that were all collected of its service: it is taken to have no policy.
    NotListed {
        /// Its ARN.
        resource: Box<str>,
        /// The account in which it was looked for.
        account: Box<str>,
    },
    /// A resource that the action makes: it is made in the caller's account, and has no policy before.
    Made {
        /// Its ARN.
        resource: Box<str>,
        /// The caller's account.
        account: Box<str>,
    },
    /// A bucket that is not the caller's, since it is not among all of the caller's buckets.
    ElsewhereOwned {
        /// Its ARN.
        resource: Box<str>,
    },
    /// A policy of AWS's that was not in the file, in the version that the catalog has.
    FromCatalog {
        /// Its ARN.
        arn: Box<str>,
        /// Its version there.
        version: Box<str>,
        /// The day that version is of.
        date: Box<str>,
    },
}

/// A policy that is known to apply but whose text was not collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A managed policy.
    Managed {
        /// Its ARN.
        arn: Box<str>,
    },
    /// Everything a group has.
    Group {
        /// Its name.
        name: Box<str>,
    },
    /// The trust policy of a role.
    Trust {
        /// The role's ARN.
        role: Box<str>,
    },
    /// The text of an SCP or RCP.
    OrgPolicy {
        /// Its id.
        id: Box<str>,
        /// Its name.
        name: Box<str>,
    },
    /// Which SCPs or RCPs are attached at a node.
    NodePolicies {
        /// SCP or RCP.
        layer: Layer,
        /// The node's id.
        node: Box<str>,
    },
}

impl Missing {
    /// What stands in the evidence for a text that nobody has: one statement that may do anything.
    pub(crate) fn document(kind: PolicyKind) -> Arc<Document> {
        PolicyText::own("").document(kind)
    }
}

/// Where a policy in the evidence came from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// What it is attached to: `role/NAME`, `group/NAME`, the ARN of a resource.
    pub holder: Box<str>,
    /// Its text.
    pub text: OriginText,
}

/// Where the text of a policy came from.
#[derive(Clone, Debug)]
pub enum OriginText {
    /// It was collected.
    Collected(StoredPolicy),
    /// It is the catalog's.
    Catalog,
    /// The user gave it.
    Given {
        /// The file, by its name for people.
        file: Box<str>,
    },
    /// Nobody has it.
    Missing(Missing),
}

impl Origin {
    pub(crate) fn collected(holder: impl Into<Box<str>>, policy: StoredPolicy) -> Self {
        Self { holder: holder.into(), text: OriginText::Collected(policy) }
    }

    pub(crate) fn missing(holder: impl Into<Box<str>>, missing: Missing) -> Self {
        Self { holder: holder.into(), text: OriginText::Missing(missing) }
    }

    pub(crate) fn given(holder: impl Into<Box<str>>, policy: &GivenPolicy) -> Self {
        Self { holder: holder.into(), text: OriginText::Given { file: policy.file.clone() } }
    }

    /// The place of the policy's text in a file.
    pub fn place(&self) -> Option<Place> {
        match &self.text {
            OriginText::Collected(policy) => policy.place(),
            OriginText::Catalog | OriginText::Given { .. } | OriginText::Missing(_) => None,
        }
    }
}

impl Gathered {
    /// Where the policy of a statement came from.
    pub fn origin(&self, at: StatementRef) -> Option<&Origin> {
        let index = usize::from(at.policy);
        match at.layer {
            Layer::Identity => self.identity.get(index),
            Layer::Boundary => self.boundary.as_ref(),
            Layer::Session => self.session.get(index),
            Layer::Resource => self.resource.get(index),
            Layer::Scp | Layer::Rcp => self.of_organization(at)?.policies.get(at.node? as usize)?.get(index),
            Layer::Vpce => self.endpoint.as_ref(),
            _ => None,
        }
    }

    fn of_organization(&self, at: StatementRef) -> Option<&OrgOrigins> {
        match at.layer {
            Layer::Scp => Some(&self.scps),
            Layer::Rcp if at.of_caller => Some(&self.caller_rcps),
            Layer::Rcp => Some(&self.rcps),
            _ => None,
        }
    }

    /// The way from the organization's root to the account, for the policy of a statement that is handed down on it.
    pub fn path(&self, at: StatementRef) -> Option<Arc<[PathNode]>> {
        self.of_organization(at).map(|origins| origins.path.clone()).filter(|path| !path.is_empty())
    }

    /// The node of that position on the path of SCPs, or of RCPs over the resource's account.
    pub fn node(&self, layer: Layer, position: usize) -> Option<&PathNode> {
        let origins = match layer {
            Layer::Scp => &self.scps,
            Layer::Rcp => &self.rcps,
            _ => return None,
        };
        origins.path.get(position)
    }

    /// The policies that are known to apply but whose text was not collected.
    pub fn missing(&self) -> impl Iterator<Item = &Missing> {
        let of_organization = [&self.scps, &self.rcps, &self.caller_rcps];
        let handed_down = of_organization.into_iter().flat_map(|origins| origins.policies.iter().flatten());
        let all = self.identity.iter().chain(&self.boundary).chain(&self.resource).chain(&self.endpoint);
        all.chain(handed_down).filter_map(|origin| match &origin.text {
            OriginText::Missing(missing) => Some(missing),
            _ => None,
        })
    }

    pub(crate) fn presume(&mut self, presumed: Presumed) {
        if !self.presumed.contains(&presumed) {
            self.presumed.push(presumed);
        }
    }
}
