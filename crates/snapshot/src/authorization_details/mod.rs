//! Reads what `aws iam get-account-authorization-details` prints, unchanged: the AWS CLI's objects, or the API's
//! percent-encoded strings.

mod text;
mod wire;

use crate::file::{Framing, SourceFile};
use crate::policy_text::{PolicyText, StoredPolicy};
use crate::principal::{AttachedPolicy, Group, ManagedPolicy, Principal, PrincipalKind};
use crate::read_error::{ReadError, ReadProblem};
use crate::snapshot::Snapshot;
use iamdiag_evaluator::Tags;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
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
    let details = text::parse(&file)?;
    let mut reader = Reader { file: &file, texts: HashMap::new(), snapshot: Snapshot::default() };
    reader.details(details)?;
    Ok(reader.snapshot)
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    /// Every document once, by its text in the file.
    texts: HashMap<&'a str, Arc<PolicyText>>,
    snapshot: Snapshot,
}

impl<'a> Reader<'a> {
    fn details(&mut self, details: wire::Details<'a>) -> Result<(), ReadError> {
        let lists = [
            details.user_detail_list.is_some(),
            details.group_detail_list.is_some(),
            details.role_detail_list.is_some(),
            details.policies.is_some(),
        ];
        if !lists.contains(&true) {
            let found = "UserDetailList, GroupDetailList, RoleDetailList and Policies are all missing";
            return Err(self.error(0, ReadProblem::Shape(found.into())));
        }
        let has_token = details.next_token.is_some_and(|token| token.get() != "null");
        if details.is_truncated || has_token || lists.contains(&false) {
            self.snapshot.mark_partial();
        }
        for policy in details.policies.into_iter().flatten() {
            let policy = self.policy(policy)?;
            self.snapshot.add_policy(policy);
        }
        for group in details.group_detail_list.into_iter().flatten() {
            let read = Group {
                name: group.group_name.into(),
                inline: self.inline(group.group_policy_list)?,
                attached: attached(group.attached_managed_policies),
            };
            let is_one = self.snapshot.add_group(&group.arn, read);
            self.check_arn(is_one, &group.arn)?;
        }
        for user in details.user_detail_list.into_iter().flatten() {
            let arn = user.arn.clone();
            let user = self.user(user)?;
            let is_one = self.snapshot.add_principal(user);
            self.check_arn(is_one, &arn)?;
        }
        for role in details.role_detail_list.into_iter().flatten() {
            let arn = role.arn.clone();
            let role = self.role(role)?;
            let is_one = self.snapshot.add_principal(role);
            self.check_arn(is_one, &arn)?;
        }
        Ok(())
    }

    fn user(&mut self, user: wire::User<'a>) -> Result<Principal, ReadError> {
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

    fn role(&mut self, role: wire::Role<'a>) -> Result<Principal, ReadError> {
        let trust = role.assume_role_policy_document.map(|document| self.stored("trust policy", document));
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
    fn policy(&mut self, policy: wire::Policy<'a>) -> Result<ManagedPolicy, ReadError> {
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
        let document = document.map(|document| self.stored(&policy.policy_name, document)).transpose()?;
        let version = in_force.and_then(|version| version.version_id.clone()).or(policy.default_version_id);
        Ok(ManagedPolicy { arn: policy.arn.into(), version: version.map(Into::into), document })
    }

    fn inline(&mut self, policies: Vec<wire::Inline<'a>>) -> Result<Vec<StoredPolicy>, ReadError> {
        policies.into_iter().map(|policy| self.stored(&policy.policy_name, policy.policy_document)).collect()
    }

    fn stored(&mut self, name: &str, document: &'a RawValue) -> Result<StoredPolicy, ReadError> {
        let raw = document.get();
        // INVARIANT: a raw value is a slice of the file's text.
        let start = self.file.offset_of(raw).unwrap_or(0);
        let framing = if raw.starts_with('"') { Framing::ByItself } else { Framing::ByFile };
        let text = match self.texts.get(raw) {
            Some(text) => text.clone(),
            None => {
                let text = Arc::new(self.text(raw, start)?);
                self.texts.insert(raw, text.clone());
                text
            }
        };
        Ok(StoredPolicy { name: name.into(), text, origin: Some((self.file.clone(), start, framing)) })
    }

    fn text(&self, raw: &str, start: usize) -> Result<PolicyText, ReadError> {
        if raw.starts_with('{') {
            return Ok(PolicyText::in_file(self.file.clone(), start..start + raw.len()));
        }
        match serde_json::from_str::<Cow<'_, str>>(raw) {
            Ok(text) => Ok(PolicyText::own(text)),
            Err(_) => {
                let found = "a policy document must be an object or a string";
                Err(self.error(start, ReadProblem::Shape(found.into())))
            }
        }
    }

    fn check_arn(&self, is_one: bool, arn: &str) -> Result<(), ReadError> {
        if is_one {
            return Ok(());
        }
        let offset = self.file.offset_of(arn).unwrap_or(0);
        Err(self.error(offset, ReadProblem::NotAnArn(arn.into())))
    }

    fn error(&self, offset: usize, problem: ReadProblem) -> ReadError {
        ReadError { file: self.file.name().into(), position: self.file.position(offset), problem }
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
