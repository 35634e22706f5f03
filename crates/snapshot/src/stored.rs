//! The policies of a snapshot one by one, with what each is used as.

use crate::organization::OrgPolicyKind;
use crate::policy_text::StoredPolicy;
use crate::principal::{AttachedPolicy, Principal, PrincipalKind};
use crate::resource::{CollectedResource, ResourceDetails};
use crate::snapshot::Snapshot;
use iamdiag_policy::Arn;

/// A policy that was collected, with what it is used as.
#[derive(Clone, Debug)]
pub struct Stored<'a> {
    /// `user/NAME`, `role/NAME`, `group/NAME`; the ARN of a managed policy or of a resource; the name of an SCP or RCP.
    pub holder: String,
    /// What it is used as.
    pub use_of: Use,
    /// The policy.
    pub policy: &'a StoredPolicy,
}

/// What a collected policy is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Written into a user.
    InUser,
    /// Written into a role.
    InRole,
    /// Written into a group.
    InGroup,
    /// The trust policy of a role.
    Trust,
    /// A managed policy of the account.
    Managed,
    /// A managed policy that AWS made.
    ManagedByAws,
    /// A managed policy of the account that is a permissions boundary and attached to nobody.
    Boundary,
    /// On a resource.
    OnResource,
    /// Of a VPC endpoint.
    OfEndpoint,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
}

impl Use {
    fn of_resource(resource: &CollectedResource) -> Self {
        match resource.details {
            ResourceDetails::Endpoint(_) => Self::OfEndpoint,
            _ => Self::OnResource,
        }
    }

    fn of(principal: &Principal) -> Self {
        match principal.kind {
            PrincipalKind::User { .. } => Self::InUser,
            PrincipalKind::Role { .. } => Self::InRole,
        }
    }
}

impl Snapshot {
    /// Every policy that was collected with its text: those of users, roles and groups by account, managed ones, those on
    /// resources, and the organization's.
    pub fn stored_policies(&self) -> Vec<Stored<'_>> {
        let mut all = Vec::new();
        for account in self.accounts() {
            for principal in account.principals() {
                let (holder, use_of) = (principal.label(), Use::of(principal));
                all.extend(principal.inline.iter().map(|policy| Stored {
                    holder: holder.clone(),
                    use_of,
                    policy,
                }));
                let trust = principal.trust().map(|policy| Stored { holder, use_of: Use::Trust, policy });
                all.extend(trust);
            }
            for group in account.groups.values() {
                let holder = format!("group/{}", group.name);
                let inline = group.inline.iter();
                all.extend(inline.map(|policy| Stored {
                    holder: holder.clone(),
                    use_of: Use::InGroup,
                    policy,
                }));
            }
        }
        for managed in self.policies() {
            let use_of = self.use_of_managed(&managed.arn);
            let document = managed.document.iter();
            all.extend(document.map(|policy| Stored { holder: managed.arn.to_string(), use_of, policy }));
        }
        for resource in self.resources() {
            let (holder, use_of) = (resource.arn.to_string(), Use::of_resource(resource));
            let policy = resource.policy.known().and_then(Option::as_ref);
            all.extend(policy.map(|policy| Stored { holder, use_of, policy }));
        }
        if let Some(organization) = self.known_organization() {
            for policy in organization.policies.values() {
                let use_of = match policy.kind {
                    OrgPolicyKind::Scp => Use::Scp,
                    OrgPolicyKind::Rcp => Use::Rcp,
                };
                let document = policy.document.iter();
                all.extend(document.map(|document| Stored {
                    holder: policy.name.to_string(),
                    use_of,
                    policy: document,
                }));
            }
            let delegation = organization.resource_policy.known().and_then(Option::as_ref);
            let holder = organization.id.to_string();
            all.extend(delegation.map(|policy| Stored { holder, use_of: Use::OnResource, policy }));
        }
        all
    }

    fn use_of_managed(&self, arn: &str) -> Use {
        if Arn::parse(arn).is_some_and(|arn| arn.account == "aws") {
            return Use::ManagedByAws;
        }
        let principals = || self.accounts().flat_map(|account| account.principals());
        let groups = || self.accounts().flat_map(|account| account.groups());
        let is = |policy: &AttachedPolicy| &*policy.arn == arn;
        let attached = principals().any(|principal| principal.attached.iter().any(is))
            || groups().any(|group| group.attached.iter().any(is));
        let bounds = || principals().any(|principal| principal.boundary.as_deref() == Some(arn));
        if !attached && bounds() { Use::Boundary } else { Use::Managed }
    }
}
