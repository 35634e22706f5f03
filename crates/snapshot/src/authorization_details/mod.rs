//! Reads what `aws iam get-account-authorization-details` prints, unchanged: the AWS CLI's objects, or the API's
//! percent-encoded strings.

mod wire;

use crate::coverage::CoverageState;
use crate::documents::{Beside, Documents, Nothing};
use crate::file::SourceFile;
use crate::item::Item;
use crate::policy_text::StoredPolicy;
use crate::principal::{AttachedPolicy, Group, ManagedPolicy, Principal, PrincipalKind};
use crate::read_error::{FileForm, ReadError, ReadProblem};
use crate::snapshot::{Snapshot, iam_of};
use crate::text;
use iamdiag_evaluator::Tags;
use iamdiag_policy::Arn;
use std::sync::Arc;

/// Reads a file under its name for people.
///
/// Policies are found but not parsed. Text before the first `{` other than a byte order mark, and anything else that is not the
/// command's output, is refused.
///
/// # Errors
///
/// When the bytes are not UTF-8, not JSON, or JSON of another shape; the error names line and column.
pub fn read(bytes: Vec<u8>, name: &str) -> Result<Snapshot, ReadError> {
    let file = Arc::new(SourceFile::new(name, text::decode(bytes, name)?));
    let mut snapshot = Snapshot::default();
    read_into(&mut snapshot, &mut Documents::new(&file, Nothing), None)?;
    Ok(snapshot)
}

/// Reads one account's file into a snapshot; with `account`, everything in it must be of that account.
pub(crate) fn read_into<'a, B: Beside>(
    snapshot: &mut Snapshot,
    documents: &mut Documents<'a, B>,
    account: Option<&str>,
) -> Result<(), B::Error> {
    let details: wire::Details<'a> = text::parse(documents.file, FileForm::Details)?;
    let mut reader = Reader { documents, account, snapshot };
    reader.details(details)
}

struct Reader<'r, 'a, B> {
    documents: &'r mut Documents<'a, B>,
    account: Option<&'r str>,
    snapshot: &'r mut Snapshot,
}

