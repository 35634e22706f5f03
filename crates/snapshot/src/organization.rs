//! The organization: its tree, the policies attached to it, and an account's path through it (O1, I18).

use crate::policy_text::StoredPolicy;
use iamdiag_evaluator::Collected;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// How deep a path may be: root, five levels of units, account (semantics 11.2), with room for what AWS may allow later.
const DEEPEST: usize = 32;

/// An organization as it was collected.
#[derive(Clone, Debug, Default)]
pub struct Organization {
    /// `o-…`.
    pub id: Box<str>,
    /// The account that manages it, which neither SCPs nor RCPs bind (O6, Q6).
    pub management_account: Option<Box<str>>,
    /// Whether SCPs are in force at all.
    pub scps_enabled: Collected<bool>,
    /// Whether RCPs are in force at all.
    pub rcps_enabled: Collected<bool>,
    /// Root, units and accounts by id.
    pub nodes: BTreeMap<Box<str>, OrgNode>,
    /// SCPs and RCPs by id.
    pub policies: BTreeMap<Box<str>, OrgPolicy>,
    /// Accounts that administer a service for the organization; they are bound like any other (I19).
    pub delegated_administrators: Vec<DelegatedAdministrator>,
    /// The organization's delegation policy (X55).
    pub resource_policy: Collected<Option<StoredPolicy>>,
}

/// What a node of the tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// The root.
    Root,
    /// An organizational unit.
    Unit,
    /// An account.
    Account,
}

impl NodeKind {
    /// `root`, `ou` or `account`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Unit => "ou",
            Self::Account => "account",
        }
    }
}

/// Root, unit or account, with the policies attached there.
#[derive(Clone, Debug)]
pub struct OrgNode {
    /// `r-…`, `ou-…` or the account's id.
    pub id: Box<str>,
    /// What it is.
    pub kind: NodeKind,
    /// Its name for people.
    pub name: Option<Box<str>>,
    /// The node above; the root has none.
    pub parent: Option<Box<str>>,
    /// The ids of the SCPs attached here.
    pub scps: Collected<Vec<Box<str>>>,
    /// The ids of the RCPs attached here.
    pub rcps: Collected<Vec<Box<str>>>,
}

/// Which of the two kinds of policy the organization hands down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrgPolicyKind {
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
}

impl OrgPolicyKind {
    fn name(self) -> &'static str {
        match self {
            Self::Scp => "SCP",
            Self::Rcp => "RCP",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Scp => Self::Rcp,
            Self::Rcp => Self::Scp,
        }
    }
}

/// An SCP or RCP.
#[derive(Clone, Debug)]
pub struct OrgPolicy {
    /// `p-…`.
    pub id: Box<str>,
    /// Its ARN, where told.
    pub arn: Option<Box<str>>,
    /// Which kind it is.
    pub kind: OrgPolicyKind,
    /// Its text under its name; `None` where the text was not collected.
    pub document: Option<StoredPolicy>,
    /// Its name for people.
    pub name: Box<str>,
}

/// An account that administers services for the organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegatedAdministrator {
    /// The account.
    pub account: Box<str>,
    /// The service principals, such as `guardduty.amazonaws.com`; empty where they were not collected.
    pub services: Vec<Box<str>>,
}

/// Why a tree is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TreeError {
    /// A node names a parent that is not there.
    #[error("`{child}` names `{parent}` as its parent, which is not in the organization")]
    MissingParent {
        /// The node.
        child: Box<str>,
        /// What it names.
        parent: Box<str>,
    },
    /// The way up from a node never ends.
    #[error("the way up from `{node}` runs in a circle")]
    Cycle {
        /// A node of the circle.
        node: Box<str>,
    },
    /// A node names a policy that is not there.
    #[error("`{node}` has policy `{policy}` attached, which is not among the policies")]
    MissingPolicy {
        /// The node.
        node: Box<str>,
        /// What it names.
        policy: Box<str>,
    },
    /// A node names a policy of one type among those of the other.
    #[error("`{node}` has the {} `{policy}` among its {}s", .kind.name(), .kind.other().name())]
    OtherKind {
        /// The node.
        node: Box<str>,
        /// What it names.
        policy: Box<str>,
        /// What that is.
        kind: OrgPolicyKind,
    },
    /// Another node than an account has accounts or units as its place but is none itself.
    #[error(
        "`{child}` has the account `{parent}` as its parent; only the root and units have nodes below them"
    )]
    ParentIsAccount {
        /// The node.
        child: Box<str>,
        /// The account.
        parent: Box<str>,
    },
    /// No root, or several.
    #[error("an organization has one root, but {0} nodes have no parent")]
    Roots(usize),
}

