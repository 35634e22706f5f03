//! From a page of `GetAccountAuthorizationDetails` to items.

use super::PAGE;
use crate::services::resources::sorted;
use crate::text::{name_of, stored};
use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput;
use aws_sdk_iam::types::{
    AttachedPolicy as WireAttached, GroupDetail, ManagedPolicyDetail, PolicyDetail, RoleDetail, Tag,
    UserDetail,
};
use iamdiag_evaluator::Tags;
use iamdiag_snapshot::{AttachedPolicy, Group, Item, ManagedPolicy, Principal, PrincipalKind, StoredPolicy};
use std::collections::BTreeSet;

/// Which managed policies were used and which were told: names only, so that it stays small however large the account is.
#[derive(Default)]
pub(super) struct Seen {
    used: BTreeSet<Box<str>>,
    told: BTreeSet<Box<str>>,
}

/// A page, read.
pub(super) struct Read {
    pub(super) items: Vec<Item>,
    /// What an entry lacked that therefore could not be taken.
    pub(super) lacks: Option<&'static str>,
}

impl Seen {
    /// The items of a page; what others refer to comes first.
    pub(super) fn items(&mut self, page: GetAccountAuthorizationDetailsOutput) -> Read {
        let mut read = Read { items: Vec::with_capacity(PAGE as usize), lacks: None };
        for policy in page.policies.unwrap_or_default().into_iter().filter(|policy| !is_idle(policy)) {
            read.take(self.policy(policy).map(Item::Policy), "the ARN of a policy");
        }
        for group in page.group_detail_list.unwrap_or_default() {
            read.take(self.group(group).map(Item::Group), "the ARN or name of a group");
        }
        for user in page.user_detail_list.unwrap_or_default() {
            read.take(self.user(user).map(Item::Principal), "the ARN or name of a user");
        }
        for role in page.role_detail_list.unwrap_or_default() {
            read.take(self.role(role).map(Item::Principal), "the ARN or name of a role");
        }
        read
    }

    /// The policies that are used and were not told.
    pub(super) fn left_out(self) -> Vec<Box<str>> {
        self.used.difference(&self.told).cloned().collect()
    }

    /// A policy with the version that is in force; without that its text is asked for later.
    fn policy(&mut self, policy: ManagedPolicyDetail) -> Option<ManagedPolicy> {
        let arn = policy.arn?;
        let versions = policy.policy_version_list.unwrap_or_default();
        let in_force = versions.into_iter().find(|version| {
            version.is_default_version
                || (version.version_id.is_some() && version.version_id == policy.default_version_id)
        });
        let (version, text) = match in_force {
            Some(version) => (version.version_id, version.document),
            None => (None, None),
        };
        match &text {
            Some(_) => self.told.insert(arn.as_str().into()),
            None => self.used.insert(arn.as_str().into()),
        };
        let document = text.map(|text| stored(name_of(&arn), &text));
        let version = version.or(policy.default_version_id).map(Into::into);
        Some(ManagedPolicy { arn: arn.into(), version, document })
    }

    fn group(&mut self, group: GroupDetail) -> Option<Group> {
        Some(Group {
            arn: group.arn?.into(),
            name: group.group_name?.into(),
            inline: inline(group.group_policy_list),
            attached: self.attached(group.attached_managed_policies),
        })
    }

    fn user(&mut self, user: UserDetail) -> Option<Principal> {
        let boundary = user.permissions_boundary.and_then(|boundary| boundary.permissions_boundary_arn);
        Some(Principal {
            arn: user.arn?.into(),
            name: user.user_name?.into(),
            unique_id: user.user_id.map(Into::into),
            tags: tags(user.tags),
            inline: inline(user.user_policy_list),
            attached: self.attached(user.attached_managed_policies),
            boundary: self.boundary(boundary),
            kind: PrincipalKind::User {
                groups: user.group_list.unwrap_or_default().into_iter().map(Into::into).collect(),
            },
        })
    }

    fn role(&mut self, role: RoleDetail) -> Option<Principal> {
        let boundary = role.permissions_boundary.and_then(|boundary| boundary.permissions_boundary_arn);
        Some(Principal {
            arn: role.arn?.into(),
            name: role.role_name?.into(),
            unique_id: role.role_id.map(Into::into),
            tags: tags(role.tags),
            inline: inline(role.role_policy_list),
            attached: self.attached(role.attached_managed_policies),
            boundary: self.boundary(boundary),
            kind: PrincipalKind::Role {
                trust: role.assume_role_policy_document.map(|text| stored("trust policy", &text)),
            },
        })
    }

    fn boundary(&mut self, arn: Option<String>) -> Option<Box<str>> {
        let arn: Box<str> = arn?.into();
        self.used.insert(arn.clone());
        Some(arn)
    }

    fn attached(&mut self, policies: Option<Vec<WireAttached>>) -> Vec<AttachedPolicy> {
        let arns = policies.unwrap_or_default().into_iter().filter_map(|policy| {
            let arn: Box<str> = policy.policy_arn?.into();
            let name = policy.policy_name.unwrap_or_else(|| name_of(&arn).to_owned()).into();
            Some(AttachedPolicy { name, arn })
        });
        let attached: Vec<AttachedPolicy> = arns.collect();
        self.used.extend(attached.iter().map(|policy| policy.arn.clone()));
        attached
    }
}

impl Read {
    fn take(&mut self, item: Option<Item>, lacks: &'static str) {
        match item {
            Some(item) => self.items.push(item),
            None => self.lacks = Some(lacks),
        }
    }
}

/// Whether a policy is one of AWS's own that nothing in the account uses. Should a later page use it all the same, it is asked for
/// by itself.
fn is_idle(policy: &ManagedPolicyDetail) -> bool {
    let is_of_aws = policy.arn().and_then(|arn| arn.split(':').nth(4)) == Some("aws");
    is_of_aws
        && policy.attachment_count() == Some(0)
        && policy.permissions_boundary_usage_count().is_none_or(|count| count == 0)
}

fn inline(policies: Option<Vec<PolicyDetail>>) -> Vec<StoredPolicy> {
    let stored = |policy: PolicyDetail| {
        // A policy without text may say anything, and so it is kept.
        stored(&policy.policy_name.unwrap_or_default(), &policy.policy_document.unwrap_or_default())
    };
    policies.unwrap_or_default().into_iter().map(stored).collect()
}

fn tags(tags: Option<Vec<Tag>>) -> Tags {
    sorted(tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect())
}
