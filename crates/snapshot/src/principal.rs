//! Users, roles, groups and managed policies as they were collected.

use crate::policy_text::StoredPolicy;
use iamdiag_evaluator::Tags;

/// A user or a role.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The ARN with its path.
    pub arn: Box<str>,
    /// The name without path.
    pub name: Box<str>,
    /// `AIDA…` or `AROA…`.
    pub unique_id: Option<Box<str>>,
    /// Its tags.
    pub tags: Tags,
    /// Policies written into it.
    pub inline: Vec<StoredPolicy>,
    /// Managed policies attached to it.
    pub attached: Vec<AttachedPolicy>,
    /// The ARN of the policy that is its permissions boundary.
    pub boundary: Option<Box<str>>,
    /// What only users or only roles have.
    pub kind: PrincipalKind,
}

/// What only users or only roles have.
#[derive(Clone, Debug)]
pub enum PrincipalKind {
    /// A user.
    User {
        /// The names of its groups.
        groups: Vec<Box<str>>,
    },
    /// A role.
    Role {
        /// Its trust policy, if it came with the role.
        trust: Option<StoredPolicy>,
    },
}

impl Principal {
    /// `user/NAME` or `role/NAME`, for people.
    pub fn label(&self) -> String {
        match self.kind {
            PrincipalKind::User { .. } => format!("user/{}", self.name),
            PrincipalKind::Role { .. } => format!("role/{}", self.name),
        }
    }

    /// The trust policy of a role.
    pub fn trust(&self) -> Option<&StoredPolicy> {
        match &self.kind {
            PrincipalKind::Role { trust } => trust.as_ref(),
            PrincipalKind::User { .. } => None,
        }
    }
}

/// A managed policy by name, as users, roles and groups list it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedPolicy {
    /// Its name.
    pub name: Box<str>,
    /// Its ARN.
    pub arn: Box<str>,
}

/// A group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its ARN with its path.
    pub arn: Box<str>,
    /// Its name.
    pub name: Box<str>,
    /// Policies written into it.
    pub inline: Vec<StoredPolicy>,
    /// Managed policies attached to it.
    pub attached: Vec<AttachedPolicy>,
}

/// A managed policy in its default version.
#[derive(Clone, Debug)]
pub struct ManagedPolicy {
    /// Its ARN.
    pub arn: Box<str>,
    /// The id of the default version.
    pub version: Option<Box<str>>,
    /// The document of the default version; `None` where it did not come with the policy.
    pub document: Option<StoredPolicy>,
}