impl TreeError {
    /// The id that the error is about, so that a reader can point at it.
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::MissingParent { parent, .. } | Self::ParentIsAccount { parent, .. } => Some(parent),
            Self::Cycle { node } => Some(node),
            Self::MissingPolicy { policy, .. } | Self::OtherKind { policy, .. } => Some(policy),
            Self::Roots(_) => None,
        }
    }
}

impl Organization {
    /// Checks that the nodes are one tree and that every attached policy is there and of the type it is attached as.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, in the order of the ids.
    pub fn check(&self) -> Result<(), TreeError> {
        for node in self.nodes.values() {
            self.check_node(node)?;
        }
        match self.nodes.values().filter(|node| node.parent.is_none()).count() {
            1 => Ok(()),
            roots => Err(TreeError::Roots(roots)),
        }
    }

    fn check_node(&self, node: &OrgNode) -> Result<(), TreeError> {
        if let Some(parent) = &node.parent {
            match self.nodes.get(parent) {
                None => {
                    return Err(TreeError::MissingParent { child: node.id.clone(), parent: parent.clone() });
                }
                Some(above) if above.kind == NodeKind::Account => {
                    return Err(TreeError::ParentIsAccount {
                        child: node.id.clone(),
                        parent: parent.clone(),
                    });
                }
                Some(_) => {}
            }
        }
        let attached = [&node.scps, &node.rcps].into_iter().filter_map(Collected::known).flatten();
        if let Some(policy) = attached.into_iter().find(|id| !self.policies.contains_key(*id)) {
            return Err(TreeError::MissingPolicy { node: node.id.clone(), policy: policy.clone() });
        }
        self.check_kind(node, &node.scps, OrgPolicyKind::Scp)?;
        self.check_kind(node, &node.rcps, OrgPolicyKind::Rcp)?;
        let mut seen = BTreeSet::new();
        let mut at = node;
        while let Some(parent) = at.parent.as_deref().and_then(|id| self.nodes.get(id)) {
            if !seen.insert(&*at.id) {
                return Err(TreeError::Cycle { node: at.id.clone() });
            }
            at = parent;
        }
        Ok(())
    }

    fn check_kind(
        &self,
        node: &OrgNode,
        attached: &Collected<Vec<Box<str>>>,
        kind: OrgPolicyKind,
    ) -> Result<(), TreeError> {
        let attached = attached.known().into_iter().flatten().filter_map(|id| self.policies.get(id));
        match attached.into_iter().find(|policy| policy.kind != kind) {
            None => Ok(()),
            Some(policy) => Err(TreeError::OtherKind {
                node: node.id.clone(),
                policy: policy.id.clone(),
                kind: policy.kind,
            }),
        }
    }

    /// Root, units and account, in this order; `None` for an account that is not a member.
    pub fn path(&self, account: &str) -> Option<Vec<&OrgNode>> {
        let mut at = self.nodes.get(account).filter(|node| node.kind == NodeKind::Account)?;
        let mut path = vec![at];
        while let Some(parent) = &at.parent {
            at = self.nodes.get(parent)?;
            path.push(at);
            if path.len() > DEEPEST {
                return None;
            }
        }
        path.reverse();
        Some(path)
    }

    /// `o-…/r-…/ou-…/`: the value of `aws:PrincipalOrgPaths` for the account (I18).
    pub fn path_text(&self, account: &str) -> Option<String> {
        let path = self.path(account)?;
        let above = path.iter().filter(|node| node.kind != NodeKind::Account);
        Some(
            std::iter::once(&*self.id)
                .chain(above.map(|node| &*node.id))
                .map(|id| format!("{id}/"))
                .collect(),
        )
    }

    /// How many accounts are at or below a node, without the management account, which nothing that is handed down binds.
    pub fn accounts_bound_at(&self, node: &str) -> usize {
        let bound = |account: &&OrgNode| !self.is_management(&account.id);
        let is_below = |account: &&OrgNode| {
            self.path(&account.id).is_some_and(|path| path.iter().any(|above| *above.id == *node))
        };
        self.accounts().filter(bound).filter(is_below).count()
    }

    /// The member accounts, by id.
    pub fn accounts(&self) -> impl Iterator<Item = &OrgNode> {
        self.nodes.values().filter(|node| node.kind == NodeKind::Account)
    }

    /// Whether the account is a member, wherever it stands; the management account is one.
    pub fn has_account(&self, account: &str) -> bool {
        self.nodes.contains_key(account) || self.is_management(account)
    }

    /// Whether the account is this organization's management account.
    pub fn is_management(&self, account: &str) -> bool {
        self.management_account.as_deref() == Some(account)
    }
}
