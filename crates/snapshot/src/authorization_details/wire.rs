//! The shape of what `aws iam get-account-authorization-details` prints. Fields that nothing needs are left out.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The whole answer. A list that is missing altogether is told apart from an empty one.
#[derive(Deserialize)]
#[serde(
    rename_all = "PascalCase",
    expecting = "an object with UserDetailList, GroupDetailList, RoleDetailList, Policies"
)]
pub(super) struct Details<'a> {
    #[serde(borrow)]
    pub(super) user_detail_list: Option<Vec<User<'a>>>,
    #[serde(borrow)]
    pub(super) group_detail_list: Option<Vec<Group<'a>>>,
    #[serde(borrow)]
    pub(super) role_detail_list: Option<Vec<Role<'a>>>,
    #[serde(borrow)]
    pub(super) policies: Option<Vec<Policy<'a>>>,
    /// The API's own paging.
    #[serde(default)]
    pub(super) is_truncated: bool,
    /// The AWS CLI's, with `--max-items`.
    #[serde(borrow)]
    pub(super) next_token: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "an object that describes a user")]
pub(super) struct User<'a> {
    #[serde(borrow)]
    pub(super) arn: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) user_name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) user_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) user_policy_list: Vec<Inline<'a>>,
    #[serde(borrow, default)]
    pub(super) group_list: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) attached_managed_policies: Vec<AttachedPolicy<'a>>,
    #[serde(borrow)]
    pub(super) permissions_boundary: Option<Boundary<'a>>,
    #[serde(borrow, default)]
    pub(super) tags: Vec<Tag<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "an object that describes a group")]
pub(super) struct Group<'a> {
    #[serde(borrow)]
    pub(super) arn: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) group_name: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) group_policy_list: Vec<Inline<'a>>,
    #[serde(borrow, default)]
    pub(super) attached_managed_policies: Vec<AttachedPolicy<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "an object that describes a role")]
pub(super) struct Role<'a> {
    #[serde(borrow)]
    pub(super) arn: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) role_name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) role_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) assume_role_policy_document: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) role_policy_list: Vec<Inline<'a>>,
    #[serde(borrow, default)]
    pub(super) attached_managed_policies: Vec<AttachedPolicy<'a>>,
    #[serde(borrow)]
    pub(super) permissions_boundary: Option<Boundary<'a>>,
    #[serde(borrow, default)]
    pub(super) tags: Vec<Tag<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "an object with PolicyName and PolicyDocument")]
pub(super) struct Inline<'a> {
    #[serde(borrow)]
    pub(super) policy_name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) policy_document: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "an object with PolicyName and PolicyArn")]
pub(super) struct AttachedPolicy<'a> {
    #[serde(borrow)]
    pub(super) policy_name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) policy_arn: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "an object with PermissionsBoundaryArn")]
pub(super) struct Boundary<'a> {
    #[serde(borrow)]
    pub(super) permissions_boundary_arn: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "an object with Key and Value")]
pub(super) struct Tag<'a> {
    #[serde(borrow)]
    pub(super) key: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) value: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "an object that describes a managed policy")]
pub(super) struct Policy<'a> {
    #[serde(borrow)]
    pub(super) arn: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) policy_name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) default_version_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) policy_version_list: Vec<Version<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "an object that describes a version of a managed policy")]
pub(super) struct Version<'a> {
    #[serde(borrow)]
    pub(super) document: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) version_id: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(super) is_default_version: bool,
}
