//! `iam.json` of one account, in the form of `aws iam get-account-authorization-details`.

use super::{DirectoryWriter, policy, pretty};
use crate::account::Account;
use crate::coverage::CoverageState;
use crate::policy_text::StoredPolicy;
use crate::principal::{AttachedPolicy, Group, ManagedPolicy, Principal, PrincipalKind};
use crate::snapshot::{Snapshot, iam_of};
use iamdiag_evaluator::Tags;
use iamdiag_policy::Arn;
use serde::Serialize;
use serde_json::value::RawValue;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Details<'s> {
    user_detail_list: Vec<UserWire<'s>>,
    group_detail_list: Vec<GroupWire<'s>>,
    role_detail_list: Vec<RoleWire<'s>>,
    policies: Vec<PolicyWire<'s>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct UserWire<'s> {
    user_name: &'s str,
    arn: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'s str>,
    user_policy_list: Vec<InlineWire<'s>>,
    group_list: &'s [Box<str>],
    attached_managed_policies: Vec<AttachedWire<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<BoundaryWire<'s>>,
    tags: Vec<TagWire<'s>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GroupWire<'s> {
    group_name: &'s str,
    arn: &'s str,
    group_policy_list: Vec<InlineWire<'s>>,
    attached_managed_policies: Vec<AttachedWire<'s>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct RoleWire<'s> {
    role_name: &'s str,
    arn: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_id: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assume_role_policy_document: Option<Box<RawValue>>,
    role_policy_list: Vec<InlineWire<'s>>,
    attached_managed_policies: Vec<AttachedWire<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<BoundaryWire<'s>>,
    tags: Vec<TagWire<'s>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct InlineWire<'s> {
    policy_name: &'s str,
    policy_document: Option<Box<RawValue>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct AttachedWire<'s> {
    policy_name: &'s str,
    policy_arn: &'s str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct BoundaryWire<'s> {
    permissions_boundary_type: &'static str,
    permissions_boundary_arn: &'s str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TagWire<'s> {
    key: &'s str,
    value: &'s str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyWire<'s> {
    policy_name: &'s str,
    arn: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_version_id: Option<&'s str>,
    policy_version_list: Vec<VersionWire<'s>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct VersionWire<'s> {
    #[serde(skip_serializing_if = "Option::is_none")]
    version_id: Option<&'s str>,
    is_default_version: bool,
    document: Option<Box<RawValue>>,
}

/// The file's text; `None` where nobody looked at the account's IAM and nothing of it is there.
pub(super) fn write(snapshot: &Snapshot, id: &str, writer: &mut DirectoryWriter) -> Option<String> {
    let account = snapshot.account(id);
    let details = Details {
        user_detail_list: principals(account, writer, user),
        group_detail_list: account.into_iter().flat_map(Account::groups).map(group).collect(),
        role_detail_list: principals(account, writer, role),
        policies: snapshot.policies().filter(|policy| is_of(policy, id)).map(managed).collect(),
    };
    let looked_at = snapshot.coverage().state(Some(id), None, "iam");
    let is_looked_at =
        matches!(looked_at, Some(CoverageState::Collected | CoverageState::Empty | CoverageState::Partial));
    let is_empty = details.user_detail_list.is_empty()
        && details.group_detail_list.is_empty()
        && details.role_detail_list.is_empty()
        && details.policies.is_empty();
    if is_empty && !is_looked_at {
        return None;
    }
    writer.not_complete(iam_of(id));
    Some(pretty(&details))
}

/// A policy of the account, or one of AWS's own.
fn is_of(policy: &ManagedPolicy, id: &str) -> bool {
    Arn::parse(&policy.arn).is_some_and(|arn| arn.account == id || arn.account == "aws")
}

/// Those principals that `one` takes, without those that have a tag of unknown value: the form has no way to say so.
fn principals<'s, T>(
    account: Option<&'s Account>,
    writer: &mut DirectoryWriter,
    one: impl Fn(&'s Principal) -> Option<T>,
) -> Vec<T> {
    let mut written = Vec::new();
    for (account, principal) in account
        .into_iter()
        .flat_map(|account| account.principals().map(move |principal| (account, principal)))
    {
        let Some(wire) = one(principal) else { continue };
        if principal.tags.iter().all(|(_, value)| value.is_some()) {
            written.push(wire);
        } else {
            writer.leave_out(&principal.arn, iam_of(&account.facts.id));
        }
    }
    written
}

fn user(principal: &Principal) -> Option<UserWire<'_>> {
    let PrincipalKind::User { groups } = &principal.kind else { return None };
    Some(UserWire {
        user_name: &principal.name,
        arn: &principal.arn,
        user_id: principal.unique_id.as_deref(),
        user_policy_list: inline(&principal.inline),
        group_list: groups,
        attached_managed_policies: attached(&principal.attached),
        permissions_boundary: principal.boundary.as_deref().map(boundary),
        tags: tags(&principal.tags),
    })
}

fn role(principal: &Principal) -> Option<RoleWire<'_>> {
    let PrincipalKind::Role { trust } = &principal.kind else { return None };
    Some(RoleWire {
        role_name: &principal.name,
        arn: &principal.arn,
        role_id: principal.unique_id.as_deref(),
        assume_role_policy_document: trust.as_ref().and_then(policy::value),
        role_policy_list: inline(&principal.inline),
        attached_managed_policies: attached(&principal.attached),
        permissions_boundary: principal.boundary.as_deref().map(boundary),
        tags: tags(&principal.tags),
    })
}

fn group(group: &Group) -> GroupWire<'_> {
    GroupWire {
        group_name: &group.name,
        arn: &group.arn,
        group_policy_list: inline(&group.inline),
        attached_managed_policies: attached(&group.attached),
    }
}

fn managed(policy: &ManagedPolicy) -> PolicyWire<'_> {
    let last = policy.arn.rsplit('/').next().unwrap_or(&policy.arn);
    let version = |document| VersionWire {
        version_id: policy.version.as_deref(),
        is_default_version: true,
        document: policy::value(document),
    };
    PolicyWire {
        policy_name: policy.document.as_ref().map_or(last, |document| &document.name),
        arn: &policy.arn,
        default_version_id: policy.version.as_deref(),
        policy_version_list: policy.document.iter().map(version).collect(),
    }
}

fn inline(policies: &[StoredPolicy]) -> Vec<InlineWire<'_>> {
    let wire = |stored| InlineWire { policy_name: name(stored), policy_document: policy::value(stored) };
    policies.iter().map(wire).collect()
}

fn name(policy: &StoredPolicy) -> &str {
    &policy.name
}

fn attached(policies: &[AttachedPolicy]) -> Vec<AttachedWire<'_>> {
    policies
        .iter()
        .map(|policy| AttachedWire { policy_name: &policy.name, policy_arn: &policy.arn })
        .collect()
}

fn boundary(arn: &str) -> BoundaryWire<'_> {
    BoundaryWire { permissions_boundary_type: "Policy", permissions_boundary_arn: arn }
}

fn tags(tags: &Tags) -> Vec<TagWire<'_>> {
    tags.iter().filter_map(|(key, value)| Some(TagWire { key, value: value.as_deref()? })).collect()
}
