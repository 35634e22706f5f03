//! Everything that was collected, by account.

use crate::principal::{Group, ManagedPolicy, Principal, PrincipalKind};
use iamdiag_policy::{Arn, is_account_id};
use std::collections::BTreeMap;

/// What was collected. IAM is complete for the accounts in it unless `is_partial`; of anything else it knows nothing.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    accounts: BTreeMap<Box<str>, Account>,
    policies: BTreeMap<Box<str>, ManagedPolicy>,
    is_partial: bool,
}

/// One account. Names of one kind are unique without regard to case (I9, I11), so the lower-case name is the key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    pub(crate) users: BTreeMap<Box<str>, Principal>,
    pub(crate) roles: BTreeMap<Box<str>, Principal>,
    pub(crate) groups: BTreeMap<Box<str>, Group>,
}

impl Account {
    /// Users, then roles, by name.
    pub(crate) fn principals(&self) -> impl Iterator<Item = &Principal> {
        self.users.values().chain(self.roles.values())
    }

    pub(crate) fn role(&self, name: &str) -> Option<&Principal> {
        self.roles.get(name.to_lowercase().as_str())
    }

    pub(crate) fn user(&self, name: &str) -> Option<&Principal> {
        self.users.get(name.to_lowercase().as_str())
    }

    pub(crate) fn group(&self, name: &str) -> Option<&Group> {
        self.groups.get(name.to_lowercase().as_str())
    }
}

impl Snapshot {
    /// Adds a user or role; false if its ARN has no account.
    pub(crate) fn add_principal(&mut self, principal: Principal) -> bool {
        let Some(account) = self.account_of(&principal.arn) else { return false };
        let name = principal.name.to_lowercase().into();
        match principal.kind {
            PrincipalKind::User { .. } => account.users.insert(name, principal),
            PrincipalKind::Role { .. } => account.roles.insert(name, principal),
        };
        true
    }

    /// Adds a group; false if its ARN has no account.
    pub(crate) fn add_group(&mut self, arn: &str, group: Group) -> bool {
        let Some(account) = self.account_of(arn) else { return false };
        account.groups.insert(group.name.to_lowercase().into(), group);
        true
    }

    pub(crate) fn add_policy(&mut self, policy: ManagedPolicy) {
        // A policy of the account's own shows which account the file is of, even where it holds no principal.
        self.account_of(&policy.arn);
        self.policies.insert(policy.arn.clone(), policy);
    }

    pub(crate) fn mark_partial(&mut self) {
        self.is_partial = true;
    }

    fn account_of(&mut self, arn: &str) -> Option<&mut Account> {
        let id = Arn::parse(arn).and_then(|arn| arn.account_id())?;
        Some(self.accounts.entry(id.into()).or_default())
    }

    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// The ids of the accounts, in order.
    pub fn account_ids(&self) -> impl Iterator<Item = &str> {
        self.accounts.keys().map(|id| &**id)
    }

    /// Whether IAM of the account was collected.
    pub fn has_account(&self, id: &str) -> bool {
        is_account_id(id) && self.accounts.contains_key(id)
    }

    /// Whether the file was one page of several, so that users, groups, roles or policies may be missing from it.
    pub fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// The managed policy of that ARN, if it was collected.
    pub fn policy(&self, arn: &str) -> Option<&ManagedPolicy> {
        self.policies.get(arn)
    }

    /// The role of that name or ARN resource part, in an account.
    pub fn role(&self, account: &str, name: &str) -> Option<&Principal> {
        self.account(account)?.role(name)
    }

    /// The user of that name, in an account.
    pub fn user(&self, account: &str, name: &str) -> Option<&Principal> {
        self.account(account)?.user(name)
    }
}