impl<'a, B: Beside> Reader<'_, 'a, B> {
    fn details(&mut self, details: wire::Details<'a>) -> Result<(), B::Error> {
        let lists = [
            details.user_detail_list.is_some(),
            details.group_detail_list.is_some(),
            details.role_detail_list.is_some(),
            details.policies.is_some(),
        ];
        if !lists.contains(&true) {
            let found = "UserDetailList, GroupDetailList, RoleDetailList and Policies are all missing";
            let problem = ReadProblem::Shape { form: FileForm::Details, message: found.into() };
            return Err(self.documents.error(0, problem).into());
        }
        let has_token = details.next_token.is_some_and(|token| token.get() != "null");
        let is_partial = details.is_truncated || has_token || lists.contains(&false);
        for policy in details.policies.into_iter().flatten() {
            let arn = policy.arn.clone();
            let policy = self.policy(policy)?;
            self.add(&arn, Item::Policy(policy))?;
        }
        for group in details.group_detail_list.into_iter().flatten() {
            let read = Group {
                arn: group.arn.as_ref().into(),
                name: group.group_name.into(),
                inline: self.inline(group.group_policy_list)?,
                attached: attached(group.attached_managed_policies),
            };
            self.add(&group.arn, Item::Group(read))?;
        }
        for user in details.user_detail_list.into_iter().flatten() {
            let arn = user.arn.clone();
            let user = self.user(user)?;
            self.add(&arn, Item::Principal(user))?;
        }
        for role in details.role_detail_list.into_iter().flatten() {
            let arn = role.arn.clone();
            let role = self.role(role)?;
            self.add(&arn, Item::Principal(role))?;
        }
        self.cover(if is_partial { CoverageState::Partial } else { CoverageState::Collected });
        Ok(())
    }

    /// Adds what belongs to the account; AWS's own policies belong to none.
    fn add(&mut self, arn: &str, item: Item) -> Result<(), B::Error> {
        let account = Arn::parse(arn).map(|arn| arn.account);
        let is_policy = matches!(item, Item::Policy(_));
        let is_of_aws = is_policy && account == Some("aws");
        if let Some(wanted) = self.account.filter(|wanted| !is_of_aws && account != Some(*wanted)) {
            let problem = ReadProblem::OtherAccount { arn: arn.into(), account: wanted.into() };
            return Err(self.documents.error_at(arn, problem).into());
        }
        if let Some(what) = self.snapshot.holds(&item).filter(|_| !is_of_aws) {
            let problem = ReadProblem::Twice { what, name: arn.into() };
            return Err(self.documents.error_at(arn, problem).into());
        }
        let added = self.snapshot.add(item);
        added.map_err(|_| self.documents.error_at(arn, ReadProblem::NotAnArn(arn.into())).into())
    }

    /// The file says all there is of the accounts in it.
    fn cover(&mut self, state: CoverageState) {
        let mut accounts: Vec<Box<str>> = match self.account {
            Some(account) => vec![account.into()],
            None => self.snapshot.account_ids().map(Into::into).collect(),
        };
        if accounts.is_empty() && state == CoverageState::Partial {
            accounts.push(Box::default());
        }
        for account in accounts {
            // INVARIANT: adding coverage never fails.
            let _ = self.snapshot.add(Item::Coverage(iam_of(&account), state));
        }
    }

    fn user(&mut self, user: wire::User<'a>) -> Result<Principal, B::Error> {
        Ok(Principal {
            arn: user.arn.into(),
            name: user.user_name.into(),
            unique_id: user.user_id.map(Into::into),
            tags: tags(user.tags),
            inline: self.inline(user.user_policy_list)?,
            attached: attached(user.attached_managed_policies),
            boundary: user.permissions_boundary.map(|boundary| boundary.permissions_boundary_arn.into()),
            kind: PrincipalKind::User { groups: user.group_list.into_iter().map(Into::into).collect() },
        })
    }

    fn role(&mut self, role: wire::Role<'a>) -> Result<Principal, B::Error> {
        let trust = role.assume_role_policy_document;
        let trust = trust.map(|document| self.documents.stored("trust policy", document));
        Ok(Principal {
            arn: role.arn.into(),
            name: role.role_name.into(),
            unique_id: role.role_id.map(Into::into),
            tags: tags(role.tags),
            inline: self.inline(role.role_policy_list)?,
            attached: attached(role.attached_managed_policies),
            boundary: role.permissions_boundary.map(|boundary| boundary.permissions_boundary_arn.into()),
            kind: PrincipalKind::Role { trust: trust.transpose()? },
        })
    }

    /// The version that is in force: the one marked, else the one named, else the only one if nothing tells which it is.
    fn policy(&mut self, policy: wire::Policy<'a>) -> Result<ManagedPolicy, B::Error> {
        let versions = policy.policy_version_list;
        let named = |version: &wire::Version<'_>| {
            version.version_id.is_some() && version.version_id == policy.default_version_id
        };
        let only = |version: &wire::Version<'_>| {
            versions.len() == 1 && (version.version_id.is_none() || policy.default_version_id.is_none())
        };
        let position = |wanted: &dyn Fn(&wire::Version<'_>) -> bool| versions.iter().position(wanted);
        let found = position(&|version| version.is_default_version)
            .or_else(|| position(&named))
            .or_else(|| position(&only));
        let in_force = found.and_then(|at| versions.get(at));
        let document = in_force.and_then(|version| version.document);
        let document = document.map(|document| self.documents.stored(&policy.policy_name, document));
        let version = in_force.and_then(|version| version.version_id.clone()).or(policy.default_version_id);
        Ok(ManagedPolicy {
            arn: policy.arn.into(),
            version: version.map(Into::into),
            document: document.transpose()?,
        })
    }

    fn inline(&mut self, policies: Vec<wire::Inline<'a>>) -> Result<Vec<StoredPolicy>, B::Error> {
        let stored =
            |policy: wire::Inline<'a>| self.documents.stored(&policy.policy_name, policy.policy_document);
        policies.into_iter().map(stored).collect()
    }
}

fn attached(policies: Vec<wire::AttachedPolicy<'_>>) -> Vec<AttachedPolicy> {
    let one = |policy: wire::AttachedPolicy<'_>| AttachedPolicy {
        name: policy.policy_name.into(),
        arn: policy.policy_arn.into(),
    };
    policies.into_iter().map(one).collect()
}

fn tags(tags: Vec<wire::Tag<'_>>) -> Tags {
    tags.into_iter().map(|tag| (tag.key.into(), Some(tag.value.into()))).collect()
}

#[cfg(test)]
mod tests;
